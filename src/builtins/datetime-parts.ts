/** Parts of dates, timestamps, times and intervals: year .. second, extract, date_part. */
import { partOf } from "./civil.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import { implicit, literal } from "../logical/build.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { ANY, ANY_TIMESTAMP, type InputType, oneOf, T_DATE, T_STRING, T_TIME } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import { BYTE, type DataType, DecimalType, DOUBLE, INT, isNanos, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { family, param, rest, type RowSpec } from "./family.ts";
import { belowMicros, microsType, wholeMicros } from "./nanos.ts";
import { coerceTo, folded, stringOf } from "./support.ts";
import { localOf, microsOf } from "./zone.ts";

const int = (x: Px): Px => px.cast(x, "Int32", "nonstrict");
const SECONDS = new DecimalType(8, 6);
const NANO_SECONDS = new DecimalType(11, 9);

function ofDate(since: string, f: (date: Px) => Px, aliases: readonly string[] = []): RowSpec {
  return {
    since,
    aliases,
    params: [param("date", T_DATE)],
    returns: INT,
    polars: ([d], _, cx) => {
      const date = cx.share(d!);
      return int(partOf(date, f(date), cx));
    },
  };
}
/** The local wall clock of an argument of either timestamp type. */
export function wallClock(x: Px, e: TypedExpr, call: Call, cx: LowerContext): Px {
  return e.dataType.kind === "timestamp" ? localOf(x, call.timeZone, cx) : x;
}
const CLOCK = oneOf(T_TIME, ANY_TIMESTAMP);
/** A time of day stays one; everything else is read as a timestamp. */
function clockInput(t: TypedExpr): InputType {
  return t.dataType.kind === "time" ? T_TIME : ANY_TIMESTAMP;
}
/** A timestamp of nanoseconds, for functions that look no deeper than a microsecond. */
export function toMicros(e: TypedExpr, cx: BindContext): TypedExpr {
  return isNanos(e.dataType) ? implicit(e, microsType(e.dataType), cx.mode, cx.timeZone) : e;
}
/** Functions on times of day exist only with `spark.sql.timeType.enabled`. */
export function checkTimeType(args: readonly TypedExpr[], cx: BindContext): void {
  if (!args.some((e) => e.dataType.kind === "time")) return;
  requireTimeType(cx);
}
export function requireTimeType(cx: BindContext): void {
  if (cx.conf("spark.sql.timeType.enabled") !== "true") throw new AnalysisException("UNSUPPORTED_TIME_TYPE", {});
}
function clockArgs(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  checkTimeType(args, cx);
  const moments = args.map((e) => toMicros(e, cx));
  return coerceTo(moments, moments.map(clockInput), cx);
}
function ofClock(since: string, f: (clock: Px) => Px, nanosIn: bigint, size: number): RowSpec {
  return {
    since,
    // What stands behind the first argument is not looked at.
    params: [param("expr", CLOCK), rest("ignored", ANY)],
    coerce: (args, cx) => clockArgs(args.slice(0, 1), cx),
    display: ([shown], call) => `${call.name}(${shown})`,
    returns: INT,
    nullable: ([e]) => e!.dataType.kind === "time" || e!.nullable,
    polars: ([x], call, cx) => {
      const e = call.args[0]!;
      if (e.dataType.kind !== "time") return int(f(wallClock(x!, e, call, cx)));
      return int(px.mod(px.floordiv(x!, px.lit.i64(nanosIn)), px.lit.i64(size)));
    },
  };
}
const MINUTE_US = px.lit.i64(60_000_000);
/** Seconds with six digits, as the scaled integer of decimal(8,6). */
function secondsWithFraction(x: Px, call: Call, cx: LowerContext): Px {
  const e = call.args[0]!;
  if (e.dataType.kind === "time") {
    const digits = px.mod(px.floordiv(x, px.lit.i64(1000)), MINUTE_US);
    return px.floordiv(digits, px.lit.i64(10 ** (6 - e.dataType.precision)));
  }
  if (!isNanos(e.dataType)) return px.mod(microsOf(wallClock(x, e, call, cx)), MINUTE_US);
  const micros = wholeMicros(x);
  const local = e.dataType.kind === "timestamp_ltz_nanos" ? localOf(micros, call.timeZone, cx) : micros;
  return px.add(px.mul(px.mod(microsOf(local), MINUTE_US), px.lit.i64(1000)), belowMicros(x));
}

/** Spellings of each field. */
const FIELD_NAMES: { readonly [field: string]: readonly string[] } = {
  YEAR: ["Y", "YEARS", "YR", "YRS"],
  YEAROFWEEK: [],
  QUARTER: ["QTR"],
  MONTH: ["MON", "MONS", "MONTHS"],
  WEEK: ["W", "WEEKS"],
  DAY: ["D", "DAYS"],
  DAYOFWEEK: ["DOW"],
  DAYOFWEEK_ISO: ["DOW_ISO"],
  DOY: [],
  HOUR: ["H", "HOURS", "HR", "HRS"],
  MINUTE: ["M", "MIN", "MINS", "MINUTES"],
  SECOND: ["S", "SEC", "SECONDS", "SECS"],
};
const FIELDS: ReadonlyMap<string, string> = new Map(
  Object.entries(FIELD_NAMES).flatMap(([field, names]) => [field, ...names].map((n) => [n, field])),
);
const DATE_FUNCTION: { readonly [field: string]: string } = {
  YEAR: "year",
  YEAROFWEEK: "$year_of_week",
  QUARTER: "quarter",
  MONTH: "month",
  WEEK: "weekofyear",
  DAY: "dayofmonth",
  DAYOFWEEK: "dayofweek",
  DAYOFWEEK_ISO: "$day_of_week_iso",
  DOY: "dayofyear",
  HOUR: "hour",
  MINUTE: "minute",
  SECOND: "$seconds",
};
const CLOCK_FIELDS: readonly string[] = ["HOUR", "MINUTE", "SECOND"];
const INTERVAL_FIELDS: { readonly [kind: string]: readonly string[] } = {
  interval: ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"],
  interval_ym: ["YEAR", "MONTH"],
  interval_dt: ["DAY", "HOUR", "MINUTE", "SECOND"],
  time: CLOCK_FIELDS,
};

/** The fields that a type has; an interval has those between its first and its last. */
function partsOf(type: DataType): readonly string[] | undefined {
  const fields = INTERVAL_FIELDS[type.kind];
  const isAnsi = type.kind === "interval_ym" || type.kind === "interval_dt";
  return isAnsi ? fields?.slice(type.startField, type.endField + 1) : fields;
}
function extractFrom(fieldArg: TypedExpr, source: TypedExpr, cx: BindContext): TypedExpr {
  const name = stringOf(fieldArg);
  if (name === undefined) {
    if (fieldArg.kind === "Literal" && fieldArg.value === null) return literal(null, DOUBLE);
    throw new AnalysisException("NON_FOLDABLE_ARGUMENT", {
      funcName: `\`${cx.name}\``,
      paramName: "`field`",
      paramType: '"STRING"',
    });
  }
  const field = FIELDS.get(name.toUpperCase());
  const allowed = partsOf(source.dataType);
  if (field === undefined || (allowed !== undefined && !allowed.includes(field))) {
    throw new AnalysisException("INVALID_EXTRACT_FIELD", { field: `\`${name}\``, expr: `"${prettyName(source)}"` });
  }
  if (allowed !== undefined && source.dataType.kind !== "time")
    return cx.call(`$interval_${field.toLowerCase()}`, [source]);
  return cx.call(DATE_FUNCTION[field] as string, [source]);
}
function extraction(since: string, separator: string, kind: (name: string) => string): RowSpec {
  return {
    since,
    params: [param("field", T_STRING), param("source", ANY)],
    coerce: ([field, source], cx) => [folded(field!, cx), source!],
    display: (args, call) => `${kind(call.name)}(${args.join(separator)})`,
    rewrite: ([field, source], cx) => extractFrom(field!, source!, cx),
  };
}

/** `field` of a calendar interval, or the ANSI interval itself: (x / by) % of, cut towards zero. */
function ofInterval(type: DataType, field: string, by: bigint, of: bigint): RowSpec {
  return {
    params: [param("interval", ANY)],
    returns: type,
    polars: ([x], call, cx) => {
      const calendar = call.args[0]!.dataType.kind === "interval";
      const out: PolarsType = type.kind === "byte" ? "Int8" : type.kind === "integer" ? "Int32" : "Int64";
      // Days of a calendar interval, and those that its hours make.
      if (calendar && field === "f1") {
        const ofHours = truncated(px.struct.fieldByName(x!, "f2"), by, of, cx);
        return px.cast(
          px.add(px.cast(px.struct.fieldByName(x!, field), "Int64", "nonstrict"), ofHours),
          out,
          "overflowing",
        );
      }
      return px.cast(truncated(calendar ? px.struct.fieldByName(x!, field) : x!, by, of, cx), out, "overflowing");
    },
  };
}
/** (x / by) % of with Java's signs; `of` 0 means no remainder. */
function truncated(given: Px, by: bigint, of: bigint, cx: LowerContext): Px {
  const x = cx.share(px.cast(given, "Int64", "nonstrict"));
  const isNegative = px.lt(x, px.lit.i64(0));
  // Never the size of the number: the smallest has none.
  const cut = (n: Px, size: bigint): Px =>
    px.ternary(
      isNegative,
      px.floordiv(px.add(n, px.lit.i64(size - 1n)), px.lit.i64(size)),
      px.floordiv(n, px.lit.i64(size)),
    );
  const whole = cut(x, by);
  return of === 0n ? whole : px.sub(whole, px.mul(cut(whole, of), px.lit.i64(of)));
}

export const datetimePartFunctions: readonly FunctionRow[] = family("datetime", "scalar", {
  year: ofDate("1.5.0", px.dt.year),
  quarter: ofDate("1.5.0", px.dt.quarter),
  month: ofDate("1.5.0", px.dt.month),
  day: ofDate("1.5.0", px.dt.day, ["dayofmonth"]),
  dayofyear: ofDate("1.5.0", px.dt.ordinalDay),
  dayofweek: ofDate("2.3.0", (d) => px.add(px.mod(int(px.dt.weekday(d)), px.lit.i32(7)), px.lit.i32(1))),
  weekday: ofDate("2.4.0", (d) => px.sub(int(px.dt.weekday(d)), px.lit.i32(1))),
  weekofyear: ofDate("1.5.0", px.dt.week),
  $year_of_week: ofDate("3.0.0", px.dt.isoYear),
  $day_of_week_iso: ofDate("3.0.0", px.dt.weekday),
  hour: ofClock("1.5.0", px.dt.hour, 3_600_000_000_000n, 24),
  minute: ofClock("1.5.0", px.dt.minute, 60_000_000_000n, 60),
  second: ofClock("1.5.0", px.dt.second, 1_000_000_000n, 60),
  $seconds: {
    params: [param("expr", CLOCK)],
    display: ([shown]) => `secondwithfraction(${shown})`,
    coerce: (args, cx) => (isNanos(args[0]!.dataType) ? args : clockArgs(args, cx)),
    returns: ([e]) => {
      const t = e!.dataType;
      if (isNanos(t)) return NANO_SECONDS;
      return t.kind === "time" ? new DecimalType(2 + t.precision, t.precision) : SECONDS;
    },
    nullable: ([e]) => e!.dataType.kind === "time" || e!.nullable,
    polars: ([x], call, cx) => secondsWithFraction(isNanos(call.args[0]!.dataType) ? cx.share(x!) : x!, call, cx),
  },
  $interval_year: ofInterval(INT, "f0", 12n, 0n),
  $interval_month: ofInterval(BYTE, "f0", 1n, 12n),
  $interval_day: ofInterval(INT, "f1", 86_400_000_000n, 0n),
  $interval_hour: ofInterval(BYTE, "f2", 3_600_000_000n, 24n),
  $interval_minute: ofInterval(BYTE, "f2", 60_000_000n, 60n),
  $interval_second: ofInterval(SECONDS, "f2", 1n, 60_000_000n),
  extract: extraction("3.0.0", " FROM ", (name) => name),
  datepart: extraction("3.4.0", " FROM ", (name) => name),
  date_part: extraction("3.0.0", ", ", (name) => name),
  monthname: {
    since: "4.0.0",
    params: [param("date", T_DATE)],
    returns: STRING,
    polars: ([d]) => px.dt.toString(d!, "%b"),
  },
  dayname: {
    since: "4.0.0",
    params: [param("date", T_DATE)],
    returns: STRING,
    polars: ([d]) => px.dt.toString(d!, "%a"),
  },
});
