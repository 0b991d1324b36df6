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
