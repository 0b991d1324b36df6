/** Casts to boolean. */
import { type Cast, invalidInput, nullOf, orFail } from "./context.ts";
import { trimmed } from "../../builtins/text-parts.ts";
import { isString } from "../../logical/coercion.ts";
import { px } from "../../polars/dsl.ts";
import { physicalType } from "../../polars/physical-type.ts";

const TRUE = ["t", "true", "y", "yes", "1"];
const FALSE = ["f", "false", "n", "no", "0"];

export const toBoolean: Cast = (value, c) => {
  if (isString(c.from)) {
    const given = c.cx.share(value);
    const word = c.cx.share(px.str.lowercase(trimmed(given)));
    const isTrue = px.isIn(word, px.lit.values(TRUE, "String"));
    const isFalse = px.isIn(word, px.lit.values(FALSE, "String"));
    const made = px.ternary(isTrue, px.lit.bool(true), px.ternary(isFalse, px.lit.bool(false), nullOf(c.to)));
    return orFail(given, made, c, invalidInput);
  }
  // Without ANSI a date has no truth value, a timestamp is compared with the epoch.
  if (c.from.kind === "date") return px.ternary(px.isNull(value), nullOf(c.to), nullOf(c.to));
  if (c.from.kind === "timestamp") return px.neq(px.cast(value, "Int64"), px.lit.i64(0));
  return px.neq(value, px.cast(px.lit.i8(0), physicalType(c.from)));
};
