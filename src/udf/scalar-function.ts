/** Functions that give one value for each row, as plans hold them. */
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import type { Arity, OpenFunction, ScalarFunction, UserFunctionContext } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import { openAsyncFunction } from "./async-function.ts";
import type { BatchInputForm } from "./batch-columns.ts";
import { openBatchFunction } from "./batch-function.ts";
import { type AsyncOptions, policyOf } from "./call-policy.ts";
import { arityOf, isAsync, nameOf } from "./function-source.ts";
import { takeGpus } from "./gpu-budget.ts";
import { disposeOf, Instance } from "./instance.ts";
import { openRowFunction } from "./row-function.ts";
import type { AnyFunction } from "./row-loop.ts";
import { type ModuleExport, moduleUrl, openWorkerFunction } from "./worker-function.ts";
import type { WorkerFunction } from "./worker-protocol.ts";

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
/** Where a function runs. */
export interface WorkerOptions {
  /**
   * In a pool of threads. The function is given by `{ module, export }`, or as a value that uses nothing from around it:
   * its text goes to the threads.
   */
  readonly worker?: boolean | undefined;
  /** Threads at most, by default one for each processor. */
  readonly threads?: number | undefined;
}
export function workerFunction(
  source: ModuleExport & { readonly name?: string; readonly arity?: Arity },
  returnType: DataType,
  options: BatchOptions & WorkerOptions & Pick<ClassOptions, "resources">,
  more: Pick<WorkerFunction, "batch" | "construct">,
): ScalarFunction {
  const exported = source.export ?? "default";
  const name = source.name ?? (exported === "default" ? baseName(source) : exported);
  const module = moduleUrl(source);
  return {
    kind: "scalar",
    id: randomUUID(),
    name,
    returnType,
    deterministic: true,
    // What a function of a module takes is known in its threads only.
    arity: source.arity ?? { min: 0, max: Number.POSITIVE_INFINITY },
    columns: "shared",
    open(args, context) {
      const { threads = availableParallelism(), resources: { gpus = 0 } = {} } = options;
      // As many objects as there are GPUs for.
      const most = gpus === 0 ? threads : Math.max(1, Math.min(threads, Math.floor(context.gpus / gpus)));
      const open = openWorkerFunction({ module, exported, name, ...more }, returnType, most, args, context);
      return holding(open, gpus * most, context);
    },
  };
}
function baseName({ module }: ModuleExport): string {
  return basename(String(module)).replace(/\.\w+$/, "");
}
/** The function, holding so many GPUs from its first batch to its end. */
function holding(open: OpenFunction, gpus: number, context: UserFunctionContext): OpenFunction {
  if (gpus === 0) return open;
  let giveBack: (() => void) | undefined;
  return {
    async evaluate(columns, rows) {
      giveBack ??= await takeGpus(gpus, context.gpus, context.signal);
      return open.evaluate(columns, rows);
    },
    async close() {
      await open.close();
      giveBack?.();
    },
  };
}

/** Options of objects with state. */
export interface ClassOptions extends BatchOptions, WorkerOptions {
  readonly returnType?: string | DataType | undefined;
  /** What the constructor is given. */
  readonly args?: readonly unknown[] | undefined;
  /** The method that is called, `call` by default. */
  readonly method?: string | undefined;
  /** The method takes whole columns. */
  readonly batch?: boolean | undefined;
  /** What one object takes of `spark.sparkwright.resources.gpus`. */
  readonly resources?: { readonly gpus?: number | undefined } | undefined;
}
type Constructor = new (...args: never[]) => object;

export function classFunction(source: Constructor, returnType: DataType, options: ClassOptions): ScalarFunction {
  const { args: given = [], method = "call", batch, batchSize = Number.POSITIVE_INFINITY, input = "typed" } = options;
  const name = source.name === "" ? "<class>" : source.name;
  const prototype = source.prototype as { readonly [method: string]: AnyFunction };
  // A wrong name is told at once.
  new Instance(source, given).method(method);
  const { concurrency, timeoutMs, retries, backoffMs, onError } = options;
  const isSlow =
    isAsync(prototype[method] as AnyFunction) ||
    [concurrency, timeoutMs, retries, onError].some((x) => x !== undefined);
  const policy = policyOf({ concurrency, timeoutMs, retries, backoffMs, onError });
  const instances = new WeakMap<AbortSignal, Instance>();
  /** The one object of a query, wherever the function stands in it. */
  const instanceOf = (context: UserFunctionContext): Instance => {
    let instance = instances.get(context.signal);
    if (instance === undefined) {
      const made = new Instance(source, given);
      instance = made;
      instances.set(context.signal, made);
      context.atEnd(() => disposeOf(made));
    }
    return instance;
  };
  return {
    kind: "scalar",
    id: randomUUID(),
    name,
    returnType,
    deterministic: true,
    arity: arityOf(prototype[method] as AnyFunction),
    ...(isSlow && batch !== true ? { morsels: "rows" } : {}),
    open(args, context) {
      const fn = { name, func: instanceOf(context).method(method), returnType };
      const open =
        batch === true
          ? openBatchFunction(fn, { ...policy, batchSize, input }, args, context)
          : isSlow
            ? openAsyncFunction(fn, policy, args, context)
            : openRowFunction(fn, args, context);
      return holding(open, options.resources?.gpus ?? 0, context);
    },
  };
}
/** The same function, called anew wherever it is written. */
export function nondeterministic<T extends { readonly id: string; readonly deterministic: boolean }>(fn: T): T {
  return { ...fn, id: randomUUID(), deterministic: false };
}
