import { SparkError } from "../../types/spark-error.ts";

/** A message that no client makes: something that must be there is not, or says what cannot be. */
export class InvalidPlanInput extends SparkError {}

export function invalidPlan(what: string): InvalidPlanInput {
  return new InvalidPlanInput("INTERNAL_ERROR", { message: what }, { message: `Invalid plan: ${what}.` });
}

/** The value, which must be there. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw invalidPlan(`${what} is missing`);
  return value;
}
