/** The value of simple constant expressions, for what analysis must know: formats, limits, positions, names. */
import { parts } from "../logical/anywhere.ts";
import { deeply } from "../logical/deep.ts";
import type { Call, TypedCast, TypedExpr } from "../logical/expression.ts";
import { isIntegral, isString } from "../logical/coercion.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { parseDate } from "../sql/datetime-text.ts";
import { dateText, decimalText, doubleText, timestampText } from "../types/calendar.ts";
import type { DataType } from "../types/data-type.ts";
import { DOUBLE_FORMAT, FLOAT_FORMAT, javaRealText, type RealFormat } from "../types/java-real-text.ts";

type Constant = { readonly value: LiteralValue };

/** In Spark's internal form (see `LiteralValue`); undefined where this cannot tell, which does not mean there is none. */
export function constantValue(e: TypedExpr): Constant | undefined {
  return deeply(e, parts, constantNode);
}
type Recur = (e: TypedExpr) => Constant | undefined;

function constantNode(e: TypedExpr, recur: Recur): Constant | undefined {
  switch (e.kind) {
    case "Literal":
      return { value: e.value };
    case "Alias":
      return recur(e.child);
    case "Cast":
      return castConstant(e, recur(e.child));
    case "Call":
      return e.replacement === undefined ? callConstant(e, recur) : recur(e.replacement);
    default:
      return undefined;
  }
}

const RANGE: { readonly [kind: string]: bigint } = {
  byte: 1n << 7n,
  short: 1n << 15n,
  integer: 1n << 31n,
  long: 1n << 63n,
};
/** An integer in the form of its type; undefined where it does not fit. */
function integer(value: bigint, t: DataType): Constant | undefined {
  const limit = RANGE[t.kind];
  if (limit === undefined || value >= limit || value < -limit) return undefined;
  return { value: t.kind === "long" ? value : Number(value) };
}
function isInteger(value: LiteralValue): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

function castConstant(e: TypedCast, inner: Constant | undefined): Constant | undefined {
  if (inner === undefined || inner.value === null) return inner;
  const { value } = inner;
  const [from, to] = [e.child.dataType, e.dataType];
  if (from.kind === to.kind && from.simpleString() === to.simpleString()) return inner;
  if (isString(to)) {
    const text = textOf(value, from);
    return text === undefined ? undefined : { value: text };
  }
  if (isString(from)) return parse(value as string, to);
  if (isIntegral(from)) return fromInteger(BigInt(value as bigint), to);
  if (from.kind === "decimal" && isIntegral(to)) return integer((value as bigint) / 10n ** BigInt(from.scale), to);
  if (from.kind === "decimal" && to.kind === "double")
    return { value: Number(decimalText(value as bigint, from.scale)) };
  if (from.kind === "decimal" && to.kind === "decimal")
    return rescale(value as bigint, from.scale, to.precision, to.scale);
  if (from.kind === "float" && to.kind === "double") return inner;
  if (from.kind === "double" && isIntegral(to)) {
    return Number.isFinite(value) ? integer(BigInt(Math.trunc(value as number)), to) : undefined;
  }
  return undefined;
}
function fromInteger(value: bigint, to: DataType): Constant | undefined {
  if (isIntegral(to)) return integer(value, to);
  if (to.kind === "decimal") return rescale(value, 0, to.precision, to.scale);
  if (to.kind === "double") return { value: Number(value) };
  if (to.kind === "float") return { value: Math.fround(Number(value)) };
  return to.kind === "boolean" ? { value: value !== 0n } : undefined;
}
function rescale(value: bigint, from: number, precision: number, scale: number): Constant | undefined {
  let v = value;
  if (scale >= from) v *= 10n ** BigInt(scale - from);
  else {
    const unit = 10n ** BigInt(from - scale);
    const half = v < 0n ? -unit / 2n : unit / 2n;
    v = (v + half) / unit;
  }
  const limit = 10n ** BigInt(precision);
  return v >= limit || v <= -limit ? undefined : { value: v };
}
function parse(given: string, to: DataType): Constant | undefined {
  const text = given.trim();
  if (isIntegral(to)) return /^[+-]?\d+$/.test(text) ? integer(BigInt(text.replace(/^\+/, "")), to) : undefined;
  switch (to.kind) {
    case "double":
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? { value: Number(text) } : undefined;
    case "boolean":
      if (/^(t|true|y|yes|1)$/i.test(text)) return { value: true };
      return /^(f|false|n|no|0)$/i.test(text) ? { value: false } : undefined;
    case "date": {
      const days = parseDate(given);
      return days === undefined ? undefined : { value: days };
    }
    case "decimal": {
      const match = /^([+-]?)(\d*)\.?(\d*)$/.exec(text);
      if (match === null || `${match[2]}${match[3]}` === "") return undefined;
      const digits = BigInt(`${match[2]}${match[3]}`);
      return rescale(match[1] === "-" ? -digits : digits, (match[3] ?? "").length, to.precision, to.scale);
    }
    case "binary":
      return { value: new TextEncoder().encode(given) };
    default:
      return undefined;
  }
}
function textOf(value: LiteralValue, from: DataType): string | undefined {
  switch (from.kind) {
    case "string":
    case "char":
    case "varchar":
      return value as string;
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
      return String(value);
    case "double":
      return realConstant(value as number, DOUBLE_FORMAT);
    case "float":
      return realConstant(value as number, FLOAT_FORMAT);
    case "decimal":
      return decimalText(value as bigint, from.scale);
    case "date":
      return dateText(value as number);
    case "timestamp_ntz":
      return timestampText(value as bigint);
    case "binary":
      return new TextDecoder().decode(value as Uint8Array);
    default:
      return undefined;
  }
}

function realConstant(value: number, format: RealFormat): string {
  return Number.isFinite(value) && value !== 0 ? javaRealText(value, format) : doubleText(value);
}

function callConstant(e: Call, recur: Recur): Constant | undefined {
  const args: LiteralValue[] = [];
  for (const a of e.args) {
    const c = recur(a);
    if (c === undefined) return undefined;
    args.push(c.value);
  }
  const [a, b] = args as [LiteralValue, LiteralValue?];
  const strict = ["+", "-", "*", "negative", "negate", "positive", "upper", "lower", "concat", "trim"];
  if (!strict.includes(e.fn.name)) return callConstantWithNulls(e, args);
  if (args.includes(null)) return { value: null };
  switch (e.fn.name) {
    case "positive":
      return { value: a };
    case "negative":
      return minus(a, e.dataType);
    case "-":
      return b === undefined ? minus(a, e.dataType) : arithmetic("-", a, b, e);
    case "+":
    case "*":
      return arithmetic(e.fn.name, a, b as LiteralValue, e);
    case "concat":
      return args.every((v) => typeof v === "string") ? { value: args.join("") } : undefined;
    case "upper":
      return typeof a === "string" ? { value: a.toUpperCase() } : undefined;
    case "lower":
      return typeof a === "string" ? { value: a.toLowerCase() } : undefined;
    case "trim":
      return args.length === 1 && typeof a === "string" ? { value: a.replace(/^ +| +$/g, "") } : undefined;
    default:
      return undefined;
  }
}
function callConstantWithNulls(e: Call, args: readonly LiteralValue[]): Constant | undefined {
  switch (e.fn.name) {
    case "array":
      return { value: args };
    case "struct":
      return { value: args };
    case "named_struct":
      return { value: args.filter((_, i) => i % 2 === 1) };
    case "map":
      return { value: args.flatMap((k, i) => (i % 2 === 0 ? [[k, args[i + 1] ?? null]] : [])) };
    case "coalesce":
      return { value: args.find((v) => v !== null) ?? null };
    default:
      return undefined;
  }
}
function minus(value: LiteralValue, t: DataType): Constant | undefined {
  if (isIntegral(t) && isInteger(value)) return integer(-BigInt(value), t);
  if (typeof value === "number") return { value: -value };
  if (typeof value === "bigint") return { value: -value };
  if (t.kind !== "interval") return undefined;
  const v = value as { readonly months: number; readonly days: number; readonly microseconds: bigint };
  return { value: { months: -v.months, days: -v.days, microseconds: -v.microseconds } };
}
function arithmetic(op: "+" | "-" | "*", a: LiteralValue, b: LiteralValue, e: Call): Constant | undefined {
  const t = e.dataType;
  if (isIntegral(t) && isInteger(a) && isInteger(b)) {
    const [x, y] = [BigInt(a), BigInt(b)];
    return integer(op === "+" ? x + y : op === "-" ? x - y : x * y, t);
  }
  if (t.kind === "double" && typeof a === "number" && typeof b === "number") {
    return { value: op === "+" ? a + b : op === "-" ? a - b : a * b };
  }
  if (
    t.kind === "date" &&
    typeof a === "number" &&
    typeof b === "number" &&
    e.args[1]?.dataType.kind !== "interval_ym"
  ) {
    return { value: op === "+" ? a + b : a - b };
  }
  return undefined;
}
