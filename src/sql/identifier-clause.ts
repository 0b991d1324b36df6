/** `IDENTIFIER(expression)`: a name computed from a string. A literal is resolved here, the rest by the analyzer. */
import type { Expression, UnresolvedAttribute, UnresolvedStar } from "../plan/expression.ts";
import { rememberName } from "../plan/origin.ts";
import { anyExpression } from "./expression.ts";
import { functionCall } from "./function-call.ts";
import { multipartName, name, splitName } from "./identifier.ts";
import { expression, internal } from "./nodes.ts";
import type { Parser } from "./parser.ts";

/** Either the parts of the name, or the expression that gives it. */
export interface NameReference {
  readonly nameParts: readonly string[];
  readonly nameExpression?: Expression;
}

/** The parts a string names. */
export function namedParts(p: Parser, start: number, text: string): string[] {
  const parts = splitName(text);
  if (parts !== undefined) return parts;
  if (text.trim() === "") p.reject("PARSE_EMPTY_STATEMENT", {}, start);
  const hyphened = /^\s*[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)+/.exec(text)?.[0];
  if (hyphened !== undefined) p.reject("INVALID_IDENTIFIER", { ident: hyphened.trim() }, start);
  return p.reject("PARSE_SYNTAX_ERROR", { error: `'${text}'`, hint: "" }, start);
}

function clause(p: Parser): NameReference {
  const start = p.pos;
  p.expect("IDENTIFIER", "(");
  const value = anyExpression(p);
  p.expect(")");
  const text = p.options.identifiers?.get(start) ?? constantText(value);
  return text === undefined ? { nameParts: [], nameExpression: value } : { nameParts: namedParts(p, start, text) };
}

/** A table, function, database or variable by name: `a.b` or `IDENTIFIER(...)`, perhaps with further parts. */
export function nameReference(p: Parser): NameReference {
  if (!p.at("IDENTIFIER", "(")) return { nameParts: multipartName(p) };
  const { nameParts, nameExpression } = clause(p);
  if (nameExpression !== undefined) return { nameParts, nameExpression };
  const rest: string[] = [];
  while (p.accept(".")) rest.push(name(p));
  return { nameParts: [...nameParts, ...rest] };
}

/** The name a command is about. One that must be computed first is noted, and the command is wrapped. */
export function commandName(p: Parser): readonly string[] {
  const start = p.pos;
  const { nameParts, nameExpression } = nameReference(p);
  if (nameExpression === undefined) {
    rememberName(nameParts, p.origin(start));
    return nameParts;
  }
  p.computedNames.set(start, nameExpression);
  return [p.textFrom(start)];
}

/** The clause as an operand: a column, or the function of a call. */
export function identifierClause(p: Parser): Expression {
  const start = p.pos;
  const { nameParts, nameExpression } = clause(p);
  if (nameExpression !== undefined) {
    if (p.kind === "(") return functionCall(p, start, nameParts, nameExpression);
    return internal(p, start, "identifier", [nameExpression]);
  }
  if (p.kind === "(") return functionCall(p, start, nameParts);
  if (p.at(".", "*")) {
    const target = [p.textFrom(start)];
    p.pos += 2;
    return expression<UnresolvedStar>(p, start, { kind: "UnresolvedStar", target });
  }
  return expression<UnresolvedAttribute>(p, start, { kind: "UnresolvedAttribute", nameParts, computed: true });
}

/** The text of a string literal or a concatenation of such. */
export function constantText(value: Expression): string | undefined {
  if (value.kind === "Literal") return typeof value.value === "string" ? value.value : undefined;
  if (value.kind !== "UnresolvedFunction" || value.nameParts.length !== 1) return undefined;
  const name = value.nameParts[0]!.toLowerCase();
  if (name !== "||" && name !== "concat") return undefined;
  let text = "";
  for (const argument of value.arguments) {
    const part = constantText(argument);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}
