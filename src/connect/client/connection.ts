/**
 * The program's side of a connection: a thread holds it, so that synchronous questions can wait for their answers while
 * the connection works on. Sessions of one program share it.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { OperationCanceledError, SparkException } from "../../types/spark-error.ts";
import type { ConnectTarget } from "./connect-url.ts";
import { errorOf } from "./failure.ts";
import type { SessionIdentity } from "./session-client.ts";
import {
  type Ask,
  type FromWorker,
  type Piece,
  type ToWorker,
  type WorkerData,
  WorkerState,
} from "./worker-protocol.ts";

/** The entry beside this file, in TypeScript as this file is, or built. */
const WORKER_ENTRY = new URL(
  import.meta.url.endsWith(".ts") ? "./connection-worker.ts" : "./connection-worker.js",
  import.meta.url,
);
/** A thread that has not begun after so long never will. */
const START_DEADLINE_MS = 60_000;

type Answer = Exclude<FromWorker, { readonly type: "failed" | "progress" }>;
/** Told of the bytes of each `ExecutionProgress` of an execution. */
export type OnProgress = (bytes: Uint8Array) => void;
interface Waiter {
  readonly answer: (message: Answer) => void;
  readonly fail: (error: Error) => void;
  readonly progress?: OnProgress | undefined;
}

export class Connection {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #counter: Int32Array;
  readonly #waiters = new Map<number, Waiter>();
  #sessions = 0;
  #lastId = 0;
  #lastSession = 0;
  #ended: Error | undefined;

  constructor(target: ConnectTarget) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#counter = new Int32Array(new SharedArrayBuffer(8));
    const workerData: WorkerData = { target, syncPort: port2, counter: this.#counter };
    this.#worker = new Worker(WORKER_ENTRY, { execArgv: [], workerData, transferList: [port2] });
    this.#worker.on("message", (message: FromWorker) => this.#receive(message));
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", () => this.#end(new Error("its thread ended")));
    this.#worker.unref();
    port1.unref();
  }

  /** Opens a session; gives its name on this connection. */
  session(identity: SessionIdentity): string {
    const session = String(++this.#lastSession);
    this.#sessions++;
    this.#post({ type: "session", session, identity });
    return session;
  }

  /** Waits for the answer; nothing else of the program runs meanwhile. */
  askSync(session: string, ask: Ask): Answer {
    const id = ++this.#lastId;
    this.#post({ type: "ask", session, id, sync: true, ask });
    for (;;) {
      // Read before looking: a message that comes in between changes it, and the wait ends at once.
      const seen = Atomics.load(this.#counter, 0);
      for (let got = receiveMessageOnPort(this.#port); got !== undefined; got = receiveMessageOnPort(this.#port)) {
        const message = got.message as FromWorker;
        if (message.id !== id || message.type === "progress") continue;
        if (message.type === "failed") throw errorOf(message.failure);
        return message;
      }
      const state = Atomics.load(this.#counter, 1);
      if (state === WorkerState.ENDED) throw this.#gone("its thread ended");
      const deadline = state === WorkerState.STARTING ? START_DEADLINE_MS : Number.POSITIVE_INFINITY;
      const outcome = Atomics.wait(this.#counter, 0, seen, deadline);
      if (outcome === "timed-out") throw this.#gone("its thread did not start");
    }
  }

  ask(session: string, ask: Ask, signal?: AbortSignal, progress?: OnProgress): Promise<Answer> {
    if (signal?.aborted === true) return Promise.reject(canceled());
    const id = ++this.#lastId;
    return new Promise<Answer>((resolve, reject) => {
      const abort = (): void => {
        this.#drop(id);
        this.#post({ type: "cancel", id, interrupt: true });
        reject(canceled());
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#wait(id, {
        progress,
        answer: (message) => {
          signal?.removeEventListener("abort", abort);
          this.#drop(id);
          resolve(message);
        },
        fail: (error) => {
          signal?.removeEventListener("abort", abort);
          this.#drop(id);
          reject(error);
        },
      });
      this.#post({ type: "ask", session, id, sync: false, ask });
    });
  }

  /** The pieces of a result as they come; the thread reads on only as pieces are taken. */
  async *stream(
    session: string,
    ask: Extract<Ask, { readonly type: "stream" }>,
    signal?: AbortSignal,
    progress?: OnProgress,
  ): AsyncGenerator<Piece, void, undefined> {
    if (signal?.aborted === true) throw canceled();
    const id = ++this.#lastId;
    const queue: Piece[] = [];
    let done = false;
    let failure: Error | undefined;
    let wake: (() => void) | undefined;
    const change = (): void => {
      wake?.();
      wake = undefined;
    };
    const abort = (): void => {
      failure = canceled();
      this.#post({ type: "cancel", id, interrupt: true });
      change();
    };
    this.#wait(id, {
      progress,
      answer: (message) => {
        if (message.type !== "pieces") return;
        queue.push(...message.pieces);
        done ||= message.done;
        change();
      },
      fail: (error) => {
        failure ??= error;
        done = true;
        change();
      },
    });
    signal?.addEventListener("abort", abort, { once: true });
    try {
      this.#post({ type: "ask", session, id, sync: false, ask });
      for (;;) {
        // What was given up is given up at once, whatever has arrived.
        if (failure instanceof OperationCanceledError) throw failure;
        const piece = queue.shift();
        if (piece !== undefined) {
          yield piece;
          if (piece.type === "batch" && !done) this.#post({ type: "more", id });
        } else if (failure !== undefined) throw failure;
        else if (done) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      if (!done) this.#post({ type: "cancel", id, interrupt: false });
      this.#drop(id);
    }
  }

  /** One session less; with the last one the thread ends. */
  async leave(): Promise<void> {
    if (--this.#sessions > 0 || this.#ended !== undefined) return;
    this.#ended = stopped();
    this.#port.close();
    await this.#worker.terminate();
  }

  #wait(id: number, waiter: Waiter): void {
    if (this.#waiters.size === 0) this.#worker.ref();
    this.#waiters.set(id, waiter);
  }
  #drop(id: number): void {
    this.#waiters.delete(id);
    if (this.#waiters.size === 0) this.#worker.unref();
  }

  #post(message: ToWorker): void {
    if (this.#ended !== undefined) throw this.#ended;
    this.#worker.postMessage(message);
  }

  #receive(message: FromWorker): void {
    const waiter = this.#waiters.get(message.id);
    if (message.type === "progress") waiter?.progress?.(message.bytes);
    else if (message.type === "failed") waiter?.fail(errorOf(message.failure));
    else waiter?.answer(message);
  }

  #gone(why: string, cause?: Error): Error {
    this.#ended ??= new SparkException(null, {}, { message: `The connection is gone: ${why}.`, cause });
    return this.#ended;
  }
  #end(error: Error): void {
    const ended = this.#gone(error.message, error);
    for (const waiter of this.#waiters.values()) waiter.fail(ended);
  }
}

function stopped(): SparkException {
  return new SparkException(null, {}, { message: "The session has been stopped." });
}
function canceled(): OperationCanceledError {
  return new OperationCanceledError(
    "OPERATION_CANCELED",
    {},
    { message: "[OPERATION_CANCELED] Operation has been canceled. SQLSTATE: HY008" },
  );
}
