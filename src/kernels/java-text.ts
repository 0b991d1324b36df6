/** Values as Java's toString writes them. */
import type { InternalValue } from "../types/internal-value.ts";

/** java.math.BigDecimal.toString: with an exponent where the number is very small. */
export function bigDecimalText(unscaled: bigint, scale: number): string {
  const negative = unscaled < 0n;
  const digits = String(negative ? -unscaled : unscaled);
  const exponent = digits.length - 1 - scale;
  const sign = negative ? "-" : "";
  if (scale === 0) return sign + digits;
  if (exponent >= -6) {
    const padded = digits.padStart(scale + 1, "0");
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}E${exponent}`;
}

/** A calendar interval: `1 years 2 months 3 days 4 hours 5.5 seconds`. */
export function intervalText(value: InternalValue): string {
  const v = value as { readonly months: number; readonly days: number; readonly microseconds: bigint };
  const parts: string[] = [];
  const add = (n: number | bigint, unit: string): void => {
    if (n !== 0 && n !== 0n) parts.push(`${n} ${unit}`);
  };
  add(Math.trunc(v.months / 12), "years");
  add(v.months % 12, "months");
  add(v.days, "days");
  const us = v.microseconds;
  add(us / 3_600_000_000n, "hours");
  add((us / 60_000_000n) % 60n, "minutes");
  const rest = us % 60_000_000n;
  if (rest !== 0n) {
    const abs = rest < 0n ? -rest : rest;
    const fraction = String(abs % 1_000_000n)
      .padStart(6, "0")
      .replace(/0+$/, "");
    parts.push(`${rest < 0n ? "-" : ""}${abs / 1_000_000n}${fraction === "" ? "" : `.${fraction}`} seconds`);
  }
  return parts.length === 0 ? "0 seconds" : parts.join(" ");
}
