/** In which order a call asks for its operands, and whether a null one decides. */
import type { FunctionRow } from "../logical/function-row.ts";

function isVariadic({ params }: FunctionRow): boolean {
  return params.at(-1)?.variadic === true;
}
/** Null where any operand is null, although the rule for the result's nullability is one of their own. */
const STRICT: ReadonlySet<string> = new Set([
  ..."* + - / % div mod round bround conv format_number log sha2 width_bucket aes_encrypt aes_decrypt".split(" "),
  ..."element_at from_unixtime make_date next_day".split(" "),
]);
/** Not so, although they are nullable where an operand is. */
const TAKES_NULL: ReadonlySet<string> = new Set(
  "and array_insert array_join arrays_zip decode nanvl or sequence".split(" "),
);

/** Null wherever an operand is null, so that a constant null decides before any operand is asked. */
export function isStrict(fn: FunctionRow): boolean {
  if (fn.kind !== "scalar" || isVariadic(fn) || TAKES_NULL.has(fn.name)) return false;
  return STRICT.has(fn.name) || operandOrder(fn) !== "all";
}
/** Nothing is asked after a null operand, but by `all`. */
export function operandOrder(fn: FunctionRow): "left" | "right" | "all" {
  return fn.operandOrder ?? (fn.nullable === undefined && !isVariadic(fn) ? "left" : "all");
}
