/** ORDER BY: where nulls come differs between the dialects, so it is always said. */
import type { SortOrder } from "../plan/expression.ts";
import { expression } from "../sql/nodes.ts";
import type { AstNode } from "./ast.ts";
import { expressionOf } from "./expression.ts";
import type { DialectReader } from "./reader.ts";

/** The keys of an ORDER BY clause, or none where the tree has none. */
export function sortItems(r: DialectReader, nodes: readonly AstNode[]): SortOrder[] {
  if (nodes.length === 0) return [];
  r.expect("ORDER", "BY");
  return nodes.map((node, i) => {
    if (i > 0) r.expect(",");
    return sortItem(r, node);
  });
}

function sortItem(r: DialectReader, node: AstNode): SortOrder {
  const start = r.pos;
  const child = expressionOf(r, node.expr);
  const descending = r.accept("DESC");
  if (!descending) r.accept("ASC");
  return expression<SortOrder>(r, start, {
    kind: "SortOrder",
    child,
    direction: descending ? "descending" : "ascending",
    nullOrdering: nullOrdering(r, descending),
  });
}
function nullOrdering(r: DialectReader, descending: boolean): "first" | "last" {
  if (r.accept("NULLS", "FIRST")) return "first";
  if (r.accept("NULLS", "LAST")) return "last";
  return (r.dialect.nulls === "first") === descending ? "last" : "first";
}
