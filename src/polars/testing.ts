/** For tests of the engine side: small frames in, plain values out. */
import {
  type ColumnBuilder,
  builderFor,
  BoolBuilder,
  BytesBuilder,
  Int128Builder,
  Int64Builder,
} from "../arrow/builders.ts";
import { ListBuilder, NumberBuilder, StructBuilder } from "../arrow/builders.ts";
import { readIpcStream } from "../arrow/ipc-reader.ts";
import { writeIpcStream } from "../arrow/ipc-writer.ts";
import {
  type ArrowField,
  type ArrowSchema,
  type ArrowTable,
  type ArrowVector,
  arrowField,
  arrowType,
  isValid,
} from "../arrow/vector.ts";
import { type NativeDataFrame, type NativeEngineKind, type NativeLazyFrame, native } from "./native.ts";
import { type Px, pxToJson } from "./px.ts";

/** null, boolean, number, bigint (64-bit integers, timestamps, decimals), string, Uint8Array, arrays, objects (structs). */
export type Plain =
  null | boolean | number | bigint | string | Uint8Array | readonly Plain[] | { readonly [name: string]: Plain };

/** A field by the shape of its values: number is float64, bigint int64. */
function fieldOf(name: string, values: readonly Plain[]): ArrowField {
  const sample = values.find((value) => value !== null) ?? null;
  switch (typeof sample) {
    case "boolean":
      return arrowField(name, arrowType.bool);
    case "number":
      return arrowField(name, arrowType.float64);
    case "bigint":
      return arrowField(name, arrowType.int64);
    case "string":
      return arrowField(name, arrowType.utf8);
    default:
  }
  if (sample === null) return arrowField(name, arrowType.null);
  if (sample instanceof Uint8Array) return arrowField(name, arrowType.binary);
  if (Array.isArray(sample)) {
    const elements = values.flatMap((value) => (value === null ? [] : (value as readonly Plain[])));
    return arrowField(name, arrowType.list, [fieldOf("item", elements)]);
  }
  const keys = Object.keys(sample);
  const child = (key: string): Plain[] =>
    values.map((value) => (value === null ? null : ((value as { readonly [name: string]: Plain })[key] ?? null)));
  return arrowField(
    name,
    arrowType.struct,
    keys.map((key) => fieldOf(key, child(key))),
  );
}

function append(builder: ColumnBuilder, field: ArrowField, value: Plain): void {
  if (value === null) builder.appendNull();
  else if (builder instanceof BoolBuilder) builder.append(value as boolean);
  else if (builder instanceof NumberBuilder) builder.append(value as number);
  else if (builder instanceof Int64Builder || builder instanceof Int128Builder) builder.append(value as bigint);
  else if (builder instanceof BytesBuilder) {
    if (typeof value === "string") builder.appendString(value);
    else builder.append(value as Uint8Array);
  } else if (builder instanceof ListBuilder) {
    for (const element of value as readonly Plain[]) append(builder.child, field.children[0]!, element);
    builder.append();
  } else if (builder instanceof StructBuilder) {
    const children = (builder as StructBuilder).children;
    field.children.forEach((child, i) =>
      append(children[i]!, child, (value as { readonly [name: string]: Plain })[child.name] ?? null),
    );
    (builder as StructBuilder).append();
  }
}

/** An IPC stream of columns of plain values; `fields` gives exact types where the shape does not tell. */
export function ipcOf(
  columns: { readonly [name: string]: readonly Plain[] },
  fields: readonly ArrowField[] = [],
): Uint8Array<ArrayBuffer> {
  const known = new Map(fields.map((field) => [field.name, field]));
  const schema: ArrowSchema = {
    fields: Object.entries(columns).map(([name, values]) => known.get(name) ?? fieldOf(name, values)),
  };
  const vectors = schema.fields.map((field) => {
    const builder = builderFor(field);
    for (const value of columns[field.name] ?? []) append(builder, field, value);
    return builder.finish();
  });
  return writeIpcStream(schema, [{ length: vectors[0]?.length ?? 0, columns: vectors }]);
}

export function frameOf(
  columns: { readonly [name: string]: readonly Plain[] },
  fields: readonly ArrowField[] = [],
): NativeLazyFrame {
  return native().readIpcStream(ipcOf(columns, fields), {}).lazy();
}

export function expr(px: Px): ReturnType<ReturnType<typeof native>["JsExpr"]["deserialize"]> {
  return native().JsExpr.deserialize(Buffer.from(pxToJson(px)), "json");
}

/** The columns of a native frame as plain values. */
export function plainOf(frame: NativeDataFrame): { [name: string]: Plain[] } {
  const chunks: Uint8Array[] = [];
  frame.writeIpcStream({ write: (chunk) => void chunks.push(chunk) }, "uncompressed");
  return plainTable(readIpcStream(Buffer.concat(chunks)));
}
export function plainIpc(bytes: Uint8Array): { [name: string]: Plain[] } {
  return plainTable(readIpcStream(bytes));
}
function plainTable(table: ArrowTable): { [name: string]: Plain[] } {
  const columns: { [name: string]: Plain[] } = {};
  table.schema.fields.forEach((field, i) => {
    const values: Plain[] = [];
    for (const batch of table.batches) {
      const column = batch.columns[i]!;
      for (let row = 0; row < batch.length; row++) values.push(plainAt(field, column, row));
    }
    columns[field.name] = values;
  });
  return columns;
}

function plainAt(field: ArrowField, vector: ArrowVector, row: number): Plain {
  if (!isValid(vector, row)) return null;
  const { data, type, offsets, children } = vector;
  switch (type.kind) {
    case "bool":
      return (((data[row >> 3] as number) >> (row & 7)) & 1) === 1;
    case "utf8":
      return Buffer.from((data as Uint8Array).subarray(offsets![row], offsets![row + 1])).toString();
    case "binary":
      return new Uint8Array((data as Uint8Array).slice(offsets![row], offsets![row + 1]));
    case "list":
      return Array.from({ length: offsets![row + 1]! - offsets![row]! }, (_, i) =>
        plainAt(field.children[0]!, children[0]!, offsets![row]! + i),
      );
    case "struct":
      return Object.fromEntries(field.children.map((child, i) => [child.name, plainAt(child, children[i]!, row)]));
    case "decimal": {
      const low = BigInt.asUintN(64, data[row * 2] as bigint);
      return ((data[row * 2 + 1] as bigint) << 64n) | low;
    }
    default:
      return data[row] as number | bigint;
  }
}

/** Evaluates expressions over a frame and gives the columns. */
export function evaluate(
  frame: NativeLazyFrame,
  exprs: { readonly [name: string]: Px },
  engine: NativeEngineKind = "streaming",
): { [name: string]: Plain[] } {
  const named = Object.entries(exprs).map(([name, px]) => expr(px).alias(name));
  return plainOf(frame.select(named).collectSync(engine));
}
