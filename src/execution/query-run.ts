/** One query from its lowered plan to its batches: whole, or part by part so that little of it is in memory at a time. */
import type { PolarsPlan } from "../polars/plan.ts";
import { stageName } from "../polars/explain-plan.ts";
import type { Frames, HostPool } from "./host-pool.ts";
import { type Morsel, MorselCursor } from "./morsel-cursor.ts";
import { type MorselPath, morselPaths } from "./morsels.ts";
import { PartitionedPlan } from "./partitioned-plan.ts";
import { rowBounds } from "./row-bound.ts";
import { StageRunner, type StageRunnerOptions } from "./stage-runner.ts";

export interface QueryRunOptions extends StageRunnerOptions {
  /** The consumer takes its time, and the result shall not wait for it in memory. */
  readonly streaming: boolean;
  /** Bytes that steps which gather rows may take; null: no limit. */
  readonly memoryLimit: number | null;
}

/** A result of so many rows is held by its host without further ado. */
const SMALL_ROWS = 100_000;
/** The first part shows how many bytes a row has. */
const FIRST_ROWS = 16_384;

export class QueryRun {
  readonly #runner: StageRunner;
  readonly #options: QueryRunOptions;

  constructor(pool: HostPool, frames: Frames, options: QueryRunOptions) {
    this.#runner = new StageRunner(pool, frames, options);
    this.#options = options;
  }

  async *stream(plan: PolarsPlan): AsyncGenerator<Uint8Array, void, undefined> {
    const { streaming, memoryLimit } = this.#options;
    if (!streaming && memoryLimit === null) {
      yield* this.#result(plan);
      return;
    }
    try {
      const fitting = memoryLimit === null ? plan : await new PartitionedPlan(this.#runner, memoryLimit).fit(plan);
      yield* this.#pieces(fitting);
    } finally {
      await this.#runner.spill.remove();
    }
  }

  async *#pieces(plan: PolarsPlan): AsyncGenerator<Uint8Array, void, undefined> {
    const bounds = await rowBounds(plan, (counting) => this.#runner.count(counting));
    const paths = morselPaths(plan);
    if ((bounds[plan.root] ?? Infinity) <= SMALL_ROWS) yield* this.#result(plan);
    else if (paths !== null) yield* this.#morsels(plan, paths);
    else yield* this.#morsels(await this.#runner.spool(plan, stageName(plan)), [{ nodes: [0], source: 0 }]);
  }

  /** All of it in one run, held by the host until it is pulled. */
  async *#result(plan: PolarsPlan): AsyncGenerator<Uint8Array, void, undefined> {
    const stage = this.#runner.stage(plan);
    const { query, batchRows } = this.#options;
    const onBatch = (rows: number, bytes: number, total: number): void => {
      stage?.expect(total);
      query?.output(rows, bytes);
    };
    yield* this.#runner.execute(plan, stage, { batchRows, onBatch });
    stage?.finish();
  }

  /** Part by part: while the consumer has one, the host makes the next, and no more. */
  async *#morsels(plan: PolarsPlan, paths: readonly MorselPath[]): AsyncGenerator<Uint8Array, void, undefined> {
    const runner = this.#runner;
    const { batchRows = Number.MAX_SAFE_INTEGER, morselBytes, query } = this.#options;
    const stage = runner.stage(plan);
    const cursor = new MorselCursor(plan, paths, await Promise.all(paths.map((path) => runner.rowsOf(plan, path))));
    let length = FIRST_ROWS;
    let measured = false;
    const run = async (part: Morsel | null): Promise<readonly MorselBatch[]> => {
      if (part === null) return [];
      if (measured) stage?.expect(cursor.total);
      stage?.input(part.rows, null);
      const sizes: { rows: number; size: number }[] = [];
      const onBatch = (rows: number, size: number): void => void sizes.push({ rows, size });
      const batches: MorselBatch[] = [];
      for await (const bytes of runner.execute(part.plan, stage, { batchRows, onBatch }, true)) {
        const { rows = 0, size = 0 } = sizes[batches.length] ?? {};
        batches.push({ rows, size, bytes });
      }
      return batches;
    };
    let part = cursor.next(length);
    let pending = run(part);
    let empty: Uint8Array | null = null;
    let given = 0;
    try {
      while (part !== null) {
        const batches = await pending;
        const size = batches.reduce((sum, batch) => sum + batch.size, 0);
        // Parts stay as long as they are, so that their number is known, unless rows turn out much wider.
        if (!measured || size > 2 * morselBytes) length = Math.ceil((part.rows * morselBytes) / Math.max(1, size));
        measured = true;
        part = cursor.next(length);
        pending = run(part);
        // Its failure is seen when it is awaited, unless the caller leaves before.
        pending.catch(() => {});
        for (const { rows, size: bytes, bytes: batch } of batches) {
          empty ??= batch;
          if (rows === 0) continue;
          given += rows;
          query?.output(rows, bytes);
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
}

interface MorselBatch {
  readonly rows: number;
  readonly size: number;
  readonly bytes: Uint8Array;
}
