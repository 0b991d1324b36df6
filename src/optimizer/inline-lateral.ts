/**
 * The right side of a lateral join that makes its rows of one outer row alone (a generator, a select list, filters over
 * them) is worked out over the left side itself, as Spark's `OptimizeOneRowRelationSubquery` does: no join is needed.
 */
import { transformUp } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { mapExpressions } from "../logical/tree.ts";

/** The rows of `left` with those that `right` makes of each; undefined where `right` reads anything else. */
export function inlineLateral(left: Logical, right: Logical): Logical | undefined {
  const own = new Set(left.output.map((a) => a.id));
  const inner = (e: TypedExpr): TypedExpr =>
    transformUp(e, (x) => (x.kind === "OuterReference" && own.has(x.attribute.id) ? x.attribute : x));
  const over = (rel: Logical): Logical | undefined => {
    if (rel.kind === "SingleRow") return left;
    if (rel.kind !== "Project" && rel.kind !== "Filter" && rel.kind !== "Generate" && rel.kind !== "SubqueryAlias") {
      return undefined;
    }
    const input = over(rel.input);
    if (input === undefined) return undefined;
    const made = mapExpressions({ ...rel, input, output: [...left.output, ...rel.output] }, inner);
    return made.kind === "Project" ? { ...made, expressions: [...left.output, ...made.expressions] } : made;
  };
  return over(right);
}
