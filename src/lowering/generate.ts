/** Generators: the list of rows each input row gives, exploded. */
import type { GenerateNode } from "../logical/relation.ts";
import { px } from "../polars/dsl.ts";
import { fieldName } from "../polars/physical-type.ts";
import type { NodeRef } from "../polars/plan.ts";
import { ExpressionLowering } from "./expression-lowering.ts";
import { columnName, namedExpr } from "./plan-builder.ts";
import type { RelationLowering } from "./relation-lowering.ts";

const EXPLODED: ReadonlySet<string> = new Set(["explode", "explode_outer", "posexplode", "posexplode_outer"]);

/** A generator's row gives a list of structs `f0..fn`, one for each row it generates; the elements of a list need no struct. */
export function lowerGenerate(low: RelationLowering, rel: GenerateNode): NodeRef {
  return EXPLODED.has(rel.generator.fn.name) ? lowerExplode(low, rel) : lowerRows(low, rel);
}
function lowerRows(low: RelationLowering, rel: GenerateNode): NodeRef {
  const plan = low.plan;
  const stage = low.stage(rel.input);
  const rows = new ExpressionLowering(stage).lower(rel.generator);
  const name = plan.temp();
  const exploded = explodeColumns(
    low,
    rel,
    plan.add({ op: "withColumns", input: stage.ref, exprs: [namedExpr(name, rows)] }),
    [name],
  );
  const exprs = rel.generated.map((a, i) =>
    namedExpr(columnName(a), px.struct.fieldByName(px.col(name), fieldName(i))),
  );
  return exprs.length === 0 ? exploded : plan.add({ op: "withColumns", input: exploded, exprs });
}
/** A list or a map, and beside it its elements' places. */
function lowerExplode(low: RelationLowering, rel: GenerateNode): NodeRef {
  const plan = low.plan;
  const stage = low.stage(rel.input);
  const values = new ExpressionLowering(stage).lower(rel.generator);
  const [list, places] = [plan.temp(), plan.temp()];
  let ref = plan.add({ op: "withColumns", input: stage.ref, exprs: [namedExpr(list, values)] });
  const columns = [list];
  if (rel.generator.fn.name.startsWith("pos")) {
    const length = px.cast(px.list.length(px.col(list)), "Int64");
    const numbers = px.range.intRanges(px.lit.i64(0), length, px.lit.i64(1), "Int32");
    ref = plan.add({ op: "withColumns", input: ref, exprs: [namedExpr(places, numbers)] });
    columns.unshift(places);
  }
  const exploded = explodeColumns(low, rel, ref, columns);
  const element = px.col(list);
  const parts =
    rel.generator.args[0]!.dataType.kind === "map"
      ? [px.struct.fieldByName(element, fieldName(0)), px.struct.fieldByName(element, fieldName(1))]
      : [element];
  const made = columns.length === 1 ? parts : [px.col(places), ...parts];
  const exprs = rel.generated.map((a, i) => namedExpr(columnName(a), made[i]!));
  return exprs.length === 0 ? exploded : plan.add({ op: "withColumns", input: exploded, exprs });
}
function explodeColumns(low: RelationLowering, rel: GenerateNode, input: NodeRef, columns: readonly string[]): NodeRef {
  return low.plan.add({ op: "explode", input, columns, emptyAsNull: rel.outer, keepNulls: rel.outer });
}
