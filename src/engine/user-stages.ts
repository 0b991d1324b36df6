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
import type { QueryRecorder } from "../metrics/query-recorder.ts";
import type { UserFunctionContext } from "../plan/user-function.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { poolFor } from "./pools.ts";
import { runLowered, spillBase } from "./run-lowered.ts";
import { subscribersOf } from "./session-subscribers.ts";
import { forgetOwnedDirectory, makeOwnedDirectory } from "../execution/owned-directory.ts";
import { removeTemporary } from "../execution/temporary-files.ts";
import { evaluateFile } from "./user-evaluate.ts";
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
  const lasts: (() => Promise<void>)[] = [];
  const atEnd = (last: () => Promise<void>): void => void lasts.push(last);
  try {
    for (const stage of staged.stages) await runUserStage(engine, staged, stage, { ...options, signal, atEnd }, query);
    yield* runLowered(engine.conf, lowered, { ...options, query });
    query?.finish();
  } catch (error) {
    // What a function fails with because it was told to stop is not its failure.
    const failed = options.signal?.aborted === true ? canceledError() : error;
    query?.finish(failed);
    throw failed;
  } finally {
    query?.finish();
    ended.abort(canceledError());
    await Promise.all(lasts.map((last) => last()));
    const directory = staged.directory();
    await removeTemporary(poolFor(engine.conf), directory);
    forgetOwnedDirectory(directory);
  }
}
async function runUserStage(
  engine: EmbeddedEngine,
  { lowering, directory }: StagedPlan,
  { id, input, node, arguments: given }: UserStage,
  options: ExecuteOptions & Pick<UserFunctionContext, "signal" | "atEnd">,
  query: QueryRecorder | null,
): Promise<void> {
  const path = join(directory(), `input-${id}.arrow`);
  const result = join(directory(), `result-${id}.arrow`);
  const below = lowerQuery(input, lowering);
  const nodes = [...below.plan.nodes, { op: "sink", input: below.plan.root, path, format: "ipc" } as const];
  const sink = { ...below, plan: { nodes, root: nodes.length - 1 } };
  for await (const batch of runLowered(engine.conf, sink, { ...options, query })) void batch;
  const { conf } = engine;
  const recorder = query?.stage(`udf ${namesOf(node)}`, namesOf(node)) ?? null;
  const context: UserFunctionContext = {
    timeZone: conf.timeZone,
    longType: conf.longType,
    redactValues: conf.getOr("spark.sparkwright.udf.redactValues", "false") === "true",
    signal: options.signal,
    count: (name, by) => recorder?.count(name, by),
    called: countsCalls(node) ? () => recorder?.morsel() : () => {},
    gpus: Number(conf.getOr("spark.sparkwright.resources.gpus", "0")),
    atEnd: options.atEnd,
  };
  const start = performance.now();
  if (node.kind === "Evaluate") await evaluateFile(node, given, path, result, context, recorder);
  else await mapFile(node, given, path, result, context, recorder);
  recorder?.busy(performance.now() - start);
  recorder?.finish();
}
/** Whether progress is counted in calls; else it is in batches. */
function countsCalls(node: EvaluateNode | MapBatchesNode): boolean {
  if (node.kind === "MapBatches") return false;
  return node.calls.some(({ child }) => child.fn.user?.kind === "scalar" && child.fn.user.morsels === "rows");
}
function namesOf(node: EvaluateNode | MapBatchesNode): string {
  return node.kind === "Evaluate" ? [...new Set(node.calls.map((c) => c.child.name))].join(", ") : node.function.name;
}
