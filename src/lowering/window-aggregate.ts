/**
 * Aggregates over frames. Whole partitions are grouped once; counts and exact sums are differences of running totals;
 * sums of doubles and extremes run along from the side that is unbounded; other aggregates roll along with the frame, or,
 * where it is bounded by values, see each frame's rows as a group of their own.
 */
import type { Call } from "../logical/expression.ts";
import type { WindowExpr } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { P_INT64 } from "../polars/polars-type.ts";
import { aggregated, argumentValues, collected, kernelCall, selected } from "./aggregate.ts";
import { ExpressionLowering, type Stage } from "./expression-lowering.ts";
import { namedExpr } from "./plan-builder.ts";
import { type Frame, frameOf } from "./window-frame.ts";
import type { SortedRows } from "./window-rows.ts";
import { running } from "./window-running.ts";

export function aggregateOver(rows: SortedRows, call: Call, w: WindowExpr): Px {
  const { stage } = rows;
  const cx = new ExpressionLowering(stage);
  const filter =
    call.aggregate?.filter === undefined
      ? undefined
      : stage.materialize(px.coalesce(cx.lower(call.aggregate.filter), px.lit.bool(false)));
  const where = filter === undefined ? cx : cx.with({ guard: filter });
  const values = argumentValues(where, call);
  const frame = frameOf(rows, w);
  if (call.fn.groupKernel !== undefined) return kernelOver(rows, call, values, filter, frame);
  if (frame.whole) return px.over(aggregated(stage, call, selected(values, call, filter)), [rows.start]);
  const ran = running(rows, call, values, filter, frame);
  if (ran !== undefined) return ran;
  const distance = frame.distance;
  if (distance !== undefined && distance.from <= distance.to && (frame.fromStart || frame.toEnd || narrow(distance))) {
    return rolled(rows, call, values, filter, frame);
  }
  return perFrame(rows, call, values, filter, frame);
}
/** Frames of so few rows that they may be grouped one by one are grouped: rolling sees every frame for itself too. */
function narrow({ from, to }: { readonly from: bigint; readonly to: bigint }): boolean {
  return to - from >= 0n;
}

/** What an aggregate of no rows is. */
function ofNothing(call: Call): Px {
  const type = physicalType(call.dataType);
  if (call.nullable) return px.lit.null(type);
  if (typeof type === "object" && "List" in type)
    return px.cast(px.list.slice(px.list.of(px.lit.null(type.List)), px.lit.i64(0), px.lit.i64(0)), type);
  return px.cast(px.lit.i64(0), type);
}
function unlessNothing(stage: Stage, call: Call, frame: Frame, value: Px): Px {
  return px.ternary(px.lt(frame.start, frame.end), value, stage.materialize(ofNothing(call)));
}

function rolled(rows: SortedRows, call: Call, values: readonly Px[], filter: Px | undefined, frame: Frame): Px {
  const { index, from, to } = frame.distance as NonNullable<Frame["distance"]>;
  const aggregate = aggregated(rows.stage, call, selected(values, call, filter));
  const start = from - 1n;
  const period = { nsecs: to - start, integer: true };
  const begin = { nsecs: start < 0n ? -start : start, negative: start < 0n, integer: true };
  const value = px.cast(px.rolling(aggregate, index, period, begin, "Right"), physicalType(call.dataType));
  const over = rows.stage.materialize(px.over(value, [rows.start]));
  return unlessNothing(rows.stage, call, frame, over);
}

/** Pairs of each row and the rows of its frame, grouped again. */
function perFrame(rows: SortedRows, call: Call, values: readonly Px[], filter: Px | undefined, frame: Frame): Px {
  const { stage, position } = rows;
  const { plan } = stage;
  const [row, member, at, out] = [plan.temp(), plan.temp(), plan.temp(), plan.temp()];
  const sorted = plan.add({ op: "collect", input: stage.ref });
  const members = px.range.intRanges(frame.start, frame.end, px.lit.i64(1), P_INT64);
  const listed = plan.add({
    op: "select",
    input: sorted,
    exprs: [namedExpr(row, position), namedExpr(member, members)],
  });
  const pairs = plan.add({ op: "explode", input: listed, columns: [member], emptyAsNull: false, keepNulls: false });
  const columns = [...values, ...(filter === undefined ? [] : [filter])].flatMap((v) => columnNames(v));
  const right = plan.add({
    op: "select",
    input: sorted,
    exprs: [namedExpr(at, position), ...[...new Set(columns)].map((c) => namedExpr(c, px.col(c)))],
  });
  const joined = plan.add({
    op: "join",
    left: pairs,
    right,
    leftOn: [namedExpr("", px.col(member)).expr],
    rightOn: [namedExpr("", px.col(at)).expr],
    how: "inner",
    maintainOrder: "left",
  });
  const value = px.cast(aggregated(stage, call, selected(values, call, filter)), physicalType(call.dataType));
  const grouped = plan.add({
    op: "groupBy",
    input: joined,
    keys: [namedExpr(row, px.col(row))],
    aggs: [namedExpr(out, value)],
  });
  joinBack(stage, sorted, grouped, position, row);
  return unlessNothing(stage, call, frame, px.col(out));
}
function columnNames(value: Px): readonly string[] {
  const json = value.json as { readonly Column?: string };
  return json.Column === undefined ? [] : [json.Column];
}
function joinBack(stage: Stage, left: number, right: number, leftKey: Px, rightKey: string): void {
  stage.ref = stage.plan.add({
    op: "join",
    left,
    right,
    leftOn: [namedExpr("", leftKey).expr],
    rightOn: [namedExpr("", px.col(rightKey)).expr],
    how: "left",
    maintainOrder: "left",
  });
}

/** Aggregates that run as kernels: over the lists of each partition, or over frames in them. */
function kernelOver(rows: SortedRows, call: Call, values: readonly Px[], filter: Px | undefined, frame: Frame): Px {
  const { stage, start } = rows;
  const { plan } = stage;
  const out = plan.temp();
  const key = plan.temp();
  // In a frame every row keeps its place: those that do not pass the filter have no value.
  const blanked =
    filter === undefined
      ? values
      : values.map((v, i) => (isLiteral(call, i) ? v : px.ternary(filter, v, px.lit.null("Null"))));
  const args = frame.whole ? selected(values, call, filter) : blanked;
  const lists = collected(stage, call, args).map((v) => namedExpr(plan.temp(), px.agg.implode(v)));
  const relative = (x: Px): Px => px.agg.implode(px.sub(x, start));
  const bounds = frame.whole
    ? []
    : [namedExpr(plan.temp(), relative(frame.start)), namedExpr(plan.temp(), relative(frame.end))];
  const sorted = plan.add({ op: "collect", input: stage.ref });
  const grouped = plan.add({
    op: "groupBy",
    input: sorted,
    keys: [namedExpr(key, start)],
    aggs: [...lists, ...bounds],
    maintainOrder: true,
  });
  const names = [...lists, ...bounds].map((l) => l.name);
  const made = plan.add({ op: "kernel", input: grouped, calls: [kernelCall(call, names, out, !frame.whole)] });
  const keep = [out, ...(frame.whole ? [key] : [])].map((c) => namedExpr(c, px.col(c)));
  const only = plan.add({ op: "select", input: made, exprs: keep });
  if (frame.whole) joinBack(stage, sorted, only, start, key);
  else {
    const flat = plan.add({ op: "explode", input: only, columns: [out], emptyAsNull: false, keepNulls: false });
    stage.ref = plan.add({ op: "hconcat", inputs: [sorted, flat] });
  }
  return px.col(out);
}
function isLiteral(call: Call, i: number): boolean {
  return call.args[i]?.kind === "Literal";
}
