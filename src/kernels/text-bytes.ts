/** Functions of strings that work on UTF-8 as it stands. What takes code points apart is for `text.ts`. */
import { BinaryBuilder, NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType, type ArrowVector, arrowVector, offsetsOf } from "../arrow/vector.ts";
import { Arguments, type BytesArgument, isAsciiOnly } from "./arguments.ts";
import { isSameRun } from "./byte-runs.ts";
import type { Kernel } from "./kernel.ts";

const [QUOTE, COMMA, BACKSLASH, SPACE] = [39, 44, 92, 32] as const;
/** Texts are filled up from so many bytes, again and again. */
const MAX_FILLED = 1024;

function textOf(args: Arguments, i: number): string | undefined {
  const value = args.constant(i)?.value;
  return typeof value === "string" ? value : undefined;
}
function textColumnOf(args: Arguments): ArrowVector | undefined {
  if (args.constant(0) !== undefined) return undefined;
  const column = args.column(0);
  return column.type.kind === "utf8" ? column : undefined;
}
const isAsciiText = (text: string): boolean => isAsciiOnly(Buffer.from(text));

/** A column of ASCII filled up with a constant; undefined where it is not that. */
export function paddedColumn(args: Arguments, rows: number, left: boolean): ArrowVector | undefined {
  const [column, fill] = [textColumnOf(args), textOf(args, 2)];
  if (column === undefined || fill === undefined) return undefined;
  const offsets = offsetsOf(column);
  const data = column.data as Uint8Array;
  if (!isAsciiText(fill) || !isAsciiOnly(data.subarray(offsets[0], offsets[rows]))) return undefined;
  const filler = Buffer.from(fill.repeat(fill === "" ? 0 : Math.ceil(MAX_FILLED / fill.length)));
  const length = args.number(1);
  const { isNull } = args.bytes(0);
  const out = new Utf8Builder(rows, (offsets[rows] ?? 0) * 2);
  for (let row = 0; row < rows; row++) {
    const n = length.get(row);
    if (n === null || isNull(row)) {
      out.appendNull();
      continue;
    }
    const start = offsets[row]!;
    const end = Math.min(offsets[row + 1]!, start + Math.max(n, 0));
    const lacking = fill === "" ? 0 : Math.max(n, 0) - (end - start);
    if (!left) out.write(data, start, end);
    for (let more = lacking; more > 0; more -= filler.length) out.write(filler, 0, Math.min(more, filler.length));
    if (left) out.write(data, start, end);
    out.endValue();
  }
  return out.finish();
}

/** Up to, or from, the nth of a constant delimiter; undefined where it is not constant. */
export function indexedColumn(args: Arguments, rows: number): ArrowVector | undefined {
  const [delimiter, count] = [textOf(args, 1), args.constant(2)?.value];
  if (delimiter === undefined || delimiter === "" || typeof count !== "number") return undefined;
  const mark = Buffer.from(delimiter);
  const text = args.bytes(0);
  const { data } = text;
  const out = new Utf8Builder(rows, text.size);
  for (let row = 0; row < rows; row++) {
    const [start, end] = [text.start(row), text.end(row)];
    if (text.isNull(row)) out.appendNull();
    else if (count > 0) out.append(data, start, endBefore(data, start, end, mark, count));
    else out.append(data, count === 0 ? end : startAfter(data, start, end, mark, -count), end);
  }
  return out.finish();
}
/** Delimiters may overlap. */
function endBefore(data: Uint8Array, start: number, end: number, mark: Uint8Array, nth: number): number {
  const first = mark[0];
  let left = nth;
  for (let at = start; at + mark.length <= end; at++) {
    if (data[at] === first && isSameRun(data, at, at + mark.length, mark) && --left === 0) return at;
  }
  return end;
}
function startAfter(data: Uint8Array, start: number, end: number, mark: Uint8Array, nth: number): number {
  const first = mark[0];
  let left = nth;
  for (let at = end - mark.length; at >= start; at--) {
    if (data[at] === first && isSameRun(data, at, at + mark.length, mark) && --left === 0) return at + mark.length;
  }
  return start;
}

const DROPPED = 256;
/** Characters of ASCII for others of ASCII, or for nothing; undefined where there are others to be replaced. */
export function translatedColumn(args: Arguments, rows: number): ArrowVector | undefined {
  const [column, from, to] = [textColumnOf(args), textOf(args, 1), textOf(args, 2)];
  if (column === undefined || from === undefined || to === undefined || !isAsciiText(from + to)) return undefined;
  const table = Uint16Array.from({ length: 256 }, (_, byte) => byte);
  for (let i = from.length - 1; i >= 0; i--) {
    const other = i < to.length ? to.charCodeAt(i) : 0;
    table[from.charCodeAt(i)] = other === 0 ? DROPPED : other;
  }
  const offsets = offsetsOf(column);
  const given = column.data as Uint8Array;
  const first = offsets[0] ?? 0;
  const { validity } = column;
  if (!table.includes(DROPPED)) {
    const others = Uint8Array.from(table);
    const last = offsets[rows] ?? 0;
    const data = new Uint8Array(last);
    for (let i = first; i < last; i++) data[i] = others[given[i]!]!;
    return arrowVector(arrowType.utf8, rows, { data, offsets, validity });
  }
  const data = new Uint8Array((offsets[rows] ?? 0) - first);
  const ends = new Int32Array(rows + 1);
  let used = 0;
  for (let row = 0, i = first; row < rows; row++) {
    for (const end = offsets[row + 1]!; i < end; i++) {
      const byte = table[given[i]!]!;
      if (byte !== DROPPED) data[used++] = byte;
    }
    ends[row + 1] = used;
  }
  return arrowVector(arrowType.utf8, rows, { data: data.subarray(0, used), offsets: ends, validity });
}

const CAPITALS = Uint8Array.from({ length: 128 }, (_, c) => String.fromCharCode(c).toUpperCase().charCodeAt(0));
const SMALL = Uint8Array.from({ length: 128 }, (_, c) => String.fromCharCode(c).toLowerCase().charCodeAt(0));
/** Each word with a capital and small letters; undefined where not all is ASCII. */
export function capitalizedColumn(args: Arguments, rows: number): ArrowVector | undefined {
  const column = textColumnOf(args);
  if (column === undefined) return undefined;
  const offsets = offsetsOf(column);
  const given = column.data as Uint8Array;
  const first = offsets[0] ?? 0;
  const last = offsets[rows] ?? 0;
  if (!isAsciiOnly(given.subarray(first, last))) return undefined;
  const data = new Uint8Array(last);
  for (let row = 0, i = first; row < rows; row++) {
    let cases = CAPITALS;
    for (const end = offsets[row + 1]!; i < end; i++) {
      const byte = cases[given[i]!]!;
      data[i] = byte;
      cases = byte === SPACE ? CAPITALS : SMALL;
    }
  }
  return arrowVector(arrowType.utf8, rows, { data, offsets, validity: column.validity });
}

/** The text in quotes, with a backslash before each that is in it. */
export const quote: Kernel = (columns, options, rows) => {
  const text = new Arguments(columns, options).bytes(0);
  const { data } = text;
  const out = new Utf8Builder(rows, text.size + 2 * rows);
  for (let row = 0; row < rows; row++) {
    if (text.isNull(row)) {
      out.appendNull();
      continue;
    }
    let from = text.start(row);
    const end = text.end(row);
    out.writeByte(QUOTE);
    for (let i = from; i < end; i++) {
      if (data[i] !== QUOTE) continue;
      out.write(data, from, i);
      out.writeByte(BACKSLASH);
      from = i;
    }
    out.write(data, from, end);
    out.writeByte(QUOTE);
    out.endValue();
  }
  return out.finish();
};

/** The code points of a text, or the bytes of a binary, from the last to the first. */
export const reverse: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { data, size, start, end, isNull } = args.bytes(0);
  const areBytes = args.constant(0) === undefined && args.column(0).type.kind === "binary";
  const out = areBytes ? new BinaryBuilder(rows) : new Utf8Builder(rows, size);
  let backwards = new Uint8Array(256);
  for (let row = 0; row < rows; row++) {
    if (isNull(row)) {
      out.appendNull();
      continue;
    }
    const from = start(row);
    const length = end(row) - from;
    if (length > backwards.length) backwards = new Uint8Array(length * 2);
    for (let i = 0; i < length; i++) {
      let bytes = 1;
      if (!areBytes) while (i + bytes < length && (data[from + i + bytes]! & 0xc0) === 0x80) bytes++;
      for (let k = 0; k < bytes; k++) backwards[length - i - bytes + k] = data[from + i + k]!;
      i += bytes - 1;
    }
    out.append(backwards, 0, length);
  }
  return out.finish();
};

/** Which item of a comma-separated list, from 1. */
export const findInSet: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [word, set] = [args.bytes(0), args.bytes(1)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    if (word.isNull(row) || set.isNull(row)) out.appendNull();
    else out.append(itemOf(word, set, row));
  }
  return out.finish();
};
function itemOf(word: BytesArgument, set: BytesArgument, row: number): number {
  const { data } = set;
  const end = set.end(row);
  const from = word.start(row);
  const size = word.end(row) - from;
  for (let at = set.start(row), item = 1; ; item++, at++) {
    const start = at;
    let same = true;
    for (; at < end && data[at] !== COMMA; at++) if (data[at] !== word.data[from + at - start]) same = false;
    // A word that goes on, or that has a comma, is none of the items.
    if (same && at - start === size) return item;
    if (at >= end) return 0;
  }
}
