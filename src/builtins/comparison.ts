/** Comparisons. */
import { type Comparison, compare, equal, equalNullSafe } from "./compare.ts";
import { family, param, type RowSpec } from "./family.ts";
import { castTo, coerceOperands, mismatch, type Pair, type Show, typeText } from "./operator-coercion.ts";
import { boolLit, longLit } from "../logical/build.ts";
import { isIntegral, isNumeric } from "../logical/coercion.ts";
import type { Call, TypedExpr, TypedLiteral } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, isOrderable } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import { BOOLEAN, type DataType, type DecimalType } from "../types/data-type.ts";

const infix =
  (op: string): Show =>
  (args) =>
    `(${args[0]} ${op} ${args[1]})`;

function checkOrder(op: string, [l, r]: Pair): void {
  if (isOrderable(l.dataType)) return;
  throw mismatch("INVALID_ORDERING_TYPE", infix(op)([prettyName(l), prettyName(r)]), {
    functionName: `\`${op}\``,
    dataType: typeText(l.dataType),
  });
}

/** Non-ANSI Spark compares a boolean with a number as numbers. */
function booleanEquality([l, r]: Pair, cx: BindContext): Pair {
  if (cx.ansi) return [l, r];
  if (l.dataType.kind === "boolean" && isNumeric(r.dataType)) return [castTo(l, r.dataType, cx), r];
  if (r.dataType.kind === "boolean" && isNumeric(l.dataType)) return [l, castTo(r, l.dataType, cx)];
  return [l, r];
}
export function coerceComparison(op: string, args: readonly TypedExpr[], cx: BindContext): Pair {
  const given: Pair = [args[0] as TypedExpr, args[1] as TypedExpr];
  const equality = op === "=" || op === "<=>";
  const kind = equality ? "equality" : "comparison";
  const [l, r] = equality ? booleanEquality(given, cx) : given;
  const pair = coerceOperands(l, r, { kind, input: ANY, show: infix(op) }, cx);
  checkOrder(op, pair);
  return pair;
}

const [SMALLEST, LARGEST] = [-(2n ** 63n), 2n ** 63n - 1n];
const MIRROR: { readonly [op in Comparison]: Comparison } = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/**
 * An integral value against a decimal literal: Spark compares with the whole number next to the literal, and prints
 * that. A literal beyond all longs decides the comparison.
 */
function againstDecimalLiteral(op: Comparison, l: TypedExpr, r: TypedExpr): Pair | boolean | undefined {
  if (isIntegral(l.dataType) && isDecimalLiteral(r)) {
    const found = wholeNumber(op, r);
    return typeof found === "boolean" ? found : [l, found];
  }
  if (isIntegral(r.dataType) && isDecimalLiteral(l)) {
    const found = wholeNumber(MIRROR[op], l);
    return typeof found === "boolean" ? found : [found, r];
  }
  return undefined;
}
function isDecimalLiteral(e: TypedExpr): e is TypedLiteral {
  return e.kind === "Literal" && e.dataType.kind === "decimal" && e.value !== null;
}
/** `op` is the comparison with the literal on the right. */
function wholeNumber(op: Comparison, e: TypedLiteral): TypedExpr | boolean {
  const unit = 10n ** BigInt((e.dataType as DecimalType).scale);
  const value = e.value as bigint;
  const cut = value / unit;
  const [floor, ceil] = value % unit === 0n ? [cut, cut] : value < 0n ? [cut - 1n, cut] : [cut, cut + 1n];
  if (value < SMALLEST * unit) return op === ">" || op === ">=";
  if (value > LARGEST * unit) return op === "<" || op === "<=";
  return longLit(op === ">" || op === "<=" ? floor : ceil);
}

function ordering(op: Comparison): RowSpec {
  return {
    params: [param("left", ANY), param("right", ANY)],
    coerce: (args, cx) => {
      const reduced = againstDecimalLiteral(op, args[0] as TypedExpr, args[1] as TypedExpr);
      if (typeof reduced === "boolean") return [boolLit(reduced)];
      return coerceComparison(op, reduced ?? args, cx);
    },
    returns: BOOLEAN,
    display: (shown, call) => {
      if (call.args.length === 1) return prettyName(call.args[0] as TypedExpr);
      return infix(op)(shown.map((text, i) => reducedText(text, call, i)));
    },
    polars: ([a, b], call, cx) => (b === undefined ? (a as Px) : compare(op, a as Px, b, argType(call), cx)),
  };
}
function argType(call: Call): DataType {
  return (call.args[0] as TypedExpr).dataType;
}
/** The whole number in place of a decimal literal also shows. */
function reducedText(text: string, call: Call, i: number): string {
  const given = call.shown?.[i];
  const used = call.args[i] as TypedExpr;
  const reduced =
    given !== undefined && isDecimalLiteral(given) && used.kind === "Literal" && used.dataType.kind === "long";
  return reduced ? prettyName(used) : text;
}

/** Without ANSI `b = 1` is the boolean b itself, `b = 0` its negation. */
function booleanItself(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] | undefined {
  const [l, r] = args as readonly [TypedExpr, TypedExpr];
  if (cx.ansi) return undefined;
  const [boolean, number] = l.dataType.kind === "boolean" ? [l, r] : [r, l];
  if (boolean.dataType.kind !== "boolean" || !isNumeric(number.dataType) || number.kind !== "Literal") return undefined;
  const scale = number.dataType.kind === "decimal" ? number.dataType.scale : 0;
  const value = number.value === null ? undefined : Number(number.value) / 10 ** scale;
  if (value === 1) return [boolean];
  return value === 0 ? [cx.call("not", [boolean])] : undefined;
}

function equality(display: Show, op: "=" | "<=>"): RowSpec {
  return {
    params: [param("left", ANY), param("right", ANY)],
    coerce: (args, cx) => (op === "=" ? booleanItself(args, cx) : undefined) ?? coerceComparison(op, args, cx),
    returns: BOOLEAN,
    display: (shown, call) => (call.args.length === 1 ? prettyName(call.args[0] as TypedExpr) : display(shown)),
    ...(op === "="
      ? { polars: ([a, b], call, cx) => (b === undefined ? (a as Px) : equal(a as Px, b, argType(call), cx)) }
      : { nullable: false, polars: ([a, b], call) => equalNullSafe(a as Px, b as Px, argType(call)) }),
  };
}

export const comparisonFunctions: readonly FunctionRow[] = family("operator", "scalar", {
  "=": { aliases: ["=="], ...equality(infix("="), "=") },
  "<=>": equality(infix("<=>"), "<=>"),
  "<": ordering("<"),
  "<=": ordering("<="),
  ">": ordering(">"),
  ">=": ordering(">="),
  "!=": {
    aliases: ["<>"],
    params: [param("left", ANY), param("right", ANY)],
    coerce: (args, cx) => coerceComparison("=", args, cx),
    returns: BOOLEAN,
    display: (args) => `(NOT (${args[0]} = ${args[1]}))`,
    polars: ([a, b], call, cx) => px.not(equal(a as Px, b as Px, argType(call), cx)),
  },
  equal_null: equality((args) => `equal_null(${args.join(", ")})`, "<=>"),
});
