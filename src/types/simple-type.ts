/** The types without parts: numbers, strings, dates, intervals. See {@link DataType}. */

import { crsOfSrid, MIXED_SRID, type SpatialKind, sridText } from "./srid.ts";
import { IllegalArgumentException } from "./spark-error.ts";

/** The JSON form of a type inside a schema: a name for simple types, an object for nested ones. */
export type TypeJson = string | { readonly [key: string]: unknown };

export type SimpleType =
  | NullType
  | BooleanType
  | ByteType
  | ShortType
  | IntegerType
  | LongType
  | FloatType
  | DoubleType
  | DecimalType
  | StringType
  | CharType
  | VarcharType
  | BinaryType
  | DateType
  | TimestampType
  | TimestampNTZType
  | TimestampLTZNanosType
  | TimestampNTZNanosType
  | TimeType
  | DayTimeIntervalType
  | YearMonthIntervalType
  | CalendarIntervalType
  | GeometryType
  | GeographyType
  | VariantType;

export abstract class BaseType {
  abstract readonly kind: string;
  /** Spark's short name, e.g. `int`, `array<string>`. */
  abstract simpleString(): string;
  /** Upper-case SQL name, e.g. `INT`, `ARRAY<STRING>`. */
  get sql(): string {
    return this.simpleString().toUpperCase();
  }
  /** The name used in JSON schemas, e.g. `integer`. */
  get typeName(): string {
    return this.kind;
  }
  jsonValue(): TypeJson {
    return this.typeName;
  }
  json(): string {
    return JSON.stringify(this.jsonValue());
  }
  /** Like {@link simpleString} but never cut short; nested names quoted where needed. */
  catalogString(): string {
    return this.simpleString();
  }
  toString(): string {
    return this.simpleString();
  }
}

/** The type of a bare `NULL` (Spark's `void`). */
export class NullType extends BaseType {
  readonly kind = "void";
  simpleString(): string {
    return "void";
  }
}
export class BooleanType extends BaseType {
  readonly kind = "boolean";
  simpleString(): string {
    return "boolean";
  }
}
export class ByteType extends BaseType {
  readonly kind = "byte";
  simpleString(): string {
    return "tinyint";
  }
}
export class ShortType extends BaseType {
  readonly kind = "short";
  simpleString(): string {
    return "smallint";
  }
}
export class IntegerType extends BaseType {
  readonly kind = "integer";
  simpleString(): string {
    return "int";
  }
}
export class LongType extends BaseType {
  readonly kind = "long";
  simpleString(): string {
    return "bigint";
  }
}
export class FloatType extends BaseType {
  readonly kind = "float";
  simpleString(): string {
    return "float";
  }
}
export class DoubleType extends BaseType {
  readonly kind = "double";
  simpleString(): string {
    return "double";
  }
}
/** `decimal(precision, scale)`; precision 1..38, scale 0..precision. */
export class DecimalType extends BaseType {
  readonly kind = "decimal";
  readonly precision: number;
  readonly scale: number;
  constructor(precision = 10, scale = 0) {
    super();
    this.precision = precision;
    this.scale = scale;
  }
  simpleString(): string {
    return `decimal(${this.precision},${this.scale})`;
  }
  override get typeName(): string {
    return this.simpleString();
  }
}
const BINARY_COLLATION = "UTF8_BINARY";
/** Spark's name for the collation of a string that two columns of different collations made. */
export const UNDETERMINED_COLLATION = "null";
let collationSeen = false;
/** Whether any string type with another collation than UTF8_BINARY was ever made: if not, nothing need look for one. */
export function collationsInUse(): boolean {
  return collationSeen;
}
/**
 * A string; `collation` is Spark's collation name, `UTF8_BINARY` by default. UTF8_BINARY that was asked for by name is
 * the same type, but shows.
 */
export class StringType extends BaseType {
  readonly kind = "string";
  readonly collation: string;
  readonly #named: boolean;
  constructor(collation?: string) {
    super();
    this.collation = collation ?? BINARY_COLLATION;
    this.#named = collation !== undefined;
    if (this.collation !== BINARY_COLLATION && this.collation !== UNDETERMINED_COLLATION) collationSeen = true;
  }
  simpleString(): string {
    return this.#named ? `string collate ${this.collation}` : "string";
  }
  override get typeName(): string {
    return this.simpleString();
  }
  override get sql(): string {
    if (this.collation === UNDETERMINED_COLLATION) return "STRING COLLATE NULL";
    return this.#named ? `STRING COLLATE ${this.collation}` : "STRING";
  }
}
let charSeen = false;
/** Whether any char(n) was ever made: if not, no column was declared as one. */
export function charTypesInUse(): boolean {
  return charSeen;
}
export class CharType extends BaseType {
  readonly kind = "char";
  readonly length: number;
  constructor(length: number) {
    super();
    this.length = length;
    charSeen = true;
  }
  simpleString(): string {
    return `char(${this.length})`;
  }
  override get typeName(): string {
    return this.simpleString();
  }
}
export class VarcharType extends BaseType {
  readonly kind = "varchar";
  readonly length: number;
  constructor(length: number) {
    super();
    this.length = length;
  }
  simpleString(): string {
    return `varchar(${this.length})`;
  }
  override get typeName(): string {
    return this.simpleString();
  }
}
export class BinaryType extends BaseType {
  readonly kind = "binary";
  simpleString(): string {
    return "binary";
  }
}
export class DateType extends BaseType {
  readonly kind = "date";
  simpleString(): string {
    return "date";
  }
}
/** A moment in time (with local time zone semantics): microseconds since the epoch. */
export class TimestampType extends BaseType {
  readonly kind = "timestamp";
  simpleString(): string {
    return "timestamp";
  }
}
/** A wall-clock date and time without zone: microseconds since 1970-01-01 00:00. */
export class TimestampNTZType extends BaseType {
  readonly kind = "timestamp_ntz";
  simpleString(): string {
    return "timestamp_ntz";
  }
}
/**
 * A moment in time to the nanosecond; `precision` is the digits of a second, 7 to 9. Off unless
 * `spark.sql.timestampNanosTypes.enabled`.
 */
export class TimestampLTZNanosType extends BaseType {
  readonly kind = "timestamp_ltz_nanos";
  readonly precision: number;
  constructor(precision = 9) {
    super();
    this.precision = precision;
  }
  simpleString(): string {
    return `timestamp_ltz(${this.precision})`;
  }
  override get typeName(): string {
    return this.simpleString();
  }
}
/** A wall-clock date and time to the nanosecond; as {@link TimestampLTZNanosType} otherwise. */
export class TimestampNTZNanosType extends BaseType {
  readonly kind = "timestamp_ntz_nanos";
  readonly precision: number;
  constructor(precision = 9) {
    super();
    this.precision = precision;
  }
  simpleString(): string {
    return `timestamp_ntz(${this.precision})`;
  }
  override get typeName(): string {
    return this.simpleString();
  }
}
/** A time of day with `precision` fractional digits (0..6). */
export class TimeType extends BaseType {
  readonly kind = "time";
  readonly precision: number;
  constructor(precision = 6) {
    super();
    this.precision = precision;
  }
  simpleString(): string {
    return `time(${this.precision})`;
  }
  override get typeName(): string {
    return this.simpleString();
  }
}

export type DayTimeField = 0 | 1 | 2 | 3;
const DAY_TIME_NAMES = ["day", "hour", "minute", "second"] as const;
/** Fields 0 day, 1 hour, 2 minute, 3 second. */
export class DayTimeIntervalType extends BaseType {
  readonly kind = "interval_dt";
  static readonly DAY = 0;
  static readonly HOUR = 1;
  static readonly MINUTE = 2;
  static readonly SECOND = 3;
  readonly startField: DayTimeField;
  readonly endField: DayTimeField;
  constructor(startField: DayTimeField = 0, endField?: DayTimeField) {
    super();
    this.startField = startField;
    this.endField = endField ?? (arguments.length === 0 ? 3 : startField);
  }
  simpleString(): string {
    const start = DAY_TIME_NAMES[this.startField];
    const end = DAY_TIME_NAMES[this.endField];
    return start === end ? `interval ${start}` : `interval ${start} to ${end}`;
  }
  override get typeName(): string {
    return this.simpleString();
  }
}
export type YearMonthField = 0 | 1;
const YEAR_MONTH_NAMES = ["year", "month"] as const;
/** Fields 0 year, 1 month. */
export class YearMonthIntervalType extends BaseType {
  readonly kind = "interval_ym";
  static readonly YEAR = 0;
  static readonly MONTH = 1;
  readonly startField: YearMonthField;
  readonly endField: YearMonthField;
  constructor(startField: YearMonthField = 0, endField?: YearMonthField) {
    super();
    this.startField = startField;
    this.endField = endField ?? (arguments.length === 0 ? 1 : startField);
  }
  simpleString(): string {
    const start = YEAR_MONTH_NAMES[this.startField];
    const end = YEAR_MONTH_NAMES[this.endField];
    return start === end ? `interval ${start}` : `interval ${start} to ${end}`;
  }
  override get typeName(): string {
    return this.simpleString();
  }
}
/** The legacy interval of months, days and microseconds. */
export class CalendarIntervalType extends BaseType {
  readonly kind = "interval";
  simpleString(): string {
    return "interval";
  }
}
abstract class SpatialType extends BaseType {
  abstract override readonly kind: SpatialKind;
  /** The identifier of the values' spatial reference system; -1 where each value has its own. */
  readonly srid: number;
  constructor(srid: number | "ANY") {
    super();
    this.srid = srid === "ANY" ? MIXED_SRID : srid;
  }
  simpleString(): string {
    return `${this.kind}(${sridText(this.srid).toLowerCase()})`;
  }
}
function checkedCrs(srid: number | "ANY", kind: SpatialKind): void {
  if (srid !== "ANY" && crsOfSrid(srid, kind) === undefined) {
    throw new IllegalArgumentException("ST_INVALID_SRID_VALUE", { srid: String(srid) });
  }
}
/** Shapes on a plane; `srid` says which, `"ANY"` that each value has its own. */
export class GeometryType extends SpatialType {
  readonly kind = "geometry";
  constructor(srid: number | "ANY") {
    checkedCrs(srid, "geometry");
    super(srid);
  }
  override get typeName(): string {
    return `geometry(${crsOfSrid(this.srid, this.kind)})`;
  }
}
/** Shapes on the globe, with edges along great circles; `srid` as in {@link GeometryType}. */
export class GeographyType extends SpatialType {
  readonly kind = "geography";
  constructor(srid: number | "ANY") {
    checkedCrs(srid, "geography");
    super(srid);
  }
  override get typeName(): string {
    return `geography(${crsOfSrid(this.srid, this.kind)}, SPHERICAL)`;
  }
}
export class VariantType extends BaseType {
  readonly kind = "variant";
  simpleString(): string {
    return "variant";
  }
}

export const NULL: NullType = new NullType();
export const BOOLEAN: BooleanType = new BooleanType();
export const BYTE: ByteType = new ByteType();
export const SHORT: ShortType = new ShortType();
export const INT: IntegerType = new IntegerType();
export const LONG: LongType = new LongType();
export const FLOAT: FloatType = new FloatType();
export const DOUBLE: DoubleType = new DoubleType();
export const STRING: StringType = new StringType();
export const BINARY: BinaryType = new BinaryType();
export const DATE: DateType = new DateType();
export const TIMESTAMP: TimestampType = new TimestampType();
export const TIMESTAMP_NTZ: TimestampNTZType = new TimestampNTZType();
export const TIME: TimeType = new TimeType(6);
export const INTERVAL: CalendarIntervalType = new CalendarIntervalType();
export const INTERVAL_DT: DayTimeIntervalType = new DayTimeIntervalType();
export const INTERVAL_YM: YearMonthIntervalType = new YearMonthIntervalType();
export const VARIANT: VariantType = new VariantType();
