/** Subqueries that read no table are the expressions they select, so that branches which are not taken do not run them. */
import { alias, exists, isDeterministic, toAttribute, transformUp } from "../logical/build.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { LateralJoinNode, Logical, ProjectNode } from "../logical/relation.ts";
import { mapExpressions, someExpression, transformRelations } from "../logical/tree.ts";
import { inputsFirst } from "../logical/tree.ts";

export function inlineOneRow(plan: Logical): Logical {
  const isLateral = (rel: Logical): boolean => rel.kind === "LateralJoin";
  if (!inputsFirst(plan).some(isLateral) && !someExpression(plan, (e) => e.kind === "Subquery")) return plan;
  return transformRelations(plan, (rel) => {
    if (rel.kind === "LateralJoin") return lateral(rel);
    return mapExpressions(rel, (e) => transformUp(e, inlined));
  });
}

function inlined(e: TypedExpr): TypedExpr {
  if (e.kind !== "Subquery") return e;
  const plan = inlineOneRow(e.plan);
  const value = e.subqueryType === "scalar" ? oneRow(plan)?.expressions[0] : undefined;
  if (value !== undefined) return fromOutside(value.kind === "Alias" ? value.child : value);
  return plan === e.plan ? e : { ...e, plan };
}
function lateral(rel: LateralJoinNode): Logical {
  const row = rel.condition === undefined ? oneRow(rel.right) : undefined;
  if (row === undefined) return rel;
  const { output } = rel.left;
  const made = new Map(row.expressions.map((e) => [toAttribute(e).id, e]));
  const named = (a: Attribute): Attribute | TypedAlias => {
    const e = made.get(a.id);
    if (e === undefined) return a;
    const child = fromOutside(e.kind === "Alias" ? e.child : e);
    return { ...alias(child, a.name, a.metadata), id: a.id };
  };
  const expressions = rel.output.map(named);
  const hidden = rel.hidden?.filter((a) => !made.has(a.id)) ?? [];
  const known = new Set([...output, ...(rel.left.hidden ?? [])].map((a) => a.id));
  if (!rel.output.every((a) => known.has(a.id) || made.has(a.id)) || hidden.length > 0) return rel;
  return { kind: "Project", input: rel.left, expressions, output: rel.output };
}
/** The projection of a query that selects values and nothing else. */
function oneRow(plan: Logical): ProjectNode | undefined {
  let at = plan;
  while (at.kind === "SubqueryAlias") at = at.input;
  if (at.kind !== "Project" || at.input.kind !== "SingleRow") return undefined;
  const isPlain = (e: TypedExpr): boolean => isDeterministic(e) && !exists(e, (x) => x.kind === "Subquery");
  return at.expressions.every(isPlain) ? at : undefined;
}
/** What an expression of a subquery is in the query around it. */
function fromOutside(e: TypedExpr): TypedExpr {
  return transformUp(e, (x) => {
    if (x.kind !== "OuterReference") return x;
    return x.depth > 1 ? { ...x, depth: x.depth - 1 } : x.attribute;
  });
}
