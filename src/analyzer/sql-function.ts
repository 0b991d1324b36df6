/** Functions that the session defines in SQL text. */
import type { TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import type { UnresolvedFunction } from "../plan/expression.ts";
import type { TableValuedFunction } from "../plan/relation.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";

export function expandSqlFunction(
  cx: Analyzer,
  e: UnresolvedFunction,
  resolver: ExpressionResolver,
): TypedExpr | undefined {
  void cx;
  void e;
  void resolver;
  return undefined;
}
export function expandTableFunction(cx: Analyzer, rel: TableValuedFunction, env: Env): Logical | undefined {
  void cx;
  void rel;
  void env;
  return undefined;
}
