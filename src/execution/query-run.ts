/** One query from its lowered plan to its batches: whole, or part by part so that little of it is in memory at a time. */
import { cellReader, readIpcStream } from "../arrow/index.ts";
import type { QueryRecorder, StageRecorder } from "../metrics/query-recorder.ts";
import { planText, stageName } from "../polars/explain-plan.ts";
import type { PolarsPlan } from "../polars/plan.ts";
import { onTop } from "../polars/plan-rewrite.ts";
import { LONG } from "../types/data-type.ts";
import type { ExecuteOptions, Frames, HostPool } from "./host-pool.ts";
import type { MetricsLevel, QueryTotals } from "./host-protocol.ts";
import { countPlan, knownRows, type MorselPath, morselPaths, morselPlan } from "./morsels.ts";
import { rowBounds } from "./row-bound.ts";
import { SpillDirectory } from "./temporary-files.ts";

export interface QueryRunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Rows in a batch; by default about `morselBytes`. */
  readonly batchRows?: number | undefined;
  /** The consumer takes its time, and the result shall not wait for it in memory. */
  readonly streaming: boolean;
  readonly morselBytes: number;
  /** Where files are put aside. */
  readonly spillBase: string;
  readonly metrics: MetricsLevel;
  /** Told of the query's stages. */
  readonly query: QueryRecorder | null;
}

/** A result of so many rows is held by its host without further ado. */
const SMALL_ROWS = 100_000;
/** The first part shows how many bytes a row has. */
const FIRST_ROWS = 16_384;

export class QueryRun {
  readonly #pool: HostPool;
  readonly #frames: Frames;
  readonly #options: QueryRunOptions;
  readonly #spill: SpillDirectory;

  constructor(pool: HostPool, frames: Frames, options: QueryRunOptions) {
    this.#pool = pool;
    this.#frames = frames;
    this.#options = options;
    this.#spill = new SpillDirectory(pool, options.spillBase);
  }

  async *stream(plan: PolarsPlan): AsyncGenerator<Uint8Array, void, undefined> {
    if (!this.#options.streaming || plan.nodes[plan.root]?.op === "sink") {
      yield* this.#result(plan);
      return;
    }
    try {
      const bounds = await rowBounds(plan, (counting) => this.#count(counting));
      const paths = morselPaths(plan);
      if ((bounds[plan.root] ?? Infinity) <= SMALL_ROWS) yield* this.#result(plan);
      else if (paths !== null) yield* this.#morsels(plan, paths);
      else yield* this.#spooled(plan);
    } finally {
      await this.#spill.remove();
    }
  }

  /** All of it in one run, held by the host until it is pulled. */
  async *#result(plan: PolarsPlan): AsyncGenerator<Uint8Array, void, undefined> {
    const stage = this.#stage(plan);
    const { query, batchRows } = this.#options;
    const onBatch = (rows: number, bytes: number, total: number): void => {
      stage?.expect(total);
      query?.output(rows, bytes);
    };
    yield* this.#execute(plan, stage, { batchRows, onBatch });
    stage?.finish();
  }

  /** The result goes to a file first, and is read from there. */
  async *#spooled(plan: PolarsPlan): AsyncGenerator<Uint8Array, void, undefined> {
    const path = this.#spill.newPath(".arrow");
    const sink = onTop(plan, (input) => ({ op: "sink", input, path, format: "ipc" }));
    const stage = this.#stage(sink, stageName(plan));
    for await (const batch of this.#execute(sink, stage, {})) void batch;
    stage?.finish();
    const read: PolarsPlan = { nodes: [{ op: "scanIpc", paths: [path] }], root: 0 };
    yield* this.#morsels(read, [{ nodes: [0], source: 0 }]);
  }

  /** Part by part: while the consumer has one, the host makes the next, and no more. */
  async *#morsels(plan: PolarsPlan, paths: readonly MorselPath[]): AsyncGenerator<Uint8Array, void, undefined> {
    const stage = this.#stage(plan);
    const cursor = new MorselCursor(plan, paths, await Promise.all(paths.map((path) => this.#rowsOf(plan, path))));
    let empty: Uint8Array | null = null;
    let given = 0;
    const run = async (part: Morsel | null): Promise<readonly MorselBatch[]> => {
      if (part === null) return [];
      stage?.expect(cursor.total);
      stage?.input(part.rows, null);
      const batches: MorselBatch[] = [];
      const onBatch = (rows: number, bytes: number): void => void batches.push({ rows, size: bytes, bytes: NOTHING });
      let at = 0;
      const options = { batchRows: this.#options.batchRows ?? Number.MAX_SAFE_INTEGER, onBatch };
      for await (const bytes of this.#execute(part.plan, stage, options, true)) {
        batches[at] = { ...(batches[at] as MorselBatch), bytes };
        at++;
      }
      return batches;
    };
    let part = cursor.next(FIRST_ROWS);
    let pending = run(part);
    try {
      while (part !== null) {
        const batches = await pending;
        const size = batches.reduce((sum, batch) => sum + batch.size, 0);
        part = cursor.next(Math.ceil((part.rows * this.#options.morselBytes) / Math.max(1, size)));
        pending = run(part);
        // Its failure is seen when it is awaited, unless the caller leaves before.
        pending.catch(() => {});
        for (const { rows, size: bytes, bytes: batch } of batches) {
          empty ??= batch;
          if (rows === 0) continue;
          given += rows;
          this.#options.query?.output(rows, bytes);
          yield batch;
        }
      }
      if (given === 0 && empty !== null) yield empty;
      stage?.finish();
    } finally {
      // What the host still reads is not taken away from it.
      await pending.catch(() => {});
    }
  }

  #execute(
    plan: PolarsPlan,
    stage: StageRecorder | null,
    options: Pick<ExecuteOptions, "batchRows" | "onBatch">,
    part = false,
  ): AsyncGenerator<Uint8Array, void> {
    const { signal, metrics } = this.#options;
    const { onBatch } = options;
    return this.#pool.execute(plan, this.#frames, {
      ...options,
      signal,
      metrics: stage === null ? null : metrics,
      onBatch(rows, bytes, total) {
        onBatch?.(rows, bytes, total);
        stage?.output(rows, bytes);
        stage?.morsel();
      },
      onTotals: (totals) => record(stage, totals, part),
    });
  }
  #stage(plan: PolarsPlan, name: string = stageName(plan)): StageRecorder | null {
    return this.#options.query?.stage(name, planText(plan)) ?? null;
  }
  async #rowsOf(plan: PolarsPlan, { source }: MorselPath): Promise<number> {
    const counting = countPlan(plan, source);
    return counting === null ? (knownRows(plan, source) ?? 0) : await this.#count(counting);
  }
  async #count(plan: PolarsPlan): Promise<number> {
    for await (const bytes of this.#pool.execute(plan, this.#frames, { signal: this.#options.signal })) {
      const [batch] = readIpcStream(bytes).batches;
      if (batch !== undefined) return Number(cellReader(batch.columns[0] as never, LONG)(0));
    }
    return 0;
  }
}

const NOTHING = new Uint8Array();
interface MorselBatch {
  readonly rows: number;
  readonly size: number;
  readonly bytes: Uint8Array;
}

function record(stage: StageRecorder | null, { ms, figures }: QueryTotals, part: boolean): void {
  if (stage === null) return;
  // Of a part the host sees whole sources: its rows are counted where it is cut.
  if (!part) stage.input(figures?.rowsIn ?? null, figures?.bytesIn ?? null);
  stage.busy(ms + (figures?.encodeMs ?? 0), figures?.cpuMs ?? null);
  stage.operators(figures?.operators ?? null);
}

interface Morsel {
  readonly plan: PolarsPlan;
  readonly rows: number;
}
/** Where the next part begins. */
class MorselCursor {
  readonly #plan: PolarsPlan;
  readonly #paths: readonly MorselPath[];
  readonly #rows: readonly number[];
  #path = 0;
  #offset = 0;
  #done = 0;
  #size = 1;

  constructor(plan: PolarsPlan, paths: readonly MorselPath[], rows: readonly number[]) {
    this.#plan = plan;
    this.#paths = paths;
    this.#rows = rows;
  }
  /** Parts in all, if the rest are as large as the last. */
  get total(): number {
    const rest = this.#rows.map((rows, i) => (i < this.#path ? 0 : rows - (i === this.#path ? this.#offset : 0)));
    return this.#done + rest.reduce((sum, rows) => sum + Math.ceil(rows / this.#size), 0);
  }
  /** The next rows of a source, at most so many; null at the end. An empty plan has one part. */
  next(rows: number): Morsel | null {
    this.#size = Math.max(1, rows);
    while (this.#path < this.#paths.length) {
      const path = this.#paths[this.#path] as MorselPath;
      const left = (this.#rows[this.#path] ?? 0) - this.#offset;
      const last = this.#path === this.#paths.length - 1;
      if (left > 0 || (last && this.#done === 0)) {
        const length = Math.min(left, this.#size);
        const plan = morselPlan(this.#plan, path, this.#offset, length);
        this.#offset += length;
        this.#done++;
        if (length === 0) this.#path++;
        return { plan, rows: length };
      }
      this.#path++;
      this.#offset = 0;
    }
    return null;
  }
}
