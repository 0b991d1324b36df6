/**
 * java.text.DecimalFormat for the US, rounding half to even.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/text/DecimalFormat.html
 */

import { DOUBLE_FORMAT, javaDigits } from "../types/java-real-text.ts";

/** A number as decimal digits: 0.digits times ten to the power `point`. */
export interface DecimalDigits {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
  /** Where the digits are the shortest of a double: the sign of digits minus the exact value. */
  readonly excess: number;
}
export const INFINITE = "\u221e";

export class DecimalPatternError extends Error {}

interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}
interface Layout {
  readonly minWhole: number;
  /** Only for exponents: how many digits a group of the exponent has. */
  readonly maxWhole: number;
  readonly minFraction: number;
  readonly maxFraction: number;
  readonly grouping: number;
  readonly pointAlways: boolean;
  /** Least digits of the exponent; 0: no exponent. */
  readonly exponent: number;
  readonly shift: number;
}

export class DecimalFormat {
  readonly #positive: Affixes;
  readonly #negative: Affixes;
  readonly #layout: Layout;

  constructor(pattern: string) {
    const parsed = parsePattern(pattern);
    this.#positive = parsed.positive;
    this.#negative = parsed.negative;
    this.#layout = parsed.layout;
  }
  format(number: DecimalDigits | "NaN" | "Infinity" | "-Infinity"): string {
    if (number === "NaN") return "NaN";
    const negative = typeof number === "string" ? number === "-Infinity" : number.negative;
    const { prefix, suffix } = negative ? this.#negative : this.#positive;
    return `${prefix}${typeof number === "string" ? INFINITE : layOut(number, this.#layout)}${suffix}`;
  }
}

function parsePattern(pattern: string): { positive: Affixes; negative: Affixes; layout: Layout } {
  let at = 0;
  const fail = (why: string): never => {
    throw new DecimalPatternError(`${why} "${pattern}"`);
  };
  let shift = 0;
  /** A prefix (up to the number) or a suffix (up to `;` or the end). */
  const affix = (isPrefix: boolean): string => {
    let text = "";
    let quoted = false;
    for (; at < pattern.length; at++) {
      const c = pattern[at]!;
      if (quoted) {
        if (c !== "'") text += c;
        else if (pattern[at + 1] === "'") {
          text += "'";
          at++;
        } else quoted = false;
        continue;
      }
      if (c === "'") {
        if (pattern[at + 1] === "'") {
          text += "'";
          at++;
        } else quoted = true;
      } else if ("#0,.".includes(c)) {
        if (isPrefix) return text;
        fail("Unquoted special character");
      } else if (c === ";") {
        if (isPrefix) fail("Unquoted special character");
        return text;
      } else if (c === "%" || c === "\u2030") {
        if (shift !== 0) fail("Too many percent/per mille characters in pattern");
        shift = c === "%" ? 2 : 3;
        text += c;
      } else if (c === "\u00a4") {
        if (pattern[at + 1] === "\u00a4") at++;
        text += "$";
      } else text += c;
    }
    return text;
  };
  const prefix = affix(true);
  let [left, zeros, right, point, grouping, exponent] = [0, 0, 0, -1, -1, 0];
  number: for (; at < pattern.length; at++) {
    const c = pattern[at]!;
    switch (c) {
      case "#":
        if (zeros > 0) right++;
        else left++;
        if (grouping >= 0 && point < 0) grouping++;
        break;
      case "0":
        if (right > 0) fail("Unexpected '0' in pattern");
        zeros++;
        if (grouping >= 0 && point < 0) grouping++;
        break;
      case ",":
        grouping = 0;
        break;
      case ".":
        if (point >= 0) fail("Multiple decimal separators in pattern");
        point = left + zeros + right;
        break;
      case "E": {
        const digits = /^0+/.exec(pattern.slice(at + 1))?.[0] ?? "";
        if (left + zeros < 1 || digits === "") fail("Malformed exponential pattern");
        exponent = digits.length;
        at += 1 + digits.length;
        break number;
      }
      default:
        break number;
    }
  }
  const suffix = affix(false);
  // `#.#` is read as `0.#`, and `#` as such.
  if (zeros === 0 && left > 0 && point >= 0) {
    const n = point === 0 ? 1 : point;
    right = left - n;
    left = n - 1;
    zeros = 1;
  }
  if ((point < 0 && right > 0) || (point >= 0 && (point < left || point > left + zeros)) || grouping === 0) {
    fail("Malformed pattern");
  }
  let negative: Affixes = { prefix: `-${prefix}`, suffix };
  if (pattern[at] === ";") {
    at++;
    const positiveShift = shift;
    shift = 0;
    const negativePrefix = affix(true);
    // The number's form is that of the first part.
    while (at < pattern.length && "#0,.E".includes(pattern[at]!)) at++;
    const negativeSuffix = affix(false);
    shift = positiveShift;
    if (negativePrefix !== prefix || negativeSuffix !== suffix)
      negative = { prefix: negativePrefix, suffix: negativeSuffix };
  }
  const total = left + zeros + right;
  const whole = point >= 0 ? point : total;
  const minWhole = whole - left;
  const layout: Layout = {
    minWhole,
    maxWhole: exponent > 0 ? left + minWhole : Number.MAX_SAFE_INTEGER,
    minFraction: point >= 0 ? left + zeros - point : 0,
    maxFraction: point >= 0 ? total - point : 0,
    grouping: Math.max(grouping, 0),
    pointAlways: point === 0 || point === total,
    exponent,
    shift,
  };
  return { positive: { prefix, suffix }, negative, layout };
}

/** Keeps the first `count` digits, half to even; a double's exact value decides where its digits end in a five. */
function rounded(
  number: { digits: string; point: number; excess: number },
  count: number,
): { digits: string; point: number } {
  const { digits, point, excess } = number;
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: "", point: 0 };
  const next = digits.charCodeAt(count) - 48;
  let up = next > 5;
  if (next === 5) {
    if (digits.length > count + 1) up = true;
    else if (excess !== 0) up = excess < 0;
    else up = count > 0 && (digits.charCodeAt(count - 1) - 48) % 2 === 1;
  }
  const kept = digits.slice(0, count);
  if (!up) return { digits: kept.replace(/0+$/, ""), point: /[1-9]/.test(kept) ? point : 0 };
  const sum = String(BigInt(`0${kept}`) + 1n).padStart(count, "0");
  return { digits: sum.replace(/0+$/, ""), point: sum.length > count ? point + 1 : point };
}

function layOut(number: DecimalDigits, layout: Layout): string {
  const shifted = {
    digits: number.digits,
    point: number.digits === "" ? 0 : number.point + layout.shift,
    excess: number.excess,
  };
  if (layout.exponent > 0) return scientific(shifted, layout);
  const { digits, point } = rounded(shifted, shifted.point + layout.maxFraction);
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "";
  const fraction = (
    point < 0 ? "0".repeat(Math.min(-point, layout.maxFraction)) + digits : digits.slice(Math.max(point, 0))
  ).replace(/0+$/, "");
  const shownFraction = fraction.padEnd(layout.minFraction, "0");
  // No digit before the point is asked for, and there is none after it: a zero all the same.
  const shownWhole = whole.padStart(layout.minWhole, "0") || (shownFraction === "" ? "0" : "");
  const grouped = layout.grouping > 0 ? group(shownWhole, layout.grouping) : shownWhole;
  return `${grouped}${shownFraction !== "" || layout.pointAlways ? "." : ""}${shownFraction}`;
}
function group(whole: string, size: number): string {
  let out = "";
  for (let end = whole.length; end > 0; end -= size) {
    out = whole.slice(Math.max(0, end - size), end) + (out === "" ? "" : `,${out}`);
  }
  return out;
}
function scientific(number: { digits: string; point: number; excess: number }, layout: Layout): string {
  const { digits, point } = rounded(number, layout.maxWhole + layout.maxFraction);
  const zero = digits === "";
  let exponent = point;
  let leastWhole = layout.minWhole;
  if (layout.maxWhole > 1 && layout.maxWhole > layout.minWhole) {
    exponent = Math.floor((exponent - 1) / layout.maxWhole) * layout.maxWhole;
    leastWhole = 1;
  } else exponent -= layout.minWhole;
  const wholeDigits = zero ? leastWhole : point - exponent;
  const total = Math.max(digits.length, layout.minWhole + layout.minFraction, wholeDigits);
  const all = digits.padEnd(total, "0");
  const fraction = all.slice(wholeDigits);
  const mantissa = `${all.slice(0, wholeDigits)}${fraction !== "" || layout.pointAlways ? "." : ""}${fraction}`;
  const e = zero ? 0 : exponent;
  return `${mantissa}E${e < 0 ? "-" : ""}${String(Math.abs(e)).padStart(layout.exponent, "0")}`;
}

/** The digits of an integer or decimal. */
export function digitsOfDecimal(unscaled: bigint, scale: number): DecimalDigits {
  const text = String(unscaled < 0n ? -unscaled : unscaled);
  const digits = text === "0" ? "" : text;
  return { negative: unscaled < 0n, ...trimmed(digits, digits.length - scale), excess: 0 };
}
function trimmed(digits: string, point: number): { digits: string; point: number } {
  const kept = digits.replace(/0+$/, "");
  return { digits: kept, point: kept === "" ? 0 : point };
}
/** The digits of a finite double, as Java writes it. */
export function digitsOfDouble(value: number, exact = true): DecimalDigits {
  const negative = value < 0 || Object.is(value, -0);
  const { digits, exponent } = value === 0 ? { digits: "", exponent: -1 } : javaDigits(Math.abs(value), DOUBLE_FORMAT);
  const point = exponent + 1;
  return {
    negative,
    ...trimmed(digits, point),
    excess: exact && digits.endsWith("5") ? excessOf(Math.abs(value), digits, point) : 0,
  };
}
/** The sign of 0.digits * 10^point minus the double, exactly. */
function excessOf(value: number, digits: string, point: number): number {
  let scale = 0;
  let integer = value;
  while (!Number.isInteger(integer)) {
    integer *= 2;
    scale++;
  }
  // value = integer / 2^scale
  const power = point - digits.length;
  let left = BigInt(digits) << BigInt(scale);
  let right = BigInt(integer);
  if (power >= 0) left *= 10n ** BigInt(power);
  else right *= 10n ** BigInt(-power);
  return left === right ? 0 : left > right ? 1 : -1;
}
