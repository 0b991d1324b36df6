/** Intervals from parts. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { intLit, literal } from "../logical/build.ts";
import { type InputType, T_INT } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { type DataType, DecimalType, INT, INTERVAL, INTERVAL_DT, INTERVAL_YM, LONG } from "../types/data-type.ts";
import { family, optional, type RowSpec } from "./family.ts";
import { coerceTo, failing, overflow } from "./support.ts";
import { structOf } from "./entries.ts";

type Args = readonly TypedExpr[];
/** Seconds with microseconds, as the scaled integer of decimal(18,6). */
const SECONDS = new DecimalType(18, 6);
const SECONDS_INPUT: InputType = {
  label: '"DECIMAL(18,6)"',
  accepts: (t) => t.kind === "decimal" && t.precision === 18 && t.scale === 6,
  concrete: SECONDS,
};
const i128 = px.lit.i128;
const wide = (x: Px): Px => px.cast(x, "Int128", "nonstrict");

/** Parts that the call leaves out are zero; they show in its name. */
function parts(
  since: string,
  names: readonly string[],
  type: DataType,
  polars: RowSpec["polars"] & {},
  least = 0,
): RowSpec {
  const hasSeconds = names.at(-1) === "secs";
  const inputs = names.map((n) => (n === "secs" ? SECONDS_INPUT : T_INT));
  return {
    since,
    params: names.map((n, i) => (i < least ? { name: n, type: inputs[i]! } : optional(n, inputs[i]!))),
    coerce: (args, cx) => {
      const all = inputs.map(
        (_, i) => args[i] ?? (hasSeconds && i === inputs.length - 1 ? literal(0n, SECONDS) : intLit(0)),
      );
      return coerceTo(all, inputs, cx);
    },
    operandOrder: "left",
    display: (args, call) => {
      const shown = names.map((n, i) => args[i] ?? (n === "secs" ? "0.000000" : "0"));
      return `${call.name}(${shown.join(", ")})`;
    },
    returns: type,
    polars,
  };
}
const CALENDAR = ["years", "months", "weeks", "days", "hours", "mins", "secs"];
function calendarInterval(values: readonly Px[], call: Call, cx: LowerContext, isTry: boolean): Px {
  const [years, months, weeks, days, hours, minutes, seconds] = values.map(wide) as [Px, Px, Px, Px, Px, Px, Px];
  const totals: readonly (readonly [Px, DataType])[] = [
    [px.add(px.mul(years, i128(12)), months), INT],
    [px.add(px.mul(weeks, i128(7)), days), INT],
    [px.add(px.add(px.mul(hours, i128(3_600_000_000)), px.mul(minutes, i128(60_000_000))), seconds), LONG],
  ];
  const anyNull = px.orAll(values.map(px.isNull));
  if (call.mode === "ansi" && !isTry) {
    const site = overflow(cx, call, "overflow");
    const fields = totals.map(([total, t]) => cx.checkedCast(total, t, site));
    return px.ternary(anyNull, px.lit.null("Null"), structOf(fields));
  }
  const fields = totals.map(([total, t]) =>
    cx.share(px.cast(total, t.kind === "long" ? "Int64" : "Int32", "nonstrict")),
  );
  return px.ternary(px.orAll([anyNull, ...fields.map(px.isNull)]), px.lit.null("Null"), structOf(fields));
}
function calendarNullable(args: Args, cx: BindContext): boolean {
  return !cx.ansi || args.some((e) => e.nullable);
}

export const intervalFunctions: readonly FunctionRow[] = family("datetime", "scalar", {
  make_interval: {
    ...parts("3.0.0", CALENDAR, INTERVAL, (values, call, cx) => calendarInterval(values, call, cx, false)),
    nullable: calendarNullable,
  },
  try_make_interval: {
    ...parts("4.0.0", CALENDAR, INTERVAL, (values, call, cx) => calendarInterval(values, call, cx, true), 1),
    nullable: true,
  },
  make_dt_interval: parts("3.2.0", ["days", "hours", "mins", "secs"], INTERVAL_DT, (values, call, cx) => {
    const [days, hours, minutes, seconds] = values.map(wide) as [Px, Px, Px, Px];
    const whole = px.add(px.mul(days, i128(86_400_000_000)), px.mul(hours, i128(3_600_000_000)));
    const total = px.add(px.add(whole, px.mul(minutes, i128(60_000_000))), seconds);
    return cx.checkedCast(total, LONG, failing(cx, call, "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", {}));
  }),
  make_ym_interval: parts("3.2.0", ["years", "months"], INTERVAL_YM, (values, call, cx) => {
    const [years, months] = values.map((x) => px.cast(x, "Int64", "nonstrict")) as [Px, Px];
    const total = px.add(px.mul(years, px.lit.i64(12)), months);
    return cx.checkedCast(total, INT, failing(cx, call, "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", {}));
  }),
});
