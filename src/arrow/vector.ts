/** In-memory Arrow columns, in the one normal form that the rest of the code works on. */

export type TimeUnit = "s" | "ms" | "us" | "ns";

export type ArrowType =
  | { readonly kind: "null" }
  | { readonly kind: "bool" }
  | { readonly kind: "int"; readonly bits: 8 | 16 | 32 | 64 | 128; readonly signed: boolean }
  | { readonly kind: "float"; readonly bits: 16 | 32 | 64 }
  | { readonly kind: "utf8"; readonly large: boolean }
  | { readonly kind: "binary"; readonly large: boolean }
  | { readonly kind: "fixed_binary"; readonly width: number }
  | { readonly kind: "date"; readonly unit: "day" | "ms" }
  | { readonly kind: "time"; readonly bits: 32 | 64; readonly unit: TimeUnit }
  | { readonly kind: "timestamp"; readonly unit: TimeUnit; readonly timezone: string | null }
  | { readonly kind: "duration"; readonly unit: TimeUnit }
  | { readonly kind: "interval"; readonly unit: "year_month" | "day_time" | "month_day_nano" }
  | {
      readonly kind: "decimal";
      readonly bits: 32 | 64 | 128 | 256;
      readonly precision: number;
      readonly scale: number;
    }
  | { readonly kind: "list"; readonly large: boolean }
  | { readonly kind: "fixed_list"; readonly size: number }
  | { readonly kind: "struct" }
  | { readonly kind: "map"; readonly keysSorted: boolean };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly nullable: boolean;
  /** The element of a list, the fields of a struct, the entries struct of a map. */
  readonly children: readonly ArrowField[];
  readonly metadata?: { readonly [key: string]: string };
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly metadata?: { readonly [key: string]: string };
}

export type ArrowData =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/**
 * One column of a batch. Bitmaps are least significant bit first and start at bit 0.
 *
 * `data` is the typed array of the type's width: a bitmap for `bool`; UTF-8 bytes for `utf8`, bytes for `binary`;
 * `Uint16Array` for float16; two (four) `BigInt64Array` elements, low one first, for 128 (256) bit values; one
 * `BigInt64Array` element for day_time intervals, two for month_day_nano (months and days in the first); empty for
 * `null` and nested types. `offsets` (strings, binaries, lists, maps) has length + 1 elements and need not start at 0.
 */
export interface ArrowVector {
  readonly type: ArrowType;
  readonly length: number;
  readonly nullCount: number;
  /** A set bit is a value; null where there are no nulls (a `null` column has nullCount === length and no bitmap). */
  readonly validity: Uint8Array | null;
  readonly data: ArrowData;
  readonly offsets: Int32Array | null;
  readonly children: readonly ArrowVector[];
}

export interface ArrowBatch {
  readonly length: number;
  readonly columns: readonly ArrowVector[];
}

export interface ArrowTable {
  readonly schema: ArrowSchema;
  readonly batches: readonly ArrowBatch[];
}

export const EMPTY_BYTES: Uint8Array = new Uint8Array(0);
const NO_CHILDREN: readonly never[] = Object.freeze([]);

type ArrowTypeName =
  | "null"
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint32"
  | "float32"
  | "float64"
  | "utf8"
  | "binary"
  | "date"
  | "timestamp"
  | "decimal"
  | "list"
  | "struct";
/** Shorthands for the types this package writes. */
export const arrowType: Readonly<Record<ArrowTypeName, ArrowType>> = {
  null: { kind: "null" },
  bool: { kind: "bool" },
  int8: { kind: "int", bits: 8, signed: true },
  int16: { kind: "int", bits: 16, signed: true },
  int32: { kind: "int", bits: 32, signed: true },
  int64: { kind: "int", bits: 64, signed: true },
  uint32: { kind: "int", bits: 32, signed: false },
  float32: { kind: "float", bits: 32 },
  float64: { kind: "float", bits: 64 },
  utf8: { kind: "utf8", large: true },
  binary: { kind: "binary", large: true },
  date: { kind: "date", unit: "day" },
  timestamp: { kind: "timestamp", unit: "us", timezone: null },
  decimal: { kind: "decimal", bits: 128, precision: 38, scale: 0 },
  list: { kind: "list", large: true },
  struct: { kind: "struct" },
};

/** A field; `children` for nested types. */
export function arrowField(
  name: string,
  type: ArrowType,
  children: readonly ArrowField[] = NO_CHILDREN,
  nullable = true,
): ArrowField {
  return { name, type, nullable, children };
}

/** A vector from buffers that are already in form; counts the nulls of the bitmap. */
export function arrowVector(
  type: ArrowType,
  length: number,
  buffers: {
    readonly data?: ArrowData;
    readonly validity?: Uint8Array | null;
    readonly offsets?: Int32Array;
    readonly children?: readonly ArrowVector[];
  } = {},
): ArrowVector {
  const validity = buffers.validity ?? null;
  const nullCount = type.kind === "null" ? length : validity === null ? 0 : length - countBits(validity, length);
  return {
    type,
    length,
    nullCount,
    validity: nullCount === 0 ? null : validity,
    data: buffers.data ?? EMPTY_BYTES,
    offsets: buffers.offsets ?? null,
    children: buffers.children ?? NO_CHILDREN,
  };
}

export function isValid(vector: ArrowVector, row: number): boolean {
  const bits = vector.validity;
  return bits === null ? vector.type.kind !== "null" : ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}

/** Sets a bit of a bitmap. */
export function setBit(bitmap: Uint8Array, row: number): void {
  bitmap[row >> 3]! |= 1 << (row & 7);
}

/** How many of the first `length` bits are set. */
export function countBits(bitmap: Uint8Array, length: number): number {
  let count = 0;
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) {
    let byte = bitmap[i] ?? 0;
    byte -= (byte >> 1) & 0x55;
    byte = (byte & 0x33) + ((byte >> 2) & 0x33);
    count += (byte + (byte >> 4)) & 0x0f;
  }
  for (let i = whole << 3; i < length; i++) count += ((bitmap[i >> 3] ?? 0) >> (i & 7)) & 1;
  return count;
}

/** The offsets of a string, binary, list or map column. */
export function offsetsOf(vector: ArrowVector): Int32Array {
  if (vector.offsets === null) throw new TypeError(`an Arrow ${vector.type.kind} column has no offsets`);
  return vector.offsets;
}

/** The nth child of a nested column. */
export function childOf(vector: ArrowVector, index = 0): ArrowVector {
  const child = vector.children[index];
  if (child === undefined) throw new TypeError(`an Arrow ${vector.type.kind} column has no child ${index}`);
  return child;
}
