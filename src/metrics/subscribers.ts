/** Who wants to know about a session's queries. One that throws is reported on stderr, once, and ends nothing. */
import type { QueryEvent, Subscriber } from "./query-events.ts";
import { QueryRecorder } from "./query-recorder.ts";

export class Subscribers {
  readonly #list = new Set<Subscriber>();
  readonly #failed = new WeakSet<Subscriber>();
  #lastQuery = 0;

  /** Returns what takes the subscriber off again. */
  add(subscriber: Subscriber): () => void {
    // A function added twice is told twice.
    const own: Subscriber = (event) => subscriber(event);
    this.#list.add(own);
    return () => void this.#list.delete(own);
  }
  /** Nobody listens: figures need not be taken. */
  get silent(): boolean {
    return this.#list.size === 0;
  }
  /** Begins the record of a query. */
  begin(action: string): QueryRecorder {
    return new QueryRecorder(++this.#lastQuery, action, (event) => this.#emit(event));
  }

  #emit(event: QueryEvent): void {
    for (const subscriber of this.#list) {
      try {
        const result: unknown = subscriber(event);
        // An asynchronous one fails later, when nobody else would see it.
        if (result instanceof Promise) result.catch((error: unknown) => this.#report(subscriber, error));
      } catch (error) {
        this.#report(subscriber, error);
      }
    }
  }
  #report(subscriber: Subscriber, error: unknown): void {
    if (!this.#failed.has(subscriber)) console.error("a query subscriber failed:", error);
    this.#failed.add(subscriber);
  }
}
