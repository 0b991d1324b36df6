/** Reads the Arrow IPC stream format without copying: vectors are views of the given bytes wherever these are aligned. */
import { FlatTable } from "./flatbuffer.ts";
import { HEADER, readSchema, type WireField, type WireSchema } from "./schema-message.ts";
import { takeVector } from "./take.ts";
import {
  type ArrowBatch,
  type ArrowData,
  type ArrowTable,
  type ArrowType,
  type ArrowVector,
  EMPTY_BYTES,
  countBits,
  isValid,
} from "./vector.ts";

/** The bytes of a stream, in one piece or several. */
export type IpcInput = Uint8Array | readonly Uint8Array[];

/**
 * All batches of a stream. Dictionaries are expanded, string and binary views laid out as plain columns, 64-bit offsets
 * narrowed to 32 bits, so that a consumer meets one form of each type only.
 */
export function readIpcStream(bytes: IpcInput): ArrowTable {
  const reader = new StreamReader(bytes instanceof Uint8Array ? [bytes] : bytes);
  const batches: ArrowBatch[] = [];
  for (let batch = reader.next(); batch !== null; batch = reader.next()) batches.push(batch);
  return { schema: reader.schema.schema, batches };
}

class StreamReader {
  readonly schema: WireSchema;
  readonly #source: ChunkSource;
  readonly #dictionaries: Map<number, ArrowVector> = new Map();

  constructor(chunks: readonly Uint8Array[]) {
    this.#source = new ChunkSource(chunks);
    const message = this.#message();
    const header = message?.kind === HEADER.schema ? message.header : null;
    if (header === null) throw new TypeError("an Arrow stream must begin with its schema");
    this.schema = readSchema(header);
  }

  next(): ArrowBatch | null {
    for (let message = this.#message(); message !== null; message = this.#message()) {
      if (message.kind === HEADER.recordBatch) return this.#batch(message.header, message.body, this.schema.fields);
      if (message.kind === HEADER.dictionaryBatch) this.#dictionary(message.header, message.body);
    }
    return null;
  }

  #message(): { kind: number; header: FlatTable; body: Uint8Array } | null {
    let size = this.#source.int32();
    // Streams written before Arrow 0.15 lack the continuation mark.
    if (size === -1) size = this.#source.int32();
    if (size === null || size === 0) return null;
    const message = FlatTable.root(this.#source.take(size));
    const bodyLength = message.int64(3);
    const body = this.#source.take(bodyLength);
    if (body.length !== bodyLength) throw new RangeError("the Arrow stream ends in the middle of a batch");
    const header = message.table(2);
    if (header === null) throw new TypeError("an Arrow message has no header");
    return { kind: message.uint8(1), header, body };
  }

  #batch(header: FlatTable, body: Uint8Array, fields: readonly WireField[]): ArrowBatch {
    return readBatch(header, (offset, length) => body.subarray(offset, offset + length), fields, this.#dictionaries);
  }

  #dictionary(header: FlatTable, body: Uint8Array): void {
    const id = header.int64(0);
    const field = findDictionary(this.schema.fields, id);
    const data = header.table(1);
    if (field === null || data === null) return;
    if (header.bool(2)) throw new TypeError("Arrow delta dictionaries are not supported");
    const values = this.#batch(data, body, [{ ...field, dictionary: null }]).columns[0];
    if (values !== undefined) this.#dictionaries.set(id, values);
  }
}

/** Bytes of a stream that came in pieces. What lies within a piece is not copied. */
class ChunkSource {
  readonly #chunks: readonly Uint8Array[];
  #chunk = 0;
  #at = 0;

  constructor(chunks: readonly Uint8Array[]) {
    // Plain arrays even of Buffers, whose methods differ; copied only where 64-bit views would be misaligned.
    this.#chunks = chunks.map((c) =>
      c.byteOffset % 8 === 0 ? new Uint8Array(c.buffer, c.byteOffset, c.length) : new Uint8Array(c),
    );
  }
  /** The next bytes, fewer at the end. */
  take(size: number): Uint8Array {
    const chunk = this.#chunks[this.#chunk] ?? EMPTY_BYTES;
    const part = chunk.subarray(this.#at, this.#at + size);
    this.#at += part.length;
    if (part.length === size || this.#chunk >= this.#chunks.length) return part;
    this.#chunk++;
    this.#at = 0;
    const rest = this.take(size - part.length);
    if (part.length === 0) return rest;
    const whole = new Uint8Array(part.length + rest.length);
    whole.set(part);
    whole.set(rest, part.length);
    return whole;
  }
  /** The next number; null at the end. */
  int32(): number | null {
    const bytes = this.take(4);
    return bytes.length < 4 ? null : new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
  }
}

/** The columns of one record batch; `read` gives a buffer of its body. Only the buffers of `fields`, the first ones, are read. */
export function readBatch(
  header: FlatTable,
  read: (offset: number, length: number) => Uint8Array,
  fields: readonly WireField[],
  dictionaries: ReadonlyMap<number, ArrowVector> = new Map(),
): ArrowBatch {
  const cursor = new BatchCursor(header, read, dictionaries);
  return { length: header.int64(0), columns: fields.map((field) => cursor.vector(field)) };
}

function findDictionary(fields: readonly WireField[], id: number): WireField | null {
  for (const field of fields) {
    if (field.dictionary?.id === id) return field;
    const inside = findDictionary(field.children, id);
    if (inside !== null) return inside;
  }
  return null;
}

/** Walks through the nodes and buffers of one record batch in the order of its fields. */
class BatchCursor {
  readonly #read: (offset: number, length: number) => Uint8Array;
  /** length, null count, length, null count, ... */
  readonly #nodes: readonly number[];
  /** offset, length, offset, length, ... */
  readonly #buffers: readonly number[];
  readonly #viewBuffers: readonly number[];
  readonly #dictionaries: ReadonlyMap<number, ArrowVector>;
  #node = 0;
  #buffer = 0;
  #view = 0;

  constructor(
    header: FlatTable,
    read: (offset: number, length: number) => Uint8Array,
    dictionaries: ReadonlyMap<number, ArrowVector>,
  ) {
    if (header.table(3) !== null) throw new TypeError("compressed Arrow batches are not supported");
    this.#read = read;
    this.#nodes = header.int64s(1, 2);
    this.#buffers = header.int64s(2, 2);
    this.#viewBuffers = header.int64s(4);
    this.#dictionaries = dictionaries;
  }

  #bytes(): Uint8Array {
    const offset = this.#buffers[this.#buffer];
    const length = this.#buffers[this.#buffer + 1];
    if (offset === undefined || length === undefined) throw new RangeError("an Arrow batch lacks a buffer");
    this.#buffer += 2;
    const bytes = this.#read(offset, length);
    return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  }

  vector(field: WireField): ArrowVector {
    const { type } = field.field;
    const length = this.#nodes[this.#node] ?? 0;
    const nullsSaid = this.#nodes[this.#node + 1] ?? 0;
    this.#node += 2;
    if (type.kind === "null" && field.dictionary === null) {
      return { type, length, nullCount: length, validity: null, data: EMPTY_BYTES, offsets: null, children: [] };
    }
    const bitmap = this.#bytes();
    // Writers may leave the count at -1, or write a bitmap where nothing is null.
    const nullCount =
      nullsSaid >= 0 || bitmap.length === 0 ? Math.max(nullsSaid, 0) : length - countBits(bitmap, length);
    const validity = nullCount === 0 || bitmap.length === 0 ? null : bitmap;
    const head = { type, length, nullCount: validity === null ? 0 : nullCount, validity };

    if (field.dictionary !== null) {
      const data = typedArray(field.dictionary.index, this.#bytes(), length);
      const indices: ArrowVector = { ...head, type: field.dictionary.index, data, offsets: null, children: [] };
      const values = this.#dictionaries.get(field.dictionary.id);
      if (values === undefined)
        throw new TypeError(`the dictionary of the Arrow column "${field.field.name}" is missing`);
      return takeVector(
        values,
        Int32Array.from({ length }, (_, i) => (isValid(indices, i) ? Number(data[i]) : -1)),
      );
    }
    if (field.view) {
      const views = this.#bytes();
      const buffers = Array.from({ length: this.#viewBuffers[this.#view++] ?? 0 }, () => this.#bytes());
      return { ...head, ...layOutViews(views, buffers, head), children: [] };
    }
    switch (type.kind) {
      case "utf8":
      case "binary": {
        const offsets = readOffsets(this.#bytes(), length, type.large);
        return { ...head, offsets, data: this.#bytes(), children: [] };
      }
      case "list":
      case "map": {
        const offsets = readOffsets(this.#bytes(), length, type.kind === "list" && type.large);
        return { ...head, offsets, data: EMPTY_BYTES, children: field.children.map((c) => this.vector(c)) };
      }
      case "struct":
      case "fixed_list":
        return { ...head, offsets: null, data: EMPTY_BYTES, children: field.children.map((c) => this.vector(c)) };
      default:
        return { ...head, offsets: null, data: typedArray(type, this.#bytes(), length), children: [] };
    }
  }
}

/** Offsets as 32-bit numbers; an empty column may come without any. */
function readOffsets(bytes: Uint8Array, length: number, large: boolean): Int32Array {
  if (bytes.length === 0) return new Int32Array(length + 1);
  if (!large) return new Int32Array(bytes.buffer, bytes.byteOffset, length + 1);
  const halves = new Int32Array(bytes.buffer, bytes.byteOffset, (length + 1) * 2);
  const last = length * 2;
  if (halves[last + 1] !== 0 || (halves[last] ?? 0) < 0) {
    throw new RangeError("an Arrow column of more than 2 GiB in one batch cannot be read");
  }
  const offsets = new Int32Array(length + 1);
  for (let i = 0; i <= length; i++) offsets[i] = halves[i * 2] ?? 0;
  return offsets;
}

/** The values of a fixed-width column as the typed array of its width (documented at {@link ArrowVector}). */
export function typedArray(type: ArrowType, bytes: Uint8Array, length: number): ArrowData {
  const { buffer, byteOffset } = bytes;
  switch (type.kind) {
    case "int":
      switch (type.bits) {
        case 8:
          return type.signed ? new Int8Array(buffer, byteOffset, length) : new Uint8Array(buffer, byteOffset, length);
        case 16:
          return type.signed ? new Int16Array(buffer, byteOffset, length) : new Uint16Array(buffer, byteOffset, length);
        case 32:
          return type.signed ? new Int32Array(buffer, byteOffset, length) : new Uint32Array(buffer, byteOffset, length);
        case 64:
          return type.signed
            ? new BigInt64Array(buffer, byteOffset, length)
            : new BigUint64Array(buffer, byteOffset, length);
        default:
          return new BigInt64Array(buffer, byteOffset, length * 2);
      }
    case "float":
      if (type.bits === 16) return new Uint16Array(buffer, byteOffset, length);
      return type.bits === 32
        ? new Float32Array(buffer, byteOffset, length)
        : new Float64Array(buffer, byteOffset, length);
    case "date":
      return type.unit === "day"
        ? new Int32Array(buffer, byteOffset, length)
        : new BigInt64Array(buffer, byteOffset, length);
    case "time":
      return type.bits === 32
        ? new Int32Array(buffer, byteOffset, length)
        : new BigInt64Array(buffer, byteOffset, length);
    case "timestamp":
    case "duration":
      return new BigInt64Array(buffer, byteOffset, length);
    case "interval":
      if (type.unit === "year_month") return new Int32Array(buffer, byteOffset, length);
      return new BigInt64Array(buffer, byteOffset, type.unit === "day_time" ? length : length * 2);
    case "decimal":
      if (type.bits === 32) return new Int32Array(buffer, byteOffset, length);
      return new BigInt64Array(buffer, byteOffset, length * (type.bits / 64));
    default:
      return bytes;
  }
}

/** String or binary views (16 bytes each: length, then the bytes or where they are) as offsets and one run of bytes. */
function layOutViews(
  views: Uint8Array,
  buffers: readonly Uint8Array[],
  head: { readonly length: number; readonly validity: Uint8Array | null },
): { offsets: Int32Array; data: Uint8Array } {
  const words = new Int32Array(views.buffer, views.byteOffset, head.length * 4);
  const offsets = new Int32Array(head.length + 1);
  const valid = (i: number): boolean => head.validity === null || ((head.validity[i >> 3] ?? 0) & (1 << (i & 7))) !== 0;
  let total = 0;
  for (let i = 0; i < head.length; i++) {
    total += valid(i) ? (words[i * 4] ?? 0) : 0;
    offsets[i + 1] = total;
  }
  const data = new Uint8Array(total);
  for (let i = 0; i < head.length; i++) {
    const start = offsets[i] ?? 0;
    const size = (offsets[i + 1] ?? 0) - start;
    if (size === 0) continue;
    const from = size <= 12 ? i * 16 + 4 : (words[i * 4 + 3] ?? 0);
    const source = size <= 12 ? views : (buffers[words[i * 4 + 2] ?? 0] ?? EMPTY_BYTES);
    data.set(source.subarray(from, from + size), start);
  }
  return { offsets, data };
}
