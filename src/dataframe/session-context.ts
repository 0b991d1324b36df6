import type { SqlConf } from "../catalog/sql-conf.ts";
import type { Engine } from "../engine/engine.ts";
import type { OperationRegistry } from "./operations.ts";

/** What a DataFrame needs of the session that made it. */
export interface SessionContext {
  /** @internal */
  readonly engine: Engine;
  /** @internal */
  readonly sqlConf: SqlConf;
  /** @internal */
  readonly operations: OperationRegistry;
}
