/** What `spark.catalog` asks an engine: names are looked up at once, lists may read storage. */

export interface CatalogInfo {
  readonly name: string;
  readonly description: string | null;
}
export interface DatabaseInfo {
  readonly name: string;
  readonly catalog: string | null;
  readonly description: string | null;
  readonly locationUri: string;
}
export interface TableInfo {
  readonly name: string;
  readonly catalog: string | null;
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  /** MANAGED, EXTERNAL, VIEW or TEMPORARY. */
  readonly tableType: string;
  readonly isTemporary: boolean;
}
export interface ColumnInfo {
  readonly name: string;
  readonly description: string | null;
  readonly dataType: string;
  readonly nullable: boolean;
  readonly isPartition: boolean;
  readonly isBucket: boolean;
  readonly isCluster: boolean;
}
export interface FunctionInfo {
  readonly name: string;
  readonly catalog: string | null;
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  readonly className: string;
  readonly isTemporary: boolean;
}

/** Names come as their parts: `["view"]`, `["database", "table"]`. Unknown ones raise Spark's conditions. */
export interface CatalogAccess {
  currentCatalog(): string;
  setCurrentCatalog(name: string): void;
  currentDatabase(): string;
  setCurrentDatabase(name: string): void;
  databaseExists(nameParts: readonly string[]): boolean;
  tableExists(nameParts: readonly string[]): boolean;
  functionExists(nameParts: readonly string[]): boolean;
  /** True if there was such a view. */
  dropTempView(name: string): boolean;
  dropGlobalTempView(name: string): boolean;
  getTable(nameParts: readonly string[]): TableInfo;
  getDatabase(nameParts: readonly string[]): DatabaseInfo;
  getFunction(nameParts: readonly string[]): FunctionInfo;
  listCatalogs(pattern?: string): Promise<readonly CatalogInfo[]>;
  listDatabases(pattern?: string): Promise<readonly DatabaseInfo[]>;
  /** Tables and views of a database (the current one where absent) and the temporary views. */
  listTables(database?: readonly string[], pattern?: string): Promise<readonly TableInfo[]>;
  listColumns(nameParts: readonly string[]): Promise<readonly ColumnInfo[]>;
  listFunctions(database?: readonly string[], pattern?: string): Promise<readonly FunctionInfo[]>;
  isCached(nameParts: readonly string[]): boolean;
  /** Forgets all cached results. */
  clearCache(): Promise<void>;
  /** Forgets what is known of the table's files. */
  refreshTable(nameParts: readonly string[]): void;
  refreshByPath(path: string): void;
}
