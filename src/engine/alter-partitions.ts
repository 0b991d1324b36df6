/** Partitions of a table, which are directories: made, removed, renamed, found by their values. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { CATALOG, type TableDefinition } from "../catalog/session-catalog.ts";
import type { AlterPartitions, PartitionValues } from "../plan/command.ts";
import type { Expression } from "../plan/expression.ts";
import { unescapePath } from "../sources/listing.ts";
import { quoteName, STRING } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { evaluate } from "./evaluate.ts";
import { findTable, fullName, store } from "./tables.ts";
import { partitionDirectory } from "./write-files.ts";

const WHAT = {
  add: "ADD PARTITION ...",
  drop: "DROP PARTITION ...",
  rename: "RENAME TO PARTITION",
  recover: "RECOVER PARTITIONS",
} as const;

export function alterPartitions(engine: EmbeddedEngine, command: AlterPartitions): void {
  const { change, nameParts, tolerant } = command;
  const operation = change === "repair" ? "MSCK REPAIR TABLE" : `ALTER TABLE ... ${WHAT[change]}`;
  const table = findTable(engine, nameParts, operation);
  if (change === "recover" || change === "repair") {
    // The directories are the list of partitions: there is nothing to look for.
    if (table.partitionBy.length === 0) {
      throw new AnalysisException("NOT_A_PARTITIONED_TABLE", {
        operation: change === "repair" ? operation : "ALTER TABLE RECOVER PARTITIONS",
        tableIdentWithDB: fullName(table),
      });
    }
    engine.facts.forget();
    store(engine, table);
    return;
  }
  const action = `ALTER TABLE ${change === "rename" ? "RENAME" : change.toUpperCase()} PARTITION`;
  const places = command.partitions.map((spec) => partitionPlace(engine, table, spec, action, change === "drop"));
  if (change === "add") addPartitions(table, places, tolerant);
  else if (change === "drop") dropPartitions(table, places, tolerant);
  else renamePartition(table, places[0] as Place, partitionPlace(engine, table, command.to ?? [], action));
  store(engine, { ...table, statistics: undefined });
}

function addPartitions(table: TableDefinition, places: readonly Place[], tolerant: boolean): void {
  const there = places.filter(({ path }) => existsSync(path));
  if (there.length > 0 && !tolerant) throw partitionError("PARTITIONS_ALREADY_EXIST", table, there);
  for (const { path } of places) mkdirSync(path, { recursive: true });
}
function dropPartitions(table: TableDefinition, places: readonly Place[], tolerant: boolean): void {
  // Values for some of the columns are no partition.
  const isThere = ({ path, values }: Place): boolean => values.length === table.partitionBy.length && existsSync(path);
  const missing = places.filter((place) => !isThere(place));
  if (missing.length > 0 && !tolerant) throw partitionError("PARTITIONS_NOT_FOUND", table, missing);
  for (const { path } of places.filter(isThere)) {
    rmSync(path, { recursive: true, force: true });
    removeEmpty(dirname(path), table.location);
  }
}
function renamePartition(table: TableDefinition, from: Place, to: Place): void {
  if (!existsSync(from.path)) throw partitionError("PARTITIONS_NOT_FOUND", table, [from]);
  if (existsSync(to.path)) throw partitionError("PARTITIONS_ALREADY_EXIST", table, [to]);
  mkdirSync(dirname(to.path), { recursive: true });
  renameSync(from.path, to.path);
  removeEmpty(dirname(from.path), table.location);
}
/** Empties the partitions with these values; they stay. */
export function truncatePartitions(
  engine: EmbeddedEngine,
  table: TableDefinition,
  spec: readonly PartitionValues[],
): void {
  if (table.partitionBy.length === 0) {
    const parameters = { tableIdentWithDB: fullName(table) };
    const message = `TRUNCATE TABLE ... PARTITION needs a table with partitions, which ${table.name} is not.`;
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1267", parameters, { message });
  }
  const values = partitionTexts(engine, table, spec);
  const found = partitionsOf(table, values);
  // Part of a partition's values may be those of no partition.
  if (found.length === 0 && values.length === table.partitionBy.length)
    throw partitionError("PARTITIONS_NOT_FOUND", table, [{ path: "", values }]);
  for (const place of found) {
    const path = join(table.location, place);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
  }
}

/** Directories of outer partition columns go with the last partition in them. */
function removeEmpty(directory: string, root: string): void {
  for (let at = directory; at !== root && existsSync(at) && readdirSync(at).length === 0; at = dirname(at)) {
    rmSync(at, { recursive: true });
  }
}

export interface Place {
  readonly path: string;
  /** Names and texts of the values, in the order of the table's partition columns. */
  readonly values: readonly (readonly [name: string, text: string | null])[];
}
/** The directory of a partition that is given by the values of all partition columns, or of some if it `mayLack` others. */
export function partitionPlace(
  engine: EmbeddedEngine,
  table: TableDefinition,
  spec: readonly PartitionValues[],
  action: string,
  mayLack = false,
): Place {
  if (table.partitionBy.length === 0) {
    const message = `${action} needs a table with partitions, which ${table.name} is not.`;
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1251", { action, tableName: table.name }, { message });
  }
  const values = partitionTexts(engine, table, spec);
  if (values.length < table.partitionBy.length && !mayLack) {
    const [specKeys, columns] = [spec.map((s) => s.name).join(", "), table.partitionBy.join(", ")];
    throw new AnalysisException(
      "_LEGACY_ERROR_TEMP_1232",
      { specKeys, partitionColumnNames: columns, tableName: fullName(table) },
      { message: `A partition of ${fullName(table)} has values for (${columns}), not for (${specKeys}).` },
    );
  }
  return { path: join(table.location, ...values.map(([name, text]) => partitionDirectory(name, text))), values };
}
/** The values of some partition columns, as the names of directories tell them. */
export function partitionTexts(
  engine: EmbeddedEngine,
  table: TableDefinition,
  spec: readonly PartitionValues[],
): Place["values"] {
  const given = new Map(spec.map(({ name, value }) => [name.toLowerCase(), value]));
  const unknown = spec.filter(({ name }) => !table.partitionBy.some((p) => p.toLowerCase() === name.toLowerCase()));
  if (unknown.length > 0) {
    throw new AnalysisException("PARTITIONS_NOT_FOUND", {
      partitionList: unknown.map(({ name }) => quoteText(name)).join(", "),
      tableName: fullName(table),
    });
  }
  return table.partitionBy.flatMap((name) => {
    const value = given.get(name.toLowerCase());
    return value === undefined ? [] : [[name, textOf(engine, table, name, value)] as const];
  });
}
function textOf(engine: EmbeddedEngine, table: TableDefinition, column: string, value: Expression): string | null {
  const dataType = table.schema.fields.find((f) => f.name === column)?.dataType ?? STRING;
  if (value.kind === "Literal" && dataType.kind === "string" && typeof value.value === "string") return value.value;
  const text: Expression = { kind: "Cast", child: { kind: "Cast", child: value, dataType }, dataType: STRING };
  return evaluate(engine, text).value as string | null;
}

export function partitionError(condition: string, table: TableDefinition, places: readonly Place[]): AnalysisException {
  const list = places.map(({ values }) => values.map(([name, text]) => `${quoteName(name)} = ${text}`).join(", "));
  return new AnalysisException(condition, {
    partitionList: list.map((each) => `PARTITION (${each})`).join(", "),
    tableName: quoteNames([table.database, table.name]),
  });
}

/** The partitions that are there, as paths within the table, those with some values or all. */
export function partitionsOf(table: TableDefinition, values: Place["values"] = []): string[] {
  if (table.partitionBy.length === 0) {
    throw new AnalysisException("INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY", {
      name: quoteNames([CATALOG, table.database, table.name]),
    });
  }
  const wanted = new Map(values.map(([name, text]) => [name.toLowerCase(), partitionDirectory(name, text)]));
  const within = (directory: string, depth: number): string[] =>
    readdirSync(directory, { withFileTypes: true })
      .filter((entry) => {
        if (!entry.isDirectory() || !entry.name.includes("=")) return false;
        const at = entry.name.indexOf("=");
        const only = wanted.get(unescapePath(entry.name.slice(0, at)).toLowerCase());
        return only === undefined || only.slice(only.indexOf("=")) === entry.name.slice(at);
      })
      .flatMap(({ name }) =>
        depth === 1 ? [name] : within(join(directory, name), depth - 1).map((x) => `${name}/${x}`),
      );
  return within(table.location, table.partitionBy.length).sort();
}
