/** File sources: which files a path means, and the columns they hold. */
import type { SourceFacts } from "../analyzer/analysis-context.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { ReadDataSource } from "../plan/relation.ts";
import { parquetFacts } from "./parquet.ts";
import { unsupported } from "../types/spark-error.ts";

export function sourceFactsSync(node: ReadDataSource, conf: SqlConf): SourceFacts {
  if (node.format === "parquet") return parquetFacts(node, conf);
  throw unsupported(`reading ${node.format} files`);
}
export async function sourceFacts(node: ReadDataSource, conf: SqlConf): Promise<SourceFacts> {
  return sourceFactsSync(node, conf);
}
