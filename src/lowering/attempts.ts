/** Calls that are null where anything in them fails, their operands included (Spark's TryEval). */
import type { Call } from "../logical/expression.ts";
import { isNumeric } from "../logical/coercion.ts";

const BY_NAME: ReadonlySet<string> = new Set(["try_aes_decrypt", "try_to_binary", "try_to_time"]);
const OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*", "/"]);

export function isAttempt({ fn, args, mode, dataType }: Call): boolean {
  if (BY_NAME.has(fn.name)) return true;
  if (fn.name === "try_make_timestamp_ntz") return args.length === 2;
  // Of numbers, only the operator's own error counts.
  return mode === "try" && OPERATORS.has(fn.name) && !isNumeric(dataType);
}
