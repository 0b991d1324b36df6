/** Whole numbers at fixed places of the grammar (type lengths, bucket counts), where a parameter marker may stand too. */
import type { Parser } from "./parser.ts";

/** The next tokens are a number or a parameter marker. */
export function atInteger(p: Parser): boolean {
  return p.kind === "integer" || p.kind === "?" || p.kind === ":";
}
export function integer(p: Parser): number {
  const start = p.pos;
  if (p.kind === "?" || p.kind === ":") {
    // Such a marker cannot stay in the tree: the value shapes it.
    const name = p.kind === "?" ? `_${p.tokens.starts[start]}` : p.text(start + 1);
    p.pos += p.kind === "?" ? 1 : 2;
    p.reject("UNBOUND_SQL_PARAMETER", { name }, start);
  }
  if (p.kind !== "integer") p.fail();
  p.pos++;
  return Number(p.text(start));
}
