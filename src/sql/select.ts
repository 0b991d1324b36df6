/** The core of a query: SELECT list, FROM, WHERE, GROUP BY, HAVING, WINDOW, QUALIFY. */
import type { Expression } from "../plan/expression.ts";
import type { Aggregate, Deduplicate, Filter, Having, OneRow, Project, Qualify, Relation } from "../plan/relation.ts";
import { anyExpression, lacksOperand, namedExpressions } from "./expression.ts";
import { fromClause, lateralViews } from "./from.ts";
import { aggregated, groupByClause } from "./group-by.ts";
import { hints, type HintCall, withHints } from "./hint.ts";
import { relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { queryOrganization } from "./query-organization.ts";
import { transformClause } from "./transform.ts";
import { namedWindows, windowClause } from "./window-clause.ts";

/** `SELECT ... FROM ...` */
export function selectQuery(p: Parser): Relation {
  return atSelect(p, (start, head) => {
    const from = p.kind === "FROM" ? fromClause(p) : relation<OneRow>(p, start, { kind: "OneRow" });
    return rest(p, start, head, from);
  });
}
/** What follows `FROM t`: `SELECT ...` without a FROM of its own, with an order and limit of its own. */
export function selectBody(p: Parser, from: Relation): Relation {
  return atSelect(p, (start, head) => queryOrganization(p, start, rest(p, start, head, from)));
}
export function atSelectBody(p: Parser): boolean {
  return p.kind === "SELECT" || p.kind === "MAP" || p.kind === "REDUCE";
}

/** Everything before FROM. */
export interface SelectHead {
  readonly hints: readonly HintCall[];
  readonly distinct: boolean;
  readonly list: readonly Expression[];
  /** The script of `SELECT TRANSFORM (...) USING 'script'`. */
  readonly script?: (input: Relation) => Relation;
}

function atSelect(p: Parser, build: (start: number, head: SelectHead) => Relation): Relation {
  const start = p.pos;
  const script = transformClause(p);
  if (script !== undefined) return build(start, { hints: [], distinct: false, ...script });
  return build(start, selectHead(p));
}
export function selectHead(p: Parser): SelectHead {
  p.expect("SELECT");
  const given = hints(p);
  const quantifier = p.kind === "ALL" || p.kind === "DISTINCT" ? p.kind : undefined;
  const isQuantifier = quantifier !== undefined && p.peek() !== "." && (p.peek() === "FROM" || !lacksOperand(p, 1));
  if (isQuantifier) p.pos++;
  return { hints: given, distinct: isQuantifier && quantifier === "DISTINCT", list: namedExpressions(p) };
}

function rest(p: Parser, start: number, head: SelectHead, from: Relation): Relation {
  const { distinct, list, script } = head;
  const views = lateralViews(p, start, from);
  // All clauses are read before their nodes are made: an error in one of them shows the whole query.
  const condition = p.accept("WHERE") ? anyExpression(p) : undefined;
  const grouping = p.at("GROUP", "BY") ? groupByClause(p) : undefined;
  const kept = p.accept("HAVING") ? anyExpression(p) : undefined;
  // The WINDOW clause is written before QUALIFY and put around it.
  const windows = windowClause(p);
  const chosen = script === undefined && p.accept("QUALIFY") ? anyExpression(p) : undefined;
  const input =
    condition === undefined ? views : relation<Filter>(p, start, { kind: "Filter", input: views, condition });
  const aggregate = grouping === undefined ? undefined : aggregated(grouping, list, input);
  let result =
    kept === undefined
      ? (aggregate ?? projected(p, start, list, input))
      : having(p, start, list, input, kept, aggregate);
  if (script !== undefined) return script(namedWindows(p, start, windows, result));
  if (chosen !== undefined) result = relation<Qualify>(p, start, { kind: "Qualify", input: result, condition: chosen });
  if (distinct) result = relation<Deduplicate>(p, start, { kind: "Deduplicate", input: result });
  return withHints(p, start, head.hints, namedWindows(p, start, windows, result));
}

function projected(p: Parser, start: number, expressions: readonly Expression[], input: Relation): Relation {
  return relation<Project>(p, start, { kind: "Project", input, expressions });
}

function having(
  p: Parser,
  start: number,
  list: readonly Expression[],
  input: Relation,
  condition: Expression,
  aggregate: Relation | undefined,
): Relation {
  if (aggregate === undefined && p.options.havingWithoutGroupByAsWhere === true) {
    return projected(p, start, list, relation<Filter>(p, start, { kind: "Filter", input, condition }));
  }
  const grouped =
    aggregate ??
    relation<Aggregate>(p, start, {
      kind: "Aggregate",
      input,
      groupType: "groupBy",
      groupingExpressions: [],
      aggregateExpressions: list,
      fromSql: true,
    });
  return relation<Having>(p, start, { kind: "Having", input: grouped, condition });
}
