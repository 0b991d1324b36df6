/** from_csv and to_csv. */
import { Utf8Builder } from "../arrow/builders.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { Arguments } from "./arguments.ts";
import { type CsvDialect, CsvTokenizer, type FieldSink } from "./csv-tokens.ts";
import { CsvFields, CsvWriter, type FieldReader } from "./csv-values.ts";
import { optionFlag, optionText, type TextOptions } from "./json-options.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { typeOfJson, valueBuilder, valueReader } from "./typed-values.ts";

export function csvDialect(options: TextOptions): CsvDialect {
  return {
    separator: optionText(options, "sep") ?? optionText(options, "delimiter") ?? ",",
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
    this.#comment = optionText(options, "comment") ?? "\0";
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
  const text = new Arguments(columns, given).text(0);
  const at = type.fields.findIndex((f) => f.name === corrupt);
  const data = type.fields.map((_, i) => i).filter((i) => i !== at);
  const values = new CsvFields(options, zone);
  const readers = data.map((i) => values.reader(type.fields[i]!.dataType));
  const records = new CsvRecords(options);
  const nullValue = optionText(options, "nullValue") ?? "";
  const { builder, append } = valueBuilder(type);
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    if (s === null) {
      append(null);
      continue;
    }
    const out: InternalValue[] = new Array<InternalValue>(type.fields.length).fill(null);
    const fields = records.fields(s);
    const bad = readRecord(fields, readers, data, nullValue, out);
    if (bad && failFast) {
      throw new KernelError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", {
        badRecord: "[null]",
        failFastMode: "FAILFAST",
      });
    }
    // Of nothing, or of a comment, there is no record to keep.
    if (bad && at >= 0 && fields !== null) out[at] = s;
    append(out);
  }
  return builder.finish();
};
/** Fills the row; whether something did not fit. */
function readRecord(
  fields: readonly (string | null)[] | null,
  readers: readonly FieldReader[],
  data: readonly number[],
  nullValue: string,
  out: InternalValue[],
): boolean {
  if (fields === null) return true;
  let bad = fields.length !== readers.length;
  readers.forEach((read, i) => {
    const field = fields[i] ?? null;
    if (field === null || field === nullValue) return;
    const value = read(field);
    if (value === undefined) bad = true;
    else out[data[i]!] = value;
  });
  return bad;
}

const toCsv: Kernel = (columns, given, rows) => {
  const { type: json, options, zone } = given as FromOptions;
  const type = typeOfJson(json) as ReturnType<typeof typeOfJson> & { kind: "struct" };
  const read = valueReader(new Arguments(columns, given).column(0), type);
  const writer = new CsvWriter(type, options, zone);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const value = read(row) as readonly InternalValue[] | null;
    const record = value === null ? null : writer.record(value);
    if (record === null) out.appendNull();
    else out.appendString(record);
  }
  return out.finish();
};

export const csvKernels: { readonly [name: string]: Kernel } = { from_csv: fromCsv, to_csv: toCsv };
