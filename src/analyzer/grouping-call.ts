/** `grouping(a)` and `grouping_id(a, b)`: read from the id of the row's grouping set. */
import { literal } from "../logical/build.ts";
import type { Attribute, Call, TypedExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import { prettyName } from "../logical/pretty.ts";
import { BYTE } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { contextOf } from "./expression-resolver.ts";

/** The call over the grouping columns, whose sets the id tells; without sets there is no id. */
export function groupingCall(e: Call, groupings: readonly TypedExpr[], id: Attribute | undefined): TypedExpr {
  const queryContext = contextOf(e.origin);
  if (id === undefined) throw new AnalysisException("UNSUPPORTED_GROUPING_EXPRESSION", {}, { queryContext });
  const keys = groupings.map(exprKey);
  const position = (a: TypedExpr): number => {
    const i = keys.indexOf(exprKey(a));
    if (i >= 0) return keys.length - 1 - i;
    const parameters = { grouping: quotedList([a]), groupingColumns: quotedList(groupings) };
    throw new AnalysisException("GROUPING_COLUMN_MISMATCH", parameters, { queryContext });
  };
  if (e.fn.name === "grouping") {
    return { ...e, args: [id, literal(position(e.args[0] as TypedExpr), BYTE)], dataType: BYTE, nullable: false };
  }
  if (e.args.length > 0 && e.args.map(exprKey).join() !== keys.join()) {
    const parameters = { groupingIdColumn: quotedList(e.args), groupByColumns: quotedList(groupings) };
    throw new AnalysisException("GROUPING_ID_COLUMN_MISMATCH", parameters, { queryContext });
  }
  return id;
}

const quotedList = (list: readonly TypedExpr[]): string => list.map((e) => `"${prettyName(e)}"`).join(", ");
