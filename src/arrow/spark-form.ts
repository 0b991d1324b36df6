/**
 * Between this engine's physical Arrow form and the one that Spark itself sends and takes (`toArrow`, Spark Connect,
 * `createDataFrame` of an Arrow table). Mostly the same buffers under other type names.
 */
import {
  ArrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  DOUBLE,
  type DataType,
  DecimalType,
  FLOAT,
  GeographyType,
  GeometryType,
  INT,
  INTERVAL_DT,
  isNanos,
  LONG,
  MapType,
  NULL,
  SHORT,
  STRING,
  StructField,
  StructType,
  TIME,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
  VARIANT,
} from "../types/data-type.ts";
import { PySparkTypeError, UnsupportedOperationException } from "../types/spark-error.ts";
import { NANOS_PRECISION, narrowNanos } from "./nanos-form.ts";
import { spatialStruct } from "./spatial-form.ts";
import {
  type ArrowBatch,
  type ArrowField,
  type ArrowTable,
  type ArrowType,
  type ArrowVector,
  childOf,
} from "./vector.ts";

/** The SRID of a type whose values each have their own. */
const MIXED_SRID = -1;

export interface SparkFormOptions {
  /** The zone that timestamps are labelled with. */
  readonly timeZone?: string | undefined;
  /** LargeUtf8, LargeBinary instead of Utf8, Binary (`spark.sql.execution.arrow.useLargeVarTypes`). */
  readonly largeVarTypes?: boolean | undefined;
  /** Intervals that Arrow in Python cannot hold are refused, as by PySpark's `toArrow`. */
  readonly strict?: boolean | undefined;
}

/** The Arrow field as Spark writes it for a column. */
export function sparkField(name: string, type: DataType, nullable = true, options: SparkFormOptions = {}): ArrowField {
  const children = sparkChildren(type, options);
  const field = { name, type: sparkType(type, options), nullable: nullable || type.kind === "void", children };
  return isNanos(type) ? { ...field, metadata: { [NANOS_PRECISION]: String(type.precision) } } : field;
}

function sparkChildren(type: DataType, options: SparkFormOptions): readonly ArrowField[] {
  const { largeVarTypes } = options;
  switch (type.kind) {
    case "array":
      return [sparkField("element", type.elementType, type.containsNull, options)];
    case "map": {
      const fields = [
        new StructField("key", type.keyType, false),
        new StructField("value", type.valueType, type.valueContainsNull),
      ];
      return [sparkField("entries", new StructType(fields), false, options)];
    }
    case "struct": {
      const { names } = type;
      if (options.strict === true && new Set(names).size < names.length) {
        throw new UnsupportedOperationException("DUPLICATED_FIELD_NAME_IN_ARROW_STRUCT", {
          fieldNames: `[${names.map((name) => `'${name}'`).join(", ")}]`,
        });
      }
      return type.fields.map((field) => sparkField(field.name, field.dataType, field.nullable, options));
    }
    case "variant":
      return [
        sparkField("value", BINARY, false, { largeVarTypes }),
        { ...sparkField("metadata", BINARY, false, { largeVarTypes }), metadata: { variant: "true" } },
      ];
    case "geometry":
    case "geography": {
      const srid = type.srid;
      return [
        sparkField("srid", INT, false),
        { ...sparkField("wkb", BINARY, false), metadata: { [type.kind]: "true", srid: String(srid) } },
      ];
    }
    default:
      return [];
  }
}

function sparkType(type: DataType, options: SparkFormOptions): ArrowType {
  const large = options.largeVarTypes === true;
  switch (type.kind) {
    case "void":
      return { kind: "null" };
    case "boolean":
      return { kind: "bool" };
    case "byte":
      return { kind: "int", bits: 8, signed: true };
    case "short":
      return { kind: "int", bits: 16, signed: true };
    case "integer":
      return { kind: "int", bits: 32, signed: true };
    case "long":
      return { kind: "int", bits: 64, signed: true };
    case "float":
      return { kind: "float", bits: 32 };
    case "double":
      return { kind: "float", bits: 64 };
    case "decimal":
      return { kind: "decimal", bits: 128, precision: type.precision, scale: type.scale };
    case "string":
    case "char":
    case "varchar":
      return { kind: "utf8", large };
    case "binary":
      return { kind: "binary", large };
    case "date":
      return { kind: "date", unit: "day" };
    case "timestamp":
      return { kind: "timestamp", unit: "us", timezone: options.timeZone ?? "UTC" };
    case "timestamp_ntz":
      return { kind: "timestamp", unit: "us", timezone: null };
    case "timestamp_ltz_nanos":
      return { kind: "timestamp", unit: "ns", timezone: options.timeZone ?? "UTC" };
    case "timestamp_ntz_nanos":
      return { kind: "timestamp", unit: "ns", timezone: null };
    case "time":
      return { kind: "time", bits: 64, unit: "ns" };
    case "interval_dt":
      return { kind: "duration", unit: "us" };
    case "interval_ym":
    case "interval":
      if (options.strict === true) throw unsupported(type.kind === "interval" ? "CalendarIntervalType()" : type.sql);
      return { kind: "interval", unit: type.kind === "interval" ? "month_day_nano" : "year_month" };
    case "array":
      return { kind: "list", large: false };
    case "map":
      return { kind: "map", keysSorted: false };
    case "struct":
    case "variant":
    case "geometry":
    case "geography":
      return { kind: "struct" };
  }
}

function unsupported(what: string): PySparkTypeError {
  return new PySparkTypeError("UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION", { data_type: what });
}

/** Batches in the physical form as a table in Spark's, with the fields' own names. */
export function toSparkForm(
  schema: StructType,
  batches: readonly ArrowBatch[],
  options: SparkFormOptions = {},
): ArrowTable {
  const fields = schema.fields.map((f) => sparkField(f.name, f.dataType, f.nullable, options));
  return {
    schema: { fields },
    batches: batches.map(({ length, columns }) => ({
      length,
      columns: fields.map((field, i) => {
        const column = columns[i];
        if (column === undefined) throw new TypeError(`the result lacks the column "${field.name}"`);
        return relabel(column, field);
      }),
    })),
  };
}

/** The same column as the type of `field`; decimals are widened, calendar intervals packed. */
function relabel(vector: ArrowVector, field: ArrowField): ArrowVector {
  const { type } = field;
  if (type.kind === "decimal" && vector.data instanceof BigInt64Array) {
    return { ...vector, type, data: widened(vector) };
  }
  if (type.kind === "timestamp" && vector.type.kind === "decimal") return narrowNanos(vector, type);
  if (type.kind === "interval" && type.unit === "month_day_nano" && vector.children.length === 3) {
    return { ...vector, type, data: packedIntervals(vector), children: [] };
  }
  // Shapes are the only bytes that become a struct.
  if (type.kind === "struct" && vector.type.kind === "binary") return relabel(spatialStruct(vector), field);
  const children = field.children.map((child, i) => relabel(childOf(vector, i), child));
  return { ...vector, type, children };
}

function widened(vector: ArrowVector): BigInt64Array {
  const data = vector.data as BigInt64Array;
  const is128 = vector.type.kind === "decimal" || (vector.type.kind === "int" && vector.type.bits === 128);
  if (is128) return data;
  const out = new BigInt64Array(vector.length * 2);
  const from = new Int32Array(data.buffer, data.byteOffset, vector.length * 2);
  const to = new Int32Array(out.buffer);
  for (let i = 0; i < vector.length; i++) {
    const high = from[i * 2 + 1] ?? 0;
    to[i * 4] = from[i * 2] ?? 0;
    to[i * 4 + 1] = high;
    to[i * 4 + 2] = high >> 31;
    to[i * 4 + 3] = high >> 31;
  }
  return out;
}

function packedIntervals(vector: ArrowVector): BigInt64Array {
  const out = new BigInt64Array(vector.length * 2);
  const halves = new Int32Array(out.buffer);
  const [months, days, micros] = [childOf(vector, 0).data, childOf(vector, 1).data, childOf(vector, 2).data];
  for (let i = 0; i < vector.length; i++) {
    halves[i * 4] = Number(months[i] ?? 0);
    halves[i * 4 + 1] = Number(days[i] ?? 0);
    out[i * 2 + 1] = BigInt(micros[i] ?? 0) * 1000n;
  }
  return out;
}

/** The Spark schema of an Arrow schema, as PySpark makes it for `createDataFrame(pyarrow.Table)`. */
export function schemaFromArrow(fields: readonly ArrowField[], preferTimestampNtz = false): StructType {
  return new StructType(
    fields.map((field) => new StructField(field.name, typeFromArrow(field, preferTimestampNtz), field.nullable)),
  );
}

function spatialType(kind: "geometry" | "geography", srid: number): DataType {
  const which = srid === MIXED_SRID ? "ANY" : srid;
  return kind === "geometry" ? new GeometryType(which) : new GeographyType(which);
}

function typeFromArrow(field: ArrowField, ntz: boolean): DataType {
  const { type, children } = field;
  const inner = (index: number): ArrowField => {
    const child = children[index];
    if (child === undefined) throw unsupported(type.kind);
    return child;
  };
  switch (type.kind) {
    case "null":
      return NULL;
    case "bool":
      return BOOLEAN;
    case "int":
      if (!type.signed || type.bits === 128) throw unsupported(`${type.signed ? "" : "u"}int${type.bits}`);
      return { 8: BYTE, 16: SHORT, 32: INT, 64: LONG }[type.bits];
    case "float":
      if (type.bits === 16) throw unsupported("halffloat");
      return type.bits === 32 ? FLOAT : DOUBLE;
    case "decimal":
      return new DecimalType(type.precision, type.scale);
    case "utf8":
      return STRING;
    case "binary":
    case "fixed_binary":
      return BINARY;
    case "date":
      if (type.unit === "ms") throw unsupported("date64[ms]");
      return DATE;
    case "timestamp": {
      const precision = Number(field.metadata?.[NANOS_PRECISION] ?? 6);
      if (precision > 6) {
        return type.timezone === null ? new TimestampNTZNanosType(precision) : new TimestampLTZNanosType(precision);
      }
      return type.timezone === null && ntz ? TIMESTAMP_NTZ : TIMESTAMP;
    }
    case "time":
      if (type.bits === 32) throw unsupported(`time32[${type.unit}]`);
      return TIME;
    case "duration":
      return INTERVAL_DT;
    case "interval":
      throw unsupported(`${type.unit}_interval`);
    case "list":
    case "fixed_list":
      return new ArrayType(typeFromArrow(inner(0), ntz), inner(0).nullable);
    case "map": {
      const [key, value] = inner(0).children;
      if (key === undefined || value === undefined) throw unsupported("map");
      return new MapType(typeFromArrow(key, ntz), typeFromArrow(value, ntz), value.nullable);
    }
    case "struct":
      if (children[1]?.metadata?.["variant"] === "true") return VARIANT;
      for (const kind of ["geometry", "geography"] as const) {
        const { metadata } = children[1] ?? {};
        if (metadata?.[kind] === "true") return spatialType(kind, Number(metadata["srid"] ?? 0));
      }
      return schemaFromArrow(children, ntz);
  }
}
