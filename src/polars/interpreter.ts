/**
 * The host's side of a lowered plan: nodes to native lazy frames. Small on purpose; everything that can be decided
 * before is decided by the lowering.
 */
import { writeIpcStream } from "../arrow/ipc-writer.ts";
import { arrowVector } from "../arrow/vector.ts";
import { arrowFieldOf } from "./arrow-type.ts";
import { foldStage } from "./fold-stage.ts";
import { KernelFailure, type RunKernel } from "./kernel-part.ts";
import { addKernelColumns, type KernelThreads } from "./kernel-stage.ts";
import { countUses, inputsOf, mayCut, neededColumns, prunedPlan } from "./plan-analysis.ts";
import { SparkRuntimeException } from "../types/spark-error.ts";
import { type NativeDataFrame, type NativeExpr, type NativeLazyFrame, native } from "./native.ts";
import type {
  CrossNode,
  EmptyNode,
  ExplodeNode,
  GroupByNode,
  HConcatNode,
  JoinNode,
  KernelNode,
  NamedExpr,
  NodeRef,
  PolarsNode,
  PolarsPlan,
  RangeNode,
  RecurseNode,
  UnpivotNode,
} from "./plan.ts";
import { px } from "./dsl.ts";
import { type Px, pxToJson } from "./px.ts";
import { P_INT64, P_NULL } from "./polars-type.ts";
import { rangeRows } from "./range.ts";
import { scanJson } from "./scan-json.ts";
import { sinkOf } from "./sink-json.ts";

export interface InterpreterContext {
  /** A frame the host was given. */
  frame(id: string): NativeDataFrame;
  /** Runs a kernel on one batch. */
  readonly kernel: RunKernel;
  /** Threads that kernels may be divided between. */
  readonly kernelThreads?: KernelThreads | undefined;
  /** Told of each step, which is then run on its own: slower, since the engine cannot see the steps together. */
  readonly onStep?: (step: NodeRef, frame: NativeDataFrame, ms: number) => void;
}

/**
 * The engine's optimizer is quadratic in the depth of a plan (500 nodes 45 ms, 3000 2.2 s) and overflows the stack
 * beyond 5000: a deeper plan is run in pieces.
 */
const MAX_CHAIN = 200;
/** A node used twice is planned twice before the engine finds that it is the same: a larger one is run once, first. */
const MAX_SHARED = 200;
/** A relation without columns has this one, of type Null, because Polars forgets the height of a frame without any. */
const HIDDEN = "!rows";
/** Steps whose input, or result, is collected. */
const COLLECTED: ReadonlySet<PolarsNode["op"]> = new Set(["collect", "kernel", "fold", "recurse"]);
const LEFT_SUFFIX = "!right";

/** A node made: the native plan, its depth and size, and whether it has only the hidden column. */
interface Made {
  readonly frame: NativeLazyFrame;
  readonly depth: number;
  readonly size: number;
  readonly bare: boolean;
}

/** The native plan of the root. Nodes used twice are made once; the engine then computes them once. */
export function interpret(given: PolarsPlan, context: InterpreterContext): NativeLazyFrame {
  // The engine sees what is read only up to where a frame is collected: there it would make every column there is.
  const cut = context.onStep !== undefined || given.nodes.some(({ op }) => COLLECTED.has(op));
  const plan = cut ? prunedPlan(given) : given;
  const uses = countUses(plan);
  const steps = context.onStep === undefined ? undefined : stepper(plan, context.onStep);
  const made: Made[] = [];
  const at = (ref: NodeRef): Made => {
    const found = made[ref];
    if (found === undefined) throw new RangeError(`plan node ${ref} is used before it is made`);
    return found;
  };
  plan.nodes.forEach((node, ref) => {
    const used = uses.get(ref);
    if (used === undefined) return;
    let [depth, size] = [0, 1];
    for (const input of inputsOf(node).map(at)) {
      depth = Math.max(depth, input.depth);
      size += input.size;
    }
    const start = performance.now();
    const { frame, bare } = make(node, at, context);
    if (steps?.cuts(ref) === true) {
      made[ref] = { frame: steps.run(ref, frame, bare, start).lazy(), bare, depth: 1, size: 1 };
      return;
    }
    const tooLarge = depth >= MAX_CHAIN || (used > 1 && size > MAX_SHARED);
    if (tooLarge) made[ref] = { frame: collectFrame(frame).lazy(), bare, depth: 1, size: 1 };
    else if (COLLECTED.has(node.op)) made[ref] = { frame, bare, depth: 1, size: 1 };
    else made[ref] = { frame, bare, depth: depth + 1, size };
  });
  return at(plan.root).frame;
}

interface Stepper {
  cuts(ref: NodeRef): boolean;
  /** `start`: when the step began; a kernel's has done its work when its frame is there. */
  run(ref: NodeRef, frame: NativeLazyFrame, bare: boolean, start: number): NativeDataFrame;
}
function stepper(plan: PolarsPlan, tell: NonNullable<InterpreterContext["onStep"]>): Stepper {
  const cuts = mayCut(plan);
  const needed = neededColumns(plan);
  return {
    cuts: (ref) => cuts[ref] === true,
    run(ref, frame, bare, start) {
      // A column that nobody reads is not computed, as it would not be without the cut.
      const names = needed[ref];
      const all = bare || names === null || names === undefined ? [] : frame.columns;
      const kept = all.filter((name) => names?.has(name) === true);
      const read =
        kept.length === 0 || kept.length === all.length ? frame : frame.select(kept.map((n) => nativeOf(px.col(n))));
      const result = collectFrame(read);
      tell(ref, result, performance.now() - start);
      return result;
    },
  };
}

type Unbared = Omit<Made, "depth" | "size">;
const visible = (frame: NativeLazyFrame): Unbared => ({ frame, bare: false });

function make(node: PolarsNode, at: (ref: NodeRef) => Made, context: InterpreterContext): Unbared {
  switch (node.op) {
    case "frame":
      return visible(context.frame(node.id).lazy());
    case "empty":
      return empty(node);
    case "range":
      return visible(range(node));
    case "scanParquet":
    case "scanCsv":
    case "scanNdjson":
    case "scanText":
    case "scanIpc":
      return visible(native().JsLazyFrame.deserialize(Buffer.from(scanJson(node)), "json"));
    case "select":
      return select(at(node.input), node.exprs);
    case "withColumns": {
      const input = at(node.input);
      if (node.exprs.length === 0) return input;
      // Beside real columns the hidden one has nothing to do.
      if (input.bare) return select(input, node.exprs);
      return visible(input.frame.withColumns(node.exprs.map(named)));
    }
    case "filter": {
      const input = at(node.input);
      return { ...input, frame: input.frame.filter(parse(node.predicate)) };
    }
    case "groupBy":
      return groupBy(at(node.input), node);
    case "join":
    case "cross":
      return join(at(node.left), at(node.right), node);
    case "sort": {
      const input = at(node.input);
      const { by, descending, nullsLast, maintainOrder = true } = node;
      return { ...input, frame: input.frame.sortByExprs(by.map(parse), descending, nullsLast, maintainOrder, true) };
    }
    case "slice": {
      const input = at(node.input);
      return { ...input, frame: input.frame.slice(node.offset, Math.min(node.length ?? MAX_ROWS, MAX_ROWS)) };
    }
    case "union":
      return union(node.inputs.map(at));
    case "distinct": {
      const input = at(node.input);
      const { subset = null, keep = "any", maintainOrder = false } = node;
      return { ...input, frame: input.frame.unique(subset, keep, maintainOrder) };
    }
    case "explode":
      return visible(explode(at(node.input).frame, node));
    case "rowIndex":
      return unbare(at(node.input), (frame) => frame.withRowIndex(node.name, 0));
    case "unpivot":
      return visible(unpivot(at(node.input).frame, node));
    case "hconcat":
      return hconcat(node, at);
    case "kernel":
      return unbare(at(node.input), (frame) => kernelStage(frame, node, context));
    case "fold":
      return visible(foldStage(collectFrame(at(node.input).frame), node, collectFrame));
    case "recurse":
      return visible(recurse(collectFrame(at(node.input).frame), node, context));
    case "collect": {
      const input = at(node.input);
      return { ...input, frame: collectFrame(input.frame).lazy() };
    }
    case "sink":
      return visible(sinkOf(at(node.input).frame, node));
  }
}
const MAX_ROWS = 4_294_967_295;

function parse(json: string): NativeExpr {
  return native().JsExpr.deserialize(Buffer.from(json), "json");
}
function named({ name, expr }: NamedExpr): NativeExpr {
  return parse(expr).alias(name);
}
function nativeOf(value: Px): NativeExpr {
  return parse(pxToJson(value));
}
const isColumn = ({ expr }: NamedExpr): boolean => expr.startsWith('{"Column":');

/** The hidden column goes where the operation brings real ones. */
function unbare(input: Made, operation: (frame: NativeLazyFrame) => NativeLazyFrame): Unbared {
  const frame = operation(input.frame);
  return visible(input.bare ? frame.dropColumns([HIDDEN]) : frame);
}

function select(input: Made, exprs: readonly NamedExpr[]): Unbared {
  if (exprs.length === 0) {
    if (input.bare) return input;
    const rows = nativeOf(px.repeat(px.lit.null(P_NULL), px.len())).alias(HIDDEN);
    return { frame: input.frame.select([rows]), bare: true };
  }
  // Polars' select of nothing but literals has one row: beside a column they take the frame's height.
  if (exprs.some(isColumn)) return visible(input.frame.select(exprs.map(named)));
  const wide = input.frame.withColumns(exprs.map(named));
  return visible(wide.select(exprs.map(({ name }) => nativeOf(px.col(name)))));
}

let oneRow: NativeDataFrame | undefined;
/** A frame of one row, from which constant relations are made. */
function seed(): NativeLazyFrame {
  const field = arrowFieldOf("", P_NULL);
  const column = arrowVector(field.type, 1);
  oneRow ??= native().readIpcStream(writeIpcStream({ fields: [field] }, [{ length: 1, columns: [column] }]), {});
  return oneRow.lazy();
}

function empty({ schema, height = 0 }: EmptyNode): Unbared {
  const names = schema.length === 0 ? [{ name: HIDDEN, type: P_NULL }] : schema;
  const rows = px.lit.i64(height);
  const columns = names.map(({ name, type }) => nativeOf(px.repeat(px.lit.null(type), rows)).alias(name));
  return { frame: seed().select(columns), bare: schema.length === 0 };
}

/** By counting rows: unlike Polars' own range this streams, in constant memory and six times faster. */
function range(node: RangeNode): NativeLazyFrame {
  const { name, start, step } = node;
  const rows = rangeRows(node);
  if (rows > MAX_ROWS) throw new RangeError(`a range of ${rows} rows is more than the engine can number`);
  const numbered = seed()
    .select([nativeOf(px.repeat(px.lit.null(P_NULL), px.lit.i64(rows))).alias(HIDDEN)])
    .withRowIndex(name, 0);
  const value = px.add(px.lit.i64(start), px.mul(px.cast(px.col(name), P_INT64), px.lit.i64(step)));
  return numbered.select([nativeOf(value).alias(name)]);
}

function groupBy(input: Made, node: GroupByNode): Unbared {
  if (node.keys.length > 0) {
    const grouped = input.frame.groupby(node.keys.map(named), node.maintainOrder ?? false);
    return visible(grouped.agg(node.aggs.map(named)));
  }
  if (node.aggs.length > 0) return visible(input.frame.select(node.aggs.map(named)));
  return { frame: seed().select([nativeOf(px.lit.null(P_NULL)).alias(HIDDEN)]), bare: true };
}

function join(left: Made, right: Made, node: JoinNode | CrossNode): Unbared {
  const [how, leftOn, rightOn] =
    node.op === "cross" ? ["cross", [], []] : [node.how, node.leftOn.map(parse), node.rightOn.map(parse)];
  const nullsEqual = node.op === "join" && node.nullsEqual === true;
  const order = node.maintainOrder ?? "none";
  const joined = left.frame.join(
    right.frame,
    leftOn,
    rightOn,
    true,
    false,
    how,
    LEFT_SUFFIX,
    false,
    undefined,
    nullsEqual,
    order,
    undefined,
  );
  if (how === "semi" || how === "anti") return { frame: joined, bare: left.bare };
  if (left.bare && right.bare) return { frame: joined.dropColumns([HIDDEN + LEFT_SUFFIX]), bare: true };
  return visible(left.bare || right.bare ? joined.dropColumns([HIDDEN]) : joined);
}

function union(inputs: readonly Made[]): Unbared {
  const frames = inputs.map(({ frame }) => frame);
  const [first] = inputs;
  if (first === undefined) throw new RangeError("a union of nothing");
  if (inputs.length === 1) return first;
  return { frame: native().concatLf(frames, "vertical", false, true, false, true), bare: first.bare };
}

function explode(frame: NativeLazyFrame, { columns, emptyAsNull, keepNulls }: ExplodeNode): NativeLazyFrame {
  // The native explode keeps both; rows that shall give none go before it.
  const [first] = columns;
  if (first === undefined) return frame;
  const length = px.list.length(px.col(first));
  const keepsRow = px.orAll([
    px.gt(length, px.lit.u32(0)),
    ...(emptyAsNull ? [px.eq(length, px.lit.u32(0))] : []),
    ...(keepNulls ? [px.isNull(px.col(first))] : []),
  ]);
  const rows = emptyAsNull && keepNulls ? frame : frame.filter(nativeOf(keepsRow));
  return rows.explode(columns.map((name) => nativeOf(px.col(name))));
}

function unpivot(frame: NativeLazyFrame, { on, index, variableName, valueName }: UnpivotNode): NativeLazyFrame {
  return frame.unpivot(index, on, variableName, valueName);
}

function hconcat(node: HConcatNode, at: (ref: NodeRef) => Made): Unbared {
  const inputs = node.inputs.map(at);
  const shown = inputs.filter(({ bare }) => !bare);
  const [first] = shown.length > 0 ? shown : inputs;
  if (first === undefined) throw new RangeError("an hconcat of nothing");
  if (shown.length <= 1) return first;
  const frames = shown.map(({ frame }) => frame);
  return visible(native().concatLf(frames, "horizontal", false, true, false, true));
}

function kernelStage(frame: NativeLazyFrame, node: KernelNode, context: InterpreterContext): NativeLazyFrame {
  return addKernelColumns(collectFrame(frame), node.calls, context.kernel, context.kernelThreads);
}

function tooLong(condition: string, parameters: { readonly [name: string]: string }): KernelFailure {
  return new KernelFailure("recursion", null, new SparkRuntimeException(condition, parameters));
}
/** Round after round, each over the rows of the one before. */
function recurse(anchor: NativeDataFrame, node: RecurseNode, context: InterpreterContext): NativeLazyFrame {
  const rounds = [anchor.lazy()];
  let rows = anchor.height;
  let current = anchor;
  for (let level = 1; current.height > 0; level++) {
    if (node.limit !== null && rows >= node.limit) break;
    if (node.maxLevels >= 0 && level > node.maxLevels) {
      throw tooLong("RECURSION_LEVEL_LIMIT_EXCEEDED", { levelLimit: String(node.maxLevels) });
    }
    const before = current;
    current = collectFrame(
      interpret(node.step, { ...context, frame: (id) => (id === node.frame ? before : context.frame(id)) }),
    );
    rows += current.height;
    if (node.maxRows >= 0 && rows > node.maxRows) {
      throw tooLong("RECURSION_ROW_LIMIT_EXCEEDED", { rowLimit: String(node.maxRows) });
    }
    rounds.push(current.lazy());
  }
  return native().concatLf(rounds, "vertical", false, true, false, true);
}

/** Runs a plan: on the streaming engine, and on the in-memory one what that refuses. */
export function collectFrame(frame: NativeLazyFrame): NativeDataFrame {
  try {
    return frame.collectSync("streaming");
  } catch (error) {
    if (!isPanic(error)) throw error;
    return frame.collectSync("in-memory");
  }
}
/** A Rust panic has no type of its own, only such texts. */
function isPanic(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(not (yet )?implemented|internal error: entered unreachable|called `\w+::\w+|assertion|index out of bounds|range (start|end) index|activate ')/.test(
      error.message,
    )
  );
}
