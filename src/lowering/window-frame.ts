/** Frames as runs of positions: [start, end) in the rows sorted for the window. */
import type { TypedExpr, TypedFrameBound, WindowExpr } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { outputExpr, physicalType } from "../polars/physical-type.ts";
import { P_INT64, pList, pStruct } from "../polars/polars-type.ts";
import { ExpressionLowering } from "./expression-lowering.ts";
import { namedExpr } from "./plan-builder.ts";
import { constantOf, type SortedRows } from "./window-rows.ts";

export interface Frame {
  readonly start: Px;
  readonly end: Px;
  /** The whole partition, whatever the row. */
  readonly whole: boolean;
  /** Begins (ends) where the partition does. */
  readonly fromStart: boolean;
  readonly toEnd: boolean;
  /** Bounds as distances of row numbers (or of numbers of peers): what rolling aggregates can follow. */
  readonly distance: { readonly index: Px; readonly from: bigint; readonly to: bigint } | undefined;
}
/** Stands for an unbounded distance. */
const FAR = 1n << 40n;

export function frameOf(rows: SortedRows, w: WindowExpr): Frame {
  const { lower, upper, type } = w.frame;
  // Without an order all rows are peers, unless the frame counts rows.
  const fromStart = lower.kind === "unboundedPreceding" || (type === "range" && rows.keys.length === 0);
  const toEnd = upper.kind === "unboundedFollowing" || (type === "range" && rows.keys.length === 0);
  const flags = { whole: fromStart && toEnd, fromStart, toEnd };
  if (flags.whole) return { start: rows.start, end: rows.end, ...flags, distance: undefined };
  if (type === "row") {
    const { stage, position } = rows;
    const clamp = (x: Px): Px =>
      px.ternary(px.lt(x, rows.start), rows.start, px.ternary(px.gt(x, rows.end), rows.end, x));
    const [from, to] = [steps(lower), steps(upper)];
    const start = fromStart ? rows.start : stage.materialize(clamp(px.add(position, px.lit.i64(from))));
    const end = toEnd ? rows.end : stage.materialize(clamp(px.add(position, px.lit.i64(to + 1n))));
    return { start, end, ...flags, distance: { index: position, from, to } };
  }
  if (lower.kind !== "offset" && upper.kind !== "offset") {
    const start = fromStart ? rows.start : rows.peerStart;
    const end = toEnd ? rows.end : rows.peerEnd;
    return { start, end, ...flags, distance: { index: rows.peerNumber, from: steps(lower), to: steps(upper) } };
  }
  return { ...byValue(rows, w, fromStart, toEnd), ...flags, distance: undefined };
}
function steps(b: TypedFrameBound): bigint {
  if (b.kind === "offset") return BigInt(constantOf(b.value) as number | bigint);
  return b.kind === "unboundedPreceding" ? -FAR : b.kind === "unboundedFollowing" ? FAR : 0n;
}

/** Values of the order key within a distance: a kernel walks each partition once for each side. */
function byValue(rows: SortedRows, w: WindowExpr, fromStart: boolean, toEnd: boolean): { start: Px; end: Px } {
  const { stage } = rows;
  const [order] = w.orderBy;
  const key = rows.keys[0] as Px;
  const type = (order as { child: TypedExpr }).child.dataType;
  const cx = new ExpressionLowering(stage);
  const limit = (e: TypedExpr | undefined): Px =>
    e === undefined ? key : stage.materialize(px.cast(cx.lower(e), physicalType(type)));
  const columns = [
    rows.start,
    key,
    ...(fromStart ? [] : [limit(w.frame.lowerValue)]),
    ...(toEnd ? [] : [limit(w.frame.upperValue)]),
  ];
  const side = (b: TypedFrameBound, unbounded: boolean): string =>
    unbounded ? "partition" : b.kind === "currentRow" ? "peers" : "value";
  const { plan } = stage;
  const sorted = plan.add({ op: "collect", input: stage.ref });
  const lists = columns.map((c, i) => namedExpr(plan.temp(), px.agg.implode(i === 0 ? c : outputExpr(c, type))));
  const whole = plan.add({ op: "groupBy", input: sorted, keys: [], aggs: lists });
  const out = plan.temp();
  const bounds = plan.add({
    op: "kernel",
    input: whole,
    calls: [
      {
        kernel: "window_bounds",
        args: lists.map((l) => l.name),
        out,
        outType: pList(
          pStruct([
            { name: "f0", dtype: P_INT64 },
            { name: "f1", dtype: P_INT64 },
          ]),
        ),
        options: {
          lower: side(w.frame.lower, fromStart),
          upper: side(w.frame.upper, toEnd),
          descending: order?.descending ?? false,
          nullsLast: order?.nullsLast ?? false,
        },
      },
    ],
  });
  const only = plan.add({ op: "select", input: bounds, exprs: [namedExpr(out, px.col(out))] });
  const exploded = plan.add({ op: "explode", input: only, columns: [out], emptyAsNull: false, keepNulls: false });
  stage.ref = plan.add({ op: "hconcat", inputs: [sorted, exploded] });
  const field = (name: string): Px => stage.materialize(px.struct.fieldByName(px.col(out), name));
  return { start: field("f0"), end: field("f1") };
}
