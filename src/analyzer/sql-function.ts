/** Functions that the session defines in SQL text: a call stands for the body with the arguments in place. */
import { alias, makeCast, toAttribute, transformUp } from "../logical/build.ts";
import type { Subquery, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import type { CreateFunction } from "../plan/command.ts";
import type { Expression, UnresolvedFunction } from "../plan/expression.ts";
import type { TableValuedFunction } from "../plan/relation.ts";
import { canStoreAssign, sameType } from "../logical/coercion.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { bindCall } from "../builtins/bind.ts";
import { findBuiltin } from "../builtins/registry.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { mapOuter, seenFromInside } from "./outer-reference.ts";
import { mapPlanExpressions } from "./plan-expressions.ts";
import { project } from "./rename.ts";
import { Scope } from "./query-scope.ts";
import { requalify } from "./source.ts";

function find(cx: Analyzer, nameParts: readonly string[]): CreateFunction | undefined {
  return cx.session.functions.get((nameParts.at(-1) as string).toLowerCase());
}

/** Arguments by position or name, defaults filled in. */
function argumentsOf(fn: CreateFunction, given: readonly Expression[]): readonly Expression[] {
  const name = fn.nameParts.at(-1) as string;
  const placed = new Map<string, Expression>();
  for (const [i, a] of given.entries()) {
    const p =
      a.kind === "NamedArgument"
        ? fn.parameters.find((x) => x.name.toLowerCase() === a.key.toLowerCase())
        : fn.parameters[i];
    if (p === undefined) {
      if (a.kind === "NamedArgument")
        throw new AnalysisException("UNRECOGNIZED_PARAMETER_NAME", {
          routineName: `\`${name}\``,
          argumentName: `\`${a.key}\``,
          proposal: fn.parameters.map((x) => `\`${x.name}\``).join(" "),
        });
      throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
        functionName: `\`${name}\``,
        expectedNum: String(fn.parameters.length),
        actualNum: String(given.length),
        docroot: "https://spark.apache.org/docs/latest",
      });
    }
    placed.set(p.name, a.kind === "NamedArgument" ? a.value : a);
  }
  return fn.parameters.map((p) => {
    const value = placed.get(p.name) ?? p.defaultExpression;
    if (value === undefined) {
      throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
        functionName: `\`${name}\``,
        expectedNum: String(fn.parameters.length),
        actualNum: String(given.length),
        docroot: "https://spark.apache.org/docs/latest",
      });
    }
    return value;
  });
}

/** Parameters as aliases of the arguments, cast to their types. */
function parameters(
  cx: Analyzer,
  fn: CreateFunction,
  given: readonly Expression[],
  resolver: ExpressionResolver,
): TypedAlias[] {
  const { timeZone, ansiEnabled } = cx.session.conf;
  return argumentsOf(fn, given).map((a, i) => {
    const p = fn.parameters[i] as CreateFunction["parameters"][number];
    const value = resolver.value(a);
    if (
      !sameType(value.dataType, p.dataType) &&
      !canStoreAssign(value.dataType, p.dataType) &&
      value.dataType.kind !== "string"
    ) {
      throw new AnalysisException("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", {
        sqlExpr: `"${p.name}"`,
        srcType: `"${value.dataType.sql}"`,
        targetType: `"${p.dataType.sql}"`,
      });
    }
    return alias(makeCast(value, p.dataType, ansiEnabled ? "ansi" : "legacy", timeZone, false), p.name);
  });
}

/** The expression behind RETURN; a query there gives one value. */
function bodyOf({ body, query, returnTable }: CreateFunction): Expression | undefined {
  if (body !== undefined || query === undefined || returnTable !== undefined) return body;
  return { kind: "SubqueryExpression", subqueryType: "scalar", plan: query };
}

export function expandSqlFunction(
  cx: Analyzer,
  e: UnresolvedFunction,
  resolver: ExpressionResolver,
): TypedExpr | undefined {
  const fn = find(cx, e.nameParts);
  const written = fn === undefined ? undefined : bodyOf(fn);
  if (fn === undefined || written === undefined) return undefined;
  const list = parameters(cx, fn, e.arguments, resolver);
  const scope = new Scope(
    list.map((p) => ({ ...toAttribute(p), qualifier: [fn.nameParts.at(-1) as string] })),
    cx.session.conf.caseSensitive,
  );
  const body = cx.resolver(scope).value(written);
  const byId = new Map(list.map((p) => [p.id, p.child]));
  const inlined = substitute(body, byId);
  const { timeZone, ansiEnabled } = cx.session.conf;
  const typed =
    fn.returnType === undefined || sameType(fn.returnType, inlined.dataType)
      ? inlined
      : makeCast(inlined, fn.returnType, ansiEnabled ? "ansi" : "legacy", timeZone, false);
  const row = findBuiltin("sql_function_call");
  if (row === undefined) throw new Error("no row for calls of SQL functions");
  const shown = e.arguments.map((a) => resolver.value(a.kind === "NamedArgument" ? a.value : a));
  return bindCall(row, [typed, ...shown], resolver.bindContext(fn.nameParts.at(-1) as string, e.origin));
}

function substitute(e: TypedExpr, byId: ReadonlyMap<number, TypedExpr>): TypedExpr {
  return transformUp(e, (x) => {
    if (x.kind === "Attribute") return byId.get(x.id) ?? x;
    // A body that is a query refers to its parameters from inside.
    if (x.kind === "Subquery" && x.outerAttributes.some((a) => byId.has(a.id))) return bindOuter(x, byId);
    return x;
  });
}

function bindOuter(s: Subquery, byId: ReadonlyMap<number, TypedExpr>): TypedExpr {
  return mapOuter(s, (o) => {
    const value = byId.get(o.attribute.id);
    return value === undefined ? o : seenFromInside(value);
  });
}

/** A table function: its query, with the arguments as columns around it. */
export function expandTableFunction(cx: Analyzer, rel: TableValuedFunction, env: Env): Logical | undefined {
  const fn = find(cx, rel.nameParts);
  if (fn === undefined || fn.query === undefined) return undefined;
  const single: Logical = { kind: "SingleRow", output: [] };
  const resolver = cx.resolver(cx.scope(single, [], env));
  const list = parameters(cx, fn, rel.arguments, resolver);
  const name = fn.nameParts.at(-1) as string;
  const outerScope = new Scope(
    list.map((p) => ({ ...toAttribute(p), qualifier: [name] })),
    cx.session.conf.caseSensitive,
  );
  const { plan } = cx.subquery(fn.query, outerScope);
  const byId = new Map(list.map((p) => [p.id, p.child]));
  const bound = mapPlanExpressions(plan, (e) =>
    transformUp(e, (x) => (x.kind === "OuterReference" ? (byId.get(x.attribute.id) ?? x) : x)),
  );
  const fields = fn.returnTable === true || fn.returnTable === undefined ? undefined : fn.returnTable.fields;
  if (fields === undefined) return requalify(bound, [name], name);
  const { timeZone, ansiEnabled } = cx.session.conf;
  const renamed = project(
    bound,
    bound.output.map((a, i) => {
      const f = fields[i];
      if (f === undefined) return a;
      return alias(
        sameType(a.dataType, f.dataType)
          ? a
          : makeCast(a, f.dataType, ansiEnabled ? "ansi" : "legacy", timeZone, false),
        f.name,
      );
    }),
  );
  return requalify(renamed, [name], name);
}
