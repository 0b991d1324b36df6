/** The Arrow form in which values of each Spark type travel between this engine's parts. */
import type { DataType, StructType } from "../types/data-type.ts";
import { type ArrowField, type ArrowSchema, arrowField, arrowType } from "./vector.ts";

/** Decimals of up to this many digits are Int64. */
export const MAX_INT64_DIGITS = 18;

/**
 * decimal -> the unscaled integer, as Int64 or (beyond 18 digits) Decimal128(38,0); timestamp and timestamp_ntz ->
 * Timestamp in microseconds without zone, those of nanoseconds Decimal128(38,0); time -> Int64 nanoseconds; intervals -> Int64 microseconds or Int32 months;
 * calendar interval, variant -> structs; struct fields are named `f0`, `f1`, ... by position; map -> list of structs.
 */
export function physicalField(name: string, type: DataType): ArrowField {
  switch (type.kind) {
    case "void":
      return arrowField(name, arrowType.null);
    case "boolean":
      return arrowField(name, arrowType.bool);
    case "byte":
      return arrowField(name, arrowType.int8);
    case "short":
      return arrowField(name, arrowType.int16);
    case "integer":
    case "interval_ym":
      return arrowField(name, arrowType.int32);
    case "long":
    case "time":
    case "interval_dt":
      return arrowField(name, arrowType.int64);
    case "float":
      return arrowField(name, arrowType.float32);
    case "double":
      return arrowField(name, arrowType.float64);
    case "decimal":
      return arrowField(name, type.precision <= MAX_INT64_DIGITS ? arrowType.int64 : arrowType.decimal);
    case "string":
    case "char":
    case "varchar":
      return arrowField(name, arrowType.utf8);
    case "binary":
    case "geometry":
    case "geography":
      return arrowField(name, arrowType.binary);
    case "date":
      return arrowField(name, arrowType.date);
    case "timestamp":
    case "timestamp_ntz":
      return arrowField(name, arrowType.timestamp);
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
      return arrowField(name, arrowType.decimal);
    case "interval":
      return arrowField(name, arrowType.struct, [
        arrowField("f0", arrowType.int32),
        arrowField("f1", arrowType.int32),
        arrowField("f2", arrowType.int64),
      ]);
    case "variant":
      return arrowField(name, arrowType.struct, [
        arrowField("f0", arrowType.binary),
        arrowField("f1", arrowType.binary),
      ]);
    case "array":
      return arrowField(name, arrowType.list, [physicalField("item", type.elementType)]);
    case "map":
      return arrowField(name, arrowType.list, [
        arrowField("item", arrowType.struct, [physicalField("f0", type.keyType), physicalField("f1", type.valueType)]),
      ]);
    case "struct":
      return arrowField(
        name,
        arrowType.struct,
        type.fields.map((field, i) => physicalField(`f${i}`, field.dataType)),
      );
  }
}

/** The Arrow schema of rows; `names` are the physical column names, by default `f0`, `f1`, ... (a user's may repeat). */
export function physicalSchema(schema: StructType, names?: readonly string[]): ArrowSchema {
  return { fields: schema.fields.map((field, i) => physicalField(names?.[i] ?? `f${i}`, field.dataType)) };
}
