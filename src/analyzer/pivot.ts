/**
 * PIVOT: first an aggregation by the groups and the pivot column, then one row per group that picks each value's
 * results, so that a value without rows gives null (also for counts), as in Spark. Results that Spark cannot pick so
 * are made in another way (pivot-by-condition.ts).
 */
import { alias, exists, hasAggregate, isFoldable, literal, makeCast, toAttribute } from "../logical/build.ts";
import { sameType } from "../logical/coercion.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import { checkCast } from "../logical/cast-rules.ts";
import { isOrderable } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import type { Expression, LiteralValue } from "../plan/expression.ts";
import type { Aggregate } from "../plan/relation.ts";
import { BOOLEAN, quoteName, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { bindCall } from "../builtins/bind.ts";
import { findBuiltin } from "../builtins/registry.ts";
import { MissingFact } from "./analysis-context.ts";
import { checkGroupable } from "./aggregate.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { isPicked, pivotByCondition } from "./pivot-by-condition.ts";
import { project } from "./rename.ts";
import { mergedSessions, withTimeWindow } from "./time-window.ts";

export interface PivotValue {
  readonly name: string;
  readonly value: TypedExpr;
}

export function analyzePivot(cx: Analyzer, rel: Aggregate, env: Env): Logical {
  const pivot = rel.pivot as NonNullable<Aggregate["pivot"]>;
  const child = cx.relation(rel.input, env);
  const { input: timed, timeWindow } = withTimeWindow(cx, child, rel.input, env, rel.groupingExpressions);
  const resolver = cx.resolver(cx.scope(child, [rel.input], env, { timeWindow }));
  const keys = pivot.columns.map((c) => resolver.value(c));
  const key = keys.length === 1 ? (keys[0] as TypedExpr) : resolver.call("struct", keys);
  for (const e of rel.aggregateExpressions) {
    const call = e.kind === "Alias" ? e.child : e;
    if (
      call.kind === "UnresolvedFunction" &&
      call.arguments.some((a) => a.kind === "UnresolvedStar") &&
      rel.fromSql !== true
    )
      throw new AnalysisException("INVALID_USAGE_OF_STAR_OR_REGEX", { elem: "'*'", prettyName: "Pivot" });
  }
  if (!isOrderable(key.dataType))
    throw new AnalysisException("INCOMPARABLE_PIVOT_COLUMN", { columnName: quoteName(prettyName(key)) });
  const aggregates = rel.aggregateExpressions.map((e) => resolver.named(e));
  for (const a of aggregates) {
    if (!hasAggregate(a))
      throw new AnalysisException(
        "_LEGACY_ERROR_TEMP_1006",
        {},
        {
          message: `[_LEGACY_ERROR_TEMP_1006] A pivot needs aggregates; '${prettyName(a)}' is outside of any.`,
        },
      );
  }
  const values = pivot.values === undefined ? fetched(cx, rel, timed, key) : given(cx, pivot.values, key, resolver);
  // SQL's PIVOT groups by every column that neither the pivot nor the aggregates mention.
  const groupings =
    rel.fromSql === true
      ? implicitGroups(child, [key, ...aggregates])
      : rel.groupingExpressions.map((e) => resolver.named(e));
  for (const g of groupings) checkGroupable(g, rel.common?.origin);
  const input = timeWindow?.session === true ? mergedSessions(resolver, timed, timeWindow, groupings) : timed;
  if (!aggregates.every(isPicked)) return pivotByCondition(cx, resolver, input, groupings, key, aggregates, values);
  const first = firstPhase(cx, input, groupings, key, aggregates, env);
  return secondPhase(cx, first, values, aggregates, groupings.length, env);
}

function implicitGroups(input: Logical, used: readonly TypedExpr[]): readonly Attribute[] {
  const ids = new Set<number>();
  for (const e of used) collect(e, ids);
  return input.output.filter((a) => !ids.has(a.id));
}
function collect(e: TypedExpr, ids: Set<number>): void {
  exists(e, (x) => {
    if (x.kind === "Attribute") ids.add(x.id);
    return false;
  });
}

function firstPhase(
  cx: Analyzer,
  input: Logical,
  groupings: readonly (Attribute | TypedAlias)[],
  key: TypedExpr,
  aggregates: readonly (Attribute | TypedAlias)[],
  env: Env,
): Logical {
  void env;
  return cx.aggregateOver(input, [...groupings, alias(key, "__pivot_col")], aggregates);
}

/** One column per value and aggregate. */
function secondPhase(
  cx: Analyzer,
  first: Logical,
  values: readonly PivotValue[],
  aggregates: readonly (Attribute | TypedAlias)[],
  groupCount: number,
  env: Env,
): Logical {
  const resolver = cx.resolver(cx.scope(first, [], env));
  const groups = first.output.slice(0, groupCount);
  const key = first.output[groupCount] as Attribute;
  const results = first.output.slice(groupCount + 1);
  const row = findBuiltin("first");
  if (row === undefined) throw new Error("no built-in function first");
  // NaN is looked for as Java compares numbers: it equals nothing.
  const isNaNKey = (v: PivotValue): boolean =>
    (key.dataType.kind === "float" || key.dataType.kind === "double") &&
    Number.isNaN(resolver.bindContext("pivot").constant(v.value)?.value);
  const picked = values.flatMap((v) =>
    results.map((r, i): TypedAlias => {
      const given_ = aggregates[i] as Attribute | TypedAlias;
      const name = aggregates.length === 1 ? v.name : `${v.name}_${given_.name}`;
      const filter = isNaNKey(v) ? literal(false, BOOLEAN) : resolver.call("<=>", [key, v.value]);
      const call = bindCall(row, [r], resolver.bindContext("first"), { aggregate: { distinct: false, filter } });
      return alias({ ...call, nullable: true }, name);
    }),
  );
  const node: Logical = {
    kind: "Aggregate",
    input: first,
    groupings: groups,
    aggregates: picked,
    output: [...groups, ...picked.map(toAttribute)],
  };
  return project(node, node.output);
}

function given(
  cx: Analyzer,
  values: readonly Expression[],
  key: TypedExpr,
  resolver: ExpressionResolver,
): readonly PivotValue[] {
  const { ansiEnabled, timeZone } = cx.session.conf;
  return values.map((e) => {
    const typed = resolver.resolve(e);
    const inner = typed.kind === "Alias" ? typed.child : typed;
    if (!isFoldable(inner))
      throw new AnalysisException("NON_LITERAL_PIVOT_VALUES", { expression: `"${prettyName(inner)}"` });
    if (inner.dataType.kind !== "void" && !castable(inner, key)) {
      throw new AnalysisException("PIVOT_VALUE_DATA_TYPE_MISMATCH", {
        value: prettyName(inner),
        valueType: inner.dataType.simpleString(),
        pivotType: key.dataType.catalogString(),
      });
    }
    const mode = ansiEnabled ? "ansi" : "legacy";
    const value = sameType(inner.dataType, key.dataType) ? inner : makeCast(inner, key.dataType, mode, timeZone, false);
    const constant = resolver.bindContext("pivot").constant(makeCast(inner, STRING, mode, timeZone, false))?.value;
    const name =
      typed.kind === "Alias"
        ? typed.name
        : constant === null
          ? "null"
          : typeof constant === "string"
            ? constant
            : nestedText(inner, resolver);
    return { name, value };
  });
}
/** The text of a nested constant, as its cast to string would give it. */
function nestedText(e: TypedExpr, resolver: ExpressionResolver): string {
  if (e.kind === "Call" && (e.fn.name === "struct" || e.fn.name === "named_struct" || e.fn.name === "array")) {
    const parts = e.fn.name === "named_struct" ? e.args.filter((_, i) => i % 2 === 1) : e.args;
    const text = parts.map((p) => nestedText(p, resolver)).join(", ");
    return e.fn.name === "array" ? `[${text}]` : `{${text}}`;
  }
  const value = resolver.bindContext("pivot").constant(makeCast(e, STRING, "legacy", "UTC", false))?.value;
  return value === null ? "null" : typeof value === "string" ? value : prettyName(e);
}
function castable(e: TypedExpr, key: TypedExpr): boolean {
  const nested = ["array", "map", "struct"];
  if (!nested.includes(e.dataType.kind) && !nested.includes(key.dataType.kind)) return true;
  try {
    checkCast(e.dataType, key.dataType, "legacy", makeCast(e, key.dataType, "legacy", "UTC", false));
    return true;
  } catch (error) {
    if (error instanceof AnalysisException) return false;
    throw error;
  }
}

/** The distinct values of the pivot column, asked of the engine once. */
function fetched(cx: Analyzer, rel: Aggregate, input: Logical, key: TypedExpr): readonly PivotValue[] {
  const known = cx.session.facts.pivotValues(rel);
  if (known === undefined) {
    const column = alias(key, "value");
    const text = alias(makeCast(key, STRING, "legacy", cx.session.conf.timeZone, false), "text");
    const both = project(input, [column, text]);
    const distinct: Logical = { kind: "Distinct", input: both, output: both.output };
    const sorted: Logical = {
      kind: "Sort",
      input: distinct,
      order: [{ child: toAttribute(column), descending: false, nullsLast: false }],
      isGlobal: true,
      output: distinct.output,
    };
    const limit = cx.session.conf.pivotMaxValues;
    throw new MissingFact({
      kind: "pivotValues",
      node: rel,
      plan: { kind: "Limit", input: sorted, offset: 0, limit: limit + 1, output: sorted.output },
    });
  }
  const limit = cx.session.conf.pivotMaxValues;
  if (known.length > limit) {
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1324", {
      pivotColumn: prettyName(key),
      maxValues: String(limit),
      conf: "spark.sql.pivotMaxValues",
    });
  }
  return known.map((k) => ({ name: k.text ?? "null", value: literal(k.value as LiteralValue, key.dataType) }));
}
