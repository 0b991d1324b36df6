/** Folds over list columns: one vectorised step for each position. */
import { px, pxToJson, type Px } from "./dsl.ts";
import { type NativeDataFrame, type NativeExpr, type NativeLazyFrame, native } from "./native.ts";
import type { FoldNode } from "./plan.ts";

/** Steps planned at once: the engine's optimizer is quadratic in the depth of a plan. */
const STEPS = 40;

function nativeOf(value: Px): NativeExpr {
  return native().JsExpr.deserialize(Buffer.from(pxToJson(value)), "json");
}

export function foldStage(
  input: NativeDataFrame,
  node: FoldNode,
  collect: (frame: NativeLazyFrame) => NativeDataFrame,
): NativeLazyFrame {
  const length = px.list.length(px.col(node.list));
  const step = native().JsExpr.deserialize(Buffer.from(node.expr), "json").alias(NEXT);
  let frame = input.lazy();
  for (let i = 0; ; i++) {
    const reaches = px.gt(length, px.lit.u32(i));
    if (i % STEPS === 0) {
      if (collect(input.lazy().filter(nativeOf(reaches)).slice(0, 1)).height === 0) break;
      if (i > 0) frame = collect(frame).lazy();
    }
    const element = px.list.get(px.col(node.list), px.lit.i64(i));
    const state = px.ternary(px.coalesce(reaches, px.lit.bool(false)), px.col(NEXT), px.col(node.state));
    frame = frame
      .withColumns([nativeOf(element).alias(node.element)])
      .withColumns([step])
      .withColumns([nativeOf(state).alias(node.state)])
      .dropColumns([NEXT, node.element]);
  }
  return frame;
}
const NEXT = "!next";
