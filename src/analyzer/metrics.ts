/** `df.observe(...)`: whether its metrics are ones that can be taken while rows pass. */
import { children, isAggregateCall, isDeterministic } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import type { CollectMetrics, Relation } from "../plan/relation.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { analyzeAggregate } from "./aggregate.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { generatedList } from "./generate.ts";

/** Throws what is wrong with the metrics: their names and types, and what only metrics may not have. */
export function checkMetrics(cx: Analyzer, rel: CollectMetrics, input: Logical, env: Env): void {
  if (rel.name === "") throw invalid("MISSING_NAME", { operator: "CollectMetrics" });
  const resolver = cx.resolver(cx.scope(input, [rel.input], env, {}));
  const { list } = generatedList(resolver, input, rel.metrics, true);
  for (const metric of list) check(metric, metric);
  checkMetricNames(rel);
  if (!list.every(isDeterministic)) {
    if (rel.observationId !== undefined) throw unsupported("metrics of random values");
    return;
  }
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

/** A name stands for one metric in a plan, however often that is in it. */
export function checkMetricNames(plan: Relation): void {
  const known = new Map<string, CollectMetrics>();
  const seen = new Set<Relation>();
  const stack = [plan];
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (seen.has(rel)) continue;
    seen.add(rel);
    if (rel.kind === "CollectMetrics") {
      const other = known.get(rel.name) ?? rel;
      if (!isSameMetric(rel, other)) throw new AnalysisException("DUPLICATED_METRICS_NAME", { metricName: rel.name });
      known.set(rel.name, rel);
    }
    if ("input" in rel) stack.push(rel.input);
    if ("left" in rel) stack.push(rel.left, rel.right);
  }
}
function isSameMetric(a: CollectMetrics, b: CollectMetrics): boolean {
  const id = a.common?.planId;
  if (a === b || (id !== undefined && id === b.common?.planId)) return true;
  return a.input === b.input && textOf(a) === textOf(b);
}
/** The metrics without the places that they were written at. */
function textOf({ metrics }: CollectMetrics): string {
  return JSON.stringify(metrics, (key, value: unknown) => {
    if (key === "origin") return undefined;
    return typeof value === "bigint" ? `${value}n` : value;
  });
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
