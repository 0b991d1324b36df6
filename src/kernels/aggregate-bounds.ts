/** Where frames by value begin and end: each partition is walked once for each side. */
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import type { Kernel } from "./kernel.ts";
import { compareReal, integerReader } from "./row-order.ts";

interface Options {
  /** What bounds the frame: its partition, the row's peers, or a value (a column of its own). */
  readonly lower: "partition" | "peers" | "value";
  readonly upper: "partition" | "peers" | "value";
  readonly descending: boolean;
  readonly nullsLast: boolean;
}
/** Order of a row's key and a limit. */
type Compare = (row: number, of: number) => number;

function ordering(keys: ArrowVector, limits: ArrowVector, { descending, nullsLast }: Options): Compare {
  const direction = descending ? -1 : 1;
  const nulls = nullsLast ? 1 : -1;
  const values = valueOrder(keys, limits);
  return (row, of) => {
    const [k, l] = [isValid(keys, row), isValid(limits, of)];
    if (k && l) return direction * values(row, of);
    return k === l ? 0 : k ? -nulls : nulls;
  };
}
function valueOrder(keys: ArrowVector, limits: ArrowVector): Compare {
  if (keys.type.kind === "float") return (a, b) => compareReal(keys.data[a] as number, limits.data[b] as number);
  if (keys.type.kind === "decimal") {
    const [k, l] = [integerReader(keys), integerReader(limits)];
    return (a, b) => {
      const [x, y] = [k(a), l(b)];
      return x < y ? -1 : x > y ? 1 : 0;
    };
  }
  const [k, l] = [keys.data, limits.data];
  return (a, b) => {
    const [x, y] = [k[a]!, l[b]!];
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

/** Arguments: one list each of partition starts, keys, and the limits of the sides that have a value or peers. */
export const windowBounds: Kernel = (lists, options, rows) => {
  const o = options as Options;
  const columns = lists.map((l) => childOf(l));
  const [partition, keys] = columns as [ArrowVector, ArrowVector];
  let next = 2;
  const lower = o.lower === "partition" ? undefined : ordering(keys, columns[next++] as ArrowVector, o);
  const upper = o.upper === "partition" ? undefined : ordering(keys, columns[next] as ArrowVector, o);
  const n = keys.length;
  const starts = partition.data as BigInt64Array;
  const from = new BigInt64Array(n);
  const to = new BigInt64Array(n);
  for (let begin = 0, end: number; begin < n; begin = end) {
    const id = starts[begin]!;
    for (end = begin + 1; end < n && starts[end] === id;) end++;
    let [low, high] = [begin, begin];
    for (let i = begin; i < end; i++) {
      if (lower !== undefined) while (low < end && lower(low, i) < 0) low++;
      if (upper !== undefined) while (high < end && upper(high, i) <= 0) high++;
      from[i] = BigInt(lower === undefined ? begin : low);
      to[i] = BigInt(upper === undefined ? end : high);
    }
  }
  const pair = arrowVector(arrowType.struct, n, {
    children: [from, to].map((data) => arrowVector(arrowType.int64, n, { data })),
  });
  const offsets = rows === 1 ? Int32Array.of(0, n) : offsetsOf(lists[0] as ArrowVector);
  return arrowVector(arrowType.list, rows, { offsets, children: [pair] });
};
