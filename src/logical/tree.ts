/** Walking analysed relations. */
import { children, exists } from "./build.ts";
import type { Attribute, TypedExpr } from "./expression.ts";
import type { Logical } from "./relation.ts";

export function inputs(rel: Logical): readonly Logical[] {
  if ("left" in rel) return [rel.left, rel.right];
  if ("inputs" in rel) return rel.inputs;
  if ("anchor" in rel) return [rel.anchor, rel.step];
  if ("input" in rel) return [rel.input];
  return [];
}
export function withInputs(rel: Logical, list: readonly Logical[]): Logical {
  if ("left" in rel) {
    return list[0] === rel.left && list[1] === rel.right ? rel : ({ ...rel, left: list[0], right: list[1] } as Logical);
  }
  if ("anchor" in rel) {
    return list[0] === rel.anchor && list[1] === rel.step
      ? rel
      : ({ ...rel, anchor: list[0], step: list[1] } as Logical);
  }
  if ("inputs" in rel) return list.every((x, i) => x === rel.inputs[i]) ? rel : { ...rel, inputs: list };
  if ("input" in rel) return list[0] === rel.input ? rel : ({ ...rel, input: list[0] } as Logical);
  return rel;
}
/** The expressions of the node itself. */
export function expressions(rel: Logical): readonly TypedExpr[] {
  switch (rel.kind) {
    case "Project":
      return rel.expressions;
    case "Filter":
      return [rel.condition];
    case "Join":
    case "LateralJoin":
      return rel.condition === undefined ? [] : [rel.condition];
    case "Aggregate":
      return [...rel.groupings, ...rel.aggregates];
    case "Expand":
      return rel.projections.flat();
    case "Window":
      return rel.windows;
    case "Generate":
      return [rel.generator];
    case "Sort":
      return rel.order.map((o) => o.child);
    case "Repartition":
      return rel.keys ?? [];
    case "Evaluate":
      return rel.calls;
    case "MapBatches": {
      const { keys = [], start, side } = rel.groups ?? {};
      return [...rel.sides.flat(), ...keys, ...[start, side].filter((a) => a !== undefined)];
    }
    default:
      return [];
  }
}
/** The same node with each of its expressions rewritten. */
export function mapExpressions(rel: Logical, f: (e: TypedExpr) => TypedExpr): Logical {
  const g = <T extends TypedExpr>(e: T): T => f(e) as T;
  switch (rel.kind) {
    case "Project":
      return { ...rel, expressions: rel.expressions.map(g) };
    case "Filter":
      return { ...rel, condition: f(rel.condition) };
    case "Join":
    case "LateralJoin":
      return rel.condition === undefined ? rel : { ...rel, condition: f(rel.condition) };
    case "Aggregate":
      return { ...rel, groupings: rel.groupings.map(g), aggregates: rel.aggregates.map(g) };
    case "Expand":
      return { ...rel, projections: rel.projections.map((row) => row.map(f)) };
    case "Window":
      return { ...rel, windows: rel.windows.map(g) };
    case "Generate":
      return { ...rel, generator: g(rel.generator) };
    case "Sort":
      return { ...rel, order: rel.order.map((o) => ({ ...o, child: f(o.child) })) };
    case "Repartition":
      return rel.keys === undefined ? rel : { ...rel, keys: rel.keys.map(g) };
    case "Evaluate":
      return { ...rel, calls: rel.calls.map(g) };
    default:
      return rel;
  }
}

/** Rewrites bottom-up; chains are walked by a loop, since a plan may be thousands of steps deep. */
export function transformRelations(
  root: Logical,
  f: (rel: Logical, original: Logical) => Logical,
  memo: Map<Logical, Logical> = new Map(),
): Logical {
  const chain: Logical[] = [];
  let at: Logical | undefined = root;
  while (at !== undefined && !memo.has(at)) {
    chain.push(at);
    at = inputs(at)[0];
  }
  for (const rel of chain.reverse()) {
    const next = inputs(rel).map((x) => memo.get(x) ?? transformRelations(x, f, memo));
    memo.set(rel, f(withInputs(rel, next), rel));
  }
  return memo.get(root) as Logical;
}

/** Every relation of the plan once, behind those it reads. */
export function inputsFirst(root: Logical): readonly Logical[] {
  const done = new Set<Logical>();
  const stack: (readonly [rel: Logical, isLast: boolean])[] = [[root, false]];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [rel, isLast] = next;
    if (isLast) done.add(rel);
    else if (!done.has(rel)) {
      stack.push([rel, true]);
      for (const input of inputs(rel)) stack.push([input, false]);
    }
  }
  return [...done];
}

/** Every mention of a column of the query around this plan, from its root down. */
export function outerMentions(root: Logical): Attribute[] {
  const found: Attribute[] = [];
  const seen = new Set<Logical>();
  const plans: Logical[] = [root];
  for (let rel = plans.pop(); rel !== undefined; rel = plans.pop()) {
    if (seen.has(rel)) continue;
    seen.add(rel);
    const stack: TypedExpr[] = [...expressions(rel)].reverse();
    for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
      if (e.kind === "OuterReference") found.push(e.attribute);
      else stack.push(...given(e).reverse());
    }
    plans.push(...[...inputs(rel)].reverse());
  }
  return found;
}

/** The children of an expression; of a call of a SQL function its arguments, not its body. */
function given(e: TypedExpr): TypedExpr[] {
  const all = [...children(e)];
  return e.kind === "Call" && e.fn.name === "sql_function_call" ? all.slice(1) : all;
}

/** Whether the node or one below it has an expression that satisfies the test. */
export function someExpression(root: Logical, test: (e: TypedExpr) => boolean): boolean {
  const seen = new Set<Logical>();
  const stack: Logical[] = [root];
  const deep = (e: TypedExpr): boolean =>
    exists(e, (x) => test(x) || (x.kind === "Subquery" && someExpression(x.plan, test)));
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (seen.has(rel)) continue;
    seen.add(rel);
    if (expressions(rel).some(deep)) return true;
    stack.push(...inputs(rel));
  }
  return false;
}
