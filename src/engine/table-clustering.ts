/** The columns that a table is clustered by: kept with its properties, as Spark keeps them, and no more than told. */
import type { TableDefinition } from "../catalog/session-catalog.ts";
import type { ClusterTable } from "../plan/command.ts";
import { quoteName, type StructField, StructType } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { firstRepeated, sameName } from "../types/name-equality.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { findTable, store } from "./tables.ts";

type Paths = readonly (readonly string[])[];
const PROPERTY = "clusteringColumns";

/** The property that says so; an unknown column or one twice is an error. */
export function clusteringProperty(engine: EmbeddedEngine, schema: StructType, columns: Paths): Texts {
  const { caseSensitive } = engine.conf;
  const paths = columns.map((path) => fieldsOn(schema, path, caseSensitive).map((f) => f.name));
  const names = paths.map((path) => path.join("."));
  const twice = firstRepeated(names);
  if (twice !== undefined) {
    throw new AnalysisException("COLUMN_ALREADY_EXISTS", { columnName: quoteName(twice.toLowerCase()) });
  }
  return { [PROPERTY]: JSON.stringify(paths) };
}
type Texts = { readonly [key: string]: string };

/** The fields from the column down the path. */
function fieldsOn(schema: StructType, path: readonly string[], caseSensitive: boolean): StructField[] {
  const found: StructField[] = [];
  let at: unknown = schema;
  for (const name of path) {
    const field: StructField | undefined =
      at instanceof StructType ? at.fields.find((f) => sameName(f.name, name, caseSensitive)) : undefined;
    if (field === undefined) {
      const message = `There is no column ${path.join(".")} to cluster by.`;
      throw new AnalysisException("_LEGACY_ERROR_TEMP_3060", {}, { message });
    }
    found.push(field);
    at = field.dataType;
  }
  return found;
}

/** The paths of the columns; undefined where the table is not said to be clustered. */
export function clusteringOf(table: TableDefinition): Paths | undefined {
  const text = table.properties?.[PROPERTY];
  return text === undefined ? undefined : (JSON.parse(text) as Paths);
}
/** The fields that {@link clusteringOf} names, by their paths. */
export function clusteringFields(table: TableDefinition): readonly (readonly [path: string, field: StructField])[] {
  return (clusteringOf(table) ?? []).map((path) => [
    path.join("."),
    fieldsOn(table.schema, path, true).at(-1) as StructField,
  ]);
}

export function clusterTable(engine: EmbeddedEngine, { nameParts, columns }: ClusterTable): void {
  const table = findTable(engine, nameParts, "ALTER TABLE ... CLUSTER BY");
  const own = clusteringProperty(engine, table.schema, columns);
  store(engine, { ...table, properties: { ...table.properties, ...own } });
}
