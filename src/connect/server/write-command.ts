/** `df.write` and `df.writeTo`. */
import type { Command, SaveMode } from "../../plan/command.ts";
import { parseIdentifierParts } from "../../sql/index.ts";
import { AnalysisException, IllegalArgumentException, unsupported } from "../../types/spark-error.ts";
import { invalidPlan } from "../codec/invalid-plan.ts";
import {
  type WriteOperation,
  WriteOperation_SaveMode as Mode,
  WriteOperation_SaveTable_TableSaveMethod as Method,
  type WriteOperationV2,
  WriteOperationV2_Mode as ModeV2,
} from "../generated/spark/connect/commands_pb.ts";
import type { PlanReader } from "./plan-reader.ts";

const MODES: { readonly [mode: number]: SaveMode } = {
  [Mode.UNSPECIFIED]: "errorifexists",
  [Mode.APPEND]: "append",
  [Mode.OVERWRITE]: "overwrite",
  [Mode.ERROR_IF_EXISTS]: "errorifexists",
  [Mode.IGNORE]: "ignore",
};

export async function runWrite(reader: PlanReader, write: WriteOperation): Promise<void> {
  const { saveType, source, partitioningColumns, bucketBy, sortColumnNames, clusteringColumns, options } = write;
  const mode = MODES[write.mode];
  if (mode === undefined) throw invalidPlan("the save mode is unknown");
  if (bucketBy !== undefined || sortColumnNames.length > 0) throw unsupported("DataFrameWriter.bucketBy and sortBy");
  if (clusteringColumns.length > 0) throw unsupported("DataFrameWriter.clusterBy");
  if (write.withSchemaEvolution) throw unsupported("schema evolution");
  const query = await reader.relation(write.input);
  const { path, rest } = pathIn(options);
  if (saveType.case === "table") {
    const nameParts = parseIdentifierParts(saveType.value.tableName);
    if (saveType.value.saveMethod === Method.INSERT_INTO) {
      const overwrite = mode === "overwrite";
      return run(reader, { kind: "InsertInto", nameParts, overwrite, byName: false, query });
    }
    if (mode === "append" && reader.session.engine.catalog.tableExists(nameParts)) {
      return run(reader, { kind: "InsertInto", nameParts, overwrite: false, byName: true, query });
    }
    return run(reader, {
      kind: "CreateTable",
      nameParts,
      ...(isGiven(source) ? { provider: source } : {}),
      partitionBy: partitioningColumns,
      options: rest,
      ...(path === undefined ? {} : { location: path }),
      ifNotExists: mode === "ignore",
      replace: mode === "overwrite",
      query,
    });
  }
  const format = isGiven(source)
    ? source
    : (reader.session.spark.sqlConf.get("spark.sql.sources.default") ?? "parquet");
  const target = saveType.case === "path" ? saveType.value : path;
  if (format.toLowerCase() === "noop") return drain(reader, query);
  if (target === undefined) {
    throw new IllegalArgumentException("_LEGACY_ERROR_TEMP_2047", {}, { message: "'path' is not specified." });
  }
  return run(reader, {
    kind: "WriteFiles",
    input: query,
    format: format.toLowerCase(),
    path: target,
    mode,
    partitionBy: partitioningColumns,
    options: rest,
  });
}

/** The data source `noop`: the rows are made and forgotten. */
async function drain(
  { session, signal }: PlanReader,
  query: Parameters<typeof session.engine.execute>[0],
): Promise<void> {
  for await (const _ of (await session.engine.execute(query, { signal, action: "write" })).batches) continue;
}

export async function runWriteV2(reader: PlanReader, write: WriteOperationV2): Promise<void> {
  const { tableName, provider, partitioningColumns, options, tableProperties, clusteringColumns } = write;
  if (clusteringColumns.length > 0) throw unsupported("DataFrameWriterV2.clusterBy");
  if (write.withSchemaEvolution) throw unsupported("schema evolution");
  const nameParts = parseIdentifierParts(tableName);
  const query = await reader.relation(write.input);
  const exists = reader.session.engine.catalog.tableExists(nameParts);
  const create = async (replace: boolean): Promise<void> => {
    const columns = await reader.expressions(partitioningColumns);
    await run(reader, {
      kind: "CreateTable",
      nameParts,
      ...(isGiven(provider) ? { provider } : {}),
      partitionBy: columns.map((column) => {
        if (column.kind === "UnresolvedAttribute" && column.nameParts[0] !== undefined) return column.nameParts[0];
        throw unsupported("partitioning by an expression");
      }),
      options,
      ...(Object.keys(tableProperties).length === 0 ? {} : { properties: tableProperties }),
      ifNotExists: false,
      replace,
      query,
    });
  };
  switch (write.mode) {
    case ModeV2.CREATE:
      return create(false);
    case ModeV2.REPLACE:
      if (!exists) throw notFound(nameParts);
      return create(true);
    case ModeV2.CREATE_OR_REPLACE:
      return create(true);
    case ModeV2.APPEND:
      if (!exists) throw notFound(nameParts);
      return run(reader, { kind: "InsertInto", nameParts, overwrite: false, byName: true, query });
    case ModeV2.OVERWRITE:
    case ModeV2.OVERWRITE_PARTITIONS:
      throw unsupported("overwriting parts of a table by DataFrame.writeTo");
    default:
      throw invalidPlan("the mode of writing is unknown");
  }
}

async function run({ session, signal }: PlanReader, command: Command): Promise<void> {
  const query = command.kind === "WriteFiles" ? command.input : "query" in command ? command.query : undefined;
  if (query !== undefined) await session.engine.prepare(query, { signal });
  await session.engine.run(command, { action: "write", signal });
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
function notFound(nameParts: readonly string[]): AnalysisException {
  return new AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {
    relationName: nameParts.map((part) => `\`${part}\``).join("."),
  });
}

/** Options are found whatever their case. */
function pathIn(options: { readonly [name: string]: string }): {
  readonly path: string | undefined;
  readonly rest: { readonly [name: string]: string };
} {
  const entries = Object.entries(options);
  const isPath = ([name]: readonly [string, string]): boolean => name.toLowerCase() === "path";
  return { path: entries.find(isPath)?.[1], rest: Object.fromEntries(entries.filter((entry) => !isPath(entry))) };
}
