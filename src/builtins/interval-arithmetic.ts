/** Arithmetic on dates, timestamps, times and intervals (see `datetimeKind`). */
import type { ArithmeticOp, DatetimeKind } from "./datetime-operands.ts";
import { checkedCombine, guardZero, intLiteral, minus, truncatingDiv } from "./integer-arithmetic.ts";
import { belowMicros, microsType, nanosOf, wholeMicros } from "./nanos.ts";
import { arithmetic } from "./support.ts";
import { overflowSite, plainSite, valuesWhere } from "./raise-sites.ts";
import { instantLike, isUtc, localOf } from "./zone.ts";

import type { Call, TypedExpr } from "../logical/expression.ts";
import type { LowerContext } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { P_DATETIME, P_DURATION } from "../polars/polars-type.ts";
import { isIntegral, isString } from "../logical/coercion.ts";
import {
  type DataType,
  DayTimeIntervalType,
  DOUBLE,
  INT,
  isNanos,
  LONG,
  STRING,
  TIMESTAMP,
} from "../types/data-type.ts";
import { literalSql } from "../logical/pretty.ts";

const DAY_US = 86_400_000_000n;
const DAY_NS = 86_400_000_000_000n;

function typeOf(call: Call, i: number): DataType {
  return (call.args[i] as TypedExpr).dataType;
}
/** A function suggested by the message about an interval that does not fit. */
function intervalOverflow(call: Call, cx: LowerContext, suggestion?: string): ReturnType<LowerContext["site"]> {
  return suggestion === undefined
    ? plainSite(cx, call, "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION")
    : plainSite(cx, call, "INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION", { functionName: `\`${suggestion}\`` });
}

/** `+` and `-` of two intervals of one family. ANSI intervals are checked in every mode. */
export function lowerIntervalSum(op: string, a: Px, b: Px, call: Call, cx: LowerContext): Px {
  const type = typeOf(call, 0);
  if (type.kind === "interval") {
    const parts = (["f0", "f1", "f2"] as const).map((f): [string, Px] => {
      const part: DataType = f === "f2" ? LONG : INT;
      const [x, y] = [px.struct.fieldByName(a, f), px.struct.fieldByName(b, f)];
      const site = overflowSite(cx, call);
      if (call.mode !== "ansi") return [f, checkedCombine(op, x, y, part, call, cx)];
      const wide = f === "f2" ? "Int128" : "Int64";
      const [l, r] = [px.cast(x, wide), px.cast(y, wide)];
      return [f, cx.checkedCast(op === "+" ? px.add(l, r) : px.sub(l, r), part, site)];
    });
    const whole = px.struct.of(parts);
    let missing = px.or(px.isNull(a), px.isNull(b));
    if (call.mode === "try") missing = px.orAll([missing, ...parts.map(([, x]) => px.isNull(x))]);
    return px.ternary(missing, px.lit.null("Null"), whole);
  }
  const wide = type.kind === "interval_ym" ? "Int64" : "Int128";
  const [l, r] = [px.cast(a, wide), px.cast(b, wide)];
  const value = op === "+" ? px.add(l, r) : px.sub(l, r);
  if (call.mode === "try") return px.cast(value, physicalType(type), "nonstrict");
  return cx.checkedCast(value, type, intervalOverflow(call, cx, op === "+" ? "try_add" : "try_subtract"));
}

/** Months as the engine's text of an offset. */
function monthsText(months: Px, negative: boolean): Px {
  const count = negative ? px.neg(px.cast(months, "Int64")) : px.cast(months, "Int64");
  return px.str.concatHorizontal([px.cast(count, "String"), px.lit.str("mo")]);
}
/** A date or a datetime plus months, the day kept within the month. */
export function addMonths(x: Px, months: Px, negative = false): Px {
  return px.dt.offsetBy(x, monthsText(months, negative));
}
function addDays(date: Px, days: Px, subtract: boolean): Px {
  const n = px.cast(date, "Int32");
  const d = px.cast(days, "Int32");
  return px.cast(subtract ? px.sub(n, d) : px.add(n, d), "Date");
}
function addMicros(moment: Px, micros: Px, subtract: boolean): Px {
  const span = px.cast(micros, P_DURATION);
  return subtract ? px.sub(moment, span) : px.add(moment, span);
}

export function lowerDatetimeArithmetic(
  op: ArithmeticOp,
  kind: DatetimeKind,
  a: Px,
  b: Px,
  call: Call,
  cx: LowerContext,
): Px {
  const subtract = op === "-";
  switch (kind) {
    case "dateDays":
      return addDays(a, b, subtract);
    case "dateDayInterval":
      return addDays(a, px.floordiv(b, px.lit.i64(DAY_US)), subtract);
    case "dateMonths":
      return addMonths(a, b, subtract);
    case "dateCalendar":
      return addCalendarToDate(a, cx.share(b), subtract, call, cx);
    case "dateDifference":
      if (call.dataType.kind === "interval") return calendarBetween(cx.share(b), cx.share(a), cx);
      return px.mul(px.cast(px.sub(px.cast(a, "Int32"), px.cast(b, "Int32")), "Int64"), px.lit.i64(DAY_US));
    case "momentDifference": {
      const zone = typeOf(call, 0).kind === "timestamp" ? call.timeZone : "UTC";
      const micros = px.cast(px.sub(localOf(a, zone, cx), localOf(b, zone, cx)), "Int64");
      return call.dataType.kind === "interval" ? calendarOf(px.lit.i32(0), px.lit.i32(0), cx.share(micros)) : micros;
    }
    case "timeDifference":
      return truncatingDiv(px.sub(a, b), px.lit.i64(1000), "Int64", cx, 1000n);
    case "timeMicros":
      return addToTime(a, b, subtract, call, cx);
    case "momentMonths": {
      const type = typeOf(call, 0);
      const zone = microsType(type).kind === "timestamp" ? call.timeZone : "UTC";
      return onMicros(a, type, cx, (micros) => onWallClock(micros, zone, cx, (local) => addMonths(local, b, subtract)));
    }
    case "momentMicros":
    case "momentCalendar":
      return addToMoment(kind, a, b, subtract, call, cx);
    case "scale":
      return scaleInterval(op === "*", a, b, call, cx);
  }
}

function calendarOf(months: Px, days: Px, micros: Px): Px {
  const missing = px.orAll([px.isNull(months), px.isNull(days), px.isNull(micros)]);
  const parts: [string, Px][] = [
    ["f0", months],
    ["f1", days],
    ["f2", micros],
  ];
  return px.ternary(missing, px.lit.null("Null"), px.struct.of(parts));
}
/** Months and days from one date to another, as the legacy intervals count them: both of one sign. */
function calendarBetween(from: Px, to: Px, cx: LowerContext): Px {
  const month = (d: Px): Px => px.add(px.mul(px.dt.year(d), px.lit.i32(12)), px.cast(px.dt.month(d), "Int32"));
  const day = (d: Px): Px => px.cast(px.dt.day(d), "Int32");
  const months = cx.share(px.sub(month(to), month(from)));
  const days = cx.share(px.sub(day(to), day(from)));
  const zero = px.lit.i32(0);
  const short = px.and(px.gt(months, zero), px.lt(days, zero));
  const long = px.and(px.lt(months, zero), px.gt(days, zero));
  const whole = cx.share(
    px.ternary(short, px.sub(months, px.lit.i32(1)), px.ternary(long, px.add(months, px.lit.i32(1)), months)),
  );
  const left = px.sub(px.cast(to, "Int32"), px.cast(addMonths(from, whole), "Int32"));
  const back = px.sub(days, px.cast(px.dt.daysInMonth(to), "Int32"));
  const rest = px.ternary(short, left, px.ternary(long, back, days));
  return calendarOf(whole, cx.share(rest), px.lit.i64(0));
}

function addToMoment(kind: DatetimeKind, a: Px, b: Px, subtract: boolean, call: Call, cx: LowerContext): Px {
  const type = typeOf(call, 0);
  const text = isString(type);
  const moment = text ? cx.cast(a, type, TIMESTAMP, call.mode, call.timeZone, call.args[0]) : a;
  const zone = microsType(type).kind === "timestamp_ntz" ? "UTC" : call.timeZone;
  const result =
    kind === "momentMicros"
      ? onMicros(moment, type, cx, (micros) => addDayTime(micros, b, subtract, zone, cx))
      : addCalendar(cx.share(moment), cx.share(b), subtract, zone, cx);
  return text ? cx.cast(result, TIMESTAMP, STRING, call.mode, call.timeZone, call) : result;
}
/** What is below the microsecond stays as it is. */
function onMicros(moment: Px, type: DataType, cx: LowerContext, move: (micros: Px) => Px): Px {
  if (!isNanos(type)) return move(moment);
  const given = cx.share(moment);
  return nanosOf(move(wholeMicros(given)), belowMicros(given));
}
/** Whole days are days of the local calendar, the rest is time that passes. */
function addDayTime(moment: Px, span: Px, subtract: boolean, zone: string, cx: LowerContext): Px {
  if (isUtc(zone)) return addMicros(moment, span, subtract);
  const s = cx.share(span);
  const whole = cx.share(truncatingDiv(s, px.lit.i64(DAY_US), "Int64", cx, DAY_US));
  const days = px.mul(whole, px.lit.i64(DAY_US));
  const moved = onWallClock(moment, zone, cx, (local) => addMicros(local, days, subtract));
  return addMicros(moved, px.sub(s, days), subtract);
}
function onWallClock(moment: Px, zone: string, cx: LowerContext, move: (local: Px) => Px): Px {
  const given = cx.share(moment);
  return instantLike(given, move(localOf(given, zone, cx)), zone, cx);
}
function addCalendar(moment: Px, interval: Px, subtract: boolean, zone: string, cx: LowerContext): Px {
  const part = (f: string): Px => px.struct.fieldByName(interval, f);
  const days = px.mul(px.cast(part("f1"), "Int64"), px.lit.i64(DAY_US));
  const byMonths = (x: Px): Px => addMonths(x, part("f0"), subtract);
  const byDays = (x: Px): Px => addMicros(x, days, subtract);
  // A moment that the months moved into a gap leaves it before the days are added.
  const moved = isUtc(zone)
    ? byDays(byMonths(moment))
    : onWallClock(onWallClock(moment, zone, cx, byMonths), zone, cx, byDays);
  return addMicros(moved, part("f2"), subtract);
}
function addCalendarToDate(date: Px, interval: Px, subtract: boolean, call: Call, cx: LowerContext): Px {
  const part = (f: string): Px => px.struct.fieldByName(interval, f);
  const moved = addDays(addMonths(date, part("f0"), subtract), part("f1"), subtract);
  const micros = part("f2");
  const some = px.neq(micros, px.lit.i64(0));
  if (call.mode === "ansi") {
    return cx.raiseIf(some, plainSite(cx, call, "INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION"), moved);
  }
  // Without ANSI the time of day is added to the date's midnight, and what is left of a day is dropped.
  const start = px.cast(px.cast(moved, P_DATETIME), "Int64");
  const sum = px.floordiv(subtract ? px.sub(start, micros) : px.add(start, micros), px.lit.i64(DAY_US));
  return px.ternary(some, px.cast(px.cast(sum, "Int32"), "Date"), moved);
}

function addToTime(time: Px, span: Px, subtract: boolean, call: Call, cx: LowerContext): Px {
  const [t, s] = [cx.share(time), cx.share(span)];
  const nanos = px.mul(px.cast(s, "Int128"), px.lit.i128(1000));
  const sum = cx.share(subtract ? px.sub(px.cast(t, "Int128"), nanos) : px.add(px.cast(t, "Int128"), nanos));
  const outside = px.or(px.lt(sum, px.lit.i128(0)), px.ge(sum, px.lit.i128(DAY_NS)));
  const value = px.cast(sum, "Int64", "overflowing");
  if (call.mode === "try") return px.ternary(outside, px.lit.null("Int64"), value);
  const [timeType, spanType] = [typeOf(call, 0), typeOf(call, 1)];
  const site = cx.site(call, ([values = "0,0"]) => {
    const [at = "0", by = "0"] = values.split(",");
    const interval = literalSql(subtract ? -BigInt(by) : BigInt(by), lastField(spanType), "UTC");
    return {
      condition: "DATETIME_OVERFLOW",
      parameters: { operation: `add ${interval} to the time value ${literalSql(BigInt(at), timeType, "UTC")}` },
    };
  });
  return cx.raiseIf(outside, site, value, valuesWhere(outside, [t, s]));
}

/** The interval by its last field alone, as errors tell it. */
function lastField(type: DataType): DataType {
  return type.kind === "interval_dt" ? new DayTimeIntervalType(type.endField, type.endField) : type;
}
/** An interval times a number or divided by one, rounded half up. */
function scaleInterval(multiply: boolean, a: Px, b: Px, call: Call, cx: LowerContext): Px {
  const [type, by] = [typeOf(call, 0), typeOf(call, 1)];
  if (!multiply) {
    const zero = px.cast(px.lit.i8(0), physicalType(by));
    if (call.mode === "ansi" || (type.kind !== "interval" && call.mode === "legacy")) {
      const [n, d] = [cx.share(a), cx.share(b)];
      const isZero = px.and(px.eq(d, zero), px.isNotNull(n));
      return cx.raiseIf(
        isZero,
        plainSite(cx, call, "INTERVAL_DIVIDED_BY_ZERO"),
        scaleBy(false, n, d, type, by, call, cx),
      );
    }
    return guardZero(a, b, zero, call, cx, "INTERVAL_DIVIDED_BY_ZERO", (n, d) =>
      scaleBy(false, n, d, type, by, call, cx),
    );
  }
  return scaleBy(true, a, b, type, by, call, cx);
}
function scaleBy(multiply: boolean, a: Px, b: Px, type: DataType, by: DataType, call: Call, cx: LowerContext): Px {
  if (type.kind === "interval") return scaleCalendar(multiply, a, b, by, call, cx);
  const site = arithmetic(cx, call, `${multiply ? "A product" : "A quotient"} is out of the range of intervals.`);
  const narrow = (x: Px): Px =>
    call.mode === "try" ? px.cast(x, physicalType(type), "nonstrict") : cx.checkedCast(x, type, site);
  if (isIntegral(by)) {
    const [n, d] = [px.cast(a, "Int128"), px.cast(b, "Int128")];
    if (multiply) return narrow(px.mul(n, d));
    const q = halfUpQuotient(cx.share(n), cx.share(d), cx);
    if (call.mode === "try") return narrow(q);
    return cx.checkedCast(q, type, intervalOverflow(call, cx, "try_divide"));
  }
  if (by.kind === "decimal") {
    const [long, factor] = [cx.share(px.cast(a, "Int64")), cx.share(b)];
    const made = cx.share(cx.kernel("interval_by_decimal", [long, factor], LONG, { multiply, scale: by.scale }));
    if (call.mode === "try") return narrow(made);
    const lost = px.andAll([px.isNull(made), px.isNotNull(long), px.isNotNull(factor)]);
    return narrow(cx.raiseIf(lost, site, made));
  }
  const [n, d] = [px.cast(a, "Float64"), px.cast(b, "Float64")];
  const value = multiply ? px.mul(n, d) : px.truediv(n, d);
  return narrow(px.round(value, 0, "HalfAwayFromZero"));
}
/** n / d with halves away from zero. */
function halfUpQuotient(n: Px, d: Px, cx: LowerContext): Px {
  const two = intLiteral(2, "Int128");
  const zero = intLiteral(0, "Int128");
  const [top, bottom] = [px.abs(n), px.abs(d)];
  const q = cx.share(px.floordiv(px.add(px.mul(top, two), bottom), px.mul(bottom, two)));
  return px.ternary(px.neq(px.lt(n, zero), px.lt(d, zero)), minus(q, "Int128"), q);
}
/** Months keep no fraction; a fraction of a day becomes time. */
function scaleCalendar(multiply: boolean, a: Px, b: Px, by: DataType, call: Call, cx: LowerContext): Px {
  const factor = cx.share(cx.cast(b, by, DOUBLE, "ansi", call.timeZone, call.args[1]));
  const interval = cx.share(a);
  const part = (f: string): Px => px.cast(px.struct.fieldByName(interval, f), "Float64");
  const scaled = (f: string): Px => (multiply ? px.mul(part(f), factor) : px.truediv(part(f), factor));
  const site = overflowSite(cx, call);
  const whole = (x: Px, t: DataType): Px =>
    call.mode === "ansi"
      ? cx.checkedCast(x, t, site)
      : px.cast(x, physicalType(t), call.mode === "try" ? "nonstrict" : "overflowing");
  const days = cx.share(scaled("f1"));
  const months = whole(px.truncate(scaled("f0")), INT);
  const wholeDays = px.truncate(days);
  const spill = px.mul(px.sub(days, wholeDays), px.lit.f64(Number(DAY_US)));
  const micros = whole(px.round(px.add(scaled("f2"), spill), 0, "HalfAwayFromZero"), LONG);
  const parts: [string, Px][] = [
    ["f0", months],
    ["f1", whole(wholeDays, INT)],
    ["f2", micros],
  ];
  const missing = px.orAll([
    px.isNull(interval),
    px.isNull(factor),
    ...(call.mode === "try" ? parts.map(([, x]) => px.isNull(x)) : []),
  ]);
  return px.ternary(missing, px.lit.null("Null"), px.struct.of(parts));
}
