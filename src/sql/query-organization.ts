/** What ends a query: ORDER BY, CLUSTER BY, DISTRIBUTE BY, SORT BY, WINDOW, LIMIT, OFFSET. */
import type { Expression, SortOrder } from "../plan/expression.ts";
import type { Limit, Offset, Relation, RepartitionByExpression, Sort } from "../plan/relation.ts";
import { anyExpression, sortItem } from "./expression.ts";
import { relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { namedWindows, windowClause } from "./window-clause.ts";

/** Behind a pipe operator (`inPipe`) an order and a limit stand apart. */
export function queryOrganization(p: Parser, start: number, input: Relation, inPipe: boolean = false): Relation {
  const clauses = p.pos;
  const order = p.acceptAll("ORDER", "BY") ? p.list(sortItem) : undefined;
  const cluster = p.acceptAll("CLUSTER", "BY") ? p.list(anyExpression) : undefined;
  const distribute = p.acceptAll("DISTRIBUTE", "BY") ? p.list(anyExpression) : undefined;
  const sort = p.acceptAll("SORT", "BY") ? p.list(sortItem) : undefined;
  const others = cluster !== undefined || distribute !== undefined || sort !== undefined;
  if ((order !== undefined && others) || (cluster !== undefined && (distribute !== undefined || sort !== undefined))) {
    p.defer("UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES", {}, clauses);
  }
  const windows = windowClause(p);
  if (inPipe) {
    checkPipe(p, clauses, windows !== undefined, {
      "ORDER BY": order,
      "CLUSTER BY": cluster,
      "DISTRIBUTE BY": distribute,
      "SORT BY": sort,
    });
  }
  const limit = p.accept("LIMIT") && !acceptAll(p) ? anyExpression(p) : undefined;
  const offset = p.accept("OFFSET") ? anyExpression(p) : undefined;
  // What is made from here on stands for all clauses: that is what errors show of the query.
  let result = input;
  if (order !== undefined) result = sorted(p, clauses, result, order, true);
  const keys = cluster ?? distribute;
  if (keys !== undefined) result = repartitioned(p, clauses, result, keys);
  const local = cluster === undefined ? sort : cluster.map(ascending);
  if (local !== undefined) result = sorted(p, clauses, result, local, false);
  result = namedWindows(p, start, windows, result);
  if (offset !== undefined) result = relation<Offset>(p, start, { kind: "Offset", input: result, offset });
  return limit === undefined ? result : relation<Limit>(p, start, { kind: "Limit", input: result, limit });
}

function checkPipe(
  p: Parser,
  start: number,
  hasWindow: boolean,
  clauses: { readonly [clause: string]: unknown },
): void {
  if (hasWindow) p.defer("UNSUPPORTED_FEATURE.CLAUSE_WITH_PIPE_OPERATORS", { clauses: "the WINDOW clause" }, start);
  const clause1 = Object.keys(clauses).find((clause) => clauses[clause] !== undefined);
  if (clause1 === undefined || (p.kind !== "LIMIT" && p.kind !== "OFFSET")) return;
  p.defer("MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS", { clause1, clause2: p.kind }, start);
}

function sorted(p: Parser, start: number, input: Relation, order: readonly SortOrder[], isGlobal: boolean): Relation {
  const [only] = order;
  const all = order.length === 1 && isAllKeyword(only!.child);
  return relation<Sort>(p, start, { kind: "Sort", input, order, isGlobal, ...(all ? { all } : {}) });
}
/** `ORDER BY ALL`, `GROUP BY ALL` */
export function isAllKeyword(node: Expression): boolean {
  return node.kind === "UnresolvedAttribute" && node.nameParts.length === 1 && /^all$/i.test(node.nameParts[0]!);
}
function ascending(child: Expression): SortOrder {
  const place = child.origin === undefined ? {} : { origin: child.origin };
  return Object.freeze<SortOrder>({ kind: "SortOrder", child, direction: "ascending", ...place });
}
function repartitioned(
  p: Parser,
  start: number,
  input: Relation,
  partitionExpressions: readonly Expression[],
): Relation {
  return relation<RepartitionByExpression>(p, start, { kind: "RepartitionByExpression", input, partitionExpressions });
}

/** `LIMIT ALL`, unless ALL is the beginning of an expression. */
function acceptAll(p: Parser): boolean {
  return !/^[.+*/(%-]$/.test(p.peek()) && p.accept("ALL");
}
