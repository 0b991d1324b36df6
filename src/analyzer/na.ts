/** `fillna`, `dropna`, `replace`: written as projections and filters over the input. */
import { alias, implicit, intLit, literal, makeCast } from "../logical/build.ts";
import { isNumeric, isString } from "../logical/coercion.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import type { NADrop, NAFill, NAReplace } from "../plan/relation.ts";
import type { DataType } from "../types/data-type.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { indexOf } from "./query-scope.ts";
import { project } from "./rename.ts";
import { unresolvedColumn } from "./scope.ts";

function columns(cx: Analyzer, input: Logical, names: readonly string[] | undefined): ReadonlySet<number> | undefined {
  if (names === undefined) return undefined;
  const index = indexOf(input.output, cx.session.conf.caseSensitive);
  return new Set(
    names.flatMap((n) => {
      const found = index.named(n);
      if (found.length === 0) throw unresolvedColumn([n], input.output, []);
      return found.map((a) => a.id);
    }),
  );
}

export function analyzeNa(cx: Analyzer, rel: NAFill | NADrop | NAReplace, env: Env): Logical {
  const input = cx.relation(rel.input, env);
  const resolver = cx.resolver(cx.scope(input, [rel.input], env));
  switch (rel.kind) {
    case "NAFill":
      return fill(cx, rel, input, resolver);
    case "NADrop":
      return drop(cx, rel, input, resolver);
    case "NAReplace":
      return replace(cx, rel, input, resolver);
  }
}

/** Whether a fill or replacement value of this type concerns a column of that type. */
function applies(value: DataType, column: DataType): boolean {
  if (isNumeric(value)) return isNumeric(column);
  if (isString(value)) return isString(column);
  return value.kind === column.kind;
}

function fill(cx: Analyzer, rel: NAFill, input: Logical, resolver: ExpressionResolver): Logical {
  const chosen = columns(cx, input, rel.columns);
  const names = rel.columns;
  const list = input.output.map((a): Attribute | TypedAlias => {
    // One value for all columns, or one value per named column.
    const i =
      rel.values.length === 1 || names === undefined
        ? 0
        : names.findIndex((n) => n.toLowerCase() === a.name.toLowerCase());
    const v = rel.values[i];
    if (v === undefined || (chosen !== undefined && !chosen.has(a.id)) || !applies(v.dataType, a.dataType)) return a;
    const value = makeCast(literal(v.value, v.dataType), a.dataType, "legacy", "UTC", false);
    const base =
      a.dataType.kind === "float" || a.dataType.kind === "double"
        ? resolver.call("nanvl", [a, implicit(literal(null, a.dataType), a.dataType, "legacy", "UTC")])
        : a;
    return alias(resolver.call("coalesce", [base, value]), a.name, a.metadata);
  });
  return project(input, list);
}

function drop(cx: Analyzer, rel: NADrop, input: Logical, resolver: ExpressionResolver): Logical {
  const chosen = columns(cx, input, rel.columns);
  const tested = input.output.filter((a) => chosen === undefined || chosen.has(a.id));
  if (tested.length === 0) return input;
  const least = rel.minNonNulls ?? tested.length;
  const counted = tested.map((a): TypedExpr => {
    const floating = a.dataType.kind === "float" || a.dataType.kind === "double";
    const present = resolver.call("isnotnull", [a]);
    const ok = floating
      ? resolver.call("and", [present, resolver.call("not", [resolver.call("isnan", [a])])])
      : present;
    return resolver.call("if", [ok, intLit(1), intLit(0)]);
  });
  const total = counted.reduce((a, b) => resolver.bindContext("+").call("+", [a, b], { mode: "legacy" }));
  const condition = resolver.call(">=", [total, intLit(least)]);
  return { kind: "Filter", input, condition, output: input.output };
}

function replace(cx: Analyzer, rel: NAReplace, input: Logical, resolver: ExpressionResolver): Logical {
  const chosen = columns(cx, input, rel.columns);
  const pairs = rel.replacements.map((r) => ({ from: resolver.value(r.oldValue), to: resolver.value(r.newValue) }));
  const list = input.output.map((a): Attribute | TypedAlias => {
    if (chosen !== undefined && !chosen.has(a.id)) return a;
    const fitting = pairs.filter((p) => p.from.dataType.kind !== "void" && applies(p.from.dataType, a.dataType));
    if (fitting.length === 0) return a;
    const args = fitting.flatMap((p) => [
      resolver.call("==", [
        a,
        makeCast(p.from, isNumeric(a.dataType) ? p.from.dataType : a.dataType, "legacy", "UTC", false),
      ]),
      makeCast(p.to, a.dataType, "legacy", "UTC", false),
    ]);
    return alias(resolver.call("when", [...args, a]), a.name, a.metadata);
  });
  return project(input, list);
}
