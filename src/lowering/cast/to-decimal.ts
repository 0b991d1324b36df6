/** Casts to decimal, rounding half up. */
import {
  type Cast,
  type CastContext,
  invalidInput,
  nullOf,
  outOfRange,
  siteOf,
  unscaledPlain,
  within,
} from "./context.ts";
import { scaleDown, scaleUp } from "../../builtins/decimal-arithmetic.ts";
import { intLiteral, minus } from "../../builtins/integer-arithmetic.ts";
import { isString } from "../../logical/coercion.ts";
import { px, type Px } from "../../polars/dsl.ts";
import { physicalType } from "../../polars/physical-type.ts";
import type { PolarsType } from "../../polars/polars-type.ts";
import { decimalOfText, plainDecimal } from "../../kernels/decimal-text.ts";
import type { DecimalType } from "../../types/data-type.ts";

export const toDecimal: Cast = (value, c) => {
  const { from } = c;
  if (isString(from)) return byKernel(value, c);
  switch (from.kind) {
    case "boolean":
      return fromInteger(px.cast(value, "Int64"), 1, 0, c);
    case "byte":
      return fromInteger(value, 3, 0, c);
    case "short":
      return fromInteger(value, 5, 0, c);
    case "integer":
      return fromInteger(value, 10, 0, c);
    case "long":
      return fromInteger(value, 19, 0, c);
    case "decimal":
      return fromInteger(value, from.precision, from.scale, c);
    case "float":
    case "double":
      return byKernel(px.cast(value, "Float64"), c);
    case "timestamp":
      return fromInteger(px.cast(value, "Int64"), 19, 6, c);
    case "time":
      return fromInteger(value, 14, 9, c);
    case "interval_dt":
      return intervalUnits(value, c, from.endField);
    case "interval_ym":
      return from.endField === 0 ? byUnit(value, 12n, c) : fromInteger(value, 10, 0, c);
    default:
      return nullOf(c.to);
  }
};

/** The integer type for an intermediate of so many digits, at least as wide as the source's. */
function typeFor(digits: number, source: PolarsType): PolarsType {
  return digits > 18 || source === "Int128" ? "Int128" : "Int64";
}
/** An unscaled value of at most `digits` digits, `scale` of them after the point. */
function fromInteger(value: Px, digits: number, scale: number, c: CastContext): Px {
  const to = c.to as DecimalType;
  const shift = to.scale - scale;
  const target = physicalType(to);
  const given = c.cx.share(value);
  const room = to.precision - to.scale;
  const fits = room > digits - scale || (room === digits - scale && shift >= 0);
  const plain = unscaledPlain(scale);
  if (shift >= 0) {
    const type = typeFor(Math.min(Math.max(digits + shift, to.precision), 38), digits > 18 ? "Int128" : "Int64");
    const wide = px.cast(given, type);
    if (fits) return px.cast(scaleUp(wide, shift, type), target);
    // Compared before it is multiplied: the product might not fit.
    const limit = intLiteral(10n ** BigInt(to.precision - shift), type);
    const outside = c.cx.share(px.or(px.ge(wide, limit), px.le(wide, minus(limit, type))));
    const inside = px.ternary(outside, intLiteral(0, type), wide);
    const made = px.cast(scaleUp(inside, shift, type), target);
    return within(given, outside, made, c, outOfRange(c, to.precision, to.scale, plain));
  }
  const type = typeFor(digits + 1, digits > 18 ? "Int128" : "Int64");
  const rounded = scaleDown(px.cast(given, type), -shift, type, c.cx);
  if (fits) return px.cast(rounded, target);
  const v = c.cx.share(rounded);
  const limit = intLiteral(10n ** BigInt(to.precision), "Int128");
  const compared = px.cast(v, "Int128");
  const outside = px.or(px.ge(compared, limit), px.le(compared, minus(limit, "Int128")));
  const made = px.cast(v, target, "overflowing");
  return within(given, outside, made, c, outOfRange(c, to.precision, to.scale, plain));
}

/** Texts and floats are read digit by digit. */
function byKernel(value: Px, c: CastContext): Px {
  const to = c.to as DecimalType;
  const given = c.cx.share(value);
  const { precision, scale } = to;
  const text = isString(c.from);
  const made = c.cx.kernel(text ? "text_to_decimal" : "real_to_decimal", [given], to, { precision, scale });
  if (c.mode !== "ansi") return made;
  const result = c.cx.share(made);
  const present = text ? px.isNotNull(given) : px.isFinite(given);
  const lost = px.and(px.isNull(result), present);
  const invalid = invalidInput(c);
  const site = siteOf(c, (values) => {
    const written = values[0] ?? "";
    const read = text ? decimalOfText(written) : undefined;
    if (text && read === undefined) {
      const { condition, messageParameters } = invalid.error(values);
      return { condition: condition ?? "", parameters: messageParameters };
    }
    const plain = read === undefined ? plainDecimal(Number(written)) : plainDecimal(read);
    return {
      condition: "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
      parameters: {
        value: plain,
        precision: String(precision),
        scale: String(scale),
        config: '"spark.sql.ansi.enabled"',
      },
    };
  });
  return c.cx.raiseIf(lost, site, result, text ? given : px.cast(given, "String"));
}

const UNITS: readonly bigint[] = [86_400_000_000n, 3_600_000_000n, 60_000_000n];
function intervalUnits(micros: Px, c: CastContext, end: number): Px {
  const unit = UNITS[end];
  return unit === undefined ? fromInteger(micros, 19, 6, { ...c, mode: always(c) }) : byUnit(micros, unit, c);
}
/** Whole units: the interval has no smaller part. */
function byUnit(value: Px, unit: bigint, c: CastContext): Px {
  const count = px.floordiv(px.cast(value, "Int64"), px.lit.i64(unit));
  return fromInteger(count, 19, 0, { ...c, from: COUNT, mode: always(c) });
}
const COUNT: CastContext["from"] = { kind: "long" } as CastContext["from"];
/** Intervals are checked in every mode but try. */
function always(c: CastContext): CastContext["mode"] {
  return c.mode === "try" ? "try" : "ansi";
}
