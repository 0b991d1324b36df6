/** Literals in physical form. */
import type { LiteralValue } from "../plan/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName, physicalType } from "../polars/physical-type.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import type { DataType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";

export function lowerLiteral(value: LiteralValue, t: DataType): Px {
  if (value === null || value === undefined) return px.lit.null(physicalType(t));
  switch (t.kind) {
    case "boolean":
      return px.lit.bool(value as boolean);
    case "byte":
      return px.lit.i8(Number(value));
    case "short":
      return px.lit.i16(Number(value));
    case "integer":
    case "interval_ym":
      return px.lit.i32(Number(value));
    case "long":
    case "time":
    case "interval_dt":
      return px.lit.i64(BigInt(value as bigint));
    case "float":
      return px.lit.f32(value as number);
    case "double":
      return px.lit.f64(value as number);
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
      return px.lit.i128(value as bigint);
    case "decimal":
      return t.precision <= 18 ? px.lit.i64(value as bigint) : px.lit.i128(value as bigint);
    case "string":
    case "char":
    case "varchar":
      return px.lit.str(value as string);
    case "binary":
    case "geometry":
    case "geography":
      return px.lit.binary(value as Uint8Array);
    case "date":
      return px.lit.date(Number(value));
    case "timestamp":
    case "timestamp_ntz":
      return px.lit.datetime(value as bigint);
    case "interval": {
      const v = value as { months: number; days: number; microseconds: bigint };
      return px.struct.of([
        ["f0", px.lit.i32(v.months)],
        ["f1", px.lit.i32(v.days)],
        ["f2", px.lit.i64(v.microseconds)],
      ]);
    }
    case "array": {
      const list = value as readonly LiteralValue[];
      if (list.length === 0) return emptyList(t.elementType);
      return px.list.of(...list.map((v) => lowerLiteral(v, t.elementType)));
    }
    case "map": {
      const pairs = value as readonly (readonly [LiteralValue, LiteralValue])[];
      if (pairs.length === 0) return emptyListOf(physicalType(t));
      return px.list.of(
        ...pairs.map(([k, v]) =>
          px.struct.of([
            ["f0", lowerLiteral(k, t.keyType)],
            ["f1", lowerLiteral(v, t.valueType)],
          ]),
        ),
      );
    }
    case "struct": {
      const fields = value as readonly LiteralValue[];
      if (t.fields.length === 0) return px.struct.of([["fe", px.lit.null("Null")]]);
      return px.struct.of(t.fields.map((f, i) => [fieldName(i), lowerLiteral(fields[i] ?? null, f.dataType)]));
    }
    case "void":
    case "variant":
      throw unsupported(`a literal of type ${t.simpleString()}`);
  }
}
/** An empty list of elements of the type: the list of one null, cut to nothing. */
export function emptyList(element: DataType): Px {
  return cutToNothing(physicalType(element));
}
function emptyListOf(list: PolarsType): Px {
  return cutToNothing(typeof list === "object" && "List" in list ? list.List : "Null");
}
function cutToNothing(element: PolarsType): Px {
  return px.list.slice(px.list.of(px.lit.null(element)), px.lit.i64(0), px.lit.i64(0));
}
