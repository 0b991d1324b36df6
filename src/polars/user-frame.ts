/** Frames as users of nodejs-polars know them, for `toPolars`. */
import { createRequire } from "node:module";
import type { DataFrame } from "nodejs-polars";

export type PolarsFrame = DataFrame;

/** A frame from an Arrow IPC stream. The JavaScript wrapper is loaded only here: it takes 50 ms. */
export function userFrame(ipc: Uint8Array): PolarsFrame {
  const polars = createRequire(import.meta.url)("nodejs-polars") as typeof import("nodejs-polars");
  return polars.readIPCStream(Buffer.from(ipc.buffer, ipc.byteOffset, ipc.byteLength));
}
