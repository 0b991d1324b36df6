/** `df.checkpoint()`: the rows as they are now, in place of the plan that led to them. */
import { randomUUID } from "node:crypto";
import type { SqlConf } from "../catalog/sql-conf.ts";
import { schemaOf } from "../lowering/index.ts";
import type { CachedRelation, Relation } from "../plan/relation.ts";
import { localPath } from "../sources/listing.ts";
import { SparkException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { CheckpointOptions, ExecuteOptions } from "./engine.ts";
import { internalRows } from "./local-rows.ts";

export async function checkpoint(
  engine: EmbeddedEngine,
  plan: Relation,
  { local, eager }: CheckpointOptions,
  options: ExecuteOptions,
): Promise<Relation> {
  const directory = local ? undefined : checkpointDirectory(engine.conf);
  const kept: CachedRelation = { kind: "CachedRelation", input: plan, cacheId: randomUUID(), isCheckpoint: true };
  const logical = await engine.analyze(kept, options);
  engine.caches.enable(kept.cacheId, { isCheckpoint: true, directory });
  if (!eager) return kept;
  try {
    await engine.observations.during(logical, () => engine.caches.fill(engine, logical, options));
  } catch (error) {
    await engine.caches.drop(kept.cacheId);
    throw error;
  }
  // What led here is not needed any more, however long it was: only the columns of the rows are.
  return { ...kept, input: internalRows(schemaOf(logical), []) };
}

function checkpointDirectory(conf: SqlConf): string {
  const directory = conf.getOr("spark.checkpoint.dir", null);
  if (directory !== null) return localPath(directory);
  const message =
    "[_LEGACY_ERROR_TEMP_3016] There is no directory for checkpoints: set spark.checkpoint.dir when the session is made.";
  throw new SparkException("_LEGACY_ERROR_TEMP_3016", {}, { message });
}
