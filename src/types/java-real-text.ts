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
export interface Digits {
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

const WORDS = new Uint32Array(2);
const REAL = new Float64Array(WORDS.buffer);
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;
/** Whether the shortest text is Java's: most numbers, which need no exact arithmetic. */
function isPlainlyWritten(size: number, { bits, minExponent }: RealFormat): boolean {
  if (size < 2 ** minExponent || (size >= 2 ** bits && Number.isInteger(size))) return false;
  REAL[0] = size;
  return (WORDS[HIGH]! & 0xfffff) !== 0 || WORDS[1 - HIGH] !== 0;
}
/** The fewest digits that read back as the number. */
export function shortestDigits(size: number, { bits }: RealFormat): Digits {
  let text = size.toExponential();
  if (bits < 53) {
    for (let digits = 0; digits < 9; digits++) {
      text = size.toExponential(digits);
      if (Math.fround(Number(text)) === size) break;
    }
  }
  const [mantissa = "", power] = text.split("e");
  return { digits: mantissa.replace(".", "").replace(/0+$/, ""), exponent: Number(power) };
}
/** The digits of a positive number. */
export function javaDigits(size: number, format: RealFormat): Digits {
  if (isPlainlyWritten(size, format)) return shortestDigits(size, format);
  if (Number.isInteger(size) && size < 2 ** 63) return wholeDigits(BigInt(size), format);
  return exactDigits(size, format);
}
/** The digits as they are generated, which is right for all but large whole numbers. */
export function exactDigits(size: number, format: RealFormat): Digits {
  const { significand, exponent } = parts(size);
  return generatedDigits(size, significand, exponent, format);
}

/** The text of a finite number other than zero; for floats, of the double of the same value. */
export function javaRealText(x: number, format: RealFormat): string {
  const { digits, exponent: ten } = javaDigits(Math.abs(x), format);
  const sign = x < 0 ? "-" : "";
  if (ten >= 7 || ten < -3) return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${ten}`;
  if (ten < 0) return `${sign}0.${"0".repeat(-ten - 1)}${digits}`;
  return `${sign}${digits.slice(0, ten + 1).padEnd(ten + 1, "0")}.${digits.slice(ten + 1) || "0"}`;
}
