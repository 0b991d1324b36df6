import type { ConfAccess } from "../engine/conf-access.ts";
import type { Engine, SqlArguments } from "../engine/engine.ts";
import type { DataFrame } from "./dataframe.ts";
import type { OperationRegistry } from "./operations.ts";

/** What a DataFrame needs of the session that made it, and what `df.sparkSession` shows of it. */
export interface SessionContext {
  /** @internal */
  readonly engine: Engine;
  /** @internal */
  readonly sqlConf: ConfAccess;
  /** @internal */
  readonly operations: OperationRegistry;

  /** The version of Spark whose behaviour this package has. */
  readonly version: string;
  /** A statement of SQL. */
  sql(sqlQuery: string, args?: SqlArguments): DataFrame;
  /** A table or view by name. */
  table(tableName: string): DataFrame;
  /** The integers from `start` up to `end`, without it. */
  range(
    start: number | bigint,
    end?: number | bigint | null,
    step?: number | bigint,
    numPartitions?: number,
  ): DataFrame;
  /** A DataFrame of values held by the program. */
  createDataFrame(data: Iterable<unknown> | object, schema?: string | readonly string[] | null): DataFrame;
  /** Ends the session. */
  stop(): Promise<void>;
}
