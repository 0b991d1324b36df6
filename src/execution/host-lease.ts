/** A host kept for the runs of one query, for what only that host knows. */
import type { PolarsPlan } from "../polars/plan.ts";
import { keepsLabels } from "../polars/row-wise.ts";
import type { HostSlot } from "./host-slot.ts";

/** Between runs the host serves no other query. It is taken by the first run, and given back by `HostPool.release`. */
export class HostLease {
  slot: HostSlot | null = null;
}

/** Whether the plan makes keys that mean something only beside other keys of the same host: labels of collated strings. */
export function needsOneHost(plan: PolarsPlan): boolean {
  return plan.nodes.some((node) => {
    if (node.op === "recurse") return needsOneHost(node.step);
    return node.op === "kernel" && node.calls.some(keepsLabels);
  });
}
