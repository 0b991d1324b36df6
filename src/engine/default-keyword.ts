/** The keyword DEFAULT, which the grammar takes for the name of a column. */
import type { WrittenNode } from "../plan/written-tree.ts";

export function isDefault(node: object): boolean {
  const { kind, nameParts } = node as WrittenNode;
  if (kind !== "UnresolvedAttribute") return false;
  const parts = nameParts as readonly string[];
  return parts.length === 1 && parts[0]?.toLowerCase() === "default";
}
