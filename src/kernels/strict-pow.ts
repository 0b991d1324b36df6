/**
 * Powers to the last bit as Java's `StrictMath.pow` has them: the algorithm of the fdlibm library. The logarithm of the
 * base to base two is found in two parts (23 to 32 bits exactly, and the rest), as are its product with the exponent and
 * the result's power of two.
 */
import { fromHigh, headOf, high, lowOf, withHigh } from "./double-words.ts";

/** Two thirds of the logarithm's series: coefficients for log2((1+s)/(1-s)). */
const L1 = 0.5999999999999946;
const L2 = 0.4285714285785502;
const L3 = 0.33333332981837743;
const L4 = 0.272728123808534;
const L5 = 0.23066074577556175;
const L6 = 0.20697501780033842;
/** Coefficients of x / tanh(x / 2), by which exp is made. */
const P1 = 0.16666666666666602;
const P2 = -0.0027777777777015593;
const P3 = 6.613756321437934e-5;
const P4 = -1.6533902205465252e-6;
const P5 = 4.1381367970572385e-8;
/** Constants in a head and a tail. */
const LN2 = 0.6931471805599453;
const LN2_HEAD = 0.6931471824645996;
const LN2_TAIL = -1.904654299957768e-9;
const TWO_THIRDS_LN2 = 0.9617966939259756;
const TWO_THIRDS_LN2_HEAD = 0.9617967009544373;
const TWO_THIRDS_LN2_TAIL = -7.028461650952758e-9;
const LOG2_OF_1_5_HEAD = 0.5849624872207642;
const LOG2_OF_1_5_TAIL = 1.350039202129749e-8;
const INV_LN2 = 1.4426950408889634;
const INV_LN2_HEAD = 1.4426950216293335;
const INV_LN2_TAIL = 1.9259629911266175e-8;
/** What 1024 lacks to the exponent at which results overflow. */
const OVERFLOW_TAIL = 8.008566259537294e-17;
const HUGE = 1e300;
const TINY = 1e-300;

/** 0: no integer, 1: odd, 2: even. */
function parity(y: number): 0 | 1 | 2 {
  if (!Number.isInteger(y)) return 0;
  return y % 2 === 0 ? 2 : 1;
}
/** Where one of the operands is zero, one or no finite number; undefined elsewhere. */
function special(x: number, y: number): number | undefined {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const size = Math.abs(x);
  if (y === Infinity || y === -Infinity) {
    if (size === 1) return Number.NaN;
    return size > 1 === y > 0 ? Infinity : 0;
  }
  if (y === 1) return x;
  if (y === -1) return 1 / x;
  if (y === 2) return x * x;
  if (y === 0.5 && x > 0) return Math.sqrt(x);
  if (size === Infinity || size === 0 || size === 1) {
    const z = y < 0 ? 1 / size : size;
    if (high(x) >= 0) return z;
    const kind = parity(y);
    if (size === 1 && kind === 0) return Number.NaN;
    return kind === 1 ? -z : z;
  }
  return undefined;
}

export function strictPow(x: number, y: number): number {
  const known = special(x, y);
  if (known !== undefined) return known;
  const kind = x < 0 ? parity(y) : 2;
  if (kind === 0) return Number.NaN;
  const sign = kind === 1 ? -1 : 1;
  let size = Math.abs(x);
  let bits = high(size);
  const yBits = high(y) & 0x7fffffff;
  let logHead: number;
  let logTail: number;
  if (yBits > 0x41e00000) {
    // |y| > 2^31: all but bases next to one overflow.
    if (yBits > 0x43f00000) {
      if (bits <= 0x3fefffff) return y < 0 ? Infinity : 0;
      if (bits >= 0x3ff00000) return y > 0 ? Infinity : 0;
    }
    if (bits < 0x3fefffff) return y < 0 ? sign * HUGE * HUGE : sign * TINY * TINY;
    if (bits > 0x3ff00000) return y > 0 ? sign * HUGE * HUGE : sign * TINY * TINY;
    const t = size - 1;
    const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25));
    const u = INV_LN2_HEAD * t;
    const v = t * INV_LN2_TAIL - w * INV_LN2;
    logHead = headOf(u + v);
    logTail = v - (logHead - u);
  } else {
    let n = 0;
    if (bits < 0x00100000) {
      size *= 2 ** 53;
      n -= 53;
      bits = high(size);
    }
    n += (bits >> 20) - 0x3ff;
    const fraction = bits & 0x000fffff;
    bits = fraction | 0x3ff00000;
    // The base over a power of two, near 1 (k = 0) or near 3/2 (k = 1).
    let k = 0;
    if (fraction > 0x3988e) {
      if (fraction < 0xbb67a) k = 1;
      else {
        n += 1;
        bits -= 0x00100000;
      }
    }
    size = withHigh(size, bits);
    const near = k === 0 ? 1 : 1.5;
    const u = size - near;
    const v = 1 / (size + near);
    const s = u * v;
    const sHead = headOf(s);
    const tHead = fromHigh(((bits >> 1) | 0x20000000) + 0x00080000 + (k << 18));
    const tTail = size - (tHead - near);
    const sTail = v * (u - sHead * tHead - sHead * tTail);
    let s2 = s * s;
    let r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6)))));
    r += sTail * (sHead + s);
    s2 = sHead * sHead;
    const rHead = headOf(3 + s2 + r);
    const rTail = r - (rHead - 3 - s2);
    const product = sHead * rHead;
    const rest = sTail * rHead + rTail * s;
    const pHead = headOf(product + rest);
    const pTail = rest - (pHead - product);
    const zHead = TWO_THIRDS_LN2_HEAD * pHead;
    const zTail = TWO_THIRDS_LN2_TAIL * pHead + pTail * TWO_THIRDS_LN2 + (k === 0 ? 0 : LOG2_OF_1_5_TAIL);
    const base = k === 0 ? 0 : LOG2_OF_1_5_HEAD;
    logHead = headOf(zHead + zTail + base + n);
    logTail = zTail - (logHead - n - base - zHead);
  }
  const yHead = headOf(y);
  const pTail = (y - yHead) * logHead + y * logTail;
  const pHead = yHead * logHead;
  return powerOfTwo(pHead, pTail, sign);
}
/** sign * 2^(head + tail) */
function powerOfTwo(head: number, tail: number, sign: number): number {
  const z = tail + head;
  const [low, zBits] = [lowOf(z), high(z)];
  if (zBits >= 0x40900000) {
    if (((zBits - 0x40900000) | low) !== 0 || tail + OVERFLOW_TAIL > z - head) return sign * HUGE * HUGE;
  } else if ((zBits & 0x7fffffff) >= 0x4090cc00) {
    if (((zBits - (0xc090cc00 | 0)) | low) !== 0 || tail <= z - head) return sign * TINY * TINY;
  }
  let n = 0;
  let whole = head;
  const size = zBits & 0x7fffffff;
  if (size > 0x3fe00000) {
    // z rounded to the nearest integer.
    n = zBits + (0x00100000 >> ((size >> 20) - 0x3ff + 1));
    const exponent = ((n & 0x7fffffff) >> 20) - 0x3ff;
    const t = fromHigh(n & ~(0x000fffff >> exponent));
    n = ((n & 0x000fffff) | 0x00100000) >> (20 - exponent);
    if (zBits < 0) n = -n;
    whole -= t;
  }
  const t = headOf(tail + whole);
  const u = t * LN2_HEAD;
  const v = (tail - (t - whole)) * LN2 + t * LN2_TAIL;
  const sum = u + v;
  const w = v - (sum - u);
  const square = sum * sum;
  const t1 = sum - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
  const r = (sum * t1) / (t1 - 2) - (w + sum * w);
  const made = 1 - (r - sum);
  const bits = high(made) + (n << 20);
  // Below the normal numbers the result is rounded once more.
  if (bits >> 20 <= 0) return sign * scale(made, n);
  return sign * withHigh(made, bits);
}
/** x * 2^n, rounded once. */
function scale(x: number, n: number): number {
  return n < -1000 ? x * 2 ** (n + 1000) * 2 ** -1000 : x * 2 ** n;
}
