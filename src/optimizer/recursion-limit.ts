/** A LIMIT over a recursive table ends its rounds as soon as enough rows are there. */
import type { Logical } from "../logical/relation.ts";
import { transformRelations } from "../logical/tree.ts";

export function limitRecursion(plan: Logical): Logical {
  return transformRelations(plan, (rel) => {
    if (rel.kind !== "Limit" || rel.limit === undefined) return rel;
    const input = limited(rel.input, rel.offset + rel.limit);
    return input === rel.input ? rel : { ...rel, input };
  });
}
function limited(rel: Logical, rows: number): Logical {
  if (rel.kind === "Recursion") return { ...rel, limit: rows };
  if (rel.kind !== "Project" && rel.kind !== "SubqueryAlias") return rel;
  const input = limited(rel.input, rows);
  return input === rel.input ? rel : { ...rel, input };
}
