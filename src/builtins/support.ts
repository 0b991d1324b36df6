/** What rows of several families share: constant arguments, physical integers, data errors. */
import { implicit } from "../logical/build.ts";
import { implicitCast } from "../logical/coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, LowerContext, RaiseSite } from "../logical/function-row.ts";
import type { InputType } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { PolarsType } from "../polars/polars-type.ts";
import type { DataType } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { folded, unexpectedInput } from "./bind.ts";

export { folded };

/** The value of an argument that {@link folded} made a literal; undefined if it is none. */
export function literalOf(e: TypedExpr | undefined): LiteralValue | undefined {
  if (e === undefined) return undefined;
  if (e.kind === "Literal") return e.value;
  if (e.kind === "Cast" && e.child.kind === "Literal" && e.child.value === null) return null;
  return undefined;
}
export function numberOf(e: TypedExpr | undefined): number | undefined {
  const value = literalOf(e);
  return typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : undefined;
}
export function stringOf(e: TypedExpr | undefined): string | undefined {
  const value = literalOf(e);
  return typeof value === "string" ? value : undefined;
}

/** `value`, but null where the condition holds. */
export function nullWhere(condition: Px, value: Px, type: PolarsType): Px {
  return px.ternary(condition, px.lit.null(type), value);
}
/** An error that needs no value of the row. */
export function failing(
  cx: LowerContext,
  call: Call,
  condition: string,
  parameters: { [k: string]: string },
): RaiseSite {
  return cx.site(call, () => ({ condition, parameters }));
}
/** What Java's own arithmetic raises, which Spark hands on. */
export function arithmetic(cx: LowerContext, call: Call, message: string): RaiseSite {
  return cx.site(call, () => ({ condition: null, message }));
}
/** Spark's overflow of a mathematical function. */
export function overflow(cx: LowerContext, call: Call, message = "Overflow"): RaiseSite {
  const parameters = { message, alternative: "", config: '"spark.sql.ansi.enabled"' };
  return failing(cx, call, "ARITHMETIC_OVERFLOW", parameters);
}
/** Integers that a decimal of this precision is kept as. */
export function decimalInts(precision: number): PolarsType {
  return precision <= 18 ? "Int64" : "Int128";
}
export function intLitOf(value: number | bigint, type: PolarsType): Px {
  return type === "Int128" ? px.lit.i128(value) : px.lit.i64(value);
}
/** A type error of a call that is not bound yet. */
export function mismatch(
  name: string,
  args: readonly TypedExpr[],
  subclass: string,
  parameters: { readonly [k: string]: string },
): AnalysisException {
  return new AnalysisException(`DATATYPE_MISMATCH.${subclass}`, {
    sqlExpr: `"${name}(${args.map(prettyName).join(", ")})"`,
    ...parameters,
  });
}
export function quotedType(t: DataType): string {
  return `"${t.sql}"`;
}
export function nonFoldable(
  name: string,
  args: readonly TypedExpr[],
  i: number,
  input: string,
  type: string,
): AnalysisException {
  return mismatch(name, args, "NON_FOLDABLE_INPUT", {
    inputName: `\`${input}\``,
    inputType: `"${type}"`,
    inputExpr: `"${prettyName(args[i] as TypedExpr)}"`,
  });
}

/** Implicit casts of arguments to input types (the last one repeats), for rows with a `coerce` of their own. */
export function coerceTo(
  args: readonly TypedExpr[],
  inputs: readonly InputType[],
  cx: BindContext,
): readonly TypedExpr[] {
  return args.map((e, i) => {
    const input = inputs[i] ?? inputs.at(-1);
    if (input === undefined || e.kind === "Lambda") return e;
    const t = implicitCast(e.dataType, input, cx.ansi);
    if (t === undefined) throw unexpectedInput(cx.name, args, i, input.label);
    return implicit(e, t, cx.mode, cx.timeZone);
  });
}

/** Whether names that differ in case differ. */
export function isCaseSensitive(cx: BindContext): boolean {
  return cx.conf("spark.sql.caseSensitive") === "true";
}

/** Some functions take no constant for a seed but a literal. */
export function requireLiteralSeed(functionName: string, seed: TypedExpr | undefined): void {
  if (seed === undefined || (seed.kind === "Literal" && /^(?:integer|long|void)$/.test(seed.dataType.kind))) return;
  throw new AnalysisException("INVALID_PARAMETER_VALUE.LONG", {
    functionName: `\`${functionName}\``,
    parameter: "`seed`",
    invalidValue: `"${prettyName(seed)}"`,
  });
}
