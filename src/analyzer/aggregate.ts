/** GROUP BY in all its forms: from grouping and output expressions to an Aggregate with a select list over it. */
import {
  alias,
  exists,
  firstNode,
  hasAggregate,
  isAggregateCall,
  isDeterministic,
  literal,
  longLit,
  mapChildren,
  toAttribute,
  transformUp,
} from "../logical/build.ts";
import {
  type Attribute,
  type Call,
  nextId,
  type OuterReference,
  type Subquery,
  type TypedAlias,
  type TypedExpr,
} from "../logical/expression.ts";
import { isOrderable } from "../logical/input-type.ts";
import { exprKey } from "../logical/key.ts";
import { generatorsOverGroups } from "./generator-over-groups.ts";
import type { BindContext } from "../logical/function-row.ts";
import { prettyName, sqlText } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import type { Expression, Literal } from "../plan/expression.ts";
import type { Aggregate, Relation } from "../plan/relation.ts";
import type { MessageParameters } from "../types/spark-error.ts";
import type { Origin } from "../plan/origin.ts";
import { type DataType, LONG, quoteIfNeeded } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { checkAggregateHost, refuseOuter } from "./correlation.ts";
import { contextOf, type ExpressionResolver } from "./expression-resolver.ts";
import { checkGroupingNames, groupingCall, isGroupingCall, refuseGroupingCalls } from "./grouping-call.ts";
import { inherited } from "./inherited.ts";
import { generatedList } from "./generate.ts";
import { checkGroupedLaterals } from "./lateral-alias.ts";
import { mapOuter, seenFromInside } from "./outer-reference.ts";
import { checkPipe, withPipeOrdinals } from "./pipe-aggregate.ts";
import { project } from "./rename.ts";
import type { Scope } from "./query-scope.ts";
import { retypedNode } from "./retype.ts";
import { type Block, type Named, starIn } from "./select.ts";
import { mergedSessions, withTimeWindow } from "./time-window.ts";
import { withWindows } from "./windows.ts";
import { sameName } from "../types/name-equality.ts";

export function analyzeAggregate(cx: Analyzer, written: Aggregate, env: Env): Logical {
  const overGroups = generatorsOverGroups(cx, written, env);
  if (overGroups !== undefined) return overGroups;
  const rel = written.fromPipe === true ? withPipeOrdinals(written, cx.relation(written.input, env)) : written;
  const child = cx.relation(rel.input, rel.fromPipe === true ? cx.below(env) : env);
  if (rel.fromPipe === true && rel.aggregateExpressions.some((e) => e.kind === "UnresolvedStar")) {
    throw starIn("AGGREGATE");
  }
  const byPosition = rel.groupingExpressions.some((e) => isPosition(cx, e));
  if (byPosition && rel.aggregateExpressions.some((e) => e.kind === "UnresolvedStar")) {
    throw new AnalysisException("STAR_GROUP_BY_POS", {});
  }
  const expressions = [...rel.groupingExpressions, ...rel.aggregateExpressions];
  const { input: timed, timeWindow } = withTimeWindow(cx, child, rel.input, env, expressions);
  const scope = cx.scope(child, [rel.input], env, { laterals: cx.session.conf.lateralColumnAlias, timeWindow });
  const resolver = cx.resolver(scope);
  const { list: given, input: generated } = generatedList(resolver, timed, rel.aggregateExpressions, true);
  const merged = (groupings: readonly TypedExpr[]): Logical =>
    timeWindow?.session === true ? mergedSessions(resolver, generated, timeWindow, groupings) : generated;
  const laterals = substituteLaterals(given, scope);
  const named = rel.groupType === "all" ? columnsNamedAll(cx, scope, laterals) : [];
  if (rel.groupType === "all" && named.length !== 1) {
    for (const e of given) if (!hasAggregate(e)) checkGroupedLaterals(e);
    const groups = groupAll(laterals);
    return build(cx, rel, merged(groups), scope, groups, laterals);
  }
  // A column of the name is meant before the keyword.
  if (named.length === 1) return build(cx, rel, generated, scope, named, laterals);
  // GROUP BY sees aliases of the select list by a rule of its own.
  const plain = cx.resolver(
    cx.scope(child, [rel.input], env, { timeWindow, laterals: cx.session.conf.groupByAliases }),
  );
  const keyed = rel.groupingExpressions.map((e) => grouping(cx, plain, e, laterals, rel, given));
  const keys = rel.groupingExpressions.length;
  if (rel.fromPipe === true) checkPipe(rel, laterals.slice(keys), given.slice(keys));
  const columns = [...keyed];
  const positions = setsOf(cx, plain, rel, columns, laterals);
  const { groupings, sets } =
    positions === undefined ? { groupings: columns, sets: undefined } : once(columns, positions);
  if (sets !== undefined) checkGroupingNames(given, groupings);
  const list =
    rel.fromSql !== true && cx.session.conf.retainGroupColumns
      ? [...keyed.map((g) => namedGrouping(g)), ...laterals]
      : laterals;
  if (sets?.length === 1 && groupings.length === 0) {
    // GROUPING SETS (()) is no grouping at all: one row, also where there are none.
    return build(cx, rel, merged([]), scope, [], list.map(withoutGroupingId));
  }
  return build(cx, rel, merged(groupings), scope, groupings, list, sets);
}
function withoutGroupingId(e: Named): Named {
  const isId = (x: TypedExpr): boolean => x.kind === "Call" && x.fn.name === "grouping_id";
  return e.kind === "Alias" ? { ...e, child: transformUp(e.child, (x) => (isId(x) ? literal(0n, LONG) : x)) } : e;
}
/** A select list with aggregates and no GROUP BY. */
export function globalAggregate(
  cx: Analyzer,
  rel: Relation,
  input: Logical,
  scope: Scope,
  list: readonly Named[],
): Logical {
  return build(cx, rel, input, scope, [], substituteLaterals(list, scope));
}

function namedGrouping(g: TypedExpr): Named {
  return g.kind === "Attribute" || g.kind === "Alias" ? g : alias(g, prettyName(g));
}
/** Lateral aliases inside an aggregation stand for their expressions. */
function substituteLaterals(list: readonly Named[], scope: Scope): readonly Named[] {
  if (scope.usedLaterals.size === 0) return list;
  const known = new Map<number, TypedExpr>();
  return list.map((e) => {
    if (e.kind !== "Alias") return e;
    const child = transformUp(e.child, (x) => (x.kind === "Attribute" ? (known.get(x.id) ?? x) : x));
    if (scope.usedLaterals.has(e.id)) known.set(e.id, child);
    return { ...e, child };
  });
}

function isPosition(cx: Analyzer, e: Expression): e is Literal & { readonly value: number } {
  return e.kind === "Literal" && e.dataType.kind === "integer" && cx.session.conf.groupByOrdinal;
}
/** One item of GROUP BY: a position, a column, an alias of the select list, an expression. */
function grouping(
  cx: Analyzer,
  resolver: ExpressionResolver,
  e: Expression,
  list: readonly Named[],
  rel: Aggregate,
  written: readonly Named[] = list,
): TypedExpr {
  if (isPosition(cx, e)) return ordinalGrouping(e.value, list, e, written);
  // Columns of the input come first, then aliases of the select list, then columns of the query around.
  const name =
    e.kind === "UnresolvedAttribute" && e.planId === undefined && e.nameParts.length === 1 ? e.nameParts[0] : undefined;
  const byAlias =
    name !== undefined && cx.session.conf.groupByAliases && resolver.scope.index.named(name).length === 0
      ? aliasNamed(cx, list, name)
      : undefined;
  const asWritten = byAlias === undefined ? undefined : written[list.indexOf(byAlias)];
  if (asWritten !== undefined) checkGroupedLaterals(asWritten);
  const typed = byAlias?.child ?? withAliases(cx, resolver, e, list);
  const value = rel.fromSql === true && typed.kind === "Alias" && typed.auto !== true ? typed.child : typed;
  if (exists(value, isAggregateCall)) {
    throw new AnalysisException(
      "GROUP_BY_AGGREGATE",
      { sqlExpr: sqlText(value) },
      { queryContext: contextOf(e.origin) },
    );
  }
  checkGroupable(value, rel.groupType === "groupBy" ? e.origin : rel.common?.origin);
  return value;
}
/** Throws for what cannot be grouped by. */
export function checkGroupable(e: TypedExpr, origin: Origin | undefined): void {
  if (isGroupable(e.dataType)) return;
  const parameters = { sqlExpr: `"${prettyName(e)}"`, dataType: `"${e.dataType.sql}"` };
  throw new AnalysisException("GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE", parameters, {
    queryContext: contextOf(origin),
  });
}
function windowInGroups(e: TypedExpr, origin: Origin | undefined): AnalysisException {
  const parameters = { operator: "Aggregate", invalidExprSqls: `"${prettyName(e)}"` };
  return new AnalysisException("UNSUPPORTED_EXPR_FOR_OPERATOR", parameters, { queryContext: contextOf(origin) });
}
/** Inside an expression too, a name that is no column of the input is an alias of the select list. */
function withAliases(cx: Analyzer, resolver: ExpressionResolver, e: Expression, list: readonly Named[]): TypedExpr {
  const { scope } = resolver;
  if (scope.options.laterals !== true) return resolver.resolve(e);
  if (scope.laterals.size === 0) {
    for (const item of list)
      if (item.kind === "Alias" && aliasNamed(cx, list, item.name) === item) scope.addLateral(item);
  }
  const byId = new Map(list.flatMap((x) => (x.kind === "Alias" ? [[x.id, x.child] as const] : [])));
  return transformUp(resolver.resolve(e), (x) =>
    x.kind === "Attribute" && x.lateral === true ? (byId.get(x.id) ?? x) : x,
  );
}
function columnsNamedAll(cx: Analyzer, scope: Scope, list: readonly Named[]): readonly TypedExpr[] {
  const columns = scope.index.named("all");
  const alias_ = columns.length === 0 ? aliasNamed(cx, list, "all") : undefined;
  return alias_ === undefined ? columns : [alias_.child];
}
/** Maps and calendar intervals can be grouped by, unlike sorted by; variants cannot. */
function isGroupable(t: DataType): boolean {
  if (t.kind === "map") return isGroupable(t.keyType) && isGroupable(t.valueType);
  if (t.kind === "array") return isGroupable(t.elementType);
  if (t.kind === "struct") return t.fields.every((f) => isGroupable(f.dataType));
  return t.kind === "interval" || isOrderable(t);
}
function aliasNamed(cx: Analyzer, list: readonly Named[], name: string): TypedAlias | undefined {
  const { caseSensitive } = cx.session.conf;
  return list.find((e): e is TypedAlias => e.kind === "Alias" && sameName(e.name, name, caseSensitive));
}
function ordinalGrouping(i: number, list: readonly Named[], e: Expression, written: readonly Named[]): TypedExpr {
  const context = { queryContext: contextOf(e.origin) };
  if (i < 1 || i > list.length) {
    throw new AnalysisException("GROUP_BY_POS_OUT_OF_RANGE", { index: String(i), size: String(list.length) }, context);
  }
  const item = list[i - 1] as Named;
  const value = item.kind === "Alias" ? item.child : item;
  if (exists(value, isAggregateCall)) {
    const aggExpr = `${sqlText(value)} AS ${quoteIfNeeded(item.name)}`;
    throw new AnalysisException("GROUP_BY_POS_AGGREGATE", { index: String(i), aggExpr }, context);
  }
  checkGroupable(value, value.origin ?? e.origin);
  checkGroupedLaterals(written[i - 1] as Named);
  return value;
}
/** GROUP BY ALL: every item without aggregates; of mixed items their columns outside aggregates must group. */
function groupAll(list: readonly Named[]): readonly TypedExpr[] {
  const found: TypedExpr[] = [];
  for (const e of list) {
    const value = e.kind === "Alias" ? e.child : e;
    if (exists(value, (x) => x.kind === "Window")) {
      if (exists(value, isAggregateCall)) continue;
      throw windowInGroups(value, undefined);
    }
    refuseGroupingCalls([value]);
    if (!hasAggregate(value)) {
      checkGroupable(value, value.origin);
      found.push(value);
    }
  }
  const mixed = list.some((e) => hasAggregate(e) && outsideColumns(e.kind === "Alias" ? e.child : e, found));
  if (mixed) throw new AnalysisException("UNRESOLVED_ALL_IN_GROUP_BY", {});
  return found.filter((e) => e.kind !== "Literal");
}
function outsideColumns(e: TypedExpr, groups: readonly TypedExpr[]): boolean {
  if (isAggregateCall(e)) return false;
  const key = exprKey(e);
  if (groups.some((g) => exprKey(g) === key)) return false;
  if (e.kind === "Attribute") return true;
  // What a subquery needs of the rows around it.
  if (e.kind === "Subquery") return e.outerAttributes.some((a) => outsideColumns(a, groups));
  const children: TypedExpr[] = [];
  mapChildren(e, (c) => {
    children.push(c);
    return c;
  });
  return children.some((c) => outsideColumns(c, groups));
}

/** The grouping sets as lists of positions in `groupings`, which gets those that sets alone name; undefined for a plain GROUP BY. */
function setsOf(
  cx: Analyzer,
  resolver: ExpressionResolver,
  rel: Aggregate,
  groupings: TypedExpr[],
  list: readonly Named[],
): readonly (readonly number[])[] | undefined {
  const n = groupings.length;
  const all = Array.from({ length: n }, (_, i) => i);
  switch (rel.groupType) {
    case "rollup":
      return Array.from({ length: n + 1 }, (_, k) => all.slice(0, n - k));
    case "cube":
      return Array.from({ length: 2 ** n }, (_, mask) => all.filter((i) => (mask & (1 << (n - 1 - i))) === 0));
    case "groupingSets": {
      const keys = groupings.map(exprKey);
      return (rel.groupingSets ?? []).map((set) =>
        set.map((e) => {
          const named = grouping(cx, resolver, e, list, rel);
          const i = keys.indexOf(exprKey(named));
          if (i >= 0) return i;
          groupings.push(named);
          return keys.push(exprKey(named)) - 1;
        }),
      );
    }
    default:
      return undefined;
  }
}

/** Grouping sets count an expression once, however often it is written. */
function once(
  groupings: readonly TypedExpr[],
  sets: readonly (readonly number[])[],
): { readonly groupings: readonly TypedExpr[]; readonly sets: readonly (readonly number[])[] } {
  const places = new Map<string, number>();
  const found: TypedExpr[] = [];
  const placeOf = groupings.map((g) => {
    const key = exprKey(g);
    const known = places.get(key) ?? found.push(g) - 1;
    places.set(key, known);
    return known;
  });
  return { groupings: found, sets: sets.map((set) => [...new Set(set.map((i) => placeOf[i] as number))]) };
}

function build(
  cx: Analyzer,
  rel: Relation,
  input: Logical,
  scope: Scope,
  groupings: readonly TypedExpr[],
  list: readonly Named[],
  sets?: readonly (readonly number[])[],
): Logical {
  refuseOuter([...groupings, ...list]);
  if (sets === undefined) refuseGroupingCalls([...list, ...groupings]);
  checkAggregateHost(groupings, list);
  const context = cx.resolver(scope).bindContext("");
  const ready = { ...prepare(input, groupings, sets), context, origin: rel.common?.origin };
  const rebuild = (all: readonly Named[], condition?: TypedExpr): Logical => assemble(ready, all, condition);
  const made = rebuild(list);
  const windowed = groupings.find((g) => exists(g, (x) => x.kind === "Window"));
  if (windowed !== undefined) throw windowInGroups(windowed, rel.common?.origin);
  const groupIds = new Set(groupings.flatMap((g) => (g.kind === "Attribute" ? [g.id] : [])));
  const block: Block = { list, below: scope, aggregated: true, groupIds, groupings, rebuild };
  cx.blocks.set(made, block);
  return made;
}

/** An aggregation of analysed expressions: the groupings, then the aggregates. */
export function aggregateOver(input: Logical, groupings: readonly Named[], aggregates: readonly Named[]): Logical {
  return assemble(prepare(input, groupings, undefined), [...groupings, ...aggregates], undefined);
}

/** What all plans of an aggregation share: however it is extended from above, its columns keep their ids. */
interface Prepared {
  readonly input: Logical;
  readonly groupings: readonly TypedExpr[];
  readonly expanded: ReturnType<typeof expand> | undefined;
  readonly groups: readonly Named[];
  /** Ids of output columns that pass a grouping column on under a new id. */
  readonly renamed: Map<Attribute, number>;
  readonly context?: BindContext;
  /** Of the whole query. */
  readonly origin?: Origin | undefined;
}
function prepare(
  input: Logical,
  groupings: readonly TypedExpr[],
  sets: readonly (readonly number[])[] | undefined,
): Prepared {
  const expanded = sets === undefined ? undefined : expand(input, groupings, sets);
  const groups =
    expanded?.groups ??
    groupings.map((g) => (g.kind === "Attribute" ? g : g.kind === "Alias" ? g : alias(g, prettyName(g))));
  return { input, groupings, expanded, groups, renamed: new Map() };
}

/** Aggregate (over Expand for grouping sets), HAVING, windows, select list. */
function assemble(ready: Prepared, list: readonly Named[], condition: TypedExpr | undefined): Logical {
  const { input, groupings, expanded, groups, renamed, context } = ready;
  const byKey = new Map<string, Attribute>();
  for (const [i, g] of groupings.entries()) {
    const key = exprKey(g);
    if (!byKey.has(key)) byKey.set(key, toAttribute(groups[i] as Named));
  }
  const aggregates = new Map<string, TypedAlias>();
  const missing = (e: TypedExpr): AnalysisException =>
    groupings.length === 0
      ? new AnalysisException("MISSING_GROUP_BY", {}, { queryContext: contextOf(ready.origin) })
      : new AnalysisException(
          "MISSING_AGGREGATION",
          { expression: `"${prettyName(e)}"`, expressionAnyValue: `"any_value(${prettyName(e)})"` },
          { queryContext: contextOf(e.origin) },
        );
  const rewrite = (e: TypedExpr): TypedExpr => {
    const grouped = byKey.get(exprKey(e));
    if (grouped !== undefined) return grouped;
    if (isGroupingCall(e)) return groupingCall(e, groupings, expanded?.groupingId);
    if (isAggregateCall(e)) {
      const call = (expanded === undefined ? e : mapChildren(e, inRows)) as Call;
      return call.replacement === undefined
        ? aggregateOf(call, aggregates)
        : rewrite(inherited(call, call.replacement));
    }
    if (e.kind === "Attribute") throw missing(e);
    if (e.kind === "Subquery" && e.outerAttributes.length > 0) return mapOuter(rewriteIn(e), outside);
    if (e.kind === "Window") return rewriteWindow(e, rewrite);
    const made = mapChildren(e, rewrite);
    return made === e || expanded === undefined || context === undefined ? made : retypedNode(made, context);
  };
  /** `sum(grouping(a))` asks each row which set it is there for. */
  const inRows = (e: TypedExpr): TypedExpr =>
    transformUp(e, (x) => (isGroupingCall(x) ? groupingCall(x, groupings, expanded?.groupingId) : x));
  /** `x IN (...)` without its plan. */
  const rewriteIn = (s: Subquery): Subquery => mapChildren(s, rewrite) as Subquery;
  /** What a subquery names of this query is what the aggregation gives. */
  const outside = (o: OuterReference): TypedExpr => {
    const e = o.of ?? o.attribute;
    if (condition !== undefined && e.kind === "Attribute" && !byKey.has(exprKey(e))) {
      throw new AnalysisException("MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT", {
        missingAttributes: `"${e.name}"`,
        input: groups.map((g) => `"${g.name}"`).join(", "),
        operator: "!Filter",
      });
    }
    return seenFromInside(rewrite(e));
  };
  const outputs = list.map((e): Named => {
    if (e.kind === "Attribute") {
      const g = byKey.get(exprKey(e));
      if (g === undefined) throw missing(e);
      return g.id === e.id && g.name === e.name
        ? g
        : { ...alias(g, e.name, e.metadata), id: g.id === e.id ? g.id : nextFor(e, renamed) };
    }
    return { ...e, child: rewrite(e.child) };
  });
  const having = condition === undefined ? undefined : rewrite(condition);
  const calls = [...aggregates.values()];
  const node: Logical = {
    kind: "Aggregate",
    input: expanded?.plan ?? input,
    groupings: expanded === undefined ? groups : [...groups, expanded.groupingId],
    aggregates: calls,
    output: [
      ...groups.map(toAttribute),
      ...(expanded === undefined ? [] : [expanded.groupingId]),
      ...calls.map(toAttribute),
    ],
  };
  const kept: Logical =
    having === undefined ? node : { kind: "Filter", input: node, condition: having, output: node.output };
  const { plan, list: rewritten } = withWindows(kept, outputs.map(retyped));
  // A grouping column that is selected twice is one column of two names.
  const distinct = [...new Map(rewritten.map((e) => [e.id, e])).values()];
  if (distinct.length === rewritten.length) return project(plan, rewritten);
  return project(project(plan, distinct), rewritten.map(toAttribute));
}
function retyped(e: Named): Named {
  // A grouping column is nullable once grouping sets blank it out.
  return e.kind === "Alias" ? { ...e, nullable: e.child.nullable, dataType: e.child.dataType } : e;
}
function nextFor(e: Attribute, renamed: Map<Attribute, number>): number {
  const known = renamed.get(e);
  if (known !== undefined) return known;
  const made = nextId();
  renamed.set(e, made);
  return made;
}

function aggregateOf(call: Call, found: Map<string, TypedAlias>): Attribute {
  const nested = [...call.args, ...(call.aggregate?.filter === undefined ? [] : [call.aggregate.filter])];
  const filter = call.aggregate?.filter;
  const refused = filter === undefined ? undefined : badFilter(filter);
  if (refused !== undefined) {
    throw new AnalysisException(
      `INVALID_AGGREGATE_FILTER.${refused.condition}`,
      { filterExpr: `"${prettyName(filter as TypedExpr)}"`, ...refused.parameters },
      { queryContext: contextOf(call.origin) },
    );
  }
  refuseOuter([call]);
  const inner = nested.find(hasAggregate);
  if (inner !== undefined) {
    const queryContext = contextOf((firstNode(inner, isAggregateCall) ?? call).origin);
    throw new AnalysisException("NESTED_AGGREGATE_FUNCTION", {}, { queryContext });
  }
  if (nested.some((a) => exists(a, (x) => x.kind === "Window"))) {
    throw new AnalysisException(
      "_LEGACY_ERROR_TEMP_1031",
      {},
      { message: "A window function cannot stand inside an aggregate function: use it in a subquery." },
    );
  }
  const read = [...call.args, ...(call.aggregate?.orderings ?? []).map(({ child }) => child)];
  const random = read.find((e) => !isDeterministic(e));
  if (random !== undefined) {
    const parameters = { sqlExpr: `"${prettyName(call)}"` };
    const queryContext = contextOf(random.origin);
    throw new AnalysisException("AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION", parameters, { queryContext });
  }
  const key = exprKey(call);
  let made = found.get(key);
  if (made === undefined) {
    made = alias(call, prettyName(call));
    found.set(key, made);
  }
  return toAttribute(made);
}
/** What a FILTER may not have. */
function badFilter(
  filter: TypedExpr,
): { readonly condition: string; readonly parameters: MessageParameters } | undefined {
  const aggregate = firstNode(filter, isAggregateCall);
  if (aggregate !== undefined && hasAggregate(filter))
    return { condition: "CONTAINS_AGGREGATE", parameters: { aggExpr: `"${prettyName(aggregate)}"` } };
  const window = firstNode(filter, (x) => x.kind === "Window");
  if (window !== undefined)
    return { condition: "CONTAINS_WINDOW_FUNCTION", parameters: { windowExpr: `"${prettyName(window)}"` } };
  return isDeterministic(filter) ? undefined : { condition: "NON_DETERMINISTIC", parameters: {} };
}
/** Inside OVER, the window function itself is no aggregate of the group; its arguments are over the group. */
function rewriteWindow(e: Extract<TypedExpr, { kind: "Window" }>, rewrite: (e: TypedExpr) => TypedExpr): TypedExpr {
  const fn = mapChildren(e.function, rewrite);
  const partitionBy = e.partitionBy.map(rewrite);
  const orderBy = e.orderBy.map((o) => ({ ...o, child: rewrite(o.child) }));
  return { ...e, function: fn, partitionBy, orderBy };
}

/** Each row once per grouping set, the columns outside the set null, with the set's id. */
function expand(
  input: Logical,
  groupings: readonly TypedExpr[],
  sets: readonly (readonly number[])[],
): { plan: Logical; groups: readonly Attribute[]; groupingId: Attribute } {
  const computed = groupings.map((g) =>
    g.kind === "Attribute" ? g : g.kind === "Alias" ? g : alias(g, prettyName(g)),
  );
  const prepared = computed.some((g) => g.kind === "Alias")
    ? project(input, [...input.output, ...computed.filter((g) => g.kind === "Alias")])
    : input;
  const sources = computed.map(toAttribute);
  const always = (i: number): boolean => sets.every((s) => s.includes(i));
  const groups = sources.map((s, i) => ({
    ...toAttribute(alias(s, s.name, s.metadata)),
    nullable: s.nullable || !always(i),
    qualifier: s.qualifier,
  }));
  const groupingId: Attribute = {
    ...toAttribute(alias(longLit(0n), "spark_grouping_id")),
    dataType: LONG,
    nullable: false,
  };
  const n = sources.length;
  const seen = new Map<string, number>();
  const projections = sets.map((set) => {
    let id = 0n;
    for (let i = 0; i < n; i++) if (!set.includes(i)) id |= 1n << BigInt(n - 1 - i);
    const repeat = seen.get(String(id)) ?? 0;
    seen.set(String(id), repeat + 1);
    return {
      repeat,
      row: [
        ...input.output,
        ...sources.map((s, i): TypedExpr => (set.includes(i) ? s : literal(null, s.dataType))),
        longLit(id),
      ],
    };
  });
  const duplicates = [...seen.values()].some((c) => c > 1);
  const output: Attribute[] = [...input.output, ...groups, groupingId];
  if (!duplicates)
    return {
      plan: { kind: "Expand", input: prepared, projections: projections.map((p) => p.row), output },
      groups,
      groupingId,
    };
  // The same set twice gives its groups twice: a position keeps them apart.
  const position: Attribute = {
    ...toAttribute(alias(longLit(0n), "_gen_grouping_pos")),
    dataType: LONG,
    nullable: false,
  };
  const rows = projections.map((p) => [...p.row, longLit(BigInt(p.repeat))]);
  return {
    plan: { kind: "Expand", input: prepared, projections: rows, output: [...output, position] },
    groups: [...groups, position],
    groupingId,
  };
}
