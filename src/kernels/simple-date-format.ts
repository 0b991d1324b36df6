/**
 * Patterns as Java's SimpleDateFormat has them, for `spark.sql.legacy.timeParserPolicy=LEGACY`: strict in the values of
 * fields, lax in how many digits and blanks they have, and indifferent to what follows behind the last field.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/text/SimpleDateFormat.html
 */
import { civilFromDays, daysFromCivil } from "../types/calendar.ts";
import { SparkRuntimeException } from "../types/spark-error.ts";
import { MONTH_NAMES, WEEKDAY_NAMES } from "./datetime-pattern.ts";
import type { Moment } from "./datetime-pattern-format.ts";
import type { Reading } from "./datetime-pattern-parse.ts";
import { isoWeekday, resolveLenient, resolveSimple, weekdayOf } from "./simple-date-fields.ts";
import { zoneName, zoneOfName } from "./zone-names.ts";

type Part = string | { readonly letter: string; readonly count: number };
const LETTERS = "GyYMLwWDdFEuaHkKhmsSzZX";

export function compileSimple(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  const literal = (text: string): void => {
    const last = parts.at(-1);
    if (typeof last === "string") parts[parts.length - 1] = last + text;
    else parts.push(text);
  };
  for (let at = 0; at < pattern.length;) {
    const c = pattern[at] as string;
    if (c === "'") {
      // Two quotes stand for one, inside quotes and outside.
      const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(at));
      if (quoted === null) throw refused(pattern);
      const text = quoted[1] as string;
      literal(text === "" ? "'" : text.replaceAll("''", "'"));
      at += text.length + 2;
    } else if (/[a-zA-Z]/.test(c)) {
      let end = at + 1;
      while (pattern[end] === c) end++;
      if (!LETTERS.includes(c) || (c === "X" && end - at > 3)) throw refused(pattern);
      parts.push({ letter: c, count: end - at });
      at = end;
    } else {
      literal(c);
      at++;
    }
  }
  return parts;
}
function refused(pattern: string): SparkRuntimeException {
  const docroot = "https://spark.apache.org/docs/latest";
  return new SparkRuntimeException("INVALID_DATETIME_PATTERN.WITH_SUGGESTION", { pattern: `'${pattern}'`, docroot });
}

const NUMERIC = "yYwWDdFuHkKhmsS";
function isNumeric(part: Part | undefined): boolean {
  return typeof part === "object" && (NUMERIC.includes(part.letter) || ("ML".includes(part.letter) && part.count <= 2));
}
function isBlank(c: string | undefined): boolean {
  return c === " " || c === "\t";
}

function fractionDigits(parts: readonly Part[]): number {
  return parts.reduce((n, part) => n + (typeof part === "object" && part.letter === "S" ? part.count : 0), 0);
}
/** Reads a text; undefined where it does not fit. `lenient`: fields may run over, and a fraction has any digits. */
export function simpleReader(pattern: string, lenient = false): (text: string) => Reading | undefined {
  const parts = compileSimple(pattern);
  const digits = fractionDigits(parts);
  return (text) => {
    const fields = new Map<string, number>();
    let zone: string | undefined;
    let at = 0;
    for (const [i, part] of parts.entries()) {
      if (typeof part === "string") {
        if (!text.startsWith(part, at)) return undefined;
        at += part.length;
        continue;
      }
      while (isBlank(text[at])) at++;
      if (at >= text.length) return undefined;
      if (part.letter === "z" || part.letter === "Z" || part.letter === "X") {
        const found = readZone(text, at, part.letter);
        if (found === undefined) return undefined;
        [zone, at] = found;
        continue;
      }
      // Numbers side by side have exactly their widths.
      const exact = isNumeric(part) && isNumeric(parts[i + 1]);
      at = readField(text, at, part, exact, fields);
      if (at < 0) return undefined;
    }
    // A pattern of nothing reads nothing.
    if (at === 0) return undefined;
    return lenient ? resolveLenient(fields, zone, digits) : resolveSimple(fields, zone);
  };
}
function readField(
  text: string,
  at: number,
  part: { letter: string; count: number },
  exact: boolean,
  fields: Map<string, number>,
): number {
  const { letter, count } = part;
  const names = namesOf(letter, count);
  if (names !== undefined) {
    const here = text.slice(at, at + 16).toLowerCase();
    let found = -1;
    let length = 0;
    for (const [i, name] of names.entries()) {
      if (name.length > length && here.startsWith(name.toLowerCase())) [found, length] = [i, name.length];
    }
    if (found < 0) return -1;
    note(fields, letter, valueOfName(letter, found));
    return at + length;
  }
  const digits = /^-?\d+/.exec(exact ? text.slice(at, at + count) : text.slice(at, at + 20))?.[0];
  if (digits === undefined || (exact && digits.length < count)) return -1;
  let value = Number(digits);
  if (letter === "y" && count <= 2 && digits.length === 2) value = inCentury(value);
  note(fields, letter, value);
  return at + digits.length;
}
/** The last that was written counts, and stands last. */
function note(fields: Map<string, number>, letter: string, value: number): void {
  const name = letter === "L" ? "M" : letter === "u" ? "E" : letter;
  fields.delete(name);
  fields.set(name, value);
}
/** Two digits mean the year within 80 years before and 20 after now. */
function inCentury(value: number): number {
  const start = new Date().getUTCFullYear() - 80;
  const year = start - (start % 100) + value;
  return year < start ? year + 100 : year;
}
function namesOf(letter: string, count: number): readonly string[] | undefined {
  switch (letter) {
    case "G":
      return ["BC", "AD"];
    case "a":
      return ["AM", "PM"];
    case "E":
      return [...WEEKDAY_NAMES, ...WEEKDAY_NAMES.map((n) => n.slice(0, 3))];
    case "M":
    case "L":
      return count > 2 ? [...MONTH_NAMES, ...MONTH_NAMES.map((n) => n.slice(0, 3))] : undefined;
    default:
      return undefined;
  }
}
function valueOfName(letter: string, found: number): number {
  if (letter === "E") return (found % 7) + 1;
  return letter === "M" || letter === "L" ? (found % 12) + 1 : found;
}
function readZone(text: string, at: number, letter: string): readonly [zone: string, end: number] | undefined {
  const rest = text.slice(at, at + 64);
  const iso = /^(?:Z|([+-])(\d\d)(?::?(\d\d))?)/.exec(rest);
  const offset = /^(?:GMT)?([+-])(\d{1,2}):?(\d\d)?/.exec(rest);
  const match = letter === "X" ? iso : offset;
  if (match?.[1] !== undefined) {
    const [hours, minutes] = [Number(match[2]), Number(match[3] ?? 0)];
    if (hours > 23 || minutes > 59) return undefined;
    return [`${match[1]}${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`, at + match[0].length];
  }
  if (match !== null && letter === "X") return ["UTC", at + 1];
  if (letter === "X") return undefined;
  const word = /^[A-Za-z]+/.exec(rest)?.[0] ?? "";
  for (let length = word.length; length > 0; length--) {
    const zone = zoneOfName(word.slice(0, length));
    if (zone !== undefined) return [zone, at + length];
  }
  return undefined;
}

/** Prints moments by a pattern. `fraction`: the second's digits are a fraction of it, not its milliseconds. */
export function simplePrinter(pattern: string, fraction = false): (moment: Moment) => string {
  const parts = compileSimple(pattern);
  const print = (part: Part, moment: Moment): string => {
    if (typeof part === "string") return part;
    if (!fraction || part.letter !== "S") return printField(part.letter, part.count, moment);
    return String(moment.nanos).padStart(9, "0").padEnd(part.count, "0").slice(0, part.count);
  };
  return (moment) => parts.map((part) => print(part, moment)).join("");
}
function printField(letter: string, count: number, m: Moment): string {
  const { year, month, day } = civilFromDays(m.days);
  const padded = (value: number): string => String(value).padStart(count, "0");
  const hour = Math.floor(m.secondOfDay / 3600);
  const shown = year > 0 ? year : 1 - year;
  const dayOfYear = m.days - daysFromCivil(year, 1, 1) + 1;
  const january1 = isoWeekday(daysFromCivil(year, 1, 1)) % 7;
  switch (letter) {
    case "G":
      return year > 0 ? "AD" : "BC";
    case "y":
    case "Y":
      return count === 2 ? String(shown % 100).padStart(2, "0") : padded(shown);
    case "M":
    case "L": {
      const name = MONTH_NAMES[month - 1] as string;
      return count <= 2 ? padded(month) : count === 3 ? name.slice(0, 3) : name;
    }
    case "d":
      return padded(day);
    case "D":
      return padded(dayOfYear);
    case "w":
      return padded(Math.floor((dayOfYear - 1 + january1) / 7) + 1);
    case "W":
      return padded(Math.floor((day - 1 + (isoWeekday(m.days - day + 1) % 7)) / 7) + 1);
    case "F":
      return padded(Math.floor((day - 1) / 7) + 1);
    case "E": {
      const name = WEEKDAY_NAMES[weekdayOf(year, month, day) - 1] as string;
      return count >= 4 ? name : name.slice(0, 3);
    }
    case "u":
      return padded(weekdayOf(year, month, day));
    case "a":
      return hour < 12 ? "AM" : "PM";
    case "H":
      return padded(hour);
    case "k":
      return padded(hour === 0 ? 24 : hour);
    case "K":
      return padded(hour % 12);
    case "h":
      return padded(hour % 12 === 0 ? 12 : hour % 12);
    case "m":
      return padded(Math.floor(m.secondOfDay / 60) % 60);
    case "s":
      return padded(m.secondOfDay % 60);
    case "S":
      return padded(Math.floor(m.nanos / 1_000_000));
    case "z":
      return zoneName(m.zone, m.days * 86400 + m.secondOfDay - m.offset, count >= 4, false);
    default:
      return offsetText(letter, count, m.offset);
  }
}
function offsetText(letter: string, count: number, offset: number): string {
  if (letter === "X" && offset === 0) return "Z";
  const two = (n: number): string => String(n).padStart(2, "0");
  const size = Math.floor(Math.abs(offset) / 60);
  const hours = `${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}`;
  if (letter === "X" && count === 1) return hours;
  return `${hours}${letter === "X" && count === 3 ? ":" : ""}${two(size % 60)}`;
}
