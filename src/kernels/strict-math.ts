/**
 * Mathematical functions to the last bit as Java's `StrictMath` has them. That is the fdlibm library, from which V8 has
 * its own too; where the two part, the difference is made up here.
 */
import { type ArrowVector, arrowType, arrowVector } from "../arrow/vector.ts";
import { fromHigh, headOf, high } from "./double-words.ts";
import type { Kernel } from "./kernel.ts";
import { strictPow } from "./strict-pow.ts";

/** V8 rounds these to nearest, fdlibm is off by one bit. */
const EXP_OF_1 = 2.7182818284590455;
const COSH_OF_1 = 1.543080634815244;
/** Half a turn less a bit: what fdlibm gives for an angle straight up from the left. */
const UP_FROM_LEFT = 1.5707963267948968;

/** A guess from the exponent, bettered by a rational function to 23 bits, then by one step of Newton's. */
function cbrt(given: number): number {
  if (given === 0 || !Number.isFinite(given)) return given;
  const x = Math.abs(given);
  const bits = high(x);
  // Below the normal numbers: scaled up by 2^54, whose cube root is 2^18.
  let t =
    bits < 0x00100000
      ? fromHigh(Math.trunc(high(x * 2 ** 54) / 3) + 696219795)
      : fromHigh(Math.trunc(bits / 3) + 715094163);
  const s = 19 / 35 + ((t * t) / x) * t;
  t *= 5 / 14 + 45 / 28 / (s + 99 / 70 + -864 / 1225 / s);
  t = fromHigh(high(t) + 1);
  const square = t * t;
  const quotient = x / square;
  t += t * ((quotient - t) / (t + t + quotient));
  return given < 0 ? -t : t;
}

/** The greater side's square is split in an exact and a small part, so that the sum is rounded once. */
function hypot(x: number, y: number): number {
  let [a, b] = [Math.abs(x), Math.abs(y)];
  if (a === Infinity || b === Infinity) return Infinity;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  if (a < b) [a, b] = [b, a];
  if (high(a) - high(b) > 0x3c00000) return a + b;
  let scale = 1;
  if (a > 2 ** 500) scale = 2 ** 600;
  else if (b < 2 ** -500) scale = 2 ** -600;
  if (b === 0) return a;
  a /= scale;
  b /= scale;
  const rest = a - b;
  if (rest > b) {
    const head = headOf(a);
    const tail = a - head;
    return Math.sqrt(head * head - (b * -b - tail * (a + head))) * scale;
  }
  const twice = a + a;
  const [bHead, aHead] = [headOf(b), headOf(twice)];
  const [bTail, aTail] = [b - bHead, twice - aHead];
  return Math.sqrt(aHead * bHead - (rest * -rest - (aHead * bTail + aTail * b))) * scale;
}

function atan2(y: number, x: number): number {
  const steep = (high(Math.abs(y)) - high(Math.abs(x))) >> 20 > 60;
  if (steep && x < 0 && Number.isFinite(x) && Number.isFinite(y)) return y < 0 ? -UP_FROM_LEFT : UP_FROM_LEFT;
  return Math.atan2(y, x);
}

/** V8 takes larger arguments than fdlibm does for their own tangents. */
function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -55 || Number.isNaN(x)) return x;
  let made = 1;
  if (size < 1) {
    const t = Math.expm1(-2 * size);
    made = -t / (t + 2);
  } else if (size < 22) made = 1 - 2 / (Math.expm1(2 * size) + 2);
  return x < 0 ? -made : made;
}

const ONE: { readonly [name: string]: (x: number) => number } = {
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: (x) => 0.5 * (Math.log1p(x) - Math.log1p(-x)),
  cbrt,
  cosh: (x) => (Math.abs(x) === 1 ? COSH_OF_1 : Math.cosh(x)),
  exp: (x) => (x === 1 ? EXP_OF_1 : Math.exp(x)),
  expm1: Math.expm1,
  ln: Math.log,
  log1p: Math.log1p,
  log2: (x) => Math.log(x) / Math.LN2,
  log10: Math.log10,
  sinh: Math.sinh,
  tanh,
};
const TWO: { readonly [name: string]: (x: number, y: number) => number } = {
  atan2: (y, x) => atan2(y + 0, x + 0),
  hypot,
  log: (base, x) => Math.log(x) / Math.log(base),
  pow: strictPow,
};

function bothValid(a: Uint8Array | null, b: Uint8Array | null): Uint8Array | null {
  if (a === null || b === null) return a ?? b;
  return a.map((bits, i) => bits & (b[i] as number));
}

export const strictMath: Kernel = (args, options, rows): ArrowVector => {
  const { name } = options as { readonly name: string };
  const [a, b] = args as [ArrowVector, ArrowVector | undefined];
  const out = new Float64Array(rows);
  const x = a.data as Float64Array;
  if (b === undefined) {
    const f = ONE[name] as (x: number) => number;
    for (let row = 0; row < rows; row++) out[row] = f(x[row] as number);
    return arrowVector(arrowType.float64, rows, { data: out, validity: a.validity });
  }
  const f = TWO[name] as (x: number, y: number) => number;
  const y = b.data as Float64Array;
  for (let row = 0; row < rows; row++) out[row] = f(x[row] as number, y[row] as number);
  return arrowVector(arrowType.float64, rows, { data: out, validity: bothValid(a.validity, b.validity) });
};
