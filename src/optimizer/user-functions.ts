/**
 * User's functions, pulled out of the expressions they stand in: an Evaluate below the node computes them as columns. One
 * Evaluate holds all calls of a node that need no other step between them; a call written twice is made once.
 */
import { alias, exists, mapChildren, toAttribute } from "../logical/build.ts";
import type { Attribute, Call, TypedAlias, TypedExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import type { JoinNode, Logical, UserCall } from "../logical/relation.ts";
import { expressions, mapExpressions, someExpression, transformRelations } from "../logical/tree.ts";
import { ArrayType } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { bindBuiltin, conjuncts, conjunction } from "./calls.ts";
import { foldAggregates, foldWindows } from "./user-aggregates.ts";
import { pruneEvaluated, pushDown, stopEarly, withoutUnused } from "./user-pushdown.ts";

export function isUserCall(e: TypedExpr): e is Call {
  return e.kind === "Call" && e.fn.user !== undefined && e.fn.user.kind !== "aggregate";
}
export const hasUserCall = (e: TypedExpr): boolean => exists(e, isUserCall);

export function extractUserFunctions(plan: Logical): Logical {
  const has = someExpression(plan, (e) => e.kind === "Call" && e.fn.user !== undefined);
  if (!has) return plan;
  const folded = transformRelations(plan, (rel) => foldWindows(foldAggregates(rel)));
  const pushed = pushDown(withoutUnused(folded));
  return stopEarly(pruneEvaluated(transformRelations(pushed, extract)));
}

function extract(rel: Logical): Logical {
  if (rel.kind === "Recursion" && someExpression(rel.step, isUserCall)) {
    throw unsupported("user-defined functions in the recursive part of a query");
  }
  if (!expressions(rel).some(hasUserCall)) return rel;
  switch (rel.kind) {
    case "Filter":
      return filter(rel);
    case "Join":
      return join(rel);
    case "Generate":
      return generate(rel);
    case "Evaluate":
      return rel;
    default: {
      if (!("input" in rel)) throw unsupported(`user-defined functions in a ${rel.kind}`);
      const stage = new EvaluatedInput(rel.input);
      const made = mapExpressions(rel, (e) => stage.lift(e));
      return { ...made, input: stage.plan() } as Logical;
    }
  }
}

/** Conditions without user's functions come first, so that fewer rows reach the functions. */
function filter(rel: Extract<Logical, { kind: "Filter" }>): Logical {
  const all = conjuncts(rel.condition);
  const simple = all.filter((c) => !hasUserCall(c));
  const input = filtered(rel.input, simple);
  const stage = new EvaluatedInput(input);
  const rest = all.filter(hasUserCall).map((c) => stage.lift(c));
  return { kind: "Filter", input: stage.plan(), condition: conjunction(rest), output: rel.output };
}
export function filtered(input: Logical, conditions: readonly TypedExpr[]): Logical {
  if (conditions.length === 0) return input;
  return { kind: "Filter", input, condition: conjunction(conditions), output: input.output };
}

const JOIN_NAMES: { readonly [type: string]: string } = {
  left: "LEFT OUTER",
  right: "RIGHT OUTER",
  full: "FULL OUTER",
  leftSemi: "LEFT SEMI",
  leftAnti: "LEFT ANTI",
};
/** A call over one side is a column of that side; one over both sides is a filter over the pairs. */
function join(rel: JoinNode): Logical {
  const idsOf = (side: Logical): ReadonlySet<number> =>
    new Set([...side.output, ...(side.hidden ?? [])].map((a) => a.id));
  const [leftIds, rightIds] = [idsOf(rel.left), idsOf(rel.right)];
  const [left, right] = [new EvaluatedInput(rel.left), new EvaluatedInput(rel.right)];
  const of = (e: TypedExpr, ids: ReadonlySet<number>): boolean =>
    !exists(e, (x) => x.kind === "Attribute" && !ids.has(x.id));
  let both = false;
  const place = (e: TypedExpr): TypedExpr => {
    if (!isUserCall(e)) return mapChildren(e, place);
    if (of(e, leftIds)) return left.lift(e);
    if (of(e, rightIds)) return right.lift(e);
    both = true;
    return e;
  };
  const placed: TypedExpr[] = [];
  const above: TypedExpr[] = [];
  for (const c of conjuncts(rel.condition)) {
    both = false;
    const made = place(c);
    (both ? above : placed).push(made);
  }
  if (above.length > 0 && rel.joinType !== "inner" && rel.joinType !== "cross") {
    throw new AnalysisException("UNSUPPORTED_FEATURE.PYTHON_UDF_IN_ON_CLAUSE", {
      joinType: JOIN_NAMES[rel.joinType] ?? rel.joinType.toUpperCase(),
    });
  }
  const joined: JoinNode = {
    ...rel,
    left: left.plan(),
    right: right.plan(),
    joinType: placed.length === 0 && rel.joinType === "inner" ? "cross" : rel.joinType,
    condition: placed.length === 0 ? undefined : conjunction(placed),
  };
  if (above.length === 0) return joined;
  // Columns of either side that only the filter above needs pass through the join.
  const sides = [...joined.left.output, ...joined.right.output];
  const output = [...rel.output, ...sides.filter((a) => !rel.output.some((o) => o.id === a.id))];
  return extract({ kind: "Filter", input: { ...joined, output }, condition: conjunction(above), output: rel.output });
}

/** A table function gives each row a list of its rows, which are then generated from the list. */
function generate(rel: Extract<Logical, { kind: "Generate" }>): Logical {
  const stage = new EvaluatedInput(rel.input);
  const lifted = stage.lift(rel.generator);
  const generator = lifted.kind === "Attribute" ? bindBuiltin("inline", [lifted]) : lifted;
  return { ...rel, generator: generator as Call, input: stage.plan() };
}

/** One crossing: what is computed before it, and the calls. */
interface Level {
  readonly computed: TypedAlias[];
  readonly calls: UserCall[];
}

/** A relation with the calls that expressions over it need evaluated under them. */
export class EvaluatedInput {
  readonly #input: Logical;
  readonly #levels: Level[] = [];
  /** The level whose calls give an attribute. */
  readonly #levelOf = new Map<number, number>();
  readonly #known = new Map<string, Attribute>();
  /** A call and what it stands for share their arguments: the same node is the same call, deterministic or not. */
  readonly #lifted = new Map<TypedExpr, Attribute>();

  constructor(input: Logical) {
    this.#input = input;
  }

  /** The expression with its calls replaced by the columns they will be. */
  lift(e: TypedExpr): TypedExpr {
    const known = this.#lifted.get(e);
    if (known !== undefined) return known;
    const inner = mapChildren(e, (c) => this.lift(c));
    if (!isUserCall(inner)) return inner;
    const made = this.#call(inner);
    this.#lifted.set(e, made);
    return made;
  }
  #call(call: Call): Attribute {
    const { user } = call.fn;
    const key = user?.deterministic === true ? exprKey(call) : undefined;
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    let level = 0;
    for (const a of call.args) level = Math.max(level, this.#depth(a));
    const at = (this.#levels[level] ??= { computed: [], calls: [] });
    const args = call.args.map((a) => {
      if (a.kind === "Attribute") return a;
      const made = alias(a, "arg");
      at.computed.push(made);
      return toAttribute(made);
    });
    const child = user?.kind === "table" ? listOf({ ...call, args }) : { ...call, args };
    const made = { ...alias(child, call.name), child };
    at.calls.push(made);
    const attribute = toAttribute(made);
    this.#levelOf.set(made.id, level);
    if (key !== undefined) this.#known.set(key, attribute);
    return attribute;
  }
  /** Which crossing an argument must wait for: one later than the calls that it computes with. */
  #depth(e: TypedExpr): number {
    if (e.kind === "Attribute") return this.#levelOf.get(e.id) ?? 0;
    let most = -1;
    exists(e, (x) => {
      if (x.kind === "Attribute") most = Math.max(most, this.#levelOf.get(x.id) ?? -1);
      return false;
    });
    return most + 1;
  }

  plan(): Logical {
    let plan = this.#input;
    for (const { computed, calls } of this.#levels) {
      if (computed.length > 0) plan = extended(plan, computed);
      plan = { kind: "Evaluate", input: plan, calls, output: [...allOf(plan), ...calls.map(toAttribute)] };
    }
    return plan;
  }
}
function allOf(plan: Logical): readonly Attribute[] {
  const ids = new Set(plan.output.map((a) => a.id));
  return [...plan.output, ...(plan.hidden ?? []).filter((a) => !ids.has(a.id))];
}
/** The relation with more columns. */
export function extended(plan: Logical, computed: readonly TypedAlias[]): Logical {
  const passed = allOf(plan);
  const output = [...passed, ...computed.map(toAttribute)];
  return { kind: "Project", input: plan, expressions: [...passed, ...computed], output };
}
function listOf(call: Call): Call {
  return { ...call, dataType: new ArrayType(call.dataType, false) };
}
