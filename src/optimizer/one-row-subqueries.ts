/** Subqueries that read no table are the expressions they select, so that branches which are not taken do not run them. */
import { exists, isDeterministic, transformUp } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { LateralJoinNode, Logical, ProjectNode } from "../logical/relation.ts";
import { inputsFirst, mapExpressions, someExpression, transformRelations } from "../logical/tree.ts";
import { inlineLateral } from "./inline-lateral.ts";

export function inlineOneRow(plan: Logical): Logical {
  const isLateral = (rel: Logical): boolean => rel.kind === "LateralJoin";
  if (!inputsFirst(plan).some(isLateral) && !someExpression(plan, (e) => e.kind === "Subquery")) return plan;
  return transformRelations(plan, (rel) => {
    const made = mapExpressions(rel, (e) => transformUp(e, inlined));
    return made.kind === "LateralJoin" ? lateral(made) : made;
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
  const right = inlineOneRow(rel.right);
  const over = rel.joinType === "inner" ? inlineLateral(rel.left, right) : undefined;
  if (over === undefined) return right === rel.right ? rel : { ...rel, right };
  const input = { ...over, output: rel.output } as Logical;
  if (rel.condition === undefined) return input;
  return { kind: "Filter", input, condition: rel.condition, output: rel.output };
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
