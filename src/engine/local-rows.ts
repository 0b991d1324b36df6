/** Rows that a command answers, as a relation. */
import { randomUUID } from "node:crypto";
import { encodeInternalRows, encodeRows } from "../arrow/index.ts";
import type { LocalRelation } from "../plan/relation.ts";
import { type DataType, STRING, StructField, StructType } from "../types/data-type.ts";

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
/** Rows of internal values under a schema. */
export function internalRows(schema: StructType, rows: readonly (readonly unknown[])[]): LocalRelation {
  return {
    kind: "LocalRelation",
    schema,
    id: randomUUID(),
    data: encodeInternalRows(schema, rows as never),
    rowCount: rows.length,
  };
}
/** One JSON text, as commands answer AS JSON; its keys keep their order. */
export function jsonRow(comment: string, value: object): LocalRelation {
  const plain = localRows([["json_metadata", STRING, false]], [[JSON.stringify(value)]]);
  return { ...plain, schema: new StructType([new StructField("json_metadata", STRING, false, { comment })]) };
}
