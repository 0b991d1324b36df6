/** Bitmaps of 32768 bits: built of positions, or of other bitmaps. */
import { BinaryBuilder } from "../arrow/builders.ts";
import { type ArrowVector, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { KernelError } from "./kernel.ts";

const BYTES = 4096;

export const bitmapConstruct: GroupKernel = (columns, _, groups) => {
  const [column] = columns as readonly [ArrowVector];
  const out = new BinaryBuilder(groups);
  const bitmap = new Uint8Array(BYTES);
  return {
    add: (start, end) => {
      bitmap.fill(0);
      for (let i = start; i < end; i++) {
        if (!isValid(column, i)) continue;
        const position = Number(column.data[i]);
        if (position < 0 || position >= BYTES * 8) {
          throw new KernelError("INVALID_BITMAP_POSITION", {
            bitPosition: String(column.data[i]),
            bitmapNumBytes: String(BYTES),
            bitmapNumBits: String(BYTES * 8),
          });
        }
        setBit(bitmap, position);
      }
      out.append(bitmap);
    },
    finish: () => out.finish(),
  };
};
type Words = Int32Array | Uint8Array;
function or(into: Words, other: Words): void {
  for (let i = 0; i < other.length; i++) into[i]! |= other[i]!;
}
function and(into: Words, other: Words): void {
  for (let i = 0; i < other.length; i++) into[i]! &= other[i]!;
}
/** A bitmap that is too short ends in zeros; one that is too long is cut. */
export const bitmapMerge: GroupKernel = (columns, options, groups) => {
  const [column] = columns as readonly [ArrowVector];
  const { operation } = options as { readonly operation: "and" | "or" };
  const merge = operation === "or" ? or : and;
  const out = new BinaryBuilder(groups);
  const bitmap = new Uint8Array(BYTES);
  const words = new Int32Array(bitmap.buffer);
  const offsets = column.type.kind === "null" ? new Int32Array(0) : offsetsOf(column);
  const data = column.data as Uint8Array;
  return {
    add: (start, end) => {
      bitmap.fill(operation === "or" ? 0 : 0xff);
      for (let i = start; i < end; i++) {
        if (!isValid(column, i)) continue;
        const from = offsets[i] as number;
        const size = Math.min((offsets[i + 1] as number) - from, BYTES);
        const at = data.byteOffset + from;
        // Bitmaps of full size mostly stand at multiples of four.
        const whole = (at & 3) === 0 ? size >> 2 : 0;
        if (whole > 0) merge(words, new Int32Array(data.buffer, at, whole));
        merge(bitmap.subarray(whole * 4, size), data.subarray(from + whole * 4, from + size));
        if (operation === "and") bitmap.fill(0, size);
      }
      out.append(bitmap);
    },
    finish: () => out.finish(),
  };
};
