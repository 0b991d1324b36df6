/** The texts of intervals: `3 days 4 hours`, `1-2`, `1 02:03:04.5`. */

export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;
}

const SECOND = 1_000_000n;
const UNIT_MICROS: { readonly [unit: string]: bigint } = {
  hour: 3600n * SECOND,
  minute: 60n * SECOND,
  second: SECOND,
  millisecond: 1000n,
  microsecond: 1n,
};
const ITEM = /\s*([+-])?\s*(\d*)(?:\.(\d{0,9}))?\s+([a-z]+)(?=\s|$)/iy;

const fitsInt = (n: number): boolean => n >= -2147483648 && n <= 2147483647;
const fitsLong = (n: bigint): boolean => BigInt.asIntN(64, n) === n;
/** Digits after the point of seconds, in microseconds. */
const fractionMicros = (digits: string): bigint => BigInt(digits.padEnd(9, "0").slice(0, 6));

/** Pairs of value and unit, with or without the word `interval` before them; undefined where the text is none. */
export function parseUnits(text: string): { readonly interval: Interval; readonly units: readonly string[] } | undefined {
  const body = text.trim().replace(/^interval(?=\s)/i, "");
  let [months, days, microseconds] = [0, 0, 0n];
  const units: string[] = [];
  let at = 0;
  while (at < body.length) {
    ITEM.lastIndex = at;
    const match = ITEM.exec(body);
    if (match === null) return undefined;
    at = ITEM.lastIndex;
    const [, sign, whole = "", fraction, word] = match;
    if (whole === "" && (fraction ?? "") === "") return undefined;
    const unit = word!.toLowerCase().replace(/s$/, "");
    if (fraction !== undefined && unit !== "second") return undefined;
    const factor = sign === "-" ? -1 : 1;
    const count = Number(whole) * factor;
    if (unit === "year") months += count * 12;
    else if (unit === "month") months += count;
    else if (unit === "week") days += count * 7;
    else if (unit === "day") days += count;
    else if (unit in UNIT_MICROS) {
      const micros = BigInt(whole === "" ? 0 : whole) * UNIT_MICROS[unit]! + fractionMicros(fraction ?? "");
      microseconds += micros * BigInt(factor);
    } else return undefined;
    units.push(unit);
  }
  if (units.length === 0 || !fitsInt(months) || !fitsInt(days) || !fitsLong(microseconds)) return undefined;
  return { interval: { months, days, microseconds }, units };
}

/** `1-2` as months, or undefined. */
export function parseYearToMonth(text: string): number | undefined {
  const match = /^([+-])?(\d+)-(\d+)$/.exec(text.trim());
  if (match === null || Number(match[3]) > 11) return undefined;
  const months = (Number(match[2]) * 12 + Number(match[3])) * (match[1] === "-" ? -1 : 1);
  return fitsInt(months) ? months : undefined;
}

const DAY_TIME_FORMS: { readonly [span: string]: RegExp } = {
  "day hour": /^([+-])?(?<d>\d+) +(?<h>\d{1,2})$/,
  "day minute": /^([+-])?(?<d>\d+) +(?<h>\d{1,2}):(?<m>\d{1,2})$/,
  "day second": /^([+-])?(?<d>\d+) +(?<h>\d{1,2}):(?<m>\d{1,2}):(?<s>\d{1,2})(?:\.(?<f>\d{1,9}))?$/,
  "hour minute": /^([+-])?(?<h>\d+):(?<m>\d{1,2})$/,
  "hour second": /^([+-])?(?<h>\d+):(?<m>\d{1,2}):(?<s>\d{1,2})(?:\.(?<f>\d{1,9}))?$/,
  "minute second": /^([+-])?(?<m>\d+):(?<s>\d{1,2})(?:\.(?<f>\d{1,9}))?$/,
};

/** A text of `from` TO `to` as microseconds; null where that pair of units does not exist, undefined where it is none. */
export function parseDayToTime(text: string, from: string, to: string): bigint | null | undefined {
  const form = DAY_TIME_FORMS[`${from} ${to}`];
  if (form === undefined) return null;
  const match = form.exec(text.trim());
  if (match === null) return undefined;
  const { d = "0", h = "0", m = "0", s = "0", f = "" } = match.groups as { [part: string]: string | undefined };
  if (from !== "hour" && Number(h) > 23) return undefined;
  if (from !== "minute" && Number(m) > 59) return undefined;
  if (Number(s) > 59) return undefined;
  const seconds = BigInt(d) * 86400n + BigInt(h) * 3600n + BigInt(m) * 60n + BigInt(s);
  const micros = (seconds * SECOND + fractionMicros(f)) * (match[1] === "-" ? -1n : 1n);
  return fitsLong(micros) ? micros : undefined;
}

/** Days and time in one, where that fits; a day has 24 hours. */
export function durationMicros(interval: Interval): bigint | undefined {
  const micros = BigInt(interval.days) * 86400n * SECOND + interval.microseconds;
  return fitsLong(micros) ? micros : undefined;
}
