/** A lowered plan to its batches, with the engine's failures turned into Spark's errors. */
import type { SqlConf } from "../catalog/sql-conf.ts";
import { EngineFailure } from "../execution/host-protocol.ts";
import type { Lowered } from "../lowering/index.ts";
import { errorFor } from "../types/error-class.ts";
import { IllegalArgumentException, SparkException } from "../types/spark-error.ts";
import type { ExecuteOptions } from "./engine.ts";
import { poolFor } from "./pools.ts";
import { subscribersOf } from "./subscribers.ts";

export async function* runLowered(
  conf: SqlConf,
  lowered: Lowered,
  options: ExecuteOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const { action = "execute", signal, batchRows } = options;
    yield* subscribersOf(conf).observe(action, lowered.plan.nodes.length, (onTotals) =>
      poolFor(conf).execute(lowered.plan, lowered.frames, { signal, batchRows, onTotals }),
    );
  } catch (error) {
    throw sparkError(error, lowered);
  }
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
