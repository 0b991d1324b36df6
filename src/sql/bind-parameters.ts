/** Parameter markers of a parsed tree replaced by values. */
import type { Statement } from "../plan/command.ts";
import type { Expression, Parameter } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { withReplaced, type WrittenNode } from "../plan/written-tree.ts";
import { constantText } from "./identifier-clause.ts";
import { splitName } from "./identifier.ts";
import type { ParameterValues } from "./options.ts";
import { parseErrorAt } from "./parse-error.ts";

/**
 * The same tree with a value in place of every marker; a marker without a value is an error (`UNBOUND_SQL_PARAMETER`).
 * Markers at places that take no expression (`VARCHAR(:n)`, `INTERVAL :n DAY`) are not in the tree: they need
 * the `parameters` option of the parser, which does all of this while it reads.
 */
export function bindParameters<T extends Statement | Relation | Expression>(tree: T, values: ParameterValues): T {
  const valueAt = (node: WrittenNode): Expression | undefined =>
    node.kind === "Parameter" ? valueOf(node as unknown as Parameter, values) : undefined;
  return withReplaced(tree, valueAt, withName);
}

function valueOf(marker: Parameter, values: ParameterValues): Expression {
  const value = marker.name === undefined ? values.positional?.[marker.ordinal!] : values.named?.get(marker.name);
  if (value !== undefined) return value;
  const { sqlText = "", start = 0, stop = 0, line = 1, column = 0 } = marker.origin ?? {};
  const name = marker.name ?? `_${start}`;
  throw parseErrorAt(sqlText, "UNBOUND_SQL_PARAMETER", { name }, { start, stop, line, column });
}

/** A name that has become constant is resolved. */
function withName(node: WrittenNode): WrittenNode {
  const isColumn = node.kind === "UnresolvedFunction" && (node.nameParts as string[])[0] === "identifier";
  const computed = isColumn ? (node.arguments as Expression[])[0] : (node.nameExpression as Expression | undefined);
  const text = computed === undefined ? undefined : constantText(computed);
  const nameParts = text === undefined ? undefined : splitName(text);
  if (nameParts === undefined) return node;
  if (isColumn) return { kind: "UnresolvedAttribute", nameParts, computed: true, origin: node.origin };
  const { nameExpression: _, ...rest } = node;
  return { ...rest, nameParts };
}
