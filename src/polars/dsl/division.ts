/** Division of floats, exact to the last bit. */
import { node, type Px, type PxJson } from "../px.ts";
import { P_NULL } from "../polars-type.ts";
import { and, isNotNull, isNull, ternary } from "./core.ts";
import { null as litNull } from "./literal.ts";

/** Always a float; by zero is infinite or NaN. */
export function truediv(a: Px, b: Px): Px {
  const divisor = inEachRow(b, a);
  return node({ BinaryExpr: { left: a.json, op: "TrueDivide", right: divisor.json } }, 2, a, divisor);
}

/**
 * Where the divisor is one value for all rows, a literal or a column made of one, Polars multiplies by its reciprocal, and
 * `111.0 / 10.0` becomes 11.100000000000001. So the value is made a column of as many rows as what it divides.
 */
function inEachRow(value: Px, beside: Px): Px {
  const row = leafOf(beside.json) ?? leafOf(value.json);
  if (row === undefined) return value;
  const leaf = node(row, 1);
  return ternary(and(isNull(leaf), isNotNull(leaf)), litNull(P_NULL), value);
}

/** Functions whose result has the rows of their first input. */
const ROW_BY_ROW: ReadonlySet<PxJson> = new Set(["Abs", "Negate", "Floor", "Ceil", "Exp", "Coalesce", "FillNull"]);

/** A column (or list element) that has as many rows as the expression; undefined where that cannot be told. */
function leafOf(json: PxJson): PxJson | undefined {
  if (json === "Element") return json;
  if (typeof json !== "object" || json === null) return undefined;
  const { Column, BinaryExpr, Cast, Ternary, Function: call } = json as { readonly [kind: string]: Inner | undefined };
  if (Column !== undefined) return json;
  if (BinaryExpr !== undefined) return leafOf(BinaryExpr["left"] ?? null) ?? leafOf(BinaryExpr["right"] ?? null);
  if (Cast !== undefined) return leafOf(Cast["expr"] ?? null);
  if (Ternary !== undefined) return leafOf(Ternary["predicate"] ?? null) ?? leafOf(Ternary["truthy"] ?? null);
  if (call === undefined || !ROW_BY_ROW.has(call["function"] ?? null)) return undefined;
  return leafOf((call["input"] as readonly PxJson[])[0] ?? null);
}
type Inner = { readonly [field: string]: PxJson };
