/** What `spark.catalog` sees of the embedded engine. */
import { functionNames } from "../builtins/names.ts";
import { findBuiltin } from "../builtins/registry.ts";
import { CATALOG, type Database, type TableDefinition, type ViewDefinition } from "../catalog/session-catalog.ts";
import { schemaOf } from "../lowering/index.ts";
import { shownPath } from "../sources/listing.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type {
  CatalogAccess,
  CatalogInfo,
  ColumnInfo,
  DatabaseInfo,
  FunctionInfo,
  TableInfo,
} from "./catalog-access.ts";
import { databaseLocation } from "./database-location.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { likeToRegExp } from "./name-pattern.ts";

export class EmbeddedCatalog implements CatalogAccess {
  private readonly engine: EmbeddedEngine;
  constructor(engine: EmbeddedEngine) {
    this.engine = engine;
  }
  private get names(): EmbeddedEngine["session"]["catalog"] {
    return this.engine.session.catalog;
  }
  currentCatalog(): string {
    return CATALOG;
  }
  setCurrentCatalog(name: string): void {
    if (name.toLowerCase() !== CATALOG)
      throw new AnalysisException("CATALOG_NOT_FOUND", {
        catalogName: quoteText(name),
        config: `"spark.sql.catalog.${name}"`,
      });
  }
  currentDatabase(): string {
    return this.names.currentDatabase;
  }
  setCurrentDatabase(name: string): void {
    this.names.currentDatabase = this.names.database(name).name;
    this.names.touch();
  }
  databaseExists(nameParts: readonly string[]): boolean {
    return this.names.shared.databases.has((nameParts.at(-1) as string).toLowerCase());
  }
  tableExists(nameParts: readonly string[]): boolean {
    return this.names.find(nameParts) !== undefined;
  }
  functionExists(nameParts: readonly string[]): boolean {
    const name = nameParts.at(-1) as string;
    return findBuiltin(name) !== undefined || this.engine.session.userFunctions.has(name.toLowerCase());
  }
  dropTempView(name: string): boolean {
    return this.names.dropTempView(name);
  }
  dropGlobalTempView(name: string): boolean {
    return this.names.dropGlobalTempView(name);
  }
  private found(nameParts: readonly string[]): ViewDefinition | TableDefinition {
    const found = this.names.find(nameParts);
    if (found === undefined) throw this.names.notFound(nameParts);
    return found;
  }
  getTable(nameParts: readonly string[]): TableInfo {
    return tableInfo(this.found(nameParts), this.names.currentDatabase);
  }
  getDatabase(nameParts: readonly string[]): DatabaseInfo {
    return databaseInfo(this.engine, this.names.database(nameParts.at(-1)));
  }
  getFunction(nameParts: readonly string[]): FunctionInfo {
    if (!this.functionExists(nameParts))
      throw new AnalysisException("UNRESOLVED_ROUTINE", {
        routineName: quoteNames(nameParts),
        searchPath: "[`system`.`builtin`]",
      });
    return functionInfo(nameParts.at(-1) as string);
  }
  async listCatalogs(pattern?: string): Promise<readonly CatalogInfo[]> {
    return [{ name: CATALOG, description: null }].filter((c) => matching(pattern)(c.name));
  }
  async listDatabases(pattern?: string): Promise<readonly DatabaseInfo[]> {
    return [...this.names.shared.databases.values()]
      .filter((d) => matching(pattern)(d.name))
      .map((d) => databaseInfo(this.engine, d));
  }
  async listTables(database?: readonly string[], pattern?: string): Promise<readonly TableInfo[]> {
    const name = database?.at(-1) ?? this.names.currentDatabase;
    const stored =
      name === "global_temp"
        ? [...this.names.shared.globalViews.values()]
        : [...this.names.database(name).tables.values()];
    return [...stored, ...this.names.tempViews.values()]
      .filter((t) => matching(pattern)(t.name))
      .map((t) => tableInfo(t, name));
  }
  async listColumns(nameParts: readonly string[]): Promise<readonly ColumnInfo[]> {
    this.found(nameParts);
    const schema = schemaOf(await this.engine.analyze({ kind: "ReadNamedTable", nameParts }));
    return schema.fields.map((f) => ({
      name: f.name,
      description: (f.metadata["comment"] as string | undefined) ?? null,
      dataType: f.dataType.catalogString(),
      nullable: f.nullable,
      isPartition: false,
      isBucket: false,
      isCluster: false,
    }));
  }
  async listFunctions(_database?: readonly string[], pattern?: string): Promise<readonly FunctionInfo[]> {
    const names = new Set([...functionNames(), ...this.engine.session.userFunctions.keys()]);
    return [...names].filter(matching(pattern)).sort().map(functionInfo);
  }
  isCached(nameParts: readonly string[]): boolean {
    const found = this.found(nameParts);
    if (!("plan" in found)) return this.engine.shared.cachedTables.has(found);
    return found.plan.kind === "CachedRelation" && this.engine.caches.has(found.plan.cacheId);
  }
  clearCache(): Promise<void> {
    return this.engine.caches.clear();
  }
  refreshTable(nameParts: readonly string[]): void {
    this.found(nameParts);
    this.engine.facts.forget();
  }
  refreshByPath(): void {
    this.engine.facts.forget();
  }
}

function matching(pattern: string | undefined): (name: string) => boolean {
  return pattern === undefined ? () => true : likeToRegExp(pattern);
}
function databaseInfo(engine: EmbeddedEngine, d: Database): DatabaseInfo {
  const locationUri = shownPath(databaseLocation(engine, d));
  return { name: d.name, catalog: CATALOG, description: d.description, locationUri };
}
function tableInfo(t: ViewDefinition | TableDefinition, database: string): TableInfo {
  const isView = "plan" in t;
  const temporary = isView && t.kind !== "persistent";
  const namespace = isView
    ? t.kind === "localTemp"
      ? []
      : t.kind === "globalTemp"
        ? ["global_temp"]
        : [database]
    : [t.database];
  return {
    name: t.name,
    catalog: temporary ? null : CATALOG,
    namespace,
    description: t.comment ?? null,
    tableType: temporary ? "TEMPORARY" : isView ? "VIEW" : t.external ? "EXTERNAL" : "MANAGED",
    isTemporary: temporary,
  };
}
function functionInfo(name: string): FunctionInfo {
  return { name, catalog: null, namespace: null, description: null, className: "", isTemporary: true };
}
