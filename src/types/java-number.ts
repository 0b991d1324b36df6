/** Doubles and floats as Java prints them, which is how Spark does. */

export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  return javaDigits(value, value.toExponential());
}

/** `value` must be a float widened to double. */
export function javaFloat(value: number): string {
  if (!Number.isFinite(value)) return javaDouble(value);
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return javaDigits(value, text);
  }
  return javaDigits(value, value.toExponential());
}

/** Plain between 10^-3 and 10^7, with an exponent elsewhere; always a digit on both sides of the point. */
function javaDigits(value: number, exponential: string): string {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", power = "0"] = exponential.split("e");
  const sign = value < 0 ? "-" : "";
  const digits = mantissa.replace("-", "").replace(".", "").replace(/0+$/, "") || "0";
  const exponent = Number(power);
  if (exponent < -3 || exponent >= 7) {
    return `${sign}${digits.slice(0, 1)}.${digits.slice(1) || "0"}E${exponent}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}
