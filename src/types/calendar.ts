/** Days and microseconds since the epoch as text, in the proleptic Gregorian calendar (Spark's internal forms). */

import { DOUBLE_FORMAT, FLOAT_FORMAT, javaRealText } from "./java-real-text.ts";

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}
/** Days since 1970-01-01 to year, month, day. */
export function civilFromDays(days: number): CivilDate {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return { year: yoe + era * 400 + (month <= 2 ? 1 : 0), month, day: doy - Math.floor((153 * mp + 2) / 5) + 1 };
}
/** Year, month, day to days since 1970-01-01. The day may lie outside the month. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return era * 146097 + doe - 719468;
}
function pad(n: number, width: number): string {
  return String(n).padStart(width, "0");
}
function yearText(year: number): string {
  return year < 0 ? `-${pad(-year, 4)}` : year > 9999 ? `+${year}` : pad(year, 4);
}
/** `YYYY-MM-DD` */
export function dateText(days: number): string {
  const d = civilFromDays(days);
  return `${yearText(d.year)}-${pad(d.month, 2)}-${pad(d.day, 2)}`;
}
const DAY_US = 86_400_000_000n;
/** `.ffffff` without trailing zeros, or nothing. */
export function fractionText(micros: number): string {
  return micros === 0 ? "" : `.${pad(micros, 6).replace(/0+$/, "")}`;
}
/** `YYYY-MM-DD HH:MM:SS[.ffffff]` of microseconds of local time. */
export function timestampText(micros: bigint): string {
  let days = micros / DAY_US;
  if (micros % DAY_US < 0n) days -= 1n;
  const rest = Number(micros - days * DAY_US);
  const s = Math.floor(rest / 1_000_000);
  const clock = `${pad(Math.floor(s / 3600), 2)}:${pad(Math.floor(s / 60) % 60, 2)}:${pad(s % 60, 2)}`;
  return `${dateText(Number(days))} ${clock}${fractionText(rest % 1_000_000)}`;
}
/** As {@link timestampText}, of nanoseconds; `digits` of the fraction are kept where they are zeros. */
export function nanosTimestampText(nanos: bigint, digits = 0): string {
  const below = ((nanos % 1000n) + 1000n) % 1000n;
  const micros = (nanos - below) / 1000n;
  const inSecond = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const fraction = `${pad(Number(inSecond), 6)}${pad(Number(below), 3)}`;
  const least = fraction.slice(0, digits);
  const shown = least + fraction.slice(digits).replace(/0+$/, "");
  return `${timestampText(micros - inSecond)}${shown === "" ? "" : `.${shown}`}`;
}
/** `HH:MM:SS[.fffffffff]` of nanoseconds of the day. */
export function timeText(nanos: bigint): string {
  const s = Number(nanos / 1_000_000_000n);
  const ns = Number(nanos % 1_000_000_000n);
  const fraction = ns === 0 ? "" : `.${pad(ns, 9).replace(/0+$/, "")}`;
  return `${pad(Math.floor(s / 3600), 2)}:${pad(Math.floor(s / 60) % 60, 2)}:${pad(s % 60, 2)}${fraction}`;
}
const FIELDS = ["DAY", "HOUR", "MINUTE", "SECOND"] as const;
/** The literal form of a day-time interval: `INTERVAL '1 02:03:04.5' DAY TO SECOND`. */
export function dayTimeText(micros: bigint, start: number, end: number): string {
  const sign = micros < 0n ? "-" : "";
  const us = micros < 0n ? -micros : micros;
  const total = us / 1_000_000n;
  const fraction = fractionText(Number(us % 1_000_000n));
  const parts = [total / 86400n, (total / 3600n) % 24n, (total / 60n) % 60n, total % 60n];
  const sizes = [86400n, 3600n, 60n, 1n];
  // The leading field takes everything above it.
  parts[start] = total / (sizes[start] as bigint);
  let text = "";
  for (let f = start; f <= end; f++) {
    const value = String(parts[f]);
    if (f > start) text += f === 1 ? " " : ":";
    text += f === 0 ? value : value.padStart(2, "0");
  }
  if (end === 3) text += fraction;
  const unit = start === end ? FIELDS[start] : `${FIELDS[start]} TO ${FIELDS[end]}`;
  return `INTERVAL '${sign}${text}' ${unit}`;
}
/** The literal form of a year-month interval: `INTERVAL '1-2' YEAR TO MONTH`. */
export function yearMonthText(months: number, start: number, end: number): string {
  const sign = months < 0 ? "-" : "";
  const m = Math.abs(months);
  if (start === 0 && end === 0) return `INTERVAL '${sign}${Math.floor(m / 12)}' YEAR`;
  if (start === 1) return `INTERVAL '${sign}${m}' MONTH`;
  return `INTERVAL '${sign}${Math.floor(m / 12)}-${m % 12}' YEAR TO MONTH`;
}
/** A decimal's unscaled value with exactly `scale` digits after the point. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const sign = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
/** A decimal as Java's BigDecimal prints itself: with an exponent where there are many zeros behind the point. */
export function bigDecimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString();
  const exponent = digits.length - 1 - scale;
  if (exponent >= -6) return decimalText(unscaled, scale);
  const fraction = digits.slice(1);
  return `${unscaled < 0n ? "-" : ""}${digits[0]}${fraction === "" ? "" : `.${fraction}`}E${exponent}`;
}

/** A double as Java prints it: `1.0E10`, `1.0E-5`, `0.1`. */
export function doubleText(x: number): string {
  return specialText(x) ?? javaRealText(x, DOUBLE_FORMAT);
}
/** A float (given as the double of the same value) as Java prints it. */
export function floatText(x: number): string {
  return specialText(x) ?? javaRealText(x, FLOAT_FORMAT);
}
function specialText(x: number): string | undefined {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "Infinity" : "-Infinity";
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  return undefined;
}
