/** Functions that take functions: lambdas over arrays and maps. */
import type { Column } from "./column.ts";
import { asColumn, fn, lambda } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * The array of what a function makes of each element (and its index).
 *
 * @example
 * ```ts
 * spark.range(1).select(F.transform(F.array(lit(1), lit(2)), (x) => x.mul(2)));
 * ```
 */
export function transform(col: ColumnOrName, f: (element: Column, index: Column) => Column): Column {
  return fn("transform", asColumn(col), lambda(f));
}
/**
 * The elements of the array for which the condition (of element, or element and index) holds.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.filter(F.array(lit(1), lit(2)), (x) => x.gt(1)));
 * ```
 */
export function filter(col: ColumnOrName, f: (element: Column, index: Column) => Column): Column {
  return fn("filter", asColumn(col), lambda(f));
}
/**
 * Whether the condition holds for an element of the array.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.exists(F.array(lit(1), lit(2)), (x) => x.gt(1)));
 * ```
 */
export function exists(col: ColumnOrName, f: (element: Column) => Column): Column {
  return fn("exists", asColumn(col), lambda(f));
}
/**
 * Whether the condition holds for all elements of the array.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.forall(F.array(lit(1), lit(2)), (x) => x.gt(1)));
 * ```
 */
export function forall(col: ColumnOrName, f: (element: Column) => Column): Column {
  return fn("forall", asColumn(col), lambda(f));
}
/**
 * Folds an array: `merge` of what there is and each element, from an initial value, and `finish` at the end.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.aggregate(F.array(lit(1), lit(2)), lit(0), (sum, x) => sum.plus(x)));
 * ```
 */
export function aggregate(
  col: ColumnOrName,
  initialValue: ColumnOrName,
  merge: (accumulated: Column, element: Column) => Column,
  finish?: (accumulated: Column) => Column,
): Column {
  return fold("aggregate", col, initialValue, merge, finish);
}
/**
 * The same as {@link aggregate}.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.reduce(F.array(lit(1), lit(2)), lit(0), (sum, x) => sum.plus(x), (sum) => sum.mul(10)));
 * ```
 */
export function reduce(
  col: ColumnOrName,
  initialValue: ColumnOrName,
  merge: (accumulated: Column, element: Column) => Column,
  finish?: (accumulated: Column) => Column,
): Column {
  return fold("reduce", col, initialValue, merge, finish);
}
function fold(
  name: string,
  col: ColumnOrName,
  initialValue: ColumnOrName,
  merge: (accumulated: Column, element: Column) => Column,
  finish: ((accumulated: Column) => Column) | undefined,
): Column {
  return fn(name, asColumn(col), asColumn(initialValue), lambda(merge), finish && lambda(finish));
}
/**
 * The array of what a function makes of the elements of two arrays side by side.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.zip_with(F.array(lit(1)), F.array(lit(2)), (x, y) => x.plus(y)));
 * ```
 */
export function zip_with(left: ColumnOrName, right: ColumnOrName, f: (left: Column, right: Column) => Column): Column {
  return fn("zip_with", asColumn(left), asColumn(right), lambda(f));
}
/**
 * The array in ascending order, nulls last, or in the order of a comparator (negative, 0, positive).
 *
 * @example
 * ```ts
 * spark.range(1).select(F.array_sort(F.array(lit(2), lit(1)), (x, y) => y.minus(x)));
 * ```
 */
export function array_sort(col: ColumnOrName, comparator?: (left: Column, right: Column) => Column): Column {
  return fn("array_sort", asColumn(col), comparator && lambda(comparator));
}
/** The entries of the map for which the condition holds. */
export function map_filter(col: ColumnOrName, f: (key: Column, value: Column) => Column): Column {
  return fn("map_filter", asColumn(col), lambda(f));
}
/** A map of all keys of two, with values made of key, first and second value. */
export function map_zip_with(
  col1: ColumnOrName,
  col2: ColumnOrName,
  f: (key: Column, first: Column, second: Column) => Column,
): Column {
  return fn("map_zip_with", asColumn(col1), asColumn(col2), lambda(f));
}
/** The map with keys made of key and value. */
export function transform_keys(col: ColumnOrName, f: (key: Column, value: Column) => Column): Column {
  return fn("transform_keys", asColumn(col), lambda(f));
}
/** The map with values made of key and value. */
export function transform_values(col: ColumnOrName, f: (key: Column, value: Column) => Column): Column {
  return fn("transform_values", asColumn(col), lambda(f));
}
