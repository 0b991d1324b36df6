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
  #entries(): BigUint64Array {
    return new BigUint64Array(this.#table.buffer).filter((h) => h !== 0n);
  }
  #lowerTheta(): void {
    const sorted = this.#entries().sort();
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
    if (!this.#tuple) {
      const hashes = this.#entries()
        .filter((h) => h < limit)
        .sort();
      return { theta, empty: this.empty && hashes.length === 0, hashes };
    }
    const all = new BigUint64Array(this.#table.buffer);
    const places = [...all.keys()].filter((i) => all[i] !== 0n && (all[i] as bigint) < limit);
    return {
      theta,
      empty: this.empty,
      hashes: BigUint64Array.from(places, (i) => all[i] as bigint),
      values: Float64Array.from(places, (i) => this.#values[i] as number),
    };
  }
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
    sketch.hashes.forEach((hash, i) => {
      gadget.update(Number(hash >> 32n), Number(hash & 0xffffffffn), sketch.values?.[i] ?? value, combine);
    });
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

/** Hashes that are in both (in the second's place, tuples combined), below the lesser limit. */
export function intersect(a: Compact, b: Compact, combine?: Combine, value = 0): Compact {
  if (a.empty || b.empty) return EMPTY;
  const theta = a.theta < b.theta ? a.theta : b.theta;
  const places = new Map<bigint, number>();
  a.hashes.forEach((hash, i) => {
    if (hash < theta) places.set(hash, i);
  });
  const kept: number[] = [];
  b.hashes.forEach((hash, i) => {
    if (places.has(hash)) kept.push(i);
  });
  return picked(
    b,
    kept,
    theta,
    (i) => {
      const mine = a.values?.[places.get(b.hashes[i] as bigint) as number] ?? value;
      return combine === undefined ? 0 : combine(mine, b.values?.[i] ?? value);
    },
    a.values !== undefined || b.values !== undefined,
  );
}
/** Hashes of the first that are not in the second. */
export function difference(a: Compact, b: Compact): Compact {
  if (a.empty || b.empty) return a;
  const theta = a.theta < b.theta ? a.theta : b.theta;
  const others = new Set(b.hashes);
  const kept: number[] = [];
  a.hashes.forEach((hash, i) => {
    if (hash < theta && !others.has(hash)) kept.push(i);
  });
  return picked(a, kept, theta, (i) => a.values?.[i] ?? 0, a.values !== undefined);
}
function picked(
  from: Compact,
  kept: readonly number[],
  theta: bigint,
  value: (i: number) => number,
  tuple: boolean,
): Compact {
  return {
    theta,
    empty: kept.length === 0 && theta === WHOLE,
    hashes: BigUint64Array.from(kept, (i) => from.hashes[i] as bigint),
    values: tuple ? Float64Array.from(kept, value) : undefined,
  };
}
/** Tuples in the order of a table just large enough, in which DataSketches gives intersections. */
export function tableOrdered(sketch: Compact): Compact {
  const { hashes, values } = sketch;
  let size = 16;
  while (size < Math.ceil(hashes.length / 0.75)) size *= 2;
  const log = BigInt(Math.log2(size));
  const table = new Int32Array(size).fill(-1);
  hashes.forEach((hash, i) => {
    const stride = Number((hash >> log) & 127n) * 2 + 1;
    let at = Number(hash & BigInt(size - 1));
    while (table[at] !== -1) at = (at + stride) & (size - 1);
    table[at] = i;
  });
  const order = table.filter((i) => i >= 0);
  return {
    ...sketch,
    hashes: BigUint64Array.from(order, (i) => hashes[i] as bigint),
    values: values === undefined ? undefined : Float64Array.from(order, (i) => values[i] as number),
  };
}
