/** `EXTRACT(YEAR FROM d)`: the fields mean what the dialect says. */
import type { Expression } from "../plan/expression.ts";
import { type AstNode, nodeAt } from "./ast.ts";
import { Call } from "./call.ts";
import { expressionOf } from "./expression.ts";
import { datetimeLiteral } from "./literal.ts";
import type { DialectReader } from "./reader.ts";

export function extract(r: DialectReader, node: AstNode): Expression {
  const start = r.pos;
  const args = nodeAt(node, "args");
  r.expect("EXTRACT", "(");
  const field = r.name().toUpperCase();
  if (args === undefined || String(args.field).toUpperCase() !== field) r.refuse(undefined, start);
  const rule = Object.hasOwn(r.dialect.fields, field) ? r.dialect.fields[field] : undefined;
  if (rule === undefined) return r.refuse("the field", start);
  r.expect("FROM");
  // The tree has the type of a literal apart: `FROM DATE '2020-01-01'`.
  const isTyped = (r.at("DATE") || r.at("TIMESTAMP")) && r.peek().kind === "string";
  const source = isTyped ? datetimeLiteral(r) : expressionOf(r, args?.source);
  r.expect(")");
  return rule(new Call(r, start, "EXTRACT", [source]));
}
