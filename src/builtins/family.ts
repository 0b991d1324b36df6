/** How rows of one family are written down: the family's name and kind stand once, each row keyed by its name. */
import type { FunctionKind, FunctionRow, Param } from "../logical/function-row.ts";
import { ANY, type InputType } from "../logical/input-type.ts";

/** A row without what the family gives it. */
export type RowSpec = Omit<FunctionRow, "name" | "group" | "kind" | "params"> & {
  readonly kind?: FunctionKind;
  readonly params?: readonly Param[];
};

export function family(
  group: string,
  kind: FunctionKind,
  rows: { readonly [name: string]: RowSpec },
): readonly FunctionRow[] {
  return Object.entries(rows).map(([name, row]) => ({ params: [], ...row, name, group, kind: row.kind ?? kind }));
}
export function param(name: string, type: InputType): Param {
  return { name, type };
}
export function optional(name: string, type: InputType): Param {
  return { name, type, optional: true };
}
/** May repeat, zero or more times. */
export function rest(name: string, type: InputType): Param {
  return { name, type, variadic: true };
}
/** A parameter that must be constant. */
export function constant(name: string, type: InputType): Param {
  return { name, type, foldable: true };
}
export function optionalConstant(name: string, type: InputType): Param {
  return { name, type, foldable: true, optional: true };
}
/** A parameter that takes a lambda; an expression that is none stands for one of so many parameters. */
export function lambdaParam(name: string, parameters: number, more: Partial<Param> = {}): Param {
  return { name, type: ANY, lambdaParameters: parameters, ...more };
}
/** Spark has the function, this engine does not: it fails by name. */
export function missing(reason: string): RowSpec {
  return { unsupported: reason };
}
