/** Spark's random numbers: one sequence over the rows of the one partition, a function of seed and row number. */
import { NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { Arguments } from "./arguments.ts";
import type { Kernel } from "./kernel.ts";
import { PoissonCounts } from "./poisson.ts";

/** Scala's MurmurHash3.bytesHash of eight bytes. */
function hashOfLong(high: number, low: number, seed: number): number {
  let h = seed;
  // The bytes are those of a big-endian long, read as little-endian words.
  for (const word of [swap(high), swap(low)]) {
    let k = Math.imul(word, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    h ^= k;
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  h ^= 8;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
function swap(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** org.apache.spark.util.random.XORShiftRandom over halves of 32 bits. */
export class XorShift {
  #high: number;
  #low: number;
  #gaussian: number | null = null;
  constructor(seed: bigint) {
    const high = Number(BigInt.asIntN(32, seed >> 32n));
    const low = Number(BigInt.asIntN(32, seed));
    this.#low = hashOfLong(high, low, 0x3c074a61);
    this.#high = hashOfLong(high, low, this.#low);
  }
  /** The lowest 32 bits of the next state. */
  #next(): number {
    let high = this.#high ^ ((this.#high << 21) | (this.#low >>> 11));
    let low = this.#low ^ (this.#low << 21);
    low ^= high >>> 3;
    high ^= (high << 4) | (low >>> 28);
    low ^= low << 4;
    this.#high = high;
    this.#low = low;
    return low;
  }
  nextInt(): number {
    return this.#next();
  }
  nextDouble(): number {
    const upper = this.#next() & 0x3ffffff;
    return (upper * 0x8000000 + (this.#next() & 0x7ffffff)) * 2 ** -53;
  }
  nextGaussian(): number {
    if (this.#gaussian !== null) {
      const kept = this.#gaussian;
      this.#gaussian = null;
      return kept;
    }
    for (;;) {
      const a = 2 * this.nextDouble() - 1;
      const b = 2 * this.nextDouble() - 1;
      const s = a * a + b * b;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#gaussian = b * factor;
      return a * factor;
    }
  }
}

/** MT19937 as Apache Commons seeds it with a long. */
class MersenneTwister {
  readonly #state: Int32Array = new Int32Array(624);
  #at = 624;
  constructor(seed: bigint) {
    const key = [Number(BigInt.asIntN(32, seed >> 32n)), Number(BigInt.asIntN(32, seed))];
    const mt = this.#state;
    mt[0] = 19650218;
    for (let i = 1; i < 624; i++) mt[i] = Math.imul(1812433253, mt[i - 1]! ^ (mt[i - 1]! >>> 30)) + i;
    let i = 1;
    for (let k = 0; k < 624; k++) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1664525)) + key[k % 2]! + (k % 2);
      if (++i >= 624) {
        mt[0] = mt[623]!;
        i = 1;
      }
    }
    for (let k = 0; k < 623; k++) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1566083941)) - i;
      if (++i >= 624) {
        mt[0] = mt[623]!;
        i = 1;
      }
    }
    mt[0] = 0x80000000;
  }
  next(): number {
    const mt = this.#state;
    if (this.#at >= 624) {
      for (let k = 0; k < 624; k++) {
        const y = (mt[k]! & 0x80000000) | (mt[(k + 1) % 624]! & 0x7fffffff);
        mt[k] = mt[(k + 397) % 624]! ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
      }
      this.#at = 0;
    }
    let y = mt[this.#at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }
}
function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
function nextUuid(random: MersenneTwister): string {
  const a = hex(random.next());
  const b = hex((random.next() & 0xffff0fff) | 0x4000 | 0).replace("-", "");
  const c = hex((((random.next() | 0x80000000) & 0xbfffffff) >>> 0) as number);
  const d = hex(random.next());
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}

interface Sequence<T> {
  readonly generator: T;
  /** The row that comes next. */
  at: number;
}
const SEQUENCES = new Map<string, Sequence<unknown>>();
/** Batches usually come in order: the sequence of a call is kept where it stopped. */
function sequenceAt<T>(options: Options, make: (seed: bigint) => T, skip: (g: T) => void, row: number): Sequence<T> {
  const key = `${options.call}:${options.seed}`;
  let found = SEQUENCES.get(key) as Sequence<T> | undefined;
  if (found === undefined || found.at > row) {
    found = { generator: make(BigInt(options.seed)), at: 0 };
    if (SEQUENCES.size > 100) SEQUENCES.clear();
    SEQUENCES.set(key, found);
  }
  for (; found.at < row; found.at++) skip(found.generator);
  return found;
}
interface Options {
  /** As text: structured clones keep bigint, plans as JSON do not. */
  readonly seed: string;
  /** Tells calls apart that have the same seed. */
  readonly call: string;
  readonly length?: number;
  readonly mean?: number;
}
/** One argument: the row number. */
function generated<T, V>(
  make: (seed: bigint, options: Options) => T,
  draw: (g: T, options: Options) => V,
  builder: (rows: number) => { append: (value: V) => void; finish: () => ReturnType<Kernel> },
): Kernel {
  return (columns, options, rows) => {
    const row = new Arguments(columns, options).number(0);
    const out = builder(rows);
    const own = options as Options;
    for (let i = 0; i < rows; i++) {
      const sequence = sequenceAt(
        own,
        (seed) => make(seed, own),
        (g) => void draw(g, own),
        row.get(i) ?? 0,
      );
      out.append(draw(sequence.generator, own));
      sequence.at++;
    }
    return out.finish();
  };
}

const doubles = (rows: number): { append: (v: number) => void; finish: () => ReturnType<Kernel> } => {
  const out = new NumberBuilder(arrowType.float64, rows);
  return { append: (v) => out.append(v), finish: () => out.finish() };
};
const texts = (rows: number): { append: (v: string) => void; finish: () => ReturnType<Kernel> } => {
  const out = new Utf8Builder(rows);
  return { append: (v) => out.appendString(v), finish: () => out.finish() };
};
const counts = (rows: number): { append: (v: number) => void; finish: () => ReturnType<Kernel> } => {
  const out = new NumberBuilder(arrowType.int32, rows);
  return { append: (v) => out.append(v), finish: () => out.finish() };
};
const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
function randomText(g: XorShift, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += ALPHABET[Math.abs(g.nextInt() % 62)];
  return text;
}
const xorShift = (seed: bigint): XorShift => new XorShift(seed);

export const randomKernels: { readonly [name: string]: Kernel } = {
  rand: generated(xorShift, (g) => g.nextDouble(), doubles),
  randn: generated(xorShift, (g) => g.nextGaussian(), doubles),
  randstr: generated(xorShift, (g, o) => randomText(g, o.length ?? 0), texts),
  poisson: generated(
    (seed, { mean = 0 }) => new PoissonCounts(seed, mean),
    (g) => g.next(),
    counts,
  ),
  uuid: generated((seed) => new MersenneTwister(seed), nextUuid, texts),
};
