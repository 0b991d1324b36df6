/** The cells of argument columns as the values that functions are given: those that `collect` gives. */
import { type ArrowVector, cellReader, decodeColumn, isValid, type LongForm } from "../arrow/index.ts";
import { type DataType, LONG } from "../types/data-type.ts";

/** How generated code reads one column. */
export interface ColumnAccess {
  /** An expression of the value at `i` in terms of `d` (what {@link ColumnAccess.data} gives). */
  readonly code: (d: string) => string;
  data(vector: ArrowVector): unknown;
}

const element: ColumnAccess["code"] = (d) => `${d}[i]`;

/** The highest upper halves of longs that are exact numbers. */
const HIGHEST = 0x1fffff;
const LOWEST = -0x200000;

/** The fastest way to a type's values. */
export function columnAccess(type: DataType, long: LongForm): ColumnAccess {
  switch (type.kind) {
    case "byte":
    case "short":
    case "integer":
    case "float":
    case "double":
      return { code: element, data: (v) => v.data };
    case "boolean":
      return { code: (d) => `((${d}[i >> 3] >> (i & 7)) & 1) === 1`, data: (v) => v.data };
    case "long":
      if (long === "bigint") return { code: element, data: (v) => v.data };
      if (long === "number")
        return { code: (d) => `${d}.h[i * 2 + 1] * 4294967296 + (${d}.h[i * 2] >>> 0)`, data: halves };
      break;
    case "string":
    case "char":
    case "varchar":
      return { code: element, data: (v) => decodeColumn(v, type) };
  }
  return { code: (d) => `${d}(i)`, data: (v) => cellReader(v, type, { long }) };
}

/** Longs by their halves. Where one is no exact number, reading it as a cell says so. */
function halves(vector: ArrowVector): { readonly h: Int32Array } {
  const { data, length } = vector;
  const h = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  for (let i = 0; i < length; i++) {
    const high = h[i * 2 + 1] ?? 0;
    if ((high > HIGHEST || high <= LOWEST) && isValid(vector, i)) decodeColumn(vector, LONG, { long: "number" });
  }
  return { h };
}
