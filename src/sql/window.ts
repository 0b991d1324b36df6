/** Windows: `OVER (...)`, `OVER name`, frames, and the definitions of a WINDOW clause. */
import type { Expression, FrameBound, SortOrder, Window, WindowFrame } from "../plan/expression.ts";
import type { Origin } from "../plan/origin.ts";
import { anyExpression, sortItem } from "./expression.ts";
import { hyphenCheckedName, isName, startsClause } from "./identifier.ts";
import { expression, internal, literal } from "./nodes.ts";
import type { Parser } from "./parser.ts";

export interface WindowSpec {
  readonly partitionSpec: readonly Expression[];
  readonly orderSpec: readonly SortOrder[];
  readonly frame?: WindowFrame;
  readonly windowName?: string;
  readonly specOrigin?: Origin;
}

/** OVER introduces a window here, rather than being an alias. */
export function atWindow(p: Parser): boolean {
  return p.kind === "OVER" && (p.peek() === "(" || (isName(p, p.peek()) && !startsClause(p, 1)));
}
/** The function is made when all is read: its place is that of the window too. */
export function overWindow(p: Parser, start: number, windowFunction: () => Expression): Expression {
  p.expect("OVER");
  const spec = windowSpec(p);
  return expression<Window>(p, start, { kind: "Window", windowFunction: windowFunction(), ...spec });
}

export function windowSpec(p: Parser): WindowSpec {
  const start = p.pos;
  if (p.kind !== "(") return { partitionSpec: [], orderSpec: [], windowName: hyphenCheckedName(p) };
  p.pos++;
  if (isName(p, p.kind) && p.peek() === ")") {
    const windowName = hyphenCheckedName(p);
    p.expect(")");
    return { partitionSpec: [], orderSpec: [], windowName };
  }
  let partitionSpec: Expression[] = [];
  let orderSpec: SortOrder[] = [];
  if (p.acceptAll("CLUSTER", "BY")) partitionSpec = p.list(anyExpression);
  else {
    if (p.acceptAll("PARTITION", "BY") || p.acceptAll("DISTRIBUTE", "BY")) partitionSpec = p.list(anyExpression);
    if (p.acceptAll("ORDER", "BY") || p.acceptAll("SORT", "BY")) orderSpec = p.list(sortItem);
  }
  const frame = p.at("ROWS") || p.at("RANGE") ? windowFrame(p) : undefined;
  p.expect(")");
  const spec = { partitionSpec, orderSpec, specOrigin: p.origin(start) };
  return frame === undefined ? spec : { ...spec, frame };
}

function windowFrame(p: Parser): WindowFrame {
  const type = p.expectAny("ROWS", "RANGE") === "ROWS" ? "row" : "range";
  if (!p.accept("BETWEEN")) return { type, lower: frameBound(p), upper: { kind: "currentRow" } };
  const lower = frameBound(p);
  p.expect("AND");
  return { type, lower, upper: frameBound(p) };
}

function frameBound(p: Parser): FrameBound {
  if (p.kind === "UNBOUNDED" && (p.peek() === "PRECEDING" || p.peek() === "FOLLOWING")) {
    p.pos++;
    return {
      kind: p.expectAny("PRECEDING", "FOLLOWING") === "PRECEDING" ? "unboundedPreceding" : "unboundedFollowing",
    };
  }
  if (p.acceptAll("CURRENT", "ROW")) return { kind: "currentRow" };
  const start = p.pos;
  const value = anyExpression(p);
  const direction = p.expectAny("PRECEDING", "FOLLOWING");
  if (!isConstant(value)) p.defer("INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND", {}, start);
  return { kind: "offset", value: direction === "PRECEDING" ? negated(p, start, value) : value };
}

/** Made of literals and operators only. */
function isConstant(node: Expression): boolean {
  switch (node.kind) {
    case "Literal":
    case "Parameter":
      return true;
    case "Cast":
      return isConstant(node.child);
    case "UnresolvedFunction":
      return node.isInternal === true && node.arguments.length > 0 && node.arguments.every(isConstant);
    default:
      return false;
  }
}
function negated(p: Parser, start: number, value: Expression): Expression {
  if (
    value.kind === "Literal" &&
    (typeof value.value === "number" || typeof value.value === "bigint") &&
    value.value >= 0
  ) {
    return literal(p, start, -value.value, value.dataType);
  }
  return internal(p, start, "negative", [value]);
}
