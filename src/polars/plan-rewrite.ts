/** Plans made of parts of plans. */
import { countUses, inputsOf } from "./plan-analysis.ts";
import type { NodeRef, PolarsNode, PolarsPlan } from "./plan.ts";

/** The node with other inputs, in the order of `inputsOf`. */
export function withInputs(node: PolarsNode, refs: readonly NodeRef[]): PolarsNode {
  if ("inputs" in node) return { ...node, inputs: refs };
  if ("left" in node) return { ...node, left: refs[0] as NodeRef, right: refs[1] as NodeRef };
  return "input" in node ? { ...node, input: refs[0] as NodeRef } : node;
}

/** A plan under construction to which nodes of another are copied. */
export class PlanCopy {
  readonly #nodes: PolarsNode[] = [];
  readonly #source: PolarsPlan;
  readonly #places = new Map<NodeRef, NodeRef>();

  constructor(source: PolarsPlan) {
    this.#source = source;
  }
  add(node: PolarsNode): NodeRef {
    return this.#nodes.push(node) - 1;
  }
  /** Adds a plan of its own; gives its root. */
  addPlan({ nodes, root }: PolarsPlan): NodeRef {
    const first = this.#nodes.length;
    for (const node of nodes) {
      this.add(
        withInputs(
          node,
          inputsOf(node).map((ref) => ref + first),
        ),
      );
    }
    return first + root;
  }
  /** What the uses of a node of the source shall get instead. */
  replace(ref: NodeRef, by: NodeRef): void {
    this.#places.set(ref, by);
  }
  /** Copies a node and what it needs, unless it has a place already. */
  copy(ref: NodeRef): NodeRef {
    const stack = [ref];
    while (stack.length > 0) {
      const at = stack.at(-1) as NodeRef;
      const node = this.#source.nodes[at] as PolarsNode;
      const waiting = this.#places.has(at) ? [] : inputsOf(node).filter((input) => !this.#places.has(input));
      if (waiting.length > 0) {
        stack.push(...waiting);
        continue;
      }
      stack.pop();
      if (this.#places.has(at)) continue;
      const refs = inputsOf(node).map((input) => this.#places.get(input) as NodeRef);
      this.#places.set(at, this.add(withInputs(node, refs)));
    }
    return this.#places.get(ref) as NodeRef;
  }
  finish(root: NodeRef): PolarsPlan {
    return { nodes: this.#nodes, root };
  }
}

/** The plan of a node over other plans in the place of some nodes below it. */
export function overInputs(plan: PolarsPlan, root: NodeRef, inputs: ReadonlyMap<NodeRef, PolarsPlan>): PolarsPlan {
  const copy = new PlanCopy(plan);
  for (const [ref, input] of inputs) copy.replace(ref, copy.addPlan(input));
  return copy.finish(copy.copy(root));
}
/** The plan of one node. */
export function subPlan(plan: PolarsPlan, root: NodeRef): PolarsPlan {
  const copy = new PlanCopy(plan);
  return copy.finish(copy.copy(root));
}
/** The plan with other nodes in the place of one. */
export function replaceNode(plan: PolarsPlan, ref: NodeRef, by: readonly PolarsNode[]): PolarsPlan {
  const copy = new PlanCopy(plan);
  let last = -1;
  for (const node of by) last = copy.add(withInputs(node, inputsOf(node)));
  copy.replace(ref, last);
  return copy.finish(copy.copy(plan.root));
}
/** The plan with one more step on top, which has the root as its input. */
export function onTop(plan: PolarsPlan, make: (input: NodeRef) => PolarsNode): PolarsPlan {
  return { nodes: [...plan.nodes, make(plan.root)], root: plan.nodes.length };
}
/** The nodes that a plan really uses, in their order. */
export function usedNodes(plan: PolarsPlan): NodeRef[] {
  return [...countUses(plan).keys()].sort((a, b) => a - b);
}
