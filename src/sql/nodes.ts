/** Short constructors for the plan nodes SQL gives. Every node is frozen and knows the text it was read from. */
import type { Expression, Literal, LiteralValue, UnresolvedFunction } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { BOOLEAN, INT, NULL, STRING, type DataType } from "../types/data-type.ts";
import type { Parser } from "./parser.ts";

type WithoutOrigin<T> = T extends unknown ? Omit<T, "origin"> : never;
type WithoutCommon<T> = T extends unknown ? Omit<T, "common"> : never;

/** An expression read from token `start` to the last one. */
export function expression<T extends Expression>(p: Parser, start: number, node: WithoutOrigin<T>): T {
  (node as { origin?: unknown }).origin = p.origin(start);
  return Object.freeze(node) as unknown as T;
}
export function relation<T extends Relation>(p: Parser, start: number, node: WithoutCommon<T>): T {
  (node as { common?: unknown }).common = { origin: p.origin(start) };
  return Object.freeze(node) as unknown as T;
}
export function literal(p: Parser, start: number, value: LiteralValue, dataType: DataType): Literal {
  return expression<Literal>(p, start, { kind: "Literal", value, dataType });
}
export function stringLiteral(p: Parser, start: number, value: string): Literal {
  return literal(p, start, value, STRING);
}
export function intLiteral(p: Parser, start: number, value: number): Literal {
  return literal(p, start, value, INT);
}
export function booleanLiteral(p: Parser, start: number, value: boolean): Literal {
  return literal(p, start, value, BOOLEAN);
}
export function nullLiteral(p: Parser, start: number): Literal {
  return literal(p, start, null, NULL);
}
export function attribute(p: Parser, start: number, nameParts: readonly string[]): Expression {
  return expression(p, start, { kind: "UnresolvedAttribute", nameParts });
}
/** An operator or keyword syntax, never a user's function. */
export function internal(p: Parser, start: number, name: string, args: readonly Expression[]): UnresolvedFunction {
  return expression<UnresolvedFunction>(p, start, {
    kind: "UnresolvedFunction",
    nameParts: [name],
    arguments: args,
    isInternal: true,
  });
}
/** An ordinary call of a function by name. */
export function call(
  p: Parser,
  start: number,
  nameParts: readonly string[],
  args: readonly Expression[],
): UnresolvedFunction {
  return expression<UnresolvedFunction>(p, start, { kind: "UnresolvedFunction", nameParts, arguments: args });
}
export function not(p: Parser, start: number, child: Expression): UnresolvedFunction {
  return internal(p, start, "not", [child]);
}
