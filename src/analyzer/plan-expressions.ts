import type { TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { mapExpressions, transformRelations } from "../logical/tree.ts";

/** The plan with every expression of every node rewritten. */
export function mapPlanExpressions(plan: Logical, f: (e: TypedExpr) => TypedExpr): Logical {
  return transformRelations(plan, (rel) => mapExpressions(rel, f));
}
