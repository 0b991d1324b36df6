/** Dates and timestamps from parts, and arithmetic by named units (timestampadd, timestampdiff). */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext, Param } from "../logical/function-row.ts";
import { implicitCast } from "../logical/coercion.ts";
import {
  ANY_TIMESTAMP,
  type InputType,
  T_DATE,
  T_INT,
  T_LONG,
  T_STRING,
  T_TIME,
  T_TIMESTAMP,
} from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { P_DATETIME } from "../polars/polars-type.ts";
import { type DataType, DATE, DecimalType, LONG, TIMESTAMP, TIMESTAMP_NTZ } from "../types/data-type.ts";
import { AnalysisException, IllegalArgumentException } from "../types/spark-error.ts";
import { int64 } from "./array-support.ts";
import { ordinal, unexpectedInput } from "./bind.ts";
import { addMonths, dateOfDays, daysFromCivil, daysInMonth, daysOf } from "./civil.ts";
import { DAY_US, shiftByZone } from "./datetime.ts";
import { wallClock } from "./datetime-parts.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { valuesWhere } from "./raise-sites.ts";
import { coerceTo, folded, stringOf } from "./support.ts";
import { datetimeOf, instantLike, instantOf, microsOf } from "./zone.ts";

type Args = readonly TypedExpr[];
const i64 = px.lit.i64;
export const SECONDS_INPUT: InputType = {
  label: '"DECIMAL(16,6)"',
  accepts: (t) => t.kind === "decimal" && t.precision === 16 && t.scale === 6,
  concrete: new DecimalType(16, 6),
};

/** A condition on parts, and what Java says about those that fail it. */
export interface FieldCheck {
  readonly bad: Px;
  readonly message: (parts: readonly number[]) => string | undefined;
}
/** `part` finds the value among the parts of a row. */
export function outside(
  name: string,
  range: string,
  value: Px,
  [least, most]: readonly [number, number],
  part: (parts: readonly number[]) => number | undefined,
): FieldCheck {
  return {
    bad: px.or(px.lt(value, i64(least)), px.gt(value, i64(most))),
    message: (parts) => {
      const found = part(parts) ?? least;
      if (found >= least && found <= most) return undefined;
      return `Invalid value for ${name} (valid values ${range}): ${found}`;
    },
  };
}
const MONTHS = "JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER".split(" ");
/** Of parts that begin with a year, a month and a day. */
export function dateChecks(year: Px, month: Px, day: Px): readonly FieldCheck[] {
  return [
    outside("Year", "-999999999 - 999999999", year, [-999999999, 999999999], ([y]) => y),
    outside("MonthOfYear", "1 - 12", month, [1, 12], ([, m]) => m),
    outside("DayOfMonth", "1 - 28/31", day, [1, 31], ([, , d]) => d),
    {
      bad: px.gt(day, daysInMonth(year, month)),
      message: ([y = 0, m = 1, d = 1]) => {
        const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
        const most = m === 2 ? (leap ? 29 : 28) : 30 + ((m + (m >> 3)) % 2);
        if (d <= most) return undefined;
        if (d === 29) return `Invalid date 'February 29' as '${y}' is not a leap year`;
        return `Invalid date '${MONTHS[m - 1]} ${d}'`;
      },
    },
  ];
}
/** `value` where no check fails; else an error under ANSI, null otherwise. */
export function checkedFields(
  checks: readonly FieldCheck[],
  value: Px,
  given: readonly Px[],
  call: Call,
  cx: LowerContext,
): Px {
  const bad = px.orAll(checks.map((c) => c.bad));
  if (call.mode !== "ansi") return px.ternary(bad, px.lit.null("Null"), value);
  const site = cx.site(call, ([shown = ""]) => {
    const parts = shown.split(",").map(Number);
    const rangeMessage = checks.map((c) => c.message(parts)).find((m) => m !== undefined) ?? "";
    return { condition: "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", parameters: { rangeMessage } };
  });
  // A null part makes the result null before the others are looked at.
  const fails = cx.share(px.and(bad, px.andAll(given.map(px.isNotNull))));
  return cx.raiseIf(fails, site, value, valuesWhere(fails, given));
}
function makeDate(args: readonly Px[], call: Call, cx: LowerContext): Px {
  const [year, month, day] = args.map((a) => cx.share(int64(a))) as [Px, Px, Px];
  const days = dateOfDays(daysFromCivil(year, month, day));
  return checkedFields(dateChecks(year, month, day), days, [year, month, day], call, cx);
}

/** Six parts as the wall clock they show. Second 60 is the next minute, as PostgreSQL has it. */
function wallOfParts(args: readonly Px[], call: Call, cx: LowerContext): Px {
  const [year, month, day, hour, minute, micros] = args.slice(0, 6).map((a) => cx.share(int64(a))) as [
    Px,
    Px,
    Px,
    Px,
    Px,
    Px,
  ];
  const seconds = px.floordiv(micros, i64(1_000_000));
  const sixty = px.eq(seconds, i64(60));
  const days = daysFromCivil(year, month, day);
  const ofDay = px.add(px.add(px.mul(hour, i64(3_600_000_000)), px.mul(minute, i64(60_000_000))), micros);
  const local = datetimeOf(px.add(px.mul(days, i64(DAY_US)), ofDay));
  const second = outside("SecondOfMinute", "0 - 59", seconds, [0, 59], ([, , , , , us = 0]) => Math.floor(us / 1e6));
  const checks = [
    ...dateChecks(year, month, day),
    outside("HourOfDay", "0 - 23", hour, [0, 23], ([, , , h]) => h),
    outside("MinuteOfHour", "0 - 59", minute, [0, 59], ([, , , , m]) => m),
    { bad: px.and(second.bad, px.not(sixty)), message: second.message },
  ];
  const all = [year, month, day, hour, minute, micros];
  const value = checkedFields(checks, local, all, call, cx);
  const fraction = px.and(sixty, px.neq(px.mod(micros, i64(1_000_000)), i64(0)));
  if (call.mode !== "ansi") return px.ternary(fraction, px.lit.null(P_DATETIME), value);
  const site = cx.site(call, ([shown]) => ({
    condition: "INVALID_FRACTION_OF_SECOND",
    parameters: { secAndMicros: String(Number(shown) / 1e6) },
  }));
  const fails = cx.share(px.and(fraction, px.andAll(all.map(px.isNotNull))));
  return cx.raiseIf(fails, site, value, valuesWhere(fails, [micros]));
}
/** A date and a time of day. */
function wallOfDateAndTime(date: Px, time: Px): Px {
  return datetimeOf(px.add(px.mul(int64(daysOf(date)), i64(DAY_US)), px.floordiv(time, i64(1000))));
}

const PARTS: readonly InputType[] = [T_INT, T_INT, T_INT, T_INT, T_INT, SECONDS_INPUT, T_STRING];
const PART_PARAMS: readonly Param[] = [
  param("year", T_INT),
  ...["month", "day", "hour", "min"].map((n) => optional(n, T_INT)),
  optional("sec", SECONDS_INPUT),
  optional("timezone", T_STRING),
];
interface MakeOptions {
  readonly isTry?: boolean;
  readonly type?: DataType;
}
function isPair(args: Args): boolean {
  return args.length < 6;
}
function makeTimestamp(since: string, { isTry = false, type }: MakeOptions = {}): RowSpec {
  const typeOf = (cx: BindContext): DataType =>
    type ?? (cx.conf("spark.sql.timestampType") === "TIMESTAMP_NTZ" ? TIMESTAMP_NTZ : TIMESTAMP);
  return {
    since,
    params: type === TIMESTAMP_NTZ ? PART_PARAMS.slice(0, 6) : PART_PARAMS,
    coerce: (args, cx) => {
      const counts = type === TIMESTAMP_NTZ ? [2, 6] : type === undefined ? [1, 2, 3, 6, 7] : [2, 3, 6, 7];
      if (!counts.includes(args.length)) throw wrongCount(args, counts, cx);
      const pair = [T_DATE, T_TIME, T_STRING].map((t, i) => (args[i]?.dataType.kind === "void" ? t : uncast(t)));
      const cast = coerceTo(args, isPair(args) ? pair : PARTS, cx);
      const zone = isPair(args) ? 2 : 6;
      return cast.map((e, i) => (i === zone ? folded(e, cx) : e));
    },
    operandOrder: "left",
    display: (printed, call) => {
      const ltz = call.dataType.kind === "timestamp";
      // Spark forgets the name of one form and the zone of another.
      if (isPair(call.args)) {
        const made = `(${printed.join(", ")})`;
        // In errors.
        if (call.dataType.kind === "void") return `${call.name.replace(/^try_(?=.*ntz)/, "")}${made}`;
        if (ltz) return `${type === undefined ? call.name : "make_timestamp"}${made}`;
        return isTry ? `${call.name}(make_timestamp_ntz${made})` : `make_timestamp_ntz${made}`;
      }
      const shown = call.name === "try_make_timestamp" ? printed.slice(0, 6) : printed;
      return `${call.name}(${shown.join(", ")})`;
    },
    // Whatever the session's type, a date and a time make a timestamp of an instant.
    returns: (args, cx) => (isPair(args) ? (type ?? TIMESTAMP) : typeOf(cx)),
    nullable: (args, cx) => {
      if (isPair(args)) return type?.kind === "timestamp_ntz" || args.some((e) => e.nullable);
      return isTry || !cx.ansi || args.some((e) => e.nullable);
    },
    polars: (values, given, cx) => {
      const call: Call = isTry ? { ...given, mode: "try" } : given;
      const pair = isPair(call.args);
      const local = pair ? wallOfDateAndTime(values[0]!, values[1] ?? i64(0)) : wallOfParts(values, call, cx);
      const at = pair ? 2 : 6;
      if (call.args[at] !== undefined && call.dataType.kind === "timestamp") {
        return shiftByZone(local, values[at]!, call.args[at], false, call, cx);
      }
      return call.dataType.kind === "timestamp" ? instantOf(local, call.timeZone, cx) : local;
    },
  };
}
/** A date and a time are taken as they are: numbers and texts are none. */
function uncast(t: InputType): InputType {
  return { label: t === T_TIME ? '"TIME"' : t.label, accepts: t.accepts };
}
function wrongCount(args: Args, counts: readonly number[], cx: BindContext): AnalysisException {
  return new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
    functionName: `\`${cx.name}\``,
    expectedNum: `[${counts.join(", ")}]`,
    actualNum: String(args.length),
    docroot: "https://spark.apache.org/docs/latest",
  });
}

/** Months, or microseconds, of each unit; a day and a week move the wall clock. */
const UNIT_MONTHS: { readonly [unit: string]: bigint } = { YEAR: 12n, QUARTER: 3n, MONTH: 1n };
const UNIT_DAYS: { readonly [unit: string]: bigint } = { WEEK: 7n, DAY: 1n, DAYOFYEAR: 1n };
const UNIT_MICROS: { readonly [unit: string]: bigint } = {
  HOUR: 3_600_000_000n,
  MINUTE: 60_000_000n,
  SECOND: 1_000_000n,
  MILLISECOND: 1000n,
  MICROSECOND: 1n,
};
const UNITS = [...Object.keys(UNIT_MONTHS), "WEEK", "DAY", ...Object.keys(UNIT_MICROS)];
/** The arguments, where the first names one of the units. */
function withUnit(name: string, units: readonly string[], inputs: readonly InputType[]) {
  return (args: Args, cx: BindContext): Args => {
    const unit = stringOf(args[0]);
    if (unit !== undefined && !units.includes(unit.toUpperCase())) {
      throw new IllegalArgumentException("INVALID_PARAMETER_VALUE.DATETIME_UNIT", {
        functionName: `\`${name}\``,
        parameter: "`unit`",
        invalidValue: `'${unit}'`,
      });
    }
    // Errors count the arguments after the unit, and know of one type only where there are two timestamps.
    for (const [i, e] of args.entries()) {
      const input = inputs[i] as InputType;
      if (i === 0 || implicitCast(e.dataType, input, cx.ansi) !== undefined) continue;
      const wanted = input === ANY_TIMESTAMP && inputs[1] === ANY_TIMESTAMP ? T_TIMESTAMP.label : input.label;
      const error = unexpectedInput(cx.name, args, i, wanted);
      const parameters = { ...error.messageParameters, paramIndex: ordinal(i - 1) };
      throw new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", parameters);
    }
    return coerceTo(args, inputs, cx);
  };
}
function timestampAdd(args: readonly Px[], call: Call, cx: LowerContext): Px {
  const unit = stringOf(call.args[0])?.toUpperCase() ?? "";
  const count = cx.share(args[1]!);
  const e = call.args[2]!;
  const time = cx.share(args[2]!);
  const zoned = e.dataType.kind === "timestamp";
  const wide = (x: Px): Px => px.cast(x, "Int128", "nonstrict");
  const site = cx.site(call, (values) => ({
    condition: "DATETIME_OVERFLOW",
    parameters: { operation: `add ${values[0] ?? ""}L ${unit} to a timestamp` },
  }));
  const moved = (base: Px, micros: Px): Px => datetimeOf(cx.checkedCast(px.add(wide(base), micros), LONG, site));
  const micros = UNIT_MICROS[unit];
  if (micros !== undefined) return moved(microsOf(time), px.mul(wide(count), px.lit.i128(micros)));
  const local = cx.share(zoned ? wallClock(time, e, call, cx) : time);
  const months = UNIT_MONTHS[unit];
  let result: Px;
  if (months !== undefined) {
    // Beyond these the year would not fit into a timestamp, whatever the start.
    const far = px.gt(px.abs(count), i64(7_000_000n / months));
    const near = cx.share(px.ternary(far, i64(0), px.mul(count, i64(months))));
    const date = addMonths(px.dt.date(local), near, (x) => cx.share(x));
    const ofDay = px.mod(microsOf(local), i64(DAY_US));
    const shifted = moved(px.mul(wide(daysOf(date)), px.lit.i128(DAY_US)), wide(ofDay));
    result = cx.raiseIf(px.and(far, px.isNotNull(local)), site, shifted, px.cast(count, "String", "nonstrict"));
  } else result = moved(microsOf(local), px.mul(wide(count), px.lit.i128((UNIT_DAYS[unit] ?? 1n) * DAY_US)));
  return zoned ? instantLike(time, result, call.timeZone, cx) : result;
}
function timestampDiff(args: readonly Px[], call: Call, cx: LowerContext): Px {
  const unit = stringOf(call.args[0])?.toUpperCase() ?? "";
  const [a, b] = [1, 2].map((i) => cx.share(wallClock(args[i]!, call.args[i]!, call, cx))) as [Px, Px];
  const months = UNIT_MONTHS[unit];
  if (months === undefined) {
    const size = UNIT_MICROS[unit] ?? (UNIT_DAYS[unit] ?? 1n) * DAY_US;
    return towardsZero(cx.share(px.sub(microsOf(b), microsOf(a))), size);
  }
  const index = (t: Px): Px => px.add(px.mul(int64(px.dt.year(t)), i64(12)), int64(px.dt.month(t)));
  const within = (t: Px): Px => px.add(px.mul(int64(px.dt.day(t)), i64(DAY_US)), px.mod(microsOf(t), i64(DAY_US)));
  const between = cx.share(px.sub(index(b), index(a)));
  const short = px.and(px.gt(between, i64(0)), px.lt(within(b), within(a)));
  const long = px.and(px.lt(between, i64(0)), px.gt(within(b), within(a)));
  const whole = px.ternary(short, px.sub(between, i64(1)), px.ternary(long, px.add(between, i64(1)), between));
  return towardsZero(cx.share(whole), months);
}
export function towardsZero(x: Px, by: bigint): Px {
  if (by === 1n) return x;
  const size = px.floordiv(px.abs(x), i64(by));
  return px.ternary(px.lt(x, i64(0)), px.neg(size), size);
}

export const datetimeMakeFunctions: readonly FunctionRow[] = family("datetime", "scalar", {
  make_date: {
    since: "3.0.0",
    params: [param("year", T_INT), param("month", T_INT), param("day", T_INT)],
    returns: DATE,
    nullable: (args, cx) => !cx.ansi || args.some((e) => e.nullable),
    operandOrder: "left",
    polars: makeDate,
  },
  make_timestamp: makeTimestamp("3.0.0"),
  make_timestamp_ltz: makeTimestamp("3.4.0", { type: TIMESTAMP }),
  make_timestamp_ntz: makeTimestamp("3.4.0", { type: TIMESTAMP_NTZ }),
  try_make_timestamp: makeTimestamp("4.0.0", { isTry: true }),
  try_make_timestamp_ltz: makeTimestamp("4.0.0", { type: TIMESTAMP, isTry: true }),
  try_make_timestamp_ntz: makeTimestamp("4.0.0", { type: TIMESTAMP_NTZ, isTry: true }),
  timestampadd: {
    since: "3.3.0",
    params: [param("unit", T_STRING), param("quantity", T_LONG), param("timestamp", ANY_TIMESTAMP)],
    coerce: withUnit("TIMESTAMPADD", [...UNITS, "DAYOFYEAR"], [T_STRING, T_LONG, ANY_TIMESTAMP]),
    returns: ([, , t]) => t!.dataType,
    polars: timestampAdd,
  },
  timestampdiff: {
    since: "3.3.0",
    params: [param("unit", T_STRING), param("start", ANY_TIMESTAMP), param("end", ANY_TIMESTAMP)],
    coerce: withUnit("TIMESTAMPDIFF", UNITS, [T_STRING, ANY_TIMESTAMP, ANY_TIMESTAMP]),
    returns: LONG,
    polars: timestampDiff,
  },
});
