/** Parquet files. */
import type { SourceFacts } from "../analyzer/analysis-context.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { ReadDataSource } from "../plan/relation.ts";
import { unsupported } from "../types/spark-error.ts";

export function parquetFacts(node: ReadDataSource, conf: SqlConf): SourceFacts {
  void node;
  void conf;
  throw unsupported("reading parquet files");
}
