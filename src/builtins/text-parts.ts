/** Strings as casts read them. */
import { px, type Px } from "../polars/dsl.ts";

/** White space and control characters at both ends do not count. */
const BLANK: string = `${String.fromCharCode(...Array.from({ length: 33 }, (_, i) => i))}\x7f`;
export function trimmed(value: Px): Px {
  return px.str.stripChars(value, px.lit.str(BLANK));
}
export function joined(...parts: readonly (Px | string)[]): Px {
  return px.str.concatHorizontal(parts.map((p) => (typeof p === "string" ? px.lit.str(p) : p)));
}
/** An integer of at least two digits (its sign aside: it must not be negative). */
export function twoDigits(value: Px): Px {
  return px.str.padStart(px.cast(value, "String"), px.lit.u32(2), "0");
}
