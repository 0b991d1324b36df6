/** Engine hosts, started when needed, one query in each at a time. */
import { availableParallelism } from "node:os";
import type { NamedType, PolarsPlan } from "../polars/plan.ts";
import { SparkException } from "../types/spark-error.ts";
import { canceledError, throwIfAborted } from "./canceled.ts";
import { threadShare, unboundThreads } from "./cpu-slots.ts";
import type { EngineHost, HostEvents, HostKind } from "./engine-host.ts";
import type { MetricsLevel, QueryTotals } from "./host-protocol.ts";
import type { HostLease } from "./host-lease.ts";
import { type Answer, hostDied, HostSlot, NotBegun, type SlotState } from "./host-slot.ts";
import { startProcessHost } from "./process-host.ts";
import { startThreadHost } from "./thread-host.ts";

export type Frames = ReadonlyMap<string, Uint8Array>;

export interface HostPoolOptions {
  /**
   * Child processes by default. Measured (Node 24, two cores), thread against process: start to first result 75 / 78
   * ms, smallest query 0.4 / 0.5 ms, a result of 1 M rows and 43 MB 50 / 105 ms, sending a frame of 8 MB 2 / 14 ms. But
   * threads of one process share the engine's thread pool: a query given up in a thread goes on, and may keep the next
   * one from running for as long as it takes (a nested loop join: minutes), and the program from ending. A process is
   * killed, and the next query runs as if nothing had been; and a crash of the engine leaves the app alive.
   */
  readonly kind?: HostKind;
  /** Queries at the same time; more wait. Hosts that only hold results do not count. */
  readonly maxRunning?: number;
  /** Bytes of frames that each host keeps. */
  readonly frameBudget?: number;
}
export interface ExecuteOptions {
  readonly signal?: AbortSignal | undefined;
  /** Rows in a batch; by default about 8 MB. */
  readonly batchRows?: number | undefined;
  /** Which figures the host takes; none by default. */
  readonly metrics?: MetricsLevel | null | undefined;
  /** Bytes that the host's process may take for it; it is ended with MemoryExceeded when it takes more. */
  readonly memory?: number | null | undefined;
  /**
   * Threads that all queries under way may have together, as far as this one is concerned: it waits, or takes a share. Null:
   * its host has as many as it likes.
   */
  readonly cpus?: number | null | undefined;
  /** The host that the query's runs have in common; `release` gives it back. */
  readonly lease?: HostLease | undefined;
  /** Called for each batch, before it is given. */
  readonly onBatch?: ((rows: number, bytes: number, total: number) => void) | undefined;
  /** Called when the last batch is there. */
  readonly onTotals?: ((totals: QueryTotals) => void) | undefined;
}
export interface HostPoolStats {
  readonly kind: HostKind;
  /** "thread 3", "process 4711" and what each does. */
  readonly hosts: readonly { readonly name: string; readonly state: SlotState; readonly threads: number | null }[];
  readonly running: number;
  readonly waiting: number;
  /** The engine's threads in the hosts of queries under way. */
  readonly threads: number;
  /** Since the beginning: hosts started, hosts given up in a query, queries begun. */
  readonly started: number;
  readonly retired: number;
  readonly queries: number;
}

const DEFAULT_FRAME_BUDGET = 1024 ** 3;
/** Hosts beyond the first end after so long without work. */
const IDLE_MS = 30_000;
/** How often a query looks for another host when one dies before it has begun. */
const ATTEMPTS = 3;

/** The host that a stream of batches has, as long as it has one. */
interface Use {
  slot: HostSlot | null;
}

interface Wanted {
  readonly frames: Frames;
  readonly cpus: number | null;
  readonly lease: HostLease | undefined;
}
interface Waiter extends Wanted {
  readonly resolve: (slot: HostSlot) => void;
  readonly reject: (error: Error) => void;
}

export class HostPool {
  readonly kind: HostKind;
  readonly #maxRunning: number;
  readonly #frameBudget: number;
  readonly #slots = new Set<HostSlot>();
  readonly #waiters: Waiter[] = [];
  /** Streams that were dropped half read give their host back when they are collected. */
  readonly #forgotten = new FinalizationRegistry<Use>((use) => this.#leave(use));
  /** Hosts given up in a query that have not ended yet. */
  readonly #dying = new Set<HostSlot>();
  #queries = 0;
  #started = 0;
  #retired = 0;
  #closed = false;
  #thinning: NodeJS.Timeout | undefined;

  constructor({ kind = "process", maxRunning, frameBudget = DEFAULT_FRAME_BUDGET }: HostPoolOptions = {}) {
    this.kind = kind;
    this.#maxRunning = maxRunning ?? Math.max(4, availableParallelism());
    this.#frameBudget = frameBudget;
  }

  /** Starts a host, so that the first query need not wait for it. */
  warm(threads: number | null = null): void {
    if (this.#slots.size === 0) this.#start(threads);
  }

  /**
   * Runs a plan when the first batch is asked for. Each batch is an Arrow IPC stream of its own; there is at least one.
   * The next batch is fetched while the caller works on one. Leaving the loop early frees the result.
   */
  execute(plan: PolarsPlan, frames: Frames, options: ExecuteOptions = {}): AsyncGenerator<Uint8Array, void> {
    const use: Use = { slot: null };
    const stream = this.#stream(use, plan, frames, options);
    this.#forgotten.register(stream, use);
    return stream;
  }

  async *#stream(
    use: Use,
    plan: PolarsPlan,
    frames: Frames,
    options: ExecuteOptions,
  ): AsyncGenerator<Uint8Array, void> {
    const { signal, batchRows = null, metrics = null, memory = null, cpus, lease, onBatch, onTotals } = options;
    const query = ++this.#queries;
    const first = await this.#begin({ frames, signal, cpus: cpus ?? null, lease }, (host) =>
      host.begin(query, { type: "execute", query, plan, batchRows, metrics, memory }),
    );
    const { slot } = first;
    use.slot = slot;
    try {
      for (let answer: Answer | null = first.answer; answer !== null;) {
        if (answer.type !== "batch") throw new TypeError("the engine host gave no batch");
        const { bytes, rows, total, done }: Extract<Answer, { readonly type: "batch" }> = answer;
        const next: Promise<Answer> | null = done === null ? slot.request({ type: "next", query }) : null;
        // Its failure is seen when it is awaited, unless the caller leaves before.
        next?.catch(() => {});
        onBatch?.(rows, bytes.byteLength, total);
        if (done !== null) {
          use.slot = null;
          this.#end(slot, true);
          onTotals?.(done);
        }
        yield bytes;
        throwIfAborted(signal);
        answer = next === null ? null : await abortable(signal, slot, next);
      }
    } finally {
      this.#leave(use);
    }
  }

  #leave(use: Use): void {
    const { slot } = use;
    use.slot = null;
    if (slot !== null) this.#end(slot, false);
  }

  /** The columns that a plan would give; runs nothing but opens the files it scans. */
  async describe(plan: PolarsPlan, frames: Frames, options: ExecuteOptions = {}): Promise<readonly NamedType[]> {
    const query = ++this.#queries;
    const { signal, cpus = null } = options;
    const { slot, answer } = await this.#begin({ frames, signal, cpus, lease: undefined }, (host) =>
      host.begin(query, { type: "describe", query, plan }),
    );
    this.#end(slot, true);
    if (answer.type !== "schema") throw new TypeError("the engine host gave no schema");
    return answer.columns;
  }

  /** The host of a lease may serve others again. */
  release(lease: HostLease): void {
    const { slot } = lease;
    lease.slot = null;
    if (slot === null) return;
    slot.lease = null;
    this.#serveWaiters();
    if (slot.state === "idle") this.#thinOut();
  }

  /** The frames are not needed any more. */
  dropFrames(ids: readonly string[]): void {
    for (const slot of this.#slots) slot.dropFrames(ids);
  }

  stats(): HostPoolStats {
    return {
      kind: this.kind,
      hosts: [...this.#slots].map(({ host, state, threads }) => ({ name: host.name, state, threads })),
      running: this.#running(),
      waiting: this.#waiters.length,
      threads: this.#threads(),
      started: this.#started,
      retired: this.#retired,
      queries: this.#queries,
    };
  }

  /** Settles when the hosts that were given up until now are gone: no file of theirs changes any more. */
  async quiet(): Promise<void> {
    await Promise.all([...this.#dying].map(({ exited }) => exited));
  }

  /** Ends all hosts; queries under way fail. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#thinning);
    for (const slot of this.#slots) {
      slot.giveUp(stopped());
      slot.retire();
    }
    this.#slots.clear();
    for (const waiter of this.#waiters.splice(0)) waiter.reject(stopped());
  }

  /** Finds a host and asks it; when it dies before it has begun, asks another. */
  async #begin(
    wanted: Wanted & { readonly signal: AbortSignal | undefined },
    ask: (slot: HostSlot) => Promise<Answer>,
  ): Promise<{ slot: HostSlot; answer: Answer }> {
    const { frames, lease, signal } = wanted;
    for (let attempt = 1; ; attempt++) {
      const slot = await this.#acquire(wanted, signal);
      try {
        if (lease?.slot !== slot && lease !== undefined) throw hostDied("the query had begun in it");
        slot.giveFrames(frames);
        return { slot, answer: await abortable(signal, slot, ask(slot)) };
      } catch (error) {
        this.#end(slot, slot.state === "holding");
        if (!(error instanceof NotBegun)) throw error;
        if (attempt === ATTEMPTS) throw cannotStart(error.message);
      }
    }
  }

  async #acquire(wanted: Wanted, signal: AbortSignal | undefined): Promise<HostSlot> {
    throwIfAborted(signal);
    if (this.#closed) throw stopped();
    // Nobody overtakes those who wait.
    const free = this.#waiters.length > 0 ? null : this.#free(wanted, 1);
    if (free !== null) return free;
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        ...wanted,
        resolve: (slot) => {
          signal?.removeEventListener("abort", abort);
          resolve(slot);
        },
        reject,
      };
      const abort = (): void => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(canceledError());
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiters.push(waiter);
      this.#serveWaiters();
    });
  }

  /** A host for a query, marked as running, the one that has most of its frames; null if the query must wait. */
  #free({ frames, cpus, lease }: Wanted, waiting: number): HostSlot | null {
    const kept = lease?.slot ?? null;
    if (kept !== null && kept.state !== "idle" && kept.state !== "gone") return null;
    if (this.#running() >= (cpus ?? this.#maxRunning)) return null;
    const threads = cpus === null ? null : threadShare(cpus, this.#threads(), this.#running() + waiting);
    if (threads === 0) return null;
    // Threads of one process share the engine's.
    const wanted = this.kind === "thread" ? null : threads;
    let slot: HostSlot | null = null;
    let known = -1;
    for (const candidate of this.#slots) {
      if (candidate.state !== "idle" || candidate.lease !== null) continue;
      if (candidate.threads !== wanted || candidate.knownFrames(frames) <= known) continue;
      slot = candidate;
      known = candidate.knownFrames(frames);
    }
    if (kept?.state === "idle") slot = kept;
    slot ??= this.#start(wanted);
    if (lease !== undefined && kept === null) {
      lease.slot = slot;
      slot.lease = lease;
    }
    slot.state = "running";
    return slot;
  }

  #running(): number {
    return this.#busy().length;
  }
  #threads(): number {
    const busy = this.#busy();
    // In one process: one for each that runs.
    if (this.kind === "thread") return busy.length;
    return busy.reduce((sum, { threads }) => sum + (threads ?? unboundThreads()), 0);
  }
  #busy(): HostSlot[] {
    return [...this.#slots].filter(({ state }) => state === "running" || state === "draining");
  }

  #start(threads: number | null): HostSlot {
    this.#started++;
    const start = (events: HostEvents): EngineHost =>
      this.kind === "thread" ? startThreadHost(events) : startProcessHost(events, threads);
    const slot = new HostSlot(start, threads, this.#frameBudget, (changed) => {
      if (changed.state === "gone") this.#lost(changed);
      this.#serveWaiters();
    });
    this.#slots.add(slot);
    return slot;
  }

  #end(slot: HostSlot, finished: boolean): void {
    if (!slot.end(finished)) this.#lost(slot);
    this.#serveWaiters();
    if (slot.state === "idle") this.#thinOut();
  }

  /** Ends hosts that a rush of queries has left behind. */
  #thinOut(): void {
    this.#thinning ??= setTimeout(() => {
      this.#thinning = undefined;
      const idle = [...this.#slots].filter(({ state, lease }) => state === "idle" && lease === null);
      for (const slot of idle.slice(1)) {
        this.#slots.delete(slot);
        slot.retire();
      }
    }, IDLE_MS).unref();
  }

  #lost(slot: HostSlot): void {
    if (!this.#slots.delete(slot) || this.#closed) return;
    this.#dying.add(slot);
    void slot.exited.then(() => this.#dying.delete(slot));
    this.#retired++;
    // The next query shall not wait for a host to start.
    this.warm(slot.threads);
  }

  /** First come, first served, except that a query whose session allows more need not wait for one whose does not. */
  #serveWaiters(): void {
    for (let i = 0; i < this.#waiters.length;) {
      const waiter = this.#waiters[i] as Waiter;
      const slot = this.#free(waiter, this.#waiters.length);
      if (slot === null) {
        i++;
        continue;
      }
      this.#waiters.splice(i, 1);
      waiter.resolve(slot);
    }
  }
}

/** The answer, or the error at once when the signal says stop. */
async function abortable(signal: AbortSignal | undefined, slot: HostSlot, answer: Promise<Answer>): Promise<Answer> {
  if (signal === undefined) return answer;
  const abort = (): void => slot.giveUp(canceledError());
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await answer;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function stopped(): SparkException {
  return new SparkException(null, {}, { message: "The session has been stopped." });
}
function cannotStart(reason: string): SparkException {
  return new SparkException(
    "SPARKWRIGHT_ENGINE_HOST_DIED",
    { reason },
    { message: `[SPARKWRIGHT_ENGINE_HOST_DIED] No engine host could be started: ${reason}` },
  );
}
