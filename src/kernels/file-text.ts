/** The text of a file, or of a part of it: decompressed, as UTF-8, cut into lines. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import * as zlib from "node:zlib";
import { unsupported } from "../types/spark-error.ts";

export interface FilePart {
  readonly path: string;
  /** Lines that begin in these bytes; absent: the whole file. */
  readonly start?: number;
  readonly end?: number;
  /** Default UTF-8. */
  readonly encoding?: string;
  /** What ends a line; absent: `\n`, `\r\n` and `\r`. */
  readonly lineSep?: string | undefined;
}

const CODECS: { readonly [extension: string]: (bytes: Uint8Array) => Uint8Array } = {
  ".gz": (bytes) => zlib.gunzipSync(bytes),
  ".deflate": (bytes) => zlib.inflateSync(bytes),
  ".zst": (bytes) => {
    const unzip = (zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array }).zstdDecompressSync;
    if (unzip === undefined) throw unsupported("zstd files on this version of Node");
    return unzip(bytes);
  },
};
const UNKNOWN_CODECS: ReadonlySet<string> = new Set([".bz2", ".snappy", ".lz4", ".lzo"]);

function extensionOf(path: string): string {
  return /\.[a-z0-9]+$/i.exec(path)?.[0].toLowerCase() ?? "";
}
export function isCompressed(path: string): boolean {
  const extension = extensionOf(path);
  return extension in CODECS || UNKNOWN_CODECS.has(extension);
}
export function isUtf8Name(encoding: string | undefined): boolean {
  return encoding === undefined || /^(utf-?8|us-ascii|ascii)$/i.test(encoding);
}

/** All bytes of a file, decompressed, in UTF-8 and without a byte order mark. */
export function fileBytes(path: string, encoding?: string): Uint8Array {
  const extension = extensionOf(path);
  if (UNKNOWN_CODECS.has(extension)) throw unsupported(`${extension} files`);
  const raw = readFileSync(path);
  const bytes = CODECS[extension]?.(raw) ?? raw;
  return withoutMark(isUtf8Name(encoding) ? bytes : new TextEncoder().encode(decoderOf(encoding ?? "").decode(bytes)));
}
function decoderOf(encoding: string): InstanceType<typeof TextDecoder> {
  const name = /^utf-?16$/i.test(encoding) ? "utf-16le" : encoding;
  try {
    return new TextDecoder(name);
  } catch {
    throw unsupported(`the encoding ${encoding}`);
  }
}
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

export interface TextPart {
  readonly bytes: Uint8Array;
  /** Whether the part begins with the file's first line. */
  readonly first: boolean;
}
/** The lines that begin in the part, as a run of bytes. */
export function partBytes(part: FilePart): TextPart {
  const { path, start = 0, end } = part;
  if (end === undefined) return { bytes: fileBytes(path, part.encoding), first: true };
  const fd = openSync(path, "r");
  try {
    const { size } = fstatSync(fd);
    const stop = Math.min(end, size);
    // One byte before tells whether a line begins right at the start.
    const from = Math.max(0, start - 1);
    const head = readAt(fd, from, stop - from);
    const begin = start === 0 ? 0 : lineAfter(head, 0);
    if (begin === undefined) return { bytes: new Uint8Array(0), first: false };
    const pieces = [head.subarray(begin)];
    for (let at = stop; at < size && !endsLine(pieces); at += TAIL) {
      const tail = readAt(fd, at, Math.min(TAIL, size - at));
      const cut = lineAfter(tail, 0);
      pieces.push(cut === undefined ? tail : tail.subarray(0, cut));
      if (cut !== undefined) break;
    }
    const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
    return { bytes: start === 0 ? withoutMark(bytes) : bytes, first: start === 0 };
  } finally {
    closeSync(fd);
  }
}
const TAIL = 64 * 1024;
function readAt(fd: number, position: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const got = readSync(fd, bytes, done, Math.min(length - done, 1 << 30), position + done);
    if (got === 0) break;
    done += got;
  }
  return bytes.subarray(0, done);
}
function lineAfter(bytes: Uint8Array, from: number): number | undefined {
  const at = bytes.indexOf(10, from);
  return at < 0 ? undefined : at + 1;
}
function endsLine(pieces: readonly Uint8Array[]): boolean {
  return pieces.at(-1)?.at(-1) === 10;
}

/** Calls for each line, without what ends it. */
export function eachLine(
  bytes: Uint8Array,
  lineSep: string | undefined,
  call: (start: number, end: number) => void,
): void {
  if (lineSep !== undefined) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const separator = Buffer.from(lineSep);
    for (let at = 0; at < bytes.length;) {
      const found = buffer.indexOf(separator, at);
      call(at, found < 0 ? bytes.length : found);
      if (found < 0) return;
      at = found + separator.length;
    }
    return;
  }
  const { length } = bytes;
  let back = bytes.indexOf(13);
  for (let at = 0; at < length;) {
    let end = bytes.indexOf(10, at);
    if (end < 0) end = length;
    if (back >= 0 && back < end) {
      call(at, back);
      at = back + (bytes[back + 1] === 10 ? 2 : 1);
      back = bytes.indexOf(13, at);
      continue;
    }
    call(at, end);
    at = end + 1;
  }
}
