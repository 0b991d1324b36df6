/** from_csv and to_csv. */
import { StructBuilder, Utf8Builder } from "../arrow/builders.ts";
import type { InternalValue } from "../types/internal-value.ts";
import type { BinaryStyle } from "./binary-style.ts";
import { Arguments } from "./arguments.ts";
import { type CsvDialect, CsvTokenizer, type FieldSink } from "./csv-tokens.ts";
import { CsvColumns, CsvFieldColumns } from "./csv-columns.ts";
import { CsvFields, CsvWriter } from "./csv-values.ts";
import { separatorOf } from "./csv-separator.ts";
import { writtenTexts } from "./json-bytes.ts";
import { optionFlag, optionText, type TextOptions } from "./json-options.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { typeOfJson, valueReader } from "./typed-values.ts";

/** An empty separator and a backslash that begins no escape are errors. */
export function csvSeparator(options: TextOptions): string {
  return separatorOf(optionText(options, "sep") ?? optionText(options, "delimiter") ?? ",");
}
export function csvDialect(options: TextOptions): CsvDialect {
  return {
    separator: csvSeparator(options),
    quote: optionText(options, "quote") ?? '"',
    escape: optionText(options, "escape") ?? "\\",
    escapeEscape: optionText(options, "charToEscapeQuoteEscaping"),
    trimLeading: optionFlag(options, "ignoreLeadingWhiteSpace", false),
    trimTrailing: optionFlag(options, "ignoreTrailingWhiteSpace", false),
  };
}
/** The fields of one record as texts; null for what is missing. */
class Texts implements FieldSink {
  readonly #empty: string | null;
  #buffer: Buffer = Buffer.alloc(0);
  fields: (string | null)[] = [];
  constructor(empty: string) {
    this.#empty = empty;
  }
  missing(column: number): void {
    this.fields[column] = null;
  }
  empty(column: number): void {
    this.fields[column] = this.#empty;
  }
  field(column: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#buffer.buffer !== bytes.buffer) this.#buffer = Buffer.from(bytes.buffer);
    this.fields[column] = this.#buffer.toString("utf8", bytes.byteOffset + start, bytes.byteOffset + end);
  }
}
/** Cuts single records into fields. */
export class CsvRecords {
  readonly #tokenizer: CsvTokenizer;
  readonly #texts: Texts;
  readonly #comment: string;
  constructor(options: TextOptions) {
    this.#tokenizer = new CsvTokenizer(csvDialect(options), false);
    this.#texts = new Texts(optionText(options, "emptyValue") ?? "");
    this.#comment = commentOf(options);
  }
  /** null for a comment or nothing at all. */
  fields(text: string): readonly (string | null)[] | null {
    if (text === "" || text.startsWith(this.#comment)) return null;
    const bytes = Buffer.from(text);
    this.#texts.fields = [];
    this.#tokenizer.record(bytes, 0, bytes.length, this.#texts);
    return this.#texts.fields;
  }
}

interface FromOptions {
  readonly type: string;
  readonly options: TextOptions;
  readonly zone: string;
  readonly failFast: boolean;
  readonly corrupt: string;
}
const fromCsv: Kernel = (columns, given, rows) => {
  const { type: json, options, zone, failFast, corrupt } = given as FromOptions;
  const type = typeOfJson(json) as ReturnType<typeof typeOfJson> & { kind: "struct" };
  const text = new Arguments(columns, given).bytes(0);
  const at = type.fields.findIndex((f) => f.name === corrupt);
  const types = type.fields.map((f) => f.dataType).filter((_, i) => i !== at);
  const fields = new CsvFieldColumns(types, new CsvFields(options, zone), options, rows);
  // The builders of all fields, in their order.
  const children = [...fields.builders];
  const bads = new Utf8Builder();
  if (at >= 0) children.splice(at, 0, bads);
  const out = new StructBuilder(children);
  const tokenizer = new CsvTokenizer(csvDialect(options), false);
  const comment = Buffer.from(commentOf(options));
  for (let row = 0; row < rows; row++) {
    if (text.isNull(row)) {
      out.appendNull();
      continue;
    }
    const [start, end] = [text.start(row), text.end(row)];
    const isRecord = end > start && !startsWith(text.data, start, end, comment);
    fields.bad = !isRecord;
    if (isRecord) tokenizer.record(text.data, start, end, fields);
    fields.endRecord();
    if (fields.bad && failFast) {
      throw new KernelError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", {
        badRecord: "[null]",
        failFastMode: "FAILFAST",
      });
    }
    // Of nothing, or of a comment, there is no record to keep.
    if (at >= 0) {
      if (fields.bad && isRecord) bads.append(text.data, start, end);
      else bads.appendNull();
    }
    out.append();
  }
  return out.finish();
};
function commentOf(options: TextOptions): string {
  return optionText(options, "comment") ?? "\0";
}
function startsWith(bytes: Uint8Array, start: number, end: number, head: Uint8Array): boolean {
  if (end - start < head.length) return false;
  for (let i = 0; i < head.length; i++) if (bytes[start + i] !== head[i]) return false;
  return true;
}

interface ToOptions {
  readonly type: string;
  readonly options: TextOptions;
  readonly zone: string;
  readonly binaryStyle: BinaryStyle;
}
const toCsv: Kernel = (columns, given, rows) => {
  const { type: json, options, zone, binaryStyle } = given as ToOptions;
  const type = typeOfJson(json) as ReturnType<typeof typeOfJson> & { kind: "struct" };
  const column = new Arguments(columns, given).column(0);
  const writer = new CsvWriter(type, options, zone, binaryStyle);
  if (CsvColumns.serves(options) && column.type.kind !== "null") {
    const plain = new CsvColumns(writer, options);
    return writtenTexts(column, rows, plain.out, plain.records(column, type));
  }
  const out = new Utf8Builder(rows);
  const read = valueReader(column, type);
  for (let row = 0; row < rows; row++) {
    const value = read(row) as readonly InternalValue[] | null;
    const record = value === null ? null : writer.record(value);
    if (record === null) out.appendNull();
    else out.appendString(record);
  }
  return out.finish();
};

export const csvKernels: { readonly [name: string]: Kernel } = { from_csv: fromCsv, to_csv: toCsv };
