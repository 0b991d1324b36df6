/** Columns of variants: read in place, built, and made of columns of other types. */
import type { BytesBuilder, ColumnBuilder, StructBuilder } from "../arrow/builders.ts";
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { type DataType, VARIANT } from "../types/data-type.ts";
import { VariantBuilder } from "../types/variant-builder.ts";
import { VariantView } from "../types/variant-view.ts";
import { valueBuilder, valueReader } from "./typed-values.ts";
import { copyVariant } from "./variant-copy.ts";

/** The value of a row, null for null. The next row's takes its place. */
export type VariantReader = (row: number) => VariantView | null;
export function variantReader(column: ArrowVector): VariantReader {
  if (column.type.kind === "null") return () => null;
  const [values, dictionaries] = [childOf(column, 0), childOf(column, 1)];
  const [starts, names] = [offsetsOf(values), offsetsOf(dictionaries)];
  const [bytes, metadata] = [values.data as Uint8Array, dictionaries.data as Uint8Array];
  const view = new VariantView();
  return (row) =>
    isValid(column, row)
      ? view.setDictionary(metadata, names[row]!, names[row + 1]!).set(bytes, starts[row]!, starts[row + 1]!)
      : null;
}

/** The dictionary of a value without keys. */
export const NO_KEYS: Uint8Array = new VariantBuilder().metadata();

/** A column under construction. */
export class VariantColumn {
  readonly struct: StructBuilder;
  readonly #value: BytesBuilder;
  readonly #metadata: BytesBuilder;
  constructor(rows?: number) {
    this.struct = valueBuilder(VARIANT, rows).builder as StructBuilder;
    [this.#value, this.#metadata] = this.struct.children as readonly ColumnBuilder[] as [BytesBuilder, BytesBuilder];
  }
  /** What the builder was given since its reset. */
  append(out: VariantBuilder): void {
    this.#value.append(out.buffer, 0, out.size);
    this.#metadata.append(out.metadata());
    this.struct.append();
  }
  appendNull(): void {
    this.struct.appendNull();
  }
  finish(): ArrowVector {
    return this.struct.finish();
  }
}

/** Writes the values of a column as variants, row by row; structs and maps become objects, null the variant's null. */
export function variantWriter(column: ArrowVector, type: DataType, out: VariantBuilder): (row: number) => void {
  if (column.type.kind === "null") return () => out.null();
  const write = plainWriter(column, type, out);
  return column.validity === null ? write : (row) => (isValid(column, row) ? write(row) : out.null());
}
function plainWriter(column: ArrowVector, type: DataType, out: VariantBuilder): (row: number) => void {
  const { data } = column;
  switch (type.kind) {
    case "void":
      return () => out.null();
    case "boolean":
      return (row) => out.boolean(((Number(data[row >> 3]) >> (row & 7)) & 1) === 1);
    case "byte":
    case "short":
    case "integer":
      return (row) => out.int(data[row] as number);
    case "long":
      return (row) => out.long(data[row] as bigint);
    case "float":
      return (row) => out.float(data[row] as number);
    case "double":
      return (row) => out.double(data[row] as number);
    case "date":
      return (row) => out.date(data[row] as number);
    case "timestamp":
      return (row) => out.timestamp(data[row] as bigint);
    case "timestamp_ntz":
      return (row) => out.timestampNtz(data[row] as bigint);
    case "decimal": {
      const read = valueReader(column, type);
      return (row) => out.decimal(read(row) as bigint, type.scale);
    }
    case "binary": {
      const offsets = offsetsOf(column);
      return (row) => out.binary((data as Uint8Array).subarray(offsets[row], offsets[row + 1]));
    }
    case "string":
    case "char":
    case "varchar": {
      const offsets = offsetsOf(column);
      return (row) => out.utf8(data as Uint8Array, offsets[row]!, offsets[row + 1]!);
    }
    case "variant": {
      const read = variantReader(column);
      return (row) => {
        const view = read(row)!;
        copyVariant(view, view.start, out);
      };
    }
    case "array": {
      const offsets = offsetsOf(column);
      const element = variantWriter(childOf(column), type.elementType, out);
      return (row) => {
        const array = out.open();
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
          out.element();
          element(i);
        }
        out.closeArray(array);
      };
    }
    case "map": {
      const offsets = offsetsOf(column);
      const entry = childOf(column);
      const key = valueReader(childOf(entry, 0), type.keyType);
      const value = variantWriter(childOf(entry, 1), type.valueType, out);
      return (row) => {
        const object = out.open();
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
          out.field(key(i) as string);
          value(i);
        }
        out.closeObject(object);
      };
    }
    case "struct": {
      const fields = type.fields.map((f, i) => variantWriter(childOf(column, i), f.dataType, out));
      return (row) => {
        const object = out.open();
        for (let i = 0; i < fields.length; i++) {
          out.field(type.fields[i]!.name);
          fields[i]!(row);
        }
        out.closeObject(object);
      };
    }
    default: {
      const read = valueReader(column, type);
      return (row) => out.string(String(read(row)));
    }
  }
}
