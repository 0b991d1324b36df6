/** Where a name of the select list's own aliases may not stand. */
import { exists, isAggregateCall } from "../logical/build.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import { prettyName } from "../logical/pretty.ts";
import { quoteName } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";

function lateralIn(e: TypedExpr): Attribute | undefined {
  let found: Attribute | undefined;
  exists(e, (x) => {
    if (x.kind === "Attribute" && x.lateral === true) found = x;
    return found !== undefined;
  });
  return found;
}
const quoted = (a: Attribute): string => quoteName(a.name);

/** Not inside of aggregates and windows. */
export function checkLaterals(e: TypedExpr): void {
  if (lateralIn(e) === undefined) return;
  exists(e, (x) => {
    const isWindow = x.kind === "Window";
    if (!isWindow && !isAggregateCall(x)) return false;
    const used = lateralIn(x);
    if (used === undefined) return false;
    throw isWindow
      ? new AnalysisException("UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW", {
          lca: quoted(used),
          windowExpr: `"${prettyName(x)}"`,
        })
      : new AnalysisException("UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC", {
          lca: quoted(used),
          aggFunc: `"${prettyName(x)}"`,
        });
  });
}
/** Not behind an alias that GROUP BY names. */
export function checkGroupedLaterals(e: TypedExpr): void {
  if (lateralIn(e) !== undefined)
    throw new AnalysisException("UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_GROUP_BY", {});
}
