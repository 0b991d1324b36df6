/** Every DataFrame owns a node with an id of its own, to which `df.col("x")` refers. */
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
