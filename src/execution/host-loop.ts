/** The host's side of the protocol, whatever it runs in. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";
import { parseEngineError } from "../polars/engine-error.ts";
import { FrameParts } from "../polars/frame-parts.ts";
import { ipcBytes } from "../polars/ipc-bytes.ts";
import { collectFrame, type InterpreterContext, interpret } from "../polars/interpreter.ts";
import { KernelFailure, type RunKernel } from "../polars/kernel-part.ts";
import { type NativeDataFrame, native } from "../polars/native.ts";
import type { PolarsPlan } from "../polars/plan.ts";
import { schemaOf } from "../polars/schema.ts";
import { SparkError } from "../types/spark-error.ts";
import type { FromHost, HostError, QueryId, ToHost } from "./host-protocol.ts";
import { KernelWorkers } from "./kernel-workers.ts";
import { MemoryWatch } from "./memory-watch.ts";
import { StageFigures } from "./stage-figures.ts";

const BATCH_BYTES = 8 * 1024 * 1024;
/** Native memory is invisible to V8's collector: after so many bytes it is asked to look for dead frames. */
const COLLECT_BYTES = 64 * 1024 * 1024;

export type Send = (message: FromHost, transfer: readonly ArrayBuffer[]) => void;

interface Result {
  readonly frame: NativeDataFrame;
  readonly parts: FrameParts;
  readonly batchRows: number;
  readonly ms: number;
  readonly figures: StageFigures | null;
  offset: number;
}

/** Works through messages one by one, with a turn of the event loop after each (finalizers need it). */
export class HostLoop {
  readonly #send: Send;
  readonly #watch = new MemoryWatch();
  /** A frame that could not be read is an error where it is used. */
  readonly #frames = new Map<string, NativeDataFrame | Error>();
  readonly #results = new Map<QueryId, Result>();
  readonly #canceled = new Set<QueryId>();
  readonly #queue: ToHost[] = [];
  #working = false;
  #released = 0;
  #runKernel: RunKernel | null = null;

  constructor(send: Send) {
    this.#send = send;
  }

  receive(message: ToHost): void {
    // A query that waits in the queue is not begun any more.
    if (message.type === "cancel") this.#canceled.add(message.query);
    this.#queue.push(message);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift()) {
      await this.#handle(message);
      await nextTurn();
    }
    this.#working = false;
  }

  async #handle(message: ToHost): Promise<void> {
    switch (message.type) {
      case "frame":
        this.#frames.set(message.id, readFrame(message.bytes));
        return;
      case "drop":
        for (const id of message.ids) this.#release(this.#frames.get(id), () => this.#frames.delete(id));
        return;
      case "cancel":
        this.#canceled.delete(message.query);
        this.#release(this.#results.get(message.query)?.frame, () => this.#results.delete(message.query));
        this.#send({ type: "canceled", query: message.query }, []);
        return;
      default:
    }
    const { query } = message;
    // A cancellation that came right behind shall be seen.
    await nextTurn();
    if (this.#canceled.has(query)) return;
    try {
      if (message.type === "execute") await this.#execute(message);
      else if (message.type === "describe") await this.#describe(query, message.plan);
      this.#answer(query);
    } catch (error) {
      this.#results.delete(query);
      this.#send({ type: "error", query, error: hostError(error) }, []);
    }
  }

  async #execute(message: Extract<ToHost, { readonly type: "execute" }>): Promise<void> {
    const { query, plan, batchRows, metrics, memory } = message;
    this.#send({ type: "started", query }, []);
    // The message leaves now, not after the query.
    await nextTurn();
    await this.#loadKernels(plan);
    // Other threads would take their memory from the query's.
    const context = memory === null ? this.#context : { ...this.#context, kernelThreads: undefined };
    const figures = metrics === null ? null : new StageFigures(plan, metrics, context);
    // A thread's memory cannot be told from the app's.
    const watched = memory !== null && isMainThread;
    if (watched) await this.#watch.begin(memory);
    const start = performance.now();
    let frame: NativeDataFrame;
    try {
      frame = collectFrame(interpret(plan, figures?.context ?? context));
    } finally {
      if (watched) this.#watch.end();
    }
    const ms = performance.now() - start;
    this.#results.set(query, {
      frame,
      parts: new FrameParts(frame),
      ms,
      figures,
      offset: 0,
      batchRows: batchRows ?? rowsPerBatch(frame),
    });
  }

  async #describe(query: QueryId, plan: PolarsPlan): Promise<void> {
    await this.#loadKernels(plan);
    this.#send({ type: "schema", query, columns: schemaOf(interpret(plan, this.#context)) }, []);
  }

  /** Sends the next batch of a result. */
  #answer(query: QueryId): void {
    const result = this.#results.get(query);
    if (result === undefined) return;
    const { frame, parts, offset, batchRows, ms, figures } = result;
    const start = performance.now();
    const { height } = frame;
    const rows = Math.min(batchRows, height - offset);
    result.offset += rows;
    const last = result.offset >= height;
    const bytes = ipcBytes(parts.rows(offset, rows));
    figures?.encoded(performance.now() - start);
    if (last) this.#release(frame, () => this.#results.delete(query));
    const total = Math.max(1, Math.ceil(height / batchRows));
    const done = last ? { rows: height, ms, ...(figures === null ? {} : { figures: figures.totals() }) } : null;
    this.#send({ type: "batch", query, bytes, rows, total, done }, [bytes.buffer]);
  }

  /** Kernels are loaded by the first plan that has some. */
  async #loadKernels(plan: PolarsPlan): Promise<void> {
    if (this.#runKernel !== null || !hasKernel(plan)) return;
    this.#runKernel = (await import("../kernels/registry.ts")).runKernel;
  }

  readonly #context: InterpreterContext = {
    frame: (id) => {
      const frame = this.#frames.get(id);
      if (frame === undefined) throw new RangeError(`the host has no frame "${id}"`);
      if (frame instanceof Error) throw frame;
      return frame;
    },
    kernel: (...call) => {
      if (this.#runKernel === null) throw new TypeError("kernels are not loaded");
      return this.#runKernel(...call);
    },
    kernelThreads: new KernelWorkers(),
  };

  #release(frame: NativeDataFrame | Error | undefined, forget: () => void): void {
    if (frame !== undefined && !(frame instanceof Error)) this.#released += frame.estimatedSize();
    forget();
    if (this.#released < COLLECT_BYTES) return;
    this.#released = 0;
    // Not now: the frame is still on the stack of the caller.
    setImmediate(collectGarbage);
  }
}

/** Whether a step of the plan, or of a plan inside it, is a kernel. */
function hasKernel(plan: PolarsPlan): boolean {
  return plan.nodes.some((node) => node.op === "kernel" || (node.op === "recurse" && hasKernel(node.step)));
}

function readFrame(bytes: Uint8Array): NativeDataFrame | Error {
  try {
    return native().readIpcStream(bytes, {});
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function rowsPerBatch(frame: NativeDataFrame): number {
  const bytesPerRow = frame.estimatedSize() / Math.max(1, frame.height);
  return Math.max(1024, Math.floor(BATCH_BYTES / Math.max(1, bytesPerRow)));
}

let gc: (() => void) | undefined;
function collectGarbage(): void {
  if (gc === undefined) {
    setFlagsFromString("--expose-gc");
    gc = runInNewContext("gc") as () => void;
  }
  gc();
}

function hostError(error: unknown): HostError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof KernelFailure) {
    const { cause, site } = error;
    const known = cause instanceof SparkError;
    return {
      kind: "kernel",
      message: known ? cause.message : message,
      site,
      values: [],
      condition: known ? (cause.condition ?? "") : null,
      parameters: known ? cause.messageParameters : {},
    };
  }
  const raised = parseEngineError(message);
  const kind = error instanceof RangeError || error instanceof TypeError ? "host" : "engine";
  return { kind, message, site: raised?.site ?? null, values: raised?.values ?? [] };
}
