/** `df.observe(...)`: whether its metrics are ones that can be taken while rows pass. */
import { children, isAggregateCall } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import type { CollectMetrics } from "../plan/relation.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { analyzeAggregate } from "./aggregate.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { generatedList } from "./generate.ts";

/** Throws what is wrong with the metrics: their names and types, and what only metrics may not have. */
export function checkMetrics(cx: Analyzer, rel: CollectMetrics, input: Logical, env: Env): void {
  if (rel.name === "") throw invalid("MISSING_NAME", { operator: "CollectMetrics" });
  const resolver = cx.resolver(cx.scope(input, [rel.input], env, {}));
  const { list } = generatedList(resolver, input, rel.metrics, true);
  for (const metric of list) check(metric, metric);
  analyzeAggregate(
    cx,
    {
      kind: "Aggregate",
      input: rel.input,
      groupType: "groupBy",
      groupingExpressions: [],
      aggregateExpressions: rel.metrics,
    },
    env,
  );
}

function check(metric: TypedExpr, part: TypedExpr, inside = false): void {
  const refuse = (why: string): never => {
    throw invalid(why, { expr: `"${prettyName(metric)}"` });
  };
  if (part.kind === "Window") refuse("WINDOW_EXPRESSIONS_UNSUPPORTED");
  if (part.kind === "Attribute" && !inside) refuse("NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE");
  if (part.kind === "Call" && part.fn.deterministic === false && !inside && !isAggregateCall(part)) {
    refuse("NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC");
  }
  if (part.kind === "Call" && isAggregateCall(part)) {
    if (inside) refuse("NESTED_AGGREGATES_UNSUPPORTED");
    if (part.aggregate?.distinct === true) refuse("AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED");
    if (part.aggregate?.filter !== undefined) refuse("AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED");
    for (const child of children(part)) check(metric, child, true);
    return;
  }
  for (const child of children(part)) check(metric, child, inside);
}

function invalid(why: string, parameters: { readonly [name: string]: string }): AnalysisException {
  return new AnalysisException(`INVALID_OBSERVED_METRICS.${why}`, parameters);
}
