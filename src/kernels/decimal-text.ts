/** Decimal numbers as text and as doubles, in exact integers. */

import { doubleText } from "../types/calendar.ts";

/** unscaled * 10^-scale; the scale may be negative. */
export interface ExactDecimal {
  readonly unscaled: bigint;
  readonly scale: number;
}
const FORM = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** As Java's BigDecimal reads it, blanks at both ends aside; undefined where the text is no number. */
export function decimalOfText(given: string): ExactDecimal | undefined {
  // oxlint-disable-next-line no-control-regex -- Spark trims control characters too
  const text = given.replace(/^[\0-\x20\x7f]+|[\0-\x20\x7f]+$/g, "");
  if (!FORM.test(text)) return undefined;
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const point = mantissa.indexOf(".");
  const digits = mantissa.replace(".", "").replace("+", "");
  const fraction = point < 0 ? 0 : mantissa.length - point - 1;
  const scale = fraction - Number(exponent);
  return Math.abs(scale) > 100_000 ? undefined : { unscaled: BigInt(digits), scale };
}

const POWERS: readonly bigint[] = Array.from({ length: 80 }, (_, n) => 10n ** BigInt(n));
export function powerOfTen(n: number): bigint {
  return POWERS[n] ?? 10n ** BigInt(n);
}
const HALVES: readonly bigint[] = POWERS.map((unit) => unit / 2n);

/** The unscaled value at another scale, half away from zero. */
export function roundTo({ unscaled, scale }: ExactDecimal, to: number): bigint {
  if (to === scale) return unscaled;
  if (to > scale) return unscaled * powerOfTen(to - scale);
  const unit = powerOfTen(scale - to);
  const half = HALVES[scale - to] ?? unit / 2n;
  return (unscaled < 0n ? unscaled - half : unscaled + half) / unit;
}

/** The decimal that Java writes for the double. */
export function decimalOfReal(value: number): ExactDecimal | undefined {
  return Number.isFinite(value) ? decimalOfText(doubleText(value)) : undefined;
}
/** Plain digits, without exponent. */
export function plainDecimal(value: ExactDecimal | number): string {
  const exact = typeof value === "number" ? decimalOfReal(value) : value;
  if (exact === undefined) return String(value);
  const { unscaled, scale } = exact;
  if (scale <= 0) return (unscaled * 10n ** BigInt(-scale)).toString();
  const sign = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
