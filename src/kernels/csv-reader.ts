/** Reads CSV files in the engine host, where the engine's own reader would not see Spark's fields. */
import { BytesBuilder, ListBuilder, NumberBuilder, StructBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { type CsvDialect, CsvTokenizer, type FieldSink } from "./csv-tokens.ts";
import { eachLine, fileBytes, type FilePart, partBytes } from "./file-text.ts";
import type { Kernel } from "./kernel.ts";
import { validUtf8 } from "./text-reader.ts";

export interface ReadCsvOptions {
  readonly parts: readonly FilePart[];
  readonly dialect: CsvDialect;
  readonly header: boolean;
  readonly multiLine: boolean;
  /** Lines that begin so are none; empty: there are no comments. */
  readonly comment: string;
  readonly nullValue: string;
  readonly emptyValue: string;
  /** The positions of the fields asked for. */
  readonly columns: readonly number[];
  /** Adds the number of fields of each record. */
  readonly count: boolean;
  /** Adds the text of each record. */
  readonly record: boolean;
  readonly maxColumns: number;
}

/** Whether Spark takes the line for a record at all. */
function isRecord(bytes: Uint8Array, start: number, end: number, comment: number): boolean {
  if (bytes[start] === comment && end > start) return false;
  for (let i = start; i < end; i++) if ((bytes[i] as number) > 32) return true;
  return false;
}

class Columns implements FieldSink {
  readonly builders: readonly Utf8Builder[];
  readonly #at: Int32Array;
  readonly #filled: Uint8Array;
  readonly #nullBytes: Uint8Array;
  readonly #emptyBytes: Uint8Array;
  constructor(options: ReadCsvOptions) {
    this.builders = options.columns.map(() => new Utf8Builder(1024));
    const width = Math.max(0, ...options.columns) + 1;
    this.#at = new Int32Array(width).fill(-1);
    for (const [i, column] of options.columns.entries()) this.#at[column] = i;
    this.#filled = new Uint8Array(this.builders.length);
    this.#nullBytes = new TextEncoder().encode(options.nullValue);
    this.#emptyBytes = new TextEncoder().encode(options.emptyValue);
  }
  missing(column: number): void {
    const i = column < this.#at.length ? (this.#at[column] as number) : -1;
    if (i < 0) return;
    this.#filled[i] = 1;
    this.builders[i]?.appendNull();
  }
  empty(column: number): void {
    this.field(column, this.#emptyBytes, 0, this.#emptyBytes.length);
  }
  field(column: number, bytes: Uint8Array, start: number, end: number): void {
    const i = column < this.#at.length ? (this.#at[column] as number) : -1;
    if (i < 0) return;
    this.#filled[i] = 1;
    const builder = this.builders[i] as Utf8Builder;
    if (this.#isNull(bytes, start, end)) builder.appendNull();
    else builder.append(bytes, start, end);
  }
  #isNull(bytes: Uint8Array, start: number, end: number): boolean {
    const { length } = this.#nullBytes;
    if (end - start !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== this.#nullBytes[i]) return false;
    return true;
  }
  /** Fields that the record did not have are null. */
  endRecord(): void {
    for (let i = 0; i < this.builders.length; i++) {
      if (this.#filled[i] === 0) this.builders[i]?.appendNull();
      this.#filled[i] = 0;
    }
  }
}

/** One list of all records: a struct of the fields asked for, then the count, then the record. */
const readCsv: Kernel = (_args, given, rowCount) => {
  const options = given as ReadCsvOptions;
  const columns = new Columns(options);
  const counts = new NumberBuilder(arrowType.int32);
  const records = new BytesBuilder(arrowType.utf8);
  const rows = new StructBuilder([
    ...columns.builders,
    ...(options.count ? [counts] : []),
    ...(options.record ? [records] : []),
  ]);
  const out = new ListBuilder(rows);
  const tokenizer = new CsvTokenizer(options.dialect, options.multiLine);
  const take = (bytes: Uint8Array, start: number, end: number): number => {
    const next = tokenizer.record(bytes, start, end, columns);
    columns.endRecord();
    if (options.count) counts.append(tokenizer.count);
    if (options.record)
      records.append(bytes, start, Math.min(next, end) - (next > start && bytes[next - 1] === 10 ? 1 : 0));
    rows.append();
    return next;
  };
  for (let row = 0; row < rowCount; row++) {
    for (const part of options.parts) {
      if (options.multiLine) readWhole(part, options, take);
      else readLines(part, options, take);
    }
    out.append();
  }
  return out.finish();
};
type Take = (bytes: Uint8Array, start: number, end: number) => number;

function readLines(file: FilePart, options: ReadCsvOptions, take: Take): void {
  const part = partBytes(file);
  const bytes = validUtf8(part.bytes);
  const comment = options.comment === "" ? -1 : options.comment.charCodeAt(0);
  let header = options.header && part.first;
  eachLine(bytes, file.lineSep, (start, end) => {
    if (!isRecord(bytes, start, end, comment)) return;
    if (header) header = false;
    else take(bytes, start, end);
  });
}
function readWhole(file: FilePart, options: ReadCsvOptions, take: Take): void {
  const bytes = normalized(validUtf8(fileBytes(file.path, file.encoding)), file.lineSep);
  const comment = options.comment === "" ? -1 : options.comment.charCodeAt(0);
  const ignore = new CsvTokenizer(options.dialect, true);
  let { header } = options;
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] === 10) at++;
    else if (bytes[at] === comment) at = lineEnd(bytes, at);
    else if (header) {
      header = false;
      at = ignore.record(bytes, at, bytes.length, NOWHERE);
    } else at = take(bytes, at, bytes.length);
  }
}
const NOWHERE: FieldSink = { missing: () => undefined, empty: () => undefined, field: () => undefined };
function lineEnd(bytes: Uint8Array, at: number): number {
  const found = bytes.indexOf(10, at);
  return found < 0 ? bytes.length : found + 1;
}
/** The first line ending of the file is what ends lines in all of it. */
export function normalized(bytes: Uint8Array, lineSep: string | undefined): Uint8Array {
  const [feed, back] = [bytes.indexOf(10), bytes.indexOf(13)];
  const text = (): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  if (lineSep !== undefined && lineSep !== "\n") return Buffer.from(text().replaceAll(lineSep, "\n"), "latin1");
  if (back < 0 || (feed >= 0 && feed < back)) return bytes;
  return Buffer.from(text().replaceAll(feed === back + 1 ? "\r\n" : "\r", "\n"), "latin1");
}
export const csvReaderKernels: { readonly [name: string]: Kernel } = { read_csv: readCsv };
