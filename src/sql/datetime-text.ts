/** Dates, timestamps and times in the forms Spark's casts and literals accept. */

export interface DateTimeFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
  /** The digits of the second's fraction as written. */
  readonly fraction: string;
  /** Offset or region as written; absent: the session's. */
  readonly zone?: string;
  /** Only a time of day was given. */
  readonly timeOnly: boolean;
}

const DATE_FORM = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s;
const TIMESTAMP_FORM =
  /^(?:([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2}))?)?)?(?:(^T?|[ T])(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?( ?(?:[A-Z]|[+-]\d).*)?)?$/is;
const TRIM = /^[\s\0-\x20\x7f]+|[\s\0-\x20\x7f]+$/g;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Days since the epoch, or undefined where the text is no date. */
export function parseDate(text: string): number | undefined {
  const match = DATE_FORM.exec(text.replace(TRIM, ""));
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  if (!isDate(year, month, day)) return undefined;
  const days = daysFromCivil(year, month, day);
  return days === (days | 0) ? days : undefined;
}

const OFFSET = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{1,2})(?::?(\d{2}))?)?$/;

/** Java's short names for zones that `Intl` does not know. */
const SHORT_ZONES: ReadonlySet<string> = new Set(
  "ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT EST HST IET IST JST MIT MST NET NST PLT PNT PRT PST SST VST Zulu".split(
    " ",
  ),
);

/** A zone as Spark's `getZoneId` takes it. */
export function isZone(zone: string): boolean {
  if (SHORT_ZONES.has(zone)) return true;
  const offset = OFFSET.exec(zone);
  if (offset !== null) {
    const [hours, minutes, seconds] = [Number(offset[2]), Number(offset[3] ?? 0), Number(offset[4] ?? 0)];
    return minutes < 60 && seconds < 60 && hours * 3600 + minutes * 60 + seconds <= 18 * 3600;
  }
  if (/^(?:Z|UTC|GMT|UT)$/.test(zone)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The fields of a timestamp text, or undefined where it is none. */
export function parseTimestamp(text: string): DateTimeFields | undefined {
  const match = TIMESTAMP_FORM.exec(text.replace(TRIM, ""));
  if (match === null) return undefined;
  const [, y, mo, d, separator, h, mi, s, fraction, zoneText] = match;
  const timeOnly = y === undefined;
  if (timeOnly && (h === undefined || (mi === undefined && separator === ""))) return undefined;
  if (h !== undefined && !timeOnly && d === undefined) return undefined;
  const zone = zoneText?.trim();
  // A zone stands behind seconds only.
  if (zone !== undefined && (s === undefined || !isZone(zone))) return undefined;
  const fields = {
    year: Number(y ?? 1970),
    month: Number(mo ?? 1),
    day: Number(d ?? 1),
    hour: Number(h ?? 0),
    minute: Number(mi ?? 0),
    second: Number(s ?? 0),
    micros: Number((fraction ?? "").slice(0, 6).padEnd(6, "0")),
    fraction: fraction ?? "",
    timeOnly,
  };
  if (!isDate(fields.year, fields.month, fields.day)) return undefined;
  if (fields.hour > 23 || fields.minute > 59 || fields.second > 59) return undefined;
  if (BigInt.asIntN(64, wallClockMicros(fields)) !== wallClockMicros(fields)) return undefined;
  return zone === undefined ? fields : { ...fields, zone };
}

/** Whether a literal of the text may be of nanoseconds, which the session decides. */
export function hasNanoDigits(f: DateTimeFields): boolean {
  return f.fraction.length > 6;
}
/** Microseconds since 1970-01-01 00:00 of the wall clock. */
export function wallClockMicros(f: DateTimeFields): bigint {
  const seconds = daysFromCivil(f.year, f.month, f.day) * 86400 + f.hour * 3600 + f.minute * 60 + f.second;
  return BigInt(seconds) * 1_000_000n + BigInt(f.micros);
}

const TIME_FORM = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?(?:\s*([AaPp][Mm]))?$/;

/** Nanoseconds of the day and the count of fraction digits, or undefined where the text is no time. */
export function parseTime(text: string): { readonly nanos: bigint; readonly digits: number } | undefined {
  const match = TIME_FORM.exec(text.replace(TRIM, ""));
  if (match === null) return undefined;
  const [, h, mi, s, fraction = "", half] = match;
  let hour = Number(h);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toUpperCase() === "PM" ? 12 : 0);
  }
  const [minute, second] = [Number(mi), Number(s ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const nanos =
    BigInt(hour * 3600 + minute * 60 + second) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  return { nanos, digits: fraction.length };
}
