/** The right side of a join with the nearest rows: a lateral subquery that ranks its rows by a distance to the row on the left. */
import { intLiteral } from "../functions/expression-input.ts";
import type { Expression, SortOrder } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { innerNode } from "./plan-node.ts";

/** No user's column has this name. */
const DISTANCE = "\u0000distance";

/** The first `count` rows. The ranking is computed as a column first: an order may not name columns of the left side. */
export function nearestRows(input: Relation, ranking: SortOrder, count: number): Relation {
  const star: Expression = Object.freeze({ kind: "UnresolvedStar" });
  const distance: Expression = Object.freeze({ kind: "Alias", child: ranking.child, names: [DISTANCE] });
  const ranked = innerNode({ kind: "Project", input, expressions: [star, distance] } as const);
  const order = [{ ...ranking, child: { kind: "UnresolvedAttribute", nameParts: [DISTANCE] } } as const];
  const sorted = innerNode({ kind: "Sort", input: ranked, order, isGlobal: true } as const);
  const first = innerNode({ kind: "Limit", input: sorted, limit: intLiteral(count) } as const);
  return innerNode({
    kind: "Project",
    input: first,
    expressions: [Object.freeze({ kind: "UnresolvedStar", except: [[DISTANCE]] })],
  } as const);
}
