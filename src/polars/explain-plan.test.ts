import { describe, expect, test } from "vitest";
import { px, pxToJson, type Px } from "./dsl.ts";
import { planKey, planText } from "./explain-plan.ts";
import { expressionText } from "./expression-text.ts";
import type { PolarsPlan } from "./plan.ts";

const { lit, str, list, struct, agg } = px;
const a = px.col("a");

describe("expressions", () => {
  const cases: readonly (readonly [Px, string])[] = [
    [px.add(a, lit.i64(2n ** 53n + 1n)), "(a + 9007199254740993)"],
    [px.cast(px.mul(a, lit.f64(2)), "Float64"), "(a * 2.0).cast(Float64)"],
    [px.cast(a, { List: "Int64" }, "nonstrict"), "a.cast(List(Int64), nonstrict)"],
    [px.cast(a, { Decimal: [10, 2] }), "a.cast(Decimal(10, 2))"],
    [px.ternary(px.isNull(a), lit.null("Int64"), px.col("b")), "(when a.is_null() then null else b)"],
    [px.fillNull(px.eqMissing(a, lit.str('x"')), lit.bool(false)), '(a <=> "x\\"").fill_null(false)'],
    [str.slice(a, lit.i64(0), lit.i64(2)), "a.slice(0, 2)"],
    [lit.date(18262), "date(18262)"],
    [struct.of([["x", a]]), "(a AS x).as_struct()"],
    [agg.sum(a), "a.sum()"],
    [agg.count(a, true), "a.count(include_nulls=true)"],
    [px.len(), "len()"],
    [list.eval(a, px.add(px.element(), lit.i32(1))), 'a.eval(evaluation=(element() + 1), variant="List")'],
  ];
  test.each(cases)("%#", (expression, text) => {
    expect(expressionText(pxToJson(expression))).toBe(text);
  });
  test("long literals are cut", () => {
    expect(expressionText(pxToJson(lit.str("x".repeat(1000))))).toHaveLength(83);
  });
});

describe("plans", () => {
  const plan = (start: bigint): PolarsPlan => ({
    root: 2,
    nodes: [
      { op: "range", name: "a", start, end: 3n, step: 1n },
      { op: "kernel", input: 0, calls: [{ kernel: "hash", args: ["a"], out: "h", outType: "Int32" }] },
      {
        op: "select",
        input: 1,
        exprs: [
          { name: "a", expr: pxToJson(a) },
          { name: "b", expr: pxToJson(px.col("h")) },
        ],
      },
    ],
  });
  test("a line for each step", () => {
    expect(planText(plan(0n))).toBe(
      [" 0 range name=a start=0 end=3 step=1", " 1 kernel (0) h = hash(a)", "*2 select (1) a, b = h"].join("\n"),
    );
  });
  test("a key tells plans apart", () => {
    expect(planKey(plan(0n))).toBe(planKey(plan(0n)));
    expect(planKey(plan(0n))).not.toBe(planKey(plan(1n)));
  });
});
