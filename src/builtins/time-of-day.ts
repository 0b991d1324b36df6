/** Times of day (nanoseconds since midnight). All of them need `spark.sql.timeType.enabled`. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import { INTEGRAL, NUMERIC, T_INT, T_STRING, T_TIME } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { type DataType, DecimalType, LONG, TIME } from "../types/data-type.ts";
import { int64 } from "./array-support.ts";
import { unexpectedInput } from "./bind.ts";
import { checkedFields, outside, SECONDS_INPUT, towardsZero } from "./datetime-make.ts";
import { requireTimeType } from "./datetime-parts.ts";
import { family, param, type RowSpec } from "./family.ts";
import { coerceTo, folded, literalOf, stringOf } from "./support.ts";

const { i64 } = px.lit;
const DAY_NS = 86_400_000_000_000n;
/** Nanoseconds of each unit. */
const UNITS: { readonly [unit: string]: bigint } = {
  HOUR: 3_600_000_000_000n,
  MINUTE: 60_000_000_000n,
  SECOND: 1_000_000_000n,
  MILLISECOND: 1_000_000n,
  MICROSECOND: 1000n,
};

/** A number of units since midnight; one that does not lie in the day is an error. */
function fromNumber(name: string, unit: bigint, input: typeof NUMERIC): RowSpec {
  return {
    since: "4.2.0",
    params: [param(name, input)],
    coerce: (args, cx) => {
      requireTimeType(cx);
      return coerceTo(args, [input], cx);
    },
    returns: TIME,
    nullable: true,
    polars: ([x], call, cx) => within(x!, call, cx, unit),
  };
}
function within(x: Px, call: Call, cx: LowerContext, unit: bigint): Px {
  const t = call.args[0]!.dataType;
  const i128 = px.lit.i128;
  const wide = (v: Px): Px => px.cast(v, "Int128", "nonstrict");
  let nanos: Px;
  if (t.kind === "decimal") {
    const scale = 10n ** BigInt(t.scale);
    const scaled = px.mul(wide(x), i128(unit));
    nanos = scale === 1n ? scaled : px.floordiv(scaled, i128(scale));
  } else if (t.kind === "double" || t.kind === "float") {
    nanos = px.cast(px.mul(px.cast(x, "Float64", "nonstrict"), px.lit.f64(Number(unit))), "Int128", "nonstrict");
  } else nanos = px.mul(wide(x), i128(unit));
  const total = cx.share(nanos);
  const site = cx.site(call, (values) => ({
    condition: "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION",
    parameters: {
      rangeMessage: `Invalid TIME value: must be between 00:00:00 and 23:59:59.999999999, but got ${values[0] ?? ""} nanoseconds`,
    },
  }));
  const outsideDay = px.or(px.lt(total, i128(0)), px.ge(total, i128(DAY_NS)));
  const text = px.ternary(outsideDay, px.cast(total, "String", "nonstrict"), px.lit.null("String"));
  return cx.raiseIf(outsideDay, site, px.cast(total, "Int64", "nonstrict"), text);
}
function toNumber(returns: DataType, f: (time: Px) => Px): RowSpec {
  return {
    since: "4.2.0",
    params: [param("time", T_TIME)],
    coerce: (args, cx) => {
      requireTimeType(cx);
      // Nothing is cast to a time here.
      if (!["time", "void"].includes(args[0]!.dataType.kind)) throw unexpectedInput(cx.name, args, 0, '"TIME"');
      return coerceTo(args, [T_TIME], cx);
    },
    returns,
    nullable: true,
    polars: ([t]) => f(t!),
  };
}

/** The size of the unit a text names; other texts are an error on rows where nothing is null. */
function byUnit(
  given: TypedExpr,
  text: Px,
  f: (size: bigint) => Px,
  complete: Px,
  empty: Px,
  call: Call,
  cx: LowerContext,
): Px {
  const site = cx.site(call, (values) => ({
    condition: "INVALID_PARAMETER_VALUE.TIME_UNIT",
    parameters: { functionName: `\`${call.fn.name}\``, parameter: "`unit`", invalidValue: `'${values[0] ?? ""}'` },
  }));
  const constant = stringOf(given);
  if (constant !== undefined) {
    const size = UNITS[constant.toUpperCase()];
    return size === undefined ? cx.raiseIf(complete, site, empty, px.lit.str(constant)) : f(size);
  }
  if (literalOf(given) === null) return empty;
  const unit = cx.share(px.str.uppercase(text));
  const names = px.lit.values(Object.keys(UNITS), "String");
  const value = Object.entries(UNITS).reduce<Px>(
    (rest, [name, size]) => px.ternary(px.eq(unit, px.lit.str(name)), f(size), rest),
    empty,
  );
  return cx.raiseIf(px.and(complete, px.not(px.isIn(unit, names))), site, value, text);
}

export const timeFunctions: readonly FunctionRow[] = family("datetime", "scalar", {
  make_time: {
    since: "4.1.0",
    params: [param("hour", T_INT), param("minute", T_INT), param("second", SECONDS_INPUT)],
    coerce: (args, cx) => {
      requireTimeType(cx);
      return coerceTo(args, [T_INT, T_INT, SECONDS_INPUT], cx);
    },
    returns: TIME,
    nullable: true,
    polars: (args, given, cx) => {
      // Invalid parts are an error with or without ANSI.
      const call: Call = { ...given, mode: "ansi" };
      const [hour, minute, micros] = args.map((a) => cx.share(int64(a))) as [Px, Px, Px];
      const seconds = px.floordiv(micros, i64(1_000_000));
      const checks = [
        outside("HourOfDay", "0 - 23", hour, [0, 23], ([h]) => h),
        outside("MinuteOfHour", "0 - 59", minute, [0, 59], ([, m]) => m),
        outside("SecondOfMinute", "0 - 59", seconds, [0, 59], ([, , us = 0]) => Math.floor(us / 1e6)),
      ];
      const ofHour = px.add(px.mul(minute, i64(60_000_000_000n)), px.mul(micros, i64(1000)));
      const time = px.add(px.mul(hour, i64(3_600_000_000_000n)), ofHour);
      return checkedFields(checks, time, [hour, minute, micros], call, cx);
    },
  },
  time_from_seconds: fromNumber("seconds", 1_000_000_000n, NUMERIC),
  time_from_millis: fromNumber("millis", 1_000_000n, INTEGRAL),
  time_from_micros: fromNumber("micros", 1000n, INTEGRAL),
  time_to_seconds: toNumber(new DecimalType(14, 6), (t) => px.floordiv(t, i64(1000))),
  time_to_millis: toNumber(LONG, (t) => px.floordiv(t, i64(1_000_000))),
  time_to_micros: toNumber(LONG, (t) => px.floordiv(t, i64(1000))),
  time_trunc: {
    since: "4.1.0",
    params: [param("unit", T_STRING), param("time", T_TIME)],
    coerce: (args, cx) => {
      requireTimeType(cx);
      return coerceTo(args, [T_STRING, T_TIME], cx).map((e, i) => (i === 0 ? folded(e, cx) : e));
    },
    returns: ([, t]) => t!.dataType,
    nullable: true,
    polars: ([unit, time], call, cx) => {
      const t = cx.share(time!);
      const cut = (size: bigint): Px => px.sub(t, px.mod(t, i64(size)));
      return byUnit(call.args[0]!, unit!, cut, px.isNotNull(t), px.lit.null("Int64"), call, cx);
    },
  },
  time_diff: {
    since: "4.1.0",
    params: [param("unit", T_STRING), param("start", T_TIME), param("end", T_TIME)],
    coerce: (args, cx) => {
      requireTimeType(cx);
      return coerceTo(args, [T_STRING, T_TIME, T_TIME], cx).map((e, i) => (i === 0 ? folded(e, cx) : e));
    },
    returns: LONG,
    nullable: true,
    polars: ([unit, start, end], call, cx) => {
      const between = cx.share(px.sub(end!, start!));
      const count = (size: bigint): Px => towardsZero(between, size);
      return byUnit(call.args[0]!, unit!, count, px.isNotNull(between), px.lit.null("Int64"), call, cx);
    },
  },
});
