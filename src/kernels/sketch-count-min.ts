/** count_min_sketch: counts by hash in a table, in the binary form of Spark's own library. */
import { BinaryBuilder } from "../arrow/builders.ts";
import { type ArrowVector, isValid, offsetsOf } from "../arrow/vector.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { murmur3Bytes } from "./murmur3.ts";
import { JavaRandom } from "./sketch-random.ts";

export interface CountMinOptions {
  readonly depth: number;
  readonly width: number;
  readonly seed: number;
}

export const countMin: GroupKernel = (columns, options, groups) => {
  const { depth, width, seed } = options as CountMinOptions;
  const [column] = columns as readonly [ArrowVector];
  const random = new JavaRandom(seed);
  const factors = Int32Array.from({ length: depth }, () => random.nextInt(0x7fffffff));
  const buckets = new Int32Array(depth);
  const find = bucketFinder(column, factors, width, buckets);
  const out = new BinaryBuilder(groups);
  const table = new Float64Array(depth * width);
  const bytes = new Uint8Array(20 + depth * 8 + depth * width * 8);
  const view = new DataView(bytes.buffer);
  const setLong = (at: number, value: number): void => {
    view.setInt32(at, Math.floor(value / 4294967296));
    view.setInt32(at + 4, value);
  };
  return {
    add: (start, end) => {
      table.fill(0);
      let total = 0;
      for (let i = start; i < end; i++) {
        if (!isValid(column, i)) continue;
        total++;
        find(i);
        for (let d = 0; d < depth; d++) table[d * width + buckets[d]!]!++;
      }
      view.setInt32(0, 1);
      setLong(4, total);
      view.setInt32(12, depth);
      view.setInt32(16, width);
      let at = 20;
      for (let d = 0; d < depth; d++, at += 8) setLong(at, factors[d]!);
      for (let i = 0; i < table.length; i++, at += 8) setLong(at, table[i]!);
      out.append(bytes);
    },
    finish: () => out.finish(),
  };
};

/** Puts the bucket of a row's value in each row of the table. */
export function bucketFinder(
  column: ArrowVector,
  factors: Int32Array,
  width: number,
  buckets: Int32Array,
): (row: number) => void {
  const { type, data } = column;
  const depth = factors.length;
  if (type.kind === "utf8" || type.kind === "binary") {
    const offsets = offsetsOf(column);
    return (row) => {
      const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
      const first = murmur3Bytes(data as Uint8Array, from, to, 0);
      const second = murmur3Bytes(data as Uint8Array, from, to, first);
      for (let d = 0; d < depth; d++) buckets[d] = Math.abs(((first + Math.imul(d, second)) | 0) % width);
    };
  }
  const words =
    data instanceof BigInt64Array ? new Int32Array(data.buffer, data.byteOffset, data.length * 2) : undefined;
  return (row) => {
    const low = words === undefined ? Number(data[row]) | 0 : words[row * 2]!;
    const high = words === undefined ? low >> 31 : words[row * 2 + 1]!;
    for (let d = 0; d < depth; d++) {
      const factor = factors[d]!;
      // The halves of the product of 64 bits, added, without the sign: modulo the prime, nearly.
      const upper = Math.imul(factor, high) + upperProduct(factor, low);
      buckets[d] = ((Math.imul(factor, low) + upper) & 0x7fffffff) % width;
    }
  };
}
/** The upper half of the product of two numbers of 32 bits, without signs. */
function upperProduct(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  return (a1 * b1 + Math.floor((a0 * b1 + (middle & 0xffff)) / 65536) + Math.floor(middle / 65536)) | 0;
}
