/** The operands of operators: literals, names, calls, parentheses; and what is written right behind them. */
import type {
  Alias,
  Cast,
  Expression,
  LambdaFunction,
  SubqueryExpression,
  UnresolvedExtractValue,
  UnresolvedNamedLambdaVariable,
  UnresolvedStar,
} from "../plan/expression.ts";
import { castType } from "./data-type.ts";
import { anyExpression, namedExpression, valueExpression } from "./expression.ts";
import { functionCall } from "./function-call.ts";
import { identifierClause } from "./identifier-clause.ts";
import { atComputedName, isName, multipartName, name, plainName, startsClause } from "./identifier.ts";
import { atInterval, intervalLiteral } from "./interval.ts";
import { stringConstant, typedLiteral } from "./literal.ts";
import { attribute, booleanLiteral, expression, internal, nullLiteral, stringLiteral } from "./nodes.ts";
import { NUMBER_KINDS, numberLiteral } from "./number-literal.ts";
import { parameter } from "./parameter.ts";
import type { Parser } from "./parser.ts";
import { SPECIAL_FORMS } from "./special-form.ts";
import { atString, isStringKind, stringText } from "./string-literal.ts";
import { atSubquery, subquery } from "./subquery.ts";

export function primary(p: Parser): Expression {
  const start = p.pos;
  let node = operand(p);
  for (;;) {
    switch (p.kind) {
      case "[": {
        p.pos++;
        const extraction = valueExpression(p);
        p.expect("]");
        node = extract(p, start, node, extraction);
        break;
      }
      case ".": {
        if (!isName(p, p.peek())) return node;
        const at = ++p.pos;
        node = extract(p, start, node, stringLiteral(p, at, name(p)));
        break;
      }
      case "::":
        p.pos++;
        node = expression<Cast>(p, start, { kind: "Cast", child: node, dataType: castType(p) });
        break;
      case ":":
        node = semiStructured(p, start, node);
        break;
      case "COLLATE": {
        if (!isName(p, p.peek()) || startsClause(p, 1)) return node;
        const at = ++p.pos;
        const parts = multipartName(p);
        node = internal(p, start, "collate", [node, stringLiteral(p, at, parts.join("."))]);
        break;
      }
      default:
        return node;
    }
  }
}

function extract(p: Parser, start: number, child: Expression, extraction: Expression): Expression {
  return expression<UnresolvedExtractValue>(p, start, { kind: "UnresolvedExtractValue", child, extraction });
}

function operand(p: Parser): Expression {
  const kind = p.kind;
  const start = p.pos;
  if (kind === "ident" || kind === "bident") return nameOrCall(p);
  if (NUMBER_KINDS.has(kind)) return numberLiteral(p);
  switch (kind) {
    case "string":
      return stringConstant(p);
    case "dstring":
      return atString(p) ? stringConstant(p) : nameOrCall(p);
    case "(":
      return parentheses(p);
    case "-":
      return numberLiteral(p);
    case "*":
      p.pos++;
      return star(p, start);
    case "?":
    case ":":
      return parameter(p);
    case "NULL":
    case "TRUE":
    case "FALSE":
      if (p.peek() === "(" || p.peek() === "->" || isStringKind(p, p.peek())) break;
      p.pos++;
      return kind === "NULL" ? nullLiteral(p, start) : booleanLiteral(p, start, kind === "TRUE");
    case "INTERVAL":
      if (atInterval(p)) return intervalLiteral(p);
      break;
    case "IDENTIFIER":
      if (p.peek() !== "(") break;
      if (atComputedName(p, 0, "->")) return lambda(p);
      return p.attempt("identifier", identifierClause) ?? nameOrCall(p);
    default: {
      const form = SPECIAL_FORMS.get(kind);
      const result = form === undefined ? undefined : form(p);
      if (result !== undefined) return result;
    }
  }
  return nameOrCall(p);
}

/** `*` or `t.*`, the star read; perhaps with columns left out. */
function star(p: Parser, start: number, target?: readonly string[]): Expression {
  const except = p.at("EXCEPT", "(") ? p.attempt("except", exceptList) : undefined;
  return expression<UnresolvedStar>(p, start, {
    kind: "UnresolvedStar",
    ...(target === undefined ? {} : { target }),
    ...(except === undefined ? {} : { except }),
  });
}
function exceptList(p: Parser): string[][] {
  p.expect("EXCEPT");
  return p.parenthesized(multipartName);
}

/** A name of one or more parts, and what only a name can begin: a typed literal, a lambda, a call, `t.*`. */
export function nameOrCall(p: Parser): Expression {
  const start = p.pos;
  const kind = p.kind;
  if (!isName(p, kind)) p.fail();
  const next = p.peek();
  if (next === "->") return lambda(p);
  if (isStringKind(p, next)) return typedLiteral(p);
  // A name before quotes is a type's, whatever the quotes mean: no alias.
  if (next === "dstring") p.fail(p.pos + 1);
  const parts = [plainName(p)];
  while (p.kind === ".") {
    if (p.peek() === "*") {
      p.pos += 2;
      return star(p, start, parts);
    }
    if (!isName(p, p.peek())) break;
    p.pos++;
    parts.push(plainName(p));
  }
  if (p.kind === "(") return functionCall(p, start, parts);
  return attribute(p, start, parts);
}

/** `x -> e` */
function lambda(p: Parser): Expression {
  const start = p.pos;
  const argument = lambdaVariable(p);
  return lambdaBody(p, start, [argument]);
}
function lambdaVariable(p: Parser): UnresolvedNamedLambdaVariable {
  const start = p.pos;
  const nameParts = [name(p)];
  return expression<UnresolvedNamedLambdaVariable>(p, start, { kind: "UnresolvedNamedLambdaVariable", nameParts });
}
function lambdaBody(p: Parser, start: number, args: readonly UnresolvedNamedLambdaVariable[]): Expression {
  p.expect("->");
  const body = anyExpression(p);
  return expression<LambdaFunction>(p, start, { kind: "LambdaFunction", function: body, arguments: args });
}
/** `(x, y) ->` */
function atLambdaParameters(p: Parser): boolean {
  if (p.peek(2) !== ",") return false;
  let i = 1;
  while (isName(p, p.peek(i)) && p.peek(i + 1) === ",") i += 2;
  return isName(p, p.peek(i)) && p.peek(i + 1) === ")" && p.peek(i + 2) === "->";
}

function parentheses(p: Parser): Expression {
  const start = p.pos;
  if (atLambdaParameters(p)) {
    const args = p.parenthesized(lambdaVariable);
    return lambdaBody(p, start, args);
  }
  if (atSubquery(p)) {
    const plan = p.attempt("subquery", subquery);
    if (plan !== undefined) {
      return expression<SubqueryExpression>(p, start, { kind: "SubqueryExpression", subqueryType: "scalar", plan });
    }
  }
  p.expect("(");
  const items = p.list(namedExpression);
  const [first] = items as [Expression];
  if (items.length === 1) {
    // Only a row's items may have aliases.
    if (first.kind === "Alias" && p.kinds[p.pos - 1] !== "]" && !isSemiStructured(first)) p.fail(p.pos - 1);
    p.expect(")");
    return first;
  }
  p.expect(")");
  return row(p, start, items);
}
function isSemiStructured(alias: Alias): boolean {
  return alias.child.kind === "UnresolvedFunction" && alias.child.nameParts[0] === "semi_structured_extract";
}

/** `(a, b + 1)` as the struct with fields a and col2. */
function row(p: Parser, start: number, items: readonly Expression[]): Expression {
  const args = items.flatMap((item, i) => {
    if (item.kind === "Alias") return [stringLiteral(p, start, item.names[0]!), item.child];
    const field = item.kind === "UnresolvedAttribute" ? item.nameParts.at(-1)! : `col${i + 1}`;
    return [stringLiteral(p, start, field), item];
  });
  return internal(p, start, "named_struct", args);
}

/** `a:b.c[0]['d']`: a path into a variant, named by its last field. */
function semiStructured(p: Parser, start: number, child: Expression): Expression {
  p.expect(":");
  const pathStart = p.pos;
  let path = "$";
  let last: string | undefined;
  const bracket = (): void => {
    p.expect("[");
    if (atString(p)) {
      last = stringText(p);
      path += `['${last}']`;
    } else if (p.kind === "integer") {
      path += `[${p.text()}]`;
      p.pos++;
    } else {
      p.fail();
    }
    p.expect("]");
  };
  const field = (): void => {
    last = name(p);
    path += `.${last}`;
  };
  if (p.kind === "[") bracket();
  else field();
  for (;;) {
    if (p.kind === "[") bracket();
    else if (p.kind === "." && isName(p, p.peek())) {
      p.pos++;
      field();
    } else break;
  }
  const call = internal(p, start, "semi_structured_extract", [child, stringLiteral(p, pathStart, path)]);
  if (last === undefined) return call;
  return expression<Alias>(p, start, { kind: "Alias", child: call, names: [last] });
}
