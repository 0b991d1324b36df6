/** Limits over steps that the engine does not stop: it would number, or hand to functions, rows that nobody wants. */
import { inputsOf, mayCut } from "../polars/plan-analysis.ts";
import type { NodeRef, PolarsNode, PolarsPlan, SliceNode } from "../polars/plan.ts";
import { replaceNode, subPlan } from "../polars/plan-rewrite.ts";
import { readsRowNumbers } from "../polars/row-numbers.ts";
import { isRowWiseStep } from "../polars/row-wise.ts";
import { MorselCursor } from "./morsel-cursor.ts";
import { morselPaths } from "./morsels.ts";
import type { StageRunner } from "./stage-runner.ts";

/** Sources of fewer rows are run as a whole. */
const MANY_ROWS = 100_000;
const FIRST_ROWS = 4096;
const GROWTH = 4;
const MOST_ROWS = 1 << 20;

/** The plan with the rows that its limit wants made part by part, as many parts as it takes; null where that is of no use. */
export async function withEarlyRows(runner: StageRunner, plan: PolarsPlan): Promise<PolarsPlan | null> {
  if (!plan.nodes.some(takesAll)) return null;
  const slice = limitAt(plan);
  if (slice === null) return null;
  const below = subPlan(plan, slice.input);
  const paths = below.nodes.some(takesAll) ? morselPaths(below) : null;
  if (paths === null) return null;
  const counts = await Promise.all(paths.map((path) => runner.rowsOf(below, path.source)));
  if (counts.reduce((sum, n) => sum + n, 0) < MANY_ROWS) return null;
  const cursor = new MorselCursor(below, paths, counts);
  const stage = runner.stage(below);
  const files: string[] = [];
  let missing = slice.offset + (slice.length ?? 0);
  let length = FIRST_ROWS;
  for (let part = cursor.next(length); part !== null; part = cursor.next(length)) {
    stage?.input(part.rows, null);
    const made = await runner.spool(part.plan, undefined, stage);
    files.push(...(made.nodes[0] as { readonly paths: readonly string[] }).paths);
    missing -= await runner.rowsOf(made, made.root);
    if (missing <= 0) break;
    length = Math.min(MOST_ROWS, length * GROWTH);
  }
  stage?.finish();
  return replaceNode(plan, slice.input, [{ op: "scanIpc", paths: files }]);
}

/** The limit of the whole plan. */
function limitAt(plan: PolarsPlan): SliceNode | null {
  for (let at: NodeRef = plan.root; ;) {
    const node = plan.nodes[at] as PolarsNode;
    if (node.op === "slice") {
      const wanted = node.offset >= 0 && node.length !== null && node.offset + node.length <= MANY_ROWS;
      return wanted && mayCut(plan)[node.input] === true ? node : null;
    }
    if (node.op !== "select" && node.op !== "withColumns" && node.op !== "kernel") return null;
    if (!isRowWiseStep(node)) return null;
    [at = -1] = inputsOf(node);
  }
}
/** A step that is given all rows at once. */
function takesAll(node: PolarsNode): boolean {
  return node.op === "kernel" || node.op === "fold" || readsRowNumbers(node);
}
