/** Dates, timestamps and times as Spark's casts read them: leniently in their parts, strictly as a whole. */
import { daysFromCivil } from "../types/calendar.ts";
import { isZone, parseTime } from "../sql/datetime-text.ts";
import { fixedOffsetSeconds, localToUtcMicros } from "../types/time-zone.ts";

/** Characters up to the blank, and DEL, do not count at both ends. */
export function trimBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}
function isBlank(code: number): boolean {
  return code <= 32 || code === 127;
}
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] as number));
}

/** Days since the epoch: `2020`, `2020-1`, `2020-1-2`, the last also followed by a blank or T and anything. */
export function dateOfText(given: string): number | undefined {
  const text = trimBlanks(given);
  let at = 0;
  const first = text.charCodeAt(0);
  const sign = first === 45 ? -1 : 1;
  if (first === 45 || first === 43) at = 1;
  const parts = [1, 1, 1];
  let part = 0;
  let [value, digits] = [0, 0];
  const complete = (): boolean => (part === 0 ? digits >= 4 && digits <= 7 : digits >= 1 && digits <= 2);
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      value = value * 10 + code - 48;
      digits++;
    } else if (code === 45 && part < 2) {
      if (!complete()) return undefined;
      parts[part++] = value;
      [value, digits] = [0, 0];
    } else if (code === 32 || code === 84) {
      // Only a whole date may be followed by something else.
      if (part < 2) return undefined;
      break;
    } else return undefined;
  }
  if (!complete()) return undefined;
  parts[part] = value;
  const [year, month, day] = [sign * (parts[0] as number), parts[1] as number, parts[2] as number];
  return isDate(year, month, day) ? daysFromCivil(year, month, day) : undefined;
}

export interface MomentText {
  /** The wall clock; of a time alone: since midnight. */
  readonly micros: bigint;
  readonly timeOnly: boolean;
  /** As written; absent: the session's. */
  readonly zone?: string | undefined;
}
/** Year, month, day, hour, minute, second, fraction. */
type Parts = [number, number, number, number, number, number, number];
function partIsComplete(part: number, digits: number): boolean {
  if (part === 6) return true;
  return part === 0 ? digits >= 4 && digits <= 6 : digits >= 1 && digits <= 2;
}
const [DASH, PLUS, COLON, DOT, BLANK, T] = [45, 43, 58, 46, 32, 84];

/** `yyyy[-[m]m[-[d]d[ |T][h]h:[m]m[:[s]s[.f][zone]]]]` or a time alone; a zone only after the seconds. */
export function momentOfText(given: string): MomentText | undefined {
  const text = trimBlanks(given);
  if (text === "") return undefined;
  const parts: Parts = [1, 1, 1, 0, 0, 0, 0];
  let [part, at, value, digits, fraction] = [0, 0, 0, 0, 0];
  let timeOnly = false;
  let zone: string | undefined;
  let sign = 1;
  const signed = text.charCodeAt(0) === DASH || text.charCodeAt(0) === PLUS;
  if (signed) {
    sign = text.charCodeAt(0) === DASH ? -1 : 1;
    at = 1;
  }
  const close = (): boolean => {
    if (!partIsComplete(part, digits)) return false;
    parts[part] = value;
    [value, digits] = [0, 0];
    part++;
    return true;
  };
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      if (part === 6) {
        fraction++;
        if (fraction <= 6) value = value * 10 + code - 48;
      } else value = value * 10 + code - 48;
      digits++;
      continue;
    }
    if (at === 0 && code === T) {
      timeOnly = true;
      part = 3;
    } else if (part < 2 && code === DASH) {
      if (!close()) return undefined;
    } else if (part === 0 && code === COLON && !signed) {
      timeOnly = true;
      part = 3;
      if (!close()) return undefined;
    } else if (part === 2 && (code === BLANK || code === T)) {
      if (!close()) return undefined;
    } else if ((part === 3 || part === 4) && code === COLON) {
      if (!close()) return undefined;
    } else if (part === 5 && code === DOT) {
      if (!close()) return undefined;
    } else if (part === 5 || part === 6) {
      if (!close()) return undefined;
      zone = text.slice(at).trim();
      break;
    } else return undefined;
  }
  if (zone === undefined && !close()) return undefined;
  for (let i = Math.min(fraction, 6); i < 6; i++) parts[6] *= 10;
  return momentOf(parts, sign, timeOnly, zone);
}
function momentOf(parts: Parts, sign: number, timeOnly: boolean, zone: string | undefined): MomentText | undefined {
  const [y, month, day, hour, minute, second, micros] = parts;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  if (zone !== undefined && !zoneIsKnown(zone)) return undefined;
  const year = sign * y;
  if (!timeOnly && !isDate(year, month, day)) return undefined;
  const days = timeOnly ? 0 : daysFromCivil(year, month, day);
  const seconds = days * 86400 + hour * 3600 + minute * 60 + second;
  const total = BigInt(seconds) * 1_000_000n + BigInt(micros);
  // Only years of six digits can go beyond 64 bits.
  return y > 290_000 && BigInt.asIntN(64, total) !== total ? undefined : { micros: total, timeOnly, zone };
}
const known = new Map<string, boolean>();
function zoneIsKnown(zone: string): boolean {
  let is = known.get(zone);
  if (is === undefined) {
    is = isZone(zone);
    known.set(zone, is);
  }
  return is;
}
/** Seconds east of UTC in the zone at a wall clock time. */
export function offsetAt(local: bigint, zone: string): number {
  const fixed = fixedOffsetSeconds(zone);
  if (fixed !== undefined) return fixed;
  // In a gap this is the offset before it, which no longer holds at the instant itself.
  return Number((local - localToUtcMicros(local, zone)) / 1_000_000n);
}

/** Nanoseconds of the day; T may stand before it, AM or PM after it. */
export function timeOfText(given: string): bigint | undefined {
  const text = trimBlanks(given);
  return parseTime(text.startsWith("T") ? text.slice(1) : text)?.nanos;
}
