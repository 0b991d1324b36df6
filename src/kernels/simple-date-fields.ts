/**
 * What the fields that a SimpleDateFormat read mean together, as Java's GregorianCalendar decides it where it is strict:
 * the date comes from those that were written last, and all others must agree with it.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Calendar.html
 */
import { civilFromDays, daysFromCivil } from "../types/calendar.ts";
import type { Reading } from "./datetime-pattern-parse.ts";

/** By letter, in the order in which they were read; weekdays are 1 (Monday) to 7. */
export type SimpleFields = ReadonlyMap<string, number>;

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** Before the Gregorian calendar every fourth year was a leap year; its first days took the place of ten others. */
function lastDay(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year <= 1582 || year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] as number);
}
function wasLeftOut(year: number, month: number, day: number): boolean {
  return year === 1582 && month === 10 && within(day, 5, 14);
}

/** Undefined where the fields contradict each other. */
export function resolveSimple(fields: SimpleFields, zone: string | undefined): Reading | undefined {
  const days = dateOf(fields);
  const secondOfDay = days === undefined ? undefined : clockOf(fields);
  const millis = fields.get("S") ?? 0;
  if (days === undefined || secondOfDay === undefined || !within(millis, 0, 999)) return undefined;
  return { days, secondOfDay, nanos: millis * 1_000_000, zone };
}

/**
 * What the fields mean where the calendar is lenient, as that of Spark's older readers of JSON and CSV is: what is beyond
 * a field's range runs over into the next. `fractionDigits`: how many digits of the second the pattern has.
 */
export function resolveLenient(f: SimpleFields, zone: string | undefined, fractionDigits: number): Reading | undefined {
  const day = f.get("d");
  const isWeekly = ["Y", "w", "W", "F", "E"].some((letter) => f.has(letter));
  const shown = f.get("y") ?? 1970;
  const year = f.get("G") === 0 ? 1 - shown : shown;
  const months = (f.get("M") ?? 1) - 1;
  const first = daysFromCivil(year + Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1);
  const date =
    day === undefined && isWeekly
      ? dateOf(f)
      : day === undefined && f.has("D")
        ? daysFromCivil(year, 1, 1) + (f.get("D") as number) - 1
        : first + (day ?? 1) - 1;
  if (date === undefined) return undefined;
  const half = f.has("h") ? (f.get("h") as number) % 12 : f.get("K");
  const whole = f.get("H") ?? (f.get("k") === 24 ? 0 : f.get("k"));
  const hour = whole ?? (half ?? 0) + (f.get("a") === 1 ? 12 : 0);
  const fraction = (f.get("S") ?? 0) / 10 ** fractionDigits;
  const seconds = hour * 3600 + (f.get("m") ?? 0) * 60 + (f.get("s") ?? 0) + Math.floor(fraction);
  const days = date + Math.floor(seconds / 86_400);
  const nanos = Math.round((fraction - Math.floor(fraction)) * 1e6) * 1000;
  return { days, secondOfDay: seconds - Math.floor(seconds / 86_400) * 86_400, nanos, zone };
}

function clockOf(f: SimpleFields): number | undefined {
  const half = f.has("h") ? (f.get("h") as number) % 12 : f.get("K");
  if (!within(f.get("h") ?? 1, 1, 12) || !within(f.get("K") ?? 0, 0, 11) || !within(f.get("k") ?? 1, 1, 24)) {
    return undefined;
  }
  const whole = f.get("H") ?? (f.has("k") ? (f.get("k") as number) % 24 : undefined);
  const hour = whole ?? (half ?? 0) + (f.get("a") === 1 ? 12 : 0);
  if (half !== undefined && half !== hour % 12) return undefined;
  if (f.has("a") && f.get("a") !== Math.floor(hour / 12)) return undefined;
  const [minute, second] = [f.get("m") ?? 0, f.get("s") ?? 0];
  if (!within(hour, 0, 23) || !within(minute, 0, 59) || !within(second, 0, 59)) return undefined;
  return hour * 3600 + minute * 60 + second;
}

/** Sunday 0. */
function sundayBased(weekday: number): number {
  return weekday % 7;
}
/** The Sunday on which the week of January 1 begins. */
function firstWeek(year: number): number {
  const january = daysFromCivil(year, 1, 1);
  return january - sundayBased(isoWeekday(january));
}

function dateOf(f: SimpleFields): number | undefined {
  const order = [...f.keys()];
  const stamp = (letter: string): number => order.indexOf(letter) + 1;
  const shown = f.get("y") ?? 1970;
  if (!within(shown, 1, 999_999)) return undefined;
  const year = f.get("G") === 0 ? 1 - shown : shown;
  if (stamp("Y") > stamp("y")) {
    const week = f.get("w") ?? 1;
    const weekYear = f.get("Y") as number;
    return within(week, 1, 53) && within(weekYear, 1, 999_999)
      ? firstWeek(weekYear) + (week - 1) * 7 + sundayBased(f.get("E") ?? 7)
      : undefined;
  }
  const month = f.get("M") ?? 1;
  if (!within(month, 1, 12)) return undefined;
  const [d, dayOfYear, week] = [stamp("d"), stamp("D"), stamp("w")];
  const weekday = stamp("E");
  // With a weekday a week counts from where the later of both was written.
  const byWeek = week > 0 ? Math.max(week, weekday) : 0;
  const byWeekOfMonth = stamp("W") > 0 ? Math.max(stamp("W"), weekday) : 0;
  const byWeekdayInMonth =
    stamp("F") > 0 || (weekday > 0 && week === 0 && stamp("W") === 0) ? Math.max(stamp("F"), weekday) : 0;
  const last =
    d > 0 || dayOfYear > 0
      ? Math.max(d, dayOfYear, ...pairs(f, byWeek, byWeekOfMonth, byWeekdayInMonth))
      : Math.max(byWeek, byWeekOfMonth, byWeekdayInMonth);
  const firstOfMonth = daysFromCivil(year, month, 1);
  let days: number;
  if (last === 0 || last === d) {
    const day = f.get("d") ?? 1;
    if (!within(day, 1, lastDay(year, month)) || wasLeftOut(year, month, day)) return undefined;
    days = daysFromCivil(year, month, day);
  } else if (last === dayOfYear) days = daysFromCivil(year, 1, f.get("D") as number);
  else if (last === byWeekOfMonth) {
    const sunday = firstOfMonth - sundayBased(isoWeekday(firstOfMonth));
    days = sunday + ((f.get("W") as number) - 1) * 7 + sundayBased(f.get("E") ?? 7);
  } else if (last === byWeekdayInMonth) {
    const wanted = f.get("E") ?? 7;
    days = firstOfMonth + ((wanted - isoWeekday(firstOfMonth) + 7) % 7) + ((f.get("F") ?? 1) - 1) * 7;
  } else days = firstWeek(year) + ((f.get("w") as number) - 1) * 7 + sundayBased(f.get("E") ?? 7);
  return agrees(f, days) ? days : undefined;
}
/** Weeks stand against days only together with their weekday. */
function pairs(f: SimpleFields, ...stamps: readonly number[]): readonly number[] {
  const hasWeekday = f.has("E");
  return ["w", "W", "F"].map((letter, i) => (hasWeekday && f.has(letter) ? (stamps[i] as number) : 0));
}
/** Whether the date has all the fields that were written. */
function agrees(f: SimpleFields, days: number): boolean {
  const { year, month, day } = civilFromDays(days);
  const isOld = days < GREGORIAN_START;
  const matches = (letter: string, value: number): boolean => (f.get(letter) ?? value) === value;
  if (!matches("E", weekdayOf(year, month, day))) return false;
  // A leap day that only the Julian calendar had is another day in this one.
  if (isOld) return true;
  const dayOfYear = days - daysFromCivil(year, 1, 1) + 1;
  return (
    matches("y", year > 0 ? year : 1 - year) && matches("M", month) && matches("d", day) && matches("D", dayOfYear)
  );
}

/** The last day of the Julian calendar, which Java's older classes keep to before. */
const GREGORIAN_START = -141_427;
/** Monday 1. */
export function weekdayOf(year: number, month: number, day: number): number {
  const days = daysFromCivil(year, month, day);
  return isoWeekday(days < GREGORIAN_START ? daysFromJulian(year, month, day) : days);
}
function daysFromJulian(year: number, month: number, day: number): number {
  const late = month <= 2 ? 1 : 0;
  const y = year + 4800 - late;
  const m = month + 12 * late - 3;
  return day + Math.floor((153 * m + 2) / 5) + 365 * y + Math.floor(y / 4) - 32_083 - 2_440_588;
}
export function isoWeekday(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}
