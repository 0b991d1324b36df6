/** Bytes and their texts: base 64 and 32, character sets, UTF-8 validity, numbers in other bases. */
import { isUtf8 } from "node:buffer";
import { BoolBuilder, BytesBuilder, checkBytes, Utf8Builder } from "../arrow/builders.ts";
import { type ArrowType, arrowType, type ArrowVector, arrowVector, offsetsOf, setBit } from "../arrow/vector.ts";
import { Arguments, type BytesArgument, memoized } from "./arguments.ts";
import {
  base32Size,
  Base64Error,
  base64Size,
  decodeBase32,
  decodeBase64,
  decodedBase32Size,
  encodeBase32,
  encodeBase64,
} from "./base-codec.ts";
import { CHARSETS, CodingError, decodeBytes, encodeText, javaCharset } from "./charset.ts";
import { type Kernel, KernelError } from "./kernel.ts";

const base64: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
  const { chunked } = options as { readonly chunked: boolean };
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) {
    const isNull = bytes.isNull(row);
    if (!isNull) setBit(validity, row);
    offsets[row + 1] = offsets[row]! + (isNull ? 0 : base64Size(bytes.end(row) - bytes.start(row), chunked));
  }
  const data = new Uint8Array(offsets[rows]!);
  for (let row = 0; row < rows; row++) {
    if (offsets[row + 1]! > offsets[row]!) {
      encodeBase64(bytes.data, bytes.start(row), bytes.end(row), data, offsets[row]!, chunked);
    }
  }
  return arrowVector(arrowType.utf8, rows, { data, offsets, validity });
};

/** Where a value is put together before it is appended; only as long as the longest so far. */
let scratch: Uint8Array = new Uint8Array(256);
function scratchOf(size: number): Uint8Array {
  if (scratch.length < size) scratch = new Uint8Array(size * 2);
  return scratch;
}
function appendDecoded64(out: BytesBuilder, bytes: BytesArgument, row: number): void {
  const start = bytes.start(row);
  const end = bytes.end(row);
  const value = scratchOf((((end - start) * 3) >> 2) + 3);
  out.append(value, 0, decodeBase64(bytes.data, start, end, value, 0));
}
const unbase64: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
  const out = new BytesBuilder(arrowType.binary, rows);
  for (let row = 0; row < rows; row++) {
    if (bytes.isNull(row)) {
      out.appendNull();
      continue;
    }
    try {
      appendDecoded64(out, bytes, row);
    } catch (e) {
      // Spark lets Java's error through, which has no condition.
      throw e instanceof Base64Error ? new KernelError(null, {}, { message: e.message }) : e;
    }
  }
  return out.finish();
};

/** Values of known most sizes, written one after the other. */
function recoded(
  type: ArrowType,
  bytes: BytesArgument,
  rows: number,
  most: (length: number) => number,
  write: (data: Uint8Array, start: number, end: number, out: Uint8Array, at: number) => number,
): ArrowVector {
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  let room = 0;
  for (let row = 0; row < rows; row++) if (!bytes.isNull(row)) room += most(bytes.end(row) - bytes.start(row));
  const data = new Uint8Array(room);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    if (!bytes.isNull(row)) {
      setBit(validity, row);
      to = write(bytes.data, bytes.start(row), bytes.end(row), data, to);
    }
    offsets[row + 1] = to;
  }
  return arrowVector(type, rows, { data: data.subarray(0, to), offsets, validity });
}
const toBase32: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
  return recoded(arrowType.utf8, bytes, rows, base32Size, (data, start, end, out, at) => {
    encodeBase32(data, start, end, out, at);
    return at + base32Size(end - start);
  });
};
const fromBase32: Kernel = (columns, options, rows) =>
  recoded(arrowType.binary, new Arguments(columns, options).bytes(0), rows, decodedBase32Size, decodeBase32);

interface CodingOptions {
  /** Any character set of Java's, not only those that Spark names. */
  readonly anyCharset: boolean;
  /** What does not fit is replaced. */
  readonly replaces: boolean;
}
function charsetOf(fn: string, anyCharset: boolean): (name: string) => string {
  return memoized((name) => {
    const known = anyCharset ? javaCharset(name) : name.toLowerCase();
    if (known !== undefined && (anyCharset || CHARSETS.includes(known))) return known;
    throw new KernelError("INVALID_PARAMETER_VALUE.CHARSET", {
      functionName: `\`${fn}\``,
      parameter: "`charset`",
      charset: name,
      charsets: CHARSETS.join(", "),
    });
  });
}
function malformed(e: unknown, fn: string, charset: string): unknown {
  if (!(e instanceof CodingError)) return e;
  return new KernelError("MALFORMED_CHARACTER_CODING", { function: `\`${fn}\``, charset });
}
const encode: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { anyCharset, replaces } = options as CodingOptions;
  const charset = args.text(1);
  const find = charsetOf("encode", anyCharset);
  const always = charset.constant?.value;
  const one = rows > 0 && typeof always === "string" && args.constant(0) === undefined ? find(always) : "";
  if (one === "utf-8") return sameBytes(args.column(0), arrowType.binary);
  if (one.startsWith("utf-16")) return utf16Column(args.bytes(0), one, rows);
  const text = args.text(0);
  const out = new BytesBuilder(arrowType.binary, rows);
  for (let row = 0; row < rows; row++) {
    const [s, c] = [text.get(row), charset.get(row)];
    if (s === null || c === null) {
      out.appendNull();
      continue;
    }
    try {
      out.append(encodeText(s, find(c), replaces));
    } catch (e) {
      throw malformed(e, "encode", c);
    }
  }
  return out.finish();
};
/** From UTF-8, which the bytes of strings are. */
function utf16Column(bytes: BytesArgument, charset: string, rows: number): ArrowVector {
  const low = charset === "utf-16le" ? 0 : 1;
  const marked = charset === "utf-16";
  return recoded(
    arrowType.binary,
    bytes,
    rows,
    (length) => length * 2 + 2,
    (data, start, end, out, begin) => {
      let to = begin;
      const put = (unit: number): void => {
        out[to + low] = unit;
        out[to + 1 - low] = unit >> 8;
        to += 2;
      };
      // With a byte order mark, but not before nothing.
      if (marked && end > start) put(0xfeff);
      for (let at = start; at < end;) {
        const byte = data[at]!;
        if (byte < 0x80) {
          put(byte);
          at++;
        } else if (byte < 0xe0) {
          put(((byte & 31) << 6) | (data[at + 1]! & 63));
          at += 2;
        } else if (byte < 0xf0) {
          put(((byte & 15) << 12) | ((data[at + 1]! & 63) << 6) | (data[at + 2]! & 63));
          at += 3;
        } else {
          const upper = ((byte & 7) << 8) | ((data[at + 1]! & 63) << 2) | ((data[at + 2]! & 63) >> 4);
          put(0xd800 + upper - 0x40);
          put(0xdc00 | ((data[at + 2]! & 15) << 6) | (data[at + 3]! & 63));
          at += 4;
        }
      }
      return to;
    },
  );
}
const decode: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { anyCharset, replaces } = options as CodingOptions;
  const [bytes, charset] = [args.bytes(0), args.text(1)];
  const find = charsetOf("decode", anyCharset);
  const always = charset.constant?.value;
  if (rows > 0 && typeof always === "string" && find(always) === "utf-8" && allUtf8(bytes, rows)) {
    return sameBytes(args.column(0), arrowType.utf8);
  }
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [b, c] = [bytes.get(row), charset.get(row)];
    if (b === null || c === null) {
      out.appendNull();
      continue;
    }
    try {
      const known = find(c);
      if (known === "utf-8" && isUtf8(b)) out.append(b);
      else out.appendString(decodeBytes(b, known, replaces));
    } catch (e) {
      throw malformed(e, "decode", c);
    }
  }
  return out.finish();
};

const HEX_DIGITS = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  HEX_DIGITS[digit.toString(16).charCodeAt(0)] = digit;
  HEX_DIGITS[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}
/** Appends the bytes; false where the text is no hexadecimal number of bytes. */
function appendUnhexed(out: BytesBuilder, data: Uint8Array, start: number, end: number): boolean {
  const value = scratchOf((end - start + 1) >> 1);
  let at = start;
  let to = 0;
  // An odd first digit is a byte of its own.
  if ((end - start) % 2 === 1) {
    const digit = HEX_DIGITS[data[at++]!]!;
    if (digit < 0) return false;
    value[to++] = digit;
  }
  for (; at < end; at += 2) {
    const byte = (HEX_DIGITS[data[at]!]! << 4) | HEX_DIGITS[data[at + 1]!]!;
    if (byte < 0) return false;
    value[to++] = byte;
  }
  out.append(value, 0, to);
  return true;
}
/** to_binary and try_to_binary of one known format. */
const toBinary: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
  const { format, fails } = options as { readonly format: "hex" | "base64" | "utf-8"; readonly fails: boolean };
  const out = new BytesBuilder(arrowType.binary, rows);
  for (let row = 0; row < rows; row++) {
    const [start, end] = [bytes.start(row), bytes.end(row)];
    if (bytes.isNull(row)) out.appendNull();
    else if (format === "utf-8") out.append(bytes.data, start, end);
    else {
      const done = format === "hex" ? appendUnhexed(out, bytes.data, start, end) : appendStrictly64(out, bytes, row);
      if (done) continue;
      if (!fails) out.appendNull();
      else {
        throw new KernelError("CONVERSION_INVALID_INPUT", {
          str: `'${Buffer.from(bytes.data.subarray(start, end)).toString()}'`,
          fmt: `'${format.toUpperCase()}'`,
          targetType: '"BINARY"',
          suggestion: "`try_to_binary`",
        });
      }
    }
  }
  return out.finish();
};
/** What base 64 may be made of: 1 of the alphabet, 2 blanks. */
const CLASSES64 = new Uint8Array(256);
for (const c of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) CLASSES64[c] = 1;
for (const c of [9, 10, 11, 12, 13, 32, 160]) CLASSES64[c] = 2;
/** Blanks may stand before padding only, and nothing else that is not of the alphabet. */
function appendStrictly64(out: BytesBuilder, bytes: BytesArgument, row: number): boolean {
  const { data } = bytes;
  const end = bytes.end(row);
  let at = bytes.start(row);
  let characters = 0;
  for (let kind = 0; at < end && (kind = CLASSES64[data[at]!]!) !== 0; at++) if (kind === 1) characters++;
  const pads = end - at;
  if (pads > 2) return false;
  for (; at < end; at++) if (data[at] !== 61) return false;
  if (characters % 4 === 1 || (pads > 0 && (characters + pads) % 4 !== 0)) return false;
  try {
    appendDecoded64(out, bytes, row);
    return true;
  } catch (e) {
    if (e instanceof Base64Error) return false;
    throw e;
  }
}
const unhex: Kernel = (columns, options, rows) => {
  return toBinary(columns, { ...(options as object), format: "hex", fails: false }, rows);
};

/** Whether all values are UTF-8: the bytes of all together are, and none begins within a character. */
function allUtf8(bytes: BytesArgument, rows: number): boolean {
  if (rows === 0 || bytes.constant !== undefined) return false;
  for (let row = 0; row < rows; row++) {
    const start = bytes.start(row);
    if (start < bytes.end(row) && (bytes.data[start]! & 0xc0) === 0x80) return false;
  }
  return isUtf8(bytes.data.subarray(bytes.start(0), bytes.end(rows - 1)));
}
/** The same bytes as a column of another type. */
function sameBytes(column: ArrowVector, type: ArrowType): ArrowVector {
  const { length, data, validity } = column;
  return arrowVector(type, length, { data, offsets: offsetsOf(column), validity });
}
const isValidUtf8: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
  if (allUtf8(bytes, rows)) {
    const all = new BoolBuilder();
    for (let row = 0; row < rows; row++)
      if (bytes.isNull(row)) all.appendNull();
      else all.append(true);
    return all.finish();
  }
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    const value = bytes.get(row);
    if (value === null) out.appendNull();
    else out.append(isUtf8(value));
  }
  return out.finish();
};
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });
/** What becomes of bytes that are no UTF-8: an error, null, or the replacement character. */
const validUtf8: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
  const { otherwise } = options as { readonly otherwise: "error" | "null" | "replace" };
  if (allUtf8(bytes, rows)) return sameBytes(columns[0]!, arrowType.utf8);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const value = bytes.get(row);
    if (value === null) out.appendNull();
    else if (isUtf8(value)) out.append(value);
    else if (otherwise === "null") out.appendNull();
    else if (otherwise === "replace") out.appendString(LENIENT.decode(value));
    else {
      const str = Array.from(value, (b) => `\\x${b.toString(16).toUpperCase().padStart(2, "0")}`).join("");
      throw new KernelError("INVALID_UTF8_STRING", { str });
    }
  }
  return out.finish();
};

const DIGITS = Buffer.from("0123456789ABCDEF");
/** The two's complement of 64 bits in hexadecimal digits, without leading zeros. */
const hexOfLongs: Kernel = (columns, options, rows) => {
  const value = new Arguments(columns, options).words(0);
  const out = new Utf8Builder(rows);
  const text = new Uint8Array(16);
  for (let row = 0; row < rows; row++) {
    if (value.isNull(row)) {
      out.appendNull();
      continue;
    }
    let low = value.low(row);
    let high = value.high(row);
    let at = 16;
    do {
      text[--at] = DIGITS[low & 15]!;
      low = (low >>> 4) | (high << 28);
      high >>>= 4;
    } while ((low | high) !== 0);
    out.append(text, at, 16);
  }
  return out.finish();
};
/** By byte its two digits, as they stand in memory. */
const DIGIT_PAIRS = new Uint16Array(
  Uint8Array.from({ length: 512 }, (_, i) => DIGITS[i & 1 ? (i >> 1) & 15 : i >> 5]!).buffer,
);
const hexOfBytes: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
  const { data } = bytes;
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  const constant = bytes.constant !== undefined;
  checkBytes(2 * (constant ? rows * bytes.size : bytes.size));
  const pairs = new Uint16Array(constant ? rows * bytes.size : bytes.size);
  let used = 0;
  for (let row = 0; row < rows; row++) {
    if (!bytes.isNull(row)) {
      setBit(validity, row);
      const end = bytes.end(row);
      for (let at = bytes.start(row); at < end; at++) pairs[used++] = DIGIT_PAIRS[data[at]!]!;
    }
    offsets[row + 1] = used * 2;
  }
  return arrowVector(arrowType.utf8, rows, { data: new Uint8Array(pairs.buffer, 0, used * 2), offsets, validity });
};
/** The two's complement of 64 bits as zeros and ones, without leading zeros: first how many, so that all go to their place. */
const bin: Kernel = (columns, options, rows) => {
  const value = new Arguments(columns, options).words(0);
  const [highs, lows] = [new Int32Array(rows), new Int32Array(rows)];
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (!value.isNull(row)) {
      const high = (highs[row] = value.high(row));
      const low = (lows[row] = value.low(row));
      total += high === 0 ? Math.max(32 - Math.clz32(low), 1) : 64 - Math.clz32(high);
      setBit(validity, row);
    }
    offsets[row + 1] = total;
  }
  checkBytes(total);
  const data = new Uint8Array(total);
  for (let row = 0, at = 0; row < rows; row++) {
    const [end, high, low] = [offsets[row + 1]!, highs[row]!, lows[row]!];
    for (let bit = end - at - 33; bit >= 0; bit--) data[at++] = 48 + ((high >>> bit) & 1);
    for (let bit = end - at - 1; bit >= 0; bit--) data[at++] = 48 + ((low >>> bit) & 1);
  }
  return arrowVector(arrowType.utf8, rows, { data, offsets, validity });
};

const ALL_ONES = 2n ** 64n - 1n;
/** A number written in one base in another; both unsigned 64 bits, or signed where the second base is negative. */
const conv: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { ansi } = options as { readonly ansi: boolean };
  const [text, from, to] = [args.text(0), args.number(1), args.number(2)];
  const out = new Utf8Builder(rows);
  const [fixedFrom, fixedTo] = [from.constant?.value ?? 0, to.constant?.value ?? 0];
  const bytes = fixedFrom >= 2 && fixedFrom <= 36 && fixedTo >= 2 && fixedTo <= 36 ? args.bytes(0) : undefined;
  for (let row = 0; row < rows; row++) {
    if (bytes !== undefined && !bytes.isNull(row)) {
      const value = smallNumber(bytes.data, bytes.start(row), bytes.end(row), fixedFrom);
      if (value >= 0) {
        appendDigits(out, value, fixedTo);
        continue;
      }
    }
    const [s, f, t] = [text.get(row), from.get(row), to.get(row)];
    const result = s === null || f === null || t === null ? null : convert(s, f, t, ansi);
    if (result === null) out.appendNull();
    else out.appendString(result);
  }
  return out.finish();
};
/** The number of digits alone, if a double holds it; else -1. */
function smallNumber(data: Uint8Array, start: number, end: number, base: number): number {
  if (start === end) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = digitOf(data[i]!);
    if (digit < 0 || digit >= base) return -1;
    value = value * base + digit;
    if (value > Number.MAX_SAFE_INTEGER) return -1;
  }
  return value;
}
const CONVERTED = new Uint8Array(53);
function appendDigits(out: BytesBuilder, value: number, base: number): void {
  let at = CONVERTED.length;
  let rest = value;
  // Divisions of integers of 32 bits are faster, once the rest is one.
  while (rest > 0x7fffffff) {
    const next = Math.floor(rest / base);
    const digit = rest - next * base;
    CONVERTED[--at] = digit < 10 ? 48 + digit : 55 + digit;
    rest = next;
  }
  rest |= 0;
  do {
    const next = (rest / base) | 0;
    const digit = rest - next * base;
    CONVERTED[--at] = digit < 10 ? 48 + digit : 55 + digit;
    rest = next;
  } while (rest > 0);
  out.append(CONVERTED, at, CONVERTED.length);
}
function convert(source: string, from: number, to: number, ansi: boolean): string | null {
  const base = Math.abs(to);
  const text = source.replace(/^ +| +$/g, "");
  if (from < 2 || from > 36 || base < 2 || base > 36 || text === "") return null;
  let negative = text.startsWith("-");
  let small = 0;
  let big: bigint | null = null;
  for (let i = negative ? 1 : 0; i < text.length; i++) {
    const digit = digitOf(text.charCodeAt(i));
    if (digit < 0 || digit >= from) break;
    if (big === null && small < 2 ** 46) small = small * from + digit;
    else {
      big = (big ?? BigInt(small)) * BigInt(from) + BigInt(digit);
      if (big > ALL_ONES) {
        if (!ansi) {
          big = ALL_ONES;
          break;
        }
        throw new KernelError("ARITHMETIC_OVERFLOW", {
          message: "Overflow in function conv()",
          alternative: "",
          config: '"spark.sql.ansi.enabled"',
        });
      }
    }
  }
  if (big === null && !(negative && to > 0)) {
    return `${negative && small >= 0 ? "-" : ""}${small.toString(base).toUpperCase()}`;
  }
  let v = BigInt.asIntN(64, big ?? BigInt(small));
  if (negative && to > 0) v = v < 0n ? -1n : -v;
  if (to < 0 && v < 0n) {
    v = -v;
    negative = true;
  }
  return `${negative && to < 0 ? "-" : ""}${BigInt.asUintN(64, v).toString(base).toUpperCase()}`;
}
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 122 ? lower - 87 : -1;
}

export const encodingKernels: { readonly [name: string]: Kernel } = {
  base64,
  unbase64,
  to_base32: toBase32,
  from_base32: fromBase32,
  encode,
  decode,
  to_binary: toBinary,
  unhex,
  is_valid_utf8: isValidUtf8,
  valid_utf8: validUtf8,
  bin,
  hex: hexOfLongs,
  hex_bytes: hexOfBytes,
  conv,
};
