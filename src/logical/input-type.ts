/** What a parameter accepts, and what an argument of another type is implicitly cast to. */
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
  GeographyType,
  GeometryType,
  INT,
  INTERVAL,
  INTERVAL_DT,
  INTERVAL_YM,
  LONG,
  SHORT,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  VARIANT,
} from "../types/data-type.ts";

export interface InputType {
  /** As error texts name it, e.g. `"NUMERIC"`, or `("STRING" or "BINARY")`. */
  readonly label: string;
  accepts(t: DataType): boolean;
  /** The type a value that is not accepted may be cast to (Spark's `defaultConcreteType`); absent: never cast. */
  readonly concrete?: DataType | undefined;
  /** For a choice: tried in order by implicit casts. */
  readonly choices?: readonly InputType[] | undefined;
  /** For arrays: the element's input type. */
  readonly element?: InputType | undefined;
}

function kinds(label: string, concrete: DataType | undefined, ...names: readonly DataType["kind"][]): InputType {
  return { label: `"${label}"`, accepts: (t) => names.includes(t.kind), concrete };
}
function exactly(t: DataType, label: string = t.sql): InputType {
  return kinds(label, t, t.kind);
}

/** Anything, as it is. */
export const ANY: InputType = { label: '"ANY"', accepts: () => true };
export const T_BOOLEAN: InputType = exactly(BOOLEAN);
export const T_BYTE: InputType = exactly(BYTE);
export const T_SHORT: InputType = exactly(SHORT);
export const T_INT: InputType = exactly(INT);
export const T_LONG: InputType = exactly(LONG);
export const T_FLOAT: InputType = exactly(FLOAT);
export const T_DOUBLE: InputType = exactly(DOUBLE);
/** A string of any collation. char(n) and varchar(n) count as strings. */
export const T_STRING: InputType = kinds("STRING", STRING, "string", "char", "varchar");
export const T_BINARY: InputType = exactly(BINARY);
export const T_DATE: InputType = exactly(DATE);
export const T_TIMESTAMP: InputType = exactly(TIMESTAMP);
export const T_TIMESTAMP_NTZ: InputType = exactly(TIMESTAMP_NTZ);
export const T_TIME: InputType = exactly(TIME);
export const T_INTERVAL: InputType = exactly(INTERVAL);
export const T_INTERVAL_DT: InputType = exactly(INTERVAL_DT);
export const T_INTERVAL_YM: InputType = exactly(INTERVAL_YM);
export const T_VARIANT: InputType = exactly(VARIANT);
export const T_GEOGRAPHY: InputType = kinds("GEOGRAPHY", new GeographyType(4326), "geography");
export const T_GEOMETRY: InputType = kinds("GEOMETRY", new GeometryType(0), "geometry");
/** Any numeric type; strings become double. */
export const NUMERIC: InputType = kinds(
  "NUMERIC",
  DOUBLE,
  "byte",
  "short",
  "integer",
  "long",
  "float",
  "double",
  "decimal",
);
/** Any integral type; strings become int. */
export const INTEGRAL: InputType = kinds("INTEGRAL", INT, "byte", "short", "integer", "long");
/** A decimal of any precision; numbers become the decimal that holds them. */
export const T_DECIMAL: InputType = kinds("DECIMAL", new DecimalType(38, 18), "decimal");
/** timestamp or timestamp_ntz; others become timestamp. */
export const ANY_TIMESTAMP: InputType = kinds(
  "(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)",
  TIMESTAMP,
  "timestamp",
  "timestamp_ntz",
);
/** Types with an order: all but maps, variants and calendar intervals (also inside). */
export const ORDERABLE: InputType = { label: '"ORDERABLE"', accepts: isOrderable };
export function isOrderable(t: DataType): boolean {
  if (t.kind === "array") return isOrderable(t.elementType);
  if (t.kind === "struct") return t.fields.every((f) => isOrderable(f.dataType));
  return t.kind !== "map" && t.kind !== "variant" && t.kind !== "interval" && !isSpatial(t);
}
function isSpatial(t: DataType): boolean {
  return t.kind === "geometry" || t.kind === "geography";
}
export const ANY_ARRAY: InputType = kinds("ARRAY", new ArrayType(STRING), "array");
export const ANY_MAP: InputType = { label: '"MAP"', accepts: (t) => t.kind === "map" };
export const ANY_STRUCT: InputType = { label: '"STRUCT"', accepts: (t) => t.kind === "struct" };

/** An array whose elements are accepted by `element`; other arrays are cast element by element. */
export function arrayOf(element: InputType): InputType {
  return {
    label: `"ARRAY<${element.label.replaceAll('"', "")}>"`,
    accepts: (t) => t.kind === "array" && element.accepts(t.elementType),
    concrete: element.concrete === undefined ? undefined : new ArrayType(element.concrete),
    element,
  };
}
/** Any of these; an argument that none accepts is cast to the first that takes it. */
export function oneOf(...choices: readonly InputType[]): InputType {
  return {
    label: `(${choices.map((c) => c.label).join(" or ")})`,
    accepts: (t) => choices.some((c) => c.accepts(t)),
    choices,
  };
}
export const STRING_OR_BINARY: InputType = oneOf(T_STRING, T_BINARY);
