/** Arrays. */
import type { Column } from "./column.ts";
import { asColumn, asColumns, asValue, fn, seedOf } from "./build.ts";
import type { ColumnOrLiteral, ColumnOrName } from "./expression-input.ts";

/**
 * The array with a value at its end.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_append.html}
 */
export function array_append(col: ColumnOrName, value: ColumnOrLiteral): Column {
  return fn("array_append", asColumn(col), asValue(value));
}
/**
 * The array without nulls.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_compact.html}
 */
export function array_compact(col: ColumnOrName): Column {
  return fn("array_compact", asColumn(col));
}
/**
 * Whether the value is in the array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_contains.html}
 * @example
 * ```ts
 * spark.range(1).select(F.array_contains(F.array(lit(1), lit(2)), 2));
 * ```
 */
export function array_contains(col: ColumnOrName, value: ColumnOrLiteral): Column {
  return fn("array_contains", asColumn(col), asValue(value));
}
/**
 * The array without repetitions.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_distinct.html}
 */
export function array_distinct(col: ColumnOrName): Column {
  return fn("array_distinct", asColumn(col));
}
/**
 * The elements of the first array that are not in the second, once each.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_except.html}
 */
export function array_except(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("array_except", asColumn(col1), asColumn(col2));
}
/**
 * The array with a value put in at a position (from 1; negative ones from the end).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_insert.html}
 */
export function array_insert(arr: ColumnOrName, pos: ColumnOrName, value: ColumnOrLiteral): Column {
  return fn("array_insert", asColumn(arr), asColumn(pos), asValue(value));
}
/**
 * The elements that are in both arrays, once each.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_intersect.html}
 */
export function array_intersect(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("array_intersect", asColumn(col1), asColumn(col2));
}
/**
 * The elements joined by a delimiter; nulls left out, or replaced.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_join.html}
 */
export function array_join(col: ColumnOrName, delimiter: string, null_replacement?: string): Column {
  return fn("array_join", asColumn(col), asValue(delimiter), asValue(null_replacement));
}
/**
 * The greatest element.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_max.html}
 */
export function array_max(col: ColumnOrName): Column {
  return fn("array_max", asColumn(col));
}
/**
 * The least element.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_min.html}
 */
export function array_min(col: ColumnOrName): Column {
  return fn("array_min", asColumn(col));
}
/**
 * The position (from 1) of the value in the array, 0 where it is not in it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_position.html}
 */
export function array_position(col: ColumnOrName, value: ColumnOrLiteral): Column {
  return fn("array_position", asColumn(col), asValue(value));
}
/**
 * The array with a value at its start.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_prepend.html}
 */
export function array_prepend(col: ColumnOrName, value: ColumnOrLiteral): Column {
  return fn("array_prepend", asColumn(col), asValue(value));
}
/**
 * The array without the elements equal to a value.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_remove.html}
 */
export function array_remove(col: ColumnOrName, element: ColumnOrLiteral): Column {
  return fn("array_remove", asColumn(col), asValue(element));
}
/**
 * An array of a value, `count` times.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_repeat.html}
 */
export function array_repeat(col: ColumnOrName, count: ColumnOrName): Column {
  return fn("array_repeat", asColumn(col), asColumn(count));
}
/**
 * The number of elements; null for null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_size.html}
 */
export function array_size(col: ColumnOrName): Column {
  return fn("array_size", asColumn(col));
}
/**
 * The elements of both arrays, once each.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_union.html}
 */
export function array_union(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("array_union", asColumn(col1), asColumn(col2));
}
/**
 * Whether the arrays have an element in common; null where only a null could be it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.arrays_overlap.html}
 */
export function arrays_overlap(a1: ColumnOrName, a2: ColumnOrName): Column {
  return fn("arrays_overlap", asColumn(a1), asColumn(a2));
}
/**
 * An array of structs with the elements of the arrays side by side.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.arrays_zip.html}
 */
export function arrays_zip(...cols: readonly ColumnOrName[]): Column {
  return fn("arrays_zip", ...cols.map(asColumn));
}
/**
 * The number of elements of an array or entries of a map.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cardinality.html}
 */
export function cardinality(col: ColumnOrName): Column {
  return fn("cardinality", asColumn(col));
}
/**
 * The strings, binaries or arrays one after another; null where one is.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.concat.html}
 * @example
 * ```ts
 * spark.range(1).select(F.concat(lit("a"), lit("b")));
 * ```
 */
export function concat(...cols: readonly ColumnOrName[]): Column {
  return fn("concat", ...cols.map(asColumn));
}
/**
 * The element of an array at a position (from 1; negative ones from the end), or the value of a map's key.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.element_at.html}
 */
export function element_at(col: ColumnOrName, extraction: ColumnOrLiteral): Column {
  return fn("element_at", asColumn(col), asValue(extraction));
}
/**
 * An array of arrays as one array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.flatten.html}
 */
export function flatten(col: ColumnOrName): Column {
  return fn("flatten", asColumn(col));
}
/**
 * The element at an index (from 0); null where there is none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.get.html}
 */
export function get(col: ColumnOrName, index: ColumnOrName): Column {
  return fn("get", asColumn(col), asColumn(index));
}
/**
 * The string or array from its end to its start.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.reverse.html}
 */
export function reverse(col: ColumnOrName): Column {
  return fn("reverse", asColumn(col));
}
/**
 * An array from `start` to `stop`, both included, by `step`: integers, dates or timestamps.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sequence.html}
 * @example
 * ```ts
 * spark.range(1).select(F.sequence(lit(1), lit(5)));
 * ```
 */
export function sequence(start: ColumnOrName, stop: ColumnOrName, step?: ColumnOrName): Column {
  return fn("sequence", asColumn(start), asColumn(stop), asColumn(step));
}
/**
 * The number of elements of an array or entries of a map; null for null (-1 in legacy mode).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.size.html}
 * @example
 * ```ts
 * spark.range(1).select(F.size(F.array(lit(1), lit(2))));
 * ```
 */
export function size(col: ColumnOrName): Column {
  return fn("size", asColumn(col));
}
/**
 * The part of the array from a position (from 1; negative ones from the end), with a length.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.slice.html}
 */
export function slice(x: ColumnOrName, start: ColumnOrName, length: ColumnOrName): Column {
  return fn("slice", asColumn(x), asColumn(start), asColumn(length));
}
/**
 * The array in ascending order, nulls first, or in descending order, nulls last.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sort_array.html}
 */
export function sort_array(col: ColumnOrName, asc = true): Column {
  return fn("sort_array", asColumn(col), asValue(asc));
}
/**
 * {@link element_at} that gives null where there is none.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_element_at.html}
 */
export function try_element_at(col: ColumnOrName, extraction: ColumnOrName): Column {
  return fn("try_element_at", asColumn(col), asColumn(extraction));
}
/**
 * An array of the values, given one by one or as one array.
 *
 * @example
 * ```ts
 * spark.range(3).select(F.array("id", lit(1)));
 * ```
 */
export function array(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column {
  return fn("array", ...asColumns(cols));
}
/** The array in a random order; the same for the same seed. */
export function shuffle(col: ColumnOrName, seed?: Column | number): Column {
  return fn("shuffle", asColumn(col), seedOf(seed));
}
