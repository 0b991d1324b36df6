/** What the rows of the string families share: reading constant arguments, printing defaults, argument checks. */
import { unsupported } from "../types/spark-error.ts";
import { implicit } from "../logical/build.ts";
import { implicitCast, isString } from "../logical/coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import type { InputType } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { type DataType, STRING, type StringType } from "../types/data-type.ts";
import { unexpectedInput } from "./bind.ts";

type Args = readonly TypedExpr[];

export function argOf(args: Args, i: number): TypedExpr {
  const e = args[i];
  if (e === undefined) throw new Error(`argument ${i} is missing`);
  return e;
}

/** The value of a literal argument, also under casts that leave the value as it is; undefined where it is no literal. */
export function literalArg(call: Call, i: number): { readonly value: unknown } | undefined {
  let e = call.args[i];
  while (
    e !== undefined &&
    (e.kind === "Alias" || (e.kind === "Cast" && isString(e.dataType) && isString(e.child.dataType)))
  )
    e = e.child;
  return e?.kind === "Literal" ? { value: e.value } : undefined;
}
/** The value of an argument that analysis has made a literal, since the function needs it to be constant. */
export function constantArg(call: Call, i: number): { readonly value: unknown } {
  const found = literalArg(call, i);
  if (found === undefined) throw unsupported(`a constant argument of ${call.name} that cannot be computed`);
  return found;
}
export function literalText(call: Call, i: number): string | undefined {
  const found = literalArg(call, i);
  return typeof found?.value === "string" ? found.value : undefined;
}
/** A literal integer (byte to long) as a number. */
export function literalInt(call: Call, i: number): number | undefined {
  const found = literalArg(call, i)?.value;
  return typeof found === "number" || typeof found === "bigint" ? Number(found) : undefined;
}

/** The type of the first argument: strings keep their collation. */
export function likeFirst(args: Args): DataType {
  const t = args[0]?.dataType;
  return t === undefined || (t.kind !== "string" && t.kind !== "binary") ? STRING : t;
}
/** The string type of the first argument, whatever it is. */
export function stringLikeFirst(args: Args): StringType {
  const t = args[0]?.dataType;
  return t?.kind === "string" ? t : (STRING as StringType);
}

/** The string type of a function of several strings: the collation that one of them has all of them have, unless cast. */
export function stringOfAny(args: Args): StringType {
  for (const { dataType } of args) {
    const t = dataType.kind === "array" ? dataType.elementType : dataType;
    if (t.kind === "string" && t.collation !== "UTF8_BINARY") return t;
  }
  return stringLikeFirst(args);
}

/** Prints the call with the defaults of the arguments that were left out, given for the last parameters. */
export function withDefaults(total: number, ...defaults: readonly string[]): NonNullable<FunctionRow["display"]> {
  return (args, call) => {
    const left = total - args.length;
    const shown = left <= 0 ? args : [...args, ...defaults.slice(defaults.length - left)];
    return `${call.fn.printedName?.[call.name] ?? call.name}(${shown.join(", ")})`;
  };
}
/** Prints under one name whatever alias was written. */
export function printedAs(name: string): NonNullable<FunctionRow["display"]> {
  return (args) => `${name}(${args.join(", ")})`;
}

/**
 * Coercion of functions that take their arguments as they are: only NULL takes the parameter's type, nothing else is
 * cast. `types` are per position; the last one repeats.
 */
export function asTheyAre(...types: readonly InputType[]): NonNullable<FunctionRow["coerce"]> {
  return (args, cx) =>
    args.map((e, i) => {
      const type = types[Math.min(i, types.length - 1)];
      if (type === undefined || type.accepts(e.dataType)) return e;
      const concrete = type.concrete ?? type.choices?.find((c) => c.concrete !== undefined)?.concrete;
      if (e.dataType.kind === "void" && concrete !== undefined) return implicit(e, concrete, cx.mode, cx.timeZone);
      throw unexpectedInput(cx.name, args, i, type.label);
    });
}

/** The usual coercion by the parameters' types, for rows that have one of their own besides. */
export function inputTypes(...types: readonly InputType[]): NonNullable<FunctionRow["coerce"]> {
  return (args, cx) =>
    args.map((e, i) => {
      const type = types[Math.min(i, types.length - 1)]!;
      const to = implicitCast(e.dataType, type, cx.ansi);
      if (to === undefined) throw unexpectedInput(cx.name, args, i, type.label);
      return implicit(e, to, cx.mode, cx.timeZone);
    });
}

/** The argument as a literal where it is a constant string, so that lowering finds its value. */
export function folded(e: TypedExpr, cx: BindContext): TypedExpr {
  const found = cx.constant(e);
  if (e.kind === "Literal" || found === undefined) return e;
  if (found.value !== null && typeof found.value !== "string") return e;
  return { kind: "Literal", value: found.value, dataType: STRING, nullable: found.value === null };
}

/** The call as error messages quote it. */
export function quotedCall(cx: BindContext, args: Args): string {
  return `"${cx.name}(${args.map(prettyName).join(", ")})"`;
}
