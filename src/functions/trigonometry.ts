/** Angles and hyperbolic functions. */
import type { Column } from "./column.ts";
import { asColumn, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * The angle in radians whose cosine this is.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.acos.html}
 */
export function acos(col: ColumnOrName): Column {
  return fn("acos", asColumn(col));
}
/**
 * The inverse hyperbolic cosine.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.acosh.html}
 */
export function acosh(col: ColumnOrName): Column {
  return fn("acosh", asColumn(col));
}
/**
 * The angle in radians whose sine this is.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asin.html}
 */
export function asin(col: ColumnOrName): Column {
  return fn("asin", asColumn(col));
}
/**
 * The inverse hyperbolic sine.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asinh.html}
 */
export function asinh(col: ColumnOrName): Column {
  return fn("asinh", asColumn(col));
}
/**
 * The angle in radians whose tangent this is.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.atan.html}
 */
export function atan(col: ColumnOrName): Column {
  return fn("atan", asColumn(col));
}
/**
 * The angle in radians of the point with y `col1` and x `col2`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.atan2.html}
 */
export function atan2(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("atan2", asColumn(col1), asColumn(col2));
}
/**
 * The inverse hyperbolic tangent.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.atanh.html}
 */
export function atanh(col: ColumnOrName): Column {
  return fn("atanh", asColumn(col));
}
/**
 * The cosine of an angle in radians.
 * The last bit may be another than that of Spark on x86-64, whose Java takes the processor for it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cos.html}
 */
export function cos(col: ColumnOrName): Column {
  return fn("cos", asColumn(col));
}
/**
 * The hyperbolic cosine.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cosh.html}
 */
export function cosh(col: ColumnOrName): Column {
  return fn("cosh", asColumn(col));
}
/**
 * The cotangent of an angle in radians.
 * The last bit may be another than that of Spark on x86-64, whose Java takes the processor for it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cot.html}
 */
export function cot(col: ColumnOrName): Column {
  return fn("cot", asColumn(col));
}
/**
 * The cosecant of an angle in radians.
 * The last bit may be another than that of Spark on x86-64, whose Java takes the processor for it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.csc.html}
 */
export function csc(col: ColumnOrName): Column {
  return fn("csc", asColumn(col));
}
/**
 * An angle in radians as degrees.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.degrees.html}
 */
export function degrees(col: ColumnOrName): Column {
  return fn("degrees", asColumn(col));
}
/**
 * The length of the hypotenuse over two sides.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hypot.html}
 */
export function hypot(col1: ColumnOrName, col2: ColumnOrName): Column {
  return fn("hypot", asColumn(col1), asColumn(col2));
}
/**
 * An angle in degrees as radians.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.radians.html}
 */
export function radians(col: ColumnOrName): Column {
  return fn("radians", asColumn(col));
}
/**
 * The secant of an angle in radians.
 * The last bit may be another than that of Spark on x86-64, whose Java takes the processor for it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sec.html}
 */
export function sec(col: ColumnOrName): Column {
  return fn("sec", asColumn(col));
}
/**
 * The sine of an angle in radians.
 * The last bit may be another than that of Spark on x86-64, whose Java takes the processor for it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sin.html}
 */
export function sin(col: ColumnOrName): Column {
  return fn("sin", asColumn(col));
}
/**
 * The hyperbolic sine.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sinh.html}
 */
export function sinh(col: ColumnOrName): Column {
  return fn("sinh", asColumn(col));
}
/**
 * The tangent of an angle in radians.
 * The last bit may be another than that of Spark on x86-64, whose Java takes the processor for it.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tan.html}
 */
export function tan(col: ColumnOrName): Column {
  return fn("tan", asColumn(col));
}
/**
 * The hyperbolic tangent.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tanh.html}
 */
export function tanh(col: ColumnOrName): Column {
  return fn("tanh", asColumn(col));
}
