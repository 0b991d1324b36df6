/** Cells of a result in Spark's internal form (what a literal holds). */
import { type ArrowVector, cellReader } from "../arrow/index.ts";
import type { DataType } from "../types/data-type.ts";
import { toInternal } from "../types/internal-value.ts";

export function internalCells(vector: ArrowVector, type: DataType): (row: number) => unknown {
  const read = cellReader(vector, type, { long: "bigint" });
  return (row) => {
    const value = read(row);
    return value === null ? null : toInternal(value, type);
  };
}
