/** `IDENTIFIER(expression)`: a name that a constant string gives. */
import { isFoldable } from "../logical/build.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Expression } from "../plan/expression.ts";
import { parseIdentifierParts } from "../sql/index.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer } from "./analyzer.ts";
import { Scope } from "./query-scope.ts";

export function nameOf(cx: Analyzer, e: Expression, scope?: Scope): string[] {
  const resolver = cx.resolver(scope ?? new Scope([], cx.session.conf.caseSensitive));
  if (e.kind === "SubqueryExpression")
    throw new AnalysisException("NOT_A_CONSTANT_STRING.NOT_CONSTANT", { name: "IDENTIFIER", expr: "" });
  const typed = resolver.value(e);
  const fail = (why: string, more: { readonly [name: string]: string } = {}): AnalysisException =>
    new AnalysisException(`NOT_A_CONSTANT_STRING.${why}`, {
      name: "IDENTIFIER",
      expr: `"${prettyName(typed)}"`,
      ...more,
    });
  const constant = resolver.bindContext("identifier").constant(typed);
  if (!isFoldable(typed)) throw fail("NOT_CONSTANT");
  if (typed.dataType.kind !== "string") throw fail("WRONG_TYPE", { dataType: `"${typed.dataType.sql}"` });
  if (constant === undefined) throw fail("NOT_CONSTANT");
  if (constant.value === null) throw fail("NULL");
  return parseIdentifierParts(constant.value as string);
}
