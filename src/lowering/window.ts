/**
 * Window functions. The rows are sorted by partition and order keys once for each window, and stay in that order, as in
 * Spark. Then every row knows the positions where its partition and its peers begin and end, and a frame is a run of
 * positions: ranks are differences of positions, values are gathered by position, sums are differences of running sums.
 */
import type { Call, TypedExpr, WindowExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import type { WindowNode } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { P_FLOAT64, P_INT32 } from "../polars/polars-type.ts";
import type { NodeRef } from "../polars/plan.ts";
import { unsupported } from "../types/spark-error.ts";
import { ExpressionLowering } from "./expression-lowering.ts";
import { columnName, namedExpr } from "./plan-builder.ts";
import type { RelationLowering } from "./relation-lowering.ts";
import { aggregateOver } from "./window-aggregate.ts";
import { frameOf } from "./window-frame.ts";
import { constantOf, SortedRows } from "./window-rows.ts";
import { counterDiff, edgeValue, nthValue } from "./window-values.ts";

export function lowerWindow(low: RelationLowering, rel: WindowNode): NodeRef {
  const stage = low.stage(rel.input);
  const groups = new Map<string, WindowNode["windows"][number][]>();
  for (const w of rel.windows) {
    const key = specKey(w.child);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [w]);
    else group.push(w);
  }
  for (const windows of groups.values()) {
    const rows = new SortedRows(stage, (windows[0] as (typeof windows)[number]).child);
    for (const [i, w] of windows.entries()) {
      const value = px.cast(windowValue(rows, w.child), physicalType(w.dataType));
      const exprs = [namedExpr(columnName(w), value)];
      const ends = i === windows.length - 1 ? { endsWindow: rows.name } : {};
      stage.ref = low.plan.add({ op: "withColumns", input: stage.ref, exprs, ...ends });
    }
  }
  return stage.ref;
}
/** Functions over the same keys share the sort. */
function specKey(w: WindowExpr): string {
  const order = w.orderBy.map((o) => `${exprKey(o.child)}${o.descending}${o.nullsLast}`);
  return `${w.partitionBy.map(exprKey).join()};${order.join()}`;
}

function windowValue(rows: SortedRows, w: WindowExpr): Px {
  const call = w.function as Call;
  if (call.fn.kind === "window") return ranking(rows, call, w);
  switch (call.fn.name) {
    case "first":
    case "last":
    case "any_value":
      if (call.aggregate?.filter === undefined) return edgeValue(rows, call, frameOf(rows, w));
  }
  return aggregateOver(rows, call, w);
}

function ranking(rows: SortedRows, call: Call, w: WindowExpr): Px {
  const one = px.lit.i64(1);
  const real = (x: Px): Px => px.cast(x, P_FLOAT64);
  switch (call.fn.name) {
    case "row_number":
      return px.add(px.sub(rows.position, rows.start), one);
    case "rank":
      return px.add(px.sub(rows.peerStart, rows.start), one);
    case "dense_rank":
      return px.add(px.sub(rows.peerNumber, px.gather(rows.peerNumber, rows.start, false)), one);
    case "percent_rank":
      return px.ternary(
        px.gt(rows.size, one),
        px.truediv(real(px.sub(rows.peerStart, rows.start)), real(px.sub(rows.size, one))),
        px.lit.f64(0),
      );
    case "cume_dist":
      return px.truediv(real(px.sub(rows.peerEnd, rows.start)), real(rows.size));
    case "ntile":
      return ntile(rows, call);
    case "lag":
    case "lead":
      return offset(rows, call);
    case "counter_diff":
      return counterDiff(rows, call);
    case "nth_value":
      return nthValue(rows, call, frameOf(rows, w));
    default:
      throw unsupported(`the window function ${call.fn.name}`);
  }
}

/** The first buckets take one row more until the remainder is used up. */
function ntile(rows: SortedRows, call: Call): Px {
  const { stage } = rows;
  const buckets = px.lit.i64(Number(constantOf(call.args[0] as TypedExpr)));
  const row = stage.materialize(px.sub(rows.position, rows.start));
  const base = stage.materialize(px.floordiv(rows.size, buckets));
  const larger = stage.materialize(px.mod(rows.size, buckets));
  const one = px.lit.i64(1);
  const limit = px.mul(px.add(base, one), larger);
  const early = px.floordiv(row, px.add(base, one));
  const late = px.add(larger, px.floordiv(px.sub(row, limit), base));
  return px.cast(px.add(px.ternary(px.lt(row, limit), early, late), one), P_INT32);
}

/** The value some rows before or after; where there is no such row, the default. */
function offset(rows: SortedRows, call: Call): Px {
  const { stage } = rows;
  const cx = new ExpressionLowering(stage);
  const [x, n, fallback] = call.args as readonly [TypedExpr, TypedExpr, TypedExpr];
  const given = constantOf(n);
  if (given === null) return px.lit.null(physicalType(call.dataType));
  const steps = BigInt(given as number) * (call.fn.name === "lag" ? 1n : -1n);
  const value = stage.materialize(cx.lower(x));
  const other = fallback.kind === "Literal" && fallback.value === null ? undefined : cx.lower(fallback);
  if (call.ignoreNulls === true && steps !== 0n) {
    const at = stage.materialize(placeAmongValues(rows, value, steps));
    const found = px.gather(px.dropNulls(value), at, false);
    return other === undefined ? found : px.ternary(px.isNull(at), other, found);
  }
  const target = px.sub(rows.position, px.lit.i64(steps));
  const inside = stage.materialize(px.and(px.ge(target, rows.start), px.lt(target, rows.end)));
  const found = px.gather(value, px.ternary(inside, target, px.lit.null("Int64")), false);
  return other === undefined ? found : px.ternary(inside, found, other);
}
/** Which of all values that are not null stands `steps` of them before the row; null where its partition has none. */
function placeAmongValues(rows: SortedRows, value: Px, steps: bigint): Px {
  const before = rows.valuesBefore(value);
  const here = px.cast(px.isNotNull(value), "Int64");
  const at = before(rows.position);
  if (steps > 0n) {
    const place = px.sub(at, px.lit.i64(steps));
    return px.ternary(px.ge(place, before(rows.start)), place, px.lit.null("Int64"));
  }
  const place = px.add(px.add(at, here), px.lit.i64(-steps - 1n));
  return px.ternary(px.lt(place, before(rows.end)), place, px.lit.null("Int64"));
}
