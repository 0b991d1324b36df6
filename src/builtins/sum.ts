/** Sums under Spark's types, exact and checked for overflow. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { LowerContext } from "../logical/function-row.ts";
import { boundedDecimal } from "../logical/coercion.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { P_FLOAT64, P_INT128, P_INT64, P_NULL } from "../polars/polars-type.ts";
import { type DataType, DOUBLE, LONG } from "../types/data-type.ts";

export function sumType([e]: readonly TypedExpr[]): DataType {
  const t = (e as TypedExpr).dataType;
  switch (t.kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
      return LONG;
    case "decimal":
      return boundedDecimal(t.precision + 10, t.scale);
    case "interval_dt":
    case "interval_ym":
      return t;
    default:
      return DOUBLE;
  }
}

function some(x: Px): Px {
  return px.gt(px.agg.count(x), px.lit.u32(0));
}
/** Null for a group without values: Polars' sum of nothing is 0. */
function orNull(x: Px, sum: Px): Px {
  return px.ternary(some(x), sum, px.lit.null(P_NULL));
}
/** A total that may not fit: an error, null (`try_sum`) or, without ANSI, wrapped around. */
function fitted(total: Px, call: Call, cx: LowerContext): Px {
  const interval = call.dataType.kind === "interval_dt" || call.dataType.kind === "interval_ym";
  // Intervals do not wrap around.
  if (call.mode === "ansi" || (interval && call.mode !== "try")) {
    const site = cx.site(call, () => ({
      condition: interval ? "INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION" : "ARITHMETIC_OVERFLOW",
      parameters: interval
        ? { functionName: "`try_add`" }
        : {
            message: "long overflow",
            alternative: " Use 'try_sum' to tolerate overflow and return NULL instead.",
            config: '"spark.sql.ansi.enabled"',
          },
    }));
    return cx.checkedCast(total, call.dataType, site);
  }
  return px.cast(total, physicalType(call.dataType), call.mode === "try" ? "nonstrict" : "overflowing");
}

export function sumOf(x: Px, call: Call, cx: LowerContext): Px {
  const from = (call.args[0] as TypedExpr).dataType;
  switch (from.kind) {
    case "byte":
    case "short":
    case "integer":
      // Four thousand million rows of 32-bit integers stay within 64 bits.
      return orNull(x, px.agg.sum(px.cast(x, P_INT64)));
    case "long":
    case "interval_dt":
    case "interval_ym":
      return orNull(x, fitted(px.agg.sum(px.cast(x, P_INT128)), call, cx));
    case "decimal":
      return orNull(x, decimalSum(x, from.precision, call, cx));
    default:
      return orNull(x, px.agg.sum(px.cast(x, P_FLOAT64)));
  }
}

/** Decimals of up to this many digits add up in 128 bits, whatever their number. */
export const sumScale = 28;
/** An exact total in 128 bits as the sum's type: an error, null or wrapped where it does not fit. */
export function sumFitted(total: Px, call: Call, cx: LowerContext): Px {
  if (call.dataType.kind === "decimal") return px.cast(total, physicalType(call.dataType), "overflowing");
  return fitted(total, call, cx);
}

const BASE = 10n ** 19n;
function decimalSum(x: Px, precision: number, call: Call, cx: LowerContext): Px {
  const wide = px.cast(x, P_INT128);
  if (precision <= sumScale) return px.cast(px.agg.sum(wide), physicalType(call.dataType), "overflowing");
  // Two halves of 19 digits, each summed without overflow; the total is checked against 38 digits.
  const base = px.lit.i128(BASE);
  const high = px.agg.sum(px.floordiv(wide, base));
  const low = px.agg.sum(px.mod(wide, base));
  const carried = px.add(high, px.floordiv(low, base));
  const total = px.add(px.mul(carried, base), px.mod(low, base));
  const limit = px.lit.i128(BASE);
  const outside = px.or(px.ge(carried, limit), px.lt(carried, px.lit.i128(-BASE)));
  if (call.mode !== "ansi") return px.ternary(outside, px.lit.null(P_INT128), total);
  const site = cx.site(call, () => ({
    condition: "ARITHMETIC_OVERFLOW",
    parameters: {
      message: "Overflow in sum of decimals.",
      alternative: " Use 'try_sum' to tolerate overflow and return NULL instead.",
      config: '"spark.sql.ansi.enabled"',
    },
  }));
  return cx.raiseIf(outside, site, total);
}

export function averageOf(x: Px, call: Call, cx: LowerContext): Px {
  const from = (call.args[0] as TypedExpr).dataType;
  if (from.kind === "interval_dt" || from.kind === "interval_ym") {
    // The sum must fit the type too.
    const total = px.cast(fitted(px.agg.sum(px.cast(x, P_INT128)), call, cx), P_INT128);
    const count = px.cast(px.agg.count(x), P_INT128);
    return orNull(x, px.cast(halfUp(total, count), physicalType(call.dataType)));
  }
  return px.agg.mean(px.cast(x, P_FLOAT64));
}
/** Integer division rounding half away from zero; the divisor is positive. */
function halfUp(a: Px, b: Px): Px {
  const two = px.lit.i128(2);
  const magnitude = px.floordiv(px.add(px.mul(px.abs(a), two), b), px.mul(b, two));
  return px.ternary(px.lt(a, px.lit.i128(0)), px.sub(px.lit.i128(0), magnitude), magnitude);
}
