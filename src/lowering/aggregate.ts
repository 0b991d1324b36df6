/** Aggregation: arguments become columns, each aggregate runs over the columns of its group. */
import { hasFloat, withOneZero } from "../builtins/one-zero.ts";
import { framesOf } from "../kernels/group-kernel.ts";
import { isFoldable } from "../logical/build.ts";
import type { Call, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { AggregateNode } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { outputExpr, physicalType } from "../polars/physical-type.ts";
import type { KernelCall, NamedExpr, NodeRef } from "../polars/plan.ts";
import { unsupported } from "../types/spark-error.ts";
import { ExpressionLowering, type Stage } from "./expression-lowering.ts";
import { withSortedMaps } from "./map-order.ts";
import { columnName, namedExpr } from "./plan-builder.ts";
import { DUMMY, type RelationLowering } from "./relation-lowering.ts";

export function lowerAggregate(low: RelationLowering, rel: AggregateNode): NodeRef {
  const plan = low.plan;
  const stage = low.stage(rel.input);
  const cx = new ExpressionLowering(stage);
  const keyValues = rel.groupings.map(
    (g) => [columnName(g), groupingKey(cx, g.kind === "Alias" ? g.child : g)] as const,
  );
  const prepared = rel.aggregates.map((a) => prepare(cx, a));
  const aggs: NamedExpr[] = [];
  const kernels: KernelCall[] = [];
  for (const { alias, args } of prepared) {
    const call = alias.child as Call;
    if (call.fn.groupKernel === undefined) {
      const value = px.cast(aggregated(stage, call, args), physicalType(alias.dataType));
      aggs.push(namedExpr(columnName(alias), value));
    } else {
      const lists = collected(stage, call, args).map((value) => namedExpr(plan.temp(), px.agg.implode(value)));
      aggs.push(...lists);
      const names = lists.map((l) => l.name);
      kernels.push(kernelCall(call, names, columnName(alias)));
    }
  }
  // A column may be named twice in GROUP BY.
  const keys = [...new Map(keyValues)].map(([name, value]) => namedExpr(name, value));
  // Nothing is asked of the rows, but errors in them are to be met.
  if (aggs.length === 0 && keys.length === 0) aggs.push(namedExpr(DUMMY, px.isNotNull(px.len())));
  if (aggs.length === 0) {
    const distinct = plan.add({ op: "select", input: stage.ref, exprs: keys });
    return plan.add({ op: "distinct", input: distinct, keep: "any" });
  }
  const grouped = plan.add({ op: "groupBy", input: stage.ref, keys, aggs });
  return kernels.length === 0 ? grouped : plan.add({ op: "kernel", input: grouped, calls: kernels });
}

/** A constant key is a column all the same, or a relation without rows would have a group. */
function groupingKey(cx: ExpressionLowering, e: TypedExpr): Px {
  const given = hasFloat(e.dataType) ? withOneZero(cx.share(cx.lower(e)), e.dataType) : cx.lower(e);
  const value = withSortedMaps(given, e.dataType);
  return isFoldable(e) ? cx.stage.materialize(value) : value;
}

/** The call of an aggregate's kernel on columns of lists; over frames with `frames`. */
export function kernelCall(call: Call, lists: readonly string[], out: string, frames = false): KernelCall {
  const kernel = call.fn.groupKernel as NonNullable<typeof call.fn.groupKernel>;
  const options = kernel.options?.(call);
  const type = physicalType(call.dataType);
  return {
    kernel: frames ? framesOf(kernel.name) : kernel.name,
    args: lists,
    out,
    outType: frames ? { List: type } : type,
    ...(options === undefined ? {} : { options }),
  };
}

interface Prepared {
  readonly alias: TypedAlias;
  /** The argument columns of rows that count: filtered, distinct where asked; then the keys of WITHIN GROUP. */
  readonly args: readonly Px[];
}

function prepare(cx: ExpressionLowering, alias: TypedAlias): Prepared {
  const call = alias.child as Call;
  const spec = call.aggregate;
  const filter = spec?.filter === undefined ? undefined : cx.stage.materialize(cx.lower(spec.filter));
  const where = filter === undefined ? cx : cx.with({ guard: px.coalesce(filter, px.lit.bool(false)) });
  return { alias, args: selected(argumentValues(where, call), call, filter) };
}
/** Arguments and keys of WITHIN GROUP as columns. */
export function argumentValues(cx: ExpressionLowering, call: Call): readonly Px[] {
  const isSet = call.aggregate?.distinct === true && call.fn.ignoresDistinct !== true;
  return inputs(call).map((e, i) => {
    if (isParameter(call, i)) return cx.lower(e);
    const value = isSet && hasFloat(e.dataType) ? withOneZero(cx.share(cx.lower(e)), e.dataType) : cx.lower(e);
    return cx.stage.materialize(value);
  });
}
/** What an aggregate reads: its arguments, then the keys of WITHIN GROUP. */
function inputs(call: Call): readonly TypedExpr[] {
  const keys = call.aggregate?.orderings ?? [];
  return keys.length === 0 ? call.args : [...call.args, ...keys.map((o) => o.child)];
}
/** `percentile(x, 0.5)` reads its second argument itself; the 1 of `sum(1)` is a value of each row. */
function isParameter({ fn, args }: Call, i: number): boolean {
  return i >= (fn.values ?? 1) && args[i]?.kind === "Literal";
}
/** The rows of the group that an aggregate sees. */
export function selected(values: readonly Px[], call: Call, filter: Px | undefined): readonly Px[] {
  const isValue = (i: number): boolean => !isParameter(call, i);
  const ordered = (call.aggregate?.orderings ?? []).length > 0;
  const args =
    filter === undefined
      ? values
      : ordered
        ? // Filtered columns cannot sort each other in Polars; such an aggregate passes over nulls anyway.
          values.map((v, i) => (i === 0 ? px.ternary(filter, v, px.lit.null("Null")) : v))
        : values.map((v, i) => (isValue(i) ? px.filter(v, filter) : v));
  if (call.aggregate?.distinct !== true || call.fn.ignoresDistinct === true) return args;
  const columns = args.filter((_, i) => isValue(i));
  if (columns.length === 1) return args.map((v, i) => (i === 0 ? px.unique(v, true) : v));
  const rows = px.unique(px.struct.of(columns.map((v, i) => [`d${i}`, v])), true);
  let next = 0;
  return args.map((v, i) => (isValue(i) ? px.struct.fieldByName(rows, `d${next++}`) : v));
}

/** The aggregate over argument columns inside a group. */
export function aggregated(stage: Stage, call: Call, args: readonly Px[]): Px {
  const cx = new ExpressionLowering(stage, undefined, new Map(), true);
  if (call.fn.aggregate === undefined) throw unsupported(`the aggregate function ${call.fn.name}`);
  return call.fn.aggregate(args, call, cx);
}
/** The columns that an aggregate's kernel is given, in the form in which they may cross to it. */
export function collected(stage: Stage, call: Call, args: readonly Px[]): readonly Px[] {
  const collect = call.fn.groupKernel?.collect;
  if (collect !== undefined) return collect(args, call, new ExpressionLowering(stage, undefined, new Map(), true));
  const given = inputs(call);
  return args.flatMap((v, i) => (isParameter(call, i) ? [] : [outputExpr(v, (given[i] as TypedExpr).dataType)]));
}
