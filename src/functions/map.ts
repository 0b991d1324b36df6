/** Maps and structs. */
import type { Column } from "./column.ts";
import { asColumn, asColumns, asValue, fn } from "./build.ts";
import type { ColumnOrLiteral, ColumnOrName } from "./expression-input.ts";

/**
 * Whether the key is in the map.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_contains_key.html}
 */
export function map_contains_key(col: ColumnOrName, value: ColumnOrLiteral): Column {
  return fn("map_contains_key", asColumn(col), asValue(value));
}
/**
 * The entries of the map, as an array of structs.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_entries.html}
 */
export function map_entries(col: ColumnOrName): Column {
  return fn("map_entries", asColumn(col));
}
/**
 * The map of an array of keys and an array of values.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_from_arrays.html}
 */
export function map_from_arrays(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("map_from_arrays", asColumn(col1), asColumn(col2));
}
/**
 * The map of an array of entries.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_from_entries.html}
 */
export function map_from_entries(col: ColumnOrName): Column {
  return fn("map_from_entries", asColumn(col));
}
/**
 * The keys of the map, as an array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_keys.html}
 */
export function map_keys(col: ColumnOrName): Column {
  return fn("map_keys", asColumn(col));
}
/**
 * The values of the map, as an array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_values.html}
 */
export function map_values(col: ColumnOrName): Column {
  return fn("map_values", asColumn(col));
}
/**
 * A struct of names and values by turns.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.named_struct.html}
 */
export function named_struct(...cols: readonly ColumnOrName[]): Column {
  return fn("named_struct", ...cols.map(asColumn));
}
/**
 * The map a text stands for, by delimiters of pairs (`,`) and of key and value (`:`).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.str_to_map.html}
 */
export function str_to_map(text: ColumnOrName, pairDelim?: ColumnOrName, keyValueDelim?: ColumnOrName): Column {
  return fn("str_to_map", asColumn(text), asColumn(pairDelim) ?? asValue(","), asColumn(keyValueDelim) ?? asValue(":"));
}
/**
 * A struct of these columns, given one by one or as one array.
 *
 * @example
 * ```ts
 * spark.range(3).select(F.struct("id", lit(1).alias("one")));
 * ```
 */
export function struct(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column {
  return fn("struct", ...asColumns(cols));
}
/**
 * A map of keys and values by turns, given one by one or as one array.
 *
 * @example
 * ```ts
 * spark.range(3).select(F.create_map(lit("id"), "id"));
 * ```
 */
export function create_map(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column {
  return fn("map", ...asColumns(cols));
}
/** The maps as one, given one by one or as one array. */
export function map_concat(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column {
  return fn("map_concat", ...asColumns(cols));
}
