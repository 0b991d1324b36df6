/** Running commands: those on names and settings at once, those that move data as a job. */
import type { Command, CreateView, SetConfig, ShowCommand, Statement } from "../plan/command.ts";
import type { LocalRelation, Relation } from "../plan/relation.ts";
import { BOOLEAN, STRING } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { builtins } from "../builtins/registry.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { cacheTable } from "./cached-tables.ts";
import { createDatabase, dropDatabase } from "./databases.ts";
import { evaluate } from "./evaluate.ts";
import { executeImmediate, withIdentifiers } from "./execute-immediate.ts";
import { localRows, noRows } from "./local-rows.ts";
import { runScript } from "./script.ts";
import { createFunction, dropFunction } from "./sql-functions.ts";
import { createTable, defineTable, dropTable, insertInto, renameTable, truncateTable } from "./tables.ts";
import { declareVariable, dropVariable, setVariable } from "./variables.ts";
import { schemaOf } from "../lowering/index.ts";
import { writeFiles } from "./write-files.ts";
import { likeToRegExp } from "./name-pattern.ts";

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
    case "DropView": {
      const name = command.nameParts.at(-1) as string;
      const catalog = engine.session.catalog;
      const global = command.nameParts.length === 2 && command.nameParts[0]?.toLowerCase() === "global_temp";
      const dropped = global
        ? catalog.dropGlobalTempView(name)
        : catalog.dropTempView(name) || catalog.database().tables.delete(name.toLowerCase());
      if (!dropped && !command.ifExists) {
        throw new AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {
          relationName: command.nameParts.map((p) => `\`${p}\``).join("."),
        });
      }
      return noRows();
    }
    case "SetConfig":
      return setConfig(engine, command);
    case "ResetConfig":
      if (command.key === undefined) engine.conf.reset();
      else engine.conf.unset(command.key);
      return noRows();
    case "UseDatabase":
      engine.catalog.setCurrentDatabase(command.nameParts.at(-1) as string);
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
      engine.facts.forget();
      engine.analyzer.forget(`${engine.session.catalog.version}`);
      return noRows();
    case "CreateDatabase":
      createDatabase(engine, command);
      return noRows();
    case "DropDatabase":
      dropDatabase(engine, command);
      return noRows();
    case "AlterViewQuery": {
      const view = engine.session.catalog.find(command.nameParts);
      if (view === undefined || !("plan" in view)) {
        throw new AnalysisException("TABLE_OR_VIEW_NOT_FOUND", {
          relationName: command.nameParts.map((p) => `\`${p}\``).join("."),
        });
      }
      engine.check(command.query);
      engine.session.catalog.createView(
        { ...view, plan: command.query, sqlText: command.sqlText, columnAliases: undefined },
        true,
      );
      return noRows();
    }
    case "CreateViewUsing": {
      const { path, ...options } = command.options;
      const read: Relation = {
        kind: "ReadDataSource",
        format: command.provider.toLowerCase(),
        options,
        paths: path === undefined ? [] : [path],
        ...(command.schema === undefined ? {} : { schema: command.schema }),
      };
      return createView(engine, {
        kind: "CreateView",
        nameParts: command.nameParts,
        viewType: command.global ? "globalTemp" : "localTemp",
        replace: command.replace,
        query: read,
      });
    }
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
      const text = await engine.explain(explained, command.mode);
      return localRows([["plan", STRING, true]], [[text]]);
    }
    case "CreateTable":
      await createTable(engine, command, options);
      return noRows();
    case "InsertInto":
      await insertInto(engine, command, options);
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

/** The query of a statement; a MAP that makes a table is explained as its query. */
function explainedQuery(statement: Statement): Relation | undefined {
  if (statement.kind === "Query") return statement.plan;
  const { command } = statement;
  return command.kind === "CreateTable" && command.query?.kind === "MapParallel" ? command.query : undefined;
}

function createView(engine: EmbeddedEngine, command: CreateView): Relation {
  const name = command.nameParts.at(-1) as string;
  if (command.viewType !== "persistent" && command.nameParts.length > 1 && command.viewType === "localTemp") {
    throw new AnalysisException("TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", {
      actualName: command.nameParts.map((p) => `\`${p}\``).join("."),
    });
  }
  // Analysing the query checks it, and binds a view of the API to what its names mean now.
  engine.check(command.query);
  const aliases = command.columnAliases;
  if (aliases !== undefined) {
    const width = engine.schema(command.query).fields.length;
    if (width !== aliases.length) {
      const condition =
        width < aliases.length
          ? "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS"
          : "CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS";
      throw new AnalysisException(condition, {
        viewName: `\`${name}\``,
        viewColumns: aliases.map((a) => a.name).join(", "),
        dataColumns: engine.schema(command.query).names.join(", "),
      });
    }
  }
  engine.session.catalog.createView(
    {
      name,
      kind: command.viewType,
      plan: command.query,
      sqlText: command.sqlText,
      comment: command.comment,
      columnAliases: aliases,
    },
    command.replace,
    command.ifNotExists,
  );
  return noRows();
}

function setConfig(engine: EmbeddedEngine, command: SetConfig): LocalRelation {
  const columns = [["key", STRING, false] as const, ["value", STRING, false] as const];
  if (command.key === undefined)
    return localRows(
      columns,
      engine.conf.entries().map(([k, v]) => [k, v]),
    );
  if (command.value === undefined)
    return localRows(columns, [[command.key, engine.conf.getOr(command.key, "<undefined>")]]);
  engine.conf.set(command.key, command.value);
  return localRows(columns, [[command.key, command.value]]);
}

function show(engine: EmbeddedEngine, command: ShowCommand): LocalRelation {
  const catalog = engine.session.catalog;
  const matches = command.pattern === undefined ? (): boolean => true : likeToRegExp(command.pattern);
  switch (command.what) {
    case "tables":
    case "views": {
      const database = command.nameParts?.at(-1) ?? catalog.currentDatabase;
      const stored = [...catalog.database(database).tables.values()].filter(
        (t) => command.what === "tables" || "plan" in t,
      );
      const rows = [
        ...stored.map((t) => [database, t.name, false]),
        ...[...catalog.tempViews.values()].map((v) => ["", v.name, true]),
      ].filter((r) => matches(r[1] as string));
      const first = command.what === "tables" ? "namespace" : "namespace";
      return localRows(
        [
          [first, STRING, false],
          [command.what === "tables" ? "tableName" : "viewName", STRING, false],
          ["isTemporary", BOOLEAN, false],
        ],
        rows.sort(byName),
      );
    }
    case "databases":
      return localRows(
        [["namespace", STRING, false]],
        [...catalog.shared.databases.values()]
          .map((d) => [d.name])
          .filter((r) => matches(r[0] as string))
          .sort(),
      );
    case "catalogs":
      return localRows(
        [["catalog", STRING, false]],
        [["spark_catalog"]].filter((r) => matches(r[0] as string)),
      );
    case "functions":
      return localRows(
        [["function", STRING, false]],
        [...builtins.keys()]
          .filter(matches)
          .sort()
          .map((n) => [n]),
      );
    case "columns": {
      const schema = engine.schema({ kind: "ReadNamedTable", nameParts: command.nameParts ?? [] });
      return localRows(
        [["col_name", STRING, false]],
        schema.names.map((n) => [n]),
      );
    }
    default:
      throw unsupported(`SHOW ${command.what.toUpperCase()}`);
  }
}
function byName(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[1]) < String(b[1]) ? -1 : 1;
}

function describe(engine: EmbeddedEngine, command: Extract<Command, { kind: "DescribeCommand" }>): LocalRelation {
  const columns = [
    ["col_name", STRING, false] as const,
    ["data_type", STRING, false] as const,
    ["comment", STRING, true] as const,
  ];
  if (command.extended) throw unsupported("DESCRIBE EXTENDED");
  if (command.what === "table" || command.what === "query") {
    const plan: Relation = command.query ?? { kind: "ReadNamedTable", nameParts: command.nameParts ?? [] };
    const schema = schemaOf(engine.analyzeSync(plan));
    return localRows(
      columns,
      schema.fields.map((f) => [
        f.name,
        f.dataType.simpleString(),
        (f.metadata["comment"] as string | undefined) ?? null,
      ]),
    );
  }
  throw unsupported(`DESCRIBE ${command.what.toUpperCase()}`);
}
