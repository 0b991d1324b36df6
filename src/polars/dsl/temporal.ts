/** `px.dt.*`: dates, datetimes and durations. */
import { fn, type Px, type PxJson } from "../px.ts";
import type { PolarsTimeUnit } from "../polars-type.ts";

const US: PolarsTimeUnit = "Microseconds";
function dtFn(name: PxJson, ...input: readonly Px[]): Px {
  return fn({ TemporalExpr: name }, ...input);
}
export function millennium(px: Px): Px {
  return dtFn("Millennium", px);
}
export function century(px: Px): Px {
  return dtFn("Century", px);
}
/** Int32. */
export function year(px: Px): Px {
  return dtFn("Year", px);
}
export function isLeapYear(px: Px): Px {
  return dtFn("IsLeapYear", px);
}
/** Int32. */
export function isoYear(px: Px): Px {
  return dtFn("IsoYear", px);
}
/** Int8, as all parts below except where noted. */
export function quarter(px: Px): Px {
  return dtFn("Quarter", px);
}
export function month(px: Px): Px {
  return dtFn("Month", px);
}
export function daysInMonth(px: Px): Px {
  return dtFn("DaysInMonth", px);
}
/** ISO week. */
export function week(px: Px): Px {
  return dtFn("Week", px);
}
/** ISO: Monday 1 .. Sunday 7. */
export function weekday(px: Px): Px {
  return dtFn("WeekDay", px);
}
export function day(px: Px): Px {
  return dtFn("Day", px);
}
/** Int16. */
export function ordinalDay(px: Px): Px {
  return dtFn("OrdinalDay", px);
}
export function hour(px: Px): Px {
  return dtFn("Hour", px);
}
export function minute(px: Px): Px {
  return dtFn("Minute", px);
}
export function second(px: Px): Px {
  return dtFn("Second", px);
}
/** Int32, within the second. */
export function millisecond(px: Px): Px {
  return dtFn("Millisecond", px);
}
export function microsecond(px: Px): Px {
  return dtFn("Microsecond", px);
}
export function nanosecond(px: Px): Px {
  return dtFn("Nanosecond", px);
}
/** The date of a datetime. */
export function date(px: Px): Px {
  return dtFn("Date", px);
}
/** The time of day of a datetime (Polars' Time). */
export function time(px: Px): Px {
  return dtFn("Time", px);
}
/** Int64; whole units, or a float with fractions. */
export function totalDays(px: Px): Px {
  return dtFn({ TotalDays: { fractional: false } }, px);
}
export function totalHours(px: Px): Px {
  return dtFn({ TotalHours: { fractional: false } }, px);
}
export function totalMinutes(px: Px): Px {
  return dtFn({ TotalMinutes: { fractional: false } }, px);
}
export function totalSeconds(px: Px): Px {
  return dtFn({ TotalSeconds: { fractional: false } }, px);
}
export function totalMilliseconds(px: Px): Px {
  return dtFn({ TotalMilliseconds: { fractional: false } }, px);
}
export function totalMicroseconds(px: Px): Px {
  return dtFn({ TotalMicroseconds: { fractional: false } }, px);
}
/** A chrono format. */
export function toString(px: Px, format: string): Px {
  return dtFn({ ToString: format }, px);
}
export function castTimeUnit(px: Px, unit: PolarsTimeUnit = US): Px {
  return dtFn({ CastTimeUnit: unit }, px);
}
export function withTimeUnit(px: Px, unit: PolarsTimeUnit): Px {
  return dtFn({ WithTimeUnit: unit }, px);
}
/** The number since the epoch in a unit. */
export function timestamp(px: Px, unit: PolarsTimeUnit = US): Px {
  return dtFn({ TimeStamp: unit }, px);
}
/** The start of the period ("1d", "1mo", "1q", "1y", "1w", "1h" ..) a moment lies in. */
export function truncate(px: Px, every: Px): Px {
  return dtFn("Truncate", px, every);
}
export function round(px: Px, every: Px): Px {
  return dtFn("Round", px, every);
}
/** Adds a text duration such as "1mo" or "-2d"; the end of the month is kept within the month. */
export function offsetBy(px: Px, by: Px): Px {
  return dtFn("OffsetBy", px, by);
}
/** From a datetime with a zone to another zone: the moment stays. */
export function convertTimeZone(px: Px, zone: string): Px {
  return dtFn({ ConvertTimeZone: { inner: zone } }, px);
}
/**
 * Reads the wall clock in a zone (null: takes the zone off). `ambiguous`: "raise", "earliest", "latest" or "null" for a
 * time that happens twice; `nonExistent` for one that never happens.
 */
export function replaceTimeZone(px: Px, zone: string | null, ambiguous: Px, nonExistent: "Raise" | "Null"): Px {
  return dtFn({ ReplaceTimeZone: [zone === null ? null : { inner: zone }, nonExistent] }, px, ambiguous);
}
/** Duration of the zone's standard offset at the moment. */
export function baseUtcOffset(px: Px): Px {
  return dtFn("BaseUtcOffset", px);
}
export function dstOffset(px: Px): Px {
  return dtFn("DSTOffset", px);
}
/** A date and a Polars Time make a datetime. */
export function combine(date_: Px, time_: Px): Px {
  return dtFn({ Combine: US }, date_, time_);
}
/** year, month, day, hour, minute, second, microsecond; an impossible date is an error of the whole query. */
export function datetime(parts: readonly [Px, Px, Px, Px, Px, Px, Px], ambiguous: Px): Px {
  return dtFn({ DatetimeFunction: { time_unit: US, time_zone: null } }, ...parts, ambiguous);
}
/** weeks, days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds. */
export function duration(parts: readonly [Px, Px, Px, Px, Px, Px, Px, Px]): Px {
  return dtFn({ Duration: US }, ...parts);
}
/** year, month, day, hour, minute, second, microsecond. */
export function replace(px: Px, parts: readonly [Px, Px, Px, Px, Px, Px, Px], ambiguous: Px): Px {
  return dtFn("Replace", px, ...parts, ambiguous);
}
