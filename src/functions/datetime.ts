/** Dates and times: the current ones, parts, arithmetic. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrLiteral, ColumnOrName } from "./expression-input.ts";

/**
 * The date so many months later.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.add_months.html}
 * @example
 * ```ts
 * spark.sql("SELECT DATE'2024-01-31' AS d").select(F.add_months("d", 1));
 * ```
 */
export function add_months(start: ColumnOrName, months: ColumnOrName): Column {
  return fn("add_months", asColumn(start), asColumn(months));
}
/**
 * The date at the start of the query.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.curdate.html}
 */
export function curdate(): Column {
  return fn("curdate");
}
/**
 * The date at the start of the query.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_date.html}
 * @example
 * ```ts
 * spark.range(1).select(F.current_date());
 * ```
 */
export function current_date(): Column {
  return fn("current_date");
}
/**
 * The time of day at the start of the query, with `precision` digits of a second (6).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_time.html}
 */
export function current_time(precision?: number): Column {
  return fn("current_time", asValue(precision));
}
/**
 * The moment at the start of the query.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_timestamp.html}
 * @example
 * ```ts
 * spark.range(1).select(F.current_timestamp());
 * ```
 */
export function current_timestamp(): Column {
  return fn("current_timestamp");
}
/**
 * The session's time zone.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_timezone.html}
 */
export function current_timezone(): Column {
  return fn("current_timezone");
}
/**
 * The date so many days later.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_add.html}
 * @example
 * ```ts
 * spark.sql("SELECT DATE'2024-01-31' AS d").select(F.date_add("d", 1));
 * ```
 */
export function date_add(start: ColumnOrName, days: ColumnOrName): Column {
  return fn("date_add", asColumn(start), asColumn(days));
}
/**
 * The days from `start` to `end`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_diff.html}
 */
export function date_diff(end: ColumnOrName, start: ColumnOrName): Column {
  return fn("date_diff", asColumn(end), asColumn(start));
}
/**
 * The named part of a date, timestamp or interval.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_part.html}
 */
export function date_part(field: ColumnOrLiteral, source: ColumnOrName): Column {
  return fn("date_part", asValue(field), asColumn(source));
}
/**
 * The date so many days earlier.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_sub.html}
 */
export function date_sub(start: ColumnOrName, days: ColumnOrName): Column {
  return fn("date_sub", asColumn(start), asColumn(days));
}
/**
 * The timestamp cut down to the start of a unit such as `month` or `hour`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_trunc.html}
 * @example
 * ```ts
 * spark.sql("SELECT TIMESTAMP'2024-01-31 10:30:00' AS t").select(F.date_trunc("month", "t"));
 * ```
 */
export function date_trunc(format: string, timestamp: ColumnOrName): Column {
  return fn("date_trunc", asValue(format), asColumn(timestamp));
}
/**
 * The date so many days later.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dateadd.html}
 */
export function dateadd(start: ColumnOrName, days: ColumnOrName): Column {
  return fn("dateadd", asColumn(start), asColumn(days));
}
/**
 * The days from `start` to `end`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.datediff.html}
 * @example
 * ```ts
 * spark.sql("SELECT DATE'2024-01-31' AS d").select(F.datediff(F.current_date(), "d"));
 * ```
 */
export function datediff(end: ColumnOrName, start: ColumnOrName): Column {
  return fn("datediff", asColumn(end), asColumn(start));
}
/**
 * The named part of a date, timestamp or interval.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.datepart.html}
 */
export function datepart(field: ColumnOrLiteral, source: ColumnOrName): Column {
  return fn("datepart", asValue(field), asColumn(source));
}
/**
 * The day of the month.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.day.html}
 */
export function day(col: ColumnOrName): Column {
  return fn("day", asColumn(col));
}
/**
 * The short name of the day of the week.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dayname.html}
 */
export function dayname(col: ColumnOrName): Column {
  return fn("dayname", asColumn(col));
}
/**
 * The day of the month.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dayofmonth.html}
 */
export function dayofmonth(col: ColumnOrName): Column {
  return fn("dayofmonth", asColumn(col));
}
/**
 * The day of the week, 1 for Sunday.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dayofweek.html}
 */
export function dayofweek(col: ColumnOrName): Column {
  return fn("dayofweek", asColumn(col));
}
/**
 * The day of the year.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dayofyear.html}
 */
export function dayofyear(col: ColumnOrName): Column {
  return fn("dayofyear", asColumn(col));
}
/**
 * The named part of a date, timestamp or interval.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.extract.html}
 */
export function extract(field: ColumnOrLiteral, source: ColumnOrName): Column {
  return fn("extract", asValue(field), asColumn(source));
}
/**
 * The hour of a timestamp.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hour.html}
 */
export function hour(col: ColumnOrName): Column {
  return fn("hour", asColumn(col));
}
/**
 * The last day of the date's month.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.last_day.html}
 */
export function last_day(date: ColumnOrName): Column {
  return fn("last_day", asColumn(date));
}
/**
 * The time of day and date at the start of the query, without zone.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.localtimestamp.html}
 */
export function localtimestamp(): Column {
  return fn("localtimestamp");
}
/**
 * The minute of a timestamp.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.minute.html}
 */
export function minute(col: ColumnOrName): Column {
  return fn("minute", asColumn(col));
}
/**
 * The month of a date.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.month.html}
 * @example
 * ```ts
 * spark.sql("SELECT DATE'2024-01-31' AS d").select(F.month("d"));
 * ```
 */
export function month(col: ColumnOrName): Column {
  return fn("month", asColumn(col));
}
/**
 * The short name of the month.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.monthname.html}
 */
export function monthname(col: ColumnOrName): Column {
  return fn("monthname", asColumn(col));
}
/**
 * The months from `date2` to `date1`, with a fraction, rounded to 8 digits unless `roundOff` is false.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.months_between.html}
 */
export function months_between(date1: ColumnOrName, date2: ColumnOrName, roundOff = true): Column {
  return fn("months_between", asColumn(date1), asColumn(date2), asValue(roundOff));
}
/**
 * The first day after the date that is this day of the week.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.next_day.html}
 */
export function next_day(date: ColumnOrName, dayOfWeek: string): Column {
  return fn("next_day", asColumn(date), asValue(dayOfWeek));
}
/**
 * The moment at the start of the query.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.now.html}
 */
export function now(): Column {
  return fn("now");
}
/**
 * The quarter of the year.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.quarter.html}
 */
export function quarter(col: ColumnOrName): Column {
  return fn("quarter", asColumn(col));
}
/**
 * The second of a timestamp.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.second.html}
 */
export function second(col: ColumnOrName): Column {
  return fn("second", asColumn(col));
}
/**
 * Windows over time that close after a gap without rows.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.session_window.html}
 */
export function session_window(timeColumn: ColumnOrName, gapDuration: Column | string): Column {
  return fn("session_window", asColumn(timeColumn), asValue(gapDuration));
}
/**
 * The start of the bucket of a size that the timestamp falls into, counted from `origin`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_bucket.html}
 */
export function time_bucket(bucket_size: ColumnOrLiteral, ts: ColumnOrName, origin?: ColumnOrLiteral): Column {
  return fn("time_bucket", asValue(bucket_size), asColumn(ts), asValue(origin));
}
/**
 * The whole units from one time of day to another.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_diff.html}
 */
export function time_diff(unit: ColumnOrName, start: ColumnOrName, end: ColumnOrName): Column {
  return fn("time_diff", asColumn(unit), asColumn(start), asColumn(end));
}
/**
 * The time of day cut down to the start of a unit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_trunc.html}
 */
export function time_trunc(unit: ColumnOrName, time: ColumnOrName): Column {
  return fn("time_trunc", asColumn(unit), asColumn(time));
}
/**
 * The timestamp a number of units later.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_add.html}
 */
export function timestamp_add(unit: string, quantity: ColumnOrName, ts: ColumnOrName): Column {
  return fn("timestampadd", asValue(unit), asColumn(quantity), asColumn(ts));
}
/**
 * The whole units from `start` to `end`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_diff.html}
 */
export function timestamp_diff(unit: string, start: ColumnOrName, end: ColumnOrName): Column {
  return fn("timestampdiff", asValue(unit), asColumn(start), asColumn(end));
}
/**
 * The date cut down to the start of a unit such as `year` or `month`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.trunc.html}
 */
export function trunc(date: ColumnOrName, format: string): Column {
  return fn("trunc", asColumn(date), asValue(format));
}
/**
 * The day of the week, 0 for Monday.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.weekday.html}
 */
export function weekday(col: ColumnOrName): Column {
  return fn("weekday", asColumn(col));
}
/**
 * The week of the year by ISO 8601.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.weekofyear.html}
 */
export function weekofyear(col: ColumnOrName): Column {
  return fn("weekofyear", asColumn(col));
}
/**
 * The time that stands for a window: its end, less a microsecond.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.window_time.html}
 */
export function window_time(windowColumn: ColumnOrName): Column {
  return fn("window_time", asColumn(windowColumn));
}
/**
 * The year of a date.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.year.html}
 * @example
 * ```ts
 * spark.sql("SELECT DATE'2024-01-31' AS d").select(F.year("d"));
 * ```
 */
export function year(col: ColumnOrName): Column {
  return fn("year", asColumn(col));
}
/**
 * Windows of a duration over time, such as `10 minutes`; those of a slide shorter than the duration overlap. `startTime` moves
 * their starts from the epoch.
 *
 * @example
 * ```ts
 * spark.sql("SELECT TIMESTAMP'2024-01-31 10:34:00' AS t").groupBy(F.window("t", "10 minutes")).count();
 * ```
 */
export function window(
  timeColumn: ColumnOrName,
  windowDuration: string,
  slideDuration?: string,
  startTime?: string,
): Column {
  const slide = startTime === undefined ? asValue(slideDuration) : asValue(slideDuration ?? windowDuration);
  return fn("window", asColumn(timeColumn), asValue(windowDuration), slide, asValue(startTime));
}
/** A time of day and date in one zone (the session's where it is null) as that in another. */
export function convert_timezone(
  sourceTz: ColumnOrLiteral | null,
  targetTz: ColumnOrLiteral,
  sourceTs: ColumnOrName,
): Column {
  const source = sourceTz === null ? undefined : asValue(sourceTz);
  return fn("convert_timezone", source, asValue(targetTz), asColumn(sourceTs));
}
