/** Writes vectors as an Arrow IPC stream. */
import { FlatBuilder } from "./flatbuffer.ts";
import { HEADER, writeMessage, writeSchema } from "./schema-message.ts";
import { type ArrowBatch, type ArrowSchema, type ArrowTable, type ArrowVector, EMPTY_BYTES } from "./vector.ts";

const CONTINUATION = 0xffffffff;

/** The stream's bytes: schema, batches, end mark. Buffers are padded to 8 bytes, as Polars and apache-arrow accept. */
export function writeIpcStream(schema: ArrowSchema, batches: readonly ArrowBatch[]): Uint8Array<ArrayBuffer> {
  const messages: (readonly Uint8Array[])[] = [[writeSchema(new FlatBuilder(), schema)]];
  for (const batch of batches) {
    const { header, body } = writeBatch(batch);
    messages.push([header, ...body]);
  }
  let size = 8;
  for (const parts of messages) size += 8 + parts.reduce((sum, part) => sum + padded(part.length), 0);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const parts of messages) {
    view.setUint32(at, CONTINUATION, true);
    view.setInt32(at + 4, parts[0]?.length ?? 0, true);
    at += 8;
    for (const part of parts) {
      out.set(part, at);
      at += padded(part.length);
    }
  }
  view.setUint32(at, CONTINUATION, true);
  return out;
}

/** A table as a stream again. */
export function writeIpcTable(table: ArrowTable): Uint8Array<ArrayBuffer> {
  return writeIpcStream(table.schema, table.batches);
}

/** The length with the padding up to a multiple of 8. */
export const padded = (length: number): number => (length + 7) & ~7;

/** A record batch's header message and the buffers of its body, each to be padded to 8 bytes. */
export function writeBatch(batch: ArrowBatch): { header: Uint8Array; body: readonly Uint8Array[] } {
  const nodes: number[] = [];
  const buffers: Uint8Array[] = [];
  for (const column of batch.columns) {
    if (column.length !== batch.length) {
      throw new RangeError(`an Arrow batch of ${batch.length} rows has a column of ${column.length}`);
    }
    collectBuffers(column, nodes, buffers);
  }
  const places: number[] = [];
  let at = 0;
  for (const buffer of buffers) {
    places.push(at, buffer.length);
    at += padded(buffer.length);
  }
  const builder = new FlatBuilder();
  const placesAt = builder.int64s(places, 2);
  const nodesAt = builder.int64s(nodes, 2);
  const header = builder.table([
    { as: "int64", value: batch.length },
    { as: "offset", value: nodesAt },
    { as: "offset", value: placesAt },
  ]);
  return { header: writeMessage(builder, HEADER.recordBatch, header, at), body: buffers };
}

function collectBuffers(vector: ArrowVector, nodes: number[], buffers: Uint8Array[]): void {
  const { type, length } = vector;
  nodes.push(length, vector.nullCount);
  if (type.kind === "null") return;
  buffers.push(vector.validity === null ? EMPTY_BYTES : vector.validity.subarray(0, (length + 7) >> 3));
  switch (type.kind) {
    case "utf8":
    case "binary": {
      const offsets = vector.offsets ?? new Int32Array(1);
      buffers.push(writeOffsets(offsets, length, type.large));
      // Offsets need not start at 0, but readers may rely on the data's end.
      buffers.push((vector.data as Uint8Array).subarray(0, offsets[length] ?? 0));
      return;
    }
    case "list":
      buffers.push(writeOffsets(vector.offsets ?? new Int32Array(1), length, type.large));
      break;
    case "map":
      buffers.push(writeOffsets(vector.offsets ?? new Int32Array(1), length, false));
      break;
    case "struct":
    case "fixed_list":
      break;
    default:
      buffers.push(fixedBytes(vector));
      return;
  }
  for (const child of vector.children) collectBuffers(child, nodes, buffers);
}

function fixedBytes(vector: ArrowVector): Uint8Array {
  const { data, type, length } = vector;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (type.kind === "bool") return bytes.subarray(0, (length + 7) >> 3);
  // The array may have been allocated for more rows than were written.
  return bytes.subarray(0, length * bytesPerValue(vector));
}

function bytesPerValue({ type }: ArrowVector): number {
  switch (type.kind) {
    case "int":
    case "float":
    case "decimal":
    case "time":
      return type.bits / 8;
    case "date":
      return type.unit === "day" ? 4 : 8;
    case "interval":
      return { year_month: 4, day_time: 8, month_day_nano: 16 }[type.unit];
    case "fixed_binary":
      return type.width;
    default:
      return 8;
  }
}

function writeOffsets(offsets: Int32Array, length: number, large: boolean): Uint8Array {
  if (!large) return new Uint8Array(offsets.buffer, offsets.byteOffset, (length + 1) * 4);
  const halves = new Int32Array((length + 1) * 2);
  for (let i = 0; i <= length; i++) halves[i * 2] = offsets[i] ?? 0;
  return new Uint8Array(halves.buffer);
}
