/** Base 64 as Java's MIME codec writes and reads it, base 32 as Apache Commons does. */
const ALPHABET64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const ENCODE64 = Uint8Array.from(ALPHABET64, (c) => c.charCodeAt(0));
const DECODE64 = new Int8Array(256).fill(-1);
ENCODE64.forEach((code, i) => (DECODE64[code] = i));
const PAD = 61;
/** Characters to a line; lines are parted by CR LF. */
const LINE = 76;

/** How many bytes the encoding of `length` bytes takes. */
export function base64Size(length: number, chunked: boolean): number {
  const plain = Math.ceil(length / 3) * 4;
  return plain + (chunked && plain > 0 ? Math.floor((plain - 1) / LINE) * 2 : 0);
}
/** Writes the encoding to `out` from `at`; answers where it ends. */
export function encodeBase64(
  data: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
  chunked: boolean,
): number {
  let to = at;
  let column = 0;
  for (let i = start; i < end; i += 3) {
    if (chunked && column === LINE) {
      out[to++] = 13;
      out[to++] = 10;
      column = 0;
    }
    const left = end - i;
    const word = (data[i]! << 16) | (left > 1 ? data[i + 1]! << 8 : 0) | (left > 2 ? data[i + 2]! : 0);
    out[to++] = ENCODE64[word >> 18]!;
    out[to++] = ENCODE64[(word >> 12) & 63]!;
    out[to++] = left > 1 ? ENCODE64[(word >> 6) & 63]! : PAD;
    out[to++] = left > 2 ? ENCODE64[word & 63]! : PAD;
    column += 4;
  }
  return to;
}

/** What is wrong with a text that is no base 64, in Java's words. */
export class Base64Error extends Error {}

/** Reads the text, passing over what is not of the alphabet; answers where the bytes end. Padding may be left out. */
export function decodeBase64(data: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  let to = at;
  let bits = 0;
  let shift = 18;
  let i = start;
  while (i < end) {
    const byte = data[i++]!;
    const value = DECODE64[byte]!;
    if (value >= 0) {
      bits |= value << shift;
      shift -= 6;
      if (shift >= 0) continue;
      out[to++] = bits >> 16;
      out[to++] = bits >> 8;
      out[to++] = bits;
      shift = 18;
      bits = 0;
    } else if (byte === PAD) {
      // One pad ends a unit of three characters, two end one of two.
      if ((shift === 6 && (i === end || data[i++] !== PAD)) || shift === 18) {
        throw new Base64Error("Input byte array has wrong 4-byte ending unit");
      }
      break;
    }
  }
  if (shift === 6) out[to++] = bits >> 16;
  else if (shift === 0) {
    out[to++] = bits >> 16;
    out[to++] = bits >> 8;
  } else if (shift === 12) throw new Base64Error("Last unit does not have enough valid bits");
  while (i < end) {
    if (DECODE64[data[i++]!]! >= 0)
      throw new Base64Error(`Input byte array has incorrect ending byte at ${i - 1 - start}`);
  }
  return to;
}

const ALPHABET32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ENCODE32 = Uint8Array.from(ALPHABET32, (c) => c.charCodeAt(0));
const DECODE32 = new Int8Array(256).fill(-1);
ENCODE32.forEach((code, i) => {
  DECODE32[code] = i;
  DECODE32[String.fromCharCode(code).toLowerCase().charCodeAt(0)] = i;
});

/** How many characters the encoding of `length` bytes takes. */
export function base32Size(length: number): number {
  return Math.ceil(length / 5) * 8;
}
/** Writes the encoding to `out` from `at`. */
export function encodeBase32(data: Uint8Array, start: number, end: number, out: Uint8Array, at: number): void {
  let to = at;
  let bits = 0;
  let have = 0;
  for (let i = start; i < end; i++) {
    bits = ((bits << 8) | data[i]!) & 0xfff;
    have += 8;
    for (; have >= 5; have -= 5) out[to++] = ENCODE32[(bits >> (have - 5)) & 31]!;
  }
  if (have > 0) out[to++] = ENCODE32[(bits << (5 - have)) & 31]!;
  for (const stop = at + base32Size(end - start); to < stop; to++) out[to] = PAD;
}
/** The most bytes that so many characters give. */
export function decodedBase32Size(length: number): number {
  return ((length * 5) >> 3) + 1;
}
/**
 * Reads up to the first pad and passes over other characters; a lone last character gives its highest bits. Answers where the
 * bytes end that begin at `at`.
 */
export function decodeBase32(data: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  let to = at;
  let bits = 0;
  let have = 0;
  let inBlock = 0;
  for (let i = start; i < end; i++) {
    const byte = data[i]!;
    if (byte === PAD) break;
    const value = DECODE32[byte]!;
    if (value < 0) continue;
    inBlock = (inBlock + 1) & 7;
    bits = ((bits << 5) | value) & 0xfff;
    have += 5;
    if (have >= 8) {
      out[to++] = bits >> (have - 8);
      have -= 8;
    }
  }
  if (inBlock === 1) out[to++] = bits >> 2;
  return to;
}
