/** Literals, read from the text: the library's tree loses digits and halves escapes. */
import type { Expression, Literal } from "../plan/expression.ts";
import { parseDate, parseTimestamp, wallClockMicros } from "../sql/datetime-text.ts";
import { parseUnits } from "../sql/interval-text.ts";
import { internal, literal, stringLiteral } from "../sql/nodes.ts";
import {
  DATE,
  DayTimeIntervalType,
  DecimalType,
  DOUBLE,
  INT,
  LONG,
  TIMESTAMP_NTZ,
  YearMonthIntervalType,
} from "../types/data-type.ts";
import type { DialectReader } from "./reader.ts";

const MAX_PRECISION = 38;

/** The number ahead; a minus before it is part of it. */
export function numberLiteral(r: DialectReader, start: number, sign: "" | "-" = ""): Expression {
  const { kind, text } = r.token;
  if (kind !== "number") r.refuse();
  r.pos++;
  if (/^\d+$/.test(text)) {
    const value = BigInt(sign + text);
    if (BigInt.asIntN(32, value) === value) return literal(r, start, Number(value), INT);
    if (BigInt.asIntN(64, value) === value) return literal(r, start, value, LONG);
    if (r.dialect.pointIsDouble === true) r.refuse("a whole number of more than 64 bits", start);
    return decimal(r, start, sign + text);
  }
  const hasExponent = /[eE]/.test(text);
  if (hasExponent && r.dialect.exponentIsExact === true) return decimal(r, start, sign + shifted(r, start, text));
  if (hasExponent || r.dialect.pointIsDouble === true) {
    const value = Number(sign + text);
    if (!Number.isFinite(value)) r.refuse("a number beyond the range of doubles", start);
    return literal(r, start, value, DOUBLE);
  }
  return decimal(r, start, sign + text);
}
/** `1.5e3` without its exponent. */
function shifted(r: DialectReader, start: number, text: string): string {
  const [, whole = "", fraction = "", exponent = ""] = /^(\d*)\.?(\d*)[eE](.*)$/.exec(text) ?? [];
  const by = Number(exponent);
  if (Math.abs(by) > MAX_PRECISION) r.refuse("a number of more than 38 digits", start);
  const digits = by < 0 ? whole.padStart(whole.length - by, "0") + fraction : whole + fraction.padEnd(by, "0");
  const point = by < 0 ? digits.length - fraction.length + by : whole.length + by;
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
function decimal(r: DialectReader, start: number, text: string): Literal {
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const precision = Math.max(digits.length, fraction.length, 1);
  if (precision > MAX_PRECISION) r.refuse("a number of more than 38 digits", start);
  return literal(
    r,
    start,
    BigInt(`${sign}${digits === "" ? "0" : digits}`),
    new DecimalType(precision, fraction.length),
  );
}

export function stringConstant(r: DialectReader): Expression {
  const start = r.pos;
  return stringLiteral(r, start, r.string());
}

/** `DATE '1998-12-01'`, `TIMESTAMP '1998-12-01 00:00:00'` */
export function datetimeLiteral(r: DialectReader): Expression {
  const start = r.pos;
  const isDate = r.accept("DATE");
  if (!isDate && !r.accept("TIMESTAMP") && !(r.dialect.name === "bigquery" && r.accept("DATETIME"))) r.refuse();
  const isDatetime = r.tokens[start]!.text === "DATETIME";
  const text = r.string();
  if (isDate) {
    // Shortened and lengthened dates mean different things.
    const days = /^\d{4}-\d{1,2}-\d{1,2}$/.test(text.trim()) ? parseDate(text) : undefined;
    return days === undefined ? r.refuse("the date", start) : literal(r, start, days, DATE);
  }
  const fields = parseTimestamp(text);
  if (fields === undefined || fields.timeOnly || fields.zone !== undefined) return r.refuse("the timestamp", start);
  const inZone = !isDatetime && r.dialect.timestampLiteral.kind === "timestamp";
  if (inZone) return internal(r, start, "timestamp_ltz_literal", [stringLiteral(r, start, text)]);
  return literal(r, start, wallClockMicros(fields), TIMESTAMP_NTZ);
}

const UNIT = /^(?:YEAR|QUARTER|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?$/;

/** `INTERVAL '90' DAY`, `INTERVAL 3 MONTH`, `INTERVAL '1 year 2 months'`: of one family, else it is refused. */
export function intervalLiteral(r: DialectReader): Expression {
  const start = r.pos;
  r.expect("INTERVAL");
  const sign = r.accept("-") ? "-" : "";
  const { kind, text } = r.token;
  if (kind !== "string" && kind !== "number") return r.refuse("an interval of computed length", start);
  r.pos++;
  const hasUnit = r.token.kind === "word" && UNIT.test(r.token.text);
  if (!hasUnit && kind === "number") r.refuse(undefined, start);
  if (hasUnit && !/^\s*-?\d+\s*$/.test(text)) return r.refuse("the interval", start);
  const unit = hasUnit ? r.token.text.replace(/S$/, "") : "";
  if (hasUnit) r.pos++;
  return intervalOf(r, start, hasUnit ? `${sign}${text.trim()} ${unit}` : `${sign}${text}`);
}

function intervalOf(r: DialectReader, start: number, text: string): Expression {
  const quarters = /^(-?\d+) QUARTER$/.exec(text);
  const parsed = parseUnits(quarters === null ? text : `${Number(quarters[1]) * 3} MONTH`);
  if ("failure" in parsed) return r.refuse("the interval", start);
  const { months, days, microseconds } = parsed.interval;
  const isMonths = parsed.units.every((unit) => /^(?:year|month)$/.test(unit));
  if (isMonths) return literal(r, start, months, new YearMonthIntervalType(0, 1));
  if (parsed.units.some((unit) => /^(?:year|month)$/.test(unit)))
    return r.refuse("months and days in one interval", start);
  const isDays = parsed.units.every((unit) => unit === "day" || unit === "week");
  const micros = BigInt(days) * 86_400_000_000n + microseconds;
  return literal(r, start, micros, isDays ? new DayTimeIntervalType(0, 0) : new DayTimeIntervalType(0, 3));
}
