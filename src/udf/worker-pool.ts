/** Threads for users' functions, shared by all queries of the program. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ArrowVector } from "../arrow/index.ts";
import { canceledError } from "../execution/canceled.ts";
import type { UserFunctionContext } from "../plan/user-function.ts";
import { PythonException } from "../types/spark-error.ts";
import type { FromWorker, ToWorker, WorkerError, WorkerFunction } from "./worker-protocol.ts";

const ENTRY = new URL(import.meta.url.endsWith(".ts") ? "./worker-entry.ts" : "./worker-entry.js", import.meta.url);
/** Threads without work end after so long. */
const IDLE_MS = 10_000;

type Done = Extract<FromWorker, { readonly type: "done" }>;
interface Pending {
  readonly resolve: (done: Done) => void;
  readonly reject: (error: Error) => void;
}
class Thread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: (thread: Thread) => void;
  #calls = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(ended: (thread: Thread) => void) {
    this.#ended = ended;
    this.#worker = new Worker(ENTRY, { execArgv: [] });
    this.#worker.unref();
    this.#worker.on("message", (message: FromWorker) => this.#receive(message));
    this.#worker.on("error", (error) => this.#lost(error as Error));
    this.#worker.on("exit", () => this.#lost(new Error("the thread ended")));
  }
  get load(): number {
    return this.#pending.size;
  }
  open(use: number, fn: WorkerFunction): void {
    this.#worker.postMessage({ type: "open", use, fn } satisfies ToWorker);
  }
  run(use: number, columns: readonly ArrowVector[], start: number, end: number): Promise<Done> {
    return this.#ask((call) => ({ type: "run", use, call, columns, start, end }));
  }
  async close(use: number): Promise<void> {
    await this.#ask((call) => ({ type: "close", use, call }));
  }
  /** Ends the thread in the middle of what it does. */
  kill(): void {
    void this.#worker.terminate();
  }
  #ask(message: (call: number) => ToWorker): Promise<Done> {
    const call = ++this.#calls;
    clearTimeout(this.#idle);
    return new Promise((resolve, reject) => {
      this.#pending.set(call, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(message(call));
    });
  }
  #receive(message: FromWorker): void {
    const pending = this.#pending.get(message.call);
    this.#pending.delete(message.call);
    if (this.#pending.size === 0) {
      this.#worker.unref();
      this.#idle = setTimeout(() => this.kill(), IDLE_MS).unref();
    }
    if (message.type === "done") pending?.resolve(message);
    else pending?.reject(errorOf(message.error));
  }
  #lost(error: Error): void {
    this.#ended(this);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

const threads = new Set<Thread>();
let lastUse = 0;

/** A function opened in several threads. */
export class WorkerUse {
  readonly #use = ++lastUse;
  readonly #fn: WorkerFunction;
  readonly #limit: number;
  readonly #mine = new Set<Thread>();
  constructor(fn: WorkerFunction, threadLimit: number = availableParallelism()) {
    this.#fn = fn;
    this.#limit = threadLimit;
  }
  get threads(): number {
    return this.#limit;
  }

  /** The results for a part of the columns, from the thread that has least to do. */
  async run(
    columns: readonly ArrowVector[],
    start: number,
    end: number,
    { signal, count }: Pick<UserFunctionContext, "signal" | "count">,
  ): Promise<ArrowVector> {
    const thread = this.#thread();
    // Only the end of its thread stops a function that computes.
    const stop = (): void => thread.kill();
    signal.addEventListener("abort", stop, { once: true });
    try {
      const { column, counts } = await thread.run(this.#use, columns, start, end);
      for (const [name, by] of counts) count(name, by);
      return column as ArrowVector;
    } catch (error) {
      throw signal.aborted ? canceledError() : error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
  #thread(): Thread {
    let best: Thread | undefined;
    for (const thread of this.#mine) if (best === undefined || thread.load < best.load) best = thread;
    if (best !== undefined && (best.load === 0 || this.#mine.size >= this.#limit)) return best;
    let added: Thread | undefined;
    for (const thread of threads) {
      if (!this.#mine.has(thread) && (added === undefined || thread.load < added.load)) added = thread;
    }
    if (added === undefined) {
      added = new Thread((gone) => {
        threads.delete(gone);
        this.#mine.delete(gone);
      });
      threads.add(added);
    }
    this.#mine.add(added);
    added.open(this.#use, this.#fn);
    return added;
  }
  async close(): Promise<void> {
    await Promise.all([...this.#mine].filter((t) => threads.has(t)).map((t) => t.close(this.#use).catch(() => {})));
    this.#mine.clear();
  }
}

function errorOf({ condition, parameters, message, cause }: WorkerError): Error {
  const inner =
    cause === undefined ? undefined : Object.assign(new Error(cause.message), { name: cause.name, stack: cause.stack });
  if (condition === null) return inner ?? new Error(message);
  return new PythonException(condition, parameters, { message, ...(inner === undefined ? {} : { cause: inner }) });
}
