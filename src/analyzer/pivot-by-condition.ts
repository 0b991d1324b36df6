/**
 * PIVOT where a result is of a type that Spark's second phase cannot hold: one aggregation, each aggregate over what the
 * rows of a value have and null for the others. So counts are 0, lists are empty, and constants are no constants.
 */
import { alias, isAggregateCall, literal, mapChildren } from "../logical/build.ts";
import type { Attribute, Call, TypedAlias, TypedExpr } from "../logical/expression.ts";
import { isNumeric } from "../logical/coercion.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import { bindCall } from "../builtins/bind.ts";
import { INT, NULL, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { located } from "./located.ts";
import type { PivotValue } from "./pivot.ts";
import { project } from "./rename.ts";

/** Whether the second phase of a pivot picks such a result by position. */
export function isPicked({ dataType }: TypedExpr): boolean {
  return dataType.kind === "boolean" || isNumeric(dataType);
}

export function pivotByCondition(
  cx: Analyzer,
  resolver: ExpressionResolver,
  input: Logical,
  groupings: readonly (Attribute | TypedAlias)[],
  key: TypedExpr,
  aggregates: readonly (Attribute | TypedAlias)[],
  values: readonly PivotValue[],
): Logical {
  const picked = values.flatMap(({ name, value }) => {
    const condition = resolver.call("<=>", [key, value]);
    const only = (e: TypedExpr): TypedExpr => resolver.call("if", [condition, e, literal(null, NULL)]);
    return aggregates.map((a) => {
      const made = restricted(a.kind === "Alias" ? a.child : a, only, resolver);
      return alias(made, aggregates.length === 1 ? name : `${name}_${a.name}`);
    });
  });
  const node = cx.aggregateOver(input, groupings, picked);
  return project(node, node.output);
}

function restricted(e: TypedExpr, only: (e: TypedExpr) => TypedExpr, resolver: ExpressionResolver): TypedExpr {
  if (e.kind !== "Call" || !isAggregateCall(e)) return mapChildren(e, (c) => restricted(c, only, resolver));
  const ignoreNulls = e.fn.name === "first" || e.fn.name === "last" ? true : e.ignoreNulls;
  const cx = { ...resolver.bindContext(e.name, e.origin), mode: e.mode };
  const options = { mode: e.mode, aggregate: e.aggregate, ignoreNulls };
  return located(e.origin, () => bindCall(e.fn, restrictedArguments(e, only), cx, options));
}

/** Functions that know their constants apart from what they are asked of. */
const FIRST_ONLY: ReadonlySet<string> = new Set(["any_value", "approx_count_distinct", "mode", "percentile_approx"]);
/** Arguments that Spark adds where they are not written, which are restricted too: those behind the first. */
const ADDED: { readonly [name: string]: readonly (number | string | null)[] } = {
  approx_top_k: [5, 10_000],
  approx_top_k_accumulate: [10_000],
  approx_top_k_combine: [-1],
  hll_sketch_agg: [12],
  listagg: [null],
  theta_sketch_agg: [12],
  theta_union_agg: [12],
  ...forNumbers("tuple_union_agg", [12, "sum"]),
  ...forNumbers("tuple_intersection_agg", ["sum"]),
};
/** As above for functions of two values at least. */
const ADDED_TO_TWO: typeof ADDED = { percentile: [1], ...forNumbers("tuple_sketch_agg", [12, "sum"]) };
function forNumbers(name: string, added: (typeof ADDED)[string]): typeof ADDED {
  return { [`${name}_double`]: added, [`${name}_integer`]: added };
}
function addedTo(name: string, written: number): readonly TypedExpr[] {
  const added = ADDED[name]?.slice(written - 1) ?? ADDED_TO_TWO[name]?.slice(written - 2) ?? [];
  return added.map((value) => literal(value, value === null ? NULL : typeof value === "string" ? STRING : INT));
}
function restrictedArguments({ fn, name, args, shown }: Call, only: (e: TypedExpr) => TypedExpr): readonly TypedExpr[] {
  const written = shown === undefined || shown.length === 0 ? args : shown;
  const [first, ...others] = written as readonly [TypedExpr, ...TypedExpr[]];
  if (fn.name === "first" || fn.name === "last") return [only(first)];
  if (FIRST_ONLY.has(fn.name)) return [only(first), ...others];
  if (fn.name === "percentile_cont" || fn.name === "percentile_disc") {
    const made = written.slice(0, 2).map((e) => prettyName(only(e)));
    throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
      sqlExpr: `"${name}(${made.join(", ")})"`,
      inputName: "`percentage`",
      inputType: `"${written[1]!.dataType.kind === "array" ? "ARRAY<DOUBLE>" : "DOUBLE"}"`,
      inputExpr: `"${made[1]}"`,
    });
  }
  return [...written, ...addedTo(fn.name, written.length)].map(only);
}
