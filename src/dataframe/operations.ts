/** The actions of a session that are under way, so that they can be interrupted from outside. */
import { randomUUID } from "node:crypto";

interface Operation {
  readonly id: string;
  readonly tags: ReadonlySet<string>;
  readonly controller: AbortController;
}

/** An action under way. */
export interface RunningOperation {
  readonly signal: AbortSignal;
  end(): void;
}

export class OperationRegistry {
  readonly tags: Set<string> = new Set();
  readonly #running: Map<string, Operation> = new Map();

  begin(signal: AbortSignal | undefined): RunningOperation {
    const operation: Operation = { id: randomUUID(), tags: new Set(this.tags), controller: new AbortController() };
    this.#running.set(operation.id, operation);
    const own = operation.controller.signal;
    return {
      signal: signal === undefined ? own : AbortSignal.any([signal, own]),
      end: () => this.#running.delete(operation.id),
    };
  }
  /** Aborts what the test picks; gives the ids. */
  interrupt(picks: (operation: { readonly id: string; readonly tags: ReadonlySet<string> }) => boolean): string[] {
    const picked = [...this.#running.values()].filter(picks);
    for (const { controller } of picked) controller.abort(new DOMException("interrupted by the session", "AbortError"));
    return picked.map(({ id }) => id);
  }
}
