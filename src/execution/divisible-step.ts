/** Steps of a plan that gather rows, and by what their input may be divided so that each part gives its part of the result. */
import { px, pxToJson } from "../polars/dsl.ts";
import { countUses, inputsOf, mayCut } from "../polars/plan-analysis.ts";
import type { ExprJson, NamedType, NodeRef, PolarsNode, PolarsPlan, SortNode } from "../polars/plan.ts";
import { overInputs } from "../polars/plan-rewrite.ts";
import { keepsHeight, numbersRows, readsRowNumbers } from "../polars/row-numbers.ts";
import { isRowKernel, isRowWiseStep } from "../polars/row-wise.ts";
import { canTakeApart } from "./distinct-apart.ts";

/**
 * `hash`: by the keys' hash. `ranges`: by ranges of a sort's keys. `rows`: row-wise, but takes its whole input at once.
 * `pairs`: each part of the left with each part of the right. `rewrite`: not by itself, but in another form.
 */
export type Division = "hash" | "ranges" | "rows" | "pairs" | "rewrite";

export interface DivisibleStep {
  /** The node whose result it is. Windows and pairs are several nodes, of which this is the last. */
  readonly ref: NodeRef;
  /** The node that gathers. */
  readonly node: PolarsNode;
  readonly name: string;
  readonly division: Division;
  readonly inputs: readonly NodeRef[];
  /** Pairs of which a filter keeps some. */
  readonly filtered?: boolean;
  /** How many times its smallest input it needs. */
  readonly factor: number;
}

/** The steps of a plan, from the sources on. Steps inside of others are not among them. */
export function divisibleSteps(plan: PolarsPlan): readonly DivisibleStep[] {
  const cut = mayCut(plan);
  const fixed = fixedOrder(plan);
  const limited = limitedSorts(plan);
  const uses = countUses(plan);
  const parents = new Map<NodeRef, NodeRef>();
  for (const ref of uses.keys()) for (const input of inputsOf(plan.nodes[ref] as PolarsNode)) parents.set(input, ref);
  const inside = new Set<NodeRef>();
  const found = new Map<NodeRef, DivisibleStep>();
  const add = (step: DivisibleStep | null): void => {
    if (step === null || fixed.has(step.ref) || limited.has(step.ref) || cut[step.ref] !== true) return;
    if (step.inputs.some((input) => cut[input] !== true)) return;
    found.set(step.ref, step);
  };
  const used = [...uses.keys()].sort((a, b) => b - a);
  for (const ref of used) {
    const region = windowRegion(plan, ref, uses);
    if (region !== null) {
      const before = found.size;
      add(region.step);
      if (found.size > before) for (const node of region.nodes) inside.add(node);
    }
  }
  for (const ref of used.toReversed()) {
    if (inside.has(ref)) continue;
    const step = stepOf(plan, ref);
    if (step?.division === "pairs") {
      const last = filteredPairs(plan, ref, uses, parents, cut);
      add({ ...step, ref: last, filtered: last !== ref });
    } else if (step?.division === "rows") {
      const last = rowWiseAbove(plan, ref, uses, parents, cut, inside);
      add({ ...step, ref: last });
    } else add(step);
  }
  return [...found.values()].sort((a, b) => a.ref - b.ref);
}

function stepOf(plan: PolarsPlan, ref: NodeRef): DivisibleStep | null {
  const node = plan.nodes[ref] as PolarsNode;
  const step = (division: Division, factor: number): DivisibleStep => {
    return { ref, node, name: node.op, division, inputs: inputsOf(node), factor };
  };
  switch (node.op) {
    case "sort":
      return step("ranges", 2.5);
    case "groupBy":
      if (node.keys.length > 0) return step("hash", 1.5);
      return canTakeApart(node) ? step("rewrite", 1.5) : null;
    case "distinct":
      return node.keep === "none" ? null : step("hash", 1.5);
    case "join":
      return node.leftOn.length === 0 || (node.maintainOrder ?? "none") !== "none" ? null : step("hash", 2);
    case "cross":
      return step("pairs", 2);
    case "kernel":
    case "fold":
      return step("rows", 2);
    case "select":
    case "withColumns":
    case "filter":
      return numbersRows(node) ? step("rows", 2) : null;
    default:
      return null;
  }
}

/** The nodes above one as long as each has a single use, the nearest first. */
function* onlyUses(
  plan: PolarsPlan,
  from: NodeRef,
  uses: ReadonlyMap<NodeRef, number>,
  parents: ReadonlyMap<NodeRef, NodeRef>,
): Generator<readonly [ref: NodeRef, node: PolarsNode], void, undefined> {
  for (let at = from; uses.get(at) === 1;) {
    const above = parents.get(at);
    const node = above === undefined ? undefined : plan.nodes[above];
    if (above === undefined || node === undefined) return;
    yield [above, node];
    at = above;
  }
}

/** The filters right above pairs: with them the engine finds pairs without making all of them. */
function filteredPairs(
  plan: PolarsPlan,
  cross: NodeRef,
  uses: ReadonlyMap<NodeRef, number>,
  parents: ReadonlyMap<NodeRef, NodeRef>,
  cut: readonly boolean[],
): NodeRef {
  let last = cross;
  for (const [at, node] of onlyUses(plan, cross, uses, parents)) {
    if (node.op === "kernel" || node.op === "fold" || !isRowWiseStep(node)) break;
    if (node.op === "filter" && cut[at] === true) last = at;
  }
  return last;
}

/** The row-wise steps right above one, which then run with it; `inside` is told of them. */
function rowWiseAbove(
  plan: PolarsPlan,
  step: NodeRef,
  uses: ReadonlyMap<NodeRef, number>,
  parents: ReadonlyMap<NodeRef, NodeRef>,
  cut: readonly boolean[],
  inside: Set<NodeRef>,
): NodeRef {
  let last = step;
  let sameRows = keepsHeight(plan.nodes[step] as PolarsNode);
  const between: NodeRef[] = [];
  for (const [at, node] of onlyUses(plan, step, uses, parents)) {
    if (!isRowWiseStep(node) && !(numbersRows(node) && sameRows)) break;
    sameRows &&= keepsHeight(node);
    between.push(at);
    if (cut[at] !== true) continue;
    last = at;
    for (const ref of between.splice(0)) inside.add(ref);
  }
  return last;
}

interface Region {
  readonly step: DivisibleStep;
  readonly nodes: ReadonlySet<NodeRef>;
}
/** The steps of windows from their sort on; null where something in them sees more than the rows of a partition. */
function windowRegion(plan: PolarsPlan, ref: NodeRef, uses: ReadonlyMap<NodeRef, number>): Region | null {
  const end = plan.nodes[ref] as PolarsNode;
  if (end.op !== "withColumns" || end.endsWindow === undefined) return null;
  const nodes = new Set<NodeRef>([ref]);
  const within = new Map<NodeRef, number>([[ref, uses.get(ref) ?? 0]]);
  let sort: SortNode | null = null;
  // Inputs come before their users.
  for (let at = ref; at >= 0; at--) {
    if (!nodes.has(at)) continue;
    const node = plan.nodes[at] as PolarsNode;
    if (seesAll(node)) return null;
    if (node.op === "sort" && node.window?.name === end.endsWindow) {
      sort = node;
      continue;
    }
    const inputs = inputsOf(node);
    if (inputs.length === 0) return null;
    for (const input of inputs) {
      nodes.add(input);
      within.set(input, (within.get(input) ?? 0) + 1);
    }
  }
  if (sort === null || sort.window?.keys === 0 || [...nodes].some((node) => uses.get(node) !== within.get(node)))
    return null;
  const inputs = [sort.input];
  return { nodes, step: { ref, node: sort, name: "window", division: "hash", inputs, factor: 4 } };
}
/** It numbers all rows, or draws random numbers by such numbers. */
function seesAll(node: PolarsNode): boolean {
  if (node.op === "kernel") return !node.calls.every(isRowKernel);
  return readsRowNumbers(node);
}

/** What in a plan is likely to need most memory, for people; empty where nothing in it gathers rows. */
export function gatheringStep({ nodes }: PolarsPlan): string {
  const last = nodes.findLast((node) => {
    if (node.op === "withColumns") return node.endsWindow !== undefined;
    return ["sort", "groupBy", "distinct", "join", "cross", "kernel", "fold", "recurse"].includes(node.op);
  });
  if (last === undefined) return "";
  switch (last.op) {
    case "withColumns": {
      const keys = nodes.some((node) => {
        return node.op === "sort" && node.window?.name === last.endsWindow && node.window?.keys !== 0;
      });
      return keys ? "a window whose rows are in one partition" : "a window without PARTITION BY";
    }
    case "groupBy":
      return last.keys.length > 0 ? "an aggregation" : "an aggregation without GROUP BY that keeps what it has seen";
    case "join":
    case "cross":
      return "a join";
    default:
      return last.op;
  }
}

/** The keys of a step's input by whose hash it may be divided. */
export function keysOf(
  { node, division }: DivisibleStep,
  side: number,
  columns: readonly NamedType[],
): readonly ExprJson[] {
  switch (node.op) {
    case "sort":
      return division === "ranges" ? node.by : node.by.slice(0, node.window?.keys);
    case "groupBy":
      return node.keys.map(({ expr }) => expr);
    case "join":
      return side === 0 ? node.leftOn : node.rightOn;
    case "distinct":
      return (node.subset ?? columns.map(({ name }) => name)).map((name) => pxToJson(px.col(name)));
    default:
      throw new TypeError(`a ${node.op} has no keys`);
  }
}

/** The step over other inputs. */
export function stepOver(plan: PolarsPlan, step: DivisibleStep, inputs: readonly PolarsPlan[]): PolarsPlan {
  return overInputs(plan, step.ref, new Map(step.inputs.map((ref, i) => [ref, inputs[i] as PolarsPlan])));
}

/** Nodes whose rows are put side by side with others': their order is not to be touched. */
function fixedOrder(plan: PolarsPlan): ReadonlySet<NodeRef> {
  const fixed = new Set<NodeRef>();
  for (let ref = plan.root; ref >= 0; ref--) {
    const node = plan.nodes[ref];
    if (node === undefined || (node.op !== "hconcat" && !fixed.has(ref))) continue;
    // One row has no order, and what is collected is computed once for all that is put beside it.
    if (node.op === "collect" || (node.op === "groupBy" && node.keys.length === 0)) continue;
    for (const input of inputsOf(node)) fixed.add(input);
  }
  return fixed;
}
/** Sorts of which the first rows are wanted: the engine keeps no more than those. */
function limitedSorts(plan: PolarsPlan): ReadonlySet<NodeRef> {
  const limited = new Set<NodeRef>();
  for (const node of plan.nodes) {
    if (node.op !== "slice" || node.offset < 0 || node.length === null || node.length > 1_000_000) continue;
    let at = node.input;
    for (let below = plan.nodes[at]; below?.op === "select" || below?.op === "withColumns"; below = plan.nodes[at]) {
      at = below.input;
    }
    if (plan.nodes[at]?.op === "sort") limited.add(at);
  }
  return limited;
}
