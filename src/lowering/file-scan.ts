/** Scans of files. */
import type { FileScan } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { inputExpr } from "../polars/physical-type.ts";
import type { NodeRef } from "../polars/plan.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { unsupported } from "../types/spark-error.ts";
import { lowerLiteral } from "./literal.ts";
import { columnName, namedExpr } from "./plan-builder.ts";
import type { RelationLowering } from "./relation-lowering.ts";

export function lowerFileScan(low: RelationLowering, rel: FileScan): NodeRef {
  if (rel.format !== "parquet") throw unsupported(`reading ${rel.format} files`);
  const plan = low.plan;
  if (rel.files.length === 0) {
    const empty = plan.add({ op: "empty", schema: [{ name: "_none", type: "Boolean" }], height: 0 });
    return plan.add({
      op: "select",
      input: empty,
      exprs: rel.output.map((a) => namedExpr(columnName(a), lowerLiteral(null, a.dataType))),
    });
  }
  const width = rel.dataSchema.fields.length;
  const parts = groupByPartition(rel).map(({ paths, values }) => {
    const scan = plan.add({ op: "scanParquet", paths });
    const exprs = rel.output.map((a, i): [string, Px] => {
      if (i < width) return [columnName(a), inputExpr(px.col(rel.dataSchema.fields[i]?.name ?? ""), a.dataType)];
      return [columnName(a), lowerLiteral(values[i - width] as LiteralValue, a.dataType)];
    });
    const added = plan.add({ op: "withColumns", input: scan, exprs: exprs.map(([n, v]) => namedExpr(n, v)) });
    return plan.add({ op: "select", input: added, exprs: exprs.map(([n]) => namedExpr(n, px.col(n))) });
  });
  return parts.length === 1 ? (parts[0] as NodeRef) : plan.add({ op: "union", inputs: parts });
}
function groupByPartition(rel: FileScan): { paths: string[]; values: readonly unknown[] }[] {
  const groups = new Map<string, { paths: string[]; values: readonly unknown[] }>();
  for (const f of rel.files) {
    const key = f.partitionValues.map(String).join("\u0000");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { paths: [f.path], values: f.partitionValues });
    else group.paths.push(f.path);
  }
  return [...groups.values()];
}
