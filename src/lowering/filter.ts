/** Filters of lowered rows. */
import { px, type Px } from "../polars/dsl.ts";
import type { NodeRef } from "../polars/plan.ts";
import type { Stage } from "./expression-lowering.ts";
import { namedExpr } from "./plan-builder.ts";

/** The stage's rows for which the condition is true; a `whole` condition is asked in its own order (`px.predicate`). */
export function keepRows(stage: Stage, condition: Px, whole = false): NodeRef {
  const asked = px.weighsNulls(condition) ? stage.materialize(condition) : condition;
  const predicate = namedExpr("", px.predicate(asked, whole)).expr;
  return stage.plan.add({ op: "filter", input: stage.ref, predicate });
}
