/** `PARTITION (a = 1, b)` */
import type { Expression } from "../plan/expression.ts";
import { name } from "./identifier.ts";
import { atInterval, intervalLiteral } from "./interval.ts";
import { attribute } from "./nodes.ts";
import { atNumber } from "./number-literal.ts";
import type { Parser } from "./parser.ts";
import { primary } from "./primary.ts";
import { isStringKind } from "./string-literal.ts";
import { quoteText } from "../types/name-text.ts";

export interface PartitionValue {
  readonly name: string;
  readonly value?: Expression;
}

export function partitionSpec(p: Parser): PartitionValue[] {
  const start = p.pos;
  p.expect("PARTITION");
  const values = p.parenthesized(partitionValue);
  const seen = new Set<string>();
  for (const { name: key } of values) {
    if (seen.has(key.toLowerCase())) p.reject("DUPLICATE_KEY", { keyColumn: quoteText(key) }, start);
    seen.add(key.toLowerCase());
  }
  return values;
}
/** With a value for each column. */
export function fullPartitionSpec(p: Parser): { readonly name: string; readonly value: Expression }[] {
  const start = p.pos;
  return partitionSpec(p).map(({ name: key, value }) => {
    if (value === undefined) {
      p.reject("INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE", { partKey: quoteText(key) }, start);
    }
    return { name: key, value };
  });
}
function partitionValue(p: Parser): PartitionValue {
  const key = name(p);
  if (!p.accept("=")) return { name: key };
  const start = p.pos;
  if (p.accept("DEFAULT")) return { name: key, value: attribute(p, start, ["DEFAULT"]) };
  return { name: key, value: constant(p) };
}

/** A literal; expressions are not taken. */
export function constant(p: Parser): Expression {
  if (atInterval(p)) return intervalLiteral(p);
  const isLiteral =
    atNumber(p) ||
    /^(?:NULL|TRUE|FALSE|string|dstring|\?|:)$/.test(p.kind) ||
    (isStringKind(p, p.peek()) && p.kind !== ",");
  if (!isLiteral) p.fail();
  return primary(p);
}
