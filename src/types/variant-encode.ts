/** JavaScript values and JSON text to the variant binary format, laid out byte for byte as Spark does. */
import { isDecimal, unscaledOf } from "./decimal.ts";
import { isRow, rowShape, rowValues } from "./row.ts";
import { PySparkTypeError, SparkRuntimeException } from "./spark-error.ts";
import { isTemporal } from "./temporal.ts";
import { daysOfDate, microsOfDateTime, microsOfInstant } from "./temporal-value.ts";
import { BASIC, PRIMITIVE, VERSION } from "./variant-format.ts";

export interface VariantBytes {
  readonly value: Uint8Array;
  readonly metadata: Uint8Array;
}

const ENCODER = new TextEncoder();
const MAX_SHORT_STRING = 63;
const SIZE_LIMIT = 128 * 1024 * 1024;

/** The fewest bytes that hold an unsigned number. */
function bytesFor(value: number): number {
  return value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffff ? 3 : 4;
}

/** A field of an object under construction: its key and where its value starts. */
interface Field {
  readonly key: string;
  readonly id: number;
  readonly at: number;
}

/** Writes values one after the other; containers are closed by inserting their header before their content. */
export class VariantBuilder {
  #bytes: Uint8Array = new Uint8Array(256);
  #used = 0;
  readonly #ids: Map<string, number> = new Map();

  /** The keys of the value before, and their dictionary: values of one column mostly have the same. */
  #lastKeys: readonly string[] = [];
  #lastMetadata: Uint8Array | null = null;

  /** Begins anew. What {@link finish} gave as a value is overwritten. */
  reset(): void {
    this.#used = 0;
    this.#ids.clear();
  }
  get position(): number {
    return this.#used;
  }
  #room(extra: number): void {
    if (this.#used + extra <= this.#bytes.length) return;
    if (this.#used + extra > SIZE_LIMIT) {
      throw new SparkRuntimeException("VARIANT_SIZE_LIMIT", {
        sizeLimit: "128.0 MiB",
        functionName: "`parse_json`",
      });
    }
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + extra));
    grown.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = grown;
  }
  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#used++] = value;
  }
  #integer(value: bigint, size: number): void {
    this.#room(size);
    for (let i = 0; i < size; i++) this.#bytes[this.#used++] = Number((value >> BigInt(i * 8)) & 0xffn);
  }
  #primitive(id: number): void {
    this.#byte(id << 2);
  }
  null(): void {
    this.#primitive(PRIMITIVE.null);
  }
  boolean(value: boolean): void {
    this.#primitive(value ? PRIMITIVE.true : PRIMITIVE.false);
  }
  /** An integer of 32 bits. */
  int(value: number): void {
    this.#room(5);
    const bytes = this.#bytes;
    const size = (value << 24) >> 24 === value ? 1 : (value << 16) >> 16 === value ? 2 : 4;
    bytes[this.#used++] = (size === 1 ? PRIMITIVE.int8 : size === 2 ? PRIMITIVE.int16 : PRIMITIVE.int32) << 2;
    for (let i = 0; i < size; i++) bytes[this.#used++] = value >> (i * 8);
  }
  long(value: bigint): void {
    if (value >= -2147483648n && value <= 2147483647n) return this.int(Number(value));
    this.#primitive(PRIMITIVE.int64);
    this.#integer(value, 8);
  }
  double(value: number): void {
    this.#primitive(PRIMITIVE.double);
    this.#room(8);
    new DataView(this.#bytes.buffer, this.#used).setFloat64(0, value, true);
    this.#used += 8;
  }
  float(value: number): void {
    this.#primitive(PRIMITIVE.float);
    this.#room(4);
    new DataView(this.#bytes.buffer, this.#used).setFloat32(0, value, true);
    this.#used += 4;
  }
  decimal(unscaled: bigint, scale: number): void {
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().length;
    const most = Math.max(digits, scale);
    const [id, size] =
      most <= 9
        ? ([PRIMITIVE.decimal4, 4] as const)
        : most <= 18
          ? ([PRIMITIVE.decimal8, 8] as const)
          : ([PRIMITIVE.decimal16, 16] as const);
    this.#primitive(id);
    this.#byte(scale);
    this.#integer(unscaled, size);
  }
  date(days: number): void {
    this.#primitive(PRIMITIVE.date);
    this.#integer(BigInt(days), 4);
  }
  timestamp(micros: bigint): void {
    this.#primitive(PRIMITIVE.timestamp);
    this.#integer(micros, 8);
  }
  timestampNtz(micros: bigint): void {
    this.#primitive(PRIMITIVE.timestampNtz);
    this.#integer(micros, 8);
  }
  binary(value: Uint8Array): void {
    this.#primitive(PRIMITIVE.binary);
    this.#integer(BigInt(value.length), 4);
    this.#append(value);
  }
  string(value: string): void {
    if (value.length <= MAX_SHORT_STRING && this.#shortAscii(value)) return;
    const bytes = ENCODER.encode(value);
    if (bytes.length <= MAX_SHORT_STRING) {
      this.#byte((bytes.length << 2) | BASIC.shortString);
    } else {
      this.#primitive(PRIMITIVE.string);
      this.#integer(BigInt(bytes.length), 4);
    }
    this.#append(bytes);
  }
  #shortAscii(value: string): boolean {
    const { length } = value;
    this.#room(length + 1);
    const bytes = this.#bytes;
    let at = this.#used;
    bytes[at++] = (length << 2) | BASIC.shortString;
    for (let i = 0; i < length; i++) {
      const c = value.charCodeAt(i);
      if (c > 127) return false;
      bytes[at++] = c;
    }
    this.#used = at;
    return true;
  }
  #append(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }
  /** A field whose value is written next. */
  field(key: string): Field {
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    return { key, id, at: this.#used };
  }
  /** Closes the object whose first value began at `start`. */
  object(start: number, fields: readonly Field[]): void {
    // Java compares strings by UTF-16 units, as JavaScript does.
    const sorted = inOrder(fields) ? fields : [...fields].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    let most = 0;
    for (let i = 0; i < sorted.length; i++) {
      const { key, id } = sorted[i]!;
      if (key === sorted[i + 1]?.key) throw new SparkRuntimeException("VARIANT_DUPLICATE_KEY", { key });
      if (id > most) most = id;
    }
    const dataSize = this.#used - start;
    const count = sorted.length;
    const large = count > 0xff;
    const idSize = bytesFor(most);
    const offsetSize = bytesFor(dataSize);
    const header = (((large ? 1 : 0) << 4) | ((idSize - 1) << 2) | (offsetSize - 1)) << 2;
    let at = this.#head(start, header | BASIC.object, count, large, count * idSize + (count + 1) * offsetSize);
    for (let i = 0; i < count; i++) at = this.#uintAt(at, sorted[i]!.id, idSize);
    for (let i = 0; i < count; i++) at = this.#uintAt(at, sorted[i]!.at - start, offsetSize);
    this.#uintAt(at, dataSize, offsetSize);
  }
  /** Closes the array whose elements began at `starts` (the first of them at `start`). */
  array(start: number, starts: readonly number[]): void {
    const dataSize = this.#used - start;
    const count = starts.length;
    const large = count > 0xff;
    const offsetSize = bytesFor(dataSize);
    const header = (((large ? 1 : 0) << 2) | (offsetSize - 1)) << 2;
    let at = this.#head(start, header | BASIC.array, count, large, (count + 1) * offsetSize);
    for (let i = 0; i < count; i++) at = this.#uintAt(at, starts[i]! - start, offsetSize);
    this.#uintAt(at, dataSize, offsetSize);
  }
  /** Makes room for a container's head before its content and writes how it begins; answers where the rest goes. */
  #head(start: number, first: number, count: number, large: boolean, rest: number): number {
    const size = 1 + (large ? 4 : 1) + rest;
    this.#room(size);
    this.#bytes.copyWithin(start + size, start, this.#used);
    this.#used += size;
    this.#bytes[start] = first;
    return this.#uintAt(start + 1, count, large ? 4 : 1);
  }
  #uintAt(at: number, value: number, size: number): number {
    for (let i = 0; i < size; i++) this.#bytes[at + i] = value >>> (i * 8);
    return at + size;
  }
  /** The value, in a buffer of this builder, and its dictionary. */
  finish(): VariantBytes {
    return { value: this.#bytes.subarray(0, this.#used), metadata: this.#metadata() };
  }
  #metadata(): Uint8Array {
    const last = this.#lastKeys;
    if (this.#lastMetadata !== null && last.length === this.#ids.size) {
      let same = true;
      let i = 0;
      for (const key of this.#ids.keys()) {
        if (key !== last[i++]) {
          same = false;
          break;
        }
      }
      if (same) return this.#lastMetadata;
    }
    this.#lastKeys = [...this.#ids.keys()];
    return (this.#lastMetadata = metadataOf(this.#lastKeys));
  }
}

function inOrder(fields: readonly Field[]): boolean {
  for (let i = 1; i < fields.length; i++) if (!(fields[i - 1]!.key < fields[i]!.key)) return false;
  return true;
}
function metadataOf(names: readonly string[]): Uint8Array {
  const keys = names.map((key) => ENCODER.encode(key));
  const total = keys.reduce((sum, key) => sum + key.length, 0);
  const offsetSize = bytesFor(Math.max(total, keys.length));
  const head: number[] = [VERSION | ((offsetSize - 1) << 6)];
  const uint = (value: number): void => {
    for (let i = 0; i < offsetSize; i++) head.push((value >>> (i * 8)) & 0xff);
  };
  uint(keys.length);
  let offset = 0;
  uint(0);
  for (const key of keys) uint((offset += key.length));
  const metadata = new Uint8Array(head.length + total);
  metadata.set(head);
  let at = head.length;
  for (const key of keys) {
    metadata.set(key, at);
    at += key.length;
  }
  return metadata;
}

/**
 * A variant of a JavaScript value: integers become longs, other numbers doubles, Date and Temporal values dates and
 * timestamps; objects, rows and maps with string keys objects.
 */
export function encodeVariantValue(value: unknown): VariantBytes {
  const builder = new VariantBuilder();
  writeValue(builder, value);
  return builder.finish();
}

function writeValue(builder: VariantBuilder, value: unknown): void {
  switch (typeof value) {
    case "undefined":
      return builder.null();
    case "boolean":
      return builder.boolean(value);
    case "number":
      return Number.isSafeInteger(value) ? builder.long(BigInt(value)) : builder.double(value);
    case "bigint":
      return BigInt.asIntN(64, value) === value ? builder.long(value) : builder.decimal(value, 0);
    case "string":
      return builder.string(value);
    case "object":
      break;
    default:
      throw new PySparkTypeError("UNSUPPORTED_DATA_TYPE", { data_type: typeof value });
  }
  if (value === null) return builder.null();
  if (Array.isArray(value)) {
    const start = builder.position;
    const starts = value.map((element) => {
      const at = builder.position;
      writeValue(builder, element);
      return at;
    });
    return builder.array(start, starts);
  }
  if (value instanceof Uint8Array) return builder.binary(value);
  if (isDecimal(value)) {
    const scale = Math.max(value.decimalPlaces(), 0);
    return builder.decimal(unscaledOf(value, scale), scale);
  }
  if (value instanceof Date) return builder.timestamp(BigInt(value.getTime()) * 1000n);
  if (isTemporal(value, "Temporal.Instant")) return builder.timestamp(microsOfInstant(value));
  if (isTemporal(value, "Temporal.ZonedDateTime")) return builder.timestamp(microsOfInstant(value.toInstant()));
  if (isTemporal(value, "Temporal.PlainDateTime")) return builder.timestampNtz(microsOfDateTime(value));
  if (isTemporal(value, "Temporal.PlainDate")) return builder.date(daysOfDate(value));
  writeObject(builder, entriesOf(value));
}

function entriesOf(value: object): Iterable<readonly [unknown, unknown]> {
  if (value instanceof Map) return value;
  if (!isRow(value)) return Object.entries(value);
  const values = rowValues(value);
  return rowShape(value).names.map((name, i) => [name, values[i]]);
}

function writeObject(builder: VariantBuilder, entries: Iterable<readonly [unknown, unknown]>): void {
  const start = builder.position;
  const fields: Field[] = [];
  for (const [key, value] of entries) {
    fields.push(builder.field(String(key)));
    writeValue(builder, value);
  }
  builder.object(start, fields);
}
