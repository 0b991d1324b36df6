/**
 * The parts of a SELECT over its FROM: the list, WHERE, HAVING, QUALIFY, ORDER BY, LIMIT.
 *
 * A select list leaves a {@link Block} behind, so that what stands above it can still see the columns below it.
 */
import { refuseSqlFunction } from "./sql-function-name.ts";
import {
  mapChildren,
  alias,
  exists,
  hasAggregate,
  isAggregateCall,
  isFoldable,
  literal,
  toAttribute,
  transformUp,
} from "../logical/build.ts";
import type { Attribute, SortKey, TypedAlias, TypedExpr } from "../logical/expression.ts";
import { isOrderable } from "../logical/input-type.ts";
import { exprKey } from "../logical/key.ts";
import { prettyName, sqlText } from "../logical/pretty.ts";
import type { Origin } from "../plan/origin.ts";
import type { Logical } from "../logical/relation.ts";
import type { Expression, UnresolvedAttribute } from "../plan/expression.ts";
import { someNode } from "../plan/written-tree.ts";
import type { Filter, Having, Limit, Offset, Project, Qualify, Relation, Sort, Tail } from "../plan/relation.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { implicitCast } from "../logical/coercion.ts";
import { T_INT } from "../logical/input-type.ts";
import { globalAggregate } from "./aggregate.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { checkHost } from "./correlation.ts";
import { contextOf, type ExpressionResolver } from "./expression-resolver.ts";
import { generatedList } from "./generate.ts";
import { generatorsOverGroups } from "./generator-over-groups.ts";
import { mapOuter, withOuterAggregates } from "./outer-reference.ts";
import { project } from "./rename.ts";
import { unresolvedColumn } from "./scope.ts";
import type { Scope } from "./query-scope.ts";
import { withTimeWindow } from "./time-window.ts";
import { withWindows } from "./windows.ts";

export type Named = Attribute | TypedAlias;

/** A select list that can be extended from above. */
export interface Block {
  readonly list: readonly Named[];
  /** The columns the list was made from. */
  readonly below: Scope;
  readonly aggregated: boolean;
  /** Grouping columns: HAVING means these before aliases of the same name. */
  readonly groupIds?: ReadonlySet<number>;
  readonly groupings?: readonly TypedExpr[];
  /** The same block with more columns at the end, and with a condition between its computation and its list. */
  rebuild(list: readonly Named[], condition?: TypedExpr): Logical;
}

export function analyzeProject(cx: Analyzer, rel: Project, env: Env): Logical {
  const overGroups = generatorsOverGroups(cx, rel, env);
  if (overGroups !== undefined) return overGroups;
  refuseTrailingComma(rel, env);
  const child = cx.relation(rel.input, rel.pipeOperator === undefined ? env : cx.below(env));
  if (rel.pipeOperator === "EXTEND" && rel.expressions.slice(1).some(isStar)) throw starIn("EXTEND");
  const { input: timed, timeWindow } = withTimeWindow(cx, child, rel.input, env, rel.expressions);
  const scope = cx.scope(child, [rel.input], env, { laterals: cx.session.conf.lateralColumnAlias, timeWindow });
  const resolver = cx.resolver(scope);
  const { list, input } = generatedList(resolver, timed, rel.expressions);
  const aggregate =
    rel.pipeOperator === undefined || rel.pipeOperator === "SELECT" ? undefined : list.find(hasAggregate);
  if (aggregate !== undefined) {
    throw new AnalysisException("PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION", {
      expr: prettyName(aggregate.kind === "Alias" ? aggregate.child : aggregate),
      clause: rel.pipeOperator as string,
    });
  }
  if (list.some(hasAggregate)) return globalAggregate(cx, rel, input, scope, list);
  const made = register(cx, input, scope, list);
  if (rel.pipeOperator === undefined) return made;
  // What stands behind a pipe operator sees its result only, and the keys that USING left out.
  cx.blocks.delete(made);
  return made.kind === "Project" && input.hidden !== undefined ? { ...made, hidden: input.hidden } : made;
}
/** `SELECT a, FROM t` asks for a column FROM under the name t. */
function refuseTrailingComma({ expressions, input }: Project, env: Env): void {
  const last = expressions.length > 1 ? expressions.at(-1) : undefined;
  if (last?.kind !== "Alias" || last.child.kind !== "UnresolvedAttribute" || env.outer !== undefined) return;
  const source = input.kind === "Filter" ? input.input : input;
  if (source.kind !== "OneRow" || last.child.nameParts.join(".").toUpperCase() !== "FROM") return;
  throw new AnalysisException("TRAILING_COMMA_IN_SELECT", {}, { queryContext: contextOf(last.origin) });
}
function isStar(e: Expression): boolean {
  return e.kind === "UnresolvedStar" || e.kind === "UnresolvedRegex";
}
export function starIn(clause: string): AnalysisException {
  return new AnalysisException("INVALID_USAGE_OF_STAR_OR_REGEX", {
    elem: "'*'",
    prettyName: `expression \`pipeexpression\` of ${clause}`,
  });
}

/** A resolved select list over its input, remembered as a block. */
export function register(cx: Analyzer, input: Logical, scope: Scope, list: readonly Named[]): Logical {
  const rebuild = (all: readonly Named[], condition?: TypedExpr): Logical => {
    const filtered: Logical =
      condition === undefined ? input : { kind: "Filter", input, condition, output: input.output };
    all.forEach(refuseGrouping);
    return selectList(filtered, all, scope.usedLaterals);
  };
  const made = rebuild(list);
  cx.blocks.set(made, { list, below: scope, aggregated: false, rebuild });
  return made;
}

/** A Project, with window functions computed below it and lateral aliases in steps. */
export function selectList(input: Logical, list: readonly Named[], usedLaterals: ReadonlySet<number>): Logical {
  const stepped = usedLaterals.size === 0 ? { input, list } : lateralSteps(input, list, usedLaterals);
  const { plan, list: rewritten } = withWindows(stepped.input, stepped.list);
  const made = project(plan, rewritten);
  // USING keys and the like stay visible by qualified name.
  return made;
}

/** `SELECT a + 1 AS b, b * 2 AS c`: aliases that later items use are computed in projections of their own. */
function lateralSteps(
  input: Logical,
  list: readonly Named[],
  used: ReadonlySet<number>,
): { input: Logical; list: readonly Named[] } {
  const byId = new Map<number, TypedAlias>();
  for (const e of list) if (e.kind === "Alias" && used.has(e.id)) byId.set(e.id, e);
  const level = new Map<number, number>();
  const levelOf = (e: TypedExpr): number => {
    let most = 0;
    exists(e, (x) => {
      if (x.kind === "Attribute" && byId.has(x.id)) {
        const a = byId.get(x.id) as TypedAlias;
        if (!level.has(a.id)) level.set(a.id, levelOf(a.child));
        most = Math.max(most, (level.get(a.id) as number) + 1);
      }
      return false;
    });
    return most;
  };
  for (const a of byId.values()) if (!level.has(a.id)) level.set(a.id, levelOf(a.child));
  let plan = input;
  const depth = Math.max(...level.values());
  for (let l = 0; l <= depth; l++) {
    const step = [...byId.values()].filter((a) => level.get(a.id) === l);
    const { plan: below, list: rewritten } = withWindows(plan, step);
    plan = project(below, [...plan.output, ...rewritten]);
  }
  return { input: plan, list: list.map((e) => (byId.has(e.id) ? toAttribute(e) : e)) };
}

/** A relation that keeps its input's columns, seen through by what stands above. */
export function passThrough(cx: Analyzer, made: Logical, input: Logical, again: (input: Logical) => Logical): Logical {
  const block = cx.blocks.get(input);
  if (block !== undefined) {
    cx.blocks.set(made, { ...block, rebuild: (list, condition) => again(block.rebuild(list, condition)) });
  }
  return made;
}

/** The scope over a relation that sees through to what is below its select list. */
function throughScope(
  cx: Analyzer,
  input: Logical,
  rel: Relation,
  env: Env,
  aggregatesBelow: boolean | "sort",
  first?: ReadonlySet<number>,
): Scope {
  const block = cx.blocks.get(input);
  return cx.scope(input, [rel], env, {
    first,
    ambiguousBelow: aggregatesBelow === "sort",
    below: block?.below,
    aggregatesBelow: aggregatesBelow !== false && block?.aggregated === true,
  });
}

/** What the columns of a select list are, in terms of what is below the list. */
function definitions(block: Block, input: Logical): ReadonlyMap<number, TypedExpr> {
  return new Map(
    block.list.flatMap((e, i) => {
      if (e.kind === "Alias") return [[e.id, e.child] as const];
      const id = input.output[i]?.id;
      return id === undefined || id === e.id ? [] : [[id, e] as const];
    }),
  );
}

/**
 * Expressions over a relation that may need more than its output. If they do, `plan` has the columns `needed` besides the
 * output, and the expressions are attributes of it.
 */
function computeOver(
  input: Logical,
  block: Block | undefined,
  list: readonly TypedExpr[],
  written: unknown,
): { plan: Logical; list: readonly TypedExpr[] } {
  const visible = new Set([...input.output, ...(input.hidden ?? [])].map((a) => a.id));
  const inside = (e: TypedExpr): boolean =>
    !exists(
      e,
      (x) =>
        (x.kind === "Attribute" && !visible.has(x.id)) ||
        x.kind === "Window" ||
        isGrouping(x) ||
        (x.kind === "Call" && x.fn.kind === "aggregate"),
    );
  if (list.every(inside) || block === undefined) return { plan: input, list };
  const aliases = definitions(block, input);
  const extras: Named[] = [];
  const rewritten = list.map((e) => {
    if (inside(e)) return e;
    const lowered = transformUp(e, (x) => (x.kind === "Attribute" ? (aliases.get(x.id) ?? x) : x));
    if (lowered.kind === "Attribute") {
      extras.push(lowered);
      return lowered;
    }
    const made = alias(lowered, prettyName(e));
    extras.push(made);
    return toAttribute(made);
  });
  return { plan: rebuilt(block, input, extras, undefined, written), list: rewritten };
}

function isGrouping(e: TypedExpr): boolean {
  return e.kind === "Call" && (e.fn.name === "grouping" || e.fn.name === "grouping_id");
}
function refuseGrouping(e: TypedExpr): void {
  if (exists(e, isGrouping))
    throw new AnalysisException("UNSUPPORTED_GROUPING_EXPRESSION", {}, { queryContext: contextOf(e.origin) });
}

/** A column that an aggregation does not give is unknown to what stands above it. */
function rebuilt(
  block: Block,
  input: Logical,
  extras: readonly Named[],
  condition: TypedExpr | undefined,
  written: unknown,
): Logical {
  try {
    return block.rebuild([...block.list, ...extras], condition);
  } catch (error) {
    if (!(error instanceof AnalysisException) || !/^MISSING_(AGGREGATION|GROUP_BY)$/.test(error.condition ?? ""))
      throw error;
    const known = new Set(block.list.map((e) => e.id));
    const asked = [...extras, ...(condition === undefined ? [] : [condition])];
    let name = "";
    for (const e of asked) {
      exists(e, (x) => {
        if (x.kind === "Attribute" && !known.has(x.id) && name === "") name = x.name;
        return false;
      });
    }
    throw unresolvedColumn([name], input.output, contextOf(placeOf(name, written)));
  }
}

/** Where a column is named. */
function placeOf(name: string, written: unknown): Origin | undefined {
  let found: Origin | undefined;
  someNode(written, (node) => {
    const parts = node.kind === "UnresolvedAttribute" ? (node as unknown as UnresolvedAttribute).nameParts : [];
    if (parts.at(-1)?.toLowerCase() !== name.toLowerCase()) return undefined;
    found = (node as unknown as UnresolvedAttribute).origin;
    return true;
  });
  return found;
}

export function analyzeFilter(cx: Analyzer, rel: Filter, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  if (rel.fromPipe === true) cx.blocks.delete(input);
  const block = cx.blocks.get(input);
  const scope = throughScope(cx, input, rel.input, env, true);
  const condition = withOuterAggregates(
    cx.resolver(scope).condition(rel.condition, "where", rel.common?.origin),
    scope,
  );
  if (block?.aggregated === true && hasAggregate(condition))
    return filterOver(cx, input, block, condition, rel.condition);
  rejectIn(condition, "WHERE", rel.common?.origin);
  const { plan, list } = computeOver(input, block, [condition], rel.condition);
  return filtered(cx, input, plan, list[0] as TypedExpr);
}
function filtered(cx: Analyzer, input: Logical, plan: Logical, condition: TypedExpr): Logical {
  const over = (below: Logical): Logical => ({
    kind: "Filter",
    input: below,
    condition,
    output: below.output,
    ...hiddenOf(below),
  });
  if (plan === input) return passThrough(cx, over(input), input, over);
  return project(over(plan), input.output);
}
function hiddenOf(input: Logical): { hidden?: readonly Attribute[] } {
  return input.hidden === undefined ? {} : { hidden: input.hidden };
}
function rejectIn(condition: TypedExpr, clause: string, origin?: Origin): void {
  if (hasAggregate(condition)) {
    const aggregates: TypedExpr[] = [];
    exists(condition, (e) => isAggregateCall(e) && aggregates.push(e) === 0);
    throw new AnalysisException(
      "INVALID_WHERE_CONDITION",
      {
        condition: `"${prettyName(condition)}"`,
        expressionList: aggregates.map(sqlText).join(", "),
      },
      { queryContext: contextOf(origin) },
    );
  }
  if (exists(condition, (e) => e.kind === "Window")) {
    throw new AnalysisException("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", { clauseName: clause });
  }
  refuseGrouping(condition);
  if (exists(condition, (e) => e.kind === "Call" && e.fn.kind === "generator")) {
    throw new AnalysisException("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", { plan: "Filter" });
  }
}

/** HAVING: the condition stands between the aggregation and the select list. */
export function analyzeHaving(cx: Analyzer, rel: Having, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const block = cx.blocks.get(input);
  const resolver = cx.resolver(throughScope(cx, input, rel.input, env, true, block?.groupIds));
  const condition = resolver.condition(rel.condition, "having");
  if (exists(condition, (e) => e.kind === "Window")) {
    throw new AnalysisException("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", { clauseName: "HAVING" });
  }
  if (block === undefined) return { kind: "Filter", input, condition, output: input.output };
  return filterOver(cx, input, block, condition, rel.condition);
}
function filterOver(cx: Analyzer, input: Logical, block: Block, condition: TypedExpr, written: unknown): Logical {
  const aliases = definitions(block, input);
  const lowered = transformUp(condition, (x) => {
    if (x.kind === "Attribute") return aliases.get(x.id) ?? x;
    if (x.kind !== "Subquery" || x.outerAttributes.length === 0) return x;
    return mapOuter(x, (o) => (aliases.has(o.attribute.id) ? { ...o, of: aliases.get(o.attribute.id) } : o));
  });
  if (exists(lowered, (x) => x.kind === "Window")) {
    const { plan, list } = computeOver(input, block, [condition], written);
    return filtered(cx, input, plan, list[0] as TypedExpr);
  }
  const made = rebuilt(block, input, [], lowered, written);
  cx.blocks.set(made, {
    ...block,
    rebuild: (list, more) =>
      block.rebuild(list, more === undefined ? lowered : bothTrue(cx, block.below, lowered, more)),
  });
  return made;
}
function bothTrue(cx: Analyzer, scope: Scope, a: TypedExpr, b: TypedExpr): TypedExpr {
  return cx.resolver(scope).call("and", [a, b]);
}

export function analyzeQualify(cx: Analyzer, rel: Qualify, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const resolver = cx.resolver(throughScope(cx, input, rel.input, env, true));
  const condition = resolver.condition(rel.condition, "qualify");
  const block = cx.blocks.get(input);
  if (hasAggregate(condition) && !exists(condition, isWindow)) {
    throw new AnalysisException("QUALIFY_AGGREGATE_NOT_ALLOWED", { aggregateExpr: `"${prettyName(condition)}"` });
  }
  if (![condition, ...(block?.list ?? [])].some((e) => exists(e, isWindow))) {
    throw new AnalysisException("QUALIFY_REQUIRES_WINDOW_FUNCTION", {});
  }
  const { plan, list } = computeOver(input, block, [condition], rel.condition);
  return filtered(cx, input, plan, list[0] as TypedExpr);
}

/** Over windows of an aggregation only what the list shows and what the query groups by is left. */
function aboveWindows(cx: Analyzer, input: Logical, block: Block, rel: Relation, env: Env): Scope {
  const grouped = block.below.index.attributes.filter((a) => block.groupIds?.has(a.id) === true);
  const below = cx.scope({ kind: "SingleRow", output: grouped }, [rel], env);
  return cx.scope(input, [rel], env, { below, ambiguousBelow: true });
}
export function analyzeSort(cx: Analyzer, rel: Sort, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const block = cx.blocks.get(input);
  const windowed = block?.aggregated === true && block.list.some((e) => exists(e, (x) => x.kind === "Window"));
  const scopeIn = (around: Env): Scope =>
    windowed ? aboveWindows(cx, input, block, rel.input, around) : throughScope(cx, input, rel.input, around, "sort");
  const resolver = cx.resolver(scopeIn(env));
  // A column of the query around does not count, nor is it one that the query refers to.
  const column = rel.all === true && isColumn(cx.resolver(scopeIn({ ...env, outer: undefined })), "all");
  const given = column
    ? rel.order.map((o) => ({ ...o, child: { kind: "UnresolvedAttribute", nameParts: ["all"] } as const }))
    : rel.order;
  const order = rel.all === true && !column ? allKeys(rel, input) : sortKeys(cx, resolver, given, input);
  for (const [i, k] of order.entries()) {
    if (!isOrderable(k.child.dataType)) {
      const parameters = {
        sqlExpr: `"${prettyName(k.child)} ${k.descending ? "DESC" : "ASC"} NULLS ${k.nullsLast ? "LAST" : "FIRST"}"`,
        functionName: "`sortorder`",
        dataType: `"${k.child.dataType.sql}"`,
      };
      const item = rel.order[i];
      const place = {
        queryContext: contextOf(item?.origin ?? (item?.kind === "SortOrder" ? item.child.origin : undefined)),
      };
      throw new AnalysisException("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", parameters, place);
    }
  }
  const given_ = order.map((k) => k.child);
  checkHost(withoutGroupings(given_, windowed ? undefined : block), "Sort");
  refuseInSort(given_, windowed, block?.aggregated === true);
  const { plan, list } = computeOver(input, block, given_, rel.order);
  const keys = order.map((k, i): SortKey => ({ ...k, child: list[i] as TypedExpr }));
  const over = (below: Logical): Logical => ({
    kind: "Sort",
    input: below,
    order: keys,
    isGlobal: rel.isGlobal,
    output: below.output,
    ...hiddenOf(below),
  });
  if (plan === input) return passThrough(cx, over(input), input, over);
  return project(over(plan), input.output);
}
/** What a query groups by is computed below ORDER BY. */
function withoutGroupings(list: readonly TypedExpr[], block: Block | undefined): readonly TypedExpr[] {
  const keys = new Set((block?.groupings ?? []).map(exprKey));
  if (keys.size === 0) return list;
  const without = (e: TypedExpr): TypedExpr =>
    keys.has(exprKey(e)) ? literal(null, e.dataType) : mapChildren(e, without);
  return list.map(without);
}
function isWindow(e: TypedExpr): boolean {
  return e.kind === "Window";
}
function refuseInSort(list: readonly TypedExpr[], windowed: boolean, aggregated: boolean): void {
  for (const e of list) {
    if (
      windowed || !aggregated
        ? hasAggregate(e) || exists(e, isWindow)
        : exists(e, (x) => isWindow(x) && hasAggregate(x))
    ) {
      throw new AnalysisException(
        "UNSUPPORTED_EXPR_FOR_OPERATOR",
        { operator: "Sort", invalidExprSqls: `"${prettyName(e)}"` },
        { queryContext: contextOf(e.origin) },
      );
    }
    refuseSqlFunction(e, "Sort");
    if (exists(e, (x) => x.kind === "Call" && x.fn.kind === "generator")) {
      throw new AnalysisException("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", { plan: `Sort [${prettyName(e)}]` });
    }
  }
}
/** Whether a word that has a meaning of its own names one column, of the list or below it. */
function isColumn(resolver: ExpressionResolver, name: string): boolean {
  const shown = resolver.scope.index.named(name).length;
  if (shown > 0) return shown === 1;
  try {
    resolver.value({ kind: "UnresolvedAttribute", nameParts: [name] });
    return true;
  } catch (e) {
    if (e instanceof AnalysisException) return false;
    throw e;
  }
}
function allKeys(rel: Sort, input: Logical): SortKey[] {
  const first = rel.order[0];
  const descending = first?.direction === "descending";
  const nullsLast = first?.nullOrdering === undefined ? descending : first.nullOrdering === "last";
  return input.output.map((child) => ({ child, descending, nullsLast }));
}
/** The keys of ORDER BY; an integer literal is the position of a column. */
function sortKeys(cx: Analyzer, resolver: ExpressionResolver, order: Sort["order"], input: Logical): SortKey[] {
  const { conf } = cx.session;
  const keys = order.map((o) => resolver.sortKey(o));
  if (!conf.orderByOrdinal) return keys;
  const columns = conf.boolean("spark.sql.prioritizeOrdinalResolutionInSort.enabled")
    ? input.output
    : withMissing(input.output, keys);
  return keys.map((key, at) => {
    const { child } = order[at] as Sort["order"][number];
    if (child.kind !== "Literal" || child.dataType.kind !== "integer") return key;
    const i = child.value as number;
    if (i >= 1 && i <= columns.length) return { ...key, child: columns[i - 1] as Attribute };
    throw new AnalysisException(
      "ORDER_BY_POS_OUT_OF_RANGE",
      { index: String(i), size: String(columns.length) },
      { queryContext: contextOf(child.origin) },
    );
  });
}
/** The columns that are shown, then those that the keys bring from below the list. */
function withMissing(output: readonly Attribute[], keys: readonly SortKey[]): readonly Attribute[] {
  const columns = new Map(output.map((a) => [a.id, a]));
  for (const { child } of keys) {
    exists(child, (e) => {
      if (e.kind === "Attribute" && !columns.has(e.id)) columns.set(e.id, e);
      return false;
    });
  }
  return [...columns.values()];
}

const MAX_INT = 2 ** 31 - 1;
export function analyzeLimit(cx: Analyzer, rel: Limit | Offset | Tail, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  if (rel.kind === "Tail") return { kind: "Tail", input, limit: rel.limit, output: input.output };
  const what = rel.kind === "Limit" ? "limit" : "offset";
  const n = countOf(cx, rel.kind === "Limit" ? rel.limit : rel.offset, what, env, input);
  const skipped = rel.kind === "Limit" && input.kind === "Limit" && input.limit === undefined ? input.offset : 0;
  if (skipped > 0 && n + skipped > MAX_INT) {
    throw new AnalysisException("SUM_OF_LIMIT_AND_OFFSET_EXCEEDS_MAX_INT", {
      limit: String(n),
      offset: String(skipped),
    });
  }
  const over = (below: Logical): Logical =>
    rel.kind === "Limit"
      ? { kind: "Limit", input: below, offset: 0, limit: n, output: below.output, ...hiddenOf(below) }
      : { kind: "Limit", input: below, offset: n, output: below.output, ...hiddenOf(below) };
  return passThrough(cx, over(input), input, over);
}
function countOf(cx: Analyzer, e: Expression, what: string, env: Env, input: Logical): number {
  const resolver = cx.resolver(cx.scope(input, [], env));
  const typed = resolver.value(e);
  const fail = (condition: string, more: { [k: string]: string } = {}): AnalysisException =>
    new AnalysisException(
      `INVALID_LIMIT_LIKE_EXPRESSION.${condition}`,
      { name: what, expr: `"${prettyName(typed)}"`, ...more },
      { queryContext: contextOf(e.origin) },
    );
  if (typed.kind === "Call" && typed.fn.kind === "generator")
    throw new AnalysisException("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", { plan: `LocalLimit ${prettyName(typed)}` });
  refuseSqlFunction(typed, what === "limit" ? "GlobalLimit" : "Offset");
  if (!isFoldable(typed)) throw fail("IS_UNFOLDABLE");
  if (typed.dataType.kind !== "integer") {
    const t = implicitCast(typed.dataType, T_INT, false);
    if (t === undefined || typed.dataType.kind === "string" || typed.dataType.kind === "decimal")
      throw fail("DATA_TYPE", { dataType: `"${typed.dataType.sql}"` });
    if (typed.dataType.kind !== "byte" && typed.dataType.kind !== "short")
      throw fail("DATA_TYPE", { dataType: `"${typed.dataType.sql}"` });
  }
  const value = resolver.bindContext(what).constant(typed)?.value;
  if (value === null) throw fail("IS_NULL");
  if (value === undefined) throw fail("IS_UNFOLDABLE");
  const n = Number(value);
  if (n < 0) throw fail("IS_NEGATIVE", { v: String(n) });
  return n;
}
