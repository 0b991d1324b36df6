/** JSON text written as bytes: without strings where what is written is bytes already. */
import { Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, isValid } from "../arrow/vector.ts";
import { jsonString } from "../types/variant-codec.ts";

const ENCODER = new TextEncoder();
const [QUOTE, BACKSLASH, MINUS, ZERO] = [34, 92, 45, 48] as const;

/** Texts one after the other, each from the start of the buffer. */
export class JsonBytes {
  bytes: Uint8Array = new Uint8Array(256);
  /** How much of the buffer the text takes. */
  used = 0;
  #buffer: Buffer = Buffer.alloc(0);
  #room(extra: number): void {
    if (this.used + extra <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.used + extra));
    grown.set(this.bytes.subarray(0, this.used));
    this.bytes = grown;
  }
  byte(byte: number): void {
    this.#room(1);
    this.bytes[this.used++] = byte;
  }
  raw(from: Uint8Array, start = 0, end: number = from.length): void {
    this.#room(end - start);
    const { bytes } = this;
    let at = this.used;
    for (let i = start; i < end; i++) bytes[at++] = from[i]!;
    this.used = at;
  }
  /** Whether what was written from `end` on is what stands from `start` to there. */
  repeats(start: number, end: number): boolean {
    const { bytes } = this;
    if (this.used - end !== end - start) return false;
    for (let i = start, k = end; i < end; i++, k++) if (bytes[i] !== bytes[k]) return false;
    return true;
  }
  text(text: string): void {
    this.#room(text.length * 3);
    this.used += ENCODER.encodeInto(text, this.bytes.subarray(this.used)).written;
  }
  /** An integer of 32 bits. */
  integer(value: number): void {
    this.#room(12);
    if (value < 0) this.bytes[this.used++] = MINUS;
    let rest = Math.abs(value);
    let digits = 1;
    for (let limit = 10; rest >= limit; limit *= 10) digits++;
    this.used += digits;
    for (let at = this.used - 1; digits > 0; digits--, at--) {
      const tens = Math.floor(rest / 10);
      this.bytes[at] = ZERO + rest - tens * 10;
      rest = tens;
    }
  }
  /** A string of UTF-8; where it is not known to be, `checked` is false, and what is wrong in it is replaced. */
  string(from: Uint8Array, start: number, end: number, checked: boolean): void {
    const most = checked ? 255 : 127;
    this.#room(end - start + 2);
    const { bytes } = this;
    let at = this.used;
    bytes[at++] = QUOTE;
    for (let i = start; i < end; i++) {
      const byte = from[i]!;
      if (byte < 32 || byte > most || byte === QUOTE || byte === BACKSLASH) {
        if (this.#buffer.buffer !== from.buffer) this.#buffer = Buffer.from(from.buffer);
        const { byteOffset } = from;
        return this.text(jsonString(this.#buffer.toString("utf8", byteOffset + start, byteOffset + end)));
      }
      bytes[at++] = byte;
    }
    bytes[at++] = QUOTE;
    this.used = at;
  }
}

/** A text of each row of a column, by what `write` leaves in `text`: null where the row is null, or it says false. */
export function writtenTexts(
  column: ArrowVector,
  rows: number,
  text: JsonBytes,
  write: (row: number) => boolean | void,
): ArrowVector {
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    text.used = 0;
    if (isValid(column, row) && write(row) !== false) out.append(text.bytes, 0, text.used);
    else out.appendNull();
  }
  return out.finish();
}
