/** Constant arguments of sketch functions, and the types they take. */
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext } from "../logical/function-row.ts";
import { isFoldable, literal } from "../logical/build.ts";
import {
  ANY,
  arrayOf,
  type InputType,
  oneOf,
  T_BINARY,
  T_DOUBLE,
  T_FLOAT,
  T_INT,
  T_LONG,
  T_STRING,
} from "../logical/input-type.ts";
import { sqlText } from "../logical/pretty.ts";
import { INT, STRING } from "../types/data-type.ts";
import { type AnalysisException, SparkRuntimeException } from "../types/spark-error.ts";
import { refuseMalformed } from "./aggregate-constants.ts";
import { unexpectedInput } from "./bind.ts";
import { coerceTo, folded, literalOf, mismatch } from "./support.ts";

export type Args = readonly TypedExpr[];
/** Keys of theta and tuple sketches. */
export const KEYS: InputType = {
  ...oneOf(arrayOf(T_INT), arrayOf(T_LONG), T_BINARY, T_DOUBLE, T_FLOAT, T_INT, T_LONG, T_STRING),
  label: '("ARRAY<INT>" or "ARRAY<BIGINT>" or "BINARY" or "DOUBLE" or "FLOAT" or "INT" or "BIGINT" or "STRING")',
};
export const HLL_VALUES: InputType = oneOf(T_INT, T_LONG, T_STRING, T_BINARY);

/** The types as they are: sketches take no implicit casts. */
export function exactly(args: Args, i: number, input: InputType, cx: BindContext): void {
  const e = args[i];
  if (e === undefined || input.accepts(e.dataType) || e.dataType.kind === "void") return;
  throw unexpectedInput(cx.name, args, i, input.label);
}
/** The arguments with one of them cast, as those of some sketches are. */
export function castTo(input: InputType, args: Args, i: number, cx: BindContext): Args {
  return coerceTo(
    args,
    args.map((_, at) => (at === i ? input : ANY)),
    cx,
  );
}
export function quotedName(cx: BindContext): string {
  return `\`${cx.name}\``;
}
/** The value of a constant argument; null for a null, undefined for what is no constant. */
export function constantAt(
  args: Args,
  i: number,
  cx: BindContext,
): number | bigint | boolean | string | null | undefined {
  const e = args[i];
  if (e === undefined || !isFoldable(e)) return undefined;
  refuseMalformed(e);
  return literalOf(folded(e, cx)) as number | null | undefined;
}
function refused(cx: BindContext, args: Args, text: string): AnalysisException {
  return mismatch(cx.name, args, "TYPE_CHECK_FAILURE_WITH_HINT", { msg: text, hint: "" });
}
export const DEFAULT_LG = 12;

/** The size of a theta sketch. */
export function thetaSize(args: Args, i: number, cx: BindContext): TypedExpr {
  if (args[i] === undefined) return literal(DEFAULT_LG, INT);
  exactly(args, i, T_INT, cx);
  const found = constantAt(args, i, cx);
  if (found === undefined) {
    throw new SparkRuntimeException("THETA_LG_NOM_ENTRIES_MUST_BE_CONSTANT", { function: quotedName(cx) });
  }
  const lg = Number(found ?? 0);
  if (lg < 4 || lg > 26) throw sizeError(cx, lg);
  return literal(lg, INT);
}
function sizeError(cx: BindContext, lg: number): SparkRuntimeException {
  return new SparkRuntimeException("SKETCH_INVALID_LG_NOM_ENTRIES", {
    function: quotedName(cx),
    min: "4",
    max: "26",
    value: String(lg),
  });
}
/** A constant of a tuple sketch; errors are errors of its type. */
function tupleConstant(args: Args, i: number, cx: BindContext, name: string, type: string): unknown {
  const found = constantAt(args, i, cx);
  if (found === undefined) {
    throw mismatch(cx.name, args, "NON_FOLDABLE_INPUT", {
      inputName: name,
      inputType: type,
      inputExpr: sqlText(args[i] as TypedExpr),
    });
  }
  if (found === null) throw mismatch(cx.name, args, "UNEXPECTED_NULL", { exprName: name });
  return found;
}
/** Aggregates cast their arguments, functions of sketches take them as they are. */
function taken(input: InputType, args: Args, i: number, cx: BindContext): Args {
  if (cx.aggregate !== undefined) return castTo(input, args, i, cx);
  exactly(args, i, input, cx);
  return args;
}
export function tupleSize(args: Args, i: number, cx: BindContext): TypedExpr {
  if (args[i] === undefined) return literal(DEFAULT_LG, INT);
  const lg = Number(tupleConstant(taken(T_INT, args, i, cx), i, cx, "lgNomEntries", "int"));
  if (lg < 4 || lg > 26) throw refused(cx, args, `[SKETCH_INVALID_LG_NOM_ENTRIES] ${lg} is not between 4 and 26`);
  return literal(lg, INT);
}
const MODES: readonly string[] = ["sum", "min", "max", "alwaysone"];
export function tupleMode(args: Args, i: number, cx: BindContext): TypedExpr {
  if (args[i] === undefined) return literal("sum", STRING);
  const mode = String(tupleConstant(taken(T_STRING, args, i, cx), i, cx, "mode", "string")).toLowerCase();
  if (!MODES.includes(mode))
    throw refused(cx, args, `[TUPLE_INVALID_SKETCH_MODE] ${mode} is none of ${MODES.join(", ")}`);
  return literal(mode, STRING);
}
/** The accuracy of a KLL sketch; undefined where it is left out. */
export function kllSize(args: Args, i: number, cx: BindContext): readonly TypedExpr[] {
  if (args[i] === undefined) return [];
  exactly(args, i, T_INT, cx);
  const k = Number(tupleConstant(args, i, cx, "k", "int"));
  if (k < 8 || k > 65_535) throw refused(cx, args, `[KLL_SKETCH_K_OUT_OF_RANGE] ${k} is not between 8 and 65535`);
  return [literal(k, INT)];
}
/** How a call prints with the defaults of what it leaves out. */
export function shownWith(
  ...defaults: readonly string[]
): (
  args: readonly string[],
  call: { readonly name: string; readonly fn: { readonly params: readonly unknown[] } },
) => string {
  return (args, call) => {
    const missing = call.fn.params.length - args.length;
    const added = missing > 0 ? defaults.slice(-missing) : [];
    return `${call.name}(${[...args, ...added].join(", ")})`;
  };
}
