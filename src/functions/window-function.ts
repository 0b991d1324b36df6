/** Functions of windows, and those that make rows. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrLiteral, ColumnOrName } from "./expression-input.ts";

/**
 * The increase of a counter since the row before, aware of resets.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.counter_diff.html}
 */
export function counter_diff(value: ColumnOrName, startTime?: ColumnOrName): Column {
  return fn("counter_diff", asColumn(value), asColumn(startTime));
}
/**
 * The part of the partition's rows up to the current row and its equals.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cume_dist.html}
 */
export function cume_dist(): Column {
  return fn("cume_dist");
}
/**
 * The rank of the row in its partition, without gaps after equals.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dense_rank.html}
 * @example
 * ```ts
 * spark.range(3).select(F.dense_rank().over(Window.orderBy("id")));
 * ```
 */
export function dense_rank(): Column {
  return fn("dense_rank");
}
/**
 * A row for each element of the array (`col`), or entry of the map (`key`, `value`); none for null or nothing.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.explode.html}
 * @example
 * ```ts
 * spark.range(1).select(F.explode(F.array(lit(1), lit(2))));
 * ```
 */
export function explode(col: ColumnOrName): Column {
  return fn("explode", asColumn(col));
}
/**
 * {@link explode} that gives a row of null for null or nothing.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.explode_outer.html}
 */
export function explode_outer(col: ColumnOrName): Column {
  return fn("explode_outer", asColumn(col));
}
/**
 * A row for each struct of the array, its fields as columns.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.inline.html}
 */
export function inline(col: ColumnOrName): Column {
  return fn("inline", asColumn(col));
}
/**
 * {@link inline} that gives a row of nulls for null or nothing.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.inline_outer.html}
 */
export function inline_outer(col: ColumnOrName): Column {
  return fn("inline_outer", asColumn(col));
}
/**
 * The value `offset` rows before the current one in the partition, else a default.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lag.html}
 * @example
 * ```ts
 * spark.range(3).select(F.lag("id", 1, 0).over(Window.orderBy("id")));
 * ```
 */
export function lag(col: ColumnOrName, offset = 1, fallback?: ColumnOrLiteral): Column {
  return fn("lag", asColumn(col), asValue(offset), asValue(fallback));
}
/**
 * The value `offset` rows after the current one in the partition, else a default.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lead.html}
 * @example
 * ```ts
 * spark.range(3).select(F.lead("id").over(Window.orderBy("id")));
 * ```
 */
export function lead(col: ColumnOrName, offset = 1, fallback?: ColumnOrLiteral): Column {
  return fn("lead", asColumn(col), asValue(offset), asValue(fallback));
}
/**
 * The value of the frame's row number `offset` (from 1), without nulls where `ignoreNulls`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nth_value.html}
 */
export function nth_value(col: ColumnOrName, offset: number, ignoreNulls = false): Column {
  return fn("nth_value", asColumn(col), asValue(offset), asValue(ignoreNulls));
}
/**
 * The number of the row's part where the partition is cut into `n` equal ones.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ntile.html}
 */
export function ntile(n: number): Column {
  return fn("ntile", asValue(n));
}
/**
 * The rank of the row as a part of the partition, from 0 to 1.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.percent_rank.html}
 */
export function percent_rank(): Column {
  return fn("percent_rank");
}
/**
 * {@link explode} with the position, in a column `pos`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.posexplode.html}
 * @example
 * ```ts
 * spark.range(1).select(F.posexplode(F.array(lit(1), lit(2))));
 * ```
 */
export function posexplode(col: ColumnOrName): Column {
  return fn("posexplode", asColumn(col));
}
/**
 * {@link posexplode} that gives a row of nulls for null or nothing.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.posexplode_outer.html}
 */
export function posexplode_outer(col: ColumnOrName): Column {
  return fn("posexplode_outer", asColumn(col));
}
/**
 * The rank of the row in its partition, with gaps after equals.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rank.html}
 * @example
 * ```ts
 * spark.range(3).select(F.rank().over(Window.orderBy("id")));
 * ```
 */
export function rank(): Column {
  return fn("rank");
}
/**
 * The number of the row in its partition, from 1.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.row_number.html}
 * @example
 * ```ts
 * spark.range(3).select(F.row_number().over(Window.orderBy("id")));
 * ```
 */
export function row_number(): Column {
  return fn("row_number");
}
/**
 * The values in as many rows as the first says.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.stack.html}
 */
export function stack(...cols: readonly ColumnOrName[]): Column {
  return fn("stack", ...cols.map(asColumn));
}
