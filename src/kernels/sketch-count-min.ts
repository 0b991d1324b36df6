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
const PRIME = (1n << 31n) - 1n;

export const countMin: GroupKernel = (columns, options, groups) => {
  const { depth, width, seed } = options as CountMinOptions;
  const [column] = columns as readonly [ArrowVector];
  const random = new JavaRandom(seed);
  const factors = Array.from({ length: depth }, () => random.nextInt(0x7fffffff));
  const buckets = bucketsOf(column, factors, depth, width);
  const out = new BinaryBuilder(groups);
  const bytes = new Uint8Array(20 + depth * 8 + depth * width * 8);
  const view = new DataView(bytes.buffer);
  return {
    add: (start, end) => {
      const table = Array.from({ length: depth }, () => new Float64Array(width));
      let total = 0;
      for (let i = start; i < end; i++) {
        if (!isValid(column, i)) continue;
        total++;
        buckets(i, (row, bucket) => {
          (table[row] as Float64Array)[bucket]!++;
        });
      }
      view.setInt32(0, 1);
      view.setBigInt64(4, BigInt(total));
      view.setInt32(12, depth);
      view.setInt32(16, width);
      let at = 20;
      for (const f of factors) {
        view.setBigInt64(at, BigInt(f));
        at += 8;
      }
      for (const row of table) {
        for (const count of row) {
          view.setBigInt64(at, BigInt(count));
          at += 8;
        }
      }
      out.append(bytes);
    },
    finish: () => out.finish(),
  };
};

type Buckets = (row: number, use: (row: number, bucket: number) => void) => void;
function bucketsOf(column: ArrowVector, factors: readonly number[], depth: number, width: number): Buckets {
  const { type, data } = column;
  if (type.kind === "utf8" || type.kind === "binary") {
    const offsets = offsetsOf(column);
    return (row, use) => {
      const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
      const first = murmur3Bytes(data as Uint8Array, from, to, 0);
      const second = murmur3Bytes(data as Uint8Array, from, to, first);
      for (let i = 0; i < depth; i++) use(i, Math.abs(((first + Math.imul(i, second)) | 0) % width));
    };
  }
  const large = factors.map(BigInt);
  return (row, use) => {
    const item = BigInt(data[row] as number | bigint);
    large.forEach((factor, i) => {
      const product = BigInt.asIntN(64, factor * item);
      const hash = BigInt.asIntN(64, product + (product >> 32n)) & PRIME;
      use(i, Number(hash) % width);
    });
  };
}
