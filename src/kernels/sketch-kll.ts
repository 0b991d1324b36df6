/**
 * DataSketches' KLL sketches of doubles, floats and longs: levels of items, each item of a level standing for twice as many
 * values as one of the level below. Which half of a full level survives is left to chance, as there.
 */
import { doubleText, floatText } from "../types/calendar.ts";

export type KllKind = "bigint" | "double" | "float";
type Item = number | bigint;
const M = 8;
const FAMILY = 15;
const HEADER = 20;
const NAMES: Readonly<Record<KllKind, string>> = {
  bigint: "KllLongsSketch",
  double: "KllDoublesSketch",
  float: "KllFloatsSketch",
};

/** By depth under the top, of sketches of the last size asked for. */
let capacities: number[] = [];
let capacitiesOf = 0;
function levelCapacity(k: number, levels: number, level: number): number {
  const depth = levels - level - 1;
  if (k !== capacitiesOf) [capacities, capacitiesOf] = [[], k];
  for (let d = capacities.length; d <= depth; d++) {
    const scaled = ((BigInt(k) << 1n) << BigInt(d)) / 3n ** BigInt(d);
    capacities.push(Math.max(M, Number((scaled + 1n) >> 1n)));
  }
  return capacities[depth]!;
}
/** As Java's `min` and `max`: of the zeros -0.0 is the lesser. */
function lesser(a: Item, b: Item): Item {
  return typeof a === "number" ? Math.min(a, b as number) : a < b ? a : b;
}
function greater(a: Item, b: Item): Item {
  return typeof a === "number" ? Math.max(a, b as number) : a > b ? a : b;
}
function ascending(a: Item, b: Item): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
function merged(a: readonly Item[], b: readonly Item[]): Item[] {
  return [...a, ...b].sort(ascending);
}

export class Kll {
  readonly kind: KllKind;
  readonly k: number;
  n = 0n;
  minK: number;
  least: Item | undefined;
  greatest: Item | undefined;
  /** The first in order of arrival, the others sorted. */
  levels: Item[][] = [[]];
  #capacity: number;
  constructor(kind: KllKind, k: number) {
    this.kind = kind;
    this.k = k;
    this.minK = k;
    this.#capacity = k;
  }
  get retained(): number {
    let count = 0;
    for (const level of this.levels) count += level.length;
    return count;
  }
  #total(): number {
    let total = 0;
    for (let i = 0; i < this.levels.length; i++) total += levelCapacity(this.k, this.levels.length, i);
    return total;
  }
  update(item: Item): void {
    if (item !== item) return;
    this.#take(item);
    this.n++;
    this.least = this.least === undefined ? item : lesser(this.least, item);
    this.greatest = this.greatest === undefined ? item : greater(this.greatest, item);
  }
  #take(item: Item): void {
    if (this.retained === this.#capacity) this.#compressOne();
    (this.levels[0] as Item[]).push(item);
  }
  #compressOne(): void {
    const { levels } = this;
    let level = 0;
    while ((levels[level] as Item[]).length < levelCapacity(this.k, levels.length, level)) level++;
    if (level === levels.length - 1) {
      levels.push([]);
      this.#capacity += levelCapacity(this.k, levels.length, 0);
    }
    this.#halve(level);
  }
  /** Half of the items of a level go up, in order; one may stay behind. */
  #halve(level: number): number {
    const items = this.levels[level] as Item[];
    // Of an odd number the one that stands first in memory stays: the latest of level 0.
    const stays = items.length % 2 === 0 ? [] : [(level === 0 ? items.pop() : items.shift()) as Item];
    items.sort(ascending);
    const first = Math.random() < 0.5 ? 0 : 1;
    const half = items.filter((_, i) => i % 2 === first);
    this.levels[level] = stays;
    this.levels[level + 1] = merged(half, this.levels[level + 1] ?? []);
    return half.length;
  }
  merge(other: Kll): void {
    if (other.n === 0n) return;
    const total = this.n + other.n;
    const lowest = other.levels[0] as Item[];
    for (let i = lowest.length; i-- > 0;) this.#take(lowest[i]!);
    if (other.levels.length > 1) {
      while (this.levels.length < other.levels.length) this.levels.push([]);
      for (let i = 1; i < other.levels.length; i++) {
        this.levels[i] = merged(this.levels[i] as Item[], other.levels[i] as Item[]);
      }
      this.#compressAll();
      this.minK = Math.min(this.minK, other.minK);
    }
    this.n = total;
    this.least = this.least === undefined ? other.least : lesser(this.least, other.least!);
    this.greatest = this.greatest === undefined ? other.greatest : greater(this.greatest, other.greatest!);
  }
  #compressAll(): void {
    let count = this.retained;
    let target = this.#total();
    for (let level = 0; level < this.levels.length; level++) {
      const items = this.levels[level] as Item[];
      if (count < target || items.length < levelCapacity(this.k, this.levels.length, level)) continue;
      const last = level === this.levels.length - 1;
      count -= this.#halve(level);
      if (last) target += levelCapacity(this.k, this.levels.length, 0);
    }
    this.#capacity = target;
  }

  /** Items in order with the number of values up to each. */
  #sorted(): { readonly items: readonly Item[]; readonly weights: readonly number[] } {
    const all = this.levels.flatMap((level, i) => level.map((item) => [item, 2 ** i] as const));
    all.sort((a, b) => ascending(a[0], b[0]));
    let sum = 0;
    return { items: all.map(([item]) => item), weights: all.map(([, weight]) => (sum += weight)) };
  }
  quantile(rank: number): Item {
    const { items, weights } = this.#sorted();
    let natural = rank * Number(this.n);
    // Digits that only rounding made do not count.
    if (this.n <= 1_000_000n) natural = Math.round(natural * 1e7) / 1e7;
    const wanted = Math.ceil(natural);
    const at = weights.findIndex((w) => w >= wanted);
    return items[at < 0 ? items.length - 1 : at] as Item;
  }
  /** The share of values up to and with the item. */
  rank(item: Item): number {
    const { items, weights } = this.#sorted();
    const after = items.findIndex((x) => x > item);
    const at = after < 0 ? items.length : after;
    return at === 0 ? 0 : (weights[at - 1] as number) / Number(this.n);
  }

  #width(): number {
    return this.kind === "float" ? 4 : 8;
  }
  toBytes(): Uint8Array {
    const width = this.#width();
    const header = (preamble: number, version: number, flags: number, size: number): DataView => {
      const view = new DataView(new ArrayBuffer(size));
      view.setUint8(0, preamble);
      view.setUint8(1, version);
      view.setUint8(2, FAMILY);
      view.setUint8(3, flags);
      view.setUint16(4, this.k, true);
      view.setUint8(6, M);
      return view;
    };
    const bytes = (view: DataView): Uint8Array => new Uint8Array(view.buffer);
    if (this.n === 0n) return bytes(header(2, 1, 1, 8));
    if (this.n === 1n) {
      const view = header(2, 2, 4, 8 + width);
      this.#put(view, 8, (this.levels[0] as Item[])[0] as Item);
      return bytes(view);
    }
    const count = this.levels.length;
    const view = header(5, 1, 0, HEADER + count * 4 + (2 + this.retained) * width);
    view.setBigInt64(8, this.n, true);
    view.setUint16(16, this.minK, true);
    view.setUint8(18, count);
    let start = this.#capacity - this.retained;
    for (let i = 0; i < count; i++) {
      view.setInt32(HEADER + i * 4, start, true);
      start += this.levels[i]!.length;
    }
    let at = HEADER + count * 4;
    const put = (item: Item): void => {
      this.#put(view, at, item);
      at += width;
    };
    put(this.least as Item);
    put(this.greatest as Item);
    const lowest = this.levels[0]!;
    for (let i = lowest.length; i-- > 0;) put(lowest[i]!);
    for (let level = 1; level < count; level++) for (const item of this.levels[level]!) put(item);
    return bytes(view);
  }
  #put(view: DataView, at: number, item: Item): void {
    if (this.kind === "bigint") view.setBigInt64(at, item as bigint, true);
    else if (this.kind === "double") view.setFloat64(at, item as number, true);
    else view.setFloat32(at, item as number, true);
  }
  /** Undefined where the bytes are no sketch. */
  static fromBytes(bytes: Uint8Array, kind: KllKind): Kll | undefined {
    if (bytes.length < 8 || bytes[2] !== FAMILY) return undefined;
    const [preamble, version, flags] = [bytes[0]!, bytes[1]!, bytes[3]!];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const made = new Kll(kind, view.getUint16(4, true));
    const width = made.#width();
    const get = (at: number): Item =>
      kind === "bigint"
        ? view.getBigInt64(at, true)
        : kind === "double"
          ? view.getFloat64(at, true)
          : view.getFloat32(at, true);
    if ((flags & 1) !== 0) return preamble === 2 && version === 1 ? made : undefined;
    if ((flags & 4) !== 0) {
      if (version !== 2 || bytes.length < 8 + width) return undefined;
      made.update(get(8));
      return made;
    }
    if (preamble !== 5 || version !== 1 || bytes.length < HEADER) return undefined;
    const count = view.getUint8(18);
    const starts: number[] = [];
    made.levels = [];
    for (let i = 0; i < count; i++) {
      starts.push(view.getInt32(HEADER + i * 4, true));
      made.levels.push([]);
    }
    made.#capacity = made.#total();
    const data = HEADER + count * 4;
    const retained = made.#capacity - (starts[0] ?? 0);
    if (retained < 0 || bytes.length < data + (2 + retained) * width) return undefined;
    made.n = view.getBigInt64(8, true);
    made.minK = view.getUint16(16, true);
    [made.least, made.greatest] = [get(data), get(data + width)];
    const base = data + (2 - (starts[0] ?? 0)) * width;
    for (let level = 0; level < count; level++) {
      const to = starts[level + 1] ?? made.#capacity;
      const items = made.levels[level]!;
      for (let i = starts[level]!; i < to; i++) items.push(get(base + i * width));
      if (level === 0) items.reverse();
    }
    return made;
  }

  summary(): string {
    const width = this.#width();
    const { retained, levels } = this;
    const percent = (coefficient: number, exponent: number): string =>
      `${((coefficient / this.minK ** exponent) * 100).toFixed(3)}%`;
    const text = (item: Item | undefined): string => {
      if (item === undefined) return "NaN";
      if (typeof item === "bigint") return String(item);
      return this.kind === "float" ? floatText(item) : doubleText(item);
    };
    const compact = this.n === 0n ? 8 : this.n === 1n ? 8 + width : HEADER + levels.length * 4 + (2 + retained) * width;
    const lines: readonly (readonly [string, string | number | bigint | boolean])[] = [
      ["K", this.k],
      ["Dynamic min K", this.minK],
      ["M", M],
      ["N", this.n],
      ["Epsilon", percent(2.296, 0.9723)],
      ["Epsilon PMF", percent(2.446, 0.9433)],
      ["Empty", this.n === 0n],
      ["Estimation Mode", levels.length > 1],
      ["Levels", levels.length],
      ["Level 0 Sorted", false],
      ["Capacity Items", this.#capacity],
      ["Retained Items", retained],
      ["Free Space", this.#capacity - retained],
      ["ReadOnly", false],
      ["Updatable Storage Bytes", HEADER + (levels.length + 1) * 4 + (2 + this.#capacity) * width],
      ["Compact Storage Bytes", compact],
      ["Min Item", text(this.least)],
      ["Max Item", text(this.greatest)],
    ];
    const body = lines.map(([label, value]) => `   ${label.padEnd(23)}: ${String(value)}\n`).join("");
    return `\n### Kll${NAMES[this.kind]} Summary:\n${body}### End sketch summary\n`;
  }
}
