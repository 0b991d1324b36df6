/** Partitions of tables. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";

/**
 * Partitions of a table by hash.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bucket.html}
 */
export function bucket(numBuckets: Column | number, col: ColumnOrName): Column {
  return fn("bucket", asValue(numBuckets), asColumn(col));
}
/**
 * Partitions of a table by day.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.days.html}
 */
export function days(col: ColumnOrName): Column {
  return fn("days", asColumn(col));
}
/**
 * Partitions of a table by hour.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hours.html}
 */
export function hours(col: ColumnOrName): Column {
  return fn("hours", asColumn(col));
}
/**
 * Partitions of a table by month.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.months.html}
 */
export function months(col: ColumnOrName): Column {
  return fn("months", asColumn(col));
}
/**
 * Partitions of a table by year.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.years.html}
 */
export function years(col: ColumnOrName): Column {
  return fn("years", asColumn(col));
}
