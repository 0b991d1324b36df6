/** Calls: arguments, DISTINCT, WITHIN GROUP, FILTER, IGNORE NULLS, OVER. */
import { STRING } from "../types/data-type.ts";
import type { Expression, NamedArgument, SortOrder, UnresolvedFunction } from "../plan/expression.ts";
import { anyExpression, sortItem } from "./expression.ts";
import { atComputedName, isName, name } from "./identifier.ts";
import { expression, intLiteral } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { atWindow, overWindow } from "./window.ts";

/** `name => value` or a value. */
export function argument(p: Parser): Expression {
  if (!atComputedName(p, 0, "=>") && (p.peek() !== "=>" || !isName(p, p.kind))) return anyExpression(p);
  const start = p.pos;
  const key = name(p);
  p.expect("=>");
  return expression<NamedArgument>(p, start, { kind: "NamedArgument", key, value: anyExpression(p) });
}

type CallParts = { -readonly [K in keyof Omit<UnresolvedFunction, "kind" | "origin">]: UnresolvedFunction[K] };

/** The call of a function whose name is read, from the parenthesis on. `nameExpression` stands for an unknown name. */
export function functionCall(
  p: Parser,
  start: number,
  nameParts: readonly string[],
  nameExpression?: Expression,
): Expression {
  const keyword = p.kinds[p.pos - 1]!;
  p.expect("(");
  const parts: CallParts = { nameParts, arguments: [] };
  if (p.defaultString !== STRING) parts.madeText = p.defaultString;
  if (nameExpression !== undefined) parts.nameExpression = nameExpression;
  if (!p.accept(")")) {
    if ((p.kind === "DISTINCT" || p.kind === "ALL") && !/^[),.[]$/.test(p.peek())) {
      if (p.accept("DISTINCT")) parts.isDistinct = true;
      else p.pos++;
    }
    const args = p.list(argument);
    parts.arguments = args;
    if (p.at("IGNORE", "NULLS", ")") && args.length === 1 && /^(?:FIRST|LAST|ANY_VALUE)$/.test(keyword)) {
      // FIRST(x IGNORE NULLS): nothing may follow this form.
      p.pos += 3;
      parts.ignoreNulls = true;
      return expression<UnresolvedFunction>(p, start, { kind: "UnresolvedFunction", ...parts });
    }
    p.expect(")");
  }
  if (isCountStar(parts)) parts.arguments = [intLiteral(p, start + 2, 1)];
  suffixes(p, parts);
  const result = (): Expression => expression<UnresolvedFunction>(p, start, { kind: "UnresolvedFunction", ...parts });
  return atWindow(p) ? overWindow(p, start, result) : result();
}

function isCountStar({ nameParts, arguments: [first, ...rest], isDistinct }: CallParts): boolean {
  if (nameParts.length !== 1 || nameParts[0]!.toLowerCase() !== "count" || isDistinct === true) return false;
  if (first?.kind !== "UnresolvedStar" || rest.length > 0) return false;
  return first.target === undefined && first.except === undefined;
}

function suffixes(p: Parser, parts: CallParts): void {
  if (p.acceptAll("WITHIN", "GROUP", "(")) {
    p.expect("ORDER", "BY");
    parts.orderings = p.list(sortItem) satisfies SortOrder[];
    p.expect(")");
  }
  if (p.acceptAll("FILTER", "(", "WHERE")) {
    parts.filter = anyExpression(p);
    p.expect(")");
  } else if (p.at("FILTER", "(")) p.fail(p.pos + 2);
  if (p.acceptAll("IGNORE", "NULLS")) parts.ignoreNulls = true;
  else if (p.acceptAll("RESPECT", "NULLS")) parts.ignoreNulls = false;
}
