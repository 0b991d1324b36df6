/** `sparkwright/pipeline`: functions joined by names, run here or as plans over DataFrames. */
export type { CacheKey } from "./cache-key.ts";
export { DiskCache, type ResultCache } from "./disk-cache.ts";
export type {
  NodeFailed,
  NodeFinished,
  NodeProgress,
  NodeStarted,
  PipelineEvent,
  PipelineFinished,
  PipelineStarted,
  PipelineSubscriber,
} from "./events.ts";
export { type MapMode, NestedNode } from "./nested-node.ts";
export { FunctionNode, Node, node, type NodeOptions } from "./node.ts";
export { nodeProgress } from "./node-progress.ts";
export type { CallContext, Values } from "./node-types.ts";
export {
  type AsNodeOptions,
  type MapOptions,
  Pipeline,
  type PlanOptions,
  type RunOptions,
  type WhereOptions,
} from "./pipeline.ts";
export { type PipelineCondition, PipelineError } from "./pipeline-error.ts";
export type { RunSettings } from "./run-context.ts";
export { type ModuleExport, Stateful, stateful, type StatefulOptions } from "./stateful.ts";
export { overItems, type OverItemsOptions } from "./over-items.ts";
export type { PipelineTask } from "./task.ts";
export type { CodeOptions } from "./to-code.ts";
