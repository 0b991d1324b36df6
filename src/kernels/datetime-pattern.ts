/**
 * Patterns of dates and times: the letters of Java's DateTimeFormatter, less those that Spark refuses.
 *
 * @see https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html
 */
import { IllegalArgumentException, SparkRuntimeException, SparkUpgradeException } from "../types/spark-error.ts";
import type { SparkError } from "../types/spark-error.ts";

export type NumberField =
  | "year"
  | "yearOfEra"
  | "month"
  | "quarter"
  | "day"
  | "dayOfYear"
  | "dayInWeekOfMonth"
  | "hour12"
  | "clock12"
  | "hour"
  | "clock24"
  | "minute"
  | "second";
export type TextField = "era" | "month" | "quarter" | "weekday" | "ampm";
export type Sign = "normal" | "exceedsPad" | "notNegative";

export type PatternItem =
  | { readonly kind: "literal"; readonly text: string }
  | NumberItem
  | { readonly kind: "text"; readonly field: TextField; readonly full: boolean }
  | { readonly kind: "fraction"; readonly min: number; readonly max: number }
  /** `digits`: how the offset is cut: 1 +HHmm, 2 +HHMM, 3 +HH:MM, 4 +HHMMss, 5 +HH:MM:ss; `zero` stands for no offset. */
  | { readonly kind: "offset"; readonly digits: 1 | 2 | 3 | 4 | 5; readonly zero: string }
  | { readonly kind: "gmt"; readonly full: boolean }
  | { readonly kind: "zoneId" }
  | { readonly kind: "zoneName"; readonly full: boolean; readonly generic: boolean }
  | { readonly kind: "optional"; readonly items: readonly PatternItem[] };
export interface NumberItem {
  readonly kind: "number";
  readonly field: NumberField;
  readonly min: number;
  readonly max: number;
  readonly sign: Sign;
  /** Two digits of a year from 2000 to 2099. */
  readonly reduced: boolean;
  /** Digits that the numbers right behind it need; a fixed width takes exactly its own. */
  readonly following: number;
  readonly fixed: boolean;
}

const WEEK_BASED = "YWwuec";
const NEVER = "ABnNp";
const NOT_PARSED = "EFqQ";
const TOO_LONG = ["GGGGG", "MMMMM", "LLLLL", "EEEEE", "QQQQQ", "qqqqq", "yyyyyyy"];
/** Letters that Java's older SimpleDateFormat has. */
const SIMPLE_DATE_FORMAT = "GyYMLwWDdFEuaHkKhmsSzZX";

/** What is not between quotes. */
function unquoted(pattern: string): readonly string[] {
  return pattern.split("'").filter((_, i) => i % 2 === 0);
}
function checkLetters(pattern: string, parsing: boolean): void {
  for (const part of unquoted(pattern)) {
    for (const c of part) {
      if (WEEK_BASED.includes(c)) {
        throw new IllegalArgumentException("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN", { c });
      }
    }
    for (const c of part) {
      if (NEVER.includes(c) || (parsing && NOT_PARSED.includes(c))) {
        throw new IllegalArgumentException("INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER", { c, pattern });
      }
    }
    const long = TOO_LONG.find((style) => part.includes(style));
    if (long !== undefined) throw new IllegalArgumentException("INVALID_DATETIME_PATTERN.LENGTH", { pattern: long });
  }
}
function isSimpleDateFormat(pattern: string): boolean {
  if (pattern.split("'").length % 2 === 0) return false;
  return unquoted(pattern).every((part) =>
    [...part].every((c) => !/[a-zA-Z]/.test(c) || SIMPLE_DATE_FORMAT.includes(c)),
  );
}
/** The error Spark gives: a hint at the older formatter where that would have understood the pattern. */
function refusal(pattern: string, error: SparkError | undefined, hint: boolean): SparkError {
  const docroot = "https://spark.apache.org/docs/latest";
  if (hint && isSimpleDateFormat(pattern)) {
    return new SparkUpgradeException("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", {
      pattern: `'${pattern}'`,
      config: '"spark.sql.legacy.timeParserPolicy"',
      docroot,
    });
  }
  return (
    error ?? new SparkRuntimeException("INVALID_DATETIME_PATTERN.WITH_SUGGESTION", { pattern: `'${pattern}'`, docroot })
  );
}

/** Thrown inside for a pattern Java does not understand. */
class BadPattern extends Error {}

/**
 * Reads a pattern; throws Spark's error for one that is none. `hint` false: without a word of the older formatter, which
 * never knew what is being read.
 */
export function compilePattern(pattern: string, parsing: boolean, hint = true): readonly PatternItem[] {
  try {
    checkLetters(pattern, parsing);
    return new Reader(pattern, parsing).read();
  } catch (error) {
    throw refusal(pattern, !hint || error instanceof BadPattern ? undefined : (error as SparkError), hint);
  }
}

/** Items of one level; `active` is the number that numbers right behind it are measured off. */
interface Level {
  readonly items: PatternItem[];
  active: number;
}

class Reader {
  readonly #pattern: string;
  readonly #parsing: boolean;
  readonly #era: boolean;
  #levels: Level[] = [{ items: [], active: -1 }];
  constructor(pattern: string, parsing: boolean) {
    this.#pattern = pattern;
    this.#parsing = parsing;
    this.#era = unquoted(pattern).some((part) => part.includes("G"));
  }
  get #level(): Level {
    return this.#levels.at(-1) as Level;
  }
  read(): readonly PatternItem[] {
    const text = this.#pattern;
    for (let at = 0; at < text.length;) {
      const c = text[at] as string;
      let end = at + 1;
      if (/[a-zA-Z]/.test(c)) {
        while (text[end] === c) end++;
        this.#letter(c, end - at);
      } else if (c === "'") {
        end = this.#quoted(at);
      } else if (c === "[") {
        this.#levels.push({ items: [], active: -1 });
      } else if (c === "]") {
        const closed = this.#levels.pop() as Level;
        if (this.#levels.length === 0) throw new BadPattern("a bracket closes that was not opened");
        this.#add({ kind: "optional", items: closed.items });
      } else if (c === "{" || c === "}" || c === "#") {
        throw new BadPattern(`reserved: ${c}`);
      } else this.#literal(c);
      at = end;
    }
    // Brackets that stay open end with the pattern.
    while (this.#levels.length > 1) {
      const closed = this.#levels.pop() as Level;
      this.#add({ kind: "optional", items: closed.items });
    }
    return this.#level.items;
  }
  #quoted(start: number): number {
    const text = this.#pattern;
    let value = "";
    for (let at = start + 1; at < text.length; at++) {
      if (text[at] !== "'") value += text[at];
      else if (text[at + 1] === "'") {
        value += "'";
        at++;
      } else {
        this.#literal(value === "" ? "'" : value);
        return at + 1;
      }
    }
    throw new BadPattern("a quote stays open");
  }
  #literal(text: string): void {
    const last = this.#level.items.at(-1);
    if (last?.kind === "literal")
      this.#level.items[this.#level.items.length - 1] = { kind: "literal", text: last.text + text };
    else this.#level.items.push({ kind: "literal", text });
    this.#level.active = -1;
  }
  #add(item: PatternItem): void {
    this.#level.items.push(item);
    this.#level.active = -1;
  }
  #number(field: NumberField, min: number, max: number, sign: Sign, reduced = false): void {
    const level = this.#level;
    const item: NumberItem = { kind: "number", field, min, max, sign, reduced, following: 0, fixed: false };
    const active = level.items[level.active];
    if (active?.kind !== "number") {
      level.active = level.items.push(item) - 1;
      return;
    }
    if (min === max && sign === "notNegative") {
      level.items[level.active] = { ...active, following: active.following + max };
      level.items.push({ ...item, fixed: true });
      return;
    }
    level.items[level.active] = { ...active, fixed: true };
    level.active = level.items.push(item) - 1;
  }
  /** One letter: any width. Two: exactly two digits. */
  #oneOrTwo(field: NumberField, count: number): void {
    if (count === 1) this.#number(field, 1, 19, "normal");
    else if (count === 2) this.#number(field, 2, 2, "notNegative");
    else throw new BadPattern(`too many letters for ${field}`);
  }
  #year(field: NumberField, count: number): void {
    if (count === 2) this.#number(field, 2, 2, "notNegative", true);
    else this.#number(field, count, 19, count < 4 ? "normal" : "exceedsPad");
  }
  #numberOrText(field: "month" | "quarter", count: number): void {
    if (count <= 2) this.#oneOrTwo(field, count);
    else if (count <= 4) this.#add({ kind: "text", field, full: count === 4 });
    else throw new BadPattern(`too many letters for ${field}`);
  }
  #letter(c: string, count: number): void {
    const most = (n: number): void => {
      if (count > n) throw new BadPattern(`too many letters: ${c}`);
    };
    switch (c) {
      case "y":
        return this.#year(this.#era ? "yearOfEra" : "year", count);
      case "M":
      case "L":
        return this.#numberOrText("month", count);
      case "q":
      case "Q":
        return this.#numberOrText("quarter", count);
      case "d":
        return this.#oneOrTwo("day", count);
      case "D":
        most(3);
        if (count === 1) return this.#number("dayOfYear", 1, 19, "normal");
        return this.#number("dayOfYear", count, 3, "notNegative");
      case "F":
        most(1);
        return this.#number("dayInWeekOfMonth", 1, 19, "normal");
      case "h":
        return this.#oneOrTwo("clock12", count);
      case "K":
        return this.#oneOrTwo("hour12", count);
      case "H":
        return this.#oneOrTwo("hour", count);
      case "k":
        return this.#oneOrTwo("clock24", count);
      case "m":
        return this.#oneOrTwo("minute", count);
      case "s":
        return this.#oneOrTwo("second", count);
      case "S":
        most(9);
        return this.#fraction(count);
      case "G":
        return this.#add({ kind: "text", field: "era", full: count === 4 });
      case "E":
        return this.#add({ kind: "text", field: "weekday", full: count === 4 });
      case "a":
        most(1);
        return this.#add({ kind: "text", field: "ampm", full: false });
      default:
        return this.#zone(c, count);
    }
  }
  /** Spark reads fractions of one to n digits, and prints exactly n. */
  #fraction(count: number): void {
    if (this.#parsing && count > 1) return this.#add({ kind: "fraction", min: 1, max: count });
    const level = this.#level;
    const active = level.items[level.active];
    if (active?.kind === "number") level.items[level.active] = { ...active, following: active.following + count };
    level.items.push({ kind: "fraction", min: count, max: count });
  }
  #zone(c: string, count: number): void {
    const offset = (digits: number, zero: string): void => this.#add({ kind: "offset", digits: digits as 1, zero });
    const most = (n: number): void => {
      if (count > n) throw new BadPattern(`too many letters: ${c}`);
    };
    switch (c) {
      case "X":
        most(5);
        return offset(count, "Z");
      case "x":
        most(5);
        return offset(count, count === 1 ? "+00" : count % 2 === 0 ? "+0000" : "+00:00");
      case "Z":
        most(5);
        if (count < 4) return offset(2, "+0000");
        return count === 4 ? this.#add({ kind: "gmt", full: true }) : offset(5, "Z");
      case "O":
        if (count !== 1 && count !== 4) throw new BadPattern("one or four letters: O");
        return this.#add({ kind: "gmt", full: count === 4 });
      case "V":
        if (count !== 2) throw new BadPattern("two letters: V");
        return this.#add({ kind: "zoneId" });
      case "v":
        if (count !== 1 && count !== 4) throw new BadPattern("one or four letters: v");
        return this.#add({ kind: "zoneName", full: count === 4, generic: true });
      case "z":
        most(4);
        return this.#add({ kind: "zoneName", full: count === 4, generic: false });
      default:
        throw new BadPattern(`unknown letter: ${c}`);
    }
  }
}

export const MONTH_NAMES: readonly string[] =
  "January February March April May June July August September October November December".split(" ");
/** Monday first. */
export const WEEKDAY_NAMES: readonly string[] = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
export const QUARTER_NAMES: readonly string[] = ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"];
export const ERA_NAMES: readonly string[] = ["Before Christ", "Anno Domini"];
/** The names of a field in short or full form, by value from the least. */
export function namesOf(field: TextField, full: boolean): readonly string[] {
  switch (field) {
    case "month":
      return full ? MONTH_NAMES : MONTH_NAMES.map((n) => n.slice(0, 3));
    case "weekday":
      return full ? WEEKDAY_NAMES : WEEKDAY_NAMES.map((n) => n.slice(0, 3));
    case "quarter":
      return full ? QUARTER_NAMES : ["Q1", "Q2", "Q3", "Q4"];
    case "era":
      return full ? ERA_NAMES : ["BC", "AD"];
    case "ampm":
      return ["AM", "PM"];
  }
}
