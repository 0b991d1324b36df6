/**
 * Lambdas over arrays. A body over its own elements runs inside `list.eval`, with its checks; one that needs other
 * columns or kernels, or checks that hold in some rows only, runs over the exploded rows, which are then gathered again.
 */
import { exists } from "../logical/build.ts";
import type { Lambda, TypedExpr } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { SparkError, unsupported } from "../types/spark-error.ts";
import { ExpressionLowering, MAX_LOWERED_DEPTH, MAX_LOWERED_SIZE, Stage } from "./expression-lowering.ts";
import { columnName, namedExpr } from "./plan-builder.ts";

type Bind = (element: Px) => readonly Px[];
type Finish = (body: Px, element: Px) => Px;

export function lowerLambda(
  cx: ExpressionLowering,
  list: Px,
  lambda: Lambda,
  bind: Bind,
  finish: Finish,
  variant: "list" | "scalar",
): Px {
  const direct = isPure(lambda, cx.guard === undefined)
    ? insideEval(cx, list, lambda, bind, finish, variant)
    : undefined;
  if (direct !== undefined) return direct;
  if (cx.inner) throw unsupported("a lambda inside a lambda that refers to columns around it");
  return overRows(cx, list, lambda, bind, finish, variant);
}

function insideEval(
  cx: ExpressionLowering,
  list: Px,
  lambda: Lambda,
  bind: Bind,
  finish: Finish,
  variant: "list" | "scalar",
): Px | undefined {
  const element = px.element();
  const values = bind(element);
  const variables = new Map(lambda.parameters.map((p, i) => [p.id, values[i] as Px]));
  try {
    const body = finish(cx.with({ variables, inner: true, guard: undefined }).lower(lambda.body), element);
    // Nothing in there becomes a column, so what is used twice is written twice.
    if (!cx.inner && (body.depth > MAX_LOWERED_DEPTH || body.size > MAX_LOWERED_SIZE)) return undefined;
    return variant === "list" ? px.list.eval(list, body) : px.list.evalAgg(list, body);
  } catch (error) {
    // What cannot be said of one element alone is computed over rows.
    if (error instanceof SparkError && error.condition === "UNSUPPORTED_FEATURE" && !cx.inner) return undefined;
    throw error;
  }
}

/** Only its own variables, and nothing that raises unless it may in any row. */
function isPure(lambda: Lambda, unguarded: boolean): boolean {
  const own = new Set(lambda.parameters.map((p) => p.id));
  return !exists(lambda.body, (e: TypedExpr) => {
    if (e.kind === "Attribute" || e.kind === "OuterReference" || e.kind === "Subquery" || e.kind === "Lambda")
      return true;
    if (e.kind === "LambdaVariable") return !own.has(e.id);
    return !unguarded && (e.kind === "Call" || e.kind === "Cast") && e.mode === "ansi" && mayRaise(e);
  });
}
const SAFE: ReadonlySet<string> = new Set([
  "=",
  "<=>",
  "<",
  "<=",
  ">",
  ">=",
  "and",
  "or",
  "not",
  "isnull",
  "isnotnull",
  "get_struct_field",
  "upper",
  "lower",
  "concat",
  "length",
  "when",
  "if",
  "coalesce",
  "struct",
  "named_struct",
]);
function mayRaise(e: TypedExpr): boolean {
  if (e.kind === "Cast") return e.child.dataType.kind === "string" || e.dataType.kind !== "string";
  return e.kind === "Call" && !SAFE.has(e.fn.name);
}

/** Row number, explode, evaluate, group, join back by number. */
function overRows(
  cx: ExpressionLowering,
  list: Px,
  lambda: Lambda,
  bind: Bind,
  finish: Finish,
  variant: "list" | "scalar",
): Px {
  const plan = cx.stage.plan;
  const rows = cx.stage.materialize(list);
  const id = plan.temp();
  cx.stage.ref = plan.add({ op: "collect", input: plan.add({ op: "rowIndex", input: cx.stage.ref, name: id }) });
  const outer = cx.stage.ref;
  const item = plan.temp();
  const copied = plan.add({ op: "withColumns", input: outer, exprs: [namedExpr(item, rows)] });
  const exploded = plan.add({ op: "explode", input: copied, columns: [item], emptyAsNull: false, keepNulls: false });
  const values = bind(px.col(item));
  const bound = lambda.parameters.map((p, i) => namedExpr(columnName(p), values[i] as Px));
  const inner = new Stage(plan, plan.add({ op: "withColumns", input: exploded, exprs: bound }));
  const body = inner.materialize(new ExpressionLowering(inner, cx.guard, cx.variables).lower(lambda.body));
  const out = plan.temp();
  const key = plan.temp();
  const result = finish(body, px.col(item));
  const grouped = plan.add({
    op: "groupBy",
    input: inner.ref,
    keys: [namedExpr(key, px.col(id))],
    aggs: [namedExpr(out, variant === "list" ? px.agg.implode(result) : result)],
    maintainOrder: true,
  });
  cx.stage.ref = plan.add({
    op: "join",
    left: outer,
    right: grouped,
    leftOn: [namedExpr("", px.col(id)).expr],
    rightOn: [namedExpr("", px.col(key)).expr],
    how: "left",
    maintainOrder: "left",
  });
  if (variant === "scalar") return px.col(out);
  // Empty lists had no rows to come back from: the list itself, emptied, has the type only of its own elements.
  const none = px.list.slice(
    px.list.of(px.gather(px.list.get(px.col(out), px.lit.i64(0)), px.lit.i64(0), false)),
    px.lit.i64(0),
    px.lit.i64(0),
  );
  return px.ternary(px.isNull(rows), px.lit.null("Null"), px.coalesce(px.col(out), none));
}

/** One step of the fold for each position, over all rows at once. */
export function lowerFold(cx: ExpressionLowering, list: Px, zero: Px, merge: Lambda): Px {
  if (cx.inner) throw unsupported("aggregate inside a lambda");
  const plan = cx.stage.plan;
  const rows = cx.stage.materialize(list);
  const state = plan.temp();
  const element = plan.temp();
  const step = new Stage(plan, plan.add({ op: "withColumns", input: cx.stage.ref, exprs: [namedExpr(state, zero)] }));
  const [stateVariable, elementVariable] = merge.parameters;
  const variables = new Map(cx.variables);
  if (stateVariable !== undefined) variables.set(stateVariable.id, px.col(state));
  if (elementVariable !== undefined) variables.set(elementVariable.id, px.col(element));
  const body = new ExpressionLowering(step, cx.guard, variables, true).lower(merge.body);
  cx.stage.ref = plan.add({
    op: "fold",
    input: step.ref,
    list: (rows.json as { Column: string }).Column,
    state,
    element,
    expr: namedExpr("", body).expr,
  });
  return px.ternary(px.isNull(rows), px.lit.null("Null"), px.col(state));
}
