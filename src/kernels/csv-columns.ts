/** Rows of CSV from columns' buffers, and fields of CSV into columns, without strings where there is no need of them. */
import { BytesBuilder, type ColumnBuilder, Int64Builder, NumberBuilder } from "../arrow/builders.ts";
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import { INTEGER_LIMITS, shortInteger, shortReal } from "./byte-numbers.ts";
import { isSameRun } from "./byte-runs.ts";
import type { FieldSink } from "./csv-tokens.ts";
import type { CsvFields, CsvWriter } from "./csv-values.ts";
import { JsonBytes } from "./json-bytes.ts";
import { optionFlag, optionText, type TextOptions } from "./json-options.ts";
import { valueBuilder, valueReader } from "./typed-values.ts";

const [NEWLINE, RETURN, HASH] = [10, 13, 35] as const;

type WriteRow = (row: number) => void;
/** Writes records into `out`. */
export class CsvColumns {
  readonly out: JsonBytes = new JsonBytes();
  readonly #writer: CsvWriter;
  readonly #separator: number;
  readonly #quote: number;
  readonly #trimStart: boolean;
  readonly #trimEnd: boolean;
  readonly #emptyValue: Buffer;
  readonly #nullValue: Buffer;
  constructor(writer: CsvWriter, options: TextOptions) {
    this.#writer = writer;
    this.#separator = separatorOf(options).charCodeAt(0);
    this.#quote = (optionText(options, "quote") ?? '"').charCodeAt(0);
    this.#trimStart = optionFlag(options, "ignoreLeadingWhiteSpace", true);
    this.#trimEnd = optionFlag(options, "ignoreTrailingWhiteSpace", true);
    this.#emptyValue = Buffer.from(optionText(options, "emptyValue") ?? '""');
    this.#nullValue = Buffer.from(optionText(options, "nullValue") ?? "");
  }
  /** Whether separators and quotes are single characters that no number has, and quotes only stand where they must. */
  static serves(options: TextOptions): boolean {
    const marks = [separatorOf(options), optionText(options, "quote") ?? '"'];
    return !optionFlag(options, "quoteAll", false) && marks.every((mark) => /^[\t!-,./:-~]$/.test(mark));
  }
  /** Writes the row's record, which must not be null; false where it would be nothing at all. */
  records(column: ArrowVector, type: StructType): (row: number) => boolean {
    const { out } = this;
    const fields = type.fields.map((f, i) => this.#field(childOf(column, i), f.dataType, i));
    const single = fields.length === 1;
    return (row) => {
      for (let i = 0; i < fields.length; i++) {
        if (i > 0) out.byte(this.#separator);
        fields[i]!(row);
      }
      return !single || out.used > 0;
    };
  }
  #field(column: ArrowVector, type: DataType, at: number): WriteRow {
    const { out } = this;
    const none: WriteRow = () => out.raw(this.#nullValue);
    if (column.type.kind === "null") return none;
    const write = this.#value(column, type, at);
    return column.validity === null ? write : (row) => (isValid(column, row) ? write(row) : none(row));
  }
  #value(column: ArrowVector, type: DataType, at: number): WriteRow {
    const { out } = this;
    const { data } = column;
    switch (type.kind) {
      case "byte":
      case "short":
      case "integer":
        return (row) => out.integer(data[row] as number);
      case "string": {
        const offsets = offsetsOf(column);
        return (row) => this.#text(data as Uint8Array, offsets[row]!, offsets[row + 1]!, at);
      }
      default: {
        const read = valueReader(column, type);
        return (row) => out.text(this.#writer.field(at, read(row)));
      }
    }
  }
  #text(data: Uint8Array, start: number, end: number, at: number): void {
    let from = start;
    let to = end;
    if (this.#trimStart) while (from < to && data[from]! <= 32) from++;
    if (this.#trimEnd) while (to > from && data[to - 1]! <= 32) to--;
    if (from === to) return this.out.raw(this.#emptyValue);
    const separator = this.#separator;
    const quote = this.#quote;
    let plain = data[from] !== HASH;
    for (let i = from; plain && i < to; i++) {
      const byte = data[i]!;
      if (byte === separator || byte === quote || byte === NEWLINE || byte === RETURN) plain = false;
    }
    if (plain) this.out.raw(data, from, to);
    else this.out.text(this.#writer.field(at, Buffer.from(data.subarray(start, end)).toString()));
  }
}
function separatorOf(options: TextOptions): string {
  return optionText(options, "sep") ?? optionText(options, "delimiter") ?? ",";
}

/** Takes in a field's text; false where it is none of the type's, and null is taken in. */
type Take = (bytes: Uint8Array, start: number, end: number) => boolean;
/** Fields of records into columns. */
export class CsvFieldColumns implements FieldSink {
  readonly builders: readonly ColumnBuilder[];
  /** Whether a field of the record did not fit. */
  bad = false;
  readonly #takes: readonly Take[];
  readonly #nullValue: Uint8Array;
  readonly #emptyValue: Uint8Array;
  /** How many columns the record has filled. */
  #filled = 0;
  constructor(types: readonly DataType[], fields: CsvFields, options: TextOptions, rows: number) {
    const columns = types.map((type) => takerOf(type, fields, rows));
    this.builders = columns.map((c) => c.builder);
    this.#takes = columns.map((c) => c.take);
    this.#nullValue = Buffer.from(optionText(options, "nullValue") ?? "");
    this.#emptyValue = Buffer.from(optionText(options, "emptyValue") ?? "");
  }
  missing(column: number): void {
    if (column < this.builders.length) this.builders[column]!.appendNull();
    this.#filled = column + 1;
  }
  empty(column: number): void {
    this.field(column, this.#emptyValue, 0, this.#emptyValue.length);
  }
  field(column: number, bytes: Uint8Array, start: number, end: number): void {
    this.#filled = column + 1;
    if (column >= this.builders.length) return;
    if (isSameRun(bytes, start, end, this.#nullValue)) this.builders[column]!.appendNull();
    else if (!this.#takes[column]!(bytes, start, end)) this.bad = true;
  }
  /** Columns that the record had no field for are null; so are all where there was no record. */
  endRecord(): void {
    if (this.#filled !== this.builders.length) this.bad = true;
    for (let i = this.#filled; i < this.builders.length; i++) this.builders[i]!.appendNull();
    this.#filled = 0;
  }
}

function takerOf(type: DataType, fields: CsvFields, rows: number): { builder: ColumnBuilder; take: Take } {
  const { builder, append } = valueBuilder(type, rows);
  if (type.kind === "string" && builder instanceof BytesBuilder) {
    const take: Take = (bytes, start, end) => {
      builder.append(bytes, start, end);
      return true;
    };
    return { builder, take };
  }
  const read = fields.reader(type);
  const asText: Take = (bytes, start, end) => {
    const value = read(Buffer.from(bytes.subarray(start, end)).toString());
    append(value ?? null);
    return value !== undefined;
  };
  const limit = INTEGER_LIMITS[type.kind];
  const isReal = (type.kind === "double" || type.kind === "float") && fields.readsPlainReals;
  if (!(builder instanceof NumberBuilder || builder instanceof Int64Builder)) return { builder, take: asText };
  if (limit === undefined && !isReal) return { builder, take: asText };
  const take: Take = (bytes, start, end) => {
    const value = isReal ? shortReal(bytes, start, end) : shortInteger(bytes, start, end);
    if (!(isReal ? value === value : value >= -limit! && value < limit!)) return asText(bytes, start, end);
    builder.append(value);
    return true;
  };
  return { builder, take };
}
