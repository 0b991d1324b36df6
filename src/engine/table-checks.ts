/** What a new table must be: its format, its columns, its partitions and buckets. */
import type { TableDefinition } from "../catalog/session-catalog.ts";
import type { BucketSpec, CreateTable } from "../plan/command.ts";
import { checkTypes } from "../sources/check-schema.ts";
import { isAtomic } from "../logical/coercion.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import { firstRepeated } from "../types/name-equality.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException, UnsupportedOperationException, unsupported } from "../types/spark-error.ts";
import { formatOf } from "./write-format.ts";

/** What Spark itself does not do with tables of files. `tableName` is quoted, with all its parts. */
export function checkStatement(command: CreateTable, tableName: string): void {
  if (command.refused !== undefined) {
    throw new AnalysisException("UNSUPPORTED_FEATURE.TABLE_OPERATION", { tableName, operation: command.refused });
  }
  if (command.external === true && command.location === undefined) {
    throw new AnalysisException("CREATE_EXTERNAL_TABLE_WITHOUT_LOCATION", {});
  }
  if (command.provider?.toLowerCase() === "hive") {
    throw new AnalysisException("NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT", { cmd: "CREATE Hive TABLE (AS SELECT)" });
  }
}
/** The format of the table's files. */
export function checkedProvider(provider: string): TableDefinition["provider"] {
  try {
    return formatOf(provider);
  } catch (error) {
    if (error instanceof AnalysisException) throw error;
    throw unsupported(`tables of the format ${provider.toLowerCase()}`);
  }
}

export function checkSchema(
  {
    partitionBy,
    buckets,
    transform,
  }: Pick<TableDefinition, "partitionBy" | "buckets"> & { readonly transform?: string | undefined },
  schema: StructType,
  provider: string,
  tableName: string,
): void {
  checkNames(schema);
  checkTypes(provider, schema);
  checkDefined("partition", partitionBy, schema, tableName);
  for (const name of partitionBy) {
    const field = schema.fields.find((f) => f.name.toLowerCase() === name.toLowerCase());
    if (field !== undefined && (!isAtomic(field.dataType) || isCollated(field.dataType))) {
      throw new AnalysisException("INVALID_PARTITION_COLUMN_DATA_TYPE", { type: `"${field.dataType.sql}"` });
    }
  }
  if (partitionBy.length > 0 && partitionBy.length === schema.fields.length) {
    throw new AnalysisException("ALL_PARTITION_COLUMNS_NOT_ALLOWED", {});
  }
  if (transform !== undefined) {
    throw new UnsupportedOperationException("UNSUPPORTED_PARTITION_TRANSFORM", { transform: quoteText(transform) });
  }
  if (buckets !== undefined) checkBuckets(buckets, partitionBy, schema, tableName);
}
function checkBuckets(
  { columns, sortColumns }: BucketSpec,
  partitionBy: readonly string[],
  schema: StructType,
  tableName: string,
): void {
  checkDefined("bucket", columns, schema, tableName);
  checkDefined("sort", sortColumns, schema, tableName);
  const partitions = new Set(partitionBy.map((name) => name.toLowerCase()));
  const both = columns.find((name) => partitions.has(name.toLowerCase()));
  if (both === undefined) return;
  const message = `The column ${both} cannot be both of the buckets and of the partitions ${partitionBy.join(", ")}.`;
  throw new AnalysisException("_LEGACY_ERROR_TEMP_1166", {}, { message });
}

function checkDefined(colType: string, wanted: readonly string[], schema: StructType, tableName: string): void {
  const names = new Set(schema.names.map((name) => name.toLowerCase()));
  const missing = wanted.find((name) => !names.has(name.toLowerCase()));
  if (missing !== undefined) {
    throw new AnalysisException("COLUMN_NOT_DEFINED_IN_TABLE", {
      colType,
      colName: quoteText(missing),
      tableName,
      tableCols: schema.names.map(quoteText).join(", "),
    });
  }
  refuseTwice(wanted);
}
function isCollated(type: DataType): boolean {
  return type.kind === "string" && type.collation !== "UTF8_BINARY";
}
function checkNames(schema: StructType): void {
  refuseTwice(schema.names);
  for (const { dataType } of schema.fields) if (dataType.kind === "struct") checkNames(dataType);
}
/** Columns have names of their own. */
export function refuseTwice(names: readonly string[], caseSensitive = false): void {
  const twice = firstRepeated(caseSensitive ? names : names.map((name) => name.toLowerCase()));
  if (twice !== undefined) throw new AnalysisException("COLUMN_ALREADY_EXISTS", { columnName: quoteText(twice) });
}
