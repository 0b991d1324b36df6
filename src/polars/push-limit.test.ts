import { expect, test } from "vitest";
import { px, pxToJson } from "./dsl.ts";
import type { PolarsNode, PolarsPlan } from "./plan.ts";
import { pushedLimits } from "./push-limit.ts";

const scan: PolarsNode = { op: "range", name: "id", start: 0n, end: 9n, step: 1n };
const kernel = (input: number): PolarsNode => ({
  op: "kernel",
  input,
  calls: [{ kernel: "md5", args: ["id"], out: "h", outType: "String" }],
});
const keep = (input: number): PolarsNode => ({
  op: "select",
  input,
  exprs: [{ name: "h", expr: pxToJson(px.col("h")) }],
});
const limit = (input: number): PolarsNode => ({ op: "slice", input, offset: 2, length: 3 });
const plan = (...nodes: PolarsNode[]): PolarsPlan => ({ nodes, root: nodes.length - 1 });
const ops = ({ nodes }: PolarsPlan): string[] => nodes.map(({ op }) => op);

test("a limit goes below the kernels that it stands above, and stays above them", () => {
  const pushed = pushedLimits(plan(scan, kernel(0), keep(1), limit(2)));
  expect(ops(pushed)).toEqual(["range", "slice", "kernel", "select", "slice"]);
  expect(pushed.nodes[1]).toMatchObject({ input: 0, offset: 0, length: 5 });
  expect(pushed.nodes[pushed.root]).toMatchObject({ offset: 2, length: 3 });
});
test("below numbers of rows too, which stay what they are", () => {
  const filter: PolarsNode = { op: "filter", input: 0, predicate: pxToJson(px.isNotNull(px.col("a"))) };
  const exprs = [{ name: "n", expr: pxToJson(px.range.rowNumbers()) }];
  const numbered: PolarsNode = { op: "withColumns", input: 1, exprs };
  const pushed = pushedLimits(plan(scan, filter, numbered, limit(2)));
  expect(ops(pushed)).toEqual(["range", "filter", "slice", "withColumns", "slice"]);
  expect(pushed.nodes[2]).toMatchObject({ offset: 0, length: 5 });
});
test("not below what changes the number of rows, is used elsewhere, or looks at other rows", () => {
  const filter: PolarsNode = { op: "filter", input: 1, predicate: pxToJson(px.isNotNull(px.col("h"))) };
  const filtered = plan(scan, kernel(0), filter, limit(2));
  expect(pushedLimits(filtered)).toBe(filtered);
  const shared = plan(scan, kernel(0), limit(1), { op: "union", inputs: [1, 2] });
  expect(pushedLimits(shared)).toBe(shared);
  const random: PolarsNode = {
    op: "kernel",
    input: 0,
    calls: [{ kernel: "drawn", args: [], out: "h", outType: "String", options: { seed: 1 } }],
  };
  const drawn = plan(scan, random, limit(1));
  expect(pushedLimits(drawn)).toBe(drawn);
});
