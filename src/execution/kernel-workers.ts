/**
 * Threads that run kernels beside the host's own. The host is inside of a query meanwhile, so nothing here may need its event
 * loop: parts are taken by words in shared memory, and results are picked up from ports.
 */
import { MessageChannel, type MessagePort, Worker, receiveMessageOnPort } from "node:worker_threads";
import type { KernelThreads } from "../polars/kernel-stage.ts";
import type { KernelCall } from "../polars/plan.ts";
import { unboundThreads } from "./cpu-slots.ts";
import { finishedParts, type KernelJob, type KernelResult, newWords, partState, takePart } from "./kernel-job.ts";

/** More threads than that only take memory. */
const MOST_THREADS = 8;
/** Work that pays for a thread that runs, and for one that must be started. */
const [WORTH_MS, WORTH_START_MS] = [8, 40];
/** A thread that takes so many times as long as this one is taken for gone, but not before some seconds. */
const PATIENCE = 20;
const LEAST_PATIENCE_MS = 5000;

const ENTRY = new URL(import.meta.url.endsWith(".ts") ? "./kernel-worker.ts" : "./kernel-worker.js", import.meta.url);

interface Helper {
  readonly worker: Worker;
  readonly port: MessagePort;
}
/** What this thread has made of a job. */
interface OwnShare {
  /** Of the slowest part. */
  readonly ms: number;
  /** The first of its parts that failed. */
  readonly failure: { readonly part: number; readonly error: unknown } | null;
}

export class KernelWorkers implements KernelThreads {
  readonly count: number;
  #helpers: readonly Helper[] = [];
  #jobs = 0;

  constructor(count: number = Math.min(unboundThreads(), MOST_THREADS)) {
    this.count = count;
  }

  pays(ms: number): boolean {
    return this.count > 1 && ms >= (this.#helpers.length > 0 ? WORTH_MS : WORTH_START_MS);
  }

  run(
    calls: readonly KernelCall[],
    parts: readonly Uint8Array<SharedArrayBuffer>[],
    own: (part: Uint8Array) => Uint8Array,
  ): readonly Uint8Array[] {
    const job: KernelJob = { id: ++this.#jobs, calls, parts, words: newWords(parts.length) };
    this.#start(Math.min(this.count, parts.length) - 1);
    for (const { port } of this.#helpers) port.postMessage(job);
    const made: Uint8Array[] = [];
    const { ms, failure } = ownShare(job, own, made);
    const patience = Math.max(LEAST_PATIENCE_MS, PATIENCE * ms);
    const wanted = failure?.part ?? parts.length;
    for (const [part, bytes] of parts.slice(0, wanted).entries()) {
      // What fails in another thread fails here again, where its error is understood.
      made[part] ??= this.#awaited(job, part, patience, made) ?? own(bytes);
    }
    if (failure !== null) throw failure.error;
    return made;
  }

  close(): void {
    const helpers = this.#helpers;
    this.#helpers = [];
    for (const { worker, port } of helpers) {
      port.close();
      void worker.terminate();
    }
  }

  /** The result of a part that another thread has taken; null where that failed, or does not come. */
  #awaited(job: KernelJob, part: number, patience: number, made: Uint8Array[]): Uint8Array | null {
    const deadline = performance.now() + patience;
    for (;;) {
      const finished = finishedParts(job);
      const state = partState(job, part);
      if (state === "done") this.#receive(job, made);
      if (state !== "taken") return made[part] ?? null;
      const left = deadline - performance.now();
      if (left > 0 && Atomics.wait(job.words, 0, finished, left) !== "timed-out") continue;
      this.close();
      return null;
    }
  }

  #receive(job: KernelJob, made: Uint8Array[]): void {
    for (const { port } of this.#helpers) {
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
        const result = got.message as KernelResult;
        // Parts of a job that failed may come when nobody wants them any more.
        if (result.job === job.id) made[result.part] = result.bytes;
      }
    }
  }

  #start(count: number): void {
    while (this.#helpers.length < count) {
      const { port1, port2 } = new MessageChannel();
      const worker = new Worker(ENTRY, { execArgv: [], workerData: { port: port2 }, transferList: [port2] });
      const helper = { worker, port: port1 };
      worker.unref();
      port1.unref();
      const forget = (): void => void (this.#helpers = this.#helpers.filter((other) => other !== helper));
      worker.on("error", forget);
      worker.on("exit", forget);
      this.#helpers = [...this.#helpers, helper];
    }
  }
}

/** Makes parts until all are taken, or one fails. */
function ownShare(job: KernelJob, own: (part: Uint8Array) => Uint8Array, made: Uint8Array[]): OwnShare {
  let ms = 0;
  for (let part = takePart(job); part !== null; part = takePart(job)) {
    const start = performance.now();
    try {
      made[part] = own(job.parts[part] as Uint8Array);
    } catch (error) {
      while (takePart(job) !== null);
      return { ms, failure: { part, error } };
    }
    ms = Math.max(ms, performance.now() - start);
  }
  return { ms, failure: null };
}
