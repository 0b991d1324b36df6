/** Sketches of groups: of their values, or of other sketches. */
import { BinaryBuilder, NumberBuilder, StructBuilder, Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { textColumn } from "./arguments.ts";
import type { GroupKernel, GroupPass } from "./group-kernel.ts";
import { KernelError } from "./kernel.ts";
import { doubleReader } from "./row-order.ts";
import { FrequentItems, type Item, type ItemForm } from "./sketch-frequent.ts";
import { hashCoupon, HllSketch, HllUnion } from "./sketch-hll.ts";
import { keyHasher } from "./sketch-keys.ts";
import { Kll } from "./sketch-kll.ts";
import { HASH } from "./sketch-murmur.ts";
import {
  checkSizes,
  combining,
  initialValue,
  hllOf,
  type HllOptions,
  itemWriter,
  kllOf,
  type KllOptions,
  type SketchOptions,
  sketchOf,
  summaryOf,
  TopLists,
  type TopOptions,
} from "./sketch-shared.ts";
import { type Compact, EMPTY, intersect, QuickSelect, tableOrdered, Union } from "./sketch-theta.ts";
import { thetaBytes, tupleBytes } from "./sketch-theta-bytes.ts";

/** A pass whose result for each group is bytes. */
function bytesPass(groups: number, make: (start: number, end: number) => Uint8Array): GroupPass {
  const out = new BinaryBuilder(groups);
  return { add: (start, end) => out.append(make(start, end)), finish: () => out.finish() };
}
/** The bytes of a row. */
function reader(column: ArrowVector): (row: number) => Uint8Array | null {
  if (column.type.kind === "null") return () => null;
  const offsets = offsetsOf(column);
  return (row) => (isValid(column, row) ? (column.data as Uint8Array).subarray(offsets[row], offsets[row + 1]) : null);
}

/** theta_sketch_agg, tuple_sketch_agg: of keys (and numbers). */
export const hashSketch: GroupKernel = (columns, options, groups) => {
  const o = options as SketchOptions;
  const [keys, numbers] = columns as readonly [ArrowVector, ArrowVector?];
  const hash = keyHasher(keys);
  const combine = combining(o);
  const read = numbers === undefined ? undefined : doubleReader(numbers);
  const none = initialValue(o);
  const number = read && ((row: number): number => combine(none, read(row)));
  return bytesPass(groups, (start, end) => {
    const sketch = new QuickSelect(o.lg, number !== undefined);
    for (let i = start; i < end; i++) {
      if (numbers !== undefined && !isValid(numbers, i)) continue;
      if (!hash(i)) continue;
      const high = HASH[1]! >>> 1;
      const low = ((HASH[0]! >>> 1) | (HASH[1]! << 31)) >>> 0;
      sketch.update(high, low, o.mode === "alwaysone" ? 1 : number?.(i), combine);
    }
    if (number !== undefined) return tupleBytes(sketch.compact(), summaryOf(o));
    sketch.trim();
    return thetaBytes(sketch.compact());
  });
};
/** Unions and intersections of theta or tuple sketches. */
function setAggregate(tuple: boolean, operation: "union" | "intersection"): GroupKernel {
  return (columns, options, groups) => {
    const o = options as SketchOptions;
    const read = reader(columns[0] as ArrowVector);
    const combine = tuple ? combining(o) : undefined;
    return bytesPass(groups, (start, end) => {
      const union = new Union(o.lg, tuple);
      let common: Compact | undefined;
      for (let i = start; i < end; i++) {
        const bytes = read(i);
        if (bytes === null) continue;
        const sketch = sketchOf(bytes, tuple, o);
        if (operation === "union") union.add(sketch, combine);
        else common = common === undefined ? sketch : intersect(common, sketch, combine);
      }
      const result = operation === "union" ? union.result() : (common ?? EMPTY);
      return tuple
        ? tupleBytes(operation === "union" ? result : tableOrdered(result), summaryOf(o))
        : thetaBytes(result);
    });
  };
}
export const thetaUnion: GroupKernel = setAggregate(false, "union");
export const thetaIntersection: GroupKernel = setAggregate(false, "intersection");
export const tupleUnion: GroupKernel = setAggregate(true, "union");
export const tupleIntersection: GroupKernel = setAggregate(true, "intersection");

export const hllSketch: GroupKernel = (columns, options, groups) => {
  const { lgK } = options as HllOptions;
  const hash = keyHasher(columns[0] as ArrowVector);
  return bytesPass(groups, (start, end) => {
    const sketch = new HllSketch(lgK);
    for (let i = start; i < end; i++) if (hash(i)) sketch.update(hashCoupon());
    return sketch.toBytes();
  });
};
export const hllUnion: GroupKernel = (columns, options, groups) => {
  const o = options as HllOptions;
  const read = reader(columns[0] as ArrowVector);
  return bytesPass(groups, (start, end) => {
    let union: HllUnion | undefined;
    for (let i = start; i < end; i++) {
      const bytes = read(i);
      if (bytes === null) continue;
      const sketch = hllOf(bytes, o.functionName);
      union ??= new HllUnion(sketch.lgK);
      checkSizes(union.sketch.lgK, sketch.lgK, o);
      union.add(sketch);
    }
    return (union?.sketch ?? new HllSketch(o.lgK)).toBytes();
  });
};

export const kllSketch: GroupKernel = (columns, options, groups) => {
  const { kind, k } = options as KllOptions;
  const [column] = columns as readonly [ArrowVector];
  const item = (i: number): number | bigint =>
    kind === "bigint" ? BigInt(column.data[i] as number | bigint) : (column.data[i] as number);
  return bytesPass(groups, (start, end) => {
    const sketch = new Kll(kind, k ?? 200);
    for (let i = start; i < end; i++) if (isValid(column, i)) sketch.update(item(i));
    return sketch.toBytes();
  });
};
export const kllMerge: GroupKernel = (columns, options, groups) => {
  const o = options as KllOptions;
  const read = reader(columns[0] as ArrowVector);
  return bytesPass(groups, (start, end) => {
    let sketch = o.k === undefined ? undefined : new Kll(o.kind, o.k);
    for (let i = start; i < end; i++) {
      const bytes = read(i);
      if (bytes === null) continue;
      const other = kllOf(bytes, o);
      if (sketch === undefined) sketch = other;
      else sketch.merge(other);
    }
    return (sketch ?? new Kll(o.kind, 200)).toBytes();
  });
};

/** The items of a column, in the sketch's form. */
function itemReader(column: ArrowVector, form: ItemForm): (row: number) => Item {
  if (form === "string") {
    const text = textColumn(column);
    return (row) => text.get(row) as string;
  }
  const { data } = column;
  if (form === "boolean") return (row) => (((data[row >> 3] as number) >> (row & 7)) & 1) === 1;
  return (row) => (form === "long" ? BigInt(data[row] as bigint) : Number(data[row]));
}
function gather(column: ArrowVector, { form, lgMost }: TopOptions): (start: number, end: number) => FrequentItems {
  const item = itemReader(column, form);
  return (start, end) => {
    const sketch = new FrequentItems(form, lgMost);
    for (let i = start; i < end; i++) {
      if (isValid(column, i)) sketch.add(item(i));
      else sketch.nulls++;
    }
    return sketch;
  };
}
export const topItems: GroupKernel = (columns, options) => {
  const o = options as TopOptions;
  const [column] = columns as readonly [ArrowVector];
  const collect = gather(column, o);
  const out = new TopLists(column);
  return { add: (start, end) => out.append(collect(start, end).top(o.k)), finish: () => out.finish() };
};
/** States: the sketch's bytes, how many items it tracks, a null of the items' type, the type as text. */
function statePass(
  like: ArrowVector,
  make: (start: number, end: number) => readonly [FrequentItems, number, string],
): GroupPass {
  const bytes = new BinaryBuilder();
  const tracked = new NumberBuilder(arrowType.int32);
  const { builder: type } = itemWriter(like);
  const ddl = new Utf8Builder();
  const state = new StructBuilder([bytes, tracked, type, ddl]);
  return {
    add: (start, end) => {
      const [sketch, most, text] = make(start, end);
      bytes.append(sketch.toBytes());
      tracked.append(most);
      type.appendNull();
      ddl.appendString(text);
      state.append();
    },
    finish: () => state.finish(),
  };
}
export const topState: GroupKernel = (columns, options) => {
  const o = options as TopOptions;
  const [column] = columns as readonly [ArrowVector];
  const collect = gather(column, o);
  return statePass(column, (start, end) => [collect(start, end), o.tracked, o.ddl]);
};
export const topCombine: GroupKernel = (columns, options) => {
  const o = options as TopOptions;
  const [states] = columns as readonly [ArrowVector];
  const read = reader(childOf(states, 0));
  const tracked = childOf(states, 1);
  const texts = textColumn(childOf(states, 3));
  return statePass(childOf(states, 2), (start, end) => {
    const sketch = new FrequentItems(o.form, o.lgMost);
    let most: number | undefined;
    let ddl: string | undefined;
    for (let i = start; i < end; i++) {
      const bytes = isValid(states, i) ? read(i) : null;
      if (bytes === null) continue;
      const size = tracked.data[i] as number;
      if (o.tracked < 0 && most !== undefined && size !== most) {
        throw new KernelError("APPROX_TOP_K_SKETCH_SIZE_NOT_MATCH", { size1: String(most), size2: String(size) });
      }
      most = size;
      ddl = texts.get(i) ?? "";
      sketch.merge(FrequentItems.fromBytes(bytes, o.form));
    }
    return [sketch, o.tracked < 0 ? (most ?? -1) : o.tracked, ddl ?? ""];
  });
};
