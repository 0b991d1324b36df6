/**
 * Lambdas over arrays. A body over its own elements runs inside `list.eval`, with its checks, and so does one that refers to
 * other columns: they are put beside the elements. One that needs kernels, or checks that hold in some rows only, runs over
 * the exploded rows, which are then gathered again.
 */
import { exists, transformUp } from "../logical/build.ts";
import type { Attribute, Lambda, LambdaVariable, TypedExpr } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName } from "../polars/physical-type.ts";
import { ArrayType, type DataType, StructField, StructType } from "../types/data-type.ts";
import { SparkError, unsupported } from "../types/spark-error.ts";
import { ExpressionLowering, MAX_LOWERED_DEPTH, MAX_LOWERED_SIZE, Stage } from "./expression-lowering.ts";
import { columnName, namedExpr } from "./plan-builder.ts";

type Bind = (element: Px) => readonly Px[];
type Finish = (body: Px, element: Px) => Px;

export function lowerLambda(
  cx: ExpressionLowering,
  given: Px,
  lambda: Lambda,
  bind: Bind,
  finish: Finish,
  variant: "list" | "scalar",
  element: DataType | undefined,
): Px {
  const list = mayRaise(lambda.body) ? cx.perRow(given) : given;
  const foreign = foreignTo(lambda, cx.guard === undefined);
  if (foreign?.length === 0) {
    const body = insideEval(cx, lambda.body, ownValues(lambda, bind, px.element()), px.element(), finish);
    if (body !== undefined) return evaluated(list, body, variant);
  }
  if (cx.inner) throw unsupported("a lambda inside a lambda that refers to columns around it");
  if (foreign !== undefined && foreign.length > 0 && element !== undefined) {
    const made = besideColumns(cx, list, lambda, foreign, bind, finish, variant, element);
    if (made !== undefined) return made;
  }
  return overRows(cx, list, lambda, bind, finish, variant);
}
function evaluated(list: Px, body: Px, variant: "list" | "scalar"): Px {
  return variant === "list" ? px.list.eval(list, body) : px.list.evalAgg(list, body);
}
function ownValues(lambda: Lambda, bind: Bind, element: Px): Map<number, Px> {
  const values = bind(element);
  return new Map(lambda.parameters.map((p, i) => [p.id, values[i] as Px]));
}

/** The element expression of a body that sees nothing but `variables`; undefined where it cannot be one. */
function insideEval(
  cx: ExpressionLowering,
  given: TypedExpr,
  variables: ReadonlyMap<number, Px>,
  element: Px,
  finish: Finish,
): Px | undefined {
  try {
    const body = finish(
      cx.with({ variables, inner: true, mayRefuse: !cx.inner, guard: undefined }).lower(given),
      element,
    );
    // Nothing in there becomes a column, so what is used twice is written twice.
    return !cx.inner && (body.depth > MAX_LOWERED_DEPTH || body.size > MAX_LOWERED_SIZE) ? undefined : body;
  } catch (error) {
    // What cannot be said of one element alone is computed over rows.
    if (error instanceof SparkError && error.condition === "UNSUPPORTED_FEATURE" && !cx.inner) return undefined;
    throw error;
  }
}
/** Columns around a lambda are put beside the elements, where its body sees them. */
function besideColumns(
  cx: ExpressionLowering,
  list: Px,
  lambda: Lambda,
  columns: readonly Foreign[],
  bind: Bind,
  finish: Finish,
  variant: "list" | "scalar",
  element: DataType,
): Px | undefined {
  const part = (i: number): Px => px.struct.fieldByName(px.element(), fieldName(i));
  const variables = ownValues(lambda, bind, part(0));
  for (const [i, e] of columns.entries()) variables.set(e.id, part(i + 1));
  const asVariable = (e: TypedExpr): TypedExpr => (e.kind === "Attribute" ? { ...e, kind: "LambdaVariable" } : e);
  const body = insideEval(cx, transformUp(lambda.body, asVariable), variables, part(0), finish);
  if (body === undefined) return undefined;
  const fields = [element, ...columns.map((e) => e.dataType)].map((t, i) => new StructField(fieldName(i), t));
  const type = new ArrayType(new StructType(fields), false);
  const seen = cx.kernel("list_with_columns", [list, ...columns.map((e) => cx.lower(e))], type);
  return evaluated(seen, body, variant);
}

type Foreign = Attribute | LambdaVariable;
/**
 * What a lambda refers to beside its own parameters; undefined where it may not be an element expression: it raises what
 * may not be raised in any row, or has lambdas or queries of its own.
 */
function foreignTo(lambda: Lambda, unguarded: boolean): readonly Foreign[] | undefined {
  const own = new Set(lambda.parameters.map((p) => p.id));
  const found = new Map<number, Foreign>();
  const refused = exists(lambda.body, (e: TypedExpr) => {
    if (e.kind === "OuterReference" || e.kind === "Subquery" || e.kind === "Lambda") return true;
    if (e.kind === "Attribute" || (e.kind === "LambdaVariable" && !own.has(e.id))) found.set(e.id, e);
    return !unguarded && (e.kind === "Call" || e.kind === "Cast") && e.mode === "ansi" && mayRaise(e);
  });
  return refused ? undefined : [...found.values()];
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
