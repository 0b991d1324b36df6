/** Frames of the engine as Arrow IPC streams. */
import type { NativeDataFrame } from "./native.ts";

/** The pieces of a stream, as the engine gives them. */
export function ipcChunks(frame: NativeDataFrame): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  frame.writeIpcStream({ write: (chunk) => void chunks.push(chunk) }, "uncompressed");
  return chunks;
}
/** A frame as an Arrow IPC stream, in a buffer of its own, or in that which `buffer` gives. */
export function ipcBytes(frame: NativeDataFrame): Uint8Array<ArrayBuffer>;
export function ipcBytes<B extends ArrayBufferLike>(
  frame: NativeDataFrame,
  buffer: (size: number) => Uint8Array<B>,
): Uint8Array<B>;
export function ipcBytes(
  frame: NativeDataFrame,
  buffer: (size: number) => Uint8Array = (size) => new Uint8Array(size),
): Uint8Array {
  const chunks = ipcChunks(frame);
  const bytes = buffer(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
