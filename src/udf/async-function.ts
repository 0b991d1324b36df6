/** Functions of one row that give promises: many calls in flight, results in the order of the rows. */
import { type ArrowVector, decodeColumn } from "../arrow/index.ts";
import type { OpenFunction, UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import { attempt, type CallPolicy, inParallel } from "./call-policy.ts";
import { columnWriter } from "./column-writer.ts";
import { failure } from "./errors.ts";
import type { RowFunction } from "./row-function.ts";

export function openAsyncFunction(
  { name, func, returnType }: RowFunction,
  policy: CallPolicy,
  args: readonly UserArgument[],
  context: UserFunctionContext,
): OpenFunction {
  const failed = (values: readonly unknown[], error: unknown): unknown =>
    failure({ name, args, returnType }, values, error, context);
  return {
    async evaluate(columns: readonly ArrowVector[], rows: number): Promise<ArrowVector> {
      const given = columns.map((c, i) =>
        decodeColumn(c, (args[i] as UserArgument).dataType, { long: context.longType }),
      );
      const results = Array.from<unknown>({ length: rows });
      const stop = new AbortController();
      const signal = AbortSignal.any([context.signal, stop.signal]);
      const call = async (i: number): Promise<void> => {
        const values = given.map((column) => column[i]);
        try {
          results[i] = await attempt(policy, signal, context.count, () => func(...(values as never[])));
        } catch (error) {
          context.signal.throwIfAborted();
          if (policy.onError === "raise") throw failed(values, error);
          context.count("errors", 1);
          results[i] = policy.onError === "null" ? null : await handled(policy.onError, error, values);
        }
        context.called();
      };
      const handled = async (
        handler: (error: unknown, ...args: never[]) => unknown,
        error: unknown,
        values: readonly unknown[],
      ): Promise<unknown> => {
        try {
          return await handler(error, ...(values as never[]));
        } catch (again) {
          throw failed(values, again);
        }
      };
      try {
        await inParallel(rows, policy.concurrency, call);
      } finally {
        stop.abort();
      }
      const writer = columnWriter(returnType, rows, context);
      for (const [i, value] of results.entries()) {
        try {
          writer.put(i, value);
        } catch (error) {
          throw failed(
            given.map((column) => column[i]),
            error,
          );
        }
      }
      return writer.finish();
    },
    close: () => Promise.resolve(),
  };
}
