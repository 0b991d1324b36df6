/** What is left where a tree is nested more deeply than the call stack allows: Spark's error for that. */
import { ParseException } from "./spark-error.ts";

/** Regular expressions report a full stack in a way of their own. */
export function isStackOverflow(error: unknown): boolean {
  if (error instanceof RangeError) return /call stack/i.test(error.message);
  return error instanceof SyntaxError && error.message.endsWith("Stack overflow");
}

/** Runs a walk of a tree; a full stack is FAILED_TO_PARSE_TOO_COMPLEX, as in Spark. */
export function calmly<T>(walk: () => T): T {
  try {
    return walk();
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    throw new ParseException("FAILED_TO_PARSE_TOO_COMPLEX", {}, { cause: error });
  }
}
