/** Values as Java's toString writes them. */
import type { InternalValue } from "../types/internal-value.ts";

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
