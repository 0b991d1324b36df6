import type { DataType } from "./data-type.ts";

const PLAIN: { readonly [kind in DataType["kind"]]?: string } = {
  void: "NullType()",
  boolean: "BooleanType()",
  byte: "ByteType()",
  short: "ShortType()",
  integer: "IntegerType()",
  long: "LongType()",
  float: "FloatType()",
  double: "DoubleType()",
  binary: "BinaryType()",
  date: "DateType()",
  timestamp: "TimestampType()",
  timestamp_ntz: "TimestampNTZType()",
  interval: "CalendarIntervalType()",
  variant: "VariantType()",
};

const bool = (value: boolean): string => (value ? "True" : "False");

/** A type as PySpark's `repr` writes it, which its error parameters carry: `ArrayType(IntegerType(), True)`. */
export function typeRepr(type: DataType): string {
  switch (type.kind) {
    case "decimal":
      return `DecimalType(${type.precision},${type.scale})`;
    case "string":
      return type.collation === "UTF8_BINARY" ? "StringType()" : `StringType('${type.collation}')`;
    case "geometry":
      return `GeometryType(${type.srid === -1 ? "ANY" : type.srid})`;
    case "geography":
      return `GeographyType(${type.srid === -1 ? "ANY" : type.srid})`;
    case "char":
      return `CharType(${type.length})`;
    case "varchar":
      return `VarcharType(${type.length})`;
    case "time":
      return `TimeType(${type.precision})`;
    case "timestamp_ltz_nanos":
      return `TimestampLTZNanosType(${type.precision})`;
    case "timestamp_ntz_nanos":
      return `TimestampNTZNanosType(${type.precision})`;
    case "interval_dt":
      return `DayTimeIntervalType(${type.startField}, ${type.endField})`;
    case "interval_ym":
      return `YearMonthIntervalType(${type.startField}, ${type.endField})`;
    case "array":
      return `ArrayType(${typeRepr(type.elementType)}, ${bool(type.containsNull)})`;
    case "map":
      return `MapType(${typeRepr(type.keyType)}, ${typeRepr(type.valueType)}, ${bool(type.valueContainsNull)})`;
    case "struct": {
      const fields = type.fields.map((f) => `StructField('${f.name}', ${typeRepr(f.dataType)}, ${bool(f.nullable)})`);
      return `StructType([${fields.join(", ")}])`;
    }
    default:
      return PLAIN[type.kind] ?? type.kind;
  }
}

/** The class name of a type: `LongType`. */
export function typeClassName(type: DataType): string {
  return typeRepr(type).replace(/\(.*$/s, "");
}
