/** The columns of a Parquet file, as Spark types them: from the schema Spark wrote into it, else from the file's own. */
import { closeSync, openSync, readSync } from "node:fs";
import type { ListedFile } from "./listing.ts";
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
  INT,
  LONG,
  MapType,
  NULL,
  SHORT,
  STRING,
  StructField,
  StructType,
  TimeType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
} from "../types/data-type.ts";
import { SparkException } from "../types/spark-error.ts";
import { shownPath } from "./listing.ts";
import { numberAt, structAt, structsAt, textAt, ThriftReader, type ThriftStruct } from "./thrift.ts";

const SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";
const ROW_GROUPS = 4;
/** The unit's place in the union of units. */
const TIMESTAMP_NANOS = 3;

export interface ParquetOptions {
  readonly binaryAsString: boolean;
  readonly int96AsTimestamp: boolean;
  readonly inferNtz: boolean;
  readonly nanosAsLong: boolean;
}

export interface ParquetFileSchema {
  readonly schema: StructType;
  /** Equal for files that the engine reads alike. */
  readonly signature: string;
}

export function parquetFileSchema(file: ListedFile, options: ParquetOptions): ParquetFileSchema {
  const footer = new ThriftReader(footerBytes(file)).struct(new Set([ROW_GROUPS]));
  const schema = sparkSchemaOf(footer, options);
  const elements = structsAt(footer, 2).map((e) => [1, 3, 5, 6, 7, 8].map((f) => numberAt(e, f) ?? "").join(","));
  return { schema, signature: `${schema.json()} ${elements.join(" ")}` };
}
function sparkSchemaOf(footer: ThriftStruct, options: ParquetOptions): StructType {
  const written = structsAt(footer, 5).find((pair) => textAt(pair, 1) === SPARK_SCHEMA);
  const json = textAt(written, 2);
  if (json !== undefined) {
    try {
      return StructType.fromJson(JSON.parse(json));
    } catch {
      // A schema of another Spark that this one cannot read: the file's own says enough.
    }
  }
  const walk = new SchemaWalk(structsAt(footer, 2), options);
  return walk.root();
}

function footerBytes(file: ListedFile): Uint8Array {
  const bad = (why: string): SparkException =>
    new SparkException(
      "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER",
      { path: shownPath(file.path) },
      { cause: new Error(why) },
    );
  if (file.size < 12) throw bad("the file is too short");
  const fd = openSync(file.path, "r");
  try {
    const read = (length: number, position: number): Buffer => {
      const bytes = Buffer.alloc(length);
      readSync(fd, bytes, 0, length, position);
      return bytes;
    };
    // Most footers fit: one read.
    const guess = Math.min(file.size, 64 * 1024);
    const end = read(guess, file.size - guess);
    const magic = end.toString("latin1", guess - 4);
    if (magic !== "PAR1") throw bad(magic === "PARE" ? "the footer is encrypted" : "not a Parquet file");
    const length = end.readUInt32LE(guess - 8);
    if (length > file.size - 8) throw bad("the footer's length is wrong");
    return length + 8 <= guess ? end.subarray(guess - 8 - length, guess - 8) : read(length, file.size - 8 - length);
  } finally {
    closeSync(fd);
  }
}

const REPEATED = 2;
const GROUP_ONLY = undefined;
/** Converted types, by their numbers in the format. */
const CONVERTED = {
  utf8: 0,
  map: 1,
  mapKeyValue: 2,
  list: 3,
  enum: 4,
  decimal: 5,
  date: 6,
  timeMillis: 7,
  timeMicros: 8,
  timestampMillis: 9,
  timestampMicros: 10,
  uint8: 11,
  uint16: 12,
  uint32: 13,
  uint64: 14,
  int8: 15,
  int16: 16,
  json: 19,
  bson: 20,
};
/** Logical types: the field of the union that is set. */
const LOGICAL = {
  string: 1,
  map: 2,
  list: 3,
  enum: 4,
  decimal: 5,
  date: 6,
  time: 7,
  timestamp: 8,
  integer: 10,
  unknown: 11,
  json: 12,
  bson: 13,
  uuid: 14,
};

interface Node {
  readonly element: ThriftStruct;
  readonly name: string;
  readonly children: readonly Node[];
  readonly repeated: boolean;
  readonly required: boolean;
}

/** The schema is a list of elements, depth first. */
class SchemaWalk {
  readonly #elements: readonly ThriftStruct[];
  readonly #options: ParquetOptions;
  #at = 0;
  constructor(elements: readonly ThriftStruct[], options: ParquetOptions) {
    this.#elements = elements;
    this.#options = options;
  }
  root(): StructType {
    return this.#struct(this.#node());
  }
  #node(): Node {
    const element = this.#elements[this.#at++] as ThriftStruct;
    const children = Array.from({ length: numberAt(element, 5) ?? 0 }, () => this.#node());
    const repetition = numberAt(element, 3);
    return {
      element,
      name: textAt(element, 4) ?? "",
      children,
      repeated: repetition === REPEATED,
      required: repetition === 0,
    };
  }
  #struct(node: Node): StructType {
    return new StructType(
      node.children.map((child) => {
        // A repeated field outside a list is a list of its own, never null.
        if (child.repeated) return new StructField(child.name, new ArrayType(this.#single(child), false), false);
        return new StructField(child.name, this.#single(child), !child.required);
      }),
    );
  }
  #single(node: Node): DataType {
    return node.children.length === 0 && numberAt(node.element, 1) !== GROUP_ONLY
      ? this.#primitive(node.element)
      : this.#group(node);
  }
  #group(node: Node): DataType {
    const converted = numberAt(node.element, 6);
    const logical = structAt(node.element, 10);
    const [inner] = node.children;
    if (inner?.repeated === true && (logical?.has(LOGICAL.list) === true || converted === CONVERTED.list)) {
      // Old writers leave out the group around the element.
      const bare = inner.children.length !== 1 || inner.name === "array" || inner.name === `${node.name}_tuple`;
      if (bare) return new ArrayType(this.#single(inner), false);
      const element = inner.children[0] as Node;
      if (element.repeated) return new ArrayType(new ArrayType(this.#single(element), false), false);
      return new ArrayType(this.#single(element), !element.required);
    }
    const isMap =
      logical?.has(LOGICAL.map) === true || converted === CONVERTED.map || converted === CONVERTED.mapKeyValue;
    if (isMap && inner?.repeated === true && inner.children.length === 2) {
      const [key, value] = inner.children as [Node, Node];
      return new MapType(this.#single(key), this.#single(value), !value.required);
    }
    return this.#struct(node);
  }
  #primitive(element: ThriftStruct): DataType {
    const converted = numberAt(element, 6);
    const logical = structAt(element, 10);
    const type = numberAt(element, 1) ?? 0;
    const decimal = structAt(logical, LOGICAL.decimal);
    if (decimal !== undefined || converted === CONVERTED.decimal) {
      return new DecimalType(
        numberAt(decimal, 2) ?? numberAt(element, 8) ?? 10,
        numberAt(decimal, 1) ?? numberAt(element, 7) ?? 0,
      );
    }
    if (logical?.has(LOGICAL.unknown) === true) return NULL;
    switch (type) {
      case 0:
        return BOOLEAN;
      case 1:
        return this.#int32(converted, logical);
      case 2:
        return this.#int64(converted, logical);
      case 3:
        return this.#options.int96AsTimestamp ? TIMESTAMP : BINARY;
      case 4:
        return FLOAT;
      case 5:
        return DOUBLE;
      default: {
        const text =
          [CONVERTED.utf8, CONVERTED.enum, CONVERTED.json].includes(converted ?? -1) ||
          [LOGICAL.string, LOGICAL.enum, LOGICAL.json].some((l) => logical?.has(l) === true);
        return text || (type === 6 && converted === undefined && logical === undefined && this.#options.binaryAsString)
          ? STRING
          : BINARY;
      }
    }
  }
  #int32(converted: number | undefined, logical: ThriftStruct | undefined): DataType {
    const integer = structAt(logical, LOGICAL.integer);
    if (integer !== undefined) return integerType(numberAt(integer, 1) ?? 32, integer.get(2) !== false);
    if (logical?.has(LOGICAL.date) === true) return DATE;
    switch (converted) {
      case CONVERTED.int8:
        return BYTE;
      case CONVERTED.int16:
      case CONVERTED.uint8:
        return SHORT;
      case CONVERTED.uint32:
        return LONG;
      case CONVERTED.date:
        return DATE;
      default:
        return INT;
    }
  }
  #int64(converted: number | undefined, logical: ThriftStruct | undefined): DataType {
    const integer = structAt(logical, LOGICAL.integer);
    if (integer !== undefined) return integerType(numberAt(integer, 1) ?? 64, integer.get(2) !== false);
    const timestamp = structAt(logical, LOGICAL.timestamp);
    if (timestamp !== undefined) {
      const zoned = timestamp.get(1) === true;
      if (structAt(structAt(timestamp, 2), TIMESTAMP_NANOS) !== undefined) {
        if (this.#options.nanosAsLong) return LONG;
        return zoned ? new TimestampLTZNanosType(9) : new TimestampNTZNanosType(9);
      }
      return zoned || !this.#options.inferNtz ? TIMESTAMP : TIMESTAMP_NTZ;
    }
    if (logical?.has(LOGICAL.time) === true || converted === CONVERTED.timeMicros) return new TimeType(6);
    switch (converted) {
      case CONVERTED.timestampMillis:
      case CONVERTED.timestampMicros:
        return TIMESTAMP;
      case CONVERTED.uint64:
        return new DecimalType(20, 0);
      default:
        return LONG;
    }
  }
}
function integerType(bits: number, signed: boolean): DataType {
  switch (bits) {
    case 8:
      return signed ? BYTE : SHORT;
    case 16:
      return signed ? SHORT : INT;
    case 32:
      return signed ? INT : LONG;
    default:
      return signed ? LONG : new DecimalType(20, 0);
  }
}
