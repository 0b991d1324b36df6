/** CREATE and DROP DATABASE. */
import { CATALOG, GLOBAL_TEMP } from "../catalog/session-catalog.ts";
import type { CreateDatabase, DropDatabase, UseDatabase } from "../plan/command.ts";
import { checkObjectName, quoteAttribute, quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { dropTable } from "./tables.ts";

/** `USE a`, `USE spark_catalog`, `USE SCHEMA a` */
export function useDatabase(engine: EmbeddedEngine, { nameParts, isSchema }: UseDatabase): void {
  const inCatalog = isSchema !== true && nameParts[0]?.toLowerCase() === CATALOG;
  const namespace = inCatalog ? nameParts.slice(1) : nameParts;
  if (namespace.length > 1) {
    throw new AnalysisException("SCHEMA_NOT_FOUND", { schemaName: quoteNames([CATALOG, ...namespace]) });
  }
  if (namespace[0]?.toLowerCase() === GLOBAL_TEMP) {
    const message = "The schema of global temporary views cannot be the current one; write its name before theirs.";
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1068", { database: GLOBAL_TEMP }, { message });
  }
  engine.catalog.setCurrentDatabase(namespace[0] ?? "default");
}

export function createDatabase(engine: EmbeddedEngine, command: CreateDatabase): void {
  const { catalog } = engine.session;
  const name = (command.nameParts.at(-1) as string).toLowerCase();
  const namespace = command.nameParts[0]?.toLowerCase() === CATALOG ? command.nameParts.slice(1) : command.nameParts;
  if (namespace.length > 1) {
    throw new AnalysisException("REQUIRES_SINGLE_PART_NAMESPACE", {
      sessionCatalog: CATALOG,
      identifier: quoteNames(namespace),
    });
  }
  if (catalog.shared.databases.has(name)) {
    if (command.ifNotExists) return;
    throw new AnalysisException("SCHEMA_ALREADY_EXISTS", { schemaName: quoteText(name) });
  }
  if (name === GLOBAL_TEMP) throw new AnalysisException("RESERVED_DATABASE_NAME", { database: quoteText(name) });
  checkObjectName(name);
  catalog.shared.databases.set(name, {
    name,
    description: command.comment ?? "",
    location: command.location,
    properties: command.properties,
    tables: new Map(),
    functions: new Map(),
  });
  catalog.touch();
}

export function dropDatabase(engine: EmbeddedEngine, command: DropDatabase): void {
  const { catalog } = engine.session;
  const name = (command.nameParts.at(-1) as string).toLowerCase();
  const namespace = command.nameParts[0]?.toLowerCase() === CATALOG ? command.nameParts.slice(1) : command.nameParts;
  if (namespace.length > 1) {
    const parameters = { namespace: quoteAttribute(namespace) };
    throw new AnalysisException("NESTED_DATABASE_UNSUPPORTED_BY_V1_SESSION_CATALOG", parameters);
  }
  const found = catalog.shared.databases.get(name);
  if (found === undefined) {
    if (command.ifExists) return;
    throw new AnalysisException("SCHEMA_NOT_FOUND", { schemaName: quoteAttribute([CATALOG, name]) });
  }
  if (name === "default")
    throw new AnalysisException("UNSUPPORTED_FEATURE.DROP_DATABASE", { database: "`spark_catalog`.`default`" });
  if (found.tables.size + found.functions.size > 0 && !command.cascade)
    throw new AnalysisException("SCHEMA_NOT_EMPTY", { schemaName: quoteText(name) });
  for (const t of found.tables.values()) {
    if ("plan" in t) found.tables.delete(t.name.toLowerCase());
    else dropTable(engine, [name, t.name], true);
  }
  catalog.shared.databases.delete(name);
  if (catalog.currentDatabase === name) catalog.currentDatabase = "default";
  catalog.touch();
}
