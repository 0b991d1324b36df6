/** One query from its lowered plan to its batches: whole, or part by part so that little of it is in memory at a time. */
import type { NodeRef, PolarsPlan } from "../polars/plan.ts";
import { replaceNode, subPlan } from "../polars/plan-rewrite.ts";
import { pushedLimits } from "../polars/push-limit.ts";
import { rm } from "node:fs/promises";
import { SparkException } from "../types/spark-error.ts";
import { HostLease, needsOneHost } from "./host-lease.ts";
import type { Frames, HostPool } from "./host-pool.ts";
import { MemoryExceeded } from "./host-slot.ts";
import { type Morsel, MorselCursor } from "./morsel-cursor.ts";
import { withEarlyRows } from "./early-rows.ts";
import { type MorselPath, morselPaths, storedWidth } from "./morsels.ts";
import { PartitionedPlan } from "./partitioned-plan.ts";
import { rowBounds } from "./row-bound.ts";
import { spoolByParts, withProbes } from "./row-parts.ts";
import { StageRunner, type StageRunnerOptions } from "./stage-runner.ts";

export interface QueryRunOptions extends StageRunnerOptions {
  /** The consumer takes its time, and the result shall not wait for it in memory. */
  readonly streaming: boolean;
  /** The host of the larger query that this is a part of. */
  readonly lease?: HostLease | undefined;
}

/** A result of so many rows is held by its host without further ado. */
const SMALL_ROWS = 100_000;
/** How many times the bytes of a part's result may be read for it. */
const READ_FACTOR = 4;
/** How much less is trusted in estimates after they were wrong, and how often. */
const CAUTION = 8;
const MAX_RETRIES = 2;
/** The first part shows how many bytes a row has. */
const FIRST_ROWS = 4096;

export class QueryRun {
  readonly #runner: StageRunner;
  readonly #pool: HostPool;
  readonly #options: QueryRunOptions;

  constructor(pool: HostPool, frames: Frames, options: QueryRunOptions) {
    this.#pool = pool;
    this.#runner = new StageRunner(pool, frames, options);
    this.#options = options;
  }

  async *stream(given: PolarsPlan): AsyncGenerator<Uint8Array, void, undefined> {
    const { streaming, memoryLimit, lease } = this.#options;
    const keyed = needsOneHost(given);
    if (keyed) this.#runner.lease = lease ?? new HostLease();
    try {
      const pushed = pushedLimits(given);
      // Early rows would not outlive their host, which a retry may have to do without.
      const plan = (keyed ? null : await withEarlyRows(this.#runner, pushed)) ?? pushed;
      if (!streaming && memoryLimit === null) {
        yield* this.#result(plan);
        return;
      }
      for (let caution = 1; ; caution *= CAUTION) {
        if (yield* this.#attempt(plan, caution)) return;
      }
    } finally {
      if (lease === undefined) this.#release();
      await this.#runner.spill.remove();
    }
  }

  #release(): void {
    if (this.#runner.lease !== undefined) this.#pool.release(this.#runner.lease);
  }

  /** Runs the plan within the limit. False if the engine needed more than was thought, and nothing is lost by a retry. */
  async *#attempt(plan: PolarsPlan, caution: number): AsyncGenerator<Uint8Array, boolean, undefined> {
    const { memoryLimit } = this.#options;
    let given = false;
    try {
      const within = memoryLimit === null ? null : new PartitionedPlan(this.#runner, memoryLimit, caution);
      const fitting = within === null ? plan : await within.fit(plan);
      const root = fitting.nodes[fitting.root];
      // What the engine writes as it goes took too much: it writes from parts that stand.
      const ready = caution > 1 && root?.op === "sink" ? await this.#inParts(fitting, root.input) : fitting;
      for await (const batch of this.#pieces(ready, within?.heaviest)) {
        given = true;
        yield batch;
      }
      return true;
    } catch (error) {
      if (!(error instanceof MemoryExceeded)) throw error;
      const shared = this.#runner.lease !== undefined && this.#options.lease !== undefined;
      if (given || shared || caution >= CAUTION ** MAX_RETRIES) throw overLimit(memoryLimit ?? 0, error.step);
      this.#release();
      const root = plan.nodes[plan.root];
      // What it has written so far is incomplete.
      if (root?.op === "sink") await rm(root.path, { recursive: true, force: true });
      return false;
    }
  }

  async *#pieces(plan: PolarsPlan, weight?: number): AsyncGenerator<Uint8Array, void, undefined> {
    const bounds = await rowBounds(plan, (source) => this.#runner.rowsOf(plan, source));
    const paths = morselPaths(plan);
    // Under a limit few rows may still be too wide to be held at once.
    const small = this.#options.memoryLimit === null || paths === null ? SMALL_ROWS : FIRST_ROWS;
    if ((bounds[plan.root] ?? Infinity) <= small) {
      yield* this.#result(plan, weight);
      return;
    }
    const probed = paths === null ? await withProbes(this.#runner, plan, this.#smallSide) : { plan, growth: 1 };
    const ways = probed === null ? null : morselPaths(probed.plan);
    if (probed !== null && ways !== null) yield* this.#morsels(probed.plan, ways, probed.growth);
    else yield* this.#morsels(await this.#runner.spool(plan, weight), [{ nodes: [0], source: 0 }]);
  }
  /** Bytes of a join's side that each part of the other may see. */
  get #smallSide(): number {
    const { memoryLimit, morselBytes } = this.#options;
    return memoryLimit === null ? morselBytes : Math.min(morselBytes, memoryLimit / 4);
  }
  /** The plan with the rows of a node written part by part, if they can be. */
  async #inParts(plan: PolarsPlan, ref: NodeRef): Promise<PolarsPlan> {
    const own = subPlan(plan, ref);
    const probed = morselPaths(own) === null ? await withProbes(this.#runner, own, this.#smallSide) : null;
    const { plan: rows, growth } = probed ?? { plan: own, growth: 1 };
    const paths = morselPaths(rows);
    if (paths === null) return plan;
    return replaceNode(plan, ref, (await spoolByParts(this.#runner, rows, paths, growth)).nodes);
  }

  /** All of it in one run, held by the host until it is pulled. */
  async *#result(plan: PolarsPlan, weight?: number): AsyncGenerator<Uint8Array, void, undefined> {
    const stage = this.#runner.stage(plan);
    const { query, batchRows } = this.#options;
    const onBatch = (rows: number, bytes: number, total: number): void => {
      stage?.expect(total);
      query?.output(rows, bytes);
    };
    yield* this.#runner.execute(plan, stage, { batchRows, onBatch, weight });
    stage?.finish();
  }

  /** Part by part: while the consumer has one, the host makes the next, and no more. */
  async *#morsels(
    plan: PolarsPlan,
    paths: readonly MorselPath[],
    growth = 1,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const runner = this.#runner;
    const { batchRows = Number.MAX_SAFE_INTEGER, morselBytes, query } = this.#options;
    const stage = runner.stage(plan);
    const counts = await Promise.all(paths.map((path) => runner.rowsOf(plan, path.source)));
    const cursor = new MorselCursor(plan, paths, counts);
    const widest = Math.max(...paths.map((path, i) => storedWidth(plan, path, counts[i] ?? 0)));
    // Few columns may be left of what is read.
    const most = Math.max(1, Math.floor((READ_FACTOR * morselBytes) / widest));
    let length = Math.max(1, Math.min(Math.floor(FIRST_ROWS / growth), most));
    let measured = false;
    const run = async (part: Morsel | null): Promise<readonly MorselBatch[]> => {
      if (part === null) return [];
      if (measured) stage?.expect(cursor.total);
      stage?.input(part.rows, null);
      const sizes: { rows: number; size: number }[] = [];
      const onBatch = (rows: number, size: number): void => void sizes.push({ rows, size });
      const batches: MorselBatch[] = [];
      for await (const bytes of runner.execute(part.plan, stage, { batchRows, onBatch, part: true })) {
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
        if (!measured || size > 2 * morselBytes) {
          length = Math.min(most, Math.ceil((part.rows * morselBytes) / Math.max(1, size)));
        }
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

function overLimit(limit: number, step: string): SparkException {
  const bytes = String(limit);
  const message =
    `[SPARKWRIGHT_MEMORY_LIMIT] A step of the query${step === "" ? "" : ` (${step})`} needs more than the ${bytes} bytes of ` +
    "spark.sparkwright.memory.limit and cannot be divided further: its rows may have one key, or be very wide.";
  return new SparkException("SPARKWRIGHT_MEMORY_LIMIT", { bytes, step }, { message });
}

interface MorselBatch {
  readonly rows: number;
  readonly size: number;
  readonly bytes: Uint8Array;
}
