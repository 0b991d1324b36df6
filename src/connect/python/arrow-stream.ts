/** Arrow streams cut into messages: those of a worker come without a length, those to one are made batch by batch. */
import { type ArrowBatch, readIpcStream, type ArrowSchema, writeIpcStream } from "../../arrow/index.ts";
import type { MessageReader } from "./byte-stream.ts";

const CONTINUATION = 0xffffffff;
const END = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/** The batches of one stream, up to its end mark. */
export async function* readArrowStream(reader: MessageReader): AsyncGenerator<ArrowBatch, void, undefined> {
  let schema: Buffer | undefined;
  for (;;) {
    const message = await readMessage(reader);
    if (message === undefined) return;
    if (schema === undefined) schema = message;
    else yield* readIpcStream(Buffer.concat([schema, message, END])).batches;
  }
}
async function readMessage(reader: MessageReader): Promise<Buffer | undefined> {
  const head = Buffer.from(await reader.read(8));
  if (head.readUInt32LE(0) !== CONTINUATION) throw new Error("the Python worker wrote no Arrow stream");
  const length = head.readInt32LE(4);
  if (length === 0) return undefined;
  const metadata = Buffer.from(await reader.read(length));
  const body = await reader.read(bodyLength(metadata));
  return Buffer.concat([head, metadata, body]);
}
/** The field `bodyLength` of the flat buffer `Message`, its fourth. */
function bodyLength(metadata: Buffer): number {
  const table = metadata.readUInt32LE(0);
  const fields = table - metadata.readInt32LE(table);
  const at = metadata.readUInt16LE(fields) > 10 ? metadata.readUInt16LE(fields + 10) : 0;
  return at === 0 ? 0 : Number(metadata.readBigInt64LE(table + at));
}

/** A stream as its parts: the schema, each batch, the end. */
export class ArrowStreamParts {
  readonly #schema: ArrowSchema;
  readonly start: Uint8Array;
  readonly end: Uint8Array = END;
  constructor(schema: ArrowSchema) {
    this.#schema = schema;
    const empty = writeIpcStream(schema, []);
    this.start = empty.subarray(0, empty.length - END.length);
  }
  batch(batch: ArrowBatch): Uint8Array {
    const whole = writeIpcStream(this.#schema, [batch]);
    return whole.subarray(this.start.length, whole.length - END.length);
  }
  whole(batches: readonly ArrowBatch[]): Uint8Array {
    return writeIpcStream(this.#schema, batches);
  }
}
