/** From an analysed plan to plain data for the engine host. */
import type { RaiseSite } from "../logical/function-row.ts";
import type { Logical } from "../logical/relation.ts";
import { px } from "../polars/dsl.ts";
import { outputExpr } from "../polars/physical-type.ts";
import type { PolarsPlan } from "../polars/plan.ts";
import { StructField, StructType } from "../types/data-type.ts";
import { calmly } from "../types/stack-overflow.ts";
import { column, namedExpr } from "./plan-builder.ts";
import { DUMMY, type LoweringOptions, RelationLowering } from "./relation-lowering.ts";

export interface Lowered {
  readonly plan: PolarsPlan;
  /** What the columns `f0..fn` of the result mean. */
  readonly schema: StructType;
  readonly sites: readonly RaiseSite[];
  readonly frames: ReadonlyMap<string, Uint8Array>;
}

export function schemaOf(rel: Logical): StructType {
  return new StructType(rel.output.map((a) => new StructField(a.name, a.dataType, a.nullable, a.metadata)));
}

/** The plan of a query whose result columns leave the engine as `f0..fn`. */
export function lowerQuery(rel: Logical, options: LoweringOptions = {}): Lowered {
  return calmly(() => lowered(rel, options));
}
function lowered(rel: Logical, options: LoweringOptions): Lowered {
  const low = new RelationLowering(rel, options);
  const ref = low.lower(rel);
  const exprs = rel.output.map((a, i) => namedExpr(`f${i}`, outputExpr(column(a), a.dataType)));
  const root = low.plan.add({
    op: "select",
    input: ref,
    exprs: exprs.length === 0 ? [namedExpr(DUMMY, px.lit.bool(true))] : exprs,
  });
  return { plan: low.plan.finish(root), schema: schemaOf(rel), sites: low.plan.sites, frames: low.plan.frames };
}
export type { LoweringOptions };
