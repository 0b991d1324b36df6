/** Functions of one row, called one row after the other. */
import type { ArrowVector } from "../arrow/index.ts";
import type { OpenFunction, UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import { failure } from "./errors.ts";
import { type AnyFunction, type Place, RowLoop } from "./row-loop.ts";

export interface RowFunction {
  readonly name: string;
  readonly func: AnyFunction;
  readonly returnType: DataType;
}

export function openRowFunction(
  { name, func, returnType }: RowFunction,
  args: readonly UserArgument[],
  context: UserFunctionContext,
): OpenFunction {
  const loop = new RowLoop(
    args.map((a) => a.dataType),
    returnType,
    context.longType,
    context,
  );
  return {
    evaluate(columns: readonly ArrowVector[], rows: number): ArrowVector {
      const place: Place = { row: -1 };
      try {
        return loop.run(func, columns, rows, place);
      } catch (error) {
        // What fails before the first row (a long that is no number) is not the function's doing.
        if (place.row < 0) throw error;
        throw failure({ name, args, returnType }, loop.values(columns, place.row), error, context);
      }
    },
    close: () => Promise.resolve(),
  };
}
