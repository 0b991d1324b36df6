/** What the catalog keeps about tables and views, as DESCRIBE EXTENDED and SHOW TABLE EXTENDED tell it. */
import { clusteringOf } from "./table-clustering.ts";
import { CATALOG, GLOBAL_TEMP, type TableDefinition, type ViewDefinition } from "../catalog/session-catalog.ts";
import { shownPath } from "../sources/listing.ts";
import { type DataType, quoteName, StructField, type StructType, StructType as Struct } from "../types/data-type.ts";
import type { Place } from "./alter-partitions.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";

/** A name and what it stands for: text, a list of names, texts by key. */
export type Detail = readonly [name: string, value: string | readonly string[] | Texts | Statistics];
type Texts = { readonly [key: string]: string };
/** Of ANALYZE TABLE. */
interface Statistics {
  readonly bytes: number;
  readonly rows: number;
}
const isStatistics = (value: Detail[1]): value is Statistics => typeof value === "object" && "bytes" in value;
const isList = (value: Detail[1]): value is readonly string[] => Array.isArray(value);

const BY_KEY = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);
const sorted = (texts: Texts = {}): (readonly [string, string])[] => Object.entries(texts).sort(BY_KEY);
const some = (texts: Texts | undefined): boolean => Object.keys(texts ?? {}).length > 0;

/** Tables of files read every column as one that may be null. */
export function withoutNotNull(schema: StructType): StructType {
  return new Struct(schema.fields.map((f) => new StructField(f.name, f.dataType, true, f.metadata)));
}
export function detailsOf(engine: EmbeddedEngine, found: TableDefinition | ViewDefinition): readonly Detail[] {
  return "plan" in found ? ofView(engine, found) : ofTable(engine, found);
}
function head(engine: EmbeddedEngine, found: TableDefinition | ViewDefinition): Detail[] {
  const place: Detail[] =
    found.database === undefined
      ? "kind" in found && found.kind === "globalTemp"
        ? [["Database", GLOBAL_TEMP]]
        : []
      : [
          ["Catalog", CATALOG],
          ["Database", found.database],
        ];
  return [
    ...place,
    ["Table", found.name],
    ["Created Time", timeText(engine, found.created ?? 0)],
    ["Last Access", "UNKNOWN"],
    // Views of the API do not know who made them.
    ["Created By", `Spark ${"plan" in found && found.sqlText === undefined ? "" : engine.version}`],
  ];
}
function ofTable(engine: EmbeddedEngine, table: TableDefinition): readonly Detail[] {
  const { comment, properties, statistics, options, partitionBy } = table;
  return [
    ...head(engine, table),
    ["Type", table.external ? "EXTERNAL" : "MANAGED"],
    ["Provider", table.provider],
    ...(comment === undefined ? [] : [["Comment", comment] as const]),
    ...collationOf(table),
    ...(some(properties) ? [["Table Properties", properties as Texts] as const] : []),
    ...(statistics === undefined ? [] : [["Statistics", statistics] as const]),
    ...bucketDetails(table),
    ["Location", shownPath(table.location)],
    ...(some(options) ? [["Storage Properties", options] as const] : []),
    ...(partitionBy.length === 0 ? [] : [["Partition Provider", "Catalog"] as const]),
  ];
}
function collationOf({ collation }: TableDefinition | ViewDefinition): readonly Detail[] {
  return collation === undefined ? [] : [["Collation", collation]];
}
function bucketDetails({ buckets }: TableDefinition): readonly Detail[] {
  if (buckets === undefined) return [];
  return [
    ["Num Buckets", String(buckets.count)],
    ["Bucket Columns", buckets.columns],
    ["Sort Columns", buckets.sortColumns],
  ];
}
function ofView(engine: EmbeddedEngine, view: ViewDefinition): readonly Detail[] {
  const { sqlText, comment, properties } = view;
  const isKept = view.kind === "persistent";
  const text: Detail[] =
    sqlText === undefined
      ? [["View Schema Mode", "BINDING"]]
      : [
          ["View Text", sqlText],
          ...(isKept ? [["View Original Text", sqlText] as const] : []),
          ...(engine.conf.boolean("spark.sql.legacy.viewSchemaBindingMode")
            ? [["View Schema Mode", isKept ? modeName(view.schemaMode) : "BINDING"] as const]
            : []),
          ["View Catalog and Namespace", `${CATALOG}.${view.databaseInside ?? "default"}`],
          ["View Query Output Columns", engine.schema(view.plan).names],
        ];
  return [
    ...head(engine, view),
    ["Type", "VIEW"],
    ...(isKept && comment !== undefined ? [["Comment", comment] as const] : []),
    ...collationOf(view),
    ...text,
    ...(some(properties) ? [["Table Properties", properties as Texts] as const] : []),
  ];
}
function modeName(mode: ViewDefinition["schemaMode"]): string {
  return mode === "typeEvolution" ? "TYPE EVOLUTION" : (mode ?? "binding").toUpperCase();
}

/** A partition: directories know when they were made. */
export function partitionDetails(engine: EmbeddedEngine, table: TableDefinition, place: Place, made: number): Detail[] {
  return [
    ["Partition Values", `[${place.values.map(([name, text]) => `${name}=${text}`).join(", ")}]`],
    ["Location", shownPath(place.path)],
    ...(some(table.options) ? [["Storage Properties", table.options] as const] : []),
    ["Created Time", timeText(engine, made)],
    ["Last Access", "UNKNOWN"],
  ];
}

/** As Java prints a date. */
function timeText(engine: EmbeddedEngine, time: number): string {
  const options = { timeZone: engine.conf.timeZone, hourCycle: "h23", timeZoneName: "short" } as const;
  const format = new Intl.DateTimeFormat("en-US", {
    ...options,
    weekday: "short",
    month: "short",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    year: "numeric",
  });
  const part = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
  const [weekday, month, day, year, zone] = ["weekday", "month", "day", "year", "timeZoneName"].map((t) =>
    part.get(t as Intl.DateTimeFormatPartTypes),
  );
  return `${weekday} ${month} ${day} ${part.get("hour")}:${part.get("minute")}:${part.get("second")} ${zone} ${year}`;
}

export function detailText(value: Detail[1]): string {
  if (typeof value === "string") return value;
  if (isStatistics(value)) return `${value.bytes} bytes, ${value.rows} rows`;
  if (isList(value)) return `[${value.map(quoteName).join(", ")}]`;
  return `[${sorted(value)
    .map(([key, text]) => `${key}=${text}`)
    .join(", ")}]`;
}

// ---- as JSON ----
/** `DESCRIBE EXTENDED t AS JSON` */
export function relationJson(
  engine: EmbeddedEngine,
  found: TableDefinition | ViewDefinition,
  schema: StructType,
  partition?: { readonly place: Place; readonly made: number },
): object {
  const isTemporary = "plan" in found && found.kind !== "persistent";
  const database = isTemporary ? "session" : (found.database ?? "default");
  const own = detailsOf(engine, found).filter(([name]) => !["Catalog", "Database", "Table"].includes(name));
  const made = partition?.made ?? found.created ?? 0;
  const location =
    partition === undefined ? own.find(([name]) => name === "Location")?.[1] : shownPath(partition.place.path);
  const storage = own.find(([name]) => name === "Storage Properties")?.[1];
  return {
    table_name: found.name,
    catalog_name: isTemporary ? "system" : CATALOG,
    namespace: [database],
    schema_name: database,
    columns: schema.fields.map(fieldJson),
    ...storedBy(found),
    partition_values: partition === undefined ? undefined : Object.fromEntries(partition.place.values),
    location,
    storage_properties: storage,
    created_time: new Date(Math.floor(made / 1000) * 1000).toISOString().replace(".000", ""),
    ...Object.fromEntries(own.filter(([name]) => !ELSEWHERE.includes(name)).map(detailJson)),
    ...("plan" in found && found.kind === "persistent"
      ? { view_creation_spark_configuration: settings(engine, found) }
      : {}),
    ...("plan" in found || found.partitionBy.length === 0 ? {} : { partition_columns: found.partitionBy }),
    collation: found.collation ?? "UTF8_BINARY",
  };
}
const ELSEWHERE: readonly string[] = [
  "Created Time",
  "Location",
  "Storage Properties",
  "Num Buckets",
  "Bucket Columns",
  "Sort Columns",
];
/** Buckets and clusters, which stand behind the columns. */
function storedBy(found: TableDefinition | ViewDefinition): object {
  if ("plan" in found) return {};
  const { buckets } = found;
  const clusters = clusteringOf(found)?.map((path) => path.join("."));
  return {
    num_buckets: buckets?.count,
    bucket_columns: buckets?.columns,
    sort_columns: buckets?.sortColumns,
    clustering_columns: clusters,
  };
}
function detailJson([name, value]: Detail): readonly [string, unknown] {
  const key = name.toLowerCase().replaceAll(" ", "_");
  if (isStatistics(value)) return [key, { size_in_bytes: value.bytes, num_rows: value.rows }];
  return [key, typeof value === "string" || isList(value) ? value : Object.fromEntries(sorted(value))];
}
/** What a view's text is read under. */
function settings({ conf }: EmbeddedEngine, view: ViewDefinition): Texts {
  return Object.fromEntries(view.settings ?? conf.kept());
}
function fieldJson(field: StructField): object {
  const { comment, CURRENT_DEFAULT: value } = field.metadata;
  return { name: field.name, type: typeJson(field.dataType), nullable: field.nullable, comment, default: value };
}
function typeJson(type: DataType): object {
  switch (type.kind) {
    case "string":
      return { name: "string", collation: type.collation };
    case "char":
    case "varchar":
      return { name: "string", collation: "UTF8_BINARY" };
    case "decimal":
      return { name: "decimal", precision: type.precision, scale: type.scale };
    case "timestamp":
      return { name: "timestamp_ltz" };
    case "interval_dt":
    case "interval_ym": {
      const [from, to = from] = type.simpleString().replace("interval ", "").split(" to ");
      return { name: "interval", start_unit: from, end_unit: to };
    }
    case "array":
      return { name: "array", element_type: typeJson(type.elementType), element_nullable: type.containsNull };
    case "map":
      return {
        name: "map",
        key_type: typeJson(type.keyType),
        value_type: typeJson(type.valueType),
        value_nullable: type.valueContainsNull,
      };
    case "struct":
      return { name: "struct", fields: type.fields.map(fieldJson) };
    default:
      return { name: type.simpleString() };
  }
}
