/** What subscribers are told of queries. Figures are measured; one that nobody measured is null. */

/** A query has begun: an action, or work done for one (`cache`, `pivot`). */
export interface QueryStarted {
  readonly type: "queryStarted";
  readonly queryId: number;
  /** What the user called: `collect`, `show`, `count`, `write` ... */
  readonly action: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}
/** A stage has begun: steps that the engine runs as one, or calls of a user's function. */
export interface StageStarted {
  readonly type: "stageStarted";
  readonly queryId: number;
  /** Unique in the query, from 0. */
  readonly stageId: number;
  /** For people: `groupBy`, `sort partition 3`, `udf embed` ... */
  readonly name: string;
  /** The steps that the stage runs, one a line; an engine stage reports them together. */
  readonly plan: string;
  readonly time: number;
}
/** A morsel of a stage is done: a batch of its result, a part of its input, or a partition. */
export interface StageProgress {
  readonly type: "stageProgress";
  readonly queryId: number;
  readonly stageId: number;
  /** Morsels done. */
  readonly done: number;
  /** Morsels in all; null as long as that is not known. */
  readonly total: number | null;
  /** Rows and bytes of Arrow data that have left the stage so far. */
  readonly rows: number;
  readonly bytes: number;
  readonly time: number;
}
/** A step of an engine stage, under `spark.sparkwright.metrics.level=operator`. */
export interface OperatorStats {
  /** Its line in the stage's plan. */
  readonly step: number;
  readonly operator: string;
  readonly rows: number;
  /** Bytes that its result takes in memory. */
  readonly bytes: number;
  readonly ms: number;
}
export interface StageFinished {
  readonly type: "stageFinished";
  readonly queryId: number;
  readonly stageId: number;
  readonly name: string;
  /** Rows that went in; null where a file was read, whose rows the engine does not count. */
  readonly rowsIn: number | null;
  /** Bytes of the frames and files that went in, whole, however few columns of them are read. */
  readonly bytesIn: number | null;
  readonly rowsOut: number;
  /** Bytes of Arrow data that left the stage. */
  readonly bytesOut: number;
  /** Time the stage was at work, in milliseconds: without waiting for who takes its rows. */
  readonly busyMs: number;
  /** Processor time of the engine's process, all threads, in milliseconds; null in a thread host. */
  readonly cpuMs: number | null;
  /** What a user's function or the stage itself counted. */
  readonly counters: { readonly [name: string]: number };
  /** Step by step, where asked for; else null. */
  readonly operators: readonly OperatorStats[] | null;
  readonly time: number;
  /** Set where the stage failed or was given up. */
  readonly error?: unknown;
}
export interface QueryFinished {
  readonly type: "queryFinished";
  readonly queryId: number;
  readonly action: string;
  readonly rows: number;
  readonly bytes: number;
  /** Wall time from start to the last batch, in milliseconds. */
  readonly ms: number;
  readonly time: number;
  /** Set where the query failed or was given up. */
  readonly error?: unknown;
}
export type QueryEvent = QueryStarted | StageStarted | StageProgress | StageFinished | QueryFinished;
/** Called for each event, in order, while the query runs: whatever takes long belongs elsewhere. */
export type Subscriber = (event: QueryEvent) => void;
