/** Some of a frame's rows, to be written as Arrow IPC. */
import { readIpcStream } from "../arrow/ipc-reader.ts";
import type { ArrowField } from "../arrow/vector.ts";
import { ipcChunks } from "./ipc-bytes.ts";
import { type NativeDataFrame, native } from "./native.ts";

export class FrameParts {
  readonly #frame: NativeDataFrame;
  #sharesTexts: boolean | undefined;

  constructor(frame: NativeDataFrame) {
    this.#frame = frame;
  }
  rows(offset: number, rows: number): NativeDataFrame {
    if (rows === this.#frame.height) return this.#frame;
    const half = rows >> 1;
    this.#sharesTexts ??= sharesTexts(this.#frame);
    if (half === 0 || !this.#sharesTexts) return this.#frame.slice(offset, rows);
    // The writer lays out all texts that lists refer to, also those of rows that were cut off: once for each part. Two
    // chunks that become one take along what they need.
    const halves = [this.#frame.slice(offset, half), this.#frame.slice(offset + half, rows - half)];
    const frames = halves.map((part) => part.lazy());
    return native().concatLf(frames, "vertical", true, false, false, true).collectSync("in-memory");
  }
}

/** Whether there are lists with strings or binaries in them. */
function sharesTexts(frame: NativeDataFrame): boolean {
  const none = frame.lazy().slice(0, 0).collectSync("in-memory");
  return readIpcStream(ipcChunks(none)).schema.fields.some((field) => listsTexts(field, false));
}
function listsTexts({ type, children }: ArrowField, listed: boolean): boolean {
  if (type.kind === "utf8" || type.kind === "binary") return listed;
  return children.some((child) => listsTexts(child, listed || type.kind === "list"));
}
