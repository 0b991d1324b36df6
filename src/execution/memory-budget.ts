/** Memory that concurrent queries share: a stage waits until there is enough for it. */
import { canceledError } from "./canceled.ts";

interface Waiting {
  readonly bytes: number;
  readonly limit: number;
  readonly grant: () => void;
}

export class MemoryBudget {
  readonly #waiting: Waiting[] = [];
  #used = 0;

  get used(): number {
    return this.#used;
  }
  /**
   * Waits for memory and gives what returns it. First come, first served; a stage that wants more than the limit gets all
   * of it. Limits of sessions may differ: each counts what all have taken.
   */
  async take(wanted: number, limit: number, signal?: AbortSignal): Promise<() => void> {
    const bytes = Math.min(wanted, limit);
    if (this.#waiting.length > 0 || !this.#fits(bytes, limit)) await this.#wait(bytes, limit, signal);
    else this.#used += bytes;
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.#used -= bytes;
      this.#serve();
    };
  }

  #fits(bytes: number, limit: number): boolean {
    return this.#used === 0 || this.#used + bytes <= limit;
  }
  #wait(bytes: number, limit: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(canceledError());
        // Those behind it may fit.
        this.#serve();
      };
      const waiting: Waiting = {
        bytes,
        limit,
        grant: () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      this.#waiting.push(waiting);
      if (signal?.aborted === true) abort();
      else signal?.addEventListener("abort", abort, { once: true });
    });
  }
  #serve(): void {
    for (
      let next = this.#waiting[0];
      next !== undefined && this.#fits(next.bytes, next.limit);
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#used += next.bytes;
      next.grant();
    }
  }
}

/** The program's own. */
export const memoryBudget: MemoryBudget = new MemoryBudget();
