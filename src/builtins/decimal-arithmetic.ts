/**
 * Decimals as scaled integers. Where the types bound every intermediate below 38 digits it is Polars arithmetic on Int64
 * or Int128; the rest goes to the kernel `decimal_arithmetic` (BigInt).
 */
import { type DecimalOp, exactShape } from "./decimal-types.ts";
import { guardZero, intLiteral, minus, truncatingDiv, truncatingRem } from "./integer-arithmetic.ts";
import { ANSI_CONFIG, valuesWhere } from "./raise-sites.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { LowerContext } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import { decimalText } from "../types/calendar.ts";
import { type DecimalType, LONG } from "../types/data-type.ts";
import { wideDecimal, type WideDecimalOptions } from "../kernels/decimal-arithmetic.ts";

/** Digits every Int64, every Int128 holds. */
const INT64_DIGITS = 18;
const INT128_DIGITS = 38;

function integerFor(digits: number): PolarsType {
  return digits <= INT64_DIGITS ? "Int64" : "Int128";
}
function power(n: number, type: PolarsType): Px {
  return intLiteral(10n ** BigInt(n), type);
}
/** `x` times 10^n. */
export function scaleUp(x: Px, n: number, type: PolarsType): Px {
  return n === 0 ? x : px.mul(x, power(n, type));
}
/** `x` divided by 10^n, half away from zero. */
export function scaleDown(x: Px, n: number, type: PolarsType, cx: LowerContext): Px {
  if (n === 0) return x;
  if (n > INT128_DIGITS) return px.mul(x, intLiteral(0, type));
  const half = intLiteral(10n ** BigInt(n) / 2n, type);
  const v = cx.share(x);
  const up = px.floordiv(px.add(v, half), power(n, type));
  // Rounding down of (v + half) is half up; for negative values halves must go down instead.
  const down = minus(px.floordiv(px.sub(half, v), power(n, type)), type);
  return px.ternary(px.lt(v, intLiteral(0, type)), down, up);
}

/** The digits of an unscaled value with its point, as Polars text. */
export function unscaledText(x: Px, scale: number, cx: LowerContext): Px {
  const v = cx.share(x);
  if (scale === 0) return px.cast(v, "String");
  const digits = px.str.padStart(px.cast(px.abs(v), "String"), px.lit.u32(scale + 1), "0");
  const whole = px.str.slice(
    digits,
    px.lit.i64(0),
    px.sub(px.cast(px.str.lenChars(digits), "Int64"), px.lit.i64(scale)),
  );
  const text = px.str.concatHorizontal([whole, px.lit.str("."), px.str.tail(digits, px.lit.i64(scale))]);
  const negative = px.lt(px.cast(v, "Int128"), px.lit.i128(0));
  return px.str.concatHorizontal([px.ternary(negative, px.lit.str("-"), px.lit.str("")), text]);
}
function decimalOf(call: Call, i: number): DecimalType {
  return (call.args[i] as TypedExpr).dataType as DecimalType;
}

export function lowerDecimalArithmetic(op: DecimalOp, a: Px, b: Px, call: Call, cx: LowerContext): Px {
  const result = call.dataType as DecimalType;
  const [ta, tb] = [decimalOf(call, 0), decimalOf(call, 1)];
  const divides = op === "/" || op === "%" || op === "pmod";
  const compute = (x: Px, y: Px): Px => narrow(op, x, y, ta, tb, result, cx) ?? wide(op, x, y, ta, tb, call, cx);
  if (!divides) return compute(a, b);
  const condition = op === "/" ? "DIVIDE_BY_ZERO" : "REMAINDER_BY_ZERO";
  const divisor = call.args[1] as TypedExpr;
  const constant = divisor.kind === "Cast" ? divisor.child : divisor;
  if (constant.kind === "Literal" && constant.value !== null && BigInt(constant.value as bigint) !== 0n)
    return compute(a, b);
  return guardZero(a, b, intLiteral(0, physicalType(tb)), call, cx, condition, compute);
}

/** In Polars, or undefined where an intermediate or the result might not fit. */
function narrow(
  op: DecimalOp,
  a: Px,
  b: Px,
  ta: DecimalType,
  tb: DecimalType,
  result: DecimalType,
  cx: LowerContext,
): Px | undefined {
  const exact = exactShape(op, ta, tb);
  const target = physicalType(result);
  const fitted = (x: Px, from: PolarsType): Px => (from === target ? x : px.cast(x, target, "overflowing"));
  switch (op) {
    case "+":
    case "-": {
      if (exact.precision > INT128_DIGITS || result.scale !== exact.scale) return undefined;
      const type = integerFor(exact.precision);
      const [x, y] = [rescaled(a, ta, exact.scale, type), rescaled(b, tb, exact.scale, type)];
      return fitted(op === "+" ? px.add(x, y) : px.sub(x, y), type);
    }
    case "*": {
      if (exact.precision > INT128_DIGITS || result.scale !== exact.scale) return undefined;
      const type = integerFor(ta.precision + tb.precision);
      return fitted(px.mul(px.cast(a, type), px.cast(b, type)), type);
    }
    case "/":
      return narrowDivision(a, b, ta, tb, result, cx);
    default: {
      // A negative remainder plus the divisor may be larger than the type, which has the room of the smaller operand.
      const overflows = op === "pmod" && tb.precision - tb.scale > result.precision - result.scale;
      if (overflows || result.scale !== exact.scale) return undefined;
      const scaleDigits = (t: DecimalType): number => t.precision - t.scale + exact.scale;
      const digits = Math.max(scaleDigits(ta), scaleDigits(tb));
      if (digits > INT128_DIGITS - 1) return undefined;
      const type = integerFor(digits + 1);
      const y = cx.share(rescaled(b, tb, exact.scale, type));
      const r = truncatingRem(rescaled(a, ta, exact.scale, type), y, type, cx);
      if (op === "%") return fitted(r, type);
      const shared = cx.share(r);
      const again = truncatingRem(px.add(shared, y), y, type, cx);
      return fitted(px.ternary(px.lt(shared, intLiteral(0, type)), again, shared), type);
    }
  }
}
function rescaled(x: Px, t: DecimalType, scale: number, type: PolarsType): Px {
  return scaleUp(physicalType(t) === type ? x : px.cast(x, type), scale - t.scale, type);
}
function narrowDivision(
  a: Px,
  b: Px,
  ta: DecimalType,
  tb: DecimalType,
  result: DecimalType,
  cx: LowerContext,
): Px | undefined {
  const shift = result.scale - ta.scale + tb.scale;
  const digits = ta.precision + shift;
  // Spark rounds at 38 digits after the point first; below this bound that cannot change the second rounding.
  const onceRounded = tb.precision + result.scale <= INT128_DIGITS;
  const fits = result.precision - result.scale >= ta.precision - ta.scale + tb.scale;
  if (shift < 0 || digits > INT128_DIGITS - 1 || !onceRounded || !fits) return undefined;
  const type = integerFor(Math.max(digits, tb.precision) + 1);
  const n = cx.share(scaleUp(px.cast(a, type), shift, type));
  const d = cx.share(px.cast(b, type));
  const [top, bottom] = [px.abs(n), px.abs(d)];
  const two = intLiteral(2, type);
  const q = cx.share(px.floordiv(px.add(px.mul(top, two), bottom), px.mul(bottom, two)));
  const zero = intLiteral(0, type);
  const signed = px.ternary(px.neq(px.lt(n, zero), px.lt(d, zero)), minus(q, type), q);
  return px.cast(signed, physicalType(result), "overflowing");
}

function wide(op: DecimalOp, a: Px, b: Px, ta: DecimalType, tb: DecimalType, call: Call, cx: LowerContext): Px {
  const { precision, scale } = call.dataType as DecimalType;
  const options: WideDecimalOptions = { op, scales: [ta.scale, tb.scale], precision, scale };
  const [x, y] = [cx.share(a), cx.share(b)];
  const made = cx.kernel("decimal_arithmetic", [x, y], call.dataType, options);
  if (call.mode !== "ansi") return made;
  const lost = px.andAll([px.isNull(made), px.isNotNull(x), px.isNotNull(y)]);
  // A zero divisor has its own error.
  const divides = op === "/" || op === "%" || op === "pmod";
  const cond = cx.share(divides ? px.and(lost, px.neq(y, intLiteral(0, physicalType(tb)))) : lost);
  const site = cx.site(call, ([operands = "0,1"]) => {
    const [l = "0", r = "1"] = operands.split(",");
    const value = wideDecimal(BigInt(l), BigInt(r), options) ?? 0n;
    return {
      condition: "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
      parameters: {
        value: decimalText(value, scale),
        precision: String(precision),
        scale: String(scale),
        config: ANSI_CONFIG,
      },
    };
  });
  return cx.raiseIf(cond, site, made, valuesWhere(cond, [x, y]));
}

/** `div` of decimals: a long, cut towards zero and wrapping as Java's does. */
export function lowerDecimalDiv(a: Px, b: Px, call: Call, cx: LowerContext): Px {
  const [ta, tb] = [decimalOf(call, 0), decimalOf(call, 1)];
  const scale = Math.max(ta.scale, tb.scale);
  const digits = Math.max(ta.precision - ta.scale, tb.precision - tb.scale) + scale;
  const compute = (x: Px, y: Px): Px => {
    if (digits > INT128_DIGITS - 1) {
      const options: WideDecimalOptions = { op: "div", scales: [ta.scale, tb.scale], precision: 38, scale: 0 };
      return cx.kernel("decimal_arithmetic", [x, y], LONG, options);
    }
    const type = integerFor(digits + 1);
    const q = truncatingDiv(rescaled(x, ta, scale, type), rescaled(y, tb, scale, type), type, cx);
    return px.cast(q, "Int64", "overflowing");
  };
  return guardZero(a, b, intLiteral(0, physicalType(tb)), call, cx, "DIVIDE_BY_ZERO", compute);
}
