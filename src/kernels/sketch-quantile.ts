/** percentile_approx: quantile summaries after Greenwald and Khanna, kept and compressed when Spark does. */
import { Int128Builder, Int64Builder, ListBuilder, NumberBuilder } from "../arrow/builders.ts";
import type { ColumnBuilder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, isValid } from "../arrow/vector.ts";
import { doubleText } from "../types/calendar.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { doubleReader } from "./row-order.ts";

export interface QuantileOptions {
  readonly percentages: readonly number[];
  readonly list: boolean;
  readonly accuracy: number;
  readonly scale: number;
  /** How a value is written: as an integer of the column's own width, or a float. */
  readonly wide: boolean;
}

const HEAD = 50_000;
const COMPRESS_FROM = 10_000;

/** Samples in ascending order; `g`: ranks since the one before; `delta`: what the rank may be off by. */
class Summary {
  readonly error: number;
  count = 0;
  values: number[] = [];
  g: number[] = [];
  delta: number[] = [];
  #head: number[] = [];
  constructor(error: number) {
    this.error = error;
  }
  insert(x: number): void {
    this.#head.push(x);
    if (this.#head.length < HEAD) return;
    this.#mergeHead();
    if (this.values.length >= COMPRESS_FROM) this.compress();
  }
  #mergeHead(): void {
    if (this.#head.length === 0) return;
    const sorted = Float64Array.from(this.#head).sort();
    this.#head = [];
    const { values, g, delta } = this;
    const [v, w, d]: [number[], number[], number[]] = [[], [], []];
    let at = 0;
    const keep = (): void => {
      v.push(values[at] as number);
      w.push(g[at] as number);
      d.push(delta[at++] as number);
    };
    for (let i = 0; i < sorted.length; i++) {
      const x = sorted[i] as number;
      while (at < values.length && (values[at] as number) <= x) keep();
      this.count++;
      const edge = v.length === 0 || (at === values.length && i === sorted.length - 1);
      v.push(x);
      w.push(1);
      d.push(edge ? 0 : Math.floor(2 * this.error * this.count));
    }
    while (at < values.length) keep();
    [this.values, this.g, this.delta] = [v, w, d];
  }
  compress(): void {
    this.#mergeHead();
    const { values, g, delta } = this;
    const n = values.length;
    if (n === 0) return;
    const threshold = 2 * this.error * this.count;
    const [v, w, d]: [number[], number[], number[]] = [[], [], []];
    let [hv, hg, hd] = [values[n - 1] as number, g[n - 1] as number, delta[n - 1] as number];
    const put = (): void => {
      v.push(hv);
      w.push(hg);
      d.push(hd);
    };
    for (let i = n - 2; i >= 1; i--) {
      if ((g[i] as number) + hg + hd < threshold) hg += g[i] as number;
      else {
        put();
        [hv, hg, hd] = [values[i] as number, g[i] as number, delta[i] as number];
      }
    }
    put();
    if ((values[0] as number) <= hv && n > 1) {
      v.push(values[0] as number);
      w.push(g[0] as number);
      d.push(delta[0] as number);
    }
    [this.values, this.g, this.delta] = [v.reverse(), w.reverse(), d.reverse()];
  }
  query(p: number): number {
    const { values, g, delta, error } = this;
    const last = values.length - 1;
    if (p <= error || last === 0) return values[0] as number;
    if (p >= 1 - error) return values[last] as number;
    const rank = Math.ceil(p * this.count);
    let most = 0;
    for (let i = 0; i <= last; i++) most = Math.max(most, (g[i] as number) + (delta[i] as number));
    const target = Math.floor(most / 2);
    let least = 0;
    for (let i = 0; i < last; i++) {
      least += g[i] as number;
      if (least + (delta[i] as number) - target <= rank && rank <= least + target) return values[i] as number;
    }
    return values[last] as number;
  }
}

export const percentileApprox: GroupKernel = (columns, options, groups) => {
  const o = options as QuantileOptions;
  const [column] = columns as readonly [ArrowVector];
  const read = doubleReader(column, o.scale);
  const child = outputFor(column, groups);
  const put = writer(column, child, o.scale);
  const list = new ListBuilder(child);
  const limit = Math.trunc(1 / (1 / o.accuracy)) * 4;
  return {
    add: (start, end) => {
      const summary = new Summary(1 / o.accuracy);
      for (let i = start; i < end; i++) {
        if (!isValid(column, i)) continue;
        summary.insert(read(i));
        if (summary.values.length >= limit) summary.compress();
      }
      summary.compress();
      if (summary.count === 0 || o.percentages.length === 0) {
        (o.list ? list : child).appendNull();
        return;
      }
      for (const p of o.percentages) put(summary.query(p));
      if (o.list) list.append();
    },
    finish: () => (o.list ? list : child).finish(),
  };
};

/** Values come back in the form they came in. */
function outputFor({ type }: ArrowVector, groups: number): ColumnBuilder & { append(v: never): void } {
  if (type.kind === "decimal") return new Int128Builder(type, groups);
  if (type.kind === "timestamp" || (type.kind === "int" && type.bits === 64)) return new Int64Builder(type, groups);
  return new NumberBuilder(type.kind === "null" ? arrowType.float64 : type, groups);
}
function writer(column: ArrowVector, builder: { append(v: never): void }, scale: number): (x: number) => void {
  const { kind } = column.type;
  if (kind === "float" || kind === "null") return (x) => builder.append(x as never);
  if (kind === "decimal") return (x) => builder.append(unscaled(x, scale) as never);
  if (scale > 0) return (x) => builder.append(Number(unscaled(x, scale)) as never);
  return (x) => builder.append(wholeNumber(x) as never);
}
/** As Java casts a double to a long: what is beyond its range is the end of the range. */
export function wholeNumber(x: number): number | bigint {
  if (x >= 2 ** 63) return 2n ** 63n - 1n;
  return x < -(2 ** 63) ? -(2n ** 63n) : Math.trunc(x);
}
/** The decimal nearest to a double, by the digits that Java writes. */
export function unscaled(x: number, scale: number): bigint {
  const text = doubleText(x);
  const [mantissa = "0", exponent = "0"] = text.split("E");
  const digits = mantissa.replace(".", "");
  const fraction = mantissa.includes(".") ? mantissa.length - mantissa.indexOf(".") - 1 : 0;
  const shift = Number(exponent) - fraction + scale;
  if (shift >= 0) return BigInt(digits) * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  const value = BigInt(digits);
  const half = divisor / 2n;
  return (value < 0n ? value - half : value + half) / divisor;
}
