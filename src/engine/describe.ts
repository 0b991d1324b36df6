/** DESCRIBE: the columns of a table, view or query. */
import { existsSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { CATALOG, type Database, type SessionCatalog, type TableDefinition } from "../catalog/session-catalog.ts";
import type { DescribeCommand, PartitionValues } from "../plan/command.ts";
import type { LocalRelation, Relation } from "../plan/relation.ts";
import { extractValue } from "../analyzer/scope.ts";
import { attribute, literal } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { schemaOf } from "../lowering/index.ts";
import { shownPath } from "../sources/listing.ts";
import { StructField, type StructType, STRING, StructType as Struct } from "../types/data-type.ts";
import { quoteAttribute, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { shownSchema } from "./shown-schema.ts";
import { databaseLocation } from "./database-location.ts";
import { partitionError, partitionPlace, type Place } from "./alter-partitions.ts";
import { declaredSchema } from "./declared-schema.ts";
import { describeFunction } from "./describe-function.ts";
import { jsonRow, localRows } from "./local-rows.ts";
import {
  type Detail,
  detailsOf,
  detailText,
  partitionDetails,
  relationJson,
  withoutNotNull,
} from "./relation-details.ts";
import { clusteringFields, clusteringOf } from "./table-clustering.ts";
import { findTable } from "./tables.ts";
import { sameName } from "../types/name-equality.ts";

export function describe(engine: EmbeddedEngine, command: DescribeCommand): LocalRelation {
  const { nameParts = [] } = command;
  switch (command.what) {
    case "table":
      return describeTable(engine, command, nameParts);
    case "query": {
      const schema = schemaOf(engine.analyzeSync(command.query as Relation));
      return commented(COLUMNS, rowsOf(schema));
    }
    case "column":
      return describeColumn(engine, nameParts, command.columnParts ?? [], command.extended);
    case "database":
      return describeDatabase(engine, engine.session.catalog.database(nameParts.at(-1)), command.extended);
    case "function":
      return describeFunction(engine, nameParts, command.extended);
  }
}

function describeTable(
  engine: EmbeddedEngine,
  { extended, asJson, partition }: DescribeCommand,
  nameParts: readonly string[],
): LocalRelation {
  const found = engine.session.catalog.find(nameParts);
  const schema = declaredSchema(shownSchema(engine, nameParts));
  const part = partition === undefined ? undefined : partitionOf(engine, nameParts, partition);
  if (asJson === true && found !== undefined) {
    const shown = "plan" in found ? schema : withoutNotNull(found.schema);
    return jsonRow("JSON metadata of the table", relationJson(engine, found, shown, part));
  }
  // Spark keeps char(n) and the defaults of columns with a table, and not with what reads it.
  const fields = found === undefined || "plan" in found ? schema : found.schema;
  const rows = [...rowsOf(fields), ...partitionsOf(found, fields)];
  if (part !== undefined) {
    const { table, place, made } = part;
    const details = partitionDetails(engine, table, place, made);
    const storage = detailsOf(engine, table).filter(([name]) => name === "Location" || name === "Storage Properties");
    if (extended) {
      rows.push(["", "", ""], ["# Detailed Partition Information", "", ""]);
      rows.push(["Database", table.database, ""], ["Table", table.name, ""], ...detailRows(details));
      rows.push(["", "", ""], ["# Storage Information", "", ""], ...detailRows(storage));
    }
    return commented(COLUMNS, rows);
  }
  const isKept = found !== undefined && (!("plan" in found) || found.kind === "persistent");
  if (extended && isKept) {
    rows.push(["", "", ""], ["# Detailed Table Information", "", ""], ...detailRows(detailsOf(engine, found)));
  }
  const defaults = fields.fields.filter((f) => typeof f.metadata["CURRENT_DEFAULT"] === "string");
  if (defaults.length > 0) {
    const shown = defaults.map((f) => [f.name, f.dataType.simpleString(), f.metadata["CURRENT_DEFAULT"] as string]);
    rows.push(["", "", ""], ["# Column Default Values", "", ""], ...shown);
  }
  return commented(COLUMNS, rows);
}
const detailRows = (details: readonly Detail[]): string[][] => details.map(([name, v]) => [name, detailText(v), ""]);
function refuseView(engine: EmbeddedEngine, nameParts: readonly string[]): void {
  const found = engine.session.catalog.find(nameParts);
  if (found === undefined || !("plan" in found)) return;
  throw new AnalysisException("FORBIDDEN_OPERATION", {
    statement: "DESC PARTITION",
    objectType: found.kind === "persistent" ? "VIEW" : "TEMPORARY VIEW",
    objectName: quoteText(found.name),
  });
}
interface FoundPartition {
  readonly table: TableDefinition;
  readonly place: Place;
  readonly made: number;
}
function partitionOf(
  engine: EmbeddedEngine,
  nameParts: readonly string[],
  spec: readonly PartitionValues[],
): FoundPartition {
  refuseView(engine, nameParts);
  const table = findTable(engine, nameParts, "DESC PARTITION");
  const place = partitionPlace(engine, table, spec, "DESC PARTITION");
  if (!existsSync(place.path)) throw partitionError("PARTITIONS_NOT_FOUND", table, [place]);
  return { table, place, made: statSync(place.path).birthtimeMs };
}

type Column = readonly [name: string, nullable: boolean, comment: string];
const COLUMNS: readonly Column[] = [
  ["col_name", false, "name of the column"],
  ["data_type", false, "data type of the column"],
  ["comment", true, "comment of the column"],
];
const COLUMN_INFO: readonly Column[] = [
  ["info_name", false, "name of the column info"],
  ["info_value", false, "value of the column info"],
];
const NAMESPACE_INFO: readonly Column[] = [
  ["info_name", false, "name of the namespace info"],
  ["info_value", true, "value of the namespace info"],
];
/** Rows of texts under columns with comments. */
function commented(columns: readonly Column[], rows: readonly (readonly (string | null)[])[]): LocalRelation {
  const plain = localRows(
    columns.map(([name, nullable]) => [name, STRING, nullable]),
    rows,
  );
  const fields = columns.map(([name, nullable, comment]) => new StructField(name, STRING, nullable, { comment }));
  return { ...plain, schema: new Struct(fields) };
}

function rowsOf(schema: StructType): (string | null)[][] {
  return schema.fields.map((f) => [f.name, f.dataType.simpleString(), commentOf(f)]);
}
function commentOf(field: StructField): string | null {
  const comment = field.metadata["comment"];
  return typeof comment === "string" ? comment : null;
}
function partitionsOf(found: ReturnType<SessionCatalog["find"]>, schema: StructType): (string | null)[][] {
  if (found === undefined || "plan" in found) return [];
  if (found.partitionBy.length === 0) return clusteringRows(found);
  const names = new Set(found.partitionBy.map((name) => name.toLowerCase()));
  const partitions = new Struct(schema.fields.filter((f) => names.has(f.name.toLowerCase())));
  return [
    ["# Partition Information", "", ""],
    ["# col_name", "data_type", "comment"],
    ...rowsOf(partitions),
    ...clusteringRows(found),
  ];
}
function clusteringRows(table: TableDefinition): (string | null)[][] {
  if (clusteringOf(table) === undefined) return [];
  const rows = clusteringFields(table).map(([path, f]) => [path, f.dataType.simpleString(), commentOf(f)]);
  return [["# Clustering Information", "", ""], ["# col_name", "data_type", "comment"], ...rows];
}

function describeDatabase(engine: EmbeddedEngine, database: Database, extended: boolean): LocalRelation {
  const properties = Object.entries(database.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows: [string, string][] = [
    ["Catalog Name", CATALOG],
    ["Namespace Name", database.name],
    ["Comment", database.description],
    ["Location", shownPath(databaseLocation(engine, database))],
    ["Owner", userInfo().username],
  ];
  const listed = properties.map(([key, value]) => `(${key},${value})`).join(", ");
  if (extended) rows.push(["Properties", listed === "" ? "" : `(${listed})`]);
  return commented(NAMESPACE_INFO, rows);
}

/** A column may have its table's name before it, and the names before that. */
function withoutQualifier(
  engine: EmbeddedEngine,
  parts: readonly string[],
  own: readonly string[],
  schema: StructType,
): [string, ...string[]] {
  const { caseSensitive } = engine.conf;
  for (let n = Math.min(own.length, parts.length - 1); n > 0; n--) {
    const given = parts.slice(0, n);
    const isOwn = given.every((part, i) => sameName(part, own[own.length - n + i] as string, caseSensitive));
    const isColumn = schema.fields.some((f) => sameName(f.name, parts[n] as string, caseSensitive));
    if (isOwn && isColumn) return parts.slice(n) as [string, ...string[]];
  }
  return [...parts] as [string, ...string[]];
}
function describeColumn(
  engine: EmbeddedEngine,
  nameParts: readonly string[],
  columnParts: readonly string[],
  extended: boolean,
): LocalRelation {
  const read = declaredSchema(schemaOf(engine.analyzeSync({ kind: "ReadNamedTable", nameParts })));
  const found = engine.session.catalog.find(nameParts);
  const schema = found === undefined || "plan" in found ? read : found.schema;
  const own = found === undefined ? nameParts : [CATALOG, found.database ?? "", found.name];
  const [name, ...inside] = withoutQualifier(engine, columnParts, own, schema);
  const field = schema.fields.find((f) => sameName(f.name, name, engine.conf.caseSensitive));
  const quoted = quoteAttribute(columnParts);
  if (field === undefined) {
    const config = '"spark.sql.caseSensitive"';
    throw new AnalysisException("COLUMN_NOT_FOUND", { colName: quoted, caseSensitiveConfig: config });
  }
  if (inside.length > 0) {
    const nothing = engine.analyzer.scope({ kind: "SingleRow", output: [] }, [], {});
    const path = inside.map((part) => literal(part, STRING));
    path.reduce<TypedExpr>(
      (base, part) => extractValue(base, part, engine.analyzer.resolver(nothing)),
      attribute(field.name, field.dataType, true),
    );
    const column = [field.name, ...inside].join(".");
    const message = `DESCRIBE takes columns, not fields in them: ${column}.`;
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1060", { command: "DESC TABLE COLUMN", column }, { message });
  }
  const rows = [
    ["col_name", name],
    ["data_type", field.dataType.simpleString()],
    ["comment", commentOf(field) ?? "NULL"],
  ];
  const value = field.metadata["CURRENT_DEFAULT"];
  if (extended) {
    const own = found === undefined || "plan" in found ? undefined : found.statistics?.columns[field.name];
    rows.push(
      ["min", own?.min ?? "NULL"],
      ["max", own?.max ?? "NULL"],
      ["num_nulls", own?.nulls ?? "NULL"],
      ["distinct_count", own?.distinct ?? "NULL"],
      ["avg_col_len", own?.averageLength ?? "NULL"],
      ["max_col_len", own?.maxLength ?? "NULL"],
      ["histogram", "NULL"],
    );
    if (typeof value === "string") rows.push(["default", value]);
  }
  return commented(COLUMN_INFO, rows);
}
