/** How the two sides of an operator meet in one type, in Spark's order of rules, and the errors where they do not. */
import { makeCast } from "../logical/build.ts";
import { castNullable } from "../logical/cast-rules.ts";
import {
  decimalForType,
  isAnsiInterval,
  isAtomic,
  isIntegral,
  isNumeric,
  isString,
  promoteString,
  sameType,
  tightestCommonType,
  widerDecimal,
} from "../logical/coercion.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext } from "../logical/function-row.ts";
import type { InputType } from "../logical/input-type.ts";
import { implicitCast } from "../logical/coercion.ts";
import { prettyName } from "../logical/pretty.ts";
import { type DataType, DecimalType, DOUBLE, LONG } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { ordinal } from "./bind.ts";

export type Pair = readonly [TypedExpr, TypedExpr];
/** Puts printed arguments together as Spark prints the call. */
export type Show = (args: readonly string[]) => string;

/** A DATATYPE_MISMATCH about the call that prints as `text`. */
export function mismatch(
  sub: string,
  text: string,
  parameters: { readonly [name: string]: string },
): AnalysisException {
  return new AnalysisException(`DATATYPE_MISMATCH.${sub}`, { sqlExpr: `"${text}"`, ...parameters });
}
export function typeText(t: DataType): string {
  return `"${t.sql}"`;
}
export function unexpectedType(show: Show, args: readonly TypedExpr[], i: number, required: string): AnalysisException {
  const e = args[i] as TypedExpr;
  return mismatch("UNEXPECTED_INPUT_TYPE", show(args.map(prettyName)), {
    paramIndex: ordinal(i),
    inputSql: `"${prettyName(e)}"`,
    inputType: typeText(e.dataType),
    requiredType: required,
  });
}

export function castTo(e: TypedExpr, t: DataType, cx: BindContext): TypedExpr {
  if (sameType(e.dataType, t)) return e;
  return { ...makeCast(e, t, cx.mode, cx.timeZone, false), nullable: castNullable(e, t, cx.mode) };
}

/** Each argument as its parameter wants it. `casts: false`: nothing but a bare null is given another type. */
export function expectTypes(
  args: readonly TypedExpr[],
  types: readonly InputType[],
  show: Show,
  cx: BindContext,
  casts = true,
): readonly TypedExpr[] {
  return args.map((e, i) => {
    const want = types[Math.min(i, types.length - 1)] as InputType;
    if (want.accepts(e.dataType)) return e;
    const t = casts || e.dataType.kind === "void" ? implicitCast(e.dataType, want, cx.ansi) : undefined;
    if (t === undefined) throw unexpectedType(show, args, i, want.label);
    return castTo(e, t, cx);
  });
}

export interface OperatorRules {
  readonly kind: "arithmetic" | "comparison" | "equality" | "bitwise" | "logical";
  readonly input: InputType;
  readonly show: Show;
  /** Both sides of `/` become double, of `div` long. */
  readonly division?: "divide" | "integral";
}

/** Spark's coercion of a binary operator; the two sides have the same type afterwards (decimals of arithmetic aside). */
export function coerceOperands(left: TypedExpr, right: TypedExpr, rules: OperatorRules, cx: BindContext): Pair {
  let pair: Pair = [left, right];
  // Spark applies its rules until nothing changes; each rule here brings the pair nearer to the end.
  for (let i = 0; i < 5; i++) {
    const next = step(pair, rules, cx);
    if (next[0] === pair[0] && next[1] === pair[1]) break;
    pair = next;
  }
  check(pair, rules);
  return pair;
}

function step(pair: Pair, rules: OperatorRules, cx: BindContext): Pair {
  let [l, r] = promoteStrings(pair, rules, cx);
  [l, r] = meetDecimals(l, r, rules, cx);
  if (rules.division === "divide") [l, r] = toDoubles(l, r, cx);
  if (rules.division === "integral") [l, r] = [toLong(l, cx), toLong(r, cx)];
  const [a, b] = [l.dataType, r.dataType];
  if (a.kind === "void" && b.kind === "void") {
    // A bare null takes the operator's own type, unless any type will do.
    if (rules.input.accepts(a)) return [l, r];
    const t = implicitCast(a, rules.input, cx.ansi);
    return t === undefined ? [l, r] : [castTo(l, t, cx), castTo(r, t, cx)];
  }
  const decimal = a.kind === "decimal" || b.kind === "decimal";
  if ((decimal && a.kind !== "void" && b.kind !== "void") || sameType(a, b)) return [l, r];
  const common = tightestCommonType(a, b, cx.ansi);
  if (common === undefined || !rules.input.accepts(common)) return [l, r];
  return [castTo(l, common, cx), castTo(r, common, cx)];
}

function promoteStrings([l, r]: Pair, rules: OperatorRules, cx: BindContext): Pair {
  const [a, b] = [l.dataType, r.dataType];
  if (!isString(a) && !isString(b)) return [l, r];
  if (isString(a) && isString(b)) {
    // Without ANSI arithmetic on strings is arithmetic on doubles.
    const numbers = !cx.ansi && (rules.kind === "arithmetic" || rules.kind === "bitwise");
    return numbers ? [castTo(l, DOUBLE, cx), castTo(r, DOUBLE, cx)] : [l, r];
  }
  if (cx.ansi) {
    const t = promoteString(a, b, true);
    return t === undefined ? [l, r] : [castTo(l, t, cx), castTo(r, t, cx)];
  }
  const other = isString(a) ? b : a;
  if (rules.kind === "arithmetic" || rules.kind === "bitwise") {
    if (isAnsiInterval(other) || other.kind === "interval") return [l, r];
    return isString(a) ? [castTo(l, DOUBLE, cx), r] : [l, castTo(r, DOUBLE, cx)];
  }
  if (rules.kind === "logical") return [l, r];
  const t = legacyComparisonType(isString(a) ? a : b, other);
  return t === undefined ? [l, r] : [castTo(l, t, cx), castTo(r, t, cx)];
}
/** Without ANSI a string is compared as the other side's type. */
function legacyComparisonType(string: DataType, other: DataType): DataType | undefined {
  if (other.kind === "void") return string;
  if (other.kind === "decimal") return DOUBLE;
  return isAnsiInterval(other) || !isAtomic(other) ? undefined : other;
}

function isFloat(t: DataType): boolean {
  return t.kind === "float" || t.kind === "double";
}
function meetDecimals(l: TypedExpr, r: TypedExpr, rules: OperatorRules, cx: BindContext): Pair {
  const [a, b] = [l.dataType, r.dataType];
  const compares = rules.kind === "comparison" || rules.kind === "equality";
  if (a.kind === "decimal" && b.kind === "decimal") {
    if (!compares || sameType(a, b)) return [l, r];
    const t = widerDecimal(a, b);
    return [castTo(l, t, cx), castTo(r, t, cx)];
  }
  if (a.kind === "decimal") {
    if (isIntegral(b)) return [l, castTo(r, decimalOfIntegral(r, cx), cx)];
    return isFloat(b) ? [castTo(l, DOUBLE, cx), r] : [l, r];
  }
  if (b.kind === "decimal") {
    if (isIntegral(a)) return [castTo(l, decimalOfIntegral(l, cx), cx), r];
    return isFloat(a) ? [l, castTo(r, DOUBLE, cx)] : [l, r];
  }
  return [l, r];
}
/** A literal takes no more digits than it has, so that the result keeps its own; one of a byte takes those of its type. */
function decimalOfIntegral(e: TypedExpr, cx: BindContext): DecimalType {
  if (
    e.kind === "Literal" &&
    e.value !== null &&
    e.dataType.kind !== "byte" &&
    cx.conf("spark.sql.legacy.literal.pickMinimumPrecision") !== "false"
  ) {
    return new DecimalType(String(e.value).replace("-", "").length, 0);
  }
  return decimalForType(e.dataType);
}
function toDoubles(l: TypedExpr, r: TypedExpr, cx: BindContext): Pair {
  const numeric = (t: DataType): boolean => isNumeric(t) || t.kind === "void";
  const [a, b] = [l.dataType, r.dataType];
  if (!numeric(a) || !numeric(b)) return [l, r];
  if (a.kind === "double" || a.kind === "decimal") {
    if (sameType(a, b) || (a.kind === "decimal" && b.kind === "decimal")) return [l, r];
    // The left side decides: a decimal divided by null stays one.
    if (b.kind === "void") return [l, castTo(r, a, cx)];
  }
  return [castTo(l, DOUBLE, cx), castTo(r, DOUBLE, cx)];
}
function toLong(e: TypedExpr, cx: BindContext): TypedExpr {
  const { kind } = e.dataType;
  return kind === "byte" || kind === "short" || kind === "integer" ? castTo(e, LONG, cx) : e;
}

function check([l, r]: Pair, rules: OperatorRules): void {
  const [a, b] = [l.dataType, r.dataType];
  const text = (): string => rules.show([prettyName(l), prettyName(r)]);
  const decimals = rules.kind === "arithmetic" && a.kind === "decimal" && b.kind === "decimal";
  const compares = rules.kind === "comparison" || rules.kind === "equality";
  if (!decimals && !sameType(a, b) && !(compares && sameShape(a, b))) {
    throw mismatch("BINARY_OP_DIFF_TYPES", text(), { left: typeText(a), right: typeText(b) });
  }
  if (!rules.input.accepts(a)) {
    throw mismatch("BINARY_OP_WRONG_TYPE", text(), { inputType: rules.input.label, actualDataType: typeText(a) });
  }
}

/** The same type but for the names of fields: comparisons go by position. */
export function sameShape(a: DataType, b: DataType): boolean {
  if (a.kind === "struct" && b.kind === "struct") {
    return (
      a.fields.length === b.fields.length && a.fields.every((f, i) => sameShape(f.dataType, b.fields[i]!.dataType))
    );
  }
  if (a.kind === "array" && b.kind === "array") return sameShape(a.elementType, b.elementType);
  if (a.kind === "map" && b.kind === "map")
    return sameShape(a.keyType, b.keyType) && sameShape(a.valueType, b.valueType);
  return sameType(a, b);
}

/** Spark's error where values of a list of arguments have no common type. */
export function differentTypes(name: string, text: string, types: readonly DataType[]): AnalysisException {
  return mismatch("DATA_DIFF_TYPES", text, {
    functionName: `\`${name}\``,
    dataType: `[${types.map(typeText).join(", ")}]`,
  });
}
