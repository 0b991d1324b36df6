/** What the functions of the API are made of. */
import type { Expression } from "../plan/expression.ts";
import type { DataType } from "../types/data-type.ts";
import { PySparkValueError } from "../types/spark-error.ts";
import { calledBy } from "./call-site.ts";
import { Column } from "./column.ts";
import { ColumnCore } from "./column-core.ts";
import {
  call,
  type ColumnOrLiteral,
  type ColumnOrName,
  columnOrName,
  literal,
  literalOrColumn,
  longLiteral,
} from "./expression-input.ts";

/** A call of a function. Arguments that were left out are not passed. */
export function fn(name: string, ...args: readonly (Expression | undefined)[]): Column {
  const given = args.filter((arg) => arg !== undefined);
  return new Column(call(name, given, { origin: calledBy(name) }));
}
/** An aggregate of different values only. */
export function distinctFn(name: string, ...args: readonly (Expression | undefined)[]): Column {
  const given = args.filter((arg) => arg !== undefined);
  return new Column(call(name, given, { isDistinct: true, origin: calledBy(name) }));
}

/** An argument that is a column: a string names one. */
export function asColumn(column: ColumnOrName): Expression;
export function asColumn(column: ColumnOrName | undefined): Expression | undefined;
export function asColumn(column: ColumnOrName | undefined): Expression | undefined {
  return column === undefined ? undefined : columnOrName(column);
}
/** Arguments that are columns, one by one or as one array. */
export function asColumns(columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): Expression[] {
  const [only] = columns;
  const list = columns.length === 1 && Array.isArray(only) ? (only as readonly ColumnOrName[]) : columns;
  return list.map((column) => columnOrName(column));
}
/** An argument that is a value, unless it is a Column. */
export function asValue(value: ColumnOrLiteral | readonly ColumnOrLiteral[]): Expression;
export function asValue(value: ColumnOrLiteral | readonly ColumnOrLiteral[] | undefined): Expression | undefined;
export function asValue(value: ColumnOrLiteral | readonly ColumnOrLiteral[] | undefined): Expression | undefined {
  return value === undefined ? undefined : literalOrColumn(value);
}
/** A schema: DDL, a type, or a Column that gives DDL. */
export function asType(schema: DataType | string | Column): Expression {
  if (typeof schema === "string" || schema instanceof ColumnCore) return literalOrColumn(schema);
  return literal(schema.sql);
}
/** The seed of a random function: the one given, or one fixed now. */
export function seedOf(seed: Column | number | bigint | undefined): Expression {
  return seed === undefined ? longLiteral(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)) : literalOrColumn(seed);
}
/** Options as the map that functions take; nothing where there are none. */
export function optionsMap(
  options: { readonly [name: string]: string | number | boolean } | undefined,
): Expression | undefined {
  if (options === undefined) return undefined;
  return call(
    "map",
    Object.entries(options).flatMap(([name, value]) => [literal(name), literal(String(value))]),
  );
}
/** The columns of a function that needs at least so many, else `WRONG_NUM_COLUMNS`. */
export function atLeast(count: number, name: string, columns: readonly ColumnOrName[]): Expression[] {
  if (columns.length < count) {
    throw new PySparkValueError("WRONG_NUM_COLUMNS", { func_name: name, num_cols: String(count) });
  }
  return columns.map((column) => columnOrName(column));
}

let lambdaVariables = 0;

/** A function of JavaScript as a lambda: called once with columns that stand for its parameters. */
export function lambda(f: (...columns: Column[]) => Column): Expression {
  const name = f.name === "" ? "<lambda>" : f.name;
  if (f.length < 1 || f.length > 3) {
    throw new PySparkValueError("WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION", {
      func_name: name,
      num_args: String(f.length),
    });
  }
  const parameters = ["x", "y", "z"].slice(0, f.length).map((letter) =>
    Object.freeze({
      kind: "UnresolvedNamedLambdaVariable" as const,
      nameParts: [`${letter}_${lambdaVariables++}`],
    }),
  );
  const result: unknown = f(...parameters.map((parameter) => new Column(parameter)));
  if (!(result instanceof ColumnCore)) {
    throw new PySparkValueError("HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN", {
      func_name: name,
      return_type: result === null ? "null" : typeof result,
    });
  }
  return Object.freeze({ kind: "LambdaFunction", function: result.expression, arguments: parameters });
}
