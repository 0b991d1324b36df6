/**
 * What an engine host and the app say to each other: the same over a worker's port and a child process's channel, so
 * plain data only and no shared memory.
 *
 * A host works on one message after the other. Answers are pulled: `execute` is answered by the first batch, each `next`
 * by one more.
 */
import type { OperatorStats } from "../metrics/query-events.ts";
import type { NamedType, PolarsPlan } from "../polars/plan.ts";

export type QueryId = number;
export type MetricsLevel = "stage" | "operator";

export type ToHost =
  /** Keep these rows (an Arrow IPC stream) under the id. */
  | { readonly type: "frame"; readonly id: string; readonly bytes: Uint8Array }
  | { readonly type: "drop"; readonly ids: readonly string[] }
  | {
      readonly type: "execute";
      readonly query: QueryId;
      readonly plan: PolarsPlan;
      /** Rows in a batch; null lets the host choose (about 8 MB). */
      readonly batchRows: number | null;
      /** Which figures to take: none, those of the whole plan, or each step's, which is then run on its own. */
      readonly metrics: MetricsLevel | null;
      /** Bytes that a process may take for this more than it has; it ends itself when it takes more. */
      readonly memory: number | null;
    }
  | { readonly type: "next"; readonly query: QueryId }
  /** The rest of the answer is not wanted. */
  | { readonly type: "cancel"; readonly query: QueryId }
  /** Which columns would the plan give? Runs nothing but what finds out about files. */
  | { readonly type: "describe"; readonly query: QueryId; readonly plan: PolarsPlan };

export type FromHost =
  /** The host has taken up the query: from here on it may have effects (files written). */
  | { readonly type: "started"; readonly query: QueryId }
  | {
      readonly type: "batch";
      readonly query: QueryId;
      /** An Arrow IPC stream of its own, schema included. */
      readonly bytes: Uint8Array;
      readonly rows: number;
      /** Batches of the whole result. */
      readonly total: number;
      /** Set with the last batch (there is always one, if without rows). */
      readonly done: QueryTotals | null;
    }
  /** Nothing of the query is left. */
  | { readonly type: "canceled"; readonly query: QueryId }
  | { readonly type: "schema"; readonly query: QueryId; readonly columns: readonly NamedType[] }
  | { readonly type: "error"; readonly query: QueryId; readonly error: HostError };

export interface QueryTotals {
  readonly rows: number;
  /** Engine time until the result stood. */
  readonly ms: number;
  /** Absent where no figures were asked for. */
  readonly figures?: HostFigures;
}
export interface HostFigures {
  /** Null where a file was read, whose rows the engine does not count. */
  readonly rowsIn: number | null;
  readonly bytesIn: number;
  /** Time for making batches of the result. */
  readonly encodeMs: number;
  /** Processor time of all threads of the process; null in a thread, whose own cannot be told. */
  readonly cpuMs: number | null;
  readonly operators: readonly OperatorStats[] | null;
}

export interface HostError {
  /** Where it went wrong: the engine, a kernel, or the host itself (a plan it cannot read). */
  readonly kind: "engine" | "kernel" | "host";
  readonly message: string;
  /** The place in the query, for an error on data. */
  readonly site: number | null;
  /** The values it happened with, as the engine writes them. */
  readonly values: readonly string[];
  /** Spark's condition and its parameters, where a kernel knows them; empty where Spark has an exception without one. */
  readonly condition?: string | null;
  readonly parameters?: { readonly [name: string]: string };
}

/** An error of a host, on the side of the app. The stage turns one with a `site` into Spark's error. */
export class EngineFailure extends Error {
  readonly kind: HostError["kind"];
  readonly site: number | null;
  readonly values: readonly string[];
  readonly condition: string | null;
  readonly parameters: { readonly [name: string]: string };
  constructor(error: HostError) {
    super(error.message);
    this.name = "EngineFailure";
    this.kind = error.kind;
    this.site = error.site;
    this.values = error.values;
    this.condition = error.condition ?? null;
    this.parameters = error.parameters ?? {};
  }
}
