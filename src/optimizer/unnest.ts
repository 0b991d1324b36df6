/**
 * Subqueries to joins. A conjunct `EXISTS`/`IN` becomes a semi or anti join, any other a column that a join brings; what
 * a correlated subquery refers to outside is brought into it (see domain.ts).
 */
import { alias, attribute, exists, literal, mapChildren, nullLit, toAttribute } from "../logical/build.ts";
import type { Attribute, Call, Subquery, TypedExpr } from "../logical/expression.ts";
import type { JoinNode, Logical } from "../logical/relation.ts";
import { bindBuiltin, conjuncts, conjunction } from "./calls.ts";
import { BOOLEAN, LONG } from "../types/data-type.ts";
import { type Correlated, decorrelate, domainEquality } from "./domain.ts";
import { expressions, mapExpressions, transformRelations } from "../logical/tree.ts";

const hasSubquery = (e: TypedExpr): boolean => exists(e, (x) => x.kind === "Subquery");

export function unnest(plan: Logical): Logical {
  return transformRelations(plan, unnestNode);
}

function unnestNode(rel: Logical): Logical {
  if (rel.kind === "LateralJoin") return lateral(rel);
  return expressions(rel).some(hasSubquery) ? withoutSubqueries(mapExpressions(rel, notsPushedIn)) : rel;
}
/** NOT over AND and OR stands at their operands, so that `NOT (a AND b IN (...))` has a NOT IN. */
function notsPushedIn(e: TypedExpr): TypedExpr {
  if (!hasSubquery(e)) return e;
  const denied = operandOfNot(e);
  if (denied?.kind !== "Call" || (denied.fn.name !== "and" && denied.fn.name !== "or"))
    return mapChildren(e, notsPushedIn);
  const sides = denied.args.map((a) => notsPushedIn(bindBuiltin("not", [a])));
  return bindBuiltin(denied.fn.name === "and" ? "or" : "and", sides);
}

function withoutSubqueries(rel: Logical): Logical {
  if (rel.kind === "Filter") return filter(rel);
  if (rel.kind === "Join") {
    // An inner join's condition is a filter over all pairs.
    const pairs: Logical = {
      ...rel,
      condition: undefined,
      joinType: rel.joinType === "inner" ? "cross" : rel.joinType,
    };
    if (rel.joinType === "inner" || rel.joinType === "cross") {
      return filter({ kind: "Filter", input: pairs, condition: rel.condition as TypedExpr, output: rel.output });
    }
    return outerJoin(rel);
  }
  if (!("input" in rel)) return rel;
  const attached = attach(rel.input, expressions(rel));
  return mapExpressions({ ...rel, input: attached.plan } as Logical, attached.replace);
}

/** Subqueries in the condition of an outer join are brought to the side whose columns they use. */
function outerJoin(rel: JoinNode): Logical {
  const attached = attach(rel.right, [rel.condition as TypedExpr]);
  return { ...rel, right: attached.plan, condition: attached.replace(rel.condition as TypedExpr) };
}

function filter(rel: Extract<Logical, { kind: "Filter" }>): Logical {
  let plan = rel.input;
  const rest: TypedExpr[] = [];
  const simple: TypedExpr[] = [];
  const nested: TypedExpr[] = [];
  for (const c of conjuncts(rel.condition)) (hasSubquery(c) ? nested : simple).push(c);
  if (simple.length > 0) plan = { kind: "Filter", input: plan, condition: conjunction(simple), output: plan.output };
  for (const c of nested) {
    const semi = semiJoin(plan, c);
    if (semi === undefined) rest.push(c);
    else plan = semi;
  }
  if (rest.length > 0) {
    const attached = attach(plan, rest);
    plan = {
      kind: "Filter",
      input: attached.plan,
      condition: conjunction(rest.map(attached.replace)),
      output: rel.output,
    };
  }
  return { ...plan, output: rel.output } as Logical;
}

/** `[NOT] EXISTS (...)` and `[NOT] x IN (...)` as a whole conjunct. */
function semiJoin(plan: Logical, c: TypedExpr): Logical | undefined {
  const negated = c.kind === "Call" && (c.fn.name === "not" || c.fn.name === "!");
  const inner = negated ? (c as Call).args[0] : c;
  if (inner?.kind !== "Subquery" || inner.subqueryType === "scalar" || inner.inValues.some(hasSubquery))
    return undefined;
  const correlated = decorrelate(unnested(inner), plan, inner.subqueryType === "exists");
  const conditions = [...matches(inner), ...correlated.conditions];
  const nullAware = negated && inner.subqueryType === "in";
  return {
    kind: "Join",
    left: plan,
    right: correlated.plan,
    joinType: negated ? "leftAnti" : "leftSemi",
    condition: conditions.length === 0 ? undefined : conjunction(conditions),
    output: plan.output,
    ...(nullAware && inner.nullable ? { nullAware: inner.inValues.length } : {}),
  };
}
/** The plan of a subquery with its own subqueries unnested. */
function unnested(s: Subquery): Subquery {
  return { ...s, plan: unnest(s.plan) };
}
function matches(s: Subquery): TypedExpr[] {
  return s.subqueryType === "in" ? s.inValues.map((v, i) => bindBuiltin("==", [v, s.plan.output[i] as Attribute])) : [];
}

interface Attached {
  readonly plan: Logical;
  readonly replace: (e: TypedExpr) => TypedExpr;
}
/** Joins each subquery of the expressions to the input; they are then columns of it. */
function attach(input: Logical, list: readonly TypedExpr[]): Attached {
  let plan = input;
  const columns = new Map<Subquery, TypedExpr>();
  const visit = (e: TypedExpr): void => {
    if (e.kind === "Subquery") {
      for (const v of e.inValues) visit(v);
      if (columns.has(e)) return;
      const replaced = { ...e, inValues: e.inValues.map(replace) };
      const made = isNullIn(replaced)
        ? nullIn(plan, unnested(replaced))
        : replaced.subqueryType === "scalar"
          ? scalar(plan, unnested(replaced))
          : existence(plan, unnested(replaced));
      plan = made.plan;
      columns.set(e, made.value);
      return;
    }
    mapChildren(e, (c) => {
      visit(c);
      return c;
    });
  };
  // As a value, IN is false where it is not true, and so is NOT IN: Spark has no third answer here.
  const replace = (e: TypedExpr): TypedExpr => {
    const denied = operandOfNot(e);
    if (denied !== undefined) {
      const twice = operandOfNot(denied);
      if (twice !== undefined && isIn(twice)) return replace(twice);
      if (isIn(denied) && !isNullIn(denied)) return orFalse(bindBuiltin("not", [columns.get(denied) ?? denied]));
    }
    if (e.kind !== "Subquery") return mapChildren(e, replace);
    const column = columns.get(e) ?? e;
    return isIn(e) && !isNullIn(e) ? orFalse(column) : column;
  };
  for (const e of list) visit(e);
  return { plan, replace };
}

/** `NULL IN (query)`: no answer, unless the query has no row. */
function isNullIn(s: Subquery): boolean {
  const [given, ...rest] = s.inValues;
  const value = given?.kind === "Cast" ? given.child : given;
  return isIn(s) && rest.length === 0 && value?.kind === "Literal" && value.value === null;
}
function nullIn(plan: Logical, s: Subquery): { plan: Logical; value: TypedExpr } {
  const made = existence(plan, { ...s, subqueryType: "exists", inValues: [], nullable: false });
  return { ...made, value: bindBuiltin("if", [made.value, nullLit(BOOLEAN), literal(false, BOOLEAN)]) };
}
function operandOfNot(e: TypedExpr): TypedExpr | undefined {
  return e.kind === "Call" && (e.fn.name === "not" || e.fn.name === "!") ? e.args[0] : undefined;
}
function isIn(e: TypedExpr): e is Subquery {
  return e.kind === "Subquery" && e.subqueryType === "in";
}
function orFalse(e: TypedExpr): TypedExpr {
  return e.nullable ? bindBuiltin("coalesce", [e, literal(false, BOOLEAN)]) : e;
}

function existence(plan: Logical, s: Subquery): { plan: Logical; value: TypedExpr } {
  const correlated = decorrelate(s, plan, s.subqueryType === "exists");
  const conditions = [...matches(s), ...correlated.conditions];
  const mark = attribute("exists", BOOLEAN, s.nullable);
  const made: Logical = {
    kind: "Join",
    left: plan,
    right: correlated.plan,
    joinType: "existence",
    condition: conditions.length === 0 ? undefined : conjunction(conditions),
    mark,
    output: [...plan.output, mark],
    ...(s.subqueryType === "in" && s.nullable ? { nullAware: s.inValues.length } : {}),
  };
  return { plan: made, value: mark };
}

/** The one value of the subquery, null where it has no row, an error where it has several. */
function scalar(plan: Logical, s: Subquery): { plan: Logical; value: TypedExpr } {
  const correlated: Correlated = decorrelate(s, plan, false);
  const value =
    correlated.plan.output.find((a) => a.id === (s.plan.output[0] as Attribute).id) ??
    (correlated.plan.output[0] as Attribute);
  const keys = correlated.domain;
  const first = alias(aggregateCall("first", [value]), value.name);
  const count = alias(aggregateCall("count", [literal(1, LONG)]), "count");
  const grouped: Logical = {
    kind: "Aggregate",
    input: correlated.plan,
    groupings: keys,
    aggregates: [first, count],
    output: [...keys, toAttribute(first), toAttribute(count)],
  };
  const checked = alias(
    bindBuiltin("scalar_subquery_value", [{ ...toAttribute(first), nullable: true }, toAttribute(count)]),
    value.name,
  );
  const single: Logical = {
    kind: "Project",
    input: grouped,
    expressions: [...keys, checked],
    output: [...keys, toAttribute(checked)],
  };
  const condition = domainEquality(correlated);
  const made: Logical = {
    kind: "Join",
    left: plan,
    right: single,
    joinType: condition === undefined ? "cross" : "left",
    condition,
    output: [...plan.output, toAttribute(checked)],
  };
  return { plan: made, value: { ...toAttribute(checked), nullable: true } };
}
function aggregateCall(name: string, args: readonly TypedExpr[]): TypedExpr {
  return bindBuiltin(name, args);
}

function lateral(rel: Extract<Logical, { kind: "LateralJoin" }>): Logical {
  const s: Subquery = {
    kind: "Subquery",
    subqueryType: "exists",
    plan: unnest(rel.right),
    inValues: [],
    outerAttributes: rel.outerAttributes,
    dataType: BOOLEAN,
    nullable: false,
  };
  const correlated = decorrelate(s, rel.left, false);
  const equality = domainEquality(correlated);
  const conditions = [...(equality === undefined ? [] : [equality]), ...conjuncts(rel.condition)];
  return {
    kind: "Join",
    left: rel.left,
    right: correlated.plan,
    joinType: conditions.length === 0 ? "cross" : rel.joinType,
    condition: conditions.length === 0 ? undefined : conjunction(conditions),
    output: rel.output,
  };
}
