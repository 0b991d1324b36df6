/** Aggregation: arguments become columns, each aggregate runs over the columns of its group. */
import type { Call, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { AggregateNode } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import type { NamedExpr, NodeRef } from "../polars/plan.ts";
import { unsupported } from "../types/spark-error.ts";
import { ExpressionLowering, type Stage } from "./expression-lowering.ts";
import { columnName, namedExpr } from "./plan-builder.ts";
import { DUMMY, type RelationLowering } from "./relation-lowering.ts";

export function lowerAggregate(low: RelationLowering, rel: AggregateNode): NodeRef {
  const plan = low.plan;
  const stage = low.stage(rel.input);
  const cx = new ExpressionLowering(stage);
  const keyValues = rel.groupings.map((g) => [columnName(g), cx.lower(g.kind === "Alias" ? g.child : g)] as const);
  const prepared = rel.aggregates.map((a) => prepare(cx, a));
  const aggs = prepared.map(({ alias, args }): NamedExpr =>
    namedExpr(columnName(alias), px.cast(aggregated(stage, alias.child as Call, args), physicalType(alias.dataType))),
  );
  const keys = keyValues.map(([name, value]) => namedExpr(name, value));
  if (aggs.length === 0 && keys.length === 0) {
    return plan.add({ op: "empty", schema: [{ name: DUMMY, type: "Boolean" }], height: 1 });
  }
  if (aggs.length === 0) {
    const distinct = plan.add({ op: "select", input: stage.ref, exprs: keys });
    return plan.add({ op: "distinct", input: distinct, keep: "any" });
  }
  return plan.add({ op: "groupBy", input: stage.ref, keys, aggs });
}

interface Prepared {
  readonly alias: TypedAlias;
  /** The argument columns of rows that count: filtered, distinct where asked. */
  readonly args: readonly Px[];
}

function prepare(cx: ExpressionLowering, alias: TypedAlias): Prepared {
  const call = alias.child as Call;
  const spec = call.aggregate;
  const filter = spec?.filter === undefined ? undefined : cx.stage.materialize(cx.lower(spec.filter));
  const where = filter === undefined ? cx : cx.with({ guard: px.coalesce(filter, px.lit.bool(false)) });
  const values = call.args.map((a) => argument(where, a));
  return { alias, args: selected(values, call, filter) };
}
/** Constants stay as they are: `percentile(x, 0.5)` reads its second argument. */
function argument(cx: ExpressionLowering, e: TypedExpr): Px {
  const value = cx.lower(e);
  return e.kind === "Literal" ? value : cx.stage.materialize(value);
}
function isLiteral(e: TypedExpr | undefined): boolean {
  return e?.kind === "Literal";
}
/** The rows of the group that an aggregate sees. */
export function selected(values: readonly Px[], call: Call, filter: Px | undefined): readonly Px[] {
  let args = values;
  if (filter !== undefined) {
    args = args.map((v, i) =>
      isLiteral(call.args[i]) && i > 0 ? v : px.filter(broadcast(v, filter, call.args[i]), filter),
    );
  }
  if (call.aggregate?.distinct !== true) return args;
  const columns = args.filter((_, i) => !isLiteral(call.args[i]) || i === 0);
  if (columns.length === 1) return args.map((v, i) => (i === 0 ? px.unique(v, true) : v));
  const rows = px.unique(px.struct.of(columns.map((v, i) => [`d${i}`, v])), true);
  let next = 0;
  return args.map((v, i) => (!isLiteral(call.args[i]) || i === 0 ? px.struct.fieldByName(rows, `d${next++}`) : v));
}
/** A literal argument has one value; a filter needs one for each row. */
function broadcast(value: Px, filter: Px, e: TypedExpr | undefined): Px {
  return isLiteral(e) ? px.ternary(px.isNull(filter), value, value) : value;
}

/** The aggregate over argument columns inside a group. */
export function aggregated(stage: Stage, call: Call, args: readonly Px[]): Px {
  const cx = new ExpressionLowering(stage, undefined, new Map(), true);
  if (call.fn.aggregate === undefined) throw unsupported(`the aggregate function ${call.fn.name}`);
  return call.fn.aggregate(args, call, cx);
}
