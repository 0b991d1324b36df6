/**
 * Correlation. Where the outer references of a subquery stand only in filters near its top, the filters become conditions
 * of the join. Otherwise the distinct outer values (the domain) are joined into the subquery where they are used, and its
 * result carries them along: each operator then works for each outer value by itself (Neumann and Kemper, "Unnesting
 * Arbitrary Queries", 2015).
 */
import { unsupportedSubquery } from "../analyzer/correlation.ts";
import { alias, children, exists, literal, mapChildren, toAttribute, transformUp } from "../logical/build.ts";
import type { Attribute, Call, Subquery, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { AggregateNode, JoinNode, Logical } from "../logical/relation.ts";
import { sqlText } from "../logical/pretty.ts";
import { ArrayType, BINARY, LONG } from "../types/data-type.ts";
import { hasMap } from "../types/map-inside.ts";
import { unsupported } from "../types/spark-error.ts";
import { bindBuiltin, conjuncts, conjunction, sameValue } from "./calls.ts";
import { expressions, inputs, mapExpressions, someExpression } from "../logical/tree.ts";

export interface Correlated {
  readonly plan: Logical;
  /** Conditions between the outer query and the plan. */
  readonly conditions: readonly TypedExpr[];
  /** The columns of the plan that hold outer values, and which. */
  readonly domain: readonly Attribute[];
  readonly outer: readonly Attribute[];
}

const isOuter = (e: TypedExpr): boolean => e.kind === "OuterReference";
const correlatedNode = (rel: Logical): boolean => someExpression(rel, isOuter);

/** The subquery as a relation that can be joined to the outer plan. `pullUp`: only which rows exist matters. */
export function decorrelate(s: Subquery, outerPlan: Logical, pullUp: boolean): Correlated {
  if (s.outerAttributes.length === 0 && !correlatedNode(s.plan))
    return { plan: fresh(s.plan), conditions: [], domain: [], outer: [] };
  if (pullUp || s.subqueryType === "in") {
    const pulled = pullFilters(s.plan);
    if (pulled !== undefined)
      return { plan: pulled.plan, conditions: pulled.conditions.map(inner), domain: [], outer: [] };
  }
  refuseMaps(s.plan, false);
  const outer = uniqueAttributes(s);
  const values = outer.map((a) => alias(a, a.name));
  const project: Logical = { kind: "Project", input: outerPlan, expressions: values, output: values.map(toAttribute) };
  const source: Logical = { kind: "Distinct", input: project, output: project.output };
  const columns = source.output;
  const byId = new Map(outer.map((a, i) => [a.id, columns[i] as Attribute]));
  const made = push(s.plan, { source, columns, byId });
  const correlated = { plan: made, conditions: [], domain: columns, outer };
  const equality = domainEquality(correlated);
  return { ...correlated, conditions: equality === undefined ? [] : [equality] };
}
/** Maps are not equal to each other: below what gathers rows only values made of them alone can be outer values. */
function refuseMaps(rel: Logical, gathered: boolean): void {
  if (gathered && rel.kind === "Filter") {
    const map = mapBesideColumns(rel.condition);
    if (map !== undefined) {
      throw unsupportedSubquery("UNSUPPORTED_CORRELATED_REFERENCE_DATA_TYPE", {
        expr: sqlText(map),
        dataType: map.dataType.sql.toLowerCase(),
      });
    }
  }
  const gathers = rel.kind === "Aggregate" || rel.kind === "Limit";
  for (const input of inputs(rel)) refuseMaps(input, gathered || gathers);
}
/** A map of the outer query in an expression that has columns of the subquery too. */
function mapBesideColumns(e: TypedExpr): TypedExpr | undefined {
  if (e.kind === "OuterReference") return hasMap(e.dataType) ? e : undefined;
  if (!hasMap(e.dataType) && !exists(e, (x) => x.kind === "Attribute")) return undefined;
  for (const child of children(e)) {
    const found = mapBesideColumns(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
function fresh(plan: Logical): Logical {
  return plan;
}
function uniqueAttributes(s: Subquery): readonly Attribute[] {
  const found = new Map<number, Attribute>();
  for (const a of s.outerAttributes) found.set(a.id, a);
  return [...found.values()];
}
/** Outer values equal the domain's, null equal to null. */
export function domainEquality(c: Correlated): TypedExpr | undefined {
  if (c.domain.length === 0) return undefined;
  return conjunction(c.domain.map((d, i) => sameValue(c.outer[i] as Attribute, d)));
}
/** Outer references are plain columns once the expression stands in the join. */
function inner(e: TypedExpr): TypedExpr {
  return transformUp(e, (x) => (x.kind === "OuterReference" ? x.attribute : x));
}

/** Correlated conjuncts of filters at the top (under projections and aliases), taken out. */
function pullFilters(plan: Logical): { plan: Logical; conditions: readonly TypedExpr[] } | undefined {
  if (!correlatedNode(plan)) return { plan, conditions: [] };
  switch (plan.kind) {
    case "Filter": {
      const below = pullFilters(plan.input);
      if (below === undefined) return undefined;
      const all = conjuncts(plan.condition);
      const pulled = all.filter((c) => exists(c, isOuter));
      if (pulled.some((c) => exists(c, (e) => e.kind === "Subquery"))) return undefined;
      const kept = all.filter((c) => !exists(c, isOuter));
      const rest: Logical =
        kept.length === 0
          ? below.plan
          : { ...plan, input: below.plan, condition: conjunction(kept), output: below.plan.output };
      return { plan: rest, conditions: [...below.conditions, ...pulled] };
    }
    case "Project": {
      if (plan.expressions.some((e) => exists(e, (x) => isOuter(x) || x.kind === "Subquery"))) return undefined;
      const below = pullFilters(plan.input);
      if (below === undefined) return undefined;
      const have = new Set(plan.output.map((a) => a.id));
      const needed = columnsOf(below.conditions).filter((a) => !have.has(a.id));
      return {
        plan: {
          ...plan,
          input: below.plan,
          expressions: [...plan.expressions, ...needed],
          output: [...plan.output, ...needed],
        },
        conditions: below.conditions,
      };
    }
    case "SubqueryAlias": {
      const below = pullFilters(plan.input);
      return below === undefined
        ? undefined
        : { plan: { ...plan, input: below.plan, output: below.plan.output }, conditions: below.conditions };
    }
    case "Join": {
      if (plan.joinType !== "inner" && plan.joinType !== "cross") return undefined;
      const own = conjuncts(plan.condition);
      const left = pullFilters(plan.left);
      const right = pullFilters(plan.right);
      if (left === undefined || right === undefined) return undefined;
      const pulled = own.filter((c) => exists(c, isOuter));
      const kept = own.filter((c) => !exists(c, isOuter));
      const joined: Logical = {
        ...plan,
        left: left.plan,
        right: right.plan,
        condition: kept.length === 0 ? undefined : conjunction(kept),
        output: [...left.plan.output, ...right.plan.output],
      };
      return { plan: joined, conditions: [...left.conditions, ...right.conditions, ...pulled] };
    }
    default:
      return undefined;
  }
}
function columnsOf(list: readonly TypedExpr[]): Attribute[] {
  const found = new Map<number, Attribute>();
  for (const e of list) {
    exists(e, (x) => {
      if (x.kind === "Attribute") found.set(x.id, x);
      return false;
    });
  }
  return [...found.values()];
}

interface Domain {
  readonly source: Logical;
  readonly columns: readonly Attribute[];
  readonly byId: ReadonlyMap<number, Attribute>;
}

function bound(e: TypedExpr, d: Domain): TypedExpr {
  return transformUp(e, (x) => (x.kind === "OuterReference" ? (d.byId.get(x.attribute.id) ?? x) : x));
}

/** The plan for every row of the domain: its output and the domain's columns. */
function push(rel: Logical, d: Domain): Logical {
  if (!correlatedNode(rel)) {
    // For each row of the domain the subquery has its rows in their own order.
    const output = [...d.columns, ...rel.output];
    return { kind: "Join", left: d.source, right: rel, joinType: "cross", inOrderOfRight: true, output };
  }
  const carry = (output: readonly Attribute[]): readonly Attribute[] => [...output, ...d.columns];
  switch (rel.kind) {
    case "Filter":
    case "Sort":
    case "SubqueryAlias":
    case "Repartition": {
      const input = push(rel.input, d);
      const made = mapExpressions({ ...rel, input } as Logical, (e) => bound(e, d));
      return { ...made, output: carry(rel.output) } as Logical;
    }
    case "Project": {
      const input = push(rel.input, d);
      const list = rel.expressions.map((e) => bound(e, d) as Attribute | TypedAlias);
      return { ...rel, input, expressions: [...list, ...d.columns], output: carry(rel.output) };
    }
    case "Window": {
      const input = push(rel.input, d);
      const windows = rel.windows.map((w) => {
        const e = bound(w, d) as typeof w;
        return { ...e, child: { ...e.child, partitionBy: [...e.child.partitionBy, ...d.columns] } };
      });
      return { ...rel, input, windows, output: carry(rel.output) };
    }
    case "Generate": {
      const input = push(rel.input, d);
      return { ...rel, input, generator: bound(rel.generator, d) as Call, output: carry(rel.output) };
    }
    case "Distinct": {
      const input = push(rel.input, d);
      return { ...rel, input, keys: [...(rel.keys ?? rel.input.output), ...d.columns], output: carry(rel.output) };
    }
    case "Aggregate":
      return aggregate(rel, d);
    case "Limit":
      return limit(rel, d);
    case "Union": {
      const list = rel.inputs.map((input) => {
        const made = push(input, d);
        return {
          kind: "Project",
          input: made,
          expressions: [...input.output, ...d.columns],
          output: [...input.output, ...d.columns],
        } satisfies Logical;
      });
      // Each branch has its own copy of the domain's columns; the union's are fresh.
      return { kind: "Union", inputs: list, output: carry(rel.output) };
    }
    case "SetOperation": {
      const side = (input: Logical): Logical => {
        const made = push(input, d);
        const copies = d.columns.map((c) => alias(c, c.name));
        const kept = input.output;
        return {
          kind: "Project",
          input: made,
          expressions: [...kept, ...copies],
          output: [...kept, ...copies.map(toAttribute)],
        };
      };
      const left = side(rel.left);
      const result: Logical = { ...rel, left, right: side(rel.right), output: left.output };
      // The left side's copies of the outer values take their own names again.
      const copied = left.output.slice(rel.left.output.length);
      const back = d.columns.map((c, i): TypedAlias => ({ ...alias(copied[i] as Attribute, c.name), id: c.id }));
      const moved = rel.output.map((a, i): Attribute | TypedAlias => {
        const source = rel.left.output[i] as Attribute;
        return source.id === a.id ? source : { ...alias(source, a.name, a.metadata), id: a.id };
      });
      return {
        kind: "Project",
        input: result,
        expressions: [...moved, ...back],
        output: [...rel.output, ...d.columns],
      };
    }
    case "Join":
      return join(rel, d);
    default:
      throw unsupported(
        `a correlated subquery over ${expressions(rel).length > 0 ? rel.kind : `${rel.kind} (correlated below)`}`,
      );
  }
}

/** What an aggregate gives for no rows, where that is not null. */
function onEmpty(call: TypedExpr): TypedExpr | undefined {
  if (call.kind !== "Call") return undefined;
  if (["count", "count_if", "regr_count", "approx_count_distinct"].includes(call.fn.name)) return literal(0n, LONG);
  if (["collect_list", "collect_set", "collect_union"].includes(call.fn.name) && call.dataType instanceof ArrayType)
    return literal([], call.dataType);
  // Bitmaps of 32768 bits: none of them is set, or all.
  if (["bitmap_construct_agg", "bitmap_or_agg"].includes(call.fn.name)) return literal(new Uint8Array(4096), BINARY);
  if (call.fn.name === "bitmap_and_agg") return literal(new Uint8Array(4096).fill(255), BINARY);
  return undefined;
}

function aggregate(rel: AggregateNode, d: Domain): Logical {
  const input = push(rel.input, d);
  const groupings = rel.groupings.map((g) => bound(g, d) as Attribute | TypedAlias);
  const aggregates = rel.aggregates.map((a) => bound(a, d) as TypedAlias);
  const output = [...groupings.map(toAttribute), ...d.columns, ...aggregates.map(toAttribute)];
  const grouped: Logical = { kind: "Aggregate", input, groupings: [...groupings, ...d.columns], aggregates, output };
  if (rel.groupings.length > 0) return grouped;
  // Without GROUP BY there is a row for every outer value, also for those without rows.
  const copies = d.columns.map((c) => alias(c, c.name));
  const renamed: Logical = {
    kind: "Project",
    input: grouped,
    expressions: [...copies, ...aggregates.map(toAttribute)],
    output: [...copies.map(toAttribute), ...aggregates.map(toAttribute)],
  };
  const condition = conjunction(d.columns.map((c, i) => sameValue(c, toAttribute(copies[i] as TypedAlias))));
  const joined: Logical = {
    kind: "Join",
    left: d.source,
    right: renamed,
    joinType: "left",
    condition,
    output: [...d.columns, ...renamed.output],
  };
  const filled = aggregates.map((a): Attribute | TypedAlias => {
    const empty = onEmpty(a.child);
    const plain = toAttribute(a);
    if (empty === undefined) return plain;
    return { ...alias(bindBuiltin("coalesce", [{ ...plain, nullable: true }, empty]), a.name), id: a.id };
  });
  if (!filled.some((f) => f.kind === "Alias")) return joined;
  // The filled columns take the aggregates' ids, so these are renamed below.
  const below = new Map(aggregates.map((a) => [a.id, alias(toAttribute(a), a.name)]));
  const moved: Logical = {
    kind: "Project",
    input: joined,
    expressions: [...d.columns, ...below.values()],
    output: [...d.columns, ...[...below.values()].map(toAttribute)],
  };
  const final = filled.map((f, i): TypedAlias => {
    const a = aggregates[i] as TypedAlias;
    const source = { ...toAttribute(below.get(a.id) as TypedAlias), nullable: true };
    const child =
      f.kind === "Alias" ? mapChildren(f.child, (c) => (c.kind === "Attribute" && c.id === a.id ? source : c)) : source;
    return { ...a, child };
  });
  return {
    kind: "Project",
    input: moved,
    expressions: [...d.columns, ...final],
    output: [...d.columns, ...final.map(toAttribute)],
  };
}

/** LIMIT for each outer value: by row number. */
function limit(rel: Extract<Logical, { kind: "Limit" }>, d: Domain): Logical {
  const sort = rel.input.kind === "Sort" ? rel.input : undefined;
  const input = push(sort === undefined ? rel.input : sort.input, d);
  const number = alias(
    {
      kind: "Window",
      function: bindBuiltin("row_number", []),
      partitionBy: d.columns,
      orderBy:
        sort === undefined
          ? d.columns.map((child) => ({ child, descending: false, nullsLast: false }))
          : sort.order.map((o) => ({ ...o, child: bound(o.child, d) })),
      frame: { type: "row", lower: { kind: "unboundedPreceding" }, upper: { kind: "currentRow" } },
      defaultFrame: true,
      dataType: bindBuiltin("row_number", []).dataType,
      nullable: false,
    },
    "row_number",
  );
  const numbered: Logical = {
    kind: "Window",
    input,
    windows: [number as never],
    output: [...input.output, toAttribute(number)],
  };
  const conditions = [bindBuiltin(">", [toAttribute(number), literal(rel.offset, number.dataType)])];
  if (rel.limit !== undefined)
    conditions.push(bindBuiltin("<=", [toAttribute(number), literal(rel.offset + rel.limit, number.dataType)]));
  return { kind: "Filter", input: numbered, condition: conjunction(conditions), output: [...rel.output, ...d.columns] };
}

function join(rel: JoinNode, d: Domain): Logical {
  const left = correlatedNode(rel.left);
  const right = correlatedNode(rel.right);
  const condition = rel.condition === undefined ? undefined : bound(rel.condition, d);
  if (!right && rel.joinType !== "right" && rel.joinType !== "full") {
    return { ...rel, left: push(rel.left, d), condition, output: [...rel.output, ...d.columns] };
  }
  if (!left && (rel.joinType === "inner" || rel.joinType === "cross" || rel.joinType === "right")) {
    return {
      ...rel,
      right: push(rel.right, d),
      condition,
      joinType: rel.joinType === "cross" && condition !== undefined ? "inner" : rel.joinType,
      output: [...rel.output, ...d.columns],
    };
  }
  // Both sides: each for its own copy of the domain, joined where the copies agree.
  const pushedLeft = push(rel.left, d);
  const pushedRight = push(rel.right, d);
  const copies = d.columns.map((c) => alias(c, c.name));
  const kept = rel.right.output;
  const renamed: Logical = {
    kind: "Project",
    input: pushedRight,
    expressions: [...kept, ...copies],
    output: [...kept, ...copies.map(toAttribute)],
  };
  const same = d.columns.map((c, i) => sameValue(c, toAttribute(copies[i] as TypedAlias)));
  return {
    ...rel,
    left: pushedLeft,
    right: renamed,
    joinType: rel.joinType === "cross" ? "inner" : rel.joinType,
    condition: conjunction([...same, ...conjuncts(condition)]),
    output: [...rel.output, ...d.columns],
  };
}
