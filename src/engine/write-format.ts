/** What each format can write, and how its files are called. */
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { Attribute } from "../logical/expression.ts";
import { optionOf } from "../lowering/csv-options.ts";
import type { WriteFormat } from "../lowering/write-plan.ts";
import { checkTypes, formatName } from "../sources/check-schema.ts";
import { StructField, StructType } from "../types/data-type.ts";
import { firstRepeated } from "../types/name-equality.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException, IllegalArgumentException, unsupported } from "../types/spark-error.ts";

const FORMATS: ReadonlySet<string> = new Set(["parquet", "csv", "json", "text"]);
const OTHERS: ReadonlySet<string> = new Set([
  "orc",
  "avro",
  "xml",
  "jdbc",
  "noop",
  "binaryfile",
  "kafka",
  "delta",
  "iceberg",
  "console",
]);

export function formatOf(name: string): WriteFormat {
  const format = name.toLowerCase();
  if (FORMATS.has(format)) return format as WriteFormat;
  if (OTHERS.has(format)) throw unsupported(`writing ${name} files`);
  throw new AnalysisException("DATA_SOURCE_NOT_FOUND", { provider: name });
}

export interface Codec {
  /** The engine's name. */
  readonly name: string;
  /** The end of file names. */
  readonly extension: string;
}
const PARQUET: { readonly [codec: string]: Codec } = {
  none: { name: "uncompressed", extension: ".parquet" },
  uncompressed: { name: "uncompressed", extension: ".parquet" },
  snappy: { name: "snappy", extension: ".snappy.parquet" },
  gzip: { name: "gzip", extension: ".gz.parquet" },
  zstd: { name: "zstd", extension: ".zstd.parquet" },
  brotli: { name: "brotli", extension: ".br.parquet" },
  lz4_raw: { name: "lz4", extension: ".lz4raw.parquet" },
};
const TEXT: { readonly [codec: string]: Codec } = {
  none: { name: "uncompressed", extension: "" },
  uncompressed: { name: "uncompressed", extension: "" },
  gzip: { name: "gzip", extension: ".gz" },
};
/** Codecs that Spark has and the engine has not. */
const MISSING: { readonly [format: string]: readonly string[] } = {
  parquet: ["lzo", "lz4"],
  text: ["bzip2", "deflate", "lz4", "snappy"],
};
const ENDINGS: { readonly [format: string]: string } = { csv: ".csv", json: ".json", text: ".txt" };

export function codecOf(format: WriteFormat, options: { readonly [name: string]: string }, conf: SqlConf): Codec {
  const parquet = format === "parquet";
  const given = optionOf(options, "compression", ...(parquet ? ["parquet.compression"] : ["codec"]));
  const name = (
    given ?? (parquet ? conf.getOr("spark.sql.parquet.compression.codec", "snappy") : "none")
  ).toLowerCase();
  const codec = (parquet ? PARQUET : TEXT)[name];
  if (codec !== undefined)
    return parquet ? codec : { ...codec, extension: `${ENDINGS[format] ?? ""}${codec.extension}` };
  if (MISSING[parquet ? "parquet" : "text"]?.includes(name) === true)
    throw unsupported(`the compression ${name} of ${format} files`);
  const codecs = Object.keys(parquet ? PARQUET : TEXT).join(", ");
  throw new IllegalArgumentException("CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION", {
    codecName: name,
    availableCodecs: codecs,
  });
}

/** The positions of the partition columns, after checking that the columns can be written so. */
export function checkColumns(
  format: WriteFormat,
  output: readonly Attribute[],
  partitionBy: readonly string[],
  caseSensitive: boolean,
): number[] {
  const keyOf = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  const keys = output.map((a) => keyOf(a.name));
  const repeated = firstRepeated(keys);
  if (format === "parquet" && repeated !== undefined) {
    throw new AnalysisException("COLUMN_ALREADY_EXISTS", { columnName: quoteText(repeated) });
  }
  if (output.length === 0) {
    throw new AnalysisException("EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE", { format: formatName(format) });
  }
  const partitions = partitionBy.map((name) => {
    const at = keys.indexOf(keyOf(name));
    if (at >= 0) return at;
    const schema = new StructType(output.map((a) => new StructField(a.name, a.dataType, a.nullable))).simpleString();
    const message = `The data has no column \`${name}\` to partition by; it has ${schema}.`;
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1155", { partition: name, schema }, { message });
  });
  for (const at of partitions) {
    const type = output[at]?.dataType;
    if (type !== undefined && ["array", "map", "struct", "variant", "interval"].includes(type.kind)) {
      throw new AnalysisException("INVALID_PARTITION_COLUMN_DATA_TYPE", { type: `"${type.sql}"` });
    }
  }
  if (partitions.length > 0 && partitions.length === output.length) {
    throw new AnalysisException("ALL_PARTITION_COLUMNS_NOT_ALLOWED", {});
  }
  const data = output.filter((_, i) => !partitions.includes(i));
  checkTypes(format, new StructType(data.map((a) => new StructField(a.name, a.dataType, a.nullable))));
  if (format === "text" && data.length !== 1) {
    throw new AnalysisException(
      "_LEGACY_ERROR_TEMP_1290",
      { schemaSize: String(data.length) },
      { message: `A text file has one column, the data has ${data.length}.` },
    );
  }
  return partitions;
}
