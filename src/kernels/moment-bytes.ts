/**
 * Dates, timestamps and times of day of the common shape, read straight from the bytes: all parts in two digits (years in
 * four) and no zone. What does not fit here may still be one; then the general reader (datetime-text.ts) decides.
 */
import { daysFromCivil } from "../types/calendar.ts";

/** None of the shape. */
export const NONE: number = -(2 ** 53);
const DASH = 45;
const COLON = 58;
const DOT = 46;
const BLANK = 32;
const T = 84;

/** The number of two digits; too large for any part where there are others. */
function pair(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [bytes[at]! - 48, bytes[at + 1]! - 48];
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? 1000 : tens * 10 + ones;
}
/** Days since the epoch of `yyyy-mm-dd`, or {@link NONE}. */
export function plainDate(bytes: Uint8Array, start: number, end: number): number {
  return end - start === 10 ? dateAt(bytes, start) : NONE;
}
function dateAt(bytes: Uint8Array, at: number): number {
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return NONE;
  const [century, year, month, day] = [pair(bytes, at), pair(bytes, at + 2), pair(bytes, at + 5), pair(bytes, at + 8)];
  // Days behind the 28th (or the 30th) are left to the general reader.
  if (century > 99 || year > 99 || month < 1 || month > 12 || day < 1 || day > (month === 2 ? 28 : 30)) return NONE;
  return daysFromCivil(century * 100 + year, month, day);
}
/** Microseconds since midnight of `hh:mm:ss[.f]`, with at most six digits of a fraction, or {@link NONE}. */
export function plainTime(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 8 || length === 9 || length > 15) return NONE;
  if (bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return NONE;
  const [hour, minute, second] = [pair(bytes, start), pair(bytes, start + 3), pair(bytes, start + 6)];
  if (hour > 23 || minute > 59 || second > 59) return NONE;
  let micros = 0;
  if (length > 8) {
    if (bytes[start + 8] !== DOT) return NONE;
    for (let at = start + 9; at < start + 15; at++) {
      const digit = at < end ? bytes[at]! - 48 : 0;
      if (digit >>> 0 > 9) return NONE;
      micros = micros * 10 + digit;
    }
  }
  return (hour * 3600 + minute * 60 + second) * 1e6 + micros;
}
/** Microseconds since the epoch of the wall clock `yyyy-mm-dd hh:mm:ss[.f]` (or with a T), or {@link NONE}. */
export function plainMoment(bytes: Uint8Array, start: number, end: number): number {
  if (end - start === 10) return inMicros(dateAt(bytes, start), 0);
  if (end - start < 19) return NONE;
  const separator = bytes[start + 10];
  if (separator !== BLANK && separator !== T) return NONE;
  return inMicros(dateAt(bytes, start), plainTime(bytes, start + 11, end));
}
function inMicros(days: number, micros: number): number {
  if (days === NONE || micros === NONE) return NONE;
  const total = days * 86_400e6 + micros;
  return Number.isSafeInteger(total) ? total : NONE;
}
