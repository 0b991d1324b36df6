/** Searching, replacing and trimming by a collation. Positions count code points. */
import { BoolBuilder, NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { Arguments, memoized } from "./arguments.ts";
import { type Collator, collatorOf, lowerPoints, type Points, withoutBlanks } from "./collator.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { likeMatcher, LikePatternError, parseLike } from "./like-pattern.ts";
import { wrongOccurrence } from "./text.ts";

function options(given: unknown): Collator {
  return collatorOf((given as { readonly collation: string }).collation);
}
interface Match {
  readonly start: number;
  readonly end: number;
}
export function findPart(by: Collator, text: Points, part: Points, from: number): Match | null {
  for (let start = from; start < text.length; start++) {
    const end = by.matchEnd(text, part, start);
    if (end >= 0) return { start, end };
  }
  return null;
}

/** What is looked for: without the blanks at its end where they do not count. */
function sought(by: Collator, part: string): string {
  return by.collation.trims ? withoutBlanks(part) : part;
}

type TextPair = (a: string, b: string, by: Collator) => boolean;
function test(run: TextPair): Kernel {
  return (columns, given, rows) => {
    const [args, by] = [new Arguments(columns, given), options(given)];
    const [left, right] = [args.text(0), args.text(1)];
    const out = new BoolBuilder();
    for (let row = 0; row < rows; row++) {
      const [a, b] = [left.get(row), right.get(row)];
      if (a === null || b === null) out.appendNull();
      else out.append(run(a, b, by));
    }
    return out.finish();
  };
}
const contains: TextPair = (a, b, by) => {
  const part = sought(by, b);
  return part === "" || findPart(by, [...a], [...part], 0) !== null;
};
const startsWith: TextPair = (a, b, by) => {
  const part = sought(by, b);
  return part === "" || by.matchEnd([...a], [...part], 0) >= 0;
};
const endsWith: TextPair = (a, b, by) => {
  const cut = sought(by, b);
  if (cut === "") return true;
  const [text, part] = [[...sought(by, a)], [...cut]];
  for (let at = text.length - 1; at >= 0; at--) if (by.matchEnd(text, part, at) === text.length) return true;
  return false;
};

const COMPARISONS: { readonly [by: string]: TextPair } = {
  "=": (a, b, by) => by.equal(a, b),
  "!=": (a, b, by) => !by.equal(a, b),
  "<": (a, b, by) => by.compare(a, b) < 0,
  "<=": (a, b, by) => by.compare(a, b) <= 0,
  ">": (a, b, by) => by.compare(a, b) > 0,
  ">=": (a, b, by) => by.compare(a, b) >= 0,
};
/** Two strings by one of the operators of comparison. */
const compare: Kernel = (columns, given, rows) => {
  const { by: name } = given as { readonly by: string };
  if (name !== "<=>") return test(COMPARISONS[name] as TextPair)(columns, given, rows);
  const [args, by] = [new Arguments(columns, given), options(given)];
  const [left, right] = [args.text(0), args.text(1)];
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    const [a, b] = [left.get(row), right.get(row)];
    out.append(a === null || b === null ? a === b : by.equal(a, b));
  }
  return out.finish();
};

/** Position from 1 of the first match at or behind `from` (from 1); 0 for none. */
function position(by: Collator, text: string, given: string, from: number): number {
  if (from < 1) return 0;
  const part = sought(by, given);
  if (part === "") return 1;
  return (findPart(by, [...text], [...part], from - 1)?.start ?? -1) + 1;
}
/** Of a text, a part and where to begin; 0 where that is null. */
const locate: Kernel = (columns, given, rows) => {
  const [args, by] = [new Arguments(columns, given), options(given)];
  const [text, part, from] = [args.text(0), args.text(1), args.number(2)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [s, p, at] = [text.get(row), part.get(row), from.get(row)];
    if (at === null) out.append(0);
    else if (s === null || p === null) out.appendNull();
    else out.append(position(by, s, p, at));
  }
  return out.finish();
};
/** Position from 1 of the nth match from a place on, backwards from one that is counted from the end. */
function occurrence(by: Collator, text: string, given: string, from: number, nth: number): number {
  const part = [...sought(by, given)];
  if (part.length === 0) return 1;
  if (from === 0) return 0;
  const points = [...text];
  if (from < 0 && by.ignores(part.join(""))) return Math.max(points.length + from - nth + 2, 0);
  const step = from > 0 ? 1 : -1;
  let left = nth;
  for (let at = from > 0 ? from - 1 : points.length + from; at >= 0 && at < points.length; at += step) {
    if (by.matchEnd(points, part, at) >= 0 && --left === 0) return at + 1;
  }
  return 0;
}
const instr: Kernel = (columns, given, rows) => {
  const [args, by] = [new Arguments(columns, given), options(given)];
  const [text, part, from, nth] = [args.text(0), args.text(1), args.number(2), args.number(3)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [s, p, at, n] = [text.get(row), part.get(row), from.get(row), nth.get(row)];
    if (s === null || p === null || at === null || n === null) {
      out.appendNull();
      continue;
    }
    if (n <= 0) throw wrongOccurrence(n);
    out.append(occurrence(by, s, p, at, n));
  }
  return out.finish();
};
const findInSet: Kernel = (columns, given, rows) => {
  const [args, by] = [new Arguments(columns, given), options(given)];
  const [word, set] = [args.text(0), args.text(1)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [w, s] = [word.get(row), set.get(row)];
    if (w === null || s === null) out.appendNull();
    else out.append(w.includes(",") ? 0 : s.split(",").findIndex((x) => by.equal(x, w)) + 1);
  }
  return out.finish();
};

type Texts = (by: Collator, ...args: string[]) => string;
/** Strings to a string. */
function texts(run: Texts): Kernel {
  return (columns, given, rows) => {
    const [args, by] = [new Arguments(columns, given), options(given)];
    const inputs = Array.from({ length: args.count }, (_, i) => args.text(i));
    const out = new Utf8Builder(rows);
    for (let row = 0; row < rows; row++) {
      const values = inputs.map((x) => x.get(row));
      if (values.includes(null)) out.appendNull();
      else out.appendString(run(by, ...(values as string[])));
    }
    return out.finish();
  };
}
function replaced(by: Collator, text: string, search: string, replacement = ""): string {
  if (text === "" || search === "") return text;
  const [points, part] = [[...text], [...search]];
  let out = "";
  let at = 0;
  for (let hit = findPart(by, points, part, 0); hit !== null; hit = findPart(by, points, part, at)) {
    out += points.slice(at, hit.start).join("") + replacement;
    at = hit.end;
  }
  return out + points.slice(at).join("");
}
/** Of the characters that are looked for at a place, the one with the longest match, and where that ends. */
function longest(by: Collator, text: Points, characters: readonly Points[], at: number): [end: number, which: number] {
  let best: [number, number] = [-1, -1];
  for (const [i, part] of characters.entries()) {
    const end = by.matchEnd(text, part, at);
    if (end > best[0]) best = [end, i];
  }
  return best;
}
function translated(by: Collator, text: string, from: string, to: string): string {
  const [keys, values] = [[...from], [...to]];
  let out = "";
  if (!by.collation.base.startsWith("UTF8_")) {
    const [points, parts] = [[...text], keys.map((k) => [k])];
    for (let i = 0; i < points.length;) {
      const [end, which] = longest(by, points, parts, i);
      out += end < 0 ? (points[i] as string) : (values[which] ?? "");
      i = end < 0 ? i + 1 : end;
    }
    return out;
  }
  if (by.collation.base === "UTF8_LCASE" && keys.includes(DOTTED) && text.includes("i\u0307")) {
    return translated(by, text.replaceAll("i\u0307", DOTTED), from, to).replaceAll(DOTTED, "i\u0307");
  }
  for (const point of text) {
    const i = keys.findIndex((k) => by.equal(k, point));
    out += i < 0 ? point : (values[i] ?? "");
  }
  return out;
}
/** The dotted capital I is one character in either case; the small i and its dot are that only where it is looked for. */
const DOTTED = "\u0130";
function charactersOf(text: string, by: Collator, dotted: boolean): Points {
  if (by.collation.base !== "UTF8_LCASE") return [...text];
  const joined = dotted ? text.replaceAll("i\u0307", DOTTED) : text;
  return Array.from(joined, (c) => (c === DOTTED ? c : lowerPoints(c)));
}
/**
 * Takes characters off the ends. Blanks at the end that do not count are stepped over, and kept, unless they are to go
 * themselves.
 */
function trimmed(by: Collator, text: string, characters: string, left: boolean, right: boolean): string {
  const keeps = by.collation.trims && !characters.includes(" ");
  if (!by.collation.base.startsWith("UTF8_")) return trimmedByIcu(by, text, characters, left, right, keeps);
  const set = charactersOf(characters, by, false);
  const dotted = set.includes(DOTTED);
  const points = dotted ? [...text.matchAll(/i\u0307|[\s\S]/gu)].map(([c]) => c) : [...text];
  const lowered = points.map((c) => charactersOf(c, by, dotted)[0] as string);
  let start = 0;
  if (left) while (start < points.length && set.includes(lowered[start] as string)) start++;
  let end = points.length;
  if (!right) return points.slice(start).join("");
  if (keeps) while (end > start && points[end - 1] === " ") end--;
  const blanks = end;
  while (end > start && set.includes(lowered[end - 1] as string)) end--;
  return points.slice(start, end).join("") + points.slice(blanks).join("");
}
function trimmedByIcu(
  by: Collator,
  text: string,
  characters: string,
  left: boolean,
  right: boolean,
  keeps: boolean,
): string {
  const parts = [...new Set(characters)].map((c) => [c]);
  const points = [...text];
  let start = 0;
  if (left) {
    for (let [to] = longest(by, points, parts, start); to >= 0; [to] = longest(by, points, parts, start)) start = to;
  }
  let end = points.length;
  if (!right) return points.slice(start).join("");
  if (keeps) while (end > start && points[end - 1] === " ") end--;
  const blanks = end;
  const before = (to: number): number => {
    let best = -1;
    // As far back as a match may reach.
    for (let at = to - 1; at >= Math.max(start, to - MOST_POINTS); at--) {
      if (parts.some((part) => by.matchEnd(points, part, at) === to)) best = at;
    }
    return best;
  };
  for (let at = before(end); at >= 0; at = before(end)) end = at;
  return points.slice(start, end).join("") + points.slice(blanks).join("");
}
/** One character may stand for as many. */
const MOST_POINTS = 7;
const trim = (left: boolean, right: boolean): Kernel =>
  texts((by, text, characters) => trimmed(by, text as string, characters as string, left, right));

function substringIndex(by: Collator, text: string, given: string, count: number): string {
  const delimiter = sought(by, given);
  if (delimiter === "" || count === 0 || text === "") return "";
  // Looking backwards, ICU finds nothing that counts before each code unit.
  if (count < 0 && by.ignores(delimiter)) return text.slice(count).toWellFormed().replaceAll("\ufffd", "?");
  const [points, part] = [[...text], [...delimiter]];
  if (count > 0) {
    let at = -1;
    for (let i = 0; i < count; i++) {
      const hit = findPart(by, points, part, at + 1);
      if (hit === null) return text;
      at = hit.start;
    }
    return points.slice(0, at).join("");
  }
  // The next match ends before the end of the one behind it, which it may overlap.
  let rest = points.length + 1;
  for (let i = 0; i < -count; i++) {
    const before = points.slice(0, rest - 1);
    let start = before.length;
    for (rest = -1; start > 0 && rest < 0;) rest = by.matchEnd(before, part, --start);
    // Nor does ICU find the first character without all its marks.
    if (rest < 0 || (start === 0 && by.matchEnd(points, part, 0) !== rest)) return text;
  }
  return points.slice(rest).join("");
}
function splitPart(by: Collator, text: string, delimiter: string, n: number): string {
  if (n === 0) throw new KernelError("INVALID_INDEX_OF_ZERO", {});
  const points = [...text];
  const part = [...sought(by, delimiter)];
  const parts: string[] = [];
  let at = 0;
  if (part.length > 0) {
    for (let hit = findPart(by, points, part, 0); hit !== null; hit = findPart(by, points, part, at)) {
      parts.push(points.slice(at, hit.start).join(""));
      at = hit.end;
    }
  }
  parts.push(points.slice(at).join(""));
  return parts.at(n > 0 ? n - 1 : n) ?? "";
}
function counted(run: (by: Collator, text: string, delimiter: string, n: number) => string): Kernel {
  return (columns, given, rows) => {
    const [args, by] = [new Arguments(columns, given), options(given)];
    const [text, delimiter, number] = [args.text(0), args.text(1), args.number(2)];
    const out = new Utf8Builder(rows);
    for (let row = 0; row < rows; row++) {
      const [s, d, n] = [text.get(row), delimiter.get(row), number.get(row)];
      if (s === null || d === null || n === null) out.appendNull();
      else out.appendString(run(by, s, d, n));
    }
    return out.finish();
  };
}

/** LIKE under UTF8_LCASE: both sides in lower case. */
const like: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { escape } = options as { readonly escape: string };
  const [text, pattern] = [args.text(0), args.text(1)];
  const matcher = memoized((p) => {
    try {
      const parts = parseLike(p, escape);
      return likeMatcher(parts.map((x) => (x.kind === "text" ? { ...x, text: lowerPoints(x.text) } : x)));
    } catch (e) {
      throw e instanceof LikePatternError ? new KernelError(e.condition, e.parameters) : e;
    }
  });
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    const [s, p] = [text.get(row), pattern.get(row)];
    if (s === null || p === null) out.appendNull();
    else out.append(matcher(p)(lowerPoints(s)));
  }
  return out.finish();
};

export const collatedKernels: { readonly [name: string]: Kernel } = {
  collated_compare: compare,
  collated_contains: test(contains),
  collated_startswith: test(startsWith),
  collated_endswith: test(endsWith),
  collated_locate: locate,
  collated_instr: instr,
  collated_find_in_set: findInSet,
  collated_replace: texts(replaced as Texts),
  collated_translate: texts(translated as Texts),
  collated_trim: trim(true, true),
  collated_ltrim: trim(true, false),
  collated_rtrim: trim(false, true),
  collated_substring_index: counted(substringIndex),
  collated_split_part: counted(splitPart),
  collated_like: like,
};
