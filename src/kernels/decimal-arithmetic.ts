/** Decimal arithmetic whose intermediates may pass 38 digits, in BigInt over the unscaled values. */
import { Int128Builder, Int64Builder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, isValid } from "../arrow/vector.ts";
import { powerOfTen as power, roundTo } from "./decimal-text.ts";
import type { Kernel } from "./kernel.ts";

export type WideDecimalOp = "+" | "-" | "*" | "/" | "%" | "pmod" | "div";
export interface WideDecimalOptions {
  readonly op: WideDecimalOp;
  readonly scales: readonly [number, number];
  readonly precision: number;
  readonly scale: number;
}

/** Unscaled values of a decimal column in either width. */
export function unscaledReader(column: ArrowVector): (row: number) => bigint {
  const data = column.data as BigInt64Array;
  if (column.type.kind === "decimal" || (column.type.kind === "int" && column.type.bits === 128)) {
    return (row) => (data[row * 2 + 1]! << 64n) | BigInt.asUintN(64, data[row * 2]!);
  }
  if (data instanceof BigInt64Array) return (row) => data[row]!;
  return (row) => BigInt(data[row]!);
}

/** Digits behind the point that Spark rounds a quotient to before it rounds to the result's scale. */
const QUOTIENT_SCALE = 38;
/** Significant digits that a product keeps; the rest is cut off. */
const PRODUCT_DIGITS = 39;
const PRODUCT_LIMIT = power(PRODUCT_DIGITS);

function digitsOf(x: bigint): number {
  return (x < 0n ? -x : x).toString().length;
}
/**
 * a / b rounded half away from zero; of a result with `scale` digits behind the point as Spark does it, to 38 digits first:
 * what is rounded up to a half there is rounded up again. One division tells both.
 */
function quotient(a: bigint, b: bigint, scale: number = QUOTIENT_SCALE): bigint {
  const negative = a < 0n !== b < 0n;
  const n = a < 0n ? -a : a;
  const d = b < 0n ? -b : b;
  const q = n / d;
  const lacking = d - (n % d) * 2n;
  const up = lacking <= 0n || (scale < QUOTIENT_SCALE && roundsToHalf(lacking, d, power(QUOTIENT_SCALE - scale)));
  if (negative) return up ? -q - 1n : -q;
  return up ? q + 1n : q;
}

/** Whether what lacks of a half is rounded away at more digits. A small divisor lacks more, and takes no product to see it. */
function roundsToHalf(lacking: bigint, d: bigint, digits: bigint): boolean {
  return d >= digits && lacking * digits <= d;
}

/** The result at the scale, whether or not it fits; undefined where the divisor is zero. */
export function wideDecimal(a: bigint, b: bigint, options: WideDecimalOptions): bigint | undefined {
  const { op, scales, scale } = options;
  if (op === "*") {
    let unscaled = a * b;
    let at = scales[0] + scales[1];
    const excess = unscaled < PRODUCT_LIMIT && unscaled > -PRODUCT_LIMIT ? 0 : digitsOf(unscaled) - PRODUCT_DIGITS;
    if (excess > 0) {
      unscaled /= power(excess);
      at -= excess;
    }
    return roundTo({ unscaled, scale: at }, scale);
  }
  if (op === "/") {
    if (b === 0n) return undefined;
    const shift = scale - scales[0] + scales[1];
    return shift >= 0 ? quotient(a * power(shift), b, scale) : quotient(a, b * power(-shift), scale);
  }
  const common = Math.max(scales[0], scales[1]);
  const x = a * power(common - scales[0]);
  const y = b * power(common - scales[1]);
  switch (op) {
    case "+":
      return roundTo({ unscaled: x + y, scale: common }, scale);
    case "-":
      return roundTo({ unscaled: x - y, scale: common }, scale);
    case "%":
      return y === 0n ? undefined : roundTo({ unscaled: x % y, scale: common }, scale);
    case "pmod": {
      if (y === 0n) return undefined;
      const r = x % y;
      return roundTo({ unscaled: r < 0n ? (r + y) % y : r, scale: common }, scale);
    }
    case "div":
      return y === 0n ? undefined : x / y;
  }
}

/** Null where an operand is, where the divisor is zero and where the result does not fit. */
export const decimalArithmetic: Kernel = (args, given, rowCount) => {
  const options = given as WideDecimalOptions;
  const [left, right] = args as [ArrowVector, ArrowVector];
  if (left.type.kind === "null" || right.type.kind === "null") return allNull(options, rowCount);
  const a = unscaledReader(left);
  const b = unscaledReader(right);
  const limit = power(options.precision);
  const least = -limit;
  const wide = options.op !== "div" && options.precision > 18;
  const out = wide ? new Int128Builder(arrowType.decimal, rowCount) : new Int64Builder(arrowType.int64, rowCount);
  for (let row = 0; row < rowCount; row++) {
    const value = isValid(left, row) && isValid(right, row) ? wideDecimal(a(row), b(row), options) : undefined;
    if (value === undefined) out.appendNull();
    // `div` gives a long, which wraps.
    else if (options.op === "div") out.append(BigInt.asIntN(64, value));
    else if (value >= limit || value <= least) out.appendNull();
    else out.append(value);
  }
  return out.finish();
};
function allNull(options: WideDecimalOptions, rowCount: number): ArrowVector {
  const wide = options.op !== "div" && options.precision > 18;
  const out = wide ? new Int128Builder(arrowType.decimal, rowCount) : new Int64Builder(arrowType.int64, rowCount);
  for (let row = 0; row < rowCount; row++) out.appendNull();
  return out.finish();
}

/** An interval (months or microseconds) times a decimal, or divided by it: half up to whole units; null beyond a long. */
export const intervalByDecimal: Kernel = (args, given, rowCount) => {
  const { multiply, scale } = given as { readonly multiply: boolean; readonly scale: number };
  const [interval, number] = args as [ArrowVector, ArrowVector];
  const out = new Int64Builder(arrowType.int64, rowCount);
  const nulls = interval.type.kind === "null" || number.type.kind === "null";
  const [a, b] = [unscaledReader(interval), unscaledReader(number)];
  for (let row = 0; row < rowCount; row++) {
    if (nulls || !isValid(interval, row) || !isValid(number, row)) {
      out.appendNull();
      continue;
    }
    const [n, d] = [a(row), b(row)];
    if (!multiply && d === 0n) {
      out.appendNull();
      continue;
    }
    const value = multiply ? quotient(n * d, power(scale)) : quotient(n * power(scale), d);
    if (BigInt.asIntN(64, value) === value) out.append(value);
    else out.appendNull();
  }
  return out.finish();
};
