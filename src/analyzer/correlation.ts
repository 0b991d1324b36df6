/** What subqueries may refer to outside, and which operators may have them: Spark's checks after analysis. */
import { children, exists, isDeterministic } from "../logical/build.ts";
import type { Subquery, TypedExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import { expressions, inputs, someExpression } from "../logical/tree.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { contextOf } from "./expression-resolver.ts";

type Category =
  | "ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED"
  | "AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES"
  | "CORRELATED_REFERENCE"
  | "HIGHER_ORDER_FUNCTION"
  | "LATERAL_JOIN_CONDITION_NON_DETERMINISTIC"
  | "MUST_AGGREGATE_CORRELATED_SCALAR_SUBQUERY"
  | "NON_DETERMINISTIC_LATERAL_SUBQUERIES"
  | "SCALAR_SUBQUERY_IN_VALUES"
  | "UNSUPPORTED_CORRELATED_REFERENCE_DATA_TYPE"
  | "UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY"
  | "UNSUPPORTED_IN_EXISTS_SUBQUERY";

export function unsupportedSubquery(
  category: Category,
  parameters: { readonly [name: string]: string } = {},
  at?: TypedExpr,
): AnalysisException {
  return new AnalysisException(
    `UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.${category}`,
    parameters,
    at === undefined ? {} : { queryContext: contextOf(at.origin) },
  );
}

const isOuter = (e: TypedExpr): boolean => e.kind === "OuterReference";
export const hasOuter = (e: TypedExpr): boolean => exists(e, isOuter);

function correlated(list: readonly TypedExpr[]): AnalysisException {
  const sqlExprs = list.map((e) => `"${prettyName(e)}"`).join(", ");
  return unsupportedSubquery("CORRELATED_REFERENCE", { sqlExprs }, list[0]);
}
/** An operator whose expressions may not name columns of the query around. */
export function refuseOuter(list: readonly TypedExpr[]): void {
  const found = list.filter(hasOuter);
  if (found.length > 0) throw correlated(found);
}

/** The plan of a subquery: outer columns stand in filters, projections and join conditions, not below outer joins. */
export function checkCorrelation(plan: Logical): void {
  if (!someExpression(plan, isOuter)) return;
  walk(plan, true);
}
function walk(rel: Logical, allowed: boolean): void {
  const own = expressions(rel).filter(hasOuter);
  if (own.length > 0 && !allowed) {
    throw unsupportedSubquery("ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED", { treeNode: rel.kind }, own[0]);
  }
  switch (rel.kind) {
    case "Sort":
    case "Aggregate":
    case "Window":
      if (own.length > 0) throw correlated(own);
      walk(rel.input, allowed);
      return;
    case "Join": {
      const { joinType } = rel;
      const inner = joinType === "inner" || joinType === "cross";
      walk(rel.left, allowed && joinType !== "right" && joinType !== "full");
      walk(rel.right, allowed && (inner || joinType === "right"));
      return;
    }
    case "LateralJoin":
      walk(rel.left, allowed);
      return;
    case "MapBatches":
      walk(rel.input, false);
      return;
    default:
      for (const input of inputs(rel)) walk(input, allowed);
  }
}

/** Subqueries in an operator that can have uncorrelated scalar ones only. */
export function checkHost(list: readonly TypedExpr[], treeNode: string): void {
  eachSubquery(list, (s) => {
    if (s.subqueryType !== "scalar") throw unsupportedSubquery("UNSUPPORTED_IN_EXISTS_SUBQUERY", { treeNode }, s);
    checkScalarHost([s], treeNode);
  });
}
/** Correlated scalar subqueries stand in SELECT, WHERE and HAVING. */
export function checkScalarHost(list: readonly TypedExpr[], treeNode: string): void {
  eachSubquery(list, (s) => {
    if (s.subqueryType === "scalar" && s.outerAttributes.length > 0) {
      throw unsupportedSubquery("UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY", { treeNode }, s);
    }
  });
}
function eachSubquery(list: readonly TypedExpr[], visit: (s: Subquery) => void): void {
  for (const e of list) {
    exists(e, (x) => {
      if (x.kind === "Subquery") visit(x);
      return false;
    });
  }
}

/** Correlated scalar subqueries of an aggregation: grouped by and selected, or inside of aggregate functions. */
export function checkAggregateHost(groupings: readonly TypedExpr[], list: readonly TypedExpr[]): void {
  const isCorrelated = (e: TypedExpr): e is Subquery =>
    e.kind === "Subquery" && e.subqueryType === "scalar" && e.outerAttributes.length > 0;
  const has = (within: readonly TypedExpr[], key: string): boolean =>
    within.some((e) => exists(e, (x) => isCorrelated(x) && exprKey(x) === key));
  eachSubquery(groupings, (s) => {
    if (isCorrelated(s) && !has(list, exprKey(s)))
      throw unsupportedSubquery("MUST_AGGREGATE_CORRELATED_SCALAR_SUBQUERY", {}, s);
  });
  const keys = new Set(groupings.map(exprKey));
  const visit = (e: TypedExpr): void => {
    if (e.kind === "Call" && e.fn.kind === "aggregate") return;
    if (isCorrelated(e) && !keys.has(exprKey(e))) {
      throw new AnalysisException(
        "SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION",
        { sqlExpr: `"${prettyName(e)}"` },
        { queryContext: contextOf(e.origin) },
      );
    }
    if (keys.has(exprKey(e))) return;
    for (const c of children(e)) visit(c);
  };
  for (const e of list) if (exists(e, isCorrelated)) visit(e);
}

/** An aggregate of outer columns and columns of its own belongs to neither query. */
export function checkMixed(call: TypedExpr): void {
  if (!hasOuter(call)) return;
  if (exists(call, (x) => x.kind === "Attribute")) {
    throw unsupportedSubquery("AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES", { function: prettyName(call) }, call);
  }
}

function isOneRow(rel: Logical): boolean {
  switch (rel.kind) {
    case "SingleRow":
      return true;
    case "Aggregate":
      return rel.groupings.length === 0;
    case "Limit":
      return (rel.limit ?? 2) <= 1 || isOneRow(rel.input);
    case "Expand":
      return rel.projections.length === 1 && isOneRow(rel.input);
    case "Project":
    case "Filter":
    case "Sort":
    case "SubqueryAlias":
      return isOneRow(rel.input);
    default:
      return false;
  }
}
/** A lateral subquery runs for each row on the left: chance has no place in it. */
export function checkLateral(left: Logical, right: Logical, condition: TypedExpr | undefined): void {
  if (!isOneRow(left) && someExpression(right, (e) => !isDeterministic(e))) {
    throw unsupportedSubquery("NON_DETERMINISTIC_LATERAL_SUBQUERIES", { treeNode: "LateralJoin" });
  }
  if (condition !== undefined && !isDeterministic(condition)) {
    throw unsupportedSubquery("LATERAL_JOIN_CONDITION_NON_DETERMINISTIC", { condition: prettyName(condition) });
  }
}
