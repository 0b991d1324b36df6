/** Functions that the session defines in SQL text: a call stands for the body with the arguments in place. */
import { alias, makeCast, nullLit, toAttribute, transformUp } from "../logical/build.ts";
import { checkCast } from "../logical/cast-rules.ts";
import type { Attribute, Subquery, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import type { CreateFunction } from "../plan/command.ts";
import type { Expression, UnresolvedFunction } from "../plan/expression.ts";
import type { TableValuedFunction } from "../plan/relation.ts";
import { equalTypes, sameType } from "../logical/coercion.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { bindCall } from "../builtins/bind.ts";
import { findBuiltin } from "../builtins/registry.ts";
import { missingArgument, placeArguments } from "./named-arguments.ts";
import { findSqlFunction, type SqlFunction } from "./sql-function-name.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { mapOuter, seenFromInside } from "./outer-reference.ts";
import { mapPlanExpressions } from "./plan-expressions.ts";
import { project } from "./rename.ts";
import { Scope } from "./query-scope.ts";
import { requalify } from "./source.ts";
import type { DataType, StructType } from "../types/data-type.ts";

const quotedName = ({ parts }: SqlFunction): string => quoteText(parts.join("."));

/** Arguments by position or name, defaults filled in. */
function argumentsOf(fn: SqlFunction, given: readonly Expression[]): readonly Expression[] {
  const name = quotedName(fn);
  const { parameters: declared } = fn.definition;
  const isNamed = given.some((a) => a.kind === "NamedArgument");
  const wrongNumber = (): AnalysisException =>
    new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
      functionName: name,
      expectedNum: String(declared.length),
      actualNum: String(given.length),
      docroot: "https://spark.apache.org/docs/latest",
    });
  const placed = placeArguments(declared, name, given);
  if (placed.length > declared.length) throw wrongNumber();
  return declared.map((p, i) => {
    const value = placed[i] ?? p.defaultExpression;
    if (value !== undefined) return value;
    throw isNamed ? missingArgument(name, p.name, i) : wrongNumber();
  });
}

/** Parameters as aliases of the arguments, cast to their types. */
function parameters(
  cx: Analyzer,
  fn: SqlFunction,
  given: readonly Expression[],
  resolver: ExpressionResolver,
): TypedAlias[] {
  const values = argumentsOf(fn, given).map((a) => resolver.value(a));
  return within(cx, fn, () =>
    values.map((value, i) => {
      const p = fn.definition.parameters[i] as CreateFunction["parameters"][number];
      return alias(castTo(cx, value, p.dataType), p.name);
    }),
  );
}
/** The settings of when the function was made hold in its body. */
function within<T>(cx: Analyzer, { definition }: SqlFunction, run: () => T): T {
  return definition.settings === undefined ? run() : cx.session.conf.under(definition.settings, run);
}
function castTo(cx: Analyzer, value: TypedExpr, type: DataType): TypedExpr {
  const { timeZone, ansiEnabled } = cx.session.conf;
  const mode = ansiEnabled ? "ansi" : "legacy";
  if (!sameType(value.dataType, type)) checkCast(value.dataType, type, mode, value);
  return makeCast(value, type, mode, timeZone, false);
}
/** Nothing but a body and its arguments belongs to a call. */
function checkSyntax(e: UnresolvedFunction, fn: SqlFunction, resolver: ExpressionResolver): void {
  const syntax = e.isDistinct === true ? "DISTINCT" : e.filter === undefined ? undefined : "FILTER CLAUSE";
  if (syntax !== undefined) {
    const parameters = { prettyName: quotedName(fn), syntax };
    throw new AnalysisException("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", parameters);
  }
  if (resolver.insideLambda) {
    throw new AnalysisException("UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_SQL_UDF", { funcName: fn.parts.join(".") });
  }
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
  const fn = findSqlFunction(cx.session, e.nameParts);
  if (fn === undefined) return undefined;
  const { definition } = fn;
  if (definition.returnTable !== undefined) {
    throw new AnalysisException("NOT_A_SCALAR_FUNCTION", { functionName: quotedName(fn) });
  }
  const written = bodyOf(definition) as Expression;
  checkSyntax(e, fn, resolver);
  const list = parameters(cx, fn, e.arguments, resolver);
  const typed = within(cx, fn, () => {
    const body = cx.resolver(scopeOf(cx, fn, list.map(toAttribute))).value(written);
    const byId = new Map(list.map((p) => [p.id, p.child]));
    const inlined = substitute(body, byId);
    // Whatever a query gives, it may give nothing.
    const made = definition.query === undefined ? inlined : { ...inlined, nullable: true };
    const { timeZone, ansiEnabled } = cx.session.conf;
    const { returnType } = definition;
    return returnType === undefined || equalTypes(returnType, made.dataType)
      ? made
      : makeCast(made, returnType, ansiEnabled ? "ansi" : "legacy", timeZone, false);
  });
  const row = findBuiltin("sql_function_call");
  if (row === undefined) throw new Error("no row for calls of SQL functions");
  const isNamed = e.arguments.some((a) => a.kind === "NamedArgument");
  const shown = isNamed ? argumentsOf(fn, e.arguments) : e.arguments;
  const context = resolver.bindContext(fn.parts.join("."), e.origin);
  return bindCall(row, [typed, ...shown.map((a) => resolver.value(a))], context);
}
/** What the body of a function sees: its parameters, by their names or behind the function's. */
function scopeOf(cx: Analyzer, fn: SqlFunction, list: readonly Attribute[]): Scope {
  const qualifier = [fn.parts.at(-1) as string];
  return new Scope(
    list.map((p) => ({ ...p, qualifier })),
    cx.session.conf.caseSensitive,
  );
}
/** The body of a function that is being defined, over parameters without values. */
export function analyzeSqlFunction(
  cx: Analyzer,
  fn: SqlFunction,
): { readonly expression: TypedExpr } | { readonly plan: Logical } {
  const { parameters: declared, returnTable, query } = fn.definition;
  const scope = scopeOf(
    cx,
    fn,
    declared.map((p) => toAttribute(alias(nullLit(p.dataType), p.name))),
  );
  if (returnTable !== undefined && query !== undefined) return { plan: cx.subquery(query, scope).plan };
  return { expression: cx.resolver(scope).value(bodyOf(fn.definition) as Expression) };
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
  const found = findSqlFunction(cx.session, rel.nameParts);
  if (found === undefined) return undefined;
  const { definition } = found;
  if (definition.returnTable === undefined || definition.query === undefined) {
    throw new AnalysisException("NOT_A_TABLE_FUNCTION", { functionName: quotedName(found) });
  }
  const single: Logical = { kind: "SingleRow", output: [] };
  const resolver = cx.resolver(cx.scope(single, [], env));
  const list = parameters(cx, found, rel.arguments, resolver);
  const name = found.parts.at(-1) as string;
  const query = definition.query;
  const { plan } = within(cx, found, () => cx.subquery(query, scopeOf(cx, found, list.map(toAttribute))));
  const byId = new Map(list.map((p) => [p.id, p.child]));
  const bound = mapPlanExpressions(plan, (e) =>
    transformUp(e, (x) => (x.kind === "OuterReference" ? (byId.get(x.attribute.id) ?? x) : x)),
  );
  const { fields } = definition.returnTable as StructType;
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
