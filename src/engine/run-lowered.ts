/** A lowered plan to its batches, with the engine's failures turned into Spark's errors. */
import { tmpdir } from "node:os";
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { HostLease } from "../execution/host-lease.ts";
import { sweepOnce } from "../execution/owned-directory.ts";
import { QueryRun } from "../execution/query-run.ts";
import { EngineFailure } from "../execution/host-protocol.ts";
import type { Lowered } from "../lowering/index.ts";
import { errorFor } from "../types/error-class.ts";
import { IllegalArgumentException, SparkException, unsupported } from "../types/spark-error.ts";
import type { ExecuteOptions } from "./engine.ts";
import { cpusOf, poolFor } from "./pools.ts";
import { subscribersOf } from "./session-subscribers.ts";

/** What a consumer works through piece by piece. */
export const STREAMING: ReadonlySet<string> = new Set(["toLocalIterator", "foreach", "foreachPartition"]);

/** Runs a lowered plan; the session's subscribers are told, unless it is part of a query that tells them, which may have a host. */
export async function* runLowered(
  conf: SqlConf,
  lowered: Lowered,
  options: ExecuteOptions,
  lease?: HostLease,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { action = "execute", signal, batchRows } = options;
  // What programs have left that were killed is in nobody's way: the query does not wait.
  for (const base of [spillBase(conf), tmpdir()]) void sweepOnce(base);
  const subscribers = subscribersOf(conf);
  const own = options.query === undefined && !subscribers.silent ? subscribers.begin(action) : null;
  const run = new QueryRun(poolFor(conf), lowered.frames, {
    signal,
    batchRows,
    lease,
    streaming: STREAMING.has(action),
    cpus: cpusOf(conf),
    memoryLimit: conf.bytes("spark.sparkwright.memory.limit") ?? null,
    morselBytes: conf.bytes("spark.sparkwright.execution.morselBytes") ?? 0,
    spillBase: spillBase(conf),
    metrics: conf.get("spark.sparkwright.metrics.level") === "operator" ? "operator" : "stage",
    query: options.query ?? own,
  });
  try {
    yield* run.stream(lowered.plan);
  } catch (error) {
    const failure = sparkError(error, lowered);
    own?.finish(failure);
    throw failure;
  } finally {
    // A consumer that leaves early ends the query too.
    own?.finish();
  }
}

/** Where queries put files aside. */
export function spillBase(conf: SqlConf): string {
  return conf.get("spark.sparkwright.spill.dir") ?? conf.getOr("spark.local.dir", null) ?? tmpdir();
}

export function sparkError(error: unknown, lowered: Lowered): unknown {
  if (!(error instanceof EngineFailure)) return error;
  const site = error.site === null ? undefined : lowered.sites[error.site];
  if (error.condition === "") return new IllegalArgumentException(null, {}, { message: error.message, cause: error });
  // How the engine came to fail would say nothing more: a check is a cast that cannot be done.
  if (error.condition !== null) return errorFor(error.condition, error.parameters);
  if (site !== undefined) return site.error(error.values);
  const missing = /No such file or directory \(os error 2\)(?:: |.*?open ')([^'\n]+)/.exec(error.message)?.[1];
  if (missing !== undefined) return errorFor("FAILED_READ_FILE.FILE_NOT_EXIST", { path: missing }, { cause: error });
  if (/invalid utf-?8/i.test(error.message)) {
    return Object.assign(unsupported("strings whose bytes are not UTF-8"), { cause: error });
  }
  if (/recursion limit exceeded|Maximum call stack size/.test(error.message)) {
    return Object.assign(unsupported("types and values nested as deeply as these"), { cause: error });
  }
  if (/out-of-range date|Expected valid datetime/.test(error.message)) {
    return Object.assign(unsupported("dates and their parts beyond the year 262143"), { cause: error });
  }
  return new SparkException(
    "INTERNAL_ERROR",
    { message: error.message },
    {
      message: `[INTERNAL_ERROR] The embedded engine failed: ${error.message} SQLSTATE: XX000`,
      cause: error,
    },
  );
}
