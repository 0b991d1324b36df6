/**
 * Columns of a result to JavaScript values, one JavaScript type for each Spark type (the table is in the documentation
 * of {@link decodeColumn}). Both forms that a column can come in are read: this engine's own (decimals, times and
 * intervals as integers) and Spark's (Decimal128, Time64, Duration, Interval).
 */
import { CalendarInterval } from "../types/calendar-interval.ts";
import type { ArrayType, DataType, MapType, StructType } from "../types/data-type.ts";
import { decimalOf, decimalOfNumber } from "../types/decimal.ts";
import { type CellSource, type Row, type RowFactory, rowFactory } from "../types/row.ts";
import { PySparkValueError, SparkError } from "../types/spark-error.ts";
import { spatialFromBytes } from "../types/spatial.ts";
import {
  dateFromDays,
  dateTimeFromMicros,
  dateTimeFromNanos,
  durationFromMicros,
  durationFromMonths,
  instantFromMicros,
  instantFromNanos,
  timeFromNanos,
} from "../types/temporal-value.ts";
import { VariantVal } from "../types/variant-val.ts";
import { bufferOf, decodeStrings } from "./decode-strings.ts";
import { readIpcStream } from "./ipc-reader.ts";
import { type ArrowBatch, type ArrowVector, childOf, isValid, offsetsOf } from "./vector.ts";

/** What a long becomes: a number (an error beyond 2^53-1), a bigint, or its digits. */
export type LongForm = "number" | "bigint" | "string";

export interface DecodeOptions {
  readonly long?: LongForm | undefined;
}

type Cell = (row: number) => unknown;

/** A long that no JavaScript number can hold; the column and the row are known further up. */
class UnsafeLong {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

function located(error: unknown, column: string, row: number): unknown {
  const what = error instanceof UnsafeLong ? `the long ${error.value}` : error instanceof RangeError ? "the value" : "";
  if (what === "" || error instanceof SparkError) return error;
  const why =
    error instanceof UnsafeLong
      ? "is beyond 2^53-1 and cannot be a JavaScript number: " +
        'use collect({ long: "bigint" }) or collect({ long: "string" }), or set spark.sparkwright.longType'
      : `is outside the range of its JavaScript type (${(error as RangeError).message})`;
  const actual = error instanceof UnsafeLong ? error.value.toString() : "";
  return new PySparkValueError(
    "VALUE_OUT_OF_BOUNDS",
    { arg_name: column, lower_bound: "-9007199254740991", upper_bound: "9007199254740991", actual },
    { message: `[VALUE_OUT_OF_BOUNDS] In row ${row}, column "${column}", ${what} ${why}.`, cause: error },
  );
}

/** The integers of a 64-bit column by their halves: making a BigInt of each is ten times slower. */
function halvesOf(vector: ArrowVector): Int32Array {
  return new Int32Array(vector.data.buffer, vector.data.byteOffset, vector.data.length * 2);
}

const HIGHEST = 0x1fffff;
const LOWEST = -0x200000;

function longReader(vector: ArrowVector, form: LongForm): Cell {
  const { data } = vector;
  if (!(data instanceof BigInt64Array)) return (i) => integerIn(data[i] ?? 0, form);
  if (form === "bigint") return (i) => data[i];
  if (form === "string") return (i) => String(data[i]);
  const halves = halvesOf(vector);
  return (i) => {
    const high = halves[i * 2 + 1] ?? 0;
    const value = high * 4294967296 + ((halves[i * 2] ?? 0) >>> 0);
    if (high > HIGHEST || high < LOWEST || value === -9007199254740992) throw new UnsafeLong(data[i] ?? 0n);
    return value;
  };
}

/** A long that came in a narrower (or unsigned) column. */
function integerIn(value: number | bigint, form: LongForm): unknown {
  if (form === "bigint") return BigInt(value);
  if (form === "string") return String(value);
  if (typeof value === "bigint" && !Number.isSafeInteger(Number(value))) throw new UnsafeLong(value);
  return Number(value);
}

/** The exact value of a 64- or 128-bit integer cell. */
function wideReader(vector: ArrowVector): (row: number) => bigint {
  const { data, type } = vector;
  if (!(data instanceof BigInt64Array)) return (i) => BigInt(data[i] ?? 0);
  const bits = type.kind === "int" || type.kind === "decimal" ? type.bits : 64;
  if (bits !== 128) return (i) => data[i] ?? 0n;
  return (i) => ((data[i * 2 + 1] ?? 0n) << 64n) | BigInt.asUintN(64, data[i * 2] ?? 0n);
}

function decimalReader(vector: ArrowVector, scale: number): Cell {
  const wide = wideReader(vector);
  if (!(vector.data instanceof BigInt64Array)) return (i) => decimalOf(wide(i), scale);
  const halves = halvesOf(vector);
  const words = vector.length === 0 ? 1 : vector.data.length / vector.length;
  return (i) => {
    const at = i * words * 2;
    const low = halves[at] ?? 0;
    const high = halves[at + 1] ?? 0;
    const sign = high >> 31;
    const fits = words === 1 || (halves[at + 2] === sign && halves[at + 3] === sign);
    if (fits && high <= HIGHEST && high > LOWEST) return decimalOfNumber(high * 4294967296 + (low >>> 0), scale);
    return decimalOf(wide(i), scale);
  };
}

/** Many rows share a date, a Temporal value cannot change, and making one takes a microsecond. */
const MAX_DATES = 10_000;

function dateReader(vector: ArrowVector): Cell {
  const cache = new Map<number, unknown>();
  const { data } = vector;
  return (i) => {
    const days = Number(data[i] ?? 0);
    const known = cache.get(days);
    if (known !== undefined) return known;
    const made = dateFromDays(days);
    if (cache.size < MAX_DATES) cache.set(days, made);
    return made;
  };
}

function calendarReader(vector: ArrowVector): Cell {
  if (vector.type.kind === "interval") {
    // Arrow's own: months and days in one word, then nanoseconds.
    const halves = halvesOf(vector);
    const words = vector.data as BigInt64Array;
    return (i) => new CalendarInterval(halves[i * 4] ?? 0, halves[i * 4 + 1] ?? 0, (words[i * 2 + 1] ?? 0n) / 1000n);
  }
  const months = childOf(vector, 0).data;
  const days = childOf(vector, 1).data;
  const micros = childOf(vector, 2).data;
  return (i) => new CalendarInterval(Number(months[i] ?? 0), Number(days[i] ?? 0), micros[i] ?? 0n);
}

function bytesReader(vector: ArrowVector): (row: number) => Uint8Array {
  const offsets = offsetsOf(vector);
  const data = vector.data as Uint8Array;
  // A copy: a view would keep the whole batch alive.
  return (i) => data.slice(offsets[i] ?? 0, offsets[i + 1] ?? 0);
}

function variantReader(vector: ArrowVector): Cell {
  const value = bytesReader(childOf(vector, 0));
  const metadata = bytesReader(childOf(vector, 1));
  return (i) => new VariantVal(value(i), metadata(i));
}

function arrayReader(vector: ArrowVector, type: ArrayType, options: DecodeOptions): Cell {
  const offsets = offsetsOf(vector);
  const element = cellReader(childOf(vector), type.elementType, options);
  return (i) => {
    const end = offsets[i + 1] ?? 0;
    const out: unknown[] = [];
    for (let k = offsets[i] ?? 0; k < end; k++) out.push(element(k));
    return out;
  };
}

function mapReader(vector: ArrowVector, type: MapType, options: DecodeOptions): Cell {
  const offsets = offsetsOf(vector);
  const entries = childOf(vector);
  const key = cellReader(childOf(entries, 0), type.keyType, options);
  const value = cellReader(childOf(entries, 1), type.valueType, options);
  return (i) => {
    const out = new Map<unknown, unknown>();
    const end = offsets[i + 1] ?? 0;
    for (let k = offsets[i] ?? 0; k < end; k++) out.set(key(k), value(k));
    return out;
  };
}

function structReader(vector: ArrowVector, type: StructType, options: DecodeOptions): Cell {
  const factory = rowFactory(type.names, type);
  const cells = type.fields.map((field, k) => cellReader(childOf(vector, k), field.dataType, options));
  return (i) => factory.fromValues(cells.map((cell) => cell(i)));
}

/** Reads single cells of a column; null cells are null. */
export function cellReader(vector: ArrowVector, type: DataType, options: DecodeOptions = {}): Cell {
  if (vector.type.kind === "null" || type.kind === "void") return () => null;
  const read = valueReader(vector, type, options);
  if (vector.validity === null) return read;
  return (i) => (isValid(vector, i) ? read(i) : null);
}

function valueReader(vector: ArrowVector, type: DataType, options: DecodeOptions): Cell {
  const { data } = vector;
  switch (type.kind) {
    case "boolean":
      return (i) => ((Number(data[i >> 3] ?? 0) >> (i & 7)) & 1) === 1;
    case "byte":
    case "short":
    case "integer":
    case "float":
    case "double":
      if (vector.type.kind === "float" && vector.type.bits === 16) throw new TypeError("half floats are not supported");
      return (i) => Number(data[i] ?? 0);
    case "long":
      return longReader(vector, options.long ?? "number");
    case "decimal":
      return decimalReader(vector, type.scale);
    case "string":
    case "char":
    case "varchar": {
      const bytes = bufferOf(vector);
      const offsets = offsetsOf(vector);
      return (i) => bytes.toString("utf8", offsets[i] ?? 0, offsets[i + 1] ?? 0);
    }
    case "binary":
      return bytesReader(vector);
    case "geometry":
    case "geography": {
      const bytes = bytesReader(vector);
      return (i) => spatialFromBytes(bytes(i), type.kind);
    }
    case "date":
      return dateReader(vector);
    case "timestamp": {
      const micros = wideReader(vector);
      return (i) => instantFromMicros(micros(i));
    }
    case "timestamp_ntz": {
      const micros = wideReader(vector);
      return (i) => dateTimeFromMicros(micros(i));
    }
    case "timestamp_ltz_nanos": {
      const nanos = wideReader(vector);
      return (i) => instantFromNanos(nanos(i));
    }
    case "timestamp_ntz_nanos": {
      const nanos = wideReader(vector);
      return (i) => dateTimeFromNanos(nanos(i));
    }
    case "time": {
      const nanos = wideReader(vector);
      return (i) => timeFromNanos(nanos(i));
    }
    case "interval_dt": {
      const micros = wideReader(vector);
      return (i) => durationFromMicros(micros(i));
    }
    case "interval_ym":
      return (i) => durationFromMonths(Number(data[i] ?? 0));
    case "interval":
      return calendarReader(vector);
    case "variant":
      return variantReader(vector);
    case "array":
      return arrayReader(vector, type, options);
    case "map":
      return mapReader(vector, type, options);
    case "struct":
      return structReader(vector, type, options);
    case "void":
      return () => null;
  }
}

/** Columns whose values cost much to make: they are made when first looked at. */
function isLazy(type: DataType): boolean {
  switch (type.kind) {
    case "timestamp":
    case "timestamp_ntz":
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
    case "time":
    case "interval":
    case "interval_dt":
    case "interval_ym":
    case "variant":
    case "array":
    case "map":
    case "struct":
      return true;
    default:
      return false;
  }
}

/**
 * All values of one column.
 *
 * boolean -> boolean; byte, short, integer, float, double -> number; long -> by `options.long`; decimal -> Decimal;
 * string -> string; binary -> Uint8Array; date -> Temporal.PlainDate; timestamp -> Temporal.Instant; timestamp_ntz ->
 * Temporal.PlainDateTime; time -> Temporal.PlainTime; day-time and year-month intervals -> Temporal.Duration; interval
 * -> CalendarInterval; array -> Array; map -> Map; struct -> Row; variant -> VariantVal; null -> null.
 *
 * `place` names the column in errors.
 */
export function decodeColumn(
  vector: ArrowVector,
  type: DataType,
  options: DecodeOptions = {},
  place: { readonly name: string; readonly firstRow: number } = { name: "", firstRow: 0 },
): unknown[] {
  const values = decodeFast(vector, type) ?? decodeEach(vector, type, options, place);
  return Array.isArray(values) ? (values as unknown[]) : Array.from(values);
}

/** Kinds with a way of their own for whole columns; a typed array where a column can be used as it is. */
function decodeFast(vector: ArrowVector, type: DataType): ArrayLike<unknown> | null {
  switch (type.kind) {
    case "byte":
    case "short":
    case "integer":
    case "float":
    case "double":
      return vector.nullCount === 0 && !(vector.data instanceof Uint16Array) ? vector.data : null;
    case "string":
    case "char":
    case "varchar":
      return vector.type.kind === "null" ? null : decodeStrings(vector);
    default:
      return null;
  }
}

function decodeEach(
  vector: ArrowVector,
  type: DataType,
  options: DecodeOptions,
  place: { readonly name: string; readonly firstRow: number },
): unknown[] {
  const read = cellReader(vector, type, options);
  const out: unknown[] = [];
  try {
    for (let i = 0; i < vector.length; i++) out.push(read(i));
  } catch (error) {
    throw located(error, place.name, place.firstRow + out.length);
  }
  return out;
}

/** Does the column hold, at any depth, a long beyond 2^53-1? (Also where a list around it is null: then look again.) */
function mayHoldUnsafeLong(vector: ArrowVector, type: DataType): boolean {
  switch (type.kind) {
    case "long": {
      if (!(vector.data instanceof BigInt64Array)) return vector.data instanceof BigUint64Array;
      const halves = halvesOf(vector);
      for (let i = 1; i < halves.length; i += 2) {
        const high = halves[i] ?? 0;
        if (high > HIGHEST || high <= LOWEST) return true;
      }
      return false;
    }
    case "array":
      return vector.children.some((child) => mayHoldUnsafeLong(child, type.elementType));
    case "map":
      return vector.children.some((entries) =>
        [type.keyType, type.valueType].some((t, k) => entries.children[k] && mayHoldUnsafeLong(entries.children[k], t)),
      );
    case "struct":
      return type.fields.some((f, k) => vector.children[k] && mayHoldUnsafeLong(vector.children[k], f.dataType));
    default:
      return false;
  }
}

/** Turns the batches of one result into rows. */
export class RowReader {
  readonly schema: StructType;
  readonly #options: DecodeOptions;
  readonly #factory: RowFactory;
  readonly #lazy: readonly boolean[];
  #rowsRead = 0;

  constructor(schema: StructType, options: DecodeOptions = {}) {
    this.schema = schema;
    this.#options = options;
    this.#lazy = schema.fields.map((field) => isLazy(field.dataType));
    this.#factory = rowFactory(schema.names, schema, this.#lazy);
  }

  /** The rows of the next batch. */
  rows(batch: ArrowBatch): Row[] {
    const firstRow = this.#rowsRead;
    this.#rowsRead += batch.length;
    const { shape } = this.#factory;
    const columns = this.schema.fields.map((field, i) => {
      const vector = batch.columns[i];
      if (vector === undefined) throw new TypeError(`the result lacks the column "${field.name}"`);
      const place = { name: field.name, firstRow };
      if (this.#lazy[i] === true) {
        // An error must come from the action, not from a later look at the row.
        if ((this.#options.long ?? "number") === "number" && mayHoldUnsafeLong(vector, field.dataType)) {
          decodeEach(vector, field.dataType, this.#options, place);
        }
        return null;
      }
      return decodeFast(vector, field.dataType) ?? decodeEach(vector, field.dataType, this.#options, place);
    });
    const source = new BatchCells(batch, this.schema, this.#options, firstRow);
    const repeated = shape.firstOfName.some((first, i) => first !== i);
    if (repeated) source.keep(columns);
    return this.#factory.fromColumns(columns, 0, batch.length, source);
  }

  /** All rows of an IPC stream. */
  read(bytes: Uint8Array): Row[] {
    const { batches } = readIpcStream(bytes);
    const [first, ...more] = batches.map((batch) => this.rows(batch));
    if (first === undefined) return [];
    return more.length === 0 ? first : first.concat(...more);
  }
}

/** The cells of a batch that no row has asked for yet. */
class BatchCells implements CellSource {
  readonly #batch: ArrowBatch;
  readonly #schema: StructType;
  readonly #options: DecodeOptions;
  readonly #firstRow: number;
  readonly #readers: (Cell | undefined)[] = [];
  #columns: readonly (ArrayLike<unknown> | null)[] = [];

  constructor(batch: ArrowBatch, schema: StructType, options: DecodeOptions, firstRow: number) {
    this.#batch = batch;
    this.#schema = schema;
    this.#options = options;
    this.#firstRow = firstRow;
  }
  /** Columns that are decoded already, for those behind a duplicate name. */
  keep(columns: readonly (ArrayLike<unknown> | null)[]): void {
    this.#columns = columns;
  }
  cell(column: number, row: number): unknown {
    const decoded = this.#columns[column];
    if (decoded) return decoded[row];
    const field = this.#schema.fields[column];
    const vector = this.#batch.columns[column];
    if (field === undefined || vector === undefined) return undefined;
    const read = (this.#readers[column] ??= cellReader(vector, field.dataType, this.#options));
    try {
      return read(row);
    } catch (error) {
      throw located(error, field.name, this.#firstRow + row);
    }
  }
}

/** All rows of an IPC stream of that schema. */
export function decodeRows(schema: StructType, bytes: Uint8Array, options?: DecodeOptions): Row[] {
  return new RowReader(schema, options).read(bytes);
}
