/** `(a, b) IN (SELECT ...)`: the same number of columns on both sides, in common types. */
import { alias, implicit } from "../logical/build.ts";
import { sameType, widerTypeForTwo } from "../logical/coercion.ts";
import { hasCollation } from "../logical/collation.ts";
import type { Attribute, Subquery, TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { project } from "./rename.ts";

export function coerceInSubquery(e: Subquery, cx: ExpressionResolver): TypedExpr {
  const { ansiEnabled, timeZone } = cx.analyzer.session.conf;
  const output = e.plan.output;
  if (e.inValues.length !== output.length) {
    throw new AnalysisException("DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH", {
      sqlExpr: `"${prettyName(e)}"`,
      leftLength: String(e.inValues.length),
      rightLength: String(output.length),
      leftColumns: e.inValues.map((v) => `"${prettyName(v)}"`).join(", "),
      rightColumns: output.map((a) => `"${a.name}"`).join(", "),
    });
  }
  const types = e.inValues.map((v, i) => widerTypeForTwo(v.dataType, (output[i] as Attribute).dataType, ansiEnabled));
  if (types.includes(undefined)) {
    if ([...e.inValues, ...output].some((x) => hasCollation(x.dataType))) {
      throw new AnalysisException("INDETERMINATE_COLLATION_IN_EXPRESSION", { expr: `"${prettyName(e)}"` });
    }
    throw new AnalysisException("DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH", {
      sqlExpr: `"${prettyName(e)}"`,
      mismatchedColumns: e.inValues
        .map(
          (v, i) =>
            `"${prettyName(v)}:${v.dataType.sql}, ${(output[i] as Attribute).name}:${(output[i] as Attribute).dataType.sql}"`,
        )
        .join(", "),
      leftType: e.inValues.map((v) => `"${v.dataType.sql}"`).join(", "),
      rightType: output.map((a) => `"${a.dataType.sql}"`).join(", "),
    });
  }
  const mode = ansiEnabled ? "ansi" : "legacy";
  const inValues = e.inValues.map((v, i) => implicit(v, types[i] as Attribute["dataType"], mode, timeZone));
  const same = output.every((a, i) => sameType(a.dataType, types[i] as Attribute["dataType"]));
  const plan = same
    ? e.plan
    : project(
        e.plan,
        output.map((a, i) => alias(implicit(a, types[i] as Attribute["dataType"], mode, timeZone), a.name)),
      );
  return { ...e, inValues, plan };
}
