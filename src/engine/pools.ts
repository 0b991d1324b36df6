/** The pools of engine hosts that all sessions of the program share, one of each kind. */
import type { SqlConf } from "../catalog/sql-conf.ts";
import { boundOwnThreads } from "../execution/cpu-slots.ts";
import type { HostKind } from "../execution/engine-host.ts";
import { HostPool } from "../execution/host-pool.ts";
import { SyncBridge } from "../execution/sync-bridge.ts";

const pools = new Map<HostKind, HostPool>();

let bridge: SyncBridge | undefined;
/** The one thread that answers synchronous questions. */
export function bridgeFor(conf: SqlConf): SyncBridge {
  boundOwnThreads(cpusOf(conf));
  bridge ??= new SyncBridge(conf.milliseconds("spark.sparkwright.facts.timeout"));
  return bridge;
}

export function poolFor(conf: SqlConf): HostPool {
  const kind = conf.getOr("spark.sparkwright.engine.host", "process") === "thread" ? "thread" : "process";
  let pool = pools.get(kind);
  if (kind === "thread") boundOwnThreads(cpusOf(conf));
  if (pool === undefined) {
    pool = new HostPool({ kind });
    pools.set(kind, pool);
  }
  return pool;
}

/** Threads that the engine may have for all queries together; null: no limit. */
export function cpusOf(conf: SqlConf): number | null {
  return conf.get(CPUS) === null ? null : conf.int(CPUS);
}
const CPUS = "spark.sparkwright.engine.cpus";
