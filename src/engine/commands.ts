/** Running commands: those on names and settings at once, those that move data as a job. */
import type { Command, InsertMany, SetConfig, Statement } from "../plan/command.ts";
import type { LocalRelation, Relation } from "../plan/relation.ts";
import { STRING } from "../types/data-type.ts";
import { inSession, sessionOwn } from "../analyzer/session-variable.ts";
import { quoteNames } from "../types/name-text.ts";
import { AnalysisException, SparkError, unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions, ExplainMode } from "./engine.ts";
import { cacheTable } from "./cached-tables.ts";
import { createDatabase, dropDatabase, useDatabase } from "./databases.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { executeImmediate, withIdentifiers } from "./execute-immediate.ts";
import { localRows, noRows } from "./local-rows.ts";
import { show } from "./show.ts";
import { runScript } from "./script.ts";
import { createFunction, dropFunction } from "./sql-functions.ts";
import { callProcedure } from "./call-procedure.ts";
import { clusterTable } from "./table-clustering.ts";
import { checkInsert, insertInto } from "./insert.ts";
import { createTable, defineTable, dropTable, renameTable, setLocation, truncateTable } from "./tables.ts";
import { addColumns, alterColumn, refuseRowChange, refuseTableChange } from "./alter-table.ts";
import { alterPartitions } from "./alter-partitions.ts";
import { alterDatabase, alterProperties, commentOn } from "./alter-properties.ts";
import { analyzeTable } from "./analyze-table.ts";
import { declareVariable, dropVariable, setVariable } from "./variables.ts";
import { alterView, alterViewSchema, createView, createViewUsing, dropView, findRelation } from "./views.ts";
import { writeFiles } from "./write-files.ts";
import { mergeInto, writeTable } from "./write-table.ts";

const METADATA: ReadonlySet<Command["kind"]> = new Set([
  "CreateView",
  "DropView",
  "SetConfig",
  "ResetConfig",
  "UseDatabase",
  "ShowCommand",
  "DescribeCommand",
  "CacheTable",
  "UncacheTable",
  "CreateDatabase",
  "DropDatabase",
  "DropTable",
  "TruncateTable",
  "RenameTable",
  "RefreshTable",
  "AlterViewQuery",
  "AlterViewSchema",
  "AddColumns",
  "AlterColumn",
  "CallProcedure",
  "ClusterTable",
  "RefusedTableChange",
  "SetLocation",
  "AlterProperties",
  "AlterDatabase",
  "AlterPartitions",
  "CommentOn",
  "RefusedRowChange",
  "CreateViewUsing",
  "CreateFunction",
  "DropFunction",
  "DeclareVariable",
  "SetVariable",
  "DropVariable",
  "SetCatalog",
  "UnsupportedStatement",
]);
/** Takes effect before the call returns; all others move data. */
export function isMetadataCommand(command: Command): boolean {
  return METADATA.has(command.kind) || (command.kind === "CreateTable" && command.query === undefined);
}

export function runMetadataCommand(engine: EmbeddedEngine, command: Command): Relation {
  switch (command.kind) {
    case "CreateView":
      return createView(engine, command);
    case "DropView":
      dropView(engine, command);
      return noRows();
    case "SetConfig":
      return setConfig(engine, command);
    case "ResetConfig":
      if (command.key === undefined) engine.conf.reset();
      else engine.conf.unset(command.key);
      return noRows();
    case "UseDatabase":
      useDatabase(engine, command);
      return noRows();
    case "ShowCommand":
      return show(engine, command);
    case "DescribeCommand":
      return describe(engine, command);
    case "UnsupportedStatement":
      throw unsupported(`the statement ${command.statement}`);
    case "CreateTable":
      defineTable(engine, command);
      return noRows();
    case "DropTable":
      dropTable(engine, command.nameParts, command.ifExists);
      return noRows();
    case "TruncateTable":
      truncateTable(engine, command);
      return noRows();
    case "RenameTable":
      renameTable(engine, command);
      return noRows();
    case "RefreshTable":
      if (command.nameParts !== undefined) findRelation(engine, command.nameParts);
      engine.facts.forget();
      engine.analyzer.forget(`${engine.session.catalog.version}`);
      return noRows();
    case "CreateDatabase":
      createDatabase(engine, command);
      return noRows();
    case "DropDatabase":
      dropDatabase(engine, command);
      return noRows();
    case "AlterViewQuery":
      alterView(engine, command);
      return noRows();
    case "AlterViewSchema":
      alterViewSchema(engine, command);
      return noRows();
    case "AddColumns":
      addColumns(engine, command);
      return noRows();
    case "AlterColumn":
      alterColumn(engine, command);
      return noRows();
    case "CallProcedure":
      return callProcedure(engine, command.nameParts);
    case "ClusterTable":
      clusterTable(engine, command);
      return noRows();
    case "SetLocation":
      setLocation(engine, command);
      return noRows();
    case "RefusedTableChange":
      refuseTableChange(engine, command);
      return noRows();
    case "AlterProperties":
      alterProperties(engine, command);
      return noRows();
    case "AlterDatabase":
      alterDatabase(engine, command);
      return noRows();
    case "AlterPartitions":
      alterPartitions(engine, command);
      return noRows();
    case "CommentOn":
      commentOn(engine, command);
      return noRows();
    case "RefusedRowChange":
      return refuseRowChange(engine, command);
    case "CreateViewUsing":
      return createViewUsing(engine, command);
    case "CreateFunction":
      createFunction(engine, command);
      return noRows();
    case "DropFunction":
      dropFunction(engine, command);
      return noRows();
    case "DeclareVariable":
      declareVariable(engine, command);
      return noRows();
    case "SetVariable":
      setVariable(engine, command);
      return noRows();
    case "DropVariable":
      dropVariable(engine, command);
      return noRows();
    case "SetCatalog": {
      const name =
        typeof command.catalog === "string" ? command.catalog : String(evaluate(engine, command.catalog).value);
      engine.catalog.setCurrentCatalog(name);
      return noRows();
    }
    case "CacheTable":
    case "UncacheTable":
      return cacheTable(engine, command);
    default:
      throw unsupported(`the command ${command.kind}`);
  }
}

export async function runCommand(engine: EmbeddedEngine, command: Command, options: ExecuteOptions): Promise<Relation> {
  if (isMetadataCommand(command)) return runMetadataCommand(engine, command);
  switch (command.kind) {
    case "WriteFiles":
      await writeFiles(engine, command, options);
      return noRows();
    case "ExplainCommand": {
      const explained = explainedQuery(command.statement);
      if (explained === undefined) throw unsupported("EXPLAIN of a command");
      const lines = await explainedLines(engine, explained, command.mode);
      return localRows(
        [["plan", STRING, true]],
        lines.map((line) => [line]),
      );
    }
    case "CreateTable":
      await createTable(engine, command, options);
      return noRows();
    case "InsertInto":
      await insertInto(engine, command, options);
      return noRows();
    case "WriteTable":
      await writeTable(engine, command, options);
      return noRows();
    case "MergeInto":
      return mergeInto(engine, command, options);
    case "InsertMany":
      await insertMany(engine, command, options);
      return noRows();
    case "AnalyzeTable":
      await analyzeTable(engine, command, options);
      return noRows();
    case "ExecuteImmediate":
      return await executeImmediate(engine, command, options);
    case "Script":
      return await runScript(engine, command.body, options);
    case "WithIdentifiers":
      return await withIdentifiers(engine, command, options);
    default:
      throw unsupported(`the command ${command.kind}`);
  }
}

/** The plan in one row; what is wrong with the query is told line by line, and no error. */
async function explainedLines(engine: EmbeddedEngine, plan: Relation, mode: ExplainMode): Promise<readonly string[]> {
  try {
    return [await engine.explain(plan, mode)];
  } catch (error) {
    if (!(error instanceof SparkError) || error.condition === "UNSUPPORTED_FEATURE") throw error;
    return ["Error occurred during query planning: ", ...error.message.split("\n")];
  }
}
/** All of them are checked before the first one writes. */
async function insertMany(engine: EmbeddedEngine, { inserts }: InsertMany, options: ExecuteOptions): Promise<void> {
  for (const each of inserts) if (each.kind === "InsertInto") await checkInsert(engine, each, options);
  for (const each of inserts) await runCommand(engine, each, options);
}
/** The query of a statement; a MAP that makes a table is explained as its query. */
function explainedQuery(statement: Statement): Relation | undefined {
  if (statement.kind === "Query") return statement.plan;
  const { command } = statement;
  return command.kind === "CreateTable" && command.query?.kind === "MapParallel" ? command.query : undefined;
}

function setConfig(engine: EmbeddedEngine, command: SetConfig): LocalRelation {
  const columns = [["key", STRING, false] as const, ["value", STRING, false] as const];
  if (command.key === undefined)
    return localRows(
      columns,
      engine.conf.entries().map(([k, v]) => [k, v]),
    );
  if (command.key === "-v") throw unsupported("SET -v, which prints what Spark says of its settings");
  if (command.value === undefined) return localRows(columns, [[command.key, shownSetting(engine, command.key)]]);
  refuseVariable(engine, command.key);
  // Variables of Hive are settings of their own names.
  engine.conf.set(command.key.replace(/^hivevar:/, ""), command.value);
  return localRows(columns, [[command.key, command.value]]);
}
/** `SET x = 1` sets no variable, and no setting of a variable's name. */
function refuseVariable({ session }: EmbeddedEngine, key: string): void {
  const parts = key.split(".");
  const lower = parts.map((part) => part.toLowerCase());
  const own = inSession(lower);
  const found =
    own === undefined ? session.variables.get(key.toLowerCase()) : sessionOwn(session.variables, own.join("."));
  if (found === undefined) return;
  throw new AnalysisException("UNSUPPORTED_FEATURE.SET_VARIABLE_USING_SET", { variableName: quoteNames(parts) });
}
function shownSetting(engine: EmbeddedEngine, key: string): string {
  return engine.conf.isSet(key) || engine.conf.isKnown(key) ? (engine.conf.get(key) ?? "<undefined>") : "<undefined>";
}
