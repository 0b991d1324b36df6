/** Joins: whose columns are visible, what USING and NATURAL merge, which side becomes nullable. */
import { alias, exists, hasAggregate, isDeterministic, mapChildren } from "../logical/build.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import type { JoinNode, Logical } from "../logical/relation.ts";
import type { Join, LateralJoin } from "../plan/relation.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { checkCorrelation, checkHost, checkLateral, checkScalarHost } from "./correlation.ts";
import { indexOf, Scope } from "./query-scope.ts";
import { freshIds, project } from "./rename.ts";
import { unresolvedColumn } from "./scope.ts";

const renewed = new WeakMap<Logical, ReadonlyMap<number, Attribute>>();
/** For a join whose right side got fresh ids: the right side's original ids to its new attributes. */
export function rightIds(made: Logical): ReadonlyMap<number, Attribute> | undefined {
  return renewed.get(made);
}

export interface Sides {
  readonly left: Logical;
  readonly right: Logical;
  readonly map: ReadonlyMap<number, Attribute> | undefined;
}
/** Gives the right side fresh ids where both sides share a column. */
export function disjoint(left: Logical, right: Logical): Sides {
  const ids = new Set([...left.output, ...(left.hidden ?? [])].map((a) => a.id));
  if (![...right.output, ...(right.hidden ?? [])].some((a) => ids.has(a.id))) return { left, right, map: undefined };
  const { plan, map } = freshIds(right);
  return { left, right: plan, map };
}
function nullable(list: readonly Attribute[]): readonly Attribute[] {
  return list.map((a) => (a.nullable ? a : { ...a, nullable: true }));
}

export function analyzeJoin(cx: Analyzer, rel: Join, env: Env): Logical {
  const { left, right, map } = disjoint(cx.relation(rel.left, env), cx.relation(rel.right, env));
  const made = joinSides(cx, rel, env, left, right, map);
  if (map !== undefined) renewed.set(made, map);
  return made;
}

function joinSides(
  cx: Analyzer,
  rel: Join,
  env: Env,
  left: Logical,
  right: Logical,
  map: ReadonlyMap<number, Attribute> | undefined,
): Logical {
  const using = rel.isNatural === true ? commonNames(cx, left, right) : rel.usingColumns;
  if (using !== undefined && using.length > 0) return usingJoin(cx, rel, env, left, right, using);
  const type = rel.joinType;
  const sides: Logical = { kind: "SingleRow", output: [...left.output, ...right.output] };
  let condition: TypedExpr | undefined;
  if (rel.joinCondition !== undefined) {
    const hidden = [...(left.hidden ?? []), ...(right.hidden ?? [])];
    const scope = new Scope(sides.output, cx.session.conf.caseSensitive, {
      hidden,
      outer: env.outer,
      noted: env.noted,
      ctes: env.ctes,
      planOutput: (id) => {
        const l = cx.planOutput([rel.left], id, env);
        if (l !== undefined) return l;
        const r = cx.planOutput([rel.right], id, env);
        return r === undefined || map === undefined ? r : r.map((a) => map.get(a.id) ?? a);
      },
      ...cx.lateMatches(
        [
          { rel: rel.left, map: undefined },
          { rel: rel.right, map },
        ],
        env,
      ),
    });
    condition = cx.resolver(scope).condition(rel.joinCondition, "join", rel.common?.origin);
    if (hasAggregate(condition)) {
      throw new AnalysisException("UNSUPPORTED_EXPR_FOR_OPERATOR", {
        operator: "Join",
        invalidExprSqls: `"${prettyName(condition)}"`,
      });
    }
    if (exists(condition, (e) => e.kind === "Window")) {
      throw new AnalysisException("UNSUPPORTED_EXPR_FOR_OPERATOR", {
        operator: "Join",
        invalidExprSqls: `"${prettyName(condition)}"`,
      });
    }
    if (!isDeterministic(condition)) {
      throw new AnalysisException("INVALID_NON_DETERMINISTIC_EXPRESSIONS", { sqlExprs: `"${prettyName(condition)}"` });
    }
    checkScalarHost([condition], "Join");
    if (map !== undefined && cx.session.resolution === "bound") condition = selfJoinSides(condition, map);
  }
  return makeJoin(left, right, type, condition);
}

/** `a.join(a, a.id == a.id)` on classic Spark: an equality of a column with itself means left against right. */
function selfJoinSides(e: TypedExpr, map: ReadonlyMap<number, Attribute>): TypedExpr {
  if (e.kind === "Call" && (e.fn.name === "=" || e.fn.name === "<=>")) {
    const [a, b] = e.args;
    if (a?.kind === "Attribute" && b?.kind === "Attribute" && a.id === b.id && map.has(a.id)) {
      return { ...e, args: [a, map.get(b.id) as Attribute] };
    }
    return e;
  }
  if (e.kind === "Call" && e.fn.name === "and") return mapChildren(e, (c) => selfJoinSides(c, map));
  return e;
}

/** The join node with its output: what outer joins make nullable, what semi joins drop. */
export function makeJoin(
  left: Logical,
  right: Logical,
  joinType: JoinNode["joinType"],
  condition: TypedExpr | undefined,
): Logical {
  const l = joinType === "right" || joinType === "full" ? nullable(left.output) : left.output;
  const r = joinType === "left" || joinType === "full" || joinType === "single" ? nullable(right.output) : right.output;
  const output = joinType === "leftSemi" || joinType === "leftAnti" ? left.output : [...l, ...r];
  const keepsRight = joinType !== "leftSemi" && joinType !== "leftAnti";
  const hidden = [...(left.hidden ?? []), ...(keepsRight ? (right.hidden ?? []) : [])];
  return { kind: "Join", left, right, joinType, condition, output, ...(hidden.length === 0 ? {} : { hidden }) };
}

function commonNames(cx: Analyzer, left: Logical, right: Logical): readonly string[] {
  const index = indexOf(right.output, cx.session.conf.caseSensitive);
  return [...new Set(left.output.filter((a) => index.named(a.name).length > 0).map((a) => a.name))];
}
function keyOf(cx: Analyzer, side: Logical, name: string, which: string): Attribute {
  // Of several columns with the name the first is the key.
  const found = indexOf(side.output, cx.session.conf.caseSensitive).named(name)[0];
  if (found !== undefined) return found;
  if (which !== "") {
    throw new AnalysisException("UNRESOLVED_USING_COLUMN_FOR_JOIN", {
      colName: quoteText(name),
      side: which,
      suggestion: side.output
        .map((a) => quoteText(a.name))
        .sort()
        .join(", "),
    });
  }
  throw unresolvedColumn([name], side.output, []);
}

/** Keys stand once, first, merged as the join type needs; the other side's keys stay reachable by qualified name. */
function usingJoin(
  cx: Analyzer,
  rel: Join,
  env: Env,
  left: Logical,
  right: Logical,
  names: readonly string[],
): Logical {
  const leftKeys = names.map((n) => keyOf(cx, left, n, "left"));
  const rightKeys = names.map((n) => keyOf(cx, right, n, "right"));
  const resolver = cx.resolver(cx.scope({ kind: "SingleRow", output: [...left.output, ...right.output] }, [], env));
  const condition = leftKeys
    .map((k, i) => resolver.call("==", [k, rightKeys[i] as Attribute]))
    .reduce((a, b) => resolver.call("and", [a, b]));
  const join = makeJoin(left, right, rel.joinType === "cross" ? "inner" : rel.joinType, condition);
  const after = new Map(join.output.map((a) => [a.id, a]));
  const at = (a: Attribute): Attribute => after.get(a.id) ?? a;
  const isKey = new Set([...leftKeys, ...rightKeys].map((a) => a.id));
  const restLeft = left.output.filter((a) => !isKey.has(a.id)).map(at);
  const restRight = right.output.filter((a) => !isKey.has(a.id)).map(at);
  const extra = join.hidden ?? [];
  const hiddenKey = (a: Attribute): Attribute => ({ ...at(a), metadata: { ...a.metadata, __metadata_col: a.name } });
  switch (rel.joinType) {
    case "leftSemi":
    case "leftAnti":
      return project(join, [...leftKeys, ...restLeft]);
    case "right":
      return project(join, [...rightKeys.map(at), ...restLeft, ...restRight], [...leftKeys.map(hiddenKey), ...extra]);
    case "full": {
      const merged = leftKeys.map((k, i) => {
        const r = at(rightKeys[i] as Attribute);
        return alias(resolver.call("coalesce", [at(k), r]), k.name);
      });
      return project(
        join,
        [...merged, ...restLeft, ...restRight],
        [...leftKeys.map(hiddenKey), ...rightKeys.map(hiddenKey), ...extra],
      );
    }
    default:
      return project(join, [...leftKeys.map(at), ...restLeft, ...restRight], [...rightKeys.map(hiddenKey), ...extra]);
  }
}

/** A generator over no table, with nothing but names around it. */
function isGenerator(plan: Logical): boolean {
  let at = plan;
  while (at.kind === "Project" || at.kind === "SubqueryAlias") at = at.input;
  return at.kind === "Generate" && at.input.kind === "SingleRow";
}
/** The right side may refer to the left one: such references are correlated, as in a subquery. */
export function analyzeLateralJoin(cx: Analyzer, rel: LateralJoin, env: Env): Logical {
  const left = cx.relation(rel.left, env);
  const scope = cx.scope(left, [rel.left], env);
  const { plan, outer } = cx.subquery(rel.right, scope, env.ctes);
  checkCorrelation(plan);
  const { right } = disjoint(left, plan);
  // Spark makes a bare generator a step over the left side, whatever kind of join it was.
  const isStep = rel.joinCondition === undefined && isGenerator(right);
  const joinType = rel.joinType === "cross" || (rel.joinType === "left" && isStep) ? "inner" : rel.joinType;
  const output = [...left.output, ...(rel.joinType === "left" ? nullable(right.output) : right.output)];
  let condition: TypedExpr | undefined;
  if (rel.joinCondition !== undefined) {
    condition = cx
      .resolver(cx.scope({ kind: "SingleRow", output }, [rel.left, rel.right], env))
      .condition(rel.joinCondition, "join", rel.common?.origin);
  }
  if (condition !== undefined) checkHost([condition], "LateralJoin");
  checkLateral(left, right, condition);
  if (outer.length === 0) return makeJoin(left, right, joinType, condition);
  return { kind: "LateralJoin", left, right, joinType, condition, outerAttributes: outer, output };
}
