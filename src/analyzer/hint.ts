/** Hints change nothing here, but what Spark refuses of them is refused. */
import type { Expression } from "../plan/expression.ts";
import type { Hint } from "../plan/relation.ts";
import { AnalysisException, IllegalArgumentException } from "../types/spark-error.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";

const JOINS: ReadonlySet<string> = new Set(
  "BROADCAST BROADCASTJOIN MAPJOIN SHUFFLE_MERGE MERGE MERGEJOIN SHUFFLE_HASH SHUFFLE_REPLICATE_NL".split(" "),
);
const BY_COLUMNS: ReadonlySet<string> = new Set(["REPARTITION", "REPARTITION_BY_RANGE", "REBALANCE"]);

export function checkHint({ name, parameters }: Hint, resolver: ExpressionResolver): void {
  const hint = name.toUpperCase();
  if (JOINS.has(hint)) {
    if (parameters.every(isName)) return;
    const message = "A hint for joins takes names of relations.";
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1046", {}, { message });
  }
  if (hint === "COALESCE") {
    const count = partitions(parameters[0]);
    if (parameters.length === 1 && count !== undefined) return checkCount(count);
    const message = "The hint COALESCE takes the number of partitions.";
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1048", { hintName: hint }, { message });
  }
  if (!BY_COLUMNS.has(hint)) return;
  const count = partitions(parameters[0]);
  if (count !== undefined) checkCount(count);
  for (const column of parameters.slice(count === undefined ? 0 : 1)) {
    if (!isName(column)) {
      const message = `The hint ${hint} takes an optional number of partitions, then columns.`;
      throw new AnalysisException("_LEGACY_ERROR_TEMP_1047", { hintName: hint }, { message });
    }
    const text = column.kind === "Literal" ? String(column.value) : undefined;
    resolver.value(text === undefined ? column : { kind: "UnresolvedAttribute", nameParts: [text] });
  }
}
function isName(e: Expression): boolean {
  return e.kind !== "Literal" || e.dataType.kind === "string";
}
function partitions(e: Expression | undefined): number | undefined {
  return e?.kind === "Literal" && e.dataType.kind === "integer" ? Number(e.value) : undefined;
}
function checkCount(count: number): void {
  if (count > 0) return;
  const message = `requirement failed: a number of partitions is positive, not ${count}`;
  throw new IllegalArgumentException(null, {}, { message });
}
