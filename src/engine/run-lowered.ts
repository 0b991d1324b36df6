/** A lowered plan to its batches, with the engine's failures turned into Spark's errors. */
import type { SqlConf } from "../catalog/sql-conf.ts";
import { EngineFailure } from "../execution/host-protocol.ts";
import type { QueryRecorder } from "../metrics/query-recorder.ts";
import { planText, stageName } from "../polars/explain-plan.ts";
import type { Lowered } from "../lowering/index.ts";
import { errorFor } from "../types/error-class.ts";
import { IllegalArgumentException, SparkException } from "../types/spark-error.ts";
import type { ExecuteOptions } from "./engine.ts";
import { poolFor } from "./pools.ts";
import { subscribersOf } from "./session-subscribers.ts";

/** Runs a query of one stage and tells the session's subscribers of it. */
export async function* runLowered(
  conf: SqlConf,
  lowered: Lowered,
  options: ExecuteOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const subscribers = subscribersOf(conf);
  const query = subscribers.silent ? null : subscribers.begin(options.action ?? "execute");
  try {
    yield* runStage(conf, lowered, options, query);
    query?.finish();
  } catch (error) {
    const failure = sparkError(error, lowered);
    query?.finish(failure);
    throw failure;
  } finally {
    // A consumer that leaves early ends the query too.
    query?.finish();
  }
}

/** Runs a plan as a stage of a query. Failures of the engine come as they are: see {@link sparkError}. */
export function runStage(
  conf: SqlConf,
  { plan, frames }: Lowered,
  { signal, batchRows }: ExecuteOptions,
  query: QueryRecorder | null,
): AsyncIterable<Uint8Array> {
  const pool = poolFor(conf);
  if (query === null) return pool.execute(plan, frames, { signal, batchRows });
  const level = conf.get("spark.sparkwright.metrics.level") === "operator" ? "operator" : "stage";
  const stage = query.stage(stageName(plan), planText(plan));
  return pool.execute(plan, frames, {
    signal,
    batchRows,
    metrics: level,
    onBatch(rows, bytes, total) {
      stage.expect(total);
      stage.output(rows, bytes);
      query.output(rows, bytes);
      stage.morsel();
    },
    onTotals({ ms, figures }) {
      stage.input(figures?.rowsIn ?? null, figures?.bytesIn ?? null);
      stage.busy(ms + (figures?.encodeMs ?? 0), figures?.cpuMs ?? null);
      stage.operators(figures?.operators ?? null);
      stage.finish();
    },
  });
}

export function sparkError(error: unknown, lowered: Lowered): unknown {
  if (!(error instanceof EngineFailure)) return error;
  const site = error.site === null ? undefined : lowered.sites[error.site];
  if (error.condition === "") return new IllegalArgumentException(null, {}, { message: error.message, cause: error });
  if (error.condition !== null) return errorFor(error.condition, error.parameters, { cause: error });
  if (site !== undefined) return Object.assign(site.error(error.values), { cause: error });
  const missing = /No such file or directory \(os error 2\)(?:: |.*?open ')([^'\n]+)/.exec(error.message)?.[1];
  if (missing !== undefined) return errorFor("FAILED_READ_FILE.FILE_NOT_EXIST", { path: missing }, { cause: error });
  return new SparkException(
    "INTERNAL_ERROR",
    { message: error.message },
    {
      message: `[INTERNAL_ERROR] The embedded engine failed: ${error.message} SQLSTATE: XX000`,
      cause: error,
    },
  );
}
