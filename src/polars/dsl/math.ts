/** Numbers. Kept with the operators under `px.*`. */
import { fn, type Px } from "../px.ts";
import { mul } from "./core.ts";
import { i8 } from "./literal.ts";

export function abs(px: Px): Px {
  return fn("Abs", px);
}
export function neg(px: Px): Px {
  // Polars' own negation refuses Int128; the smallest literal keeps the operand's type.
  return mul(px, i8(-1));
}
/** An integer base with a negative integer exponent is an error: cast to float first. */
export function pow(base: Px, exponent: Px): Px {
  return fn({ Pow: "Generic" }, base, exponent);
}
export function sqrt(px: Px): Px {
  return fn({ Pow: "Sqrt" }, px);
}
export function cbrt(px: Px): Px {
  return fn({ Pow: "Cbrt" }, px);
}
export function exp(px: Px): Px {
  return fn("Exp", px);
}
/** The logarithm of `px` to `base`. */
export function log(px: Px, base: Px): Px {
  return fn("Log", px, base);
}
export function log1p(px: Px): Px {
  return fn("Log1p", px);
}
export function sign(px: Px): Px {
  return fn("Sign", px);
}
export function floor(px: Px): Px {
  return fn("Floor", px);
}
export function ceil(px: Px): Px {
  return fn("Ceil", px);
}
export type RoundMode = "HalfToEven" | "HalfAwayFromZero" | "ToZero";
export function round(px: Px, decimals: number, mode: RoundMode): Px {
  return fn({ Round: { decimals, mode } }, px);
}
/** Towards zero. */
export function truncate(px: Px, decimals = 0): Px {
  return fn({ Truncate: { decimals } }, px);
}
export function clip(px: Px, min: Px | null, max: Px | null): Px {
  const bounds = [min, max].filter((bound) => bound !== null);
  return fn({ Clip: { has_min: min !== null, has_max: max !== null } }, px, ...bounds);
}
export function sin(px: Px): Px {
  return fn({ Trigonometry: "Sin" }, px);
}
export function cos(px: Px): Px {
  return fn({ Trigonometry: "Cos" }, px);
}
export function tan(px: Px): Px {
  return fn({ Trigonometry: "Tan" }, px);
}
export function cot(px: Px): Px {
  return fn({ Trigonometry: "Cot" }, px);
}
export function arcsin(px: Px): Px {
  return fn({ Trigonometry: "ArcSin" }, px);
}
export function arccos(px: Px): Px {
  return fn({ Trigonometry: "ArcCos" }, px);
}
export function arctan(px: Px): Px {
  return fn({ Trigonometry: "ArcTan" }, px);
}
export function sinh(px: Px): Px {
  return fn({ Trigonometry: "Sinh" }, px);
}
export function cosh(px: Px): Px {
  return fn({ Trigonometry: "Cosh" }, px);
}
export function tanh(px: Px): Px {
  return fn({ Trigonometry: "Tanh" }, px);
}
export function arcsinh(px: Px): Px {
  return fn({ Trigonometry: "ArcSinh" }, px);
}
export function arccosh(px: Px): Px {
  return fn({ Trigonometry: "ArcCosh" }, px);
}
export function arctanh(px: Px): Px {
  return fn({ Trigonometry: "ArcTanh" }, px);
}
export function degrees(px: Px): Px {
  return fn({ Trigonometry: "Degrees" }, px);
}
export function radians(px: Px): Px {
  return fn({ Trigonometry: "Radians" }, px);
}
export function arctan2(y: Px, x: Px): Px {
  return fn("Atan2", y, x);
}
