/** Sketches: small summaries of many values (HyperLogLog, KLL, theta). */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * A HyperLogLog sketch of the group, as bytes.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hll_sketch_agg.html}
 */
export function hll_sketch_agg(col: ColumnOrName, lgConfigK?: Column | number): Column {
  return fn("hll_sketch_agg", asColumn(col), asValue(lgConfigK));
}
/**
 * About how many values a HyperLogLog sketch has seen.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hll_sketch_estimate.html}
 */
export function hll_sketch_estimate(col: ColumnOrName): Column {
  return fn("hll_sketch_estimate", asColumn(col));
}
/**
 * Two HyperLogLog sketches as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hll_union.html}
 */
export function hll_union(col1: ColumnOrName, col2: ColumnOrName, allowDifferentLgConfigK?: boolean): Column {
  return fn("hll_union", asColumn(col1), asColumn(col2), asValue(allowDifferentLgConfigK));
}
/**
 * The HyperLogLog sketches of the group as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hll_union_agg.html}
 */
export function hll_union_agg(col: ColumnOrName, allowDifferentLgConfigK?: Column | boolean): Column {
  return fn("hll_union_agg", asColumn(col), asValue(allowDifferentLgConfigK));
}
/**
 * The KLL sketches of longs of the group as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_merge_agg_bigint.html}
 */
export function kll_merge_agg_bigint(col: ColumnOrName, k?: Column | number): Column {
  return fn("kll_merge_agg_bigint", asColumn(col), asValue(k));
}
/**
 * The KLL sketches of doubles of the group as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_merge_agg_double.html}
 */
export function kll_merge_agg_double(col: ColumnOrName, k?: Column | number): Column {
  return fn("kll_merge_agg_double", asColumn(col), asValue(k));
}
/**
 * The KLL sketches of floats of the group as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_merge_agg_float.html}
 */
export function kll_merge_agg_float(col: ColumnOrName, k?: Column | number): Column {
  return fn("kll_merge_agg_float", asColumn(col), asValue(k));
}
/**
 * A KLL sketch of the longs of the group, as bytes.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_agg_bigint.html}
 */
export function kll_sketch_agg_bigint(col: ColumnOrName, k?: Column | number): Column {
  return fn("kll_sketch_agg_bigint", asColumn(col), asValue(k));
}
/**
 * A KLL sketch of the doubles of the group, as bytes.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_agg_double.html}
 */
export function kll_sketch_agg_double(col: ColumnOrName, k?: Column | number): Column {
  return fn("kll_sketch_agg_double", asColumn(col), asValue(k));
}
/**
 * A KLL sketch of the floats of the group, as bytes.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_agg_float.html}
 */
export function kll_sketch_agg_float(col: ColumnOrName, k?: Column | number): Column {
  return fn("kll_sketch_agg_float", asColumn(col), asValue(k));
}
/**
 * How many values a KLL sketch of longs has seen.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_n_bigint.html}
 */
export function kll_sketch_get_n_bigint(col: ColumnOrName): Column {
  return fn("kll_sketch_get_n_bigint", asColumn(col));
}
/**
 * How many values a KLL sketch of doubles has seen.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_n_double.html}
 */
export function kll_sketch_get_n_double(col: ColumnOrName): Column {
  return fn("kll_sketch_get_n_double", asColumn(col));
}
/**
 * How many values a KLL sketch of floats has seen.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_n_float.html}
 */
export function kll_sketch_get_n_float(col: ColumnOrName): Column {
  return fn("kll_sketch_get_n_float", asColumn(col));
}
/**
 * The value at a rank of a KLL sketch of longs.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_quantile_bigint.html}
 */
export function kll_sketch_get_quantile_bigint(sketch: ColumnOrName, rank: ColumnOrName): Column {
  return fn("kll_sketch_get_quantile_bigint", asColumn(sketch), asColumn(rank));
}
/**
 * The value at a rank of a KLL sketch of doubles.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_quantile_double.html}
 */
export function kll_sketch_get_quantile_double(sketch: ColumnOrName, rank: ColumnOrName): Column {
  return fn("kll_sketch_get_quantile_double", asColumn(sketch), asColumn(rank));
}
/**
 * The value at a rank of a KLL sketch of floats.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_quantile_float.html}
 */
export function kll_sketch_get_quantile_float(sketch: ColumnOrName, rank: ColumnOrName): Column {
  return fn("kll_sketch_get_quantile_float", asColumn(sketch), asColumn(rank));
}
/**
 * The rank of a value in a KLL sketch of longs.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_rank_bigint.html}
 */
export function kll_sketch_get_rank_bigint(sketch: ColumnOrName, quantile: ColumnOrName): Column {
  return fn("kll_sketch_get_rank_bigint", asColumn(sketch), asColumn(quantile));
}
/**
 * The rank of a value in a KLL sketch of doubles.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_rank_double.html}
 */
export function kll_sketch_get_rank_double(sketch: ColumnOrName, quantile: ColumnOrName): Column {
  return fn("kll_sketch_get_rank_double", asColumn(sketch), asColumn(quantile));
}
/**
 * The rank of a value in a KLL sketch of floats.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_rank_float.html}
 */
export function kll_sketch_get_rank_float(sketch: ColumnOrName, quantile: ColumnOrName): Column {
  return fn("kll_sketch_get_rank_float", asColumn(sketch), asColumn(quantile));
}
/**
 * Two KLL sketches of longs as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_merge_bigint.html}
 */
export function kll_sketch_merge_bigint(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("kll_sketch_merge_bigint", asColumn(left), asColumn(right));
}
/**
 * Two KLL sketches of doubles as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_merge_double.html}
 */
export function kll_sketch_merge_double(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("kll_sketch_merge_double", asColumn(left), asColumn(right));
}
/**
 * Two KLL sketches of floats as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_merge_float.html}
 */
export function kll_sketch_merge_float(left: ColumnOrName, right: ColumnOrName): Column {
  return fn("kll_sketch_merge_float", asColumn(left), asColumn(right));
}
/**
 * What is in a KLL sketch of longs, as text.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_to_string_bigint.html}
 */
export function kll_sketch_to_string_bigint(col: ColumnOrName): Column {
  return fn("kll_sketch_to_string_bigint", asColumn(col));
}
/**
 * What is in a KLL sketch of doubles, as text.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_to_string_double.html}
 */
export function kll_sketch_to_string_double(col: ColumnOrName): Column {
  return fn("kll_sketch_to_string_double", asColumn(col));
}
/**
 * What is in a KLL sketch of floats, as text.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_to_string_float.html}
 */
export function kll_sketch_to_string_float(col: ColumnOrName): Column {
  return fn("kll_sketch_to_string_float", asColumn(col));
}
/**
 * What is in the first theta sketch and not in the second.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_difference.html}
 */
export function theta_difference(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("theta_difference", asColumn(col1), asColumn(col2));
}
/**
 * What two theta sketches have in common.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_intersection.html}
 */
export function theta_intersection(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("theta_intersection", asColumn(col1), asColumn(col2));
}
/**
 * What the theta sketches of the group have in common.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_intersection_agg.html}
 */
export function theta_intersection_agg(col: ColumnOrName): Column {
  return fn("theta_intersection_agg", asColumn(col));
}
/**
 * A theta sketch of the group, as bytes.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_sketch_agg.html}
 */
export function theta_sketch_agg(col: ColumnOrName, lgNomEntries?: Column | number): Column {
  return fn("theta_sketch_agg", asColumn(col), asValue(lgNomEntries));
}
/**
 * About how many values a theta sketch has seen.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_sketch_estimate.html}
 */
export function theta_sketch_estimate(col: ColumnOrName): Column {
  return fn("theta_sketch_estimate", asColumn(col));
}
/**
 * Two theta sketches as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_union.html}
 */
export function theta_union(col1: ColumnOrName, col2: ColumnOrName, lgNomEntries?: Column | number): Column {
  return fn("theta_union", asColumn(col1), asColumn(col2), asValue(lgNomEntries));
}
/**
 * The theta sketches of the group as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_union_agg.html}
 */
export function theta_union_agg(col: ColumnOrName, lgNomEntries?: Column | number): Column {
  return fn("theta_union_agg", asColumn(col), asValue(lgNomEntries));
}
