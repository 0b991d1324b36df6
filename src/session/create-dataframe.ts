/** `spark.createDataFrame`: values of the program as a relation. */
import { randomUUID } from "node:crypto";
import { encodeRows } from "../arrow/index.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { LocalRelation } from "../plan/relation.ts";
import { parseTableSchema } from "../sql/index.ts";
import { type DataType, StructField, StructType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";

/** Options of `createDataFrame`. */
export interface CreateDataFrameOptions {
  /** The part of the rows that inference looks at; all by default. */
  readonly samplingRatio?: number | undefined;
  /** false: values that do not fit their type become null. */
  readonly verifySchema?: boolean | undefined;
}

export function localRelation(
  data: Iterable<unknown> | object,
  schema: DataType | string | readonly string[] | null | undefined,
  options: CreateDataFrameOptions & { readonly conf: SqlConf },
): LocalRelation {
  const rows = [...(data as Iterable<unknown>)];
  const struct = structOf(schema);
  return {
    kind: "LocalRelation",
    schema: struct,
    id: randomUUID(),
    data: encodeRows(struct, rows, { timeZone: options.conf.timeZone, verify: options.verifySchema }),
    rowCount: rows.length,
  };
}

function structOf(schema: DataType | string | readonly string[] | null | undefined): StructType {
  if (schema === "") return new StructType([]);
  if (typeof schema === "string") return parseTableSchema(schema);
  if (schema instanceof StructType) return schema;
  if (schema !== null && schema !== undefined && "kind" in schema) {
    return new StructType([new StructField("value", schema as DataType)]);
  }
  throw unsupported("createDataFrame without types");
}
