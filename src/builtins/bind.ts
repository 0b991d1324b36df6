/** From a registry row and typed arguments to a typed call: counts, implicit casts, result type, nullability. */
import type { Call, EvalMode, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, Param } from "../logical/function-row.ts";
import { implicit, isFoldable } from "../logical/build.ts";
import { implicitCast, sameType } from "../logical/coercion.ts";
import { prettyName, sqlText } from "../logical/pretty.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";

/** Parameter of the i-th argument; the variadic one repeats. */
function paramAt(params: readonly Param[], i: number): Param | undefined {
  const last = params.at(-1);
  return params[i] ?? (last?.variadic === true ? last : undefined);
}

function checkCount(row: FunctionRow, name: string, n: number): void {
  const required = row.params.filter((p) => p.optional !== true && p.variadic !== true).length;
  const variadic = row.params.at(-1)?.variadic === true;
  const most = variadic ? Number.POSITIVE_INFINITY : row.params.length;
  if (n >= required && n <= most) return;
  const expected =
    required === most
      ? String(required)
      : variadic
        ? `> ${required - 1}`
        : `[${Array.from({ length: most - required + 1 }, (_, i) => required + i).join(", ")}]`;
  throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
    functionName: quoted(name),
    expectedNum: expected,
    actualNum: String(n),
    docroot: "https://spark.apache.org/docs/latest",
  });
}
export function quoted(name: string): string {
  return name
    .split(".")
    .map((p) => `\`${p}\``)
    .join(".");
}

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
export function ordinal(i: number): string {
  return ORDINALS[i] ?? `${i + 1}th`;
}

/** The error of an argument whose type the function does not take. */
export function unexpectedInput(
  name: string,
  args: readonly TypedExpr[],
  i: number,
  required: string,
): AnalysisException {
  const e = args[i] as TypedExpr;
  return new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", {
    sqlExpr: `"${name}(${args.map(prettyName).join(", ")})"`,
    paramIndex: ordinal(i),
    inputSql: `"${sqlText(e)}"`,
    inputType: `"${e.dataType.sql}"`,
    requiredType: required,
  });
}

function coerceByParams(row: FunctionRow, args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  return args.map((e, i) => {
    const p = paramAt(row.params, i);
    if (p === undefined || e.kind === "Lambda") return e;
    const t = implicitCast(e.dataType, p.type, cx.ansi);
    if (t === undefined) throw unexpectedInput(cx.name, args, i, p.type.label);
    if (p.foldable === true && !isFoldable(e)) {
      throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
        sqlExpr: `"${cx.name}(${args.map(prettyName).join(", ")})"`,
        inputName: `\`${p.name}\``,
        inputType: p.type.label,
        inputExpr: `"${sqlText(e)}"`,
      });
    }
    return sameType(t, e.dataType) ? e : implicit(e, t, cx.mode, cx.timeZone);
  });
}

export interface BindOptions {
  readonly mode?: EvalMode | undefined;
  readonly aggregate?: Call["aggregate"];
  readonly ignoreNulls?: boolean | undefined;
}

/** Binds a call of `row`, written as `cx.name`, to arguments. */
export function bindCall(
  row: FunctionRow,
  given: readonly TypedExpr[],
  cx: BindContext,
  options: BindOptions = {},
): Call {
  if (row.unsupported !== undefined) throw unsupported(`the function ${row.name} (${row.unsupported})`);
  checkCount(row, cx.name, given.length);
  const args = row.coerce === undefined ? coerceByParams(row, given, cx) : row.coerce(given, cx);
  const replacement = row.rewrite?.(args, cx);
  const returns = typeof row.returns === "function" ? row.returns(args, cx) : row.returns;
  const dataType = returns ?? replacement?.dataType;
  if (dataType === undefined) throw new Error(`the row of ${row.name} gives no type`);
  const nullable =
    typeof row.nullable === "function"
      ? row.nullable(args, cx)
      : (row.nullable ?? replacement?.nullable ?? args.some((a) => a.nullable));
  return {
    kind: "Call",
    fn: row,
    name: cx.name,
    args,
    shown: given,
    dataType,
    nullable,
    mode: options.mode ?? cx.mode,
    timeZone: cx.timeZone,
    origin: cx.origin,
    replacement,
    aggregate: row.kind === "aggregate" ? (options.aggregate ?? { distinct: false }) : undefined,
    ignoreNulls: options.ignoreNulls,
  };
}
