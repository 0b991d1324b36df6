/** Doubles as hexadecimal digits times a power of two, as Java writes them: `0x1.8p1`. */
const FRACTION_BITS = 52;
const FRACTION_DIGITS = 13;
const LEAST_EXPONENT = -1022;

/**
 * The text of a double that is finite and not negative.
 *
 * @param precision - Digits after the point, rounded half even (0 counts as 1); all that are needed if negative.
 */
export function hexReal(value: number, precision: number): string {
  const digits = precision === 0 ? 1 : precision;
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  const biased = Number(bits >> BigInt(FRACTION_BITS));
  const fraction = bits & ((1n << BigInt(FRACTION_BITS)) - 1n);
  const exponent = biased === 0 ? LEAST_EXPONENT : biased - 1023;
  if (value !== 0 && digits > 0 && digits < FRACTION_DIGITS) return rounded(fraction, biased > 0, exponent, digits);
  const shown = fraction.toString(16).padStart(FRACTION_DIGITS, "0").replace(/0+$/, "") || "0";
  return `0x${biased === 0 ? 0 : 1}.${shown.padEnd(digits, "0")}p${value === 0 ? 0 : exponent}`;
}
/** With a 1 before the point, also where the double has none. */
function rounded(fraction: bigint, normal: boolean, exponent: number, digits: number): string {
  const length = normal ? FRACTION_BITS : fraction.toString(2).length - 1;
  const mantissa = (normal ? fraction | (1n << BigInt(FRACTION_BITS)) : fraction) << BigInt(FRACTION_BITS - length);
  const unit = BigInt(4 * (FRACTION_DIGITS - digits));
  const [kept, rest, half] = [mantissa >> unit, mantissa & ((1n << unit) - 1n), 1n << (unit - 1n)];
  const made = rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept;
  const carried = made >> BigInt(4 * digits) > 1n;
  const shown = (made & ((1n << BigInt(4 * digits)) - 1n)).toString(16).padStart(digits, "0");
  const power = exponent - (FRACTION_BITS - length) + (carried ? 1 : 0);
  return `0x1.${carried ? "0".repeat(digits) : shown}p${power}`;
}

/** Texts of such numbers, for the engine. */
export const HEX_REAL_PATTERN = "[+-]?0[xX](?:[0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+[fFdD]?";
const HEX_REAL = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)[fFdD]?$/;
/** Of a kind of real numbers: the bits of the mantissa, and the least exponent of its last bit. */
const FORMS = { double: { bits: 53, least: -1074, most: 971 }, float: { bits: 24, least: -149, most: 104 } } as const;

/** The number in a trimmed text such as `0x1.8p1`, rounded half even; undefined if the text is no such number. */
export function hexRealOf(text: string, kind: "double" | "float"): number | undefined {
  const [, sign = "", whole = "", fraction = "", power = "0"] = HEX_REAL.exec(text) ?? [];
  if (whole + fraction === "") return undefined;
  const mantissa = BigInt(`0x${whole}${fraction}`);
  const size = magnitude(mantissa, Number(power) - 4 * fraction.length, FORMS[kind]);
  return sign === "-" ? -size : size;
}
function magnitude(
  mantissa: bigint,
  exponent: number,
  { bits, least, most }: (typeof FORMS)["double" | "float"],
): number {
  if (mantissa === 0n) return 0;
  const length = mantissa.toString(2).length;
  if (length + exponent > most + bits) return Infinity;
  if (length + exponent < least) return 0;
  const unit = Math.max(length + exponent - bits, least);
  const shift = unit - exponent;
  const rounded = shift <= 0 ? mantissa << BigInt(-shift) : halfEven(mantissa, BigInt(shift));
  // A mantissa that was rounded up may have one bit more, which may be too much.
  return rounded >= 1n << BigInt(bits) && unit >= most ? Infinity : Number(rounded) * 2 ** unit;
}
function halfEven(value: bigint, shift: bigint): bigint {
  const kept = value >> shift;
  const [rest, half] = [value - (kept << shift), 1n << (shift - 1n)];
  return rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept;
}
