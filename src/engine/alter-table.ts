/** ALTER TABLE on columns: what tables of files can change without writing their files anew. */
import { existsSync, readdirSync } from "node:fs";
import type { TableDefinition } from "../catalog/session-catalog.ts";
import { sameType } from "../logical/coercion.ts";
import type { AddColumns, AlterColumn, ColumnChange, RefusedRowChange, RefusedTableChange } from "../plan/command.ts";
import { type DataType, StructField, StructType } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException, UnsupportedOperationException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { collatedField } from "../sql/data-type.ts";
import { defaultSql, refuseForeignRows, withCheckedDefault } from "./column-default.ts";
import { findTable, fullName, store } from "./tables.ts";
import { findRelation } from "./views.ts";

function unknownColumn(table: TableDefinition, ...path: readonly string[]): AnalysisException {
  return new AnalysisException("UNRESOLVED_COLUMN.WITH_SUGGESTION", {
    objectName: quoteNames(path),
    proposal: table.schema.names.map(quoteText).join(", "),
  });
}

export function addColumns(engine: EmbeddedEngine, command: AddColumns): void {
  const table = findTable(engine, command.nameParts, "ALTER TABLE ... ADD COLUMNS");
  const known = new Set(table.schema.names.map((n) => n.toLowerCase()));
  for (const { path, field } of command.columns) {
    if (path.length > 1) {
      if (!known.has((path[0] as string).toLowerCase())) throw unknownColumn(table, path[0] as string);
      throw notPossible(table, "ADD COLUMN with qualified column");
    }
    if (!field.nullable) {
      const message = "Columns that are NOT NULL cannot be added to a table of files.";
      throw new AnalysisException("_LEGACY_ERROR_TEMP_1052", {}, { message });
    }
    if (known.has(field.name.toLowerCase())) {
      throw new AnalysisException("COLUMN_ALREADY_EXISTS", { columnName: quoteText(field.name.toLowerCase()) });
    }
    known.add(field.name.toLowerCase());
  }
  const { collation } = table;
  const given = command.columns.map((c) => (collation === undefined ? c.field : collatedField(c.field, collation)));
  const fields = given.map((f) => withCheckedDefault(engine, f, "ALTER TABLE ADD COLUMNS"));
  if (table.external) refuseForeignRows(table.provider, table.location, fields);
  const parts = table.partitionBy.length;
  const own = table.schema.fields.slice(0, table.schema.fields.length - parts);
  const partitions = table.schema.fields.slice(table.schema.fields.length - parts);
  const schema = new StructType([...own, ...fields, ...partitions]);
  store(engine, { ...table, schema, olderFiles: olderFiles(table, fields) });
}
/** Rows that are there already have the default of now, which no file says. */
function olderFiles(table: TableDefinition, added: readonly StructField[]): TableDefinition["olderFiles"] {
  const columns = added.filter((f) => f.metadata["EXISTS_DEFAULT"] !== undefined);
  if (columns.length === 0 || !existsSync(table.location)) return table.olderFiles;
  const entries = readdirSync(table.location, { recursive: true, withFileTypes: true });
  const names = new Set(entries.filter((e) => e.isFile()).map((e) => e.name));
  if (names.size === 0) return table.olderFiles;
  return new Map([...(table.olderFiles ?? []), ...columns.map((f) => [f.name.toLowerCase(), names] as const)]);
}

export function alterColumn(engine: EmbeddedEngine, command: AlterColumn): void {
  const table = findTable(engine, command.nameParts, `ALTER TABLE ... ${command.verb} COLUMN`);
  for (const { path } of command.changes) requireField(table, path);
  if (command.changes.length > 1) throw notPossible(table, "ALTER COLUMN in bulk");
  let fields = [...table.schema.fields];
  for (const change of command.changes) {
    const name = change.path[0] as string;
    const at = fields.findIndex((f) => f.name.toLowerCase() === name.toLowerCase());
    const field = fields[at];
    if (field === undefined) throw unknownColumn(table, name);
    if (change.path.length > 1) throw notPossible(table, "ALTER COLUMN with qualified column");
    fields = fields.with(at, changed(engine, table, field, change));
  }
  store(engine, { ...table, schema: new StructType(fields) });
}
/** A column, or a field of structs inside of one. */
function requireField(table: TableDefinition, path: readonly string[]): void {
  let type: DataType = table.schema;
  for (const part of path) {
    const field: StructField | undefined =
      type.kind === "struct" ? type.fields.find((f) => f.name.toLowerCase() === part.toLowerCase()) : undefined;
    if (field === undefined) throw unknownColumn(table, ...path);
    type = field.dataType;
  }
}
function notPossible(table: TableDefinition, operation: string): AnalysisException {
  return new AnalysisException("UNSUPPORTED_FEATURE.TABLE_OPERATION", { tableName: fullName(table), operation });
}
function changed(
  engine: EmbeddedEngine,
  table: TableDefinition,
  field: StructField,
  change: ColumnChange,
): StructField {
  if (change.dataType !== undefined && !sameType(change.dataType, field.dataType)) {
    throw new AnalysisException("NOT_SUPPORTED_CHANGE_COLUMN", {
      table: fullName(table),
      originName: quoteText(field.name),
      originType: `"${field.dataType.sql}"`,
      newName: quoteText(field.name),
      newType: `"${change.dataType.sql}"`,
    });
  }
  if (change.other === true) {
    throw notPossible(table, "ALTER COLUMN ... FIRST | AFTER | SET NOT NULL");
  }
  const metadata: { [key: string]: unknown } = { ...field.metadata };
  if (change.comment !== undefined) metadata["comment"] = change.comment;
  if (typeof change.default === "string") {
    defaultSql(engine, field, change.default, "ALTER TABLE ALTER COLUMN");
    metadata["CURRENT_DEFAULT"] = change.default;
  }
  if (change.default === null) delete metadata["CURRENT_DEFAULT"];
  return new StructField(field.name, field.dataType, field.nullable, metadata);
}

/** What changes of columns are called where the table is a view. */
const CHANGES: { readonly [operation: string]: string } = {
  "RENAME COLUMN": "ALTER TABLE ... RENAME COLUMN",
  "DROP COLUMN": "ALTER TABLE ... DROP COLUMNS",
  "REPLACE COLUMNS": "ALTER TABLE ... REPLACE COLUMNS",
};
export function refuseTableChange(engine: EmbeddedEngine, command: RefusedTableChange): void {
  const found = findTable(engine, command.nameParts, CHANGES[command.operation] ?? command.operation);
  const tableName = fullName(found);
  if (command.operation === "LOAD DATA") {
    const message = `LOAD DATA does not write to ${tableName}, which is a table of a data source.`;
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1261", { tableIdentWithDB: tableName }, { message });
  }
  if (command.operation === "CreateIndex" || command.operation === "DropIndex") {
    const message = `${command.operation} is nothing that ${found.database}.${found.name} can do.`;
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1332", {}, { message });
  }
  if (command.operation === "SERDE") {
    throw new AnalysisException("UNSUPPORTED_FEATURE.ALTER_TABLE_SERDE_FOR_DATASOURCE_TABLE", { tableName });
  }
  for (const path of command.columns ?? []) requireField(found, path);
  throw notPossible(found, command.operation);
}

/** Rows in files are not changed; names and types are looked at first. */
export function refuseRowChange(engine: EmbeddedEngine, { nameParts, names, operation }: RefusedRowChange): never {
  engine.analyzeSync(names);
  const found = findRelation(engine, nameParts);
  const tableName = "plan" in found ? "`unknown`" : fullName(found);
  // Spark finds out of a DELETE while it analyses, of the others while it plans.
  const Raised = operation === "DELETE" ? AnalysisException : UnsupportedOperationException;
  throw new Raised("UNSUPPORTED_FEATURE.TABLE_OPERATION", { tableName, operation });
}
