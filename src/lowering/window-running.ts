/** Counts, sums, averages and extremes as running values, in time linear in the rows. */
import { sumFitted, sumScale } from "../builtins/sum.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { P_FLOAT64, P_INT128, P_INT64, type PolarsType } from "../polars/polars-type.ts";
import { ExpressionLowering } from "./expression-lowering.ts";
import type { Frame } from "./window-frame.ts";
import type { SortedRows } from "./window-rows.ts";

const NULL = px.lit.null(P_INT64);

/** Undefined: the aggregate has no such form over this frame. */
export function running(
  rows: SortedRows,
  call: Call,
  values: readonly Px[],
  filter: Px | undefined,
  frame: Frame,
): Px | undefined {
  const only = (v: Px): Px => (filter === undefined ? v : px.ternary(filter, v, px.lit.null("Null")));
  const given = values.map(only);
  const [x] = given as [Px];
  const kind = call.args[0]?.dataType.kind ?? "void";
  switch (call.fn.name) {
    case "count": {
      const present = px.andAll([
        ...given.flatMap((v, i) => (isConstant(call.args[i]) ? [] : [px.isNotNull(v)])),
        ...(filter === undefined ? [] : [filter]),
      ]);
      if (call.args.some((a) => a.kind === "Literal" && a.value === null)) return undefined;
      if (given.every((_, i) => isConstant(call.args[i])) && filter === undefined)
        return px.sub(frame.end, frame.start);
      return difference(rows, px.cast(present, P_INT64), P_INT64, frame);
    }
    case "count_if":
      return difference(rows, px.cast(px.coalesce(x, px.lit.bool(false)), P_INT64), P_INT64, frame);
    case "sum":
      return sum(rows, call, x, frame);
    case "avg":
      return average(rows, x, kind, frame);
    case "min":
    case "bool_and":
      return extreme(rows, x, kind, false, frame);
    case "max":
    case "bool_or":
      return extreme(rows, x, kind, true, frame);
    default:
      return undefined;
  }
}
function isConstant(e: TypedExpr | undefined): boolean {
  return e?.kind === "Literal";
}

/** The total over the frame: what has run up to its end, less what had before its start. Exact types only. */
function difference(rows: SortedRows, value: Px, type: PolarsType, frame: Frame): Px {
  const { stage } = rows;
  const zero = px.cast(px.lit.i64(0), type);
  const total = stage.materialize(px.cumSum(stage.materialize(px.fillNull(px.cast(value, type), zero))));
  return stage.materialize(px.sub(rows.totalBefore(total, frame.end), rows.totalBefore(total, frame.start)));
}
function countOf(rows: SortedRows, value: Px, frame: Frame): Px {
  return difference(rows, px.cast(px.isNotNull(value), P_INT64), P_INT64, frame);
}

const INTEGERS: readonly string[] = ["byte", "short", "integer", "long", "interval_dt", "interval_ym"];

function sum(rows: SortedRows, call: Call, x: Px, frame: Frame): Px | undefined {
  const { stage } = rows;
  const t = (call.args[0] as TypedExpr).dataType;
  const value = stage.materialize(px.cast(x, physicalType(t)));
  const none = px.lit.null(physicalType(call.dataType));
  const orNull = (total: Px): Px => px.ternary(px.gt(countOf(rows, value, frame), px.lit.i64(0)), total, none);
  if (INTEGERS.includes(t.kind) || (t.kind === "decimal" && t.precision <= sumScale)) {
    const total = difference(rows, value, P_INT128, frame);
    return orNull(stage.materialize(sumFitted(total, call, new ExpressionLowering(stage))));
  }
  if (t.kind === "decimal") return undefined;
  const total = alongReal(rows, value, frame);
  return total === undefined ? undefined : orNull(total);
}
function average(rows: SortedRows, x: Px, kind: string, frame: Frame): Px | undefined {
  const { stage } = rows;
  const value = stage.materialize(x);
  const count = countOf(rows, value, frame);
  const exact = ["byte", "short", "integer", "long"].includes(kind);
  const total = exact
    ? px.cast(difference(rows, value, P_INT128, frame), P_FLOAT64)
    : kind === "float" || kind === "double"
      ? alongReal(rows, value, frame)
      : undefined;
  if (total === undefined) return undefined;
  return px.ternary(px.gt(count, px.lit.i64(0)), px.truediv(total, px.cast(count, P_FLOAT64)), px.lit.null(P_FLOAT64));
}
/** A sum of doubles runs from the unbounded side: differences would lose digits, and NaN would never leave. */
function alongReal(rows: SortedRows, value: Px, frame: Frame): Px | undefined {
  const real = rows.stage.materialize(px.fillNull(px.cast(value, P_FLOAT64), px.lit.f64(0)));
  return along(rows, frame, (reversed) => px.cumSum(real, reversed));
}
/** The running value where the frame ends (or, run from the far side, where it begins). */
function along(rows: SortedRows, frame: Frame, run: (reversed: boolean) => Px): Px | undefined {
  if (!frame.fromStart && !frame.toEnd) return undefined;
  const made = rows.stage.materialize(px.over(run(!frame.fromStart), [rows.start]));
  const at = frame.fromStart ? px.sub(frame.end, px.lit.i64(1)) : frame.start;
  return rows.stage.materialize(px.gather(made, px.ternary(px.lt(frame.start, frame.end), at, NULL), false));
}

const PLAIN: readonly string[] = ["byte", "short", "integer", "long", "decimal", "date", "timestamp", "timestamp_ntz"];
function extreme(rows: SortedRows, x: Px, kind: string, greatest: boolean, frame: Frame): Px | undefined {
  if ((!frame.fromStart && !frame.toEnd) || kind === "void") return undefined;
  const { stage } = rows;
  const value = stage.materialize(x);
  const extremes = (v: Px): Px | undefined =>
    along(rows, frame, (reversed) => {
      const cumulative = greatest ? px.cumMax(v, reversed) : px.cumMin(v, reversed);
      return reversed ? px.fillNullBackward(cumulative) : px.fillNullForward(cumulative);
    });
  if (PLAIN.includes(kind)) return extremes(value);
  // Other types run as their ranks among all values.
  const rank = stage.materialize(px.cast(px.rank(value, "Dense"), P_INT64));
  const found = extremes(rank);
  if (found === undefined) return undefined;
  const sorted = px.sort(px.unique(px.dropNulls(value), false));
  return px.gather(sorted, px.sub(found, px.lit.i64(1)), false);
}
