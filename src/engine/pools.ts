/** The pools of engine hosts that all sessions of the program share, one of each kind. */
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { HostKind } from "../execution/engine-host.ts";
import { HostPool } from "../execution/host-pool.ts";

const pools = new Map<HostKind, HostPool>();

export function poolFor(conf: SqlConf): HostPool {
  const kind = conf.getOr("spark.sparkwright.engine.host", "thread") === "process" ? "process" : "thread";
  let pool = pools.get(kind);
  if (pool === undefined) {
    pool = new HostPool({ kind });
    pools.set(kind, pool);
  }
  return pool;
}
