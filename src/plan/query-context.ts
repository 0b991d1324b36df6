/** The place of a node as errors tell it. */
import { DataFrameContext, type QueryContext, SqlContext } from "../types/query-context.ts";
import { type Origin, originOfName } from "./origin.ts";

export function contextFrom(origin: Origin | undefined): readonly QueryContext[] {
  if (origin?.sqlText !== undefined && origin.start !== undefined && origin.stop !== undefined) {
    return [new SqlContext(origin.sqlText, origin.start, origin.stop)];
  }
  if (origin?.fragment !== undefined) return [new DataFrameContext(origin.fragment, origin.callSite ?? "")];
  return [];
}
/** The place of a command's name. */
export function contextOfName(nameParts: readonly string[]): { readonly queryContext: readonly QueryContext[] } {
  return { queryContext: contextFrom(originOfName(nameParts)) };
}
