/** `grouping(a)` and `grouping_id(a, b)`: read from the id of the row's grouping set. */
import type { Attribute, Call, TypedExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import { exists, literal } from "../logical/build.ts";
import { nameWithIds } from "../logical/pretty.ts";
import { BYTE } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { contextOf } from "./expression-resolver.ts";
import { placeless } from "./located.ts";

/** The call over the grouping columns, whose sets the id tells; without sets there is no id. */
export function groupingCall(e: Call, groupings: readonly TypedExpr[], id: Attribute | undefined): TypedExpr {
  if (id === undefined) throw outsideOfSets(e);
  const keys = groupings.map(exprKey);
  const position = (a: TypedExpr): number => {
    const i = keys.indexOf(exprKey(a));
    if (i >= 0) return keys.length - 1 - i;
    throw notGrouped(a, groupings);
  };
  if (e.fn.name === "grouping") {
    return { ...e, args: [id, literal(position(e.args[0] as TypedExpr), BYTE)], dataType: BYTE, nullable: false };
  }
  checkGroupingId(e, groupings);
  return id;
}
/** `grouping_id(a, b)` names all that is grouped by, in its order. */
function checkGroupingId({ args }: Call, groupings: readonly TypedExpr[]): void {
  if (args.length === 0) return;
  const differs = args.map(exprKey).join() !== groupings.map(exprKey).join();
  if (differs || args.some(isAlias)) throw otherColumns(args, groupings);
}
function isAlias(e: TypedExpr): boolean {
  return exists(e, (x) => x.kind === "Attribute" && x.lateral === true);
}
/** Throws for calls where there are no sets. */
export function refuseGroupingCalls(list: readonly TypedExpr[]): void {
  for (const item of list) {
    exists(item, (x) => {
      if (isGroupingCall(x)) throw outsideOfSets(x);
      return false;
    });
  }
}
/** `grouping(a)` where there are no sets. */
function outsideOfSets(e: TypedExpr): AnalysisException {
  return new AnalysisException("UNSUPPORTED_GROUPING_EXPRESSION", {}, { queryContext: contextOf(e.origin) });
}
export function isGroupingCall(e: TypedExpr): e is Call {
  return e.kind === "Call" && (e.fn.name === "grouping" || e.fn.name === "grouping_id");
}

/** Over sets, what `grouping(a)` asks for must be grouped by, whatever else is wrong; an alias of the select list is not. */
export function checkGroupingNames(list: readonly TypedExpr[], groupings: readonly TypedExpr[]): void {
  const keys = new Set(groupings.map(exprKey));
  for (const item of list) {
    exists(item, (x) => {
      if (!isGroupingCall(x)) return false;
      const [asked] = x.args;
      if (x.fn.name === "grouping" && asked !== undefined && (isAlias(asked) || !keys.has(exprKey(asked)))) {
        throw notGrouped(asked, groupings);
      }
      if (x.fn.name !== "grouping") checkGroupingId(x, groupings);
      return false;
    });
  }
}
function notGrouped(asked: TypedExpr, groupings: readonly TypedExpr[]): AnalysisException {
  const parameters = { grouping: listed([asked]), groupingColumns: listed(groupings) };
  return placeless(new AnalysisException("GROUPING_COLUMN_MISMATCH", parameters));
}
function otherColumns(asked: readonly TypedExpr[], groupings: readonly TypedExpr[]): AnalysisException {
  const parameters = { groupingIdColumn: listed(asked), groupByColumns: listed(groupings) };
  return placeless(new AnalysisException("GROUPING_ID_COLUMN_MISMATCH", parameters));
}
const listed = (list: readonly TypedExpr[]): string => list.map(nameWithIds).join(",");
