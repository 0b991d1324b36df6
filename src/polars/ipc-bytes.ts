/** Frames of the engine as Arrow IPC streams. */
import type { NativeDataFrame } from "./native.ts";

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
  const chunks: Uint8Array[] = [];
  let size = 0;
  frame.writeIpcStream(
    {
      write(chunk) {
        chunks.push(chunk);
        size += chunk.length;
      },
    },
    "uncompressed",
  );
  const bytes = buffer(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
