/** Small constructors of analysed expressions. */
import type { LiteralValue } from "../plan/expression.ts";
import { BOOLEAN, type DataType, DOUBLE, INT, LONG, NO_METADATA, NULL, STRING } from "../types/data-type.ts";
import type { Metadata } from "../types/data-type.ts";
import { castNullable, checkCast } from "./cast-rules.ts";
import { sameType } from "./coercion.ts";
import { deeply } from "./deep.ts";
import {
  type Attribute,
  type EvalMode,
  nextId,
  type TypedAlias,
  type TypedCast,
  type TypedExpr,
  type TypedLiteral,
} from "./expression.ts";

export function literal(value: LiteralValue, dataType: DataType): TypedLiteral {
  return { kind: "Literal", value, dataType, nullable: value === null };
}
export function intLit(v: number): TypedLiteral {
  return literal(v, INT);
}
export function longLit(v: bigint): TypedLiteral {
  return literal(v, LONG);
}
export function doubleLit(v: number): TypedLiteral {
  return literal(v, DOUBLE);
}
export function stringLit(v: string): TypedLiteral {
  return literal(v, STRING);
}
export function boolLit(v: boolean): TypedLiteral {
  return literal(v, BOOLEAN);
}
export function nullLit(t: DataType = NULL): TypedLiteral {
  return literal(null, t);
}
/** NULL as it is written, of whatever type. */
export function isNullLiteral(e: TypedExpr): boolean {
  return e.kind === "Cast" ? isNullLiteral(e.child) : e.kind === "Literal" && e.value === null;
}
export function attribute(
  name: string,
  dataType: DataType,
  nullable: boolean,
  qualifier: readonly string[] = [],
  metadata: Metadata = NO_METADATA,
): Attribute {
  return { kind: "Attribute", id: nextId(), name, dataType, nullable, metadata, qualifier };
}
export function alias(child: TypedExpr, name: string, metadata: Metadata = NO_METADATA, auto = false): TypedAlias {
  return {
    kind: "Alias",
    id: nextId(),
    name,
    child,
    metadata,
    dataType: child.dataType,
    nullable: child.nullable,
    auto,
  };
}
/** The attribute that a named expression gives to the relations above. */
export function toAttribute(e: Attribute | TypedAlias): Attribute {
  if (e.kind === "Attribute") return e;
  return {
    kind: "Attribute",
    id: e.id,
    name: e.name,
    dataType: e.dataType,
    nullable: e.nullable,
    metadata: e.metadata,
    qualifier: [],
  };
}
/** A cast, or the expression itself where the type is the same but for nullability inside. */
export function implicit(e: TypedExpr, to: DataType, mode: EvalMode, timeZone: string): TypedExpr {
  if (sameType(e.dataType, to)) return e;
  const cast = makeCast(e, to, mode, timeZone, false);
  if (e.dataType.kind === "time" && to.kind === "date") checkCast(e.dataType, to, mode, cast);
  return cast;
}
export function makeCast(e: TypedExpr, to: DataType, mode: EvalMode, timeZone: string, explicit: boolean): TypedCast {
  return {
    kind: "Cast",
    child: e,
    dataType: to,
    nullable: castNullable(e, to, mode),
    mode,
    explicit,
    timeZone,
    origin: e.origin,
  };
}

/** The direct children of an expression. */
export function children(e: TypedExpr): readonly TypedExpr[] {
  switch (e.kind) {
    case "Attribute":
    case "Literal":
    case "LambdaVariable":
    case "OuterReference":
      return [];
    case "Alias":
    case "Cast":
      return [e.child];
    case "Lambda":
      return [e.body];
    case "Call": {
      if (e.aggregate === undefined) return e.args;
      const extra = (e.aggregate.orderings ?? []).map((o) => o.child);
      return [...e.args, ...(e.aggregate.filter === undefined ? [] : [e.aggregate.filter]), ...extra];
    }
    case "Window": {
      const bounds = [e.frame.lower, e.frame.upper].flatMap((b) => (b.kind === "offset" ? [b.value] : []));
      return [e.function, ...e.partitionBy, ...e.orderBy.map((o) => o.child), ...bounds];
    }
    case "Subquery":
      return e.inValues;
  }
}
/** The same node over other children; `f` is applied to each child. Returns the node itself if nothing changed. */
export function mapChildren(e: TypedExpr, f: (e: TypedExpr) => TypedExpr): TypedExpr {
  switch (e.kind) {
    case "Attribute":
    case "Literal":
    case "LambdaVariable":
    case "OuterReference":
      return e;
    case "Alias":
    case "Cast": {
      const child = f(e.child);
      return child === e.child ? e : { ...e, child };
    }
    case "Lambda": {
      const body = f(e.body);
      return body === e.body ? e : { ...e, body };
    }
    case "Call": {
      const args = mapAll(e.args, f);
      const replacement = e.replacement === undefined ? undefined : f(e.replacement);
      const spec = e.aggregate;
      if (spec === undefined) {
        return args === e.args && replacement === e.replacement ? e : { ...e, args, replacement };
      }
      const filter = spec.filter === undefined ? undefined : f(spec.filter);
      const orderings = spec.orderings?.map((o) => ({ ...o, child: f(o.child) }));
      return { ...e, args, replacement, aggregate: { distinct: spec.distinct, filter, orderings } };
    }
    case "Window": {
      const bound = (b: typeof e.frame.lower): typeof b =>
        b.kind === "offset" ? { kind: "offset", value: f(b.value) } : b;
      return {
        ...e,
        function: f(e.function),
        partitionBy: mapAll(e.partitionBy, f),
        orderBy: e.orderBy.map((o) => ({ ...o, child: f(o.child) })),
        frame: {
          type: e.frame.type,
          lower: bound(e.frame.lower),
          upper: bound(e.frame.upper),
          lowerValue: e.frame.lowerValue === undefined ? undefined : f(e.frame.lowerValue),
          upperValue: e.frame.upperValue === undefined ? undefined : f(e.frame.upperValue),
        },
      };
    }
    case "Subquery": {
      const inValues = mapAll(e.inValues, f);
      return inValues === e.inValues ? e : { ...e, inValues };
    }
  }
}
function mapAll(list: readonly TypedExpr[], f: (e: TypedExpr) => TypedExpr): readonly TypedExpr[] {
  let changed = false;
  const out = list.map((x) => {
    const y = f(x);
    if (y !== x) changed = true;
    return y;
  });
  return changed ? out : list;
}
/** Rewrites bottom-up. */
export function transformUp(e: TypedExpr, f: (e: TypedExpr) => TypedExpr): TypedExpr {
  return deeply(e, children, (x, recur) => f(mapChildren(x, recur)));
}
/** Whether any node of the tree satisfies the test. */
export function exists(e: TypedExpr, test: (e: TypedExpr) => boolean): boolean {
  const stack: TypedExpr[] = [e];
  for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
    if (test(x)) return true;
    const below = children(x);
    for (let i = below.length - 1; i >= 0; i--) stack.push(below[i]!);
  }
  return false;
}
/** The first node that passes the test, from the top. */
export function firstNode(e: TypedExpr, test: (e: TypedExpr) => boolean): TypedExpr | undefined {
  let found: TypedExpr | undefined;
  exists(e, (x) => {
    if (test(x)) found = x;
    return found !== undefined;
  });
  return found;
}
export function isAggregateCall(e: TypedExpr): boolean {
  return e.kind === "Call" && e.fn.kind === "aggregate";
}
/** An aggregate outside of OVER. */
export function hasAggregate(e: TypedExpr): boolean {
  const stack: TypedExpr[] = [e];
  for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
    if (isAggregateCall(x)) return true;
    if (x.kind !== "Window") stack.push(...children(x));
    else {
      const given = x.function.kind === "Call" ? children(x.function) : [];
      stack.push(...given, ...x.partitionBy, ...x.orderBy.map((o) => o.child));
    }
  }
  return false;
}
export function isDeterministic(e: TypedExpr): boolean {
  return !exists(e, (x) => x.kind === "Call" && x.fn.deterministic === false);
}
/** No columns, no aggregates, nothing that changes from row to row. */
export function isFoldable(e: TypedExpr): boolean {
  const stack: TypedExpr[] = [e];
  for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
    switch (x.kind) {
      case "Attribute":
      case "Lambda":
      case "LambdaVariable":
      case "OuterReference":
      case "Subquery":
      case "Window":
        return false;
      case "Call":
        if (x.fn.kind !== "scalar" || x.fn.deterministic === false || x.fn.foldable === false) return false;
        stack.push(...x.args);
        break;
      default:
        stack.push(...children(x));
    }
  }
  return true;
}
