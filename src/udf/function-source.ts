/** What users write as functions and types, checked and named. */
import { parseDataType, parseTableSchema } from "../sql/index.ts";
import type { Arity } from "../plan/user-function.ts";
import { type DataType, STRING } from "../types/data-type.ts";
import { ParseException, PySparkTypeError } from "../types/spark-error.ts";
import type { AnyFunction } from "./row-loop.ts";

/** The type of what a function returns: a type, its DDL (`int`, `array<string>`), or fields (`a INT, b STRING`). */
export function returnTypeOf(given: DataType | string | undefined, parameter = "returnType"): DataType {
  if (given === undefined || given === null) return STRING;
  if (typeof given === "object" && "kind" in given) return given;
  if (typeof given !== "string") throw notExpected(parameter, "DataType or str", given);
  try {
    return parseDataType(given);
  } catch (error) {
    if (!(error instanceof ParseException)) throw error;
    try {
      return parseTableSchema(given);
    } catch {
      throw error;
    }
  }
}

/** PySpark's name for a function without one. */
const ANONYMOUS = "<lambda>";
export function nameOf(func: AnyFunction): string {
  return func.name === "" ? ANONYMOUS : func.name;
}

/**
 * How many arguments a function takes: `length` counts those before the first default; more are taken where its text has
 * a default, a rest parameter or `arguments`.
 */
export function arityOf(func: AnyFunction): Arity {
  const min = func.length;
  const text = Function.prototype.toString.call(func);
  const open = /\.\.\.|\barguments\b|=(?![>=])/.test(text) || /\[native code\]/.test(text);
  return { min, max: open ? Number.POSITIVE_INFINITY : min };
}

const AsyncFunction = async function () {}.constructor;
const GeneratorFunction = function* () {}.constructor;
const AsyncGeneratorFunction = async function* () {}.constructor;
export function isAsync(func: AnyFunction): boolean {
  return func instanceof AsyncFunction;
}
export function isGenerator(func: AnyFunction): boolean {
  return func instanceof GeneratorFunction || func instanceof AsyncGeneratorFunction;
}

export function requireFunction(value: unknown, parameter = "func"): AnyFunction {
  if (typeof value !== "function") throw notExpected(parameter, "callable", value);
  return value as AnyFunction;
}
function notExpected(parameter: string, expected: string, value: unknown): PySparkTypeError {
  return new PySparkTypeError("NOT_EXPECTED_TYPE", {
    arg_name: parameter,
    expected_type: expected,
    arg_type: value === null ? "null" : typeof value,
  });
}
