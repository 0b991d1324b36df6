/** Takes a query's figures while it runs and tells subscribers. */
import type { OperatorStats, QueryEvent } from "./query-events.ts";

type Emit = (event: QueryEvent) => void;

/** One stage's figures. Whatever runs a stage calls these; none of them may be called after `finish`. */
export class StageRecorder {
  readonly id: number;
  readonly #query: QueryRecorder;
  readonly #emit: Emit;
  readonly #name: string;
  readonly #counters: { [name: string]: number } = {};
  #rowsIn: number | null = 0;
  #bytesIn: number | null = 0;
  #rowsOut = 0;
  #bytesOut = 0;
  #busyMs = 0;
  #cpuMs: number | null = null;
  #operators: OperatorStats[] | null = null;
  #done = 0;
  #total: number | null = null;
  #finished = false;

  constructor(query: QueryRecorder, emit: Emit, id: number, name: string, plan: string) {
    this.id = id;
    this.#query = query;
    this.#emit = emit;
    this.#name = name;
    emit({ type: "stageStarted", queryId: query.id, stageId: id, name, plan, time: Date.now() });
  }

  /** What went in; null for a figure that nobody measured. */
  input(rows: number | null, bytes: number | null): void {
    this.#rowsIn = rows === null || this.#rowsIn === null ? null : this.#rowsIn + rows;
    this.#bytesIn = bytes === null || this.#bytesIn === null ? null : this.#bytesIn + bytes;
  }
  output(rows: number, bytes: number): void {
    this.#rowsOut += rows;
    this.#bytesOut += bytes;
  }
  /** Time at work, in milliseconds; `cpuMs` where the stage has a process of its own. */
  busy(ms: number, cpuMs: number | null = null): void {
    this.#busyMs += ms;
    if (cpuMs !== null) this.#cpuMs = (this.#cpuMs ?? 0) + cpuMs;
  }
  /** Adds to a counter of the stage's own. */
  count(name: string, by = 1): void {
    this.#counters[name] = (this.#counters[name] ?? 0) + by;
  }
  operators(stats: readonly OperatorStats[] | null): void {
    if (stats === null) return;
    this.#operators ??= [];
    for (const more of stats) {
      // The parts of a stage have the same steps.
      const at = this.#operators.findIndex(({ step, operator }) => step === more.step && operator === more.operator);
      const known = this.#operators[at];
      if (known === undefined) this.#operators.push(more);
      else
        this.#operators[at] = {
          ...known,
          rows: known.rows + more.rows,
          bytes: known.bytes + more.bytes,
          ms: known.ms + more.ms,
        };
    }
  }
  /** How many morsels there are, as soon as that is known. */
  expect(total: number): void {
    this.#total = total;
  }
  /** A morsel is done. */
  morsel(): void {
    this.#done++;
    const { id: stageId } = this;
    this.#emit({
      type: "stageProgress",
      queryId: this.#query.id,
      stageId,
      done: this.#done,
      total: this.#total,
      rows: this.#rowsOut,
      bytes: this.#bytesOut,
      time: Date.now(),
    });
  }
  finish(error?: unknown): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#emit({
      type: "stageFinished",
      queryId: this.#query.id,
      stageId: this.id,
      name: this.#name,
      rowsIn: this.#rowsIn,
      bytesIn: this.#bytesIn,
      rowsOut: this.#rowsOut,
      bytesOut: this.#bytesOut,
      busyMs: this.#busyMs,
      cpuMs: this.#cpuMs,
      counters: { ...this.#counters },
      operators: this.#operators,
      time: Date.now(),
      ...(error === undefined ? {} : { error }),
    });
  }
}

export class QueryRecorder {
  readonly id: number;
  readonly #action: string;
  readonly #emit: Emit;
  readonly #start = performance.now();
  readonly #open = new Set<StageRecorder>();
  #stages = 0;
  #rows = 0;
  #bytes = 0;
  #finished = false;

  constructor(id: number, action: string, emit: Emit) {
    this.id = id;
    this.#action = action;
    this.#emit = emit;
    emit({ type: "queryStarted", queryId: id, action, time: Date.now() });
  }

  stage(name: string, plan: string): StageRecorder {
    const stage = new StageRecorder(this, this.#emit, this.#stages++, name, plan);
    this.#open.add(stage);
    return stage;
  }
  /** What the query has given to its caller. */
  output(rows: number, bytes: number): void {
    this.#rows += rows;
    this.#bytes += bytes;
  }
  /** Ends the query and the stages that are still open. */
  finish(error?: unknown): void {
    if (this.#finished) return;
    this.#finished = true;
    for (const stage of this.#open) stage.finish(error);
    this.#emit({
      type: "queryFinished",
      queryId: this.id,
      action: this.#action,
      rows: this.#rows,
      bytes: this.#bytes,
      ms: performance.now() - this.#start,
      time: Date.now(),
      ...(error === undefined ? {} : { error }),
    });
  }
}
