/** Bytes and their texts: base 64 and 32, character sets, UTF-8 validity, numbers in other bases. */
import { isUtf8 } from "node:buffer";
import { BoolBuilder, BytesBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType, arrowVector } from "../arrow/vector.ts";
import { Arguments, type BytesArgument, memoized } from "./arguments.ts";
import { Base64Error, base64Size, decodeBase32, decodeBase64, encodeBase32, encodeBase64 } from "./base-codec.ts";
import { CHARSETS, CodingError, decodeBytes, encodeText } from "./charset.ts";
import { type Kernel, KernelError } from "./kernel.ts";

const base64: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
  const { chunked } = options as { readonly chunked: boolean };
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) {
    const isNull = bytes.isNull(row);
    if (!isNull) validity[row >> 3]! |= 1 << (row & 7);
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

function decoded64(bytes: BytesArgument, row: number): Uint8Array {
  const [start, end] = [bytes.start(row), bytes.end(row)];
  const out = new Uint8Array((((end - start) * 3) >> 2) + 3);
  return out.subarray(0, decodeBase64(bytes.data, start, end, out, 0));
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
      out.append(decoded64(bytes, row));
    } catch (e) {
      // Spark lets Java's error through, which has no condition.
      throw e instanceof Base64Error ? new KernelError(null, {}, { message: e.message }) : e;
    }
  }
  return out.finish();
};

function base32(decode: boolean): Kernel {
  return (columns, options, rows) => {
    const bytes = new Arguments(columns, options).bytes(0);
    const out = new BytesBuilder(decode ? arrowType.binary : arrowType.utf8, rows);
    for (let row = 0; row < rows; row++) {
      const value = bytes.get(row);
      if (value === null) out.appendNull();
      else out.append(decode ? decodeBase32(value) : encodeBase32(value));
    }
    return out.finish();
  };
}

function charsetOf(fn: string): (name: string) => string {
  return memoized((name) => {
    const known = name.toLowerCase();
    if (CHARSETS.includes(known)) return known;
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
  const [text, charset] = [args.text(0), args.text(1)];
  const find = charsetOf("encode");
  const out = new BytesBuilder(arrowType.binary, rows);
  for (let row = 0; row < rows; row++) {
    const [s, c] = [text.get(row), charset.get(row)];
    if (s === null || c === null) {
      out.appendNull();
      continue;
    }
    try {
      out.append(encodeText(s, find(c)));
    } catch (e) {
      throw malformed(e, "encode", c);
    }
  }
  return out.finish();
};
const decode: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [bytes, charset] = [args.bytes(0), args.text(1)];
  const find = charsetOf("decode");
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [b, c] = [bytes.get(row), charset.get(row)];
    if (b === null || c === null) {
      out.appendNull();
      continue;
    }
    try {
      const known = find(c);
      if (known !== "utf-8") out.appendString(decodeBytes(b, known));
      else if (isUtf8(b)) out.append(b);
      else throw new CodingError();
    } catch (e) {
      throw malformed(e, "decode", c);
    }
  }
  return out.finish();
};

/** `-1` where the text is no hexadecimal number of bytes. */
function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
function unhexed(data: Uint8Array, start: number, end: number): Uint8Array | null {
  const out = new Uint8Array((end - start + 1) >> 1);
  let at = start;
  let to = 0;
  // An odd first digit is a byte of its own.
  if ((end - start) % 2 === 1) {
    const digit = hexDigit(data[at++]!);
    if (digit < 0) return null;
    out[to++] = digit;
  }
  for (; at < end; at += 2) {
    const [high, low] = [hexDigit(data[at]!), hexDigit(data[at + 1]!)];
    if (high < 0 || low < 0) return null;
    out[to++] = (high << 4) | low;
  }
  return out;
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
      const value = format === "hex" ? unhexed(bytes.data, start, end) : strictly64(bytes, row);
      if (value !== null) out.append(value);
      else if (!fails) out.appendNull();
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
/** Blanks may stand before padding only, and nothing else that is not of the alphabet. */
function strictly64(bytes: BytesArgument, row: number): Uint8Array | null {
  const text = Buffer.from(bytes.data.subarray(bytes.start(row), bytes.end(row))).toString("latin1");
  const found = /^([A-Za-z0-9+/\s]*)(={0,2})$/.exec(text);
  const characters = found?.[1]?.replace(/\s/g, "").length ?? 1;
  const pads = found?.[2]?.length ?? 0;
  if (characters % 4 === 1 || (pads > 0 && (characters + pads) % 4 !== 0)) return null;
  try {
    return decoded64(bytes, row);
  } catch (e) {
    if (e instanceof Base64Error) return null;
    throw e;
  }
}
const unhex: Kernel = (columns, options, rows) => {
  return toBinary(columns, { ...(options as object), format: "hex", fails: false }, rows);
};

const isValidUtf8: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
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

/** The two's complement of 64 bits in base 2 or 16, without leading zeros. */
function unsignedText(base: 2 | 16): Kernel {
  return (columns, options, rows) => {
    const value = new Arguments(columns, options).long(0);
    const out = new Utf8Builder(rows);
    for (let row = 0; row < rows; row++) {
      const n = value.get(row);
      if (n === null) out.appendNull();
      else if (n >= 0n && n <= 9007199254740991n) out.appendString(Number(n).toString(base).toUpperCase());
      else out.appendString(BigInt.asUintN(64, n).toString(base).toUpperCase());
    }
    return out.finish();
  };
}

const ALL_ONES = 2n ** 64n - 1n;
/** A number written in one base in another; both unsigned 64 bits, or signed where the second base is negative. */
const conv: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { ansi } = options as { readonly ansi: boolean };
  const [text, from, to] = [args.text(0), args.number(1), args.number(2)];
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [s, f, t] = [text.get(row), from.get(row), to.get(row)];
    const result = s === null || f === null || t === null ? null : convert(s, f, t, ansi);
    if (result === null) out.appendNull();
    else out.appendString(result);
  }
  return out.finish();
};
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
  to_base32: base32(false),
  from_base32: base32(true),
  encode,
  decode,
  to_binary: toBinary,
  unhex,
  is_valid_utf8: isValidUtf8,
  valid_utf8: validUtf8,
  bin: unsignedText(2),
  hex: unsignedText(16),
  conv,
};
