/** SHOW: what there is in the catalog. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { functionNames as builtinNames } from "../builtins/names.ts";
import { CATALOG, GLOBAL_TEMP, type TableDefinition } from "../catalog/session-catalog.ts";
import type { ShowCommand } from "../plan/command.ts";
import type { LocalRelation } from "../plan/relation.ts";
import { BOOLEAN, type StructField, STRING } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { localRows } from "./local-rows.ts";
import { likeToRegExp } from "./name-pattern.ts";
import { findTable } from "./tables.ts";
import { findRelation } from "./views.ts";

export function show(engine: EmbeddedEngine, command: ShowCommand): LocalRelation {
  const matches = command.pattern === undefined ? (): boolean => true : likeToRegExp(command.pattern);
  const { catalog } = engine.session;
  switch (command.what) {
    case "tables":
    case "views":
      if (command.extended === true) throw unsupported("SHOW TABLE EXTENDED");
      return showRelations(engine, command, matches);
    case "databases":
      return names(
        "namespace",
        [...catalog.shared.databases.values()]
          .map((d) => d.name)
          .filter(matches)
          .sort(),
      );
    case "catalogs":
      return names("catalog", [CATALOG].filter(matches));
    case "functions":
      return names("function", functionNames(engine, command).filter(matches).sort());
    case "columns":
      return names("col_name", engine.schema({ kind: "ReadNamedTable", nameParts: command.nameParts ?? [] }).names);
    case "currentDatabase":
      return localRows(
        [
          ["catalog", STRING, false],
          ["namespace", STRING, false],
        ],
        [[CATALOG, catalog.currentDatabase]],
      );
    case "tblproperties":
      return showProperties(engine, command);
    case "partitions":
      return showPartitions(findTable(engine, command.nameParts ?? []));
    case "createTable":
      return names("createtab_stmt", [createStatement(findTable(engine, command.nameParts ?? []), command)]);
    default:
      throw unsupported(`SHOW ${command.what.toUpperCase()}`);
  }
}
function names(column: string, rows: readonly string[]): LocalRelation {
  return localRows(
    [[column, STRING, false]],
    rows.map((row) => [row]),
  );
}

function showRelations(
  engine: EmbeddedEngine,
  { what, nameParts }: ShowCommand,
  matches: (name: string) => boolean,
): LocalRelation {
  const { catalog } = engine.session;
  const database = nameParts?.at(-1) ?? catalog.currentDatabase;
  const isGlobal = database.toLowerCase() === GLOBAL_TEMP;
  const stored = isGlobal
    ? [...catalog.shared.globalViews.values()].map((v) => [GLOBAL_TEMP, v.name, true] as const)
    : [...catalog.database(database).tables.values()]
        .filter((t) => what === "tables" || "plan" in t)
        .map((t) => [catalog.database(database).name, t.name, false] as const);
  const temporary = [...catalog.tempViews.values()].map((v) => ["", v.name, true] as const);
  return localRows(
    [
      ["namespace", STRING, false],
      [what === "tables" ? "tableName" : "viewName", STRING, false],
      ["isTemporary", BOOLEAN, false],
    ],
    [...stored, ...temporary].filter((r) => matches(r[1])).sort((a, b) => (a[1] < b[1] ? -1 : 1)),
  );
}
function functionNames(engine: EmbeddedEngine, { scope = "all" }: ShowCommand): string[] {
  const { functions, userFunctions } = engine.session;
  const own = scope === "system" ? [] : [...functions.keys(), ...userFunctions.keys()];
  return [...new Set([...(scope === "user" ? [] : builtinNames()), ...own])];
}

function showProperties(engine: EmbeddedEngine, { nameParts = [], propertyKey }: ShowCommand): LocalRelation {
  const found = findRelation(engine, nameParts);
  const properties = "plan" in found ? {} : (found.properties ?? {});
  const all = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));
  const table = `${CATALOG}.${found.database ?? engine.session.catalog.currentDatabase}.${found.name}`;
  const missing = `Table ${table} does not have property: ${propertyKey}`;
  const rows =
    propertyKey === undefined ? all : [[propertyKey, all.find(([key]) => key === propertyKey)?.[1] ?? missing]];
  return localRows(
    [
      ["key", STRING, false],
      ["value", STRING, false],
    ],
    rows,
  );
}

function showPartitions(table: TableDefinition): LocalRelation {
  if (table.partitionBy.length === 0) {
    throw new AnalysisException("INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY", {
      name: `\`${CATALOG}\`.\`${table.database}\`.\`${table.name}\``,
    });
  }
  const within = (directory: string, depth: number): string[] =>
    readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.includes("="))
      .flatMap(({ name }) =>
        depth === 1 ? [name] : within(join(directory, name), depth - 1).map((x) => `${name}/${x}`),
      );
  return names("partition", within(table.location, table.partitionBy.length).sort());
}

/** A statement that makes such a table. */
/** All tables here are of a data source: none has a SerDe. */
function createStatement(table: TableDefinition, command: ShowCommand): string {
  if (command.asSerde !== true) return statementOf(table);
  throw new AnalysisException("UNSUPPORTED_SHOW_CREATE_TABLE.ON_DATA_SOURCE_TABLE_WITH_AS_SERDE", {
    tableName: `\`${CATALOG}\`.\`${table.database}\`.\`${table.name}\``,
  });
}
function statementOf(table: TableDefinition): string {
  const text = (value: string): string => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const name = (value: string): string => (/^[A-Za-z_]\w*$/.test(value) ? value : `\`${value.replaceAll("`", "``")}\``);
  const column = (field: StructField): string => {
    const comment = field.metadata["comment"];
    const collated = field.dataType.kind === "string" ? " COLLATE UTF8_BINARY" : "";
    return `  ${name(field.name)} ${field.dataType.sql}${collated}${typeof comment === "string" ? ` COMMENT ${text(comment)}` : ""}`;
  };
  const pairs = (values: { readonly [key: string]: string }): string =>
    Object.entries(values)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `\n  ${text(key)} = ${text(value)}`)
      .join(",");
  const lines = [
    `CREATE TABLE ${CATALOG}.${table.database}.${name(table.name)} (\n${table.schema.fields.map(column).join(",\n")})`,
    `USING ${table.provider}`,
  ];
  if (Object.keys(table.options).length > 0) lines.push(`OPTIONS (${pairs(table.options)})`);
  if (table.partitionBy.length > 0) lines.push(`PARTITIONED BY (${table.partitionBy.map(name).join(", ")})`);
  if (table.comment !== undefined) lines.push(`COMMENT ${text(table.comment)}`);
  if (table.external) lines.push(`LOCATION ${text(table.location)}`);
  if (Object.keys(table.properties ?? {}).length > 0) lines.push(`TBLPROPERTIES (${pairs(table.properties ?? {})})`);
  return `${lines.join("\n")}\n`;
}
