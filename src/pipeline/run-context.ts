/** What all nodes of one run share: its signal, its bound on calls, its objects, its subscribers. */
import type { ResultCache } from "./disk-cache.ts";
import { type PipelineEvent, type PipelineSubscriber, tell } from "./events.ts";
import { Limiter } from "./limiter.ts";
import { ObjectStore } from "./object-store.ts";
import { canceled } from "./pipeline-error.ts";
import type { Stateful } from "./stateful.ts";

/** Calls of functions under way at once, where no other number is given. */
const CONCURRENCY = 16;
/** Milliseconds of uninterrupted work after which timers and signals get their turn. */
const SLICE = 40;

/** Options of a run that both back ends know. */
export interface RunSettings {
  /** Gives the run up: functions see the signal, nothing new is called, objects are disposed. */
  readonly signal?: AbortSignal;
  /** The most calls under way at once, of all nodes together. Default 16. */
  readonly concurrency?: number;
  /** Keeps results of nodes that have a `version`. */
  readonly cache?: ResultCache;
  /** Told of what happens. */
  readonly onEvent?: PipelineSubscriber | readonly PipelineSubscriber[];
}

export function subscribersOf({ onEvent }: RunSettings): readonly PipelineSubscriber[] {
  return onEvent === undefined ? [] : typeof onEvent === "function" ? [onEvent] : onEvent;
}

export class RunContext implements AsyncDisposable {
  readonly limiter: Limiter;
  readonly cache: ResultCache | undefined;
  readonly #subscribers: readonly PipelineSubscriber[];
  readonly #outer: AbortSignal | undefined;
  readonly #own = new AbortController();
  readonly #objects: ObjectStore;
  /** Do the objects outlive the run? */
  readonly #shared: boolean;
  readonly #onAbort = (): void => this.#own.abort(this.#outer?.reason);
  #turn = performance.now();

  /** @param objects - those of runs that share them, who closes them too */
  constructor(settings: RunSettings, objects?: ObjectStore) {
    this.#objects = objects ?? new ObjectStore();
    this.#shared = objects !== undefined;
    this.limiter = new Limiter(settings.concurrency ?? CONCURRENCY);
    this.cache = settings.cache;
    this.#subscribers = subscribersOf(settings);
    this.#outer = settings.signal;
    if (this.#outer?.aborted === true) this.#onAbort();
    else this.#outer?.addEventListener("abort", this.#onAbort, { once: true });
  }
  /** Aborts when the run is given up or a call has failed. */
  get signal(): AbortSignal {
    return this.#own.signal;
  }
  /** Ends what is under way because of an error; the error itself is thrown by whoever met it. */
  fail(error: unknown): void {
    this.#own.abort(error);
  }
  /** @throws OperationCanceledError where the user gave the run up, else what another call failed with */
  throwIfAborted(): void {
    if (this.#outer?.aborted === true) throw canceled(this.#outer);
    if (this.signal.aborted) throw this.signal.reason;
  }
  emit(event: PipelineEvent): void {
    if (this.#subscribers.length > 0) tell(this.#subscribers, event);
  }
  get watched(): boolean {
    return this.#subscribers.length > 0;
  }
  /** The object of this run, made now if this is its first use. A constructor that threw throws again. */
  object(of: Stateful): unknown {
    return this.#objects.get(of);
  }
  /** Is it time to let timers and signals have their turn? */
  get overdue(): boolean {
    return performance.now() - this.#turn > SLICE;
  }
  async pause(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#turn = performance.now();
  }
  /**
   * Disposes the run's objects, the last made first. Where calls are still under way, as after an abort that a function
   * does not heed, their objects are disposed when they have ended, and nobody waits for it.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#outer?.removeEventListener("abort", this.#onAbort);
    if (this.#shared || this.#objects.empty) return;
    if (!this.limiter.idle) await this.pause();
    if (this.limiter.idle) {
      await this.#objects.close();
      return;
    }
    this.limiter
      .drained()
      .then(() => this.#objects.close())
      .catch((error: unknown) => console.error("a pipeline's object was not disposed:", error));
  }
}
