/** mode(): the most frequent value of a group. */
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, isValid, offsetsOf } from "../arrow/vector.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { murmur3Bytes } from "./murmur3.ts";
import { rowKey, rowOrder } from "./row-order.ts";

export interface ModeOptions {
  /** Which of several most frequent values: the least, the greatest, or whichever Spark comes to first. */
  readonly tie: "least" | "greatest" | "any";
}

export const mode: GroupKernel = (columns, options, groups) => {
  const { tie } = options as ModeOptions;
  const column = columns[0] as ArrowVector;
  const key = rowKey(column);
  const order = rowOrder(column);
  const hash = tie === "any" ? javaHash(column) : undefined;
  const found = new Int32Array(groups);
  let group = 0;
  return {
    add: (start, end) => {
      const counts = new Map<string | number | bigint, { row: number; count: number }>();
      for (let i = start; i < end; i++) {
        if (!isValid(column, i)) continue;
        const k = key(i) as string | number | bigint;
        const entry = counts.get(k);
        if (entry === undefined) counts.set(k, { row: i, count: 1 });
        else entry.count++;
      }
      found[group++] = best([...counts.values()], tie, order, hash);
    },
    finish: () => takeVector(column, found),
  };
};
interface Entry {
  readonly row: number;
  readonly count: number;
}
function best(
  entries: readonly Entry[],
  tie: ModeOptions["tie"],
  order: (a: number, b: number) => number,
  hash: ((row: number) => number) | undefined,
): number {
  let most = 0;
  for (const e of entries) if (e.count > most) most = e.count;
  const tied = entries.filter((e) => e.count === most).map((e) => e.row);
  const [first] = tied;
  if (first === undefined) return -1;
  if (tied.length === 1) return first;
  if (tie !== "any") {
    return tied.reduce((a, b) => (order(a, b) < 0 === (tie === "least") ? a : b));
  }
  if (hash === undefined) return first;
  const slots = placed(
    entries.map((e) => e.row),
    hash,
  );
  return tied.reduce((a, b) => ((slots.get(a) as number) < (slots.get(b) as number) ? a : b));
}

/**
 * Spark takes the first of them in the order of its hash map's slots: linear in a table of powers of two, which doubles at
 * 70 % full; collisions step on by 1, 2, 3 ...
 */
function placed(rows: readonly number[], hash: (row: number) => number): ReadonlyMap<number, number> {
  const hashes = rows.map((row) => mixed(hash(row)));
  let capacity = 64;
  let table = new Int32Array(capacity).fill(-1);
  const insert = (into: Int32Array, i: number): void => {
    const mask = into.length - 1;
    let at = (hashes[i] as number) & mask;
    for (let step = 1; into[at] !== -1; step++) at = (at + step) & mask;
    into[at] = i;
  };
  rows.forEach((_, i) => {
    insert(table, i);
    if (i + 1 <= 0.7 * capacity) return;
    capacity *= 2;
    const grown = new Int32Array(capacity).fill(-1);
    for (const old of table) if (old >= 0) insert(grown, old);
    table = grown;
  });
  return new Map([...table].flatMap((i, slot) => (i < 0 ? [] : [[rows[i] as number, slot] as const])));
}
/** 32-bit Murmur3 of one int with seed 0, as Guava's `murmur3_32().hashInt`. */
function mixed(value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  h ^= 4;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Java's hash code of the boxed value; undefined for types whose order Spark leaves open too. */
export function javaHash(column: ArrowVector): ((row: number) => number) | undefined {
  const { type, data } = column;
  switch (type.kind) {
    case "int":
      if (type.bits <= 32) return (i) => data[i] as number;
      return (i) => foldLong(data[i] as bigint);
    case "date":
      return (i) => data[i] as number;
    case "timestamp":
      return (i) => foldLong(data[i] as bigint);
    case "float": {
      if (type.bits === 32) {
        const bits = new Int32Array(Float32Array.from(data as Float32Array).buffer);
        return (i) => bits[i] as number;
      }
      const bits = new BigInt64Array(Float64Array.from(data as Float64Array).buffer);
      return (i) => foldLong(bits[i] as bigint);
    }
    case "utf8": {
      const offsets = offsetsOf(column);
      return (i) => murmur3Bytes(data as Uint8Array, offsets[i] as number, offsets[i + 1] as number, 42);
    }
    default:
      return undefined;
  }
}
function foldLong(value: bigint): number {
  return Number(BigInt.asIntN(32, value ^ BigInt.asIntN(32, value >> 32n)));
}
