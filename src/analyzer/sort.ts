/** ORDER BY and SORT BY: they see the select list, and below it what the query around the list lets through. */
import {
  children,
  exists,
  hasAggregate,
  isAggregateCall,
  literal,
  mapChildren,
  transformUp,
} from "../logical/build.ts";
import type { Attribute, SortKey, TypedExpr } from "../logical/expression.ts";
import { isOrderable } from "../logical/input-type.ts";
import { exprKey } from "../logical/key.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import type { Origin } from "../plan/origin.ts";
import type { Relation, Sort } from "../plan/relation.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { checkHost, hasOuter } from "./correlation.ts";
import { contextOf, type ExpressionResolver } from "./expression-resolver.ts";
import { isUnknownColumn } from "./scope.ts";
import type { Scope } from "./query-scope.ts";
import { project } from "./rename.ts";
import { type Block, computeOver, hiddenOf, passThrough, throughScope } from "./select.ts";
import { refuseSqlFunction } from "./sql-function-name.ts";

/** Of an aggregation only what the list shows and what the query groups by is left. */
function aboveList(cx: Analyzer, input: Logical, block: Block, rel: Relation, env: Env): Scope {
  const grouped = block.below.index.attributes.filter((a) => block.groupIds?.has(a.id) === true);
  const below = cx.scope({ kind: "SingleRow", output: grouped }, [rel], env);
  return cx.scope(input, [rel], env, { below, ambiguousBelow: true });
}
/** Whether a projection stands between an aggregation and what is above: one that computes windows, or drops what HAVING asked for. */
function isClosed(block: Block): boolean {
  return block.narrowed === true || block.list.some((e) => exists(e, isWindow));
}

export function analyzeSort(cx: Analyzer, rel: Sort, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const block = cx.blocks.get(input);
  const aggregated = block?.aggregated === true;
  const closed = aggregated && isClosed(block);
  const scopeIn = (around: Env): Scope =>
    closed ? aboveList(cx, input, block, rel.input, around) : throughScope(cx, input, rel.input, around, "sort");
  const resolver = cx.resolver(scopeIn(env));
  // A column of the query around does not count, nor is it one that the query refers to.
  const column = rel.all === true && isColumn(cx.resolver(scopeIn({ ...env, outer: undefined })), "all");
  const given = column
    ? rel.order.map((o) => ({ ...o, child: { kind: "UnresolvedAttribute", nameParts: ["all"] } as const }))
    : rel.order;
  const order = rel.all === true && !column ? allKeys(rel, input) : sortKeys(cx, resolver, given, input);
  for (const [i, k] of order.entries()) {
    if (!isOrderable(k.child.dataType)) {
      const parameters = {
        sqlExpr: `"${keyText(k)}"`,
        functionName: "`sortorder`",
        dataType: `"${k.child.dataType.sql}"`,
      };
      const item = rel.order[i];
      const place = {
        queryContext: contextOf(item?.origin ?? (item?.kind === "SortOrder" ? item.child.origin : undefined)),
      };
      throw new AnalysisException("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", parameters, place);
    }
  }
  const values = order.map((k) => k.child);
  checkHost(withoutGroupings(values, closed ? undefined : block), "Sort");
  if (aggregated && !closed) values.forEach((e) => refuseWindow(e, rel.common?.origin));
  const shown = `Sort [${order.map(keyText).join(", ")}], ${rel.isGlobal}`;
  refuseInClause(values, { operator: "Sort", shown, aggregates: !aggregated || closed, origin: rel.common?.origin });
  refuseOuterKeys(order, keyText, rel.common?.origin);
  const { plan, list } = computed(
    () => computeOver(input, block, values, rel.order),
    () => {
      // A column that the aggregation does not give may be one of the query around.
      const seen = cx.resolver(aboveList(cx, input, block as Block, rel.input, env));
      refuseOuterKeys(sortKeys(cx, seen, given, input), keyText, rel.common?.origin);
    },
  );
  const keys = order.map((k, i): SortKey => ({ ...k, child: list[i] as TypedExpr }));
  const over = (below: Logical): Logical => ({
    kind: "Sort",
    input: below,
    order: keys,
    isGlobal: rel.isGlobal,
    output: below.output,
    ...hiddenOf(below),
  });
  if (plan === input) return passThrough(cx, over(input), input, over);
  return project(over(plan), input.output);
}
function computed<T>(run: () => T, ifUnknown: () => void): T {
  try {
    return run();
  } catch (error) {
    if (isUnknownColumn(error)) ifUnknown();
    throw error;
  }
}
/** Throws for keys that name columns of the query around: they are shown as columns like any other. */
export function refuseOuterKeys<T extends { readonly child: TypedExpr }>(
  keys: readonly T[],
  text: (key: T) => string,
  origin: Origin | undefined,
): void {
  const plain = (e: TypedExpr): TypedExpr =>
    transformUp(e, (x) => (x.kind === "OuterReference" ? (x.of ?? x.attribute) : x));
  const found = keys.filter((k) => hasOuter(k.child)).map((k) => `"${text({ ...k, child: plain(k.child) })}"`);
  if (found.length === 0) return;
  throw new AnalysisException(
    "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE",
    { sqlExprs: found.join(", ") },
    { queryContext: contextOf(origin) },
  );
}
function keyText({ child, descending, nullsLast }: SortKey): string {
  return `${prettyName(child)} ${descending ? "DESC" : "ASC"} NULLS ${nullsLast ? "LAST" : "FIRST"}`;
}
/** What a query groups by is computed below ORDER BY. */
function withoutGroupings(list: readonly TypedExpr[], block: Block | undefined): readonly TypedExpr[] {
  const keys = new Set((block?.groupings ?? []).map(exprKey));
  if (keys.size === 0) return list;
  const without = (e: TypedExpr): TypedExpr =>
    keys.has(exprKey(e)) ? literal(null, e.dataType) : mapChildren(e, without);
  return list.map(without);
}
function isWindow(e: TypedExpr): boolean {
  return e.kind === "Window";
}
/** The aggregates of a query that groups are computed before the windows of its ORDER BY: none is left to be a window's function. */
function refuseWindow(e: TypedExpr, origin: Origin | undefined): void {
  exists(e, (x) => {
    if (x.kind !== "Window" || !isAggregateCall(x.function)) return false;
    const inner = children(x.function).find(hasAggregate);
    if (inner !== undefined) {
      throw new AnalysisException("NESTED_AGGREGATE_FUNCTION", {}, { queryContext: contextOf(inner.origin) });
    }
    const parameters = { sqlExpr: `"${prettyName(x.function)}"` };
    throw new AnalysisException("UNSUPPORTED_EXPR_FOR_WINDOW", parameters, { queryContext: contextOf(origin) });
  });
}

interface Clause {
  readonly operator: string;
  /** The operator with its expressions. */
  readonly shown: string;
  /** Whether nothing has computed aggregates before. */
  readonly aggregates: boolean;
  readonly origin: Origin | undefined;
}
/** Throws for what can only be computed in a select list. */
export function refuseInClause(list: readonly TypedExpr[], { operator, shown, aggregates, origin }: Clause): void {
  const refused: TypedExpr[] = [];
  for (const e of list) {
    exists(e, (x) => {
      if (isWindow(x) || (aggregates && isAggregateCall(x))) refused.push(x);
      return false;
    });
  }
  if (refused.length > 0) {
    throw new AnalysisException(
      "UNSUPPORTED_EXPR_FOR_OPERATOR",
      { operator, invalidExprSqls: refused.map((e) => `"${prettyName(e)}"`).join(", ") },
      { queryContext: contextOf(origin) },
    );
  }
  for (const e of list) {
    refuseSqlFunction(e, operator);
    if (exists(e, (x) => x.kind === "Call" && x.fn.kind === "generator")) {
      throw new AnalysisException("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", { plan: shown });
    }
  }
}
/** Whether a word that has a meaning of its own names one column, of the list or below it. */
function isColumn(resolver: ExpressionResolver, name: string): boolean {
  const shown = resolver.scope.index.named(name).length;
  if (shown > 0) return shown === 1;
  try {
    resolver.value({ kind: "UnresolvedAttribute", nameParts: [name] });
    return true;
  } catch (e) {
    if (e instanceof AnalysisException) return false;
    throw e;
  }
}
function allKeys(rel: Sort, input: Logical): SortKey[] {
  const first = rel.order[0];
  const descending = first?.direction === "descending";
  const nullsLast = first?.nullOrdering === undefined ? descending : first.nullOrdering === "last";
  return input.output.map((child) => ({ child, descending, nullsLast }));
}
/** The keys of ORDER BY; an integer literal is the position of a column. */
function sortKeys(cx: Analyzer, resolver: ExpressionResolver, order: Sort["order"], input: Logical): SortKey[] {
  const { conf } = cx.session;
  if (!conf.orderByOrdinal) return order.map((o) => resolver.sortKey(o));
  const first = conf.boolean("spark.sql.prioritizeOrdinalResolutionInSort.enabled");
  if (first) order.forEach((o) => atPosition(o, input.output));
  const keys = order.map((o) => resolver.sortKey(o));
  const columns = first ? input.output : withMissing(input.output, keys);
  return keys.map((key, i) => ({ ...key, child: atPosition(order[i]!, columns) ?? key.child }));
}
function atPosition({ child }: Sort["order"][number], columns: readonly Attribute[]): Attribute | undefined {
  if (child.kind !== "Literal" || child.dataType.kind !== "integer") return undefined;
  const found = columns[(child.value as number) - 1];
  if (found !== undefined) return found;
  throw new AnalysisException(
    "ORDER_BY_POS_OUT_OF_RANGE",
    { index: String(child.value), size: String(columns.length) },
    { queryContext: contextOf(child.origin) },
  );
}
/** The columns that are shown, then those that the keys bring from below the list. */
function withMissing(output: readonly Attribute[], keys: readonly SortKey[]): readonly Attribute[] {
  const columns = new Map(output.map((a) => [a.id, a]));
  for (const { child } of keys) {
    exists(child, (e) => {
      if (e.kind === "Attribute" && !columns.has(e.id)) columns.set(e.id, e);
      return false;
    });
  }
  return [...columns.values()];
}
