/**
 * Spark SQL data types, as plain classes told apart by `kind`.
 *
 * Every class prints itself as Spark does: `simpleString()` (as in `printSchema` of nested types and in error texts),
 * `sql` (as in `CAST` and in DDL), `jsonValue()` (the form of `StructType.json()`).
 *
 * @see https://spark.apache.org/docs/latest/sql-ref-datatypes.html
 */
import { PySparkValueError } from "./spark-error.ts";
import {
  BaseType,
  type SimpleType,
  type TimestampLTZNanosType,
  type TimestampNTZNanosType,
  type TypeJson,
} from "./simple-type.ts";
import { collatedString, simpleTypeFromName } from "./type-name.ts";
import { treeString } from "./tree-string.ts";
export type { DayTimeField, SimpleType, TypeJson, YearMonthField } from "./simple-type.ts";
export {
  charTypesInUse,
  collationsInUse,
  UNDETERMINED_COLLATION,
  NULL,
  BOOLEAN,
  BYTE,
  SHORT,
  INT,
  LONG,
  FLOAT,
  DOUBLE,
  STRING,
  BINARY,
  DATE,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TIME,
  INTERVAL,
  INTERVAL_DT,
  INTERVAL_YM,
  VARIANT,
  NullType,
  BooleanType,
  ByteType,
  ShortType,
  IntegerType,
  LongType,
  FloatType,
  DoubleType,
  DecimalType,
  StringType,
  CharType,
  VarcharType,
  BinaryType,
  DateType,
  TimestampType,
  TimestampNTZType,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
  TimeType,
  DayTimeIntervalType,
  YearMonthIntervalType,
  CalendarIntervalType,
  GeographyType,
  GeometryType,
  VariantType,
} from "./simple-type.ts";

export type DataType = SimpleType | ArrayType | MapType | StructType;

export type TypeKind = DataType["kind"];

/** Timestamps to the nanosecond. */
export type NanosType = TimestampLTZNanosType | TimestampNTZNanosType;
export function isNanos(type: DataType): type is NanosType {
  return type.kind === "timestamp_ltz_nanos" || type.kind === "timestamp_ntz_nanos";
}

export class ArrayType extends BaseType {
  readonly kind = "array";
  readonly elementType: DataType;
  readonly containsNull: boolean;
  constructor(elementType: DataType, containsNull = true) {
    super();
    this.elementType = elementType;
    this.containsNull = containsNull;
  }
  simpleString(): string {
    return `array<${this.elementType.simpleString()}>`;
  }
  override get sql(): string {
    return `ARRAY<${this.elementType.sql}>`;
  }
  override catalogString(): string {
    return `array<${this.elementType.catalogString()}>`;
  }
  override jsonValue(): TypeJson {
    return { type: "array", elementType: this.elementType.jsonValue(), containsNull: this.containsNull };
  }
}
export class MapType extends BaseType {
  readonly kind = "map";
  readonly keyType: DataType;
  readonly valueType: DataType;
  readonly valueContainsNull: boolean;
  constructor(keyType: DataType, valueType: DataType, valueContainsNull = true) {
    super();
    this.keyType = keyType;
    this.valueType = valueType;
    this.valueContainsNull = valueContainsNull;
  }
  simpleString(): string {
    return `map<${this.keyType.simpleString()},${this.valueType.simpleString()}>`;
  }
  override get sql(): string {
    return `MAP<${this.keyType.sql}, ${this.valueType.sql}>`;
  }
  override catalogString(): string {
    return `map<${this.keyType.catalogString()},${this.valueType.catalogString()}>`;
  }
  override jsonValue(): TypeJson {
    return {
      type: "map",
      keyType: this.keyType.jsonValue(),
      valueType: this.valueType.jsonValue(),
      valueContainsNull: this.valueContainsNull,
    };
  }
}

/** Free-form facts kept with a column; `comment` is the one SQL knows. */
export type Metadata = { readonly [key: string]: unknown };
export const NO_METADATA: Metadata = Object.freeze({});

/** The metadata key under which JSON schemas keep the collations of a column, by the path to each string in it. */
const COLLATIONS = "__COLLATIONS";

export class StructField {
  readonly name: string;
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly metadata: Metadata;
  constructor(name: string, dataType: DataType, nullable = true, metadata: Metadata = NO_METADATA) {
    this.name = name;
    this.dataType = dataType;
    this.nullable = nullable;
    this.metadata = metadata;
  }
  static fromJson(json: FieldJson): StructField {
    const { [COLLATIONS]: collations, ...metadata } = json.metadata ?? {};
    const type = typeFromJson(json.type, (collations ?? {}) as CollationsByPath, json.name);
    const kept = Object.keys(metadata).length === 0 ? NO_METADATA : Object.freeze(metadata);
    return new StructField(json.name, type, json.nullable ?? true, kept);
  }
  simpleString(): string {
    return `${this.name}:${this.dataType.simpleString()}`;
  }
  /** As one column of a table's definition: `` `a b` INT NOT NULL COMMENT 'x' ``. */
  toDDL(): string {
    const { CURRENT_DEFAULT: value } = this.metadata;
    const byDefault = typeof value === "string" ? ` DEFAULT ${value}` : "";
    return `${quoteIfNeeded(this.name)} ${this.dataType.sql}${this.#nullability}${byDefault}${this.#comment}`;
  }
  /** As one field inside the type of a struct. */
  get sql(): string {
    return `${quoteIfNeeded(this.name)}: ${this.dataType.sql}${this.#nullability}${this.#comment}`;
  }
  get #nullability(): string {
    return this.nullable ? "" : " NOT NULL";
  }
  get #comment(): string {
    const { comment } = this.metadata;
    return typeof comment === "string" ? ` COMMENT '${comment.replaceAll("'", "\\'")}'` : "";
  }
  jsonValue(): TypeJson {
    const collations = collationsOf(this.dataType, this.name);
    const metadata = collations.length === 0 ? this.metadata : withCollations(this.metadata, collations);
    return {
      name: this.name,
      type: collations.length === 0 ? this.dataType.jsonValue() : plainJson(this.dataType),
      nullable: this.nullable,
      metadata,
    };
  }
  json(): string {
    return JSON.stringify(this.jsonValue());
  }
}

function withCollations(metadata: Metadata, collations: readonly (readonly [string, string])[]): Metadata {
  return { ...metadata, [COLLATIONS]: Object.fromEntries(collations) };
}

/** The collations inside a column's type but not inside structs, whose fields keep their own. */
function collationsOf(type: DataType, path: string): (readonly [path: string, collation: string])[] {
  switch (type.kind) {
    case "string": {
      if (type.collation === "UTF8_BINARY") return [];
      return [[path, `${type.collation.startsWith("UTF8_") ? "spark" : "icu"}.${type.collation}`]];
    }
    case "array":
      return collationsOf(type.elementType, `${path}.element`);
    case "map":
      return [...collationsOf(type.keyType, `${path}.key`), ...collationsOf(type.valueType, `${path}.value`)];
    default:
      return [];
  }
}

/** The JSON form without collations, which readers of older schemas do not know. */
function plainJson(type: DataType): TypeJson {
  switch (type.kind) {
    case "string":
      return "string";
    case "array":
      return { type: "array", elementType: plainJson(type.elementType), containsNull: type.containsNull };
    case "map":
      return {
        type: "map",
        keyType: plainJson(type.keyType),
        valueType: plainJson(type.valueType),
        valueContainsNull: type.valueContainsNull,
      };
    default:
      return type.jsonValue();
  }
}

/** Quotes a name with backticks, always. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
/** Quotes a name with backticks where SQL would not read it back bare (Spark's `quoteIfNeeded`). */
export function quoteIfNeeded(name: string): string {
  return /^[a-zA-Z0-9_]+$/.test(name) && !/^[0-9]+$/.test(name) ? name : quoteName(name);
}

/** A row type: an ordered list of named fields. Names may repeat. */
export class StructType extends BaseType {
  readonly kind = "struct";
  readonly fields: readonly StructField[];
  constructor(fields: readonly StructField[] = []) {
    super();
    this.fields = fields;
  }
  /** From the JSON form, parsed (`JSON.parse(schema.json())`). */
  static fromJson(json: unknown): StructType {
    const type = dataTypeFromJson(json as TypeJson);
    if (type.kind === "struct") return type;
    throw new PySparkValueError("CANNOT_PARSE_DATATYPE", { msg: JSON.stringify(json) });
  }
  /** A new struct with one more field (PySpark's `add`, without changing this one). */
  add(
    field: StructField | string,
    dataType?: DataType | string,
    nullable = true,
    metadata: Metadata = NO_METADATA,
  ): StructType {
    if (typeof field !== "string") return new StructType([...this.fields, field]);
    if (dataType === undefined) {
      throw new PySparkValueError("ARGUMENT_REQUIRED", {
        arg_name: "data_type",
        condition: "passing name of struct_field to create",
      });
    }
    const type = typeof dataType === "string" ? dataTypeFromJson(dataType) : dataType;
    return new StructType([...this.fields, new StructField(field, type, nullable, metadata)]);
  }
  /** The first field of that name. */
  field(name: string): StructField | undefined {
    return this.fields.find((f) => f.name === name);
  }
  get names(): string[] {
    return this.fields.map((f) => f.name);
  }
  get length(): number {
    return this.fields.length;
  }
  fieldNames(): string[] {
    return this.names;
  }
  simpleString(): string {
    return `struct<${this.fields.map((f) => f.simpleString()).join(",")}>`;
  }
  override get sql(): string {
    return `STRUCT<${this.fields.map((f) => f.sql).join(", ")}>`;
  }
  /** As the columns of a table's definition: `a INT NOT NULL,b STRING`. */
  toDDL(): string {
    return this.fields.map((f) => f.toDDL()).join(",");
  }
  /** The text of `printSchema`; `level` is how deep to go. */
  treeString(level?: number): string {
    return treeString(this, level);
  }
  override catalogString(): string {
    return `struct<${this.fields.map((f) => `${f.name}:${f.dataType.catalogString()}`).join(",")}>`;
  }
  override jsonValue(): TypeJson {
    return { type: "struct", fields: this.fields.map((f) => f.jsonValue()) };
  }
  [Symbol.iterator](): Iterator<StructField> {
    return this.fields[Symbol.iterator]();
  }
}

/** The JSON form of one field of a struct. */
export interface FieldJson {
  readonly name: string;
  readonly type: TypeJson;
  readonly nullable?: boolean;
  readonly metadata?: Metadata;
}

interface NestedJson {
  readonly type?: unknown;
  readonly elementType?: TypeJson;
  readonly containsNull?: boolean;
  readonly keyType?: TypeJson;
  readonly valueType?: TypeJson;
  readonly valueContainsNull?: boolean;
  readonly fields?: readonly FieldJson[];
}

type CollationsByPath = { readonly [path: string]: string };

/** A type from its JSON form: a name (`integer`, `decimal(10,2)`) or an object (`{ type: "array", ... }`). */
export function dataTypeFromJson(json: TypeJson): DataType {
  return typeFromJson(json, {}, "");
}

function typeFromJson(json: TypeJson | undefined, collations: CollationsByPath, path: string): DataType {
  if (typeof json === "string") {
    const collation = collations[path];
    if (collation !== undefined && json === "string") return collatedString(collation);
    const type = simpleTypeFromName(json);
    if (type !== null) return type;
  } else if (typeof json === "object" && json !== null) {
    const nested = json as NestedJson;
    switch (nested.type) {
      case "array":
        return new ArrayType(typeFromJson(nested.elementType, collations, `${path}.element`), nested.containsNull);
      case "map":
        return new MapType(
          typeFromJson(nested.keyType, collations, `${path}.key`),
          typeFromJson(nested.valueType, collations, `${path}.value`),
          nested.valueContainsNull,
        );
      case "struct":
        return new StructType((nested.fields ?? []).map((field) => StructField.fromJson(field)));
      case "udt":
        throw new PySparkValueError("UNSUPPORTED_DATA_TYPE", { data_type: "user-defined types" });
    }
  }
  throw new PySparkValueError("CANNOT_PARSE_DATATYPE", { msg: String(JSON.stringify(json)).replace(/^"(.*)"$/, "$1") });
}
