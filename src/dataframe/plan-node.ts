/** Every DataFrame owns a node with an id of its own, to which `df.col("x")` refers. */
import { holdsLazyExpression } from "../functions/lazy-expression.ts";
import type { Relation } from "../plan/relation.ts";

let lastPlanId = 0;

/** The node, frozen, as the root of a new DataFrame. */
export function ownedNode(node: Relation): Relation {
  lastPlanId++;
  return Object.freeze({ ...node, common: Object.freeze({ ...node.common, planId: lastPlanId }) });
}

/** A node inside a plan that no DataFrame owns. */
export function innerNode<T extends Relation>(node: T): T {
  return Object.freeze(node);
}

const waiting = new WeakSet<Relation>();

/** Whether the plan refers to an outer query by `outer()`, so that it cannot be analysed before it is part of one. */
export function waitsForOuterQuery(plan: Relation): boolean {
  if (!holdsLazyExpression(plan) && !inputsOf(plan).some((input) => waiting.has(input))) return false;
  waiting.add(plan);
  return true;
}

/** The plans of other DataFrames that this one reads; the right side of a lateral join is a subquery. */
function inputsOf(node: Relation): readonly Relation[] {
  const found: Relation[] = [];
  const stack: Relation[] = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at !== node && at.common?.planId !== undefined) {
      found.push(at);
      continue;
    }
    if (at.kind === "Join" || at.kind === "SetOperation" || at.kind === "Zip") stack.push(at.right);
    if ("input" in at) stack.push(at.input);
    else if ("left" in at) stack.push(at.left);
  }
  return found;
}
