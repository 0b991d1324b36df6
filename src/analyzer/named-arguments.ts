/** `f(b => 1, a => 2)`: arguments put in the order of the parameters. */
import type { FunctionRow } from "../logical/function-row.ts";
import type { Expression, NamedArgument } from "../plan/expression.ts";
import { NULL, quoteName } from "../types/data-type.ts";
import { editDistance } from "../types/edit-distance.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";

/** The functions whose arguments Spark knows by name; all others take them by position alone. */
const TAKES_NAMES: ReadonlySet<string> = new Set(
  `count_min_sketch counter_diff explode explode_outer inline inline_outer mask posexplode posexplode_outer try_variant_set
  tuple_sketch_agg_double tuple_sketch_agg_integer tuple_union_agg_double tuple_union_agg_integer tuple_union_double
  tuple_union_integer tuple_union_theta_double tuple_union_theta_integer variant_explode variant_explode_outer variant_set
  variant_strip_nulls`.split(/\s+/),
);

/** The names of parameters that a wrong one may stand for. */
function nearest(wrong: string, parameters: readonly { readonly name: string }[]): readonly string[] {
  const scored = parameters.map(({ name }) => ({
    name,
    distance: editDistance(name.toLowerCase(), wrong.toLowerCase()),
  }));
  const [first, second, third] = scored.sort((a, b) => a.distance - b.distance);
  return [first, second, third].flatMap((p) => (p === undefined ? [] : [quoteName(p.name)]));
}

export function arrangeArguments(row: FunctionRow, name: string, given: readonly Expression[]): readonly Expression[] {
  if (!given.some((a) => a.kind === "NamedArgument")) {
    const missing = row.params.findIndex((p, i) => i >= given.length && p.optional !== true && p.variadic !== true);
    if (missing < 0 || !TAKES_NAMES.has(row.name)) return given;
    throw missingArgument(quoteText(name), row.params[missing]!.name, missing);
  }
  const routineName = quoteText(name);
  if (!TAKES_NAMES.has(row.name)) {
    throw new AnalysisException("NAMED_PARAMETERS_NOT_SUPPORTED", { functionName: routineName });
  }
  const placed = placeArguments(row.params, routineName, given);
  return placed.slice(0, placed.findLastIndex((a) => a !== undefined) + 1).map((a, i) => {
    if (a !== undefined) return a;
    const p = row.params[i];
    if (p?.optional === true) return { kind: "Literal", value: null, dataType: NULL };
    throw missingArgument(routineName, p?.name ?? "", i);
  });
}

/** What is given for each parameter, by position or by name. `routineName` is quoted. */
export function placeArguments(
  parameters: readonly { readonly name: string }[],
  routineName: string,
  given: readonly Expression[],
): readonly (Expression | undefined)[] {
  const named = given.findIndex((a) => a.kind === "NamedArgument");
  const firstNamed = named < 0 ? given.length : named;
  const placed = Array.from({ length: Math.max(parameters.length, firstNamed) }, (_, i) =>
    i < firstNamed ? given[i] : undefined,
  );
  const misplaced = given.findIndex((a, i) => i > firstNamed && a.kind !== "NamedArgument");
  if (misplaced >= 0) {
    const before = given[misplaced - 1] as NamedArgument;
    throw new AnalysisException("UNEXPECTED_POSITIONAL_ARGUMENT", {
      routineName,
      parameterName: quoteText(before.key),
    });
  }
  for (const a of given.slice(firstNamed) as NamedArgument[]) {
    const i = parameters.findIndex((p) => p.name.toLowerCase() === a.key.toLowerCase());
    if (i < 0) {
      throw new AnalysisException("UNRECOGNIZED_PARAMETER_NAME", {
        routineName,
        argumentName: quoteText(a.key),
        proposal: nearest(a.key, parameters).join(" "),
      });
    }
    if (placed[i] !== undefined) {
      const twice = i < firstNamed ? "BOTH_POSITIONAL_AND_NAMED" : "DOUBLE_NAMED_ARGUMENT_REFERENCE";
      throw new AnalysisException(`DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.${twice}`, {
        routineName,
        parameterName: quoteText(a.key),
      });
    }
    placed[i] = a.value;
  }
  return placed;
}
export function missingArgument(routineName: string, name: string, index: number): AnalysisException {
  return new AnalysisException("REQUIRED_PARAMETER_NOT_FOUND", {
    routineName,
    parameterName: quoteText(name),
    index: String(index),
  });
}
