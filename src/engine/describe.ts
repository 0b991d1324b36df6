/** DESCRIBE: the columns of a table, view or query. */
import { userInfo } from "node:os";
import { findBuiltin } from "../builtins/registry.ts";
import { CATALOG, type Database } from "../catalog/session-catalog.ts";
import type { DescribeCommand } from "../plan/command.ts";
import type { LocalRelation, Relation } from "../plan/relation.ts";
import { schemaOf } from "../lowering/index.ts";
import { shownPath } from "../sources/listing.ts";
import { StructField, type StructType, STRING, StructType as Struct } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { databaseLocation } from "./database-location.ts";
import { localRows } from "./local-rows.ts";

export function describe(engine: EmbeddedEngine, command: DescribeCommand): LocalRelation {
  if (command.extended && command.what !== "database") throw unsupported("DESCRIBE EXTENDED");
  const { nameParts = [] } = command;
  switch (command.what) {
    case "table":
    case "query": {
      const plan: Relation = command.query ?? { kind: "ReadNamedTable", nameParts };
      const schema = schemaOf(engine.analyzeSync(plan));
      return commented(COLUMNS, [...rowsOf(schema), ...partitionsOf(engine, command, schema)]);
    }
    case "column":
      return describeColumn(engine, nameParts, command.columnParts ?? []);
    case "database":
      return describeDatabase(engine, engine.session.catalog.database(nameParts.at(-1)), command.extended);
    case "function": {
      const name = nameParts.at(-1)!.toLowerCase();
      const { functions, userFunctions } = engine.session;
      if (findBuiltin(name) === undefined && !functions.has(name) && !userFunctions.has(name)) {
        throw new AnalysisException("UNRESOLVED_ROUTINE", {
          routineName: nameParts.map((part) => `\`${part}\``).join("."),
          searchPath: "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]",
        });
      }
      throw unsupported("DESCRIBE FUNCTION");
    }
  }
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
function partitionsOf(engine: EmbeddedEngine, command: DescribeCommand, schema: StructType): (string | null)[][] {
  const found = command.what === "table" ? engine.session.catalog.find(command.nameParts ?? []) : undefined;
  if (found === undefined || "plan" in found || found.partitionBy.length === 0) return [];
  const names = new Set(found.partitionBy.map((name) => name.toLowerCase()));
  const partitions = new Struct(schema.fields.filter((f) => names.has(f.name.toLowerCase())));
  return [["# Partition Information", "", ""], ["# col_name", "data_type", "comment"], ...rowsOf(partitions)];
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

function describeColumn(
  engine: EmbeddedEngine,
  nameParts: readonly string[],
  columnParts: readonly string[],
): LocalRelation {
  const schema = schemaOf(engine.analyzeSync({ kind: "ReadNamedTable", nameParts }));
  const [name, ...inside] = columnParts as [string, ...string[]];
  const same = (a: string): boolean =>
    engine.conf.caseSensitive ? a === name : a.toLowerCase() === name.toLowerCase();
  const field = schema.fields.find((f) => same(f.name));
  if (field === undefined || inside.length > 0) {
    const column = columnParts.map((part) => `\`${part}\``).join(".");
    if (field !== undefined) throw unsupported(`DESCRIBE of the field ${column}`);
    throw new AnalysisException("UNRESOLVED_COLUMN.WITH_SUGGESTION", {
      objectName: column,
      proposal: schema.names.map((n) => `\`${n}\``).join(", "),
    });
  }
  return commented(COLUMN_INFO, [
    ["col_name", field.name],
    ["data_type", field.dataType.simpleString()],
    ["comment", commentOf(field) ?? "NULL"],
  ]);
}
