/** A query in parentheses, wherever it may stand. */
import type { Relation } from "../plan/relation.ts";
import type { Parser } from "./parser.ts";
import { query } from "./query.ts";

const STARTS: ReadonlySet<string> = new Set(["SELECT", "WITH", "FROM", "VALUES", "TABLE", "MAP", "REDUCE"]);

/** A parenthesis opens here, and the first word inside can begin a query. */
export function atSubquery(p: Parser): boolean {
  if (p.kind !== "(") return false;
  const first = p.pastParentheses(p.pos);
  if (p.kinds[first] === "ident" && p.kinds[first + 1] === "MAP") return true;
  return STARTS.has(p.kinds[first]!) && p.kinds[first + 1] !== "->";
}

/** `( query )`. Call it through `attempt("subquery", ...)` where something else could stand here. */
export function subquery(p: Parser): Relation {
  p.expect("(");
  const result = p.nested(query);
  p.expect(")");
  return result;
}
