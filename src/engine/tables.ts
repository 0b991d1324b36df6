/** Tables of the in-memory catalog: files in the warehouse directory, known for as long as the program runs. */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { requireType } from "../builtins/optional-types.ts";
import { CATALOG, type TableDefinition, type ViewDefinition } from "../catalog/session-catalog.ts";
import { schemaOf } from "../lowering/index.ts";
import type { CreateTable, RenameTable, SetLocation, TruncateTable } from "../plan/command.ts";
import { contextOfName } from "../plan/query-context.ts";
import { formatName } from "../sources/check-schema.ts";
import { localPath } from "../sources/listing.ts";
import { type StructField, StructType } from "../types/data-type.ts";
import { checkObjectName, quoteNames } from "../types/name-text.ts";
import { AnalysisException, IllegalArgumentException, unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { truncatePartitions } from "./alter-partitions.ts";
import { refuseForeignRows, withCheckedDefaults } from "./column-default.ts";
import { declaredSchema } from "./declared-schema.ts";
import { checkCollated } from "./default-collation.ts";
import { databaseLocation } from "./database-location.ts";
import { clusteringProperty } from "./table-clustering.ts";
import { checkedProvider, checkSchema, checkStatement } from "./table-checks.ts";
import { writeRelation } from "./write-files.ts";

interface Place {
  readonly database: string;
  readonly name: string;
}
/** Where a table of that name is or would be. */
export function placeOf(engine: EmbeddedEngine, parts: readonly string[]): Place {
  if (parts.length > 3 || (parts.length === 3 && parts[0]?.toLowerCase() !== CATALOG)) {
    throw new AnalysisException("REQUIRES_SINGLE_PART_NAMESPACE", {
      sessionCatalog: CATALOG,
      identifier: quoteNames(parts),
    });
  }
  const database = engine.session.catalog.database(parts.length > 1 ? parts.at(-2) : undefined);
  return { database: database.name, name: parts.at(-1) as string };
}
/** The table of a name, which `operation` needs; for a view `alternative` says what to use instead. */
export function findTable(
  engine: EmbeddedEngine,
  parts: readonly string[],
  operation = "INSERT",
  alternative: "NO_ALTERNATIVE" | "USE_ALTER_VIEW" = "NO_ALTERNATIVE",
): TableDefinition {
  const found = engine.session.catalog.find(parts);
  if (found === undefined) {
    // INSERT and DESCRIBE read the table as queries do.
    const of = /^(?:INSERT|DESC)/.test(operation) ? "relation" : "catalogued";
    throw engine.session.catalog.notFound(parts, undefined, of);
  }
  if ("plan" in found) {
    const parameters = { viewName: fullName(found), operation };
    throw new AnalysisException(`EXPECT_TABLE_NOT_VIEW.${alternative}`, parameters, contextOfName(parts));
  }
  return found;
}
/** The quoted name of a table or view with all its parts; temporary views have one. */
export function fullName(found: TableDefinition | ViewDefinition): string {
  return quoteNames(found.database === undefined ? [found.name] : [CATALOG, found.database, found.name]);
}
/** Puts the definition in place of an older one; a new object, so that plans read the files anew. */
export function store(engine: EmbeddedEngine, table: TableDefinition): void {
  engine.session.catalog.database(table.database).tables.set(table.name.toLowerCase(), { ...table });
  engine.session.catalog.touch();
}

export async function createTable(
  engine: EmbeddedEngine,
  command: CreateTable,
  options: ExecuteOptions,
): Promise<void> {
  const query = command.query === undefined ? undefined : await engine.analyze(command.query, options);
  if (query !== undefined) checkCollated(query, command.collation);
  const table = defineTable(engine, command, query === undefined ? undefined : schemaOf(query));
  if (table === undefined || command.query === undefined) return;
  const logical = await engine.analyze(command.query, options);
  await writeRelation(
    engine,
    logical,
    {
      format: table.provider,
      path: table.location,
      mode: "append",
      partitionBy: table.partitionBy,
      options: table.options,
    },
    options,
  );
  store(engine, table);
}
/** Registers a table without rows; undefined where it exists and may. */
export function defineTable(
  engine: EmbeddedEngine,
  command: CreateTable,
  queried?: StructType,
): TableDefinition | undefined {
  const { database, name } = placeOf(engine, command.nameParts);
  const tables = engine.session.catalog.database(database).tables;
  const tableName = quoteNames([CATALOG, database, name]);
  checkStatement(command, tableName);
  if (tables.has(name.toLowerCase()) && !command.replace) {
    if (command.ifNotExists) return undefined;
    throw new AnalysisException("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: tableName });
  }
  const like = command.like === undefined ? undefined : likeTable(engine, command.like);
  const given = command.provider ?? like?.provider ?? engine.conf.getOr("spark.sql.sources.default", "parquet");
  const provider = checkedProvider(given);
  const place = ownPlace(command);
  const declared =
    command.schema ??
    like?.schema ??
    (queried === undefined ? schemaOfFiles(engine, provider, place) : declaredSchema(queried));
  const { partitionBy, buckets } = like ?? command;
  if (command.collation !== undefined && declared.fields.some((f) => /^(?:var)?char$/.test(f.dataType.kind))) {
    throw unsupported("char(n) and varchar(n) in a table with a default collation");
  }
  checkSchema({ partitionBy, buckets, transform: command.transform }, declared, provider, tableName);
  requireType(declared, (key) => engine.conf.getOr(key, "false"));
  const schema = withCheckedDefaults(engine, declared, "CREATE TABLE", provider);
  const location =
    place.path === undefined
      ? join(databaseLocation(engine, engine.session.catalog.database(database)), name.toLowerCase())
      : localPath(place.path);
  if (place.path === undefined && existsSync(location) && readdirSync(location).length > 0) {
    throw new AnalysisException("LOCATION_ALREADY_EXISTS", { location, identifier: tableName });
  }
  if (place.path !== undefined) refuseForeignRows(provider, location, schema.fields);
  checkObjectName(name);
  mkdirSync(location, { recursive: true });
  const table: TableDefinition = {
    name,
    database,
    schema: partitionsLast(schema, partitionBy),
    provider,
    location,
    partitionBy,
    options: like?.options ?? place.options,
    comment: command.comment,
    collation: command.collation,
    properties:
      command.clusterBy === undefined
        ? command.properties
        : { ...command.properties, ...clusteringProperty(engine, schema, command.clusterBy) },
    external: place.path !== undefined,
    buckets,
    created: Date.now(),
  };
  if (command.query === undefined) store(engine, table);
  return table;
}
/** Where files are that are there already, which an option may say too. */
interface OwnPlace {
  readonly path?: string | undefined;
  readonly options: { readonly [key: string]: string };
}
function ownPlace({ location, options }: CreateTable): OwnPlace {
  const given = Object.keys(options).find((key) => key.toLowerCase() === "path");
  if (given === undefined) return { path: location, options };
  const { [given]: path, ...rest } = options;
  return { path: location ?? path, options: rest };
}
function schemaOfFiles(engine: EmbeddedEngine, provider: string, { path, options }: OwnPlace): StructType {
  if (path === undefined || !existsSync(localPath(path))) {
    throw new AnalysisException("UNABLE_TO_INFER_SCHEMA", { format: formatName(provider) });
  }
  return schemaOf(engine.analyzeSync({ kind: "ReadDataSource", format: provider, paths: [path], options }));
}
/** The table or view whose columns a new one gets. */
function likeTable(
  engine: EmbeddedEngine,
  nameParts: readonly string[],
): Pick<TableDefinition, "schema" | "partitionBy" | "buckets"> &
  Partial<Pick<TableDefinition, "provider" | "options">> {
  const found = engine.session.catalog.find(nameParts);
  if (found === undefined) throw engine.session.catalog.notFound(nameParts, undefined, "catalogued");
  if (!("plan" in found)) return found;
  return { schema: schemaOf(engine.analyzeSync({ kind: "ReadNamedTable", nameParts })), partitionBy: [] };
}
function partitionsLast(schema: StructType, partitionBy: readonly string[]): StructType {
  const isPartition = (f: StructField): boolean => partitionBy.some((p) => p.toLowerCase() === f.name.toLowerCase());
  return new StructType([...schema.fields.filter((f) => !isPartition(f)), ...schema.fields.filter(isPartition)]);
}

/** DROP TABLE does it too, as in Spark. */
export function removeView(engine: EmbeddedEngine, view: ViewDefinition): void {
  const { catalog } = engine.session;
  if (view.kind === "globalTemp") catalog.dropGlobalTempView(view.name);
  else if (view.kind === "localTemp") catalog.dropTempView(view.name);
  else {
    catalog.database(view.database).tables.delete(view.name.toLowerCase());
    catalog.touch();
  }
}

export function dropTable(engine: EmbeddedEngine, parts: readonly string[], ifExists: boolean): void {
  const found = engine.session.catalog.find(parts);
  if (found === undefined) {
    if (ifExists) return;
    throw engine.session.catalog.notDropped(parts);
  }
  if ("plan" in found) {
    removeView(engine, found);
    return;
  }
  engine.session.catalog.database(found.database).tables.delete(found.name.toLowerCase());
  engine.session.catalog.touch();
  // Files at a place that was given are left, whatever the table was before.
  if (!found.external && found.moved !== true) rmSync(ownDirectory(engine, found), { recursive: true, force: true });
}
/** New rows are read and written at the new place; the old files stay where they are. */
export function setLocation(engine: EmbeddedEngine, { nameParts, location, partition }: SetLocation): void {
  const table = findTable(engine, nameParts, "ALTER TABLE ... SET LOCATION ...");
  if (partition !== undefined && table.partitionBy.length === 0) {
    const message = `${fullName(table)} has no partitions whose location could be set.`;
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1251", {}, { message });
  }
  if (table.partitionBy.length > 0) throw unsupported("ALTER TABLE SET LOCATION of a table with partitions");
  const root = databaseLocation(engine, engine.session.catalog.database(table.database));
  if (location === "") {
    throw new IllegalArgumentException(null, {}, { message: "Can not create a Path from an empty string" });
  }
  const place = /^[a-z][a-z0-9+.-]*:/i.test(location) ? localPath(location) : resolve(root, location);
  mkdirSync(place, { recursive: true });
  engine.facts.forget();
  store(engine, { ...table, location: place, moved: true, statistics: undefined });
}
/** A managed table's directory; nothing outside its database's place is ever deleted. */
function ownDirectory(engine: EmbeddedEngine, table: TableDefinition): string {
  if (table.moved === true) throw unsupported("TRUNCATE TABLE after its location was set");
  const root = databaseLocation(engine, engine.session.catalog.database(table.database));
  if (dirname(table.location) !== root) throw new Error(`the table ${table.name} is not in its database's directory`);
  return table.location;
}
export function truncateTable(engine: EmbeddedEngine, command: TruncateTable): void {
  const table = findTable(engine, command.nameParts, "TRUNCATE TABLE");
  if (table.external) throw new AnalysisException("CANNOT_TRUNCATE_EXTERNAL_TABLE", { tableName: fullName(table) });
  const directory = ownDirectory(engine, table);
  if (command.partition !== undefined) {
    truncatePartitions(engine, table, command.partition);
    store(engine, { ...table, statistics: undefined });
    return;
  }
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  store(engine, { ...table, statistics: undefined });
}
export function renameTable(engine: EmbeddedEngine, command: RenameTable): void {
  const catalog = engine.session.catalog;
  const found = catalog.find(command.nameParts);
  if (found === undefined) throw catalog.notFound(command.nameParts, undefined, "catalogued");
  if (command.newNameParts.length > 2) {
    throw new AnalysisException("IDENTIFIER_TOO_MANY_NAME_PARTS", {
      identifier: quoteNames(command.newNameParts),
      limit: "2",
    });
  }
  const name = command.newNameParts.at(-1) as string;
  refuseOther(found, command);
  if ("plan" in found && found.kind === "localTemp") {
    if (command.newNameParts.length > 1) {
      throw new AnalysisException("RENAME_TEMP_VIEW_WITH_DATABASE", {
        oldName: quoteNames(command.nameParts),
        newName: quoteNames(command.newNameParts),
        db: quoteNames(command.newNameParts.slice(0, 1)),
      });
    }
    if (catalog.tempViews.has(name.toLowerCase()))
      throw new AnalysisException("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoteNames(command.newNameParts) });
    catalog.tempViews.delete(found.name.toLowerCase());
    catalog.tempViews.set(name.toLowerCase(), { ...found, name });
  } else {
    const { database } = placeOf(engine, command.newNameParts);
    checkObjectName(name);
    const tables = catalog.database(database).tables;
    if (tables.has(name.toLowerCase()))
      throw new AnalysisException("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoteNames(command.newNameParts) });
    catalog.database("database" in found ? found.database : undefined).tables.delete(found.name.toLowerCase());
    tables.set(name.toLowerCase(), { ...found, name });
  }
  catalog.touch();
}
/** A table is no view, and neither is renamed into another database. */
function refuseOther(found: TableDefinition | ViewDefinition, { nameParts, newNameParts, isView }: RenameTable): void {
  const isTable = !("plan" in found);
  if (isTable && isView) {
    const parameters = { operation: "ALTER VIEW", tableName: quoteNames(nameParts) };
    throw new AnalysisException("EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE", parameters);
  }
  if (!isTable && found.kind === "persistent" && !isView) {
    const parameters = { operation: "ALTER TABLE", viewName: quoteNames(nameParts) };
    throw new AnalysisException("EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW", parameters);
  }
  const to = newNameParts.length > 1 ? (newNameParts[0] as string) : undefined;
  if (to === undefined || found.database === undefined || to.toLowerCase() === found.database.toLowerCase()) return;
  const parameters = { db: quoteNames([found.database]), newDb: quoteNames([to]) };
  throw new AnalysisException("RENAME_TABLE_SOURCE_DESTINATION_DATABASE_MISMATCH", parameters);
}
