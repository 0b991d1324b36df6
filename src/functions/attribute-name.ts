/** Column names as the API takes them: parts divided by dots, a part with special characters in backticks. */
import type { UnresolvedAttribute, UnresolvedStar } from "../plan/expression.ts";
import { parseAttributeName } from "../types/name-text.ts";

/** The node for a column name: an attribute, or a star for `*` and `t.*`. */
export function attributeNode(name: string, planId?: number): UnresolvedAttribute | UnresolvedStar {
  const bound = planId === undefined ? {} : { planId };
  if (name === "*") return Object.freeze({ kind: "UnresolvedStar", ...bound });
  if (name.endsWith(".*")) {
    return Object.freeze({ kind: "UnresolvedStar", target: parseAttributeName(name.slice(0, -2)), ...bound });
  }
  return Object.freeze({ kind: "UnresolvedAttribute", nameParts: parseAttributeName(name), ...bound });
}
