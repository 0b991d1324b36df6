/** Dates and times made of parts, numbers and texts, and the reverse. */
import type { Column } from "./column.ts";
import { asColumn, asValue, fn } from "./build.ts";
import type { ColumnOrName } from "./expression-input.ts";
import { PySparkValueError } from "../types/spark-error.ts";

/**
 * A date or timestamp as a string in a pattern.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_format.html}
 * @example
 * ```ts
 * spark.sql("SELECT DATE'2024-01-31' AS d").select(F.date_format("d", "dd.MM.yyyy"));
 * ```
 */
export function date_format(date: ColumnOrName, format: string): Column {
  return fn("date_format", asColumn(date), asValue(format));
}
/**
 * The date so many days after 1970-01-01.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_from_unix_date.html}
 */
export function date_from_unix_date(days: ColumnOrName): Column {
  return fn("date_from_unix_date", asColumn(days));
}
/**
 * Seconds since 1970 as a string in a pattern, in the session's time zone.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.from_unixtime.html}
 */
export function from_unixtime(timestamp: ColumnOrName, format = "yyyy-MM-dd HH:mm:ss"): Column {
  return fn("from_unixtime", asColumn(timestamp), asValue(format));
}
/**
 * The timestamp read as UTC, as the time of day and date it is in a zone.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.from_utc_timestamp.html}
 */
export function from_utc_timestamp(timestamp: ColumnOrName, tz: Column | string): Column {
  return fn("from_utc_timestamp", asColumn(timestamp), asValue(tz));
}
/**
 * The date of a year, month and day.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_date.html}
 */
export function make_date(year: ColumnOrName, month: ColumnOrName, day: ColumnOrName): Column {
  return fn("make_date", asColumn(year), asColumn(month), asColumn(day));
}
/**
 * An interval of days, hours, minutes and seconds.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_dt_interval.html}
 */
export function make_dt_interval(
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
): Column {
  return fn(
    "make_dt_interval",
    asColumn(days) ?? asValue(0),
    asColumn(hours) ?? asValue(0),
    asColumn(mins) ?? asValue(0),
    asColumn(secs) ?? asValue(0),
  );
}
/**
 * An interval of years, months, weeks, days, hours, minutes and seconds.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_interval.html}
 */
export function make_interval(
  years?: ColumnOrName,
  months?: ColumnOrName,
  weeks?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
): Column {
  return fn(
    "make_interval",
    asColumn(years) ?? asValue(0),
    asColumn(months) ?? asValue(0),
    asColumn(weeks) ?? asValue(0),
    asColumn(days) ?? asValue(0),
    asColumn(hours) ?? asValue(0),
    asColumn(mins) ?? asValue(0),
    asColumn(secs) ?? asValue(0),
  );
}
/**
 * The time of day of an hour, minute and second.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_time.html}
 */
export function make_time(hour: ColumnOrName, minute: ColumnOrName, second: ColumnOrName): Column {
  return fn("make_time", asColumn(hour), asColumn(minute), asColumn(second));
}
/**
 * The timestamp of its parts, in a zone (the session's by default).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_timestamp_ltz.html}
 */
export function make_timestamp_ltz(
  years: ColumnOrName,
  months: ColumnOrName,
  days: ColumnOrName,
  hours: ColumnOrName,
  mins: ColumnOrName,
  secs: ColumnOrName,
  timezone?: ColumnOrName,
): Column {
  return fn(
    "make_timestamp_ltz",
    asColumn(years),
    asColumn(months),
    asColumn(days),
    asColumn(hours),
    asColumn(mins),
    asColumn(secs),
    asColumn(timezone),
  );
}
/**
 * An interval of years and months.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_ym_interval.html}
 */
export function make_ym_interval(years?: ColumnOrName, months?: ColumnOrName): Column {
  return fn("make_ym_interval", asColumn(years) ?? asValue(0), asColumn(months) ?? asValue(0));
}
/**
 * The time of day so many microseconds after midnight.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_from_micros.html}
 */
export function time_from_micros(col: ColumnOrName): Column {
  return fn("time_from_micros", asColumn(col));
}
/**
 * The time of day so many milliseconds after midnight.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_from_millis.html}
 */
export function time_from_millis(col: ColumnOrName): Column {
  return fn("time_from_millis", asColumn(col));
}
/**
 * The time of day so many seconds after midnight.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_from_seconds.html}
 */
export function time_from_seconds(col: ColumnOrName): Column {
  return fn("time_from_seconds", asColumn(col));
}
/**
 * The microseconds since midnight.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_to_micros.html}
 */
export function time_to_micros(col: ColumnOrName): Column {
  return fn("time_to_micros", asColumn(col));
}
/**
 * The milliseconds since midnight.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_to_millis.html}
 */
export function time_to_millis(col: ColumnOrName): Column {
  return fn("time_to_millis", asColumn(col));
}
/**
 * The seconds since midnight.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_to_seconds.html}
 */
export function time_to_seconds(col: ColumnOrName): Column {
  return fn("time_to_seconds", asColumn(col));
}
/**
 * The timestamp so many microseconds after 1970.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_micros.html}
 */
export function timestamp_micros(col: ColumnOrName): Column {
  return fn("timestamp_micros", asColumn(col));
}
/**
 * The timestamp so many milliseconds after 1970.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_millis.html}
 */
export function timestamp_millis(col: ColumnOrName): Column {
  return fn("timestamp_millis", asColumn(col));
}
/**
 * The timestamp so many nanoseconds after 1970.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_nanos.html}
 */
export function timestamp_nanos(col: ColumnOrName): Column {
  return fn("timestamp_nanos", asColumn(col));
}
/**
 * The timestamp so many seconds after 1970.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_seconds.html}
 */
export function timestamp_seconds(col: ColumnOrName): Column {
  return fn("timestamp_seconds", asColumn(col));
}
/**
 * The date a string stands for in a pattern (or as a cast reads it).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_date.html}
 * @example
 * ```ts
 * spark.range(1).select(F.to_date(lit("31.01.2024"), "dd.MM.yyyy"));
 * ```
 */
export function to_date(col: ColumnOrName, format?: string): Column {
  return fn("to_date", asColumn(col), asValue(format));
}
/**
 * The time of day a string stands for in a pattern.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_time.html}
 */
export function to_time(str: ColumnOrName, format?: ColumnOrName): Column {
  return fn("to_time", asColumn(str), asColumn(format));
}
/**
 * The timestamp a string stands for in a pattern (or as a cast reads it).
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_timestamp.html}
 * @example
 * ```ts
 * spark.range(1).select(F.to_timestamp(lit("2024-01-31 10:30:00")));
 * ```
 */
export function to_timestamp(col: ColumnOrName, format?: string): Column {
  return fn("to_timestamp", asColumn(col), asValue(format));
}
/**
 * The timestamp a string stands for in a pattern, in the session's time zone.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_timestamp_ltz.html}
 */
export function to_timestamp_ltz(timestamp: ColumnOrName, format?: ColumnOrName): Column {
  return fn("to_timestamp_ltz", asColumn(timestamp), asColumn(format));
}
/**
 * The timestamp without zone a string stands for in a pattern.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_timestamp_ntz.html}
 */
export function to_timestamp_ntz(timestamp: ColumnOrName, format?: ColumnOrName): Column {
  return fn("to_timestamp_ntz", asColumn(timestamp), asColumn(format));
}
/**
 * The seconds since 1970 of a timestamp, or of a string in a pattern.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_unix_timestamp.html}
 */
export function to_unix_timestamp(timestamp: ColumnOrName, format?: ColumnOrName): Column {
  return fn("to_unix_timestamp", asColumn(timestamp), asColumn(format));
}
/**
 * The time of day and date in a zone, as the timestamp it is in UTC.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_utc_timestamp.html}
 */
export function to_utc_timestamp(timestamp: ColumnOrName, tz: Column | string): Column {
  return fn("to_utc_timestamp", asColumn(timestamp), asValue(tz));
}
/**
 * {@link make_interval} that gives null where the parts do not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_make_interval.html}
 */
export function try_make_interval(
  years?: ColumnOrName,
  months?: ColumnOrName,
  weeks?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
): Column {
  return fn(
    "try_make_interval",
    asColumn(years) ?? asValue(0),
    asColumn(months) ?? asValue(0),
    asColumn(weeks) ?? asValue(0),
    asColumn(days) ?? asValue(0),
    asColumn(hours) ?? asValue(0),
    asColumn(mins) ?? asValue(0),
    asColumn(secs) ?? asValue(0),
  );
}
/**
 * {@link make_timestamp_ltz} that gives null where the parts do not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_make_timestamp_ltz.html}
 */
export function try_make_timestamp_ltz(
  years: ColumnOrName,
  months: ColumnOrName,
  days: ColumnOrName,
  hours: ColumnOrName,
  mins: ColumnOrName,
  secs: ColumnOrName,
  timezone?: ColumnOrName,
): Column {
  return fn(
    "try_make_timestamp_ltz",
    asColumn(years),
    asColumn(months),
    asColumn(days),
    asColumn(hours),
    asColumn(mins),
    asColumn(secs),
    asColumn(timezone),
  );
}
/**
 * {@link to_date} that gives null where the string does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_date.html}
 */
export function try_to_date(col: ColumnOrName, format?: string): Column {
  return fn("try_to_date", asColumn(col), asValue(format));
}
/**
 * {@link to_time} that gives null where the string does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_time.html}
 */
export function try_to_time(str: ColumnOrName, format?: ColumnOrName): Column {
  return fn("try_to_time", asColumn(str), asColumn(format));
}
/**
 * {@link to_timestamp} that gives null where the string does not fit.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_timestamp.html}
 */
export function try_to_timestamp(col: ColumnOrName, format?: ColumnOrName): Column {
  return fn("try_to_timestamp", asColumn(col), asColumn(format));
}
/**
 * The days since 1970-01-01.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_date.html}
 */
export function unix_date(col: ColumnOrName): Column {
  return fn("unix_date", asColumn(col));
}
/**
 * The microseconds since 1970.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_micros.html}
 */
export function unix_micros(col: ColumnOrName): Column {
  return fn("unix_micros", asColumn(col));
}
/**
 * The milliseconds since 1970.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_millis.html}
 */
export function unix_millis(col: ColumnOrName): Column {
  return fn("unix_millis", asColumn(col));
}
/**
 * The nanoseconds since 1970.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_nanos.html}
 */
export function unix_nanos(col: ColumnOrName): Column {
  return fn("unix_nanos", asColumn(col));
}
/**
 * The seconds since 1970.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_seconds.html}
 */
export function unix_seconds(col: ColumnOrName): Column {
  return fn("unix_seconds", asColumn(col));
}
/**
 * The seconds since 1970: of now without an argument, of a timestamp, or of a string in a pattern.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.unix_timestamp(lit("2024-01-31 10:30:00")));
 * ```
 */
export function unix_timestamp(timestamp?: ColumnOrName, format = "yyyy-MM-dd HH:mm:ss"): Column {
  return timestamp === undefined ? fn("unix_timestamp") : fn("unix_timestamp", asColumn(timestamp), asValue(format));
}

/** The parts of a timestamp by name: year to second, or a date and a time of day. */
export interface TimestampParts {
  readonly years?: ColumnOrName | undefined;
  readonly months?: ColumnOrName | undefined;
  readonly days?: ColumnOrName | undefined;
  readonly hours?: ColumnOrName | undefined;
  readonly mins?: ColumnOrName | undefined;
  readonly secs?: ColumnOrName | undefined;
  readonly timezone?: ColumnOrName | undefined;
  readonly date?: ColumnOrName | undefined;
  readonly time?: ColumnOrName | undefined;
}

function isParts(value: unknown): value is TimestampParts {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function timestampOf(name: string, parts: TimestampParts): Column {
  const { years, months, days, hours, mins, secs, timezone, date, time } = parts;
  const clock = [years, months, days, hours, mins, secs];
  if (clock.every((part) => part === undefined)) return fn(name, ...[date, time, timezone].map((p) => asColumn(p)));
  if (date !== undefined || time !== undefined) {
    throw new PySparkValueError("CANNOT_SET_TOGETHER", { arg_list: "years|months|days|hours|mins|secs and date|time" });
  }
  return fn(name, ...clock.map((part) => asColumn(part)), asColumn(timezone));
}

/**
 * The timestamp of year to second in a zone (the session's by default), or of a date and a time of day; all may be given by name
 * (`{ date, time }`). Parts that make none raise an error in ANSI mode, both forms together `CANNOT_SET_TOGETHER`.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.make_timestamp(lit(2024), lit(1), lit(31), lit(10), lit(30), lit(0)));
 * ```
 */
export function make_timestamp(
  years?: ColumnOrName | TimestampParts,
  months?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
  timezone?: ColumnOrName,
  date?: ColumnOrName,
  time?: ColumnOrName,
): Column {
  const parts = isParts(years) ? years : { years, months, days, hours, mins, secs, timezone, date, time };
  return timestampOf("make_timestamp", parts);
}
/** {@link make_timestamp} that gives null where the parts do not fit. */
export function try_make_timestamp(
  years?: ColumnOrName | TimestampParts,
  months?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
  timezone?: ColumnOrName,
  date?: ColumnOrName,
  time?: ColumnOrName,
): Column {
  const parts = isParts(years) ? years : { years, months, days, hours, mins, secs, timezone, date, time };
  return timestampOf("try_make_timestamp", parts);
}
/** The timestamp without zone of year to second, or of a date and a time of day (also by name). */
export function make_timestamp_ntz(
  years?: ColumnOrName | TimestampParts,
  months?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
  date?: ColumnOrName,
  time?: ColumnOrName,
): Column {
  const parts = isParts(years) ? years : { years, months, days, hours, mins, secs, date, time };
  return timestampOf("make_timestamp_ntz", parts);
}
/** {@link make_timestamp_ntz} that gives null where the parts do not fit. */
export function try_make_timestamp_ntz(
  years?: ColumnOrName | TimestampParts,
  months?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
  date?: ColumnOrName,
  time?: ColumnOrName,
): Column {
  const parts = isParts(years) ? years : { years, months, days, hours, mins, secs, date, time };
  return timestampOf("try_make_timestamp_ntz", parts);
}
