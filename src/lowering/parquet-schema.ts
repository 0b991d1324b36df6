/** The Arrow schema that the engine writes a Parquet file by, where its own would not do: entries of maps are never null. */
import type { Attribute } from "../logical/expression.ts";
import type { PxJson } from "../polars/px.ts";
import type { DataType } from "../types/data-type.ts";
import { hasMap } from "../types/map-inside.ts";

/** The fields by name, or undefined where the engine's own are right. */
export function arrowFields(data: readonly Attribute[]): PxJson | undefined {
  if (!data.some((a) => hasMap(a.dataType))) return undefined;
  return { fields: new Map(data.map((a) => [a.name, field(a.name, a.dataType)])), metadata: {} };
}
function field(name: string, type: DataType, nullable = true): PxJson {
  return { name, dtype: arrowType(type), is_nullable: nullable, metadata: null };
}
const SIMPLE: { readonly [kind: string]: PxJson } = {
  boolean: "Boolean",
  byte: "Int8",
  short: "Int16",
  integer: "Int32",
  long: "Int64",
  float: "Float32",
  double: "Float64",
  string: "Utf8View",
  char: "Utf8View",
  varchar: "Utf8View",
  binary: "BinaryView",
  date: "Date32",
  timestamp: { Timestamp: ["Microsecond", "UTC"] },
  timestamp_ntz: { Timestamp: ["Microsecond", null] },
  timestamp_ltz_nanos: { Timestamp: ["Nanosecond", "UTC"] },
  timestamp_ntz_nanos: { Timestamp: ["Nanosecond", null] },
  time: { Time64: "Nanosecond" },
  interval_dt: { Duration: "Microsecond" },
  interval_ym: "Int32",
};
function arrowType(type: DataType): PxJson {
  switch (type.kind) {
    case "decimal":
      return { Decimal: [type.precision, type.scale] };
    case "array":
      return { LargeList: field("item", type.elementType) };
    case "map": {
      const entries = [field("key", type.keyType, false), field("value", type.valueType)];
      return { LargeList: { name: "item", dtype: { Struct: entries }, is_nullable: false, metadata: null } };
    }
    case "struct":
      return { Struct: type.fields.map((f) => field(f.name, f.dataType)) };
    case "variant":
      return {
        Struct: ["value", "metadata"].map((name) => ({ name, dtype: "BinaryView", is_nullable: true, metadata: null })),
      };
    default:
      return SIMPLE[type.kind] ?? "Null";
  }
}
