/** Window functions out of a select list, into a Window node below it. */
import { alias, exists, isAggregateCall, mapChildren, toAttribute, transformUp } from "../logical/build.ts";
import type { Attribute, TypedAlias, TypedExpr, WindowExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import { prettyName } from "../logical/pretty.ts";
import { inherited } from "./inherited.ts";
import type { Logical } from "../logical/relation.ts";

type WindowAlias = TypedAlias & { readonly child: WindowExpr };

export function withWindows(
  input: Logical,
  list: readonly (Attribute | TypedAlias)[],
): { plan: Logical; list: readonly (Attribute | TypedAlias)[] } {
  if (!list.some((e) => e.kind === "Alias" && exists(e, (x) => x.kind === "Window"))) return { plan: input, list };
  const found = new Map<string, WindowAlias>();
  const replace = (e: TypedExpr): TypedExpr => {
    if (e.kind !== "Window") return mapChildren(e, replace);
    if (e.function.kind === "Call" && e.function.replacement !== undefined) {
      const call = e.function;
      const over = transformUp(inherited(call, call.replacement as TypedExpr), (x) =>
        isAggregateCall(x) ? { ...e, function: x, dataType: x.dataType, nullable: x.nullable } : x,
      );
      return replace(over);
    }
    const key = exprKey(e);
    let made = found.get(key);
    if (made === undefined) {
      made = alias(e, prettyName(e)) as WindowAlias;
      found.set(key, made);
    }
    return toAttribute(made);
  };
  const rewritten = list.map((e) => (e.kind === "Alias" ? { ...e, child: replace(e.child) } : e));
  const windows = [...found.values()];
  const plan: Logical = { kind: "Window", input, windows, output: [...input.output, ...windows.map(toAttribute)] };
  return { plan, list: rewritten };
}
