/** The columns that batch functions are given, and what they return, as columns. */
import {
  type ArrowVector,
  arrowVector,
  decodeColumn,
  isValid,
  physicalField,
  toApacheTable,
  toSparkForm,
  writeIpcTable,
} from "../arrow/index.ts";
import type { UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import { type DataType, StructField, StructType } from "../types/data-type.ts";
import { type ColumnWriter, columnWriter } from "./column-writer.ts";

/**
 * `typed`: numbers as typed arrays (Float64Array, Int32Array ..., BigInt64Array for long), everything else as arrays of
 * values with null; a row in which a typed array has no value gives null, whatever the function returns for it. `values`:
 * arrays of values with null. `arrow`: Vectors of the package apache-arrow.
 */
export type BatchInputForm = "typed" | "values" | "arrow";

export interface BatchColumns {
  /** The arguments for rows from `start` up to `end`. */
  slice(start: number, end: number): readonly unknown[];
  /** Rows that give null; null where there are none. */
  readonly absent: Uint8Array | null;
}

const TYPED: ReadonlySet<DataType["kind"]> = new Set(["byte", "short", "integer", "long", "float", "double"]);
const isTyped = (type: DataType): boolean => TYPED.has(type.kind);

export async function batchColumns(
  form: BatchInputForm,
  columns: readonly ArrowVector[],
  args: readonly UserArgument[],
  rows: number,
  context: UserFunctionContext,
): Promise<BatchColumns> {
  if (form === "arrow") {
    const schema = new StructType(args.map(({ dataType }, i) => new StructField(`f${i}`, dataType)));
    const options = { timeZone: context.timeZone };
    const table = await toApacheTable(writeIpcTable(toSparkForm(schema, [{ length: rows, columns }], options)));
    const vectors = columns.map((_, i) => table.getChildAt(i));
    return { absent: null, slice: (start, end) => vectors.map((v) => v?.slice(start, end) ?? null) };
  }
  const typed = columns.map(
    (c, i) => form === "typed" && isTyped((args[i] as UserArgument).dataType) && c.type.kind !== "null",
  );
  const values = columns.map((c, i) => {
    const { dataType } = args[i] as UserArgument;
    return typed[i] === true ? c.data : decodeColumn(c, dataType, { long: context.longType });
  });
  const holes = columns.filter((c, i) => typed[i] === true && c.validity !== null);
  return {
    absent: holes.length === 0 ? null : absentRows(holes, rows),
    slice: (start, end) =>
      values.map((v) => {
        if (start === 0 && end === rows) return v;
        return Array.isArray(v) ? v.slice(start, end) : v.subarray(start, end);
      }),
  };
}
function absentRows(holes: readonly ArrowVector[], rows: number): Uint8Array {
  const absent = new Uint8Array(rows);
  for (const column of holes) for (let i = 0; i < rows; i++) if (!isValid(column, i)) absent[i] = 1;
  return absent;
}

/** What a batch function may return: an array, a typed array, a Vector. */
export type BatchResult = ArrayLike<unknown> | { readonly length: number; get(index: number): unknown };

export function isBatchResult(value: unknown): value is BatchResult {
  return typeof value === "object" && value !== null && typeof (value as BatchResult).length === "number";
}
/** A cell of a result, whatever holds it. */
export function cellsOf(result: BatchResult): (i: number) => unknown {
  return "get" in result && typeof result.get === "function"
    ? (i) => (result as { get(index: number): unknown }).get(i)
    : (i) => (result as ArrayLike<unknown>)[i];
}

type Numbers = Int8Array | Int16Array | Int32Array | Float32Array | Float64Array | BigInt64Array;
const ARRAYS = {
  byte: Int8Array,
  short: Int16Array,
  integer: Int32Array,
  float: Float32Array,
  double: Float64Array,
  long: BigInt64Array,
} as const;
/** The typed array of a type, where the result is one: it is the column. */
function asColumn(type: DataType, result: BatchResult): Numbers | undefined {
  const wanted = ARRAYS[type.kind as keyof typeof ARRAYS];
  return wanted !== undefined && result instanceof wanted ? result : undefined;
}

/** A column of the results of several calls, in order; calls `refuse` for a row whose value does not fit. */
export function resultColumn(
  type: DataType,
  rows: number,
  results: readonly BatchResult[],
  absent: Uint8Array | null,
  context: UserFunctionContext,
  refuse: (row: number, error: unknown) => unknown,
): ArrowVector {
  const [first] = results;
  const whole = results.length === 1 && first !== undefined ? asColumn(type, first) : undefined;
  if (whole !== undefined) {
    return arrowVector(physicalField("", type).type, rows, { data: whole, validity: absent && presentBits(absent) });
  }
  const writer: ColumnWriter = columnWriter(type, rows, context);
  let row = 0;
  for (const result of results) {
    const cell = cellsOf(result);
    for (let i = 0; i < result.length; i++, row++) {
      try {
        writer.put(row, absent?.[row] === 1 ? null : cell(i));
      } catch (error) {
        throw refuse(row, error);
      }
    }
  }
  return writer.finish();
}
function presentBits(absent: Uint8Array): Uint8Array {
  const bits = new Uint8Array((absent.length + 7) >> 3);
  for (let i = 0; i < absent.length; i++) if (absent[i] === 0) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  return bits;
}
