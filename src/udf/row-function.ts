/** Functions of one row, called one row after the other. */
import type { ArrowVector } from "../arrow/index.ts";
import type { OpenFunction, UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import { openAsyncFunction } from "./async-function.ts";
import { policyOf } from "./call-policy.ts";
import { failure, isThenable, Misfit } from "./errors.ts";
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
    { ...context, spare: { buffer: new ArrayBuffer(0) } },
  );
  let calls: OpenFunction | undefined;
  return {
    evaluate(columns: readonly ArrowVector[], rows: number): ArrowVector | Promise<ArrowVector> {
      if (calls !== undefined) return calls.evaluate(columns, rows);
      const place: Place = { row: -1 };
      try {
        return loop.run(func, columns, rows, place);
      } catch (error) {
        // What fails before the first row (a long that is no number) is not the function's doing.
        if (place.row < 0) throw error;
        if (place.row === 0 && error instanceof Misfit && isThenable(error.value)) {
          // It is asynchronous without saying so: its first call is under way already.
          let first: unknown = error.value;
          const resumed = (...values: never[]): unknown => {
            const known = first;
            first = undefined;
            return known ?? func(...values);
          };
          calls = openAsyncFunction({ name, func: resumed, returnType }, policyOf(), args, context);
          return calls.evaluate(columns, rows);
        }
        throw failure({ name, args, returnType }, loop.values(columns, place.row), error, context);
      }
    },
    close: () => Promise.resolve(),
  };
}
