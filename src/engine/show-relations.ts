/** SHOW TABLES, SHOW VIEWS, SHOW TABLE EXTENDED. */
import { existsSync, statSync } from "node:fs";
import { CATALOG, GLOBAL_TEMP, type TableDefinition, type ViewDefinition } from "../catalog/session-catalog.ts";
import type { PartitionValues, ShowCommand } from "../plan/command.ts";
import type { LocalRelation } from "../plan/relation.ts";
import { quoteNames } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { BOOLEAN, STRING } from "../types/data-type.ts";
import { treeString } from "../types/tree-string.ts";
import { partitionError, partitionPlace } from "./alter-partitions.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { shownSchema } from "./shown-schema.ts";
import { jsonRow, localRows } from "./local-rows.ts";
import { type Detail, detailsOf, detailText, partitionDetails, withoutNotNull } from "./relation-details.ts";
import { findTable } from "./tables.ts";

interface Listed {
  readonly namespace: string;
  readonly found: TableDefinition | ViewDefinition;
  readonly isTemporary: boolean;
}

export function showRelations(
  engine: EmbeddedEngine,
  command: ShowCommand,
  matches: (name: string) => boolean,
): LocalRelation {
  const { catalog } = engine.session;
  const { what, nameParts, extended, partition, asJson } = command;
  refuseNested(nameParts ?? []);
  const database = nameParts?.at(-1) ?? catalog.currentDatabase;
  if (partition !== undefined) return showPartition(engine, [...(nameParts ?? []), command.pattern ?? ""], partition);
  const isGlobal = database.toLowerCase() === GLOBAL_TEMP;
  const stored: Listed[] = isGlobal
    ? [...catalog.shared.globalViews.values()].map((v) => ({ namespace: GLOBAL_TEMP, found: v, isTemporary: true }))
    : [...catalog.database(database).tables.values()]
        .filter((t) => what === "tables" || "plan" in t)
        .map((t) => ({ namespace: catalog.database(database).name, found: t, isTemporary: false }));
  const temporary = [...catalog.tempViews.values()].map((v) => ({ namespace: "", found: v, isTemporary: true }));
  const byName = (list: readonly Listed[]): Listed[] =>
    list.filter((r) => matches(r.found.name)).sort((a, b) => (a.found.name < b.found.name ? -1 : 1));
  if (asJson === true) {
    const list = [...byName(stored), ...byName(temporary)];
    return jsonRow("JSON metadata of the tables", { tables: list.map((r) => listedJson(r, extended === true)) });
  }
  const list = byName([...stored, ...temporary]);
  const columns = [
    ["namespace", STRING, false],
    [what === "tables" ? "tableName" : "viewName", STRING, false],
    ["isTemporary", BOOLEAN, false],
  ] as const;
  const rows = list.map((r) => [r.namespace, r.found.name, r.isTemporary]);
  if (extended !== true) return localRows(columns, rows);
  return localRows(
    [...columns, ["information", STRING, false]],
    rows.map((row, i) => [...row, information(engine, (list[i] as Listed).found)]),
  );
}
/** A schema has one part, behind the catalog's. */
export function refuseNested(nameParts: readonly string[]): void {
  const namespace = nameParts[0]?.toLowerCase() === CATALOG ? nameParts.slice(1) : nameParts;
  if (namespace.length < 2) return;
  throw new AnalysisException("NESTED_DATABASE_UNSUPPORTED_BY_V1_SESSION_CATALOG", {
    namespace: quoteNames(namespace),
  });
}
function listedJson({ namespace, found, isTemporary }: Listed, extended: boolean): object {
  const place = isTemporary ? [] : [namespace];
  if (!extended) return { name: found.name, namespace: place, isTemporary };
  const type = "plan" in found ? "VIEW" : found.external ? "EXTERNAL" : "MANAGED";
  return { name: found.name, catalog: CATALOG, namespace: place, type, isTemporary };
}

const lines = (details: readonly Detail[]): string =>
  details.map(([name, value]) => `${name}: ${detailText(value)}\n`).join("");
function information(engine: EmbeddedEngine, found: TableDefinition | ViewDefinition): string {
  const partitions: Detail[] =
    "plan" in found || found.partitionBy.length === 0 ? [] : [["Partition Columns", found.partitionBy]];
  return `${lines([...detailsOf(engine, found), ...partitions])}Schema: ${treeString(schemaIn(engine, found))}\n`;
}
function schemaIn(
  engine: EmbeddedEngine,
  found: TableDefinition | ViewDefinition,
): ReturnType<EmbeddedEngine["schema"]> {
  if (!("plan" in found)) return withoutNotNull(found.schema);
  const place = found.kind === "globalTemp" ? [GLOBAL_TEMP] : found.database === undefined ? [] : [found.database];
  return shownSchema(engine, [...place, found.name]);
}

function showPartition(
  engine: EmbeddedEngine,
  nameParts: readonly string[],
  spec: readonly PartitionValues[],
): LocalRelation {
  const table = findTable(engine, nameParts, "SHOW TABLE EXTENDED");
  const place = partitionPlace(engine, table, spec, "SHOW TABLE EXTENDED");
  if (!existsSync(place.path)) throw partitionError("PARTITIONS_NOT_FOUND", table, [place]);
  const details = partitionDetails(engine, table, place, statSync(place.path).birthtimeMs);
  return localRows(
    [
      ["namespace", STRING, false],
      ["tableName", STRING, false],
      ["isTemporary", BOOLEAN, false],
      ["information", STRING, false],
    ],
    [[table.database, table.name, false, lines(details)]],
  );
}
