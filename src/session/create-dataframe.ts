/** `spark.createDataFrame`: values of the program as a relation. */
import { randomUUID } from "node:crypto";
import {
  type ArrowTable,
  type EncodeOptions,
  encodeRows,
  fromApacheTable,
  isApacheTable,
  readIpcStream,
  schemaFromArrow,
  toPhysical,
  writeIpcTable,
} from "../arrow/index.ts";
import type { ConfAccess } from "../engine/conf-access.ts";
import { notExpectedType } from "../functions/expression-input.ts";
import type { LocalRelation, Relation } from "../plan/relation.ts";
import { parseDataType, parseTableSchema } from "../sql/index.ts";
import { type DataType, NULL, StructField, StructType } from "../types/data-type.ts";
import { inferSchema, withNames } from "../types/infer-schema.ts";
import { isRow } from "../types/row.ts";
import { ParseException, SparkError, SparkRuntimeException } from "../types/spark-error.ts";
import { equalsIgnoreNullability } from "../types/type-equality.ts";

/** Options of `createDataFrame`. */
export interface CreateDataFrameOptions {
  /** Not used: all rows are looked at. */
  readonly samplingRatio?: number | undefined;
  /** false: values that do not fit their type become null. */
  readonly verifySchema?: boolean | undefined;
}

/** What a schema may be given as. */
export type SchemaInput = DataType | string | readonly string[] | null | undefined;

export function localRelation(
  data: Iterable<unknown> | object,
  schema: SchemaInput,
  options: CreateDataFrameOptions & { readonly conf: ConfAccess },
): Relation {
  const table = tableOf(data);
  if (table !== undefined) return tableRelation(table, schema, options.conf.timeZone);
  if (typeof data !== "object" || data === null || !(Symbol.iterator in data) || isRow(data)) {
    throw notExpectedType("data", "list, Arrow table or Polars frame", data);
  }
  const rows = [...(data as Iterable<unknown>)];
  const encoding = { timeZone: options.conf.timeZone, verify: options.verifySchema };
  const type = typeOf(schema);
  if (type instanceof StructType) {
    return relation({ schema: type, data: encodeRows(type, rows, encoding), rowCount: rows.length });
  }
  if (type !== undefined) {
    const struct = new StructType([new StructField("value", type)]);
    const single = rows.map((value) => [value]);
    return relation({ schema: struct, data: encodeRows(struct, single, encoding), rowCount: rows.length });
  }
  const names = Array.isArray(schema) ? (schema as readonly string[]) : undefined;
  const inferred = inferSchema(rows, { names });
  const bytes = encodeInferred(inferred, rows, encoding);
  const struct = names === undefined ? inferred : withNames(inferred, names);
  return relation({ schema: struct, data: bytes, rowCount: rows.length });
}

/** Rows of an inferred schema fit it, but for arrays of another length. */
function encodeInferred(schema: StructType, rows: readonly unknown[], encoding: EncodeOptions): Uint8Array {
  try {
    return encodeRows(schema, rows, { ...encoding, rowsByName: true });
  } catch (cause) {
    if (!(cause instanceof SparkError) || cause.condition !== "FIELD_STRUCT_LENGTH_MISMATCH") throw cause;
    const { object_length: actual = "", field_length: expected = "" } = cause.messageParameters;
    throw new SparkRuntimeException("STRUCT_ARRAY_LENGTH_MISMATCH", { expected, actual }, { cause });
  }
}

function relation(content: Pick<LocalRelation, "schema" | "data" | "rowCount">): LocalRelation {
  return { kind: "LocalRelation", id: randomUUID(), ...content };
}

/** The type that a schema with types means; a text is a table's columns or one type. */
function typeOf(schema: SchemaInput): DataType | undefined {
  if (schema === null || schema === undefined || Array.isArray(schema)) return undefined;
  if (typeof schema !== "string") {
    if (typeof schema === "object" && "kind" in schema) return schema;
    throw notExpectedType("schema", "StructType, str or list", schema);
  }
  if (schema.trim() === "") return new StructType([]);
  try {
    return parseTableSchema(schema);
  } catch (error) {
    if (!(error instanceof ParseException)) throw error;
    try {
      return parseDataType(schema);
    } catch {
      throw error;
    }
  }
}

/** A table of apache-arrow or a frame of nodejs-polars. */
function tableOf(data: unknown): ArrowTable | undefined {
  if (isApacheTable(data)) return fromApacheTable(data);
  if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
  const { writeIPCStream } = data as { readonly writeIPCStream?: unknown };
  if (typeof writeIPCStream !== "function") return undefined;
  return readIpcStream((writeIPCStream as (options: object) => Uint8Array).call(data, { compression: "uncompressed" }));
}

/** The rows of a table under a schema's names, cast to its types where these differ from the table's own. */
function tableRelation(table: ArrowTable, schema: SchemaInput, timeZone: string): Relation {
  const own = schemaFromArrow(table.schema.fields);
  const type = typeOf(schema);
  const names = Array.isArray(schema) ? (schema as readonly string[]) : type instanceof StructType ? type.names : [];
  const renamed = withNames(own, names);
  const local = relation({
    schema: renamed,
    data: writeIpcTable(toPhysical(renamed, table, timeZone)),
    rowCount: table.batches.reduce((sum, { length }) => sum + length, 0),
  });
  if (
    !(type instanceof StructType) ||
    type.fields.every((f, i) => equalsIgnoreNullability(f.dataType, own.fields[i]?.dataType ?? NULL))
  ) {
    return local;
  }
  return { kind: "ToSchema", input: local, schema: type };
}
