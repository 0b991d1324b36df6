/** In which order a call asks for its operands, and whether a null one decides. */
import type { FunctionRow } from "../logical/function-row.ts";

function isVariadic({ params }: FunctionRow): boolean {
  return params.at(-1)?.variadic === true;
}
/** Functions that take a null as their last operand. */
const TAKES_NULL: ReadonlySet<string> = new Set(["array_insert"]);
/** Null wherever an operand is null, so that a constant null decides before any operand is asked. */
export function isStrict(fn: FunctionRow): boolean {
  return !isVariadic(fn) && !TAKES_NULL.has(fn.name) && operandOrder(fn) !== "all";
}
/** Nothing is asked after a null operand, but by `all`. */
export function operandOrder(fn: FunctionRow): "left" | "right" | "all" {
  return fn.operandOrder ?? (fn.nullable === undefined && !isVariadic(fn) ? "left" : "all");
}
