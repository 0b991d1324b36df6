/** first_value, last_value, nth_value: values gathered from the ends of a frame. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { P_INT64 } from "../polars/polars-type.ts";
import { STRING } from "../types/data-type.ts";
import { ExpressionLowering } from "./expression-lowering.ts";
import type { Frame } from "./window-frame.ts";
import { constantOf, type SortedRows } from "./window-rows.ts";

const NULL = px.lit.null(P_INT64);

function ignoresNulls(call: Call, flag: TypedExpr | undefined): boolean {
  return call.ignoreNulls ?? (flag?.kind === "Literal" && flag.value === true);
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

/**
 * How much a counter grew since its last value; null where it fell or, by its start time, began anew. Values below zero
 * and start times that go back are errors.
 */
export function counterDiff(rows: SortedRows, call: Call): Px {
  const { stage } = rows;
  const cx = new ExpressionLowering(stage);
  const [counter, began] = call.args as readonly [TypedExpr, TypedExpr?];
  const type = physicalType(counter.dataType);
  if (counter.dataType.kind === "void") return px.lit.null(type);
  const value = stage.materialize(cx.lower(counter));
  const before = rows.valuesBefore(value);
  const last = px.sub(before(rows.position), px.lit.i64(1));
  const at = stage.materialize(px.ternary(px.ge(last, before(rows.start)), last, NULL));
  const previous = stage.materialize(px.gather(px.dropNulls(value), at, false));
  const grown = px.cast(px.sub(value, previous), type);
  const none = px.lit.null(type);
  let result = px.ternary(px.lt(value, previous), none, grown);
  const text = (e: TypedExpr, x: Px): Px => cx.cast(x, e.dataType, STRING, "ansi", call.timeZone);
  const fn = "`counter_diff`";
  if (began !== undefined && began.dataType.kind !== "void") {
    const start = stage.materialize(cx.lower(began));
    const earlier = stage.materialize(px.gather(px.filter(start, px.isNotNull(value)), at, false));
    const site = cx.site(call, ([pair = ""]) => {
      const [previousStartTime = "", currentStartTime = ""] = pair.split("|");
      const parameters = { function: fn, previousStartTime, currentStartTime };
      return { condition: "COUNTER_DIFF_START_TIME_DECREASED", parameters };
    });
    const back = px.and(px.isNotNull(value), px.coalesce(px.lt(start, earlier), px.lit.bool(false)));
    const both = px.str.concatHorizontal([text(began, earlier), px.lit.str("|"), text(began, start)]);
    result = cx.raiseIf(back, site, px.ternary(px.lt(earlier, start), none, result), both);
  }
  const site = cx.site(call, ([v = ""]) => ({
    condition: "COUNTER_DIFF_NEGATIVE_COUNTER_VALUE",
    parameters: { value: v, function: fn },
  }));
  const negative = px.coalesce(px.lt(value, px.cast(px.lit.i8(0), type)), px.lit.bool(false));
  return cx.raiseIf(negative, site, result, text(counter, value));
}
