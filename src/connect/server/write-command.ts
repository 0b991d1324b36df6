/** `df.write` and `df.writeTo`. */
import type { Command, MergeAction, SaveMode, TableWriteMode } from "../../plan/command.ts";
import { parseIdentifierParts } from "../../sql/index.ts";
import { IllegalArgumentException, SparkRuntimeException, unsupported } from "../../types/spark-error.ts";
import { invalidPlan, required } from "../codec/invalid-plan.ts";
import {
  type Expression as ExpressionMessage,
  MergeAction_ActionType as ActionType,
} from "../generated/spark/connect/expressions_pb.ts";
import {
  type MergeIntoTableCommand,
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

const TABLE_MODES: { readonly [mode: number]: TableWriteMode } = {
  [ModeV2.CREATE]: "create",
  [ModeV2.REPLACE]: "replace",
  [ModeV2.CREATE_OR_REPLACE]: "createOrReplace",
  [ModeV2.APPEND]: "append",
  [ModeV2.OVERWRITE]: "overwrite",
  [ModeV2.OVERWRITE_PARTITIONS]: "overwritePartitions",
};

export async function runWriteV2(reader: PlanReader, write: WriteOperationV2): Promise<void> {
  const { tableName, provider, partitioningColumns, overwriteCondition } = write;
  if (write.withSchemaEvolution) throw unsupported("schema evolution");
  const mode = TABLE_MODES[write.mode];
  if (mode === undefined) throw invalidPlan("the mode of writing is unknown");
  const [condition] = overwriteCondition === undefined ? [] : await reader.expressions([overwriteCondition]);
  return run(reader, {
    kind: "WriteTable",
    nameParts: parseIdentifierParts(tableName),
    query: await reader.relation(write.input),
    mode,
    ...(isGiven(provider) ? { provider } : {}),
    partitionedBy: await reader.expressions(partitioningColumns),
    clusterBy: write.clusteringColumns,
    options: write.options,
    properties: write.tableProperties,
    ...(condition === undefined ? {} : { condition }),
  });
}

const ACTIONS: { readonly [type: number]: MergeAction["what"] } = {
  [ActionType.DELETE]: "delete",
  [ActionType.INSERT]: "insert",
  [ActionType.INSERT_STAR]: "insertAll",
  [ActionType.UPDATE]: "update",
  [ActionType.UPDATE_STAR]: "updateAll",
};

export async function runMergeInto(reader: PlanReader, merge: MergeIntoTableCommand): Promise<void> {
  const { matchActions, notMatchedActions, notMatchedBySourceActions } = merge;
  if (matchActions.length + notMatchedActions.length + notMatchedBySourceActions.length === 0) {
    throw new SparkRuntimeException("NO_MERGE_ACTION_SPECIFIED", {});
  }
  const [condition] = await reader.expressions([required(merge.mergeCondition, "the condition of the merge")]);
  const actions = async (messages: readonly ExpressionMessage[]): Promise<MergeAction[]> => {
    const read: MergeAction[] = [];
    for (const message of messages) read.push(await mergeAction(reader, message));
    return read;
  };
  return run(reader, {
    kind: "MergeInto",
    nameParts: parseIdentifierParts(merge.targetTableName),
    source: await reader.relation(merge.sourceTablePlan),
    condition: required(condition, "the condition of the merge"),
    matched: await actions(matchActions),
    notMatched: await actions(notMatchedActions),
    notMatchedBySource: await actions(notMatchedBySourceActions),
    schemaEvolution: merge.withSchemaEvolution,
  });
}

async function mergeAction(reader: PlanReader, { exprType }: ExpressionMessage): Promise<MergeAction> {
  if (exprType.case !== "mergeAction") throw invalidPlan("an action of the merge is of another kind");
  const { actionType, condition, assignments } = exprType.value;
  const what = ACTIONS[actionType];
  if (what === undefined) throw invalidPlan("an action of the merge is unknown");
  const [when] = condition === undefined ? [] : await reader.expressions([condition]);
  const columns = await reader.expressions(assignments.map(({ key }) => required(key, "the column of an assignment")));
  const values = await reader.expressions(
    assignments.map(({ value }) => required(value, "the value of an assignment")),
  );
  return {
    what,
    ...(when === undefined ? {} : { condition: when }),
    assignments: columns.map((column, i) => ({ column, value: required(values[i], "the value of an assignment") })),
  };
}

async function run({ session, signal }: PlanReader, command: Command): Promise<void> {
  const query = command.kind === "WriteFiles" ? command.input : "query" in command ? command.query : undefined;
  if (query !== undefined) await session.engine.prepare(query, { signal });
  await session.engine.run(command, { action: "write", signal });
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== "";
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
