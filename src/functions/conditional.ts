/** Conditions on values: nulls, NaN, patterns. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrLiteral, ColumnOrName } from "./expression-input.ts";

/**
 * The first of the values that is not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.coalesce.html}
 * @example
 * ```ts
 * spark.range(3).select(F.coalesce(lit(null), col("id")));
 * ```
 */
export function coalesce(...cols: readonly ColumnOrName[]): Column {
  return fn("coalesce", ...cols.map(asColumn));
}
/**
 * Whether both are equal, where two nulls are.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.equal_null.html}
 */
export function equal_null(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("equal_null", asColumn(col1), asColumn(col2));
}
/**
 * `col2` where `col1` is null, else `col1`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ifnull.html}
 */
export function ifnull(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("ifnull", asColumn(col1), asColumn(col2));
}
/**
 * Whether the string matches an SQL pattern without regard to case; `escapeChar` escapes `%` and `_` (backslash by default).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ilike.html}
 */
export function ilike(str: ColumnOrName, pattern: ColumnOrName, escapeChar?: ColumnOrLiteral): Column {
  return fn("ilike", asColumn(str), asColumn(pattern), asValue(escapeChar));
}
/**
 * Whether the number is NaN; false for null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.isnan.html}
 */
export function isnan(col: ColumnOrName): Column {
  return fn("isnan", asColumn(col));
}
/**
 * Whether the value is not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.isnotnull.html}
 */
export function isnotnull(col: ColumnOrName): Column {
  return fn("isnotnull", asColumn(col));
}
/**
 * Whether the value is null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.isnull.html}
 * @example
 * ```ts
 * spark.range(3).filter(F.isnull("id"));
 * ```
 */
export function isnull(col: ColumnOrName): Column {
  return fn("isnull", asColumn(col));
}
/**
 * Whether the string matches an SQL pattern; `escapeChar` escapes `%` and `_` (backslash by default).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.like.html}
 */
export function like(str: ColumnOrName, pattern: ColumnOrName, escapeChar?: ColumnOrLiteral): Column {
  return fn("like", asColumn(str), asColumn(pattern), asValue(escapeChar));
}
/**
 * `col2` where `col1` is NaN, else `col1`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nanvl.html}
 */
export function nanvl(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("nanvl", asColumn(col1), asColumn(col2));
}
/**
 * Null where both are equal, else `col1`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nullif.html}
 * @example
 * ```ts
 * spark.range(3).select(F.nullif(col("id"), lit(1)));
 * ```
 */
export function nullif(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("nullif", asColumn(col1), asColumn(col2));
}
/**
 * Null where the number is zero, else the number.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nullifzero.html}
 */
export function nullifzero(col: ColumnOrName): Column {
  return fn("nullifzero", asColumn(col));
}
/**
 * `col2` where `col1` is null, else `col1`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nvl.html}
 * @example
 * ```ts
 * spark.range(3).select(F.nvl(lit(null), col("id")));
 * ```
 */
export function nvl(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("nvl", asColumn(col1), asColumn(col2));
}
/**
 * `col2` where `col1` is not null, else `col3`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nvl2.html}
 */
export function nvl2(col1: ColumnOrName, col2: ColumnOrName, col3: ColumnOrName): Column {
  return fn("nvl2", asColumn(col1), asColumn(col2), asColumn(col3));
}
/**
 * Whether a regular expression matches somewhere in the string.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp.html}
 */
export function regexp(str: ColumnOrName, regexp: ColumnOrName): Column {
  return fn("regexp", asColumn(str), asColumn(regexp));
}
/**
 * Whether a regular expression matches somewhere in the string.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_like.html}
 */
export function regexp_like(str: ColumnOrName, regexp: ColumnOrName): Column {
  return fn("regexp_like", asColumn(str), asColumn(regexp));
}
/**
 * Whether a regular expression matches somewhere in the string.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rlike.html}
 */
export function rlike(str: ColumnOrName, regexp: ColumnOrName): Column {
  return fn("rlike", asColumn(str), asColumn(regexp));
}
/**
 * Zero where the number is null, else the number.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.zeroifnull.html}
 */
export function zeroifnull(col: ColumnOrName): Column {
  return fn("zeroifnull", asColumn(col));
}
