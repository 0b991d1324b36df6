/** Tuple sketches. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * What is in the first tuple sketch of doubles and not in the second.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_difference_double.html}
 */
export function tuple_difference_double(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("tuple_difference_double", asColumn(col1), asColumn(col2));
}
/**
 * What is in the first tuple sketch of integers and not in the second.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_difference_integer.html}
 */
export function tuple_difference_integer(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("tuple_difference_integer", asColumn(col1), asColumn(col2));
}
/**
 * What is in a tuple sketch of doubles and not in a theta sketch.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_difference_theta_double.html}
 */
export function tuple_difference_theta_double(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("tuple_difference_theta_double", asColumn(col1), asColumn(col2));
}
/**
 * What is in a tuple sketch of integers and not in a theta sketch.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_difference_theta_integer.html}
 */
export function tuple_difference_theta_integer(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("tuple_difference_theta_integer", asColumn(col1), asColumn(col2));
}
/**
 * What the tuple sketches of doubles of the group have in common.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_agg_double.html}
 */
export function tuple_intersection_agg_double(col: ColumnOrName, mode?: Column | string): Column {
  return fn("tuple_intersection_agg_double", asColumn(col), asValue(mode));
}
/**
 * What the tuple sketches of integers of the group have in common.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_agg_integer.html}
 */
export function tuple_intersection_agg_integer(col: ColumnOrName, mode?: Column | string): Column {
  return fn("tuple_intersection_agg_integer", asColumn(col), asValue(mode));
}
/**
 * What two tuple sketches of doubles have in common.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_double.html}
 */
export function tuple_intersection_double(col1: ColumnOrName, col2: ColumnOrName, mode?: Column | string): Column {
  return fn("tuple_intersection_double", asColumn(col1), asColumn(col2), asValue(mode));
}
/**
 * What two tuple sketches of integers have in common.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_integer.html}
 */
export function tuple_intersection_integer(col1: ColumnOrName, col2: ColumnOrName, mode?: Column | string): Column {
  return fn("tuple_intersection_integer", asColumn(col1), asColumn(col2), asValue(mode));
}
/**
 * What a tuple sketch of doubles and a theta sketch have in common.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_theta_double.html}
 */
export function tuple_intersection_theta_double(
  col1: ColumnOrName,
  col2: ColumnOrName,
  mode?: Column | string,
): Column {
  return fn("tuple_intersection_theta_double", asColumn(col1), asColumn(col2), asValue(mode));
}
/**
 * What a tuple sketch of integers and a theta sketch have in common.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_theta_integer.html}
 */
export function tuple_intersection_theta_integer(
  col1: ColumnOrName,
  col2: ColumnOrName,
  mode?: Column | string,
): Column {
  return fn("tuple_intersection_theta_integer", asColumn(col1), asColumn(col2), asValue(mode));
}
/**
 * A tuple sketch of keys and doubles of the group, as bytes.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_agg_double.html}
 */
export function tuple_sketch_agg_double(
  key: ColumnOrName,
  summary: ColumnOrName,
  lgNomEntries?: Column | number,
  mode?: Column | string,
): Column {
  return fn(
    "tuple_sketch_agg_double",
    asColumn(key),
    asColumn(summary),
    asValue(lgNomEntries) ?? asValue(12),
    asValue(mode) ?? asValue("sum"),
  );
}
/**
 * A tuple sketch of keys and integers of the group, as bytes.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_agg_integer.html}
 */
export function tuple_sketch_agg_integer(
  key: ColumnOrName,
  summary: ColumnOrName,
  lgNomEntries?: Column | number,
  mode?: Column | string,
): Column {
  return fn(
    "tuple_sketch_agg_integer",
    asColumn(key),
    asColumn(summary),
    asValue(lgNomEntries) ?? asValue(12),
    asValue(mode) ?? asValue("sum"),
  );
}
/**
 * About how many keys a tuple sketch of doubles has seen.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_estimate_double.html}
 */
export function tuple_sketch_estimate_double(col: ColumnOrName): Column {
  return fn("tuple_sketch_estimate_double", asColumn(col));
}
/**
 * About how many keys a tuple sketch of integers has seen.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_estimate_integer.html}
 */
export function tuple_sketch_estimate_integer(col: ColumnOrName): Column {
  return fn("tuple_sketch_estimate_integer", asColumn(col));
}
/**
 * The values of a tuple sketch of doubles as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_summary_double.html}
 */
export function tuple_sketch_summary_double(col: ColumnOrName, mode?: Column | string): Column {
  return fn("tuple_sketch_summary_double", asColumn(col), asValue(mode));
}
/**
 * The values of a tuple sketch of integers as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_summary_integer.html}
 */
export function tuple_sketch_summary_integer(col: ColumnOrName, mode?: Column | string): Column {
  return fn("tuple_sketch_summary_integer", asColumn(col), asValue(mode));
}
/**
 * The share of keys that a tuple sketch of doubles keeps.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_theta_double.html}
 */
export function tuple_sketch_theta_double(col: ColumnOrName): Column {
  return fn("tuple_sketch_theta_double", asColumn(col));
}
/**
 * The share of keys that a tuple sketch of integers keeps.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_theta_integer.html}
 */
export function tuple_sketch_theta_integer(col: ColumnOrName): Column {
  return fn("tuple_sketch_theta_integer", asColumn(col));
}
/**
 * The tuple sketches of doubles of the group as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_agg_double.html}
 */
export function tuple_union_agg_double(
  col: ColumnOrName,
  lgNomEntries?: Column | number,
  mode?: Column | string,
): Column {
  return fn(
    "tuple_union_agg_double",
    asColumn(col),
    asValue(lgNomEntries) ?? asValue(12),
    asValue(mode) ?? asValue("sum"),
  );
}
/**
 * The tuple sketches of integers of the group as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_agg_integer.html}
 */
export function tuple_union_agg_integer(
  col: ColumnOrName,
  lgNomEntries?: Column | number,
  mode?: Column | string,
): Column {
  return fn(
    "tuple_union_agg_integer",
    asColumn(col),
    asValue(lgNomEntries) ?? asValue(12),
    asValue(mode) ?? asValue("sum"),
  );
}
/**
 * Two tuple sketches of doubles as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_double.html}
 */
export function tuple_union_double(
  col1: ColumnOrName,
  col2: ColumnOrName,
  lgNomEntries?: Column | number,
  mode?: Column | string,
): Column {
  return fn(
    "tuple_union_double",
    asColumn(col1),
    asColumn(col2),
    asValue(lgNomEntries) ?? asValue(12),
    asValue(mode) ?? asValue("sum"),
  );
}
/**
 * Two tuple sketches of integers as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_integer.html}
 */
export function tuple_union_integer(
  col1: ColumnOrName,
  col2: ColumnOrName,
  lgNomEntries?: Column | number,
  mode?: Column | string,
): Column {
  return fn(
    "tuple_union_integer",
    asColumn(col1),
    asColumn(col2),
    asValue(lgNomEntries) ?? asValue(12),
    asValue(mode) ?? asValue("sum"),
  );
}
/**
 * A tuple sketch of doubles and a theta sketch as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_theta_double.html}
 */
export function tuple_union_theta_double(
  col1: ColumnOrName,
  col2: ColumnOrName,
  lgNomEntries?: Column | number,
  mode?: Column | string,
): Column {
  return fn(
    "tuple_union_theta_double",
    asColumn(col1),
    asColumn(col2),
    asValue(lgNomEntries) ?? asValue(12),
    asValue(mode) ?? asValue("sum"),
  );
}
/**
 * A tuple sketch of integers and a theta sketch as one.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_theta_integer.html}
 */
export function tuple_union_theta_integer(
  col1: ColumnOrName,
  col2: ColumnOrName,
  lgNomEntries?: Column | number,
  mode?: Column | string,
): Column {
  return fn(
    "tuple_union_theta_integer",
    asColumn(col1),
    asColumn(col2),
    asValue(lgNomEntries) ?? asValue(12),
    asValue(mode) ?? asValue("sum"),
  );
}
