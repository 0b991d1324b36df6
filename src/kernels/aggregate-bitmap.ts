/** Bitmaps of 32768 bits: built of positions, or of other bitmaps. */
import { BinaryBuilder } from "../arrow/builders.ts";
import { type ArrowVector, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import { wordsOf } from "./byte-words.ts";
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
type Merge = (into: Int32Array, other: Int32Array, at: number, count: number) => void;
const or: Merge = (into, other, at, count) => {
  for (let i = 0; i < count; i++) into[i]! |= other[at + i]!;
};
const and: Merge = (into, other, at, count) => {
  for (let i = 0; i < count; i++) into[i]! &= other[at + i]!;
};
/** A bitmap that is too short ends in zeros; one that is too long is cut. */
export const bitmapMerge: GroupKernel = (columns, options, groups) => {
  const [column] = columns as readonly [ArrowVector];
  const { operation } = options as { readonly operation: "and" | "or" };
  const merge = operation === "or" ? or : and;
  const out = new BinaryBuilder(groups);
  const words = new Int32Array(BYTES / 4);
  const bitmap = new Uint8Array(words.buffer);
  const offsets = column.type.kind === "null" ? new Int32Array(0) : offsetsOf(column);
  const data = column.data as Uint8Array;
  const all = wordsOf(data);
  const copy = new Int32Array(BYTES / 4);
  const copied = new Uint8Array(copy.buffer);
  return {
    add: (start, end) => {
      words.fill(operation === "or" ? 0 : -1);
      for (let i = start; i < end; i++) {
        if (!isValid(column, i)) continue;
        const from = offsets[i] as number;
        const size = Math.min((offsets[i + 1] as number) - from, BYTES);
        // Bitmaps of full size mostly stand at multiples of four.
        if (((from | size) & 3) === 0 && all.length > 0) merge(words, all, from >> 2, size >> 2);
        else {
          copied.fill(0);
          copied.set(data.subarray(from, from + size));
          merge(words, copy, 0, (size + 3) >> 2);
        }
        if (operation === "and") bitmap.fill(0, size);
      }
      out.append(bitmap);
    },
    finish: () => out.finish(),
  };
};
