/** Data types in SQL text, and the column lists made of them. */
import {
  ArrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  CharType,
  DATE,
  DayTimeIntervalType,
  DecimalType,
  DOUBLE,
  FLOAT,
  GeographyType,
  GeometryType,
  INT,
  INTERVAL,
  LONG,
  MapType,
  NULL,
  SHORT,
  STRING,
  StringType,
  StructField,
  StructType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
  TimeType,
  VarcharType,
  VARIANT,
  YearMonthIntervalType,
  type DataType,
  type DayTimeField,
  type YearMonthField,
} from "../types/data-type.ts";
import { collationNamed } from "../types/collations.ts";
import { crsOfSrid, type SpatialKind } from "../types/srid.ts";
import { SparkError } from "../types/spark-error.ts";
import { hyphenCheckedName, isName, multipartName } from "./identifier.ts";
import { integer } from "./integer.ts";
import type { Parser } from "./parser.ts";
import { stringText } from "./string-literal.ts";

const PLAIN: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ["BOOLEAN", BOOLEAN],
  ["TINYINT", BYTE],
  ["BYTE", BYTE],
  ["SMALLINT", SHORT],
  ["SHORT", SHORT],
  ["INT", INT],
  ["INTEGER", INT],
  ["BIGINT", LONG],
  ["LONG", LONG],
  ["FLOAT", FLOAT],
  ["REAL", FLOAT],
  ["DOUBLE", DOUBLE],
  ["DATE", DATE],
  ["BINARY", BINARY],
  ["VARIANT", VARIANT],
  ["VOID", NULL],
]);
const MAX_PRECISION = 38;

/** What a cast is to: no string of a length where DEFAULT COLLATION says what strings are. */
export function castType(p: Parser): DataType {
  const type = dataType(p);
  const isSized = type.kind === "char" || type.kind === "varchar";
  return isSized && p.defaultString !== STRING ? p.defaultString : type;
}
export function dataType(p: Parser): DataType {
  return p.nested(anyType);
}

function anyType(p: Parser): DataType {
  const start = p.pos;
  const kind = p.kind;
  const plain = PLAIN.get(kind);
  if (plain !== undefined) {
    p.pos++;
    return p.kind === "(" ? unsupportedType(p, start) : plain;
  }
  switch (kind) {
    case "ARRAY": {
      p.pos++;
      if (!p.accept("<")) return incomplete(p, start, "ARRAY");
      const element = dataType(p);
      p.expect(">");
      return new ArrayType(element);
    }
    case "MAP": {
      p.pos++;
      if (!p.accept("<")) return incomplete(p, start, "MAP");
      const key = dataType(p);
      p.expect(",");
      const value = dataType(p);
      p.expect(">");
      return new MapType(key, value);
    }
    case "STRUCT":
      return structType(p, start);
    case "STRING":
      p.pos++;
      return p.kind === "COLLATE" ? new StringType(collation(p)) : p.defaultString;
    case "CHAR":
    case "CHARACTER":
    case "VARCHAR":
      return sizedString(p, start, kind);
    case "DEC":
    case "DECIMAL":
    case "NUMERIC":
      return decimalType(p, start);
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_NTZ":
      return timestampType(p, start, kind);
    case "TIME": {
      p.pos++;
      const precision = optionalLength(p) ?? 6;
      if (precision > 9) p.defer("UNSUPPORTED_TIME_PRECISION", { precision: String(precision) }, start);
      p.acceptAll("WITHOUT", "TIME", "ZONE");
      return new TimeType(precision);
    }
    case "INTERVAL":
      return intervalType(p);
    case "GEOGRAPHY":
    case "GEOMETRY":
      return spatialType(p, start, kind === "GEOMETRY" ? "geometry" : "geography");
    default:
      if (!isName(p, kind)) p.fail();
      hyphenCheckedName(p);
      if (p.kind === "(") p.parenthesized(integer);
      return unsupportedType(p, start);
  }
}

function unsupportedType(p: Parser, start: number): DataType {
  if (p.kind === "(") p.parenthesized(integer);
  const typeName = `"${p.textFrom(start).replace(/\s+/g, "").toUpperCase()}"`;
  p.defer("UNSUPPORTED_DATATYPE", { typeName }, start);
  return NULL;
}
function incomplete(p: Parser, start: number, kind: "ARRAY" | "MAP" | "STRUCT"): DataType {
  p.defer(`INCOMPLETE_TYPE_DEFINITION.${kind}`, { elementType: "<INT>" }, start);
  return NULL;
}
function optionalLength(p: Parser): number | undefined {
  if (!p.accept("(")) return undefined;
  const value = integer(p);
  p.expect(")");
  return value;
}

/** `COLLATE name` of a string type. */
function collation(p: Parser): string {
  p.expect("COLLATE");
  return collationName(p);
}
/** The name of a collation, as it is called. */
export function collationName(p: Parser): string {
  const start = p.pos;
  const parts = multipartName(p);
  try {
    return collationNamed(parts).name;
  } catch (e) {
    if (!(e instanceof SparkError) || e.condition === null) throw e;
    p.defer(e.condition, e.messageParameters, start);
    return "UTF8_BINARY";
  }
}

function sizedString(p: Parser, start: number, kind: string): DataType {
  p.pos++;
  const length = optionalLength(p);
  if (p.kind === "COLLATE") collation(p);
  if (length === undefined) {
    p.defer("DATATYPE_MISSING_SIZE", { type: `"${kind}"` }, start);
    return STRING;
  }
  return kind === "VARCHAR" ? new VarcharType(length) : new CharType(length);
}

/** A type whose strings without COLLATE have the collation. */
export function withCollation(type: DataType, collationOf: string): DataType {
  if (type === STRING) return new StringType(collationOf);
  if (type.kind === "array") return new ArrayType(withCollation(type.elementType, collationOf), type.containsNull);
  if (type.kind === "map") {
    const [key, value] = [type.keyType, type.valueType].map((t) => withCollation(t, collationOf));
    return new MapType(key!, value!, type.valueContainsNull);
  }
  if (type.kind !== "struct") return type;
  return new StructType(type.fields.map((f) => collatedField(f, collationOf)));
}
export function collatedField(f: StructField, collationOf: string): StructField {
  return new StructField(f.name, withCollation(f.dataType, collationOf), f.nullable, f.metadata);
}

function spatialType(p: Parser, start: number, kind: SpatialKind): DataType {
  p.pos++;
  if (p.kind !== "(") return unsupportedType(p, start);
  p.expect("(");
  const srid = p.accept("ANY") ? "ANY" : integer(p);
  p.expect(")");
  if (srid !== "ANY" && crsOfSrid(srid, kind) === undefined) {
    p.defer("ST_INVALID_SRID_VALUE", { srid: String(srid) }, start);
    return NULL;
  }
  return kind === "geometry" ? new GeometryType(srid) : new GeographyType(srid);
}

function decimalType(p: Parser, start: number): DataType {
  p.pos++;
  if (!p.accept("(")) return new DecimalType();
  const precision = integer(p);
  const scale = p.accept(",") ? integer(p) : 0;
  p.expect(")");
  if (scale > precision) {
    p.defer("DECIMAL_SCALE_EXCEEDS_PRECISION", { scale: `${scale}`, precision: `${precision}` }, start);
  }
  if (precision > MAX_PRECISION) {
    p.defer(
      "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      { precision: `${precision}`, maxPrecision: `${MAX_PRECISION}` },
      start,
    );
  }
  return new DecimalType(precision, scale);
}

function timestampType(p: Parser, start: number, kind: string): DataType {
  p.pos++;
  const precision = optionalLength(p) ?? 6;
  const isOpen = kind === "TIMESTAMP";
  const written = isOpen && p.acceptAll("WITHOUT", "TIME", "ZONE");
  const isLocal = isOpen && !written && p.acceptAll("WITH", "LOCAL", "TIME", "ZONE");
  const withoutZone = written || (isOpen && !isLocal && p.options.timestampNtz === true);
  const name = withoutZone ? "TIMESTAMP_NTZ" : kind === "TIMESTAMP" ? "TIMESTAMP_LTZ" : kind;
  if (precision !== 6) {
    if (precision < 7 || precision > 9) {
      p.defer("INVALID_TIMESTAMP_PRECISION", { precision: `${precision}`, type: name }, start);
      return TIMESTAMP;
    }
    return name === "TIMESTAMP_NTZ" ? new TimestampNTZNanosType(precision) : new TimestampLTZNanosType(precision);
  }
  return name === "TIMESTAMP_NTZ" ? TIMESTAMP_NTZ : TIMESTAMP;
}

const YEAR_MONTH = ["YEAR", "MONTH"];
const DAY_TIME = ["DAY", "HOUR", "MINUTE", "SECOND"];
function intervalType(p: Parser): DataType {
  const start = p.pos;
  p.pos++;
  for (const [fields, make] of [
    [YEAR_MONTH, (a: number, b: number) => new YearMonthIntervalType(a as YearMonthField, b as YearMonthField)],
    [DAY_TIME, (a: number, b: number) => new DayTimeIntervalType(a as DayTimeField, b as DayTimeField)],
  ] as const) {
    const from = fields.indexOf(p.kind);
    if (from === -1) continue;
    p.pos++;
    if (p.kind !== "TO" || !fields.includes(p.peek())) return make(from, from);
    const to = fields.indexOf(p.peek());
    if (to === 0) return make(from, from);
    p.pos += 2;
    if (to <= from) {
      const [a, b] = [fields[from]!.toLowerCase(), fields[to]!.toLowerCase()];
      p.reject("_LEGACY_ERROR_TEMP_0028", { intervalInput: p.textFrom(start).toLowerCase(), from: a, to: b }, start);
    }
    return make(from, to);
  }
  return INTERVAL;
}

function structType(p: Parser, start: number): DataType {
  p.pos++;
  if (p.kind === "!=" && p.text() === "<>") {
    p.pos++;
    return new StructType();
  }
  if (!p.accept("<")) return incomplete(p, start, "STRUCT");
  const fields = p.kind === ">" ? [] : p.list(structField);
  p.expect(">");
  return new StructType(fields);
}

/** `name: type`, the colon optional. */
function structField(p: Parser): StructField {
  const name = hyphenCheckedName(p);
  p.accept(":");
  return fieldRest(p, name);
}
function fieldRest(p: Parser, name: string): StructField {
  const type = dataType(p);
  const nullable = !notNull(p);
  const comment = p.accept("COMMENT") ? stringText(p) : undefined;
  return new StructField(name, type, nullable, comment === undefined ? undefined : { comment });
}
/** `NOT NULL` */
export function notNull(p: Parser): boolean {
  if (p.kind === "!" && p.peek() === "NULL") bangIsNot(p);
  return p.acceptAll("NOT", "NULL");
}
/** `!` where only the word NOT may stand. */
export function bangIsNot(p: Parser): never {
  throw p.error("SYNTAX_DISCONTINUED.BANG_EQUALS_NOT", { clause: "!" }, p.pos, p.pos);
}

/** `a INT NOT NULL COMMENT 'x'` */
export function columnType(p: Parser): StructField {
  return fieldRest(p, hyphenCheckedName(p));
}
/** `a INT, b STRING` */
export function columnTypes(p: Parser): StructType {
  return new StructType(p.list(columnType));
}
/** A table schema as the API takes it: `a INT, b STRING`, also `a: int`. */
export function tableSchema(p: Parser): StructType {
  return new StructType(p.list(structField));
}
