/** What `spark.catalog` sees of a remote session: every question is one to the server. */
import { create } from "@bufbuild/protobuf";
import type {
  CatalogAccess,
  CatalogInfo,
  ColumnInfo,
  DatabaseInfo,
  FunctionInfo,
  TableInfo,
} from "../../engine/catalog-access.ts";
import { PySparkAssertionError } from "../../types/spark-error.ts";
import type { Row } from "../../types/row.ts";
import { catalogRelation, type CatalogType } from "../codec/encode-catalog.ts";
import { unparsed } from "../codec/names.ts";
import { type Plan, PlanSchema } from "../generated/spark/connect/base_pb.ts";
import type { RemoteEngine } from "./remote-engine.ts";
import { smallRows } from "./small-rows.ts";

const planOf = (type: CatalogType): Plan =>
  create(PlanSchema, { opType: { case: "root", value: catalogRelation(type) } });

export class RemoteCatalog implements CatalogAccess {
  readonly #engine: RemoteEngine;
  constructor(engine: RemoteEngine) {
    this.#engine = engine;
  }

  #rowsSync(type: CatalogType): readonly Row[] {
    return smallRows(this.#engine.executeSync(planOf(type), true));
  }
  async #rows(type: CatalogType): Promise<readonly Row[]> {
    return smallRows(await this.#engine.executeAll(planOf(type)));
  }
  #cell(type: CatalogType): unknown {
    return onlyRow(this.#rowsSync(type)).at(0);
  }
  /** Done for its effect, which plans may depend on. */
  #change(type: CatalogType): unknown {
    const rows = this.#rowsSync(type);
    this.#engine.changed();
    return rows[0]?.at(0);
  }

  currentCatalog(): string {
    return String(this.#cell({ case: "currentCatalog", value: {} }));
  }
  setCurrentCatalog(catalogName: string): void {
    this.#change({ case: "setCurrentCatalog", value: { catalogName } });
  }
  currentDatabase(): string {
    return String(this.#cell({ case: "currentDatabase", value: {} }));
  }
  setCurrentDatabase(dbName: string): void {
    this.#change({ case: "setCurrentDatabase", value: { dbName } });
  }
  databaseExists(nameParts: readonly string[]): boolean {
    return this.#cell({ case: "databaseExists", value: { dbName: unparsed(nameParts) } }) === true;
  }
  tableExists(nameParts: readonly string[]): boolean {
    return this.#cell({ case: "tableExists", value: { tableName: unparsed(nameParts) } }) === true;
  }
  functionExists(nameParts: readonly string[]): boolean {
    return this.#cell({ case: "functionExists", value: { functionName: unparsed(nameParts) } }) === true;
  }
  dropTempView(viewName: string): boolean {
    return this.#change({ case: "dropTempView", value: { viewName } }) === true;
  }
  dropGlobalTempView(viewName: string): boolean {
    return this.#change({ case: "dropGlobalTempView", value: { viewName } }) === true;
  }
  getTable(nameParts: readonly string[]): TableInfo {
    return tableInfo(onlyRow(this.#rowsSync({ case: "getTable", value: { tableName: unparsed(nameParts) } })));
  }
  getDatabase(nameParts: readonly string[]): DatabaseInfo {
    return databaseInfo(onlyRow(this.#rowsSync({ case: "getDatabase", value: { dbName: unparsed(nameParts) } })));
  }
  getFunction(nameParts: readonly string[]): FunctionInfo {
    return functionInfo(onlyRow(this.#rowsSync({ case: "getFunction", value: { functionName: unparsed(nameParts) } })));
  }
  async listCatalogs(pattern?: string): Promise<readonly CatalogInfo[]> {
    const rows = await this.#rows({ case: "listCatalogs", value: like(pattern) });
    return rows.map((row) => ({ name: text(row, 0), description: optional(row, 1) }));
  }
  async listDatabases(pattern?: string): Promise<readonly DatabaseInfo[]> {
    return (await this.#rows({ case: "listDatabases", value: like(pattern) })).map(databaseInfo);
  }
  async listTables(database?: readonly string[], pattern?: string): Promise<readonly TableInfo[]> {
    return (await this.#rows({ case: "listTables", value: { ...inside(database), ...like(pattern) } })).map(tableInfo);
  }
  async listColumns(nameParts: readonly string[]): Promise<readonly ColumnInfo[]> {
    const rows = await this.#rows({ case: "listColumns", value: { tableName: unparsed(nameParts) } });
    return rows.map((row) => ({
      name: text(row, 0),
      description: optional(row, 1),
      dataType: text(row, 2),
      nullable: row.at(3) === true,
      isPartition: row.at(4) === true,
      isBucket: row.at(5) === true,
      isCluster: row.at(6) === true,
    }));
  }
  async listFunctions(database?: readonly string[], pattern?: string): Promise<readonly FunctionInfo[]> {
    const rows = await this.#rows({ case: "listFunctions", value: { ...inside(database), ...like(pattern) } });
    return rows.map(functionInfo);
  }
  isCached(nameParts: readonly string[]): boolean {
    return this.#cell({ case: "isCached", value: { tableName: unparsed(nameParts) } }) === true;
  }
  async clearCache(): Promise<void> {
    await this.#rows({ case: "clearCache", value: {} });
  }
  refreshTable(nameParts: readonly string[]): void {
    this.#change({ case: "refreshTable", value: { tableName: unparsed(nameParts) } });
  }
  refreshByPath(path: string): void {
    this.#change({ case: "refreshByPath", value: { path } });
  }
}

const like = (pattern: string | undefined): { pattern?: string } => (pattern === undefined ? {} : { pattern });
const inside = (parts: readonly string[] | undefined): { dbName?: string } =>
  parts === undefined ? {} : { dbName: unparsed(parts) };

/** The one row of an answer. */
export function onlyRow(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new PySparkAssertionError(null, {}, { message: "The server sent an empty answer." });
  return row;
}

const text = (row: Row, at: number): string => String(row.at(at));
const optional = (row: Row, at: number): string | null => {
  const value: unknown = row.at(at);
  return value === null || value === undefined ? null : String(value);
};
const list = (row: Row, at: number): readonly string[] | null => (row.at(at) as readonly string[] | null) ?? null;

function databaseInfo(row: Row): DatabaseInfo {
  return { name: text(row, 0), catalog: optional(row, 1), description: optional(row, 2), locationUri: text(row, 3) };
}
function tableInfo(row: Row): TableInfo {
  return {
    name: text(row, 0),
    catalog: optional(row, 1),
    namespace: list(row, 2),
    description: optional(row, 3),
    tableType: text(row, 4),
    isTemporary: row.at(5) === true,
  };
}
function functionInfo(row: Row): FunctionInfo {
  return {
    name: text(row, 0),
    catalog: optional(row, 1),
    namespace: list(row, 2),
    description: optional(row, 3),
    className: text(row, 4),
    isTemporary: row.at(5) === true,
  };
}
