/** A lowered plan as text. */
import type { PolarsPlan } from "./plan.ts";

/** One line for each step; the root's begins with a star. */
export function planText(plan: PolarsPlan): string {
  const plain = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
  return plan.nodes.map((node, i) => `${i === plan.root ? "*" : " "}${i} ${JSON.stringify(node, plain)}`).join("\n");
}

/** Steps that say nothing of what a plan is for. */
const PLAIN: ReadonlySet<string> = new Set(["select", "withColumns", "collect", "union", "frame", "empty"]);

/** What a plan is for, in a word: its last step that is more than arithmetic. */
export function stageName(plan: PolarsPlan): string {
  const last = plan.nodes.slice(0, plan.root + 1).findLast(({ op }) => !PLAIN.has(op));
  return last?.op ?? "rows";
}
