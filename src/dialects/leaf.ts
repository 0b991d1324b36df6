/** Operands: columns, literals, CASE, CAST, subqueries, calls. */
import type { Expression, Parameter, SubqueryExpression, UnresolvedStar } from "../plan/expression.ts";
import { attribute, booleanLiteral, expression, internal, nullLiteral } from "../sql/nodes.ts";
import { type AstNode, isNode, nodeAt, nodesAt, subqueryOf, textAt } from "./ast.ts";
import { call } from "./call.ts";
import { castTo } from "./cast.ts";
import { expressionOf } from "./expression.ts";
import { extract } from "./extract.ts";
import { datetimeLiteral, intervalLiteral, numberLiteral, stringConstant } from "./literal.ts";
import { subquery } from "./query.ts";
import type { DialectReader } from "./reader.ts";

export function leaf(r: DialectReader, node: AstNode): Expression {
  const start = r.pos;
  const query = subqueryOf(node);
  if (query !== undefined) {
    const plan = subquery(r, query);
    return expression<SubqueryExpression>(r, start, { kind: "SubqueryExpression", subqueryType: "scalar", plan });
  }
  switch (node.type) {
    case "column_ref":
      return column(r, node);
    case "number":
    case "bigint":
      // A sign that is part of the tree's number is part of the text.
      return numberLiteral(r, start);
    case "single_quote_string":
    case "double_quote_string":
    case "string":
      // Some grammars take a quoted name for a string.
      return r.token.kind === "quoted" ? attribute(r, start, [knownName(r, String(node.value))]) : stringConstant(r);
    case "bool":
      return booleanLiteral(r, start, word(r, "TRUE", "FALSE") === "TRUE");
    case "null":
      word(r, "NULL");
      return nullLiteral(r, start);
    case "date":
    case "timestamp":
    case "datetime":
      return datetimeLiteral(r);
    case "interval":
      return intervalLiteral(r);
    case "case":
      return caseWhen(r, node);
    case "cast":
      return cast(r, node);
    case "extract":
      return extract(r, node);
    case "function":
    case "aggr_func":
    case "window_func":
      return call(r, node);
    case "param":
      return parameter(r);
    case "origin":
      if (r.at("?")) return parameter(r);
      // A unit of time among arguments.
      if (!UNIT.test(r.token.text) || r.token.kind !== "word") return r.refuse();
      return attribute(r, start, [knownName(r, String(node.value))]);
    default:
      return r.refuse();
  }
}

const UNIT = /^(?:YEAR|QUARTER|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)$/;

function word(r: DialectReader, ...words: readonly string[]): string {
  const found = words.find((text) => r.accept(text));
  return found ?? r.refuse();
}

// ---- columns ----
/** The parts of the name as the tree has them. */
function partsOf(node: AstNode): string[] {
  const parts = [node.catalog, node.db, node.schema, node.table, node.column].flatMap((part) => {
    if (part === undefined || part === null || part === "") return [];
    return [isNode(part) ? namePart(part) : String(part)];
  });
  const fields = Array.isArray(node.subFields) ? node.subFields.map(String) : [];
  return [...parts, ...fields];
}
function namePart(part: AstNode): string {
  const inner = nodeAt(part, "expr") ?? part;
  return String(inner.value);
}

/** `a`, `t.a`, `*`, `t.*` */
export function column(r: DialectReader, node: AstNode): Expression {
  const start = r.pos;
  const parts = partsOf(node);
  const isStar = parts.at(-1) === "*" && r.tokens[start]!.kind !== "quoted";
  const names = isStar ? parts.slice(0, -1) : parts;
  const nameParts = names.map((part, i) => {
    if (i > 0) r.expect(".");
    return knownName(r, part);
  });
  if (!isStar) return nameParts.length === 0 ? r.refuse() : attribute(r, start, nameParts);
  if (nameParts.length > 0) r.expect(".");
  r.expect("*");
  return expression<UnresolvedStar>(r, start, {
    kind: "UnresolvedStar",
    ...(nameParts.length === 0 ? {} : { target: nameParts }),
  });
}
/** A name that is in the tree, too. */
export function knownName(r: DialectReader, known: string): string {
  const start = r.pos;
  const name = r.name();
  return name.toLowerCase() === known.toLowerCase() ? name : r.refuse(undefined, start);
}

function parameter(r: DialectReader): Expression {
  const start = r.pos;
  if (r.accept("?")) {
    return expression<Parameter>(r, start, { kind: "Parameter", ordinal: r.ordinals++ });
  }
  r.expect(":");
  const name = r.name();
  return expression<Parameter>(r, start, { kind: "Parameter", name });
}

// ---- CASE and CAST ----
function caseWhen(r: DialectReader, node: AstNode): Expression {
  const start = r.pos;
  r.expect("CASE");
  const given = nodeAt(node, "expr");
  const subject = given === undefined ? undefined : expressionOf(r, given);
  const args: Expression[] = [];
  for (const branch of nodesAt(node, "args")) {
    const at = r.pos;
    if (branch.type === "when") {
      r.expect("WHEN");
      const condition = expressionOf(r, branch.cond);
      args.push(subject === undefined ? condition : internal(r, at, "==", [subject, condition]));
      r.expect("THEN");
    } else r.expect("ELSE");
    args.push(expressionOf(r, branch.result));
  }
  r.expect("END");
  return internal(r, start, "when", args);
}

const TRY_CASTS: ReadonlySet<string> = new Set(["TRY_CAST", "SAFE_CAST"]);
function cast(r: DialectReader, node: AstNode): Expression {
  const start = r.pos;
  const keyword = (textAt(node, "keyword") ?? "").toUpperCase();
  const isTry = TRY_CASTS.has(keyword);
  if (keyword !== "CAST" && !isTry) r.refuse();
  r.expect(keyword, "(");
  const child = expressionOf(r, node.expr);
  r.expect("AS");
  const result = castTo(r, start, child, isTry);
  r.expect(")");
  return result;
}
