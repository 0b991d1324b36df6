/** histogram_numeric: bins merged pair by nearest pair, as in Ben-Haim and Tom-Tov's streaming histograms. */
import { Int128Builder, Int64Builder, ListBuilder, NumberBuilder, StructBuilder } from "../arrow/builders.ts";
import type { ColumnBuilder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, isValid } from "../arrow/vector.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { doubleReader } from "./row-order.ts";
import { unscaled, wholeNumber } from "./sketch-quantile.ts";
import { JavaRandom } from "./sketch-random.ts";

export interface HistogramOptions {
  readonly bins: number;
  readonly scale: number;
}

class Histogram {
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly #bins: number;
  // Ties are broken by chance, from the seed that Spark has too.
  readonly #random: JavaRandom = new JavaRandom(31_183);
  constructor(bins: number) {
    this.#bins = bins;
  }
  add(v: number): void {
    const { x, y } = this;
    let bin = 0;
    for (let l = 0, r = x.length; l < r;) {
      bin = (l + r) >> 1;
      const at = x[bin] as number;
      if (at > v) r = bin;
      else if (at < v) l = ++bin;
      else break;
    }
    if (bin < x.length && x[bin] === v) {
      y[bin]!++;
      return;
    }
    x.splice(bin, 0, v);
    y.splice(bin, 0, 1);
    while (x.length > this.#bins) this.#trim();
  }
  #trim(): void {
    const { x, y } = this;
    let least = (x[1] as number) - (x[0] as number);
    let [place, count] = [0, 1];
    for (let i = 1; i < x.length - 1; i++) {
      const distance = (x[i + 1] as number) - (x[i] as number);
      if (distance < least) [least, place, count] = [distance, i, 1];
      else if (distance === least && this.#random.nextDouble() <= 1 / ++count) place = i;
    }
    const [a, b] = [y[place] as number, y[place + 1] as number];
    const sum = a + b;
    x[place] = (x[place] as number) * (a / sum) + ((x[place + 1] as number) / sum) * b;
    y[place] = sum;
    x.splice(place + 1, 1);
    y.splice(place + 1, 1);
  }
}

export const histogramNumeric: GroupKernel = (columns, options) => {
  const { bins, scale } = options as HistogramOptions;
  const [column] = columns as readonly [ArrowVector];
  const read = doubleReader(column, scale);
  const xs = centres(column, scale);
  const ys = new NumberBuilder(arrowType.float64);
  const pair = new StructBuilder([xs.builder, ys]);
  const list = new ListBuilder(pair);
  return {
    add: (start, end) => {
      const histogram = new Histogram(bins);
      for (let i = start; i < end; i++) if (isValid(column, i)) histogram.add(read(i));
      if (histogram.x.length === 0) {
        list.appendNull();
        return;
      }
      histogram.x.forEach((x, i) => {
        xs.append(x);
        ys.append(histogram.y[i] as number);
        pair.append();
      });
      list.append();
    },
    finish: () => list.finish(),
  };
};
/** Centres in the form of the column. */
function centres({ type }: ArrowVector, scale: number): { builder: ColumnBuilder; append: (x: number) => void } {
  if (type.kind === "decimal") {
    const builder = new Int128Builder(type);
    return { builder, append: (x) => builder.append(unscaled(x, scale)) };
  }
  if (type.kind === "timestamp" || (type.kind === "int" && type.bits === 64)) {
    const builder = new Int64Builder(type);
    return { builder, append: (x) => builder.append(scale > 0 ? unscaled(x, scale) : wholeNumber(x)) };
  }
  const real = type.kind === "float" || type.kind === "null";
  const builder = new NumberBuilder(type.kind === "null" ? arrowType.float64 : type);
  return { builder, append: (x) => builder.append(real ? x : Math.trunc(x)) };
}
