/** Aggregates of groups. */
import type { Column } from "./column.ts";
import { asColumn, asColumns, asValue, distinctFn, fn, seedOf } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * Some value of the group; with `ignoreNulls` one that is not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.any_value.html}
 */
export function any_value(col: ColumnOrName, ignoreNulls?: Column | boolean): Column {
  return fn("any_value", asColumn(col), asValue(ignoreNulls));
}
/**
 * The values of the group that are not null, as an array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_agg.html}
 */
export function array_agg(col: ColumnOrName): Column {
  return fn("array_agg", asColumn(col));
}
/**
 * The average of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.avg.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.avg("id"));
 * ```
 */
export function avg(col: ColumnOrName): Column {
  return fn("avg", asColumn(col));
}
/**
 * The bits set in all integers of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_and.html}
 */
export function bit_and(col: ColumnOrName): Column {
  return fn("bit_and", asColumn(col));
}
/**
 * The bits set in any integer of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_or.html}
 */
export function bit_or(col: ColumnOrName): Column {
  return fn("bit_or", asColumn(col));
}
/**
 * The bits set in an odd number of integers of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_xor.html}
 */
export function bit_xor(col: ColumnOrName): Column {
  return fn("bit_xor", asColumn(col));
}
/**
 * The bits set in all bitmaps of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_and_agg.html}
 */
export function bitmap_and_agg(col: ColumnOrName): Column {
  return fn("bitmap_and_agg", asColumn(col));
}
/**
 * A bitmap with the bits at the positions of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_construct_agg.html}
 */
export function bitmap_construct_agg(col: ColumnOrName): Column {
  return fn("bitmap_construct_agg", asColumn(col));
}
/**
 * The bits set in any bitmap of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_or_agg.html}
 */
export function bitmap_or_agg(col: ColumnOrName): Column {
  return fn("bitmap_or_agg", asColumn(col));
}
/**
 * Whether all of the group are true.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bool_and.html}
 */
export function bool_and(col: ColumnOrName): Column {
  return fn("bool_and", asColumn(col));
}
/**
 * Whether any of the group is true.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bool_or.html}
 */
export function bool_or(col: ColumnOrName): Column {
  return fn("bool_or", asColumn(col));
}
/**
 * The values of the group that are not null, as an array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collect_list.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.collect_list("id"));
 * ```
 */
export function collect_list(col: ColumnOrName): Column {
  return fn("collect_list", asColumn(col));
}
/**
 * The values of the group that are not null, once each, as an array in no particular order.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collect_set.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.collect_set("id"));
 * ```
 */
export function collect_set(col: ColumnOrName): Column {
  return fn("collect_set", asColumn(col));
}
/**
 * The elements of the group's arrays, once each, as an array.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collect_union.html}
 */
export function collect_union(col: ColumnOrName): Column {
  return fn("collect_union", asColumn(col));
}
/**
 * The number of values that are not null; `count("*")` is the number of rows.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.count.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.count("*"));
 * ```
 */
export function count(col: ColumnOrName): Column {
  return fn("count", asColumn(col));
}
/**
 * The number of rows for which the condition holds.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.count_if.html}
 */
export function count_if(col: ColumnOrName): Column {
  return fn("count_if", asColumn(col));
}
/**
 * Whether all of the group are true.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.every.html}
 */
export function every(col: ColumnOrName): Column {
  return fn("every", asColumn(col));
}
/**
 * The first value of the group; with `ignorenulls` the first that is not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.first.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.first("id"));
 * ```
 */
export function first(col: ColumnOrName, ignorenulls = false): Column {
  return fn("first", asColumn(col), asValue(ignorenulls));
}
/**
 * The first value of the group; with `ignoreNulls` the first that is not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.first_value.html}
 */
export function first_value(col: ColumnOrName, ignoreNulls?: Column | boolean): Column {
  return fn("first_value", asColumn(col), asValue(ignoreNulls));
}
/**
 * The last value of the group; with `ignorenulls` the last that is not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.last.html}
 */
export function last(col: ColumnOrName, ignorenulls = false): Column {
  return fn("last", asColumn(col), asValue(ignorenulls));
}
/**
 * The last value of the group; with `ignoreNulls` the last that is not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.last_value.html}
 */
export function last_value(col: ColumnOrName, ignoreNulls?: Column | boolean): Column {
  return fn("last_value", asColumn(col), asValue(ignoreNulls));
}
/**
 * The strings of the group joined by a delimiter (nothing).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.listagg.html}
 */
export function listagg(col: ColumnOrName, delimiter?: Column | string | Uint8Array): Column {
  return fn("listagg", asColumn(col), asValue(delimiter));
}
/**
 * The greatest value of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.max.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.max("id"));
 * ```
 */
export function max(col: ColumnOrName): Column {
  return fn("max", asColumn(col));
}
/**
 * The value of `col` where `ord` is greatest, or with `k` an array of the values of the greatest `k`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.max_by.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.max_by("id", "id"));
 * ```
 */
export function max_by(col: ColumnOrName, ord: ColumnOrName, k?: number): Column {
  return fn("max_by", asColumn(col), asColumn(ord), asValue(k));
}
/**
 * The average of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.mean.html}
 */
export function mean(col: ColumnOrName): Column {
  return fn("avg", asColumn(col));
}
/**
 * The least value of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.min.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.min("id"));
 * ```
 */
export function min(col: ColumnOrName): Column {
  return fn("min", asColumn(col));
}
/**
 * The value of `col` where `ord` is least, or with `k` an array of the values of the least `k`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.min_by.html}
 */
export function min_by(col: ColumnOrName, ord: ColumnOrName, k?: number): Column {
  return fn("min_by", asColumn(col), asColumn(ord), asValue(k));
}
/**
 * The product of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.product.html}
 */
export function product(col: ColumnOrName): Column {
  return fn("product", asColumn(col));
}
/**
 * Whether any of the group is true.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.some.html}
 */
export function some(col: ColumnOrName): Column {
  return fn("some", asColumn(col));
}
/**
 * The strings of the group joined by a delimiter (nothing).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.string_agg.html}
 */
export function string_agg(col: ColumnOrName, delimiter?: Column | string | Uint8Array): Column {
  return fn("string_agg", asColumn(col), asValue(delimiter));
}
/**
 * The sum of the group. Raises `ARITHMETIC_OVERFLOW` in ANSI mode where it does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sum.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.sum("id"));
 * ```
 */
export function sum(col: ColumnOrName): Column {
  return fn("sum", asColumn(col));
}
/**
 * The average of the group, or null where it overflows.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_avg.html}
 */
export function try_avg(col: ColumnOrName): Column {
  return fn("try_avg", asColumn(col));
}
/**
 * The sum of the group, or null where it overflows.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_sum.html}
 */
export function try_sum(col: ColumnOrName): Column {
  return fn("try_sum", asColumn(col));
}
/**
 * The number of different combinations of values without null.
 *
 * @example
 * ```ts
 * spark.range(3).agg(F.count_distinct("id"));
 * ```
 */
export function count_distinct(col: ColumnOrName, ...cols: readonly ColumnOrName[]): Column {
  return distinctFn("count", ...asColumns([col, ...cols]));
}
/** The sum of the different values of the group. */
export function sum_distinct(col: ColumnOrName): Column {
  return distinctFn("sum", asColumn(col));
}
/** The different strings of the group joined by a delimiter (nothing). */
export function listagg_distinct(col: ColumnOrName, delimiter?: Column | string | Uint8Array): Column {
  return distinctFn("listagg", asColumn(col), asValue(delimiter));
}
/** The different strings of the group joined by a delimiter (nothing). */
export function string_agg_distinct(col: ColumnOrName, delimiter?: Column | string | Uint8Array): Column {
  return distinctFn("string_agg", asColumn(col), asValue(delimiter));
}
/** A count-min sketch of the group, as bytes. */
export function count_min_sketch(
  col: ColumnOrName,
  eps: Column | number,
  confidence: Column | number,
  seed?: Column | number,
): Column {
  return fn("count_min_sketch", asColumn(col), asValue(eps), asValue(confidence), seedOf(seed));
}
