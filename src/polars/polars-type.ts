/**
 * Polars data types in the JSON form its plans use.
 */
export type PolarsTimeUnit = "Nanoseconds" | "Microseconds" | "Milliseconds";
export type PolarsType =
  | "Boolean"
  | "Int8"
  | "Int16"
  | "Int32"
  | "Int64"
  | "Int128"
  | "UInt8"
  | "UInt16"
  | "UInt32"
  | "UInt64"
  | "UInt128"
  | "Float32"
  | "Float64"
  | "String"
  | "Binary"
  | "Date"
  | "Time"
  | "Null"
  | { readonly Datetime: readonly [PolarsTimeUnit, { readonly inner: string } | null] }
  | { readonly Duration: PolarsTimeUnit }
  | { readonly Decimal: readonly [precision: number, scale: number] }
  | { readonly List: PolarsType }
  | { readonly Struct: readonly PolarsField[] };

export interface PolarsField {
  readonly name: string;
  readonly dtype: PolarsType;
}

export const P_BOOLEAN: PolarsType = "Boolean";
export const P_INT8: PolarsType = "Int8";
export const P_INT16: PolarsType = "Int16";
export const P_INT32: PolarsType = "Int32";
export const P_INT64: PolarsType = "Int64";
export const P_INT128: PolarsType = "Int128";
export const P_UINT8: PolarsType = "UInt8";
export const P_UINT16: PolarsType = "UInt16";
export const P_UINT32: PolarsType = "UInt32";
export const P_UINT64: PolarsType = "UInt64";
export const P_FLOAT32: PolarsType = "Float32";
export const P_FLOAT64: PolarsType = "Float64";
export const P_STRING: PolarsType = "String";
export const P_BINARY: PolarsType = "Binary";
export const P_DATE: PolarsType = "Date";
export const P_NULL: PolarsType = "Null";
/** Microseconds without a zone: the physical form of both Spark timestamp types. */
export const P_DATETIME: PolarsType = { Datetime: ["Microseconds", null] };
export const P_DURATION: PolarsType = { Duration: "Microseconds" };

export function pDatetime(unit: PolarsTimeUnit, zone: string | null): PolarsType {
  return { Datetime: [unit, zone === null ? null : { inner: zone }] };
}
export function pDecimal(precision: number, scale: number): PolarsType {
  return { Decimal: [precision, scale] };
}
export function pList(element: PolarsType): PolarsType {
  return { List: element };
}
export function pStruct(fields: readonly PolarsField[]): PolarsType {
  return { Struct: fields };
}
