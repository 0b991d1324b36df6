/** Fewer rows and columns for user's functions: what is not used is not computed, filters and limits go below. */
import { exists, isDeterministic, literal, transformUp } from "../logical/build.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { expressions, inputs, transformRelations } from "../logical/tree.ts";
import { conjuncts } from "./calls.ts";
import { usedColumns } from "./prune-scans.ts";
import { filtered, hasUserCall } from "./user-functions.ts";

/** Columns made by user's functions that nothing above asks for are not made. */
export function withoutUnused(plan: Logical): Logical {
  const candidates = nodes(plan).filter((rel) => rel.kind === "Project" && rel.expressions.some(hasUserCall));
  const unused = new Set<number>();
  // From the top down: what an unused column was made from may be unused in turn.
  for (const rel of candidates) {
    if (rel.kind !== "Project") continue;
    const used = usedColumns(plan, rel, unused);
    for (const e of rel.expressions) if (hasUserCall(e) && !used.has(e.id)) unused.add(e.id);
  }
  if (unused.size === 0) return plan;
  return transformRelations(plan, (rel) => {
    if (rel.kind !== "Project" || !rel.expressions.some((e) => unused.has(e.id))) return rel;
    return {
      ...rel,
      expressions: rel.expressions.map((e) =>
        e.kind === "Alias" && unused.has(e.id) ? { ...e, child: literal(null, e.dataType) } : e,
      ),
    };
  });
}
/** All nodes, those above before those below. */
function nodes(plan: Logical): Logical[] {
  const order: Logical[] = [];
  const seen = new Set<Logical>();
  const stack: { readonly rel: Logical; readonly done: boolean }[] = [{ rel: plan, done: false }];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (item.done) {
      order.push(item.rel);
      continue;
    }
    if (seen.has(item.rel)) continue;
    seen.add(item.rel);
    stack.push({ rel: item.rel, done: true }, ...inputs(item.rel).map((rel) => ({ rel, done: false })));
  }
  return order.reverse();
}

/** Evaluate nodes are given no column that nothing above needs. */
export function pruneEvaluated(plan: Logical): Logical {
  return transformRelations(plan, (rel) => {
    if (rel.kind !== "Evaluate") return rel;
    const used = new Set(usedAbove(plan, rel));
    for (const c of rel.calls) for (const a of c.child.args) if (a.kind === "Attribute") used.add(a.id);
    const kept = rel.input.output.filter((a) => used.has(a.id));
    const calls = rel.output.slice(rel.input.output.length);
    const input: Logical = { kind: "Project", input: rel.input, expressions: kept, output: kept };
    return { ...rel, input, output: [...kept, ...calls] };
  });
}
/** Evaluate nodes keep the ids of their calls through the rewrites around them. */
function usedAbove(plan: Logical, rel: Extract<Logical, { kind: "Evaluate" }>): ReadonlySet<number> {
  const id = rel.calls[0]?.id;
  const here = nodes(plan).find((x) => x.kind === "Evaluate" && x.calls[0]?.id === id);
  return usedColumns(plan, here);
}

/**
 * Conditions that do not depend on a user's function, and limits, go below the nodes that call one, so that it is called
 * for fewer rows. Not where two nodes read the same one: it would then be computed twice.
 */
export function pushDown(plan: Logical): Logical {
  const uses = new Map<Logical, number>();
  for (const rel of nodes(plan)) for (const input of inputs(rel)) uses.set(input, (uses.get(input) ?? 0) + 1);
  const sole = (rel: Logical): boolean => (uses.get(rel) ?? 1) === 1;
  const known = new Map<Logical, boolean>();
  const calls = (rel: Logical): boolean => {
    let found = known.get(rel);
    if (found === undefined) {
      found = expressions(rel).some(hasUserCall) || inputs(rel).some(calls);
      known.set(rel, found);
    }
    return found;
  };

  /** The relation with the conditions applied, as far below as they go. */
  const push = (rel: Logical, conditions: readonly TypedExpr[]): Logical => {
    if (conditions.length === 0) return rel;
    if (!sole(rel) || !calls(rel)) return filtered(rel, conditions);
    switch (rel.kind) {
      case "Filter":
        return under(rel, push(rel.input, conditions));
      case "SubqueryAlias":
      case "Sort":
        return under(rel, push(rel.input, conditions));
      case "Project": {
        if (!rel.expressions.every(isDeterministic)) return filtered(rel, conditions);
        const visible = new Set([...rel.input.output, ...(rel.input.hidden ?? [])].map((a) => a.id));
        const [below, here] = split(conditions, (c) => !exists(c, (x) => x.kind === "Attribute" && !visible.has(x.id)));
        const renamed = new Map(rel.expressions.flatMap((e) => (e.kind === "Alias" ? [[e.id, e.child] as const] : [])));
        const [through, stay] = split(here, (c) => !exists(c, (x) => x.kind === "Attribute" && blocks(x.id, renamed)));
        const inlined = through.map((c) => replaced(c, renamed));
        return filtered(under(rel, push(rel.input, [...below, ...inlined])), stay);
      }
      case "Join": {
        if (rel.joinType !== "inner" && rel.joinType !== "cross") return filtered(rel, conditions);
        const of = (side: Logical) => {
          const ids = new Set([...side.output, ...(side.hidden ?? [])].map((a) => a.id));
          return (c: TypedExpr): boolean => !exists(c, (x) => x.kind === "Attribute" && !ids.has(x.id));
        };
        const [left, others] = split(conditions, of(rel.left));
        const [right, here] = split(others, of(rel.right));
        return filtered({ ...rel, left: push(rel.left, left), right: push(rel.right, right) }, here);
      }
      default:
        return filtered(rel, conditions);
    }
  };
  return transformRelations(plan, (rel, original) => {
    uses.set(rel, uses.get(original) ?? 1);
    const made = moved(rel);
    uses.set(made, uses.get(original) ?? 1);
    calls(made);
    return made;
  });
  function moved(rel: Logical): Logical {
    if (rel.kind === "Filter" && calls(rel.input)) {
      const [movable, here] = split(conjuncts(rel.condition), (c) => isDeterministic(c) && !hasUserCall(c));
      if (movable.length === 0) return rel;
      return { ...filtered(push(rel.input, movable), here), output: rel.output } as Logical;
    }
    return rel.kind === "Limit" && rel.limit !== undefined ? limited(rel) : rel;
  }
  /** A limit over columns made row by row is taken before they are made. */
  function limited(rel: Extract<Logical, { kind: "Limit" }>): Logical {
    const { input } = rel;
    if (input.kind !== "Project" && input.kind !== "SubqueryAlias") return rel;
    if (!sole(input) || !calls(input)) return rel;
    return under(input, limited({ ...rel, input: input.input, output: input.input.output }));
  }
}
function under(rel: Extract<Logical, { readonly input: Logical }>, input: Logical): Logical {
  return input === rel.input ? rel : ({ ...rel, input } as Logical);
}
function split<T>(list: readonly T[], test: (x: T) => boolean): [yes: T[], no: T[]] {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const x of list) (test(x) ? yes : no).push(x);
  return [yes, no];
}
/** Whether a column is made by more than another name for one. */
function blocks(id: number, renamed: ReadonlyMap<number, TypedExpr>): boolean {
  const child = renamed.get(id);
  return child !== undefined && child.kind !== "Attribute";
}
function replaced(e: TypedExpr, renamed: ReadonlyMap<number, TypedExpr>): TypedExpr {
  return transformUp(e, (x) => (x.kind === "Attribute" ? (renamed.get(x.id) ?? x) : x));
}

/** Under a limit, functions that are the whole condition of a filter are called until enough rows have passed it. */
export function stopEarly(plan: Logical): Logical {
  const uses = new Map<Logical, number>();
  for (const rel of nodes(plan)) for (const input of inputs(rel)) uses.set(input, (uses.get(input) ?? 0) + 1);
  const enough = new Map<Logical, number>();
  for (const rel of nodes(plan)) {
    if (rel.kind !== "Limit" || rel.limit === undefined) continue;
    let at: Logical = rel.input;
    while ((at.kind === "Project" || at.kind === "SubqueryAlias") && uses.get(at) === 1) at = at.input;
    if (at.kind === "Filter" && uses.get(at) === 1 && at.input.kind === "Evaluate" && uses.get(at.input) === 1) {
      enough.set(at, rel.limit + rel.offset);
    }
  }
  if (enough.size === 0) return plan;
  return transformRelations(plan, (rel, original) => {
    const rows = enough.get(original);
    if (rows === undefined || rel.kind !== "Filter" || rel.input.kind !== "Evaluate") return rel;
    const made = new Set(rel.input.calls.map((c) => c.id));
    const where = conjuncts(rel.condition);
    const own = where.filter((c): c is Attribute => c.kind === "Attribute" && made.has(c.id));
    return own.length < where.length ? rel : { ...rel, input: { ...rel.input, enough: { rows, where: own } } };
  });
}
