/** The objects that a run, or the calls of a task, have made. */
import type { Stateful } from "./stateful.ts";

export class ObjectStore {
  readonly #made = new Map<Stateful, { readonly object: unknown } | { readonly error: unknown }>();

  get empty(): boolean {
    return this.#made.size === 0;
  }
  /** The object, made now if this is its first use. A constructor that threw throws again. */
  get(of: Stateful): unknown {
    let made = this.#made.get(of);
    if (made === undefined) {
      try {
        made = { object: of.open() };
      } catch (error) {
        made = { error };
      }
      this.#made.set(of, made);
    }
    if ("error" in made) throw made.error;
    return made.object;
  }
  /** Disposes all, the last made first. All are tried; the first error is thrown. */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    const made = [...this.#made].reverse();
    this.#made.clear();
    for (const [of, one] of made) {
      if ("error" in one) continue;
      try {
        await of.close(one.object);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

/** Milliseconds without a call after which the objects of a task are disposed. */
const IDLE = 1000;

/** Objects that many short calls share: they are disposed when there has been none for a while. */
export class SharedObjects {
  readonly store: ObjectStore = new ObjectStore();
  #users = 0;
  #timer: NodeJS.Timeout | undefined;

  async during<T>(call: () => Promise<T>): Promise<T> {
    this.#users++;
    clearTimeout(this.#timer);
    try {
      return await call();
    } finally {
      if (--this.#users === 0 && !this.store.empty) this.#closeLater();
    }
  }
  /** The program does not wait for it: what it ends with, ends with it. */
  #closeLater(): void {
    this.#timer = setTimeout(() => {
      this.store.close().catch((error: unknown) => console.error("a pipeline's object was not disposed:", error));
    }, IDLE).unref();
  }
}
