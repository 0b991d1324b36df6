/** Functions of strings, row by row. Positions count code points, as Spark's do. */
import { BytesBuilder, NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType, type ArrowVector, arrowVector, offsetsOf } from "../arrow/vector.ts";
import { Arguments, memoized } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import {
  capitalizedColumn,
  findInSet,
  indexedColumn,
  paddedColumn,
  quote,
  reverse,
  translatedColumn,
} from "./text-bytes.ts";

function pad(left: boolean): Kernel {
  return (columns, options, rows) => {
    const args = new Arguments(columns, options);
    const plain = paddedColumn(args, rows, left);
    if (plain !== undefined) return plain;
    const [text, length, fill] = [args.text(0), args.number(1), args.text(2)];
    const out = new Utf8Builder(rows);
    for (let row = 0; row < rows; row++) {
      const [s, n, f] = [text.get(row), length.get(row), fill.get(row)];
      if (s === null || n === null || f === null) out.appendNull();
      else if (text.ascii && fill.ascii) out.appendString(paddedAscii(s, n, f, left));
      else out.appendString(padded(s, n, f, left));
    }
    return out.finish();
  };
}
/** Where a code point is a UTF-16 unit. */
function paddedAscii(text: string, length: number, fill: string, left: boolean): string {
  if (length <= 0) return "";
  if (text.length >= length) return text.slice(0, length);
  return left ? text.padStart(length, fill) : text.padEnd(length, fill);
}
function padded(text: string, length: number, fill: string, left: boolean): string {
  if (length <= 0) return "";
  const points = Array.from(text);
  if (points.length >= length) return points.slice(0, length).join("");
  if (fill === "") return text;
  const filler = Array.from(fill);
  const lacking = length - points.length;
  const whole = fill.repeat(Math.floor(lacking / filler.length)) + filler.slice(0, lacking % filler.length).join("");
  return left ? whole + text : text + whole;
}
function padBytes(left: boolean): Kernel {
  return (columns, options, rows) => {
    const args = new Arguments(columns, options);
    const [bytes, length, fill] = [args.bytes(0), args.number(1), args.bytes(2)];
    const out = new BytesBuilder(arrowType.binary, rows);
    for (let row = 0; row < rows; row++) {
      const [b, n, f] = [bytes.get(row), length.get(row), fill.get(row)];
      if (b === null || n === null || f === null) {
        out.appendNull();
        continue;
      }
      const size = Math.max(n, 0);
      const lacking = f.length === 0 ? 0 : size - b.length;
      if (lacking <= 0) {
        out.append(b, 0, Math.min(b.length, size));
        continue;
      }
      const whole = new Uint8Array(size);
      whole.set(b, left ? lacking : 0);
      for (let i = 0; i < lacking; i++) whole[(left ? 0 : b.length) + i] = f[i % f.length]!;
      out.append(whole);
    }
    return out.finish();
  };
}

/** UTF-16 position of the nth code point. */
function unitOf(text: string, points: number): number {
  let unit = 0;
  for (let i = 0; i < points && unit < text.length; i++) unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  return unit;
}
function pointsBefore(text: string, unit: number): number {
  let count = unit;
  for (let i = 0; i < unit; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) count--;
  return count;
}

/** locate(part, text, position): a null position counts as none. */
const locate: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [part, text, position] = [args.text(0), args.text(1), args.number(2)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [p, s, from] = [part.get(row), text.get(row), position.get(row)];
    if (from === null || from < 1) {
      if (from !== null && (p === null || s === null)) out.appendNull();
      else out.append(0);
    } else if (p === null || s === null) out.appendNull();
    else if (p === "") out.append(1);
    else {
      const at = s.indexOf(p, text.ascii ? from - 1 : unitOf(s, from - 1));
      out.append(at < 0 || from > s.length ? 0 : (text.ascii ? at : pointsBefore(s, at)) + 1);
    }
  }
  return out.finish();
};

export function wrongOccurrence(nth: number): KernelError {
  return new KernelError("INVALID_PARAMETER_VALUE.OCCURRENCE", {
    functionName: "`instr`",
    parameter: "`occurrence`",
    actual: String(nth),
  });
}
/** instr(text, part, position, occurrence): a negative position looks backwards from the end. */
const instr: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, part, position, occurrence] = [args.text(0), args.text(1), args.number(2), args.number(3)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [s, p, from, nth] = [text.get(row), part.get(row), position.get(row), occurrence.get(row)];
    if (s === null || p === null || from === null || nth === null) {
      out.appendNull();
      continue;
    }
    if (nth <= 0) throw wrongOccurrence(nth);
    out.append(occurrenceOf(s, p, from, nth));
  }
  return out.finish();
};
function occurrenceOf(text: string, part: string, position: number, nth: number): number {
  if (part === "") return 1;
  if (position === 0) return 0;
  let at: number;
  if (position > 0) {
    at = unitOf(text, position - 1) - 1;
    for (let i = 0; i < nth; i++) {
      at = text.indexOf(part, at + 1);
      if (at < 0) return 0;
    }
  } else {
    const points = pointsBefore(text, text.length) + position;
    if (points < 0) return 0;
    at = unitOf(text, points) + 1;
    for (let i = 0; i < nth; i++) {
      at = at === 0 ? -1 : text.lastIndexOf(part, at - 1);
      if (at < 0) return 0;
    }
  }
  return pointsBefore(text, at) + 1;
}

const replace: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, search, by] = [args.text(0), args.text(1), args.text(2)];
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [s, f, r] = [text.get(row), search.get(row), by.get(row)];
    if (s === null || f === null || r === null) out.appendNull();
    else out.appendString(f === "" ? s : s.replaceAll(f, () => r));
  }
  return out.finish();
};

const substringIndex: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const plain = indexedColumn(args, rows);
  if (plain !== undefined) return plain;
  const [text, delimiter, count] = [args.text(0), args.text(1), args.number(2)];
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [s, d, n] = [text.get(row), delimiter.get(row), count.get(row)];
    if (s === null || d === null || n === null) out.appendNull();
    else out.appendString(d === "" || n === 0 ? "" : n > 0 ? before(s, d, n) : after(s, d, -n));
  }
  return out.finish();
};
/** All before the nth delimiter; delimiters may overlap. */
function before(text: string, delimiter: string, nth: number): string {
  let at = -1;
  for (let i = 0; i < nth; i++) {
    at = text.indexOf(delimiter, at + 1);
    if (at < 0) return text;
  }
  return text.slice(0, at);
}
function after(text: string, delimiter: string, nth: number): string {
  let at = text.length;
  for (let i = 0; i < nth; i++) {
    at = at === 0 ? -1 : text.lastIndexOf(delimiter, at - 1);
    if (at < 0) return text;
  }
  return text.slice(at + delimiter.length);
}

/** Characters of the first list become those of the second at the same place, or nothing. */
const translate: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const plain = translatedColumn(args, rows);
  if (plain !== undefined) return plain;
  const [text, from, to] = [args.text(0), args.text(1), args.text(2)];
  const tables = memoized((key) => {
    const cut = key.indexOf("\u0001\u0000\u0001");
    const [matching, replacing] = [Array.from(key.slice(0, cut)), Array.from(key.slice(cut + 3))];
    const table = new Map<string, string>();
    matching.forEach((c, i) => {
      if (!table.has(c)) table.set(c, replacing[i] === "\0" ? "" : (replacing[i] ?? ""));
    });
    return table;
  });
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [s, f, t] = [text.get(row), from.get(row), to.get(row)];
    if (s === null || f === null || t === null) {
      out.appendNull();
      continue;
    }
    const table = tables(`${f}\u0001\u0000\u0001${t}`);
    let result = "";
    let kept = 0;
    for (let i = 0; i < s.length;) {
      const c = String.fromCodePoint(s.codePointAt(i)!);
      const other = table.get(c);
      if (other !== undefined) {
        result += s.slice(kept, i) + other;
        kept = i + c.length;
      }
      i += c.length;
    }
    out.appendString(kept === 0 ? s : result + s.slice(kept));
  }
  return out.finish();
};

/** Title case where it is not the upper case. */
export function titleCase(c: string): string {
  const code = c.codePointAt(0)!;
  if (code < 0x149) return code === 0xdf ? "Ss" : c.toUpperCase();
  if (code === 0x149) return "\u02bcN";
  if (code >= 0x1c4 && code <= 0x1cc) return String.fromCodePoint(0x1c5 + Math.floor((code - 0x1c4) / 3) * 3);
  if (code >= 0x1f1 && code <= 0x1f3) return "\u01f2";
  if (code >= 0x10d0 && code <= 0x10ff) return c;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9);
  const upper = Array.from(c.toUpperCase());
  return upper[0] + upper.slice(1).join("").toLowerCase();
}
/** The first letter of each word in title case; words are parted by blanks only. */
function initcapOf(text: string): string {
  if (text.includes("\u0130")) return text.split(" ").map(initcapOfWord).join(" ");
  const lower = text.toLowerCase();
  let out = "";
  let at = 0;
  for (let i = 0; i < lower.length;) {
    const c = String.fromCodePoint(lower.codePointAt(i)!);
    out += lower.slice(at, i) + titleCase(c);
    at = i + c.length;
    const blank = lower.indexOf(" ", c === " " ? i : at);
    if (blank < 0) break;
    i = blank + 1;
  }
  return out + lower.slice(at);
}
/** The one capital whose small form is two characters is kept at the beginning. */
function initcapOfWord(word: string): string {
  return word.startsWith("\u0130")
    ? `\u0130${word.toLowerCase().slice(2)}`
    : initcapOf(word.replaceAll("\u0130", "i\u0307"));
}
const initcap: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const plain = capitalizedColumn(args, rows);
  if (plain !== undefined) return plain;
  const text = args.text(0);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    if (s === null) out.appendNull();
    else out.appendString(initcapOf(s));
  }
  return out.finish();
};

/** The first code point, 0 of an empty text. */
const ascii: Kernel = (columns, options, rows) => {
  const { data, start, end, isNull } = new Arguments(columns, options).bytes(0);
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const at = start(row);
    if (isNull(row)) out.appendNull();
    else if (at === end(row)) out.append(0);
    else {
      const first = data[at]!;
      if (first < 0x80) out.append(first);
      else if (first < 0xe0) out.append(((first & 31) << 6) | (data[at + 1]! & 63));
      else if (first < 0xf0) out.append(((first & 15) << 12) | ((data[at + 1]! & 63) << 6) | (data[at + 2]! & 63));
      else {
        const low = ((data[at + 1]! & 63) << 12) | ((data[at + 2]! & 63) << 6) | (data[at + 3]! & 63);
        out.append(((first & 7) << 18) | low);
      }
    }
  }
  return out.finish();
};
/** The character of the lowest eight bits; nothing for a negative number. */
const chr: Kernel = (columns, options, rows) => {
  const value = new Arguments(columns, options).long(0);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const n = value.get(row);
    if (n === null) out.appendNull();
    else out.appendString(n < 0n ? "" : String.fromCharCode(Number(n & 255n)));
  }
  return out.finish();
};

const UPPER = /\p{Lu}/v;
const LOWER = /\p{Ll}/v;
const DIGIT = /\p{Nd}/v;
function isByteOrNull(value: string | null | undefined): value is string | null {
  return value === null || (value !== undefined && value.length === 1 && value < "\x80");
}
/** Byte for byte: all characters are ASCII, and so are the replacements. */
function maskedBytes(column: ArrowVector, by: readonly (string | null)[]): ArrowVector {
  const table = Uint8Array.from({ length: 128 }, (_, code) => {
    const c = String.fromCharCode(code);
    const kind = UPPER.test(c) ? by[0] : LOWER.test(c) ? by[1] : DIGIT.test(c) ? by[2] : by[3];
    return (kind ?? c).charCodeAt(0);
  });
  const offsets = offsetsOf(column);
  const from = column.data as Uint8Array;
  const data = new Uint8Array(offsets[column.length] ?? 0);
  for (let i = offsets[0] ?? 0; i < data.length; i++) data[i] = table[from[i]!]!;
  return arrowVector(arrowType.utf8, column.length, { data, offsets, validity: column.validity });
}
/** Letters and digits hidden; a null replacement leaves its kind as it is. */
const mask: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const text = args.text(0);
  const by = [1, 2, 3, 4].map((i) => args.text(i));
  const constants = by.map(({ constant }) => constant?.value);
  if (text.ascii && text.constant === undefined && constants.every(isByteOrNull)) {
    return maskedBytes(args.column(0), constants);
  }
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    if (s === null) {
      out.appendNull();
      continue;
    }
    const [upper, lower, digit, other] = by.map((b) => b.get(row));
    let result = "";
    for (const c of s) {
      const kind = UPPER.test(c) ? upper : LOWER.test(c) ? lower : DIGIT.test(c) ? digit : other;
      result += kind ?? c;
    }
    out.appendString(result);
  }
  return out.finish();
};

export const textKernels: { readonly [name: string]: Kernel } = {
  lpad: pad(true),
  rpad: pad(false),
  lpad_binary: padBytes(true),
  rpad_binary: padBytes(false),
  locate,
  instr,
  replace,
  substring_index: substringIndex,
  translate,
  initcap,
  quote,
  reverse,
  ascii,
  chr,
  find_in_set: findInSet,
  mask,
};
