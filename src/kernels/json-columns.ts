/** Rows of columns as JSON text, from the columns' buffers, where no option asks for more than plain JSON. */
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import type { DataType } from "../types/data-type.ts";
import { JsonBytes } from "./json-bytes.ts";
import { optionFlag, type TextOptions } from "./json-options.ts";
import { jsonQuoted } from "./json-scanner.ts";
import { JsonWriter, keyText } from "./json-writer.ts";
import { valueReader } from "./typed-values.ts";

const [COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [44, 58, 91, 93, 123, 125] as const;
const [NULL, TRUE, FALSE] = ["null", "true", "false"].map((word) => Buffer.from(word)) as [Buffer, Buffer, Buffer];
const INT32 = 0x7fffffffn;

type WriteRow = (row: number) => void;

/** Whether the writer of whole values must be taken. */
export function isPlainJson(options: TextOptions): boolean {
  return !optionFlag(options, "pretty", false) && !optionFlag(options, "sortKeys", false);
}

/** Writes rows of a column into `out`. */
export class JsonColumns {
  readonly out: JsonBytes = new JsonBytes();
  readonly #options: TextOptions;
  readonly #zone: string;
  readonly #ignoreNulls: boolean;
  constructor(options: TextOptions, zone: string) {
    this.#options = options;
    this.#zone = zone;
    this.#ignoreNulls = optionFlag(options, "ignoreNullFields", true);
  }
  writer(column: ArrowVector, type: DataType): WriteRow {
    const { out } = this;
    if (column.type.kind === "null") return () => out.raw(NULL);
    const write = this.#plainWriter(column, type);
    return column.validity === null ? write : (row) => (isValid(column, row) ? write(row) : out.raw(NULL));
  }
  #plainWriter(column: ArrowVector, type: DataType): WriteRow {
    const { out } = this;
    const { data } = column;
    switch (type.kind) {
      case "boolean":
        return (row) => out.raw(((Number(data[row >> 3]) >> (row & 7)) & 1) === 1 ? TRUE : FALSE);
      case "byte":
      case "short":
      case "integer":
        return (row) => out.integer(data[row] as number);
      case "long":
        return (row) => {
          const value = data[row] as bigint;
          if (value <= INT32 && value >= -INT32) out.integer(Number(value));
          else out.text(String(value));
        };
      case "string":
      case "char":
      case "varchar":
        return this.#string(column);
      case "array":
        return this.#array(column, this.writer(childOf(column), type.elementType));
      case "map":
        return this.#map(column, type);
      case "struct":
        return this.#struct(column, type);
      default: {
        const read = valueReader(column, type);
        const writer = new JsonWriter(type, this.#options, this.#zone);
        return (row) => out.text(writer.write(read(row)));
      }
    }
  }
  #string(column: ArrowVector): WriteRow {
    const { out } = this;
    const offsets = offsetsOf(column);
    return (row) => out.string(column.data as Uint8Array, offsets[row]!, offsets[row + 1]!, true);
  }
  #array(column: ArrowVector, element: WriteRow): WriteRow {
    const { out } = this;
    const offsets = offsetsOf(column);
    return (row) => {
      out.byte(OPEN_ARRAY);
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
        if (i > offsets[row]!) out.byte(COMMA);
        element(i);
      }
      out.byte(CLOSE_ARRAY);
    };
  }
  #map(column: ArrowVector, type: DataType & { kind: "map" }): WriteRow {
    const { out } = this;
    const offsets = offsetsOf(column);
    const entry = childOf(column);
    const key = this.#key(childOf(entry, 0), type.keyType);
    const value = this.writer(childOf(entry, 1), type.valueType);
    return (row) => {
      out.byte(OPEN_OBJECT);
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
        if (i > offsets[row]!) out.byte(COMMA);
        key(i);
        out.byte(COLON);
        value(i);
      }
      out.byte(CLOSE_OBJECT);
    };
  }
  #key(column: ArrowVector, type: DataType): WriteRow {
    if (column.type.kind === "utf8" && type.kind === "string") return this.#string(column);
    const { out } = this;
    const [read, text] = [valueReader(column, type), keyText(type)];
    return (row) => out.text(jsonQuoted(text(read(row))));
  }
  #struct(column: ArrowVector, type: DataType & { kind: "struct" }): WriteRow {
    const { out } = this;
    const ignoreNulls = this.#ignoreNulls;
    const fields = type.fields.map((f, i) => {
      const child = childOf(column, i);
      return {
        name: Buffer.from(`${jsonQuoted(f.name)}:`),
        write: this.writer(child, f.dataType),
        isNull: (row: number): boolean => child.type.kind === "null" || !isValid(child, row),
      };
    });
    return (row) => {
      out.byte(OPEN_OBJECT);
      let first = true;
      for (const { name, write, isNull } of fields) {
        if (ignoreNulls && isNull(row)) continue;
        if (!first) out.byte(COMMA);
        first = false;
        out.raw(name);
        write(row);
      }
      out.byte(CLOSE_OBJECT);
    };
  }
}
