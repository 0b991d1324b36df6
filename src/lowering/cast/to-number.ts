/** Casts to integers, float and double. */
import { castOverflow, type Cast, type CastContext, invalidInput, nullOf, orFail } from "./context.ts";
import { HEX_REAL_PATTERN, hexRealOf } from "../../kernels/hex-real.ts";
import { trimmed } from "../../builtins/text-parts.ts";
import { truncatingDiv } from "../../builtins/integer-arithmetic.ts";
import { isIntegral, isString } from "../../logical/coercion.ts";
import type { RaiseSite } from "../../logical/function-row.ts";
import { px, type Px } from "../../polars/dsl.ts";
import { type SparkError, unsupported } from "../../types/spark-error.ts";
import { physicalType } from "../../polars/physical-type.ts";
import type { PolarsType } from "../../polars/polars-type.ts";
import type { DecimalType } from "../../types/data-type.ts";
import { unscaledText } from "../../builtins/decimal-arithmetic.ts";

const WIDTH: { readonly [kind: string]: number } = { byte: 8, short: 16, integer: 32, long: 64 };
const DAY_TIME_UNIT: readonly bigint[] = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];

export const toInteger: Cast = (value, c) => {
  const { from } = c;
  const target = physicalType(c.to);
  if (isString(from)) return integerOfText(value, target, c);
  switch (from.kind) {
    case "boolean":
      return px.cast(value, target);
    case "byte":
    case "short":
    case "integer":
    case "long":
      return narrowed(value, value, c);
    case "float":
    case "double":
      return integerOfReal(value, target, c);
    case "decimal": {
      const type = physicalType(from);
      const unit = 10n ** BigInt(from.scale);
      const given = c.cx.share(value);
      const whole = from.scale === 0 ? given : truncatingDiv(given, literal(unit, type), type, c.cx, unit);
      return narrowed(given, whole, c);
    }
    case "timestamp": {
      const given = c.cx.share(value);
      const seconds = px.floordiv(px.cast(given, "Int64"), px.lit.i64(1_000_000n));
      // Without ANSI a timestamp that does not fit is null, unlike a number.
      return c.mode === "legacy" ? px.cast(seconds, target, "nonstrict") : narrowed(given, seconds, c);
    }
    case "time": {
      const given = c.cx.share(value);
      const seconds = px.floordiv(given, px.lit.i64(1_000_000_000n));
      return c.mode === "legacy" ? px.cast(seconds, target, "nonstrict") : narrowed(given, seconds, c);
    }
    case "interval_dt": {
      const given = c.cx.share(value);
      const unit = DAY_TIME_UNIT[from.endField] as bigint;
      return narrowed(given, truncatingDiv(given, px.lit.i64(unit), "Int64", c.cx, unit), c, true);
    }
    case "interval_ym": {
      const given = c.cx.share(value);
      const units = from.endField === 0 ? truncatingDiv(given, px.lit.i32(12), "Int32", c.cx, 12n) : given;
      return narrowed(given, units, c, true);
    }
    default:
      return nullOf(c.to);
  }
};
function literal(value: bigint, type: PolarsType): Px {
  return type === "Int128" ? px.lit.i128(value) : px.lit.i64(value);
}

/** An integer in a type that may be narrower; `always` raises in every mode but try. */
function narrowed(given: Px, whole: Px, c: CastContext, always = false): Px {
  const target = physicalType(c.to);
  const fits = (WIDTH[c.from.kind] ?? 65) <= (WIDTH[c.to.kind] ?? 0);
  if (fits) return px.cast(whole, target);
  if (c.mode === "try") return px.cast(whole, target, "nonstrict");
  if (c.mode === "legacy" && !always) return px.cast(whole, target, "overflowing");
  if (isIntegral(c.from)) return c.cx.checkedCast(whole, c.to, castOverflow(c));
  // The message shows the value itself, not its whole part.
  const made = c.cx.share(px.cast(whole, target, "nonstrict"));
  return orFail(given, made, { ...c, mode: "ansi" }, castOverflow);
}

function integerOfText(value: Px, target: PolarsType, c: CastContext): Px {
  const given = c.cx.share(value);
  const text = trimmed(given);
  if (c.mode === "legacy") {
    // A fraction is read and dropped: "1.9" is 1, "." is 0.
    const pattern = px.lit.str("^([+-]?)([0-9]*)(?:\\.[0-9]*)?$");
    const trimmedText = c.cx.share(text);
    const digits = c.cx.share(px.str.extract(trimmedText, pattern, 2));
    const sign = px.str.extract(trimmedText, pattern, 1);
    const bare = px.isIn(trimmedText, px.lit.values(["", "+", "-"], "String"));
    const padded = px.ternary(px.eq(digits, px.lit.str("")), px.lit.str("0"), digits);
    const number = px.cast(px.str.concatHorizontal([sign, padded]), target, "nonstrict");
    return px.ternary(bare, nullOf(c.to), number);
  }
  return orFail(given, px.cast(text, target, "nonstrict"), c, invalidInput);
}

function integerOfReal(value: Px, target: PolarsType, c: CastContext): Px {
  if (c.mode === "legacy") {
    // Java's conversion: towards zero, ends of the range for what lies beyond, zero for NaN; small types go through int.
    if (target === "Int64" || target === "Int32") return px.cast(value, target, "overflowing");
    return px.cast(px.cast(value, "Int32", "overflowing"), target, "overflowing");
  }
  const given = c.cx.share(value);
  const made = px.cast(given, target, "nonstrict");
  if (target !== "Int64") return orFail(given, made, c, castOverflow);
  // 2^63 itself passes Spark's check, which compares floats, and is then cut to the largest long.
  const edge = px.eq(px.cast(given, "Float64"), px.lit.f64(2 ** 63));
  return orFail(given, px.ternary(edge, px.lit.i64(2n ** 63n - 1n), made), c, castOverflow);
}

export const toReal: Cast = (value, c) => {
  const target = physicalType(c.to);
  const { from } = c;
  if (isString(from)) return realOfText(value, target, c);
  switch (from.kind) {
    case "decimal":
      return px.cast(doubleOfDecimal(value, from, c), target);
    case "timestamp": {
      const micros = px.cast(value, "Int64");
      return px.cast(px.truediv(px.cast(micros, "Float64"), px.lit.f64(1e6)), target);
    }
    case "date":
      return nullOf(c.to);
    default:
      return px.cast(value, target);
  }
};
/** Up to 15 digits one division is exact; more digits go by way of the text, which is read exactly. */
export function doubleOfDecimal(value: Px, from: DecimalType, c: CastContext): Px {
  if (from.scale === 0 && from.precision <= 18) return px.cast(value, "Float64");
  if (from.precision <= 15) return px.truediv(px.cast(value, "Float64"), px.lit.f64(10 ** from.scale));
  return px.cast(unscaledText(value, from.scale, c.cx), "Float64");
}
/** Java reads `1.5d`, `1f` and `0x1p3`, which is done of constants alone; the engine reads everything else. */
function realOfText(value: Px, target: PolarsType, c: CastContext): Px {
  const constant = hexConstant(c);
  if (constant !== undefined) return px.cast(px.lit.f64(constant), target);
  const given = c.cx.share(value);
  const text = c.cx.share(trimmed(given));
  const found = c.cx.share(px.cast(text, target, "nonstrict"));
  // What the engine does not read is seldom; as null the rest costs little.
  const rest = c.cx.share(px.ternary(px.isNull(found), text, px.lit.null("String")));
  const bare = px.str.replace(
    rest,
    px.lit.str("^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)[dDfF]$"),
    px.lit.str("${1}"),
    false,
    1,
  );
  // Java reads "-NaN", but "nan" and "NAN" are words of Spark's, which have no sign.
  const noNumber = c.cx.share(px.ternary(px.isNan(found), text, px.lit.null("String")));
  const isWord = px.str.contains(noNumber, px.lit.str("^[+-](?:na|nA|NA)|^[+-]Nan"), false);
  const read = px.ternary(px.coalesce(isWord, px.lit.bool(false)), nullOf(c.to), found);
  const made = c.cx.share(px.coalesce(read, px.cast(bare, target, "nonstrict")));
  if (c.mode === "ansi") return orFail(given, made, c, invalidReal);
  const hex = px.coalesce(px.str.contains(rest, px.lit.str(HEX_REAL), false), px.lit.bool(false));
  return c.cx.raiseIf(hex, { error: hexRefused }, made);
}
/** The number in a hexadecimal text that is constant. */
function hexConstant({ expr, to }: CastContext): number | undefined {
  const child = expr?.kind === "Cast" ? expr.child : undefined;
  if (child?.kind !== "Literal" || typeof child.value !== "string" || !/0[xX]/.test(child.value)) return undefined;
  return hexRealOf(child.value.trim(), to.kind === "float" ? "float" : "double");
}
const HEX_REAL = `^${HEX_REAL_PATTERN}$`;
const hexRefused = (): SparkError => unsupported("casts of hexadecimal floating-point numbers");
function invalidReal(c: CastContext): RaiseSite {
  const invalid = invalidInput(c);
  const isHex = new RegExp(HEX_REAL);
  return { error: (values) => (isHex.test((values[0] ?? "").trim()) ? hexRefused() : invalid.error(values)) };
}
