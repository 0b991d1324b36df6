/** Interval literals: `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '3 days'`. */
import type { Expression } from "../plan/expression.ts";
import type { MessageParameters } from "../types/spark-error.ts";
import {
  DayTimeIntervalType,
  INTERVAL,
  YearMonthIntervalType,
  type DayTimeField,
  type YearMonthField,
} from "../types/data-type.ts";
import {
  durationMicros,
  parseDayToTime,
  parseUnits,
  parseYearToMonth,
  type Interval,
  type IntervalFailure,
} from "./interval-text.ts";
import { literal, nullLiteral } from "./nodes.ts";
import { atParameter, markerValue } from "./parameter.ts";
import type { Parser } from "./parser.ts";
import { isStringKind, stringText } from "./string-literal.ts";

const SPAN_UNITS = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
const UNITS: ReadonlySet<string> = new Set(
  [...SPAN_UNITS, "WEEK", "MILLISECOND", "MICROSECOND", "NANOSECOND"].flatMap((unit) => [unit, `${unit}S`]),
);

/** The tokens at `offset` are a value with its unit. */
function atValueWithUnit(p: Parser, offset: number): boolean {
  let i = offset;
  if (p.peek(i) === "+" || p.peek(i) === "-") i++;
  const kind = p.peek(i);
  if (kind === "?") i++;
  else if (kind === ":") i += 2;
  else if (kind === "integer" || kind === "decimal") i++;
  else if (isStringKind(p, kind)) while (isStringKind(p, p.peek(i))) i++;
  else return false;
  return UNITS.has(p.peek(i));
}

/** The word INTERVAL begins a literal here, rather than being a name. */
export function atInterval(p: Parser): boolean {
  return p.kind === "INTERVAL" && atValueWithUnit(p, 1);
}

interface Part {
  readonly start: number;
  readonly sign: string;
  readonly text: string;
  readonly isString: boolean;
  readonly unit: string;
  /** The unit after TO. */
  readonly to?: string;
}

function part(p: Parser): Part {
  const start = p.pos;
  const sign = p.acceptAny("+", "-") ?? "";
  const isString = p.kind !== "integer" && p.kind !== "decimal";
  let text: string;
  if (atParameter(p)) text = String(markerValue(p).value);
  else if (isString) text = stringText(p);
  else {
    text = p.text();
    p.pos++;
  }
  const unit = p.kind;
  if (!UNITS.has(unit)) p.fail();
  p.pos++;
  const base = { start, sign, text, isString, unit };
  if (p.kind !== "TO" || !SPAN_UNITS.includes(unit) || !SPAN_UNITS.includes(p.peek())) return base;
  p.pos++;
  const to = p.kind;
  p.pos++;
  return { ...base, to };
}

export function intervalLiteral(p: Parser): Expression {
  const start = p.pos;
  p.expect("INTERVAL");
  const parts = [part(p)];
  while (atValueWithUnit(p, 0)) parts.push(part(p));
  const [first] = parts as [Part];
  if (parts.length > 1 && parts.some((x) => x.to !== undefined)) {
    return refused(p, start, "_LEGACY_ERROR_TEMP_0024"); // one from-to unit only
  }
  return first.to === undefined ? multipleUnits(p, start, parts) : fromTo(p, start, first, first.to);
}

function multipleUnits(p: Parser, start: number, parts: readonly Part[]): Expression {
  let text = "";
  for (const { sign, text: value, isString, unit } of parts) {
    if (isString && /\p{L}/u.test(value)) return refused(p, start, "_LEGACY_ERROR_TEMP_0026", { value });
    let signed = sign + value;
    if (isString && sign === "-" && value.startsWith("-")) signed = value.slice(1);
    text += ` ${signed} ${unit.toLowerCase()}`;
  }
  const parsed = parseUnits(text);
  if ("failure" in parsed) return invalid(p, start, text, parsed);
  return typedInterval(p, start, parsed.interval, parsed.units);
}

/** `INTERVAL 'text'`; the caller has read both tokens. */
export function intervalFromText(p: Parser, start: number, text: string): Expression {
  const parsed = parseUnits(text);
  if ("failure" in parsed) {
    return refused(p, start, "INVALID_TYPED_LITERAL", { valueType: '"INTERVAL"', value: `'${text}'` });
  }
  return typedInterval(p, start, parsed.interval, parsed.units);
}

const YEAR_MONTH = ["year", "month"];
const DAY_TIME = ["day", "hour", "minute", "second"];
const FIELD: { readonly [unit: string]: string } = { week: "day", millisecond: "second", microsecond: "second" };

/** The interval type that spans the units used. */
function typedInterval(p: Parser, start: number, interval: Interval, units: readonly string[]): Expression {
  if (p.options.legacyInterval === true) return literal(p, start, interval, INTERVAL);
  const months = units.map((unit) => YEAR_MONTH.indexOf(unit)).filter((i) => i >= 0);
  const times = units.map((unit) => DAY_TIME.indexOf(FIELD[unit] ?? unit)).filter((i) => i >= 0);
  if (months.length > 0 && times.length > 0) {
    return refused(p, start, "_LEGACY_ERROR_TEMP_0029", { literal: p.textFrom(start) }); // families do not mix
  }
  if (months.length > 0) {
    const [from, to] = [Math.min(...months), Math.max(...months)] as [YearMonthField, YearMonthField];
    return literal(p, start, interval.months, new YearMonthIntervalType(from, to));
  }
  const [from, to] = [Math.min(...times), Math.max(...times)] as [DayTimeField, DayTimeField];
  const micros = durationMicros(interval);
  if (micros === undefined) return refused(p, start, "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION");
  return literal(p, start, micros, new DayTimeIntervalType(from, to));
}

function fromTo(p: Parser, start: number, value: Part, toUnit: string): Expression {
  if (!value.isString) return refused(p, start, "_LEGACY_ERROR_TEMP_0027"); // from-to wants a string
  const [from, to] = [value.unit.toLowerCase(), toUnit.toLowerCase()];
  let text = value.text;
  if (value.sign === "-") text = text.startsWith("-") ? text.slice(1) : `-${text}`;
  if (from === "year" && to === "month") {
    const months = parseYearToMonth(text);
    if (typeof months !== "number") return invalid(p, start, text, months);
    if (p.options.legacyInterval === true) return literal(p, start, { months, days: 0, microseconds: 0n }, INTERVAL);
    return literal(p, start, months, new YearMonthIntervalType(0, 1));
  }
  const micros = parseDayToTime(text, from, to);
  if (typeof micros !== "bigint") return invalid(p, start, text, micros);
  if (p.options.legacyInterval === true) {
    const days = Number(micros / 86_400_000_000n);
    return literal(p, start, { months: 0, days, microseconds: micros % 86_400_000_000n }, INTERVAL);
  }
  const fields = [DAY_TIME.indexOf(from), DAY_TIME.indexOf(to)] as [DayTimeField, DayTimeField];
  return literal(p, start, micros, new DayTimeIntervalType(...fields));
}

/** An error of the value, not of the syntax. */
function refused(p: Parser, start: number, condition: string, parameters: MessageParameters = {}): Expression {
  p.defer(condition, parameters, start);
  return nullLiteral(p, start);
}
function invalid(p: Parser, start: number, input: string, { failure, parameters }: IntervalFailure): Expression {
  if (failure === "") return refused(p, start, "_LEGACY_ERROR_TEMP_0063", { msg: input }); // a field out of its range
  return refused(p, start, `INVALID_INTERVAL_FORMAT.${failure}`, { input, ...parameters });
}
