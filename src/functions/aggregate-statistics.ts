/** Statistics of groups. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrLiteral, ColumnOrName } from "./expression-input.ts";

/**
 * About how many values the group has, within a relative deviation `rsd` (0.05).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.approx_count_distinct.html}
 */
export function approx_count_distinct(col: ColumnOrName, rsd?: number): Column {
  return fn("approx_count_distinct", asColumn(col), asValue(rsd));
}
/**
 * {@link percentile_approx} by another name.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.approx_percentile.html}
 */
export function approx_percentile(
  col: ColumnOrName,
  percentage: Column | number | readonly number[],
  accuracy: Column | number = 10000,
): Column {
  return fn("approx_percentile", asColumn(col), asValue(percentage), asValue(accuracy));
}
/**
 * Pearson's correlation of two columns in the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.corr.html}
 */
export function corr(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("corr", asColumn(col1), asColumn(col2));
}
/**
 * The population covariance of two columns in the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.covar_pop.html}
 */
export function covar_pop(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("covar_pop", asColumn(col1), asColumn(col2));
}
/**
 * The sample covariance of two columns in the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.covar_samp.html}
 */
export function covar_samp(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("covar_samp", asColumn(col1), asColumn(col2));
}
/**
 * 1 where the column is not part of the grouping set of the row, else 0.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.grouping.html}
 */
export function grouping(col: ColumnOrName): Column {
  return fn("grouping", asColumn(col));
}
/**
 * The bits of {@link grouping} of all grouping columns as a number.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.grouping_id.html}
 */
export function grouping_id(...cols: readonly ColumnOrName[]): Column {
  return fn("grouping_id", ...cols.map(asColumn));
}
/**
 * A histogram of the group with so many bins, as an array of structs.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.histogram_numeric.html}
 */
export function histogram_numeric(col: ColumnOrName, nBins: ColumnOrLiteral): Column {
  return fn("histogram_numeric", asColumn(col), asValue(nBins));
}
/**
 * The excess kurtosis of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kurtosis.html}
 */
export function kurtosis(col: ColumnOrName): Column {
  return fn("kurtosis", asColumn(col));
}
/**
 * The median of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.median.html}
 */
export function median(col: ColumnOrName): Column {
  return fn("median", asColumn(col));
}
/**
 * The value that occurs most often in the group; with `deterministic` the least of those.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.mode.html}
 */
export function mode(col: ColumnOrName, deterministic = false): Column {
  return fn("mode", asColumn(col), asValue(deterministic));
}
/**
 * The exact value at a share (or several) of the ordered group, interpolated.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.percentile.html}
 */
export function percentile(
  col: ColumnOrName,
  percentage: Column | number | readonly number[],
  frequency: Column | number = 1,
): Column {
  return fn("percentile", asColumn(col), asValue(percentage), asValue(frequency));
}
/**
 * The value of the group at a share (or several) of its order, off by at most 1 / `accuracy` of the rows.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.percentile_approx.html}
 */
export function percentile_approx(
  col: ColumnOrName,
  percentage: Column | number | readonly number[],
  accuracy: Column | number = 10000,
): Column {
  return fn("percentile_approx", asColumn(col), asValue(percentage), asValue(accuracy));
}
/**
 * The average of x over the rows where both are not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_avgx.html}
 */
export function regr_avgx(y: ColumnOrName, x: ColumnOrName): Column {
  return fn("regr_avgx", asColumn(y), asColumn(x));
}
/**
 * The average of y over the rows where both are not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_avgy.html}
 */
export function regr_avgy(y: ColumnOrName, x: ColumnOrName): Column {
  return fn("regr_avgy", asColumn(y), asColumn(x));
}
/**
 * The number of rows where both are not null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_count.html}
 */
export function regr_count(y: ColumnOrName, x: ColumnOrName): Column {
  return fn("regr_count", asColumn(y), asColumn(x));
}
/**
 * Where the line of least squares meets x = 0.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_intercept.html}
 */
export function regr_intercept(y: ColumnOrName, x: ColumnOrName): Column {
  return fn("regr_intercept", asColumn(y), asColumn(x));
}
/**
 * The coefficient of determination of the line of least squares.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_r2.html}
 */
export function regr_r2(y: ColumnOrName, x: ColumnOrName): Column {
  return fn("regr_r2", asColumn(y), asColumn(x));
}
/**
 * The slope of the line of least squares.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_slope.html}
 */
export function regr_slope(y: ColumnOrName, x: ColumnOrName): Column {
  return fn("regr_slope", asColumn(y), asColumn(x));
}
/**
 * The sum of squares of x about its average.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_sxx.html}
 */
export function regr_sxx(y: ColumnOrName, x: ColumnOrName): Column {
  return fn("regr_sxx", asColumn(y), asColumn(x));
}
/**
 * The sum of products of x and y about their averages.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_sxy.html}
 */
export function regr_sxy(y: ColumnOrName, x: ColumnOrName): Column {
  return fn("regr_sxy", asColumn(y), asColumn(x));
}
/**
 * The sum of squares of y about its average.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_syy.html}
 */
export function regr_syy(y: ColumnOrName, x: ColumnOrName): Column {
  return fn("regr_syy", asColumn(y), asColumn(x));
}
/**
 * The skewness of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.skewness.html}
 */
export function skewness(col: ColumnOrName): Column {
  return fn("skewness", asColumn(col));
}
/**
 * The sample standard deviation of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.std.html}
 */
export function std(col: ColumnOrName): Column {
  return fn("std", asColumn(col));
}
/**
 * The sample standard deviation of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.stddev.html}
 * @example
 * ```ts
 * spark.range(3).agg(F.stddev("id"));
 * ```
 */
export function stddev(col: ColumnOrName): Column {
  return fn("stddev", asColumn(col));
}
/**
 * The population standard deviation of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.stddev_pop.html}
 */
export function stddev_pop(col: ColumnOrName): Column {
  return fn("stddev_pop", asColumn(col));
}
/**
 * The sample standard deviation of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.stddev_samp.html}
 */
export function stddev_samp(col: ColumnOrName): Column {
  return fn("stddev_samp", asColumn(col));
}
/**
 * The population variance of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.var_pop.html}
 */
export function var_pop(col: ColumnOrName): Column {
  return fn("var_pop", asColumn(col));
}
/**
 * The sample variance of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.var_samp.html}
 */
export function var_samp(col: ColumnOrName): Column {
  return fn("var_samp", asColumn(col));
}
/**
 * The sample variance of the group.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variance.html}
 */
export function variance(col: ColumnOrName): Column {
  return fn("variance", asColumn(col));
}
