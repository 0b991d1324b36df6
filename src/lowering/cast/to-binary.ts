/** Casts to binary: UTF-8 of strings, big-endian bytes of integers. */
import type { Cast } from "./context.ts";
import { px, type Px } from "../../polars/dsl.ts";
import { isString } from "../../logical/coercion.ts";

const BYTES: { readonly [kind: string]: number } = { byte: 1, short: 2, integer: 4, long: 8 };

export const toBinary: Cast = (value, c) => {
  if (isString(c.from)) return px.cast(value, "Binary");
  const size = BYTES[c.from.kind] ?? 8;
  const given = c.cx.share(px.reinterpret(px.cast(value, "Int64"), "UInt64"));
  const hex: Px[] = [];
  for (let i = size - 1; i >= 0; i--) {
    const byte = px.and(px.floordiv(given, px.lit.u64(1n << BigInt(8 * i))), px.lit.u64(255));
    const high = px.floordiv(byte, px.lit.u64(16));
    hex.push(hexDigit(high), hexDigit(px.and(byte, px.lit.u64(15))));
  }
  return px.str.hexDecode(px.str.concatHorizontal(hex), true);
};
function hexDigit(nibble: Px): Px {
  return px.str.slice(px.lit.str("0123456789abcdef"), px.cast(nibble, "Int64"), px.lit.u64(1));
}
