/**
 * Small questions to the engine that must be answered before a call returns (a file's columns for `df.schema`, the
 * values of a pivot): this thread sleeps until a helper thread has the answer, or the deadline is over.
 */
import { MessageChannel, type MessagePort, Worker, receiveMessageOnPort } from "node:worker_threads";
import type { NamedType, PolarsPlan } from "../polars/plan.ts";
import { SparkException } from "../types/spark-error.ts";
import { HOST_ENTRY } from "./engine-host.ts";
import { EngineFailure, type FromHost, type ToHost } from "./host-protocol.ts";
import type { BridgeData } from "./host-worker.ts";

const DEFAULT_DEADLINE_MS = 60_000;

interface Helper {
  readonly worker: Worker;
  readonly port: MessagePort;
  /** Counts the helper's messages. */
  readonly counter: Int32Array;
}

export class SyncBridge {
  readonly #deadlineMs: number;
  #helper: Helper | null = null;
  #query = 0;

  constructor(deadlineMs: number = DEFAULT_DEADLINE_MS) {
    this.#deadlineMs = deadlineMs;
  }

  /** The columns that a plan would give. */
  describe(plan: PolarsPlan): readonly NamedType[] {
    const answer = this.#ask({ type: "describe", query: ++this.#query, plan });
    if (answer.type !== "schema") throw new TypeError("the engine host gave no schema");
    return answer.columns;
  }

  /** Runs a plan whose result is small: all of it, as one Arrow IPC stream. */
  execute(plan: PolarsPlan, frames: ReadonlyMap<string, Uint8Array> = new Map()): Uint8Array {
    const helper = this.#start();
    for (const [id, bytes] of frames) helper.worker.postMessage({ type: "frame", id, bytes } satisfies ToHost);
    try {
      const answer = this.#ask({
        type: "execute",
        query: ++this.#query,
        plan,
        batchRows: 2 ** 31,
        metrics: null,
        memory: null,
      });
      if (answer.type !== "batch") throw new TypeError("the engine host gave no batch");
      return answer.bytes;
    } finally {
      if (frames.size > 0) helper.worker.postMessage({ type: "drop", ids: [...frames.keys()] } satisfies ToHost);
    }
  }

  close(): void {
    this.#helper?.port.close();
    void this.#helper?.worker.terminate();
    this.#helper = null;
  }

  #start(): Helper {
    if (this.#helper !== null) return this.#helper;
    const { port1, port2 } = new MessageChannel();
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const bridge: BridgeData = { port: port2, counter };
    const worker = new Worker(HOST_ENTRY, { execArgv: [], workerData: { bridge }, transferList: [port2] });
    worker.unref();
    port1.unref();
    // What is wrong with it shows as a missed deadline: this thread is asleep when it happens.
    worker.on("error", () => (this.#helper = null));
    this.#helper = { worker, port: port1, counter };
    return this.#helper;
  }

  #ask(request: ToHost & { readonly query: number }): Extract<FromHost, { readonly type: "schema" | "batch" }> {
    const { worker, port, counter } = this.#start();
    const deadline = performance.now() + this.#deadlineMs;
    worker.postMessage(request);
    for (;;) {
      // Read before looking: a message that comes in between changes it, and the wait ends at once.
      const seen = Atomics.load(counter, 0);
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
        const message = got.message as FromHost;
        if (message.query !== request.query) continue;
        if (message.type === "error") throw new EngineFailure(message.error);
        if (message.type === "schema" || message.type === "batch") return message;
      }
      if (Atomics.wait(counter, 0, seen, Math.max(0, deadline - performance.now())) === "timed-out") break;
    }
    // The helper may be stuck in the engine: another one takes its place.
    this.close();
    throw new SparkException(
      "SPARKWRIGHT_SYNC_TIMEOUT",
      { seconds: String(this.#deadlineMs / 1000) },
      {
        message:
          `[SPARKWRIGHT_SYNC_TIMEOUT] The engine did not answer within ${this.#deadlineMs / 1000} s. ` +
          "Use `await df.analyzed()`, which does not block, before asking for the schema.",
      },
    );
  }
}
