/**
 * Watches over the memory of this process while the engine works: a thread of its own, since the engine lets no other code
 * of its thread run. The process is ended when it has taken more than it was allowed; the app learns why from its last words.
 */
import { Worker } from "node:worker_threads";

/** The last words of a host that took too much. */
export const OVER_LIMIT = "sparkwright: over the limit of memory";

const KIB = 1024;
const EVERY_MS = 10;

/** Runs in the thread: plain text, so that it needs no file of its own. */
const PROGRAM = `
const { readFileSync, writeSync } = require("node:fs");
const { parentPort, workerData } = require("node:worker_threads");
const { state, every, words } = workerData;
function memory() {
  // Files that are mapped in are the system's; where they cannot be told apart, all is counted.
  try {
    return Number(/RssAnon:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return Math.round(process.memoryUsage.rss() / ${KIB});
  }
}
parentPort.postMessage("ready");
for (;;) {
  // state: [KiB allowed beyond the beginning, 0 while nothing runs; KiB at the beginning, -1 before it is known].
  const allowed = Atomics.load(state, 0);
  if (allowed === 0) {
    Atomics.wait(state, 0, 0);
    continue;
  }
  const now = memory();
  if (Atomics.load(state, 1) < 0) Atomics.store(state, 1, now);
  else if (now - Atomics.load(state, 1) > allowed) {
    writeSync(2, words);
    process.kill(process.pid, "SIGKILL");
  }
  Atomics.wait(state, 0, allowed, every);
}
`;

export class MemoryWatch {
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  #started: Promise<void> | undefined;

  /** From now on the process may take so many bytes more. */
  async begin(bytes: number): Promise<void> {
    this.#started ??= this.#start();
    await this.#started;
    Atomics.store(this.#state, 1, -1);
    this.#set(Math.min(2 ** 31 - 1, Math.max(1, Math.round(bytes / KIB))));
  }
  end(): void {
    this.#set(0);
  }
  #set(allowed: number): void {
    Atomics.store(this.#state, 0, allowed);
    Atomics.notify(this.#state, 0);
  }
  #start(): Promise<void> {
    const workerData = { state: this.#state, every: EVERY_MS, words: OVER_LIMIT };
    const worker = new Worker(PROGRAM, { eval: true, workerData, execArgv: [] });
    worker.unref();
    return new Promise((resolve, reject) => {
      worker.once("message", () => resolve());
      worker.once("error", reject);
    });
  }
}
