/** Dates and timestamps to and from text: casts where no pattern is given, else by pattern. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { implicit, makeCast, stringLit } from "../logical/build.ts";
import { isNumeric, isString } from "../logical/coercion.ts";
import {
  ANY,
  type InputType,
  oneOf,
  T_DATE,
  T_LONG,
  T_STRING,
  T_TIME,
  T_TIMESTAMP,
  T_TIMESTAMP_NTZ,
} from "../logical/input-type.ts";
import type { TimeParserPolicy } from "../kernels/datetime-kernels.ts";
import { misfit } from "../kernels/datetime-pattern-parse.ts";
import { compilePattern, type PatternItem } from "../kernels/datetime-pattern.ts";
import { compileSimple } from "../kernels/simple-date-format.ts";
import { px, type Px } from "../polars/dsl.ts";
import { type DataType, DATE, isNanos, LONG, STRING, TIME, TIMESTAMP, TIMESTAMP_NTZ } from "../types/data-type.ts";
import { SparkException } from "../types/spark-error.ts";
import { fixedOffsetSeconds } from "../types/time-zone.ts";
import { nullOf } from "./array-support.ts";
import { callKernel } from "./by-kernel.ts";
import { requireTimeType, toMicros } from "./datetime-parts.ts";
import { unexpectedInput } from "./bind.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { failing, coerceTo, folded, stringOf } from "./support.ts";
import { datetimeOf, localOf, microsOf } from "./zone.ts";
import { towardsZero } from "./datetime-make.ts";

type Args = readonly TypedExpr[];
const MOMENT: InputType = oneOf(T_STRING, T_DATE, T_TIMESTAMP, T_TIMESTAMP_NTZ);
const DEFAULT_FORMAT = "yyyy-MM-dd HH:mm:ss";

/** The session's policy at analysis, where it is not the usual one, stands as a last argument. */
function withPolicy(args: Args, cx: BindContext): Args {
  const policy = cx.conf("spark.sql.legacy.timeParserPolicy").toUpperCase();
  return policy === "CORRECTED" ? args : [...args, stringLit(policy)];
}
/** A value and its pattern, which is made a constant where it can be. */
function withFormat(args: Args, input: InputType, cx: BindContext): Args {
  const [value, format] = coerceTo(args, [input, T_STRING], cx) as [TypedExpr, TypedExpr];
  return withPolicy([value, folded(format, cx)], cx);
}
function policyOf(call: Call): TimeParserPolicy {
  return (stringOf(call.args[2]) as TimeParserPolicy | undefined) ?? "CORRECTED";
}
/** An unknown pattern is an error before any row is read. */
function checkPattern(pattern: string, parsing: boolean, policy: TimeParserPolicy, hint = true): void {
  if (policy === "LEGACY") compileSimple(pattern);
  else compilePattern(pattern, parsing, hint);
}
/** Reads the first argument by the pattern of the second; a text that does not fit is an error under ANSI, else null. */
function readByPattern(call: Call, cx: LowerContext, to: string, suggestion: string): Px {
  const [text, pattern] = call.args as [TypedExpr, TypedExpr];
  const constant = stringOf(pattern);
  const policy = to === "ntz" ? "CORRECTED" : policyOf(call);
  if (constant !== undefined) checkPattern(constant, true, policy, to !== "ntz");
  const result = cx.share(callKernel(call, cx, "read_moments", () => ({ zone: call.timeZone, to, policy })));
  if (call.mode !== "ansi") return result;
  const [given, by] = [cx.share(cx.lower(text)), cx.lower(pattern)];
  const bad = px.andAll([px.isNotNull(given), px.isNotNull(by), px.isNull(result)]);
  const site = cx.site(call, (values) => ({
    condition: "CANNOT_PARSE_TIMESTAMP",
    parameters: { message: unreadable(values[0] ?? "", constant, policy), func: `\`${suggestion}\`` },
  }));
  return cx.raiseIf(bad, site, result, px.ternary(bad, given, px.lit.null("String")));
}
function unreadable(text: string, pattern: string | undefined, policy: TimeParserPolicy): string {
  if (policy === "LEGACY") return `Unparseable date: "${text}"`;
  const shown = text.length > 64 ? `${text.slice(0, 64)}...` : text;
  return `Text '${shown}' could not be parsed${pattern === undefined ? "" : misfit(compilePattern(pattern, true), text)}`;
}
/** Moments are cast; the pattern matters to texts only. */
function lowerParse(call: Call, cx: LowerContext, to: "date" | "timestamp" | "ntz", suggestion: string): Px {
  const e = call.args[0] as TypedExpr;
  if (isString(e.dataType)) return readByPattern(call, cx, to, suggestion);
  if (call.args.length > 1 && (e.dataType.kind === "timestamp_ntz" || to === "ntz")) {
    // Beside a pattern Spark takes the reading of a clock for an instant as it is, and an instant for a reading.
    const at = cx.lower(e);
    const instant = e.dataType.kind === "date" ? cx.cast(at, DATE, TIMESTAMP, call.mode, call.timeZone) : at;
    return to === "date" ? cx.cast(instant, TIMESTAMP, DATE, call.mode, call.timeZone) : instant;
  }
  return cx.cast(cx.lower(e), e.dataType, call.dataType, call.mode, call.timeZone, call);
}

/** What is read as the text of its values. */
const READ: ReadonlySet<string> = new Set(["binary", "variant", "boolean", "time", "interval_ym", "interval_dt"]);

interface ParseOptions {
  readonly type?: DataType;
  readonly isTry?: boolean;
}
function timestampType(cx: BindContext): DataType {
  return cx.conf("spark.sql.timestampType") === "TIMESTAMP_NTZ" ? TIMESTAMP_NTZ : TIMESTAMP;
}
/** `to_date`, `to_timestamp`: a cast where there is no pattern. */
function parse(since: string, name: string, { type, isTry = false }: ParseOptions = {}): RowSpec {
  const suggestion = type === DATE ? "try_to_date" : "try_to_timestamp";
  return {
    since,
    params: [param(`${type === DATE ? "date" : "timestamp"}_str`, ANY), optional("fmt", T_STRING)],
    coerce: (all, cx) => {
      // Spark sees a cast here that may lose a value.
      const args = all.map((e, i) => (i === 0 && isNanos(e.dataType) ? { ...toMicros(e, cx), nullable: true } : e));
      const given = args[0] as TypedExpr;
      const kind = given.dataType.kind;
      const isPlain = isNumeric(given.dataType) || kind === "boolean";
      const whole = type === DATE || type?.kind === "timestamp_ntz";
      const isRead = READ.has(kind) || (whole && isPlain);
      const extra = isRead || (type !== DATE && args.length === 1 && isPlain);
      if (!extra && !MOMENT.accepts(given.dataType) && kind !== "void")
        throw unexpectedInput(
          cx.name,
          args,
          0,
          type?.kind === "timestamp_ntz" || type === DATE ? MOMENT.label : WITH_NUMBERS,
        );
      // A number is no wall clock: it is read as the text of its digits.
      const asText =
        isRead ||
        kind === "void" ||
        (isNumeric(given.dataType) && (type ?? timestampType(cx)).kind === "timestamp_ntz");
      const e = asText ? implicit(given, STRING, cx.mode, cx.timeZone) : given;
      if (args.length === 1) return [e];
      return withPolicy([e, folded(coerceTo(args, [ANY, T_STRING], cx)[1] as TypedExpr, cx)], cx);
    },
    returns: (_args, cx) => type ?? timestampType(cx),
    nullable: (args, cx) => {
      const [e] = args as [TypedExpr];
      if (args.length === 1) {
        const to = type ?? timestampType(cx);
        return makeCast(e, to, isTry ? "legacy" : cx.mode, cx.timeZone, false).nullable;
      }
      return isTry || !cx.ansi || args.some((a) => a.nullable);
    },
    lower: (given, cx) => {
      const call: Call = isTry ? { ...given, mode: "legacy" } : given;
      const e = call.args[0] as TypedExpr;
      if (call.args.length === 1)
        return cx.cast(cx.lower(e), e.dataType, call.dataType, call.mode, call.timeZone, call);
      const to = call.dataType.kind === "date" ? "date" : call.dataType.kind === "timestamp_ntz" ? "ntz" : "timestamp";
      return lowerParse(call, cx, to, suggestion);
    },
    printedName: { [name]: name },
  };
}

const WITH_NUMBERS = '("STRING" or "DATE" or "TIMESTAMP" or "TIMESTAMP_NTZ" or "NUMERIC")';
const WITH_NANOS =
  '("STRING" or "DATE" or "TIMESTAMP" or "TIMESTAMP_NTZ" or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")';

/** Whole seconds since the epoch. */
function unixTimestamp(since: string, least: 0 | 1): RowSpec {
  return {
    since,
    params:
      least === 0
        ? [optional("timeExp", MOMENT), optional("fmt", T_STRING)]
        : [param("timeExp", MOMENT), optional("fmt", T_STRING)],
    coerce: (args, cx) => {
      const e = args[0] === undefined ? cx.call("current_timestamp", []) : toMicros(args[0], cx);
      if (!MOMENT.accepts(e.dataType) && e.dataType.kind !== "void") {
        throw unexpectedInput(cx.name, [e, args[1] ?? stringLit(DEFAULT_FORMAT)], 0, WITH_NANOS);
      }
      const format = args[1];
      if (format !== undefined && !isString(format.dataType) && format.dataType.kind !== "void") {
        throw unexpectedInput(cx.name, [e, format], 1, T_STRING.label);
      }
      return withFormat([e, args[1] ?? stringLit(DEFAULT_FORMAT)], MOMENT, cx);
    },
    display: (args, call) => `${call.name}(${args[0] ?? "current_timestamp()"}, ${args[1] ?? DEFAULT_FORMAT})`,
    returns: LONG,
    nullable: (args, cx) => !cx.ansi || args.some((e) => e.nullable),
    lower: (call, cx) => {
      const e = call.args[0] as TypedExpr;
      if (isString(e.dataType)) return readByPattern(call, cx, "seconds", "try_to_timestamp");
      const x = cx.lower(e);
      const moment = e.dataType.kind === "date" ? cx.cast(x, DATE, TIMESTAMP, call.mode, call.timeZone) : x;
      return towardsZero(cx.share(microsOf(moment)), 1_000_000n);
    },
  };
}

/** The engine's own format of a pattern, where it has one for every part of it. */
function chronoFormat(items: readonly PatternItem[], zone: string): string | undefined {
  let format = "";
  for (const item of items) {
    const part = chronoPart(item, zone);
    if (part === undefined) return undefined;
    format += part;
  }
  return format;
}
const CHRONO_TWO: { readonly [field: string]: string } = {
  month: "m",
  day: "d",
  hour: "H",
  clock12: "I",
  minute: "M",
  second: "S",
};
const CHRONO_TEXT: { readonly [field: string]: readonly [short: string, full: string] } = {
  month: ["%b", "%B"],
  weekday: ["%a", "%A"],
  ampm: ["%p", "%p"],
};
function chronoPart(item: PatternItem, zone: string): string | undefined {
  switch (item.kind) {
    case "literal":
      return item.text.replaceAll("%", "%%");
    case "number": {
      if (item.field === "year") return item.min === 4 ? "%Y" : undefined;
      if (item.field === "dayOfYear") return item.min === 3 ? "%j" : item.min === 1 ? "%-j" : undefined;
      const letter = CHRONO_TWO[item.field];
      return letter === undefined ? undefined : item.min === 2 ? `%${letter}` : `%-${letter}`;
    }
    case "text":
      return CHRONO_TEXT[item.field]?.[item.full ? 1 : 0];
    case "fraction":
      return [3, 6, 9].includes(item.max) ? `%${item.max}f` : undefined;
    case "optional":
      return chronoFormat(item.items, zone);
    case "zoneId":
      return zone;
    case "offset":
      return fixedOffsetSeconds(zone) === 0 ? item.zero : undefined;
    case "gmt":
      return fixedOffsetSeconds(zone) === 0 ? "GMT" : undefined;
    case "zoneName":
      return undefined;
  }
}
/** A field of dates or zones in a pattern without optional parts. */
const DATE_FIELD = /^[^[\]]*[GuyMLdEQqDFVzOXxZ][^[\]]*$/;
/** A timestamp (or time of day) by the pattern of the second argument. */
function print(x: Px, call: Call, cx: LowerContext): Px {
  const [e, pattern] = call.args as [TypedExpr, TypedExpr];
  const constant = stringOf(pattern);
  if (constant === undefined && pattern.kind === "Literal") return nullOf(call);
  const from = e.dataType.kind === "time" ? "time" : "timestamp";
  const policy = from === "time" ? "CORRECTED" : policyOf(call);
  const nanos = isNanos(e.dataType);
  if (nanos && policy === "LEGACY") {
    throw new SparkException("UNSUPPORTED_FEATURE.TIMESTAMP_NANOS_WITH_LEGACY_TIME_PARSER", {});
  }
  const zone = e.dataType.kind === "timestamp_ntz_nanos" ? "UTC" : call.timeZone;
  if (constant !== undefined && from === "time" && DATE_FIELD.test(constant.replace(/'[^']*'/g, ""))) {
    // A time of day has no such field; what is optional is left out.
    const parameters = { parameter: "`format`", functionName: "`date_format`", value: `'${constant}'` };
    return cx.raiseIf(px.isNotNull(x), failing(cx, call, "INVALID_PARAMETER_VALUE.PATTERN", parameters), nullOf(call));
  }
  if (constant !== undefined && policy === "LEGACY") checkPattern(constant, false, policy);
  else if (constant !== undefined && !nanos) {
    const format = chronoFormat(compilePattern(constant, false), call.timeZone);
    if (format !== undefined) {
      const clock = from === "time" ? datetimeOf(px.floordiv(x, px.lit.i64(1000))) : localOf(x, call.timeZone, cx);
      return px.dt.toString(clock, format);
    }
  }
  const constants = [null, constant === undefined ? null : { value: constant }];
  const columns = constant === undefined ? [x, cx.lower(pattern)] : [x];
  return cx.kernel("print_moments", columns, STRING, { constants, zone, from, policy });
}

export const datetimeTextFunctions: readonly FunctionRow[] = family("datetime", "scalar", {
  to_date: parse("1.5.0", "to_date", { type: DATE }),
  try_to_date: parse("4.0.0", "try_to_date", { type: DATE, isTry: true }),
  to_timestamp: parse("2.2.0", "to_timestamp"),
  to_timestamp_ltz: parse("3.4.0", "to_timestamp_ltz", { type: TIMESTAMP }),
  to_timestamp_ntz: parse("3.4.0", "to_timestamp_ntz", { type: TIMESTAMP_NTZ }),
  try_to_timestamp: parse("3.4.0", "try_to_timestamp", { isTry: true }),
  unix_timestamp: unixTimestamp("1.5.0", 0),
  to_unix_timestamp: unixTimestamp("1.6.0", 1),
  from_unixtime: {
    since: "1.5.0",
    params: [param("unix_time", T_LONG), optional("fmt", T_STRING)],
    coerce: ([seconds, format], cx) =>
      withFormat([seconds as TypedExpr, format ?? stringLit(DEFAULT_FORMAT)], T_LONG, cx),
    display: (args) => `from_unixtime(${args[0]}, ${args[1] ?? DEFAULT_FORMAT})`,
    returns: STRING,
    nullable: true,
    lower: (call, cx) => {
      const seconds = cx.lower(call.args[0] as TypedExpr);
      return print(datetimeOf(px.mul(seconds, px.lit.i64(1_000_000))), call, cx);
    },
  },
  date_format: {
    since: "1.5.0",
    params: [param("timestamp", oneOf(T_TIMESTAMP, T_TIME)), param("fmt", T_STRING)],
    coerce: (args, cx) => {
      const type = args[0]?.dataType;
      if (type !== undefined && isNanos(type)) return withFormat(args, ANY, cx);
      const input = type?.kind === "time" ? T_TIME : T_TIMESTAMP;
      return withFormat(args, input, cx);
    },
    returns: STRING,
    lower: (call, cx) => print(cx.lower(call.args[0] as TypedExpr), call, cx),
  },
  to_time: time("4.1.0", false),
  try_to_time: time("4.1.0", true),
});

function time(since: string, isTry: boolean): RowSpec {
  return {
    since,
    params: [param("str", T_STRING), optional("format", T_STRING)],
    coerce: (args, cx) => {
      requireTimeType(cx);
      const wrong = args.findIndex((e) => !isString(e.dataType) && e.dataType.kind !== "void");
      if (wrong >= 0) throw unexpectedInput("to_time", args, wrong, T_STRING.label);
      return coerceTo(args, [T_STRING], cx).map((a, i) => (i === 1 ? folded(a, cx) : a));
    },
    display: (args) => (isTry ? `try_to_time(to_time(${args.join(", ")}))` : `to_time(${args.join(", ")})`),
    returns: TIME,
    nullable: true,
    lower: (call, cx) => lowerTime(call, cx, isTry),
  };
}
/** Without a pattern a text is read as a cast reads it. */
function lowerTime(call: Call, cx: LowerContext, isTry: boolean): Px {
  const [text, pattern] = call.args as Args;
  const given = cx.share(cx.lower(text as TypedExpr));
  const format = stringOf(pattern);
  if (format !== undefined) compilePattern(format, true);
  const value =
    pattern === undefined
      ? cx.cast(given, STRING, TIME, "try", call.timeZone)
      : callKernel(call, cx, "read_moments", () => ({ zone: "UTC", to: "time" }));
  if (isTry) return value;
  const result = cx.share(value);
  const known = pattern === undefined ? [] : [px.isNotNull(cx.lower(pattern))];
  const bad = px.andAll([px.isNotNull(given), px.isNull(result), ...known]);
  const site = cx.site(call, (values) => ({
    condition: "CANNOT_PARSE_TIME",
    parameters: { input: `'${values[0] ?? ""}'`, format: `'${format ?? "HH:mm:ss.SSSSSS"}'` },
  }));
  return cx.raiseIf(bad, site, result, px.ternary(bad, given, px.lit.null("String")));
}
