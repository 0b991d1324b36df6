/** `OVER (...)`, `OVER name` and the WINDOW clause. Frames are read from the text alone. */
import type { FrameBound, SortOrder, Expression, Window, WindowFrame } from "../plan/expression.ts";
import type { NamedWindows } from "../plan/relation.ts";
import { literal } from "../sql/nodes.ts";
import { type AstNode, isNode, nodeAt, nodesAt } from "./ast.ts";
import { expressionOf } from "./expression.ts";
import { knownName } from "./leaf.ts";
import { numberLiteral } from "./literal.ts";
import type { DialectReader } from "./reader.ts";
import { sortItems } from "./sort.ts";

type Spec = Omit<Window, "windowFunction" | "kind">;

/** A window's definition; `whole` is the frame of the whole partition where none is written. */
export function windowOf(r: DialectReader, given: unknown, whole: boolean): Spec {
  if (typeof given === "string") {
    // A named window's frame is not known here.
    if (whole) r.refuse("a named window with a default frame of its own");
    return { partitionSpec: [], orderSpec: [], windowName: knownName(r, given) };
  }
  const outer = isNode(given) ? given : r.refuse();
  const spec = nodeAt(outer, "window_specification") ?? outer;
  r.expect("(");
  const partitionSpec = partition(r, nodesAt(spec, "partitionby"));
  const orderSpec: SortOrder[] = sortItems(r, nodesAt(spec, "orderby"));
  const frame = r.at("ROWS") || r.at("RANGE") ? frameOf(r) : whole ? WHOLE : undefined;
  r.expect(")");
  return { partitionSpec, orderSpec, ...(frame === undefined ? {} : { frame }) };
}
const WHOLE: WindowFrame = {
  type: "row",
  lower: { kind: "unboundedPreceding" },
  upper: { kind: "unboundedFollowing" },
};

function partition(r: DialectReader, nodes: readonly AstNode[]): Expression[] {
  if (nodes.length === 0) return [];
  r.expect("PARTITION", "BY");
  return nodes.map((node, i) => {
    if (i > 0) r.expect(",");
    return expressionOf(r, node.expr ?? node);
  });
}

function frameOf(r: DialectReader): WindowFrame {
  const type = r.accept("ROWS") ? "row" : "range";
  if (type === "range") r.expect("RANGE");
  if (!r.accept("BETWEEN")) return { type, lower: bound(r), upper: { kind: "currentRow" } };
  const lower = bound(r);
  r.expect("AND");
  return { type, lower, upper: bound(r) };
}
function bound(r: DialectReader): FrameBound {
  if (r.accept("UNBOUNDED", "PRECEDING")) return { kind: "unboundedPreceding" };
  if (r.accept("UNBOUNDED", "FOLLOWING")) return { kind: "unboundedFollowing" };
  if (r.accept("CURRENT", "ROW")) return { kind: "currentRow" };
  const start = r.pos;
  const value = numberLiteral(r, start);
  if (value.kind !== "Literal" || typeof value.value !== "number") return r.refuse(undefined, start);
  if (r.accept("FOLLOWING")) return { kind: "offset", value };
  r.expect("PRECEDING");
  return { kind: "offset", value: literal(r, start, -value.value, value.dataType) };
}

/** The definitions of a WINDOW clause, if there is one. */
export function windowClause(r: DialectReader, clause: AstNode | undefined): NamedWindows["windows"] | undefined {
  if (clause === undefined) return undefined;
  r.expect("WINDOW");
  return nodesAt(clause, "expr").map((definition, i) => {
    if (i > 0) r.expect(",");
    const name = knownName(r, String(definition.name));
    r.expect("AS");
    const given = definition.as_window_specification;
    if (!isNode(given)) r.refuse("a window named after another");
    return { name, spec: windowOf(r, given, false) };
  });
}
