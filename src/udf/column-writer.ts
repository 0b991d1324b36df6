/** Columns made of the values that functions return. */
import { type ArrowVector, arrowType, arrowVector, columnAppender, Utf8Builder } from "../arrow/index.ts";
import { physicalField } from "../arrow/index.ts";
import type { DataType } from "../types/data-type.ts";
import { internalConverter } from "../types/internal-value.ts";
import { isThenable, Misfit } from "./errors.ts";

/** A column under construction: row after row. */
export interface ColumnWriter {
  /** The statement that stores `r` in row `i` of writer `w`; what is stored nowhere falls through to {@link ColumnWriter.put}. */
  readonly code: string;
  /** The array that the code stores to. */
  readonly data: unknown;
  /** Stores any value, nulls too; throws a TypeError where it does not fit. */
  put(row: number, value: unknown): void;
  finish(): ArrowVector;
}
export interface WriterOptions {
  readonly timeZone: string;
  readonly redactValues: boolean;
  /** Memory for numbers, used again by the next batch; absent where columns are kept. */
  readonly spare?: { buffer: ArrayBuffer } | undefined;
}
/** Bytes for a column of numbers. What is in them does not matter. */
function bytesFor(length: number, { spare }: WriterOptions): ArrayBuffer {
  if (spare === undefined) return new ArrayBuffer(length);
  if (spare.buffer.byteLength < length) spare.buffer = new ArrayBuffer(length);
  return spare.buffer;
}

class Nulls {
  #bits: Uint8Array | null = null;
  readonly #rows: number;
  constructor(rows: number) {
    this.#rows = rows;
  }
  set(row: number): void {
    this.#bits ??= ones(this.#rows);
    this.#bits[row >> 3] = (this.#bits[row >> 3] ?? 0) & ~(1 << (row & 7));
  }
  get bits(): Uint8Array | null {
    return this.#bits;
  }
}
function ones(rows: number): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3).fill(0xff);
  if (rows % 8 !== 0) bits[bits.length - 1] = (1 << (rows % 8)) - 1;
  return bits;
}

const RANGES = { byte: 24, short: 16, integer: 0 } as const;
const isNone = (value: unknown): value is null | undefined => value === null || value === undefined;

export function columnWriter(type: DataType, rows: number, options: WriterOptions): ColumnWriter {
  const refuse = (value: unknown): TypeError => new Misfit(value, type, options.redactValues);
  switch (type.kind) {
    case "float":
    case "double":
      return numbers(
        type,
        type.kind === "float"
          ? new Float32Array(bytesFor(rows * 4, options), 0, rows)
          : new Float64Array(bytesFor(rows * 8, options), 0, rows),
        rows,
        {
          code: `if (typeof r === "number") { w[i] = r; continue; }`,
          fits: () => true,
          refuse,
        },
      );
    case "byte":
    case "short":
    case "integer": {
      const shift = RANGES[type.kind];
      const bytes = bytesFor(rows * 4, options);
      const data =
        shift === 24
          ? new Int8Array(bytes, 0, rows)
          : shift === 16
            ? new Int16Array(bytes, 0, rows)
            : new Int32Array(bytes, 0, rows);
      const fits = (value: number): boolean => value === (value << shift) >> shift;
      return numbers(type, data, rows, {
        code: `if (typeof r === "number" && r === ${shift === 0 ? "(r | 0)" : `((r << ${shift}) >> ${shift})`}) { w[i] = r; continue; }`,
        fits,
        refuse,
      });
    }
    case "long":
      return longs(rows, new BigInt64Array(bytesFor(rows * 8, options), 0, rows), refuse);
    case "boolean":
      return booleans(rows, refuse);
    case "string":
      return strings(refuse);
    default:
      return anything(type, options, refuse);
  }
}

function numbers(
  type: DataType,
  data: Float32Array | Float64Array | Int8Array | Int16Array | Int32Array,
  rows: number,
  { code, fits, refuse }: { code: string; fits: (value: number) => boolean; refuse: (value: unknown) => TypeError },
): ColumnWriter {
  const nulls = new Nulls(rows);
  return {
    code,
    data,
    put(row, value) {
      if (isNone(value)) nulls.set(row);
      else {
        // Integers may be given as bigint.
        const number = typeof value === "bigint" ? Number(value) : value;
        if (typeof number !== "number" || !fits(number)) throw refuse(value);
        data[row] = number;
      }
    },
    finish: () => arrowVector(physicalField("", type).type, rows, { data, validity: nulls.bits }),
  };
}

function longs(rows: number, data: BigInt64Array, refuse: (value: unknown) => TypeError): ColumnWriter {
  const halves = new Int32Array(data.buffer);
  const nulls = new Nulls(rows);
  return {
    code: `if (typeof r === "number" && Number.isSafeInteger(r)) {
      w[i * 2] = r; w[i * 2 + 1] = Math.floor(r / 4294967296); continue;
    }`,
    data: halves,
    put(row, value) {
      if (isNone(value)) nulls.set(row);
      else if (typeof value === "number" && Number.isSafeInteger(value)) data[row] = BigInt(value);
      else if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) data[row] = value;
      else throw refuse(value);
    },
    finish: () => arrowVector(arrowType.int64, rows, { data, validity: nulls.bits }),
  };
}

function booleans(rows: number, refuse: (value: unknown) => TypeError): ColumnWriter {
  const data = new Uint8Array((rows + 7) >> 3);
  const nulls = new Nulls(rows);
  return {
    code: `if (r === true) { w[i >> 3] |= 1 << (i & 7); continue; } if (r === false) continue;`,
    data,
    put(row, value) {
      if (isNone(value)) nulls.set(row);
      else if (typeof value !== "boolean") throw refuse(value);
      else if (value) data[row >> 3] = (data[row >> 3] ?? 0) | (1 << (row & 7));
    },
    finish: () => arrowVector(arrowType.bool, rows, { data, validity: nulls.bits }),
  };
}

function strings(refuse: (value: unknown) => TypeError): ColumnWriter {
  const builder = new Utf8Builder();
  return {
    code: `if (typeof r === "string") { w.appendString(r); continue; }`,
    data: builder,
    put(_row, value) {
      if (isNone(value)) builder.appendNull();
      else if (typeof value === "string") builder.appendString(value);
      else throw refuse(value);
    },
    finish: () => builder.finish(),
  };
}

function anything(type: DataType, { timeZone }: WriterOptions, refuse: (value: unknown) => TypeError): ColumnWriter {
  const convert = internalConverter(type, { timeZone, rowsByName: true });
  const column = columnAppender(type);
  return {
    code: "",
    data: null,
    put(_row, value) {
      if (isThenable(value)) throw refuse(value);
      let internal;
      try {
        internal = convert(value);
      } catch (error) {
        throw Object.assign(refuse(value), { cause: error });
      }
      column.append(internal);
    },
    finish: () => column.builder.finish(),
  };
}
