/** Spark's random numbers: one sequence over the rows of the one partition, a function of seed and row number. */
import { type ArrowVector, arrowType, arrowVector } from "../arrow/vector.ts";
import { Arguments } from "./arguments.ts";
import type { Kernel } from "./kernel.ts";
import { MersenneTwister } from "./mersenne-twister.ts";
import { PoissonCounts } from "./poisson.ts";
import { XorShift } from "./xor-shift.ts";

/** A generator at some row. */
interface Sequence<T> {
  /** Puts the values of the next rows into `out`, from a row of it on. */
  fill(out: T, from: number, to: number): void;
  skip(rows: number): void;
}
interface Options {
  /** As text: structured clones keep bigint, plans as JSON do not. */
  readonly seed: string;
  /** Tells calls apart that have the same seed. */
  readonly call: string;
  readonly length?: number;
  readonly mean?: number;
}

interface Place<T> {
  readonly sequence: Sequence<T>;
  /** The row that comes next. */
  at: number;
}
const PLACES = new Map<string, Place<unknown>>();
/** Batches usually come in order: the sequence of a call is kept where it stopped. */
function placeAt<T>(options: Options, make: (seed: bigint, options: Options) => Sequence<T>, row: number): Place<T> {
  const key = `${options.call}:${options.seed}`;
  let found = PLACES.get(key) as Place<T> | undefined;
  if (found === undefined || found.at > row) {
    found = { sequence: make(BigInt(options.seed), options), at: 0 };
    if (PLACES.size > 100) PLACES.clear();
    PLACES.set(key, found);
  }
  if (found.at < row) found.sequence.skip(row - found.at);
  found.at = row;
  return found;
}

/** The column's integers as doubles. */
function rowNumbers(columns: readonly ArrowVector[], options: unknown, rows: number): Float64Array {
  const numbers = new Float64Array(rows);
  const row = new Arguments(columns, options);
  const constant = row.constant(0);
  if (constant !== undefined) return numbers.fill(Number(constant.value));
  const { data } = row.column(0);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const halves = new Uint32Array(data.buffer, data.byteOffset, rows * 2);
    for (let i = 0; i < rows; i++) numbers[i] = halves[i * 2]! + halves[i * 2 + 1]! * 4294967296;
  } else for (let i = 0; i < rows; i++) numbers[i] = data[i]!;
  return numbers;
}
/** One argument: the row number. Rows that follow one another are made together. */
function generated<T>(
  make: (seed: bigint, options: Options) => Sequence<T>,
  output: (rows: number, options: Options) => { readonly values: T; finish(): ArrowVector },
): Kernel {
  return (columns, options, rows) => {
    const own = options as Options;
    const numbers = rowNumbers(columns, options, rows);
    const out = output(rows, own);
    for (let from = 0, to: number; from < rows; from = to) {
      for (to = from + 1; to < rows && numbers[to] === numbers[to - 1]! + 1;) to++;
      const place = placeAt(own, make, numbers[from]!);
      place.sequence.fill(out.values, from, to);
      place.at += to - from;
    }
    return out.finish();
  };
}

/** Values drawn one by one. */
function drawn(draw: () => number): Sequence<Float64Array | Int32Array> {
  return {
    fill(out, from, to) {
      for (let i = from; i < to; i++) out[i] = draw();
    },
    skip(rows) {
      for (let i = 0; i < rows; i++) draw();
    },
  };
}
function doubles(rows: number): { values: Float64Array; finish: () => ArrowVector } {
  const values = new Float64Array(rows);
  return { values, finish: () => arrowVector(arrowType.float64, rows, { data: values }) };
}
function counts(rows: number): { values: Int32Array; finish: () => ArrowVector } {
  const values = new Int32Array(rows);
  return { values, finish: () => arrowVector(arrowType.int32, rows, { data: values }) };
}
/** Texts that have all the same number of ASCII characters. */
function texts(rows: number, width: number): { values: Uint8Array; finish: () => ArrowVector } {
  const values = new Uint8Array(rows * width);
  const finish = (): ArrowVector => {
    const offsets = new Int32Array(rows + 1);
    for (let i = 1; i <= rows; i++) offsets[i] = i * width;
    return arrowVector(arrowType.utf8, rows, { data: values, offsets });
  };
  return { values, finish };
}

const ALPHABET = Buffer.from("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
function characters(random: XorShift, width: number): Sequence<Uint8Array> {
  return {
    fill(out, from, to) {
      const end = to * width;
      for (let i = from * width; i < end; i++) out[i] = ALPHABET[Math.abs(random.nextInt() % 62)]!;
    },
    skip(rows) {
      for (let i = rows * width; i > 0; i--) random.nextInt();
    },
  };
}

const UUID_LENGTH = 36;
const HEX = Buffer.from("0123456789abcdef");
const DASH = 0x2d;
function putHex(out: Uint8Array, at: number, word: number, digits: number): void {
  for (let i = 0, shift = digits * 4 - 4; i < digits; i++, shift -= 4) out[at + i] = HEX[(word >>> shift) & 15]!;
}
function uuids(random: MersenneTwister): Sequence<Uint8Array> {
  return {
    fill(out, from, to) {
      for (let row = from, at = from * UUID_LENGTH; row < to; row++, at += UUID_LENGTH) {
        putHex(out, at, random.next(), 8);
        const version = (random.next() & 0xffff0fff) | 0x4000;
        out[at + 8] = DASH;
        putHex(out, at + 9, version >>> 16, 4);
        out[at + 13] = DASH;
        putHex(out, at + 14, version & 0xffff, 4);
        const variant = (random.next() | 0x80000000) & 0xbfffffff;
        out[at + 18] = DASH;
        putHex(out, at + 19, variant >>> 16, 4);
        out[at + 23] = DASH;
        putHex(out, at + 24, variant & 0xffff, 4);
        putHex(out, at + 28, random.next(), 8);
      }
    },
    skip: (rows) => random.skip(rows * 4),
  };
}

/** The numbers of a generator in `[0, 1)` and others over it. */
function byXorShift(draw: (random: XorShift) => number): Kernel {
  return generated((seed) => {
    const random = new XorShift(seed);
    return drawn(() => draw(random));
  }, doubles);
}
export const randomKernels: { readonly [name: string]: Kernel } = {
  rand: byXorShift((random) => random.nextDouble()),
  randn: byXorShift((random) => random.nextGaussian()),
  randstr: generated(
    (seed, { length = 0 }) => characters(new XorShift(seed), length),
    (rows, { length = 0 }) => texts(rows, length),
  ),
  poisson: generated((seed, { mean = 0 }) => {
    const numbers = new PoissonCounts(seed, mean);
    return drawn(() => numbers.next());
  }, counts),
  uuid: generated(
    (seed) => uuids(new MersenneTwister(seed)),
    (rows) => texts(rows, UUID_LENGTH),
  ),
};
