/** Spark's internal numbers to and from Temporal values. All arithmetic is exact. */
import { temporal, type Temporal } from "./temporal.ts";

const US_PER_DAY_BIG = 86_400_000_000n;

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days since 1970-01-01 to a proleptic Gregorian date (Howard Hinnant's algorithm). */
export function civilFromDays(days: number): CivilDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function dateFromDays(days: number): Temporal.PlainDate {
  const { year, month, day } = civilFromDays(days);
  return new (temporal().PlainDate)(year, month, day);
}

export function daysOfDate(date: CivilDate): number {
  return daysFromCivil(date.year, date.month, date.day);
}

export function instantFromMicros(micros: bigint): Temporal.Instant {
  return new (temporal().Instant)(micros * 1000n);
}

export function instantFromNanos(nanos: bigint): Temporal.Instant {
  return new (temporal().Instant)(nanos);
}

/** Rounds down to a microsecond. */
export function microsOfInstant(instant: Temporal.Instant): bigint {
  return floorDiv(instant.epochNanoseconds, 1000n);
}

export function dateTimeFromMicros(micros: bigint): Temporal.PlainDateTime {
  const days = floorDiv(micros, US_PER_DAY_BIG);
  const rest = Number(micros - days * US_PER_DAY_BIG);
  const { year, month, day } = civilFromDays(Number(days));
  const seconds = Math.floor(rest / 1_000_000);
  return new (temporal().PlainDateTime)(
    year,
    month,
    day,
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    seconds % 60,
    Math.floor(rest / 1000) % 1000,
    rest % 1000,
  );
}

export function dateTimeFromNanos(nanos: bigint): Temporal.PlainDateTime {
  const micros = floorDiv(nanos, 1000n);
  return dateTimeFromMicros(micros).with({ nanosecond: Number(nanos - micros * 1000n) });
}

export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly microsecond: number;
  readonly nanosecond: number;
}

const secondsOf = (t: ClockTime): number => t.hour * 3600 + t.minute * 60 + t.second;

/** Microseconds since 1970-01-01 00:00, nanoseconds cut off. */
export function microsOfDateTime(value: CivilDate & ClockTime): bigint {
  const inDay = secondsOf(value) * 1_000_000 + value.millisecond * 1000 + value.microsecond;
  return BigInt(daysOfDate(value)) * US_PER_DAY_BIG + BigInt(inDay);
}

export function timeFromNanos(nanos: bigint | number): Temporal.PlainTime {
  const ns = Number(nanos);
  const seconds = Math.floor(ns / 1e9);
  return new (temporal().PlainTime)(
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    seconds % 60,
    Math.floor(ns / 1e6) % 1000,
    Math.floor(ns / 1000) % 1000,
    ns % 1000,
  );
}

export function nanosOfTime(value: ClockTime): bigint {
  return BigInt(secondsOf(value) * 1e9 + value.millisecond * 1e6 + value.microsecond * 1000 + value.nanosecond);
}

/** A day-time interval as days, hours, minutes, seconds and parts of seconds. */
export function durationFromMicros(micros: bigint): Temporal.Duration {
  const days = Number(micros / US_PER_DAY_BIG);
  const rest = Number(micros % US_PER_DAY_BIG);
  // A negative zero would be refused nowhere, but shows: add 0.
  return new (temporal().Duration)(
    0,
    0,
    0,
    days,
    Math.trunc(rest / 3_600_000_000) + 0,
    (Math.trunc(rest / 60_000_000) % 60) + 0,
    (Math.trunc(rest / 1_000_000) % 60) + 0,
    (Math.trunc(rest / 1000) % 1000) + 0,
    (rest % 1000) + 0,
  );
}

export function durationFromMonths(months: number): Temporal.Duration {
  return new (temporal().Duration)(Math.trunc(months / 12) + 0, (months % 12) + 0);
}

/** The time part of a duration in microseconds (a week is 7 days, a day 24 hours), nanoseconds cut off. */
export function microsOfDuration(value: Temporal.Duration): bigint {
  const hours = (BigInt(value.weeks) * 7n + BigInt(value.days)) * 24n + BigInt(value.hours);
  const nanos =
    (hours * 60n + BigInt(value.minutes)) * 60_000_000_000n +
    BigInt(value.seconds) * 1_000_000_000n +
    BigInt(value.milliseconds) * 1_000_000n +
    BigInt(value.microseconds) * 1000n +
    BigInt(value.nanoseconds);
  return nanos / 1000n;
}

export function monthsOfDuration(value: Temporal.Duration): number {
  return value.years * 12 + value.months;
}

export function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b < 0n ? q - 1n : q;
}
