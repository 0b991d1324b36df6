/**
 * Theta and tuple sketches: the hashes below a limit (theta) that falls as they become too many, tuples with a number for
 * each. The table, its growth and its limit are DataSketches' own, so that results and bytes are the same.
 */
import { int32Room } from "./room.ts";

const MAX: bigint = (1n << 63n) - 1n;
/** Everything counts: no hash has been left out. */
export const WHOLE: bigint = MAX;

export type Combine = (a: number, b: number) => number;

/** A sketch at rest. */
export interface Compact {
  readonly theta: bigint;
  readonly empty: boolean;
  /** The hashes as pairs of 32-bit words, low one first: in ascending order for theta sketches, in the table's for tuples. */
  readonly words: Uint32Array;
  /** A tuple's numbers, in step with the hashes. */
  readonly values?: Float64Array | undefined;
}
export const EMPTY: Compact = { theta: WHOLE, empty: true, words: new Uint32Array(0) };

export function countOf({ words }: Compact): number {
  return words.length >> 1;
}
export function estimateOf(sketch: Compact): number {
  const count = countOf(sketch);
  return sketch.theta === WHOLE ? count : count / thetaOf(sketch.theta);
}
/** Sorts the hashes where they stand. */
export function sortHashes(words: Uint32Array): BigUint64Array {
  return new BigUint64Array(words.buffer, words.byteOffset, words.length >> 1).sort();
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

const TABLE_ROOM = int32Room();
const KEPT_ROOM = int32Room();
const FOUND_ROOM = int32Room();

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
  /** As it was made. */
  clear(): void {
    const log = startingLog(this.#nominal + 1);
    if (log === this.#log) this.#table.fill(0);
    else {
      this.#log = log;
      this.#table = new Uint32Array(2 << log);
      this.#values = new Float64Array(this.#tuple ? 1 << log : 0);
      this.#setLimit();
    }
    this.empty = true;
    this.theta = WHOLE;
    this.count = 0;
    this.#thetaHigh = 0x7fffffff;
    this.#thetaLow = 0xffffffff;
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
  /** The places of the hashes below a limit, in a room that others use next. */
  #places(limit: bigint): Int32Array {
    const table = this.#table;
    const [limitHigh, limitLow] = [Number(limit >> 32n), Number(limit & 0xffffffffn)];
    const places = KEPT_ROOM.of(this.count);
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
    const words = gathered(this.#table, places);
    if (!this.#tuple) {
      sortHashes(words);
      return { theta, empty: this.empty && words.length === 0, words };
    }
    const values = new Float64Array(places.length);
    for (let i = 0; i < places.length; i++) values[i] = this.#values[places[i]!]!;
    return { theta, empty: this.empty, words, values };
  }
}
function gathered(words: Uint32Array, places: Int32Array, count: number = places.length): Uint32Array {
  const out = new Uint32Array(count * 2);
  for (let i = 0; i < count; i++) {
    out[i * 2] = words[places[i]! * 2]!;
    out[i * 2 + 1] = words[places[i]! * 2 + 1]!;
  }
  return out;
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
  clear(): void {
    this.#gadget.clear();
    this.#theta = WHOLE;
  }
  /** `value` stands for the numbers of a sketch that has none. */
  add(sketch: Compact, combine?: Combine, value = 0): void {
    if (sketch.empty) return;
    const gadget = this.#gadget;
    gadget.empty = false;
    if (sketch.theta < this.#theta) this.#theta = sketch.theta;
    const { words, values } = sketch;
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
    if (countOf(all) <= this.#nominal) return all;
    const cut = sortHashes(all.words.slice())[this.#nominal] as bigint;
    return gadget.compact(cut);
  }
}

/** Where each hash of a sketch stands: an open table of places. One is used at a time. */
class Places {
  readonly #words: Uint32Array;
  readonly #table: Int32Array;
  readonly #mask: number;
  constructor(words: Uint32Array) {
    this.#words = words;
    let size = 16;
    while (size < words.length) size *= 2;
    const table = TABLE_ROOM.of(size).fill(-1, 0, size);
    for (let i = 0; i < words.length; i += 2) {
      let at = words[i]! & (size - 1);
      while (table[at] !== -1) at = (at + 1) & (size - 1);
      table[at] = i >> 1;
    }
    this.#table = table;
    this.#mask = size - 1;
  }
  /** The place; -1 where it is not there. */
  of(low: number, high: number): number {
    const [table, words, mask] = [this.#table, this.#words, this.#mask];
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const place = table[at]!;
      if (place < 0 || (words[place * 2] === low && words[place * 2 + 1] === high)) return place;
    }
  }
}

/** Hashes that are in both (in the second's place, tuples combined), below the lesser limit. */
export function intersect(a: Compact, b: Compact, combine?: Combine, value = 0): Compact {
  if (a.empty || b.empty) return EMPTY;
  const found = FOUND_ROOM.of(b.words.length >> 1);
  const both = chosen(b, a, true, found);
  const count = countOf(both);
  if (a.values === undefined && b.values === undefined) return both;
  const values = new Float64Array(count);
  if (combine !== undefined) {
    const kept = KEPT_ROOM.of(count);
    for (let k = 0; k < count; k++) {
      values[k] = combine(a.values?.[found[k]!] ?? value, b.values?.[kept[k]!] ?? value);
    }
  }
  return { ...both, values };
}
/** Hashes of the first that are not in the second. */
export function difference(a: Compact, b: Compact): Compact {
  if (a.empty || b.empty) return a;
  const left = chosen(a, b, false, FOUND_ROOM.of(a.words.length >> 1));
  if (a.values === undefined) return left;
  const values = new Float64Array(countOf(left));
  const kept = KEPT_ROOM.of(values.length);
  for (let k = 0; k < values.length; k++) values[k] = a.values[kept[k]!]!;
  return { ...left, values };
}
/**
 * The hashes of the first below the lesser limit that are (or are not) in the second. Where they stand in the first is left in
 * `KEPT_ROOM`, where in the second in `found`.
 */
function chosen(from: Compact, other: Compact, wanted: boolean, found: Int32Array): Compact {
  const theta = from.theta < other.theta ? from.theta : other.theta;
  const [thetaHigh, thetaLow] =
    theta === WHOLE ? [0x7fffffff, 0xffffffff] : [Number(theta >> 32n), Number(theta & 0xffffffffn)];
  const { words } = from;
  const places = new Places(other.words);
  const kept = KEPT_ROOM.of(words.length >> 1);
  let n = 0;
  for (let i = 0; i < words.length; i += 2) {
    const [low, high] = [words[i]!, words[i + 1]!];
    if (high > thetaHigh || (high === thetaHigh && low >= thetaLow)) continue;
    const place = places.of(low, high);
    if (place >= 0 !== wanted) continue;
    found[n] = place;
    kept[n++] = i >> 1;
  }
  return { theta, empty: n === 0 && theta === WHOLE, words: gathered(words, kept, n) };
}
/** Tuples in the order of a table just large enough, in which DataSketches gives intersections. */
export function tableOrdered(sketch: Compact): Compact {
  const { words, values } = sketch;
  const count = countOf(sketch);
  let log = 4;
  while (1 << log < Math.ceil(count / 0.75)) log++;
  const size = 1 << log;
  const table = TABLE_ROOM.of(size).fill(-1, 0, size);
  for (let i = 0; i < words.length; i += 2) {
    const stride = (((words[i]! >>> log) | (words[i + 1]! << (32 - log))) & 127) * 2 + 1;
    let at = words[i]! & (size - 1);
    while (table[at] !== -1) at = (at + stride) & (size - 1);
    table[at] = i >> 1;
  }
  const order = KEPT_ROOM.of(count);
  for (let at = 0, n = 0; at < size; at++) if (table[at]! >= 0) order[n++] = table[at]!;
  if (values === undefined) return { ...sketch, words: gathered(words, order, count) };
  const ordered = new Float64Array(count);
  for (let i = 0; i < count; i++) ordered[i] = values[order[i]!]!;
  return { ...sketch, words: gathered(words, order, count), values: ordered };
}
