/** SHOW CREATE TABLE: a statement that makes such a table or view. */
import { clusteringOf } from "./table-clustering.ts";
import { CATALOG, type TableDefinition, type ViewDefinition } from "../catalog/session-catalog.ts";
import type { ShowCommand } from "../plan/command.ts";
import { shownPath } from "../sources/listing.ts";
import type { DataType, StructField } from "../types/data-type.ts";
import { quoteName } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { shownSchema } from "./shown-schema.ts";
import { fullName } from "./tables.ts";
import { findRelation } from "./views.ts";
import { quoteString } from "../types/name-text.ts";

export function createStatement(engine: EmbeddedEngine, { nameParts = [], asSerde }: ShowCommand): string {
  const found = findRelation(engine, nameParts);
  if ("plan" in found) {
    if (found.kind === "persistent") return viewStatement(engine, found);
    const parameters = { viewName: fullName(found), operation: "SHOW CREATE TABLE" };
    throw new AnalysisException("EXPECT_PERMANENT_VIEW_NOT_TEMP", parameters);
  }
  if (asSerde !== true) return tableStatement(found);
  // All tables here are of a data source: none has a SerDe.
  throw new AnalysisException("UNSUPPORTED_SHOW_CREATE_TABLE.ON_DATA_SOURCE_TABLE_WITH_AS_SERDE", {
    tableName: fullName(found),
  });
}

const name = (value: string): string => (/^[A-Za-z_]\w*$/.test(value) ? value : quoteName(value));
const pairs = (values: { readonly [key: string]: string }): string =>
  Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `\n  ${quoteString(key)} = ${quoteString(value)}`)
    .join(",");

function tableStatement(table: TableDefinition): string {
  const lines = [
    `CREATE TABLE ${CATALOG}.${table.database}.${name(table.name)} (\n${table.schema.fields.map(column).join(",\n")})`,
    `USING ${table.provider}`,
  ];
  if (Object.keys(table.options).length > 0) lines.push(`OPTIONS (${pairs(table.options)})`);
  const clusters = clusteringOf(table)?.map((path) => path.map(name).join("."));
  const parts = table.partitionBy.map(name);
  if (clusters !== undefined) parts.push(`cluster_by(${clusters.join(", ")})`);
  if (parts.length > 0) lines.push(`PARTITIONED BY (${parts.join(", ")})`);
  if (table.buckets !== undefined) {
    const { columns, sortColumns, count } = table.buckets;
    lines.push(`CLUSTERED BY (${columns.map(name).join(", ")})`);
    if (sortColumns.length > 0) lines.push(`SORTED BY (${sortColumns.map(name).join(", ")})`);
    lines.push(`INTO ${count} BUCKETS`);
  }
  if (table.comment !== undefined) lines.push(`COMMENT ${quoteString(table.comment)}`);
  if (table.collation !== undefined) lines.push(`DEFAULT COLLATION ${table.collation}`);
  if (table.external) lines.push(`LOCATION ${quoteString(shownPath(table.location))}`);
  if (Object.keys(table.properties ?? {}).length > 0) lines.push(`TBLPROPERTIES (${pairs(table.properties ?? {})})`);
  return `${lines.join("\n")}\n`;
}
function column({ name: own, dataType, metadata }: StructField): string {
  const { comment, CURRENT_DEFAULT: value } = metadata;
  const rest = [
    typeof value === "string" ? ` DEFAULT ${value}` : "",
    typeof comment === "string" ? ` COMMENT ${quoteString(comment)}` : "",
  ];
  return `  ${name(own)} ${collated(dataType)}${rest.join("")}`;
}
/** A type with the collations of its strings. */
function collated(type: DataType): string {
  switch (type.kind) {
    case "string":
      return `STRING COLLATE ${type.collation}`;
    case "char":
    case "varchar":
      return `${type.sql} COLLATE UTF8_BINARY`;
    case "array":
      return `ARRAY<${collated(type.elementType)}>`;
    case "map":
      return `MAP<${collated(type.keyType)}, ${collated(type.valueType)}>`;
    case "struct": {
      const field = (f: StructField): string => {
        const { comment } = f.metadata;
        const behind = typeof comment === "string" ? ` COMMENT ${quoteString(comment)}` : "";
        return `${name(f.name)}: ${collated(f.dataType)}${behind}`;
      };
      return `STRUCT<${type.fields.map(field).join(", ")}>`;
    }
    default:
      return type.sql;
  }
}

function viewStatement(engine: EmbeddedEngine, view: ViewDefinition): string {
  const { fields } = shownSchema(engine, [view.database ?? "default", view.name]);
  const columns = fields.map(({ name: own, metadata: { comment } }) => {
    return `  ${name(own)}${typeof comment === "string" ? ` COMMENT ${quoteString(comment)}` : ""}`;
  });
  // Names that were given are kept, whatever becomes of the query's.
  const isNamed = view.schemaMode === "evolution" && view.columnAliases !== undefined;
  const mode =
    view.schemaMode === "typeEvolution" || isNamed ? "TYPE EVOLUTION" : (view.schemaMode ?? "binding").toUpperCase();
  const lines = [`CREATE VIEW ${view.database}.${name(view.name)} (\n${columns.join(",\n")})`];
  if (view.comment !== undefined) lines.push(`COMMENT ${quoteString(view.comment)}`);
  if (view.collation !== undefined) lines.push(`DEFAULT COLLATION ${view.collation}`);
  if (Object.keys(view.properties ?? {}).length > 0) lines.push(`TBLPROPERTIES (${pairs(view.properties ?? {})})`);
  if (engine.conf.boolean("spark.sql.legacy.viewSchemaBindingMode")) lines.push(`WITH SCHEMA ${mode}`);
  lines.push(`AS ${view.sqlText}`);
  return `${lines.join("\n")}\n`;
}
