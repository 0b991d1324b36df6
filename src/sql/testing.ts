/** For tests of the parser: trees without the places they were read from. */
import type { Statement } from "../plan/command.ts";
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { parseExpression, parseQuery, parseStatement, type ParserOptions } from "./index.ts";

export function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "origin" && key !== "specOrigin" && key !== "common")
      .map(([key, field]) => [key, bare(field)]),
  );
}
export function expressionOf(sql: string, options?: ParserOptions): Expression {
  return bare(parseExpression(sql, options)) as Expression;
}
export function queryOf(sql: string, options?: ParserOptions): Relation {
  return bare(parseQuery(sql, options)) as Relation;
}
export function statementOf(sql: string, options?: ParserOptions): Statement {
  return bare(parseStatement(sql, options)) as Statement;
}
/** The command of a statement that is one. */
export function commandOf(
  sql: string,
  options?: ParserOptions,
): { readonly kind: string; readonly [key: string]: unknown } {
  const statement = statementOf(sql, options);
  if (statement.kind !== "Command") throw new Error(`a query: ${sql}`);
  return statement.command as unknown as { readonly kind: string };
}
