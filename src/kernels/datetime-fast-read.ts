/**
 * Reading of texts by the common patterns, of numbers of fixed widths and separators: straight from the bytes. What does
 * not fit here may still fit the pattern; then the general reader decides.
 */
import { daysFromCivil } from "../types/calendar.ts";
import type { NumberField, PatternItem } from "./datetime-pattern.ts";

/** Where a text's fields go. */
export interface FastReading {
  days: number;
  secondOfDay: number;
  nanos: number;
}
export type FastReader = (bytes: Uint8Array, start: number, end: number, out: FastReading) => boolean;

/** Places in the array of fields: year, month, day, hour, minute, second. */
const SLOTS: { readonly [field in NumberField]?: number } = {
  year: 0,
  month: 1,
  day: 2,
  hour: 3,
  minute: 4,
  second: 5,
};

interface Step {
  /** A field's place; -1 for bytes that must stand here; 6 for a fraction. */
  readonly slot: number;
  readonly width: number;
  readonly bytes: Uint8Array;
}
const NO_BYTES = new Uint8Array(0);

function stepOf(item: PatternItem): Step | undefined {
  if (item.kind === "literal") {
    const bytes = Buffer.from(item.text);
    return { slot: -1, width: bytes.length, bytes };
  }
  if (item.kind === "fraction") return { slot: 6, width: item.max, bytes: NO_BYTES };
  if (item.kind !== "number" || item.reduced) return undefined;
  const slot = SLOTS[item.field];
  const fixed = item.min === item.max && item.sign === "notNegative";
  // A year of four digits needs no sign.
  const year = item.field === "year" && item.min === 4;
  return slot === undefined || !(fixed || year) ? undefined : { slot, width: item.min, bytes: NO_BYTES };
}

/** A reader of the pattern, if it is of the common kind. */
export function fastReaderOf(items: readonly PatternItem[]): FastReader | undefined {
  const steps: Step[] = [];
  for (const [i, item] of items.entries()) {
    const step = stepOf(item);
    if (step === undefined) return undefined;
    // Digits of a fraction are not counted out: it must be the last, behind something else than digits.
    if (step.slot === 6 && (i < items.length - 1 || items[i - 1]?.kind !== "literal")) return undefined;
    if (step.slot >= 0 && steps.some((s) => s.slot === step.slot)) return undefined;
    steps.push(step);
  }
  const least = steps.reduce((sum, s) => sum + (s.slot === 6 ? 1 : s.width), 0);
  const most = steps.reduce((sum, s) => sum + s.width, 0);
  const fields = [1970, 1, 1, 0, 0, 0];
  return (bytes, start, end, out) => {
    if (end - start < least || end - start > most) return false;
    fields[0] = 1970;
    fields[1] = fields[2] = 1;
    fields[3] = fields[4] = fields[5] = 0;
    out.nanos = 0;
    let at = start;
    for (const { slot, width, bytes: expected } of steps) {
      if (slot < 0) {
        for (let i = 0; i < width; i++) if (bytes[at + i] !== expected[i]) return false;
        at += width;
        continue;
      }
      const stop = slot === 6 ? end : at + width;
      let value = 0;
      for (let i = at; i < stop; i++) {
        const digit = bytes[i]! - 48;
        if (digit < 0 || digit > 9) return false;
        value = value * 10 + digit;
      }
      if (slot === 6) out.nanos = value * 10 ** (9 - (stop - at));
      else fields[slot] = value;
      at = stop;
    }
    if (at !== end) return false;
    const [year, month, day, hour, minute, second] = fields as [number, number, number, number, number, number];
    // Days behind the 28th and everything out of range are left to the general reader.
    if (month < 1 || month > 12 || day < 1 || day > 28 + (month === 2 ? 0 : 2)) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    out.days = daysFromCivil(year, month, day);
    out.secondOfDay = hour * 3600 + minute * 60 + second;
    return true;
  };
}
