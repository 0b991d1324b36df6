/** `+ - * / div %`, signs and `abs`, and their try_ forms. */
import { bindCall } from "./bind.ts";
import { coerceDatetime, datetimeKind, type ArithmeticOp, datetimeResult, datetimeText } from "./datetime-operands.ts";
import { lowerDecimalArithmetic, lowerDecimalDiv } from "./decimal-arithmetic.ts";
import { type DecimalOp, decimalResult } from "./decimal-types.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { negateDecimal } from "./decimal-sign.ts";
import { lowerIntegerOp, lowerRealOp, negateInteger } from "./integer-arithmetic.ts";
import { lowerDatetimeArithmetic, lowerIntervalSum } from "./interval-arithmetic.ts";
import { castTo, coerceOperands, expectTypes, type OperatorRules, type Show } from "./operator-coercion.ts";
import { isAnsiInterval, isString } from "../logical/coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { ANY, type InputType, NUMERIC } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { type DataType, DOUBLE, LONG } from "../types/data-type.ts";

type Op = "+" | "-" | "*" | "/" | "%" | "div" | "pmod";

function kinds(label: string, concrete: DataType, ...names: readonly DataType["kind"][]): InputType {
  return { label, concrete, accepts: (t) => names.includes(t.kind) };
}
const NUMBERS = ["byte", "short", "integer", "long", "float", "double", "decimal"] as const;
const NUMERIC_OR_INTERVAL: InputType = kinds(
  '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")',
  DOUBLE,
  ...NUMBERS,
  "interval_dt",
  "interval_ym",
  "interval",
);
const NUMERIC_OR_ANSI_INTERVAL: InputType = kinds(
  '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH")',
  DOUBLE,
  ...NUMBERS,
  "interval_dt",
  "interval_ym",
);
const DOUBLE_OR_DECIMAL: InputType = kinds('("DOUBLE" or "DECIMAL")', DOUBLE, "double", "decimal");
const DIV_INPUT: InputType = kinds(
  '("BIGINT" or "DECIMAL" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND")',
  LONG,
  "long",
  "interval_dt",
  "interval_ym",
  "decimal",
);

const INPUT: { readonly [op in Op]: InputType } = {
  "+": NUMERIC_OR_INTERVAL,
  "-": NUMERIC_OR_INTERVAL,
  "*": NUMERIC,
  "/": DOUBLE_OR_DECIMAL,
  "%": NUMERIC,
  div: DIV_INPUT,
  pmod: NUMERIC,
};
const infix =
  (op: string): Show =>
  (args) =>
    `(${args[0]} ${op} ${args[1]})`;
const named =
  (name: string): Show =>
  (args) =>
    `${name}(${args.join(", ")})`;
const SHOW: { readonly [op in Op]: Show } = {
  "+": infix("+"),
  "-": infix("-"),
  "*": infix("*"),
  "/": infix("/"),
  "%": infix("%"),
  div: infix("div"),
  pmod: named("pmod"),
};

function typeOf(args: readonly TypedExpr[], i: number): DataType {
  return (args[i] as TypedExpr).dataType;
}
function rulesOf(op: Op, show: Show): OperatorRules {
  const rules: OperatorRules = { kind: "arithmetic", input: INPUT[op], show };
  if (op === "/") return { ...rules, division: "divide" };
  return op === "div" ? { ...rules, division: "integral" } : rules;
}
function isDatetimeOp(op: Op): op is ArithmeticOp {
  return op === "+" || op === "-" || op === "*" || op === "/";
}

function coerce(op: Op, args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const [l, r] = args as readonly [TypedExpr, TypedExpr];
  const show = cx.name === "mod" ? named("mod") : SHOW[op];
  return (isDatetimeOp(op) ? coerceDatetime(op, l, r, cx) : undefined) ?? coerceOperands(l, r, rulesOf(op, show), cx);
}
function returns(op: Op, args: readonly TypedExpr[], cx: BindContext): DataType {
  const [a, b] = [typeOf(args, 0), typeOf(args, 1)];
  const kind = datetimeKind(op, a, b);
  if (kind !== undefined) return datetimeResult(kind, a, b, cx.conf("spark.sql.legacy.interval.enabled") === "true");
  if (op === "div") return LONG;
  if (a.kind === "decimal" && b.kind === "decimal") {
    const loss = cx.conf("spark.sql.decimalOperations.allowPrecisionLoss") !== "false";
    return decimalResult(op as DecimalOp, a, b, loss);
  }
  return a;
}
function nullable(op: Op, args: readonly TypedExpr[], cx: BindContext): boolean {
  if (args.some((a) => a.nullable) || cx.mode === "try") return true;
  const [a, b] = [typeOf(args, 0), typeOf(args, 1)];
  const kind = datetimeKind(op, a, b);
  if (kind === "scale") return a.kind === "interval";
  // A text is read as a moment, which Spark's types do not trust.
  if (kind !== undefined) return kind === "timeMicros" || kind === "timeDifference" || isString(a) || isString(b);
  if (op === "/" || op === "%" || op === "div" || op === "pmod") return true;
  return a.kind === "decimal" && cx.mode !== "ansi";
}
/** The printed operands in the order in which the coerced ones stand. */
function inOrder(shown: readonly string[], call: Call): readonly string[] {
  const given = call.shown ?? call.args;
  const second = given[1]?.dataType;
  const swapped = second !== undefined && swaps(call, given[0]?.dataType ?? second, second);
  return swapped ? [shown[1] ?? "", shown[0] ?? ""] : shown;
}
function swaps(call: Call, a: DataType, b: DataType): boolean {
  const interval = (t: DataType): boolean => isAnsiInterval(t) || t.kind === "interval";
  if (call.fn.name === "*") return !interval(a) && interval(b);
  if (call.fn.name !== "+") return false;
  if (interval(a) && interval(b)) return false;
  if (interval(a)) return true;
  const moment = (t: DataType): boolean => ["date", "time", "timestamp", "timestamp_ntz"].includes(t.kind);
  return moment(b) && !moment(a) && !interval(b);
}
function display(op: Op, shown: readonly string[], call: Call): string {
  if (call.name === "mod") return named("mod")(shown);
  const [a, b] = [typeOf(call.args, 0), typeOf(call.args, 1)];
  const kind = datetimeKind(op, a, b);
  return kind === undefined ? SHOW[op](shown) : datetimeText(op, kind, a, inOrder(shown, call));
}

function lower(op: Op, [l, r]: readonly Px[], call: Call, cx: LowerContext): Px {
  const [left, right] = [l as Px, r as Px];
  const [a, b] = [typeOf(call.args, 0), typeOf(call.args, 1)];
  const kind = datetimeKind(op, a, b);
  if (kind !== undefined) return lowerDatetimeArithmetic(op as ArithmeticOp, kind, left, right, call, cx);
  if (isAnsiInterval(a) || a.kind === "interval") {
    return op === "div" ? lowerIntegerOp("div", left, right, call, cx) : lowerIntervalSum(op, left, right, call, cx);
  }
  if (a.kind === "decimal") {
    if (op === "div") return lowerDecimalDiv(left, right, call, cx);
    return lowerDecimalArithmetic(op as DecimalOp, left, right, call, cx);
  }
  if (a.kind === "float" || a.kind === "double") return lowerRealOp(op, left, right, call, cx);
  return lowerIntegerOp(op, left, right, call, cx);
}

function operator(op: Op, more: Partial<RowSpec> = {}): RowSpec {
  return {
    params: [param("left", ANY), param("right", ANY)],
    coerce: (args, cx) => coerce(op, args, cx),
    returns: (args, cx) => returns(op, args, cx),
    nullable: (args, cx) => nullable(op, args, cx),
    operandOrder: op === "+" || op === "-" || op === "*" ? "left" : "right",
    display: (shown, call) => display(op, shown, call),
    polars: (args, call, cx) => lower(op, args, call, cx),
    ...more,
  };
}

/** A sign: strings become double, a bare null too. */
function sign(show: Show, args: readonly TypedExpr[], input: InputType, cx: BindContext): readonly TypedExpr[] {
  const given = args.map((e) => (isString(e.dataType) ? castTo(e, DOUBLE, cx) : e));
  return expectTypes(given, [input], show, cx, false);
}
const minus: Show = (args) => `(- ${args[0]})`;
const first = (args: readonly TypedExpr[]): DataType => typeOf(args, 0);

const minusRow = operator("-");
const operators: readonly FunctionRow[] = family("operator", "scalar", {
  "+": operator("+"),
  "-": {
    ...minusRow,
    // The parser and Column write a sign as `-` with one operand.
    params: [param("left", ANY), optional("right", ANY)],
    coerce: (args, cx) => (args.length === 1 ? sign(minus, args, NUMERIC_OR_INTERVAL, cx) : coerce("-", args, cx)),
    returns: (args, cx) => (args.length === 1 ? first(args) : returns("-", args, cx)),
    nullable: (args, cx) => (args.length === 1 ? (args[0] as TypedExpr).nullable : nullable("-", args, cx)),
    display: (shown, call) => (shown.length === 1 ? minus(shown) : display("-", shown, call)),
    polars: (args, call, cx) => (args.length === 1 ? negate(args[0] as Px, call, cx) : lower("-", args, call, cx)),
  },
  "*": operator("*"),
  "/": operator("/"),
  "%": operator("%", { aliases: ["mod"] }),
  div: operator("div"),
  pmod: operator("pmod"),
  negative: {
    aliases: ["negate"],
    params: [param("expr", ANY)],
    coerce: (args, cx) => sign(cx.name === "-" ? minus : named(cx.name), args, NUMERIC_OR_INTERVAL, cx),
    returns: first,
    display: ([x], call) => (call.name === "-" ? `(- ${x})` : `${call.name}(${x})`),
    polars: ([x], call, cx) => negate(x as Px, call, cx),
  },
  abs: {
    params: [param("expr", ANY)],
    coerce: (args, cx) => sign(named("abs"), args, NUMERIC_OR_ANSI_INTERVAL, cx),
    returns: first,
    polars: ([x], call, cx) => {
      const value = cx.share(x as Px);
      const type = typeOf(call.args, 0);
      if (["float", "double"].includes(type.kind)) return px.abs(value);
      const zero = px.cast(px.lit.i8(0), type.kind === "decimal" ? physicalType(type) : integerOf(type));
      const isNegative = px.lt(value, zero);
      // A decimal that keeps its sign is not rounded either.
      const given = call.dataType.kind === "decimal" ? px.ternary(isNegative, value, zero) : value;
      return px.ternary(isNegative, negate(given, call, cx), value);
    },
  },
});
function negate(x: Px, call: Call, cx: LowerContext): Px {
  const type = call.dataType;
  return type.kind === "decimal" ? negateDecimal(x, type, call, cx) : negateInteger(x, call, cx);
}
function integerOf(t: DataType): "Int8" | "Int16" | "Int32" | "Int64" {
  switch (t.kind) {
    case "byte":
      return "Int8";
    case "short":
      return "Int16";
    case "integer":
    case "interval_ym":
      return "Int32";
    default:
      return "Int64";
  }
}

/** The same operator with null in place of an error. */
function attempt(op: Op): RowSpec {
  return {
    params: [param("left", ANY), param("right", ANY)],
    coerce: (args) => args,
    rewrite: (args, cx) => bindCall(rowOf(op), args, { ...cx, name: op, mode: "try" }),
    nullable: true,
  };
}
function rowOf(op: Op): FunctionRow {
  return operators.find((row) => row.name === op) as FunctionRow;
}
const attempts: readonly FunctionRow[] = family("math", "scalar", {
  try_add: attempt("+"),
  try_subtract: attempt("-"),
  try_multiply: attempt("*"),
  try_divide: attempt("/"),
  try_mod: attempt("%"),
});

export const arithmeticFunctions: readonly FunctionRow[] = [...operators, ...attempts];
