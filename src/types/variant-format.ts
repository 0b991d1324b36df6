/**
 * Numbers of the variant binary format, shared by Parquet and Spark.
 *
 * @see https://github.com/apache/parquet-format/blob/master/VariantEncoding.md
 */

export const VERSION = 1;
/** The low two bits of a value's first byte. */
export const BASIC = { primitive: 0, shortString: 1, object: 2, array: 3 } as const;
/** The upper six bits of a primitive's first byte. */
export const PRIMITIVE = {
  null: 0,
  true: 1,
  false: 2,
  int8: 3,
  int16: 4,
  int32: 5,
  int64: 6,
  double: 7,
  decimal4: 8,
  decimal8: 9,
  decimal16: 10,
  date: 11,
  timestamp: 12,
  timestampNtz: 13,
  float: 14,
  binary: 15,
  string: 16,
  time: 17,
  timestampNanos: 18,
  timestampNtzNanos: 19,
  uuid: 20,
} as const;

/** The type of the top value of a variant, and the parts of it where it has any. */
export type VariantNode =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "long"; readonly value: bigint }
  | { readonly kind: "double" | "float"; readonly value: number }
  /** As written: the scale may be larger than the digits need. */
  | { readonly kind: "decimal"; readonly unscaled: bigint; readonly scale: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "binary"; readonly value: Uint8Array }
  | { readonly kind: "date"; readonly days: number }
  | { readonly kind: "timestamp" | "timestamp_ntz"; readonly micros: bigint; readonly nanos: number }
  | { readonly kind: "time"; readonly micros: bigint }
  | { readonly kind: "uuid"; readonly value: string }
  | { readonly kind: "array"; readonly elements: readonly VariantNode[] }
  /** In the order of the keys. */
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: string, value: VariantNode])[] };
