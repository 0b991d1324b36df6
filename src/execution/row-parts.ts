/** Plans made such that they can run for some rows at a time, and their rows written so. */
import { statSync } from "node:fs";
import { inputsOf, mayCut } from "../polars/plan-analysis.ts";
import type { NodeRef, PolarsNode, PolarsPlan } from "../polars/plan.ts";
import { PlanCopy, subPlan } from "../polars/plan-rewrite.ts";
import { numbersRows } from "../polars/row-numbers.ts";
import { isRowWiseStep } from "../polars/row-wise.ts";
import { MorselCursor } from "./morsel-cursor.ts";
import { isSource, type MorselPath } from "./morsels.ts";
import { likelyRows } from "./row-bound.ts";
import { widthOf } from "./scatter.ts";
import type { StageRunner } from "./stage-runner.ts";

/** Joins that give a row's matches whatever the other rows of the left are. */
const PROBES: ReadonlySet<string> = new Set(["inner", "left", "semi", "anti"]);
const FIRST_ROWS = 4096;

export interface Probed {
  readonly plan: PolarsPlan;
  /** How many rows a row of the left may become at least. */
  readonly growth: number;
}

/**
 * The plan with the right sides of its joins made, if they are small and nothing else keeps it from running for some rows
 * of the left at a time; null otherwise.
 *
 * @param most - bytes that a right side may have
 */
export async function withProbes(runner: StageRunner, plan: PolarsPlan, most: number): Promise<Probed | null> {
  const joins: NodeRef[] = [];
  for (let at = plan.root; ;) {
    const node = plan.nodes[at] as PolarsNode;
    if (isSource(plan, node)) break;
    if (node.op === "cross" || (node.op === "join" && PROBES.has(node.how))) joins.push(at);
    else if (!isRowWiseStep(node) && !numbersRows(node)) return null;
    [at = -1] = inputsOf(node);
  }
  if (joins.length === 0) return null;
  const cut = mayCut(plan);
  const rows = await likelyRows(plan, (source) => runner.rowsOf(plan, source));
  const copy = new PlanCopy(plan);
  let growth = 1;
  const sides: (readonly [NodeRef, PolarsPlan])[] = [];
  for (const ref of joins) {
    const [, right = -1] = inputsOf(plan.nodes[ref] as PolarsNode);
    const side = subPlan(plan, right);
    const count = rows[right] ?? Infinity;
    if (cut[right] !== true || count * widthOf(await runner.describe(side)) > most) return null;
    if (plan.nodes[ref]?.op === "cross") growth *= Math.max(1, count);
    sides.push([ref, side]);
  }
  for (const [ref, side] of sides.toReversed()) {
    const node = plan.nodes[ref] as Extract<PolarsNode, { readonly op: "join" | "cross" }>;
    // Read by each part, and by nothing that a part of the left is cut from.
    const right = copy.addPlan(await runner.spool(side));
    copy.replace(ref, copy.add({ ...node, left: copy.copy(node.left), right, probe: true }));
  }
  return { plan: copy.finish(copy.copy(plan.root)), growth };
}

/** Writes a plan's rows some at a time; gives the plan that reads them. */
export async function spoolByParts(
  runner: StageRunner,
  plan: PolarsPlan,
  paths: readonly MorselPath[],
  growth = 1,
): Promise<PolarsPlan> {
  const counts = await Promise.all(paths.map((path) => runner.rowsOf(plan, path.source)));
  const cursor = new MorselCursor(plan, paths, counts);
  const stage = runner.stage(plan);
  const files: string[] = [];
  let length = Math.max(1, Math.floor(FIRST_ROWS / growth));
  for (let part = cursor.next(length); part !== null; part = cursor.next(length)) {
    stage?.input(part.rows, null);
    const [made] = (await runner.spool(part.plan, undefined, stage)).nodes;
    for (const path of (made as { readonly paths: readonly string[] }).paths) {
      files.push(path);
      length = Math.ceil((part.rows * runner.options.morselBytes) / Math.max(1, statSync(path).size));
    }
    stage?.expect(cursor.total);
  }
  stage?.finish();
  return { nodes: [{ op: "scanIpc", paths: files }], root: 0 };
}
