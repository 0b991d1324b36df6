/**
 * The Arrow IPC file format on disk, batch by batch: what engine hosts write and scan, read and written here without
 * holding more than one batch.
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
 */
import { closeSync, fstatSync, openSync, readSync, writeSync, writevSync } from "node:fs";
import { FlatBuilder, FlatTable } from "./flatbuffer.ts";
import { readBatch } from "./ipc-reader.ts";
import { padded, writeBatch } from "./ipc-writer.ts";
import { MESSAGE_VERSION_5, readSchema, schemaTable, type WireField, writeSchema } from "./schema-message.ts";
import { type ArrowBatch, type ArrowSchema, EMPTY_BYTES } from "./vector.ts";

const MAGIC = Buffer.from("ARROW1");
/** The magic before the first message, padded to 8 bytes. */
const HEAD = Buffer.concat([MAGIC, Buffer.alloc(2)]);
/** Length of the footer, then the magic again. */
const TAIL_BYTES = 4 + MAGIC.length;
const CONTINUATION = 0xffffffff;

interface Block {
  readonly offset: number;
  /** The message's own bytes, its prefix and padding included. */
  readonly header: number;
  readonly body: number;
}

/** Where a batch lies: in memory of its own, in memory that threads share, or in that of the batch before. */
export type ReaderMemory = "own" | "shared" | "reused";

/** Reads the batches of a file. */
export class IpcFileReader {
  readonly #fd: number;
  readonly #blocks: readonly Block[];
  readonly #fields: readonly WireField[];
  readonly #memory: ReaderMemory;
  /** The buffers of the batch before, in the order in which they were read. */
  readonly #spare: ArrayBuffer[] = [];

  constructor(path: string, memory: ReaderMemory = "own") {
    this.#fd = openSync(path, "r");
    this.#memory = memory;
    const { size } = fstatSync(this.#fd);
    const tail = Buffer.from(this.#read(size - TAIL_BYTES, TAIL_BYTES));
    if (!tail.subarray(4).equals(MAGIC)) throw new TypeError(`"${path}" is no Arrow file`);
    const length = tail.readInt32LE(0);
    const footer = FlatTable.root(this.#read(size - TAIL_BYTES - length, length));
    const schema = footer.table(1);
    if (schema === null) throw new TypeError("an Arrow file has no schema");
    this.#fields = readSchema(schema).fields;
    const words = footer.int64s(3, 3);
    this.#blocks = Array.from({ length: words.length / 3 }, (_, i) => ({
      offset: words[i * 3] ?? 0,
      header: (words[i * 3 + 1] ?? 0) % 2 ** 32,
      body: words[i * 3 + 2] ?? 0,
    }));
  }
  get batches(): number {
    return this.#blocks.length;
  }
  /** Rows of all batches. */
  rows(): number {
    return this.#blocks.reduce((sum, _, i) => sum + this.#header(i).int64(0), 0);
  }
  #header(index: number): FlatTable {
    const block = this.#blocks[index];
    if (block === undefined) throw new RangeError(`the Arrow file has no batch ${index}`);
    const header = FlatTable.root(this.#read(block.offset + 8, block.header - 8)).table(2);
    if (header === null) throw new TypeError("an Arrow message has no header");
    return header;
  }
  /** The batch's first columns: the others are not even read. */
  read(index: number, columns: number = this.#fields.length): ArrowBatch {
    const header = this.#header(index);
    const { offset: at = 0, header: size = 0 } = this.#blocks[index] ?? {};
    const body = at + size;
    let buffers = 0;
    return readBatch(
      header,
      (offset, length) => this.#read(body + offset, length, this.#allocate(buffers++, length)),
      this.#fields.slice(0, columns),
    );
  }
  close(): void {
    closeSync(this.#fd);
  }
  #allocate(place: number, length: number): Uint8Array {
    if (this.#memory === "shared") return new Uint8Array(new SharedArrayBuffer(length));
    if (this.#memory === "own") return new Uint8Array(length);
    let spare = this.#spare[place];
    if (spare === undefined || spare.byteLength < length) {
      spare = new ArrayBuffer(length);
      this.#spare[place] = spare;
    }
    return new Uint8Array(spare, 0, length);
  }
  #read(position: number, length: number, bytes: Uint8Array = new Uint8Array(length)): Uint8Array {
    if (length === 0) return EMPTY_BYTES;
    for (let at = 0; at < length;) {
      const read = readSync(this.#fd, bytes, at, length - at, position + at);
      if (read === 0) throw new RangeError("the Arrow file ends too early");
      at += read;
    }
    return bytes;
  }
}

/** Writes batches to a file, which is complete once {@link IpcFileWriter.finish} was called. */
export class IpcFileWriter {
  readonly #fd: number;
  readonly #schema: ArrowSchema;
  readonly #blocks: Block[] = [];
  #at = 0;
  #open = true;

  constructor(path: string, schema: ArrowSchema) {
    this.#schema = schema;
    this.#fd = openSync(path, "wx");
    this.#put([HEAD]);
    this.#message([writeSchema(new FlatBuilder(), schema)]);
  }
  /** Gives the bytes written. */
  append(batch: ArrowBatch): number {
    const { header, body } = writeBatch(batch);
    const block = this.#message([header, ...body]);
    this.#blocks.push(block);
    return block.header + block.body;
  }
  finish(): void {
    const end = Buffer.alloc(8);
    end.writeUInt32LE(CONTINUATION, 0);
    const builder = new FlatBuilder();
    const blocks = builder.int64s(
      this.#blocks.flatMap(({ offset, header, body }) => [offset, header, body]),
      3,
    );
    const schema = schemaTable(builder, this.#schema);
    const footer = builder.finish(
      builder.table([
        { as: "int16", value: MESSAGE_VERSION_5 },
        { as: "offset", value: schema },
        null,
        { as: "offset", value: blocks },
      ]),
    );
    const tail = Buffer.alloc(TAIL_BYTES);
    tail.writeInt32LE(footer.length, 0);
    MAGIC.copy(tail, 4);
    this.#put([end, footer, tail]);
    this.close();
  }
  close(): void {
    if (this.#open) closeSync(this.#fd);
    this.#open = false;
  }
  /** A message of a header and the buffers of its body. */
  #message([header = EMPTY_BYTES, ...body]: readonly Uint8Array[]): Block {
    const offset = this.#at;
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32LE(CONTINUATION, 0);
    prefix.writeInt32LE(padded(header.length), 4);
    const parts = [prefix, header, ...body].flatMap((part) => {
      const gap = padded(part.length) - part.length;
      return gap === 0 ? [part] : [part, PADDING.subarray(0, gap)];
    });
    this.#put(parts.filter((part) => part.length > 0));
    const size = 8 + padded(header.length);
    return { offset, header: size, body: this.#at - offset - size };
  }
  #put(parts: readonly Uint8Array[]): void {
    let total = parts.reduce((sum, part) => sum + part.length, 0);
    this.#at += total;
    const written = writevSync(this.#fd, parts);
    total -= written;
    if (total === 0) return;
    // The system took only some of it (more than 2 GiB at a time): the rest goes in single writes.
    let skip = written;
    for (const part of parts) {
      for (let at = Math.min(skip, part.length); at < part.length;) at += writeSync(this.#fd, part, at);
      skip = Math.max(0, skip - part.length);
    }
  }
}
const PADDING = Buffer.alloc(8);
