/** What sketches of groups and of rows share: options, readers of bytes with Spark's errors, lists of top items. */
import {
  BoolBuilder,
  type ColumnBuilder,
  Int64Builder,
  ListBuilder,
  NumberBuilder,
  StructBuilder,
  Utf8Builder,
} from "../arrow/builders.ts";
import { type ArrowVector, arrowType } from "../arrow/vector.ts";
import { KernelError } from "./kernel.ts";
import type { Item, ItemForm } from "./sketch-frequent.ts";
import { HllSketch } from "./sketch-hll.ts";
import { Kll, type KllKind } from "./sketch-kll.ts";
import type { Room } from "./room.ts";
import type { Combine, Compact } from "./sketch-theta.ts";
import { NoSketch, readTheta, readTuple, type Summary } from "./sketch-theta-bytes.ts";

export interface SketchOptions {
  readonly functionName: string;
  readonly lg: number;
  readonly mode: "sum" | "min" | "max" | "alwaysone";
  readonly integer: boolean;
}
export function summaryOf({ integer, mode }: SketchOptions): Summary {
  return { integer, mode };
}
/** How the numbers of equal keys come together. */
export function combining({ mode, integer }: SketchOptions): Combine {
  switch (mode) {
    case "sum":
      return integer ? (a, b) => (a + b) | 0 : (a, b) => a + b;
    // NaN is neither less nor greater.
    case "min":
      return (a, b) => (b < a ? b : a);
    case "max":
      return (a, b) => (b > a ? b : a);
    default:
      return () => 1;
  }
}
/** What a key without a number counts as. */
export function initialValue({ mode, integer }: SketchOptions): number {
  switch (mode) {
    case "sum":
      return 0;
    case "min":
      return integer ? 2_147_483_647 : Infinity;
    case "max":
      return integer ? -2_147_483_648 : -Infinity;
    default:
      return 1;
  }
}
/** The sketch in the bytes, or Spark's error. */
export function sketchOf(
  bytes: Uint8Array,
  tuple: boolean,
  { functionName, integer }: SketchOptions,
  mixed = false,
  room?: Room<Uint32Array>,
): Compact {
  try {
    return tuple ? readTuple(bytes, integer) : readTheta(bytes, room);
  } catch (error) {
    const family = error instanceof NoSketch ? error.family : undefined;
    if (family !== undefined && (tuple || mixed)) {
      throw new KernelError(`${tuple ? "TUPLE" : "THETA"}_INVALID_INPUT_SKETCH_BUFFER_FAMILY`, {
        function: functionName,
        expectedFamily: tuple ? "TUPLE" : "COMPACT",
        actualFamily: family,
      });
    }
    throw new KernelError(`${tuple ? "TUPLE" : "THETA"}_INVALID_INPUT_SKETCH_BUFFER`, { function: functionName });
  }
}

export interface HllOptions {
  readonly functionName: string;
  readonly lgK: number;
  readonly allowDifferent: boolean;
}
/** Two sketches of different sizes are an error unless allowed. */
export function checkSizes(a: number, b: number, { allowDifferent, functionName }: HllOptions): void {
  if (a === b || allowDifferent) return;
  throw new KernelError("HLL_UNION_DIFFERENT_LG_K", { left: String(a), right: String(b), function: functionName });
}
export function hllOf(bytes: Uint8Array, functionName: string): HllSketch {
  const sketch = HllSketch.fromBytes(bytes);
  if (sketch === undefined) throw new KernelError("HLL_INVALID_INPUT_SKETCH_BUFFER", { function: functionName });
  return sketch;
}
export interface KllOptions {
  readonly kind: KllKind;
  /** Undefined: the first sketch's. */
  readonly k?: number | undefined;
  readonly functionName: string;
}
export function kllOf(bytes: Uint8Array, { kind, functionName }: KllOptions): Kll {
  const sketch = Kll.fromBytes(bytes, kind);
  if (sketch === undefined) throw new KernelError("KLL_INVALID_INPUT_SKETCH_BUFFER", { function: functionName });
  return sketch;
}
export interface TopOptions {
  readonly form: ItemForm;
  readonly lgMost: number;
  readonly k: number;
  /** What the state says of itself. */
  readonly tracked: number;
  readonly ddl: string;
}
export function itemWriter({ type }: ArrowVector): {
  readonly builder: ColumnBuilder;
  readonly append: (item: Item | null) => void;
} {
  const builder =
    type.kind === "utf8"
      ? new Utf8Builder()
      : type.kind === "bool"
        ? new BoolBuilder()
        : type.kind === "timestamp" || (type.kind === "int" && type.bits === 64)
          ? new Int64Builder(type)
          : new NumberBuilder(type.kind === "null" ? arrowType.int32 : type);
  const append = (item: Item | null): void => {
    if (item === null) builder.appendNull();
    else if (builder instanceof Utf8Builder) builder.appendString(item as string);
    else (builder as { append(v: Item): void }).append(item);
  };
  return { builder, append };
}
/** Lists of items and counts. */
export class TopLists {
  readonly #items: ReturnType<typeof itemWriter>;
  readonly #counts: Int64Builder = new Int64Builder();
  readonly #pair: StructBuilder;
  readonly #list: ListBuilder;
  constructor(like: ArrowVector) {
    this.#items = itemWriter(like);
    this.#pair = new StructBuilder([this.#items.builder, this.#counts]);
    this.#list = new ListBuilder(this.#pair);
  }
  append(rows: readonly (readonly [Item | null, number])[]): void {
    for (const [item, count] of rows) {
      this.#items.append(item);
      this.#counts.append(count);
      this.#pair.append();
    }
    this.#list.append();
  }
  appendNull(): void {
    this.#list.appendNull();
  }
  finish(): ArrowVector {
    return this.#list.finish();
  }
}
