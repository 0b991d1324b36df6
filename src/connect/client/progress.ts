/** What a server says of an execution while it runs, told to handlers and subscribers. */
import type { ProgressHandler, StageInfo } from "../../engine/engine.ts";
import type { QueryRecorder, StageRecorder } from "../../metrics/query-recorder.ts";
import type { ExecutePlanResponse_ExecutionProgress as Progress } from "../generated/spark/connect/base_pb.ts";

export class ProgressHandlers {
  readonly #list = new Set<ProgressHandler>();
  readonly #failed = new WeakSet<ProgressHandler>();

  add(handler: ProgressHandler): void {
    this.#list.add(handler);
  }
  /** Whether it was there. */
  remove(handler: ProgressHandler): boolean {
    return this.#list.delete(handler);
  }
  clear(): void {
    this.#list.clear();
  }

  /** Watches one execution; nothing where nobody wants to know. */
  watch(operationId: string, query: QueryRecorder | undefined): ExecutionWatch | undefined {
    if (this.#list.size === 0 && query === undefined) return undefined;
    return new ExecutionWatch((...told) => this.#tell(...told), operationId, query);
  }

  #tell(...told: Parameters<ProgressHandler>): void {
    for (const handler of this.#list) {
      try {
        handler(...told);
      } catch (error) {
        if (!this.#failed.has(handler)) console.error("a progress handler failed:", error);
        this.#failed.add(handler);
      }
    }
  }
}

/** One execution: what is known of its stages. */
export class ExecutionWatch {
  readonly #tell: ProgressHandler;
  readonly #operationId: string;
  readonly #stages: StageTracker | undefined;
  #known: readonly StageInfo[] = [];
  #inflight = 0;
  #ended = false;

  constructor(tell: ProgressHandler, operationId: string, query: QueryRecorder | undefined) {
    this.#tell = tell;
    this.#operationId = operationId;
    this.#stages = query === undefined ? undefined : new StageTracker(query);
  }

  see(progress: Progress): void {
    if (this.#ended) return;
    this.#stages?.see(progress);
    const stages = progress.stages.map(({ stageId, numTasks, numCompletedTasks, inputBytesRead, done }) => ({
      stageId: Number(stageId),
      numTasks: Number(numTasks),
      numCompletedTasks: Number(numCompletedTasks),
      numBytesRead: Number(inputBytesRead),
      done,
    }));
    // As in PySpark: before there are tasks there is nothing to tell.
    if (!stages.some(({ numTasks }) => numTasks > 0)) return;
    this.#known = stages;
    this.#inflight = Number(progress.numInflightTasks);
    this.#tell(stages, this.#inflight, this.#operationId, false);
  }
  /** It has ended, in whatever way. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#tell(this.#known, this.#inflight, this.#operationId, true);
  }
}

/** Tells of Spark's own stages as stages of the query. */
class StageTracker {
  readonly #query: QueryRecorder;
  readonly #stages = new Map<bigint, { readonly stage: StageRecorder; done: bigint; bytes: bigint; ended: boolean }>();

  constructor(query: QueryRecorder) {
    this.#query = query;
  }
  see({ stages }: Progress): void {
    for (const { stageId, numTasks, numCompletedTasks, inputBytesRead, done } of stages) {
      let known = this.#stages.get(stageId);
      if (known === undefined) {
        known = { stage: this.#query.stage(`stage ${stageId}`, ""), done: 0n, bytes: 0n, ended: false };
        this.#stages.set(stageId, known);
      }
      if (known.ended) continue;
      known.stage.expect(Number(numTasks));
      // Rows are counted by nobody; bytes are those read.
      known.stage.input(null, Number(inputBytesRead - known.bytes));
      known.bytes = inputBytesRead;
      for (; known.done < numCompletedTasks; known.done++) known.stage.morsel();
      if (!done) continue;
      known.ended = true;
      known.stage.finish();
    }
  }
}
