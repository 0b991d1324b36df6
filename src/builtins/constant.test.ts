import { expect, test } from "vitest";
import { bindCall } from "./bind.ts";
import { constantValue } from "./constant.ts";
import { findBuiltin } from "./registry.ts";
import { attribute, doubleLit, intLit, longLit, makeCast, nullLit, stringLit } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { BOOLEAN, BYTE, type DataType, DATE, DecimalType, INT, LONG, STRING } from "../types/data-type.ts";

const context: BindContext = {
  ansi: true,
  mode: "ansi",
  timeZone: "UTC",
  name: "",
  conf: () => "",
  call: (name, args) => call(name, ...args),
  cast: (e, to) => cast(e, to),
  constant: constantValue,
};
function call(name: string, ...args: readonly TypedExpr[]): TypedExpr {
  return bindCall(findBuiltin(name) as FunctionRow, args, { ...context, name });
}
function cast(e: TypedExpr, to: DataType): TypedExpr {
  return makeCast(e, to, "ansi", "UTC", true);
}

test.each([
  ["a literal", intLit(5), 5],
  ["a sign", call("-", intLit(5)), -5],
  ["a sum", call("+", intLit(2), longLit(3n)), 5n],
  ["null", call("+", intLit(2), nullLit(INT)), null],
  ["text to int", cast(stringLit(" 12 "), INT), 12],
  ["int to text", cast(intLit(12), STRING), "12"],
  ["double to text", cast(doubleLit(1e10), STRING), "1.0E10"],
  ["text to date", cast(stringLit("1970-01-02"), DATE), 1],
  ["text to boolean", cast(stringLit("yes"), BOOLEAN), true],
  ["text to decimal, half up", cast(stringLit("1.25"), new DecimalType(2, 1)), 13n],
  ["concat", call("concat", stringLit("a"), stringLit("b")), "ab"],
  ["an array", call("array", intLit(1), intLit(2)), [1, 2]],
])("%s", (_name, e, value) => {
  expect(constantValue(e)).toEqual({ value });
});
test.each([
  ["a column", attribute("a", INT, true)],
  ["a sum with a column", call("+", intLit(1), attribute("a", INT, true))],
  ["an overflow", call("+", intLit(2147483647), intLit(1))],
  ["a text that is no number", cast(stringLit("x"), LONG)],
  ["a number that does not fit", cast(intLit(300), BYTE)],
])("%s has none", (_name, e) => {
  expect(constantValue(e)).toBeUndefined();
});
