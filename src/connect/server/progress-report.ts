/** Tells the client of a long operation how far it is, as Spark's server does: stages, and tasks done in each. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { EmbeddedEngine } from "../../engine/embedded-engine.ts";
import type { QueryEvent } from "../../metrics/query-events.ts";
import type { Operation, ResponseContent } from "./operation.ts";

/** Milliseconds: what takes less is not reported. */
const FIRST_AFTER = 200;

interface Stage {
  readonly stageId: bigint;
  numTasks: bigint;
  numCompletedTasks: bigint;
  inputBytesRead: bigint;
  done: boolean;
}

/** Which report the queries belong to that begin now. */
const current = new AsyncLocalStorage<ProgressReport>();

/** Tells the reports of a session's operations of its queries; returns what ends it. */
export function followQueries(engine: EmbeddedEngine): () => void {
  const reports = new Map<number, ProgressReport>();
  return engine.subscribe((event) => {
    if (event.type === "queryStarted") {
      const report = current.getStore();
      if (report !== undefined) reports.set(event.queryId, report);
    }
    reports.get(event.queryId)?.note(event);
    if (event.type === "queryFinished") reports.delete(event.queryId);
  });
}

export class ProgressReport {
  readonly #operation: Operation;
  readonly #interval: number;
  readonly #stages = new Map<string, Stage>();
  #timer: NodeJS.Timeout | undefined;
  #changed = false;
  #last = 0;
  #isBegun = false;

  constructor(operation: Operation, intervalMs: number) {
    this.#operation = operation;
    this.#interval = intervalMs;
  }

  /** Runs the work of the operation, and reports as long as it takes. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#interval <= 0) return work();
    this.#timer = setInterval(() => this.#tick(), Math.min(FIRST_AFTER, this.#interval)).unref();
    try {
      return await current.run(this, work);
    } finally {
      clearInterval(this.#timer);
      // Who was told of stages under way is told of their end.
      if (this.#last > 0 && this.#changed) this.#send();
    }
  }

  /** From now on the client may be told: of a query it wants to know the schema first. */
  begin(): void {
    this.#isBegun = true;
  }
  note(event: QueryEvent): void {
    if (event.type === "queryStarted" || event.type === "queryFinished") return;
    const key = `${event.queryId} ${event.stageId}`;
    const stage = this.#stages.get(key) ?? newStage(this.#stages.size);
    this.#stages.set(key, stage);
    this.#changed = true;
    if (event.type === "stageProgress") {
      stage.numCompletedTasks = BigInt(event.done);
      stage.numTasks = BigInt(Math.max(event.total ?? event.done + 1, event.done));
    } else if (event.type === "stageFinished") {
      stage.done = true;
      if (event.error === undefined) stage.numTasks = stage.numCompletedTasks = max(stage.numCompletedTasks, 1n);
      stage.inputBytesRead = BigInt(event.bytesIn ?? 0);
    }
  }

  #tick(): void {
    // A client that is behind wants results, not news.
    if (!this.#isBegun || !this.#operation.isRead) return;
    const now = performance.now();
    if (this.#changed || now - this.#last >= this.#interval) this.#send();
  }
  #send(): void {
    this.#changed = false;
    this.#last = performance.now();
    const stages = [...this.#stages.values()].map((stage) => ({ ...stage }));
    const value = { stages, numInflightTasks: BigInt(stages.filter(({ done }) => !done).length) };
    const content: ResponseContent = { responseType: { case: "executionProgress", value } };
    this.#operation.send(content).catch(() => undefined);
  }
}

function newStage(id: number): Stage {
  return { stageId: BigInt(id), numTasks: 1n, numCompletedTasks: 0n, inputBytesRead: 0n, done: false };
}
function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
