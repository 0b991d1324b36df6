/** Prints moments by a pattern. */
import { civilFromDays } from "../types/calendar.ts";
import { namesOf, type NumberField, type NumberItem, type PatternItem } from "./datetime-pattern.ts";
import { zoneName } from "./zone-names.ts";

/** A moment taken apart: the wall clock, and where it hangs. */
export interface Moment {
  /** Days since the epoch and seconds of the day, of the wall clock. */
  days: number;
  secondOfDay: number;
  nanos: number;
  /** Seconds east of UTC. */
  offset: number;
  zone: string;
}
export type Printer = (moment: Moment) => string;

interface Parts extends Moment {
  year: number;
  month: number;
  day: number;
}

export function printerOf(items: readonly PatternItem[]): Printer {
  const printers = items.map(printer);
  const parts: Parts = { days: 0, secondOfDay: 0, nanos: 0, offset: 0, zone: "UTC", year: 1970, month: 1, day: 1 };
  return (moment) => {
    if (moment.days !== parts.days) {
      const civil = civilFromDays(moment.days);
      parts.days = moment.days;
      parts.year = civil.year;
      parts.month = civil.month;
      parts.day = civil.day;
    }
    parts.secondOfDay = moment.secondOfDay;
    parts.nanos = moment.nanos;
    parts.offset = moment.offset;
    parts.zone = moment.zone;
    let text = "";
    for (const print of printers) text += print(parts);
    return text;
  };
}

function printer(item: PatternItem): (p: Parts) => string {
  switch (item.kind) {
    case "literal":
      return () => item.text;
    case "number":
      return number(item);
    case "text": {
      const names = namesOf(item.field, item.full);
      const at = TEXT_INDEX[item.field];
      return (p) => names[at(p)] as string;
    }
    case "fraction": {
      const unit = 10 ** (9 - item.max);
      return (p) => String(Math.floor(p.nanos / unit)).padStart(item.max, "0");
    }
    case "offset":
      return (p) => offsetText(p.offset, item.digits, item.zero);
    case "gmt":
      return (p) => gmtText(p.offset, item.full);
    case "zoneId":
      return (p) => p.zone;
    case "zoneName":
      return (p) => zoneName(p.zone, p.days * 86400 + p.secondOfDay - p.offset, item.full, item.generic);
    case "optional": {
      const inner = item.items.map(printer);
      return (p) => inner.map((print) => print(p)).join("");
    }
  }
}

function dayOfYear(p: Parts): number {
  const january1 = p.days - DAYS_BEFORE[p.month - 1]! - (p.month > 2 && isLeap(p.year) ? 1 : 0) - p.day + 1;
  return p.days - january1 + 1;
}
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
export function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
/** Monday 0. */
function weekday(p: Parts): number {
  return (((p.days + 3) % 7) + 7) % 7;
}
const hourOf = (p: Parts): number => Math.floor(p.secondOfDay / 3600);
const TEXT_INDEX = {
  month: (p: Parts): number => p.month - 1,
  quarter: (p: Parts): number => Math.floor((p.month - 1) / 3),
  weekday,
  era: (p: Parts): number => (p.year > 0 ? 1 : 0),
  ampm: (p: Parts): number => (hourOf(p) < 12 ? 0 : 1),
};
const VALUE: { readonly [field in NumberField]: (p: Parts) => number } = {
  year: (p) => p.year,
  yearOfEra: (p) => (p.year > 0 ? p.year : 1 - p.year),
  month: (p) => p.month,
  quarter: (p) => Math.floor((p.month - 1) / 3) + 1,
  day: (p) => p.day,
  dayOfYear,
  dayInWeekOfMonth: (p) => ((p.day - 1) % 7) + 1,
  hour: hourOf,
  hour12: (p) => hourOf(p) % 12,
  clock12: (p) => ((hourOf(p) + 11) % 12) + 1,
  clock24: (p) => ((hourOf(p) + 23) % 24) + 1,
  minute: (p) => Math.floor(p.secondOfDay / 60) % 60,
  second: (p) => p.secondOfDay % 60,
};
function number(item: NumberItem): (p: Parts) => string {
  const { min, sign, reduced } = item;
  const value = VALUE[item.field];
  if (reduced) return (p) => String(Math.abs(value(p)) % 100).padStart(2, "0");
  if (min === 2 && item.field !== "year") return (p) => two(value(p));
  return (p) => {
    const n = value(p);
    const digits = String(Math.abs(n)).padStart(min, "0");
    if (n < 0) return `-${digits}`;
    return sign === "exceedsPad" && digits.length > min ? `+${digits}` : digits;
  };
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
function offsetText(offset: number, digits: 1 | 2 | 3 | 4 | 5, zero: string): string {
  if (offset === 0) return zero;
  const size = Math.abs(offset);
  const [h, m, s] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  // Below the digits shown an offset may be none at all.
  if (h === 0 && m === 0 && digits < 4) return zero;
  const colon = digits === 3 || digits === 5 ? ":" : "";
  let text = `${offset < 0 ? "-" : "+"}${two(h)}`;
  if (digits > 1 || m > 0) text += `${colon}${two(m)}`;
  if (digits > 3 && s > 0) text += `${colon}${two(s)}`;
  return text;
}
function gmtText(offset: number, full: boolean): string {
  if (offset === 0) return "GMT";
  const size = Math.abs(offset);
  const [h, m, s] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  const sign = offset < 0 ? "-" : "+";
  if (full) return `GMT${sign}${two(h)}:${two(m)}${s > 0 ? `:${two(s)}` : ""}`;
  return `GMT${sign}${h}${m > 0 || s > 0 ? `:${two(m)}` : ""}${s > 0 ? `:${two(s)}` : ""}`;
}
