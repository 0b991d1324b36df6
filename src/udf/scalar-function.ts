/** Functions that give one value for each row, as plans hold them. */
import { randomUUID } from "node:crypto";
import type { ScalarFunction } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import { arityOf, nameOf } from "./function-source.ts";
import { openRowFunction } from "./row-function.ts";
import type { AnyFunction } from "./row-loop.ts";

export function rowFunction(func: AnyFunction, returnType: DataType): ScalarFunction {
  const name = nameOf(func);
  return {
    kind: "scalar",
    id: randomUUID(),
    name,
    returnType,
    deterministic: true,
    arity: arityOf(func),
    open: (args, context) => openRowFunction({ name, func, returnType }, args, context),
  };
}
/** The same function, called anew wherever it is written. */
export function nondeterministic<T extends { readonly id: string; readonly deterministic: boolean }>(fn: T): T {
  return { ...fn, id: randomUUID(), deterministic: false };
}
