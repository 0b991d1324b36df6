/**
 * Queries with user's functions run in stages. What lies below a function runs in an engine host, which writes its rows to
 * an Arrow file; here the file is read batch by batch, the functions make columns of the columns, and these go to a
 * second file; what lies above scans both side by side. Files cost a quarter of what the hosts' channels cost a byte, and
 * leave no more than a batch in this program's memory.
 */
import { join } from "node:path";
import type { Attribute } from "../logical/expression.ts";
import type { EvaluateNode, Logical, MapBatchesNode, StageResult } from "../logical/relation.ts";
import { inputs, transformRelations } from "../logical/tree.ts";
import { type Lowered, type LoweringOptions, lowerQuery } from "../lowering/index.ts";
import { canceledError } from "../execution/canceled.ts";
import type { ArrowBatch } from "../arrow/index.ts";
import type { QueryRecorder, StageRecorder } from "../metrics/query-recorder.ts";
import { HostLease } from "../execution/host-lease.ts";
import { callContext } from "../plan/call-context.ts";
import type { UserFunctionContext } from "../plan/user-function.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { poolFor } from "./pools.ts";
import { runLowered, spillBase, STREAMING } from "./run-lowered.ts";
import { subscribersOf } from "./session-subscribers.ts";
import { forgetOwnedDirectory, makeOwnedDirectory } from "../execution/owned-directory.ts";
import { removeTemporary } from "../execution/temporary-files.ts";
import { evaluatedParts, evaluateFile } from "./user-evaluate.ts";
import { PartSize, partPlans, streamedSource } from "./user-stream.ts";
import { mapFile } from "./user-map.ts";

export interface UserStage {
  readonly id: number;
  /** What runs before the functions; its output begins with the columns that they are given. */
  readonly input: Logical;
  readonly node: EvaluateNode | MapBatchesNode;
  readonly arguments: readonly Attribute[];
}
export interface StagedPlan {
  /** In the order in which they must run. */
  readonly stages: readonly UserStage[];
  /** What runs last, over the results of the stages. */
  readonly plan: Logical;
  readonly lowering: LoweringOptions;
  /** The directory of the stages' files, made when first asked for. */
  readonly directory: () => string;
}

export function stagesOf(engine: EmbeddedEngine, optimized: Logical): StagedPlan {
  const all: UserStage[] = [];
  const plan = transformRelations(optimized, (rel) => {
    if (rel.kind !== "Evaluate" && rel.kind !== "MapBatches") return rel;
    const given = argumentsOf(rel);
    const rest = rel.kind === "MapBatches" ? [] : rel.input.output.filter((a) => !given.some((g) => g.id === a.id));
    const expressions = [...given, ...rest];
    const input: Logical = { kind: "Project", input: rel.input, expressions, output: expressions };
    const id = all.length;
    all.push({ id, input, node: rel, arguments: given });
    const output = rel.kind === "MapBatches" ? rel.output : [...expressions, ...rel.output.slice(-rel.calls.length)];
    return { kind: "StageResult", stageId: id, output } satisfies StageResult;
  });
  const stages = reachable(engine, plan, all);
  let directory: string | undefined;
  const made = (): string => (directory ??= makeOwnedDirectory(spillBase(engine.conf), "stage"));
  const files = (id: number): readonly string[] => {
    const stage = all[id] as UserStage;
    const own = join(made(), `result-${id}.arrow`);
    if (stage.node.kind === "MapBatches" || stage.input.output.length === 0) return [own];
    return [join(made(), `input-${id}.arrow`), own];
  };
  const lowering: LoweringOptions = { cached: (id) => engine.caches.path(id), stageFiles: files };
  return { stages, plan, lowering, directory: made };
}
/** Stages that the plan needs: not those below what a cache has kept. */
function reachable(engine: EmbeddedEngine, plan: Logical, all: readonly UserStage[]): UserStage[] {
  const needed = new Set<number>();
  const stack = [plan];
  const seen = new Set<Logical>();
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (seen.has(rel)) continue;
    seen.add(rel);
    if (rel.kind === "Cached" && engine.caches.path(rel.cacheId) !== undefined) continue;
    if (rel.kind === "StageResult") {
      needed.add(rel.stageId);
      stack.push((all[rel.stageId] as UserStage).input);
    }
    stack.push(...inputs(rel));
  }
  return all.filter((s) => needed.has(s.id));
}
/** The columns of the input that the functions see, each once. */
function argumentsOf(rel: EvaluateNode | MapBatchesNode): readonly Attribute[] {
  const list =
    rel.kind === "Evaluate"
      ? rel.calls.flatMap((c) => c.child.args as readonly Attribute[])
      : [...rel.sides.flat(), ...(rel.groups?.keys ?? []), rel.groups?.start, rel.groups?.side];
  const own = new Set(rel.input.output.map((a) => a.id));
  const found = new Map<number, Attribute>();
  for (const a of list) if (a !== undefined && own.has(a.id)) found.set(a.id, a);
  return [...found.values()];
}

/** Runs the stages, then what is lowered of the plan over them. */
export async function* runStaged(
  engine: EmbeddedEngine,
  staged: StagedPlan,
  lowered: Lowered,
  options: ExecuteOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (staged.stages.length === 0) {
    yield* runLowered(engine.conf, lowered, options);
    return;
  }
  const subscribers = subscribersOf(engine.conf);
  const query = subscribers.silent ? null : subscribers.begin(options.action ?? "execute");
  // Functions are told to stop when the query ends in whatever way.
  const ended = new AbortController();
  const signal = options.signal === undefined ? ended.signal : AbortSignal.any([ended.signal, options.signal]);
  const lease = new HostLease();
  const lasts: (() => Promise<void>)[] = [];
  const atEnd = (last: () => Promise<void>): void => void lasts.push(last);
  try {
    const streamed = streamedStage(staged, lowered, options);
    for (const stage of staged.stages) {
      const run = new UserStageRun(engine, staged, stage, { ...options, signal, atEnd }, query, lease);
      await run.input();
      if (stage !== streamed?.stage) await run.whole();
      else
        for await (const part of run.parts(lowered, streamed.source))
          yield* runLowered(engine.conf, part, { ...options, query }, lease);
    }
    if (streamed === undefined) yield* runLowered(engine.conf, lowered, { ...options, query }, lease);
    query?.finish();
  } catch (error) {
    // What a function fails with because it was told to stop is not its failure.
    const failed = options.signal?.aborted === true ? canceledError() : error;
    query?.finish(failed);
    throw failed;
  } finally {
    query?.finish();
    ended.abort(canceledError());
    poolFor(engine.conf).release(lease);
    await Promise.all(lasts.map((last) => last()));
    const directory = staged.directory();
    await removeTemporary(poolFor(engine.conf), directory);
    forgetOwnedDirectory(directory);
  }
}
/** The last stage, where its results can be had before all of them are there and somebody wants them so. */
function streamedStage(
  { stages, lowering }: StagedPlan,
  { plan }: Lowered,
  { action = "" }: ExecuteOptions,
): { readonly stage: UserStage; readonly source: number } | undefined {
  const stage = stages.at(-1);
  if (stage?.node.kind !== "Evaluate" || !STREAMING.has(action)) return undefined;
  const source = streamedSource(plan, lowering.stageFiles?.(stage.id) ?? []);
  return source === null ? undefined : { stage, source };
}

/** One stage: what lies below the functions, then the functions. */
class UserStageRun {
  readonly #engine: EmbeddedEngine;
  readonly #staged: StagedPlan;
  readonly #stage: UserStage;
  readonly #options: ExecuteOptions & Pick<UserFunctionContext, "signal" | "atEnd">;
  readonly #query: QueryRecorder | null;
  readonly #lease: HostLease;

  constructor(
    engine: EmbeddedEngine,
    staged: StagedPlan,
    stage: UserStage,
    options: ExecuteOptions & Pick<UserFunctionContext, "signal" | "atEnd">,
    query: QueryRecorder | null,
    lease: HostLease,
  ) {
    this.#engine = engine;
    this.#staged = staged;
    this.#stage = stage;
    this.#options = options;
    this.#query = query;
    this.#lease = lease;
  }

  get #input(): string {
    return join(this.#staged.directory(), `input-${this.#stage.id}.arrow`);
  }
  get #result(): string {
    return join(this.#staged.directory(), `result-${this.#stage.id}.arrow`);
  }

  /** Writes what the functions are given. */
  async input(): Promise<void> {
    const below = lowerQuery(this.#stage.input, this.#staged.lowering);
    const sunk = { op: "sink", input: below.plan.root, path: this.#input, format: "ipc" } as const;
    const nodes = [...below.plan.nodes, sunk];
    const sink = { ...below, plan: { nodes, root: nodes.length - 1 } };
    // It is read when all of it is there, whoever reads the result.
    const options = { ...this.#options, action: "execute", query: this.#query };
    for await (const batch of runLowered(this.#engine.conf, sink, options, this.#lease)) void batch;
  }
  /** Calls the functions for all rows. */
  async whole(): Promise<void> {
    const { node, arguments: given } = this.#stage;
    await this.#recorded(async (context, recorder) => {
      if (node.kind === "Evaluate") await evaluateFile(node, given, this.#input, this.#result, context, recorder);
      else await callContext.run(context, () => mapFile(node, given, this.#input, this.#result, context, recorder));
    });
  }
  /** Calls the functions part by part; gives what is to run over each. */
  async *parts(lowered: Lowered, source: number): AsyncGenerator<Lowered, void, undefined> {
    const { node, arguments: given } = this.#stage;
    if (node.kind !== "Evaluate") throw new TypeError(`a stage of ${node.kind} has no parts`);
    const recorder = this.#recorder();
    const size = new PartSize();
    const rows = evaluatedParts(node, given, this.#input, this.#context(recorder), recorder, () => size.next());
    yield* partPlans(node, lowered, source, this.#result, timed(rows, size, recorder));
    recorder?.finish();
  }

  async #recorded(
    work: (context: UserFunctionContext, recorder: StageRecorder | null) => Promise<void>,
  ): Promise<void> {
    const recorder = this.#recorder();
    const start = performance.now();
    await work(this.#context(recorder), recorder);
    recorder?.busy(performance.now() - start);
    recorder?.finish();
  }
  #recorder(): StageRecorder | null {
    const names = namesOf(this.#stage.node);
    return this.#query?.stage(`udf ${names}`, names) ?? null;
  }
  #context(recorder: StageRecorder | null): UserFunctionContext {
    const { conf } = this.#engine;
    return {
      timeZone: conf.timeZone,
      longType: conf.longType,
      redactValues: conf.getOr("spark.sparkwright.udf.redactValues", "false") === "true",
      signal: this.#options.signal,
      count: (name, by) => recorder?.count(name, by),
      called: countsCalls(this.#stage.node) ? () => recorder?.morsel() : () => {},
      gpus: Number(conf.getOr("spark.sparkwright.resources.gpus", "0")),
      atEnd: this.#options.atEnd,
    };
  }
}

/** The parts, with the time that each took to make. */
async function* timed(
  parts: AsyncGenerator<ArrowBatch, void, undefined>,
  size: PartSize,
  recorder: StageRecorder | null,
): AsyncGenerator<ArrowBatch, void, undefined> {
  let start = performance.now();
  for await (const part of parts) {
    size.done();
    recorder?.busy(performance.now() - start);
    recorder?.output(
      part.length,
      part.columns.reduce((sum, { data }) => sum + data.byteLength, 0),
    );
    yield part;
    start = performance.now();
  }
}
/** Whether progress is counted in calls; else it is in batches. */
function countsCalls(node: EvaluateNode | MapBatchesNode): boolean {
  if (node.kind === "MapBatches") return false;
  return node.calls.some(({ child }) => child.fn.user?.kind === "scalar" && child.fn.user.morsels === "rows");
}
function namesOf(node: EvaluateNode | MapBatchesNode): string {
  return node.kind === "Evaluate" ? [...new Set(node.calls.map((c) => c.child.name))].join(", ") : node.function.name;
}
