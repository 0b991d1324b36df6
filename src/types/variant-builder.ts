/** Writes the variant binary format, laid out byte for byte as Spark does. */
import { SparkRuntimeException } from "./spark-error.ts";
import { BASIC, PRIMITIVE, VERSION } from "./variant-format.ts";

export interface VariantBytes {
  readonly value: Uint8Array;
  readonly metadata: Uint8Array;
}

const ENCODER = new TextEncoder();
const MAX_SHORT_STRING = 63;
const SIZE_LIMIT = 128 * 1024 * 1024;
/** More keys than that are looked up in a map. */
const FEW = 8;
/** More bytes than that are moved by the engine's own copy, whose call costs more than a few bytes do. */
const FEW_BYTES = 64;
/** Heads whose sizes are remembered from one value to the next. */
const HEADS = 64;

/** The fewest bytes that hold an unsigned number. */
function bytesFor(value: number): number {
  return value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffff ? 3 : 4;
}

/**
 * Writes values one after the other. `open`, then `field` or `element` before each value, then `closeObject` or `closeArray`
 * make a container.
 */
export class VariantBuilder {
  #bytes: Uint8Array = new Uint8Array(256);
  #view: DataView = new DataView(this.#bytes.buffer);
  #used = 0;

  /** The keys of this value by their ids; some of the first also in the map, which is filled when it is asked. */
  readonly #keys: string[] = [];
  #keyCount = 0;
  readonly #places: Map<string, number> = new Map();
  /** The keys of the value before, and their dictionary: values of one column mostly have the same. */
  #lastKeys: readonly string[] = [];
  #lastMetadata: Uint8Array | null = null;
  /** The places of the last keys in their order, once the same keys have come again. */
  #ranks: Int32Array | null = null;
  /** Whether this value's keys are, so far, the last ones. */
  #asLast = true;

  /**
   * For each open container where it starts and its number, then a pair for each field (id and place) or element (0 and
   * place).
   */
  #stack: Int32Array = new Int32Array(64);
  #top = 0;
  /** The sizes of the heads of the value before: room that is left for those of this one. */
  readonly #heads: Int32Array = new Int32Array(HEADS);
  #containers = 0;

  /** Begins anew. What {@link finish} gave as a value is overwritten. */
  reset(): void {
    this.#used = 0;
    this.#keyCount = 0;
    if (this.#places.size > 0) this.#places.clear();
    this.#asLast = true;
    this.#top = 0;
    this.#containers = 0;
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
    this.#view = new DataView(grown.buffer);
  }
  /** The first byte of a primitive with room for the bytes after it. */
  #primitive(id: number, size = 0): void {
    this.#room(1 + size);
    this.#bytes[this.#used++] = id << 2;
  }
  #long(value: bigint): void {
    this.#view.setBigInt64(this.#used, value, true);
    this.#used += 8;
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
    this.#primitive(PRIMITIVE.int64, 8);
    this.#long(value);
  }
  double(value: number): void {
    this.#primitive(PRIMITIVE.double, 8);
    this.#view.setFloat64(this.#used, value, true);
    this.#used += 8;
  }
  float(value: number): void {
    this.#primitive(PRIMITIVE.float, 4);
    this.#view.setFloat32(this.#used, value, true);
    this.#used += 4;
  }
  decimal(unscaled: bigint, scale: number): void {
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().length;
    const most = Math.max(digits, scale);
    const id = most <= 9 ? PRIMITIVE.decimal4 : most <= 18 ? PRIMITIVE.decimal8 : PRIMITIVE.decimal16;
    this.#primitive(id, 17);
    this.#bytes[this.#used++] = scale;
    if (id === PRIMITIVE.decimal4) {
      this.#view.setInt32(this.#used, Number(unscaled), true);
      this.#used += 4;
      return;
    }
    this.#long(BigInt.asIntN(64, unscaled));
    if (id === PRIMITIVE.decimal16) this.#long(BigInt.asIntN(64, unscaled >> 64n));
  }
  /** A decimal of nine digits at most. */
  smallDecimal(unscaled: number, scale: number): void {
    this.#primitive(PRIMITIVE.decimal4, 5);
    this.#bytes[this.#used++] = scale;
    this.#view.setInt32(this.#used, unscaled, true);
    this.#used += 4;
  }
  date(days: number): void {
    this.#primitive(PRIMITIVE.date, 4);
    this.#view.setInt32(this.#used, days, true);
    this.#used += 4;
  }
  timestamp(micros: bigint): void {
    this.#primitive(PRIMITIVE.timestamp, 8);
    this.#long(micros);
  }
  timestampNtz(micros: bigint): void {
    this.#primitive(PRIMITIVE.timestampNtz, 8);
    this.#long(micros);
  }
  binary(value: Uint8Array): void {
    this.#primitive(PRIMITIVE.binary, 4);
    this.#view.setUint32(this.#used, value.length, true);
    this.#used += 4;
    this.raw(value, 0, value.length);
  }
  string(value: string): void {
    if (value.length <= MAX_SHORT_STRING && this.#shortAscii(value)) return;
    const bytes = ENCODER.encode(value);
    this.utf8(bytes, 0, bytes.length);
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
  /** A string whose UTF-8 is there. */
  utf8(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length <= MAX_SHORT_STRING) {
      this.#room(1);
      this.#bytes[this.#used++] = (length << 2) | BASIC.shortString;
    } else {
      this.#primitive(PRIMITIVE.string, 4);
      this.#view.setUint32(this.#used, length, true);
      this.#used += 4;
    }
    this.raw(bytes, start, end);
  }
  /** Bytes that are a value, or its end, as they are. */
  raw(from: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    if (end - start > FEW_BYTES) {
      this.#bytes.set(from.subarray(start, end), this.#used);
      this.#used += end - start;
      return;
    }
    const bytes = this.#bytes;
    let at = this.#used;
    for (let i = start; i < end; i++) bytes[at++] = from[i]!;
    this.#used = at;
  }

  #push(a: number, b: number): void {
    if (this.#top + 2 > this.#stack.length) {
      const grown = new Int32Array(this.#stack.length * 2);
      grown.set(this.#stack);
      this.#stack = grown;
    }
    this.#stack[this.#top++] = a;
    this.#stack[this.#top++] = b;
  }
  /** Opens a container; what it gives is what the container is closed by. */
  open(): number {
    const number = this.#containers++;
    this.#push(this.#used, number);
    if (number < HEADS) {
      const room = this.#heads[number]!;
      this.#room(room);
      this.#used += room;
    }
    return this.#top;
  }
  /** A field whose value is written next. */
  field(key: string): void {
    this.#push(this.#id(key), this.#used);
  }
  /** An element that is written next. */
  element(): void {
    this.#push(0, this.#used);
  }
  #id(key: string): number {
    const n = this.#keyCount;
    if (!this.#asLast || this.#lastKeys[n] !== key) {
      const known = this.#known(key);
      if (known !== undefined) return known;
      this.#asLast = false;
    }
    this.#keys[n] = key;
    this.#keyCount = n + 1;
    return n;
  }
  #known(key: string): number | undefined {
    const count = this.#keyCount;
    if (count <= FEW) {
      for (let i = 0; i < count; i++) if (this.#keys[i] === key) return i;
      return undefined;
    }
    const places = this.#places;
    for (let i = places.size; i < count; i++) places.set(this.#keys[i]!, i);
    return places.get(key);
  }
  /** Closes the object that `open` gave `from` for. Throws VARIANT_DUPLICATE_KEY. */
  closeObject(from: number): void {
    const stack = this.#stack;
    const top = this.#top;
    if (!this.#inOrder(from, top)) this.#sort(from, top);
    let most = 0;
    for (let i = from; i < top; i += 2) if (stack[i]! > most) most = stack[i]!;
    const count = (top - from) >> 1;
    const large = count > 0xff;
    const idSize = bytesFor(most);
    const info = (large ? 16 : 0) | ((idSize - 1) << 2);
    let at = this.#head(from, BASIC.object, info, count, large, count * idSize);
    for (let i = from; i < top; i += 2) at = this.#uintAt(at, stack[i]!, idSize);
    this.#offsets(at, from, top);
  }
  closeArray(from: number): void {
    const top = this.#top;
    const count = (top - from) >> 1;
    const large = count > 0xff;
    this.#offsets(this.#head(from, BASIC.array, large ? 4 : 0, count, large, 0), from, top);
  }
  /** Of the container that is being closed: where its content began, its size, and how wide offsets in it are. */
  #dataStart = 0;
  #dataSize = 0;
  #offsetSize = 1;
  /** Writes how a container begins, for which the content is moved where no room was left; answers where the rest goes. */
  #head(from: number, basic: number, info: number, count: number, large: boolean, ids: number): number {
    const start = this.#stack[from - 2]!;
    const number = this.#stack[from - 1]!;
    const left = number < HEADS ? this.#heads[number]! : 0;
    const dataStart = start + left;
    const dataSize = this.#used - dataStart;
    const offsetSize = bytesFor(dataSize);
    const size = 1 + (large ? 4 : 1) + ids + (count + 1) * offsetSize;
    if (size !== left) {
      if (size > left) this.#room(size - left);
      this.#move(dataStart, start + size);
      if (number < HEADS) this.#heads[number] = size;
    }
    this.#dataStart = dataStart;
    this.#dataSize = dataSize;
    this.#offsetSize = offsetSize;
    this.#top = from - 2;
    this.#bytes[start] = ((info | (offsetSize - 1)) << 2) | basic;
    return this.#uintAt(start + 1, count, large ? 4 : 1);
  }
  /** Moves what is written from a place on. */
  #move(from: number, to: number): void {
    const bytes = this.#bytes;
    const size = this.#used - from;
    if (size > FEW_BYTES) bytes.copyWithin(to, from, this.#used);
    else if (to < from) for (let i = 0; i < size; i++) bytes[to + i] = bytes[from + i]!;
    else for (let i = size - 1; i >= 0; i--) bytes[to + i] = bytes[from + i]!;
    this.#used = to + size;
  }
  #offsets(to: number, from: number, top: number): void {
    const stack = this.#stack;
    const dataStart = this.#dataStart;
    const size = this.#offsetSize;
    let at = to;
    for (let i = from; i < top; i += 2) at = this.#uintAt(at, stack[i + 1]! - dataStart, size);
    this.#uintAt(at, this.#dataSize, size);
  }
  #uintAt(at: number, value: number, size: number): number {
    const bytes = this.#bytes;
    bytes[at] = value;
    for (let i = 1; i < size; i++) bytes[at + i] = value >>> (i * 8);
    return at + size;
  }
  #inOrder(from: number, top: number): boolean {
    const stack = this.#stack;
    const ranks = this.#asLast ? this.#ranks : null;
    for (let i = from + 2; i < top; i += 2) {
      const a = stack[i - 2]!;
      const b = stack[i]!;
      // Java compares strings by UTF-16 units, as JavaScript does.
      if (!(ranks === null ? this.#keys[a]! < this.#keys[b]! : ranks[a]! < ranks[b]!)) return false;
    }
    return true;
  }
  #sort(from: number, top: number): void {
    const stack = this.#stack;
    const keys = this.#keys;
    const fields: (readonly [number, number])[] = [];
    for (let i = from; i < top; i += 2) fields.push([stack[i]!, stack[i + 1]!]);
    fields.sort(([a], [b]) => (keys[a]! < keys[b]! ? -1 : a === b ? 0 : 1));
    fields.forEach(([id, at], i) => {
      if (id === fields[i + 1]?.[0]) throw new SparkRuntimeException("VARIANT_DUPLICATE_KEY", { key: keys[id]! });
      stack[from + i * 2] = id;
      stack[from + i * 2 + 1] = at;
    });
  }

  /** The value, in a buffer of this builder, and its dictionary. */
  finish(): VariantBytes {
    return { value: this.#bytes.subarray(0, this.#used), metadata: this.metadata() };
  }
  /** The buffer whose first {@link size} bytes are the value. */
  get buffer(): Uint8Array {
    return this.#bytes;
  }
  get size(): number {
    return this.#used;
  }
  /** The dictionary of the value: the same object as before where the keys are the same. */
  metadata(): Uint8Array {
    const count = this.#keyCount;
    if (this.#lastMetadata !== null && this.#asLast && count === this.#lastKeys.length) {
      this.#ranks ??= ranksOf(this.#lastKeys);
      return this.#lastMetadata;
    }
    this.#lastKeys = this.#keys.slice(0, count);
    this.#ranks = null;
    return (this.#lastMetadata = metadataOf(this.#lastKeys));
  }
}

function ranksOf(keys: readonly string[]): Int32Array {
  const order = keys.map((_, i) => i).sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
  const ranks = new Int32Array(keys.length);
  order.forEach((place, rank) => (ranks[place] = rank));
  return ranks;
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
