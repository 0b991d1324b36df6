/** Column names as the API takes them: parts divided by dots, a part with special characters in backticks. */
import type { UnresolvedAttribute, UnresolvedStar } from "../plan/expression.ts";
import { AnalysisException } from "../types/spark-error.ts";

/** Splits `` a.`b.c`.d `` into its parts, as Spark does outside of SQL (a bare part may hold spaces). */
export function parseAttributeName(name: string): string[] {
  const fail = (): never => {
    throw new AnalysisException("INVALID_ATTRIBUTE_NAME_SYNTAX", { name });
  };
  const parts: string[] = [];
  let part = "";
  let inBackticks = false;
  for (let i = 0; i < name.length; i++) {
    const char = name[i];
    if (inBackticks) {
      if (char !== "`") part += char;
      else if (name[i + 1] === "`") {
        part += "`";
        i++;
      } else {
        inBackticks = false;
        if (i + 1 < name.length && name[i + 1] !== ".") fail();
      }
    } else if (char === "`") {
      if (part !== "") fail();
      inBackticks = true;
    } else if (char === ".") {
      if (name[i - 1] === "." || i === name.length - 1) fail();
      parts.push(part);
      part = "";
    } else part += char;
  }
  if (inBackticks) fail();
  parts.push(part);
  return parts;
}

/** The node for a column name: an attribute, or a star for `*` and `t.*`. */
export function attributeNode(name: string, planId?: number): UnresolvedAttribute | UnresolvedStar {
  const bound = planId === undefined ? {} : { planId };
  if (name === "*") return Object.freeze({ kind: "UnresolvedStar", ...bound });
  if (name.endsWith(".*")) {
    return Object.freeze({ kind: "UnresolvedStar", target: parseAttributeName(name.slice(0, -2)), ...bound });
  }
  return Object.freeze({ kind: "UnresolvedAttribute", nameParts: parseAttributeName(name), ...bound });
}
