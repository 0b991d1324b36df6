/** Runs the stages of one query in engine hosts and takes their figures. */
import { cellReader, readIpcStream } from "../arrow/index.ts";
import type { QueryRecorder, StageRecorder } from "../metrics/query-recorder.ts";
import { planKey, planText, stageName } from "../polars/explain-plan.ts";
import type { NamedType, NodeRef, PolarsNode, PolarsPlan } from "../polars/plan.ts";
import { onTop } from "../polars/plan-rewrite.ts";
import { rangeRows } from "../polars/range.ts";
import { LONG } from "../types/data-type.ts";
import type { HostLease } from "./host-lease.ts";
import type { ExecuteOptions, Frames, HostPool } from "./host-pool.ts";
import type { MetricsLevel, QueryTotals } from "./host-protocol.ts";
import { gatheringStep } from "./divisible-step.ts";
import { MemoryExceeded } from "./host-slot.ts";
import { countPlan } from "./morsels.ts";
import { memoryBudget } from "./memory-budget.ts";
import { SpillDirectory } from "./temporary-files.ts";

export interface StageRunnerOptions {
  readonly signal?: AbortSignal | undefined;
  /** Rows in a batch of the result; by default about `morselBytes`. */
  readonly batchRows?: number | undefined;
  readonly morselBytes: number;
  /** Where files are put aside. */
  readonly spillBase: string;
  readonly metrics: MetricsLevel;
  /** Told of the query's stages. */
  readonly query: QueryRecorder | null;
  /** Bytes that steps which gather rows may take, of this query and others together; null: no limit. */
  readonly memoryLimit: number | null;
  /** Threads that the engine may have for this query and others together; null: no limit. */
  readonly cpus: number | null;
}
interface StageOptions extends Pick<ExecuteOptions, "batchRows" | "onBatch"> {
  /** A run over a part of the stage's input. */
  readonly part?: boolean;
  /** Bytes that the run is likely to need; by default those of a few morsels. */
  readonly weight?: number | undefined;
}

/** What the engine takes for itself, whatever it does: buffers of its threads, pages of files. */
const SLACK_BYTES = 96 * 1024 ** 2;

export class StageRunner {
  readonly options: StageRunnerOptions;
  /** The host that all runs have in common, where they need one. */
  lease: HostLease | undefined;
  readonly spill: SpillDirectory;
  readonly #pool: HostPool;
  readonly #frames: Frames;
  readonly #counts = new Map<string, Promise<number>>();

  constructor(pool: HostPool, frames: Frames, options: StageRunnerOptions) {
    this.#pool = pool;
    this.#frames = frames;
    this.options = options;
    this.spill = new SpillDirectory(pool, options.spillBase);
  }

  stage(plan: PolarsPlan, name: string = stageName(plan)): StageRecorder | null {
    return this.options.query?.stage(name, planText(plan)) ?? null;
  }
  /** The batches of a plan, as a stage or as part of one. */
  async *execute(
    plan: PolarsPlan,
    stage: StageRecorder | null,
    options: StageOptions,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { signal, metrics, memoryLimit, morselBytes, cpus } = this.options;
    const { batchRows, onBatch, part = false, weight = 2 * morselBytes } = options;
    // It is given back as soon as the result stands: then nothing is gathered any more.
    const release = memoryLimit === null ? NOTHING_TAKEN : await memoryBudget.take(weight, memoryLimit, signal);
    try {
      yield* this.#pool.execute(plan, this.#frames, {
        batchRows,
        signal,
        cpus,
        lease: this.lease,
        metrics: stage === null ? null : metrics,
        memory: memoryLimit === null ? null : memoryLimit + SLACK_BYTES,
        onBatch(rows, bytes, total) {
          release();
          onBatch?.(rows, bytes, total);
          stage?.output(rows, bytes);
          stage?.morsel();
        },
        onTotals: (totals) => record(stage, totals, part),
      });
    } catch (error) {
      if (error instanceof MemoryExceeded && error.step === "") error.step = gatheringStep(plan);
      throw error;
    } finally {
      release();
    }
  }
  /** Runs a plan for its effect. */
  async run(plan: PolarsPlan, stage: StageRecorder | null, options: StageOptions = {}): Promise<void> {
    for await (const batch of this.execute(plan, stage, options)) void batch;
  }
  /** Writes a plan's rows to a new file, as a stage or as part of one; gives the plan that reads them. */
  async spool(plan: PolarsPlan, weight?: number, of?: StageRecorder | null): Promise<PolarsPlan> {
    const path = this.spill.newPath(".arrow");
    const sink = onTop(plan, (input) => ({ op: "sink", input, path, format: "ipc" }));
    const stage = of === undefined ? this.stage(sink, stageName(plan)) : of;
    try {
      await this.run(sink, stage, { weight, part: of !== undefined });
    } catch (error) {
      if (of === undefined) stage?.finish(error);
      throw error;
    }
    if (of === undefined) stage?.finish();
    return { nodes: [{ op: "scanIpc", paths: [path] }], root: 0 };
  }
  describe(plan: PolarsPlan): Promise<readonly NamedType[]> {
    const { signal, cpus } = this.options;
    return this.#pool.describe(plan, this.#frames, { signal, cpus });
  }
  /** Rows of a source: known of ranges, and of frames, which are at hand; the engine counts others, each once. */
  async rowsOf(plan: PolarsPlan, source: NodeRef): Promise<number> {
    const node = plan.nodes[source] as PolarsNode;
    if (node.op === "range") return Number(rangeRows(node));
    const frame = node.op === "frame" ? this.#frames.get(node.id) : undefined;
    if (frame === undefined) return this.#count(countPlan(plan, source));
    return readIpcStream(frame).batches.reduce((rows, batch) => rows + batch.length, 0);
  }
  #count(plan: PolarsPlan): Promise<number> {
    const key = planKey(plan);
    let known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, (known = this.#number(plan)));
    return known;
  }
  async #number(plan: PolarsPlan): Promise<number> {
    const { signal, cpus } = this.options;
    for await (const bytes of this.#pool.execute(plan, this.#frames, { signal, cpus })) {
      const [batch] = readIpcStream(bytes).batches;
      if (batch !== undefined) return Number(cellReader(batch.columns[0] as never, LONG)(0));
    }
    return 0;
  }
}

const NOTHING_TAKEN = (): void => {};

function record(stage: StageRecorder | null, { ms, figures }: QueryTotals, part: boolean): void {
  if (stage === null) return;
  // Of a part the host sees whole sources: its rows are counted where it is cut.
  if (!part) stage.input(figures?.rowsIn ?? null, figures?.bytesIn ?? null);
  stage.busy(ms + (figures?.encodeMs ?? 0), figures?.cpuMs ?? null);
  stage.operators(figures?.operators ?? null);
}
