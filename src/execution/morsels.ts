/**
 * Plans that may run part by part: row-wise steps over sources that can be read from a given row on. One part is one run
 * of the engine, so that no more than a part's rows are in its memory.
 */
import { statSync } from "node:fs";
import { px, pxToJson } from "../polars/dsl.ts";
import { inputsOf } from "../polars/plan-analysis.ts";
import type { NodeRef, PolarsNode, PolarsPlan } from "../polars/plan.ts";
import { PlanCopy, withInputs } from "../polars/plan-rewrite.ts";
import { keepsHeight, numberedFrom, numbersRows } from "../polars/row-numbers.ts";
import { isRowWiseStep } from "../polars/row-wise.ts";

/** One way from the root to a source: through unions always one input. */
export interface MorselPath {
  /** The nodes on the way, root first, the source last. */
  readonly nodes: readonly NodeRef[];
  readonly source: NodeRef;
}

/** The ways to all sources, in the order of their rows; null where the plan must run whole. */
export function morselPaths(plan: PolarsPlan): readonly MorselPath[] | null {
  const paths: MorselPath[] = [];
  const walk = (ref: NodeRef, way: readonly NodeRef[]): boolean => {
    // Plans may be deep, unions are not: a chain is walked by a loop.
    const nodes = [...way];
    for (let at = ref; ;) {
      const node = plan.nodes[at] as PolarsNode;
      nodes.push(at);
      if (isSource(plan, node)) {
        paths.push({ nodes, source: at });
        return true;
      }
      if (node.op === "union") return node.inputs.every((input) => walk(input, nodes));
      if (!isRowWiseStep(node) && !numbersRows(node) && !isProbe(node)) return false;
      [at = -1] = inputsOf(node);
    }
  };
  return walk(plan.root, []) && areNumberedInStep(plan, paths) ? paths : null;
}

/** A join that may run for some rows of its left side at a time, since its right side is small and at hand. */
function isProbe(node: PolarsNode): boolean {
  return (node.op === "join" || node.op === "cross") && node.probe === true;
}
/** Rows have the numbers of their source's rows up to the steps that number them, above a union those of all sources. */
function areNumberedInStep(plan: PolarsPlan, paths: readonly MorselPath[]): boolean {
  const numbering = new Set(plan.nodes.flatMap((node, ref) => (numbersRows(node) ? [ref] : [])));
  if (numbering.size === 0) return true;
  const keepsAt = (ref: NodeRef): boolean => keepsHeight(plan.nodes[ref] as PolarsNode);
  /** All sources are below the union, and no step between changes the number of their rows. */
  const wholeUnion = (union: NodeRef): boolean =>
    paths.every(({ nodes }) => {
      const at = nodes.indexOf(union);
      return at >= 0 && nodes.slice(at + 1, -1).every((ref) => keepsAt(ref) || plan.nodes[ref]?.op === "union");
    });
  const unions = new Map<NodeRef, boolean>();
  return paths.every(({ nodes }) => {
    let kept = true;
    for (const ref of nodes.slice(0, -1).toReversed()) {
      if (numbering.has(ref) && !kept) return false;
      if (plan.nodes[ref]?.op !== "union") {
        kept &&= keepsAt(ref);
        continue;
      }
      let whole = unions.get(ref);
      if (whole === undefined) unions.set(ref, (whole = wholeUnion(ref)));
      kept = whole;
    }
    return true;
  });
}

export function isSource(plan: PolarsPlan, node: PolarsNode): boolean {
  switch (node.op) {
    case "frame":
    case "range":
      return true;
    case "scanParquet":
    case "scanIpc":
      return node.rowIndex === undefined;
    case "hconcat":
      return node.inputs.every((input) => {
        const below = plan.nodes[input];
        return below?.op === "scanIpc" || below?.op === "frame";
      });
    default:
      return false;
  }
}

/** A plan that gives the number of rows of a source. */
export function countPlan(plan: PolarsPlan, source: NodeRef): PolarsPlan {
  const node = plan.nodes[source] as PolarsNode;
  const copy = new PlanCopy(plan);
  const from = copy.copy(node.op === "hconcat" ? (node.inputs[0] as NodeRef) : source);
  const aggs = [{ name: "n", expr: pxToJson(px.cast(px.len(), "Int64")) }];
  return copy.finish(copy.add({ op: "groupBy", input: from, keys: [], aggs }));
}

/** The plan over some rows of one source. Before these come `before` rows of other sources. */
export function morselPlan(
  plan: PolarsPlan,
  path: MorselPath,
  offset: number,
  length: number,
  before: number,
): PolarsPlan {
  const copy = new PlanCopy(plan);
  const source = plan.nodes[path.source] as PolarsNode;
  const slice = (input: NodeRef): NodeRef => copy.add({ op: "slice", input, offset, length });
  if (source.op === "hconcat") {
    const inputs = source.inputs.map((input) => slice(copy.copy(input)));
    copy.replace(path.source, copy.add({ ...source, inputs }));
  } else if (source.op === "range") {
    const start = source.start + source.step * BigInt(offset);
    copy.replace(path.source, copy.add({ ...source, start, end: start + source.step * BigInt(length) }));
  } else {
    copy.replace(path.source, slice(copy.copy(path.source)));
  }
  let first = offset;
  for (const ref of path.nodes.slice(0, -1).toReversed()) {
    const node = plan.nodes[ref] as PolarsNode;
    if (node.op !== "union") {
      if (!numbersRows(node)) continue;
      const [below = -1] = inputsOf(node);
      copy.replace(ref, copy.add(withInputs(numberedFrom(node, first), [copy.copy(below)])));
      continue;
    }
    first = before + offset;
    const next = path.nodes[path.nodes.indexOf(ref) + 1] as NodeRef;
    copy.replace(ref, copy.add({ op: "union", inputs: [copy.copy(next)] }));
  }
  return copy.finish(copy.copy(plan.root));
}

/** Bytes that a row of a source has in its files; 1 where it is in memory. */
export function storedWidth(plan: PolarsPlan, { source }: MorselPath, rows: number): number {
  const node = plan.nodes[source] as PolarsNode;
  const files = node.op === "hconcat" ? node.inputs.map((input) => plan.nodes[input] as PolarsNode) : [node];
  let bytes = 0;
  for (const file of files) {
    if (!("paths" in file)) continue;
    for (const path of file.paths) bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return Math.max(1, bytes / Math.max(1, rows));
}
