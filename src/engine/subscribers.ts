/**
 * What happens while queries run, told to whoever asked: for progress bars, logs and metrics. Figures are measured, never
 * estimated; a subscriber that throws is reported on stderr and ends nothing.
 */
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { QueryTotals } from "../execution/host-protocol.ts";

export interface QueryStarted {
  readonly type: "queryStarted";
  readonly queryId: number;
  /** What the user called: `collect`, `show`, `count`, `write` ... */
  readonly action: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}
export interface StageStarted {
  readonly type: "stageStarted";
  readonly queryId: number;
  readonly stageId: number;
  /** Steps of the lowered plan that the stage runs. */
  readonly steps: number;
}
export interface StageFinished {
  readonly type: "stageFinished";
  readonly queryId: number;
  readonly stageId: number;
  readonly rows: number;
  /** Bytes of Arrow data that left the stage. */
  readonly bytes: number;
  /** Engine time until the result stood, in milliseconds. */
  readonly engineMs: number;
}
export interface QueryFinished {
  readonly type: "queryFinished";
  readonly queryId: number;
  readonly rows: number;
  readonly bytes: number;
  /** Wall time from start to the last batch, in milliseconds. */
  readonly ms: number;
  /** Set where the query failed or was given up. */
  readonly error?: unknown;
}
export type QueryEvent = QueryStarted | StageStarted | StageFinished | QueryFinished;
export type Subscriber = (event: QueryEvent) => void;

export class Subscribers {
  private readonly list = new Set<Subscriber>();
  private lastQuery = 0;

  /** Returns what takes the subscriber off again. */
  add(subscriber: Subscriber): () => void {
    this.list.add(subscriber);
    return () => this.list.delete(subscriber);
  }
  emit(event: QueryEvent): void {
    for (const subscriber of this.list) {
      try {
        subscriber(event);
      } catch (error) {
        console.error("a query subscriber failed:", error);
      }
    }
  }

  /** Tells of a query of one stage while its batches pass through. */
  async *observe(
    action: string,
    steps: number,
    run: (onTotals: (totals: QueryTotals) => void) => AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const queryId = ++this.lastQuery;
    const start = performance.now();
    let bytes = 0;
    let totals: QueryTotals = { rows: 0, ms: 0 };
    this.emit({ type: "queryStarted", queryId, action, time: Date.now() });
    this.emit({ type: "stageStarted", queryId, stageId: 0, steps });
    let error: unknown;
    try {
      for await (const batch of run((t) => (totals = t))) {
        bytes += batch.byteLength;
        yield batch;
      }
      this.emit({ type: "stageFinished", queryId, stageId: 0, rows: totals.rows, bytes, engineMs: totals.ms });
    } catch (failure) {
      error = failure;
      throw failure;
    } finally {
      const ms = performance.now() - start;
      this.emit({
        type: "queryFinished",
        queryId,
        rows: totals.rows,
        bytes,
        ms,
        ...(error === undefined ? {} : { error }),
      });
    }
  }
}

const bySession = new WeakMap<SqlConf, Subscribers>();
/** The subscribers of the session whose configuration this is. */
export function subscribersOf(conf: SqlConf): Subscribers {
  let found = bySession.get(conf);
  if (found === undefined) {
    found = new Subscribers();
    bySession.set(conf, found);
  }
  return found;
}
