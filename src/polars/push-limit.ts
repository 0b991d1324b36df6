/** Limits above functions that Polars lacks, and numbers of rows: neither shall be made for rows that are then dropped. */
import { countUses } from "./plan-analysis.ts";
import type { NodeRef, PolarsNode, PolarsPlan, SliceNode } from "./plan.ts";
import { PlanCopy } from "./plan-rewrite.ts";
import { numbersRows, readsRowNumbers } from "./row-numbers.ts";
import { isRowWiseStep } from "./row-wise.ts";

/** The plan with each limit also below such steps, where each row there gives one row above. */
export function pushedLimits(plan: PolarsPlan): PolarsPlan {
  if (!plan.nodes.some((node) => node.op === "kernel" || readsRowNumbers(node))) return plan;
  const uses = countUses(plan);
  const copy = new PlanCopy(plan);
  let pushed = false;
  for (const ref of [...uses.keys()].sort((a, b) => a - b)) {
    const node = plan.nodes[ref] as PolarsNode;
    if (node.op !== "slice" || node.offset < 0 || node.length === null) continue;
    const below = limitable(plan, node, uses);
    if (below === null) continue;
    const input = copy.copy(below);
    copy.replace(below, copy.add({ ...node, input, offset: 0, length: node.offset + node.length }));
    pushed = true;
  }
  return pushed ? copy.finish(copy.copy(plan.root)) : plan;
}

/** The input of the lowest such step below a limit that is reached by steps which keep the number of rows. */
function limitable(plan: PolarsPlan, { input }: SliceNode, uses: ReadonlyMap<NodeRef, number>): NodeRef | null {
  let found: NodeRef | null = null;
  for (let ref = input; ;) {
    const node = plan.nodes[ref];
    const keeps = node?.op === "select" || node?.op === "withColumns" || node?.op === "kernel";
    if (!keeps || uses.get(ref) !== 1) return found;
    const numbers = numbersRows(node);
    if (!numbers && !isRowWiseStep(node)) return found;
    if (numbers || node.op === "kernel") found = uses.get(node.input) === 1 ? node.input : found;
    ref = node.input;
  }
}
