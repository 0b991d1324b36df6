/** Reads the column arguments of DataFrame methods: names, Columns, ordinals, lists of them. */
import type { Column } from "../functions/column.ts";
import { type ColumnOrName, columnOrName, notExpectedType } from "../functions/expression-input.ts";
import { ColumnCore } from "../functions/column-core.ts";
import { sortOrder } from "../functions/window.ts";
import type { Expression, SortOrder } from "../plan/expression.ts";
import { PySparkTypeError, PySparkValueError } from "../types/spark-error.ts";
import { quoteName } from "../types/data-type.ts";

/** Columns one by one, or as one array. */
export type ColumnArguments = readonly (ColumnOrName | readonly ColumnOrName[])[];
/** The same with positions of columns, counted from 1; negative ones mean descending order. */
export type OrdinalArguments = readonly (ColumnOrName | number | readonly (ColumnOrName | number)[])[];

/** What ordinals need to know. */
interface OrdinalSource {
  readonly columns: readonly string[];
  col(name: string): Column;
}

/** The arguments without the array around them, if there is one. */
export function flatten<T>(args: readonly (T | readonly T[])[]): readonly T[] {
  const [only] = args;
  return args.length === 1 && Array.isArray(only) ? (only as readonly T[]) : (args as readonly T[]);
}

export function columnList(args: ColumnArguments): Expression[] {
  return flatten(args).map((c) => columnOrName(c));
}

/** Columns that may be given by position. */
export function ordinalList(args: OrdinalArguments, source: OrdinalSource): Expression[] {
  return flatten(args).map((c) => (typeof c === "number" ? atOrdinal(c, source) : columnOrName(c)));
}
function atOrdinal(ordinal: number, source: OrdinalSource): Expression {
  if (ordinal === 0) throw new PySparkValueError("ZERO_INDEX", {});
  const name = source.columns[Math.abs(ordinal) - 1];
  if (name === undefined) {
    throw new PySparkValueError("INDEX_OUT_OF_RANGE", { arg_name: "index", index: String(ordinal) });
  }
  const column = source.col(quoteName(name));
  return ordinal < 0 ? column.desc().expression : column.expression;
}

/** Options of `sort` and `orderBy`. */
export interface SortOptions {
  /** The direction of all columns, or of each: true (or 1) is ascending. */
  readonly ascending?: boolean | 0 | 1 | readonly (boolean | 0 | 1)[];
}

/** The sort orders that `sort(...columns, { ascending })` means. */
export function sortList(
  args: readonly (ColumnOrName | number | readonly (ColumnOrName | number)[] | SortOptions)[],
  source: OrdinalSource,
): SortOrder[] {
  const last = args.at(-1);
  const options = isSortOptions(last) ? last : {};
  const columns = (isSortOptions(last) ? args.slice(0, -1) : args) as OrdinalArguments;
  const list = ordinalList(columns, source);
  if (list.length === 0) throw new PySparkValueError("CANNOT_BE_EMPTY", { item: "cols" });
  const { ascending = true } = options;
  if (typeof ascending === "boolean" || typeof ascending === "number") {
    return list.map((e) => (ascending ? sortOrder(e) : descending(e)));
  }
  if (!Array.isArray(ascending)) throw notExpectedType("ascending", "bool, int or list", ascending);
  // As in PySpark, columns beyond the list of directions are left out.
  const directions = ascending as readonly unknown[];
  return list.slice(0, directions.length).map((e, i) => (directions[i] ? sortOrder(e) : descending(e)));
}
function descending(e: Expression): SortOrder {
  const child = e.kind === "SortOrder" ? e.child : e;
  return Object.freeze({ kind: "SortOrder", child, direction: "descending", nullOrdering: "last" });
}
function isSortOptions(value: unknown): value is SortOptions {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ColumnCore);
}

/** A condition: a Column, or SQL text. */
export function conditionOf(condition: unknown): Expression {
  if (condition instanceof ColumnCore) return condition.expression;
  if (typeof condition === "string") return Object.freeze({ kind: "ExpressionString", expression: condition });
  throw notExpectedType("condition", "Column or str", condition);
}

/** A list of names, or nothing. */
export function nameList(value: unknown, parameter: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return [value];
  if (Array.isArray(value) && value.every((v) => typeof v === "string")) return value as readonly string[];
  throw new PySparkTypeError("NOT_EXPECTED_TYPE", {
    arg_name: parameter,
    expected_type: "list or tuple",
    arg_type: typeof value,
  });
}
