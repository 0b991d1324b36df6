/** Tables of the in-memory catalog: files in the warehouse directory, known for as long as the program runs. */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { requireType } from "../builtins/optional-types.ts";
import { CATALOG, type TableDefinition, type ViewDefinition } from "../catalog/session-catalog.ts";
import { hasCharType } from "../analyzer/char-columns.ts";
import { schemaOf } from "../lowering/index.ts";
import { alias, literal, makeCast, toAttribute } from "../logical/build.ts";
import { canStoreAssign, sameType } from "../logical/coercion.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { inputs } from "../logical/tree.ts";
import type { CreateTable, InsertInto, RenameTable, TruncateTable } from "../plan/command.ts";
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { localPath } from "../sources/listing.ts";
import { parseExpression } from "../sql/index.ts";
import { BOOLEAN, type DataType, INT, NULL, STRING, type StructField, StructType } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { truncatePartitions } from "./alter-partitions.ts";
import { declaredSchema } from "./declared-schema.ts";
import { databaseLocation } from "./database-location.ts";
import { evaluate } from "./evaluate.ts";
import { partitionDirectory, writeRelation } from "./write-files.ts";

const FORMATS: ReadonlySet<string> = new Set(["parquet", "csv", "json", "text"]);
export const quoted = (parts: readonly string[]): string => parts.map((p) => `\`${p}\``).join(".");

interface Place {
  readonly database: string;
  readonly name: string;
}
/** Where a table of that name is or would be. */
export function placeOf(engine: EmbeddedEngine, parts: readonly string[]): Place {
  if (parts.length > 3 || (parts.length === 3 && parts[0]?.toLowerCase() !== CATALOG)) {
    throw new AnalysisException("REQUIRES_SINGLE_PART_NAMESPACE", {
      sessionCatalog: CATALOG,
      identifier: quoted(parts),
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
  if (found === undefined) throw engine.session.catalog.notFound(parts);
  if ("plan" in found) {
    throw new AnalysisException(`EXPECT_TABLE_NOT_VIEW.${alternative}`, { viewName: fullName(found), operation });
  }
  return found;
}
/** The quoted name of a table or view with all its parts; temporary views have one. */
export function fullName(found: TableDefinition | ViewDefinition): string {
  return quoted(found.database === undefined ? [found.name] : [CATALOG, found.database, found.name]);
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
  const table = defineTable(
    engine,
    command,
    command.query === undefined ? undefined : schemaOf(await engine.analyze(command.query, options)),
  );
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
  if (tables.has(name.toLowerCase()) && !command.replace) {
    if (command.ifNotExists) return undefined;
    throw new AnalysisException("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoted([CATALOG, database, name]) });
  }
  const provider = (command.provider ?? engine.conf.getOr("spark.sql.sources.default", "parquet")).toLowerCase();
  if (!FORMATS.has(provider)) throw unsupported(`tables of the format ${provider}`);
  const like =
    command.like === undefined
      ? undefined
      : schemaOf(engine.analyzeSync({ kind: "ReadNamedTable", nameParts: command.like }));
  const schema = command.schema ?? like ?? (queried === undefined ? new StructType([]) : declaredSchema(queried));
  checkColumns(schema, command.partitionBy, quoted([CATALOG, database, name]));
  requireType(schema, (key) => engine.conf.getOr(key, "false"));
  const location =
    command.location === undefined
      ? join(databaseLocation(engine, engine.session.catalog.database(database)), name.toLowerCase())
      : localPath(command.location);
  if (command.location === undefined && existsSync(location) && readdirSync(location).length > 0) {
    throw new AnalysisException("LOCATION_ALREADY_EXISTS", { location, identifier: quoted([CATALOG, database, name]) });
  }
  mkdirSync(location, { recursive: true });
  const table: TableDefinition = {
    name,
    database,
    schema: partitionsLast(schema, command.partitionBy),
    provider,
    location,
    partitionBy: command.partitionBy,
    options: command.options,
    comment: command.comment,
    properties: command.properties,
    external: command.location !== undefined,
    created: Date.now(),
  };
  if (command.query === undefined) store(engine, table);
  return table;
}
function checkColumns(schema: StructType, partitionBy: readonly string[], tableName: string): void {
  const names = schema.names.map((n) => n.toLowerCase());
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice !== undefined) throw new AnalysisException("COLUMN_ALREADY_EXISTS", { columnName: `\`${twice}\`` });
  for (const p of partitionBy) {
    if (!names.includes(p.toLowerCase())) {
      throw new AnalysisException("COLUMN_NOT_DEFINED_IN_TABLE", {
        colType: "partition",
        colName: `\`${p}\``,
        tableName,
        tableCols: schema.names.map((n) => `\`${n}\``).join(", "),
      });
    }
  }
}
function partitionsLast(schema: StructType, partitionBy: readonly string[]): StructType {
  const isPartition = (f: StructField): boolean => partitionBy.some((p) => p.toLowerCase() === f.name.toLowerCase());
  return new StructType([...schema.fields.filter((f) => !isPartition(f)), ...schema.fields.filter(isPartition)]);
}

export async function insertInto(engine: EmbeddedEngine, command: InsertInto, options: ExecuteOptions): Promise<void> {
  const { table, shaped } = await checkInsert(engine, command, options);
  await writeRelation(
    engine,
    shaped,
    {
      format: table.provider,
      path: table.location,
      mode: command.overwrite ? "overwrite" : "append",
      partitionBy: table.partitionBy,
      options: table.options,
      ...(command.overwrite ? { within: staticPartition(engine, table, command) } : {}),
    },
    options,
  );
  // What was counted before does not hold any more.
  store(engine, { ...table, statistics: undefined });
}
/** The table to write to, and the rows in the form of its columns. */
export async function checkInsert(
  engine: EmbeddedEngine,
  command: InsertInto,
  options: ExecuteOptions,
): Promise<{ readonly table: TableDefinition; readonly shaped: Logical }> {
  const table = findTable(engine, command.nameParts);
  const target = targetFields(table, command);
  const query = withDefaults(
    command.query,
    target.map((t) => t.field),
  );
  const rows = await engine.analyze(query, options);
  const shaped = shape(engine, table, target, rows, command);
  if (command.overwrite && reads(rows, table.location)) {
    throw new AnalysisException("UNSUPPORTED_OVERWRITE.TABLE", { table: fullName(table) });
  }
  return { table, shaped };
}
/** The directory of the constants in `PARTITION (p = 1, q)`; only what is in it is overwritten. */
function staticPartition(engine: EmbeddedEngine, table: TableDefinition, command: InsertInto): string {
  const fixed = new Map((command.partition ?? []).map((p) => [p.name.toLowerCase(), p.value]));
  const directories: string[] = [];
  for (const name of table.partitionBy) {
    const value = fixed.get(name.toLowerCase());
    if (value === undefined) break;
    const { dataType } = table.schema.fields.find((f) => f.name.toLowerCase() === name.toLowerCase())!;
    const text: Expression = {
      kind: "Cast",
      child: { kind: "Cast", child: value, dataType: stored(dataType) },
      dataType: STRING,
    };
    directories.push(partitionDirectory(name, evaluate(engine, text).value as string | null));
  }
  return join(...directories, ".");
}
function reads(plan: Logical, location: string): boolean {
  const root = resolve(location);
  const stack = [plan];
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (rel.kind === "FileScan" && rel.files.some((f) => resolve(f.path).startsWith(root))) return true;
    stack.push(...inputs(rel));
  }
  return false;
}

interface Target {
  readonly field: StructField;
  /** A constant of the PARTITION clause. */
  readonly constant?: Expression | undefined;
  /** The query gives it. */
  readonly given: boolean;
}
function targetFields(table: TableDefinition, command: InsertInto): readonly Target[] {
  const named = command.columns?.map((c) => c.toLowerCase());
  for (const n of named ?? []) {
    if (!table.schema.names.some((x) => x.toLowerCase() === n)) {
      throw new AnalysisException("UNRESOLVED_COLUMN.WITH_SUGGESTION", {
        objectName: `\`${n}\``,
        proposal: table.schema.names.map((x) => `\`${x}\``).join(", "),
      });
    }
  }
  const fixed = new Map((command.partition ?? []).map((p) => [p.name.toLowerCase(), p.value]));
  const list = table.schema.fields.map((field): Target => {
    const constant = fixed.get(field.name.toLowerCase());
    return {
      field,
      constant,
      given: constant === undefined && (named === undefined || named.includes(field.name.toLowerCase())),
    };
  });
  if (named === undefined) return list;
  // The query's columns come in the order of the list.
  const rank = (t: Target): number => named.indexOf(t.field.name.toLowerCase());
  return [...list.filter((t) => t.given).sort((a, b) => rank(a) - rank(b)), ...list.filter((t) => !t.given)];
}
/** `VALUES (1, DEFAULT)`: the keyword stands for the column's default. */
function withDefaults(query: Relation, fields: readonly StructField[]): Relation {
  if (query.kind !== "ValuesList") return query;
  const isDefault = (e: Expression): boolean =>
    e.kind === "UnresolvedAttribute" && e.nameParts.length === 1 && e.nameParts[0]?.toLowerCase() === "default";
  if (!query.rows.some((r) => r.some(isDefault))) return query;
  return { ...query, rows: query.rows.map((r) => r.map((e, i) => (isDefault(e) ? defaultOf(fields[i]) : e))) };
}
function defaultOf(field: StructField | undefined): Expression {
  const text = field?.metadata["CURRENT_DEFAULT"];
  return typeof text === "string"
    ? parseExpression(text)
    : { kind: "Literal", value: null, dataType: field?.dataType ?? NULL };
}

/** The query's rows as columns of the table, cast by the store assignment rules. */
function shape(
  engine: EmbeddedEngine,
  table: TableDefinition,
  target: readonly Target[],
  rows: Logical,
  command: InsertInto,
): Logical {
  const tableName = quoted([CATALOG, table.database, table.name]);
  const wanted = target.filter((t) => t.given);
  const mismatch = (reason: string): AnalysisException =>
    new AnalysisException(`INSERT_COLUMN_ARITY_MISMATCH.${reason}`, {
      tableName,
      tableColumns: wanted.map((t) => `\`${t.field.name}\``).join(", "),
      dataColumns: rows.output.map((a) => `\`${a.name}\``).join(", "),
    });
  if (rows.output.length > wanted.length) throw mismatch("TOO_MANY_DATA_COLUMNS");
  const mayDefault =
    command.columns === undefined && engine.conf.boolean("spark.sql.defaultColumn.useNullsForMissingDefaultValues");
  if (rows.output.length < wanted.length && !mayDefault) throw mismatch("NOT_ENOUGH_DATA_COLUMNS");
  const resolver = engine.analyzer.resolver(engine.analyzer.scope(rows, [], {}));
  const sources = new Map<string, TypedAlias>();
  for (const [i, t] of wanted.entries()) {
    const source = command.byName
      ? rows.output.find((a) => a.name.toLowerCase() === t.field.name.toLowerCase())
      : rows.output[i];
    if (source === undefined && command.byName) {
      throw new AnalysisException("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA", {
        tableName,
        colName: `\`${t.field.name}\``,
      });
    }
    const value = source ?? resolver.value(defaultOf(t.field));
    sources.set(t.field.name, alias(assigned(engine, value, t.field, tableName), t.field.name));
  }
  for (const t of target.filter((x) => !x.given)) {
    const value = t.constant === undefined ? resolver.value(defaultOf(t.field)) : resolver.value(t.constant);
    sources.set(t.field.name, alias(assigned(engine, value, t.field, tableName), t.field.name));
  }
  const list = table.schema.fields.map((f) => sources.get(f.name) ?? alias(literal(null, f.dataType), f.name));
  return { kind: "Project", input: rows, expressions: list, output: list.map(toAttribute) };
}
function assigned(
  engine: EmbeddedEngine,
  value: Attribute | TypedExpr,
  field: StructField,
  tableName: string,
): TypedExpr {
  const to = stored(field.dataType);
  const isNull = value.kind === "Literal" && value.value === null;
  if (hasCharType(to) && !isNull) throw unsupported("writing char(n) and varchar(n) inside of other types");
  if (field.dataType.kind === "char" || field.dataType.kind === "varchar") {
    const text = sameType(value.dataType, to) ? value : makeCast(value, to, "ansi", engine.conf.timeZone, false);
    const resolver = engine.analyzer.resolver(engine.analyzer.scope({ kind: "SingleRow", output: [] }, [], {}));
    const limit = literal(field.dataType.length, INT);
    return resolver.call("write_side_check", [text, limit, literal(field.dataType.kind === "char", BOOLEAN)]);
  }
  if (sameType(value.dataType, to)) return value;
  const policy = engine.conf.storeAssignmentPolicy;
  if (policy !== "LEGACY" && !canStoreAssign(value.dataType, to)) {
    throw new AnalysisException("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST", {
      tableName,
      colName: `\`${field.name}\``,
      srcType: `"${value.dataType.sql}"`,
      targetType: `"${to.sql}"`,
    });
  }
  return makeCast(value, to, policy === "LEGACY" ? "legacy" : "ansi", engine.conf.timeZone, false);
}
function stored(t: DataType): DataType {
  return t.kind === "char" || t.kind === "varchar" ? STRING : t;
}

export function dropTable(engine: EmbeddedEngine, parts: readonly string[], ifExists: boolean): void {
  const found = engine.session.catalog.find(parts);
  if (found === undefined) {
    if (ifExists) return;
    throw engine.session.catalog.notFound(parts);
  }
  if ("plan" in found) {
    if (found.kind === "localTemp") engine.session.catalog.dropTempView(found.name);
    else
      throw new AnalysisException("WRONG_COMMAND_FOR_OBJECT_TYPE", {
        operation: "DROP TABLE",
        requiredType: "EXTERNAL or MANAGED",
        objectName: quoted(parts),
        foundType: "VIEW",
        alternative: "DROP VIEW",
      });
    return;
  }
  engine.session.catalog.database(found.database).tables.delete(found.name.toLowerCase());
  engine.session.catalog.touch();
  if (!found.external) rmSync(ownDirectory(engine, found), { recursive: true, force: true });
}
/** A managed table's directory; nothing outside its database's place is ever deleted. */
function ownDirectory(engine: EmbeddedEngine, table: TableDefinition): string {
  const root = databaseLocation(engine, engine.session.catalog.database(table.database));
  if (dirname(table.location) !== root) throw new Error(`the table ${table.name} is not in its database's directory`);
  return table.location;
}
export function truncateTable(engine: EmbeddedEngine, command: TruncateTable): void {
  const table = findTable(engine, command.nameParts, "TRUNCATE TABLE");
  if (table.external)
    throw new AnalysisException(
      "TRUNCATE_TABLE_ON_EXTERNAL",
      {},
      { message: "[_LEGACY_ERROR_TEMP_1266] TRUNCATE TABLE is not allowed on an external table." },
    );
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
  if (found === undefined) throw catalog.notFound(command.nameParts);
  const name = command.newNameParts.at(-1) as string;
  if ("plan" in found && found.kind === "localTemp") {
    if (catalog.tempViews.has(name.toLowerCase()))
      throw new AnalysisException("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoted(command.newNameParts) });
    catalog.tempViews.delete(found.name.toLowerCase());
    catalog.tempViews.set(name.toLowerCase(), { ...found, name });
  } else {
    const { database } = placeOf(engine, command.newNameParts);
    const tables = catalog.database(database).tables;
    if (tables.has(name.toLowerCase()))
      throw new AnalysisException("TABLE_OR_VIEW_ALREADY_EXISTS", { relationName: quoted(command.newNameParts) });
    catalog.database("database" in found ? found.database : undefined).tables.delete(found.name.toLowerCase());
    tables.set(name.toLowerCase(), { ...found, name });
  }
  catalog.touch();
}
