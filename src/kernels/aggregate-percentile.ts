/** Exact percentiles of groups: interpolated (percentile, percentile_cont, median) or picked (percentile_disc). */
import { Int64Builder, ListBuilder, NumberBuilder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, isValid } from "../arrow/vector.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { KernelError } from "./kernel.ts";
import { compareReal, doubleReader, integerReader } from "./row-order.ts";

export interface PercentileOptions {
  readonly percentages: readonly number[];
  /** The result is a list, also of one percentage. */
  readonly list: boolean;
  /** The value at the position, never between two. */
  readonly discrete: boolean;
  /** Of discrete ones: by the older rule, the lower of the neighbours that would be interpolated. */
  readonly legacy: boolean;
  readonly descending: boolean;
  /** The scale of decimal values. */
  readonly scale: number;
  /** The result's form: months are Int32, microseconds Int64. */
  readonly result: "double" | "int" | "long";
  /** A frequency that is the same for all rows, of which there is no column. */
  readonly frequency: number | null;
  /** How an error names the frequencies. */
  readonly frequencyName: string;
}

export const percentile: GroupKernel = (columns, options, groups) => {
  const o = options as PercentileOptions;
  const [values, frequencies] = columns as readonly [ArrowVector, ArrowVector?];
  const read = doubleReader(values, o.scale);
  const child =
    o.result === "long"
      ? new Int64Builder()
      : new NumberBuilder(o.result === "int" ? arrowType.int32 : arrowType.float64, groups);
  const list = new ListBuilder(child);
  const put = (x: number): void => {
    child.append((o.result === "double" ? x : Math.trunc(x)) as never);
  };
  const constant = o.frequency === null || o.frequency <= 1 ? undefined : (): number => o.frequency as number;
  const weigh = frequencies === undefined ? constant : weights(frequencies, o.frequencyName);
  return {
    add: (start, end) => {
      const sorted = weigh === undefined ? plain(values, read, start, end) : weighted(values, read, weigh, start, end);
      if (sorted.count > 0 && o.frequency !== null && o.frequency < 0) throw negative(o.frequencyName, o.frequency);
      if (sorted.count === 0 || o.frequency === 0 || o.percentages.length === 0) {
        (o.list ? list : child).appendNull();
        return;
      }
      for (const p of o.percentages) put(o.discrete ? picked(sorted, p, o) : between(sorted, p, o.descending));
      if (o.list) list.append();
    },
    finish: () => (o.list ? list : child).finish(),
  };
};

/** Values in ascending order; `at` is by position among all. */
interface Sorted {
  readonly count: number;
  at(position: number): number;
}
function plain(values: ArrowVector, read: (row: number) => number, start: number, end: number): Sorted {
  const found = new Float64Array(end - start);
  let n = 0;
  for (let i = start; i < end; i++) if (isValid(values, i)) found[n++] = read(i);
  // A typed array's own order puts NaN last, as Spark does.
  const sorted = found.subarray(0, n).sort();
  return { count: n, at: (position) => sorted[position] as number };
}
function negative(name: string, n: number | bigint): KernelError {
  return new KernelError("NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION", {
    frequencyExpression: `"${name}"`,
    negativeValue: `${n}L`,
  });
}
function weights(column: ArrowVector, name: string): (row: number) => number {
  const read = integerReader(column);
  return (row) => {
    if (!isValid(column, row)) return 0;
    const n = read(row);
    if (n < 0n) {
      throw negative(name, n);
    }
    return Number(n);
  };
}
function weighted(
  values: ArrowVector,
  read: (row: number) => number,
  weight: (row: number) => number,
  start: number,
  end: number,
): Sorted {
  const pairs: [number, number][] = [];
  for (let i = start; i < end; i++) {
    if (!isValid(values, i)) continue;
    const n = weight(i);
    if (n > 0) pairs.push([read(i), n]);
  }
  pairs.sort((a, b) => compareReal(a[0], b[0]));
  const ends: number[] = [];
  let count = 0;
  for (const [, n] of pairs) ends.push((count += n));
  return {
    count,
    at: (position) => {
      let low = 0;
      let high = ends.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] as number) > position) high = middle;
        else low = middle + 1;
      }
      return pairs[low]?.[0] ?? Number.NaN;
    },
  };
}

function between(sorted: Sorted, p: number, descending: boolean): number {
  const last = sorted.count - 1;
  const at = (i: number): number => sorted.at(descending ? last - i : i);
  const position = last * p;
  const [lower, higher] = [Math.floor(position), Math.ceil(position)];
  const a = at(lower);
  if (lower === higher) return a;
  const b = at(higher);
  return Object.is(a, b) ? a : a + (b - a) * (position - lower);
}
/** The first value whose share of the values up to it reaches the percentage. */
function picked(sorted: Sorted, p: number, { descending, legacy }: PercentileOptions): number {
  const last = sorted.count - 1;
  const index = legacy ? Math.floor(last * p) : Math.max(0, Math.ceil(p * sorted.count) - 1);
  return sorted.at(descending ? last - index : index);
}
