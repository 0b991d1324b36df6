/**
 * A condition that may raise an error stands before those of the filters above it, in one filter with them, as in Spark: the
 * engine would drop rows by the upper ones first, and the error with them.
 */
import { mayRaise } from "../builtins/guards.ts";
import { exists, transformUp } from "../logical/build.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import type { AliasNode, FilterNode, Logical, ProjectNode } from "../logical/relation.ts";
import { transformRelations } from "../logical/tree.ts";
import { conjunction } from "./calls.ts";

export function combineFilters(plan: Logical): Logical {
  return transformRelations(plan, (rel) => (rel.kind === "Filter" ? combined(rel) : rel));
}

function combined(filter: FilterNode): Logical {
  let { input: at, condition } = filter as { input: Logical; condition: TypedExpr };
  // Columns that only get other names or places are no step between.
  const between: (ProjectNode | AliasNode)[] = [];
  while (at.kind === "Project" || at.kind === "SubqueryAlias") {
    const below = at.kind === "Project" ? underProjection(condition, at) : condition;
    if (below === undefined) return filter;
    condition = below;
    between.push(at);
    at = at.input;
  }
  if (!isRaising(at)) return filter;
  const both: Logical = { ...at, condition: conjunction([at.condition, condition]) };
  return between.reduceRight<Logical>((input, node) => ({ ...node, input }), both);
}
function isRaising(rel: Logical): rel is FilterNode {
  return rel.kind === "Filter" && mayRaise(rel.condition);
}
/** A condition over a projection's output as one over its input; undefined where it needs what the projection computes. */
function underProjection(condition: TypedExpr, { expressions }: ProjectNode): TypedExpr | undefined {
  const sources = new Map<number, Attribute>();
  for (const e of expressions) {
    if (e.kind === "Attribute") sources.set(e.id, e);
    else if (e.child.kind === "Attribute") sources.set(e.id, e.child);
  }
  if (exists(condition, (e) => e.kind === "Subquery" || (e.kind === "Attribute" && !sources.has(e.id))))
    return undefined;
  return transformUp(condition, (e) => (e.kind === "Attribute" ? (sources.get(e.id) as Attribute) : e));
}
