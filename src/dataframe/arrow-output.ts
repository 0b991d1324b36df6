/** Columns in this engine's form as Arrow columns with the types that Spark gives them. */
import { type ArrowField, type ArrowType, type ArrowVector, arrowField, arrowType } from "../arrow/index.ts";
import type { DataType } from "../types/data-type.ts";

/** The Arrow field of a Spark column, as `toArrow` of PySpark has it. */
export function sparkField(name: string, type: DataType, nullable: boolean, timeZone: string): ArrowField {
  const form = (arrow: ArrowType, children: readonly ArrowField[] = []): ArrowField => ({
    name,
    type: arrow,
    nullable,
    children,
  });
  switch (type.kind) {
    case "void":
      return form(arrowType.null);
    case "boolean":
      return form(arrowType.bool);
    case "byte":
      return form(arrowType.int8);
    case "short":
      return form(arrowType.int16);
    case "integer":
      return form(arrowType.int32);
    case "long":
      return form(arrowType.int64);
    case "float":
      return form(arrowType.float32);
    case "double":
      return form(arrowType.float64);
    case "decimal":
      return form({ kind: "decimal", bits: 128, precision: type.precision, scale: type.scale });
    case "string":
    case "char":
    case "varchar":
      return form({ kind: "utf8", large: false });
    case "binary":
      return form({ kind: "binary", large: false });
    case "date":
      return form(arrowType.date);
    case "timestamp":
      return form({ kind: "timestamp", unit: "us", timezone: timeZone });
    case "timestamp_ntz":
      return form({ kind: "timestamp", unit: "us", timezone: null });
    case "time":
      return form({ kind: "time", bits: 64, unit: "ns" });
    case "interval_dt":
      return form({ kind: "duration", unit: "us" });
    case "interval_ym":
      return form({ kind: "interval", unit: "year_month" });
    case "interval":
      return form(arrowType.struct, [
        arrowField("months", arrowType.int32),
        arrowField("days", arrowType.int32),
        arrowField("microseconds", arrowType.int64),
      ]);
    case "array":
      return form({ kind: "list", large: false }, [
        sparkField("element", type.elementType, type.containsNull, timeZone),
      ]);
    case "struct":
      return form(
        arrowType.struct,
        type.fields.map((f) => sparkField(f.name, f.dataType, f.nullable, timeZone)),
      );
    case "map": {
      const entries = [
        sparkField("key", type.keyType, false, timeZone),
        sparkField("value", type.valueType, type.valueContainsNull, timeZone),
      ];
      const entry: ArrowField = { name: "entries", type: arrowType.struct, nullable: false, children: entries };
      return form({ kind: "map", keysSorted: false }, [entry]);
    }
    case "variant":
      return form(arrowType.struct, [arrowField("value", arrowType.binary), arrowField("metadata", arrowType.binary)]);
  }
}

/** The column with the type of its field; buffers are shared wherever only the type differs. */
export function sparkVector(vector: ArrowVector, field: ArrowField): ArrowVector {
  if (vector.type.kind === "null" || field.type.kind === "null") return vector;
  const children = vector.children.map((child, i) => {
    const target = field.children[i];
    return target === undefined ? child : sparkVector(child, target);
  });
  const data = field.type.kind === "decimal" && vector.type.kind === "int" ? widened(vector) : vector.data;
  return { ...vector, type: field.type, data, children };
}

/** 64-bit integers as 128-bit ones. */
function widened({ data, length }: ArrowVector): BigInt64Array {
  const wide = new BigInt64Array(length * 2);
  for (let i = 0; i < length; i++) {
    const value = BigInt(data[i] ?? 0);
    wide[i * 2] = value;
    wide[i * 2 + 1] = value < 0n ? -1n : 0n;
  }
  return wide;
}
