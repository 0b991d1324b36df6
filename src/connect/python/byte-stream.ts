/** The protocol of Python workers: numbers in network order, texts and bytes with their length before them. */
import type { Socket } from "node:net";

/** More than this is not read ahead of who uses it. */
const MAX_BUFFERED = 64 * 1024 * 1024;

/** What is written to a worker, as one message. */
export class MessageWriter {
  readonly #parts: Buffer[] = [];

  int(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return this.raw(bytes);
  }
  long(value: bigint): this {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    return this.raw(bytes);
  }
  flag(value: boolean): this {
    return this.raw(Buffer.of(value ? 1 : 0));
  }
  text(value: string): this {
    return this.bytes(Buffer.from(value));
  }
  bytes(value: Uint8Array): this {
    return this.int(value.length).raw(value);
  }
  raw(value: Uint8Array): this {
    this.#parts.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    return this;
  }
  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** What a worker writes, read piece by piece. */
export class MessageReader {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #ended: Error | undefined;
  #waiting: { readonly size: number; readonly settle: () => void } | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#buffered += chunk.length;
      if (this.#buffered > MAX_BUFFERED && (this.#waiting?.size ?? 0) <= this.#buffered) socket.pause();
      this.#wake();
    });
    const ended = (cause?: Error): void => {
      this.#ended ??= new Error("the Python worker has gone", cause === undefined ? {} : { cause });
      this.#wake();
    };
    socket.on("error", ended);
    socket.on("close", () => ended());
  }

  async read(size: number): Promise<Buffer> {
    while (this.#buffered < size) {
      if (this.#ended !== undefined) throw this.#ended;
      this.#socket.resume();
      await new Promise<void>((settle) => {
        this.#waiting = { size, settle };
      });
      this.#waiting = undefined;
    }
    const [first] = this.#chunks;
    if (first !== undefined && first.length > size) {
      this.#chunks[0] = first.subarray(size);
      this.#buffered -= size;
      return first.subarray(0, size);
    }
    const all = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#chunks = all.length > size ? [all.subarray(size)] : [];
    this.#buffered -= size;
    return all.subarray(0, size);
  }
  async int(): Promise<number> {
    return (await this.read(4)).readInt32BE();
  }
  async bytes(): Promise<Buffer> {
    return this.read(await this.int());
  }
  async skip(size: number): Promise<void> {
    await this.read(size);
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    if (this.#buffered >= waiting.size || this.#ended !== undefined) waiting.settle();
  }
}
