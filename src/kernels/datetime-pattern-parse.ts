/** Reads moments by a pattern, strictly: fields out of range or at odds with each other are refused. */
import { daysFromCivil } from "../types/calendar.ts";
import { fixedOffsetSeconds, isTimeZone } from "../types/time-zone.ts";
import { isLeap } from "./datetime-pattern-format.ts";
import { namesOf, type NumberField, type NumberItem, type PatternItem, type TextField } from "./datetime-pattern.ts";
import { zoneOfName } from "./zone-names.ts";

/** What a text says; fields it does not mention have their defaults (1970-01-01 00:00:00). */
export interface Reading {
  readonly days: number;
  readonly secondOfDay: number;
  readonly nanos: number;
  /** A zone or offset in the text. */
  readonly zone?: string | undefined;
}
export type TextReader = (text: string) => Reading | undefined;

type Fields = { [field in NumberField | "era" | "ampm" | "nanos" | "weekday"]?: number | undefined } & {
  zone?: string | undefined;
};
/** Reads at a position and gives the position behind, or -1. */
type Step = (text: string, at: number, fields: Fields) => number;

export function readerOf(items: readonly PatternItem[]): TextReader {
  const steps = items.map(step);
  return (text) => {
    const fields: Fields = {};
    const end = run(steps, text, 0, fields);
    return end === text.length ? resolve(fields) : undefined;
  };
}
/** Where a text stops to fit, in the words of Java's errors; nothing where its fields are at odds. */
export function misfit(items: readonly PatternItem[], text: string): string {
  const fields: Fields = {};
  let at = 0;
  for (const s of items.map(step)) {
    const end = s(text, at, fields);
    if (end < 0) return ` at index ${at}`;
    at = end;
  }
  return at < text.length ? `, unparsed text found at index ${at}` : "";
}
function run(steps: readonly Step[], text: string, from: number, fields: Fields): number {
  let at = from;
  for (const s of steps) {
    at = s(text, at, fields);
    if (at < 0) return -1;
  }
  return at;
}
/** The same field twice must have the same value. */
function put(fields: Fields, field: Exclude<keyof Fields, "zone">, value: number): boolean {
  const old = fields[field];
  fields[field] = value;
  return old === undefined || old === value;
}

function step(item: PatternItem): Step {
  switch (item.kind) {
    case "literal":
      return literal(item.text);
    case "number":
      return number(item);
    case "text":
      return names(item.field, item.full);
    case "fraction":
      return fraction(item.min, item.max);
    case "offset":
      return offset(item.digits, item.zero);
    case "gmt":
      return gmt(item.full);
    case "zoneId":
    case "zoneName":
      return zone(item.kind === "zoneName");
    case "optional": {
      const inner = item.items.map(step);
      return (text, at, fields) => {
        const copy = { ...fields };
        const end = run(inner, text, at, copy);
        if (end < 0) return at;
        Object.assign(fields, copy);
        return end;
      };
    }
  }
}
function literal(expected: string): Step {
  const lower = expected.toLowerCase();
  return (text, at) => {
    if (text.startsWith(expected, at)) return at + expected.length;
    return text.slice(at, at + expected.length).toLowerCase() === lower ? at + expected.length : -1;
  };
}
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at) - 48;
  return code >= 0 && code <= 9 ? code : -1;
}
function number({ field, min, max, sign, reduced, following, fixed }: NumberItem): Step {
  const widest = fixed ? max : max + following;
  return (text, start, fields) => {
    let at = start;
    let signed = "";
    const first = text[at];
    if (first === "+" || first === "-") {
      if (sign === "notNegative" || (sign === "normal" && first === "+")) return -1;
      signed = first;
      at++;
    }
    let end = at;
    const limit = Math.min(at + widest, text.length);
    while (end < limit && digitAt(text, end) >= 0) end++;
    if (end - at < min) return -1;
    // The digits that the numbers behind need are left to them.
    if (following > 0 && !fixed) end = at + Math.max(min, end - at - following);
    let value = 0;
    for (let i = at; i < end; i++) value = value * 10 + digitAt(text, i);
    if (signed === "-") {
      if (value === 0) return -1;
      value = -value;
    } else if (sign === "exceedsPad" && (signed === "+" ? end - at <= min : end - at > min)) return -1;
    if (reduced) value += 2000;
    return put(fields, field, value) ? end : -1;
  };
}
const TEXT_FIELD: { readonly [field in TextField]: readonly [keyof Omit<Fields, "zone">, first: number] } = {
  month: ["month", 1],
  quarter: ["quarter", 1],
  weekday: ["weekday", 1],
  era: ["era", 0],
  ampm: ["ampm", 0],
};
function names(textField: TextField, full: boolean): Step {
  const [field, first] = TEXT_FIELD[textField];
  const known = namesOf(textField, full)
    .map((name, i) => ({ name: name.toLowerCase(), value: i + first }))
    .sort((a, b) => b.name.length - a.name.length);
  return (text, at, fields) => {
    const here = text.slice(at, at + 20).toLowerCase();
    const found = known.find(({ name }) => here.startsWith(name));
    return found !== undefined && put(fields, field, found.value) ? at + found.name.length : -1;
  };
}
function fraction(min: number, max: number): Step {
  return (text, at, fields) => {
    let [end, value] = [at, 0];
    while (end < at + max && digitAt(text, end) >= 0) value = value * 10 + digitAt(text, end++);
    if (end - at < min) return -1;
    return put(fields, "nanos", value * 10 ** (9 - (end - at))) ? end : -1;
  };
}

function offsetName(negative: boolean, h: number, m: number, s: number): string | undefined {
  if (h > 18 || m > 59 || s > 59 || h * 3600 + m * 60 + s > 18 * 3600) return undefined;
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${negative ? "-" : "+"}${two(h)}:${two(m)}${s > 0 ? `:${two(s)}` : ""}`;
}
function putZone(fields: Fields, name: string | undefined, end: number): number {
  if (name === undefined || (fields.zone !== undefined && fields.zone !== name)) return -1;
  fields.zone = name;
  return end;
}
function offset(digits: 1 | 2 | 3 | 4 | 5, zero: string): Step {
  const colon = digits === 3 || digits === 5;
  const needed = digits === 1 ? 1 : 2;
  const allowed = digits === 1 ? 2 : digits > 3 ? 3 : 2;
  return (text, at, fields) => {
    const sign = text[at];
    if (sign === "+" || sign === "-") {
      const parts: number[] = [];
      let end = at + 1;
      for (let part = 0; part < allowed; part++) {
        let from = end;
        if (part > 0 && colon) {
          if (text[from] !== ":") break;
          from++;
        }
        const [a, b] = [digitAt(text, from), digitAt(text, from + 1)];
        if (a < 0 || b < 0) break;
        parts.push(a * 10 + b);
        end = from + 2;
      }
      if (parts.length >= needed)
        return putZone(fields, offsetName(sign === "-", parts[0]!, parts[1] ?? 0, parts[2] ?? 0), end);
    }
    const name = text.slice(at, at + zero.length).toLowerCase();
    return name === zero.toLowerCase() ? putZone(fields, "+00:00", at + zero.length) : -1;
  };
}
const GMT_FULL = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/i;
const GMT_SHORT = /^GMT(?:([+-])(\d{1,2})(?::(\d\d)(?::(\d\d))?)?)?/i;
function gmt(full: boolean): Step {
  return (text, at, fields) => {
    const m = (full ? GMT_FULL : GMT_SHORT).exec(text.slice(at, at + 16));
    if (m === null) return -1;
    return putZone(
      fields,
      offsetName(m[1] === "-", Number(m[2] ?? 0), Number(m[3] ?? 0), Number(m[4] ?? 0)),
      at + m[0].length,
    );
  };
}
/** The longest text from here that names a zone. */
function zone(byName: boolean): Step {
  return (text, at, fields) => {
    const candidate = /^[A-Za-z0-9/_+\-:~]+/.exec(text.slice(at, at + 64))?.[0] ?? "";
    for (let length = candidate.length; length > 0; length--) {
      const id = candidate.slice(0, length);
      const name = (byName ? zoneOfName(id) : undefined) ?? (isZoneId(id) ? id : undefined);
      if (name !== undefined) return putZone(fields, name, at + length);
    }
    return -1;
  };
}
function isZoneId(id: string): boolean {
  if (id === "Z" || fixedOffsetSeconds(id) !== undefined) return true;
  return /^[A-Z]/.test(id) && isTimeZone(id);
}

const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;
/** Fields of the clock brought to the hour of the day; undefined where one is out of its range. */
function resolveHour(f: Fields): number | undefined {
  let half = f.hour12;
  if (f.clock12 !== undefined) {
    if (!within(f.clock12, 1, 12)) return undefined;
    if (half !== undefined && half !== f.clock12 % 12) return undefined;
    half = f.clock12 % 12;
  }
  if (half !== undefined && !within(half, 0, 11)) return undefined;
  let hour = f.hour;
  if (f.clock24 !== undefined) {
    if (!within(f.clock24, 1, 24)) return undefined;
    if (hour !== undefined && hour !== f.clock24 % 24) return undefined;
    hour = f.clock24 % 24;
  }
  if (hour === undefined) {
    // Noon, where only the half of the day is known.
    if (half === undefined) return f.ampm === 1 ? 12 : 0;
    return half + (f.ampm === 1 ? 12 : 0);
  }
  if (!within(hour, 0, 23)) return undefined;
  if (half !== undefined && half !== hour % 12) return undefined;
  return f.ampm !== undefined && f.ampm !== (hour < 12 ? 0 : 1) ? undefined : hour;
}
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
function resolveYear(f: Fields): number | undefined {
  if (f.yearOfEra === undefined) return f.year ?? 1970;
  if (f.yearOfEra < 1) return undefined;
  // A year of an era that is not named says nothing.
  if (f.era === undefined) return 1970;
  return f.era === 1 ? f.yearOfEra : 1 - f.yearOfEra;
}
function resolveDays(f: Fields): number | undefined {
  const year = resolveYear(f);
  if (year === undefined || Math.abs(year) > 999_999) return undefined;
  if (f.dayOfYear !== undefined && (f.month === undefined || f.day === undefined)) {
    if (!within(f.dayOfYear, 1, isLeap(year) ? 366 : 365)) return undefined;
    const days = daysFromCivil(year, 1, 1) + f.dayOfYear - 1;
    if (f.month === undefined) return days;
    const start = daysFromCivil(year, f.month, 1);
    return days >= start && days < start + lastDay(year, f.month) ? days : undefined;
  }
  const [month, day] = [f.month ?? 1, f.day ?? 1];
  if (!within(month, 1, 12) || !within(day, 1, lastDay(year, month))) return undefined;
  const days = daysFromCivil(year, month, day);
  const disagrees = f.dayOfYear !== undefined && days - daysFromCivil(year, 1, 1) + 1 !== f.dayOfYear;
  return disagrees ? undefined : days;
}
function lastDay(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}
function resolve(f: Fields): Reading | undefined {
  const hour = resolveHour(f);
  const days = resolveDays(f);
  const [minute, second] = [f.minute ?? 0, f.second ?? 0];
  if (hour === undefined || days === undefined || !within(minute, 0, 59) || !within(second, 0, 59)) return undefined;
  return { days, secondOfDay: hour * 3600 + minute * 60 + second, nanos: f.nanos ?? 0, zone: f.zone };
}
