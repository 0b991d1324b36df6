/** The values behind `freqItems`, counted in a map of bounded size, as in Karp, Schenker and Papadimitriou. */
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, isValid } from "../arrow/vector.ts";
import { javaHash } from "./aggregate-mode.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { rowKey } from "./row-order.ts";

export interface FrequentOptions {
  /** How many values are counted at a time. */
  readonly size: number;
}
interface Entry {
  readonly row: number;
  count: number;
}

export const frequentItems: GroupKernel = (columns, options, groups) => {
  const { size } = options as FrequentOptions;
  const column = columns[0] as ArrowVector;
  const key = rowKey(column);
  const hash = javaHash(column) ?? (() => 0);
  const offsets = new Int32Array(groups + 1);
  const found: number[] = [];
  let group = 0;
  return {
    add: (start, end) => {
      const counts = new Map<unknown, Entry>();
      let capacity = 16;
      for (let row = start; row < end; row++) {
        const k = key(row);
        const entry = counts.get(k);
        if (counts.size + 1 >= 0.75 * capacity) capacity *= 2;
        if (entry !== undefined) entry.count++;
        else if (counts.size < size) counts.set(k, { row, count: 1 });
        else fall(counts);
      }
      const rows = [...counts.values()].map((entry) => entry.row);
      found.push(...inMapOrder(rows, (row) => (isValid(column, row) ? hash(row) : 0), capacity));
      offsets[++group] = found.length;
    },
    finish: () =>
      arrowVector(arrowType.list, groups, { offsets, children: [takeVector(column, Int32Array.from(found))] }),
  };
};

/** A value that finds no place takes one from each count; values without counts go. */
function fall(counts: Map<unknown, Entry>): void {
  for (const [key, entry] of counts) if (--entry.count === 0) counts.delete(key);
}

/** The order in which Scala's hash map, of that many buckets, gives its keys. */
function inMapOrder(rows: readonly number[], hash: (row: number) => number, buckets: number): number[] {
  const places = rows.map((row) => {
    const h = hash(row);
    const mixed = h ^ (h >>> 16);
    return { row, mixed, bucket: mixed & (buckets - 1) };
  });
  return places.sort((a, b) => a.bucket - b.bucket || a.mixed - b.mixed).map((place) => place.row);
}
