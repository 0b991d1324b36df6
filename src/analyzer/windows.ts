/** Window functions out of a select list, into a Window node below it. */
import { alias, children, exists, isAggregateCall, mapChildren, toAttribute } from "../logical/build.ts";
import { deeply } from "../logical/deep.ts";
import type { Attribute, TypedAlias, TypedExpr, WindowExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { inherited } from "./inherited.ts";

type WindowAlias = TypedAlias & { readonly child: WindowExpr };

export function withWindows(
  input: Logical,
  list: readonly (Attribute | TypedAlias)[],
): { plan: Logical; list: readonly (Attribute | TypedAlias)[] } {
  if (!list.some((e) => e.kind === "Alias" && exists(e, isWindowed))) return { plan: input, list };
  // A window inside a window stands in a layer below it.
  const layers: Map<string, WindowAlias>[] = [];
  const layerOf = new Map<number, number>();
  const layerAbove = (e: TypedExpr): number => {
    let most = 0;
    exists(e, (x) => {
      const below = x.kind === "Attribute" ? layerOf.get(x.id) : undefined;
      if (below !== undefined) most = Math.max(most, below + 1);
      return false;
    });
    return most;
  };
  const replace = (e: TypedExpr): TypedExpr => deeply(e, children, replaceNode);
  const replaceNode = (given: TypedExpr, below: (e: TypedExpr) => TypedExpr): TypedExpr => {
    if (given.kind === "Call" && given.fn.kind === "window") {
      throw new AnalysisException("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", { funcName: `"${prettyName(given)}"` });
    }
    if (given.kind !== "Window") return mapChildren(given, below);
    // The function itself stays; what it reads may be windows.
    const e: WindowExpr = {
      ...given,
      function: mapChildren(given.function, replace),
      partitionBy: given.partitionBy.map(replace),
      orderBy: given.orderBy.map((o) => ({ ...o, child: replace(o.child) })),
    };
    return inOwnTerms(e, given);
  };
  /** A window whose parts are replaced already; a function that stands for others gives a window for each of them. */
  const inOwnTerms = (e: WindowExpr, given: WindowExpr): TypedExpr => {
    const call = e.function;
    if (call.kind !== "Call" || call.replacement === undefined) return placed(e, given);
    const over = (x: TypedExpr): WindowExpr => ({ ...e, function: x, dataType: x.dataType, nullable: x.nullable });
    const own = inherited(call, call.replacement);
    return deeply(own, children, (x, below) => {
      if (!isAggregateCall(x)) return mapChildren(x, below);
      const made = over(x);
      return inOwnTerms(made, made);
    });
  };
  const placed = (e: WindowExpr, given: WindowExpr): TypedExpr => {
    const layer = layerAbove(e);
    const found = (layers[layer] ??= new Map());
    const key = exprKey(e);
    let made = found.get(key);
    if (made === undefined) {
      made = alias(e, prettyName(given)) as WindowAlias;
      found.set(key, made);
      layerOf.set(made.id, layer);
    }
    return toAttribute(made);
  };
  const rewritten = list.map((e) => (e.kind === "Alias" ? { ...e, child: replace(e.child) } : e));
  const plan = layers.reduce<Logical>((below, found) => {
    const windows = [...found.values()];
    return { kind: "Window", input: below, windows, output: [...below.output, ...windows.map(toAttribute)] };
  }, input);
  return { plan, list: rewritten };
}
function isWindowed(e: TypedExpr): boolean {
  return e.kind === "Window" || (e.kind === "Call" && e.fn.kind === "window");
}
