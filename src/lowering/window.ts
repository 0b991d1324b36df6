/**
 * Window functions. The partition keys, order keys and arguments become columns first; then each function is an `over`
 * of them. Frames: the whole partition, from its start to here (cumulative), or any other (rolling by row number or by
 * the order column).
 */
import type { Call, TypedExpr, TypedFrameBound, WindowExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import type { WindowNode } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { P_FLOAT64, P_INT128, P_INT32, P_INT64, P_NULL } from "../polars/polars-type.ts";
import type { NodeRef } from "../polars/plan.ts";
import { constantValue } from "../builtins/constant.ts";
import { unsupported } from "../types/spark-error.ts";
import { aggregated, selected } from "./aggregate.ts";
import { ExpressionLowering, type Stage } from "./expression-lowering.ts";
import { columnName, namedExpr } from "./plan-builder.ts";
import type { RelationLowering } from "./relation-lowering.ts";

export function lowerWindow(low: RelationLowering, rel: WindowNode): NodeRef {
  const stage = low.stage(rel.input);
  const windows = new Map<string, Spec>();
  for (const w of rel.windows) {
    const value = px.cast(windowValue(stage, w.child, windows), physicalType(w.dataType));
    stage.ref = low.plan.add({ op: "withColumns", input: stage.ref, exprs: [namedExpr(columnName(w), value)] });
  }
  return stage.ref;
}

/** A window's keys as columns; functions over the same window share it, and so share the sort. */
interface Spec {
  readonly partition: readonly Px[];
  readonly order: { readonly by: Px; readonly descending: boolean; readonly nullsLast: boolean } | null;
  /** The order keys as one value in which equal means peers. */
  readonly peers: Px | undefined;
  readonly window: WindowExpr;
}

function specOf(stage: Stage, w: WindowExpr, known: Map<string, Spec>): Spec {
  const key = `${w.partitionBy.map(exprKey).join()};${w.orderBy.map((o) => `${exprKey(o.child)}${o.descending}${o.nullsLast}`).join()}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const cx = new ExpressionLowering(stage);
  const partition = w.partitionBy.map((p) => stage.materialize(cx.lower(p)));
  const keys = w.orderBy.map((o) => stage.materialize(cx.lower(o.child)));
  let order: Spec["order"] = null;
  let peers: Px | undefined;
  const [first] = w.orderBy;
  if (keys.length === 1 && first !== undefined) {
    peers = keys[0] as Px;
    order = { by: peers, descending: first.descending, nullsLast: first.nullsLast };
  } else if (keys.length > 1) {
    peers = stage.materialize(
      px.rowEncode(
        keys,
        w.orderBy.map((o) => o.descending),
        w.orderBy.map((o) => o.nullsLast),
      ),
    );
    order = { by: peers, descending: false, nullsLast: false };
  }
  const made = { partition, order, peers, window: w };
  known.set(key, made);
  return made;
}

function over(value: Px, spec: Spec): Px {
  return px.over(value, spec.partition, spec.order);
}
function rowNumber(spec: Spec): Px {
  return over(px.range.intRange(px.lit.i64(1), px.add(px.cast(px.len(), P_INT64), px.lit.i64(1)), 1, P_INT64), spec);
}

function windowValue(stage: Stage, w: WindowExpr, known: Map<string, Spec>): Px {
  const spec = specOf(stage, w, known);
  const call = w.function as Call;
  return call.fn.kind === "window" ? ranking(stage, call, spec) : aggregateOver(stage, call, spec, w);
}

/** Position of the row's peers: rank over the keys in their own order. */
function rankBy(spec: Spec, method: "Min" | "Max" | "Dense"): Px {
  const w = spec.window;
  const single = w.orderBy.length === 1;
  const first = w.orderBy[0];
  // Null keys rank too, so a single key is encoded like several.
  const encoded = single
    ? px.rowEncode([spec.peers as Px], [first?.descending ?? false], [first?.nullsLast ?? false])
    : (spec.peers as Px);
  return px.over(px.rank(px.struct.of([["k", encoded]]), method), spec.partition);
}

function ranking(stage: Stage, call: Call, spec: Spec): Px {
  const size = (): Px => px.over(px.cast(px.len(), P_INT64), spec.partition);
  switch (call.fn.name) {
    case "row_number":
      return rowNumber(spec);
    case "rank":
      return rankBy(spec, "Min");
    case "dense_rank":
      return rankBy(spec, "Dense");
    case "percent_rank": {
      const n = stage.materialize(size());
      const above = px.sub(px.cast(rankBy(spec, "Min"), P_FLOAT64), px.lit.f64(1));
      return px.ternary(
        px.gt(n, px.lit.i64(1)),
        px.truediv(above, px.sub(px.cast(n, P_FLOAT64), px.lit.f64(1))),
        px.lit.f64(0),
      );
    }
    case "cume_dist":
      return px.truediv(px.cast(rankBy(spec, "Max"), P_FLOAT64), px.cast(size(), P_FLOAT64));
    case "ntile":
      return ntile(stage, call, spec, size());
    case "lag":
    case "lead":
      return offset(stage, call, spec);
    case "nth_value":
      return nthValue(stage, call, spec);
    default:
      throw unsupported(`the window function ${call.fn.name}`);
  }
}

/** The first buckets take one row more until the remainder is used up. */
function ntile(stage: Stage, call: Call, spec: Spec, size: Px): Px {
  const buckets = px.lit.i64(Number(constantOf(call.args[0] as TypedExpr)));
  const n = stage.materialize(size);
  const row = stage.materialize(px.sub(rowNumber(spec), px.lit.i64(1)));
  const base = stage.materialize(px.floordiv(n, buckets));
  const larger = stage.materialize(px.mod(n, buckets));
  const one = px.lit.i64(1);
  const limit = px.mul(px.add(base, one), larger);
  const early = px.floordiv(row, px.add(base, one));
  const late = px.add(larger, px.floordiv(px.sub(row, limit), base));
  return px.cast(px.add(px.ternary(px.lt(row, limit), early, late), one), P_INT32);
}

function offset(stage: Stage, call: Call, spec: Spec): Px {
  const cx = new ExpressionLowering(stage);
  const [x, n, fallback] = call.args as readonly [TypedExpr, TypedExpr, TypedExpr];
  const steps = Number(constantOf(n)) * (call.fn.name === "lag" ? 1 : -1);
  const value = stage.materialize(cx.lower(x));
  if (call.ignoreNulls === true) return offsetIgnoringNulls(stage, value, steps, spec);
  const shifted = over(px.shift(value, px.lit.i64(steps)), spec);
  if (fallback.kind === "Literal" && fallback.value === null) return shifted;
  // The default stands for rows outside the partition only, not for nulls inside.
  const row = stage.materialize(rowNumber(spec));
  const size = px.over(px.cast(px.len(), P_INT64), spec.partition);
  const outside = steps >= 0 ? px.le(row, px.lit.i64(steps)) : px.gt(row, px.add(size, px.lit.i64(steps)));
  return px.ternary(outside, cx.lower(fallback), shifted);
}
/** The n-th value before or after the row among those that are not null. */
function offsetIgnoringNulls(stage: Stage, value: Px, steps: number, spec: Spec): Px {
  if (steps === 0) return value;
  const seen = stage.materialize(over(px.cumCount(value), spec));
  const here = px.ternary(px.isNotNull(value), px.lit.u32(1), px.lit.u32(0));
  const position =
    steps > 0
      ? px.sub(px.cast(px.sub(seen, here), P_INT64), px.lit.i64(steps))
      : px.add(px.cast(seen, P_INT64), px.lit.i64(-steps - 1));
  const at = stage.materialize(position);
  const values = px.dropNulls(value);
  const found = px.gather(values, px.ternary(px.lt(at, px.lit.i64(0)), px.lit.null(P_INT64), at), false);
  return over(found, spec);
}

function constantOf(e: TypedExpr): unknown {
  const found = constantValue(e);
  if (found === undefined) throw unsupported("a window offset that is not a plain constant");
  return found.value;
}

function nthValue(stage: Stage, call: Call, spec: Spec): Px {
  const w = spec.window;
  const n = Number(constantOf(call.args[1] as TypedExpr));
  const value = stage.materialize(new ExpressionLowering(stage).lower(call.args[0] as TypedExpr));
  const ignore = call.ignoreNulls === true || (call.args[2] !== undefined && constantOf(call.args[2]) === true);
  const values = ignore ? px.dropNulls(value) : value;
  const picked = px.gather(values, px.lit.i64(n - 1), true);
  return frameOver(stage, picked, spec, w);
}

/** Values that stand for an unbounded distance in rolling frames. */
const FAR = 1n << 40n;

function aggregateOver(stage: Stage, call: Call, spec: Spec, w: WindowExpr): Px {
  const cx = new ExpressionLowering(stage);
  const filter =
    call.aggregate?.filter === undefined
      ? undefined
      : stage.materialize(px.coalesce(cx.lower(call.aggregate.filter), px.lit.bool(false)));
  const values = call.args.map((a) => (a.kind === "Literal" ? cx.lower(a) : stage.materialize(cx.lower(a))));
  const { lower, upper, type } = w.frame;
  const fromStart = lower.kind === "unboundedPreceding";
  if (fromStart && (upper.kind === "unboundedFollowing" || spec.order === null)) {
    return over(aggregated(stage, call, selected(values, call, filter)), spec);
  }
  if (fromStart && upper.kind === "currentRow") {
    const running = cumulative(stage, call, values, filter, spec);
    if (running !== undefined) return type === "row" ? running : lastOfPeers(stage, running, spec);
  }
  return frameOver(stage, aggregated(stage, call, selected(values, call, filter)), spec, w);
}

/** What all peers of a row have in common is what the last of them has. */
function lastOfPeers(stage: Stage, running: Px, spec: Spec): Px {
  const value = stage.materialize(running);
  const number = stage.materialize(rowNumber(spec));
  const keys = [...spec.partition, spec.peers as Px];
  return px.over(px.agg.last(px.sortBy(value, [number], [false], [false])), keys);
}

/** Sums, counts, averages, extremes and first values from the start of the partition to the row. */
function cumulative(
  stage: Stage,
  call: Call,
  values: readonly Px[],
  filter: Px | undefined,
  spec: Spec,
): Px | undefined {
  const name = call.fn.name;
  const arg = call.args[0];
  const raw = values[0] ?? px.lit.i64(1);
  const counted = filter === undefined ? raw : px.ternary(filter, raw, px.lit.null(P_NULL));
  const kind = arg?.dataType.kind ?? "void";
  if (name === "count" && values.length === 1) {
    const constant = arg?.kind === "Literal";
    if (constant && arg.value === null) return undefined;
    const present = constant
      ? (filter ?? px.ternary(px.isNull(px.len()), px.lit.bool(true), px.lit.bool(true)))
      : px.isNotNull(counted);
    if (constant && filter === undefined) return rowNumber(spec);
    const one = stage.materialize(px.cast(present, P_INT64));
    return over(px.cumSum(one), spec);
  }
  if (name === "sum" && ["byte", "short", "integer", "float", "double", "decimal"].includes(kind)) {
    if (arg?.dataType.kind === "decimal" && arg.dataType.precision > 28) return undefined;
    const wide = stage.materialize(
      px.cast(counted, kind === "decimal" ? P_INT128 : kind === "float" || kind === "double" ? P_FLOAT64 : P_INT64),
    );
    return over(px.fillNullForward(px.cumSum(wide)), spec);
  }
  if (name === "avg" && kind !== "decimal" && kind !== "interval_dt" && kind !== "interval_ym") {
    const value = stage.materialize(px.cast(counted, P_FLOAT64));
    const total = stage.materialize(over(px.fillNullForward(px.cumSum(value)), spec));
    const count = over(px.cumCount(value), spec);
    return px.truediv(total, px.cast(count, P_FLOAT64));
  }
  if (
    (name === "min" || name === "max") &&
    ["byte", "short", "integer", "long", "decimal", "date", "timestamp", "timestamp_ntz"].includes(kind)
  ) {
    const value = stage.materialize(counted);
    return over(px.fillNullForward(name === "min" ? px.cumMin(value) : px.cumMax(value)), spec);
  }
  if (filter === undefined && (name === "first" || name === "any_value") && !ignoresNulls(call))
    return over(px.agg.first(raw), spec);
  if (filter === undefined && name === "last") return ignoresNulls(call) ? over(px.fillNullForward(raw), spec) : raw;
  return undefined;
}
function ignoresNulls(call: Call): boolean {
  const flag = call.args[1];
  return call.ignoreNulls === true || (flag?.kind === "Literal" && flag.value === true);
}

/** An aggregate over any other frame. */
function frameOver(stage: Stage, aggregate: Px, spec: Spec, w: WindowExpr): Px {
  const { lower, upper, type } = w.frame;
  const whole = lower.kind === "unboundedPreceding" && upper.kind === "unboundedFollowing";
  if (whole || spec.order === null) return over(aggregate, spec);
  const bounds: readonly TypedFrameBound[] = [lower, upper];
  const offsets = bounds.some((b) => b.kind === "offset");
  if (type === "row") {
    const index = stage.materialize(rowNumber(spec));
    return rolled(aggregate, index, edge(lower, -1), edge(upper, 1), spec);
  }
  if (!offsets) {
    // Peers count as one row: their common rank is the index.
    const index = stage.materialize(px.cast(rankBy(spec, "Dense"), P_INT64));
    return rolled(aggregate, index, edge(lower, -1), edge(upper, 1), spec);
  }
  return rangeFrame(stage, aggregate, spec, w);
}
/** A bound as a distance from the row; `side` is the sign of an unbounded one. */
function edge(b: TypedFrameBound, side: -1 | 1): bigint {
  if (b.kind === "currentRow") return 0n;
  if (b.kind === "offset") return BigInt(constantOf(b.value) as number | bigint);
  return b.kind === "unboundedPreceding" ? -FAR : b.kind === "unboundedFollowing" ? FAR : FAR * BigInt(side);
}
/** Rows whose index lies in [index + from, index + to]. */
function rolled(aggregate: Px, index: Px, from: bigint, to: bigint, spec: Spec): Px {
  const start = from - 1n;
  const period = { nsecs: to - start, integer: true };
  const begin = { nsecs: start < 0n ? -start : start, negative: start < 0n, integer: true };
  if (to - start <= 0n) throw unsupported("an empty window frame");
  const frame = px.rolling(aggregate, index, period, begin, "Right");
  return px.over(frame, spec.partition, { by: index });
}

/** Values of the order column within a distance. Null keys are each other's peers and have no distance to others. */
function rangeFrame(stage: Stage, aggregate: Px, spec: Spec, w: WindowExpr): Px {
  const order = w.orderBy[0];
  if (order === undefined || spec.peers === undefined) throw unsupported("this RANGE frame");
  const kind = order.child.dataType.kind;
  const scale = order.child.dataType.kind === "decimal" ? order.child.dataType.scale : 0;
  if (!["byte", "short", "integer", "long", "date", "decimal", "timestamp", "timestamp_ntz"].includes(kind)) {
    throw unsupported(`a RANGE frame with offsets over ${order.child.dataType.simpleString()}`);
  }
  const numeric = px.cast(px.toPhysical(spec.peers), P_INT64);
  const index = stage.materialize(order.descending ? px.sub(px.lit.i64(0), numeric) : numeric);
  const isNull = stage.materialize(px.isNull(index));
  const from = distance(w.frame.lower, -1, kind, scale);
  const to = distance(w.frame.upper, 1, kind, scale);
  const unbounded = w.frame.lower.kind !== "offset" && w.frame.lower.kind !== "currentRow";
  const unboundedEnd = w.frame.upper.kind !== "offset" && w.frame.upper.kind !== "currentRow";
  if (unbounded || unboundedEnd) {
    if (order.child.nullable) throw unsupported("a RANGE frame with one unbounded side over a nullable column");
  }
  const start = from - 1n;
  const period = { nsecs: to - start, integer: true };
  const begin = { nsecs: start < 0n ? -start : start, negative: start < 0n, integer: true };
  const filled = stage.materialize(px.coalesce(index, px.lit.i64(0)));
  const frame = px.rolling(aggregate, filled, period, begin, "Right");
  return px.over(frame, [...spec.partition, isNull], { by: filled });
}
function distance(b: TypedFrameBound, side: -1 | 1, kind: string, scale: number): bigint {
  if (b.kind !== "offset") return edge(b, side);
  const value = constantOf(b.value);
  const t = b.value.dataType;
  if (t.kind === "interval_ym") throw unsupported("a RANGE frame by months");
  if (typeof value === "object" && value !== null && "microseconds" in value) {
    const v = value as { months: number; days: number; microseconds: bigint };
    if (v.months !== 0) throw unsupported("a RANGE frame by months");
    const micros = BigInt(v.days) * 86_400_000_000n + v.microseconds;
    return kind === "date" ? micros / 86_400_000_000n : micros;
  }
  const n = BigInt(value as number | bigint);
  if (t.kind === "interval_dt") return kind === "date" ? n / 86_400_000_000n : n;
  if (t.kind === "decimal") return n * 10n ** BigInt(Math.max(0, scale - t.scale));
  return kind === "decimal" ? n * 10n ** BigInt(scale) : n;
}
