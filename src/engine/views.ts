/** CREATE, ALTER and DROP VIEW. */
import type { ViewDefinition, TableDefinition } from "../catalog/session-catalog.ts";
import { CATALOG, GLOBAL_TEMP } from "../catalog/session-catalog.ts";
import type { AlterViewQuery, AlterViewSchema, CreateView, CreateViewUsing, DropView } from "../plan/command.ts";
import { contextOfName } from "../plan/query-context.ts";
import type { Relation } from "../plan/relation.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { checkCollated } from "./default-collation.ts";
import { noRows } from "./local-rows.ts";
import { fullName, removeView } from "./tables.ts";
import { referencesOf, temporaryReference } from "./view-references.ts";
import { refuseTwice } from "./table-checks.ts";
import { keptSchema } from "./view-schema.ts";

/** The view or table of a name; an unknown one raises `TABLE_OR_VIEW_NOT_FOUND`. */
export function findRelation(engine: EmbeddedEngine, nameParts: readonly string[]): ViewDefinition | TableDefinition {
  const found = engine.session.catalog.find(nameParts);
  if (found === undefined) throw engine.session.catalog.notFound(nameParts, undefined, "catalogued");
  return found;
}

export function createView(engine: EmbeddedEngine, command: CreateView): Relation {
  const { catalog } = engine.session;
  const name = command.nameParts.at(-1) as string;
  if (command.viewType === "localTemp" && command.nameParts.length > 1) {
    throw new AnalysisException("TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", { actualName: quoteNames(command.nameParts) });
  }
  const persistent = command.viewType === "persistent";
  const database = persistent
    ? catalog.database(command.nameParts.length > 1 ? command.nameParts.at(-2) : undefined).name
    : undefined;
  // Analysing the query checks it, and binds a view of the API to what its names mean now.
  engine.check(command.query);
  if (command.collation !== undefined) checkCollated(engine.analyzeSync(command.query), command.collation);
  checkArity(engine, command);
  if (!persistent && command.sqlText !== undefined) refuseTemporaryTwins(engine, command);
  const view: ViewDefinition = {
    name,
    kind: command.viewType,
    plan: command.query,
    sqlText: command.sqlText,
    comment: command.comment,
    collation: command.collation,
    columnAliases: command.columnAliases,
    properties: command.properties,
    created: Date.now(),
    ...(database === undefined ? {} : { database }),
    ...(command.sqlText === undefined
      ? {}
      : { databaseInside: catalog.currentDatabase, settings: engine.session.conf.kept() }),
  };
  if (persistent) refuseTemporary(engine, command.query, [database!, name]);
  const remembered = persistent ? keptSchema(engine, [database!, name], command) : {};
  if (command.replace && command.sqlText !== undefined) refuseCycle(engine, view, command.query);
  catalog.createView({ ...view, ...remembered }, command.replace, command.ifNotExists);
  return noRows();
}
function refuseTemporaryTwins(
  engine: EmbeddedEngine,
  { query, columnAliases }: Pick<CreateView, "query" | "columnAliases">,
): void {
  refuseTwice(columnAliases?.map((a) => a.name) ?? engine.schema(query).names, engine.conf.caseSensitive);
}
function checkArity(engine: EmbeddedEngine, command: CreateView): void {
  const aliases = command.columnAliases;
  if (aliases === undefined) return;
  const { names } = engine.schema(command.query);
  if (names.length === aliases.length) return;
  const reason = names.length < aliases.length ? "NOT_ENOUGH_DATA_COLUMNS" : "TOO_MANY_DATA_COLUMNS";
  throw new AnalysisException(`CREATE_VIEW_COLUMN_ARITY_MISMATCH.${reason}`, {
    viewName: quoteNames(command.nameParts.slice(-1)),
    viewColumns: aliases.map((a) => a.name).join(", "),
    dataColumns: names.join(", "),
  });
}

/** A view that outlives the session does not read what goes with it. */
function refuseTemporary(engine: EmbeddedEngine, query: Relation, name: readonly string[]): void {
  const temporary = temporaryReference(engine, query);
  if (temporary === undefined) return;
  const objName = quoteNames(["spark_catalog", ...name]);
  throw new AnalysisException("INVALID_TEMP_OBJ_REFERENCE", { obj: "VIEW", objName, ...temporary });
}
/** A view that takes the place of one that its own query reads. */
function refuseCycle(engine: EmbeddedEngine, view: ViewDefinition, query: Relation): void {
  const { catalog } = engine.session;
  const replaced = catalog.find(
    view.kind === "globalTemp"
      ? [GLOBAL_TEMP, view.name]
      : view.database === undefined
        ? [view.name]
        : [view.database, view.name],
  );
  if (replaced === undefined || !("plan" in replaced) || replaced.kind !== view.kind) return;
  const path = pathTo(engine, query, replaced, [], new Set());
  if (path === undefined) return;
  const ident = quoteNames(view.database === undefined ? [view.name] : ["spark_catalog", view.database, view.name]);
  throw new AnalysisException("RECURSIVE_VIEW", {
    viewIdent: ident,
    newPath: [ident, ...path.map(quoteText)].join(" -> "),
  });
}
function pathTo(
  engine: EmbeddedEngine,
  query: Relation,
  target: ViewDefinition,
  path: readonly string[],
  seen: Set<ViewDefinition>,
): readonly string[] | undefined {
  for (const parts of referencesOf(query).relations) {
    const found = engine.session.catalog.find(parts);
    if (found === undefined || !("plan" in found) || found.sqlText === undefined) continue;
    if (found === target) return [...path, found.name];
    if (seen.has(found)) continue;
    seen.add(found);
    const further = pathTo(engine, found.plan, target, [...path, found.name], seen);
    if (further !== undefined) return further;
  }
  return undefined;
}

export function createViewUsing(engine: EmbeddedEngine, command: CreateViewUsing): Relation {
  const { path, ...options } = command.options;
  const query: Relation = {
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
    query,
  });
}

function viewToAlter(engine: EmbeddedEngine, nameParts: readonly string[], operation: string): ViewDefinition {
  const view = findRelation(engine, nameParts);
  if ("plan" in view) return view;
  const parameters = { tableName: fullName(view), operation };
  throw new AnalysisException("EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE", parameters, contextOfName(nameParts));
}
export function alterView(engine: EmbeddedEngine, command: AlterViewQuery): void {
  const view = viewToAlter(engine, command.nameParts, "ALTER VIEW ... AS");
  if (view.collation !== undefined) throw unsupported("ALTER VIEW AS of a view with a default collation");
  engine.check(command.query);
  const { sqlText, query: plan } = command;
  if (view.kind !== "persistent") refuseTemporaryTwins(engine, command);
  const place = [view.database ?? engine.session.catalog.currentDatabase, view.name];
  const { schema } = view.kind === "persistent" ? keptSchema(engine, place, command) : {};
  const { catalog, conf } = engine.session;
  const altered = {
    ...view,
    plan,
    sqlText,
    schema,
    columnAliases: undefined,
    databaseInside: catalog.currentDatabase,
    settings: conf.kept(),
  };
  refuseCycle(engine, altered, plan);
  catalog.createView(altered, true);
}

export function alterViewSchema(engine: EmbeddedEngine, command: AlterViewSchema): void {
  const view = viewToAlter(engine, command.nameParts, "ALTER VIEW ... WITH SCHEMA ...");
  if (view.kind !== "persistent") {
    throw new AnalysisException("UNSUPPORTED_FEATURE.TEMPORARY_VIEW_WITH_SCHEMA_BINDING_MODE");
  }
  engine.session.catalog.createView({ ...view, schemaMode: command.schemaMode }, true);
}

export function dropView(engine: EmbeddedEngine, command: DropView): void {
  const { catalog } = engine.session;
  const found = catalog.find(command.nameParts);
  if (found === undefined || !("plan" in found)) {
    if (found === undefined && command.ifExists) return;
    if (found === undefined) throw catalog.notDropped(command.nameParts);
    throw new AnalysisException("WRONG_COMMAND_FOR_OBJECT_TYPE", {
      operation: "DROP VIEW",
      requiredType: "VIEW or METRIC_VIEW",
      objectName: `${CATALOG}.${found.database}.${found.name}`,
      foundType: found.external ? "EXTERNAL" : "MANAGED",
      alternative: "DROP TABLE",
    });
  }
  removeView(engine, found);
}
