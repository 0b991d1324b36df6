import { describe, expect, test } from "vitest";
import { px } from "./dsl.ts";
import { type EngineError, parseEngineError } from "./engine-error.ts";
import { expr, frameOf } from "./testing.ts";
import type { NativeLazyFrame } from "./native.ts";

const frame = frameOf({ x: [1n, 300n, -5n], g: ["u", "u", "v"], s: ["a", 'b", "c', null] });
const x = px.col("x");
const checked = px.checkedCast(x, "UInt8", 17);
const negative = px.lt(x, px.lit.i64(0));

function failure(lazy: NativeLazyFrame, engine: "streaming" | "in-memory"): EngineError | null {
  try {
    lazy.collectSync(engine);
  } catch (error) {
    return parseEngineError((error as Error).message);
  }
  throw new Error("nothing was raised");
}

const contexts: readonly (readonly [string, () => NativeLazyFrame])[] = [
  ["select", () => frame.select([expr(checked)])],
  ["filter", () => frame.filter(expr(px.gt(checked, px.lit.i64(0))))],
  ["group by, below the aggregate", () => frame.groupby([expr(px.col("g"))], true).agg([expr(px.agg.sum(checked))])],
  [
    "group by, above it",
    () => frame.groupby([expr(px.col("g"))], true).agg([expr(px.checkedCast(px.agg.sum(x), "UInt8", 17))]),
  ],
  ["window, below the aggregate", () => frame.select([expr(px.over(px.agg.sum(checked), [px.col("g")]))])],
  ["window, above it", () => frame.select([expr(px.over(px.checkedCast(px.agg.sum(x), "UInt8", 17), [px.col("g")]))])],
  ["list", () => frame.select([expr(px.list.eval(px.agg.implode(x), px.checkedCast(px.element(), "UInt8", 17)))])],
  ["raiseIf", () => frame.select([expr(px.raiseIf(negative, 17, null, x)).alias("o")])],
  ["raiseIf in a filter", () => frame.filter(expr(px.eq(px.raiseIf(negative, 17, null, x), px.lit.i64(0))))],
  ["constant", () => frame.select([expr(px.checkedCast(px.lit.i64(300), "UInt8", 17))])],
];
describe.each(["streaming", "in-memory"] as const)("%s engine: the error names the site", (engine) => {
  test.each(contexts)("%s", (_name, lazy) => {
    expect(failure(lazy(), engine)?.site).toBe(17);
  });
});

test("the values come along", () => {
  const text = px.str.concatHorizontal([px.cast(x, "String"), px.lit.str(' is "bad"')]);
  const raised = frame.select([expr(px.raiseIf(negative, 3, text, x)).alias("o")]);
  expect(failure(raised, "in-memory")).toEqual({ site: 3, values: ['-5 is "bad"'] });
  const several = frame.select([expr(px.raiseIf(px.lit.bool(true), 3, px.col("s"), x)).alias("o")]);
  expect(failure(several, "in-memory")).toEqual({ site: 3, values: ["a", 'b", "c', "NULL"] });
  const casts = frame.select([expr(px.checkedCast(px.col("s"), "Int32", 4)).alias("o")]);
  expect(failure(casts, "in-memory")).toEqual({ site: 4, values: ["a", "b", "c"] });
  expect(failure(frame.select([expr(checked)]), "in-memory")).toEqual({ site: 17, values: ["300", "-5"] });
  const many = frameOf({ x: Array.from({ length: 40 }, (_, n) => BigInt(n + 300)) });
  expect(failure(many.select([expr(checked)]), "in-memory")).toEqual({ site: 17, values: ["300", "301", "309"] });
});

test("a condition that is false or null raises nothing", () => {
  for (const condition of [px.lit.bool(false), px.lit.null("Boolean"), px.gt(x, px.lit.i64(300))]) {
    const out = frame.select([expr(px.raiseIf(condition, 1, px.col("s"), x)).alias("o")]).collectSync("streaming");
    expect(out.height).toBe(3);
  }
});

test("other errors are none of ours", () => {
  expect(parseEngineError('unable to find column "nope"')).toBeNull();
});
