/** The errors that operators raise on data. */
import type { TypedExpr } from "../logical/expression.ts";
import type { LowerContext, RaiseSite } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";

export const ANSI_CONFIG = '"spark.sql.ansi.enabled"';

/** `function_` is the try_ form that the message recommends, if there is one. */
export function overflowSite(cx: LowerContext, e: TypedExpr, function_ = "", message = "overflow"): RaiseSite {
  const alternative = function_ === "" ? "" : ` Use '${function_}' to tolerate overflow and return NULL instead.`;
  return cx.site(e, () => ({
    condition: "ARITHMETIC_OVERFLOW",
    parameters: { message, alternative, config: ANSI_CONFIG },
  }));
}
export function plainSite(
  cx: LowerContext,
  e: TypedExpr,
  condition: string,
  parameters: { [name: string]: string } = {},
): RaiseSite {
  return cx.site(e, () => ({ condition, parameters }));
}
/** DIVIDE_BY_ZERO or REMAINDER_BY_ZERO. */
export function zeroSite(cx: LowerContext, e: TypedExpr, condition: string): RaiseSite {
  return plainSite(cx, e, condition, { config: ANSI_CONFIG });
}
/** Values for an error, parted by commas. They are null elsewhere before they become texts, which would take most of the time. */
export function valuesWhere(cond: Px, values: readonly Px[]): Px {
  const texts = values.map((x) => px.cast(px.ternary(cond, x, px.lit.null("Null")), "String", "nonstrict"));
  return px.str.concatHorizontal(texts, ",");
}
