/** A place in the pool: one engine host and the query it serves. */
import { SparkException } from "../types/spark-error.ts";
import type { EngineHost, HostEvents } from "./engine-host.ts";
import type { HostLease } from "./host-lease.ts";
import { OVER_LIMIT } from "./memory-watch.ts";
import { EngineFailure, type FromHost, type QueryId, type ToHost } from "./host-protocol.ts";

export type Answer = Extract<FromHost, { readonly type: "batch" | "schema" }>;

/** The host took more memory for a query than that may have. */
export class MemoryExceeded extends Error {
  /** What it was likely to be taken for. */
  step = "";
}
/** The host went away before it took up the query: another one may. */
export class NotBegun extends Error {}

/**
 * `idle`: free. `running`: the host works on a query's first answer. `holding`: it has the rest of a result that is
 * pulled. `draining`: it is given up unless it says that it has not begun. `gone`: not to be used any more.
 */
export type SlotState = "idle" | "running" | "holding" | "draining" | "gone";

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export class HostSlot {
  readonly host: EngineHost;
  /** Threads that its engine was given; null: as many as it likes. */
  readonly threads: number | null;
  state: SlotState = "idle";
  /** The query that it is kept for. */
  lease: HostLease | null = null;
  /** Settles when the host is gone and writes no more files. */
  readonly exited: Promise<void>;
  readonly #settleExit: () => void;
  readonly #changed: (slot: HostSlot) => void;
  readonly #frames = new Map<string, number>();
  readonly #frameBudget: number;
  #frameBytes = 0;
  #query: QueryId = -1;
  #begun = false;
  #pending: Pending | null = null;

  /** `changed` is called after the state has changed by what the host did. */
  constructor(
    start: (events: HostEvents) => EngineHost,
    threads: number | null,
    frameBudget: number,
    changed: (slot: HostSlot) => void,
  ) {
    this.threads = threads;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.exited = promise;
    this.#settleExit = resolve;
    this.#changed = changed;
    this.#frameBudget = frameBudget;
    this.host = start({ message: (message) => this.#receive(message), exit: (reason) => this.#exited(reason) });
  }

  /** Sends the first request of a query. */
  begin(query: QueryId, message: ToHost): Promise<Answer> {
    this.state = "running";
    this.#query = query;
    this.#begun = false;
    return this.request(message);
  }

  request(message: ToHost): Promise<Answer> {
    if (this.state === "gone") return Promise.reject(hostDied("it is gone"));
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.host.keepAlive(true);
      this.host.send(message);
    });
  }

  /** Makes what waits for an answer wait no longer. */
  giveUp(error: Error): void {
    this.#settle()?.reject(error);
  }

  /** The query is done with, successfully or not. True if the host can go on to another one. */
  end(finished: boolean): boolean {
    this.#settle();
    if (this.state === "gone") return false;
    if (finished) {
      this.state = "idle";
      return true;
    }
    if (this.state === "running" && this.#begun) {
      // Nothing stops a query of the engine but the end of its host.
      this.retire();
      return false;
    }
    this.state = "draining";
    this.host.send({ type: "cancel", query: this.#query });
    return true;
  }

  retire(): void {
    this.state = "gone";
    this.host.kill();
  }

  /** How many of the frames the host has. */
  knownFrames(frames: ReadonlyMap<string, Uint8Array>): number {
    let known = 0;
    for (const id of frames.keys()) if (this.#frames.has(id)) known++;
    return known;
  }

  /** Sends the frames that the host does not have; the longest unused go when there are too many. */
  giveFrames(frames: ReadonlyMap<string, Uint8Array>): void {
    for (const [id, bytes] of frames) {
      const known = this.#frames.delete(id);
      this.#frames.set(id, bytes.length);
      if (known) continue;
      this.#frameBytes += bytes.length;
      this.host.send({ type: "frame", id, bytes });
    }
    const old: string[] = [];
    for (const [id, size] of this.#frames) {
      if (this.#frameBytes <= this.#frameBudget || frames.has(id)) break;
      this.#forget(id, size);
      old.push(id);
    }
    if (old.length > 0) this.host.send({ type: "drop", ids: old });
  }

  dropFrames(ids: readonly string[]): void {
    const known = ids.filter((id) => this.#frames.has(id));
    for (const id of known) this.#forget(id, this.#frames.get(id) ?? 0);
    if (known.length > 0 && this.state !== "gone") this.host.send({ type: "drop", ids: known });
  }
  #forget(id: string, size: number): void {
    this.#frames.delete(id);
    this.#frameBytes -= size;
  }

  #settle(): Pending | null {
    const pending = this.#pending;
    this.#pending = null;
    if (pending !== null) this.host.keepAlive(false);
    return pending;
  }

  #receive(message: FromHost): void {
    if (message.query !== this.#query || this.state === "gone") return;
    switch (message.type) {
      case "started":
        this.#begun = true;
        // It was given up in the moment it began.
        if (this.state === "draining") {
          this.retire();
          this.#changed(this);
        }
        return;
      case "canceled":
        if (this.state !== "draining") return;
        this.state = "idle";
        this.#changed(this);
        return;
      case "error":
        this.#settle()?.reject(new EngineFailure(message.error));
        // Nothing of a failed query is left in the host: it only waits for `end`.
        if (this.state === "running") this.state = "holding";
        return;
      default:
        if (this.state === "draining") return;
        this.state = "holding";
        this.#settle()?.resolve(message);
        // While the rest is pulled another host may run; but a last answer is followed by `end` at once.
        if (message.type === "batch" && message.done === null) this.#changed(this);
    }
  }

  #exited(reason: string): void {
    const begun = this.#begun;
    this.#settleExit();
    this.state = "gone";
    const over = reason.includes(OVER_LIMIT);
    this.#settle()?.reject(over ? new MemoryExceeded() : begun ? hostDied(reason) : new NotBegun(reason));
    this.#changed(this);
  }
}

export function hostDied(reason: string): SparkException {
  return new SparkException(
    "SPARKWRIGHT_ENGINE_HOST_DIED",
    { reason },
    {
      message: `[SPARKWRIGHT_ENGINE_HOST_DIED] The engine host that ran this query is gone: ${reason}. Other queries are not affected.`,
    },
  );
}
