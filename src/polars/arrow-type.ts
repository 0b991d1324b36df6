/** Polars types as the Arrow fields that carry them in an IPC stream. */
import { type ArrowField, type ArrowType, arrowField, arrowType } from "../arrow/vector.ts";
import type { PolarsTimeUnit, PolarsType } from "./polars-type.ts";

const UNITS = { Nanoseconds: "ns", Microseconds: "us", Milliseconds: "ms" } as const satisfies {
  readonly [unit in PolarsTimeUnit]: string;
};
const int = (bits: 8 | 16 | 32 | 64, signed: boolean): ArrowType => ({ kind: "int", bits, signed });
const SIMPLE: { readonly [type in Extract<PolarsType, string>]: ArrowType | null } = {
  Boolean: arrowType.bool,
  Int8: arrowType.int8,
  Int16: arrowType.int16,
  Int32: arrowType.int32,
  Int64: arrowType.int64,
  Int128: arrowType.decimal,
  UInt8: int(8, false),
  UInt16: int(16, false),
  UInt32: int(32, false),
  UInt64: int(64, false),
  UInt128: null,
  Float32: arrowType.float32,
  Float64: arrowType.float64,
  String: arrowType.utf8,
  Binary: arrowType.binary,
  Date: arrowType.date,
  Time: { kind: "time", bits: 64, unit: "ns" },
  Null: arrowType.null,
};

/** Int128, which Arrow lacks, travels as Decimal(38, 0). */
export function arrowFieldOf(name: string, type: PolarsType): ArrowField {
  if (typeof type === "string") {
    const simple = SIMPLE[type];
    if (simple === null) throw new TypeError(`no Arrow form of ${type}`);
    return arrowField(name, simple);
  }
  if ("List" in type) return arrowField(name, arrowType.list, [arrowFieldOf("item", type.List)]);
  if ("Struct" in type) {
    return arrowField(
      name,
      arrowType.struct,
      type.Struct.map((field) => arrowFieldOf(field.name, field.dtype)),
    );
  }
  if ("Datetime" in type) {
    const [unit, zone] = type.Datetime;
    return arrowField(name, { kind: "timestamp", unit: UNITS[unit], timezone: zone?.inner ?? null });
  }
  if ("Duration" in type) return arrowField(name, { kind: "duration", unit: UNITS[type.Duration] });
  const [precision, scale] = type.Decimal;
  return arrowField(name, { kind: "decimal", bits: 128, precision, scale });
}

/** Whether a 128-bit integer is somewhere inside. */
export function hasInt128(type: PolarsType): boolean {
  if (typeof type === "string") return type === "Int128";
  if ("List" in type) return hasInt128(type.List);
  return "Struct" in type && type.Struct.some((field) => hasInt128(field.dtype));
}

const POLARS_UNITS = { ns: "Nanoseconds", us: "Microseconds", ms: "Milliseconds", s: "Milliseconds" } as const;

/** The Polars type of a column of an IPC stream that Polars wrote. */
export function polarsTypeOf(field: ArrowField): PolarsType {
  const { type, children } = field;
  switch (type.kind) {
    case "null":
      return "Null";
    case "bool":
      return "Boolean";
    case "int":
      return `${type.signed ? "Int" : "UInt"}${type.bits}`;
    case "float":
      return type.bits === 64 ? "Float64" : "Float32";
    case "utf8":
      return "String";
    case "binary":
      return "Binary";
    case "date":
      return "Date";
    case "time":
      return "Time";
    case "timestamp":
      return { Datetime: [POLARS_UNITS[type.unit], type.timezone === null ? null : { inner: type.timezone }] };
    case "duration":
      return { Duration: POLARS_UNITS[type.unit] };
    case "decimal":
      return { Decimal: [type.precision, type.scale] };
    case "list":
    case "fixed_list": {
      const [element] = children;
      if (element !== undefined) return { List: polarsTypeOf(element) };
      break;
    }
    case "struct":
      return { Struct: children.map((child) => ({ name: child.name, dtype: polarsTypeOf(child) })) };
    default:
  }
  throw new TypeError(`the engine has a column of type ${type.kind}, which this package does not know`);
}
