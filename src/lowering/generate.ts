/** Generators: the list of rows each input row gives, exploded. */
import type { GenerateNode } from "../logical/relation.ts";
import { px } from "../polars/dsl.ts";
import { fieldName } from "../polars/physical-type.ts";
import type { NodeRef } from "../polars/plan.ts";
import { ExpressionLowering } from "./expression-lowering.ts";
import { columnName, namedExpr } from "./plan-builder.ts";
import type { RelationLowering } from "./relation-lowering.ts";

/** A generator's row gives a list of structs `f0..fn`, one for each row it generates. */
export function lowerGenerate(low: RelationLowering, rel: GenerateNode): NodeRef {
  const plan = low.plan;
  const stage = low.stage(rel.input);
  const rows = new ExpressionLowering(stage).lower(rel.generator);
  const name = plan.temp();
  const added = plan.add({ op: "withColumns", input: stage.ref, exprs: [namedExpr(name, rows)] });
  const exploded = plan.add({
    op: "explode",
    input: added,
    columns: [name],
    emptyAsNull: rel.outer,
    keepNulls: rel.outer,
  });
  const exprs = rel.generated.map((a, i) =>
    namedExpr(columnName(a), px.struct.fieldByName(px.col(name), fieldName(i))),
  );
  return exprs.length === 0 ? exploded : plan.add({ op: "withColumns", input: exploded, exprs });
}
