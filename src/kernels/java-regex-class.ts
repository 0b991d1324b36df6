/** Character classes of Java patterns as data, and their text, which JavaScript (flag v) and Rust read alike. */
import { type Fold, JavaRegexError } from "./java-regex-syntax.ts";

/** A union of items, or the intersection of several unions. */
export interface ClassNode {
  readonly negated: boolean;
  readonly operands: readonly (readonly ClassItem[])[];
}
export type ClassItem =
  | { readonly kind: "range"; readonly from: number; readonly to: number; readonly fold: Fold }
  | { readonly kind: "nested"; readonly set: ClassNode }
  /** The inside of `\p{..}`. */
  | { readonly kind: "property"; readonly name: string; readonly negated: boolean };

function set(negated: boolean, ...items: readonly ClassItem[]): ClassNode {
  return { negated, operands: [items] };
}
function ranges(...pairs: readonly (readonly [number, number])[]): ClassItem[] {
  return pairs.map(([from, to]) => ({ kind: "range", from, to, fold: "none" }));
}
function property(name: string, negated = false): ClassItem {
  return { kind: "property", name, negated };
}

const DIGIT = ranges([48, 57]);
const SPACE = ranges([9, 13], [32, 32]);
const WORD = ranges([48, 57], [65, 90], [95, 95], [97, 122]);
const HORIZONTAL = ranges(
  [9, 9],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x180e, 0x180e],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
);
const VERTICAL = ranges([10, 13], [0x85, 0x85], [0x2028, 0x2029]);
const LINE_ENDS = ranges([10, 10], [13, 13], [0x85, 0x85], [0x2028, 0x2029]);
const UNICODE_WORD = [property("Alphabetic"), property("M"), property("Nd"), property("Pc"), property("Join_Control")];

/** `\d \s \w \h \v` and their complements, the dot. `unicode`: under the flag U. */
export function predefined(name: string, unicode: boolean): ClassNode {
  const negated = name !== name.toLowerCase();
  switch (name.toLowerCase()) {
    case "d":
      return set(negated, ...(unicode ? [property("Nd")] : DIGIT));
    case "s":
      return set(negated, ...(unicode ? [property("White_Space")] : SPACE));
    case "w":
      return set(negated, ...(unicode ? UNICODE_WORD : WORD));
    case "h":
      return set(negated, ...HORIZONTAL);
    case "v":
      return set(negated, ...VERTICAL);
    case "dot":
      return set(true, ...LINE_ENDS);
    case "dotunix":
      return set(true, ...ranges([10, 10]));
    default:
      return set(false, ...ranges([0, 0x10ffff]));
  }
}

const POSIX: { readonly [name: string]: readonly (readonly [number, number])[] } = {
  Lower: [[97, 122]],
  Upper: [[65, 90]],
  ASCII: [[0, 127]],
  Alpha: [
    [65, 90],
    [97, 122],
  ],
  Digit: [[48, 57]],
  Alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  Punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  Graph: [[33, 126]],
  Print: [[32, 126]],
  Blank: [
    [9, 9],
    [32, 32],
  ],
  Cntrl: [
    [0, 31],
    [127, 127],
  ],
  XDigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
  Space: [
    [9, 13],
    [32, 32],
  ],
};
/** What the POSIX names mean under the flag U. */
const UNICODE_POSIX: { readonly [name: string]: readonly ClassItem[] } = {
  Lower: [property("Lowercase")],
  Upper: [property("Uppercase")],
  Alpha: [property("Alphabetic")],
  Digit: [property("Nd")],
  Alnum: [property("Alphabetic"), property("Nd")],
  Punct: [property("P")],
  Blank: [property("Zs"), ...ranges([9, 9])],
  Cntrl: [property("Cc")],
  XDigit: [property("Nd"), property("Hex_Digit")],
  Space: [property("White_Space")],
};
/** Methods of java.lang.Character and Java's names of binary properties. */
const NAMED: { readonly [name: string]: readonly ClassItem[] } = {
  javaLowerCase: [property("Lowercase")],
  javaUpperCase: [property("Uppercase")],
  javaTitleCase: [property("Lt")],
  javaAlphabetic: [property("Alphabetic")],
  javaIdeographic: [property("Ideographic")],
  javaDigit: [property("Nd")],
  javaLetter: [property("L")],
  javaLetterOrDigit: [property("L"), property("Nd")],
  javaSpaceChar: [property("Z")],
  javaISOControl: [property("Cc")],
  javaDefined: [property("Cn", true)],
  javaWhitespace: ranges(
    [9, 13],
    [28, 32],
    [0x1680, 0x1680],
    [0x2000, 0x2006],
    [0x2008, 0x200a],
    [0x2028, 0x2029],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
  ),
  ALPHABETIC: [property("Alphabetic")],
  LETTER: [property("L")],
  IDEOGRAPHIC: [property("Ideographic")],
  LOWERCASE: [property("Lowercase")],
  UPPERCASE: [property("Uppercase")],
  TITLECASE: [property("Lt")],
  WHITE_SPACE: [property("White_Space")],
  CONTROL: [property("Cc")],
  PUNCTUATION: [property("P")],
  HEX_DIGIT: [property("Nd"), property("Hex_Digit")],
  ASSIGNED: [property("Cn", true)],
  NONCHARACTER_CODE_POINT: [property("Noncharacter_Code_Point")],
  DIGIT: [property("Nd")],
  ALNUM: [property("Alphabetic"), property("Nd")],
  JOIN_CONTROL: [property("Join_Control")],
  LD: [property("L"), property("Nd")],
  L1: ranges([0, 255]),
};
/** The blocks that patterns in practice name. */
const BLOCKS: { readonly [name: string]: readonly [number, number] } = {
  BASICLATIN: [0, 0x7f],
  LATIN1SUPPLEMENT: [0x80, 0xff],
  LATINEXTENDEDA: [0x100, 0x17f],
  LATINEXTENDEDB: [0x180, 0x24f],
  IPAEXTENSIONS: [0x250, 0x2af],
  COMBININGDIACRITICALMARKS: [0x300, 0x36f],
  GREEK: [0x370, 0x3ff],
  GREEKANDCOPTIC: [0x370, 0x3ff],
  CYRILLIC: [0x400, 0x4ff],
  ARMENIAN: [0x530, 0x58f],
  HEBREW: [0x590, 0x5ff],
  ARABIC: [0x600, 0x6ff],
  DEVANAGARI: [0x900, 0x97f],
  THAI: [0xe00, 0xe7f],
  HANGULJAMO: [0x1100, 0x11ff],
  GENERALPUNCTUATION: [0x2000, 0x206f],
  CURRENCYSYMBOLS: [0x20a0, 0x20cf],
  LETTERLIKESYMBOLS: [0x2100, 0x214f],
  ARROWS: [0x2190, 0x21ff],
  MATHEMATICALOPERATORS: [0x2200, 0x22ff],
  BOXDRAWING: [0x2500, 0x257f],
  CJKSYMBOLSANDPUNCTUATION: [0x3000, 0x303f],
  HIRAGANA: [0x3040, 0x309f],
  KATAKANA: [0x30a0, 0x30ff],
  CJKUNIFIEDIDEOGRAPHS: [0x4e00, 0x9fff],
  HANGULSYLLABLES: [0xac00, 0xd7af],
};

/** A general category, such as `Lu`. */
export function namedClass(name: string, negated: boolean, fold: Fold): ClassNode {
  if (name === "LC" || (fold !== "none" && ["Lu", "Ll", "Lt"].includes(name))) {
    return set(negated, property("Lu"), property("Ll"), property("Lt"));
  }
  return isProperty(name) ? set(negated, property(name)) : unknown(name);
}
function unknown(name: string): never {
  throw new JavaRegexError(`Unknown character property name {${name}}`);
}
function isProperty(name: string): boolean {
  try {
    new RegExp(`\\p{${name}}`, "v");
    return true;
  } catch {
    return false;
  }
}

/** The inside of `\p{..}`. */
export function posixOrUnicode(name: string, negated: boolean, unicode: boolean, fold: Fold): ClassNode {
  const [, key, value] = /^(\w+)=(.+)$/.exec(name) ?? [];
  if (key !== undefined && value !== undefined) {
    if (/^(sc|script)$/i.test(key)) return script(value, negated);
    if (/^(blk|block)$/i.test(key)) return block(value, negated);
    if (/^(gc|general_category)$/i.test(key)) return namedClass(value, negated, fold);
    return unknown(name);
  }
  const cased = name === "Lower" || name === "Upper";
  const posix = POSIX[name];
  if (posix !== undefined) {
    if (unicode && name === "Graph") return graph(negated, false);
    if (unicode && name === "Print") return graph(negated, true);
    const items = (unicode ? UNICODE_POSIX[name] : undefined) ?? ranges(...posix);
    if (!cased || fold === "none") return set(negated, ...items);
    return unicode
      ? set(negated, property("Lu"), property("Ll"), property("Lt"))
      : set(negated, ...ranges([65, 90], [97, 122]));
  }
  if (name === "all") return set(negated, ...ranges([0, 0x10ffff]));
  const method = NAMED[name];
  if (method !== undefined && (name.startsWith("java") || name === "LD" || name === "L1"))
    return set(negated, ...method);
  if (name.startsWith("java")) throw new JavaRegexError(`\\p{${name}} is not supported`, true);
  if (name.startsWith("In")) return block(name.slice(2), negated);
  if (name.startsWith("Is")) {
    const short = name.slice(2);
    const binary = NAMED[short.toUpperCase().replaceAll(" ", "_")];
    if (binary !== undefined) return set(negated, ...binary);
    if (/^[A-Z][a-z]?$/.test(short) && isProperty(short)) return namedClass(short, negated, fold);
    if (/^emoji/i.test(short)) {
      const emoji = [
        "Emoji",
        "Emoji_Presentation",
        "Emoji_Modifier",
        "Emoji_Modifier_Base",
        "Emoji_Component",
        "Extended_Pictographic",
      ];
      const known = emoji.find((e) => e.toLowerCase() === short.toLowerCase());
      if (known !== undefined) return set(negated, property(known));
    }
    return script(short, negated);
  }
  return namedClass(name, negated, fold);
}
function graph(negated: boolean, blanks: boolean): ClassNode {
  const out = [property("White_Space"), property("Cc"), property("Cs"), property("Cn")];
  if (!blanks) return set(!negated, ...out);
  const shown: ClassItem[] = [{ kind: "nested", set: set(true, ...out) }, property("Zs")];
  return set(negated, ...shown);
}
function script(name: string, negated: boolean): ClassNode {
  const title = name.replace(/[A-Za-z]+/g, (w) => w[0]!.toUpperCase() + w.slice(1).toLowerCase());
  return isProperty(`Script=${title}`) ? set(negated, property(`Script=${title}`)) : unknown(name);
}
function block(name: string, negated: boolean): ClassNode {
  const range = BLOCKS[name.toUpperCase().replaceAll(/[ _-]/g, "")];
  if (range === undefined) throw new JavaRegexError(`the Unicode block ${name} is not supported`, true);
  return set(negated, ...ranges(range));
}

/** A code point so written that it means itself inside and outside of classes, in both engines. */
export function codeText(code: number): string {
  const isPlain = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isPlain ? String.fromCharCode(code) : `\\u{${code.toString(16).toUpperCase()}}`;
}
/** The class in brackets. */
export function classText(node: ClassNode): string {
  const parts = node.operands.map((items) => items.map(itemText).join(""));
  const inside = parts.length === 1 ? parts[0]! : parts.map((p) => `[${p}]`).join("&&");
  return `[${node.negated ? "^" : ""}${inside}]`;
}
function itemText(item: ClassItem): string {
  switch (item.kind) {
    case "nested":
      return classText(item.set);
    case "property":
      return `\\${item.negated ? "P" : "p"}{${item.name}}`;
    case "range":
      return spans(item.from, item.to, item.fold)
        .map(([from, to]) => (from === to ? codeText(from) : `${codeText(from)}-${codeText(to)}`))
        .join("");
  }
}
/** The range and the other cases of its letters. */
export function spans(from: number, to: number, fold: Fold): (readonly [number, number])[] {
  const all: (readonly [number, number])[] = withoutSurrogates(from, to);
  if (fold === "none") return all;
  const shift = (low: number, high: number, by: number): void => {
    const [a, b] = [Math.max(from, low), Math.min(to, high)];
    if (a <= b) all.push([a + by, b + by]);
  };
  shift(65, 90, 32);
  shift(97, 122, -32);
  if (fold === "unicode" && to > 127) {
    for (let code = Math.max(from, 128); code <= Math.min(to, from + 5000); code++) {
      for (const other of otherCases(code)) all.push([other, other]);
    }
  }
  return all;
}
/** Rust knows no surrogates; neither do strings of Spark. */
function withoutSurrogates(from: number, to: number): (readonly [number, number])[] {
  if (to < 0xd800 || from > 0xdfff) return [[from, to]];
  const parts: (readonly [number, number])[] = [];
  if (from < 0xd800) parts.push([from, 0xd7ff]);
  if (to > 0xdfff) parts.push([0xe000, to]);
  return parts.length === 0 ? [[0xfffe, 0xfffe]] : parts;
}
export function otherCases(code: number): number[] {
  const c = String.fromCodePoint(code);
  return [...new Set([c.toLowerCase(), c.toUpperCase()])]
    .filter((o) => o !== c && [...o].length === 1)
    .map((o) => o.codePointAt(0)!);
}
