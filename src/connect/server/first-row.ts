/** The values of a result's first row, as they stand in literals; none where there is no row. */
import { readIpcStream } from "../../arrow/index.ts";
import type { ResultStream } from "../../engine/engine.ts";
import { internalCells } from "../../engine/internal-cells.ts";
import type { LiteralValue } from "../../plan/expression.ts";
import type { StructField } from "../../types/data-type.ts";

export async function firstRow(result: ResultStream): Promise<LiteralValue[]> {
  for await (const bytes of result.batches) {
    for (const batch of readIpcStream(bytes).batches) {
      if (batch.length === 0) continue;
      return result.schema.fields.map((field: StructField, i) => {
        const column = batch.columns[i];
        if (column === undefined) throw new TypeError(`the result lacks the column "${field.name}"`);
        return internalCells(column, field.dataType)(0) as LiteralValue;
      });
    }
  }
  return [];
}
