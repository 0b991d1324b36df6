import { expect, test } from "vitest";
import { px, pxToJson } from "../polars/dsl.ts";
import type { PolarsNode, PolarsPlan } from "../polars/plan.ts";
import { takenApart } from "./distinct-apart.ts";
import { divisibleSteps, gatheringStep, stepOver } from "./divisible-step.ts";

const range: PolarsNode = { op: "range", name: "a", start: 0n, end: 9n, step: 1n };
const a = pxToJson(px.col("a"));
const plan = (...nodes: PolarsNode[]): PolarsPlan => ({ nodes, root: nodes.length - 1 });
function windowPlan(keys: number): PolarsPlan {
  return plan(
    range,
    { op: "sort", input: 0, by: [a], descending: [false], nullsLast: [false], window: { name: "w", keys } },
    { op: "rowIndex", input: 1, name: "i" },
    { op: "withColumns", input: 2, exprs: [{ name: "n", expr: pxToJson(px.col("i")) }], endsWindow: "w" },
    { op: "filter", input: 3, predicate: pxToJson(px.gt(px.col("n"), px.lit.i64(1))) },
  );
}
const shape = (given: PolarsPlan): unknown[] =>
  divisibleSteps(given).map(({ name, division, ref }) => [name, division, ref]);

test("windows are one step, from their sort to their last column; without partitions only the sort is one", () => {
  expect(shape(windowPlan(1))).toEqual([["window", "hash", 3]]);
  expect(shape(windowPlan(0))).toEqual([["sort", "ranges", 1]]);
});
test("windows that number all rows are not divided, but their steps", () => {
  const { nodes, root } = windowPlan(1);
  const numbered = pxToJson(px.range.intRange(px.lit.i64(0), px.cast(px.len(), "Int64")));
  const other = { ...(nodes[3] as PolarsNode), exprs: [{ name: "n", expr: numbered }] } as PolarsNode;
  expect(shape({ nodes: nodes.with(3, other), root })).toEqual([
    ["sort", "ranges", 1],
    ["withColumns", "rows", 4],
  ]);
});
test("a step over another input", () => {
  const given = windowPlan(1);
  const [step] = divisibleSteps(given);
  const over = step === undefined ? given : stepOver(given, step, [plan({ op: "scanIpc", paths: ["p"] })]);
  expect(over.nodes.map(({ op }) => op)).toEqual(["scanIpc", "sort", "rowIndex", "withColumns"]);
});
test("pairs go with the filter above them", () => {
  const nodes = plan(
    range,
    { ...range, name: "b" },
    { op: "cross", left: 0, right: 1 },
    { op: "filter", input: 2, predicate: pxToJson(px.lt(px.col("a"), px.col("b"))) },
    { op: "slice", input: 3, offset: 0, length: 3 },
  );
  expect(divisibleSteps(nodes)).toMatchObject([{ name: "cross", division: "pairs", ref: 3, filtered: true }]);
});

const distinctSum = pxToJson(
  px.agg.sum(px.unique(px.filter(px.col("a"), px.gt(px.col("a"), px.lit.i64(9_007_199_254_740_993n))), true)),
);
test("an aggregation of distinct values is taken apart, its numbers staying what they are", () => {
  const group = plan(range, {
    op: "groupBy",
    input: 0,
    keys: [],
    aggs: [
      { name: "s", expr: distinctSum },
      { name: "n", expr: pxToJson(px.len()) },
    ],
  });
  expect(shape(group)).toEqual([["groupBy", "rewrite", 1]]);
  const { nodes } = takenApart(group, 1);
  expect(nodes.map(({ op }) => op)).toEqual(["range", "select", "distinct", "groupBy", "groupBy", "hconcat", "select"]);
  expect(JSON.stringify(nodes[1], (_, v: unknown) => (typeof v === "bigint" ? `${v}` : v))).toContain(
    "9007199254740993",
  );
});
test("one that reads other columns too stays", () => {
  const both = pxToJson(px.add(px.agg.sum(px.unique(px.col("a"), true)), px.agg.sum(px.col("b"))));
  expect(shape(plan(range, { op: "groupBy", input: 0, keys: [], aggs: [{ name: "s", expr: both }] }))).toEqual([]);
});

test("what needs memory has a name", () => {
  expect(gatheringStep(windowPlan(0))).toBe("a window without PARTITION BY");
  expect(gatheringStep(windowPlan(1))).toBe("a window whose rows are in one partition");
  const all = plan(range, {
    op: "groupBy",
    input: 0,
    keys: [],
    aggs: [{ name: "l", expr: pxToJson(px.agg.implode(px.col("a"))) }],
  });
  expect(gatheringStep(all)).toBe("an aggregation without GROUP BY that keeps what it has seen");
  expect(gatheringStep(plan(range))).toBe("");
});
