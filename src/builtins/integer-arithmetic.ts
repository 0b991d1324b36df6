/**
 * Arithmetic of integers and floats on Polars, with Java's meaning: overflow is an error (ANSI), null (try) or wraps;
 * division and remainder cut towards zero, where Polars rounds down.
 */
import { overflowSite, plainSite, valuesWhere, zeroSite } from "./raise-sites.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { LowerContext } from "../logical/function-row.ts";
import { physicalType } from "../polars/physical-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import { type DataType, INT, LONG } from "../types/data-type.ts";

const TRY_NAME: { readonly [op: string]: string } = {
  "+": "try_add",
  "-": "try_subtract",
  "*": "try_multiply",
  div: "try_divide",
};
/** The integer type that holds any sum or product of two values of the type. */
function widerOf(t: DataType): PolarsType {
  switch (t.kind) {
    case "byte":
    case "short":
      return "Int32";
    case "integer":
    case "interval_ym":
      return "Int64";
    default:
      return "Int128";
  }
}
function combine(op: string, a: Px, b: Px): Px {
  return op === "+" ? px.add(a, b) : op === "-" ? px.sub(a, b) : px.mul(a, b);
}
export function intLiteral(value: number | bigint, type: PolarsType): Px {
  switch (type) {
    case "Int8":
      return px.lit.i8(Number(value));
    case "Int16":
      return px.lit.i16(Number(value));
    case "Int32":
      return px.lit.i32(Number(value));
    case "Int128":
      return px.lit.i128(value);
    default:
      return px.lit.i64(value);
  }
}
/** The value of a constant integral operand. */
export function literalInteger(e: TypedExpr | undefined): bigint | undefined {
  if (e?.kind === "Cast") return literalInteger(e.child);
  if (e?.kind !== "Literal" || e.value === null) return undefined;
  return typeof e.value === "number" && Number.isInteger(e.value)
    ? BigInt(e.value)
    : typeof e.value === "bigint" && e.dataType.kind === "long"
      ? e.value
      : undefined;
}

/** Towards zero, for a divisor that is not zero. `divisor`: its value where it is constant. */
export function truncatingDiv(a: Px, b: Px, type: PolarsType, cx: LowerContext, divisor?: bigint): Px {
  const n = cx.share(a);
  const zero = intLiteral(0, type);
  if (divisor !== undefined && divisor > 0n) {
    if (divisor === 1n) return n;
    const up = px.floordiv(px.add(n, intLiteral(divisor - 1n, type)), b);
    return px.ternary(px.lt(n, zero), up, px.floordiv(n, b));
  }
  const d = cx.share(b);
  const down = cx.share(px.floordiv(n, d));
  const inexact = px.neq(px.mul(down, d), n);
  const opposite = px.neq(px.lt(n, zero), px.lt(d, zero));
  return px.ternary(px.and(inexact, opposite), px.add(down, intLiteral(1, type)), down);
}
/** With the sign of the dividend; null where the divisor is zero. */
export function truncatingRem(a: Px, b: Px, type: PolarsType, cx: LowerContext, divisor?: bigint): Px {
  const n = cx.share(a);
  const d = divisor === undefined ? cx.share(b) : b;
  const zero = intLiteral(0, type);
  const r = cx.share(px.mod(n, d));
  const opposite =
    divisor === undefined ? px.neq(px.lt(n, zero), px.lt(d, zero)) : divisor > 0n ? px.lt(n, zero) : px.gt(n, zero);
  return px.ternary(px.and(px.neq(r, zero), opposite), px.sub(r, d), r);
}

/** Wraps a division so that a zero divisor is an error or null; `divide` sees a divisor that is safe to use. */
export function guardZero(
  a: Px,
  b: Px,
  zero: Px,
  call: Call,
  cx: LowerContext,
  condition: string,
  divide: (a: Px, b: Px) => Px,
): Px {
  const [n, d] = [cx.share(a), cx.share(b)];
  const isZero = px.eq(d, zero);
  if (call.mode === "ansi") {
    // A null dividend is null before Spark looks at the divisor's value.
    const at = (call.args[0] as TypedExpr).nullable ? px.and(isZero, px.isNotNull(n)) : isZero;
    return cx.raiseIf(at, zeroSite(cx, call, condition), divide(n, d));
  }
  const result = divide(n, d);
  return px.ternary(isZero, px.lit.null("Null"), result);
}

export function lowerIntegerOp(op: string, a: Px, b: Px, call: Call, cx: LowerContext): Px {
  const type = (call.args[0] as TypedExpr).dataType;
  switch (op) {
    case "+":
    case "-":
    case "*":
      return checkedCombine(op, a, b, type, call, cx);
    case "div":
      return integerDiv(a, b, type, call, cx);
    default:
      return integerRemainder(op, a, b, type, call, cx);
  }
}

export function checkedCombine(op: string, a: Px, b: Px, type: DataType, call: Call, cx: LowerContext): Px {
  if (call.mode === "legacy") return combine(op, a, b);
  const wide = widerOf(type);
  const value = combine(op, px.cast(a, wide), px.cast(b, wide));
  const target = physicalType(type);
  if (call.mode === "try") return px.cast(value, target, "nonstrict");
  if (type.kind !== "byte" && type.kind !== "short") {
    return cx.checkedCast(value, type, overflowSite(cx, call, TRY_NAME[op]));
  }
  // The message about small integers names both operands.
  const [l, r, v] = [cx.share(a), cx.share(b), cx.share(value)];
  const bound = type.kind === "byte" ? 128 : 32768;
  const outside = px.or(px.lt(v, px.lit.i32(-bound)), px.ge(v, px.lit.i32(bound)));
  const site = cx.site(call, ([values = ""]) => {
    const [value1 = "", value2 = ""] = values.split(",");
    return {
      condition: "BINARY_ARITHMETIC_OVERFLOW",
      parameters: { value1: `${value1}S`, symbol: op, value2: `${value2}S`, functionName: `\`${TRY_NAME[op]}\`` },
    };
  });
  return cx.raiseIf(outside, site, px.cast(v, target, "overflowing"), valuesWhere(outside, [l, r]));
}

function integerDiv(a: Px, b: Px, type: DataType, call: Call, cx: LowerContext): Px {
  const physical = physicalType(type);
  const divisor = literalInteger(call.args[1]);
  if (divisor !== undefined && divisor > 0n) return px.cast(truncatingDiv(a, b, physical, cx, divisor), "Int64");
  const divide = (n: Px, d: Px): Px => {
    const q = truncatingDiv(n, d, physical, cx);
    if (physical !== "Int64" || call.mode === "legacy") return px.cast(q, "Int64");
    const overflows = px.and(px.eq(d, px.lit.i64(-1)), px.eq(n, px.lit.i64(-9223372036854775808n)));
    if (call.mode === "try") return px.ternary(overflows, px.lit.null("Null"), q);
    const message = type.kind === "long" ? "Overflow in integral divide" : "overflow";
    return cx.raiseIf(overflows, overflowSite(cx, call, "try_divide", message), q);
  };
  return guardZero(a, b, intLiteral(0, physical), call, cx, "DIVIDE_BY_ZERO", divide);
}

function integerRemainder(op: string, a: Px, b: Px, type: DataType, call: Call, cx: LowerContext): Px {
  const physical = physicalType(type);
  const divisor = literalInteger(call.args[1]);
  const remainder = (n: Px, d: Px): Px => {
    const constant = divisor === undefined || divisor === 0n ? undefined : divisor;
    const r = truncatingRem(n, d, physical, cx, constant);
    if (op !== "pmod") return r;
    // Java's rule: a negative remainder has the divisor added once, and its remainder taken again.
    const shared = cx.share(r);
    const isNegative = px.lt(shared, intLiteral(0, physical));
    if (physical !== "Int8" && physical !== "Int16") {
      return px.ternary(isNegative, truncatingRem(px.add(shared, d), d, physical, cx, constant), shared);
    }
    // The sum of bytes is an int.
    const [wide, by] = [px.cast(shared, "Int32"), px.cast(d, "Int32")];
    const again = truncatingRem(px.add(wide, by), by, "Int32", cx, constant);
    return px.ternary(isNegative, px.cast(again, physical), shared);
  };
  if (divisor !== undefined && divisor !== 0n) return remainder(cx.share(a), b);
  return guardZero(a, b, intLiteral(0, physical), call, cx, "REMAINDER_BY_ZERO", remainder);
}

/** Floats and doubles. */
export function lowerRealOp(op: string, a: Px, b: Px, call: Call, cx: LowerContext): Px {
  const type = (call.args[0] as TypedExpr).dataType;
  if (op === "+" || op === "-" || op === "*") return combine(op, a, b);
  const zero = type.kind === "float" ? px.lit.f32(0) : px.lit.f64(0);
  const condition = op === "/" ? "DIVIDE_BY_ZERO" : "REMAINDER_BY_ZERO";
  const constant = realLiteral(call.args[1]);
  const compute = (n: Px, d: Px): Px => {
    if (op === "/") return px.truediv(n, d);
    // Polars computes n - d * floor(n / d), which loses digits; Java's remainder is exact.
    return cx.kernel(op === "pmod" ? "real_pmod" : "real_remainder", [n, d], type);
  };
  if (constant !== undefined && constant !== 0) return compute(a, b);
  return guardZero(a, b, zero, call, cx, condition, compute);
}
function realLiteral(e: TypedExpr | undefined): number | undefined {
  if (e?.kind === "Cast") {
    const value = e.child.kind === "Literal" ? e.child.value : null;
    return typeof value === "number"
      ? value
      : typeof value === "bigint" && e.child.dataType.kind === "long"
        ? Number(value)
        : undefined;
  }
  return e?.kind === "Literal" && typeof e.value === "number" ? e.value : undefined;
}

/** The engine has no negation of 128-bit integers. */
export function minus(x: Px, type: PolarsType): Px {
  return type === "Int128" ? px.sub(px.lit.i128(0), x) : px.neg(x);
}
/** The unary minus of any type that has one. */
export function negateInteger(x: Px, call: Call, cx: LowerContext): Px {
  const type = call.dataType;
  switch (type.kind) {
    case "float":
    case "double":
      return px.neg(x);
    case "interval": {
      const given = cx.share(x);
      const parts = (["f0", "f1", "f2"] as const).map((f): [string, Px] => {
        const part = f === "f2" ? LONG : INT;
        const wide = widerOf(part);
        const value = minus(px.cast(px.struct.fieldByName(given, f), wide), wide);
        if (call.mode === "ansi") return [f, cx.checkedCast(value, part, overflowSite(cx, call))];
        return [f, px.cast(value, physicalType(part), "overflowing")];
      });
      return px.ternary(px.isNull(given), px.lit.null("Null"), px.struct.of(parts));
    }
    default: {
      if (call.mode === "legacy" && type.kind !== "interval_dt" && type.kind !== "interval_ym") return px.neg(x);
      const value = minus(px.cast(x, widerOf(type)), widerOf(type));
      const interval = type.kind === "interval_dt" || type.kind === "interval_ym";
      if (call.mode === "try") return px.cast(value, physicalType(type), "nonstrict");
      if (!interval || call.fn.name === "abs") return cx.checkedCast(value, type, overflowSite(cx, call));
      return cx.checkedCast(value, type, plainSite(cx, call, "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION"));
    }
  }
}
