/** Rows of columns as XML text, from the columns' buffers, where they hold nothing but plain elements. */
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import { JsonBytes } from "./json-bytes.ts";
import { optionText, type TextOptions } from "./json-options.ts";
import { valueReader } from "./typed-values.ts";
import { isXmlName, type XmlWriter, xmlText } from "./xml-writer.ts";

const [LESS, AMPERSAND, GREATER, NEWLINE, TAB] = [60, 38, 62, 10, 9] as const;
const [TRUE, FALSE] = ["true", "false"].map((word) => Buffer.from(word)) as [Buffer, Buffer];

type WriteRow = (row: number) => void;

/** Writes rows of a column into `out`; anything but elements of scalars, structs and arrays is for {@link XmlWriter}. */
export class XmlColumns {
  readonly out: JsonBytes = new JsonBytes();
  readonly #writer: XmlWriter;
  readonly #indent: string;
  readonly #prefix: string;
  readonly #valueTag: string;
  readonly #nullValue: string | null;
  readonly #rowTag: string;
  constructor(writer: XmlWriter, options: TextOptions) {
    this.#writer = writer;
    this.#indent = optionText(options, "indent") ?? "    ";
    this.#prefix = optionText(options, "attributePrefix") ?? "_";
    this.#valueTag = optionText(options, "valueTag") ?? "_VALUE";
    this.#nullValue = optionText(options, "nullValue") ?? null;
    this.#rowTag = optionText(options, "rowTag") ?? "ROW";
  }
  /** Writes the row's record, which must not be null; undefined where the type is not plain. */
  records(column: ArrowVector, type: DataType): WriteRow | undefined {
    if (column.type.kind === "null" || type.kind !== "struct" || !this.#isPlain(this.#rowTag, type)) return undefined;
    const write = this.#struct(this.#rowTag, column, type, 0);
    if (this.#indent !== "") return write;
    return (row) => {
      write(row);
      this.out.byte(NEWLINE);
    };
  }
  #isPlain(name: string, type: DataType): boolean {
    if (!isXmlName(name) || name.startsWith(this.#prefix) || name === this.#valueTag) return false;
    switch (type.kind) {
      case "struct":
        return type.fields.every((f) => this.#isPlain(f.name, f.dataType));
      case "array":
        return type.elementType.kind !== "array" && this.#isPlain(name, type.elementType);
      case "map":
      case "variant":
      case "void":
        return false;
      default:
        return true;
    }
  }
  /** What stands before an element that is so deep in others. */
  #before(depth: number): string {
    return this.#indent === "" || depth === 0 ? "" : `\n${this.#indent.repeat(depth)}`;
  }
  #child(name: string, column: ArrowVector, type: DataType, depth: number): WriteRow {
    if (type.kind !== "array") return this.#element(name, column, type, depth);
    if (column.type.kind === "null") return this.#element(name, column, type.elementType, depth);
    const offsets = offsetsOf(column);
    const element = this.#element(name, childOf(column), type.elementType, depth);
    const none = this.#null(name, depth);
    return (row) => {
      if (!isValid(column, row)) return none(row);
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) element(i);
    };
  }
  #element(name: string, column: ArrowVector, type: DataType, depth: number): WriteRow {
    const none = this.#null(name, depth);
    if (column.type.kind === "null") return none;
    const write =
      type.kind === "struct" ? this.#struct(name, column, type, depth) : this.#leaf(name, column, type, depth);
    return column.validity === null ? write : (row) => (isValid(column, row) ? write(row) : none(row));
  }
  #null(name: string, depth: number): WriteRow {
    if (this.#nullValue === null) return () => undefined;
    const whole = Buffer.from(`${this.#before(depth)}<${name}>${xmlText(this.#nullValue)}</${name}>`);
    return () => this.out.raw(whole);
  }
  #struct(name: string, column: ArrowVector, type: StructType, depth: number): WriteRow {
    const { out } = this;
    const fields = type.fields.map((f, i) => this.#child(f.name, childOf(column, i), f.dataType, depth + 1));
    const head = Buffer.from(`${this.#before(depth)}<${name}>`);
    const tail = Buffer.from(`${this.#indent === "" ? "" : `\n${this.#indent.repeat(depth)}`}</${name}>`);
    const none = Buffer.from(`${this.#before(depth)}<${name}/>`);
    return (row) => {
      const start = out.used;
      out.raw(head);
      const inside = out.used;
      for (let i = 0; i < fields.length; i++) fields[i]!(row);
      if (out.used > inside) return out.raw(tail);
      out.used = start;
      out.raw(none);
    };
  }
  #leaf(name: string, column: ArrowVector, type: DataType, depth: number): WriteRow {
    const { out } = this;
    const head = Buffer.from(`${this.#before(depth)}<${name}>`);
    const tail = Buffer.from(`</${name}>`);
    const content = this.#content(column, type);
    return (row) => {
      out.raw(head);
      content(row);
      out.raw(tail);
    };
  }
  #content(column: ArrowVector, type: DataType): WriteRow {
    const { out } = this;
    const { data } = column;
    switch (type.kind) {
      case "boolean":
        return (row) => out.raw(((Number(data[row >> 3]) >> (row & 7)) & 1) === 1 ? TRUE : FALSE);
      case "byte":
      case "short":
      case "integer":
        return (row) => out.integer(data[row] as number);
      case "string": {
        const offsets = offsetsOf(column);
        return (row) => this.#text(data as Uint8Array, offsets[row]!, offsets[row + 1]!);
      }
      default: {
        const read = valueReader(column, type);
        return (row) => out.text(xmlText(this.#writer.scalar(type, read(row))));
      }
    }
  }
  #text(data: Uint8Array, start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const byte = data[i]!;
      if (byte >= 32 ? byte !== LESS && byte !== AMPERSAND && byte !== GREATER : byte === NEWLINE || byte === TAB)
        continue;
      return this.out.text(xmlText(Buffer.from(data.subarray(start, end)).toString()));
    }
    this.out.raw(data, start, end);
  }
}
