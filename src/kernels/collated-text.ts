/** Searching, replacing and trimming by a collation. Positions count code points. */
import { BoolBuilder, NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { Arguments, memoized } from "./arguments.ts";
import { type Collator, collatorOf, lowerPoints, type Points } from "./collator.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { likeMatcher, LikePatternError, parseLike } from "./like-pattern.ts";

function options(given: unknown): Collator {
  return collatorOf((given as { readonly collation: string }).collation);
}
interface Match {
  readonly start: number;
  readonly end: number;
}
function find(by: Collator, text: Points, part: Points, from: number): Match | null {
  for (let start = from; start < text.length; start++) {
    const end = by.matchEnd(text, part, start);
    if (end >= 0) return { start, end };
  }
  return null;
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
const contains: TextPair = (a, b, by) => b === "" || find(by, [...a], [...b], 0) !== null;
const startsWith: TextPair = (a, b, by) => b === "" || by.matchEnd([...a], [...b], 0) >= 0;
const endsWith: TextPair = (a, b, by) => {
  if (b === "") return true;
  const [text, part] = [[...a], [...b]];
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
function position(by: Collator, text: string, part: string, from: number): number {
  if (from < 1) return 0;
  if (part === "") return 1;
  return (find(by, [...text], [...part], from - 1)?.start ?? -1) + 1;
}
/** Of a text, a part and where to begin. */
const locate: Kernel = (columns, given, rows) => {
  const [args, by] = [new Arguments(columns, given), options(given)];
  const [text, part, from] = [args.text(0), args.text(1), args.number(2)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [s, p, at] = [text.get(row), part.get(row), from.get(row)];
    if (s === null || p === null) out.appendNull();
    else out.append(at === null ? 0 : position(by, s, p, at));
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
  for (let hit = find(by, points, part, 0); hit !== null; hit = find(by, points, part, at)) {
    out += points.slice(at, hit.start).join("") + replacement;
    at = hit.end;
  }
  return out + points.slice(at).join("");
}
function translated(by: Collator, text: string, from: string, to: string): string {
  const [keys, values] = [[...from], [...to]];
  let out = "";
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
/** Takes characters off the ends. Blanks at the end that do not count are stepped over, and kept. */
function trimmed(by: Collator, text: string, characters: string, left: boolean, right: boolean): string {
  const set = charactersOf(characters, by, false);
  const dotted = set.includes(DOTTED);
  const points = dotted ? [...text.matchAll(/i\u0307|[\s\S]/gu)].map(([c]) => c) : [...text];
  const lowered = points.map((c) => charactersOf(c, by, dotted)[0] as string);
  const icu = !by.collation.base.startsWith("UTF8_");
  const among = (c: string): boolean => (icu ? set.some((x) => by.equal(x, c)) : set.includes(c));
  let start = 0;
  if (left) while (start < points.length && among(lowered[start] as string)) start++;
  let end = points.length;
  if (!right) return points.slice(start).join("");
  if (by.collation.trims) while (end > start && points[end - 1] === " ") end--;
  const blanks = end;
  while (end > start && among(lowered[end - 1] as string)) end--;
  return points.slice(start, end).join("") + points.slice(blanks).join("");
}
const trim = (left: boolean, right: boolean): Kernel =>
  texts((by, text, characters) => trimmed(by, text as string, characters as string, left, right));

function substringIndex(by: Collator, text: string, delimiter: string, count: number): string {
  if (delimiter === "" || count === 0 || text === "") return "";
  const [points, part] = [[...text], [...delimiter]];
  if (count > 0) {
    let at = -1;
    for (let i = 0; i < count; i++) {
      const hit = find(by, points, part, at + 1);
      if (hit === null) return text;
      at = hit.start;
    }
    return points.slice(0, at).join("");
  }
  let end = points.length;
  let rest = points.length;
  for (let i = 0; i < -count; i++) {
    let start = end - 1;
    let found = -1;
    for (; start >= 0 && found < 0; start--) {
      const to = by.matchEnd(points, part, start);
      if (to >= 0 && to <= end) found = to;
    }
    if (found < 0) return text;
    rest = found;
    end = start + 1;
  }
  return points.slice(rest).join("");
}
function splitPart(by: Collator, text: string, delimiter: string, n: number): string {
  if (n === 0) throw new KernelError("INVALID_INDEX_OF_ZERO", {});
  const points = [...text];
  const part = [...delimiter];
  const parts: string[] = [];
  let at = 0;
  if (delimiter !== "") {
    for (let hit = find(by, points, part, 0); hit !== null; hit = find(by, points, part, at)) {
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
      return likeMatcher(parseLike(lowerPoints(p), escape));
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
