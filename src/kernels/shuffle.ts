/** `shuffle` with a seed: one sequence of random numbers over the lists of the one partition, as Spark draws them. */
import { takeVector } from "../arrow/take.ts";
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { integerReader } from "./row-order.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { MersenneTwister } from "./mersenne-twister.ts";

interface Options {
  /** As text: structured clones keep bigint, plans as JSON do not. */
  readonly seed: string;
  /** Tells calls apart that have the same seed. */
  readonly call: string;
}
interface Place {
  readonly random: MersenneTwister;
  /** The row that comes next. */
  at: number;
}
const PLACES = new Map<string, Place>();
const MOST_PLACES = 100;

/** Where the call's sequence is before a row. It cannot be taken back, nor forward without the lists between. */
function placeAt({ seed, call }: Options, row: number): Place {
  const found = PLACES.get(call);
  if (found?.at === row) return found;
  if (row !== 0) {
    throw new KernelError("UNSUPPORTED_FEATURE", {}, { message: "shuffle with a seed needs its rows in their order" });
  }
  if (PLACES.size > MOST_PLACES) PLACES.clear();
  const place = { random: new MersenneTwister(BigInt(seed)), at: 0 };
  PLACES.set(call, place);
  return place;
}
/** An integer below a limit, as java.util.Random makes it of 31 bits. */
function below(random: MersenneTwister, limit: number): number {
  if ((limit & -limit) === limit) return Math.floor((limit * (random.next() >>> 1)) / 2 ** 31);
  for (;;) {
    const bits = random.next() >>> 1;
    const value = bits % limit;
    if (bits - value + (limit - 1) < 2 ** 31) return value;
  }
}
/** Fills a part of `out` with the places of a list's elements, shuffled from the inside out. */
function shuffled(random: MersenneTwister, first: number, out: Int32Array, from: number, length: number): void {
  for (let i = 0; i < length; i++) {
    const j = below(random, i + 1);
    if (j !== i) out[from + i] = out[from + j]!;
    out[from + j] = first + i;
  }
}

/** Two arguments: the row number and the list. */
const shuffle: Kernel = (columns, options, rowCount) => {
  const [numbers, list] = columns as readonly [ArrowVector, ArrowVector];
  if (rowCount === 0 || list.type.kind === "null") return list;
  const place = placeAt(options as Options, Number(integerReader(numbers)(0)));
  const starts = offsetsOf(list);
  const offsets = new Int32Array(rowCount + 1);
  const order = new Int32Array(starts[rowCount]! - starts[0]!);
  for (let row = 0; row < rowCount; row++) {
    const at = offsets[row]!;
    const length = isValid(list, row) ? starts[row + 1]! - starts[row]! : 0;
    shuffled(place.random, starts[row]!, order, at, length);
    offsets[row + 1] = at + length;
  }
  place.at += rowCount;
  const children = [takeVector(childOf(list), order.subarray(0, offsets[rowCount]!))];
  const { validity } = list;
  return arrowVector(arrowType.list, rowCount, { offsets, validity, children });
};
export const shuffleKernels: { readonly [name: string]: Kernel } = { shuffle };
