/** The Spark types of JavaScript values, as PySpark infers those of Python values. */
import { CalendarInterval } from "./calendar-interval.ts";
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
  INT,
  INTERVAL,
  INTERVAL_DT,
  INTERVAL_YM,
  LONG,
  LongType,
  MapType,
  NULL,
  SHORT,
  STRING,
  StructField,
  StructType,
  TIME,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  VARIANT,
} from "./data-type.ts";
import { isDecimal } from "./decimal.ts";
import { isRecord, jsTypeName } from "./internal-value.ts";
import { isRow, rowShape, rowValues } from "./row.ts";
import { PySparkTypeError } from "./spark-error.ts";
import { isTemporal, tagOf, type Temporal } from "./temporal.ts";
import { typeClassName } from "./type-repr.ts";
import { VariantVal } from "./variant-val.ts";
import { someType } from "./some-type.ts";

export interface InferOptions {
  /** The type of an array is that of its first element (`...legacy.inferArrayTypeFromFirstElement.enabled`). */
  readonly arrayFromFirstElement?: boolean | undefined;
  /** The type of a map is that of its first entry without nulls (`...legacy.inferMapTypeFromFirstPair.enabled`). */
  readonly mapFromFirstPair?: boolean | undefined;
}

/**
 * Integers given as JavaScript numbers: long, unless a fraction turns up in the same place, which makes all of them
 * double. Told from {@link LONG} by identity; {@link settled} replaces it.
 */
const NUMBER_LONG: LongType = new LongType();
const DECIMAL: DecimalType = new DecimalType(38, 18);

const TYPED_ARRAYS: { readonly [tag: string]: ArrayType } = {
  Int8Array: new ArrayType(BYTE, false),
  Int16Array: new ArrayType(SHORT, false),
  Uint16Array: new ArrayType(INT, false),
  Int32Array: new ArrayType(INT, false),
  Uint32Array: new ArrayType(LONG, false),
  BigInt64Array: new ArrayType(LONG, false),
  Float32Array: new ArrayType(FLOAT, false),
  Float64Array: new ArrayType(DOUBLE, false),
};

const TEMPORAL: { readonly [tag: string]: DataType } = {
  "Temporal.PlainDate": DATE,
  "Temporal.Instant": TIMESTAMP,
  "Temporal.ZonedDateTime": TIMESTAMP,
  "Temporal.PlainDateTime": TIMESTAMP_NTZ,
  "Temporal.PlainTime": TIME,
};

/** The type of one value; numbers are not settled yet (see {@link settled}). */
export function inferType(value: unknown, options: InferOptions = {}): DataType {
  switch (typeof value) {
    case "undefined":
      return NULL;
    case "number":
      return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? NUMBER_LONG : DOUBLE;
    case "string":
      return STRING;
    case "boolean":
      return BOOLEAN;
    case "bigint":
      return LONG;
    case "object":
      return value === null ? NULL : inferObject(value, options);
    default:
      throw new PySparkTypeError("UNSUPPORTED_DATA_TYPE", { data_type: typeof value });
  }
}

function inferObject(value: object, options: InferOptions): DataType {
  if (isRow(value)) {
    const values = rowValues(value);
    return structOf(
      rowShape(value).names.map((name, i) => [name, values[i]]),
      options,
    );
  }
  if (Array.isArray(value)) return new ArrayType(elementType(value, options), true);
  if (value instanceof Date) return TIMESTAMP;
  if (value instanceof Map) return mapType(value, options);
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return BINARY;
  if (isDecimal(value)) return DECIMAL;
  if (value instanceof CalendarInterval) return INTERVAL;
  if (value instanceof VariantVal) return VARIANT;
  if (isTemporal(value, "Temporal.Duration")) return durationType(value);
  const tag = tagOf(value);
  const known = TEMPORAL[tag] ?? TYPED_ARRAYS[tag];
  if (known !== undefined) return known;
  if (isRecord(value)) return structOf(Object.entries(value), options);
  throw new PySparkTypeError("UNSUPPORTED_DATA_TYPE", { data_type: jsTypeName(value) });
}

/** Months alone are a year-month interval, no months a day-time one; a mixture is only possible as `interval`. */
export function durationType(value: Temporal.Duration): DataType {
  if (value.years === 0 && value.months === 0) return INTERVAL_DT;
  const rest = value.with({ years: 0, months: 0 });
  return rest.blank ? INTERVAL_YM : INTERVAL;
}

/** Plain objects are records here: a struct, where PySpark makes a dict a map. A `Map` is a map. */
export function structOf(entries: readonly (readonly [string, unknown])[], options: InferOptions): StructType {
  const fields = entries.map(([name, value]) => {
    try {
      return new StructField(name, inferType(value, options));
    } catch (error) {
      if (!(error instanceof PySparkTypeError) || error.condition === "CANNOT_INFER_TYPE_FOR_FIELD") throw error;
      throw new PySparkTypeError("CANNOT_INFER_TYPE_FOR_FIELD", { field_name: name }, { cause: error });
    }
  });
  return new StructType(fields);
}

function elementType(values: readonly unknown[], options: InferOptions): DataType {
  if (options.arrayFromFirstElement === true) return inferType(values[0], options);
  return values.reduce<DataType>((type, value) => mergeTypes(type, inferType(value, options)), NULL);
}

function mapType(map: ReadonlyMap<unknown, unknown>, options: InferOptions): MapType {
  let key: DataType = NULL;
  let value: DataType = NULL;
  for (const [k, v] of map) {
    if (options.mapFromFirstPair === true) {
      if (k === null || v === null || v === undefined) continue;
      return new MapType(inferType(k, options), inferType(v, options), true);
    }
    key = mergeTypes(key, inferType(k, options));
    value = mergeTypes(value, inferType(v, options));
  }
  return new MapType(key, value, true);
}

/** Types that PySpark turns into string where a string meets them. */
function isAtomic(type: DataType): boolean {
  return !["void", "array", "map", "struct", "interval"].includes(type.kind);
}

/** The type for values of both types in one place; throws CANNOT_MERGE_TYPE where there is none. */
export function mergeTypes(a: DataType, b: DataType): DataType {
  if (a === b || b.kind === "void") return a;
  if (a.kind === "void") return b;
  if (a.kind === "long" && b.kind === "long") return LONG;
  if ((a === NUMBER_LONG && b.kind === "double") || (a.kind === "double" && b === NUMBER_LONG)) return DOUBLE;
  if (a.kind === "timestamp" && b.kind === "timestamp_ntz") return a;
  if (a.kind === "timestamp_ntz" && b.kind === "timestamp") return b;
  if (b.kind === "string" && isAtomic(a)) return b;
  if (a.kind === "string" && isAtomic(b)) return a;
  if (a.kind === "struct" && b.kind === "struct") return mergeStructs(a, b);
  if (a.kind === "array" && b.kind === "array") return new ArrayType(mergeTypes(a.elementType, b.elementType), true);
  if (a.kind === "map" && b.kind === "map") {
    return new MapType(mergeTypes(a.keyType, b.keyType), mergeTypes(a.valueType, b.valueType), true);
  }
  if (a.kind === b.kind) return a;
  throw new PySparkTypeError("CANNOT_MERGE_TYPE", {
    data_type1: typeClassName(a),
    data_type2: typeClassName(b),
  });
}

/** Fields by name: those of `a` in their order, then what only `b` has. */
function mergeStructs(a: StructType, b: StructType): StructType {
  const inB = new Map(b.fields.map((field) => [field.name, field.dataType]));
  const names = new Set(a.names);
  const merged = a.fields.map((f) => new StructField(f.name, mergeTypes(f.dataType, inB.get(f.name) ?? NULL)));
  return new StructType([...merged, ...b.fields.filter((field) => !names.has(field.name))]);
}

/** The type with its numbers decided, once all values have been seen. */
export function settled(type: DataType): DataType {
  switch (type.kind) {
    case "long":
      return LONG;
    case "array":
      return new ArrayType(settled(type.elementType), type.containsNull);
    case "map":
      return new MapType(settled(type.keyType), settled(type.valueType), type.valueContainsNull);
    case "struct":
      return new StructType(type.fields.map((f) => new StructField(f.name, settled(f.dataType), f.nullable)));
    default:
      return type;
  }
}

/** Is there a part of which only nulls were seen? */
export function hasUnknown(type: DataType): boolean {
  return someType(type, (t) => t.kind === "void");
}
