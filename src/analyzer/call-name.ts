/** What names of functions can mean besides functions of the registry. */
import { literal } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Expression, UnresolvedFunction } from "../plan/expression.ts";
import { CATALOG } from "../catalog/session-catalog.ts";
import { STRING } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { contextOf, type ExpressionResolver } from "./expression-resolver.ts";

/** A function's name has at most a database and the catalog before it. */
export function checkNamespace(parts: readonly string[]): void {
  const inCatalog = parts[0]?.toLowerCase() === CATALOG;
  if (parts.length <= (inCatalog ? 3 : 2) || parts[0]?.toLowerCase() === "system") return;
  throw new AnalysisException("REQUIRES_SINGLE_PART_NAMESPACE", {
    sessionCatalog: CATALOG,
    identifier: quoteNames(inCatalog ? parts.slice(1) : parts),
  });
}

/** `count(t.*)`, which would count the rows without nulls. */
export function countOf(table: readonly string[]): AnalysisException {
  return new AnalysisException("INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT", { tableName: table.join(".") });
}
/** What an operator's star would stand for is a list, which only constructors of values take. */
export function isConstructor(name: string): boolean {
  return name === "struct" || name === "named_struct" || name === "array" || name === "in";
}
export function starInside(name: string): AnalysisException {
  const prettyName = `expression \`${EXPRESSIONS[name] ?? name}\``;
  return new AnalysisException("INVALID_USAGE_OF_STAR_OR_REGEX", { elem: "'*'", prettyName });
}
const EXPRESSIONS: { readonly [name: string]: string } = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "%": "remainder",
  "==": "equalto",
  "=": "equalto",
  "<=>": "equalnullsafe",
  "<": "lessthan",
  "<=": "lessthanorequal",
  ">": "greaterthan",
  ">=": "greaterthanorequal",
  "!": "not",
  "&": "bitwiseand",
  "|": "bitwiseor",
  "^": "bitwisexor",
  "~": "bitwisenot",
  negative: "unaryminus",
  case: "casewhen",
  when: "casewhen",
};
/** The field that a column becomes in a row constructor. */
export function fieldName(e: TypedExpr): string {
  return e.kind === "Attribute" || e.kind === "Alias" ? e.name : prettyName(e);
}
export function notScalar(name: string): AnalysisException {
  return new AnalysisException("NOT_A_SCALAR_FUNCTION", { functionName: quoteText(name) });
}

export function isVariantField(e: Expression): boolean {
  return e.kind === "UnresolvedFunction" && e.isInternal === true && e.nameParts[0] === VARIANT_FIELD;
}
export const VARIANT_FIELD = "semi_structured_extract";

/** `v:a.b`, the path read already. */
export function variantField(cx: ExpressionResolver, e: UnresolvedFunction): TypedExpr {
  const [variant, path] = e.arguments.map((a) => cx.value(a)) as [TypedExpr, TypedExpr];
  if (variant.dataType.kind !== "variant") {
    throw new AnalysisException("COLUMN_IS_NOT_VARIANT_TYPE", {}, { queryContext: contextOf(e.origin) });
  }
  return cx.call("variant_get", [variant, path, literal("variant", STRING)]);
}
