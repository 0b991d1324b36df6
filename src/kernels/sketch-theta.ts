/**
 * Theta and tuple sketches: the hashes below a limit (theta) that falls as they become too many, tuples with a number for
 * each. The table, its growth and its limit are DataSketches' own, so that results and bytes are the same.
 */
const MAX: bigint = (1n << 63n) - 1n;
/** Everything counts: no hash has been left out. */
export const WHOLE: bigint = MAX;

export type Combine = (a: number, b: number) => number;

/** A sketch at rest. */
export interface Compact {
  readonly theta: bigint;
  readonly empty: boolean;
  /** In ascending order for theta sketches, in the table's for tuples. */
  readonly hashes: BigUint64Array;
  /** A tuple's numbers, in step with the hashes. */
  readonly values?: Float64Array | undefined;
}
/** The hashes as pairs of 32-bit words, low one first. */
export function wordsOf(hashes: BigUint64Array): Uint32Array {
  return new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2);
}
export const EMPTY: Compact = { theta: WHOLE, empty: true, hashes: new BigUint64Array(0) };

export function estimateOf({ theta, hashes }: Compact): number {
  return theta === WHOLE ? hashes.length : hashes.length / thetaOf(theta);
}
/** The limit as a share of all hashes. */
export function thetaOf(theta: bigint): number {
  return Number(theta) / Number(MAX);
}

const LEAST_LOG = 5;
const GROWTH = 3;
function startingLog(target: number): number {
  return target <= LEAST_LOG ? LEAST_LOG : ((target - LEAST_LOG) % GROWTH) + LEAST_LOG;
}

/** A sketch under construction: an open table of hashes, as pairs of 32-bit words, low one first. */
export class QuickSelect {
  empty = true;
  theta: bigint = WHOLE;
  count = 0;
  #thetaHigh = 0x7fffffff;
  #thetaLow = 0xffffffff;
  readonly #nominal: number;
  readonly #tuple: boolean;
  #log: number;
  #table: Uint32Array;
  #values: Float64Array;
  #limit = 0;
  constructor(nominalLog: number, tuple: boolean) {
    this.#nominal = nominalLog;
    this.#tuple = tuple;
    this.#log = startingLog(nominalLog + 1);
    this.#table = new Uint32Array(2 << this.#log);
    this.#values = new Float64Array(tuple ? 1 << this.#log : 0);
    this.#setLimit();
  }
  #setLimit(): void {
    this.#limit = Math.trunc((this.#log <= this.#nominal ? 0.5 : 15 / 16) * 2 ** this.#log);
  }
  /** Counts a hash of 63 bits; a tuple's number is combined with the one that is there. */
  update(high: number, low: number, value = 0, combine?: Combine): void {
    this.empty = false;
    if (high === 0 && low === 0) return;
    if (high > this.#thetaHigh || (high === this.#thetaHigh && low >= this.#thetaLow)) return;
    const at = this.#find(this.#table, high, low);
    if (this.#table[at * 2] !== 0 || this.#table[at * 2 + 1] !== 0) {
      if (combine !== undefined) this.#values[at] = combine(this.#values[at] as number, value);
      return;
    }
    this.#table[at * 2] = low;
    this.#table[at * 2 + 1] = high;
    if (this.#tuple) this.#values[at] = value;
    if (++this.count <= this.#limit) return;
    if (this.#log <= this.#nominal) {
      this.#log += Math.max(Math.min(GROWTH, this.#nominal + 1 - this.#log), 1);
      this.#setLimit();
    } else this.#lowerTheta();
    this.#rebuild();
  }
  #find(table: Uint32Array, high: number, low: number): number {
    const mask = (1 << this.#log) - 1;
    const stride = ((((low >>> this.#log) | (high << (32 - this.#log))) & 127) << 1) + 1;
    let at = low & mask;
    while (table[at * 2] !== 0 || table[at * 2 + 1] !== 0) {
      if (table[at * 2] === low && table[at * 2 + 1] === high) return at;
      at = (at + stride) & mask;
    }
    return at;
  }
  /** The places of the hashes below a limit. */
  #places(limit: bigint): Int32Array {
    const table = this.#table;
    const [limitHigh, limitLow] = [Number(limit >> 32n), Number(limit & 0xffffffffn)];
    const places = new Int32Array(table.length >> 1);
    let n = 0;
    for (let i = 0; i < table.length; i += 2) {
      const [low, high] = [table[i]!, table[i + 1]!];
      if (low === 0 && high === 0) continue;
      if (high < limitHigh || (high === limitHigh && low < limitLow)) places[n++] = i >> 1;
    }
    return places.subarray(0, n);
  }
  #lowerTheta(): void {
    const sorted = new BigUint64Array(this.#table.buffer).filter((h) => h !== 0n).sort();
    this.theta = sorted[1 << this.#nominal] as bigint;
    this.#thetaHigh = Number(this.theta >> 32n);
    this.#thetaLow = Number(this.theta & 0xffffffffn);
  }
  #rebuild(): void {
    const [old, values] = [this.#table, this.#values];
    this.#table = new Uint32Array(2 << this.#log);
    this.#values = new Float64Array(this.#tuple ? 1 << this.#log : 0);
    this.count = 0;
    for (let i = 0; i < old.length; i += 2) {
      const [low, high] = [old[i] as number, old[i + 1] as number];
      if (low === 0 && high === 0) continue;
      if (high > this.#thetaHigh || (high === this.#thetaHigh && low >= this.#thetaLow)) continue;
      const at = this.#find(this.#table, high, low);
      this.#table[at * 2] = low;
      this.#table[at * 2 + 1] = high;
      if (this.#tuple) this.#values[at] = values[i >> 1] as number;
      this.count++;
    }
  }
  /** No more hashes than the nominal number. */
  trim(): void {
    if (this.count <= 1 << this.#nominal) return;
    this.#lowerTheta();
    this.#rebuild();
  }
  /** The hashes below a limit; sorted, or in the order of the table with their numbers. */
  compact(limit: bigint = this.theta): Compact {
    const theta = this.empty ? WHOLE : limit;
    const places = this.#places(limit);
    const hashes = gathered(this.#table, places);
    if (!this.#tuple) return { theta, empty: this.empty && hashes.length === 0, hashes: hashes.sort() };
    const values = new Float64Array(places.length);
    for (let i = 0; i < places.length; i++) values[i] = this.#values[places[i]!]!;
    return { theta, empty: this.empty, hashes, values };
  }
}
function gathered(words: Uint32Array, places: Int32Array): BigUint64Array {
  const hashes = new BigUint64Array(places.length);
  const out = wordsOf(hashes);
  for (let i = 0; i < places.length; i++) {
    out[i * 2] = words[places[i]! * 2]!;
    out[i * 2 + 1] = words[places[i]! * 2 + 1]!;
  }
  return hashes;
}

/** A union under construction. */
export class Union {
  readonly #gadget: QuickSelect;
  readonly #nominal: number;
  #theta: bigint = WHOLE;
  constructor(nominalLog: number, tuple: boolean) {
    this.#gadget = new QuickSelect(nominalLog, tuple);
    this.#nominal = 1 << nominalLog;
  }
  /** `value` stands for the numbers of a sketch that has none. */
  add(sketch: Compact, combine?: Combine, value = 0): void {
    if (sketch.empty) return;
    const gadget = this.#gadget;
    gadget.empty = false;
    if (sketch.theta < this.#theta) this.#theta = sketch.theta;
    const { hashes, values } = sketch;
    const words = wordsOf(hashes);
    for (let i = 0; i < words.length; i += 2) {
      gadget.update(words[i + 1]!, words[i]!, values?.[i >> 1] ?? value, combine);
    }
    if (gadget.theta < this.#theta) this.#theta = gadget.theta;
  }
  result(): Compact {
    const gadget = this.#gadget;
    if (gadget.empty) return EMPTY;
    const limit = this.#theta < gadget.theta ? this.#theta : gadget.theta;
    const all = gadget.compact(limit);
    if (all.hashes.length <= this.#nominal) return all;
    const cut = all.hashes.slice().sort()[this.#nominal] as bigint;
    return gadget.compact(cut);
  }
}

/** Where each hash of a sketch stands: an open table of places. */
class Places {
  readonly #words: Uint32Array;
  readonly #table: Int32Array;
  constructor(words: Uint32Array) {
    this.#words = words;
    let size = 16;
    while (size < words.length) size *= 2;
    this.#table = new Int32Array(size).fill(-1);
    for (let i = 0; i < words.length; i += 2) {
      let at = words[i]! & (size - 1);
      while (this.#table[at] !== -1) at = (at + 1) & (size - 1);
      this.#table[at] = i >> 1;
    }
  }
  /** The place; -1 where it is not there. */
  of(low: number, high: number): number {
    const table = this.#table;
    for (let at = low & (table.length - 1); ; at = (at + 1) & (table.length - 1)) {
      const place = table[at]!;
      if (place < 0 || (this.#words[place * 2] === low && this.#words[place * 2 + 1] === high)) return place;
    }
  }
}

/** Hashes that are in both (in the second's place, tuples combined), below the lesser limit. */
export function intersect(a: Compact, b: Compact, combine?: Combine, value = 0): Compact {
  if (a.empty || b.empty) return EMPTY;
  const theta = a.theta < b.theta ? a.theta : b.theta;
  const words = wordsOf(b.hashes);
  const places = new Places(wordsOf(a.hashes));
  const kept = below(words, theta, (low, high) => places.of(low, high) >= 0);
  const tuple = a.values !== undefined || b.values !== undefined;
  return picked(b, kept, theta, tuple, (i) => {
    const mine = a.values?.[places.of(words[i * 2]!, words[i * 2 + 1]!)] ?? value;
    return combine === undefined ? 0 : combine(mine, b.values?.[i] ?? value);
  });
}
/** Hashes of the first that are not in the second. */
export function difference(a: Compact, b: Compact): Compact {
  if (a.empty || b.empty) return a;
  const theta = a.theta < b.theta ? a.theta : b.theta;
  const others = new Places(wordsOf(b.hashes));
  const kept = below(wordsOf(a.hashes), theta, (low, high) => others.of(low, high) < 0);
  return picked(a, kept, theta, a.values !== undefined, (i) => a.values?.[i] ?? 0);
}
/** The places of hashes below a limit that are wanted. */
function below(words: Uint32Array, theta: bigint, wanted: (low: number, high: number) => boolean): Int32Array {
  const [thetaHigh, thetaLow] = [Number(theta >> 32n), Number(theta & 0xffffffffn)];
  const kept = new Int32Array(words.length >> 1);
  let n = 0;
  for (let i = 0; i < words.length; i += 2) {
    const [low, high] = [words[i]!, words[i + 1]!];
    if ((high < thetaHigh || (high === thetaHigh && low < thetaLow)) && wanted(low, high)) kept[n++] = i >> 1;
  }
  return kept.subarray(0, n);
}
function picked(from: Compact, kept: Int32Array, theta: bigint, tuple: boolean, value: (i: number) => number): Compact {
  const values = tuple ? new Float64Array(kept.length) : undefined;
  if (values !== undefined) for (let k = 0; k < kept.length; k++) values[k] = value(kept[k]!);
  const empty = kept.length === 0 && theta === WHOLE;
  return { theta, empty, hashes: gathered(wordsOf(from.hashes), kept), values };
}
/** Tuples in the order of a table just large enough, in which DataSketches gives intersections. */
export function tableOrdered(sketch: Compact): Compact {
  const { hashes, values } = sketch;
  let log = 4;
  while (1 << log < Math.ceil(hashes.length / 0.75)) log++;
  const size = 1 << log;
  const words = wordsOf(hashes);
  const table = new Int32Array(size).fill(-1);
  for (let i = 0; i < words.length; i += 2) {
    const stride = (((words[i]! >>> log) | (words[i + 1]! << (32 - log))) & 127) * 2 + 1;
    let at = words[i]! & (size - 1);
    while (table[at] !== -1) at = (at + stride) & (size - 1);
    table[at] = i >> 1;
  }
  const order = table.filter((i) => i >= 0);
  return {
    ...sketch,
    hashes: gathered(words, order),
    values: values === undefined ? undefined : Float64Array.from(order, (i) => values[i] as number),
  };
}
