/** The columns of a native plan. */
import { readIpcStream } from "../arrow/ipc-reader.ts";
import { polarsTypeOf } from "./arrow-type.ts";
import { collectFrame } from "./interpreter.ts";
import { ipcBytes } from "./ipc-bytes.ts";
import type { NativeLazyFrame } from "./native.ts";
import type { NamedType } from "./plan.ts";

/** Runs nothing: of no rows, the optimizer leaves an empty frame with the right types. Opens files of scans. */
export function schemaOf(frame: NativeLazyFrame): NamedType[] {
  const table = readIpcStream(ipcBytes(collectFrame(frame.slice(0, 0))));
  return table.schema.fields.map((field) => ({ name: field.name, type: polarsTypeOf(field) }));
}
