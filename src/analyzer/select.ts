/**
 * The parts of a SELECT over its FROM: the list, WHERE, HAVING, QUALIFY, LIMIT.
 *
 * A select list leaves a {@link Block} behind, so that what stands above it can still see the columns below it.
 */
import { refuseSqlFunction } from "./sql-function-name.ts";
import {
  children,
  alias,
  exists,
  firstNode,
  hasAggregate,
  isAggregateCall,
  isFoldable,
  toAttribute,
  transformUp,
} from "../logical/build.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import { prettyName, sqlText } from "../logical/pretty.ts";
import type { Origin } from "../plan/origin.ts";
import type { Logical } from "../logical/relation.ts";
import type { Expression, UnresolvedAttribute } from "../plan/expression.ts";
import { someNode } from "../plan/written-tree.ts";
import type { Filter, Having, Limit, Offset, Project, Qualify, Relation, Tail } from "../plan/relation.ts";
import { quoteIfNeeded } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { implicitCast } from "../logical/coercion.ts";
import { T_INT } from "../logical/input-type.ts";
import { globalAggregate } from "./aggregate.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { contextOf } from "./expression-resolver.ts";
import { generatedList } from "./generate.ts";
import { generatorsOverGroups } from "./generator-over-groups.ts";
import { isGroupingCall, refuseGroupingCalls } from "./grouping-call.ts";
import { mapOuter, withOuterAggregates } from "./outer-reference.ts";
import { placeless } from "./located.ts";
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
  /** HAVING asked for what the list does not have: above it nothing but the list and the groupings is left. */
  readonly narrowed?: boolean;
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
    refuseGroupingCalls(all);
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
export function throughScope(
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
export function computeOver(
  input: Logical,
  block: Block | undefined,
  list: readonly TypedExpr[],
  written: unknown,
): { plan: Logical; list: readonly TypedExpr[]; extras: readonly Named[] } {
  const visible = new Set([...input.output, ...(input.hidden ?? [])].map((a) => a.id));
  const inside = (e: TypedExpr): boolean =>
    !exists(
      e,
      (x) =>
        (x.kind === "Attribute" && !visible.has(x.id)) ||
        x.kind === "Window" ||
        isAggregateCall(x) ||
        isGroupingCall(x),
    );
  if (list.every(inside) || block === undefined) return { plan: input, list, extras: [] };
  const aliases = definitions(block, input);
  const extras: Named[] = [];
  const rewritten = list.map((e) => {
    if (inside(e)) return e;
    const lowered = transformUp(e, (x) => (x.kind === "Attribute" ? (aliases.get(x.id) ?? x) : x));
    // A grouping column comes out of an aggregation as another one.
    if (lowered.kind === "Attribute" && !block.aggregated) {
      extras.push(lowered);
      return lowered;
    }
    const made = alias(lowered, prettyName(e));
    extras.push(made);
    return toAttribute(made);
  });
  return { plan: rebuilt(block, input, extras, undefined, written), list: rewritten, extras };
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
    if (condition !== undefined && error instanceof AnalysisException && error.condition === OUTSIDE_OF_SETS) {
      throw groupingIn(condition, block, input, written);
    }
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

const OUTSIDE_OF_SETS = "UNSUPPORTED_GROUPING_EXPRESSION";
/** `HAVING grouping(a) = 0` without sets. */
function groupingIn(condition: TypedExpr, block: Block, input: Logical, written: unknown): AnalysisException {
  const grouped = new Set((block.groupings ?? []).map(exprKey));
  const known = new Set(block.list.map((e) => e.id));
  let unknown: Attribute | undefined;
  exists(condition, (e) => {
    const asked = isGroupingCall(e) ? e.args.filter((a) => !grouped.has(exprKey(a))) : [];
    for (const a of asked) unknown ??= columnBeside(a, known);
    return unknown !== undefined;
  });
  if (unknown === undefined) return placeless(new AnalysisException(OUTSIDE_OF_SETS, {}));
  return unresolvedColumn([unknown.name], input.output, contextOf(placeOf(unknown.name, written)));
}

/** The first column that is not among the known ones. */
function columnBeside(e: TypedExpr, known: ReadonlySet<number>): Attribute | undefined {
  return firstNode(e, (x) => x.kind === "Attribute" && !known.has(x.id)) as Attribute | undefined;
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
export function hiddenOf(input: Logical): { hidden?: readonly Attribute[] } {
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
  refuseGroupingCalls([condition]);
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
    narrowed: block.narrowed === true || asksForMore(block, lowered),
    rebuild: (list, more) =>
      block.rebuild(list, more === undefined ? lowered : bothTrue(cx, block.below, lowered, more)),
  });
  return made;
}
/** Whether a condition over an aggregation needs more of it than the select list shows. */
function asksForMore(block: Block, condition: TypedExpr): boolean {
  if (!block.aggregated) return false;
  const shown = new Set(block.list.map((e) => exprKey(e)));
  const grouped = new Set((block.groupings ?? []).map(exprKey));
  // Only what begins like one of these is compared as a whole: conditions may be thousands of operators deep.
  const heads = new Set([...block.list, ...(block.groupings ?? [])].map(headOf));
  const stack = [condition];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    const key = heads.has(headOf(e)) ? exprKey(e) : "";
    if (shown.has(key)) continue;
    if (isAggregateCall(e) || grouped.has(key)) return true;
    stack.push(...children(e));
    if (e.kind !== "Subquery") continue;
    mapOuter(e, (o) => {
      stack.push(o.of ?? o.attribute);
      return o;
    });
  }
  return false;
}
/** The same for expressions of the same key. */
function headOf(e: TypedExpr): string {
  if (e.kind === "Alias") return headOf(e.child);
  if (e.kind !== "Call") return e.kind;
  return e.fn.name === "named_struct" ? "struct" : e.fn.name;
}
function bothTrue(cx: Analyzer, scope: Scope, a: TypedExpr, b: TypedExpr): TypedExpr {
  return cx.resolver(scope).call("and", [a, b]);
}

function isWindow(e: TypedExpr): boolean {
  return e.kind === "Window";
}
/** The windows of QUALIFY take the list of an aggregation and what it groups by; they compute no aggregates of their own. */
function ungrouped(condition: TypedExpr, input: Logical, block: Block, rel: Qualify): AnalysisException {
  const known = new Set([...input.output.map((a) => a.id), ...(block.groupIds ?? [])]);
  const unknown = columnBeside(condition, known);
  if (unknown === undefined) {
    return new AnalysisException("MISSING_GROUP_BY", {}, { queryContext: contextOf(rel.common?.origin) });
  }
  const parameters = { objectName: nameText(unknown), proposal: input.output.map(nameText).join(", ") };
  const place = { queryContext: contextOf(placeOf(unknown.name, rel.condition)) };
  return new AnalysisException("UNRESOLVED_COLUMN.WITH_SUGGESTION", parameters, place);
}
function nameText(a: Attribute): string {
  return [...a.qualifier, a.name].map(quoteIfNeeded).join(".");
}
export function analyzeQualify(cx: Analyzer, rel: Qualify, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const resolver = cx.resolver(throughScope(cx, input, rel.input, env, true));
  const condition = resolver.condition(rel.condition, "qualify");
  const block = cx.blocks.get(input);
  if (hasAggregate(condition) && !exists(condition, isWindow)) {
    throw new AnalysisException("QUALIFY_AGGREGATE_NOT_ALLOWED", { aggregateExpr: `"${prettyName(condition)}"` });
  }
  if (block?.aggregated === true && hasAggregate(condition)) throw ungrouped(condition, input, block, rel);
  if (![condition, ...(block?.list ?? [])].some((e) => exists(e, isWindow))) {
    throw new AnalysisException("QUALIFY_REQUIRES_WINDOW_FUNCTION", {});
  }
  const { plan, list, extras } = computeOver(input, block, [condition], rel.condition);
  const made = filtered(cx, input, plan, list[0] as TypedExpr);
  if (block !== undefined && plan !== input) {
    // What stands above may ask for more of what is below the list.
    cx.blocks.set(made, {
      ...block,
      narrowed: true,
      rebuild: (wanted, more) => {
        const below = block.rebuild([...wanted, ...extras], more);
        const kept: Logical = { kind: "Filter", input: below, condition: list[0]!, output: below.output };
        return project(kept, below.output.slice(0, wanted.length));
      },
    });
  }
  return made;
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
