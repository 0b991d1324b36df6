/** Queries: WITH, set operations and pipe operators over query cores, ORDER BY and LIMIT. */
import type { Relation, SetOperation, SubqueryAlias, ValuesList, WithCTE } from "../plan/relation.ts";
import { anyExpression, atPipe } from "./expression.ts";
import { fromClause } from "./from.ts";
import { hyphenCheckedName, isName, nameList } from "./identifier.ts";
import { integer } from "./integer.ts";
import { atMapParallel, mapParallel } from "./map-parallel.ts";
import { relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { pipeOperator } from "./pipe.ts";
import { rowValues } from "./predicate.ts";
import { queryOrganization } from "./query-organization.ts";
import { namedTable, tableAlias } from "./relation.ts";
import { isSettled, withPlainStrings } from "./settled.ts";
import { STRING } from "../types/data-type.ts";
import { atSelectBody, selectBody, selectQuery } from "./select.ts";
import { subquery } from "./subquery.ts";
import { quoteText } from "../types/name-text.ts";

export function query(p: Parser): Relation {
  const start = p.pos;
  const ctes = p.kind === "WITH" ? withClause(p) : undefined;
  const body = queryOrganization(p, start, queryTerm(p, 0));
  return ctes === undefined ? body : withCtes(p, start, ctes, body);
}

// ---- WITH ----
export type WithClause = Pick<WithCTE, "recursive" | "ctes">;

export function withClause(p: Parser): WithClause {
  const start = p.pos;
  p.expect("WITH");
  const recursive = p.kind === "RECURSIVE" && isName(p, p.peek()) && p.peek() !== "AS";
  if (recursive) p.pos++;
  const ctes = p.list(namedQuery);
  if (!recursive && ctes.some((cte) => cte.maxRecursion !== undefined)) {
    p.defer("_LEGACY_ERROR_TEMP_0035", { message: "MAX RECURSION LEVEL without RECURSIVE" }, start);
  }
  const seen = new Set<string>();
  for (const { name } of ctes) {
    const key = name.toLowerCase();
    if (seen.has(key)) p.defer("DUPLICATED_CTE_NAMES", { duplicateNames: quoteText(name) }, start);
    seen.add(key);
  }
  return { recursive, ctes };
}

/** Under a DEFAULT COLLATION a query of constants alone has plain strings, where nothing in it is to be looked up. */
function namedPlan(p: Parser, renamed: boolean): Relation {
  const plan = subquery(p);
  const text = p.defaultString;
  return text === STRING || renamed || !isSettled(plan) ? plan : withPlainStrings(plan, text);
}
/** `name (a, b) AS (query)` */
function namedQuery(p: Parser): WithCTE["ctes"][number] {
  const start = p.pos;
  const name = hyphenCheckedName(p);
  // `t(a) (SELECT 1)` and `t (SELECT 1)` are both legal.
  const columnAliases = p.kind === "(" ? p.attempt("cte columns", nameList) : undefined;
  const maxRecursion = p.acceptAll("MAX", "RECURSION", "LEVEL") ? integer(p) : undefined;
  p.accept("AS");
  const plan = namedPlan(p, columnAliases !== undefined);
  return {
    name,
    ...(columnAliases === undefined ? {} : { columnAliases }),
    plan,
    ...(maxRecursion === undefined ? {} : { maxRecursion }),
    origin: p.origin(start),
  };
}
export function withCtes(p: Parser, start: number, ctes: WithClause, input: Relation): Relation {
  return relation<WithCTE>(p, start, { kind: "WithCTE", input, ...ctes });
}

// ---- set operations ----
const SET_OPERATORS: { readonly [word: string]: SetOperation["setOpType"] } = {
  UNION: "union",
  INTERSECT: "intersect",
  EXCEPT: "except",
  MINUS: "except",
};
const PIPE = 1;
const UNION = 2;
const INTERSECT = 3;

/** Query cores joined by operators of at least this precedence: INTERSECT, then the other set operators, then `|>`. */
export function queryTerm(p: Parser, minimum: number): Relation {
  const start = p.pos;
  let left = queryPrimary(p);
  for (;;) {
    const operator = SET_OPERATORS[p.kind];
    if (operator !== undefined) {
      const isTighter = operator === "intersect" && p.options.legacySetOperationPrecedence !== true;
      const precedence = isTighter ? INTERSECT : UNION;
      if (precedence < minimum) return left;
      left = setOperation(p, start, left, (inner) => queryTerm(inner, precedence + 1));
    } else if (PIPE >= minimum && atPipe(p)) {
      left = pipeOperator(p, start, left);
    } else return left;
  }
}

export function setOperation(p: Parser, start: number, left: Relation, operand: (p: Parser) => Relation): Relation {
  const setOpType = SET_OPERATORS[p.expectAny("UNION", "INTERSECT", "EXCEPT", "MINUS")]!;
  const quantifier = p.acceptAny("ALL", "DISTINCT");
  const right = operand(p);
  return relation<SetOperation>(p, start, {
    kind: "SetOperation",
    left,
    right,
    setOpType,
    isAll: quantifier === "ALL",
  });
}
export function atSetOperator(p: Parser): boolean {
  return SET_OPERATORS[p.kind] !== undefined;
}

// ---- cores ----
export function queryPrimary(p: Parser): Relation {
  switch (p.kind) {
    case "SELECT":
    case "MAP":
      return p.attempt("map parallel", mapParallel) ?? selectQuery(p);
    case "REDUCE":
      return selectQuery(p);
    case "(":
      // What a parenthesis holds is read once, whoever asks.
      return p.attempt("subquery", subquery) ?? p.fail();
    case "FROM":
      return fromStatement(p);
    case "VALUES":
      return inlineTable(p);
    case "TABLE":
      p.pos++;
      return namedTable(p);
    default:
      return atMapParallel(p) ? mapParallel(p) : p.fail();
  }
}

/** `FROM t SELECT a`, `FROM t` alone, or one FROM for several SELECTs, whose results are put together. */
function fromStatement(p: Parser): Relation {
  const start = p.pos;
  const from = p.attempt("from", fromClause) ?? p.fail();
  if (!atSelectBody(p)) return from;
  let result = selectBody(p, from);
  while (atSelectBody(p)) {
    const right = selectBody(p, from);
    result = relation<SetOperation>(p, start, {
      kind: "SetOperation",
      left: result,
      right,
      setOpType: "union",
      isAll: true,
    });
  }
  return result;
}

/** `VALUES (1, 'a'), (2, 'b') AS t(x, y)` */
export function inlineTable(p: Parser): Relation {
  const start = p.pos;
  p.expect("VALUES");
  const rows = p.list(anyExpression).map((row) => rowValues(row) ?? [row]);
  const values = relation<ValuesList>(p, start, { kind: "ValuesList", rows });
  const alias = tableAlias(p);
  const width = alias?.columnAliases?.length ?? rows[0]!.length;
  rows.forEach((row, rowIndex) => {
    if (row.length === width) return;
    const parameters = { expectedNumCols: `${width}`, actualNumCols: `${row.length}`, rowIndex: `${rowIndex}` };
    p.defer("INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH", parameters, start);
  });
  return alias === undefined
    ? values
    : relation<SubqueryAlias>(p, start, { kind: "SubqueryAlias", input: values, ...alias });
}
