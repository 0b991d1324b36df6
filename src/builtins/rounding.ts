/** round, bround, ceil, floor: on integers, on decimals (scaled integers) and on doubles as Java's BigDecimal sees them. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { NUMERIC, oneOf, T_DECIMAL, T_DOUBLE, T_INT, T_LONG } from "../logical/input-type.ts";
import { intLit } from "../logical/build.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import { type DataType, DecimalType, INT, LONG } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { constant, family, optionalConstant, param, type RowSpec } from "./family.ts";
import { coerceTo, decimalInts, failing, folded, intLitOf, nonFoldable, numberOf, overflow } from "./support.ts";
import { isFoldable } from "../logical/build.ts";

type Mode = "halfUp" | "halfEven" | "ceil" | "floor";

/** Spark's type of a rounded decimal: one more digit may be needed before the point. */
function roundedType(t: DataType, scale: number): DataType {
  if (t.kind !== "decimal") return t;
  const whole = t.precision - t.scale + 1;
  if (scale < 0) return new DecimalType(Math.min(Math.max(whole, -scale + 1), 38), 0);
  const kept = Math.min(t.scale, scale);
  return new DecimalType(Math.min(whole + kept, 38), kept);
}

/** `x / unit` rounded to a whole number, `x` and `unit` integers of one type, `unit` a power of ten above 1. */
export function roundedQuotient(x: Px, unit: bigint, type: PolarsType, mode: Mode): Px {
  const lit = (n: bigint): Px => intLitOf(n, type);
  const down = px.floordiv(x, lit(unit));
  if (mode === "floor") return down;
  if (mode === "ceil") return px.neg(px.floordiv(px.neg(x), lit(unit)));
  if (mode === "halfUp") {
    const size = px.floordiv(px.add(px.abs(x), lit(unit / 2n)), lit(unit));
    return px.ternary(px.lt(x, lit(0n)), px.neg(size), size);
  }
  const twice = px.mul(px.mod(x, lit(unit)), lit(2n));
  const odd = px.eq(px.mod(down, lit(2n)), lit(1n));
  const up = px.or(px.gt(twice, lit(unit)), px.and(px.eq(twice, lit(unit)), odd));
  return px.add(down, px.ternary(up, lit(1n), lit(0n)));
}

function roundDecimal(given: Px, t: DecimalType, scale: number, mode: Mode, call: Call, cx: LowerContext): Px {
  const out = roundedType(t, scale) as DecimalType;
  const outInts = decimalInts(out.precision);
  const dropped = t.scale - scale;
  if (dropped <= 0) return px.cast(given, outInts, "nonstrict");
  // Digits of the unit; a unit beyond every value rounds like the largest that 128 bits hold.
  const digits = Math.min(dropped, 38);
  const wide: PolarsType = t.precision + 1 > 17 || digits > 17 ? "Int128" : "Int64";
  const x = cx.share(px.cast(given, wide, "nonstrict"));
  const q = roundedQuotient(x, 10n ** BigInt(digits), wide, mode);
  if (scale >= 0) {
    const result = cx.share(px.cast(q, outInts, "nonstrict"));
    return out.precision < 38 ? result : bounded(result, t, call, cx);
  }
  if (-scale > 38) return px.mul(px.cast(q, outInts, "nonstrict"), intLitOf(0n, outInts));
  const scaled = px.mul(px.cast(q, "Int128", "nonstrict"), px.lit.i128(10n ** BigInt(-scale)));
  if (out.precision < 38) return px.cast(scaled, outInts, "nonstrict");
  return bounded(cx.share(scaled), t, call, cx);
}
/** Rounding up may need a 39th digit. */
function bounded(x: Px, t: DecimalType, call: Call, cx: LowerContext): Px {
  if (t.precision - t.scale < 38) return x;
  const limit = px.lit.i128(10n ** 38n);
  const site = failing(cx, call, "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION", {
    roundedValue: (10n ** 38n).toString(),
    originalValue: "1.0000000000000000000000000000000000000E+38",
    precision: "38",
    scale: "0",
  });
  return cx.raiseIf(px.ge(px.abs(x), limit), site, x);
}

const INT_TYPES: { readonly [kind: string]: PolarsType } = {
  byte: "Int8",
  short: "Int16",
  integer: "Int32",
  long: "Int64",
};
function roundInteger(given: Px, t: DataType, scale: number, mode: Mode, call: Call, cx: LowerContext): Px {
  if (scale >= 0) return given;
  const type = INT_TYPES[t.kind] as PolarsType;
  if (-scale > 19) return px.mul(given, px.cast(px.lit.i32(0), type, "nonstrict"));
  const wide: PolarsType = t.kind === "long" || -scale > 17 ? "Int128" : "Int64";
  const unit = 10n ** BigInt(-scale);
  const x = cx.share(px.cast(given, wide, "nonstrict"));
  const result = px.mul(roundedQuotient(x, unit, wide, mode), intLitOf(unit, wide));
  if (call.mode !== "ansi") return px.cast(result, type, "overflowing");
  return cx.checkedCast(result, t, overflow(cx, call));
}

/**
 * Rounds doubles by their shortest decimal text, as `BigDecimal(x).setScale` does, without making the text: a value lies
 * between m and m+1 units, and (2m+1)/2 units, divided exactly as the text would be read, is the tie between them.
 */
function roundDouble(given: Px, t: DataType, scale: number, mode: Mode, cx: LowerContext): Px {
  const signed = cx.share(t.kind === "float" ? px.cast(given, "Float64", "nonstrict") : given);
  const { f64 } = px.lit;
  // Beyond these there is nothing to round, or nothing left.
  if (scale > 307) return given;
  if (scale < -308) return px.mul(given, px.cast(f64(0), t.kind === "float" ? "Float32" : "Float64", "nonstrict"));
  const unit = f64(10 ** Math.abs(scale));
  const x = px.abs(signed);
  const count = scale >= 0 ? px.mul(x, unit) : px.truediv(x, unit);
  const m = cx.share(px.floor(count));
  const inUnits = (n: Px): Px => (scale === 0 ? n : scale > 0 ? px.truediv(n, unit) : px.mul(n, unit));
  const tie = inUnits(px.add(m, f64(0.5)));
  const exactTie = scale > 0 ? px.truediv(px.add(px.mul(f64(2), m), f64(1)), px.mul(f64(2), unit)) : tie;
  const odd = px.neq(px.mul(px.floor(px.mul(m, f64(0.5))), f64(2)), m);
  const up = mode === "halfUp" ? px.ge(x, exactTie) : px.or(px.gt(x, exactTie), px.and(px.eq(x, exactTie), odd));
  const size = inUnits(px.ternary(up, px.add(m, f64(1)), m));
  const rounded = px.ternary(px.lt(signed, f64(0)), px.sub(f64(0), size), size);
  // At 2^52 units and above the digits to be dropped lie below the precision of a double (NaN is above, too).
  const value = px.ternary(px.lt(count, f64(2 ** 52)), rounded, signed);
  return t.kind === "float" ? px.cast(value, "Float32", "nonstrict") : value;
}

function roundAny(x: Px, call: Call, cx: LowerContext, mode: Mode): Px {
  const t = call.args[0]!.dataType;
  const scale = numberOf(call.args[1]) ?? 0;
  if (call.args[1] !== undefined && numberOf(call.args[1]) === undefined) return px.mul(x, px.lit.null("Int32"));
  if (t.kind === "decimal") return roundDecimal(x, t, scale, mode, call, cx);
  if (t.kind === "double" || t.kind === "float") return roundDouble(x, t, scale, mode, cx);
  return roundInteger(x, t, scale, mode, call, cx);
}

function rounding(name: string, since: string, mode: Mode): RowSpec {
  return {
    since,
    params: [param("expr", NUMERIC), optionalConstant("d", T_INT)],
    coerce: (args, cx) => {
      const [e, scale = intLit(0)] = coerceTo(args, [NUMERIC, T_INT], cx) as [TypedExpr, TypedExpr?];
      if (!isFoldable(scale)) throw nonFoldable(name, args, 1, "scale", "INT");
      return [e, folded(scale, cx)];
    },
    returns: ([e, scale]) => roundedType(e!.dataType, numberOf(scale) ?? 0),
    nullable: true,
    display: (args) => `${name}(${args.length === 1 ? `${args[0]}, 0` : args.join(", ")})`,
    polars: ([x], call, cx) => roundAny(x!, call, cx, mode),
  };
}

const WHOLE_INPUT = oneOf(T_DOUBLE, T_DECIMAL, T_LONG);
/** With a scale every number is rounded as a decimal; without one the result is a long, or a decimal without scale. */
function whole(name: string, mode: "ceil" | "floor", alias?: string): RowSpec {
  return {
    since: "3.3.0",
    aliases: alias === undefined ? [] : [alias],
    params: [param("expr", WHOLE_INPUT), { ...constant("scale", T_INT), optional: true }],
    coerce: (args, cx) => (args.length === 1 ? coerceTo(args, [WHOLE_INPUT], cx) : withScale(args, cx)),
    returns: ([e, scale]) => {
      const t = e!.dataType;
      if (scale !== undefined) return roundedType(t, numberOf(scale) ?? 0);
      return t.kind !== "decimal" ? LONG : t.scale === 0 ? t : new DecimalType(t.precision - t.scale + 1, 0);
    },
    nullable: true,
    display: (args, call) =>
      `${args.length === 1 && call.name === name ? name.toUpperCase() : call.name}(${args.join(", ")})`,
    polars: ([x], call, cx) => {
      const t = call.args[0]!.dataType;
      if (call.args.length === 2) return roundAny(x!, call, cx, mode);
      if (t.kind === "decimal") return roundDecimal(x!, t, 0, mode, call, cx);
      if (t.kind === "long") return x!;
      const result = cx.share(mode === "ceil" ? px.ceil(x!) : px.floor(x!));
      const long = px.cast(result, "Int64", "overflowing");
      if (call.mode !== "ansi") return long;
      const outside = px.or(px.ge(result, px.lit.f64(2 ** 63)), px.lt(result, px.lit.f64(-(2 ** 63))));
      return cx.raiseIf(px.and(px.not(px.isNan(result)), outside), overflow(cx, call, "overflow"), long);
    },
  };
}
function withScale(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const [e] = coerceTo(args.slice(0, 1), [T_DECIMAL], cx);
  const scale = args[1] as TypedExpr;
  const value = folded(scale, cx);
  if (scale.dataType.kind !== "integer" || numberOf(value) === undefined) {
    throw new AnalysisException("NON_FOLDABLE_ARGUMENT", {
      funcName: `\`${cx.name}\``,
      paramName: "`scale`",
      paramType: `"${INT.sql}"`,
    });
  }
  return [e as TypedExpr, value];
}

export const roundingFunctions: readonly FunctionRow[] = family("math", "scalar", {
  round: rounding("round", "1.5.0", "halfUp"),
  bround: rounding("bround", "2.0.0", "halfEven"),
  ceil: whole("ceil", "ceil", "ceiling"),
  floor: whole("floor", "floor"),
});
