/** Comparing and searching strings by a collation, as Spark does: code points in lower case, or ICU through Intl. */
import { type Collation, findCollation } from "../types/collations.ts";
import { unsupported } from "../types/spark-error.ts";
import { memoized } from "./arguments.ts";
import { asciiCompare } from "./ascii-order.ts";

/** What Intl calls the countries that Spark names by three letters. */
const COUNTRIES: { readonly [iso3: string]: string } = Object.fromEntries(
  "SAU:SA AUT:AT USA:US AFG:AF CAN:CA ISR:IL IDN:ID NOR:NO IND:IN BIH:BA MNE:ME SRB:RS CHN:CN SGP:SG HKG:HK MAC:MO TWN:TW"
    .split(" ")
    .map((pair) => pair.split(":")),
);
/** The root collation is English's. */
export function localeOf(base: string): string {
  if (base === "UNICODE") return "en";
  return base
    .split("_")
    .map((part) => COUNTRIES[part] ?? part)
    .join("-");
}

/** A string cut in code points, each with its lower-case form where the collation is UTF8_LCASE. */
export type Points = readonly string[];

export interface Collator {
  readonly collation: Collation;
  equal(a: string, b: string): boolean;
  compare(a: string, b: string): number;
  /** Whether nothing of the text counts, as in accents alone. */
  ignores(part: string): boolean;
  /** Searching: where a match of `part` that begins at code point `at` of `text` ends; -1 for none. */
  matchEnd(text: Points, part: Points, at: number): number;
}

/** One code point in lower case, whatever stands around it; all forms of sigma are one. */
function lowerPoint(point: string): string {
  return point === "ς" ? "σ" : point.toLowerCase();
}
export function lowerPoints(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  let out = "";
  for (const point of text) out += lowerPoint(point);
  return out;
}
export function withoutBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 32) end--;
  return end === text.length ? text : text.slice(0, end);
}
/** By code points, as UTF-8 bytes compare. */
export function compareTexts(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    let [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}

const made = new Map<string, Collator>();
export function collatorOf(name: string): Collator {
  let found = made.get(name);
  if (found === undefined) {
    const collation = findCollation(name);
    if (collation === undefined) throw unsupported(`the collation ${name}`);
    found = collation.base.startsWith("UTF8_") ? byPoints(collation) : byIcu(collation);
    made.set(name, found);
  }
  return found;
}

function byPoints(collation: Collation): Collator {
  const lower = collation.base === "UTF8_LCASE";
  const key = (text: string): string => {
    const cut = collation.trims ? withoutBlanks(text) : text;
    return lower ? lowerPoints(cut) : cut;
  };
  return {
    collation,
    ignores: (part) => part === "",
    equal: (a, b) => key(a) === key(b),
    compare: (a, b) => compareTexts(key(a), key(b)),
    matchEnd: (text, part, at) => {
      const wanted = lower ? lowerPoints(part.join("")) : part.join("");
      let i = at;
      let done = 0;
      // A code point matches as a whole, also where its lower case has two.
      while (done < wanted.length) {
        const point = text[i];
        if (point === undefined) return -1;
        const here = lower ? lowerPoint(point) : point;
        if (!wanted.startsWith(here, done)) return -1;
        done += here.length;
        i++;
      }
      return i;
    },
  };
}

const MARK = /^\p{M}/u;
function byIcu(collation: Collation): Collator {
  const locale = localeOf(collation.base);
  if (Intl.Collator.supportedLocalesOf(locale).length === 0) throw unsupported(`the collation ${collation.name}`);
  const { caseInsensitive: ci, accentInsensitive: ai, trims } = collation;
  const intl = new Intl.Collator(locale, {
    sensitivity: ci ? (ai ? "base" : "accent") : ai ? "case" : "variant",
    ignorePunctuation: false,
    numeric: false,
  });
  const cut = trims ? withoutBlanks : (text: string): string => text;
  const plain = collation.base === "UNICODE" ? asciiCompare(intl, ci) : undefined;
  const order = (a: string, b: string): number => plain?.(a, b) ?? intl.compare(a, b);
  const ignored = memoized((part) => intl.compare(part, "") === 0);
  return {
    collation,
    ignores: ignored,
    equal: (a, b) => order(cut(a), cut(b)) === 0,
    compare: (a, b) => order(cut(a), cut(b)),
    matchEnd: (text, part, at) => {
      const wanted = part.join("");
      if ((at > 0 && MARK.test(text[at] ?? "")) || ignored(wanted)) return -1;
      // Expansions and contractions make matches longer or shorter than the part.
      const most = Math.min(text.length, at + part.length * 3 + 4);
      for (let end = at + 1; end <= most; end++) {
        if (MARK.test(text[end] ?? "")) continue;
        if (intl.compare(text.slice(at, end).join(""), wanted) === 0) return end;
      }
      return -1;
    },
  };
}
