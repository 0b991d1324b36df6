/** The character sets of encode() and decode(), strict: what cannot be said in one is an error. */
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

const ENCODER = new TextEncoder();
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const UTF16LE = new TextDecoder("utf-16le", { fatal: true, ignoreBOM: true });

/** `charset` is one of {@link CHARSETS}. */
export function encodeText(text: string, charset: string): Uint8Array {
  switch (charset) {
    case "utf-8":
      return ENCODER.encode(text);
    case "us-ascii":
      return narrow(text, 127);
    case "iso-8859-1":
      return narrow(text, 255);
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
function narrow(text: string, most: number): Uint8Array {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > most) throw new CodingError();
  return Buffer.from(text, "latin1");
}

export function decodeBytes(bytes: Uint8Array, charset: string): string {
  switch (charset) {
    case "utf-8":
      return strictly(UTF8, bytes);
    case "us-ascii":
      if (bytes.some((b) => b > 127)) throw new CodingError();
      return Buffer.from(bytes).toString("latin1");
    case "iso-8859-1":
      return Buffer.from(bytes).toString("latin1");
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
