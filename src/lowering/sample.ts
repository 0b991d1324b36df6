/** Samples of rows. */
import { LARGE_MEAN } from "../kernels/poisson.ts";
import { nextId } from "../logical/expression.ts";
import type { SampleNode } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { NodeRef } from "../polars/plan.ts";
import { DOUBLE, INT } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import { ExpressionLowering, type Stage } from "./expression-lowering.ts";
import { namedExpr } from "./plan-builder.ts";
import type { RelationLowering } from "./relation-lowering.ts";

/** What Poisson numbers of the one partition start from: the first long of Java's generator. */
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
  const stage = low.stage(rel.input);
  const row = px.add(px.range.rowNumbers(), px.lit.i64(0));
  if (rel.withReplacement) return repeated(low, stage, row, rel);
  // The first partition's generator starts from the seed itself.
  const seed = String(rel.seed);
  const drawn = new ExpressionLowering(stage).kernel("rand", [row], DOUBLE, { seed, call: String(nextId()) });
  const inside = px.and(px.ge(drawn, px.lit.f64(rel.lowerBound)), px.lt(drawn, px.lit.f64(rel.upperBound)));
  return low.plan.add({ op: "filter", input: stage.ref, predicate: namedExpr("", inside).expr });
}

/** Each row comes as often as a Poisson number says. */
function repeated(low: RelationLowering, stage: Stage, row: Px, rel: SampleNode): NodeRef {
  const mean = rel.upperBound - rel.lowerBound;
  if (mean >= LARGE_MEAN) throw unsupported(`sampling with replacement of ${LARGE_MEAN} times the rows or more`);
  if (mean <= 0) return low.plan.add({ op: "slice", input: stage.ref, offset: 0, length: 0 });
  const seed = String(partitionSeed(rel.seed));
  const options = { seed, call: String(nextId()), mean };
  const count = new ExpressionLowering(stage).kernel("poisson", [row], INT, options);
  const times = px.range.intRanges(px.lit.i64(0), px.cast(count, "Int64"), px.lit.i64(1));
  const name = low.plan.temp();
  const counted = low.plan.add({ op: "withColumns", input: stage.ref, exprs: [namedExpr(name, times)] });
  return low.plan.add({ op: "explode", input: counted, columns: [name], emptyAsNull: false, keepNulls: false });
}
