/** File sources: which files a path means, and the columns they hold. */
import type { SourceFacts } from "../analyzer/analysis-context.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { ReadDataSource } from "../plan/relation.ts";
import { StructType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import { type ListedFile, listFiles } from "./listing.ts";
import { parquetSchema } from "./parquet.ts";
import { partitionsOf } from "./partitions.ts";
import type { Asking } from "./probe.ts";

export { type Answer, type Question, runAsync, runSync } from "./probe.ts";

/** An option of a reader; names do not regard case. */
export function optionOf(options: { readonly [key: string]: string }, name: string): string | undefined {
  const key = Object.keys(options).find((k) => k.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : options[key];
}

export function* sourceFacts(node: ReadDataSource, conf: SqlConf): Asking<SourceFacts> {
  const files = listFiles(node.paths, {
    recursive: optionOf(node.options, "recursiveFileLookup") === "true",
    nameFilter: optionOf(node.options, "pathGlobFilter"),
    basePath: optionOf(node.options, "basePath"),
  });
  const partitions = partitionsOf(files, node.schema, conf.boolean("spark.sql.sources.partitionColumnTypeInference.enabled"), conf.timeZone);
  const isPartition = (name: string): boolean => partitions.schema.fields.some((f) => f.name.toLowerCase() === name.toLowerCase());
  const full = node.schema ?? (yield* schemaOf(node, files));
  return {
    files: files.map((f, i) => ({ path: f.path, size: f.size, modified: f.modified, partitionValues: partitions.values[i] ?? [] })),
    dataSchema: new StructType(full.fields.filter((f) => !isPartition(f.name))),
    partitionSchema: partitions.schema,
  };
}

function* schemaOf(node: ReadDataSource, files: readonly ListedFile[]): Asking<StructType> {
  switch (node.format) {
    case "parquet":
      return yield* parquetSchema(files);
    default:
      throw unsupported(`reading ${node.format} files`);
  }
}
