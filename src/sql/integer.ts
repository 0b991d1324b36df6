/** Whole numbers at fixed places of the grammar (type lengths, bucket counts); a parameter marker may stand there too. */
import { markerValue } from "./parameter.ts";
import type { Parser } from "./parser.ts";

export function integer(p: Parser): number {
  const start = p.pos;
  if (p.kind === "?" || p.kind === ":") {
    const { value } = markerValue(p);
    if (typeof value === "number" && Number.isInteger(value)) return value;
    if (typeof value === "bigint") return Number(value);
    p.fail(start);
  }
  if (p.kind !== "integer") p.fail();
  p.pos++;
  return Number(p.text(start));
}
