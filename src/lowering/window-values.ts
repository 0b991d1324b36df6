/** first_value, last_value, nth_value: values gathered from the ends of a frame. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { P_INT64 } from "../polars/polars-type.ts";
import { ExpressionLowering } from "./expression-lowering.ts";
import type { Frame } from "./window-frame.ts";
import { constantOf, type SortedRows } from "./window-rows.ts";

const NULL = px.lit.null(P_INT64);

function ignoresNulls(call: Call, flag: TypedExpr | undefined): boolean {
  return call.ignoreNulls === true || (flag?.kind === "Literal" && flag.value === true);
}
/** The value at `place` counted from the frame's start (or its end), of all rows or of those with a value. */
function pick(rows: SortedRows, value: Px, frame: Frame, ignoreNulls: boolean, place: (from: Px, to: Px) => Px): Px {
  const { stage } = rows;
  const before = ignoreNulls ? rows.valuesBefore(value) : undefined;
  const from = before === undefined ? frame.start : stage.materialize(before(frame.start));
  const to = before === undefined ? frame.end : stage.materialize(before(frame.end));
  const at = stage.materialize(place(from, to));
  const inside = px.and(px.ge(at, from), px.lt(at, to));
  return px.gather(ignoreNulls ? px.dropNulls(value) : value, px.ternary(inside, at, NULL), false);
}

export function edgeValue(rows: SortedRows, call: Call, frame: Frame): Px {
  const value = rows.stage.materialize(new ExpressionLowering(rows.stage).lower(call.args[0] as TypedExpr));
  const last = call.fn.name === "last";
  return pick(rows, value, frame, ignoresNulls(call, call.args[1]), (from, to) =>
    last ? px.sub(to, px.lit.i64(1)) : from,
  );
}
export function nthValue(rows: SortedRows, call: Call, frame: Frame): Px {
  const value = rows.stage.materialize(new ExpressionLowering(rows.stage).lower(call.args[0] as TypedExpr));
  const n = BigInt(constantOf(call.args[1] as TypedExpr) as number);
  return pick(rows, value, frame, ignoresNulls(call, call.args[2]), (from) => px.add(from, px.lit.i64(n - 1n)));
}
