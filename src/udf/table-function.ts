/** Functions that give rows for each row. */
import { randomUUID } from "node:crypto";
import { type ArrowVector, decodeColumn } from "../arrow/index.ts";
import type { OpenFunction, TableFunction, UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import { ArrayType, type DataType, StructField, StructType } from "../types/data-type.ts";
import { isRow } from "../types/row.ts";
import { columnWriter } from "./column-writer.ts";
import { failure } from "./errors.ts";
import { arityOf, nameOf } from "./function-source.ts";
import type { AnyFunction } from "./row-loop.ts";

export function tableFunction(func: AnyFunction, returnType: DataType): TableFunction {
  const name = nameOf(func);
  const rowType =
    returnType.kind === "struct" ? returnType : new StructType([new StructField("value", returnType, true)]);
  return {
    kind: "table",
    id: randomUUID(),
    name,
    rowType,
    deterministic: true,
    arity: arityOf(func),
    open: (args, context) => openTableFunction(name, func, rowType, args, context),
  };
}

function openTableFunction(
  name: string,
  func: AnyFunction,
  rowType: StructType,
  args: readonly UserArgument[],
  context: UserFunctionContext,
): OpenFunction {
  const type = new ArrayType(rowType, false);
  const { signal } = context;
  return {
    async evaluate(columns: readonly ArrowVector[], rows: number): Promise<ArrowVector> {
      const given = columns.map((c, i) =>
        decodeColumn(c, (args[i] as UserArgument).dataType, { long: context.longType }),
      );
      const writer = columnWriter(type, rows, context);
      for (let i = 0; i < rows; i++) {
        const values = given.map((column) => column[i]);
        try {
          const made = func(...(values as never[])) as unknown;
          writer.put(i, await rowsOf(made, rowType));
        } catch (error) {
          signal.throwIfAborted();
          throw failure({ name, args, returnType: rowType }, values, error, context);
        }
      }
      return writer.finish();
    },
    close: () => Promise.resolve(),
  };
}
async function rowsOf(made: unknown, rowType: StructType): Promise<unknown[]> {
  const rows: unknown[] = [];
  const only = rowType.fields.length === 1;
  const put = (row: unknown): number => rows.push(only && !isRowLike(row) ? [row] : row);
  if (made === null || made === undefined) return rows;
  if (typeof made === "object" && Symbol.iterator in made) {
    for (const row of made as Iterable<unknown>) put(row);
  } else if (typeof made === "object" && Symbol.asyncIterator in made) {
    for await (const row of made as AsyncIterable<unknown>) put(row);
  } else throw new TypeError("a table function must give its rows one by one, or an array of them");
  return rows;
}
/** A row rather than the one value of a row. */
function isRowLike(value: unknown): boolean {
  if (Array.isArray(value) || isRow(value)) return true;
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
