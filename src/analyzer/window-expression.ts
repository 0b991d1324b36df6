/** `function OVER (...)`: the window's parts, its frame, and what Spark refuses. */
import { exists, isFoldable, literal, makeCast } from "../logical/build.ts";
import { implicitCast } from "../logical/coercion.ts";
import type { Call, TypedExpr, TypedFrameBound, WindowExpr } from "../logical/expression.ts";
import { T_INT } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import type { FrameBound, Window } from "../plan/expression.ts";
import { INT } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import type { NamedWindowSpec } from "./query-scope.ts";

const PRECEDING: TypedFrameBound = { kind: "unboundedPreceding" };
const FOLLOWING: TypedFrameBound = { kind: "unboundedFollowing" };
const CURRENT: TypedFrameBound = { kind: "currentRow" };

function specOf(e: Window, cx: ExpressionResolver): NamedWindowSpec {
  if (e.windowName === undefined) return e;
  const base = cx.scope.windows?.get(e.windowName.toLowerCase());
  if (base === undefined) {
    throw new AnalysisException("MISSING_WINDOW_SPECIFICATION", {
      windowName: e.windowName,
      docroot: "https://spark.apache.org/docs/latest",
    });
  }
  return base.windowName === undefined
    ? base
    : specOf({ ...base, kind: "Window", windowFunction: e.windowFunction }, cx);
}

export function resolveWindow(cx: ExpressionResolver, e: Window): WindowExpr {
  const spec = specOf(e, cx);
  const fn = cx.value(e.windowFunction);
  if (fn.kind !== "Call" || (fn.fn.kind !== "aggregate" && fn.fn.kind !== "window")) {
    throw new AnalysisException("UNSUPPORTED_EXPR_FOR_WINDOW", { sqlExpr: `"${prettyName(fn)}"` });
  }
  if (fn.aggregate?.distinct === true) {
    throw new AnalysisException("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", { windowExpr: `"${prettyName(fn)}"` });
  }
  const partitionBy = spec.partitionSpec.map((p) => cx.value(p));
  const orderBy = spec.orderSpec.map((o) => cx.sortKey(o));
  if ([...partitionBy, ...orderBy.map((o) => o.child)].some((x) => exists(x, (y) => y.kind === "Window"))) {
    throw new AnalysisException("NESTED_WINDOW_FUNCTION", {});
  }
  if (fn.fn.kind === "window" && orderBy.length === 0) {
    throw new AnalysisException(
      "WINDOW_FUNCTION_WITHOUT_ORDER_BY",
      { funcName: `\`${fn.name}\`` },
      { message: `[_LEGACY_ERROR_TEMP_1037] ${fn.name} needs an ORDER BY in its window` },
    );
  }
  const frame = frameOf(cx, fn, spec, orderBy.length > 0, orderBy.length);
  return {
    kind: "Window",
    function: fn,
    partitionBy,
    orderBy,
    ...frame,
    dataType: fn.dataType,
    nullable: fn.nullable,
    origin: e.origin,
  };
}

function frameOf(
  cx: ExpressionResolver,
  fn: Call,
  spec: NamedWindowSpec,
  ordered: boolean,
  orderCount: number,
): Pick<WindowExpr, "frame" | "defaultFrame"> {
  const own = ownFrame(fn);
  const written = spec.frame;
  if (written === undefined) {
    if (own !== undefined) return { frame: own, defaultFrame: true };
    const frame: WindowExpr["frame"] = ordered
      ? { type: "range", lower: PRECEDING, upper: CURRENT }
      : { type: "row", lower: PRECEDING, upper: FOLLOWING };
    return { frame, defaultFrame: true };
  }
  const frame: WindowExpr["frame"] = {
    type: written.type,
    lower: bound(cx, written.lower, written.type),
    upper: bound(cx, written.upper, written.type),
  };
  checkFrame(cx, spec, frame, orderCount);
  if (own !== undefined && prettyFrame(own) !== prettyFrame(frame)) {
    throw new AnalysisException("WINDOW_FUNCTION_AND_FRAME_MISMATCH", {
      funcName: `"${prettyName(fn)}"`,
      windowExpr: prettyFrame(frame),
    });
  }
  return { frame, defaultFrame: false };
}
function prettyFrame(f: WindowExpr["frame"]): string {
  const text = (b: TypedFrameBound): string => (b.kind === "offset" ? `${prettyName(b.value)} FOLLOWING` : b.kind);
  return `${f.type}:${text(f.lower)}:${text(f.upper)}`;
}

/** Ranking functions see all rows so far; lag and lead see one row. */
function ownFrame(fn: Call): WindowExpr["frame"] | undefined {
  if (fn.fn.kind !== "window") return undefined;
  if (fn.fn.name === "lag" || fn.fn.name === "lead") {
    const offset = fn.args[1] ?? literal(1, INT);
    const value = fn.fn.name === "lead" ? offset : negated(offset);
    return { type: "row", lower: { kind: "offset", value }, upper: { kind: "offset", value } };
  }
  if (fn.fn.name === "nth_value") return undefined;
  if (fn.fn.name === "cume_dist") return { type: "range", lower: PRECEDING, upper: CURRENT };
  return { type: "row", lower: PRECEDING, upper: CURRENT };
}
function negated(e: TypedExpr): TypedExpr {
  return e.kind === "Literal" && typeof e.value === "number" ? literal(-e.value, INT) : e;
}

function bound(cx: ExpressionResolver, b: FrameBound, type: "row" | "range"): TypedFrameBound {
  if (b.kind !== "offset") return b;
  const value = cx.value(b.value);
  if (!isFoldable(value)) {
    throw new AnalysisException("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WITHOUT_FOLDABLE", {
      sqlExpr: `"${prettyName(value)}"`,
      location: "lower",
      expression: `"${prettyName(value)}"`,
    });
  }
  if (type === "range" || value.dataType.kind === "integer") return { kind: "offset", value };
  const t = implicitCast(value.dataType, T_INT, cx.analyzer.session.conf.ansiEnabled);
  if (t === undefined || value.dataType.kind === "string") {
    throw new AnalysisException("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE", {
      sqlExpr: `"${prettyName(value)}"`,
      location: "lower",
      exprType: `"${value.dataType.sql}"`,
      expectedType: '"INT"',
    });
  }
  return { kind: "offset", value: makeCast(value, INT, "ansi", "UTC", false) };
}

function checkFrame(
  cx: ExpressionResolver,
  spec: NamedWindowSpec,
  frame: WindowExpr["frame"],
  orderCount: number,
): void {
  const bad = (condition: string): AnalysisException =>
    new AnalysisException(`DATATYPE_MISMATCH.${condition}`, { sqlExpr: `"${prettyFrame(frame)}"` });
  const offsets = [frame.lower, frame.upper].some((b) => b.kind === "offset");
  if (frame.type === "range" && orderCount === 0) throw bad("RANGE_FRAME_WITHOUT_ORDER");
  if (frame.type === "range" && orderCount > 1 && offsets) throw bad("RANGE_FRAME_MULTI_ORDER");
  if (frame.lower.kind === "unboundedFollowing" || frame.upper.kind === "unboundedPreceding") {
    throw bad("SPECIFIED_WINDOW_FRAME_INVALID_BOUND");
  }
  const at = (b: TypedFrameBound): number | undefined => {
    if (b.kind === "currentRow") return 0;
    if (b.kind !== "offset") return undefined;
    const value = cx.bindContext("window").constant(b.value)?.value;
    return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
  };
  const lower = at(frame.lower);
  const upper = at(frame.upper);
  if (lower !== undefined && upper !== undefined && lower > upper) throw bad("SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON");
  void spec;
}
