/** Arrays built from other values: sequence, arrays_zip. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { implicit } from "../logical/build.ts";
import { isDatetime, isIntegral, widerCommonType } from "../logical/coercion.ts";
import { ANY, ANY_ARRAY } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { EMPTY_FIELD, physicalType } from "../polars/physical-type.ts";
import { ArrayType, type DataType, isNanos, StructField, StructType } from "../types/data-type.ts";
import { unexpectedInput } from "./bind.ts";
import { elementType, int64, nullAsArray, nullOf } from "./array-support.ts";
import { field, zipLongest } from "./entries.ts";
import { family, optional, param, rest } from "./family.ts";
import { nameOf } from "./struct.ts";
import { failing, mismatch } from "./support.ts";

type Args = readonly TypedExpr[];
const { i64 } = px.lit;
const DAY_US = 86_400_000_000;
const STEPS: readonly string[] = ["interval", "interval_ym", "interval_dt"];

function wrongTypes(args: Args, cx: BindContext): never {
  throw mismatch(cx.name, args, "SEQUENCE_WRONG_INPUT_TYPES", {
    functionName: `\`${cx.name}\``,
    startType: '("TIMESTAMP" or "TIMESTAMP_NTZ" or "DATE")',
    stepType: '("INTERVAL" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")',
    otherStartType: '"INTEGRAL"',
  });
}
/** Integers or moments: start, stop and a step that is no interval, in the type they have in common. */
function coerceSequence(args: Args, cx: BindContext): Args {
  const step = args[2];
  const interval = step !== undefined && STEPS.includes(step.dataType.kind);
  const alike = interval ? args.slice(0, 2) : args;
  const t = widerCommonType(
    alike.map((e) => e.dataType),
    cx.ansi,
  );
  if (t === undefined || isNanos(t)) return wrongTypes(args, cx);
  const fits = isIntegral(t) ? !interval : isDatetime(t) && (interval || step === undefined);
  if (!fits) return wrongTypes(args, cx);
  const cast = alike.map((e) => implicit(e, t, cx.mode, cx.timeZone));
  return interval ? [...cast, step] : cast;
}

function integers(values: readonly Px[], call: Call, cx: LowerContext): Px {
  const [start, stop] = values.slice(0, 2).map((x) => cx.share(int64(x))) as [Px, Px];
  const rising = px.le(start, stop);
  const step = cx.share(values[2] === undefined ? px.ternary(rising, i64(1), i64(-1)) : int64(values[2]));
  const onward = px.or(
    px.and(px.gt(step, i64(0)), rising),
    px.or(px.and(px.lt(step, i64(0)), px.ge(start, stop)), px.and(px.eq(step, i64(0)), px.eq(start, stop))),
  );
  const size = cx.share(sizeOf(start, stop, step));
  const tooLong = cx.share(px.and(onward, px.gt(size, px.lit.i128(MOST))));
  const along = px.and(onward, px.not(tooLong));
  const given = px.andAll([px.isNotNull(start), px.isNotNull(stop), px.isNotNull(step)]);
  const safeStep = px.ternary(px.and(along, px.neq(step, i64(0))), step, i64(1));
  const list =
    elementType(call).kind === "long"
      ? wideRange(start, stop, safeStep, along)
      : narrowRange(start, stop, step, safeStep, along);
  const typed = elementType(call).kind === "long" ? list : px.cast(list, physicalType(call.dataType), "nonstrict");
  const checked = cx.raiseIf(px.and(given, px.not(onward)), boundaries(call, cx), typed);
  const bounded = cx.raiseIf(px.and(given, tooLong), limit(call, cx), checked, px.cast(size, "String"));
  return px.ternary(given, bounded, nullOf(call));
}
/** As many elements as an array may have. */
const MOST = 2147483632n;
/** How many values lie from the start to the stop. */
function sizeOf(start: Px, stop: Px, step: Px): Px {
  const wide = (x: Px): Px => px.cast(x, "Int128", "nonstrict");
  const one = px.ternary(px.eq(step, i64(0)), i64(1), step);
  return px.add(px.floordiv(px.sub(wide(stop), wide(start)), wide(one)), px.lit.i128(1n));
}
function limit(call: Call, cx: LowerContext): ReturnType<LowerContext["site"]> {
  return cx.site(call, (values) => ({
    condition: "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER",
    parameters: {
      numberOfElements: values[0] ?? "",
      functionName: "`sequence`",
      maxRoundedArrayLength: String(MOST),
      parameter: "`count`",
    },
  }));
}
/** The stop and one more, so that the stop belongs. */
function narrowRange(start: Px, stop: Px, step: Px, safeStep: Px, along: Px): Px {
  const down = px.ternary(px.lt(step, i64(0)), px.sub(stop, i64(1)), px.add(start, i64(1)));
  const end = px.ternary(px.gt(step, i64(0)), px.add(stop, i64(1)), down);
  return px.range.intRanges(start, px.ternary(along, end, start), safeStep);
}
/** At the ends of 64 bits there is no one more: the stop is put behind where a step leads to it. */
function wideRange(start: Px, stop: Px, safeStep: Px, along: Px): Px {
  const wide = (x: Px): Px => px.cast(x, "Int128", "nonstrict");
  const before = px.range.intRanges(start, px.ternary(along, stop, start), safeStep);
  const met = px.and(along, px.eq(px.mod(px.sub(wide(stop), wide(start)), wide(safeStep)), px.lit.i128(0)));
  const times = px.cast(px.coalesce(px.cast(met, "Int64", "nonstrict"), i64(0)), "UInt32", "nonstrict");
  return px.list.concat(before, px.repeatBy(stop, times));
}
function boundaries(call: Call, cx: LowerContext): ReturnType<LowerContext["site"]> {
  return failing(cx, call, "_LEGACY_ERROR_TEMP_3241", { start: "", stop: "", step: "" });
}
/** Months, days and microseconds of a step. */
function stepParts(step: Px | undefined, t: DataType | undefined, rising: Px): readonly [Px, Px, Px] {
  const none = i64(0);
  switch (t?.kind) {
    case "interval":
      return [field(0, step), field(1, step), field(2, step)].map(int64) as unknown as readonly [Px, Px, Px];
    case "interval_ym":
      return [int64(step!), none, none];
    case "interval_dt": {
      // Whole days count by the calendar.
      const days = px.floordiv(px.abs(step!), i64(DAY_US));
      const signed = px.ternary(px.lt(step!, none), px.neg(days), days);
      return [none, signed, px.sub(step!, px.mul(signed, i64(DAY_US)))];
    }
    default:
      return [none, px.ternary(rising, i64(1), i64(-1)), none];
  }
}
function moments(values: readonly Px[], call: Call, cx: LowerContext): Px {
  const t = elementType(call);
  const [start, stop] = values.slice(0, 2).map((x) => cx.share(int64(x))) as [Px, Px];
  const step = values[2] === undefined ? undefined : cx.share(values[2]);
  const [months, days, micros] = stepParts(step, call.args[2]?.dataType, px.le(start, stop));
  const dates = t.kind === "date";
  const options = { dates, zone: t.kind === "timestamp" ? call.timeZone : null };
  // Without a step there are days only.
  const zero = { value: 0 };
  const [parts, constants] =
    step === undefined ? [[days], { constants: [null, null, zero, null, zero] }] : [[months, days, micros], {}];
  const list = cx.kernel("sequence_of_moments", [start, stop, ...parts], new ArrayType(t, false), {
    ...options,
    ...constants,
  });
  const given = px.andAll([
    px.isNotNull(start),
    px.isNotNull(stop),
    ...(step === undefined ? [] : [px.isNotNull(step)]),
  ]);
  const wrongBounds = cx.share(px.and(given, px.isNull(list)));
  if (!dates || step === undefined) return cx.raiseIf(wrongBounds, boundaries(call, cx), list);
  const none = px.andAll([months, days, micros].map((part) => px.eq(part, i64(0))));
  const partDay = cx.share(px.and(given, px.or(none, px.neq(px.mod(micros, i64(DAY_US)), i64(0)))));
  const site = failing(cx, call, "_LEGACY_ERROR_TEMP_3242", { intervalType: call.args[2]!.dataType.simpleString() });
  const checked = cx.raiseIf(px.and(wrongBounds, px.not(partDay)), boundaries(call, cx), list);
  return cx.raiseIf(partDay, site, checked);
}

export const arrayBuildFunctions: readonly FunctionRow[] = family("array", "scalar", {
  sequence: {
    since: "2.4.0",
    params: [param("start", ANY), param("stop", ANY), optional("step", ANY)],
    coerce: coerceSequence,
    returns: ([start]) => new ArrayType(start!.dataType, false),
    polars: (values, call, cx) =>
      isIntegral(elementType(call)) ? integers(values, call, cx) : moments(values, call, cx),
  },
  arrays_zip: {
    since: "2.4.0",
    params: [rest("a", ANY_ARRAY)],
    coerce: (args, cx) =>
      args.map((e, i) => {
        const array = nullAsArray(e, cx);
        if (array.dataType.kind !== "array") throw unexpectedInput(cx.name, args, i, ANY_ARRAY.label);
        return array;
      }),
    returns: (args) =>
      new ArrayType(
        new StructType(args.map((e, i) => new StructField(nameOf(e) ?? String(i), elementType(e), true))),
        false,
      ),
    polars: (values, call, cx) => {
      if (values.length === 0) {
        return px.cast(
          px.lit.values([], "Null"),
          { List: { Struct: [{ name: EMPTY_FIELD, dtype: "Null" }] } },
          "nonstrict",
        );
      }
      return zipLongest(values, call.args.map(elementType), cx);
    },
  },
});
