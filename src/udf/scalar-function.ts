/** Functions that give one value for each row, as plans hold them. */
import { randomUUID } from "node:crypto";
import type { ScalarFunction } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import { openAsyncFunction } from "./async-function.ts";
import type { BatchInputForm } from "./batch-columns.ts";
import { openBatchFunction } from "./batch-function.ts";
import { type AsyncOptions, policyOf } from "./call-policy.ts";
import { arityOf, isAsync, nameOf } from "./function-source.ts";
import { openRowFunction } from "./row-function.ts";
import type { AnyFunction } from "./row-loop.ts";

/** Options of functions of columns. */
export interface BatchOptions<A extends readonly unknown[] = readonly never[], R = unknown> extends AsyncOptions<A, R> {
  /** The most rows of a call; by default as many as the engine hands over at a time, about 100,000. */
  readonly batchSize?: number | undefined;
  /** What the function is given, `"typed"` by default. */
  readonly input?: BatchInputForm | undefined;
}

export function rowFunction(func: AnyFunction, returnType: DataType, options?: AsyncOptions): ScalarFunction {
  const name = nameOf(func);
  const source = { name, func, returnType };
  const known = {
    kind: "scalar",
    id: randomUUID(),
    name,
    returnType,
    deterministic: true,
    arity: arityOf(func),
  } as const;
  if (options === undefined && !isAsync(func)) {
    return { ...known, columns: "borrowed", open: (args, context) => openRowFunction(source, args, context) };
  }
  const policy = policyOf(options);
  return { ...known, morsels: "rows", open: (args, context) => openAsyncFunction(source, policy, args, context) };
}
export function batchFunction(func: AnyFunction, returnType: DataType, options: BatchOptions = {}): ScalarFunction {
  const name = nameOf(func);
  const { batchSize = Number.POSITIVE_INFINITY, input = "typed" } = options;
  const policy = { ...policyOf(options), batchSize, input };
  return {
    kind: "scalar",
    id: randomUUID(),
    name,
    returnType,
    deterministic: true,
    arity: arityOf(func),
    open: (args, context) => openBatchFunction({ name, func, returnType }, policy, args, context),
  };
}
/** The same function, called anew wherever it is written. */
export function nondeterministic<T extends { readonly id: string; readonly deterministic: boolean }>(fn: T): T {
  return { ...fn, id: randomUUID(), deterministic: false };
}
