/** `function OVER (...)`: the window's parts, its frame, and what Spark refuses. */
import { refuseSqlFunction } from "./sql-function-name.ts";
import { isFoldable, isNullLiteral, literal, makeCast } from "../logical/build.ts";
import { canCast } from "../logical/cast-rules.ts";
import { sameType } from "../logical/coercion.ts";
import type { Call, SortKey, TypedExpr, TypedFrameBound, WindowExpr, WindowFrame } from "../logical/expression.ts";
import { isOrderable } from "../logical/input-type.ts";
import { boundText, frameText, nameWithIds, prettyName, sortText, sqlText, windowSpecText } from "../logical/pretty.ts";
import type { Expression, FrameBound, LiteralValue, Window } from "../plan/expression.ts";
import { type DataType, INT } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { contextOf, type ExpressionResolver } from "./expression-resolver.ts";
import { located, placeless } from "./located.ts";
import type { NamedWindowSpec } from "./query-scope.ts";

const PRECEDING: TypedFrameBound = { kind: "unboundedPreceding" };
const FOLLOWING: TypedFrameBound = { kind: "unboundedFollowing" };
const CURRENT: TypedFrameBound = { kind: "currentRow" };

function specOf(e: Window, cx: ExpressionResolver): NamedWindowSpec {
  if (e.windowName === undefined) return e;
  const base = cx.scope.windows?.get(e.windowName);
  if (base === undefined) {
    const parameters = { windowName: e.windowName, docroot: "https://spark.apache.org/docs/latest" };
    throw placeless(new AnalysisException("MISSING_WINDOW_SPECIFICATION", parameters));
  }
  return base.windowName === undefined
    ? base
    : specOf({ ...base, kind: "Window", windowFunction: e.windowFunction }, cx);
}

export function resolveWindow(cx: ExpressionResolver, e: Window): WindowExpr {
  const spec = specOf(e, cx);
  const fn = cx.value(e.windowFunction);
  const over = (): string => {
    const partitionBy = spec.partitionSpec.map((p) => cx.value(p));
    const orderBy = spec.orderSpec.map((o) => cx.sortKey(o));
    const { frame } = frameOf(cx, fn, spec, partitionBy, orderBy);
    return `"${prettyName(fn)} OVER ${windowSpecText({ partitionBy, orderBy, frame }, prettyName)}"`;
  };
  if (fn.kind === "Call" && fn.fn.kind === "generator") {
    throw placeless(new AnalysisException("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", { expression: over() }));
  }
  if (fn.kind === "Call" && fn.fn.name === "sql_function_call") refuseSqlFunction(fn, "Window");
  if (fn.kind !== "Call" || (fn.fn.kind !== "aggregate" && fn.fn.kind !== "window")) {
    throw new AnalysisException("UNSUPPORTED_EXPR_FOR_WINDOW", { sqlExpr: `"${prettyName(fn)}"` });
  }
  if (fn.aggregate?.distinct === true) {
    throw new AnalysisException("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", { windowExpr: over() });
  }
  const partitionBy = spec.partitionSpec.map((p) => cx.value(p));
  const orderBy = spec.orderSpec.map((o) => cx.sortKey(o));
  for (const p of partitionBy) {
    if (isOrderable(p.dataType)) continue;
    const parameters = { expr: `"${prettyName(p)}"`, exprType: `"${p.dataType.sql}"` };
    throw new AnalysisException("EXPRESSION_TYPE_IS_NOT_ORDERABLE", parameters);
  }
  for (const [i, key] of orderBy.entries()) {
    if (isOrderable(key.child.dataType)) continue;
    const parameters = {
      sqlExpr: `"${sortText(key, prettyName)}"`,
      functionName: "`sortorder`",
      dataType: `"${key.child.dataType.sql}"`,
    };
    const queryContext = contextOf(spec.orderSpec[i]?.origin);
    throw new AnalysisException("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", parameters, { queryContext });
  }
  if (fn.fn.kind === "window" && orderBy.length === 0) {
    const wf = prettyName(fn);
    const parameters = { wf_name: fn.name, wf_expr: fn.name.endsWith("rank") ? wf.toUpperCase() : wf };
    throw placeless(new AnalysisException("WINDOW_FUNCTION_FRAME_NOT_ORDERED", parameters));
  }
  const frame = frameOf(cx, fn, spec, partitionBy, orderBy);
  checkPlain(fn, orderBy, frame.frame);
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

/** What is wrong with a frame is told of the window's definition. */
function frameOf(
  cx: ExpressionResolver,
  fn: TypedExpr,
  spec: NamedWindowSpec,
  partitionBy: readonly TypedExpr[],
  orderBy: readonly SortKey[],
): Pick<WindowExpr, "frame" | "defaultFrame"> {
  return located(spec.specOrigin, () => typedFrame(cx, fn, spec, partitionBy, orderBy));
}
function typedFrame(
  cx: ExpressionResolver,
  fn: TypedExpr,
  spec: NamedWindowSpec,
  partitionBy: readonly TypedExpr[],
  orderBy: readonly SortKey[],
): Pick<WindowExpr, "frame" | "defaultFrame"> {
  const ordered = orderBy.length > 0;
  const own = ownFrame(fn);
  const written = spec.frame;
  if (written === undefined) {
    if (own !== undefined) return { frame: own, defaultFrame: true };
    const frame: WindowExpr["frame"] = ordered
      ? { type: "range", lower: PRECEDING, upper: CURRENT }
      : { type: "row", lower: PRECEDING, upper: FOLLOWING };
    return { frame, defaultFrame: true };
  }
  const key = orderBy[0]?.child.dataType;
  if (
    written.type === "range" &&
    orderBy.length > 1 &&
    [written.lower, written.upper].some((b) => b.kind === "offset")
  ) {
    const frame = whole(cx, written, undefined);
    throw new AnalysisException("DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER", {
      sqlExpr: `"${windowSpecText({ partitionBy, orderBy, frame }, prettyName)}"`,
      orderSpec: orderBy.map((k) => sortText(k, nameWithIds)).join(","),
    });
  }
  const frame: WindowFrame = {
    type: written.type,
    lower: bound(cx, written, "lower", key),
    upper: bound(cx, written, "upper", key),
  };
  checkFrame(cx, frame, partitionBy, orderBy);
  if (own !== undefined && prettyFrame(own) !== prettyFrame(frame)) {
    const { name } = fn as Call;
    const fixed = (fn as Call).fn.name === "lag" || (fn as Call).fn.name === "lead";
    throw placeless(
      new AnalysisException(
        fixed ? "_LEGACY_ERROR_TEMP_1035" : "_LEGACY_ERROR_TEMP_1036",
        fixed ? { prettyName: name } : { wf: frameTree(cx, frame), required: frameTree(cx, own) },
        { message: `${name} has a frame of its own: no other can be given.` },
      ),
    );
  }
  return { frame: { ...frame, ...values(cx, frame, orderBy) }, defaultFrame: false };
}
/** RANGE with offsets: the order key moved by them. */
function values(
  cx: ExpressionResolver,
  frame: WindowFrame,
  orderBy: readonly SortKey[],
): Pick<WindowFrame, "lowerValue" | "upperValue"> {
  const [order] = orderBy;
  if (frame.type !== "range" || order === undefined) return {};
  const moved = (b: TypedFrameBound): TypedExpr | undefined => {
    if (b.kind !== "offset") return undefined;
    const { child, descending } = order;
    if (child.dataType.kind === "date" && b.value.dataType.kind === "integer") {
      return cx.call(descending ? "date_sub" : "date_add", [child, b.value]);
    }
    return cx.call(descending ? "-" : "+", [child, b.value]);
  };
  return { lowerValue: moved(frame.lower), upperValue: moved(frame.upper) };
}
/** The function without its clauses, the keys of WITHIN GROUP among its arguments. */
function plainCall(fn: Call): string {
  const inverse = fn.fn.name === "percentile_cont" || fn.fn.name === "percentile_disc";
  const written = inverse ? (fn.shown ?? fn.args) : fn.args;
  const args = inverse ? written.slice(0, 2) : written;
  const keys = (fn.aggregate?.orderings ?? []).map((o) => sortText(o, prettyName));
  if (!inverse && keys.length === 0) return prettyName({ ...fn, aggregate: undefined });
  return `${inverse ? fn.fn.name : "listagg"}(${[...args.map((a) => (isNullLiteral(a) ? "NULL" : prettyName(a))), ...keys].join(", ")})`;
}
/** Percentiles and ordered lists take whole partitions only. */
function checkPlain(fn: Call, orderBy: readonly SortKey[], frame: WindowFrame): void {
  const ordered = (fn.aggregate?.orderings ?? []).length > 0;
  if (fn.fn.plainWindowOnly !== true && !ordered) return;
  const whole = frame.lower.kind === "unboundedPreceding" && frame.upper.kind === "unboundedFollowing";
  if (orderBy.length === 0 && frame.type === "row" && whole) return;
  throw new AnalysisException("INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC", { aggFunc: `"${plainCall(fn)}"` });
}
function prettyFrame(f: WindowExpr["frame"]): string {
  const text = (b: TypedFrameBound): string => (b.kind === "offset" ? `${prettyName(b.value)} FOLLOWING` : b.kind);
  return `${f.type}:${text(f.lower)}:${text(f.upper)}`;
}

/** As Spark prints the nodes of a frame. */
function frameTree(cx: ExpressionResolver, { type, lower, upper }: WindowExpr["frame"]): string {
  const text = (b: TypedFrameBound): string => {
    if (b.kind !== "offset") return `${b.kind.toLowerCase()}$()`;
    const value = cx.bindContext("window").constant(b.value);
    return value === undefined ? nameWithIds(b.value) : sqlText(literal(value.value as LiteralValue, b.value.dataType));
  };
  return `specifiedwindowframe(${type === "row" ? "RowFrame" : "RangeFrame"}, ${text(lower)}, ${text(upper)})`;
}

/** Ranking functions see all rows so far; lag and lead see one row. */
function ownFrame(fn: TypedExpr): WindowExpr["frame"] | undefined {
  if (fn.kind !== "Call" || fn.fn.kind !== "window") return undefined;
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

/** `n PRECEDING` is minus n, which shows in names; the parser gives the negative number. */
function preceding(cx: ExpressionResolver, e: TypedExpr): TypedExpr {
  if (e.kind !== "Literal" || e.origin?.sqlText === undefined) return e;
  const { value } = e;
  if (e.origin.sqlText[e.origin.start ?? 0] === "-") return e;
  if ((typeof value !== "number" && typeof value !== "bigint") || value >= 0) return e;
  const negative = cx.call("negative", [literal(-value, e.dataType)]);
  return negative.kind === "Call" ? { ...negative, name: "-" } : negative;
}
/** Offsets of values that a range may have, besides the order key's own type. */
const INTERVALS: readonly string[] = ["interval_dt", "interval_ym", "interval"];
const NUMBERS: readonly string[] = ["byte", "short", "integer", "long", "float", "double", "decimal"];

function bound(
  cx: ExpressionResolver,
  frame: NonNullable<Window["frame"]>,
  location: "lower" | "upper",
  key: DataType | undefined,
): TypedFrameBound {
  const { type, [location]: b } = frame;
  if (b.kind !== "offset") return b;
  const written = cx.value(b.value);
  const value = preceding(cx, written);
  if (!isFoldable(value)) {
    throw new AnalysisException("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WITHOUT_FOLDABLE", {
      sqlExpr: `"${prettyName(value)}"`,
      location,
      expression: `"${prettyName(value)}"`,
    });
  }
  const refused = (expectedType: string, t: DataType): AnalysisException =>
    new AnalysisException("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE", {
      sqlExpr: `"${frameText(whole(cx, frame, type === "row" ? undefined : key), prettyName)}"`,
      location,
      exprType: `"${t.sql}"`,
      expectedType,
    });
  if (type === "row") {
    if (value.dataType.kind !== "integer") throw refused('"INT"', value.dataType);
    return { kind: "offset", value };
  }
  const typed = boundary(cx, b.value, key);
  if (!NUMBERS.includes(typed.dataType.kind) && !INTERVALS.includes(typed.dataType.kind)) {
    throw refused('("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")', typed.dataType);
  }
  return { kind: "offset", value: typed };
}
/** What a range moves its order key by: a number or interval of the key's type. */
function boundary(cx: ExpressionResolver, e: Expression, key: DataType | undefined): TypedExpr {
  const value = preceding(cx, cx.value(e));
  const moment = key === undefined || ["date", "timestamp", "timestamp_ntz"].includes(key.kind);
  const castable = !moment && [...NUMBERS, ...INTERVALS, "string", "boolean"].includes(key.kind);
  const other = castable && !sameType(value.dataType, key) && canCast(value.dataType, key, "legacy");
  return other ? inKeyType(cx, value, key) : value;
}
function whole(cx: ExpressionResolver, frame: NonNullable<Window["frame"]>, key: DataType | undefined): WindowFrame {
  const shown = (b: FrameBound): TypedFrameBound =>
    b.kind === "offset" ? { kind: "offset", value: boundary(cx, b.value, key) } : b;
  return { type: frame.type, lower: shown(frame.lower), upper: shown(frame.upper) };
}
function inKeyType(cx: ExpressionResolver, value: TypedExpr, key: DataType): TypedExpr {
  const { ansiEnabled, timeZone } = cx.analyzer.session.conf;
  return makeCast(value, key, ansiEnabled ? "ansi" : "legacy", timeZone, false);
}
/** Whether the order key can be moved by an offset of the type. */
function reaches(key: DataType, offset: DataType): boolean {
  if (key.kind === "date") {
    // Whole days only.
    if (offset.kind === "interval_dt") return offset.endField === 0;
    return ["integer", "interval_ym"].includes(offset.kind);
  }
  if (key.kind === "timestamp" || key.kind === "timestamp_ntz") return INTERVALS.includes(offset.kind);
  return key.kind === offset.kind;
}

function checkFrame(
  cx: ExpressionResolver,
  frame: WindowFrame,
  partitionBy: readonly TypedExpr[],
  orderBy: readonly SortKey[],
): void {
  const bad = (condition: string, parameters: { readonly [k: string]: string } = {}): AnalysisException =>
    new AnalysisException(`DATATYPE_MISMATCH.${condition}`, {
      sqlExpr: `"${frameText(frame, prettyName)}"`,
      ...parameters,
    });
  const bounds = [frame.lower, frame.upper];
  const offsets = bounds.flatMap((b) => (b.kind === "offset" ? [b.value] : []));
  if (frame.lower.kind === "unboundedFollowing" || frame.upper.kind === "unboundedPreceding") {
    throw bad("SPECIFIED_WINDOW_FRAME_INVALID_BOUND", {
      lower: quotedBound(frame.lower),
      upper: quotedBound(frame.upper),
    });
  }
  const [a, b] = offsets;
  if (a !== undefined && b !== undefined && a.dataType.sql !== b.dataType.sql) {
    throw bad("SPECIFIED_WINDOW_FRAME_DIFF_TYPES", {
      lower: `"${prettyName(a)}"`,
      upper: `"${prettyName(b)}"`,
      lowerType: `"${a.dataType.sql}"`,
      upperType: `"${b.dataType.sql}"`,
    });
  }
  if (a !== undefined && b !== undefined) {
    const [lower, upper] = [a, b].map((e) => numberOf(cx, e));
    if (lower !== undefined && upper !== undefined && lower > upper)
      throw bad("SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON", { comparison: "less than or equal" });
  }
  if (frame.type !== "range") return;
  const unbounded = frame.lower.kind === "unboundedPreceding" && frame.upper.kind === "unboundedFollowing";
  const sqlExpr = `"${windowSpecText({ partitionBy, orderBy, frame }, prettyName)}"`;
  if (orderBy.length === 0 && !unbounded) throw bad("RANGE_FRAME_WITHOUT_ORDER", { sqlExpr });
  if (a === undefined) return;
  const key = (orderBy[0] as SortKey).child.dataType;
  if (!reaches(key, a.dataType)) {
    const [orderSpecType, valueBoundaryType] = [`"${key.sql}"`, `"${a.dataType.sql}"`];
    throw bad("RANGE_FRAME_INVALID_TYPE", { sqlExpr, orderSpecType, valueBoundaryType });
  }
}
const quotedBound = (b: TypedFrameBound): string =>
  `"${b.kind === "offset" ? prettyName(b.value) : boundText(b, prettyName)}"`;

function numberOf(cx: ExpressionResolver, e: TypedExpr): number | bigint | undefined {
  const value = cx.bindContext("window").constant(e)?.value;
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}
