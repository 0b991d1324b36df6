/** User-defined functions: JavaScript in plans. */
import type { Expression } from "../plan/expression.ts";
import type { UserFunction } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import type { CalendarInterval } from "../types/calendar-interval.ts";
import type { Decimal } from "../types/decimal.ts";
import type { Temporal } from "../types/temporal.ts";
import { requireFunction, returnTypeOf } from "../udf/function-source.ts";
import type { AnyFunction } from "../udf/row-loop.ts";
import { nondeterministic, rowFunction } from "../udf/scalar-function.ts";
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
  const returnType = userFunction.kind === "table" ? userFunction.columns : userFunction.returnType;
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

/**
 * A JavaScript function as a Column function. It is called once for each row, with the values that `collect` would give
 * and null for null, and returns a value of `returnType` (default string) or null. A value that does not fit, and an error
 * it throws, fail the query with `FAILED_EXECUTE_UDF`, naming the function and the row; `cause` is what was thrown.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.udf.html}
 * @example
 * ```ts
 * const shout = F.udf((text: string) => `${text.toUpperCase()}!`, "string");
 * await spark.sql("SELECT 'hey' AS greeting").select(shout("greeting")).show();
 * const plus = F.udf((a: number, b: number) => a + b, "int");
 * console.log(plus(1, 2)); // 3
 * ```
 */
export function udf<A extends readonly unknown[], R extends ValueOf<T> | null | undefined, T extends string | DataType>(
  func: (...args: A) => R,
  returnType?: T,
): UserDefinedFunction<A, R> {
  const given = requireFunction(func);
  return callable(given, rowFunction(given, returnTypeOf(returnType)));
}
