/** What can be told of a lowered plan without running it: who uses which node, which columns, and where it may be cut. */
import type { ExprJson, NamedExpr, NodeRef, PolarsNode, PolarsPlan } from "./plan.ts";

export function inputsOf(node: PolarsNode): readonly NodeRef[] {
  if ("inputs" in node) return node.inputs;
  if ("left" in node) return [node.left, node.right];
  return "input" in node ? [node.input] : [];
}

/** How often each node below the root is used: parents come after their children, so one pass backwards finds them. */
export function countUses(plan: PolarsPlan): Map<NodeRef, number> {
  const uses = new Map<NodeRef, number>([[plan.root, 1]]);
  for (let ref = plan.root; ref >= 0; ref--) {
    const node = plan.nodes[ref];
    if (node === undefined || !uses.has(ref)) continue;
    for (const input of inputsOf(node)) {
      if (input >= ref) throw new RangeError(`plan node ${ref} uses node ${input}, which comes after it`);
      uses.set(input, (uses.get(input) ?? 0) + 1);
    }
  }
  return uses;
}

/** The columns that an expression names. */
export function columnsOf(expr: ExprJson): string[] {
  return [...expr.matchAll(/"Column":("(?:[^"\\]|\\.)*")/g)].map(([, text]) => JSON.parse(text as string) as string);
}

/** The columns of each node that anything above it reads; null: all of them. Names of other nodes may be among them. */
export function neededColumns(plan: PolarsPlan): readonly (ReadonlySet<string> | null | undefined)[] {
  const needed: (Set<string> | null | undefined)[] = [];
  const ask = (ref: NodeRef, names: Iterable<string> | null): void => {
    const known = needed[ref];
    if (known === null) return;
    if (names === null) needed[ref] = null;
    else needed[ref] = new Set(known === undefined ? names : [...known, ...names]);
  };
  ask(plan.root, null);
  for (let ref = plan.root; ref >= 0; ref--) {
    const node = plan.nodes[ref];
    const own = needed[ref];
    if (node === undefined || own === undefined) continue;
    for (const input of inputsOf(node)) ask(input, below(node, own));
  }
  return needed;
}

/** The plan without columns that nobody reads: parts of it then name no column that was left out below them. */
export function prunedPlan(plan: PolarsPlan): PolarsPlan {
  const needed = neededColumns(plan);
  const nodes = plan.nodes.map((node, ref): PolarsNode => {
    const own = needed[ref];
    if (own === undefined || (node.op !== "select" && node.op !== "withColumns")) return node;
    return { ...node, exprs: kept(node, own) };
  });
  return { ...plan, nodes };
}
/** The expressions whose columns are read. A select keeps one for its height. */
function kept(
  { op, exprs }: { readonly op: "select" | "withColumns"; readonly exprs: readonly NamedExpr[] },
  own: ReadonlySet<string> | null,
): readonly NamedExpr[] {
  const read = own === null ? exprs : exprs.filter(({ name }) => own.has(name));
  return read.length === 0 && op === "select" ? exprs.slice(0, 1) : read;
}

/** What a node reads of its inputs, when `own` of its columns are read. */
function below(node: PolarsNode, own: ReadonlySet<string> | null): Iterable<string> | null {
  const read = (exprs: readonly NamedExpr[]): string[] => exprs.flatMap(({ expr }) => columnsOf(expr));
  switch (node.op) {
    case "select":
      return read(kept(node, own));
    case "groupBy":
      return [...node.keys, ...node.aggs].flatMap(({ expr }) => columnsOf(expr));
    default:
  }
  if (own === null) return null;
  switch (node.op) {
    case "withColumns": {
      const made = new Set(node.exprs.map(({ name }) => name));
      return [...[...own].filter((name) => !made.has(name)), ...read(kept(node, own))];
    }
    case "filter":
      return [...own, ...columnsOf(node.predicate)];
    case "join":
      return [...own, ...[...node.leftOn, ...node.rightOn].flatMap(columnsOf)];
    case "sort":
      return [...own, ...node.by.flatMap(columnsOf)];
    case "distinct":
      return node.subset === undefined ? null : [...own, ...node.subset];
    case "explode":
      return [...own, ...node.columns];
    case "unpivot":
      return [...node.index, ...node.on];
    case "kernel":
      return [...own, ...node.calls.flatMap(({ args }) => args)];
    case "fold":
      return [...own, node.list, node.state, ...columnsOf(node.expr)];
    case "recurse":
    case "sink":
    case "union":
      return null;
    default:
      return own;
  }
}

function texts(node: PolarsNode): readonly ExprJson[] {
  switch (node.op) {
    case "select":
    case "withColumns":
      return node.exprs.map(({ expr }) => expr);
    case "groupBy":
      return [...node.keys, ...node.aggs].map(({ expr }) => expr);
    case "filter":
      return [node.predicate];
    case "sort":
      return node.by;
    case "join":
      return [...node.leftOn, ...node.rightOn];
    case "fold":
      return [node.expr];
    default:
      return [];
  }
}
/** An error on data has the number of its place in the expression (`dsl/raise.ts`). */
function raises(node: PolarsNode): boolean {
  if (node.op === "kernel" || node.op === "recurse" || node.op === "collect") return false;
  return texts(node).some((text) => /"!\d/.test(text));
}

/**
 * Where the plan may be run in two parts. The engine moves filters below steps that fail on some rows, as Spark does: such
 * a step is not parted from a filter above it, or a row that the filter drops could fail the query.
 */
export function mayCut(plan: PolarsPlan): readonly boolean[] {
  const failing: boolean[] = [];
  const filtered: boolean[] = [];
  plan.nodes.forEach((node, ref) => {
    const parted = node.op === "kernel" || node.op === "collect" || node.op === "recurse" || node.op === "fold";
    failing[ref] = raises(node) || (!parted && inputsOf(node).some((input) => failing[input] === true));
  });
  for (let ref = plan.root; ref >= 0; ref--) {
    const node = plan.nodes[ref];
    if (node === undefined) continue;
    const above = filtered[ref] === true || node.op === "filter" || node.op === "slice";
    if (above) for (const input of inputsOf(node)) filtered[input] = true;
  }
  return plan.nodes.map((_, ref) => failing[ref] !== true || filtered[ref] !== true);
}
