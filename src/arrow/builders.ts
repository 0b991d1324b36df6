/**
 * Builders of Arrow columns: `append` or `appendNull` once a row, then `finish` once. Buffers grow by doubling.
 */
import { type ArrowData, type ArrowField, type ArrowType, type ArrowVector, EMPTY_BYTES, arrowType } from "./vector.ts";

/** What every builder can do; the values it takes are its own affair. */
export interface ColumnBuilder {
  readonly type: ArrowType;
  readonly length: number;
  appendNull(): void;
  /** The column of all rows so far. The builder must not be used afterwards. */
  finish(): ArrowVector;
}

/** The bitmap of values and nulls; kept only once there is a null. */
class Validity {
  length = 0;
  nullCount = 0;
  #bits: Uint8Array | null = null;

  append(valid: boolean): void {
    const row = this.length++;
    if (valid && this.#bits === null) return;
    let bits = this.#bits ?? new Uint8Array(Math.max(64, (row >> 3) + 1)).fill(0xff);
    if (row >> 3 >= bits.length) {
      const grown = new Uint8Array(bits.length * 2).fill(0xff);
      grown.set(bits);
      bits = grown;
    }
    this.#bits = bits;
    if (valid) return;
    this.nullCount++;
    bits[row >> 3] = (bits[row >> 3] ?? 0) & ~(1 << (row & 7));
  }
  finish(): { length: number; nullCount: number; validity: Uint8Array | null } {
    const validity = this.#bits === null ? null : this.#bits.subarray(0, (this.length + 7) >> 3);
    // The bits after the last row are zero, as the format wants.
    if (validity !== null && this.length % 8 !== 0) {
      validity[validity.length - 1] = (validity.at(-1) ?? 0) & ((1 << (this.length % 8)) - 1);
    }
    return { length: this.length, nullCount: this.nullCount, validity };
  }
}

type FixedArray = Exclude<ArrowData, BigInt64Array | BigUint64Array>;

/** Integers up to 32 bits, floats, dates: anything whose value is a JavaScript number. */
export class NumberBuilder implements ColumnBuilder {
  readonly type: ArrowType;
  readonly #validity: Validity = new Validity();
  #data: FixedArray;
  constructor(type: ArrowType, capacity = 64) {
    this.type = type;
    this.#data = numberArray(type, Math.max(capacity, 1));
  }
  get length(): number {
    return this.#validity.length;
  }
  append(value: number): void {
    const row = this.#validity.length;
    if (row >= this.#data.length) this.#data = grow(this.#data);
    this.#data[row] = value;
    this.#validity.append(true);
  }
  appendNull(): void {
    this.append(0);
    this.#validity.length--;
    this.#validity.append(false);
  }
  finish(): ArrowVector {
    const head = this.#validity.finish();
    return { type: this.type, ...head, data: this.#data.subarray(0, head.length), offsets: null, children: [] };
  }
}

function numberArray(type: ArrowType, capacity: number): FixedArray {
  switch (type.kind) {
    case "int":
      switch (type.bits) {
        case 8:
          return type.signed ? new Int8Array(capacity) : new Uint8Array(capacity);
        case 16:
          return type.signed ? new Int16Array(capacity) : new Uint16Array(capacity);
        case 32:
          return type.signed ? new Int32Array(capacity) : new Uint32Array(capacity);
      }
      break;
    case "float":
      if (type.bits === 32) return new Float32Array(capacity);
      if (type.bits === 64) return new Float64Array(capacity);
      break;
    case "date":
      if (type.unit === "day") return new Int32Array(capacity);
      break;
    case "time":
      if (type.bits === 32) return new Int32Array(capacity);
      break;
    case "interval":
      if (type.unit === "year_month") return new Int32Array(capacity);
      break;
  }
  throw new TypeError(`an Arrow ${type.kind} column is not made of JavaScript numbers`);
}

function grow<T extends FixedArray | BigInt64Array>(data: T): T {
  const make = data.constructor as new (length: number) => T;
  const grown = new make(data.length * 2);
  grown.set(data as never);
  return grown;
}

/** 64-bit integers, timestamps, durations, times. Takes bigint, or a number that is an integer. */
export class Int64Builder implements ColumnBuilder {
  readonly type: ArrowType;
  readonly #validity: Validity = new Validity();
  #data: BigInt64Array;
  /** The same memory as 32-bit halves, low one first. */
  #halves: Int32Array;
  constructor(type: ArrowType = arrowType.int64, capacity = 64) {
    this.type = type;
    this.#data = new BigInt64Array(Math.max(capacity, 1));
    this.#halves = new Int32Array(this.#data.buffer);
  }
  get length(): number {
    return this.#validity.length;
  }
  #room(row: number): void {
    if (row < this.#data.length) return;
    this.#data = grow(this.#data);
    this.#halves = new Int32Array(this.#data.buffer);
  }
  append(value: bigint | number): void {
    const row = this.#validity.length;
    this.#room(row);
    if (typeof value === "bigint") {
      this.#data[row] = value;
    } else {
      // Storing a number as 32-bit halves reduces it modulo 2^32, which is what is wanted of each.
      this.#halves[row * 2] = value;
      this.#halves[row * 2 + 1] = Math.floor(value / 4294967296);
    }
    this.#validity.append(true);
  }
  appendNull(): void {
    const row = this.#validity.length;
    this.#room(row);
    this.#data[row] = 0n;
    this.#validity.append(false);
  }
  finish(): ArrowVector {
    const head = this.#validity.finish();
    return { type: this.type, ...head, data: this.#data.subarray(0, head.length), offsets: null, children: [] };
  }
}

/** 128-bit integers and decimals (the unscaled value). */
export class Int128Builder implements ColumnBuilder {
  readonly type: ArrowType;
  readonly #validity: Validity = new Validity();
  #data: BigInt64Array;
  constructor(type: ArrowType = arrowType.decimal, capacity = 64) {
    this.type = type;
    this.#data = new BigInt64Array(Math.max(capacity, 1) * 2);
  }
  get length(): number {
    return this.#validity.length;
  }
  #put(value: bigint, valid: boolean): void {
    const at = this.#validity.length * 2;
    if (at >= this.#data.length) this.#data = grow(this.#data);
    this.#data[at] = value;
    this.#data[at + 1] = value >> 64n;
    this.#validity.append(valid);
  }
  append(value: bigint): void {
    this.#put(value, true);
  }
  appendNull(): void {
    this.#put(0n, false);
  }
  finish(): ArrowVector {
    const head = this.#validity.finish();
    return { type: this.type, ...head, data: this.#data.subarray(0, head.length * 2), offsets: null, children: [] };
  }
}

export class BoolBuilder implements ColumnBuilder {
  readonly type: ArrowType = arrowType.bool;
  readonly #validity: Validity = new Validity();
  #bits: Uint8Array = new Uint8Array(64);
  get length(): number {
    return this.#validity.length;
  }
  append(value: boolean): void {
    const row = this.#validity.length;
    if (row >> 3 >= this.#bits.length) this.#bits = grow(this.#bits);
    if (value) this.#bits[row >> 3] = (this.#bits[row >> 3] ?? 0) | (1 << (row & 7));
    this.#validity.append(true);
  }
  appendNull(): void {
    this.append(false);
    this.#validity.length--;
    this.#validity.append(false);
  }
  finish(): ArrowVector {
    const head = this.#validity.finish();
    const data = this.#bits.subarray(0, (head.length + 7) >> 3);
    return { type: this.type, ...head, data, offsets: null, children: [] };
  }
}

/** A column that is null in every row. */
export class NullBuilder implements ColumnBuilder {
  readonly type: ArrowType = arrowType.null;
  length = 0;
  appendNull(): void {
    this.length++;
  }
  finish(): ArrowVector {
    const { type, length } = this;
    return { type, length, nullCount: length, validity: null, data: EMPTY_BYTES, offsets: null, children: [] };
  }
}

/** The most bytes that one column of a batch can hold: its offsets are 32-bit numbers here. */
const MAX_BYTES = 2 ** 31 - 1;
/** Throws where so many bytes are too many for one column of a batch. */
export function checkBytes(bytes: number): void {
  if (bytes > MAX_BYTES) throw new RangeError("more than 2 GiB of text or binary data in one column of a batch");
}

/** Strings and binaries: offsets into one run of bytes. `bytes` is how many of these are expected. */
export class BytesBuilder implements ColumnBuilder {
  readonly type: ArrowType;
  readonly #validity: Validity = new Validity();
  #offsets: Int32Array;
  #bytes: Uint8Array;
  #used = 0;
  constructor(type: ArrowType, capacity = 64, bytes: number = capacity * 16) {
    this.type = type;
    this.#offsets = new Int32Array(capacity + 1);
    this.#bytes = new Uint8Array(Math.max(bytes, 64));
  }
  get length(): number {
    return this.#validity.length;
  }
  #room(bytes: number): void {
    const wanted = this.#used + bytes;
    if (wanted <= this.#bytes.length) return;
    checkBytes(wanted);
    const grown = new Uint8Array(Math.min(Math.max(this.#bytes.length * 2, wanted), MAX_BYTES));
    grown.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = grown;
  }
  #end(valid: boolean): void {
    this.#validity.append(valid);
    const row = this.#validity.length;
    if (row >= this.#offsets.length) this.#offsets = grow(this.#offsets);
    this.#offsets[row] = this.#used;
  }
  /** Encodes as UTF-8; a lone surrogate becomes U+FFFD. */
  appendString(value: string): void {
    const { length } = value;
    this.#room(length * 3);
    if (length < 32) {
      // Short ASCII, the common case, is faster by hand than through TextEncoder.
      const bytes = this.#bytes;
      let at = this.#used;
      let i = 0;
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        bytes[at++] = code;
      }
      if (i === length) {
        this.#used = at;
        this.#end(true);
        return;
      }
    }
    this.#used += ENCODER.encodeInto(value, this.#bytes.subarray(this.#used)).written;
    this.#end(true);
  }
  /** The bytes as they are, or a part of them: for a string column they must be UTF-8. */
  append(value: Uint8Array, start = 0, end: number = value.length): void {
    this.write(value, start, end);
    this.#end(true);
  }
  /** Adds bytes to the value under construction; {@link endValue} ends it. */
  write(value: Uint8Array, start = 0, end: number = value.length): void {
    const size = end - start;
    this.#room(size);
    if (size > FEW_BYTES) {
      this.#bytes.set(start === 0 && end === value.length ? value : value.subarray(start, end), this.#used);
      this.#used += size;
    } else {
      const bytes = this.#bytes;
      let at = this.#used;
      for (let i = start; i < end; i++) bytes[at++] = value[i]!;
      this.#used = at;
    }
  }
  writeByte(byte: number): void {
    this.#room(1);
    this.#bytes[this.#used++] = byte;
  }
  endValue(): void {
    this.#end(true);
  }
  appendNull(): void {
    this.#end(false);
  }
  finish(): ArrowVector {
    const head = this.#validity.finish();
    return {
      type: this.type,
      ...head,
      data: this.#bytes.subarray(0, this.#used),
      offsets: this.#offsets.subarray(0, head.length + 1),
      children: [],
    };
  }
}

const ENCODER = new TextEncoder();
/** More bytes than that are copied by the engine, whose call costs more than a few bytes do. */
const FEW_BYTES = 64;

/** `appendString` for JavaScript strings, `append` for UTF-8 bytes. */
export class Utf8Builder extends BytesBuilder {
  constructor(capacity?: number, bytes?: number) {
    super(arrowType.utf8, capacity, bytes);
  }
}

export class BinaryBuilder extends BytesBuilder {
  constructor(capacity?: number, bytes?: number) {
    super(arrowType.binary, capacity, bytes);
  }
}

/** Lists: append the elements to `child`, then `append()` ends the list they make up. Also the entries of a map. */
export class ListBuilder<Child extends ColumnBuilder = ColumnBuilder> implements ColumnBuilder {
  readonly type: ArrowType;
  readonly child: Child;
  readonly #validity: Validity = new Validity();
  #offsets: Int32Array = new Int32Array(64);
  constructor(child: Child, type: ArrowType = arrowType.list) {
    this.type = type;
    this.child = child;
  }
  get length(): number {
    return this.#validity.length;
  }
  #end(valid: boolean): void {
    this.#validity.append(valid);
    const row = this.#validity.length;
    if (row >= this.#offsets.length) this.#offsets = grow(this.#offsets);
    this.#offsets[row] = this.child.length;
  }
  append(): void {
    this.#end(true);
  }
  appendNull(): void {
    this.#end(false);
  }
  finish(): ArrowVector {
    const head = this.#validity.finish();
    const offsets = this.#offsets.subarray(0, head.length + 1);
    return { type: this.type, ...head, data: EMPTY_BYTES, offsets, children: [this.child.finish()] };
  }
}

/** Structs: append one value to each of `children`, then `append()`. `appendNull` fills the children itself. */
export class StructBuilder<
  Children extends readonly ColumnBuilder[] = readonly ColumnBuilder[],
> implements ColumnBuilder {
  readonly type: ArrowType = arrowType.struct;
  readonly children: Children;
  readonly #validity: Validity = new Validity();
  constructor(children: Children) {
    this.children = children;
  }
  get length(): number {
    return this.#validity.length;
  }
  append(): void {
    this.#validity.append(true);
  }
  appendNull(): void {
    this.#validity.append(false);
    for (const child of this.children) child.appendNull();
  }
  finish(): ArrowVector {
    const children = this.children.map((child) => child.finish());
    return { type: this.type, ...this.#validity.finish(), data: EMPTY_BYTES, offsets: null, children };
  }
}

/** A builder for a field of any type (lists of lists, structs and so on). */
export function builderFor(field: ArrowField, capacity?: number): ColumnBuilder {
  const { type } = field;
  const inner = (index: number): ArrowField => {
    const child = field.children[index];
    if (child === undefined) throw new TypeError(`the Arrow ${type.kind} field "${field.name}" has no child ${index}`);
    return child;
  };
  switch (type.kind) {
    case "null":
      return new NullBuilder();
    case "bool":
      return new BoolBuilder();
    case "utf8":
    case "binary":
      return new BytesBuilder(type, capacity);
    case "list":
    case "map":
      return new ListBuilder(builderFor(inner(0)), type);
    case "struct":
      return new StructBuilder(field.children.map((child) => builderFor(child, capacity)));
    case "timestamp":
    case "duration":
      return new Int64Builder(type, capacity);
    case "decimal":
      return type.bits === 128 ? new Int128Builder(type, capacity) : new Int64Builder(type, capacity);
    case "int":
      if (type.bits === 128) return new Int128Builder(type, capacity);
      return type.bits === 64 ? new Int64Builder(type, capacity) : new NumberBuilder(type, capacity);
    case "time":
      return type.bits === 64 ? new Int64Builder(type, capacity) : new NumberBuilder(type, capacity);
    default:
      return new NumberBuilder(type, capacity);
  }
}
