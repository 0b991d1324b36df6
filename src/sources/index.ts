/** File sources: which files a path means, and the columns they hold. */
import type { SourceFacts } from "../analyzer/analysis-context.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import { checkOptions, checkTimeParserPolicy } from "../kernels/option-refusals.ts";
import { flagOf, optionOf } from "../lowering/csv-options.ts";
import type { ScanFacts } from "../logical/scan-facts.ts";
import type { ReadDataSource } from "../plan/relation.ts";
import { STRING, StructField, StructType } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { checkCorruptColumn, checkTypes } from "./check-schema.ts";
import { csvFiles } from "./csv.ts";
import { jsonSchema } from "./json.ts";
import { type ListedFile, listFiles } from "./listing.ts";
import { parquetFiles } from "./parquet.ts";
import { partitionsOf } from "./partitions.ts";
import type { Asking } from "./probe.ts";

export { type Answer, type Question, runAsync, runSync } from "./probe.ts";

interface Content {
  readonly schema: StructType;
  readonly facts?: Partial<ScanFacts>;
}

export function* sourceFacts(node: ReadDataSource, conf: SqlConf): Asking<SourceFacts> {
  const { options } = node;
  const reader = READERS[node.format];
  if (reader === undefined) throw unknownFormat(node.format);
  checkOptions(options, node.format, "read");
  const recursive = flagOf(options, "recursiveFileLookup");
  const files = listFiles(pathsOf(node), {
    recursive,
    nameFilter: optionOf(options, "pathGlobFilter"),
    basePath: optionOf(options, "basePath"),
    modifiedBefore: momentOf(optionOf(options, "modifiedBefore")),
    modifiedAfter: momentOf(optionOf(options, "modifiedAfter")),
  });
  const infer = conf.boolean("spark.sql.sources.partitionColumnTypeInference.enabled");
  const partitions = partitionsOf(files, node.schema, infer, conf.timeZone);
  const isPartition = (f: StructField): boolean =>
    partitions.schema.fields.some((p) => p.name.toLowerCase() === f.name.toLowerCase());
  const given = node.schema && new StructType(node.schema.fields.filter((f) => !isPartition(f)));
  if (given !== undefined) checkTypes(node.format, given);
  const content = yield* reader(files, options, given, conf);
  const dataSchema = new StructType(content.schema.fields.filter((f) => !isPartition(f)));
  const read = dataSchema.fields.map(({ dataType }) => dataType);
  checkTimeParserPolicy({ policy: conf.timeParserPolicy, format: node.format, options, read });
  const corruptName = corruptNameOf(options, conf);
  if (node.format === "csv" || node.format === "json") checkCorruptColumn(dataSchema, corruptName);
  return {
    files: files.map((f, i) => ({
      path: f.path,
      size: f.size,
      modified: f.modified,
      partitionValues: partitions.values[i] ?? [],
    })),
    dataSchema,
    partitionSchema: partitions.schema,
    facts: {
      timeZone: conf.timeZone,
      caseSensitive: conf.caseSensitive,
      timestampType: conf.timestampType,
      corruptName,
      ...content.facts,
    },
  };
}
function corruptNameOf(options: ReadDataSource["options"], conf: SqlConf): string {
  return (
    optionOf(options, "columnNameOfCorruptRecord") ??
    conf.get("spark.sql.columnNameOfCorruptRecord") ??
    "_corrupt_record"
  );
}
function pathsOf(node: ReadDataSource): readonly string[] {
  const option = optionOf(node.options, "path");
  if (node.paths.length > 0 || option === undefined) return node.paths;
  return [option];
}
function momentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const moment = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(moment) ? undefined : moment;
}

type Reader = (
  files: readonly ListedFile[],
  options: { readonly [name: string]: string },
  given: StructType | undefined,
  conf: SqlConf,
) => Asking<Content>;

function* readParquet(...[files, options, given, conf]: Parameters<Reader>): Asking<Content> {
  const merge = flagOf(options, "mergeSchema", conf.boolean("spark.sql.parquet.mergeSchema"));
  const { schema, groups } = yield* parquetFiles(files, merge, given, conf);
  return { schema, facts: { parquet: groups } };
}
function* readCsv(...[files, options, given, conf]: Parameters<Reader>): Asking<Content> {
  if (files.length === 0 && given === undefined)
    throw new AnalysisException("UNABLE_TO_INFER_SCHEMA", { format: "CSV" });
  const { schema, shape } = yield* csvFiles(files, options, given, conf);
  return { schema, facts: { csv: shape } };
}
function* readJson(...[files, options, given, conf]: Parameters<Reader>): Asking<Content> {
  return { schema: given ?? (yield* jsonSchema(files, options, conf, corruptNameOf(options, conf))) };
}
// oxlint-disable-next-line require-yield -- a reader like the others, that has nothing to ask
function* readText(...[, , given]: Parameters<Reader>): Asking<Content> {
  const schema = given ?? new StructType([new StructField("value", STRING)]);
  if (schema.fields.length > 1) {
    throw new AnalysisException(
      "_LEGACY_ERROR_TEMP_1290",
      {},
      { message: `A text file has one column, the schema has ${schema.fields.length}.` },
    );
  }
  return { schema };
}
const READERS: { readonly [format: string]: Reader } = {
  parquet: readParquet,
  csv: readCsv,
  json: readJson,
  text: readText,
};

const UNSUPPORTED: ReadonlySet<string> = new Set([
  "orc",
  "avro",
  "xml",
  "jdbc",
  "binaryfile",
  "kafka",
  "libsvm",
  "image",
  "delta",
  "iceberg",
]);
function unknownFormat(format: string): Error {
  if (UNSUPPORTED.has(format.toLowerCase())) return unsupported(`the data source ${format}`);
  return new AnalysisException("DATA_SOURCE_NOT_FOUND", { provider: format });
}
