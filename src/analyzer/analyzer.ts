/**
 * Names to attributes, types, implicit casts: from the unresolved tree to the analysed one.
 *
 * Analysis of a node is cached, so that a chain of n steps costs n. It does no I/O: facts it lacks are thrown as
 * {@link MissingFact}.
 */
import type { Attribute, Subquery, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import type { UnresolvedFunction } from "../plan/expression.ts";
import type { Relation, TableValuedFunction } from "../plan/relation.ts";
import { calmly } from "../types/stack-overflow.ts";
import { unsupported } from "../types/spark-error.ts";
import { aggregateOver, analyzeAggregate } from "./aggregate.ts";
import type { AnalysisSession } from "./analysis-context.ts";
import { analyzeColumns } from "./columns.ts";
import { checkPrecedence, definesApart } from "./cte-precedence.ts";
import { ExpressionResolver } from "./expression-resolver.ts";
import { withFileColumns } from "./file-columns.ts";
import { coerceInSubquery } from "./in-subquery.ts";
import { analyzeGenerate, analyzeTableFunction } from "./generate.ts";
import { analyzeJoin, analyzeLateralJoin, rightIds } from "./join.ts";
import { analyzeMapBatches } from "./map-batches.ts";
import { analyzeScript } from "./script-transformation.ts";
import { analyzeZip } from "./zip.ts";
import { checkMetricNames, checkMetrics } from "./metrics.ts";
import { analyzeMapParallel } from "./map-parallel.ts";
import { analyzeNa } from "./na.ts";
import { joined, planMatches, type PlanPlace } from "./plan-matches.ts";
import { analyzePivot } from "./pivot.ts";
import { type NamedWindowSpec, Scope, type ScopeOptions } from "./query-scope.ts";
import { analyzeFilter, analyzeHaving, analyzeLimit, analyzeProject, analyzeQualify, type Block } from "./select.ts";
import { analyzeSort } from "./sort.ts";
import { analyzeSetOperation, unionLeaves } from "./set-operation.ts";
import { analyzeSource } from "./source.ts";
import { analyzeRecursion } from "./recursion.ts";
import { located } from "./located.ts";
import { renameOutput } from "./rename.ts";
import { expandSqlFunction, expandTableFunction } from "./sql-function.ts";
import { findSqlFunction, type SqlFunction } from "./sql-function-name.ts";
import { analyzeTranspose } from "./transpose.ts";
import { analyzeUnpivot } from "./unpivot.ts";

/** The surroundings of a relation inside a query. */
export interface Env {
  readonly outer?: Scope | undefined;
  readonly noted?: Attribute[] | undefined;
  readonly ctes?: CteScope | undefined;
  /** A definition or a subquery, and what was defined around it: see `cte-precedence.ts`. */
  readonly within?: CteFrame | undefined;
  readonly windows?: ReadonlyMap<string, NamedWindowSpec> | undefined;
  /** Views being expanded, against cycles. */
  readonly views?: readonly string[] | undefined;
}
export interface CteScope {
  readonly name: string;
  readonly plan: Logical;
  /** The plan was used already: the next use gets fresh ids. */
  used: boolean;
  readonly next: CteScope | undefined;
}
export interface CteFrame {
  readonly query: Relation;
  readonly around: CteScope | undefined;
}
export const TOP: Env = {};

const CHAIN_STEP = 64;
/** The input that the analysis of a node begins with, in the node's own scope or the one {@link startsScope} says. */
function firstInput(rel: Relation): Relation | undefined {
  switch (rel.kind) {
    case "Project":
    case "Filter":
    case "Having":
    case "Sort":
    case "Limit":
    case "Offset":
    case "SubqueryAlias":
      return rel.input;
    case "Join":
      return rel.left;
    case "SetOperation":
      return unionLeaves(rel)?.[0] ?? rel.left;
    default:
      return undefined;
  }
}
function startsScope(rel: Relation): boolean {
  return rel.kind === "Project" && rel.pipeOperator !== undefined;
}

export class Analyzer {
  readonly session: AnalysisSession;
  /** How to see and extend the select list under a relation (ORDER BY, HAVING, filters on columns projected away). */
  readonly blocks: WeakMap<Logical, Block> = new WeakMap();
  private cache = new WeakMap<Relation, Logical>();
  private readonly scopes: WeakMap<Env, WeakMap<Relation, Logical>> = new WeakMap();
  private readonly belows: WeakMap<Env, Env> = new WeakMap();
  private cacheKey = "";

  constructor(session: AnalysisSession) {
    this.session = session;
  }

  /** Analyses a whole plan. */
  analyze(rel: Relation): Logical {
    return calmly(() => this.relation(rel, TOP));
  }

  /**
   * The classic engine binds a plan when its DataFrame is made: later changes of configs and views do not reach it, so
   * nodes keep their first analysis.
   */
  /** Some plan of this session has metrics: plans that meet may have the same. */
  private observes = false;

  relation(rel: Relation, env: Env = TOP): Logical {
    const cache = env === TOP ? this.cache : this.cacheOf(env);
    const known = cache.get(rel);
    if (known !== undefined) return known;
    for (const [below, at] of this.landings(rel, env)) this.relation(below, at);
    const made = this.dispatch(this.naming(rel, env), env);
    cache.set(rel, made);
    return made;
  }
  /** Under a long chain of steps, every so many of them, the lowest first: analysed ahead, so that no recursion goes far. */
  private landings(rel: Relation, env: Env): readonly (readonly [Relation, Env])[] {
    const found: [Relation, Env][] = [];
    let [at, scope] = [rel, env];
    for (let n = 0; ; n++) {
      const next: Relation | undefined = firstInput(at);
      if (next === undefined) break;
      if (startsScope(at)) scope = this.below(scope);
      at = next;
      if ((scope === TOP ? this.cache : this.cacheOf(scope)).has(at)) break;
      if (n % CHAIN_STEP === CHAIN_STEP - 1) found.push([at, scope]);
    }
    return found.reverse();
  }
  /** The relation over an input that has the columns of files which the relation names. */
  private naming(rel: Relation, env: Env): Relation {
    if (!("input" in rel)) return rel;
    const widened = withFileColumns(rel, () => this.relation(rel.input, this.below(env)));
    if (widened === undefined) return rel;
    const input = { ...rel.input };
    for (const at of [env, this.below(env)]) (at === TOP ? this.cache : this.cacheOf(at)).set(input, widened);
    return { ...rel, input };
  }
  /** Inside a query's scopes a node is analysed once for each scope: its ids must not change between two looks at it. */
  private cacheOf(env: Env): WeakMap<Relation, Logical> {
    let cache = this.scopes.get(env);
    if (cache === undefined) {
      cache = new WeakMap();
      this.scopes.set(env, cache);
    }
    return cache;
  }
  /** Forgets all analyses (late binding: each request sees the session as it is). */
  forget(key: string): void {
    if (key === this.cacheKey) return;
    this.cacheKey = key;
    this.cache = new WeakMap();
  }

  private dispatch(rel: Relation, env: Env): Logical {
    if (this.observes && (rel.kind === "Join" || rel.kind === "SetOperation")) checkMetricNames(rel);
    switch (rel.kind) {
      case "ReadNamedTable":
      case "ReadDataSource":
      case "LocalRelation":
      case "Range":
      case "OneRow":
      case "ValuesList":
        return analyzeSource(this, rel, env);
      case "TableValuedFunction":
        return analyzeTableFunction(this, rel, env);
      case "Project":
        return analyzeProject(this, rel, env);
      case "Filter":
        return analyzeFilter(this, rel, env);
      case "Having":
        return analyzeHaving(this, rel, env);
      case "Qualify":
        return analyzeQualify(this, rel, env);
      case "Aggregate":
        return rel.pivot === undefined ? analyzeAggregate(this, rel, env) : analyzePivot(this, rel, env);
      case "Sort":
        return analyzeSort(this, rel, env);
      case "Limit":
      case "Offset":
      case "Tail":
        return analyzeLimit(this, rel, env);
      case "Join":
        return analyzeJoin(this, rel, env);
      case "Zip":
        return analyzeZip(this, rel, env);
      case "LateralJoin":
        return analyzeLateralJoin(this, rel, env);
      case "SetOperation":
        return analyzeSetOperation(this, rel, env);
      case "Generate":
        return analyzeGenerate(this, rel, env);
      case "Unpivot":
        return analyzeUnpivot(this, rel, env);
      case "Transpose":
        return analyzeTranspose(this, rel, env);
      case "NAFill":
      case "NADrop":
      case "NAReplace":
        return analyzeNa(this, rel, env);
      case "WithCTE": {
        let ctes = env.ctes;
        // What was defined before, as the definitions see it, where that is not what the query sees.
        const apart = definesApart(this.session.conf, env);
        let before: CteScope | undefined;
        for (const c of rel.ctes) {
          checkPrecedence(this.session.conf, rel, c, env.within);
          const recursive = rel.recursive ? analyzeRecursion(this, c, { ...env, ctes }) : undefined;
          if (recursive !== undefined) {
            ctes = { name: c.name.toLowerCase(), plan: recursive, used: false, next: ctes };
            continue;
          }
          const around = apart ? before : ctes;
          const inner = this.relation(c.plan, { ...env, ctes: around, within: { query: c.plan, around } });
          const names = c.columnAliases;
          const plan = names === undefined ? inner : located(c.origin, () => renameOutput(inner, names));
          ctes = { name: c.name.toLowerCase(), plan, used: apart, next: ctes };
          if (apart) before = { ...ctes, next: before };
        }
        return this.relation(rel.input, { ...env, ctes });
      }
      case "NamedWindows": {
        const windows = new Map(rel.windows.map((w) => [w.name, w.spec]));
        return this.relation(rel.input, { ...env, windows });
      }
      case "CollectMetrics": {
        const input = this.relation(rel.input, env);
        this.observes = true;
        checkMetrics(this, rel, input, env);
        if (rel.observationId === undefined) return input;
        return { kind: "Cached", input, cacheId: rel.observationId, output: input.output };
      }
      case "CachedRelation": {
        const input = this.relation(rel.input, env);
        const { cacheId, isCheckpoint = false } = rel;
        return { kind: "Cached", input, cacheId, isCheckpoint, output: input.output };
      }
      case "MapPartitions":
      case "GroupMap":
      case "CoGroupMap":
        return analyzeMapBatches(this, rel, env);
      case "ScriptTransformation":
        return analyzeScript(this, rel, env);
      case "MapParallel":
        return analyzeMapParallel(this, rel, env);
      case "Sample":
      case "Deduplicate":
      case "SubqueryAlias":
      case "Repartition":
      case "RepartitionByExpression":
      case "ToDF":
      case "ToSchema":
      case "WithColumns":
      case "WithColumnsRenamed":
      case "Drop":
      case "Hint":
        return analyzeColumns(this, rel, env);
      case "UnsupportedRelation":
        throw unsupported(rel.feature);
      default:
        throw unsupported(`the relation ${(rel as { kind: string }).kind}`);
    }
  }

  /** The surroundings of a query below this one: the names of windows end at its FROM. */
  below(env: Env): Env {
    if (env.windows === undefined) return env;
    let made = this.belows.get(env);
    if (made === undefined) {
      const { windows: _, ...rest } = env;
      made = rest;
      this.belows.set(env, made);
    }
    return made;
  }

  /** A scope over a relation's columns. */
  scope(input: Logical, relations: readonly Relation[], env: Env, more: Partial<ScopeOptions> = {}): Scope {
    return new Scope(input.output, this.session.conf.caseSensitive, {
      hidden: input.hidden,
      outer: env.outer,
      noted: env.noted,
      ctes: env.ctes,
      windows: env.windows,
      planOutput: (planId) => this.planOutput(relations, planId, env),
      planCopies: (planId, a) => this.planCopies(relations, planId, a, env),
      ...this.lateMatches(
        relations.map((rel) => ({ rel, map: undefined })),
        env,
      ),
      ...more,
    });
  }
  /** How columns of DataFrames are found where they are bound late. */
  lateMatches(places: readonly PlanPlace[], env: Env): Pick<ScopeOptions, "planMatches"> {
    if (this.session.resolution === "bound") return {};
    return { planMatches: (planId) => planMatches(this, places, planId, env) };
  }
  resolver(scope: Scope): ExpressionResolver {
    return new ExpressionResolver(this, scope);
  }
  /** The output of the DataFrame with a plan id, somewhere under these relations. */
  planOutput(relations: readonly Relation[], planId: number, env: Env): readonly Attribute[] | undefined {
    let level: readonly { rel: Relation; map: ReadonlyMap<number, Attribute> | undefined }[] = relations.map((rel) => ({
      rel,
      map: undefined,
    }));
    // Breadth first: the nearest DataFrame wins, and the common case is found at once.
    while (level.length > 0) {
      const next: { rel: Relation; map: ReadonlyMap<number, Attribute> | undefined }[] = [];
      for (const { rel, map } of level) {
        if (rel.common?.planId === planId) {
          const output = this.relation(rel, env).output;
          return map === undefined ? output : output.map((a) => map.get(a.id) ?? a);
        }
        if ("input" in rel) next.push({ rel: rel.input, map });
        if ("left" in rel) {
          next.push({ rel: rel.left, map }, { rel: rel.right, map: joined(map, rightIds(this.relation(rel, env))) });
        }
      }
      level = next;
    }
    return undefined;
  }

  /** What joins made of an attribute of a DataFrame, if the DataFrame is below one: see {@link Scope}. */
  private planCopies(relations: readonly Relation[], planId: number, a: Attribute, env: Env): readonly Attribute[] {
    if (!this.session.conf.boolean("spark.sql.analyzer.failAmbiguousSelfJoin")) return [];
    type Step = { readonly rel: Relation; readonly map: ReadonlyMap<number, Attribute> | undefined };
    const copies: Attribute[] = [];
    let position = -1;
    let joins = 0;
    for (let level: Step[] = relations.map((rel) => ({ rel, map: undefined })); level.length > 0;) {
      const next: Step[] = [];
      for (const { rel, map } of level) {
        if (rel.common?.planId === planId) {
          if (joins === 0) return [];
          const { output } = this.relation(rel, env);
          const mapped = output.map((x) => map?.get(x.id) ?? x);
          if (position < 0) position = mapped.findIndex((x) => x.id === a.id);
          const [before, after] = [output[position], mapped[position]];
          if (before !== undefined && after !== undefined) copies.push(before, after);
          continue;
        }
        if ("input" in rel) next.push({ rel: rel.input, map });
        if ("left" in rel) {
          joins++;
          next.push({ rel: rel.left, map }, { rel: rel.right, map: joined(map, rightIds(this.relation(rel, env))) });
        }
      }
      level = next;
    }
    return copies;
  }

  /** A subquery's plan in the scope of the query around it. */
  subquery(plan: Relation, scope: Scope, ctes?: CteScope): { plan: Logical; outer: readonly Attribute[] } {
    const noted: Attribute[] = [];
    const around = ctes ?? scope.options.ctes;
    const within = { query: plan, around };
    const analysed = this.relation(plan, { outer: scope, noted, ctes: around, within, windows: undefined });
    return { plan: analysed, outer: noted };
  }
  aggregateOver(
    input: Logical,
    groupings: readonly (Attribute | TypedAlias)[],
    aggregates: readonly (Attribute | TypedAlias)[],
  ): Logical {
    return aggregateOver(input, groupings, aggregates);
  }
  coerceIn(e: Subquery, cx: ExpressionResolver): TypedExpr {
    return coerceInSubquery(e, cx);
  }
  findSqlFunction(nameParts: readonly string[]): SqlFunction | undefined {
    return findSqlFunction(this.session, nameParts);
  }
  tableFunction(rel: TableValuedFunction, env: Env): Logical | undefined {
    return expandTableFunction(this, rel, env);
  }
  sqlFunction(e: UnresolvedFunction, cx: ExpressionResolver): TypedExpr | undefined {
    return expandSqlFunction(this, e, cx);
  }
}
