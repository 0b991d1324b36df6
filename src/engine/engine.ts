import type { Command } from "../plan/command.ts";
import type { CollectMetrics, Relation } from "../plan/relation.ts";
import type { TaskRegistry } from "../plan/task.ts";
import type { UserFunction } from "../plan/user-function.ts";
import type { StructType } from "../types/data-type.ts";
import type { QueryRecorder } from "../metrics/query-recorder.ts";
import type { Subscriber } from "../metrics/query-events.ts";
import type { CatalogAccess } from "./catalog-access.ts";

export interface ExecuteOptions {
  readonly signal?: AbortSignal | undefined;
  /** Rows per batch of the answer; the engine's own choice where absent. */
  readonly batchRows?: number;
  /** What the user called: `collect`, `show`, `count` ... for subscribers. */
  readonly action?: string;
  /** Marks by which an engine that runs it elsewhere can be asked to interrupt it. */
  readonly tags?: readonly string[];
  /** The query that this work is a part of; its own where absent. */
  readonly query?: QueryRecorder | null;
}

/** How `show` prints: at most `count` rows, cells cut at `truncate` characters (0: never), a line for each cell. */
export interface TableLayout extends Pick<ExecuteOptions, "signal" | "tags"> {
  readonly count: number;
  readonly truncate: number;
  readonly vertical: boolean;
}
export type InterruptTarget = { readonly all: true } | { readonly tag: string } | { readonly operationId: string };

/** A stream of Arrow IPC batches with the schema they decode by (`arrow/decode.ts`). */
export interface ResultStream {
  readonly schema: StructType;
  readonly batches: AsyncIterable<Uint8Array>;
}

/** A stage of Spark's, as a progress handler is told of it. */
export interface StageInfo {
  readonly stageId: number;
  readonly numTasks: number;
  readonly numCompletedTasks: number;
  /** Bytes that its tasks have read. */
  readonly numBytesRead: number;
  readonly done: boolean;
}
/** Called now and then while a server runs something, and once, with `done`, when that has ended. */
export type ProgressHandler = (
  stages: readonly StageInfo[],
  inflightTasks: number,
  operationId: string | null,
  done: boolean,
) => void;
/** What a server does with a file: see `SparkSession.addArtifacts`. */
export type ArtifactKind = "jar" | "pyfile" | "archive" | "file";
/** What only sessions on a server have. */
export interface ServerSession {
  addArtifacts(paths: readonly string[], kind: ArtifactKind): Promise<void>;
  copyFromLocalToFs(localPath: string, destPath: string): Promise<void>;
  readonly progressHandlers: {
    add(handler: ProgressHandler): void;
    /** Whether it was there. */
    remove(handler: ProgressHandler): boolean;
    clear(): void;
  };
}

/** Who wants to know the metrics of a `CollectMetrics`: one of them is called, when the first action has ended. */
export interface MetricsObserver {
  /** The metrics as one row. */
  deliver(schema: StructType, batches: readonly Uint8Array[]): void;
  fail(error: unknown): void;
}

/** How Spark is asked to keep a result. */
export interface StorageLevel {
  readonly useDisk: boolean;
  readonly useMemory: boolean;
  readonly useOffHeap: boolean;
  readonly deserialized: boolean;
  readonly replication: number;
}
export interface CheckpointOptions {
  /** Kept by the engine, for as long as it runs; else in the directory for checkpoints. */
  readonly local: boolean;
  /** Computed now, not by the first action. */
  readonly eager: boolean;
  readonly storageLevel?: StorageLevel | undefined;
}

export type ExplainMode = "simple" | "extended" | "codegen" | "cost" | "formatted";

/** What a SQL text turned out to be. */
export interface SqlOutcome {
  /** The query, or the rows that a command answers (often none). */
  readonly plan: Relation;
  /** For a command that moves data: settles when it has committed. */
  readonly completion?: Promise<Relation>;
}

/**
 * The one interface between the facade and an engine. The facade builds plan nodes and asks these; it cannot tell the
 * embedded engine from a Spark cluster.
 */
export interface Engine {
  readonly kind: "embedded" | "connect";
  /** The version of Spark whose behaviour the engine has. */
  readonly version: string;
  /** The names this engine's session knows. */
  readonly catalog: CatalogAccess;
  /**
   * Analyses the plan now, throwing Spark's analysis errors. Called by every transformation of an embedded DataFrame
   * (classic Spark's moment); a no-op on Connect. Plans whose facts cannot be had synchronously stay unanalysed.
   */
  check(plan: Relation): void;
  /** The schema; may fetch facts through the synchronous bridge. */
  schema(plan: Relation): StructType;
  /** Fetches all facts the plan needs (file schemas, pivot values, script results) without blocking the event loop. */
  prepare(plan: Relation, options?: ExecuteOptions): Promise<void>;
  execute(plan: Relation, options?: ExecuteOptions): Promise<ResultStream>;
  /** Runs a command; the relation is what the command answers. */
  run(command: Command, options?: ExecuteOptions): Promise<Relation>;
  /** Runs a metadata command (views, configs, current database) at once. */
  runSync(command: Command): Relation;
  /** Parses and starts `spark.sql(text, args, options)`. */
  sql(text: string, args?: SqlArguments, options?: ExecuteOptions & SqlOptions): SqlOutcome;
  explain(plan: Relation, mode: ExplainMode): Promise<string>;
  /** The URLs of the files the plan reads, each once. */
  inputFiles(plan: Relation, options?: ExecuteOptions): Promise<string[]>;
  isStreaming(plan: Relation): boolean;
  /** The tasks that `MAP PARALLEL` of this session can name. */
  readonly tasks: TaskRegistry;
  /** Makes a user's function known to SQL by a name; an older one of that name is replaced. */
  registerFunction(name: string, fn: UserFunction): void;
  /** Tells of queries and their stages; returns what ends it. */
  subscribe(subscriber: Subscriber): () => void;
  /** Absent where the engine is in the program. */
  readonly server?: ServerSession;
  /** The table that `show` prints, from an engine that lays it out itself. */
  showString?(plan: Relation, layout: TableLayout): Promise<string>;
  /** Interrupts work by its marks, also that of other programs in the same session; gives the ids. */
  interrupt?(target: InterruptTarget): Promise<string[]>;
  /** Says who is to be told of the metrics; the node has an `observationId`. */
  observe(node: CollectMetrics, observer: MetricsObserver): void;
  /** A plan that stands for the rows of this one, whatever becomes of its inputs. */
  checkpoint(plan: Relation, how: CheckpointOptions, options?: ExecuteOptions): Promise<Relation>;
  /** Marks the result of the plan for keeping under a cache id, or forgets it. */
  cache(cacheId: string, plan: Relation): void;
  uncache(cacheId: string, plan: Relation): Promise<void>;
  /** Frees hosts and files of this engine's session. */
  stop(): Promise<void>;
}

/** How a SQL text is to be read. */
export interface SqlOptions {
  /** The dialect it is written in; Spark's where absent. Only queries are translated from others. */
  readonly dialect?: "spark" | "postgresql" | "mysql" | "snowflake" | "bigquery";
}
export type SqlArguments = { readonly [name: string]: unknown } | readonly unknown[];
