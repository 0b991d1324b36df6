/**
 * The physical form of every Spark type inside the engine, and the ways in and out. Nothing else decides this.
 *
 * | Spark | physical |
 * |---|---|
 * | boolean, byte..long, float, double, string, binary, date | Polars' own |
 * | decimal(p, s) | the unscaled integer: Int64 for p <= 18, else Int128 |
 * | timestamp, timestamp_ntz | Datetime in microseconds, no zone (a timestamp in UTC) |
 * | timestamp_ltz(p), timestamp_ntz(p) | Int128, nanoseconds (an Int64 of them ends in 2262) |
 * | time | Int64, nanoseconds of the day |
 * | interval day to second | Int64, microseconds |
 * | interval year to month | Int32, months |
 * | interval | Struct of f0 months Int32, f1 days Int32, f2 microseconds Int64 |
 * | array | List |
 * | map | List of Struct of f0 key, f1 value |
 * | struct | Struct of f0, f1, .. by position; the empty one has one field fe of type Null |
 * | geometry, geography | Binary: four bytes of SRID, little-endian, then the WKB |
 * | variant | Struct of f0 value Binary, f1 metadata Binary |
 */
import { type DataType, isNanos } from "../types/data-type.ts";
import { px, type Px } from "./dsl.ts";
import {
  P_BINARY,
  P_DATETIME,
  P_INT128,
  P_INT32,
  P_INT64,
  P_NULL,
  P_STRING,
  pDatetime,
  pDecimal,
  pList,
  type PolarsField,
  type PolarsType,
  pStruct,
} from "./polars-type.ts";

/** Digits an Int64 always holds. */
const MAX_INT64_PRECISION = 18;
const SIMPLE: { readonly [kind: string]: PolarsType } = {
  void: P_NULL,
  boolean: "Boolean",
  byte: "Int8",
  short: "Int16",
  integer: "Int32",
  long: "Int64",
  float: "Float32",
  double: "Float64",
  string: P_STRING,
  char: P_STRING,
  varchar: P_STRING,
  binary: P_BINARY,
  geometry: P_BINARY,
  geography: P_BINARY,
  date: "Date",
};

/** The name of a struct's field by position. */
export function fieldName(index: number): string {
  return `f${index}`;
}
/** The one field of an empty struct. */
export const EMPTY_FIELD = "fe";

/** How a form of a type writes its leaves and names its fields; the nesting is the same in all forms. */
interface Form {
  decimal(precision: number, scale: number): PolarsType;
  readonly timestamp: PolarsType;
  /** Timestamps of nanoseconds, without a zone. */
  readonly nanos: PolarsType;
  readonly time: PolarsType;
  readonly dayTime: PolarsType;
  /** Names of the children of a struct type; null for f0, f1, .. */
  readonly names: ((type: DataType) => readonly string[]) | null;
}
const PHYSICAL: Form = {
  decimal: (precision) => (precision <= MAX_INT64_PRECISION ? P_INT64 : P_INT128),
  timestamp: P_DATETIME,
  nanos: P_INT128,
  time: P_INT64,
  dayTime: P_INT64,
  names: null,
};
/** What goes out through Arrow IPC, which has no 128-bit integers. */
const OUTPUT: Form = {
  ...PHYSICAL,
  decimal: (precision) => (precision <= MAX_INT64_PRECISION ? P_INT64 : pDecimal(38, 0)),
  nanos: pDecimal(38, 0),
};
/** The types of files. */
const FILE: Form = {
  decimal: pDecimal,
  timestamp: pDatetime("Microseconds", "UTC"),
  nanos: pDatetime("Nanoseconds", null),
  time: "Time",
  dayTime: { Duration: "Microseconds" },
  names: fileNames,
};
/** Types of files with the children already under their physical names. */
const FILE_BY_POSITION: Form = { ...FILE, timestamp: P_DATETIME, names: null };

function fileNames(type: DataType): readonly string[] {
  switch (type.kind) {
    case "struct":
      return type.fields.map((field) => field.name);
    case "map":
      return ["key", "value"];
    case "variant":
      return ["value", "metadata"];
    default:
      return ["months", "days", "microseconds"];
  }
}

export function physicalType(type: DataType): PolarsType {
  return formOf(type, PHYSICAL);
}
/** The type a column has in the IPC stream of a result. */
export function outputType(type: DataType): PolarsType {
  return formOf(type, OUTPUT);
}
/** The type a column has in a Parquet file. */
export function fileType(type: DataType): PolarsType {
  return formOf(type, FILE);
}

function formOf(type: DataType, form: Form): PolarsType {
  const simple = SIMPLE[type.kind];
  if (simple !== undefined) return simple;
  switch (type.kind) {
    case "decimal":
      return form.decimal(type.precision, type.scale);
    case "timestamp":
      return form.timestamp;
    case "timestamp_ntz":
      return P_DATETIME;
    case "timestamp_ltz_nanos":
      return form === FILE ? pDatetime("Nanoseconds", "UTC") : form.nanos;
    case "timestamp_ntz_nanos":
      return form.nanos;
    case "time":
      return form.time;
    case "interval_dt":
      return form.dayTime;
    case "interval_ym":
      return P_INT32;
    case "array":
      return pList(formOf(type.elementType, form));
    case "map":
      return pList(structOf(type, [formOf(type.keyType, form), formOf(type.valueType, form)], form));
    case "struct": {
      if (type.fields.length === 0) return pStruct([{ name: EMPTY_FIELD, dtype: P_NULL }]);
      return structOf(
        type,
        type.fields.map((field) => formOf(field.dataType, form)),
        form,
      );
    }
    case "variant":
      return structOf(type, [P_BINARY, P_BINARY], form);
    case "interval":
      return structOf(type, [P_INT32, P_INT32, P_INT64], form);
    default:
      throw new TypeError(`no physical form of ${(type as DataType).simpleString()}`);
  }
}
function structOf(type: DataType, types: readonly PolarsType[], form: Form): PolarsType {
  const names = form.names?.(type);
  return pStruct(types.map((dtype, i): PolarsField => ({ name: names?.[i] ?? fieldName(i), dtype })));
}

/** The expression's value in the form that may leave through Arrow IPC: 128-bit integers as Decimal(38, 0). */
export function outputExpr(value: Px, type: DataType): Px {
  return some(type, (t) => (t.kind === "decimal" ? t.precision > MAX_INT64_PRECISION : isNanos(t)))
    ? px.cast(value, outputType(type))
    : value;
}

/**
 * A file's column in physical form. `source` is the column's type in the file where it is known (`null`: its children
 * have the order of `type`); children are then found by name, without regard to case, and missing ones are null.
 */
export function inputExpr(value: Px, type: DataType, source: PolarsType | null = null): Px {
  if (type.kind === "void") return px.lit.null(P_NULL);
  const named = renameToPositions(value, type, source);
  const typed = px.cast(named, formOf(type, FILE_BY_POSITION));
  // ToPhysical turns all leaves of nested types to integers too; the cast gives dates and the like their types back.
  return some(type, (t) => isNanos(t) || ["decimal", "time", "interval_dt"].includes(t.kind))
    ? px.cast(px.toPhysical(typed), physicalType(type))
    : typed;
}

/** The expression's value as a file has it: decimals, zoned timestamps, children under their names. */
export function fileExpr(value: Px, type: DataType): Px {
  switch (type.kind) {
    case "decimal":
      return px.decimalOf(px.cast(value, P_INT128), type.precision, type.scale);
    case "timestamp":
    case "time":
    case "interval_dt":
      return px.cast(value, fileType(type));
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
      return px.cast(px.cast(value, P_INT64), fileType(type));
    case "array":
      return same(type.elementType) ? value : px.list.eval(value, fileExpr(px.element(), type.elementType));
    case "map":
      return px.list.eval(value, fileStruct(px.element(), type, [type.keyType, type.valueType]));
    case "struct":
      return fileStruct(
        value,
        type,
        type.fields.map((field) => field.dataType),
      );
    case "variant":
    case "interval":
      return px.struct.renameFields(value, fileNames(type));
    default:
      return value;
  }
}
function fileStruct(value: Px, type: DataType, children: readonly DataType[]): Px {
  if (children.length === 0) return value;
  const names = fileNames(type);
  if (children.every(same)) return px.struct.renameFields(value, names);
  return rebuilt(
    value,
    children.map((child, i) => [names[i] ?? "", fileExpr(px.struct.fieldByName(value, fieldName(i)), child)]),
  );
}
/** A struct of the fields, null where `value` is. (A StructEval inside a StructEval does not find its fields.) */
function rebuilt(value: Px, fields: readonly (readonly [string, Px])[]): Px {
  return px.ternary(px.isNull(value), px.lit.null(P_NULL), px.struct.of(fields));
}

/** Children under f0, f1, ..: by a rename where their order is the type's, else by picking them out. */
function renameToPositions(value: Px, type: DataType, source: PolarsType | null): Px {
  switch (type.kind) {
    case "array": {
      const inner = source !== null && typeof source === "object" && "List" in source ? source.List : null;
      if (!some(type.elementType, isStruct)) return value;
      return px.list.eval(value, renameToPositions(px.element(), type.elementType, inner));
    }
    case "map": {
      const inner = source !== null && typeof source === "object" && "List" in source ? source.List : null;
      const children = [type.keyType, type.valueType];
      return px.list.eval(value, renameStruct(px.element(), ["key", "value"], children, inner));
    }
    case "struct":
      return renameStruct(
        value,
        type.fields.map((field) => field.name),
        type.fields.map((field) => field.dataType),
        source,
      );
    case "variant":
      return renameStruct(value, fileNames(type), [null, null], source);
    case "interval":
      return renameStruct(value, fileNames(type), [null, null, null], source);
    default:
      return value;
  }
}
function renameStruct(
  value: Px,
  names: readonly string[],
  types: readonly (DataType | null)[],
  source: PolarsType | null,
): Px {
  if (names.length === 0) return rebuilt(value, [[EMPTY_FIELD, px.lit.null(P_NULL)]]);
  const fields = source !== null && typeof source === "object" && "Struct" in source ? source.Struct : null;
  const at = names.map((name, i) => (fields === null ? i : findField(fields, name)));
  const inOrder = fields === null || (fields.length === names.length && at.every((from, i) => from === i));
  if (inOrder && types.every((type) => type === null || !some(type, isStruct))) {
    return px.struct.renameFields(
      value,
      names.map((_, i) => fieldName(i)),
    );
  }
  return rebuilt(
    value,
    types.map((type, i): [string, Px] => {
      const field = fields?.[at[i] ?? -1];
      const name = fields === null ? names[i] : field?.name;
      if (name === undefined)
        return [fieldName(i), px.lit.null(type === null ? P_BINARY : formOf(type, FILE_BY_POSITION))];
      const child = px.struct.fieldByName(value, name);
      return [fieldName(i), type === null ? child : renameToPositions(child, type, field?.dtype ?? null)];
    }),
  );
}
function isStruct(type: DataType): boolean {
  return ["struct", "map", "variant", "interval"].includes(type.kind);
}
/** The exact name, else the first that differs in case only. */
function findField(fields: readonly PolarsField[], name: string): number {
  const exact = fields.findIndex((field) => field.name === name);
  if (exact >= 0) return exact;
  const lower = name.toLowerCase();
  return fields.findIndex((field) => field.name.toLowerCase() === lower);
}
/** Whether the physical form is the file's form too. */
function same(type: DataType): boolean {
  const others = ["decimal", "timestamp", "time", "interval_dt", "map", "struct", "variant", "interval"];
  return !some(type, (t) => isNanos(t) || others.includes(t.kind));
}
/** Whether the type or a type inside it is such. */
function some(type: DataType, is: (type: DataType) => boolean): boolean {
  if (is(type)) return true;
  switch (type.kind) {
    case "array":
      return some(type.elementType, is);
    case "map":
      return some(type.keyType, is) || some(type.valueType, is);
    case "struct":
      return type.fields.some((field) => some(field.dataType, is));
    default:
      return false;
  }
}
