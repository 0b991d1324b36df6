/** The actions of a session that are under way, so that they can be interrupted from outside. */
import { IllegalArgumentException } from "../types/spark-error.ts";

interface Operation {
  readonly id: string;
  readonly tags: ReadonlySet<string>;
  readonly controller: AbortController;
}

/** An action under way. */
export interface RunningOperation {
  /** The marks it bears, also where an engine runs it elsewhere. */
  readonly tags: readonly string[];
  readonly signal: AbortSignal;
  end(): void;
}

export class OperationRegistry {
  readonly tags: Set<string> = new Set();
  readonly #running: Map<string, Operation> = new Map();
  #last = 0;

  addTag(tag: string): void {
    this.tags.add(legalTag(tag));
  }
  removeTag(tag: string): void {
    this.tags.delete(legalTag(tag));
  }

  begin(signal: AbortSignal | undefined): RunningOperation {
    const operation: Operation = {
      id: String(++this.#last),
      tags: new Set(this.tags),
      controller: new AbortController(),
    };
    this.#running.set(operation.id, operation);
    const own = operation.controller.signal;
    return {
      tags: [...operation.tags],
      signal: signal === undefined ? own : AbortSignal.any([signal, own]),
      end: () => this.#running.delete(operation.id),
    };
  }
  /** Runs work under a signal that aborts with the caller's or by an interruption. */
  async run<T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal, tags: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const operation = this.begin(signal);
    try {
      return await work(operation.signal, operation.tags);
    } finally {
      operation.end();
    }
  }
  /** Aborts what the test picks; gives the ids. */
  interrupt(picks: (operation: { readonly id: string; readonly tags: ReadonlySet<string> }) => boolean): string[] {
    const picked = [...this.#running.values()].filter(picks);
    for (const { controller } of picked) controller.abort(new DOMException("interrupted by the session", "AbortError"));
    return picked.map(({ id }) => id);
  }
}

function legalTag(tag: string): string {
  if (typeof tag !== "string" || tag === "") throw illegal("Spark job tag cannot be an empty string.");
  if (tag.includes(",")) throw illegal("Spark job tag cannot contain ','.");
  return tag;
}
function illegal(message: string): IllegalArgumentException {
  return new IllegalArgumentException(null, {}, { message });
}
/** Spark's ids of operations are numbers. */
export function legalOperationId(id: string): string {
  if (!/^-?\d+$/.test(id)) throw illegal("executionId must be a number in string form.");
  return id;
}
