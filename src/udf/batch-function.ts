/** Functions of whole columns: called for many rows at a time, one call after the other or several in flight. */
import { type ArrowVector, decodeColumn } from "../arrow/index.ts";
import type { OpenFunction, UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import {
  batchColumns,
  type BatchInputForm,
  type BatchResult,
  cellsOf,
  isBatchResult,
  resultColumn,
} from "./batch-columns.ts";
import { attempt, type CallPolicy, inParallel } from "./call-policy.ts";
import { failure } from "./errors.ts";
import type { RowFunction } from "./row-function.ts";

export interface BatchPolicy extends CallPolicy {
  /** The most rows of a call. */
  readonly batchSize: number;
  readonly input: BatchInputForm;
}

export function openBatchFunction(
  { name, func, returnType }: RowFunction,
  policy: BatchPolicy,
  args: readonly UserArgument[],
  context: UserFunctionContext,
): OpenFunction {
  return {
    async evaluate(columns: readonly ArrowVector[], rows: number): Promise<ArrowVector> {
      const { absent, slice } = await batchColumns(policy.input, columns, args, rows, context);
      const rowOf = (row: number): unknown[] =>
        columns.map((c, i) => decodeColumn(c, (args[i] as UserArgument).dataType, { long: "bigint" })[row]);
      const failed = (values: readonly unknown[], error: unknown): unknown =>
        failure({ name, args, returnType }, values, error, context);
      const size = Math.min(policy.batchSize, Math.max(rows, 1));
      const results = Array.from<BatchResult>({ length: Math.ceil(rows / size) });
      const stop = new AbortController();
      const signal = AbortSignal.any([context.signal, stop.signal]);

      const checked = (result: unknown, wanted: number): BatchResult => {
        if (isBatchResult(result) && result.length === wanted) return result;
        const what = isBatchResult(result) ? `${result.length} values` : "no array";
        throw new TypeError(`it returned ${what} for a batch of ${wanted} rows`);
      };
      const callRows = async (given: readonly unknown[], wanted: number): Promise<BatchResult> =>
        checked(await attempt(policy, signal, context.count, () => func(...(given as never[]))), wanted);
      /** A row's failure is its own: its value is an Error, and only such rows are called for again. */
      const settled = async (result: BatchResult, start: number): Promise<BatchResult> => {
        if (!Array.isArray(result)) return result;
        const values = result as unknown[];
        const bad = values.flatMap((v, i) => (v instanceof Error ? [i] : []));
        for (const i of bad) values[i] = await again(start + i, values[i] as Error);
        return values;
      };
      const again = async (row: number, first: Error): Promise<unknown> => {
        let error: unknown = first;
        if (policy.retries > 0) {
          let pending: Error | undefined = first;
          try {
            return await attempt({ ...policy, retries: policy.retries }, signal, context.count, async () => {
              const known = pending;
              pending = undefined;
              if (known !== undefined) throw known;
              const value = cellsOf(checked(await func(...(slice(row, row + 1) as never[])), 1))(0);
              if (value instanceof Error) throw value;
              return value;
            });
          } catch (last) {
            error = last;
          }
        }
        return onError(row, error);
      };
      const onError = async (row: number, error: unknown): Promise<unknown> => {
        context.signal.throwIfAborted();
        if (policy.onError === "raise") throw failed(rowOf(row), error);
        context.count("errors", 1);
        if (policy.onError === "null") return null;
        return policy.onError(error, ...(rowOf(row) as never[]));
      };
      const call = async (k: number): Promise<void> => {
        const start = k * size;
        const end = Math.min(start + size, rows);
        let result: BatchResult;
        try {
          result = await callRows(slice(start, end), end - start);
        } catch (error) {
          context.signal.throwIfAborted();
          // What fails as a whole has failed for each of its rows.
          if (policy.onError === "raise") throw failed(end - start === 1 ? rowOf(start) : [], error);
          result = await Promise.all(Array.from({ length: end - start }, (_, i) => onError(start + i, error)));
        }
        results[k] = await settled(result, start);
      };
      try {
        await inParallel(results.length, policy.concurrency, call);
      } finally {
        stop.abort();
      }
      return resultColumn(returnType, rows, results, absent, context, (row, error) => failed(rowOf(row), error));
    },
    close: () => Promise.resolve(),
  };
}
