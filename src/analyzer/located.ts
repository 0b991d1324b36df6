/** The place in the query of an error that analysis finds. */
import type { Origin } from "../plan/origin.ts";
import { contextFrom } from "../plan/query-context.ts";
import { AnalysisException } from "../types/spark-error.ts";

const without = new WeakSet<AnalysisException>();

/** An error that tells no place, though the expression that it is about has one. */
export function placeless(error: AnalysisException): AnalysisException {
  without.add(error);
  return error;
}
/** Of collations that are asked for side by side no place is told. */
function isPlaceless(error: AnalysisException): boolean {
  return without.has(error) || error.condition === "COLLATION_MISMATCH.EXPLICIT";
}
/** Gives the error of a failing step the place of its expression, unless it has one. */
export function located<T>(origin: Origin | undefined, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof AnalysisException && error.queryContext.length === 0 && !isPlaceless(error)) {
      error.locate(contextFrom(origin));
    }
    throw error;
  }
}
/** A part of a value that is no column: where the value has no such part, the error tells no place. */
export function partOf<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const isUnknown = (condition: string): boolean =>
      condition === "FIELD_NOT_FOUND" || condition.startsWith("INVALID_EXTRACT_");
    if (error instanceof AnalysisException && isUnknown(error.condition ?? "")) placeless(error);
    throw error;
  }
}
