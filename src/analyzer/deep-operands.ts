/** What must be resolved ahead of a deep expression, so that recursion over it need not be deep. */
import { findBuiltin } from "../builtins/registry.ts";
import type { Expression } from "../plan/expression.ts";

/** The operands that mean the same whether resolved before their parent or by it. */
function operands(e: Expression): readonly Expression[] {
  if (e.kind === "Cast") return [e.child];
  if (e.kind !== "UnresolvedFunction" || e.arguments.some((a) => a.kind === "LambdaFunction")) return [];
  const name = e.nameParts.at(-1) ?? "";
  const row = findBuiltin(name === "||" ? "concat" : name);
  // Aggregates may look elsewhere for their columns; functions that are not built in have parameters.
  return row?.kind === "scalar" ? e.arguments.filter((a) => a.kind === "UnresolvedFunction" || a.kind === "Cast") : [];
}

/** Those at every `step`th level counted from the leaves, the lowest first. */
export function deepOperands(root: Expression, step: number): readonly Expression[] {
  const heights = new Map<Expression, number>();
  const picked: Expression[] = [];
  const stack: Expression[] = [root];
  for (let e = stack.at(-1); e !== undefined; e = stack.at(-1)) {
    const below = operands(e);
    const waiting = heights.has(e) ? [] : below.filter((o) => !heights.has(o));
    if (waiting.length > 0) {
      stack.push(...waiting);
      continue;
    }
    stack.pop();
    if (heights.has(e)) continue;
    const height = below.reduce((most, o) => Math.max(most, (heights.get(o) ?? 0) + 1), 0);
    heights.set(e, height);
    if (height > 0 && height % step === 0 && e !== root) picked.push(e);
  }
  return picked;
}
