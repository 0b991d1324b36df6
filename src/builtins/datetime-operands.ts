/** Which arithmetic `+ - * /` mean where a date, timestamp, time or interval takes part, and its operands' types. */
import { isAnsiInterval, isString } from "../logical/coercion.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext } from "../logical/function-row.ts";
import {
  ANY_TIMESTAMP,
  type InputType,
  NUMERIC,
  oneOf,
  T_BYTE,
  T_DATE,
  T_INT,
  T_SHORT,
} from "../logical/input-type.ts";
import {
  type DataType,
  DATE,
  DayTimeIntervalType,
  INTERVAL,
  INTERVAL_DT,
  INTERVAL_YM,
  isNanos,
  TIME,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimeType,
} from "../types/data-type.ts";
import { checkTimeType } from "./datetime-parts.ts";
import { microsType } from "./nanos.ts";
import { castTo, expectTypes, type Pair, type Show, unexpectedType } from "./operator-coercion.ts";

export type ArithmeticOp = "+" | "-" | "*" | "/";
/**
 * By the types of the (coerced) operands, the date or interval always first:
 * - `dateDays`: date and a number of days; `dateDayInterval`: date and INTERVAL DAY; `dateMonths`, `dateCalendar`
 * - `momentMicros`: timestamp and day-time interval; `momentMonths`, `momentCalendar`; `timeMicros`
 * - `dateDifference`, `momentDifference`, `timeDifference`
 * - `scale`: an interval times or divided by a number
 */
export type DatetimeKind =
  | "dateDays"
  | "dateDayInterval"
  | "dateMonths"
  | "dateCalendar"
  | "momentMicros"
  | "momentMonths"
  | "momentCalendar"
  | "timeMicros"
  | "dateDifference"
  | "momentDifference"
  | "timeDifference"
  | "scale";

const isMoment = (t: DataType): boolean => t.kind === "timestamp" || t.kind === "timestamp_ntz" || isNanos(t);
const isDays = (t: DataType): boolean => t.kind === "interval_dt" && t.startField === 0 && t.endField === 0;
const isMicros = (t: DataType): boolean => t.kind === "interval_dt" || t.kind === "interval";
const DAYS: InputType = oneOf(T_INT, T_SHORT, T_BYTE);
const MOMENT: InputType = {
  ...ANY_TIMESTAMP,
  label: '("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")',
};

/** The kind of coerced operands; undefined for numbers and for intervals of one family. */
export function datetimeKind(op: string, a: DataType, b: DataType): DatetimeKind | undefined {
  if (op === "*" || op === "/") return isAnsiInterval(a) || a.kind === "interval" ? "scale" : undefined;
  if (op !== "+" && op !== "-") return undefined;
  if (a.kind === "date") {
    if (b.kind === "date") return "dateDifference";
    if (b.kind === "interval_ym") return "dateMonths";
    if (b.kind === "interval") return "dateCalendar";
    return isDays(b) ? "dateDayInterval" : "dateDays";
  }
  if (isMoment(a) || isString(a)) {
    if (isMoment(b)) return "momentDifference";
    if (b.kind === "interval_ym") return "momentMonths";
    return b.kind === "interval" ? "momentCalendar" : b.kind === "interval_dt" ? "momentMicros" : undefined;
  }
  if (a.kind === "time") return b.kind === "time" ? "timeDifference" : "timeMicros";
  return undefined;
}

/** How the call prints; `swapped` arguments are put in the order of the operands. */
export function datetimeText(op: string, kind: DatetimeKind, a: DataType, [l, r]: readonly string[]): string {
  switch (kind) {
    case "dateDays":
      return `date_${op === "+" ? "add" : "sub"}(${l}, ${r})`;
    case "dateDayInterval":
      return `date_add(${l}, ${op === "+" ? "" : "(- "}extractansiintervaldays(${r})${op === "+" ? "" : ")"})`;
    case "dateDifference":
    case "momentDifference":
      return `(${l} ${op} ${r})`;
    case "scale":
      if (a.kind !== "interval") return `(${l} ${op} ${r})`;
      return `${op === "*" ? "multiply" : "divide"}_interval(${l}, ${r})`;
    default:
      return `${l} ${op} ${r}`;
  }
}

/** The operands where this is arithmetic on dates or intervals; undefined where the common rules apply. */
export function coerceDatetime(op: ArithmeticOp, l: TypedExpr, r: TypedExpr, cx: BindContext): Pair | undefined {
  checkTimeType([l, r], cx);
  switch (op) {
    case "+":
      return coerceAdd(l, r, cx);
    case "-":
      return coerceSubtract(l, r, cx);
    case "*":
      if (isInterval(l.dataType)) return scaled(op, l, r, cx);
      return isInterval(r.dataType) ? scaled(op, r, l, cx) : undefined;
    case "/":
      return isInterval(l.dataType) ? scaled(op, l, r, cx) : undefined;
  }
}
function isInterval(t: DataType): boolean {
  return isAnsiInterval(t) || t.kind === "interval";
}
function scaled(op: ArithmeticOp, interval: TypedExpr, by: TypedExpr, cx: BindContext): Pair {
  const show: Show = (args) => datetimeText(op, "scale", interval.dataType, args);
  const [, number] = expectTypes([interval, by], [{ label: "", accepts: () => true }, NUMERIC], show, cx);
  return [interval, number as TypedExpr];
}

function sameFamily(a: DataType, b: DataType): boolean {
  return isInterval(a) && a.kind === b.kind;
}
/** Where one side is a bare null and the other an ANSI interval, the null is one too. */
function nullInterval(l: TypedExpr, r: TypedExpr, cx: BindContext): Pair | undefined {
  if (l.dataType.kind === "void" && isAnsiInterval(r.dataType)) return [castTo(l, r.dataType, cx), r];
  if (r.dataType.kind === "void" && isAnsiInterval(l.dataType)) return [l, castTo(r, l.dataType, cx)];
  return undefined;
}

/** A date, timestamp, time or string in front of an interval; undefined where Spark has no rule of its own. */
function withInterval(op: "+" | "-", base: TypedExpr, interval: TypedExpr, cx: BindContext): Pair | undefined {
  const [a, b] = [base.dataType, interval.dataType];
  if (a.kind === "date") {
    if (isDays(b) || b.kind === "interval_ym" || b.kind === "interval") return [base, interval];
    if (b.kind === "interval_dt") return [castTo(base, TIMESTAMP, cx), interval];
  }
  if (isMoment(a) && b.kind === "interval_ym") return [base, interval];
  if (!isMicros(b)) return undefined;
  if (a.kind === "time" && b.kind === "interval_dt") return [base, interval];
  if (isNanos(a) && b.kind === "interval") {
    const show: Show = ([x = "", y = ""]) => `${x} + ${y}`;
    const shown = op === "+" ? interval : cx.call("negative", [interval]);
    throw unexpectedType(show, [base, shown], 1, `"${INTERVAL_DT.sql}"`);
  }
  // A string stays a string, for the result is cast back to it.
  if (isMoment(a) || isString(a)) return [base, interval];
  const show: Show = ([x = "", y = ""]) => (op === "+" ? `${x} + ${y}` : `${x} + (- ${y})`);
  const [moment] = expectTypes([base, interval], [MOMENT, { label: "", accepts: () => true }], show, cx);
  return [moment as TypedExpr, interval];
}
function days(op: "+" | "-", date: TypedExpr, by: TypedExpr, cx: BindContext): Pair {
  const show: Show = (args) => datetimeText(op, "dateDays", DATE, args);
  const [d, n] = expectTypes([date, by], [T_DATE, DAYS], show, cx, false);
  return [d as TypedExpr, n as TypedExpr];
}

function coerceAdd(l: TypedExpr, r: TypedExpr, cx: BindContext): Pair | undefined {
  const [a, b] = [l.dataType, r.dataType];
  if (sameFamily(a, b)) return undefined;
  const typedNull = nullInterval(l, r, cx);
  if (typedNull !== undefined) return typedNull;
  // Either order: the interval comes second.
  if (isInterval(b)) {
    const pair = withInterval("+", l, r, cx);
    if (pair !== undefined) return pair;
  }
  if (isInterval(a)) {
    const pair = withInterval("+", r, l, cx);
    if (pair !== undefined) return pair;
  }
  if (isInterval(a) || isInterval(b)) return undefined;
  const [base, other] = a.kind === "date" || isMoment(a) ? [l, r] : [r, l];
  if ((base.dataType.kind === "date" || isMoment(base.dataType)) && other.dataType.kind === "void") {
    return [
      castTo(base, base.dataType.kind === "date" ? TIMESTAMP : base.dataType, cx),
      castTo(other, INTERVAL_DT, cx),
    ];
  }
  const times = timeAndNull(l, r, cx);
  if (times !== undefined) return times;
  if (base.dataType.kind !== "date") return undefined;
  if (!isString(other.dataType)) return days("+", base, other, cx);
  // Spark first makes the string a date (a double without ANSI), and then adds that.
  return days("+", base, castTo(other, cx.ansi ? DATE : NUMERIC.concrete!, cx), cx);
}

function coerceSubtract(l: TypedExpr, r: TypedExpr, cx: BindContext): Pair | undefined {
  const [a, b] = [l.dataType, r.dataType];
  if (sameFamily(a, b)) return undefined;
  const typedNull = nullInterval(l, r, cx);
  if (typedNull !== undefined) return typedNull;
  if (isInterval(b)) {
    const pair = withInterval("-", l, r, cx);
    if (pair !== undefined) return pair;
  }
  if (isMoment(a) || isMoment(b)) return moments(l, r, cx);
  if (a.kind === "time" || b.kind === "time") return timeDifference(l, r, cx);
  const show: Show = ([x = "", y = ""]) => `(${x} - ${y})`;
  if (b.kind === "date" || (a.kind === "date" && (isString(b) || b.kind === "void"))) {
    if (a.kind === "date" && isString(b) && !cx.ansi) return days("-", l, castTo(r, NUMERIC.concrete!, cx), cx);
    const [x, y] = expectTypes([l, r], [T_DATE, T_DATE], show, cx);
    return [x as TypedExpr, y as TypedExpr];
  }
  return a.kind === "date" ? days("-", l, r, cx) : undefined;
}
/** A time plus a bare null: the null is an interval. */
function timeAndNull(l: TypedExpr, r: TypedExpr, cx: BindContext): Pair | undefined {
  if (l.dataType.kind === "time" && r.dataType.kind === "void") return [l, castTo(r, INTERVAL_DT, cx)];
  if (r.dataType.kind === "time" && l.dataType.kind === "void") return [r, castTo(l, INTERVAL_DT, cx)];
  return undefined;
}
/** One side may be a bare null or, under ANSI, a string. */
function timeDifference(l: TypedExpr, r: TypedExpr, cx: BindContext): Pair | undefined {
  const fits = (t: DataType): boolean => t.kind === "time" || t.kind === "void" || (cx.ansi && isString(t));
  if (!fits(l.dataType) || !fits(r.dataType)) return undefined;
  const meet = (e: TypedExpr): TypedExpr => (e.dataType.kind === "time" ? e : castTo(e, TIME, cx));
  return [meet(l), meet(r)];
}
/** Difference of two moments, one of which may be a date, a string or a bare null; with a wall clock both are read as such. */
function moments(l: TypedExpr, r: TypedExpr, cx: BindContext): Pair | undefined {
  const [a, b] = [l.dataType, r.dataType];
  const [x, y] = [microsType(a), microsType(b)];
  const target = isMoment(a) && isMoment(b) ? (x.kind === y.kind ? x : TIMESTAMP_NTZ) : isMoment(a) ? x : y;
  const meet = (e: TypedExpr, i: number): TypedExpr => {
    const { kind } = e.dataType;
    if (isMoment(e.dataType) || kind === "date" || kind === "void" || (cx.ansi && isString(e.dataType)))
      return isNanos(a) || isNanos(b) ? { ...castTo(e, target, cx), nullable: e.nullable } : castTo(e, target, cx);
    throw unexpectedType(([x = "", y = ""]) => `(${x} - ${y})`, [l, r], i, MOMENT.label);
  };
  return [meet(l, 0), meet(r, 1)];
}

/** The type of the result. */
export function datetimeResult(kind: DatetimeKind, a: DataType, b: DataType, legacyIntervals: boolean): DataType {
  switch (kind) {
    case "dateDays":
    case "dateDayInterval":
    case "dateMonths":
    case "dateCalendar":
      return DATE;
    case "momentMicros":
    case "momentMonths":
    case "momentCalendar":
      return a;
    case "timeMicros": {
      // Seconds have six digits; a time keeps its own digits with larger units.
      const digits = b.kind === "interval_dt" && b.endField < 3 ? 0 : 6;
      return a.kind === "time" && a.precision < digits ? new TimeType(digits) : a;
    }
    case "dateDifference":
      return legacyIntervals ? INTERVAL : new DayTimeIntervalType(0, 0);
    case "momentDifference":
      return legacyIntervals ? INTERVAL : INTERVAL_DT;
    case "timeDifference":
      return new DayTimeIntervalType(1, 3);
    case "scale":
      return a.kind === "interval_dt" ? INTERVAL_DT : a.kind === "interval_ym" ? INTERVAL_YM : a;
  }
}
