/** Precision and scale of decimal arithmetic. */
import { DecimalType } from "../types/data-type.ts";

export type DecimalOp = "+" | "-" | "*" | "/" | "%" | "pmod";
const MAX = 38;
/** Digits after the point that a result keeps even if it must lose whole digits' room for them. */
const MIN_SCALE = 6;

function bounded(precision: number, scale: number): DecimalType {
  return new DecimalType(Math.min(precision, MAX), Math.min(scale, MAX));
}
function adjusted(precision: number, scale: number): DecimalType {
  if (precision <= MAX) return new DecimalType(precision, scale);
  const whole = precision - scale;
  return new DecimalType(MAX, Math.max(MAX - whole, Math.min(scale, MIN_SCALE)));
}

/** Precision and scale that hold every result, before they are cut to 38 digits. */
export function exactShape(op: DecimalOp, a: DecimalType, b: DecimalType): { precision: number; scale: number } {
  const scale = Math.max(a.scale, b.scale);
  const [wholeA, wholeB] = [a.precision - a.scale, b.precision - b.scale];
  switch (op) {
    case "+":
    case "-":
      return { precision: Math.max(wholeA, wholeB) + scale + 1, scale };
    case "*":
      return { precision: a.precision + b.precision + 1, scale: a.scale + b.scale };
    case "/": {
      const s = Math.max(MIN_SCALE, a.scale + b.precision + 1);
      return { precision: wholeA + b.scale + s, scale: s };
    }
    case "%":
    case "pmod":
      return { precision: Math.min(wholeA, wholeB) + scale, scale };
  }
}
export function decimalResult(op: DecimalOp, a: DecimalType, b: DecimalType, allowLoss: boolean): DecimalType {
  const { precision, scale } = exactShape(op, a, b);
  if (allowLoss) return adjusted(precision, scale);
  if (op !== "/") return bounded(precision, scale);
  let whole = Math.min(MAX, a.precision - a.scale + b.scale);
  let fraction = Math.min(MAX, Math.max(MIN_SCALE, a.scale + b.precision + 1));
  const excess = whole + fraction - MAX;
  if (excess > 0) {
    fraction -= Math.floor(excess / 2) + 1;
    whole = MAX - fraction;
  }
  return bounded(whole + fraction, fraction);
}
