/** Parameter markers of a parsed tree replaced by values. */
import type { Statement } from "../plan/command.ts";
import type { Expression, Parameter } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
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
  return bound(tree, values) as T;
}

type Fields = { [key: string]: unknown };

/** Only the plain nodes of a plan are walked: types, bytes and origins have no markers in them. */
function isPlain(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function bound(value: unknown, values: ParameterValues): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => bound(item, values));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  if (!isPlain(value)) return value;
  if (value.kind === "Parameter") return valueOf(value as unknown as Parameter, values);
  let changed: Fields | undefined;
  for (const key of Object.keys(value)) {
    if (key === "origin" || key === "common") continue;
    const field = bound(value[key], values);
    if (field === value[key]) continue;
    changed ??= { ...value };
    changed[key] = field;
  }
  return changed === undefined ? value : Object.freeze(withName(changed));
}

function valueOf(marker: Parameter, values: ParameterValues): Expression {
  const value = marker.name === undefined ? values.positional?.[marker.ordinal!] : values.named?.get(marker.name);
  if (value !== undefined) return value;
  const { sqlText = "", start = 0, stop = 0, line = 1, column = 0 } = marker.origin ?? {};
  const name = marker.name ?? `_${start}`;
  throw parseErrorAt(sqlText, "UNBOUND_SQL_PARAMETER", { name }, { start, stop, line, column });
}

/** A name that has become constant is resolved. */
function withName(node: Fields): Fields {
  const isColumn = node.kind === "UnresolvedFunction" && (node.nameParts as string[])[0] === "identifier";
  const computed = isColumn ? (node.arguments as Expression[])[0] : (node.nameExpression as Expression | undefined);
  const text = computed === undefined ? undefined : constantText(computed);
  const nameParts = text === undefined ? undefined : splitName(text);
  if (nameParts === undefined) return node;
  if (isColumn) return { kind: "UnresolvedAttribute", nameParts, computed: true, origin: node.origin };
  const { nameExpression: _, ...rest } = node;
  return { ...rest, nameParts };
}
