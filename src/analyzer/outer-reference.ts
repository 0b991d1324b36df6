/** Outer references of subqueries, seen from the query around: what they stand for there. */
import { attribute, exists, isAggregateCall, transformUp } from "../logical/build.ts";
import type { Attribute, OuterReference, Subquery, TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import { hasOuter } from "./correlation.ts";
import { mapPlanExpressions } from "./plan-expressions.ts";
import type { Scope } from "./query-scope.ts";

export function outerReference(of: Attribute): OuterReference {
  return { kind: "OuterReference", attribute: of, depth: 1, dataType: of.dataType, nullable: of.nullable };
}
/** An expression of the outer query, as its subquery sees it. */
export function seenFromInside(e: TypedExpr): TypedExpr {
  return transformUp(e, (x) => (x.kind === "Attribute" ? outerReference(x) : x));
}

/** The subquery with its outer references rewritten. */
export function mapOuter(s: Subquery, f: (o: OuterReference) => TypedExpr): Subquery {
  const outer = new Map<number, Attribute>();
  const plan = mapPlanExpressions(s.plan, (e) =>
    transformUp(e, (x) => {
      if (x.kind !== "OuterReference") return x;
      const made = f(x);
      exists(made, (y) => {
        if (y.kind === "OuterReference") outer.set(y.attribute.id, y.attribute);
        return false;
      });
      return made;
    }),
  );
  return { ...s, plan, outerAttributes: [...outer.values()] };
}

/** `HAVING EXISTS (SELECT ... WHERE b > min(a.x))`: an aggregate of outer columns alone is computed by the outer query. */
export function withOuterAggregates(e: TypedExpr, scope: Scope): TypedExpr {
  if (scope.outer?.options.aggregatesBelow !== true || !exists(e, isOuterAggregate)) return e;
  return transformUp(e, (x) => {
    if (!isOuterAggregate(x)) return x;
    const of = transformUp(x, (y) => (y.kind === "OuterReference" ? y.attribute : y));
    const made = attribute(prettyName(of), x.dataType, x.nullable);
    scope.noteOuter(made, 1);
    return { ...outerReference(made), of };
  });
}
function isOuterAggregate(e: TypedExpr): boolean {
  return isAggregateCall(e) && hasOuter(e);
}
