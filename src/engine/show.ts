/** SHOW: what there is in the catalog. */
import { functionNames as builtinNames } from "../builtins/names.ts";
import { CATALOG } from "../catalog/session-catalog.ts";
import type { ShowCommand } from "../plan/command.ts";
import type { LocalRelation } from "../plan/relation.ts";
import { STRING } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { partitionOf } from "../sources/listing.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { shownSchema } from "./shown-schema.ts";
import { partitionsOf, partitionTexts } from "./alter-partitions.ts";
import { createStatement } from "./create-statement.ts";
import { jsonRow, localRows } from "./local-rows.ts";
import { likeToRegExp } from "./name-pattern.ts";
import { refuseNested, showRelations } from "./show-relations.ts";
import { findTable } from "./tables.ts";
import { findRelation } from "./views.ts";

export function show(engine: EmbeddedEngine, command: ShowCommand): LocalRelation {
  const matches = command.pattern === undefined ? (): boolean => true : likeToRegExp(command.pattern);
  const { catalog } = engine.session;
  switch (command.what) {
    case "tables":
    case "views":
      return showRelations(engine, command, matches);
    case "databases":
      if ((command.nameParts ?? []).length > 0 && command.nameParts?.join(".").toLowerCase() !== CATALOG) {
        catalog.database(command.nameParts?.at(-1));
        return names("namespace", []); // schemas have no schemas
      }
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
      return names(
        "function",
        functionNames(engine, command)
          .filter((full) => matches(full.split(".").at(-1) as string))
          .sort(),
      );
    case "columns":
      return names("col_name", columnNames(engine, command.nameParts ?? []));
    case "currentDatabase":
      return localRows(
        [
          ["catalog", STRING, false],
          ["namespace", STRING, false],
        ],
        [[CATALOG, catalog.currentDatabase]],
      );
    case "procedures":
      throw new AnalysisException("MISSING_CATALOG_ABILITY.PROCEDURES", { plugin: CATALOG });
    case "tblproperties":
      return showProperties(engine, command);
    case "partitions":
      return showPartitions(engine, command);
    case "createTable":
      return names("createtab_stmt", [createStatement(engine, command)]);
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

/** A partition of nulls is called by the name of its directory. */
function keptValue(part: string): readonly [string, string] {
  const [key, value] = partitionOf(part) ?? [part, null];
  return [key, value ?? "__HIVE_DEFAULT_PARTITION__"];
}
function functionNames(engine: EmbeddedEngine, { scope = "all", nameParts = [] }: ShowCommand): string[] {
  const { functions, userFunctions, catalog } = engine.session;
  refuseNested(nameParts);
  const database = catalog.database(nameParts.length > 0 ? nameParts.at(-1) : undefined);
  const kept = [...database.functions.keys()].map((name) => `${CATALOG}.${database.name}.${name}`);
  const own = scope === "system" ? [] : [...functions.keys(), ...userFunctions.keys(), ...kept];
  return [...new Set([...(scope === "user" ? [] : builtinNames()), ...own])];
}

function columnNames(engine: EmbeddedEngine, nameParts: readonly string[]): readonly string[] {
  findRelation(engine, nameParts);
  return shownSchema(engine, nameParts).names;
}
function showProperties(engine: EmbeddedEngine, { nameParts = [], propertyKey }: ShowCommand): LocalRelation {
  const found = findRelation(engine, nameParts);
  const options = "plan" in found ? [] : Object.entries(found.options);
  const properties = { ...found.properties, ...Object.fromEntries(options.map(([k, v]) => [`option.${k}`, v])) };
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

function showPartitions(
  engine: EmbeddedEngine,
  { nameParts = [], partition = [], asJson }: ShowCommand,
): LocalRelation {
  const table = findTable(engine, nameParts, "SHOW PARTITIONS");
  const found = partitionsOf(table, partitionTexts(engine, table, partition));
  if (asJson !== true) return names("partition", found);
  const values = (path: string): object => Object.fromEntries(path.split("/").map((part) => keptValue(part)));
  return jsonRow("Partition list of the table", { partitions: found.map(values) });
}
