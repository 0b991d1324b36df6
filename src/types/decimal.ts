import { Decimal as Base } from "decimal.js";

/**
 * The decimal of this package: decimal.js with 76 digits, half up, and text without exponents. Apply `Decimal` to a
 * string or a bigint; a number is taken by its shortest decimal text.
 */
export const Decimal: typeof Base = Base.clone({
  precision: 76,
  rounding: Base.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  defaults: true,
});
export type Decimal = Base;

/** A value of any copy of decimal.js. */
export function isDecimal(value: unknown): value is Base {
  return Base.isDecimal(value);
}

const LIMB = 10_000_000;
const LIMB_BIG = 10_000_000n;

/** What a decimal.js value is made of; building one by parsing text costs ten times as much. */
interface Parts {
  s: number;
  e: number;
  d: number[];
  constructor: typeof Base;
}
function Raw(this: Parts, sign: number, exponent: number, limbs: number[]): void {
  this.s = sign;
  this.e = exponent;
  this.d = limbs;
  this.constructor = Decimal;
}
Raw.prototype = Decimal.prototype;
const RawDecimal = Raw as unknown as new (sign: number, exponent: number, limbs: number[]) => Base;

/** `unscaled` / 10^`scale`. */
export function decimalOf(unscaled: bigint, scale: number): Base {
  const sign = unscaled < 0n ? -1 : 1;
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  if (magnitude <= 9007199254740991n) return smallDecimal(sign, Number(magnitude), scale);
  // Limbs of seven digits such that the point falls between two of them: the fraction is padded on its right.
  const padding = (7 - (scale % 7)) % 7;
  let rest = magnitude * BigInt(10 ** padding);
  const limbs: number[] = [];
  for (; rest > 0n; rest /= LIMB_BIG) limbs.push(Number(rest % LIMB_BIG));
  return fromLimbs(sign, limbs, (scale + padding) / 7);
}

/** The same for an integer below 2^53. */
export function decimalOfNumber(unscaled: number, scale: number): Base {
  return smallDecimal(unscaled < 0 ? -1 : 1, Math.abs(unscaled), scale);
}

function smallDecimal(sign: number, magnitude: number, scale: number): Base {
  const padding = (7 - (scale % 7)) % 7;
  const limbs: number[] = [];
  // Multiplying by the padding could pass 2^53, so the lowest limb is cut off first.
  const unit = 10 ** (7 - padding);
  let rest = magnitude;
  if (padding > 0) {
    limbs.push((rest % unit) * 10 ** padding);
    rest = Math.floor(rest / unit);
  }
  for (; rest > 0; rest = Math.floor(rest / LIMB)) limbs.push(rest % LIMB);
  return fromLimbs(sign, limbs, (scale + padding) / 7);
}

/** `limbs` lowest first, of which the lowest `fraction` ones stand after the point. */
function fromLimbs(sign: number, limbs: number[], fraction: number): Base {
  let low = 0;
  let high = limbs.length;
  while (high > 0 && limbs[high - 1] === 0) high--;
  while (low < high && limbs[low] === 0) low++;
  if (low === high) return new RawDecimal(1, 0, [0]);
  const digits: number[] = [];
  for (let i = high - 1; i >= low; i--) digits.push(limbs[i] ?? 0);
  const top = digits[0] ?? 0;
  const topDigits = top < 10 ? 1 : top < 100 ? 2 : top < 1000 ? 3 : top < 1e4 ? 4 : top < 1e5 ? 5 : top < 1e6 ? 6 : 7;
  return new RawDecimal(sign, (high - fraction - 1) * 7 + topDigits - 1, digits);
}

/** value * 10^scale rounded half up to an integer; throws if the value is not finite. */
export function unscaledOf(value: Base, scale: number): bigint {
  if (!value.isFinite()) throw new RangeError(`${value.toString()} is not a decimal number`);
  const text = value.toFixed(scale, Base.ROUND_HALF_UP);
  return BigInt(scale === 0 ? text : text.replace(".", ""));
}
