/**
 * Doubles and floats as the JDK that Spark 4 runs on (17) writes them. That is the shortest text that reads back, but for
 * three kinds of numbers: whole numbers too large to be exact lose only the digits that are surely wrong; next to a power
 * of two the distance is taken from its finer side; and a text on the very edge of the interval does not count.
 */

export interface RealFormat {
  /** Bits of the significand, the leading one included. */
  readonly bits: number;
  readonly minExponent: number;
}
export const DOUBLE_FORMAT: RealFormat = { bits: 53, minExponent: -1022 };
export const FLOAT_FORMAT: RealFormat = { bits: 24, minExponent: -126 };

const view = new DataView(new ArrayBuffer(8));
/** x = significand * 2^exponent, the significand odd or the exponent the least. */
function parts(x: number): { significand: bigint; exponent: number } {
  view.setFloat64(0, x);
  const raw = view.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  return biased === 0
    ? { significand: fraction, exponent: -1074 }
    : { significand: fraction | 0x10000000000000n, exponent: biased - 1075 };
}
function bitLength(n: bigint): number {
  return n.toString(2).length;
}
interface Digits {
  readonly digits: string;
  /** The first digit's power of ten. */
  readonly exponent: number;
}

/** A whole number below 2^63: its own digits, cut where the format cannot tell them. */
function wholeDigits(value: bigint, format: RealFormat): Digits {
  const unsure = bitLength(value) - 1 - format.bits - 1;
  const drop = unsure > 1 ? Math.floor(unsure * Math.LOG10E * Math.LN2) : 0;
  const unit = 10n ** BigInt(drop);
  let kept = value / unit;
  if (drop > 0 && value % unit >= unit / 2n) kept++;
  const text = kept.toString();
  return { digits: text.replace(/0+$/, "") || "0", exponent: text.length - 1 + drop };
}

/** Digit after digit until what is left is less than half the distance to the next number. */
function generatedDigits(x: number, significand: bigint, exponent: number, format: RealFormat): Digits {
  const top = bitLength(significand) - 1 + exponent;
  const odd = significand >> BigInt(trailingZeros(significand));
  // Half the distance between neighbours; a quarter for powers of two.
  let half = Math.max(top, format.minExponent) - format.bits;
  if (odd === 1n) half -= 1;
  const shift = BigInt(Math.max(0, -Math.min(exponent, half)));
  let ten = Math.floor(Math.log10(x));
  let value = significand << (shift + BigInt(exponent));
  let margin = 1n << (shift + BigInt(half));
  let unit = 1n << shift;
  if (ten >= 0) unit *= 10n ** BigInt(ten);
  else {
    value *= 10n ** BigInt(-ten);
    margin *= 10n ** BigInt(-ten);
  }
  // The logarithm may be off by one.
  if (value >= unit * 10n) {
    unit *= 10n;
    ten++;
  } else if (value < unit) {
    value *= 10n;
    margin *= 10n;
    ten--;
  }
  // Exponent form has a digit after the point even where one digit would do.
  const least = ten < -3 || ten >= 7 ? 2 : 1;
  let text = "";
  let low = false;
  let high = false;
  while (text.length < least || (!low && !high)) {
    text += String(value / unit);
    value = (value % unit) * 10n;
    margin *= 10n;
    const full = unit * 10n;
    low = value < margin;
    high = value + margin > full;
  }
  const twice = value * 2n;
  const full = unit * 10n;
  const lastIsOdd = Number(text.at(-1)) % 2 === 1;
  const up = high && (!low || twice > full || (twice === full && lastIsOdd));
  if (!up) return { digits: text.replace(/0+$/, "") || "0", exponent: ten };
  const raised = (BigInt(text) + 1n).toString();
  return { digits: raised.replace(/0+$/, ""), exponent: raised.length > text.length ? ten + 1 : ten };
}
function trailingZeros(n: bigint): number {
  const text = n.toString(2);
  return text.length - text.replace(/0+$/, "").length;
}

/** The text of a finite number other than zero; for floats, of the double of the same value. */
export function javaRealText(x: number, format: RealFormat): string {
  const size = Math.abs(x);
  const { significand, exponent } = parts(size);
  const whole = Number.isInteger(size) && size < 2 ** 63;
  const { digits, exponent: ten } = whole
    ? wholeDigits(BigInt(size), format)
    : generatedDigits(size, significand, exponent, format);
  const sign = x < 0 ? "-" : "";
  if (ten >= 7 || ten < -3) return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${ten}`;
  if (ten < 0) return `${sign}0.${"0".repeat(-ten - 1)}${digits}`;
  return `${sign}${digits.slice(0, ten + 1).padEnd(ten + 1, "0")}.${digits.slice(ten + 1) || "0"}`;
}
