/** Frames as users of nodejs-polars know them, for `toPolars`. */
import { createRequire } from "node:module";
import type * as nodejsPolars from "nodejs-polars";

export type PolarsFrame = nodejsPolars.DataFrame;

/** A frame from an Arrow IPC stream. The JavaScript wrapper is loaded only here: it takes 50 ms. */
export function userFrame(ipc: Uint8Array): PolarsFrame {
  const polars = createRequire(import.meta.url)("nodejs-polars") as typeof nodejsPolars;
  return polars.readIPCStream(Buffer.from(ipc.buffer, ipc.byteOffset, ipc.byteLength));
}
