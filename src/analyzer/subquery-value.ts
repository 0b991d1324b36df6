/** Subqueries in expressions. */
import type { Attribute, Subquery, TypedExpr } from "../logical/expression.ts";
import type { Expression } from "../plan/expression.ts";
import { BOOLEAN } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { checkCorrelation } from "./correlation.ts";
import { contextOf, type ExpressionResolver } from "./expression-resolver.ts";

type SubqueryExpression = Extract<Expression, { kind: "SubqueryExpression" }>;

/** A subquery in an expression: a value, a test of existence or of membership. */
export function subqueryValue(e: SubqueryExpression, cx: ExpressionResolver): TypedExpr {
  const { plan, outer } = cx.analyzer.subquery(e.plan, cx.scope);
  checkCorrelation(plan);
  const columns = plan.output.length;
  if (e.subqueryType === "scalar" && columns !== 1) {
    throw new AnalysisException(
      "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
      { number: String(columns) },
      { queryContext: contextOf(e.origin) },
    );
  }
  const inValues = (e.inValues ?? []).map((v) => cx.value(v));
  const first = plan.output[0] as Attribute;
  const made: Subquery = {
    kind: "Subquery",
    subqueryType: e.subqueryType === "table" ? "scalar" : e.subqueryType,
    plan,
    inValues,
    outerAttributes: outer,
    dataType: e.subqueryType === "scalar" ? first.dataType : BOOLEAN,
    nullable:
      e.subqueryType === "scalar"
        ? true
        : e.subqueryType === "in"
          ? [...inValues, ...plan.output].some((x) => x.nullable)
          : false,
    origin: e.origin,
  };
  return e.subqueryType === "in" ? cx.analyzer.coerceIn(made, cx) : made;
}
