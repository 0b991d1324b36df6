/** Parquet files: the columns of one or of all of them. */
import { hasNanos } from "../builtins/nanos.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { ParquetGroup } from "../logical/scan-facts.ts";
import { ArrayType, type DataType, MapType, StructField, StructType } from "../types/data-type.ts";
import { sameType } from "../types/type-equality.ts";
import { AnalysisException, SparkException } from "../types/spark-error.ts";
import { shownPath, type ListedFile } from "./listing.ts";
import { parquetFileSchema } from "./parquet-footer.ts";
import { type Asking, describe } from "./probe.ts";

/** Beyond so many files, those that were not opened are taken to be like the first. */
const MAX_OPENED = 2000;

export interface ParquetFiles {
  readonly schema: StructType;
  readonly groups: readonly ParquetGroup[];
}

/** Opens the files' footers; files of one schema make a group that is scanned as one. */
export function* parquetFiles(
  files: readonly ListedFile[],
  merge: boolean,
  given: StructType | undefined,
  conf: SqlConf,
): Asking<ParquetFiles> {
  const options = {
    binaryAsString: conf.boolean("spark.sql.parquet.binaryAsString"),
    int96AsTimestamp: conf.boolean("spark.sql.parquet.int96AsTimestamp"),
    inferNtz: conf.boolean("spark.sql.parquet.inferTimestampNTZ.enabled"),
    nanosAsLong: conf.boolean("spark.sql.legacy.parquet.nanosAsLong"),
  };
  const filled = files.filter((f) => f.size > 0);
  if (filled.length === 0) {
    if (given !== undefined) return { schema: given, groups: [] };
    throw new AnalysisException("UNABLE_TO_INFER_SCHEMA", { format: "Parquet" });
  }
  const byPath = [...filled].sort((a, b) => (a.path < b.path ? -1 : 1));
  const known = new Map<string, { schema: StructType; paths: Set<string>; first: ListedFile }>();
  for (const file of merge ? byPath : byPath.slice(0, MAX_OPENED)) {
    const { schema, signature } = parquetFileSchema(file, options);
    const group = known.get(signature);
    if (group === undefined) known.set(signature, { schema, paths: new Set([file.path]), first: file });
    else group.paths.add(file.path);
  }
  const [first, ...rest] = [...known.values()];
  if (first === undefined) throw new AnalysisException("UNABLE_TO_INFER_SCHEMA", { format: "Parquet" });
  for (const file of byPath.slice(MAX_OPENED)) if (!merge) first.paths.add(file.path);
  let { schema } = first;
  if (merge) for (const other of rest) schema = merged(schema, other.schema, first.first, other.first);
  if (given === undefined && !conf.timestampNanos) refuseNanos(schema);
  const groups: ParquetGroup[] = [];
  for (const { schema: own, paths, first: example } of known.values()) {
    groups.push({
      paths,
      schema: own,
      columns: yield* describe({ nodes: [{ op: "scanParquet", paths: [example.path] }], root: 0 }),
    });
  }
  return { schema: given ?? schema, groups };
}

/** What Spark says of nanoseconds where they are turned off. */
function refuseNanos(schema: StructType): void {
  for (const { dataType } of schema.fields) {
    if (!hasNanos(dataType)) continue;
    const zoned = dataType.kind === "timestamp_ltz_nanos";
    throw new AnalysisException("PARQUET_TYPE_ILLEGAL", { parquetType: `INT64 (TIMESTAMP(NANOS,${zoned}))` });
  }
}
function merged(left: StructType, right: StructType, a: ListedFile, b: ListedFile): StructType {
  try {
    return mergeStructs(left, right);
  } catch (error) {
    if (!(error instanceof SparkException)) throw error;
    throw new SparkException(
      "CANNOT_MERGE_SCHEMAS",
      { left: left.sql, right: right.sql, file: shownPath(b.path), first: shownPath(a.path) },
      { cause: error },
    );
  }
}
/** Fields of both, by name; numbers are not widened, except decimals of one scale. */
function mergeStructs(left: StructType, right: StructType): StructType {
  const find = (s: StructType, name: string): StructField | undefined => s.fields.find((f) => f.name === name);
  const own = left.fields.map((f) => {
    const other = find(right, f.name);
    if (other === undefined) return f;
    return new StructField(f.name, mergeTypes(f.dataType, other.dataType), f.nullable || other.nullable, f.metadata);
  });
  return new StructType([...own, ...right.fields.filter((f) => find(left, f.name) === undefined)]);
}
function mergeTypes(left: DataType, right: DataType): DataType {
  if (left.kind === "struct" && right.kind === "struct") return mergeStructs(left, right);
  if (left.kind === "array" && right.kind === "array") {
    return new ArrayType(mergeTypes(left.elementType, right.elementType), left.containsNull || right.containsNull);
  }
  if (left.kind === "map" && right.kind === "map") {
    return new MapType(
      mergeTypes(left.keyType, right.keyType),
      mergeTypes(left.valueType, right.valueType),
      left.valueContainsNull || right.valueContainsNull,
    );
  }
  if (left.kind === "void") return right;
  if (right.kind === "void" || sameType(left, right)) return left;
  throw new SparkException("CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE", { left: `"${left.sql}"`, right: `"${right.sql}"` });
}
