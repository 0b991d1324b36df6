/** Numbers with and without suffixes. */
import type { Literal } from "../plan/expression.ts";
import { BYTE, DecimalType, DOUBLE, FLOAT, INT, LONG, SHORT, type DataType } from "../types/data-type.ts";
import { literal, nullLiteral } from "./nodes.ts";
import type { Parser } from "./parser.ts";

const MAX_PRECISION = 38;

interface Whole {
  readonly name: string;
  readonly type: DataType;
  readonly bits: bigint;
}
const WHOLE: { readonly [kind: string]: Whole } = {
  tinyint: { name: "tinyint", type: BYTE, bits: 8n },
  smallint: { name: "smallint", type: SHORT, bits: 16n },
  bigint: { name: "bigint", type: LONG, bits: 64n },
};
export const NUMBER_KINDS: ReadonlySet<string> = new Set([
  "integer",
  "decimal",
  "exponent",
  "bigint",
  "smallint",
  "tinyint",
  "double",
  "float",
  "bigdecimal",
]);

/** The next tokens are a number, perhaps with a minus before it. */
export function atNumber(p: Parser): boolean {
  return NUMBER_KINDS.has(p.kind === "-" ? p.peek() : p.kind);
}

export function numberLiteral(p: Parser): Literal {
  const start = p.pos;
  const sign = p.accept("-") ? "-" : "";
  const kind = p.kind;
  if (!NUMBER_KINDS.has(kind)) p.fail();
  const text = sign + p.text();
  p.pos++;
  switch (kind) {
    case "integer":
      return integerLiteral(p, start, text);
    case "decimal":
      return decimalLiteral(p, start, text);
    case "bigdecimal":
      return decimalLiteral(p, start, text.slice(0, -2));
    case "exponent":
      return p.options.exponentLiteralAsDecimal === true
        ? decimalLiteral(p, start, text)
        : floating(p, start, text, "double");
    case "double":
    case "float":
      return floating(p, start, text.slice(0, -1), kind);
    default:
      return suffixedInteger(p, start, text.slice(0, -1), WHOLE[kind]!);
  }
}

function integerLiteral(p: Parser, start: number, text: string): Literal {
  if (text.length < 10) return literal(p, start, Number(text), INT);
  const value = BigInt(text);
  if (BigInt.asIntN(32, value) === value) return literal(p, start, Number(value), INT);
  if (BigInt.asIntN(64, value) === value) return literal(p, start, value, LONG);
  return decimalLiteral(p, start, text);
}

function suffixedInteger(p: Parser, start: number, text: string, { name, type, bits }: Whole): Literal {
  const value = BigInt(text);
  const max = 1n << (bits - 1n);
  if (value < -max || value >= max) return outOfRange(p, start, text, name, String(-max), String(max - 1n));
  return literal(p, start, name === "bigint" ? value : Number(value), type);
}

const DOUBLE_MAX = "1.7976931348623157E+308";
const FLOAT_MAX = "3.4028234663852886E+38";
function floating(p: Parser, start: number, text: string, kind: "double" | "float"): Literal {
  const value = Number(text);
  const rounded = kind === "float" ? Math.fround(value) : value;
  const max = kind === "float" ? FLOAT_MAX : DOUBLE_MAX;
  if (Math.abs(value) > Number(max)) return outOfRange(p, start, text, kind, `-${max}`, max);
  return literal(p, start, rounded, kind === "float" ? FLOAT : DOUBLE);
}

function outOfRange(p: Parser, start: number, text: string, type: string, min: string, max: string): Literal {
  const parameters = { rawStrippedQualifier: text, minValue: min, maxValue: max, typeName: type };
  p.defer("INVALID_NUMERIC_LITERAL_RANGE", parameters, start);
  return nullLiteral(p, start);
}

/** An exact decimal; its precision and scale are those of the digits written. */
function decimalLiteral(p: Parser, start: number, text: string): Literal {
  const [, sign, whole = "", fraction = "", exponent = "0"] = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)!;
  let digits = whole + fraction;
  let scale = fraction.length - Number(exponent);
  if (scale < 0 && -scale <= MAX_PRECISION) {
    digits += "0".repeat(-scale);
    scale = 0;
  }
  digits = digits.replace(/^0+(?=\d)/, "");
  const precision = Math.max(digits === "0" ? 1 : digits.length, scale);
  if (precision > MAX_PRECISION || scale < 0) {
    p.defer(
      "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      { precision: String(scale < 0 ? digits.length - scale : precision), maxPrecision: String(MAX_PRECISION) },
      start,
    );
    return nullLiteral(p, start);
  }
  return literal(p, start, BigInt(sign + digits), new DecimalType(precision, scale));
}
