/** Window functions out of a select list, into a Window node below it. */
import { alias, exists, mapChildren, toAttribute } from "../logical/build.ts";
import type { Attribute, TypedAlias, TypedExpr, WindowExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import { prettyName } from "../logical/pretty.ts";
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
