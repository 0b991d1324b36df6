/** Samples of rows. */
import { nextId } from "../logical/expression.ts";
import type { SampleNode } from "../logical/relation.ts";
import { px } from "../polars/dsl.ts";
import type { NodeRef } from "../polars/plan.ts";
import { DOUBLE } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import { ExpressionLowering } from "./expression-lowering.ts";
import { namedExpr } from "./plan-builder.ts";
import type { RelationLowering } from "./relation-lowering.ts";

/** The seed of the one partition: the first long of Java's generator. */
function partitionSeed(seed: bigint): bigint {
  let state = BigInt.asUintN(48, seed ^ 0x5deece66dn);
  const next = (): bigint => {
    state = BigInt.asUintN(48, state * 0x5deece66dn + 0xbn);
    return BigInt.asIntN(32, state >> 16n);
  };
  const high = next();
  return BigInt.asIntN(64, (high << 32n) + next());
}

/** Bernoulli: each row draws a number of Spark's generator and stays if it lies in the bounds. */
export function lowerSample(low: RelationLowering, rel: SampleNode): NodeRef {
  if (rel.withReplacement) throw unsupported("sampling with replacement");
  const stage = low.stage(rel.input);
  const row = px.add(px.range.rowNumbers(), px.lit.i64(0));
  const seed = String(partitionSeed(BigInt(rel.seed)));
  const drawn = new ExpressionLowering(stage).kernel("rand", [row], DOUBLE, { seed, call: String(nextId()) });
  const inside = px.and(px.ge(drawn, px.lit.f64(rel.lowerBound)), px.lt(drawn, px.lit.f64(rel.upperBound)));
  return low.plan.add({ op: "filter", input: stage.ref, predicate: namedExpr("", inside).expr });
}
