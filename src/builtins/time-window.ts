/** Windows of time: windows of a fixed length, buckets, the time of a window. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { isFoldable, literal, longLit } from "../logical/build.ts";
import { implicitCast, isAnsiInterval } from "../logical/coercion.ts";
import { ANY, ANY_TIMESTAMP, type InputType, T_LONG, T_TIMESTAMP } from "../logical/input-type.ts";
import { literalSql, prettyName } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import { durationMicros, parseUnits } from "../sql/interval-text.ts";
import {
  DayTimeIntervalType,
  INTERVAL,
  type DataType,
  STRING,
  StructField,
  StructType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "../types/data-type.ts";
import { AnalysisException, IllegalArgumentException } from "../types/spark-error.ts";
import { localToUtcMicros } from "../types/time-zone.ts";
import { int64, nullOf } from "./array-support.ts";
import { unexpectedInput } from "./bind.ts";
import { addMonths, daysOf } from "./civil.ts";
import { field, structOf } from "./entries.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { folded, literalOf, mismatch, nonFoldable } from "./support.ts";
import { datetimeOf, instantOf, localOf, microsOf } from "./zone.ts";

type Args = readonly TypedExpr[];
const { i64 } = px.lit;
const DAY_US = 86_400_000_000n;
const WINDOW = new StructType([new StructField("start", TIMESTAMP), new StructField("end", TIMESTAMP)]);
const WINDOW_NTZ = new StructType([new StructField("start", TIMESTAMP_NTZ), new StructField("end", TIMESTAMP_NTZ)]);

/** The length that a literal gives: microseconds, or text such as "5 minutes". */
function duration(e: TypedExpr | undefined, cx: BindContext): bigint {
  const value = e === undefined || !isFoldable(e) ? undefined : literalOf(folded(e, cx));
  const counted = e?.dataType.kind === "integer" || e?.dataType.kind === "long";
  if (counted && (typeof value === "number" || typeof value === "bigint")) return BigInt(value);
  if (typeof value !== "string") {
    throw new AnalysisException(
      "_LEGACY_ERROR_TEMP_1207",
      {},
      { message: "The lengths that window takes are whole numbers or strings, and constants." },
    );
  }
  const read = parseUnits(value);
  if (!("interval" in read)) throw new AnalysisException("CANNOT_PARSE_INTERVAL", { intervalString: `'${value}'` });
  if (read.interval.months !== 0) {
    const message = `Intervals of months and longer cannot be used here: ${value}.`;
    throw new IllegalArgumentException("_LEGACY_ERROR_TEMP_3231", { interval: value }, { message });
  }
  const micros = durationMicros(read.interval);
  if (micros === undefined) throw new AnalysisException("CANNOT_PARSE_INTERVAL", { intervalString: `'${value}'` });
  return micros;
}
function momentType(t: DataType): boolean {
  return t.kind === "timestamp" || t.kind === "timestamp_ntz";
}
/** The time of a row: a timestamp, or the last moment of a window. */
function coerceTime(args: Args, cx: BindContext, shown: Args): TypedExpr {
  const time = args[0]!;
  const t = time.dataType;
  if (momentType(t)) return time;
  if (t.kind === "struct") {
    const [start, end, ...others] = t.fields;
    const isWindow =
      start?.name === "start" && end?.name === "end" && others.length === 0 && momentType(start.dataType);
    if (isWindow && start.dataType.kind === end.dataType.kind) return cx.call("window_time", [time]);
  }
  const to = implicitCast(t, T_TIMESTAMP, cx.ansi);
  if (to === undefined) {
    const label =
      '("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" or "STRUCT<start: TIMESTAMP, end: TIMESTAMP>" or "STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>")';
    throw unexpectedInput(cx.name === "session_window" ? "sessionwindow" : cx.name, shown, 0, label);
  }
  return cx.cast(time, to);
}
/** `window(time, length[, slide[, start]])`: the lengths as literals of microseconds. */
function coerceWindow(args: Args, cx: BindContext): Args {
  const length = duration(args[1], cx);
  const slide = args[2] === undefined ? length : duration(args[2], cx);
  const start = args[3] === undefined ? 0n : duration(args[3], cx);
  const lengths = [longLit(length), longLit(slide), longLit(start)];
  const shown = [args[0]!, ...lengths];
  const time = coerceTime(args, cx, shown);
  for (const [name, value] of [
    ["window", length],
    ["slide", slide],
  ] as const) {
    if (value > 0n) continue;
    throw mismatch(cx.name, shown, "VALUE_OUT_OF_RANGE", {
      exprName: `\`${name}_duration\``,
      valueRange: "(0, 9223372036854775807]",
      currentValue: `${value}L`,
    });
  }
  const constraint = (
    left: string,
    value: bigint,
    constraint_: string,
    right: string,
    most: bigint,
  ): AnalysisException =>
    mismatch(cx.name, shown, "PARAMETER_CONSTRAINT_VIOLATION", {
      leftExprName: `\`${left}\``,
      leftExprValue: `${value}L`,
      constraint: constraint_,
      rightExprName: `\`${right}\``,
      rightExprValue: `${most}L`,
    });
  if (slide > length) throw constraint("slide_duration", slide, "<=", "window_duration", length);
  const away = start < 0n ? -start : start;
  if (away >= slide) throw constraint("abs(start_time)", away, "<", "slide_duration", slide);
  return [time, ...lengths];
}
/** `session_window(time, gap)`: from the time to the time and the gap. */
function coerceSession(args: Args, cx: BindContext): Args {
  const time = coerceTime(args, cx, args);
  const gap = args[1]!;
  const { kind } = gap.dataType;
  if (kind === "interval") return [time, gap];
  if (kind === "string" || kind === "void") return [time, cx.cast(gap, INTERVAL)];
  throw new AnalysisException(
    "_LEGACY_ERROR_TEMP_1040",
    { dt: gap.dataType.sql },
    { message: `The gap between sessions is an INTERVAL, not ${gap.dataType.sql}.` },
  );
}
/** A constant gap of no months and days as the microseconds that it is. */
function plainGap(gap: TypedExpr): TypedExpr {
  const text = gap.kind === "Cast" ? literalOf(gap.child) : undefined;
  const read = typeof text === "string" ? parseUnits(text) : undefined;
  if (read === undefined || !("interval" in read)) return gap;
  const { months, days, microseconds } = read.interval;
  return months === 0 && days === 0 ? literal(microseconds, new DayTimeIntervalType()) : gap;
}
function windowOf(time: TypedExpr): StructType {
  return time.dataType.kind === "timestamp_ntz" ? WINDOW_NTZ : WINDOW;
}
/** The last window that begins at or before the time; earlier ones that still hold it begin a slide before. */
function lastStart(time: Px, slide: bigint, start: bigint): Px {
  const micros = microsOf(time);
  return px.sub(micros, px.mod(px.sub(micros, i64(start)), i64(slide)));
}
function windowAt(start: Px, length: bigint): Px {
  return structOf([datetimeOf(start), datetimeOf(px.add(start, i64(length)))]);
}
function spans(call: Call): readonly [length: bigint, slide: bigint, start: bigint] {
  return [1, 2, 3].map((i) => literalOf(call.args[i]) as bigint) as unknown as readonly [bigint, bigint, bigint];
}
/** How much before the last window of a call the windows begin that may hold a time; the latest is the first. */
export function windowsBack(call: Call): readonly bigint[] {
  const [length, slide] = spans(call);
  return Array.from({ length: Number((length + slide - 1n) / slide) }, (_, i) => BigInt(i) * slide);
}
const WINDOW_PARAMS = [
  param("time_column", ANY),
  param("window_duration", ANY),
  optional("slide_duration", ANY),
  optional("start_time", ANY),
];

const BUCKET: InputType = {
  label: '("INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH")',
  accepts: isAnsiInterval,
};
function coerceBucket(args: Args, cx: BindContext): Args {
  const [size, time, origin] = args as [TypedExpr, TypedExpr, TypedExpr?];
  const shown = [size, time, origin ?? literal(epochOf(time, cx), TIMESTAMP)];
  if (size.dataType.kind !== "void" && !isAnsiInterval(size.dataType))
    throw unexpectedInput(cx.name, shown, 0, BUCKET.label);
  const kind = time.dataType.kind;
  if (kind !== "timestamp" && kind !== "timestamp_ntz") throw unexpectedInput(cx.name, shown, 1, ANY_TIMESTAMP.label);
  if (!isFoldable(size)) throw nonFoldable(cx.name, shown, 0, "bucketSize", size.dataType.sql);
  const bucket = folded(size, cx);
  const length = literalOf(bucket);
  if (length !== null && (typeof length === "number" || typeof length === "bigint") && length <= 0) {
    const currentValue = literalSql(length, size.dataType, cx.timeZone);
    throw mismatch(cx.name, shown, "VALUE_OUT_OF_RANGE", {
      exprName: "`bucketSize`",
      valueRange: "(0, inf)",
      currentValue,
    });
  }
  if (origin !== undefined && origin.dataType.kind !== kind)
    throw unexpectedInput(cx.name, shown, 2, `"${time.dataType.sql}"`);
  if (origin !== undefined && !isFoldable(origin)) throw nonFoldable(cx.name, shown, 2, "origin", origin.dataType.sql);
  return [bucket, time, origin === undefined ? literal(epochOf(time, cx), time.dataType) : folded(origin, cx)];
}
/** 1970-01-01 00:00 on the session's wall clock. */
function epochOf(time: TypedExpr, cx: BindContext): bigint {
  return time.dataType.kind === "timestamp" ? localToUtcMicros(0n, cx.timeZone) : 0n;
}
function bucketStart(values: readonly Px[], call: Call, cx: LowerContext): Px {
  const [bucket, time, origin] = call.args as [TypedExpr, TypedExpr, TypedExpr];
  const length = literalOf(bucket);
  if (length === null || length === undefined || literalOf(origin) === null) return nullOf(call);
  const size = BigInt(length as bigint | number);
  const zoned = time.dataType.kind === "timestamp";
  const wall = (x: Px): Px => (zoned ? localOf(x, call.timeZone, cx) : x);
  const back = (x: Px): Px => (zoned ? instantOf(x, call.timeZone, cx) : x);
  const t = cx.share(values[1]!);
  if (bucket.dataType.kind === "interval_ym") {
    const [now, from] = [cx.share(wall(t)), cx.share(wall(values[2]!))];
    const index = (x: Px): Px => px.add(px.mul(int64(px.dt.year(x)), i64(12)), int64(px.dt.month(x)));
    const months = px.mul(px.floordiv(px.sub(index(now), index(from)), i64(size)), i64(size));
    const ofDay = px.mod(microsOf(from), i64(DAY_US));
    const at = (n: Px): Px => {
      const date = addMonths(px.dt.date(from), n, (x) => cx.share(x));
      return datetimeOf(px.add(px.mul(int64(daysOf(date)), i64(DAY_US)), ofDay));
    };
    const steps = cx.share(months);
    const guess = cx.share(at(steps));
    return back(px.ternary(px.gt(guess, now), at(px.sub(steps, i64(size))), guess));
  }
  const floor = (x: Px, from: Px): Px => {
    const micros = cx.share(microsOf(x));
    return datetimeOf(px.sub(micros, px.mod(px.sub(micros, microsOf(from)), i64(size))));
  };
  // Whole days are days of the calendar, which summer time makes longer or shorter.
  return size % DAY_US === 0n ? back(floor(wall(t), wall(values[2]!))) : floor(t, values[2]!);
}

function windowTime(since: string): RowSpec {
  return {
    since,
    params: [param("window_column", ANY)],
    coerce: (args, cx) => {
      const t = args[0]!.dataType;
      if (t.kind === "struct" && t.fields.length === 2 && t.fields.every((f) => momentType(f.dataType))) return args;
      throw mismatch(cx.name, args, "UNEXPECTED_INPUT_TYPE", {
        paramIndex: "first",
        requiredType: '"STRUCT"',
        inputSql: `"${prettyName(args[0]!)}"`,
        inputType: `"${t.sql}"`,
      });
    },
    returns: ([window]) => (window!.dataType as StructType).fields[1]!.dataType,
    nullable: true,
    polars: ([window]) => datetimeOf(px.sub(microsOf(field(1, window!)), i64(1))),
  };
}

export const timeWindowFunctions: readonly FunctionRow[] = family("datetime", "scalar", {
  // One window for each row; where windows slide by less than their length, there are several for each row: the last one
  // that begins before the time, and those by so many microseconds `back` (windowsBack) that still hold it.
  window: {
    since: "2.0.0",
    params: WINDOW_PARAMS,
    coerce: coerceWindow,
    returns: ([time]) => windowOf(time!),
    polars: ([time], call) => {
      const [length, slide, start] = spans(call);
      const window = windowAt(lastStart(time!, slide, start), length);
      return px.ternary(px.isNull(time!), px.lit.null("Null"), window);
    },
  },
  $window_before: {
    params: [...WINDOW_PARAMS, param("back", T_LONG)],
    coerce: (args) => args,
    returns: ([time]) => windowOf(time!),
    nullable: true,
    polars: ([time, , , , back], call) => {
      const [length, slide, start] = spans(call);
      return windowAt(px.sub(lastStart(time!, slide, start), back!), length);
    },
  },
  window_time: windowTime("3.4.0"),
  // The session of one row; analyzer/time-window.ts merges those of a group.
  session_window: {
    since: "3.2.0",
    params: [param("time_column", ANY), param("gap_duration", ANY)],
    coerce: coerceSession,
    rewrite: (args, cx) => {
      const [time, gap] = args as readonly [TypedExpr, TypedExpr];
      const end = cx.call("+", [time, plainGap(gap)]);
      const pairs = [literal("start", STRING), time, literal("end", STRING), end];
      // The fields of windows may be null by their type.
      return cx.cast(cx.call("named_struct", pairs), windowOf(time));
    },
  },
  time_bucket: {
    since: "4.2.0",
    params: [param("bucketSize", BUCKET), param("ts", ANY_TIMESTAMP), optional("origin", ANY_TIMESTAMP)],
    coerce: coerceBucket,
    display: (args, call) => {
      const origin = call.args[2];
      // In errors.
      if (origin === undefined && call.dataType.kind === "void") {
        return `time_bucket(${args.join(", ")}, TIMESTAMP '1970-01-01 00:00:00')`;
      }
      if (origin === undefined) return `time_bucket(${args.join(", ")})`;
      const zone = origin.dataType.kind === "timestamp" ? call.timeZone : "UTC";
      const shown = args.length === 3 ? args : [...args, literalSql(literalOf(origin) ?? null, origin.dataType, zone)];
      return `time_bucket(${shown.join(", ")})`;
    },
    returns: ([, time]) => time!.dataType,
    nullable: (args) => args.some((e) => e.nullable),
    polars: bucketStart,
  },
});
