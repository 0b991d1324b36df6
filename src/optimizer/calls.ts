/** Calls of built-ins made by rewrites, after analysis: types fit already, nothing depends on the session. */
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext } from "../logical/function-row.ts";
import { makeCast } from "../logical/build.ts";
import { bindCall } from "../builtins/bind.ts";
import { findBuiltin } from "../builtins/registry.ts";
import { BOOLEAN } from "../types/data-type.ts";

function context(name: string): BindContext {
  return {
    ansi: true,
    mode: "ansi",
    timeZone: "UTC",
    name,
    conf: () => "",
    call: (callee, args) => bindBuiltin(callee, args),
    cast: (e, to, mode) => makeCast(e, to, mode ?? "ansi", "UTC", false),
    constant: (e) => (e.kind === "Literal" ? { value: e.value } : undefined),
  };
}
export function bindBuiltin(name: string, args: readonly TypedExpr[]): TypedExpr {
  const row = findBuiltin(name);
  if (row === undefined) throw new Error(`no built-in function ${name}`);
  return bindCall(row, args, context(name));
}
/** Null-safe equality of two values of one type, whatever the type (SQL itself compares no maps). */
export function sameValue(a: TypedExpr, b: TypedExpr): TypedExpr {
  const row = findBuiltin("<=>");
  if (row === undefined) throw new Error("no built-in function <=>");
  return {
    kind: "Call",
    fn: row,
    name: "<=>",
    args: [a, b],
    dataType: BOOLEAN,
    nullable: false,
    mode: "ansi",
    timeZone: "UTC",
  };
}
export function conjuncts(e: TypedExpr | undefined): TypedExpr[] {
  const found: TypedExpr[] = [];
  const stack = e === undefined ? [] : [e];
  for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
    if (x.kind === "Call" && x.fn.name === "and") stack.push(...[...x.args].reverse());
    else found.push(x);
  }
  return found;
}
export function disjuncts(e: TypedExpr): TypedExpr[] {
  const found: TypedExpr[] = [];
  const stack = [e];
  for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
    if (x.kind === "Call" && x.fn.name === "or") stack.push(...[...x.args].reverse());
    else found.push(x);
  }
  return found;
}
/** All of them; at least one. */
export function conjunction(list: readonly TypedExpr[]): TypedExpr {
  return list.reduce((a, b) => bindBuiltin("and", [a, b]));
}
export function disjunction(list: readonly TypedExpr[]): TypedExpr {
  return list.reduce((a, b) => bindBuiltin("or", [a, b]));
}
