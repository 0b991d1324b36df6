/** Columns picked by a regular expression: `df.colRegex`, and names in backticks where the session asks for it. */
import { CompiledRegex } from "../kernels/java-regex.ts";
import { JavaRegexError } from "../kernels/java-regex-syntax.ts";
import type { Attribute } from "../logical/expression.ts";
import type { Expression } from "../plan/expression.ts";
import { IllegalArgumentException } from "../types/spark-error.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";

type UnresolvedRegex = Extract<Expression, { kind: "UnresolvedRegex" }>;

/** Under `spark.sql.parser.quotedRegexColumnNames` a name in backticks is a pattern. */
export function quotedRegex(cx: ExpressionResolver, e: Expression): UnresolvedRegex | undefined {
  if (e.kind !== "UnresolvedAttribute" || e.planId !== undefined || e.nameParts.length > 2) return undefined;
  if (!cx.analyzer.session.conf.boolean("spark.sql.parser.quotedRegexColumnNames")) return undefined;
  const { sqlText = "", stop = -1 } = e.origin ?? {};
  if (sqlText[stop] !== "`") return undefined;
  return {
    kind: "UnresolvedRegex",
    pattern: e.nameParts.at(-1) as string,
    ...(e.nameParts.length === 2 ? { target: e.nameParts.slice(0, 1) } : {}),
  };
}
export function regexColumns(cx: ExpressionResolver, e: UnresolvedRegex): Attribute[] {
  const pattern = compiled(e.pattern, cx.caseSensitive);
  const { index } = cx.scope;
  return index.attributes.filter(
    (a) => pattern.test(a.name) && (e.target === undefined || index.qualifies(a, e.target)),
  );
}
/** Names match as a whole. */
function compiled(pattern: string, caseSensitive: boolean): CompiledRegex {
  try {
    return new CompiledRegex(`${caseSensitive ? "" : "(?i)"}\\A(?:${pattern})\\z`, false);
  } catch (cause) {
    if (!(cause instanceof JavaRegexError)) throw cause;
    throw new IllegalArgumentException(null, {}, { message: `\`${pattern}\` is no regular expression.`, cause });
  }
}
