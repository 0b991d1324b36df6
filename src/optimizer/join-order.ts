/**
 * Inner joins in a good order. `FROM a, b, c WHERE a.x = b.x AND b.y = c.y` is a filter over all triples; here the
 * conditions go to the tables and pairs they concern, and each table is joined when an equality connects it.
 */
import { exists, isDeterministic } from "../logical/build.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import type { JoinNode, Logical } from "../logical/relation.ts";
import { conjuncts, conjunction, disjuncts, disjunction } from "./calls.ts";
import { transformRelations } from "../logical/tree.ts";

export function orderJoins(plan: Logical): Logical {
  return transformRelations(plan, (rel) => {
    if (rel.kind === "Filter" && isInner(rel.input)) return reorder(rel, rel.input, rel.condition);
    return rel;
  });
}
function isInner(rel: Logical): rel is JoinNode {
  return rel.kind === "Join" && (rel.joinType === "inner" || rel.joinType === "cross");
}
function visible(rel: Logical): readonly Attribute[] {
  return [...rel.output, ...(rel.hidden ?? [])];
}

interface Leaf {
  plan: Logical;
  readonly ids: ReadonlySet<number>;
}

function flatten(rel: Logical, leaves: Leaf[], conditions: TypedExpr[]): void {
  if (isInner(rel)) {
    flatten(rel.left, leaves, conditions);
    flatten(rel.right, leaves, conditions);
    conditions.push(...conjuncts(rel.condition));
  } else if (rel.kind === "Filter" && isInner(rel.input)) {
    flatten(rel.input, leaves, conditions);
    conditions.push(...conjuncts(rel.condition));
  } else leaves.push({ plan: rel, ids: new Set(visible(rel).map((a) => a.id)) });
}

function columnsIn(e: TypedExpr): Set<number> {
  const ids = new Set<number>();
  exists(e, (x) => {
    if (x.kind === "Attribute") ids.add(x.id);
    return false;
  });
  return ids;
}

/** `(a AND x) OR (a AND y)` as `a AND (x OR y)`, so that `a` can become a join key. */
function factored(e: TypedExpr): TypedExpr[] {
  const branches = disjuncts(e);
  if (branches.length < 2) return [e];
  const parts = branches.map((b) => new Map(conjuncts(b).map((c) => [exprKey(c), c])));
  const [first, ...others] = parts as [Map<string, TypedExpr>, ...Map<string, TypedExpr>[]];
  const common = [...first.keys()].filter((k) => others.every((o) => o.has(k)));
  if (common.length === 0) return [e];
  const rest = parts.map((p) => [...p].filter(([k]) => !common.includes(k)).map(([, c]) => c));
  const shared = common.map((k) => first.get(k) as TypedExpr);
  return rest.some((r) => r.length === 0) ? shared : [...shared, disjunction(rest.map((r) => conjunction(r)))];
}

function reorder(original: Logical, join: JoinNode, condition: TypedExpr): Logical {
  const leaves: Leaf[] = [];
  const conditions: TypedExpr[] = [];
  flatten(join, leaves, conditions);
  conditions.push(...conjuncts(condition));
  const movable = conditions.flatMap(factored);
  if (!movable.every(isDeterministic)) return original;
  const pending = movable.map((e) => ({ e, ids: columnsIn(e) }));
  for (const leaf of leaves) {
    const own = take(pending, (p) => p.ids.size > 0 && [...p.ids].every((id) => leaf.ids.has(id)));
    if (own.length > 0) {
      leaf.plan = {
        kind: "Filter",
        input: leaf.plan,
        condition: conjunction(own.map((p) => p.e)),
        output: leaf.plan.output,
        ...hidden(leaf.plan),
      };
    }
  }
  const [first, ...rest] = leaves as [Leaf, ...Leaf[]];
  let plan = first.plan;
  const have = new Set(first.ids);
  const waiting = [...rest];
  while (waiting.length > 0) {
    const i = Math.max(
      0,
      waiting.findIndex((leaf) => pending.some((p) => connects(p.e, have, leaf.ids))),
    );
    const [leaf] = waiting.splice(i, 1) as [Leaf];
    for (const id of leaf.ids) have.add(id);
    const on = take(pending, (p) => p.ids.size > 0 && [...p.ids].every((id) => have.has(id)));
    plan = {
      kind: "Join",
      left: plan,
      right: leaf.plan,
      joinType: on.length === 0 ? "cross" : "inner",
      condition: on.length === 0 ? undefined : conjunction(on.map((p) => p.e)),
      ...(leaves.length === 2 && join.inOrderOfRight === true ? { inOrderOfRight: true } : {}),
      output: [...plan.output, ...leaf.plan.output],
      hidden: [...(plan.hidden ?? []), ...(leaf.plan.hidden ?? [])],
    };
  }
  const left = pending.map((p) => p.e);
  if (left.length === 0) return { ...plan, output: original.output } as Logical;
  return { kind: "Filter", input: plan, condition: conjunction(left), output: original.output, ...hidden(original) };
}
function hidden(rel: Logical): { hidden?: readonly Attribute[] } {
  return rel.hidden === undefined ? {} : { hidden: rel.hidden };
}
function take<T>(list: T[], test: (x: T) => boolean): T[] {
  const found = list.filter(test);
  for (const x of found) list.splice(list.indexOf(x), 1);
  return found;
}
/** An equality between what is joined already and the leaf. */
function connects(e: TypedExpr, have: ReadonlySet<number>, leaf: ReadonlySet<number>): boolean {
  if (e.kind !== "Call" || (e.fn.name !== "=" && e.fn.name !== "<=>")) return false;
  const [a, b] = e.args.map(columnsIn) as [Set<number>, Set<number>];
  const within = (s: Set<number>, t: ReadonlySet<number>): boolean => s.size > 0 && [...s].every((id) => t.has(id));
  return (within(a, have) && within(b, leaf)) || (within(b, have) && within(a, leaf));
}
