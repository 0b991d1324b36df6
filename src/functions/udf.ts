/** User-defined functions: JavaScript in plans. */
import type { Vector } from "apache-arrow";
import type { Expression } from "../plan/expression.ts";
import type { Arity, UserFunction } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import type { CalendarInterval } from "../types/calendar-interval.ts";
import type { Decimal } from "../types/decimal.ts";
import { unsupported } from "../types/spark-error.ts";
import type { Temporal } from "../types/temporal.ts";
import { aggregateFunction, type Aggregator } from "../udf/aggregate-function.ts";
import { callContext } from "../plan/call-context.ts";
import { type AsyncOptions, type UdfContext } from "../udf/call-policy.ts";
import { arityOf, isAsync, isGenerator, nameOf, requireFunction, returnTypeOf } from "../udf/function-source.ts";
import type { AnyFunction } from "../udf/row-loop.ts";
import {
  batchFunction,
  type BatchOptions,
  classFunction,
  type ClassOptions,
  nondeterministic,
  rowFunction,
  workerFunction,
  type WorkerOptions,
} from "../udf/scalar-function.ts";
import { isModuleExport, type ModuleExport, moduleUrl } from "../udf/worker-function.ts";
import { moduleOfFunction } from "../udf/self-contained.ts";
import { tableFunction } from "../udf/table-function.ts";
import { calledBy } from "./call-site.ts";
import { Column } from "./column.ts";
import { ColumnCore } from "./column-core.ts";
import { type ColumnOrName, columnOrName } from "./expression-input.ts";

type Integer = "byte" | "tinyint" | "short" | "smallint" | "int" | "integer" | "float" | "real" | "double";
/** What a function may return for a type: known where the type is written by its name, else anything. */
export type ValueOf<T> = T extends Integer
  ? number | bigint
  : T extends "long" | "bigint"
    ? number | bigint
    : T extends "string"
      ? string
      : T extends "boolean"
        ? boolean
        : T extends "binary"
          ? Uint8Array
          : T extends "date"
            ? Temporal.PlainDate | Date | string
            : T extends "timestamp"
              ? Temporal.Instant | Temporal.ZonedDateTime | Temporal.PlainDateTime | Date
              : T extends "interval"
                ? CalendarInterval
                : T extends `decimal${string}`
                  ? Decimal | number | bigint
                  : unknown;

/** The arguments of a call that just runs: a string would name a column. */
type PlainArguments<A extends readonly unknown[]> = {
  [K in keyof A]: 0 extends 1 & A[K] ? A[K] : Exclude<A[K], string>;
};

/**
 * A function made for plans by {@link udf}. Called with columns (Columns, or strings that name them; other values are
 * literals) it is a column; called with plain values only it just runs.
 */
export interface UserDefinedFunction<A extends readonly unknown[] = readonly unknown[], R = unknown> {
  (...columns: { [K in keyof A]: Column | string }): Column;
  (...values: PlainArguments<A>): R;
  (...columns: { [K in keyof A]: ColumnOrName }): Column;
  /** The function itself. */
  readonly func: (...args: [...A]) => R;
  readonly returnType: DataType;
  readonly deterministic: boolean;
  /**
   * The same function, said to give other results each time: it is called wherever it is written, and no condition moves
   * past it.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.UDFRegistration.register.html}
   * @example
   * ```ts
   * const dice = F.udf(() => 1 + Math.floor(Math.random() * 6), "int").asNondeterministic();
   * spark.range(3).select(dice());
   * ```
   */
  asNondeterministic(): UserDefinedFunction<A, R>;
  /** @internal */
  readonly userFunction: UserFunction;
}

/** A function of plans as something to call. */
export function callable<A extends readonly unknown[], R>(
  func: AnyFunction,
  userFunction: UserFunction,
): UserDefinedFunction<A, R> {
  const call = (...args: readonly unknown[]): unknown => {
    const asColumn = args.length === 0 || args.some((a) => a instanceof ColumnCore || typeof a === "string");
    return asColumn ? userColumn(userFunction, args) : func(...(args as never[]));
  };
  const { name, deterministic } = userFunction;
  const returnType = userFunction.kind === "table" ? userFunction.rowType : userFunction.returnType;
  return Object.assign(Object.defineProperty(call, "name", { value: name }), {
    func,
    returnType,
    deterministic,
    userFunction,
    asNondeterministic: () => callable(func, nondeterministic(userFunction)),
  }) as unknown as UserDefinedFunction<A, R>;
}
function userColumn(fn: UserFunction, args: readonly unknown[]): Column {
  const expression: Expression = Object.freeze({
    kind: "CommonInlineUserDefinedFunction",
    function: fn,
    arguments: args.map((a) => columnOrName(a)),
    origin: calledBy(fn.name),
  });
  return new Column(expression);
}
export function isUserDefinedFunction(value: unknown): value is UserDefinedFunction {
  return typeof value === "function" && "userFunction" in value;
}

/** What a function may return for a type, at once or later. */
type Returned<T> = ValueOf<T> | null | undefined | PromiseLike<ValueOf<T> | null | undefined>;
/** What a function of columns is given and returns; the elements are the columns' values. */
type Columns = ArrayLike<unknown> | { readonly length: number; get(index: number): unknown };

/** The function {@link udf}, and what makes the other kinds. */
export interface Udf {
  /**
   * A JavaScript function as a Column function. It is called once for each row, with the values that `collect` would give
   * and null for null, and returns a value of `returnType` (default string) or null. A value that does not fit, and an
   * error it throws, fail the query with `FAILED_EXECUTE_UDF`, naming the function and the row; `cause` is what was thrown.
   *
   * An asynchronous function, and one with options, has many calls in flight; its results keep the order of the rows. A
   * generator function gives rows for each row, as `explode` does: `returnType` are their columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.udf.html}
   * @example
   * ```ts
   * const shout = F.udf((text: string) => `${text.toUpperCase()}!`, "string");
   * await spark.sql("SELECT 'hey' AS greeting").select(shout("greeting")).show();
   * const plus = F.udf((a: number, b: number) => a + b, "int");
   * console.log(plus(1, 2)); // 3
   * const later = F.udf(async (x: number) => x + 1, "int", { concurrency: 4, timeoutMs: 1000, retries: 2 });
   * await spark.range(3).select(later("id")).show();
   * const upTo = F.udf(function* (n: number) { for (let i = 0; i < n; i++) yield [i, i * i]; }, "i INT, square INT");
   * await spark.range(3).select("id", upTo("id")).show();
   * ```
   */
  <A extends readonly unknown[], R extends Returned<T>, T extends string | DataType = "string">(
    func: (...args: A) => R,
    returnType?: T,
    options?: AsyncOptions<A, Awaited<R>>,
  ): UserDefinedFunction<A, R>;
  <A extends readonly unknown[], R extends Generator<unknown> | AsyncGenerator<unknown>>(
    func: (...args: A) => R,
    returnType: string | DataType,
  ): UserDefinedFunction<A, R>;
  /**
   * A function run in a pool of threads that share the rows of each batch among them: by the module that exports it, or as a
   * value. Of a value only the text goes to the threads: one that uses names from around it, or `this`, raises a
   * PySparkValueError that names them.
   *
   * @example
   * ```ts
   * const collatz = F.udf((n: number) => {
   *   let steps = 0;
   *   for (let x = n; x > 1; steps++) x = x % 2 === 0 ? x / 2 : 3 * x + 1;
   *   return steps;
   * }, "int", { worker: true });
   * await spark.range(1, 10).select("id", collatz("id")).show();
   * ```
   */
  <A extends readonly unknown[], R extends Returned<T>, T extends string | DataType = "string">(
    source: ModuleExport | ((...args: A) => R),
    returnType: T,
    options: WorkerOptions & { readonly worker: true },
  ): UserDefinedFunction<A, R>;
  /**
   * A function of whole columns: numbers come as typed arrays, other values as arrays with null, or everything as Vectors
   * of apache-arrow (`input: "arrow"`); it returns as many values, in an array, a typed array or a Vector. Where a typed
   * array has no value the result is null. An `Error` in place of a value is that row's failure and no other's.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.arrow_udf.html}
   * @example
   * ```ts
   * const twice = F.udf.batch((x: Float64Array) => x.map((v) => v * 2), "double");
   * await spark.range(3).select(twice(col("id").cast("double"))).show();
   * ```
   */
  batch(
    source: ModuleExport | ((...columns: never[]) => unknown),
    returnType: string | DataType,
    options: WorkerOptions & BatchOptions & { readonly worker: true },
  ): UserDefinedFunction<readonly unknown[], unknown>;
  batch<A extends readonly Columns[], R extends Columns | PromiseLike<Columns>>(
    func: (...columns: A) => R,
    returnType?: string | DataType,
    options?: BatchOptions<readonly never[], unknown>,
  ): UserDefinedFunction<A, R>;
  /**
   * A class whose objects have state (a model, a connection): one object for a query, made when a row first needs it and
   * disposed of (`dispose`, `Symbol.asyncDispose`, `Symbol.dispose`) when the query ends, fails or is given up. Its method
   * `call`, or the one named, is the function. With `worker: true` there is one object for each thread; the class is given
   * by module and export, or as a value that uses nothing from around it.
   *
   * @example
   * ```ts
   * class Scaler {
   *   readonly factor: number;
   *   constructor(factor: number) { this.factor = factor; }
   *   call(x: number): number { return x * this.factor; }
   * }
   * const scaled = F.udf.class(Scaler, { args: [3], returnType: "double" });
   * await spark.range(3).select(scaled(col("id").cast("double"))).show();
   * ```
   */
  class(
    source: (new (...args: never[]) => object) | ModuleExport,
    options?: ClassOptions,
  ): UserDefinedFunction<readonly unknown[], unknown>;
  /**
   * What a function can learn of the call it is in: the signal that its result is not wanted any more, and counters that
   * subscribers see. Outside of a query the signal never says so, and counters go nowhere.
   *
   * @example
   * ```ts
   * const fetched = F.udf(async (url: string) => {
   *   const { signal, count } = F.udf.context();
   *   count("fetches");
   *   return (await fetch(url, { signal })).text();
   * }, "string");
   * ```
   */
  context(): UdfContext;
}

function makeUdf(
  func: unknown,
  returnType?: string | DataType,
  options?: AsyncOptions & WorkerOptions,
): UserDefinedFunction {
  const type = returnTypeOf(returnType);
  if (options?.worker === true) {
    const source = workerSource(func, "one row at a time");
    return callable(source.run, workerFunction(source, type, options, NO_BATCH));
  }
  const given = requireFunction(func);
  return callable(given, isGenerator(given) ? tableFunction(given, type) : rowFunction(given, type, options));
}
const NO_BATCH = { batch: undefined, construct: undefined } as const;
/** What threads load: a function by its module, or by its text where that is all of it. */
interface WorkerSource extends ModuleExport {
  readonly name?: string;
  readonly arity?: Arity;
  /** Runs it here, with plain values. */
  readonly run: AnyFunction;
}
function workerSource(source: unknown, rows: "one row at a time" | "whole columns"): WorkerSource {
  if (isModuleExport(source)) {
    const run = async (...values: never[]): Promise<unknown> => {
      const module = (await import(moduleUrl(source))) as { readonly [name: string]: AnyFunction };
      return module[source.export ?? "default"]?.(...values);
    };
    return { ...source, run };
  }
  const func = requireFunction(source);
  const name = nameOf(func);
  if (isGenerator(func)) throw unsupported("generator functions in worker threads");
  if (isAsync(func) && rows === "one row at a time") {
    throw unsupported("asynchronous functions in worker threads: they wait, which takes no thread (`concurrency`)");
  }
  return { module: moduleOfFunction(func, "function", name), name, arity: arityOf(func), run: func };
}
function makeBatch(
  func: unknown,
  returnType?: string | DataType,
  options: BatchOptions & WorkerOptions = {},
): UserDefinedFunction {
  const type = returnTypeOf(returnType);
  if (options.worker === true) {
    const { batchSize = Number.POSITIVE_INFINITY, input = "typed" } = options;
    const more = { batch: { batchSize, input }, construct: undefined };
    const source = workerSource(func, "whole columns");
    return callable(source.run, workerFunction(source, type, options, more));
  }
  const given = requireFunction(func);
  return callable(given, batchFunction(given, type, options));
}
function makeClass(source: unknown, options: ClassOptions = {}): UserDefinedFunction {
  const type = returnTypeOf(options.returnType);
  if (options.worker === true) {
    const { args = [], method = "call", batch, batchSize = Number.POSITIVE_INFINITY, input = "typed" } = options;
    const more = { batch: batch === true ? { batchSize, input } : undefined, construct: { args, method } };
    if (isModuleExport(source)) {
      return callable(workerSource(source, "whole columns").run, workerFunction(source, type, options, more));
    }
    const { name } = requireFunction(source, "class");
    const module = moduleOfFunction(source as AnyFunction, "class", name);
    const fn = workerFunction({ module, name: name === "" ? "<class>" : name }, type, options, more);
    return callable(calling(source, options), fn);
  }
  const made = requireFunction(source, "class") as unknown as new (...args: never[]) => object;
  return callable(calling(source, options), classFunction(made, type, options));
}
/** Calls the method of a new object. */
function calling(source: unknown, { args = [], method = "call" }: ClassOptions): AnyFunction {
  const made = source as new (...args: never[]) => object;
  return (...values: never[]): unknown => {
    const object = new made(...(args as never[])) as { readonly [name: string]: AnyFunction };
    return object[method]?.(...values);
  };
}
const NEVER: UdfContext = { signal: new AbortController().signal, count: () => {} };

/** User-defined functions; see {@link Udf}. */
export const udf: Udf = Object.assign(makeUdf as unknown as Udf, {
  batch: makeBatch as unknown as Udf["batch"],
  class: makeClass as unknown as Udf["class"],
  context: (): UdfContext => callContext.getStore() ?? NEVER,
});

/**
 * An aggregate function: the values of a group's rows are folded into a state, which gives the result. It stands where
 * built-in aggregates do: with DISTINCT and FILTER, in grouping sets, over windows.
 *
 * @see {@link https://spark.apache.org/docs/latest/sql-ref-functions-udf-aggregate.html}
 * @example
 * ```ts
 * const geometricMean = F.udaf(
 *   {
 *     name: "geometric_mean",
 *     init: () => ({ log: 0, n: 0 }),
 *     update: (s, x: number) => ({ log: s.log + Math.log(x), n: s.n + 1 }),
 *     merge: (a, b) => ({ log: a.log + b.log, n: a.n + b.n }),
 *     finish: (s) => (s.n === 0 ? null : Math.exp(s.log / s.n)),
 *   },
 *   "double",
 * );
 * await spark.range(1, 5).agg(geometricMean("id")).show();
 * ```
 */
export function udaf<
  A extends readonly unknown[],
  S,
  R extends ValueOf<T> | null,
  T extends string | DataType = "string",
>(aggregator: Aggregator<A, S, R>, returnType?: T): UserDefinedFunction<A, R> {
  for (const part of ["init", "update", "merge", "finish"] as const) requireFunction(aggregator?.[part], part);
  const folded = (...values: A): R => {
    const state = aggregator.init();
    return aggregator.finish((aggregator.update(state, ...values) as S | undefined) ?? state);
  };
  return callable(folded as never, aggregateFunction(aggregator as never, returnTypeOf(returnType)));
}

/**
 * A table function: a generator function, or a class with a method `eval` that is one (an object is made for each call).
 * Called with columns it stands in a select list; registered with `spark.udtf`, in FROM and LATERAL. Classes with `terminate`
 * or `analyze`, and tables as arguments, raise `UNSUPPORTED_FEATURE`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.udtf.html}
 * @example
 * ```ts
 * const squares = F.udtf(class {
 *   *eval(from: number, to: number) { for (let i = from; i <= to; i++) yield [i, i * i]; }
 * }, { returnType: "num INT, squared INT" });
 * await spark.range(1).select(squares(lit(1), lit(3))).show();
 * ```
 */
export function udtf(
  handler: TableHandler | (new () => { eval: TableHandler }),
  options: { readonly returnType: string | DataType },
): UserDefinedFunction<readonly unknown[], unknown> {
  const type = returnTypeOf(options.returnType);
  const given = requireFunction(handler, "cls");
  const prototype = given.prototype as { readonly [name: string]: unknown } | undefined;
  const method = prototype?.["eval"];
  if (typeof method !== "function") return callable(given, tableFunction(given, type));
  for (const name of ["terminate", "analyze"]) {
    if (name in given || (prototype !== undefined && name in prototype))
      throw unsupported(`${name} of a table function`);
  }
  const make = handler as new () => { eval: TableHandler };
  const run = (...values: never[]): unknown => new make().eval(...values);
  // Arguments are checked against those of the method, errors name the class.
  Object.defineProperties(run, { name: { value: given.name }, length: { value: (method as AnyFunction).length } });
  return callable(run, { ...tableFunction(run, type), arity: arityOf(method as AnyFunction) });
}
type TableHandler = (...args: never[]) => Iterable<unknown> | AsyncIterable<unknown>;

/**
 * A function of Vectors of apache-arrow: `udf.batch` with `input: "arrow"`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.arrow_udf.html}
 * @example
 * ```ts
 * const same = F.arrow_udf((ids) => ids, "long");
 * await spark.range(3).select(same("id")).show();
 * ```
 */
export function arrow_udf(
  func: (...vectors: Vector[]) => Columns | PromiseLike<Columns>,
  returnType?: string | DataType,
): UserDefinedFunction<readonly unknown[], unknown> {
  return makeBatch(func, returnType, { input: "arrow" });
}
