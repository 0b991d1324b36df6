/** Functions of one row's sketches: estimates, unions, intersections, differences, quantiles. */
import { BinaryBuilder, Int64Builder, ListBuilder, NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { Arguments } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { byteRoom, uint32Room } from "./room.ts";
import { FrequentItems } from "./sketch-frequent.ts";
import {
  checkSizes,
  combining,
  hllOf,
  type HllOptions,
  initialValue,
  kllOf,
  type KllOptions,
  type SketchOptions,
  sketchOf,
  summaryOf,
  TopLists,
  type TopOptions,
} from "./sketch-shared.ts";
import { HllUnion } from "./sketch-hll.ts";
import {
  type Combine,
  type Compact,
  countOf,
  difference,
  estimateOf,
  intersect,
  tableOrdered,
  thetaOf,
  Union,
} from "./sketch-theta.ts";
import { sortedSet } from "./sketch-theta-sorted.ts";
import { thetaBytes, tupleBytes } from "./sketch-theta-bytes.ts";

interface SetOptions extends SketchOptions {
  readonly operation: "union" | "intersection" | "difference";
  /** Which of the two are tuple sketches. */
  readonly tuples: readonly [boolean, boolean];
}
/** Two sketches (and the size of a union) to one. */
export const sketchSet: Kernel = (columns, options, rows) => {
  const o = options as SetOptions;
  const args = new Arguments(columns, options);
  const [left, right] = [args.bytes(0), args.bytes(1)];
  const size = args.count > 2 ? args.number(2) : undefined;
  const [a, b] = o.tuples;
  const mixed = a !== b;
  const combine = a ? combining(o) : undefined;
  const value = initialValue(o);
  const out = new BinaryBuilder(rows);
  const unions = new Unions(a, combine, value);
  const [firstRoom, secondRoom, resultRoom, bytesRoom] = [uint32Room(), uint32Room(), uint32Room(), byteRoom()];
  for (let row = 0; row < rows; row++) {
    const [x, y] = [left.get(row), right.get(row)];
    const lg = size === undefined ? o.lg : size.get(row);
    if (x === null || y === null || lg === null) {
      out.appendNull();
      continue;
    }
    if (o.operation === "union" && (lg < 4 || lg > 26)) {
      throw new KernelError("SKETCH_INVALID_LG_NOM_ENTRIES", {
        function: o.functionName,
        min: "4",
        max: "26",
        value: String(lg),
      });
    }
    const first = sketchOf(x, a, o, false, firstRoom);
    const second = sketchOf(y, b, o, mixed, secondRoom);
    const sorted = first.values === undefined && second.values === undefined;
    const result =
      sorted && (o.operation !== "union" || countOf(first) + countOf(second) <= 1 << lg)
        ? sortedSet(o.operation, first, second, resultRoom)
        : o.operation === "union"
          ? unions.of(lg, first, second)
          : setResult(o.operation, first, second, a, combine, value);
    out.append(a ? tupleBytes(result, summaryOf(o)) : thetaBytes(result, bytesRoom));
  }
  return out.finish();
};
/** Unions of two sketches, one after another in the same tables. */
class Unions {
  readonly #made = new Map<number, Union>();
  readonly #tuple: boolean;
  readonly #combine: Combine | undefined;
  readonly #value: number;
  constructor(tuple: boolean, combine: Combine | undefined, value: number) {
    this.#tuple = tuple;
    this.#combine = combine;
    this.#value = value;
  }
  of(nominalLog: number, a: Compact, b: Compact): Compact {
    let union = this.#made.get(nominalLog);
    if (union === undefined) this.#made.set(nominalLog, (union = new Union(nominalLog, this.#tuple)));
    else union.clear();
    union.add(a, this.#combine, this.#value);
    union.add(b, this.#combine, this.#value);
    return union.result();
  }
}
function setResult(
  operation: "intersection" | "difference",
  a: Compact,
  b: Compact,
  tuple: boolean,
  combine: Combine | undefined,
  value: number,
): Compact {
  if (operation === "difference") return difference(a, b);
  const both = intersect(a, b, combine, value);
  return tuple ? tableOrdered(both) : both;
}

interface MeasureOptions extends SketchOptions {
  readonly tuple: boolean;
  readonly measure: "estimate" | "theta" | "summary";
}
/** A number of a theta or tuple sketch. */
export const sketchMeasure: Kernel = (columns, options, rows) => {
  const o = options as MeasureOptions;
  const bytes = new Arguments(columns, options).bytes(0);
  const whole = !o.tuple || (o.measure === "summary" && o.integer);
  const out = whole ? new Int64Builder(undefined, rows) : new NumberBuilder(arrowType.float64, rows);
  for (let row = 0; row < rows; row++) {
    const given = bytes.get(row);
    if (given === null) {
      out.appendNull();
      continue;
    }
    const sketch = sketchOf(given, o.tuple, o);
    const value =
      o.measure === "theta" ? thetaOf(sketch.theta) : o.measure === "summary" ? summed(sketch, o) : estimateOf(sketch);
    out.append(whole ? Math.round(value) : value);
  }
  return out.finish();
};
/** All numbers of the sketch in one; none are 0. */
function summed({ values }: Compact, { mode }: SketchOptions): number {
  if (values === undefined || values.length === 0) return 0;
  if (mode === "alwaysone") return values.length;
  if (mode === "sum") return values.reduce((a, b) => a + b, 0);
  return values.reduce(mode === "min" ? (a, b) => Math.min(a, b) : (a, b) => Math.max(a, b));
}

export const hllEstimate: Kernel = (columns, options, rows) => {
  const { functionName } = options as unknown as HllOptions;
  const bytes = new Arguments(columns, options).bytes(0);
  const out = new Int64Builder(undefined, rows);
  for (let row = 0; row < rows; row++) {
    const given = bytes.get(row);
    if (given === null) out.appendNull();
    else out.append(Math.round(hllOf(given, functionName).estimate()));
  }
  return out.finish();
};
export const hllUnionPair: Kernel = (columns, options, rows) => {
  const { functionName } = options as unknown as HllOptions;
  const args = new Arguments(columns, options);
  const [left, right] = [args.bytes(0), args.bytes(1)];
  const allow = args.count > 2 ? args.boolean(2) : undefined;
  const out = new BinaryBuilder(rows);
  for (let row = 0; row < rows; row++) {
    const [x, y] = [left.get(row), right.get(row)];
    const allowed = allow === undefined ? false : allow.get(row);
    if (x === null || y === null || allowed === null) {
      out.appendNull();
      continue;
    }
    const [a, b] = [hllOf(x, functionName), hllOf(y, functionName)];
    checkSizes(a.lgK, b.lgK, { allowDifferent: allowed, functionName, lgK: 0 });
    const union = new HllUnion(Math.min(a.lgK, b.lgK));
    union.add(a);
    union.add(b);
    out.append(union.sketch.toBytes());
  }
  return out.finish();
};

interface KllRowOptions extends KllOptions {
  readonly measure: "n" | "text" | "merge";
}
/** Numbers, texts and merges of KLL sketches. */
export const kllRow: Kernel = (columns, options, rows) => {
  const o = options as KllRowOptions;
  const args = new Arguments(columns, options);
  const first = args.bytes(0);
  const second = o.measure === "merge" ? args.bytes(1) : undefined;
  const out =
    o.measure === "n"
      ? new Int64Builder(undefined, rows)
      : o.measure === "text"
        ? new Utf8Builder(rows)
        : new BinaryBuilder(rows);
  for (let row = 0; row < rows; row++) {
    const [x, y] = [first.get(row), second?.get(row)];
    if (x === null || y === null) {
      out.appendNull();
      continue;
    }
    const sketch = kllOf(x, o);
    if (out instanceof Int64Builder) out.append(sketch.n);
    else if (out instanceof Utf8Builder) out.appendString(sketch.summary());
    else {
      sketch.merge(kllOf(y as Uint8Array, o));
      out.append(sketch.toBytes());
    }
  }
  return out.finish();
};
interface KllQueryOptions extends KllOptions {
  readonly measure: "quantile" | "rank";
  /** What is asked for, null for null; more than one gives a list. */
  readonly asked: readonly (number | bigint | null)[] | null;
  readonly list: boolean;
}
export const kllQuery: Kernel = (columns, options, rows) => {
  const o = options as KllQueryOptions;
  const [column] = columns as readonly [ArrowVector];
  const bytes = column.type.kind === "null" ? undefined : offsetsOf(column);
  const child =
    o.measure === "quantile" && o.kind === "bigint"
      ? new Int64Builder()
      : new NumberBuilder(o.measure === "quantile" && o.kind === "float" ? arrowType.float32 : arrowType.float64);
  const list = new ListBuilder(child);
  for (let row = 0; row < rows; row++) {
    if (bytes === undefined || o.asked === null || !isValid(column, row)) {
      (o.list ? list : child).appendNull();
      continue;
    }
    const sketch = kllOf((column.data as Uint8Array).subarray(bytes[row], bytes[row + 1]), o);
    if (sketch.n === 0n) throw new KernelError("KLL_INVALID_INPUT_SKETCH_BUFFER", { function: o.functionName });
    for (const asked of o.asked) {
      if (asked === null) child.appendNull();
      else child.append((o.measure === "quantile" ? sketch.quantile(Number(asked)) : sketch.rank(asked)) as never);
    }
    if (o.list) list.append();
  }
  return (o.list ? list : child).finish();
};

/** The most frequent items of states. */
export const topEstimate: Kernel = (columns, options, rows) => {
  const o = options as TopOptions;
  const [states] = columns as readonly [ArrowVector];
  const sketches = childOf(states, 0);
  const tracked = childOf(states, 1);
  const offsets = offsetsOf(sketches);
  const out = new TopLists(childOf(states, 2));
  for (let row = 0; row < rows; row++) {
    if (!isValid(states, row) || !isValid(sketches, row)) {
      out.appendNull();
      continue;
    }
    const most = tracked.data[row] as number;
    if (o.k > most) {
      throw new KernelError("APPROX_TOP_K_MAX_ITEMS_TRACKED_LESS_THAN_K", {
        maxItemsTracked: String(most),
        k: String(o.k),
      });
    }
    const bytes = (sketches.data as Uint8Array).subarray(offsets[row], offsets[row + 1]);
    out.append(FrequentItems.fromBytes(bytes, o.form).top(o.k));
  }
  return out.finish();
};
