/** `CREATE TABLE` of what `spark.catalog.createTable` is given. */
import { quoteName, type StructType } from "../types/data-type.ts";
import { quoteString } from "../types/name-text.ts";

/** What a table is made of. */
export interface TableDescription {
  /** A directory with the table's files, which stay when the table is dropped. */
  readonly path?: string;
  /** The format of the files; by default that of `spark.sql.sources.default`, which is `parquet`. */
  readonly source?: string;
  /** The columns; without it those of the files. */
  readonly schema?: StructType;
  /** The table's comment. */
  readonly description?: string;
  /** Options of the format. */
  readonly options?: { readonly [name: string]: string | number | boolean };
}

/** `name` is quoted already. */
export function createTableStatement(name: string, table: TableDescription): string {
  const { path, source, schema, description, options = {} } = table;
  const settings = Object.entries(options).map(([key, value]) => `${quoteString(key)} = ${quoteString(String(value))}`);
  return [
    `CREATE TABLE ${name}`,
    schema === undefined ? "" : `(${schema.toDDL()})`,
    source === undefined ? "" : `USING ${quoteName(source)}`,
    settings.length === 0 ? "" : `OPTIONS (${settings.join(", ")})`,
    path === undefined ? "" : `LOCATION ${quoteString(path)}`,
    description === undefined ? "" : `COMMENT ${quoteString(description)}`,
  ]
    .filter((clause) => clause !== "")
    .join(" ");
}
