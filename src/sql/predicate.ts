/** What may follow a value in a condition: IS, IN, BETWEEN and the LIKE family; and EXISTS. */
import type { Expression, SubqueryExpression } from "../plan/expression.ts";
import { bangIsNot } from "./data-type.ts";
import { anyExpression, lacksOperand, valueExpression } from "./expression.ts";
import { expression, internal, not, stringLiteral } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { atSubquery, subquery } from "./subquery.ts";
import { stringText } from "./string-literal.ts";

const OPERATORS: ReadonlySet<string> = new Set(["BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE"]);

export function atPredicate(p: Parser): boolean {
  const kind = p.kind;
  if (kind === "IS") return /^(?:NULL|NOT|!|TRUE|FALSE|UNKNOWN|DISTINCT)$/.test(p.peek());
  if (kind === "NOT" || kind === "!") return OPERATORS.has(p.peek());
  return OPERATORS.has(kind) && !lacksOperand(p, 1);
}

/** The place of a condition is that of its words: the value before them is not part of it. */
export function predicate(p: Parser, value: Expression): Expression {
  const start = p.pos;
  if (p.accept("IS")) return is(p, start, value);
  if (p.kind === "!") bangIsNot(p);
  const negated = p.accept("NOT");
  const result = positive(p, start, value, negated);
  return result.negated ? not(p, start, result.node) : result.node;
}

function is(p: Parser, start: number, value: Expression): Expression {
  if (p.kind === "!") bangIsNot(p);
  const negated = p.accept("NOT");
  const what = p.expectAny("NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT");
  if (what === "NULL") return internal(p, start, negated ? "isnotnull" : "isnull", [value]);
  if (what === "DISTINCT") {
    p.expect("FROM");
    const same = internal(p, start, "<=>", [value, valueExpression(p)]);
    return negated ? same : not(p, start, same);
  }
  const test = internal(p, start, `is${what.toLowerCase()}`, [value]);
  return negated ? not(p, start, test) : test;
}

interface Result {
  readonly node: Expression;
  /** NOT is still to be put around it. */
  readonly negated: boolean;
}

function positive(p: Parser, start: number, value: Expression, negated: boolean): Result {
  const operator = p.expectAny("BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE");
  if (operator === "BETWEEN") {
    const low = valueExpression(p);
    p.expect("AND");
    return { node: internal(p, start, "between", [value, low, valueExpression(p)]), negated };
  }
  if (operator === "IN") return { node: inPredicate(p, start, value), negated };
  if (operator === "RLIKE") return { node: internal(p, start, "rlike", [value, valueExpression(p)]), negated };
  const name = operator.toLowerCase();
  const quantifier = p.peek() === "(" ? p.acceptAny("ALL", "ANY", "SOME") : undefined;
  if (quantifier !== undefined) {
    const patterns = patternList(p, start);
    const full = `${negated ? "not" : ""}${name}${quantifier === "ALL" ? "all" : "any"}`;
    return { node: internal(p, start, full, [value, ...patterns]), negated: false };
  }
  const args = [value, valueExpression(p)];
  if (p.kind === "ESCAPE" && !lacksOperand(p, 1)) {
    const at = ++p.pos;
    const escape = stringText(p);
    if ([...escape].length !== 1) p.defer("INVALID_ESC", { invalidEscape: `'${escape}'` }, start);
    args.push(stringLiteral(p, at, escape));
  }
  return { node: internal(p, start, name, args), negated };
}

function patternList(p: Parser, start: number): Expression[] {
  p.expect("(");
  if (p.accept(")")) {
    p.defer("INVALID_SQL_SYNTAX.EMPTY_QUANTIFIED_PATTERN", {}, start);
    return [];
  }
  const patterns = p.list(anyExpression);
  p.expect(")");
  return patterns;
}

function inPredicate(p: Parser, start: number, value: Expression): Expression {
  // Twice in parentheses, a query is one value of a list.
  const items = p.peek() === "(" ? p.attempt("IN list", inList) : undefined;
  if (items !== undefined) return internal(p, start, "in", [value, ...items]);
  if (atSubquery(p)) {
    const plan = p.attempt("subquery", subquery);
    if (plan !== undefined) {
      const inValues = rowValues(value) ?? [value];
      return expression<SubqueryExpression>(p, start, {
        kind: "SubqueryExpression",
        subqueryType: "in",
        plan,
        inValues,
      });
    }
  }
  p.expect("(");
  if (p.accept(")")) {
    p.defer("INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE", {}, start);
    return internal(p, start, "in", [value]);
  }
  p.pos--;
  return internal(p, start, "in", [value, ...inList(p)]);
}
function inList(p: Parser): Expression[] {
  p.expect("(");
  const items = p.list(anyExpression);
  p.expect(")");
  return items;
}

/** The values of a row constructor `(a, b)`, which is written as a `named_struct` of names and values. */
export function rowValues(value: Expression): Expression[] | undefined {
  if (value.kind !== "UnresolvedFunction" || value.isInternal !== true) return undefined;
  if (value.nameParts[0] === "struct") {
    return value.arguments.map((argument) => (argument.kind === "Alias" ? argument.child : argument));
  }
  return value.nameParts[0] === "named_struct" ? value.arguments.filter((_, i) => i % 2 === 1) : undefined;
}

/** `EXISTS (query)`; undefined where EXISTS is a function or a name. */
export function exists(p: Parser): Expression | undefined {
  const start = p.pos;
  if (p.peek() !== "(") return undefined;
  p.pos++;
  const plan = atSubquery(p) ? p.attempt("subquery", subquery) : undefined;
  if (plan === undefined) {
    p.pos = start;
    return undefined;
  }
  return expression<SubqueryExpression>(p, start, { kind: "SubqueryExpression", subqueryType: "exists", plan });
}
