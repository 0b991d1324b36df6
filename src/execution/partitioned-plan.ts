/**
 * Plans under a limit of memory. A step that gathers rows and would need more than the limit is run partition by
 * partition: its input is divided on disk by the hash of the keys (a sort's by ranges of them), each partition is worked
 * through on its own into a file, and the plan goes on from these files. The engine itself cannot do that.
 */
import { readIpcStream, cellReader } from "../arrow/index.ts";
import type { StageRecorder } from "../metrics/query-recorder.ts";
import { px, pxToJson, type Px } from "../polars/dsl.ts";
import { countUses, inputsOf, mayCut, neededColumns, prunedPlan } from "../polars/plan-analysis.ts";
import type {
  DistinctNode,
  ExprJson,
  GroupByNode,
  JoinNode,
  NamedType,
  NodeRef,
  PolarsNode,
  PolarsPlan,
  SortNode,
} from "../polars/plan.ts";
import { onTop, PlanCopy, replaceNode, subPlan, usedNodes, withInputs } from "../polars/plan-rewrite.ts";
import { BINARY } from "../types/data-type.ts";
import { MemoryExceeded } from "./host-slot.ts";
import { morselPaths } from "./morsels.ts";
import { MorselCursor } from "./morsel-cursor.ts";
import { likelyRows } from "./row-bound.ts";
import { hashPartition, keyColumn, keyed, type Partition, type Rows, scatter, widthOf } from "./scatter.ts";
import type { StageRunner } from "./stage-runner.ts";

const MAX_PARTITIONS = 64;
/** A partition that is still too large is divided again, so often at most. */
const MAX_ROUNDS = 3;
/** Dividing again has not helped if one partition has so much of the rows: they have one key. */
const SKEWED = 0.95;
/** How much heavier a partition is taken to be that was too heavy. */
const RETRY_FACTOR = 8;
/** Keys that are looked at for each boundary between ranges. */
const SAMPLES = 100;
/** Boundaries are prefixes of keys. */
const BOUNDARY_BYTES = 64;

type Gathering = SortNode | GroupByNode | DistinctNode | JoinNode;
interface Target {
  readonly ref: NodeRef;
  /** Bytes that the step is likely to need. */
  readonly weight: number;
}

export class PartitionedPlan {
  readonly #runner: StageRunner;
  readonly #limit: number;
  readonly #caution: number;
  /** Bytes that the heaviest step is likely to need that {@link PartitionedPlan.fit} has left in the plan. */
  heaviest = 0;

  /** Estimates are multiplied by `caution`. */
  constructor(runner: StageRunner, limit: number, caution: number) {
    this.#runner = runner;
    this.#limit = limit;
    this.#caution = caution;
  }

  /** The plan with all steps that do not fit done, their results being read from files. */
  async fit(plan: PolarsPlan): Promise<PolarsPlan> {
    for (let rest = prunedPlan(plan); ;) {
      const target = await this.#target(rest);
      if (target === null) return rest;
      const shared = sharedNode(rest, target.ref);
      if (shared !== null) {
        const rows = await this.#pruned(rest, shared);
        rest = replaceNode(rest, shared, (await this.#runner.spool(rows.plan)).nodes);
        continue;
      }
      rest = await this.#settle(rest, target);
    }
  }

  /** The first step, from the sources on, that is too heavy and may be run on its own. */
  async #target(plan: PolarsPlan): Promise<Target | null> {
    let rows: readonly number[] | undefined;
    this.heaviest = 0;
    const cut = mayCut(plan);
    const fixed = fixedOrder(plan);
    const limited = limitedSorts(plan);
    for (const ref of usedNodes(plan)) {
      const node = plan.nodes[ref] as PolarsNode;
      const factor = weightFactor(node);
      if (factor === 0 || fixed.has(ref) || limited.has(ref) || cut[ref] !== true) continue;
      if (inputsOf(node).some((input) => cut[input] !== true)) continue;
      rows ??= await likelyRows(plan, (source) => this.#runner.rowsOf(plan, source));
      const sizes: number[] = [];
      for (const input of inputsOf(node)) {
        const { columns } = await this.#pruned(plan, input);
        sizes.push(widthOf(columns) * (rows[input] ?? 0));
      }
      const weight = factor * this.#caution * Math.min(...sizes);
      if (weight > this.#limit) return { ref, weight };
      this.heaviest = Math.max(this.heaviest, weight);
    }
    return null;
  }

  async #settle(plan: PolarsPlan, { ref, weight }: Target): Promise<PolarsPlan> {
    const node = plan.nodes[ref] as PolarsNode;
    const { columns } = await this.#pruned(plan, ref);
    const inputs: Rows[] = [];
    for (const input of inputsOf(node)) inputs.push(await this.#readable(await this.#pruned(plan, input)));
    const files =
      node.op === "kernel" || node.op === "fold"
        ? await this.#partByPart(node, inputs[0] as Rows, weight)
        : await this.#partitioned(node as Gathering, inputs, weight, columns, 0);
    const read: PolarsNode =
      files.length === 0 ? { op: "empty", schema: columns, height: 0 } : { op: "scanIpc", paths: files };
    return replaceNode(plan, ref, [read]);
  }

  /** The plan of a node with the columns that are read of it. */
  async #pruned(plan: PolarsPlan, ref: NodeRef): Promise<Rows> {
    const own = subPlan(plan, ref);
    const all = await this.#runner.describe(own);
    const needed = neededColumns(plan)[ref];
    const columns = needed === null || needed === undefined ? all : all.filter(({ name }) => needed.has(name));
    if (columns.length === all.length || columns.length === 0) return { plan: own, columns: all };
    const exprs = columns.map(({ name }) => ({ name, expr: pxToJson(px.col(name)) }));
    return { plan: onTop(own, (input) => ({ op: "select", input, exprs })), columns };
  }
  /** The same rows from where they can be read part by part. */
  async #readable(rows: Rows): Promise<Rows> {
    return morselPaths(rows.plan) === null ? { ...rows, plan: await this.#runner.spool(rows.plan) } : rows;
  }

  /** Row-wise steps that take their whole input at once: run over parts of it. */
  async #partByPart(node: PolarsNode, input: Rows, weight: number): Promise<string[]> {
    const whole = over(node, [input.plan]);
    const paths = morselPaths(whole);
    if (paths === null) return [await this.#file(whole)];
    const counts = await Promise.all(paths.map((path) => this.#runner.rowsOf(whole, path.source)));
    const rows = counts.reduce((sum, count) => sum + count, 0);
    const cursor = new MorselCursor(whole, paths, counts);
    const length = Math.max(1, Math.floor((rows * this.#limit) / 2 / weight));
    const files: string[] = [];
    const stage = this.#runner.stage(whole, `${node.op} part by part`);
    for (let part = cursor.next(length); part !== null; part = cursor.next(length)) {
      stage?.expect(cursor.total);
      stage?.input(part.rows, null);
      files.push(await this.#file(part.plan, undefined, stage));
    }
    stage?.finish();
    return files;
  }

  /** Divides the inputs and works through the partitions; gives the files of the result, in order. */
  async #partitioned(
    node: Gathering,
    inputs: readonly Rows[],
    weight: number,
    columns: readonly NamedType[],
    round: number,
  ): Promise<string[]> {
    const wanted = Math.min(MAX_PARTITIONS, Math.max(2, Math.ceil((2 * weight) / this.#limit)));
    const keys = inputs.map((input, side) => keysOf(node, input, side));
    const division = node.op === "sort" ? await this.#ranges(node, inputs[0] as Rows, wanted) : null;
    const count = division?.count ?? wanted;
    const sides: Partition[][] = [];
    for (const [side, input] of inputs.entries()) {
      const own = keys[side] as readonly ExprJson[];
      const part = division?.part ?? hashPartition(own.length, count, round);
      sides.push(await scatter(this.#runner, input, own, part, count, this.#limit));
    }
    const weights = Array.from({ length: count }, (_, i) => partitionWeight(node, sides, i));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const files: string[] = [];
    let stage: StageRecorder | null | undefined;
    for (const [i, own] of weights.entries()) {
      if (sides.every((side) => side[i]?.files.length === 0)) continue;
      const parts = inputs.map((input, side): Rows => ({ ...input, plan: scanOf(sides[side]?.[i], input.columns) }));
      const divisible = own < SKEWED * total && round + 1 < MAX_ROUNDS;
      const again = (bytes: number): Promise<string[]> => this.#partitioned(node, parts, bytes, columns, round + 1);
      if (own > this.#limit && divisible) {
        files.push(...(await again(own)));
        continue;
      }
      const plan = over(
        node,
        parts.map((part) => part.plan),
        columns,
      );
      stage ??= this.#runner.stage(plan, `${node.op} in ${count} partitions`);
      stage?.input(
        null,
        sides.reduce((sum, side) => sum + (side[i]?.bytes ?? 0), 0),
      );
      try {
        files.push(await this.#file(plan, own, stage));
      } catch (error) {
        if (!(error instanceof MemoryExceeded) || !divisible) throw error;
        files.push(...(await again(own * RETRY_FACTOR)));
      }
    }
    stage?.finish();
    return files;
  }

  /** Ranges of the sort's key with about the same number of rows each. */
  async #ranges(node: SortNode, input: Rows, wanted: number): Promise<{ readonly part: Px; readonly count: number }> {
    const encoded = px.cast(
      px.rowEncode(
        node.by.map((_, i) => keyColumn(i)),
        node.descending,
        node.nullsLast,
      ),
      "Binary",
    );
    const paths = morselPaths(input.plan) ?? [];
    const counts = await Promise.all(paths.map((path) => this.#runner.rowsOf(input.plan, path.source)));
    const step = Math.max(1, Math.floor(counts.reduce((sum, n) => sum + n, 0) / (wanted * SAMPLES)));
    const numbered = onTop(keyed(input.plan, node.by), (ref) => ({
      op: "select",
      input: ref,
      exprs: [{ name: "k", expr: pxToJson(encoded) }],
    }));
    const every = px.eq(px.mod(px.col("i"), px.lit.u32(step)), px.lit.u32(0));
    const sample = onTop(
      onTop(numbered, (ref) => ({ op: "rowIndex", input: ref, name: "i" })),
      (ref) => ({ op: "filter", input: ref, predicate: pxToJson(every) }),
    );
    const keys: Buffer[] = [];
    const stage = this.#runner.stage(sample, "sample of sort keys");
    const column = onTop(sample, (ref) => ({
      op: "select",
      input: ref,
      exprs: [{ name: "k", expr: pxToJson(px.col("k")) }],
    }));
    for await (const bytes of this.#runner.execute(column, stage, {})) {
      for (const batch of readIpcStream(bytes).batches) {
        const cell = cellReader(batch.columns[0] as never, BINARY);
        for (let i = 0; i < batch.length; i++)
          keys.push(Buffer.from(cell(i) as Uint8Array).subarray(0, BOUNDARY_BYTES));
      }
    }
    stage?.finish();
    keys.sort((a, b) => Buffer.compare(a, b));
    const boundaries: Buffer[] = [];
    for (let i = 1; i < wanted; i++) {
      const key = keys[Math.floor((i * keys.length) / wanted)];
      if (key !== undefined && (boundaries.length === 0 || !key.equals(boundaries.at(-1) as Buffer)))
        boundaries.push(key);
    }
    const above = boundaries.map((key) => px.cast(px.ge(encoded, px.lit.binary(key)), "Int32"));
    return { part: sumOf(above), count: boundaries.length + 1 };
  }

  async #file(plan: PolarsPlan, weight?: number, stage?: StageRecorder | null): Promise<string> {
    const [node] = (await this.#runner.spool(plan, weight, stage)).nodes;
    return (node as { readonly paths: readonly string[] }).paths[0] as string;
  }
}

/** As a balanced tree: an expression may not be deep. */
function sumOf(terms: readonly Px[]): Px {
  const [first = px.lit.i32(0)] = terms;
  if (terms.length <= 1) return first;
  const half = terms.length >> 1;
  return px.add(sumOf(terms.slice(0, half)), sumOf(terms.slice(half)));
}

/** How many times its input a step needs; 0 where it needs little or cannot be run in partitions. */
function weightFactor(node: PolarsNode): number {
  switch (node.op) {
    case "sort":
      return 2.5;
    case "groupBy":
      return node.keys.length === 0 ? 0 : 1.5;
    case "distinct":
      return node.keep === "none" ? 0 : 1.5;
    case "join":
      return node.leftOn.length === 0 || (node.maintainOrder ?? "none") !== "none" ? 0 : 2;
    case "kernel":
    case "fold":
      return 2;
    default:
      return 0;
  }
}
function partitionWeight(node: Gathering, sides: readonly (readonly Partition[])[], index: number): number {
  return weightFactor(node) * Math.min(...sides.map((side) => side[index]?.bytes ?? 0));
}
function keysOf(node: Gathering, { columns }: Rows, side: number): readonly ExprJson[] {
  switch (node.op) {
    case "sort":
      return node.by;
    case "groupBy":
      return node.keys.map(({ expr }) => expr);
    case "join":
      return side === 0 ? node.leftOn : node.rightOn;
    case "distinct":
      return (node.subset ?? columns.map(({ name }) => name)).map((name) => pxToJson(px.col(name)));
  }
}
function scanOf(partition: Partition | undefined, schema: readonly NamedType[]): PolarsPlan {
  const paths = partition?.files ?? [];
  return { nodes: [paths.length === 0 ? { op: "empty", schema, height: 0 } : { op: "scanIpc", paths }], root: 0 };
}
/** The step over other inputs, and of its result some columns. */
function over(node: PolarsNode, inputs: readonly PolarsPlan[], columns?: readonly NamedType[]): PolarsPlan {
  const nodes: PolarsNode[] = [];
  const refs = inputs.map((input) => {
    const copy = new PlanCopy(input);
    const from = copy.finish(copy.copy(input.root));
    const first = nodes.length;
    nodes.push(
      ...from.nodes.map((n) =>
        withInputs(
          n,
          inputsOf(n).map((ref) => ref + first),
        ),
      ),
    );
    return first + from.root;
  });
  const made: PolarsPlan = { nodes: [...nodes, withInputs(node, refs)], root: nodes.length };
  if (columns === undefined) return made;
  const exprs = columns.map(({ name }) => ({ name, expr: pxToJson(px.col(name)) }));
  return onTop(made, (input) => ({ op: "select", input, exprs }));
}

/** A node below the target that others use too and that does not come straight from a source: it is computed once. */
function sharedNode(plan: PolarsPlan, target: NodeRef): NodeRef | null {
  const uses = countUses(plan);
  const below = new Set<NodeRef>(inputsOf(plan.nodes[target] as PolarsNode));
  for (let ref = target - 1; ref >= 0; ref--) {
    if (below.has(ref)) for (const input of inputsOf(plan.nodes[ref] as PolarsNode)) below.add(input);
  }
  const cut = mayCut(plan);
  for (const ref of [...below].sort((a, b) => a - b)) {
    if ((uses.get(ref) ?? 0) < 2 || cut[ref] !== true) continue;
    if (morselPaths(subPlan(plan, ref)) === null) return ref;
  }
  return null;
}

/** Nodes whose rows are put side by side with others': their order is not to be touched. */
function fixedOrder(plan: PolarsPlan): ReadonlySet<NodeRef> {
  const fixed = new Set<NodeRef>();
  for (let ref = plan.root; ref >= 0; ref--) {
    const node = plan.nodes[ref];
    if (node !== undefined && (node.op === "hconcat" || fixed.has(ref))) for (const i of inputsOf(node)) fixed.add(i);
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
