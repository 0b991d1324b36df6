/**
 * Tables of the package `apache-arrow`. Reading one needs nothing of the package: its columns are taken apart by their
 * public properties, whichever version or copy made them. Making one loads the package, which takes 80 ms.
 */
import type { Table } from "apache-arrow";
import { typedArray } from "./ipc-reader.ts";
import { takeVector } from "./take.ts";
import {
  type ArrowBatch,
  type ArrowField,
  type ArrowTable,
  type ArrowType,
  type ArrowVector,
  EMPTY_BYTES,
  type TimeUnit,
  arrowVector,
  isValid,
} from "./vector.ts";

/** The bytes of an IPC stream as a table of `apache-arrow`. */
export async function toApacheTable(bytes: Uint8Array): Promise<Table> {
  const { tableFromIPC } = await import("apache-arrow");
  return tableFromIPC(bytes);
}

interface ApacheType {
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly timezone?: string | null;
  readonly byteWidth?: number;
  readonly listSize?: number;
  readonly keysSorted?: boolean;
  readonly children?: readonly ApacheField[] | null;
  readonly dictionary?: ApacheType;
  readonly indices?: ApacheType;
}
interface ApacheField {
  readonly name: string;
  readonly type: ApacheType;
  readonly nullable: boolean;
  readonly metadata?: ReadonlyMap<string, string>;
}
interface ApacheData {
  readonly type: ApacheType;
  readonly length: number;
  /** First row within the bitmaps; typed arrays and offsets are cut already. */
  readonly offset: number;
  readonly nullCount: number;
  readonly nullBitmap?: Uint8Array | null;
  readonly values?: ArrayBufferView | null;
  readonly valueOffsets?: Int32Array | BigInt64Array | null;
  readonly children: readonly ApacheData[];
  readonly dictionary?: { readonly data: readonly ApacheData[] } | undefined;
}
interface ApacheTable {
  readonly schema: { readonly fields: readonly ApacheField[] };
  readonly batches: readonly { readonly numRows: number; readonly data: ApacheData }[];
}

/** Is the value a `Table` of apache-arrow, of whatever copy? */
export function isApacheTable(value: unknown): value is Table {
  const table = value as Partial<ApacheTable> | null;
  return (
    typeof value === "object" &&
    value !== null &&
    Array.isArray(table?.batches) &&
    Array.isArray(table.schema?.fields) &&
    typeof (value as Partial<Table>).getChildAt === "function"
  );
}

/** A table of `apache-arrow` as ours, mostly over the same memory. */
export function fromApacheTable(given: Table): ArrowTable {
  const table = given as unknown as ApacheTable;
  return {
    schema: { fields: table.schema.fields.map(fieldOf) },
    batches: table.batches.map(({ numRows, data }): ArrowBatch => ({
      length: numRows,
      columns: data.children.map((column) => vectorOf(column)),
    })),
  };
}

function fieldOf(field: ApacheField): ArrowField {
  // A dictionary is expanded: the field has the type of its values.
  const type = field.type.dictionary ?? field.type;
  const metadata = Object.fromEntries(field.metadata ?? []);
  return {
    name: field.name,
    type: typeOf(type),
    nullable: field.nullable,
    children: (type.children ?? []).map(fieldOf),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}

const UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];
const unitOf = (type: ApacheType): TimeUnit => UNITS[type.unit ?? 0] ?? "us";

/** By the numbers of `apache-arrow`'s enum `Type`. */
function typeOf(type: ApacheType): ArrowType {
  switch (type.typeId) {
    case 1:
      return { kind: "null" };
    case 2:
      return { kind: "int", bits: (type.bitWidth ?? 32) as 8 | 16 | 32 | 64, signed: type.isSigned === true };
    case 3:
      return { kind: "float", bits: ([16, 32, 64] as const)[type.precision ?? 2] ?? 64 };
    case 4:
    case 19:
      return { kind: "binary", large: type.typeId === 19 };
    case 5:
    case 20:
      return { kind: "utf8", large: type.typeId === 20 };
    case 6:
      return { kind: "bool" };
    case 7: {
      const bits = (type.bitWidth ?? 128) as 128 | 256;
      return { kind: "decimal", bits, precision: type.precision ?? 38, scale: type.scale ?? 0 };
    }
    case 8:
      return { kind: "date", unit: type.unit === 0 ? "day" : "ms" };
    case 9:
      return { kind: "time", bits: type.bitWidth === 64 ? 64 : 32, unit: unitOf(type) };
    case 10:
      return { kind: "timestamp", unit: unitOf(type), timezone: type.timezone ?? null };
    case 11:
      return {
        kind: "interval",
        unit: (["year_month", "day_time", "month_day_nano"] as const)[type.unit ?? 0] ?? "day_time",
      };
    case 12:
    case 21:
      return { kind: "list", large: type.typeId === 21 };
    case 13:
      return { kind: "struct" };
    case 15:
      return { kind: "fixed_binary", width: type.byteWidth ?? 0 };
    case 16:
      return { kind: "fixed_list", size: type.listSize ?? 0 };
    case 17:
      return { kind: "map", keysSorted: type.keysSorted === true };
    case 18:
      return { kind: "duration", unit: unitOf(type) };
    default:
      throw new TypeError(`Arrow type number ${type.typeId} is not supported`);
  }
}

function vectorOf(data: ApacheData): ArrowVector {
  const { length } = data;
  const validity = data.nullCount > 0 && data.nullBitmap ? bitsFrom(data.nullBitmap, data.offset, length) : null;
  if (data.type.dictionary !== undefined) return expanded(data, validity);
  const type = typeOf(data.type);
  switch (type.kind) {
    case "null":
      return arrowVector(type, length);
    case "bool":
      return arrowVector(type, length, { validity, data: bitsFrom(bytesOf(data.values), data.offset, length) });
    case "utf8":
    case "binary":
      return arrowVector(type, length, { validity, offsets: offsetsFrom(data), data: bytesOf(data.values) });
    case "list":
    case "map":
      return arrowVector(type, length, { validity, offsets: offsetsFrom(data), children: data.children.map(vectorOf) });
    case "struct":
    case "fixed_list":
      return arrowVector(type, length, { validity, children: data.children.map(vectorOf) });
    default: {
      const bytes = bytesOf(data.values);
      const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
      return arrowVector(type, length, { validity, data: typedArray(type, aligned, length) });
    }
  }
}

function expanded(data: ApacheData, validity: Uint8Array | null): ArrowVector {
  const { type } = data;
  const indexType = typeOf(type.indices ?? { typeId: 2, bitWidth: 32, isSigned: true });
  const indices = arrowVector(indexType, data.length, {
    validity,
    data: typedArray(indexType, new Uint8Array(bytesOf(data.values)), data.length),
  });
  const [values] = data.dictionary?.data ?? [];
  if (values === undefined || (data.dictionary?.data.length ?? 0) > 1) {
    throw new TypeError("an Arrow dictionary in several pieces is not supported");
  }
  const rows = Int32Array.from({ length: data.length }, (_, i) =>
    isValid(indices, i) ? Number(indices.data[i] ?? 0) : -1,
  );
  return takeVector(vectorOf(values), rows);
}

function bytesOf(view: ArrayBufferView | null | undefined): Uint8Array {
  if (view === null || view === undefined) return EMPTY_BYTES;
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}

function offsetsFrom(data: ApacheData): Int32Array {
  const offsets = data.valueOffsets ?? new Int32Array(data.length + 1);
  return offsets instanceof Int32Array ? offsets : Int32Array.from(offsets, Number);
}

/** `length` bits from bit `start` on, moved to the beginning. */
function bitsFrom(bits: Uint8Array, start: number, length: number): Uint8Array {
  if (start % 8 === 0) return bits.subarray(start >> 3, (start + length + 7) >> 3);
  const out = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < length; i++) {
    const at = start + i;
    if (((bits[at >> 3] ?? 0) & (1 << (at & 7))) !== 0) out[i >> 3] = (out[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return out;
}
