/** Expressions that are resolved only where their DataFrame becomes part of another (`outer()`). */
import type { Expression } from "../plan/expression.ts";
import { someNode } from "../plan/written-tree.ts";

let used = false;

/** Marks the expression, by a call that changes nothing. */
export function lazyExpression(child: Expression): Expression {
  used = true;
  return Object.freeze({ kind: "UnresolvedFunction", nameParts: ["lazy"], arguments: [child], isInternal: true });
}

/** Whether a node holds such an expression, not counting the plans inside of it. */
export function holdsLazyExpression(node: object): boolean {
  // Hardly any program uses them: the others need not be searched.
  if (!used) return false;
  return someNode(node, (at) => {
    if (at !== node && "common" in at) return false;
    const { kind, nameParts, isInternal } = at;
    const isMark = kind === "UnresolvedFunction" && isInternal === true;
    return (isMark && (nameParts as readonly string[])[0] === "lazy") || undefined;
  });
}
