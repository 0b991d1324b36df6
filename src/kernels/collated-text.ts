/** Functions of strings that go by a collation: what counts as equal is not the bytes. */
import { BoolBuilder, NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { Arguments, memoized } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { likeMatcher, LikePatternError, parseLike } from "./like-pattern.ts";

/** A piece of a text, in UTF-16 units. */
interface Found {
  readonly start: number;
  readonly end: number;
}
/** A text made ready for searching. */
interface Searchable {
  readonly text: string;
  /** The first piece equal to the pattern that begins at or after `from`. */
  find(pattern: string, from: number): Found | null;
  /** The last piece that begins at or before `from`. */
  findLast(pattern: string, from: number): Found | null;
}
interface Collation {
  readable(text: string): Searchable;
  equal(a: string, b: string): boolean;
}

const collations: (name: string) => Collation = memoized((name) => (name.startsWith("UTF8_LCASE") ? LCASE : icu(name)));

/** Lower case by code point, as UTF8_LCASE compares. */
function lowerPoint(c: string): string {
  return c === "\u03c2" ? "\u03c3" : c === "\u0130" ? "i\u0307" : c.toLowerCase();
}
export function lcaseOf(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the characters that are one code point either way
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, lowerPoint).join("");
}
const LCASE: Collation = {
  equal: (a, b) => lcaseOf(a) === lcaseOf(b),
  readable: (text) => {
    const lower = lcaseOf(text);
    const back = lower.length === text.length ? null : unitsOf(text);
    const at = (unit: number): number => (back === null ? unit : back.indexOf(unit));
    const of = (start: number, length: number): Found | null => {
      if (start < 0) return null;
      const found = { start: at(start), end: at(start + length) };
      return found.start < 0 || found.end < 0 ? null : found;
    };
    const forward = (unit: number): number => (back === null ? unit : (back[unit] ?? lower.length));
    return {
      text,
      find: (pattern, from) => {
        const p = lcaseOf(pattern);
        return of(lower.indexOf(p, forward(from)), p.length);
      },
      findLast: (pattern, from) => {
        const p = lcaseOf(pattern);
        return from < 0 ? null : of(lower.lastIndexOf(p, forward(from)), p.length);
      },
    };
  },
};
/** For each UTF-16 unit of the text where it stands in the lowered text; the end too. */
function unitsOf(text: string): number[] {
  const units: number[] = [];
  let at = 0;
  for (const c of text) {
    for (let i = 0; i < c.length; i++) units.push(i === 0 ? at : -1);
    at += lowerPoint(c).length;
  }
  units.push(at);
  return units;
}

function icu(name: string): Collation {
  const parts = name.split("_");
  const ci = parts.includes("CI");
  const ai = parts.includes("AI");
  const language = parts[0] === "UNICODE" ? "und" : parts[0]!;
  const sensitivity = ci ? (ai ? "base" : "accent") : ai ? "case" : "variant";
  const collator = new Intl.Collator(language, { sensitivity });
  const graphemes = new Intl.Segmenter(language, { granularity: "grapheme" });
  const bounds = memoized((text: string) => [...Array.from(graphemes.segment(text), (s) => s.index), text.length]);
  const matchAt = (text: string, ends: readonly number[], i: number, pattern: string, most: number): Found | null => {
    const start = ends[i]!;
    for (let j = i + 1; j < ends.length && j <= i + most; j++) {
      if (collator.compare(text.slice(start, ends[j]), pattern) === 0) return { start, end: ends[j]! };
    }
    return null;
  };
  // A letter may be equal to a few (`ß` to `ss`).
  const reach = (pattern: string): number => pattern.length * 3 + 1;
  return {
    equal: (a, b) => collator.compare(a, b) === 0,
    readable: (text) => {
      const ends = bounds(text);
      return {
        text,
        find: (pattern, from) => {
          if (pattern === "") return { start: from, end: from };
          for (let i = 0; i < ends.length - 1; i++) {
            const found = ends[i]! < from ? null : matchAt(text, ends, i, pattern, reach(pattern));
            if (found !== null) return found;
          }
          return null;
        },
        findLast: (pattern, from) => {
          for (let i = ends.length - 2; i >= 0; i--) {
            const found = ends[i]! > from ? null : matchAt(text, ends, i, pattern, reach(pattern));
            if (found !== null) return found;
          }
          return null;
        },
      };
    },
  };
}

function collationOf(options: unknown): Collation {
  return collations((options as { readonly collation: string }).collation);
}
function pointsBefore(text: string, unit: number): number {
  let count = unit;
  for (let i = 0; i < unit; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) count--;
  return count;
}
function unitOf(text: string, points: number): number {
  let unit = 0;
  for (let i = 0; i < points && unit < text.length; i++) unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  return unit;
}

function predicate(test: (s: Searchable, part: string, c: Collation) => boolean): Kernel {
  return (columns, options, rows) => {
    const args = new Arguments(columns, options);
    const collation = collationOf(options);
    const [text, part] = [args.text(0), args.text(1)];
    const out = new BoolBuilder();
    for (let row = 0; row < rows; row++) {
      const [s, p] = [text.get(row), part.get(row)];
      if (s === null || p === null) out.appendNull();
      else out.append(p === "" || test(collation.readable(s), p, collation));
    }
    return out.finish();
  };
}
/** Positions from 1, in characters; 0 for none. Arguments: text, part, and a position to begin at. */
const locate: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const collation = collationOf(options);
  const [text, part, from] = [args.text(0), args.text(1), args.number(2)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [s, p, at] = [text.get(row), part.get(row), from.get(row)];
    if (s === null || p === null) out.appendNull();
    else if (at === null || at < 1) out.append(0);
    else if (p === "") out.append(1);
    else {
      const found = collation.readable(s).find(p, unitOf(s, at - 1));
      out.append(found === null ? 0 : pointsBefore(s, found.start) + 1);
    }
  }
  return out.finish();
};
type TextFunction = (s: Searchable, args: readonly string[], n: number | null, c: Collation) => string | null;
/** Of a text, other texts and (where `counts`) a number at the end. */
function textual(texts: number, counts: boolean, f: TextFunction): Kernel {
  return (columns, options, rows) => {
    const args = new Arguments(columns, options);
    const collation = collationOf(options);
    const given = Array.from({ length: texts }, (_, i) => args.text(i));
    const number = counts ? args.number(texts) : null;
    const out = new Utf8Builder(rows);
    for (let row = 0; row < rows; row++) {
      const values = given.map((g) => g.get(row));
      const n = number === null ? null : number.get(row);
      const known = values.filter((v) => v !== null);
      const missing = known.length < values.length || (counts && n === null);
      const result = missing ? null : f(collation.readable(known[0]!), known.slice(1), n, collation);
      if (result === null) out.appendNull();
      else out.appendString(result);
    }
    return out.finish();
  };
}
function pieces(s: Searchable, delimiter: string): string[] {
  const parts: string[] = [];
  let at = 0;
  for (let m = s.find(delimiter, 0); m !== null; m = s.find(delimiter, m.end)) {
    parts.push(s.text.slice(at, m.start));
    at = m.end;
  }
  return [...parts, s.text.slice(at)];
}
const replace: TextFunction = (s, [search, by]) => (search === "" ? s.text : pieces(s, search!).join(by));
const splitPart: TextFunction = (s, [delimiter], n) => {
  if (n === 0) throw new KernelError("INVALID_INDEX_OF_ZERO", {});
  const parts = delimiter === "" ? [s.text] : pieces(s, delimiter!);
  return parts.at(n! > 0 ? n! - 1 : n!) ?? "";
};
const substringIndex: TextFunction = (s, [delimiter], n) => {
  if (delimiter === "" || n === 0) return "";
  let found: Found | null = null;
  if (n! > 0) {
    for (let i = 0; i < n!; i++) {
      found = s.find(delimiter!, found === null ? 0 : found.start + 1);
      if (found === null) return s.text;
    }
    return s.text.slice(0, found!.start);
  }
  for (let i = 0; i < -n!; i++) {
    found = s.findLast(delimiter!, found === null ? s.text.length : found.start - 1);
    if (found === null) return s.text;
  }
  return s.text.slice(found!.end);
};
const translate: TextFunction = (s, [from, to], _n, c) => {
  const [matching, replacing] = [Array.from(from!), Array.from(to!)];
  return Array.from(s.text, (x) => {
    const i = matching.findIndex((m) => c.equal(m, x));
    return i < 0 ? x : (replacing[i] ?? "");
  }).join("");
};
function trim(start: boolean, end: boolean): TextFunction {
  return (s, [characters], _n, c) => {
    const points = Array.from(s.text);
    const cut = Array.from(characters!);
    const isCut = (x: string): boolean => cut.some((k) => c.equal(k, x));
    let [from, to] = [0, points.length];
    while (start && from < to && isCut(points[from]!)) from++;
    while (end && to > from && isCut(points[to - 1]!)) to--;
    return points.slice(from, to).join("");
  };
}
const findInSet: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const collation = collationOf(options);
  const [word, set] = [args.text(0), args.text(1)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [w, s] = [word.get(row), set.get(row)];
    if (w === null || s === null) out.appendNull();
    else out.append(w.includes(",") ? 0 : s.split(",").findIndex((item) => collation.equal(item, w)) + 1);
  }
  return out.finish();
};
/** LIKE under UTF8_LCASE: both sides in lower case. */
const like: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { escape } = options as { readonly escape: string };
  const [text, pattern] = [args.text(0), args.text(1)];
  const matcher = memoized((p) => {
    try {
      return likeMatcher(parseLike(lcaseOf(p), escape));
    } catch (e) {
      throw e instanceof LikePatternError ? new KernelError(e.condition, e.parameters) : e;
    }
  });
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    const [s, p] = [text.get(row), pattern.get(row)];
    if (s === null || p === null) out.appendNull();
    else out.append(matcher(p)(lcaseOf(s)));
  }
  return out.finish();
};

export const collatedKernels: { readonly [name: string]: Kernel } = {
  collated_contains: predicate((s, p) => s.find(p, 0) !== null),
  collated_startswith: predicate((s, p) => s.find(p, 0)?.start === 0),
  collated_endswith: predicate((s, p) => s.findLast(p, s.text.length)?.end === s.text.length),
  collated_locate: locate,
  collated_replace: textual(3, false, replace),
  collated_split_part: textual(2, true, splitPart),
  collated_substring_index: textual(2, true, substringIndex),
  collated_translate: textual(3, false, translate),
  collated_trim: textual(2, false, trim(true, true)),
  collated_ltrim: textual(2, false, trim(true, false)),
  collated_rtrim: textual(2, false, trim(false, true)),
  collated_find_in_set: findInSet,
  collated_like: like,
};
