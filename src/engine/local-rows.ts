/** Rows that a command answers, as a relation. */
import { randomUUID } from "node:crypto";
import { encodeRows } from "../arrow/index.ts";
import type { LocalRelation } from "../plan/relation.ts";
import { type DataType, StructField, StructType } from "../types/data-type.ts";

export function localRows(
  columns: readonly (readonly [name: string, type: DataType, nullable: boolean])[],
  rows: readonly (readonly unknown[])[],
): LocalRelation {
  const schema = new StructType(columns.map(([n, t, nullable]) => new StructField(n, t, nullable)));
  return { kind: "LocalRelation", schema, id: randomUUID(), data: encodeRows(schema, rows), rowCount: rows.length };
}
export function noRows(): LocalRelation {
  return localRows([], []);
}
