/** What ends a query: ORDER BY, CLUSTER BY, DISTRIBUTE BY, SORT BY, WINDOW, LIMIT, OFFSET. */
import type { Expression, SortOrder } from "../plan/expression.ts";
import type { Limit, Offset, Relation, RepartitionByExpression, Sort } from "../plan/relation.ts";
import { anyExpression, sortItem } from "./expression.ts";
import { expression, relation } from "./nodes.ts";
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
  let result = input;
  if (order !== undefined) result = sorted(p, start, result, order, true);
  const keys = cluster ?? distribute;
  if (keys !== undefined) result = repartitioned(p, start, result, keys);
  const local = cluster === undefined ? sort : cluster.map((child) => ascending(p, start, child));
  if (local !== undefined) result = sorted(p, start, result, local, false);
  const windows = windowClause(p);
  if (inPipe) {
    checkPipe(p, clauses, windows !== undefined, {
      "ORDER BY": order,
      "CLUSTER BY": cluster,
      "DISTRIBUTE BY": distribute,
      "SORT BY": sort,
    });
  }
  return limited(p, start, namedWindows(p, start, windows, result));
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
function ascending(p: Parser, start: number, child: Expression): SortOrder {
  return expression<SortOrder>(p, start, { kind: "SortOrder", child, direction: "ascending" });
}
function repartitioned(
  p: Parser,
  start: number,
  input: Relation,
  partitionExpressions: readonly Expression[],
): Relation {
  return relation<RepartitionByExpression>(p, start, { kind: "RepartitionByExpression", input, partitionExpressions });
}

function limited(p: Parser, start: number, input: Relation): Relation {
  let limit: Expression | undefined;
  if (p.accept("LIMIT") && !acceptAll(p)) limit = anyExpression(p);
  let result = input;
  if (p.accept("OFFSET")) {
    const offset = anyExpression(p);
    result = relation<Offset>(p, start, { kind: "Offset", input: result, offset });
  }
  return limit === undefined ? result : relation<Limit>(p, start, { kind: "Limit", input: result, limit });
}
/** `LIMIT ALL`, unless ALL is the beginning of an expression. */
function acceptAll(p: Parser): boolean {
  return !/^[.+*/(%-]$/.test(p.peek()) && p.accept("ALL");
}
