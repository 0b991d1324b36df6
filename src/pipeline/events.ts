/** What happens while a pipeline runs, told to whoever asked. Figures are counted, never estimated. */

export interface PipelineStarted {
  readonly type: "pipelineStarted";
  /** How many items the pipeline runs over: 1 for `run`. */
  readonly items: number;
  /** The outputs that are computed. */
  readonly outputs: readonly string[];
}
export interface NodeStarted {
  readonly type: "nodeStarted";
  /** The node's name, with those of the pipelines around it: `search/encode`. */
  readonly node: string;
  readonly items: number;
}
export interface NodeProgress {
  readonly type: "nodeProgress";
  readonly node: string;
  readonly items: number;
  /** Items whose result stands. */
  readonly done: number;
  /** Those of them that a cache had. */
  readonly cached: number;
}
export interface NodeFinished {
  readonly type: "nodeFinished";
  readonly node: string;
  readonly items: number;
  readonly cached: number;
  /** Calls of the function: fewer than items where it takes batches or a cache had results. */
  readonly calls: number;
  /** Wall time in milliseconds, of a node that runs beside others too. */
  readonly ms: number;
}
export interface NodeFailed {
  readonly type: "nodeFailed";
  readonly node: string;
  readonly error: unknown;
}
export interface PipelineFinished {
  readonly type: "pipelineFinished";
  readonly items: number;
  /** Wall time in milliseconds. */
  readonly ms: number;
  /** Set where the run failed or was given up. */
  readonly error?: unknown;
}
export type PipelineEvent = PipelineStarted | NodeStarted | NodeProgress | NodeFinished | NodeFailed | PipelineFinished;
export type PipelineSubscriber = (event: PipelineEvent) => void;

/** Tells an event to all; one that throws is reported on stderr and ends nothing. */
export function tell(subscribers: readonly PipelineSubscriber[], event: PipelineEvent): void {
  for (const subscriber of subscribers) {
    try {
      subscriber(event);
    } catch (error) {
      console.error("a pipeline subscriber failed:", error);
    }
  }
}
