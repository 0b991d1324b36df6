/** Reads the variant binary format in place, wherever in a column's bytes it stands. */
import { SparkRuntimeException } from "./spark-error.ts";
import { BASIC, PRIMITIVE, VERSION } from "./variant-format.ts";

const TEXT = new TextDecoder();
const ENCODER = new TextEncoder();

export function malformedVariant(cause?: unknown): SparkRuntimeException {
  return new SparkRuntimeException("MALFORMED_VARIANT", {}, cause === undefined ? {} : { cause });
}

/** The keys of a dictionary, each decoded when it is first asked for. */
class Dictionary {
  readonly #bytes: Uint8Array;
  readonly #offsetSize: number;
  readonly #count: number;
  readonly #keys: (string | undefined)[] = [];
  readonly #keyBytes: (Uint8Array | undefined)[] = [];
  constructor(metadata: Uint8Array) {
    this.#bytes = metadata;
    const header = metadata[0] ?? 0;
    if ((header & 0x0f) !== VERSION) throw malformedVariant();
    this.#offsetSize = (header >> 6) + 1;
    this.#count = this.#uint(1);
  }
  isOf(bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#bytes;
    if (own.length !== end - start) return false;
    for (let i = 0; i < own.length; i++) if (own[i] !== bytes[start + i]) return false;
    return true;
  }
  key(id: number): string {
    return (this.#keys[id] ??= this.#read(id));
  }
  keyBytes(id: number): Uint8Array {
    return (this.#keyBytes[id] ??= ENCODER.encode(this.key(id)));
  }
  #read(id: number): string {
    const size = this.#offsetSize;
    if (id >= this.#count) throw malformedVariant();
    const at = 1 + size + id * size;
    const strings = 1 + size * (this.#count + 2);
    return TEXT.decode(this.#bytes.subarray(strings + this.#uint(at), strings + this.#uint(at + size)));
  }
  #uint(at: number): number {
    if (at + this.#offsetSize > this.#bytes.length) throw malformedVariant();
    return uintAt(this.#bytes, at, this.#offsetSize);
  }
}
function uintAt(bytes: Uint8Array, at: number, size: number): number {
  let value = bytes[at]!;
  if (size === 1) return value;
  value |= bytes[at + 1]! << 8;
  if (size === 2) return value;
  value |= bytes[at + 2]! << 16;
  return size === 3 ? value : value + bytes[at + 3]! * 0x1000000;
}

/** The bytes after a primitive's first; -1: as many as the four next say, -2: there is no such primitive. */
const SIZES: Int8Array = new Int8Array(64).fill(-2);
for (const [name, size] of Object.entries({
  null: 0,
  true: 0,
  false: 0,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  double: 8,
  decimal4: 5,
  decimal8: 9,
  decimal16: 17,
  date: 4,
  timestamp: 8,
  timestampNtz: 8,
  float: 4,
  binary: -1,
  string: -1,
  time: 8,
  timestampNanos: 8,
  timestampNtzNanos: 8,
  uuid: 16,
})) {
  SIZES[PRIMITIVE[name as keyof typeof PRIMITIVE]] = size;
}

/**
 * One value at a time. All places are places in the whole bytes; what lies outside of the value is MALFORMED_VARIANT.
 */
export class VariantView {
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the value begins and ends. */
  start = 0;
  #end = 0;
  #dictionary: Dictionary | undefined;
  #buffer: Buffer = Buffer.alloc(0);
  #memory: DataView = new DataView(this.#buffer.buffer);

  /** The parts of the container that was opened last: how many it has, and where its ids, offsets and content begin. */
  count = 0;
  ids = 0;
  idSize = 1;
  offsets = 0;
  offsetSize = 1;
  content = 0;

  set(bytes: Uint8Array, start: number, end: number): this {
    this.bytes = bytes;
    this.start = start;
    this.#end = end;
    return this;
  }
  setDictionary(bytes: Uint8Array, start: number, end: number): this {
    // The values of a column mostly have the same keys.
    if (this.#dictionary?.isOf(bytes, start, end) !== true) this.#dictionary = new Dictionary(bytes.slice(start, end));
    return this;
  }
  /** The memory that the bytes are in, for the numbers of primitives: `base` is where the bytes begin in it. */
  get memory(): DataView {
    if (this.#memory.buffer !== this.bytes.buffer) this.#memory = new DataView(this.bytes.buffer);
    return this.#memory;
  }
  get base(): number {
    return this.bytes.byteOffset;
  }
  key(id: number): string {
    return this.#dictionary!.key(id);
  }
  /** As UTF-8. */
  keyBytes(id: number): Uint8Array {
    return this.#dictionary!.keyBytes(id);
  }
  first(at: number): number {
    if (at >= this.#end) throw malformedVariant();
    return this.bytes[at]!;
  }
  uint(at: number, size: number): number {
    if (at + size > this.#end) throw malformedVariant();
    return uintAt(this.bytes, at, size);
  }
  openObject(at: number): void {
    const info = this.first(at) >> 2;
    const countSize = (info & 16) === 0 ? 1 : 4;
    this.count = this.uint(at + 1, countSize);
    this.idSize = ((info >> 2) & 3) + 1;
    this.offsetSize = (info & 3) + 1;
    this.ids = at + 1 + countSize;
    this.offsets = this.ids + this.count * this.idSize;
    this.content = this.offsets + (this.count + 1) * this.offsetSize;
  }
  openArray(at: number): void {
    const info = this.first(at) >> 2;
    const countSize = (info & 4) === 0 ? 1 : 4;
    this.count = this.uint(at + 1, countSize);
    this.offsetSize = (info & 3) + 1;
    this.offsets = at + 1 + countSize;
    this.content = this.offsets + (this.count + 1) * this.offsetSize;
  }
  /** Where the content of the container ends that was opened last. */
  #contentEnd(): number {
    return this.content + this.uint(this.offsets + this.count * this.offsetSize, this.offsetSize);
  }
  /** Where the value at a place ends. A container is opened for that. */
  endOf(at: number): number {
    const end = at + this.#sizeOf(at);
    if (end > this.#end) throw malformedVariant();
    return end;
  }
  /** Where a value ends that has no keys and is written as a {@link VariantBuilder} would write it; -1 for any other. */
  endOfPlain(at: number): number {
    const basic = this.first(at) & 3;
    if (basic === BASIC.object) return -1;
    return basic === BASIC.array ? this.endOfSmallList(at, true) : this.endOf(at);
  }
  /**
   * Where an array ends that is written as a {@link VariantBuilder} would write it and holds but short values, so that its
   * bytes may be taken over; -1 for any other, and with `nulls` false for one that has a null.
   */
  endOfSmallList(at: number, nulls: boolean): number {
    const { bytes } = this;
    const first = bytes[at]!;
    // A count and offsets of one byte.
    if (first !== BASIC.array || at + 2 > this.#end) return -1;
    const count = bytes[at + 1]!;
    const content = at + 3 + count;
    if (content > this.#end) return -1;
    let place = content;
    for (let i = 0; i < count; i++) {
      if (bytes[at + 2 + i] !== place - content || place >= this.#end) return -1;
      const head = bytes[place]!;
      if ((head & 3) === BASIC.shortString) place += 1 + (head >> 2);
      else {
        const size = (head & 3) === BASIC.primitive ? SIZES[head >> 2]! : -1;
        if (size < 0 || (head === 0 && !nulls)) return -1;
        place += 1 + size;
      }
    }
    return place <= this.#end && bytes[at + 2 + count] === place - content ? place : -1;
  }
  #sizeOf(at: number): number {
    const first = this.first(at);
    const info = first >> 2;
    switch (first & 3) {
      case BASIC.shortString:
        return 1 + info;
      case BASIC.object:
        this.openObject(at);
        return this.#contentEnd() - at;
      case BASIC.array:
        this.openArray(at);
        return this.#contentEnd() - at;
      default: {
        const size = SIZES[info]!;
        if (size === -2) throw new SparkRuntimeException("UNKNOWN_PRIMITIVE_TYPE_IN_VARIANT", { id: String(info) });
        return size === -1 ? 5 + this.uint(at + 1, 4) : 1 + size;
      }
    }
  }
  /** The text of bytes that are inside ({@link endOf}). */
  text(start: number, end: number): string {
    const { buffer, byteOffset } = this.bytes;
    if (this.#buffer.buffer !== buffer) this.#buffer = Buffer.from(buffer);
    return this.#buffer.toString("utf8", byteOffset + start, byteOffset + end);
  }
}
