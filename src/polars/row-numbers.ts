/** Expressions that number rows. They look at all rows of a step's input, and yet may run over a part that says where it begins. */
import { px, pxToJson } from "./dsl.ts";
import type { ExprJson, NamedExpr, PolarsNode } from "./plan.ts";
import { isRowWiseText } from "./row-wise.ts";

/** The text of {@link px.range.rowNumbers}. */
const ALL: ExprJson = pxToJson(px.range.rowNumbers());
const SOME_COLUMN: ExprJson = pxToJson(px.col(""));

function from(first: number): ExprJson {
  const begin = px.lit.i64(first);
  return pxToJson(px.range.intRange(begin, px.add(px.cast(px.len(), "Int64"), begin)));
}
function mapped(node: PolarsNode, change: (expr: ExprJson) => ExprJson): PolarsNode {
  const named = ({ name, expr }: NamedExpr): NamedExpr => ({ name, expr: change(expr) });
  if (node.op === "select" || node.op === "withColumns") return { ...node, exprs: node.exprs.map(named) };
  return node.op === "filter" ? { ...node, predicate: change(node.predicate) } : node;
}
function textsOf(node: PolarsNode): readonly ExprJson[] {
  if (node.op === "select" || node.op === "withColumns") return node.exprs.map(({ expr }) => expr);
  return node.op === "filter" ? [node.predicate] : [];
}

/** A step of whose expressions one numbers the rows. */
export function readsRowNumbers(node: PolarsNode): boolean {
  return textsOf(node).some((text) => text.includes(ALL));
}
/** A step that numbers its rows, and is row-wise but for that. */
export function numbersRows(node: PolarsNode): boolean {
  return readsRowNumbers(node) && textsOf(node).every((text) => isRowWiseText(text.replaceAll(ALL, SOME_COLUMN)));
}
/** The step over rows of which the first has this number. */
export function numberedFrom(node: PolarsNode, first: number): PolarsNode {
  return first === 0 ? node : mapped(node, (text) => text.replaceAll(ALL, from(first)));
}

/** A row-wise step that gives a row for each. */
export function keepsHeight({ op }: PolarsNode): boolean {
  return op === "select" || op === "withColumns" || op === "kernel" || op === "fold";
}
