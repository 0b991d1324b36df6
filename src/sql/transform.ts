/** `SELECT TRANSFORM (a, b) USING 'script' AS (c, d)`, also `MAP a USING ...` and `REDUCE a USING ...`. */
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { columnTypes } from "./data-type.ts";
import { anyExpression } from "./expression.ts";
import { hyphenCheckedName } from "./identifier.ts";
import type { Parser } from "./parser.ts";
import { rowFormat } from "./table-clause.ts";
import { stringText } from "./string-literal.ts";
import { unsupportedRelation } from "./unsupported-relation.ts";

interface Transform {
  readonly list: readonly Expression[];
  readonly script: (input: Relation) => Relation;
}

/** The clause up to FROM; undefined where the query is an ordinary SELECT (`transform` is also a function). */
export function transformClause(p: Parser): Transform | undefined {
  if (p.kind === "SELECT" && !(p.peek() === "TRANSFORM" && p.peek(2) === "(")) return undefined;
  return p.attempt("transform", transform);
}

function transform(p: Parser): Transform {
  const start = p.pos;
  const isSelect = p.expectAny("SELECT", "MAP", "REDUCE") === "SELECT";
  if (isSelect) p.expect("TRANSFORM", "(");
  const quantifier = p.acceptAny("ALL", "DISTINCT");
  const list = p.list(anyExpression);
  if (isSelect) p.expect(")");
  rowFormat(p);
  if (p.accept("RECORDWRITER")) stringText(p);
  p.expect("USING");
  stringText(p);
  if (p.accept("AS")) columns(p);
  rowFormat(p);
  if (p.accept("RECORDREADER")) stringText(p);
  if (quantifier !== undefined) p.reject("UNSUPPORTED_FEATURE.TRANSFORM_DISTINCT_ALL", {}, start);
  return { list, script: (input) => unsupportedRelation(p, start, "TRANSFORM", [input]) };
}

/** `(a, b INT)`, the parentheses optional. */
function columns(p: Parser): void {
  const parenthesized = p.accept("(");
  if (p.attempt("transform types", columnTypes) === undefined) p.list(hyphenCheckedName);
  if (parenthesized) p.expect(")");
}
