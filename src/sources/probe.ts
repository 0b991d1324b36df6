/**
 * Questions about files. A source is described by a generator that yields what it must ask the engine, so that one piece
 * of code serves the asynchronous actions and the synchronous facade.
 */
import { EngineFailure } from "../execution/host-protocol.ts";
import { errorFor } from "../types/error-class.ts";
import type { NamedType, PolarsPlan } from "../polars/plan.ts";

export type Question =
  { readonly kind: "describe"; readonly plan: PolarsPlan } | { readonly kind: "execute"; readonly plan: PolarsPlan };
/** The columns of the plan, or its result as an Arrow IPC stream. */
export type Answer = { readonly columns: readonly NamedType[] } | { readonly bytes: Uint8Array };
export type Asking<T> = Generator<Question, T, Answer>;

export function* describe(plan: PolarsPlan): Asking<readonly NamedType[]> {
  const answer = yield { kind: "describe", plan };
  if (!("columns" in answer)) throw new TypeError("the engine gave no columns");
  return answer.columns;
}
export function* execute(plan: PolarsPlan): Asking<Uint8Array> {
  const answer = yield { kind: "execute", plan };
  if (!("bytes" in answer)) throw new TypeError("the engine gave no result");
  return answer.bytes;
}
/** Runs to the end with answers at hand. */
export function runSync<T>(asking: Asking<T>, ask: (q: Question) => Answer): T {
  for (let step = asking.next(); ;) {
    if (step.done === true) return step.value;
    step = asking.next(answered(() => ask((step as IteratorYieldResult<Question>).value)));
  }
}
export async function runAsync<T>(asking: Asking<T>, ask: (q: Question) => Promise<Answer>): Promise<T> {
  for (let step = asking.next(); ;) {
    if (step.done === true) return step.value;
    try {
      step = asking.next(await ask(step.value));
    } catch (error) {
      throw sparkErrorOf(error);
    }
  }
}
function answered(ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    throw sparkErrorOf(error);
  }
}
/** What a kernel found wrong with a file is an error of Spark's. */
function sparkErrorOf(error: unknown): unknown {
  if (!(error instanceof EngineFailure) || error.condition === null) return error;
  return errorFor(error.condition, error.parameters, { cause: error });
}
