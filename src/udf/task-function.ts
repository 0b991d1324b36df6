/** A task called for the rows of a relation: many calls in flight, equal inputs once, answers kept. */
import { randomUUID } from "node:crypto";
import { type ArrowVector, decodeColumn } from "../arrow/index.ts";
import type { MapOptions } from "../plan/task.ts";
import type { OpenFunction, ScalarFunction, UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import { attempt, type CallPolicy, inParallel, policyOf } from "./call-policy.ts";
import { columnWriter } from "./column-writer.ts";
import { failure } from "./errors.ts";
import { inputKey } from "./input-key.ts";
import { taskResult } from "./task-result.ts";

/** A row as a task is given it: an object by column names. */
export type TaskInput = { readonly [column: string]: unknown };
export interface TaskCalls {
  readonly name: string;
  readonly version: string;
  /** The answer for one row. */
  one(row: TaskInput): unknown;
  /** The answers for rows, as many and in their order; an Error is the failure of its row. */
  many(rows: readonly TaskInput[]): unknown;
  /** Answers of earlier queries by their inputs. */
  readonly kept: Map<string, unknown>;
}

export function taskFunction(
  calls: TaskCalls,
  names: readonly string[],
  returnType: DataType,
  options: MapOptions,
): ScalarFunction {
  const { workers, retries, timeoutMs, onError } = options;
  const policy = policyOf({ concurrency: workers, retries, timeoutMs, onError });
  return {
    kind: "scalar",
    id: randomUUID(),
    name: calls.name,
    returnType,
    deterministic: true,
    arity: { min: names.length, max: names.length },
    morsels: "rows",
    explain: (rows) => [
      `task: ${calls.name}, version ${calls.version}`,
      `workers: ${workers}${options.batchSize === undefined ? "" : `, ${options.batchSize} rows a call`}`,
      `estimated calls: ${estimate(rows, options)}`,
      `cache hits: ${options.cache ? `of ${calls.kept.size} kept answers` : "none (no cache)"}`,
    ],
    open: (args, context) => openTask(calls, names, returnType, options, policy, args, context),
  };
}
/** Never more than this; how many inputs are equal or known is not known before the input has run. */
function estimate(rows: number | undefined, { batchSize = 1, distinct, cache }: MapOptions): string {
  if (rows === undefined) return "unknown before the input has run";
  const calls = Math.ceil(rows / batchSize);
  return distinct || cache ? `${calls} at most` : String(calls);
}

function openTask(
  calls: TaskCalls,
  names: readonly string[],
  returnType: DataType,
  options: MapOptions,
  policy: CallPolicy,
  args: readonly UserArgument[],
  context: UserFunctionContext,
): OpenFunction {
  const shown = args.map(({ dataType }, i) => ({ name: names[i] ?? "", dataType }));
  const failed = (row: TaskInput, error: unknown): unknown =>
    failure(
      { name: calls.name, args: shown, returnType },
      names.map((n) => row[n]),
      error,
      context,
    );
  /** Answers of this query by their inputs. */
  const answers = options.cache ? calls.kept : new Map<string, unknown>();
  const keyed = options.distinct || options.cache;
  return {
    async evaluate(columns: readonly ArrowVector[], rows: number): Promise<ArrowVector> {
      const given = columns.map((c, i) =>
        decodeColumn(c, (args[i] as UserArgument).dataType, { long: context.longType }),
      );
      const inputs = Array.from({ length: rows }, (_, i): TaskInput =>
        Object.fromEntries(names.map((name, k) => [name, given[k]?.[i]])),
      );
      const keys = keyed ? inputs.map((row) => names.map((n) => inputKey(row[n])).join()) : [];
      const results = Array.from<unknown>({ length: rows });
      /** Rows to call for, the first of equal ones alone. */
      const asked: number[] = [];
      const waiting = new Map<string, number[]>();
      for (let i = 0; i < rows; i++) {
        const key = keys[i];
        if (key !== undefined && answers.has(key)) {
          results[i] = answers.get(key);
          if (options.cache) context.count("cacheHits", 1);
          context.called();
        } else if (key !== undefined && waiting.has(key) && options.distinct) waiting.get(key)?.push(i);
        else {
          if (key !== undefined) waiting.set(key, []);
          asked.push(i);
        }
      }
      const stop = new AbortController();
      const signal = AbortSignal.any([context.signal, stop.signal]);
      const answered = (i: number, value: unknown, keep: boolean): void => {
        results[i] = value;
        const key = keys[i];
        if (key !== undefined && keep) answers.set(key, value);
        context.called();
        if (key === undefined || !options.distinct) return;
        for (const other of waiting.get(key) ?? []) {
          results[other] = value;
          context.called();
        }
      };
      const lost = (i: number, error: unknown): void => {
        context.signal.throwIfAborted();
        if (policy.onError === "raise") throw failed(inputs[i] as TaskInput, error);
        context.count("errors", 1);
        answered(i, null, false);
      };
      const tried = <T>(call: () => Promise<T>): Promise<T> => {
        context.count("calls", 1);
        return attempt(policy, signal, context.count, call);
      };
      const settle = async (i: number, call: () => unknown): Promise<void> => {
        let value: unknown;
        try {
          value = await tried(async () => valueOrThrow(await call()));
          value = taskResult(value, returnType);
        } catch (error) {
          lost(i, error);
          return;
        }
        answered(i, value, true);
      };
      const together = async (list: readonly number[]): Promise<void> => {
        let values: readonly unknown[];
        try {
          values = await tried(async () =>
            checked(await calls.many(list.map((i) => inputs[i] as TaskInput)), list.length),
          );
        } catch (error) {
          for (const i of list) lost(i, error);
          return;
        }
        for (const [k, i] of list.entries()) {
          // A row that failed alone is called for alone.
          let first = true;
          if (values[k] instanceof Error && policy.retries > 0) {
            await settle(i, async () => {
              if (!first) return checked(await calls.many([inputs[i] as TaskInput]), 1)[0];
              first = false;
              return values[k];
            });
          } else if (values[k] instanceof Error) lost(i, values[k]);
          else await settle(i, () => values[k]);
        }
      };
      try {
        const { batchSize } = options;
        if (batchSize === undefined) {
          await inParallel(asked.length, policy.concurrency, (k) => {
            const i = asked[k] as number;
            return settle(i, () => calls.one(inputs[i] as TaskInput));
          });
        } else {
          const parts = Math.ceil(asked.length / batchSize);
          await inParallel(parts, policy.concurrency, (k) => together(asked.slice(k * batchSize, (k + 1) * batchSize)));
        }
      } finally {
        stop.abort();
      }
      const writer = columnWriter(returnType, rows, context);
      for (const [i, value] of results.entries()) {
        try {
          writer.put(i, value);
        } catch (error) {
          throw failed(inputs[i] as TaskInput, error);
        }
      }
      return writer.finish();
    },
    close: () => Promise.resolve(),
  };
}
function valueOrThrow(value: unknown): unknown {
  if (value instanceof Error) throw value;
  return value;
}
function checked(values: unknown, wanted: number): readonly unknown[] {
  if (Array.isArray(values) && values.length === wanted) return values as unknown[];
  const what = Array.isArray(values) ? `${values.length} answers` : "no array";
  throw new TypeError(`it gave ${what} for ${wanted} rows`);
}
