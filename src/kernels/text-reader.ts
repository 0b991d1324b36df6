/** Reads text files in the engine host: a row for each line, or for each file. */
import { isUtf8 } from "node:buffer";
import { BytesBuilder, ListBuilder, StructBuilder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { eachLine, fileBytes, type FilePart, partBytes } from "./file-text.ts";
import type { Kernel } from "./kernel.ts";

export interface ReadTextOptions {
  readonly parts: readonly FilePart[];
  readonly whole: boolean;
}
/** One list of all rows, structs of one text. */
const readText: Kernel = (_args, given, rowCount) => {
  const { parts, whole } = given as ReadTextOptions;
  const values = new BytesBuilder(arrowType.utf8);
  const rows = new StructBuilder([values]);
  const out = new ListBuilder(rows);
  const add = (bytes: Uint8Array, start: number, end: number): void => {
    values.append(bytes, start, end);
    rows.append();
  };
  for (let row = 0; row < rowCount; row++) {
    for (const part of parts) {
      const bytes = validUtf8(whole ? fileBytes(part.path, part.encoding) : partBytes(part).bytes);
      if (whole) add(bytes, 0, bytes.length);
      else eachLine(bytes, part.lineSep, (start, end) => add(bytes, start, end));
    }
    out.append();
  }
  return out.finish();
};
/** Bytes that are no UTF-8 become U+FFFD. */
export function validUtf8(bytes: Uint8Array): Uint8Array {
  return isUtf8(bytes) ? bytes : new TextEncoder().encode(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
}

export const textReaderKernels: { readonly [name: string]: Kernel } = { read_text: readText };
