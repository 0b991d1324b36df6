/** The texts of intervals: `3 days 4 hours`, `1-2`, `1 02:03:04.5`. */

export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;
}
/** Why a text is no interval: the last part of Spark's condition `INVALID_INTERVAL_FORMAT`, and what it names. */
export interface IntervalFailure {
  readonly failure: string;
  readonly parameters: { readonly [name: string]: string };
}

const SECOND = 1_000_000n;
const UNIT_MICROS: { readonly [unit: string]: bigint } = {
  hour: 3600n * SECOND,
  minute: 60n * SECOND,
  second: SECOND,
  millisecond: 1000n,
  microsecond: 1n,
};
const MONTHS: { readonly [unit: string]: number } = { year: 12, month: 1 };
const DAYS: { readonly [unit: string]: number } = { week: 7, day: 1 };

const fitsInt = (n: number): boolean => n >= -2147483648 && n <= 2147483647;
const fitsLong = (n: bigint): boolean => BigInt.asIntN(64, n) === n;
/** Digits after the point of seconds, in microseconds. */
const fractionMicros = (digits: string): bigint => BigInt(digits.padEnd(9, "0").slice(0, 6));

const fail = (failure: string, parameters: { readonly [name: string]: string } = {}): IntervalFailure => ({
  failure,
  parameters,
});

/** Pairs of value and unit, with or without the word `interval` before them. */
export function parseUnits(
  text: string,
): { readonly interval: Interval; readonly units: readonly string[] } | IntervalFailure {
  const body = text.trim();
  const words = body === "" ? [] : body.split(/\s+/);
  if (/^interval$/i.test(words[0] ?? "")) words.shift();
  else if (/^interval/i.test(words[0] ?? "")) return fail("INVALID_PREFIX", { prefix: words[0]! });
  if (words.length === 0) return fail("INPUT_IS_EMPTY");
  let [months, days, microseconds] = [0, 0, 0n];
  const units: string[] = [];
  while (words.length > 0) {
    let value = words.shift()!;
    // A sign may stand apart from its number.
    if ((value === "+" || value === "-") && /^[\d.]/.test(words[0] ?? "")) value += words.shift()!;
    if (!/^[+\-.\d]/.test(value)) return fail("UNRECOGNIZED_NUMBER", { number: value });
    const number = /^([+-])?(\d*)(?:(\.)(\d*))?$/.exec(value);
    if (number === null || (number[2] === "" && (number[4] ?? "") === "")) {
      return fail("INVALID_VALUE", { value: value === "+" || value === "-" ? (words[0] ?? value) : value });
    }
    const [, sign, whole = "", point, fraction = ""] = number;
    if (fraction.length > 9) return fail("INVALID_PRECISION", { value });
    const word = words.shift();
    if (word === undefined) return fail("MISSING_UNIT", { word: value });
    const unit = word.toLowerCase().replace(/s$/, "");
    if (!(unit in MONTHS || unit in DAYS || unit in UNIT_MICROS)) return fail("INVALID_UNIT", { unit: word });
    if (point !== undefined && unit !== "second") return fail("INVALID_FRACTION", { unit: word });
    const factor = sign === "-" ? -1 : 1;
    const count = Number(whole) * factor;
    if (unit in MONTHS) months += count * MONTHS[unit]!;
    else if (unit in DAYS) days += count * DAYS[unit]!;
    else {
      const micros = BigInt(whole === "" ? 0 : whole) * UNIT_MICROS[unit]! + fractionMicros(fraction);
      microseconds += micros * BigInt(factor);
    }
    units.push(unit);
    if (!fitsInt(months) || !fitsInt(days) || !fitsLong(microseconds)) return fail("ARITHMETIC_EXCEPTION");
  }
  return { interval: { months, days, microseconds }, units };
}

/** `1-2` as months. */
export function parseYearToMonth(text: string): number | IntervalFailure {
  const match = /^([+-])?(\d+)-(\d+)$/.exec(text.trim());
  if (match === null) {
    return fail("UNMATCHED_FORMAT_STRING", {
      intervalStr: "year-month",
      supportedFormat: "`[+|-]y-m`, `INTERVAL [+|-]'[+|-]y-m' YEAR TO MONTH`",
      typeName: "interval year to month",
    });
  }
  const months = (Number(match[2]) * 12 + Number(match[3])) * (match[1] === "-" ? -1 : 1);
  if (Number(match[3]) > 11 || !fitsInt(months)) return fail("INTERVAL_PARSING", { interval: "year-month" });
  return months;
}

const DAY_TIME_FORMS: { readonly [span: string]: RegExp } = {
  "day hour": /^([+-])?(?<d>\d+) +(?<h>\d{1,2})$/,
  "day minute": /^([+-])?(?<d>\d+) +(?<h>\d{1,2}):(?<m>\d{1,2})$/,
  "day second": /^([+-])?(?<d>\d+) +(?<h>\d{1,2}):(?<m>\d{1,2}):(?<s>\d{1,2})(?:\.(?<f>\d{1,9}))?$/,
  "hour minute": /^([+-])?(?<h>\d+):(?<m>\d{1,2})$/,
  "hour second": /^([+-])?(?<h>\d+):(?<m>\d{1,2}):(?<s>\d{1,2})(?:\.(?<f>\d{1,9}))?$/,
  "minute second": /^([+-])?(?<m>\d+):(?<s>\d{1,2})(?:\.(?<f>\d{1,9}))?$/,
};

/** A text of `from` TO `to` as microseconds. A failure without a name is one of a field's range. */
export function parseDayToTime(text: string, from: string, to: string): bigint | IntervalFailure {
  const form = DAY_TIME_FORMS[`${from} ${to}`];
  if (form === undefined) return fail("UNSUPPORTED_FROM_TO_EXPRESSION", { from, to });
  const match = form.exec(text.trim());
  if (match === null) {
    return fail("UNMATCHED_FORMAT_STRING_WITH_NOTICE", {
      intervalStr: "day-time",
      supportedFormat: `${from} to ${to}`,
      typeName: `interval ${from} to ${to}`,
    });
  }
  const { d = "0", h = "0", m = "0", s = "0", f = "" } = match.groups as { [part: string]: string | undefined };
  const isOut = (from !== "hour" && Number(h) > 23) || (from !== "minute" && Number(m) > 59) || Number(s) > 59;
  const seconds = BigInt(d) * 86400n + BigInt(h) * 3600n + BigInt(m) * 60n + BigInt(s);
  const micros = (seconds * SECOND + fractionMicros(f)) * (match[1] === "-" ? -1n : 1n);
  return isOut || !fitsLong(micros) ? fail("") : micros;
}

/** Days and time in one, where that fits; a day has 24 hours. */
export function durationMicros(interval: Interval): bigint | undefined {
  const micros = BigInt(interval.days) * 86400n * SECOND + interval.microseconds;
  return fitsLong(micros) ? micros : undefined;
}
