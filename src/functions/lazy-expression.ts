/** Expressions that are resolved only where their DataFrame becomes part of another (`outer()`). */
import type { Expression } from "../plan/expression.ts";

let used = false;

/** Marks the expression, by a call that changes nothing. */
export function lazyExpression(child: Expression): Expression {
  used = true;
  return Object.freeze({ kind: "UnresolvedFunction", nameParts: ["lazy"], arguments: [child], isInternal: true });
}

/** Whether a node holds such an expression, not counting the plans inside of it. */
export function holdsLazyExpression(node: object): boolean {
  // Hardly any program uses them: the others need not be searched.
  return used && search(node, true);
}

function search(value: unknown, isRoot: boolean): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  if (Array.isArray(value)) return value.some((item) => search(item, false));
  if (!isRoot && "common" in value) return false;
  const { kind, nameParts, isInternal } = value as { kind?: unknown; nameParts?: unknown; isInternal?: unknown };
  if (kind === "UnresolvedFunction" && isInternal === true && (nameParts as readonly string[])[0] === "lazy")
    return true;
  return Object.values(value).some((field) => search(field, false));
}
