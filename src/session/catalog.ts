import type { DataFrame } from "../dataframe/dataframe.ts";
import type { SessionContext } from "../dataframe/session-context.ts";
import type { StorageLevel } from "../dataframe/storage-level.ts";
import type {
  CatalogInfo as CatalogMetadata,
  ColumnInfo,
  DatabaseInfo,
  FunctionInfo,
  TableInfo,
} from "../engine/catalog-access.ts";
import type { Command } from "../plan/command.ts";
import { parseIdentifierParts } from "../sql/index.ts";
import { quoteNames } from "../types/name-text.ts";
import { unsupported } from "../types/spark-error.ts";
import { createTableStatement, type TableDescription } from "./table-statement.ts";

/** A partition of a table, such as `year=2024/month=1`. */
export interface TablePartition {
  readonly partition: string;
}
export type { TableDescription };
export type { CatalogMetadata, ColumnInfo, DatabaseInfo, FunctionInfo, TableInfo };

/**
 * The names a session knows, as `spark.catalog`: databases, tables, views, functions.
 *
 * @example
 * ```ts
 * spark.range(3).createOrReplaceTempView("numbers");
 * console.log(spark.catalog.tableExists("numbers")); // true
 * ```
 */
export class Catalog {
  readonly #session: SessionContext;
  /** @internal */
  constructor(session: SessionContext) {
    this.#session = session;
  }
  get #names(): SessionContext["engine"]["catalog"] {
    return this.#session.engine.catalog;
  }
  async #run(command: Command): Promise<void> {
    await this.#session.engine.run(command);
  }

  /**
   * The catalog in use.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.currentCatalog.html}
   * @example
   * ```ts
   * console.log(spark.catalog.currentCatalog()); // spark_catalog
   * ```
   */
  currentCatalog(): string {
    return this.#names.currentCatalog();
  }
  /**
   * Uses another catalog. An unknown one raises `CATALOG_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.setCurrentCatalog.html}
   * @example
   * ```ts
   * spark.catalog.setCurrentCatalog("spark_catalog");
   * ```
   */
  setCurrentCatalog(catalogName: string): void {
    this.#names.setCurrentCatalog(catalogName);
  }
  /**
   * The catalogs there are.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.listCatalogs.html}
   * @example
   * ```ts
   * console.log(await spark.catalog.listCatalogs());
   * ```
   */
  async listCatalogs(pattern?: string): Promise<CatalogMetadata[]> {
    return [...(await this.#names.listCatalogs(pattern))];
  }
  /**
   * The database in use.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.currentDatabase.html}
   * @example
   * ```ts
   * console.log(spark.catalog.currentDatabase()); // default
   * ```
   */
  currentDatabase(): string {
    return this.#names.currentDatabase();
  }
  /**
   * Uses another database. An unknown one raises `SCHEMA_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.setCurrentDatabase.html}
   * @example
   * ```ts
   * spark.catalog.setCurrentDatabase("default");
   * ```
   */
  setCurrentDatabase(dbName: string): void {
    this.#names.setCurrentDatabase(dbName);
  }
  /**
   * The databases there are.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.listDatabases.html}
   * @example
   * ```ts
   * console.log((await spark.catalog.listDatabases()).map((db) => db.name));
   * ```
   */
  async listDatabases(pattern?: string): Promise<DatabaseInfo[]> {
    return [...(await this.#names.listDatabases(pattern))];
  }
  /**
   * What is known of a database. An unknown one raises `SCHEMA_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.getDatabase.html}
   * @example
   * ```ts
   * console.log(spark.catalog.getDatabase("default").description);
   * ```
   */
  getDatabase(dbName: string): DatabaseInfo {
    return this.#names.getDatabase(parseIdentifierParts(dbName));
  }
  /**
   * Whether there is a database of this name.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.databaseExists.html}
   * @example
   * ```ts
   * console.log(spark.catalog.databaseExists("default")); // true
   * ```
   */
  databaseExists(dbName: string): boolean {
    return this.#names.databaseExists(parseIdentifierParts(dbName));
  }
  /**
   * Makes a database. One of that name raises `SCHEMA_ALREADY_EXISTS` unless `ifNotExists`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.createDatabase.html}
   * @example
   * ```ts
   * await spark.catalog.createDatabase("scratch", true);
   * ```
   */
  createDatabase(dbName: string, ifNotExists = false): Promise<void> {
    return this.#run({ kind: "CreateDatabase", nameParts: parseIdentifierParts(dbName), ifNotExists });
  }
  /**
   * Drops a database; `cascade` drops the tables in it too.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.dropDatabase.html}
   * @example
   * ```ts
   * await spark.catalog.dropDatabase("scratch", true);
   * ```
   */
  dropDatabase(dbName: string, ifExists = false, cascade = false): Promise<void> {
    return this.#run({ kind: "DropDatabase", nameParts: parseIdentifierParts(dbName), ifExists, cascade });
  }

  /**
   * The tables and views of a database (the current one by default) and the temporary views, by a pattern in which `*` stands
   * for any characters.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.listTables.html}
   * @example
   * ```ts
   * console.log((await spark.catalog.listTables()).map((table) => table.name));
   * ```
   */
  async listTables(dbName?: string | null, pattern?: string): Promise<TableInfo[]> {
    return [...(await this.#names.listTables(databaseParts(dbName), pattern))];
  }
  /**
   * The views of a database (the current one by default) and the temporary views.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.listViews.html}
   * @example
   * ```ts
   * console.log((await spark.catalog.listViews()).map((view) => view.name));
   * ```
   */
  async listViews(dbName?: string | null, pattern?: string): Promise<TableInfo[]> {
    return (await this.listTables(dbName, pattern)).filter((t) => t.isTemporary || t.tableType === "VIEW");
  }
  /**
   * What is known of a table or view. An unknown one raises `TABLE_OR_VIEW_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.getTable.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("numbers"); console.log(spark.catalog.getTable("numbers").isTemporary); // true
   * ```
   */
  getTable(tableName: string): TableInfo {
    return this.#names.getTable(parseIdentifierParts(tableName));
  }
  /**
   * Whether there is a table or view of this name, temporary ones included.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.tableExists.html}
   * @example
   * ```ts
   * console.log(spark.catalog.tableExists("nothing")); // false
   * ```
   */
  tableExists(tableName: string, dbName?: string): boolean {
    return this.#names.tableExists(this.#nameIn(tableName, dbName));
  }
  #nameIn(name: string, dbName: string | undefined): readonly string[] {
    return dbName === undefined ? parseIdentifierParts(name) : [...parseIdentifierParts(dbName), name];
  }
  /**
   * The columns of a table or view. An unknown one raises `TABLE_OR_VIEW_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.listColumns.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("numbers");
   * console.log((await spark.catalog.listColumns("numbers")).map((column) => column.dataType)); // [ "bigint" ]
   * ```
   */
  async listColumns(tableName: string, dbName?: string): Promise<ColumnInfo[]> {
    return [...(await this.#names.listColumns(this.#nameIn(tableName, dbName)))];
  }
  /**
   * The functions there are.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.listFunctions.html}
   * @example
   * ```ts
   * console.log((await spark.catalog.listFunctions(undefined, "to_*")).length);
   * ```
   */
  async listFunctions(dbName?: string | null, pattern?: string): Promise<FunctionInfo[]> {
    const database = databaseParts(dbName);
    return [...(await this.#names.listFunctions(database, pattern))];
  }
  /**
   * What is known of a function. An unknown one raises `UNRESOLVED_ROUTINE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.getFunction.html}
   * @example
   * ```ts
   * console.log(spark.catalog.getFunction("upper").isTemporary); // true
   * ```
   */
  getFunction(functionName: string): FunctionInfo {
    return this.#names.getFunction(parseIdentifierParts(functionName));
  }
  /**
   * Whether there is a function of this name.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.functionExists.html}
   * @example
   * ```ts
   * console.log(spark.catalog.functionExists("upper")); // true
   * ```
   */
  functionExists(functionName: string, dbName?: string): boolean {
    return this.#names.functionExists(this.#nameIn(functionName, dbName));
  }

  /**
   * Drops a temporary view; whether there was one.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.dropTempView.html}
   * @example
   * ```ts
   * spark.catalog.dropTempView("numbers");
   * ```
   */
  dropTempView(viewName: string): boolean {
    return this.#names.dropTempView(viewName);
  }
  /**
   * Drops a global temporary view; whether there was one.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.dropGlobalTempView.html}
   * @example
   * ```ts
   * spark.catalog.dropGlobalTempView("numbers");
   * ```
   */
  dropGlobalTempView(viewName: string): boolean {
    return this.#names.dropGlobalTempView(viewName);
  }
  /**
   * Drops a table.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.dropTable.html}
   * @example
   * ```ts
   * await spark.catalog.dropTable("nothing", true);
   * ```
   */
  dropTable(tableName: string, ifExists = false, _purge = false): Promise<void> {
    return this.#run({ kind: "DropTable", nameParts: parseIdentifierParts(tableName), ifExists });
  }
  /**
   * Drops a view.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.dropView.html}
   * @example
   * ```ts
   * await spark.catalog.dropView("nothing", true);
   * ```
   */
  dropView(viewName: string, ifExists = false): Promise<void> {
    return this.#run({ kind: "DropView", nameParts: parseIdentifierParts(viewName), ifExists });
  }

  /**
   * Whether `cacheTable` was called for the table or view.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.isCached.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("numbers"); console.log(spark.catalog.isCached("numbers")); // false
   * ```
   */
  isCached(tableName: string): boolean {
    return this.#names.isCached(parseIdentifierParts(tableName));
  }
  /**
   * Keeps the rows of a table or view once they have been computed.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.cacheTable.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("numbers");
   * await spark.catalog.cacheTable("numbers");
   * ```
   */
  cacheTable(tableName: string, _storageLevel?: StorageLevel): Promise<void> {
    return this.#run({ kind: "CacheTable", nameParts: parseIdentifierParts(tableName), lazy: true });
  }
  /**
   * Forgets the rows that `cacheTable` kept.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.uncacheTable.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("numbers");
   * await spark.catalog.cacheTable("numbers");
   * await spark.catalog.uncacheTable("numbers");
   * ```
   */
  uncacheTable(tableName: string): Promise<void> {
    return this.#run({ kind: "UncacheTable", nameParts: parseIdentifierParts(tableName), ifExists: false });
  }
  /**
   * Forgets all rows that `cache` and `cacheTable` kept.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.clearCache.html}
   * @example
   * ```ts
   * await spark.catalog.clearCache();
   * ```
   */
  clearCache(): Promise<void> {
    return this.#names.clearCache();
  }
  /**
   * Forgets what is known of the files of a table or view, so that they are looked at again.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.refreshTable.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("numbers"); spark.catalog.refreshTable("numbers");
   * ```
   */
  refreshTable(tableName: string): void {
    this.#names.refreshTable(parseIdentifierParts(tableName));
  }
  /**
   * Forgets what is known of the files below a path.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.refreshByPath.html}
   * @example
   * ```ts
   * spark.catalog.refreshByPath("/data/trips");
   * ```
   */
  refreshByPath(path: string): void {
    this.#names.refreshByPath(path);
  }

  /**
   * Makes a table of files that are there (`path`), or an empty one (`schema`), and gives it as a DataFrame. A name that is
   * taken raises `TABLE_OR_VIEW_ALREADY_EXISTS`, neither files nor a schema `UNABLE_TO_INFER_SCHEMA`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.createTable.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").parquet("numbers.parquet");
   * const numbers = await spark.catalog.createTable("numbers_of_files", { path: `${process.cwd()}/numbers.parquet` });
   * console.log(await numbers.count()); // 3
   * ```
   */
  async createTable(tableName: string, table: TableDescription = {}): Promise<DataFrame> {
    await this.#session.sql(createTableStatement(quotedParts(tableName), table)).collect();
    return this.#session.table(tableName);
  }
  /**
   * The same as {@link Catalog.createTable}, without a description.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.createExternalTable.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").json("numbers.json");
   * await spark.catalog.createExternalTable("numbers_of_json", { path: `${process.cwd()}/numbers.json`, source: "json" });
   * ```
   */
  createExternalTable(tableName: string, table: Omit<TableDescription, "description"> = {}): Promise<DataFrame> {
    return this.createTable(tableName, table);
  }
  /**
   * Not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.registerFunction.html}
   */
  registerFunction(..._args: readonly unknown[]): never {
    throw unsupported("Catalog.registerFunction");
  }
  /**
   * Looks for the partitions of a table, as `MSCK REPAIR TABLE` does. A table without any raises `NOT_A_PARTITIONED_TABLE`, a
   * view `EXPECT_TABLE_NOT_VIEW`, an unknown name `TABLE_OR_VIEW_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.recoverPartitions.html}
   * @example
   * ```ts
   * await spark.range(3).withColumn("even", F.expr("id % 2 = 0")).write.mode("overwrite").partitionBy("even").saveAsTable("halves_recovered");
   * await spark.catalog.recoverPartitions("halves_recovered");
   * ```
   */
  async recoverPartitions(tableName: string): Promise<void> {
    await this.#session.sql(`MSCK REPAIR TABLE ${quotedParts(tableName)}`).collect();
  }
  /**
   * The partitions of a table, as `SHOW PARTITIONS` has them. A table without any raises `INVALID_PARTITION_OPERATION`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.listPartitions.html}
   * @example
   * ```ts
   * await spark.range(3).withColumn("even", F.expr("id % 2 = 0")).write.mode("overwrite").partitionBy("even").saveAsTable("halves_listed");
   * console.log(await spark.catalog.listPartitions("halves_listed")); // [{ partition: "even=false" }, { partition: "even=true" }]
   * ```
   */
  async listPartitions(tableName: string): Promise<TablePartition[]> {
    const rows = await this.#session.sql(`SHOW PARTITIONS ${quotedParts(tableName)}`).collect();
    return rows.map((row) => ({ partition: String(row.at(0)) }));
  }
  /**
   * Takes all rows out of a table. An unknown one raises `TABLE_OR_VIEW_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.truncateTable.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").saveAsTable("numbers_kept");
   * await spark.catalog.truncateTable("numbers_kept");
   * console.log(await spark.table("numbers_kept").count()); // 0
   * ```
   */
  truncateTable(tableName: string): Promise<void> {
    return this.#run({ kind: "TruncateTable", nameParts: parseIdentifierParts(tableName) });
  }
  /**
   * Finds a table's size and, unless `noScan` is true, counts its rows, as `ANALYZE TABLE` does.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.analyzeTable.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").saveAsTable("numbers_analyzed");
   * await spark.catalog.analyzeTable("numbers_analyzed");
   * ```
   */
  async analyzeTable(tableName: string, noScan = false): Promise<void> {
    const statement = `ANALYZE TABLE ${quotedParts(tableName)} COMPUTE STATISTICS${noScan ? " NOSCAN" : ""}`;
    await this.#session.sql(statement).collect();
  }
  /**
   * The properties of a table, as `SHOW TBLPROPERTIES` has them. An unknown one raises `TABLE_OR_VIEW_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.getTableProperties.html}
   * @example
   * ```ts
   * await spark.sql("CREATE TABLE IF NOT EXISTS plain (id INT) USING parquet TBLPROPERTIES ('team' = 'data')");
   * console.log((await spark.catalog.getTableProperties("plain"))["team"]); // data
   * ```
   */
  async getTableProperties(tableName: string): Promise<{ readonly [key: string]: string }> {
    const rows = await this.#session.sql(`SHOW TBLPROPERTIES ${quotedParts(tableName)}`).collect();
    return Object.fromEntries(rows.map((row) => [String(row.at(0)), String(row.at(1))]));
  }
  /**
   * The statement that makes a table again, as `SHOW CREATE TABLE` has it.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Catalog.getCreateTableString.html}
   * @example
   * ```ts
   * await spark.sql("CREATE TABLE IF NOT EXISTS plain (id INT) USING parquet");
   * console.log(await spark.catalog.getCreateTableString("plain"));
   * ```
   */
  async getCreateTableString(tableName: string, asSerde = false): Promise<string> {
    const statement = `SHOW CREATE TABLE ${quotedParts(tableName)}${asSerde ? " AS SERDE" : ""}`;
    const [row] = await this.#session.sql(statement).collect();
    return String(row?.at(0));
  }
}

function quotedParts(name: string): string {
  return quoteNames(parseIdentifierParts(name));
}
function databaseParts(name: string | null | undefined): readonly string[] | undefined {
  return name === undefined || name === null ? undefined : parseIdentifierParts(name);
}
