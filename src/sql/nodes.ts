/** Short constructors for the plan nodes SQL gives. Every node is frozen and knows the text it was read from. */
import type { Expression, Literal, LiteralValue, UnresolvedFunction } from "../plan/expression.ts";
import type { Origin } from "../plan/origin.ts";
import type { Relation } from "../plan/relation.ts";
import { BOOLEAN, INT, NULL, STRING, type DataType } from "../types/data-type.ts";

/** What reads tokens and knows their places: the span from token `start` to the last one read. */
export interface Reader {
  origin(start: number): Origin;
}

type WithoutOrigin<T> = T extends unknown ? Omit<T, "origin"> : never;
type WithoutCommon<T> = T extends unknown ? Omit<T, "common"> : never;

/** An expression read from token `start` to the last one. */
export function expression<T extends Expression>(p: Reader, start: number, node: WithoutOrigin<T>): T {
  (node as { origin?: unknown }).origin = p.origin(start);
  return Object.freeze(node) as unknown as T;
}
export function relation<T extends Relation>(p: Reader, start: number, node: WithoutCommon<T>): T {
  (node as { common?: unknown }).common = { origin: p.origin(start) };
  return Object.freeze(node) as unknown as T;
}
export function literal(p: Reader, start: number, value: LiteralValue, dataType: DataType): Literal {
  return expression<Literal>(p, start, { kind: "Literal", value, dataType });
}
export function stringLiteral(p: Reader, start: number, value: string): Literal {
  return literal(p, start, value, STRING);
}
export function intLiteral(p: Reader, start: number, value: number): Literal {
  return literal(p, start, value, INT);
}
export function booleanLiteral(p: Reader, start: number, value: boolean): Literal {
  return literal(p, start, value, BOOLEAN);
}
export function nullLiteral(p: Reader, start: number): Literal {
  return literal(p, start, null, NULL);
}
export function attribute(p: Reader, start: number, nameParts: readonly string[]): Expression {
  return expression(p, start, { kind: "UnresolvedAttribute", nameParts });
}
/** An operator or keyword syntax, never a user's function. */
export function internal(p: Reader, start: number, name: string, args: readonly Expression[]): UnresolvedFunction {
  return expression<UnresolvedFunction>(p, start, {
    kind: "UnresolvedFunction",
    nameParts: [name],
    arguments: args,
    isInternal: true,
  });
}
/** An ordinary call of a function by name. */
export function call(
  p: Reader,
  start: number,
  nameParts: readonly string[],
  args: readonly Expression[],
): UnresolvedFunction {
  return expression<UnresolvedFunction>(p, start, { kind: "UnresolvedFunction", nameParts, arguments: args });
}
export function not(p: Reader, start: number, child: Expression): UnresolvedFunction {
  return internal(p, start, "not", [child]);
}
