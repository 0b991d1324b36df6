/** The character sets of encode() and decode(). */
import { unsupported } from "../types/spark-error.ts";

export const CHARSETS: readonly string[] = [
  "iso-8859-1",
  "us-ascii",
  "utf-16",
  "utf-16be",
  "utf-16le",
  "utf-32",
  "utf-8",
];

/** The text or the bytes do not fit the character set. */
export class CodingError extends Error {}

const REPLACED = "\ufffd";
const QUESTION_MARK = 63;
const ENCODER = new TextEncoder();
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const UTF16LE = new TextDecoder("utf-16le", { fatal: true, ignoreBOM: true });

/** Java's other names of them, and one more that Java has. */
const JAVA_NAMES: { readonly [name: string]: string | undefined } = {
  ascii: "us-ascii",
  cp1252: "windows-1252",
  "iso8859-1": "iso-8859-1",
  latin1: "iso-8859-1",
  utf8: "utf-8",
  "windows-1252": "windows-1252",
};
/** The character set of Java's with the name; undefined where there is none. */
export function javaCharset(name: string): string | undefined {
  const known = name.toLowerCase();
  if (CHARSETS.includes(known) || JAVA_NAMES[known] !== undefined) return JAVA_NAMES[known] ?? known;
  try {
    new TextDecoder(known);
  } catch {
    return undefined;
  }
  throw unsupported(`the character set ${name}`);
}

/**
 * `charset` is one of {@link CHARSETS} or of {@link javaCharset}. What cannot be said in it is an error, or a question mark if
 * `replaces`.
 */
export function encodeText(text: string, charset: string, replaces = false): Uint8Array {
  switch (charset) {
    case "utf-8":
      return ENCODER.encode(text);
    case "us-ascii":
      return narrow(text, 127, replaces);
    case "iso-8859-1":
      return narrow(text, 255, replaces);
    case "windows-1252":
      return ofTable(text, WINDOWS_1252, replaces);
    case "utf-16le":
      return Buffer.from(text, "utf16le");
    case "utf-16be":
      return Buffer.from(text, "utf16le").swap16();
    case "utf-16":
      // With a byte order mark, but not before nothing.
      return text === "" ? new Uint8Array(0) : Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
    default: {
      const points = Array.from(text);
      const out = Buffer.alloc(points.length * 4);
      points.forEach((c, i) => out.writeUInt32BE(c.codePointAt(0)!, i * 4));
      return out;
    }
  }
}
function narrow(text: string, most: number, replaces: boolean): Uint8Array {
  const fits = replaces ? Array.from(text, (c) => (c.codePointAt(0)! > most ? "?" : c)).join("") : text;
  for (let i = 0; i < fits.length; i++) if (fits.charCodeAt(i) > most) throw new CodingError();
  return Buffer.from(fits, "latin1");
}
/** Of the bytes from 0x80 on, as they stand where Latin 1 has control characters: {@link REPLACED} where there is none. */
const FROM_80 = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ";
const WINDOWS_1252: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => (byte < 0xa0 ? FROM_80[byte - 0x80] : undefined) ?? String.fromCharCode(byte),
);
function ofTable(text: string, table: readonly string[], replaces: boolean): Uint8Array {
  return Uint8Array.from(text, (c) => {
    const byte = c === REPLACED ? -1 : table.indexOf(c);
    if (byte >= 0) return byte;
    if (!replaces) throw new CodingError();
    return QUESTION_MARK;
  });
}
function byTable(bytes: Uint8Array, table: readonly string[], replaces: boolean): string {
  const text = Array.from(bytes, (byte) => table[byte]).join("");
  if (!replaces && text.includes(REPLACED)) throw new CodingError();
  return text;
}

/** As Java makes a string of bytes: what is no UTF-8 is replaced, a half of a pair as one. */
export function javaUtf8(bytes: Uint8Array): string {
  const text = Buffer.from(bytes);
  for (let at = text.indexOf(0xed); at >= 0; at = text.indexOf(0xed, at + 1)) {
    const isHalf = (text[at + 1] ?? 0) >= 0xa0 && text[at + 1]! <= 0xbf && ((text[at + 2] ?? 0) & 0xc0) === 0x80;
    if (isHalf) text.set([0xef, 0xbf, 0xbd], at);
  }
  return LENIENT.decode(text);
}

/** What does not fit is an error, or replaced if `replaces`. */
export function decodeBytes(bytes: Uint8Array, charset: string, replaces = false): string {
  if (!replaces) return decodeStrictly(bytes, charset);
  switch (charset) {
    case "utf-8":
      return javaUtf8(bytes);
    case "us-ascii":
      return Array.from(bytes, (byte) => (byte > 127 ? REPLACED : String.fromCharCode(byte))).join("");
    case "windows-1252":
      return byTable(bytes, WINDOWS_1252, true);
    default:
      try {
        return decodeStrictly(bytes, charset);
      } catch (e) {
        throw e instanceof CodingError ? unsupported(`replacing what is no ${charset}`) : e;
      }
  }
}
function decodeStrictly(bytes: Uint8Array, charset: string): string {
  switch (charset) {
    case "utf-8":
      return strictly(UTF8, bytes);
    case "us-ascii":
      if (bytes.some((b) => b > 127)) throw new CodingError();
      return Buffer.from(bytes).toString("latin1");
    case "iso-8859-1":
      return Buffer.from(bytes).toString("latin1");
    case "windows-1252":
      return byTable(bytes, WINDOWS_1252, false);
    case "utf-16le":
      return strictly(UTF16LE, bytes);
    case "utf-16be":
      return bigEndian16(bytes);
    case "utf-16":
      if (bytes[0] === 0xff && bytes[1] === 0xfe) return strictly(UTF16LE, bytes.subarray(2));
      return bigEndian16(bytes[0] === 0xfe && bytes[1] === 0xff ? bytes.subarray(2) : bytes);
    default:
      return utf32(bytes);
  }
}
function strictly(decoder: { decode(bytes: Uint8Array): string }, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new CodingError();
  }
}
function bigEndian16(bytes: Uint8Array): string {
  if (bytes.length % 2 === 1) throw new CodingError();
  return strictly(UTF16LE, Buffer.from(bytes).swap16());
}
function utf32(bytes: Uint8Array): string {
  if (bytes.length % 4 !== 0) throw new CodingError();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = bytes.length >= 4 && view.getUint32(0) === 0xfffe0000;
  const marked = little || (bytes.length >= 4 && view.getUint32(0) === 0xfeff);
  let text = "";
  for (let i = marked ? 4 : 0; i < bytes.length; i += 4) {
    const code = view.getUint32(i, little);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw new CodingError();
    text += String.fromCodePoint(code);
  }
  return text;
}
