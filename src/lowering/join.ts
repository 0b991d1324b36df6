/** Joins: equalities become keys, the rest of the condition a filter; outer joins with a rest go by row numbers. */
import { exists } from "../logical/build.ts";
import { exprKey } from "../logical/key.ts";
import type { Attribute, Call, TypedExpr } from "../logical/expression.ts";
import type { JoinNode, Logical } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import type { JoinHow, NodeRef } from "../polars/plan.ts";
import { unsupported } from "../types/spark-error.ts";
import { ExpressionLowering, Stage } from "./expression-lowering.ts";
import { keepRows } from "./filter.ts";
import { columnName, namedExpr } from "./plan-builder.ts";
import type { RelationLowering } from "./relation-lowering.ts";

interface Key {
  readonly left: TypedExpr;
  readonly right: TypedExpr;
  readonly nullSafe: boolean;
}
interface Parts {
  readonly keys: readonly Key[];
  readonly rest: readonly TypedExpr[];
}

export function conjuncts(e: TypedExpr | undefined): TypedExpr[] {
  if (e === undefined) return [];
  const found: TypedExpr[] = [];
  const walk = (x: TypedExpr): void => {
    if (x.kind === "Call" && x.fn.name === "and") for (const a of x.args) walk(a);
    else found.push(x);
  };
  walk(e);
  return found;
}

function visible(rel: Logical): Attribute[] {
  return [...rel.output, ...(rel.hidden ?? [])];
}
function uses(e: TypedExpr, ids: ReadonlySet<number>): boolean {
  return exists(e, (x) => x.kind === "Attribute" && ids.has(x.id));
}

function split(rel: JoinNode, conditions: readonly TypedExpr[] = conjuncts(rel.condition)): Parts {
  const leftIds = new Set(visible(rel.left).map((a) => a.id));
  const rightIds = new Set(visible(rel.right).map((a) => a.id));
  const keys: Key[] = [];
  const rest: TypedExpr[] = [];
  // The engine refuses a pair of keys that stands twice (`a IN (SELECT b FROM t WHERE a = b)`).
  const known = new Set<string>();
  for (const c of conditions) {
    const pair =
      c.kind === "Call" && (c.fn.name === "=" || c.fn.name === "<=>") ? sides(c, leftIds, rightIds) : undefined;
    if (pair === undefined) {
      rest.push(c);
      continue;
    }
    const key = `${exprKey(pair.left)} ${pair.nullSafe} ${exprKey(pair.right)}`;
    if (!known.has(key)) keys.push(pair);
    known.add(key);
  }
  return { keys, rest };
}
function sides(c: Call, leftIds: ReadonlySet<number>, rightIds: ReadonlySet<number>): Key | undefined {
  const [a, b] = c.args as readonly [TypedExpr, TypedExpr];
  const nullSafe = c.fn.name === "<=>";
  if (uses(a, leftIds) && !uses(a, rightIds) && uses(b, rightIds) && !uses(b, leftIds))
    return { left: a, right: b, nullSafe };
  if (uses(b, leftIds) && !uses(b, rightIds) && uses(a, rightIds) && !uses(a, leftIds))
    return { left: b, right: a, nullSafe };
  return undefined;
}

/** Conditions on one side alone may be tested before the join, unless that side keeps its rows whatever they say. */
function sideFilters(
  rel: JoinNode,
  rest: readonly TypedExpr[],
): { left: TypedExpr[]; right: TypedExpr[]; both: TypedExpr[] } {
  const leftIds = new Set(visible(rel.left).map((a) => a.id));
  const rightIds = new Set(visible(rel.right).map((a) => a.id));
  const type = rel.joinType;
  const leftFree = type === "inner" || type === "cross" || type === "right" || type === "leftSemi";
  const rightFree =
    type === "inner" || type === "cross" || type === "left" || type === "leftSemi" || type === "leftAnti";
  const parts = { left: [] as TypedExpr[], right: [] as TypedExpr[], both: [] as TypedExpr[] };
  for (const e of rest) {
    const usesLeft = uses(e, leftIds);
    const usesRight = uses(e, rightIds);
    if (usesLeft && !usesRight && leftFree) parts.left.push(e);
    else if (usesRight && !usesLeft && rightFree) parts.right.push(e);
    else parts.both.push(e);
  }
  return parts;
}

/** Key columns of one side. With mixed null-safety, null-safe keys are wrapped so that null equals null. */
function keyColumns(cx: ExpressionLowering, keys: readonly Key[], side: "left" | "right", wrap: boolean): Px[] {
  return keys.map((k) => {
    const value = cx.lower(k[side]);
    const typed = px.cast(value, physicalType(k[side].dataType));
    const simple = typeof value.json === "object" && value.json !== null && "Column" in value.json;
    const key = simple ? value : cx.stage.materialize(typed);
    // A key may hold no names, so the wrapped one is a column.
    return wrap && k.nullSafe ? cx.stage.materialize(px.struct.of([["k", key]])) : key;
  });
}

const HOW: { readonly [type: string]: JoinHow } = {
  inner: "inner",
  cross: "inner",
  left: "left",
  right: "right",
  full: "full",
  leftSemi: "semi",
  leftAnti: "anti",
};

export function lowerJoin(low: RelationLowering, rel: JoinNode): NodeRef {
  const { keys, rest } = split(rel);
  const type = rel.joinType;
  if (type === "existence" || rel.nullAware !== undefined || type === "single") return lowerMarkJoin(low, rel);
  const own = sideFilters(rel, rest);
  const left = new Stage(low.plan, filtered(low, sideRows(low, rel, rel.left), own.left));
  const right = new Stage(low.plan, filtered(low, sideRows(low, rel, rel.right), own.right));
  if (type === "inner" || type === "cross") {
    const order = rel.inOrderOfRight === true ? ({ maintainOrder: "right" } as const) : {};
    const joined = keys.length === 0 ? cross(low, left.ref, right.ref) : equi(low, left, right, keys, "inner", order);
    return filtered(low, joined, own.both);
  }
  const how = HOW[type];
  if (how === undefined) throw unsupported(`a ${type} join`);
  if (own.both.length === 0 && keys.length > 0) return equi(low, left, right, keys, how);
  return byRowNumber(low, left, right, keys, own.both, type, rel);
}

/** The rows of an input, of the columns that the join or one above it needs. */
function sideRows(low: RelationLowering, rel: JoinNode, side: Logical): NodeRef {
  return low.pruned(low.lower(side), low.needed(rel, visible(side)));
}

function cross(low: RelationLowering, left: NodeRef, right: NodeRef): NodeRef {
  const [first, second] = [renameDummy(low, left), renameDummy(low, right)];
  // All pairs of the first row, then of the second: as Spark gives them.
  return low.plan.add({ op: "cross", left: first, right: second, maintainOrder: "left_right" });
}
/** Both sides may be without columns: their stand-ins must not clash. */
function renameDummy(low: RelationLowering, ref: NodeRef): NodeRef {
  const node = low.plan.nodes[ref];
  if (node?.op === "select" && node.exprs.length === 1 && node.exprs[0]?.name === "_none") {
    return low.plan.add({ op: "select", input: ref, exprs: [namedExpr(low.plan.temp(), px.col("_none"))] });
  }
  return ref;
}
function equi(
  low: RelationLowering,
  left: Stage,
  right: Stage,
  keys: readonly Key[],
  how: JoinHow,
  order: { readonly maintainOrder?: "right" } = {},
): NodeRef {
  const safe = keys.filter((k) => k.nullSafe).length;
  const wrap = safe > 0 && safe < keys.length;
  const leftOn = keyColumns(new ExpressionLowering(left), keys, "left", wrap);
  const rightOn = keyColumns(new ExpressionLowering(right), keys, "right", wrap);
  return low.plan.add({
    op: "join",
    left: left.ref,
    right: right.ref,
    leftOn: leftOn.map((k) => namedExpr("", k).expr),
    rightOn: rightOn.map((k) => namedExpr("", k).expr),
    how,
    nullsEqual: safe === keys.length,
    ...order,
  });
}
function filtered(low: RelationLowering, ref: NodeRef, rest: readonly TypedExpr[]): NodeRef {
  if (rest.length === 0) return ref;
  const stage = new Stage(low.plan, ref);
  const cx = new ExpressionLowering(stage);
  const predicate = px.andAll(rest.map((e) => cx.lower(e)));
  return keepRows(stage, predicate);
}

/** Row numbers that are used more than once: the rows are fixed first, since an engine may order them anew each time. */
export function numberedRows(low: { readonly plan: RelationLowering["plan"] }, input: NodeRef, name: string): NodeRef {
  return low.plan.add({ op: "collect", input: low.plan.add({ op: "rowIndex", input, name }) });
}

/**
 * Outer, semi and anti joins whose condition is more than equalities: number the rows, find the matching pairs by an
 * inner join, then bring back the rows that matched nothing.
 */
function byRowNumber(
  low: RelationLowering,
  left: Stage,
  right: Stage,
  keys: readonly Key[],
  rest: readonly TypedExpr[],
  type: JoinNode["joinType"],
  rel: JoinNode,
): NodeRef {
  const plan = low.plan;
  const numbered = (stage: Stage): { ref: NodeRef; id: string } => {
    const id = plan.temp();
    return { ref: numberedRows(low, stage.ref, id), id };
  };
  const l = numbered(left);
  const r = numbered(right);
  const ls = new Stage(plan, l.ref);
  const rs = new Stage(plan, r.ref);
  const pairs = filtered(low, keys.length === 0 ? cross(low, ls.ref, rs.ref) : equi(low, ls, rs, keys, "inner"), rest);
  const on = (id: string): string => namedExpr("", px.col(id)).expr;
  const match = plan.temp();
  if (type === "leftSemi" || type === "leftAnti") {
    const ids = plan.add({ op: "select", input: pairs, exprs: [namedExpr(match, px.col(l.id))] });
    return plan.add({
      op: "join",
      left: l.ref,
      right: ids,
      leftOn: [on(l.id)],
      rightOn: [on(match)],
      how: type === "leftSemi" ? "semi" : "anti",
    });
  }
  const missing = (side: { ref: NodeRef; id: string }, other: readonly Attribute[]): NodeRef => {
    const key = plan.temp();
    const ids = plan.add({ op: "select", input: pairs, exprs: [namedExpr(key, px.col(side.id))] });
    const alone = plan.add({
      op: "join",
      left: side.ref,
      right: ids,
      leftOn: [on(side.id)],
      rightOn: [on(key)],
      how: "anti",
    });
    const nulls = other.map((a) => namedExpr(columnName(a), px.lit.null(physicalType(a.dataType))));
    const filled = nulls.length === 0 ? alone : plan.add({ op: "withColumns", input: alone, exprs: nulls });
    return filled;
  };
  const lefts = low.needed(rel, visible(rel.left));
  const rights = low.needed(rel, visible(rel.right));
  const order = [...lefts, ...rights];
  const parts = [pairs];
  if (type === "left" || type === "full") parts.push(missing(l, rights));
  if (type === "right" || type === "full") parts.push(missing(r, lefts));
  return plan.add({ op: "union", inputs: parts.map((p) => low.pruned(p, order)) });
}

/** EXISTS and IN as a boolean column, NOT IN with its nulls, scalar subqueries. */
function lowerMarkJoin(low: RelationLowering, rel: JoinNode): NodeRef {
  const plan = low.plan;
  const { keys, rest } = split(rel);
  const leftNumber = plan.temp();
  const leftRef = numberedRows(low, sideRows(low, rel, rel.left), leftNumber);
  const rightRef = sideRows(low, rel, rel.right);
  const on = (id: string): string => namedExpr("", px.col(id)).expr;
  const matched = (
    ks: readonly Key[],
    extra: readonly TypedExpr[],
    predicate?: (cx: ExpressionLowering) => Px,
  ): NodeRef => {
    const ls = new Stage(plan, leftRef);
    const rs = new Stage(plan, rightRef);
    let pairs = ks.length === 0 ? cross(low, ls.ref, rs.ref) : equi(low, ls, rs, ks, "inner");
    pairs = filtered(low, pairs, extra);
    if (predicate !== undefined) {
      const stage = new Stage(plan, pairs);
      const p = predicate(new ExpressionLowering(stage));
      pairs = keepRows(stage, p);
    }
    const key = plan.temp();
    return plan.add({
      op: "distinct",
      input: plan.add({ op: "select", input: pairs, exprs: [namedExpr(key, px.col(leftNumber))] }),
      keep: "any",
    });
  };
  const flag = (ref: NodeRef, ids: NodeRef, name: string): NodeRef => {
    const idNode = plan.nodes[ids];
    const source = idNode?.op === "distinct" ? plan.nodes[idNode.input] : undefined;
    const key = source?.op === "select" ? (source.exprs[0]?.name as string) : "";
    const mark = plan.temp();
    const marked = plan.add({ op: "withColumns", input: ids, exprs: [namedExpr(mark, px.lit.bool(true))] });
    const joined = plan.add({
      op: "join",
      left: ref,
      right: marked,
      leftOn: [on(leftNumber)],
      rightOn: [on(key)],
      how: "left",
      maintainOrder: "left",
    });
    return plan.add({ op: "withColumns", input: joined, exprs: [namedExpr(name, px.isNotNull(px.col(mark)))] });
  };
  const mark = rel.mark === undefined ? plan.temp() : columnName(rel.mark);
  if (rel.nullAware === undefined) return flag(leftRef, matched(keys, rest), mark);
  // Null-aware: true if a row equals; null if a row could be equal but for a null; else false. The rows are those of the
  // subquery, whose own conditions are met or not.
  const sure = matched(keys, rest);
  const all = conjuncts(rel.condition);
  const equalities = all.slice(0, rel.nullAware);
  const own = split(rel, all.slice(rel.nullAware));
  const perhaps = matched(own.keys, own.rest, (cx) =>
    px.andAll(equalities.map((c) => px.coalesce(cx.lower(c), px.lit.bool(true)))),
  );
  const sureName = plan.temp();
  const perhapsName = plan.temp();
  const both = flag(flag(leftRef, sure, sureName), perhaps, perhapsName);
  const value = px.ternary(
    px.col(sureName),
    px.lit.bool(true),
    px.ternary(px.col(perhapsName), px.lit.null("Boolean"), px.lit.bool(false)),
  );
  const withMark = plan.add({ op: "withColumns", input: both, exprs: [namedExpr(mark, value)] });
  if (rel.joinType !== "leftAnti") return withMark;
  return plan.add({ op: "filter", input: withMark, predicate: namedExpr("", px.not(px.col(mark))).expr });
}
