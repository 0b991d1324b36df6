/** ANSI intervals as casts read them: the bare text, or the whole literal with its units. */
import { parseDayToTime, parseYearToMonth } from "../sql/interval-text.ts";
import { trimBlanks } from "./datetime-text.ts";

const YEAR_MONTH = ["year", "month"] as const;
const DAY_TIME = ["day", "hour", "minute", "second"] as const;
const UNIT_MICROS = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n] as const;
const LITERAL = /^interval\s+([+-]?)'([^']*)'\s+(\w+)(?:\s+to\s+(\w+))?$/i;

/** The text inside of a literal of exactly these units (with the sign before the quotes), or the text itself. */
function bare(
  text: string,
  start: string,
  end: string,
): { readonly text: string; readonly negative: boolean } | undefined {
  const match = LITERAL.exec(text);
  if (match === null) return /^interval/i.test(text) ? undefined : { text, negative: false };
  const [, sign, inside = "", from = "", to = from] = match;
  if (from.toLowerCase() !== start || to.toLowerCase() !== end) return undefined;
  return { text: inside.trim(), negative: sign === "-" };
}
function fits(value: bigint, bits: number): bigint | undefined {
  return BigInt.asIntN(bits, value) === value ? value : undefined;
}

/** Months, or undefined. */
export function monthsOfText(given: string, startField: number, endField: number): bigint | undefined {
  const [start, end] = [YEAR_MONTH[startField] ?? "year", YEAR_MONTH[endField] ?? "month"];
  const found = bare(trimBlanks(given), start, end);
  if (found === undefined) return undefined;
  let months: bigint | undefined;
  if (start !== end) {
    const parsed = parseYearToMonth(found.text);
    months = typeof parsed === "number" ? BigInt(parsed) : undefined;
  } else if (/^[+-]?\d+$/.test(found.text))
    months = BigInt(found.text.replace("+", "")) * (start === "year" ? 12n : 1n);
  return months === undefined ? undefined : fits(found.negative ? -months : months, 32);
}

/** Microseconds, or undefined. */
export function microsOfText(given: string, startField: number, endField: number): bigint | undefined {
  const [start, end] = [DAY_TIME[startField] ?? "day", DAY_TIME[endField] ?? "second"];
  const found = bare(trimBlanks(given), start, end);
  if (found === undefined) return undefined;
  let micros: bigint | undefined;
  if (start !== end) {
    const parsed = parseDayToTime(found.text, start, end);
    micros = typeof parsed === "bigint" ? parsed : undefined;
  } else if (start === "second") {
    const match = /^([+-]?)(\d+)(?:\.(\d{1,9}))?$/.exec(found.text);
    if (match !== null) {
      const size = BigInt(match[2] ?? 0) * 1_000_000n + BigInt((match[3] ?? "").padEnd(6, "0").slice(0, 6));
      micros = match[1] === "-" ? -size : size;
    }
  } else if (/^[+-]?\d+$/.test(found.text))
    micros = BigInt(found.text.replace("+", "")) * (UNIT_MICROS[startField] ?? 1n);
  return micros === undefined ? undefined : fits(found.negative ? -micros : micros, 64);
}
