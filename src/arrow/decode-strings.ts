import { isAscii } from "node:buffer";
import { type ArrowVector, isValid, offsetsOf } from "./vector.ts";

/** Rows taken together; short enough that a string cut from the text of a block does not keep much else alive. */
const BLOCK = 1024;
const MAX_BLOCK_BYTES = 1 << 24;

/** The bytes of a string or binary column as a Buffer over the same memory. */
export function bufferOf(vector: ArrowVector): Buffer {
  const { data } = vector;
  return Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}

/**
 * A whole column of strings. Where a block is ASCII, it becomes one JavaScript string that the rows are cut from, which
 * takes a fifth of the time of decoding row by row.
 */
export function decodeStrings(vector: ArrowVector): (string | null)[] {
  const bytes = bufferOf(vector);
  const offsets = offsetsOf(vector);
  const { length } = vector;
  const out: (string | null)[] = [];
  for (let start = 0; start < length; start += BLOCK) {
    const end = Math.min(start + BLOCK, length);
    const from = offsets[start] ?? 0;
    const to = offsets[end] ?? 0;
    if (to - from <= MAX_BLOCK_BYTES && isAscii(bytes.subarray(from, to))) {
      const text = bytes.toString("latin1", from, to);
      let at = 0;
      for (let i = start; i < end; i++) {
        const next = (offsets[i + 1] ?? 0) - from;
        out.push(text.substring(at, next));
        at = next;
      }
    } else {
      for (let i = start; i < end; i++) {
        out.push(bytes.toString("utf8", offsets[i] ?? 0, offsets[i + 1] ?? 0));
      }
    }
  }
  if (vector.nullCount > 0) {
    for (let i = 0; i < length; i++) if (!isValid(vector, i)) out[i] = null;
  }
  return out;
}
