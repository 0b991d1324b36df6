/** Unresolved expressions as PySpark prints them: `str(col("a") + 1)` is `Column<'+(a, 1)'>`. */
import type { Expression, FrameBound, SortOrder, Window } from "../plan/expression.ts";
import { quoteIfNeeded } from "../types/data-type.ts";
import { literalText } from "./literal-text.ts";

export function expressionText(e: Expression): string {
  switch (e.kind) {
    case "Literal":
      return literalText(e.value, e.dataType);
    case "UnresolvedAttribute":
      return e.nameParts.map(partText).join(".");
    case "UnresolvedStar":
      return e.planId !== undefined ? "resolvedstar()" : [...(e.target ?? []), "*"].join(".");
    case "UnresolvedRegex":
      return "unresolvedregex()";
    case "UnresolvedFunction":
      return functionText(e.nameParts.join("."), e.arguments);
    case "CommonInlineUserDefinedFunction":
      return functionText(e.function.name, e.arguments);
    case "Alias":
      return `${expressionText(e.child)} AS ${e.names.length === 1 ? e.names[0] : `(${e.names.join(", ")})`}`;
    case "Cast":
      return `${e.evalMode === "try" ? "TRY_CAST" : "CAST"}(${expressionText(e.child)} AS ${e.dataType.sql})`;
    case "SortOrder":
      return sortText(e);
    case "LambdaFunction": {
      const names = e.arguments.map((a) => a.nameParts.join("."));
      return `${names.length === 1 ? names[0] : `(${names.join(", ")})`} -> ${expressionText(e.function)}`;
    }
    case "UnresolvedNamedLambdaVariable":
      return e.nameParts.join(".");
    case "Window":
      return `${expressionText(e.windowFunction)} OVER ${windowText(e)}`;
    case "UnresolvedExtractValue":
      return `${expressionText(e.child)}[${expressionText(e.extraction)}]`;
    case "UpdateFields":
      return e.valueExpression === undefined
        ? `drop_field(${expressionText(e.structExpression)}, ${e.fieldName})`
        : `update_field(${expressionText(e.structExpression)}, ${e.fieldName}, ${expressionText(e.valueExpression)})`;
    case "NamedArgument":
      return `${e.key} => ${expressionText(e.value)}`;
    case "SubqueryExpression":
      if (e.subqueryType === "exists") return "EXISTS (subquery)";
      if (e.subqueryType === "in") return `(${(e.inValues ?? []).map(expressionText).join(", ")}) IN (subquery)`;
      return "(subquery)";
    case "ExpressionString":
      return e.expression;
    case "Parameter":
      return e.name === undefined ? "?" : `:${e.name}`;
  }
}

/** A part is quoted only where its text would be read as several. */
function partText(part: string): string {
  return part.includes(".") ? quoteIfNeeded(part) : part;
}

/** What Spark prints by the names its own parser gives them. */
const SHOWN: { readonly [name: string]: string } = { "==": "=", not: "!", isnan: "isNaN", isnull: "isNull" };

function functionText(name: string, args: readonly Expression[]): string {
  if (name === "when") {
    const branches: string[] = [];
    for (let i = 0; i + 1 < args.length; i += 2) {
      branches.push(` WHEN ${expressionText(args[i] as Expression)} THEN ${expressionText(args[i + 1] as Expression)}`);
    }
    const otherwise = args.length % 2 === 1 ? ` ELSE ${expressionText(args.at(-1) as Expression)}` : "";
    return `CASE${branches.join("")}${otherwise} END`;
  }
  return `${SHOWN[name] ?? name}(${args.map(expressionText).join(", ")})`;
}

function sortText(e: SortOrder): string {
  const ascending = e.direction === "ascending";
  const nulls = e.nullOrdering ?? (ascending ? "first" : "last");
  return `${expressionText(e.child)} ${ascending ? "ASC" : "DESC"} NULLS ${nulls.toUpperCase()}`;
}

function windowText(e: Window): string {
  if (e.windowName !== undefined) return e.windowName;
  const parts: string[] = [];
  if (e.partitionSpec.length > 0) parts.push(`PARTITION BY ${e.partitionSpec.map(expressionText).join(", ")}`);
  if (e.orderSpec.length > 0) parts.push(`ORDER BY ${e.orderSpec.map(sortText).join(", ")}`);
  if (e.frame !== undefined) {
    const { type, lower, upper } = e.frame;
    parts.push(`${type === "row" ? "ROWS" : "RANGE"} BETWEEN ${boundText(lower)} AND ${boundText(upper)}`);
  }
  return `(${parts.join(" ")})`;
}

function boundText(bound: FrameBound): string {
  switch (bound.kind) {
    case "unboundedPreceding":
      return "UNBOUNDED PRECEDING";
    case "unboundedFollowing":
      return "UNBOUNDED FOLLOWING";
    case "currentRow":
      return "CURRENT ROW";
    case "offset":
      return expressionText(bound.value);
  }
}
