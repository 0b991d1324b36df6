import { expect, test } from "vitest";
import { px } from "../polars/dsl.ts";
import { Stage } from "./expression-lowering.ts";
import { PlanBuilder } from "./plan-builder.ts";

function stageOf(): Stage {
  const plan = new PlanBuilder(0n);
  return new Stage(plan, plan.add({ op: "empty", schema: [{ name: "a", type: "Int32" }], height: 1 }));
}
const temporaries = ({ plan }: Stage): (readonly string[])[] =>
  plan.nodes.flatMap((node) => (node.op === "withColumns" ? [node.exprs.map(({ name }) => name)] : []));

test("temporary columns that do not read one another stand in one step", () => {
  const stage = stageOf();
  for (let i = 0; i < 1000; i++) stage.materialize(px.add(px.col("a"), px.lit.i32(i)));
  expect(temporaries(stage).map((names) => names.length)).toEqual([1000]);
});

test("one that reads another stands behind it", () => {
  const stage = stageOf();
  const one = stage.materialize(px.add(px.col("a"), px.lit.i32(1)));
  const two = stage.materialize(px.add(one, px.lit.i32(1)));
  stage.materialize(px.add(px.col("a"), one));
  stage.materialize(px.add(two, one));
  expect(temporaries(stage)).toEqual([["t1"], ["t2", "t3"], ["t4"]]);
});

test("behind another step a new one begins", () => {
  const stage = stageOf();
  stage.materialize(px.add(px.col("a"), px.lit.i32(1)));
  stage.ref = stage.plan.add({ op: "filter", input: stage.ref, predicate: "true" });
  stage.materialize(px.add(px.col("a"), px.lit.i32(2)));
  expect(temporaries(stage)).toEqual([["t1"], ["t2"]]);
});
