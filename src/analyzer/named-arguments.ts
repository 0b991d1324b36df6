/** `f(b => 1, a => 2)`: arguments put in the order of the parameters. */
import type { FunctionRow } from "../logical/function-row.ts";
import type { Expression } from "../plan/expression.ts";
import { NULL } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";

/** The functions whose arguments Spark knows by name; all others take them by position alone. */
const TAKES_NAMES: ReadonlySet<string> = new Set(
  `count_min_sketch counter_diff explode explode_outer inline inline_outer mask posexplode posexplode_outer try_variant_set
  tuple_sketch_agg_double tuple_sketch_agg_integer tuple_union_agg_double tuple_union_agg_integer tuple_union_double
  tuple_union_integer tuple_union_theta_double tuple_union_theta_integer variant_explode variant_explode_outer variant_set
  variant_strip_nulls`.split(/\s+/),
);

export function arrangeArguments(row: FunctionRow, name: string, given: readonly Expression[]): readonly Expression[] {
  const firstNamed = given.findIndex((a) => a.kind === "NamedArgument");
  if (firstNamed < 0) return given;
  const routineName = `\`${name}\``;
  if (!TAKES_NAMES.has(row.name)) {
    throw new AnalysisException("NAMED_PARAMETERS_NOT_SUPPORTED", { functionName: routineName });
  }
  const placed: (Expression | undefined)[] = given.slice(0, firstNamed);
  for (const a of given.slice(firstNamed)) {
    if (a.kind !== "NamedArgument") {
      throw new AnalysisException("UNEXPECTED_POSITIONAL_ARGUMENT", {
        routineName,
        parameterName: `\`${row.params[firstNamed]?.name ?? ""}\``,
      });
    }
    const i = row.params.findIndex((p) => p.name.toLowerCase() === a.key.toLowerCase());
    if (i < 0) {
      throw new AnalysisException("UNRECOGNIZED_PARAMETER_NAME", {
        routineName,
        argumentName: `\`${a.key}\``,
        proposal: row.params.map((p) => `\`${p.name}\``).join(" "),
      });
    }
    if (placed[i] !== undefined) {
      const condition =
        i < firstNamed
          ? "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED"
          : "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE";
      throw new AnalysisException(condition, { routineName, parameterName: `\`${a.key}\`` });
    }
    placed[i] = a.value;
  }
  const last = placed.findLastIndex((a) => a !== undefined);
  return Array.from({ length: last + 1 }, (_, i) => {
    const a = placed[i];
    if (a !== undefined) return a;
    const p = row.params[i];
    if (p?.optional === true) return { kind: "Literal", value: null, dataType: NULL };
    throw new AnalysisException("REQUIRED_PARAMETER_NOT_FOUND", {
      routineName,
      parameterName: `\`${p?.name ?? ""}\``,
      index: String(i),
    });
  });
}
