/** Signs of decimals: changing one rounds to 34 digits, for Spark goes by way of a number of that precision. */
import type { Call } from "../logical/expression.ts";
import type { LowerContext } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { DecimalType } from "../types/data-type.ts";
import { unscaledText } from "./decimal-arithmetic.ts";
import { minus } from "./integer-arithmetic.ts";
import { roundedQuotient } from "./rounding.ts";

const DIGITS = 34;
const { i128 } = px.lit;

/** A number of 34 digits as Java writes it. */
function inDigits(text: string): string {
  const [, sign = "", whole = "", rest = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = (whole + rest).padEnd(DIGITS, "0").slice(0, DIGITS);
  if (whole.length > DIGITS) return `${sign}${digits[0]}.${digits.slice(1)}E+${whole.length - 1}`;
  return whole.length === DIGITS ? sign + digits : `${sign}${whole}.${digits.slice(whole.length)}`;
}

/** The value with the other sign. */
export function negateDecimal(x: Px, type: DecimalType, call: Call, cx: LowerContext): Px {
  if (type.precision <= DIGITS) return minus(x, type.precision <= 18 ? "Int64" : "Int128");
  const value = cx.share(x);
  const size = cx.share(px.abs(value));
  let rounded = value;
  for (let dropped = type.precision - DIGITS; dropped > 0; dropped--) {
    const unit = 10n ** BigInt(dropped);
    const candidate = px.mul(roundedQuotient(value, unit, "Int128", "halfEven"), i128(unit));
    rounded =
      dropped === type.precision - DIGITS
        ? candidate
        : px.ternary(px.lt(size, i128(10n ** BigInt(DIGITS + dropped))), candidate, rounded);
  }
  const result = cx.share(minus(px.ternary(px.lt(size, i128(10n ** BigInt(DIGITS))), value, rounded), "Int128"));
  const site = cx.site(call, ([text = ""]) => ({
    condition: "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION",
    parameters: {
      roundedValue: text,
      originalValue: inDigits(text),
      precision: String(type.precision),
      scale: String(type.scale),
    },
  }));
  const tooLarge = px.ge(px.abs(result), i128(10n ** BigInt(type.precision)));
  return cx.raiseIf(tooLarge, site, result, unscaledText(result, type.scale, cx));
}
