/** Columns as the engine sees them in a file, as Spark types. */
import type { NamedType } from "../polars/plan.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import {
  ArrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  type DataType,
  DATE,
  DecimalType,
  DOUBLE,
  FLOAT,
  INT,
  INTERVAL_DT,
  LONG,
  NULL,
  SHORT,
  STRING,
  StructField,
  StructType,
  TIME,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";

const SIMPLE: { readonly [name: string]: DataType } = {
  Boolean: BOOLEAN,
  Int8: BYTE,
  Int16: SHORT,
  Int32: INT,
  Int64: LONG,
  UInt8: SHORT,
  UInt16: INT,
  UInt32: LONG,
  UInt64: new DecimalType(20, 0),
  Float32: FLOAT,
  Float64: DOUBLE,
  String: STRING,
  Binary: BINARY,
  Date: DATE,
  Time: TIME,
  Null: NULL,
};

export function sparkType(t: PolarsType): DataType {
  if (typeof t === "string") {
    const simple = SIMPLE[t];
    if (simple === undefined) throw unsupported(`a file column of the engine's type ${t}`);
    return simple;
  }
  if ("List" in t) return new ArrayType(sparkType(t.List), true);
  if ("Struct" in t) return new StructType(t.Struct.map((f) => new StructField(f.name, sparkType(f.dtype))));
  if ("Decimal" in t) return new DecimalType(t.Decimal[0] ?? 38, t.Decimal[1] ?? 0);
  if ("Datetime" in t) return t.Datetime[1] === null ? TIMESTAMP_NTZ : TIMESTAMP;
  if ("Duration" in t) return INTERVAL_DT;
  throw unsupported(`a file column of the engine's type ${JSON.stringify(t)}`);
}
export function sparkSchema(columns: readonly NamedType[]): StructType {
  return new StructType(columns.map((c) => new StructField(c.name, sparkType(c.type))));
}
