/**
 * Plans under a limit of memory. A step that gathers rows and would need more than the limit is run partition by
 * partition: its input is divided on disk by the hash of the keys (a sort's by ranges of them), each partition is worked
 * through on its own into a file, and the plan goes on from these files. The engine itself cannot do that.
 */
import { readIpcStream, cellReader } from "../arrow/index.ts";
import type { StageRecorder } from "../metrics/query-recorder.ts";
import { px, pxToJson, type Px } from "../polars/dsl.ts";
import { countUses, inputsOf, mayCut, neededColumns, prunedPlan } from "../polars/plan-analysis.ts";
import type { JoinNode, NamedType, NodeRef, PolarsNode, PolarsPlan, SortNode } from "../polars/plan.ts";
import { onTop, PlanCopy, replaceNode, subPlan } from "../polars/plan-rewrite.ts";
import { BINARY } from "../types/data-type.ts";
import { canTakeApart, takenApart } from "./distinct-apart.ts";
import { type DivisibleStep, divisibleSteps, keysOf, stepOver } from "./divisible-step.ts";
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

/** What a filter above pairs takes for each pair that it looks at. */
const PAIR_BYTES = 8;

/** A step of a plan and the columns that are read of it. */
interface Work {
  readonly plan: PolarsPlan;
  readonly step: DivisibleStep;
  readonly columns: readonly NamedType[];
}
interface Target {
  readonly step: DivisibleStep;
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
      // It is run for some rows at a time anyway.
      if (morselPaths(rest) !== null) return rest;
      const target = await this.#target(rest);
      if (target === null) return rest;
      const shared = sharedNode(rest, target.step);
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
    this.heaviest = 0;
    const steps = divisibleSteps(plan);
    const rows = steps.length === 0 ? [] : await likelyRows(plan, (source) => this.#runner.rowsOf(plan, source));
    for (const step of steps) {
      const sizes: number[] = [];
      for (const input of step.inputs) {
        const { columns } = await this.#pruned(plan, input);
        sizes.push(widthOf(columns) * (rows[input] ?? 0));
      }
      const counts = step.inputs.map((input) => rows[input] ?? 0);
      const weight = this.#caution * weightOf(step, sizes, counts);
      if (weight > this.#limit) return { step, weight };
      this.heaviest = Math.max(this.heaviest, weight);
    }
    return null;
  }

  async #settle(plan: PolarsPlan, { step, weight }: Target): Promise<PolarsPlan> {
    if (step.division === "rewrite") return takenApart(plan, step.ref);
    const result = await this.#pruned(plan, step.ref);
    const inputs: Rows[] = [];
    for (const input of step.inputs) {
      const rows = await this.#pruned(plan, input);
      inputs.push(step.division === "pairs" ? rows : await this.#readable(rows));
    }
    const columns = result.counted === true ? passedOn(result, inputs) : result.columns;
    const own: Work = { plan, step, columns };
    const files =
      step.division === "rows"
        ? await this.#partByPart(own, inputs[0] as Rows, weight)
        : step.division === "pairs"
          ? await this.#pairs(own, inputs)
          : await this.#partitioned(own, inputs, weight, 0);
    return replaceNode(plan, step.ref, [scanOf(files, columns)]);
  }

  /** The plan of a node with the columns that are read of it. */
  async #pruned(plan: PolarsPlan, ref: NodeRef): Promise<Rows & { readonly counted?: boolean }> {
    const own = subPlan(plan, ref);
    const all = await this.#runner.describe(own);
    const needed = neededColumns(plan)[ref];
    const columns = needed === null || needed === undefined ? all : all.filter(({ name }) => needed.has(name));
    if (columns.length === all.length || columns.length === 0) {
      return { plan: own, columns: all, counted: columns.length === 0 };
    }
    const exprs = columns.map(({ name }) => ({ name, expr: pxToJson(px.col(name)) }));
    return { plan: onTop(own, (input) => ({ op: "select", input, exprs })), columns };
  }
  /** The same rows from where they can be read part by part. */
  async #readable(rows: Rows): Promise<Rows> {
    return morselPaths(rows.plan) === null ? { ...rows, plan: await this.#runner.spool(rows.plan) } : rows;
  }

  /** Row-wise steps that take their whole input at once: run over parts of it. */
  async #partByPart(own: Work, input: Rows, weight: number): Promise<string[]> {
    let whole = stepOver(own.plan, own.step, [input.plan]);
    // Numbers go by the rows of the input, which are counted once it stands.
    if (morselPaths(whole) === null) whole = stepOver(own.plan, own.step, [await this.#runner.spool(input.plan)]);
    const paths = morselPaths(whole);
    if (paths === null) return [await this.#file(whole)];
    const counts = await Promise.all(paths.map((path) => this.#runner.rowsOf(whole, path.source)));
    const rows = counts.reduce((sum, count) => sum + count, 0);
    const cursor = new MorselCursor(whole, paths, counts);
    const length = Math.max(1, Math.floor((rows * this.#limit) / 2 / weight));
    const files: string[] = [];
    const stage = this.#runner.stage(whole, `${own.step.name} part by part`);
    for (let part = cursor.next(length); part !== null; part = cursor.next(length)) {
      stage?.expect(cursor.total);
      stage?.input(part.rows, null);
      files.push(await this.#file(part.plan, undefined, stage));
    }
    stage?.finish();
    return files;
  }

  /** Divides the inputs and works through the partitions; gives the files of the result, in order. */
  async #partitioned(own: Work, inputs: readonly Rows[], weight: number, round: number): Promise<string[]> {
    const { step, columns } = own;
    const wanted = Math.min(MAX_PARTITIONS, Math.max(2, Math.ceil((2 * weight) / this.#limit)));
    const ranges = step.division === "ranges";
    const division = ranges ? await this.#ranges(step.node as SortNode, inputs[0] as Rows, wanted) : null;
    const count = division?.count ?? wanted;
    const sides: Partition[][] = [];
    for (const [side, input] of inputs.entries()) {
      const keys = keysOf(step, side, input.columns);
      const part = division?.part ?? hashPartition(keys.length, count, round);
      sides.push(await scatter(this.#runner, input, keys, part, count, this.#limit));
    }
    const sizesOf = (i: number): number[] => sides.map((side) => side[i]?.bytes ?? 0);
    const weights = Array.from({ length: count }, (_, i) => weightOf(step, sizesOf(i), []));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const files: string[] = [];
    let stage: StageRecorder | null | undefined;
    for (const [i, bytes] of weights.entries()) {
      if (sides.every((side) => side[i]?.files.length === 0)) continue;
      const parts = inputs.map((input, side): Rows => {
        return { ...input, plan: planOf(scanOf(sides[side]?.[i]?.files ?? [], input.columns)) };
      });
      const divisible = bytes < SKEWED * total && round + 1 < MAX_ROUNDS;
      const heavier = (now: number): Promise<string[] | null> =>
        divisible ? this.#partitioned(own, parts, now, round + 1) : this.#skewed(own, parts, now);
      const again = bytes > this.#limit ? await heavier(bytes) : null;
      if (again !== null) {
        files.push(...again);
        continue;
      }
      const plan = selected(stepOver(own.plan, step, plansOf(parts)), columns);
      stage ??= this.#runner.stage(plan, `${step.name} in ${count} partitions`);
      stage?.input(
        null,
        sizesOf(i).reduce((sum, size) => sum + size, 0),
      );
      try {
        files.push(await this.#file(plan, bytes, stage));
      } catch (error) {
        if (!(error instanceof MemoryExceeded)) throw error;
        const divided = await heavier(bytes * RETRY_FACTOR);
        if (divided === null) throw error;
        files.push(...divided);
      }
    }
    stage?.finish();
    return files;
  }

  /** A partition of one key, or nearly so, which no hash divides; null where nothing else does either. */
  async #skewed(own: Work, parts: readonly Rows[], weight: number): Promise<string[] | null> {
    const { step, columns } = own;
    const { node } = step;
    if (node.op === "join") return this.#joinedByChunks(own, node, parts, weight);
    if (node.op !== "groupBy" || !canTakeApart(node)) return null;
    const plan = selected(stepOver(own.plan, step, plansOf(parts)), columns);
    const group = plan.nodes.findLastIndex(({ op }) => op === "groupBy");
    const { heaviest } = this;
    const fitted = await this.fit(takenApart(plan, group));
    this.heaviest = heaviest;
    return [await this.#file(fitted, weight)];
  }

  /**
   * Rows of one key joined: some of one side with all of the other at a time. The engine holds the smaller side, which
   * these are.
   */
  async #joinedByChunks(own: Work, join: JoinNode, [left, right]: readonly Rows[], weight: number): Promise<string[]> {
    if (left === undefined || right === undefined) throw new TypeError("a join has two sides");
    const chunks = Math.ceil((2 * weight) / this.#limit);
    const over = (how: JoinNode["how"], sides: readonly Rows[]): PolarsPlan => {
      const { nodes, root } = stepOver(own.plan, own.step, plansOf(sides));
      const plan = { nodes: nodes.map((node, ref) => (ref === root ? ({ ...node, how } as JoinNode) : node)), root };
      return selected(plan, own.columns);
    };
    const files: string[] = [];
    const stage = this.#runner.stage(over(join.how, [left, right]), `join of one key in ${chunks} parts`);
    const run = async (plan: PolarsPlan): Promise<void> => {
      files.push(await this.#file(plan, weight / chunks, stage));
    };
    if (join.how === "right") {
      for (const some of await this.#chunks(right, chunks)) await run(over("right", [left, some]));
    } else {
      const how = join.how === "full" ? "left" : join.how;
      for (const some of await this.#chunks(left, chunks)) await run(over(how, [some, right]));
    }
    if (join.how === "full") {
      const none: Rows = { ...left, plan: planOf(scanOf([], left.columns)) };
      for (const some of await this.#chunks(right, chunks)) {
        await run(over("right", [none, { ...some, plan: withoutPartner(join, left.plan, some.plan) }]));
      }
    }
    stage?.finish();
    return files;
  }

  /** All pairs of two inputs: of some rows of the left with all of the right, or with some where it is large too. */
  async #pairs({ plan, step, columns }: Work, inputs: readonly Rows[]): Promise<string[]> {
    // Each side is read many times, and how many rows filters leave of it decides how often.
    const sides: Rows[] = [];
    for (const input of inputs) sides.push({ ...input, plan: await this.#runner.spool(input.plan) });
    const [left, right] = sides as [Rows, Rows];
    const [lefts, rights] = [await this.#rowsIn(left), await this.#rowsIn(right)];
    const bytes = widthOf(right.columns) * rights;
    const rightChunks = Math.max(1, Math.ceil((4 * bytes) / this.#limit));
    const pairs = (lefts * rights * PAIR_BYTES) / rightChunks;
    const leftChunks = step.filtered === true ? Math.max(1, Math.min(lefts, Math.ceil(pairs / this.#limit))) : 1;
    const files: string[] = [];
    const stage = this.#runner.stage(plan, `${step.name} in ${leftChunks * rightChunks} parts`);
    for (const some of await this.#chunks(left, leftChunks)) {
      for (const other of await this.#chunks(right, rightChunks)) {
        const part = selected(stepOver(plan, step, [some.plan, other.plan]), columns);
        files.push(await this.#file(part, this.#limit, stage));
      }
    }
    stage?.finish();
    return files;
  }
  /** The same rows in about so many parts. */
  async #chunks(rows: Rows, count: number): Promise<readonly Rows[]> {
    const paths = morselPaths(rows.plan);
    if (count <= 1 || paths === null) return [rows];
    const counts = await Promise.all(paths.map((path) => this.#runner.rowsOf(rows.plan, path.source)));
    const cursor = new MorselCursor(rows.plan, paths, counts);
    const length = Math.max(1, Math.ceil(counts.reduce((sum, n) => sum + n, 0) / count));
    const chunks: Rows[] = [];
    for (let part = cursor.next(length); part !== null; part = cursor.next(length)) {
      chunks.push({ ...rows, plan: part.plan });
    }
    return chunks;
  }
  async #rowsIn({ plan }: Rows): Promise<number> {
    const counts = (morselPaths(plan) ?? []).map((path) => this.#runner.rowsOf(plan, path.source));
    return (await Promise.all(counts)).reduce((sum, n) => sum + n, 0);
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

function weightOf(step: DivisibleStep, sizes: readonly number[], counts: readonly number[]): number {
  if (step.division !== "pairs") return step.factor * Math.min(...sizes);
  const [, right = 0] = sizes;
  // With a filter the engine tells of each pair whether it stays, all at once; without one pairs flow.
  const pairs = step.filtered === true ? PAIR_BYTES * counts.reduce((product, n) => product * n, 1) : 0;
  return Math.max(step.factor * right, pairs);
}
function scanOf(paths: readonly string[], schema: readonly NamedType[]): PolarsNode {
  return paths.length === 0 ? { op: "empty", schema, height: 0 } : { op: "scanIpc", paths };
}
function planOf(node: PolarsNode): PolarsPlan {
  return { nodes: [node], root: 0 };
}
function plansOf(rows: readonly Rows[]): PolarsPlan[] {
  return rows.map(({ plan }) => plan);
}
/** Rows of a join's right side that match none of the left. */
function withoutPartner(
  { leftOn, rightOn, nullsEqual = false }: JoinNode,
  left: PolarsPlan,
  right: PolarsPlan,
): PolarsPlan {
  const copy = new PlanCopy(right);
  const sides = { left: copy.addPlan(right), right: copy.addPlan(left) };
  return copy.finish(copy.add({ op: "join", ...sides, leftOn: rightOn, rightOn: leftOn, how: "anti", nullsEqual }));
}
/** Of rows that are only counted, the columns that are read for their making. */
function passedOn({ columns }: Rows, inputs: readonly Rows[]): readonly NamedType[] {
  const read = new Set(inputs.flatMap((input) => input.columns.map(({ name }) => name)));
  const passed = columns.filter(({ name }) => read.has(name));
  return passed.length === 0 ? columns : passed;
}
/** These columns of a plan. */
function selected(plan: PolarsPlan, columns: readonly NamedType[]): PolarsPlan {
  const exprs = columns.map(({ name }) => ({ name, expr: pxToJson(px.col(name)) }));
  return onTop(plan, (input) => ({ op: "select", input, exprs }));
}

/** A node below the target that others use too and that does not come straight from a source: it is computed once. */
function sharedNode(plan: PolarsPlan, { inputs }: DivisibleStep): NodeRef | null {
  const uses = countUses(plan);
  const below = new Set(inputs);
  for (let ref = Math.max(...inputs); ref >= 0; ref--) {
    if (below.has(ref)) for (const input of inputsOf(plan.nodes[ref] as PolarsNode)) below.add(input);
  }
  const cut = mayCut(plan);
  for (const ref of [...below].sort((a, b) => a - b)) {
    if ((uses.get(ref) ?? 0) < 2 || cut[ref] !== true) continue;
    if (morselPaths(subPlan(plan, ref)) === null) return ref;
  }
  return null;
}
