/** Dates and timestamps: arithmetic, truncation, differences, conversions to and from numbers, time zones. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { implicit, literal, stringLit } from "../logical/build.ts";
import { isString } from "../logical/coercion.ts";
import {
  ANY,
  type InputType,
  INTEGRAL,
  NUMERIC,
  oneOf,
  T_BOOLEAN,
  T_BYTE,
  T_DATE,
  T_INT,
  T_SHORT,
  T_STRING,
  T_TIMESTAMP,
  T_TIMESTAMP_NTZ,
} from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { DATE, DOUBLE, INT, isNanos, LONG, STRING, TIMESTAMP, TIMESTAMP_NTZ } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { nanosOf, wholeMicros } from "./nanos.ts";
import { boolLit } from "../logical/build.ts";
import { addMonths, dateOfDays, daysOf } from "./civil.ts";
import { unexpectedInput } from "./bind.ts";
import { toMicros } from "./datetime-parts.ts";
import { asTheyAre } from "./text-args.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { arithmetic, coerceTo, failing, folded, numberOf, overflow, stringOf } from "./support.ts";
import { datetimeOf, instantLike, instantOf, localOf, microsOf } from "./zone.ts";
import { zoneOfId } from "../kernels/zone-id.ts";
import { P_DATETIME } from "../polars/polars-type.ts";

const i64 = px.lit.i64;
const long = (x: Px): Px => px.cast(x, "Int64", "nonstrict");
export const DAY_US = 86_400_000_000n;
/** Days as they are: only texts are cast, to int. */
const DAYS: InputType = { ...oneOf(T_INT, T_SHORT, T_BYTE), choices: undefined };

/** Without ANSI a text must be constant, and a null text is 0. */
function wholeDays(args: readonly TypedExpr[], cx: BindContext): TypedExpr {
  const [, text] = args as readonly [TypedExpr, TypedExpr];
  const found = cx.constant(text);
  if (found === undefined) throw unexpectedInput(cx.name, args, 1, DAYS.label);
  const days = found.value === null ? "0" : String(found.value).trim();
  if (/^[+-]?\d{1,10}$/.test(days)) return literal(Number(days), INT);
  throw new AnalysisException("SECOND_FUNCTION_ARGUMENT_NOT_INTEGER", { functionName: cx.name });
}
function shiftDays(since: string, sign: 1 | -1, aliases: readonly string[] = []): RowSpec {
  return {
    since,
    aliases,
    params: [param("start_date", T_DATE), param("num_days", DAYS)],
    coerce: (args, cx) => {
      if (isNanos(args[0]!.dataType)) throw unexpectedInput(cx.name, args, 0, T_DATE.label);
      const text = isString(args[1]!.dataType);
      const days = text && !cx.ansi ? wholeDays(args, cx) : args[1]!;
      return coerceTo([args[0]!, days], [T_DATE, text || days.dataType.kind === "void" ? T_INT : DAYS], cx);
    },
    returns: DATE,
    // `dateadd` prints under the name of its class, and a text as the days in it.
    display: ([date, days], call) => {
      const text = call.mode !== "ansi" && isString((call.shown?.[1] ?? call.args[1]!).dataType);
      const number = text ? numberOf(call.args[1]) : undefined;
      return `${call.name === "dateadd" ? "date_add" : call.name}(${date}, ${number ?? days})`;
    },
    polars: ([d, n]) => {
      const days = long(daysOf(d!));
      return dateOfDays(sign === 1 ? px.add(days, long(n!)) : px.sub(days, long(n!)));
    },
  };
}

/** The moments of both timestamps in months, as Oracle counts them: whole where the days match or both end a month. */
function monthsBetween(args: readonly Px[], call: Call, cx: LowerContext): Px {
  const moments = [0, 1].map((i) => cx.share(args[i]!));
  const [a, b] = moments.map((t) => cx.share(localOf(t, call.timeZone, cx))) as [Px, Px];
  const monthIndex = (t: Px): Px => px.add(px.mul(long(px.dt.year(t)), i64(12)), long(px.dt.month(t)));
  const months = cx.share(px.cast(px.sub(monthIndex(a), monthIndex(b)), "Float64", "nonstrict"));
  const [dayA, dayB] = [long(px.dt.day(a)), long(px.dt.day(b))];
  const isEnd = (t: Px, day: Px): Px => px.eq(day, long(px.dt.daysInMonth(t)));
  const whole = px.or(px.eq(dayA, dayB), px.and(isEnd(a, dayA), isEnd(b, dayB)));
  // What has passed of the day, which summer time makes shorter or longer.
  const [pastA, pastB] = [a, b].map((local, i) => {
    const midnight = px.cast(px.dt.date(local), P_DATETIME, "nonstrict");
    const start = microsOf(instantOf(midnight, call.timeZone, cx));
    return px.floordiv(px.sub(microsOf(moments[i]!), start), i64(1_000_000));
  }) as [Px, Px];
  const seconds = px.add(px.mul(px.sub(dayA, dayB), i64(86400)), px.sub(pastA, pastB));
  const exact = cx.share(px.add(months, px.truediv(px.cast(seconds, "Float64", "nonstrict"), px.lit.f64(31 * 86400))));
  const rounded = px.truediv(px.floor(px.add(px.mul(exact, px.lit.f64(1e8)), px.lit.f64(0.5))), px.lit.f64(1e8));
  const value = px.ternary(whole, months, px.ternary(args[2]!, rounded, exact));
  return px.ternary(px.isNull(args[2]!), px.lit.null("Float64"), value);
}

const WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
function weekdayOf(name: string): number | undefined {
  const upper = name.toUpperCase();
  const at = WEEKDAYS.findIndex((d) => [d, d.slice(0, 2), d.slice(0, 3)].includes(upper));
  return at < 0 ? undefined : at + 1;
}
function nextDay([d, name]: readonly Px[], call: Call, cx: LowerContext): Px {
  const given = stringOf(call.args[1]);
  const known = given === undefined ? undefined : weekdayOf(given);
  const text = cx.share(px.str.uppercase(name!));
  const day =
    known !== undefined
      ? px.lit.i32(known)
      : WEEKDAYS.reduceRight<Px>((rest, w, i) => {
          const names = px.lit.values([w, w.slice(0, 2), w.slice(0, 3)], "String");
          return px.ternary(px.isIn(text, names), px.lit.i32(i + 1), rest);
        }, px.lit.null("Int32"));
  const date = cx.share(d!);
  const ahead = px.mod(px.sub(day, px.cast(px.dt.weekday(date), "Int32", "nonstrict")), px.lit.i32(7));
  const shift = px.ternary(px.eq(ahead, px.lit.i32(0)), px.lit.i32(7), ahead);
  const result = dateOfDays(px.add(daysOf(date), shift));
  if (known !== undefined || call.mode !== "ansi") return result;
  const unknown = px.andAll([px.isNotNull(date), px.isNotNull(name!), px.isNull(day)]);
  const site = cx.site(call, (values) => ({
    condition: "ILLEGAL_DAY_OF_WEEK",
    parameters: { string: values[0] ?? "" },
  }));
  return cx.raiseIf(unknown, site, result, name!);
}

/** Names of each unit of trunc and date_trunc, with the step of the engine's truncation. */
const TRUNCATIONS: readonly { readonly names: readonly string[]; readonly every: string; readonly onDates: boolean }[] =
  [
    { names: ["YEAR", "YYYY", "YY"], every: "1y", onDates: true },
    { names: ["QUARTER"], every: "1q", onDates: true },
    { names: ["MON", "MONTH", "MM"], every: "1mo", onDates: true },
    { names: ["WEEK"], every: "1w", onDates: true },
    { names: ["DAY", "DD"], every: "1d", onDates: false },
    { names: ["HOUR"], every: "3600000000", onDates: false },
    { names: ["MINUTE"], every: "60000000", onDates: false },
    { names: ["SECOND"], every: "1000000", onDates: false },
    { names: ["MILLISECOND"], every: "1000", onDates: false },
    { names: ["MICROSECOND"], every: "1", onDates: false },
  ];
type Truncation = (typeof TRUNCATIONS)[number];
/** One unit where the format is constant; else each unit where the text names it, and null for any other text. */
function byUnit(
  format: TypedExpr,
  text: Px,
  units: readonly Truncation[],
  f: (unit: Truncation) => Px,
  empty: Px,
  cx: LowerContext,
): Px {
  if (format.kind === "Literal") {
    const name = stringOf(format)?.toUpperCase() ?? "";
    const unit = units.find((u) => u.names.includes(name));
    return unit === undefined ? empty : f(unit);
  }
  const upper = cx.share(px.str.uppercase(text));
  return units.reduceRight<Px>(
    (rest, unit) => px.ternary(px.isIn(upper, px.lit.values(unit.names, "String")), f(unit), rest),
    empty,
  );
}
function truncDate(d: Px, unit: Truncation): Px {
  return px.dt.truncate(d, px.lit.str(unit.every));
}
function truncTimestamp(t: Px, unit: Truncation, zone: string, cx: LowerContext): Px {
  // Offsets are whole seconds.
  if (unit.every.length <= 7 && !/[a-z]/.test(unit.every))
    return datetimeOf(px.sub(microsOf(t), px.mod(microsOf(t), i64(BigInt(unit.every)))));
  const local = cx.share(localOf(t, zone, cx));
  const start = /[a-z]/.test(unit.every)
    ? px.cast(px.dt.truncate(px.dt.date(local), px.lit.str(unit.every)), P_DATETIME, "nonstrict")
    : datetimeOf(px.sub(microsOf(local), px.mod(microsOf(local), i64(BigInt(unit.every)))));
  // A start that shows twice is the one with the offset of the moment itself.
  return instantLike(t, start, zone, cx);
}

/** An integer number of seconds, milliseconds or microseconds since the epoch. */
function fromInteger(since: string, name: string, unit: string, scale: bigint): RowSpec {
  return {
    since,
    params: [param(name, INTEGRAL)],
    returns: TIMESTAMP,
    polars: ([x], call, cx) => scaledTimestamp(x!, call, cx, unit, scale),
  };
}
function scaledTimestamp(x: Px, call: Call, cx: LowerContext, unit: string, scale: bigint): Px {
  if (scale === 1n || call.args[0]!.dataType.kind !== "long") return datetimeOf(px.mul(long(x), i64(scale)));
  const site = cx.site(call, (values) => ({
    condition: "DATETIME_OVERFLOW",
    parameters: { operation: `create a TIMESTAMP from ${BigInt(values[0] ?? 0) / scale}L ${unit} since the epoch` },
  }));
  return datetimeOf(cx.checkedCast(px.mul(px.cast(x, "Int128", "nonstrict"), px.lit.i128(scale)), LONG, site));
}
function timestampSeconds(x: Px, call: Call, cx: LowerContext): Px {
  const t = call.args[0]!.dataType;
  if (t.kind === "double" || t.kind === "float") {
    const seconds = cx.share(px.cast(x, "Float64", "nonstrict"));
    const micros = px.cast(px.mul(seconds, px.lit.f64(1e6)), "Int64", "overflowing");
    return px.ternary(px.isFinite(seconds), datetimeOf(micros), px.lit.null(P_DATETIME));
  }
  if (t.kind !== "decimal") return scaledTimestamp(x, call, cx, "seconds", 1_000_000n);
  const wide = cx.share(px.cast(x, "Int128", "nonstrict"));
  if (t.scale <= 6)
    return datetimeOf(cx.checkedCast(px.mul(wide, px.lit.i128(10n ** BigInt(6 - t.scale))), LONG, overflow(cx, call)));
  const unit = px.lit.i128(10n ** BigInt(t.scale - 6));
  const exact = cx.raiseIf(
    px.neq(px.mod(wide, unit), px.lit.i128(0)),
    arithmetic(cx, call, "A timestamp has no digits below the microsecond."),
    px.floordiv(wide, unit),
  );
  return datetimeOf(cx.checkedCast(exact, LONG, overflow(cx, call)));
}
/** Whole units since the epoch, rounded down. */
/** Neither dates nor texts are cast. */
const MOMENT: InputType = {
  label: '("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")',
  accepts: (t) => t.kind === "timestamp" || t.kind === "timestamp_ntz",
  concrete: TIMESTAMP,
};
function toUnix(since: string, scale: bigint): RowSpec {
  return {
    since,
    params: [param("timestamp", MOMENT)],
    coerce: (args, cx) =>
      asTheyAre(MOMENT)(
        args.map((e) => toMicros(e, cx)),
        cx,
      ),
    returns: LONG,
    polars: ([t]) => (scale === 1n ? microsOf(t!) : px.floordiv(microsOf(t!), i64(scale))),
  };
}

function utcShift(since: string, from: boolean): RowSpec {
  return {
    since,
    params: [param("timestamp", T_TIMESTAMP), param("timezone", T_STRING)],
    coerce: foldSecond([T_TIMESTAMP, T_STRING]),
    returns: TIMESTAMP,
    polars: ([t, zone], call, cx) => shiftByZone(t!, zone!, call.args[1]!, from, call, cx),
  };
}
function foldSecond(inputs: Parameters<typeof coerceTo>[1]) {
  return (args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] =>
    coerceTo(args, inputs, cx).map((e) => (e.dataType.kind === "string" ? folded(e, cx) : e));
}
/** Wall clock and instant change places: `from` reads the timestamp as UTC, else as the zone's own time. */
export function shiftByZone(t: Px, zoneText: Px, zoneArg: TypedExpr, from: boolean, call: Call, cx: LowerContext): Px {
  if (zoneArg.kind !== "Literal") {
    return cx.kernel(from ? "local_of" : "instant_of", [t, zoneText], TIMESTAMP, { lenient: call.mode === "try" });
  }
  const id = stringOf(zoneArg);
  if (id === undefined) return px.lit.null(P_DATETIME);
  const zone = zoneOfId(id);
  if (zone !== undefined) return from ? localOf(t, zone, cx) : instantOf(t, zone, cx);
  if (call.mode === "try") return px.lit.null(P_DATETIME);
  return cx.raiseIf(px.isNotNull(t), failing(cx, call, "INVALID_TIMEZONE", { timeZone: id }), t);
}

export const datetimeFunctions: readonly FunctionRow[] = family("datetime", "scalar", {
  date_add: shiftDays("1.5.0", 1, ["dateadd"]),
  date_sub: shiftDays("1.5.0", -1),
  datediff: {
    since: "1.5.0",
    aliases: ["date_diff"],
    params: [param("endDate", T_DATE), param("startDate", T_DATE)],
    returns: INT,
    polars: ([a, b]) => px.sub(daysOf(a!), daysOf(b!)),
  },
  add_months: {
    since: "1.5.0",
    params: [param("start_date", T_DATE), param("num_months", T_INT)],
    coerce: (args, cx) => coerceTo(args, [T_DATE, T_INT], cx).map((e, i) => (i === 1 ? folded(e, cx) : e)),
    returns: DATE,
    polars: ([d, n], call, cx) => {
      const [date, months] = [cx.share(d!), cx.share(n!)];
      const result = addMonths(date, months, (x) => cx.share(x));
      // The years that Java's dates have, roughly: nothing nearer can overflow 32 bits of days.
      const far = px.gt(px.abs(long(months)), i64(70_000_000));
      return Math.abs(numberOf(call.args[1]) ?? Infinity) < 70_000_000
        ? result
        : cx.raiseIf(px.and(far, px.isNotNull(date)), overflow(cx, call, "overflow"), result);
    },
  },
  months_between: {
    since: "1.5.0",
    params: [param("timestamp1", T_TIMESTAMP), param("timestamp2", T_TIMESTAMP), optional("roundOff", T_BOOLEAN)],
    coerce: (args, cx) => {
      const all = args.length === 2 ? [...args, boolLit(true)] : args;
      return coerceTo(all, [T_TIMESTAMP, T_TIMESTAMP, T_BOOLEAN], cx);
    },
    display: (args) => `months_between(${(args.length === 2 ? [...args, "true"] : args).join(", ")})`,
    returns: DOUBLE,
    polars: monthsBetween,
  },
  last_day: {
    since: "1.5.0",
    params: [param("date", T_DATE)],
    returns: DATE,
    polars: ([d], _call, cx) => {
      const date = cx.share(d!);
      const left = px.sub(
        px.cast(px.dt.daysInMonth(date), "Int32", "nonstrict"),
        px.cast(px.dt.day(date), "Int32", "nonstrict"),
      );
      return dateOfDays(px.add(daysOf(date), left));
    },
  },
  next_day: {
    since: "1.5.0",
    params: [param("start_date", T_DATE), param("day_of_week", T_STRING)],
    coerce: foldSecond([T_DATE, T_STRING]),
    returns: DATE,
    nullable: true,
    polars: nextDay,
  },
  trunc: {
    since: "1.5.0",
    params: [param("date", T_DATE), param("fmt", T_STRING)],
    coerce: foldSecond([T_DATE, T_STRING]),
    returns: DATE,
    nullable: true,
    polars: ([d, fmt], call, cx) => {
      const date = cx.share(d!);
      const units = TRUNCATIONS.filter((u) => u.onDates);
      return byUnit(call.args[1]!, fmt!, units, (unit) => truncDate(date, unit), px.lit.null("Date"), cx);
    },
  },
  date_trunc: {
    since: "2.3.0",
    params: [param("fmt", T_STRING), param("ts", T_TIMESTAMP)],
    coerce: (args, cx) => {
      const moment = isNanos(args[1]!.dataType) ? ANY : T_TIMESTAMP;
      return coerceTo(args, [T_STRING, moment], cx).map((e, i) => (i === 0 ? folded(e, cx) : e));
    },
    returns: ([, ts]) => (isNanos(ts!.dataType) ? ts!.dataType : TIMESTAMP),
    nullable: true,
    polars: ([fmt, ts], call, cx) => {
      const nanos = isNanos(call.dataType);
      const zone = call.dataType.kind === "timestamp_ntz_nanos" ? "UTC" : call.timeZone;
      const t = cx.share(nanos ? wholeMicros(ts!) : ts!);
      const f = (unit: Truncation): Px => truncTimestamp(t, unit, zone, cx);
      const made = byUnit(call.args[0]!, fmt!, TRUNCATIONS, f, px.lit.null(P_DATETIME), cx);
      return nanos ? nanosOf(made, px.lit.i64(0)) : made;
    },
  },
  unix_date: {
    since: "3.1.0",
    params: [param("date", { ...T_DATE, concrete: undefined })],
    coerce: ([d], cx) =>
      coerceTo(
        [d!],
        [d!.dataType.kind === "date" || d!.dataType.kind === "void" ? T_DATE : { ...T_DATE, concrete: undefined }],
        cx,
      ),
    returns: INT,
    polars: ([d]) => daysOf(d!),
  },
  date_from_unix_date: {
    since: "3.1.0",
    params: [param("days", T_INT)],
    returns: DATE,
    polars: ([n]) => dateOfDays(n!),
  },
  unix_seconds: toUnix("3.1.0", 1_000_000n),
  unix_millis: toUnix("3.1.0", 1000n),
  unix_micros: toUnix("3.1.0", 1n),
  timestamp_seconds: {
    since: "3.1.0",
    params: [param("seconds", NUMERIC)],
    coerce: (args, cx) => {
      const { dataType } = args[0] as TypedExpr;
      if (dataType.kind === "void") return [implicit(args[0]!, DOUBLE, cx.mode, cx.timeZone)];
      if (!NUMERIC.accepts(dataType)) throw unexpectedInput(cx.name, args, 0, NUMERIC.label);
      return args;
    },
    returns: TIMESTAMP,
    nullable: ([e]) => e!.nullable || e!.dataType.kind === "double" || e!.dataType.kind === "float",
    polars: ([x], call, cx) => timestampSeconds(x!, call, cx),
  },
  timestamp_millis: fromInteger("3.1.0", "milliseconds", "milliseconds", 1000n),
  timestamp_micros: fromInteger("3.1.0", "microseconds", "microseconds", 1n),
  from_utc_timestamp: utcShift("1.5.0", true),
  to_utc_timestamp: utcShift("1.5.0", false),
  convert_timezone: {
    since: "3.4.0",
    params: [param("sourceTz", T_STRING), param("targetTz", T_STRING), optional("sourceTs", T_TIMESTAMP_NTZ)],
    coerce: (args, cx) => {
      const all = args.length === 2 ? [stringLit(cx.timeZone), ...args] : args;
      return coerceTo(all, [T_STRING, T_STRING, T_TIMESTAMP_NTZ], cx).map((e, i) => (i < 2 ? folded(e, cx) : e));
    },
    display: (args) => `convert_timezone(${(args.length === 2 ? ["current_timezone()", ...args] : args).join(", ")})`,
    returns: TIMESTAMP_NTZ,
    polars: ([source, target, ts], call, cx) => {
      const instant = cx.share(shiftByZone(ts!, source!, call.args[0]!, false, call, cx));
      return shiftByZone(instant, target!, call.args[1]!, true, call, cx);
    },
  },
  current_timezone: {
    since: "3.1.0",
    returns: STRING,
    nullable: false,
    polars: (_args, call) => px.lit.str(call.timeZone),
  },
});
