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
import { INT, NULL } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
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
  return bindCall(e.fn, restrictedArguments(e, only), cx, { mode: e.mode, aggregate: e.aggregate, ignoreNulls });
}

/** Functions that know their constants apart from what they are asked of. */
const FIRST_ONLY: ReadonlySet<string> = new Set(["any_value", "approx_count_distinct", "mode", "percentile_approx"]);
/** Constants that Spark adds, which are restricted too. */
const ADDED: { readonly [name: string]: number | null } = {
  approx_top_k: 5,
  approx_top_k_accumulate: 10_000,
  hll_sketch_agg: 12,
  listagg: null,
  theta_sketch_agg: 12,
  theta_union_agg: 12,
};
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
      inputType: '"DOUBLE"',
      inputExpr: `"${made[1]}"`,
    });
  }
  const added = written.length > 1 ? undefined : ADDED[fn.name];
  const all = added === undefined ? written : [first, literal(added, added === null ? NULL : INT)];
  return all.map(only);
}
