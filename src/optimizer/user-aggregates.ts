/**
 * User's aggregate functions, said with the engine's own: the rows of a group are collected to an array, which the
 * function folds to one value.
 */
import { alias, literal, toAttribute } from "../logical/build.ts";
import type { Attribute, Call, TypedAlias, TypedExpr, WindowExpr } from "../logical/expression.ts";
import type { Logical, WindowNode } from "../logical/relation.ts";
import type { AggregateFunction, ScalarFunction } from "../plan/user-function.ts";
import { BOOLEAN } from "../types/data-type.ts";
import { bindBuiltin, conjunction, sameValue } from "./calls.ts";

interface AggregateCall extends Call {
  readonly fn: Call["fn"] & { readonly user: AggregateFunction };
}
function isUserAggregate(e: TypedExpr): e is AggregateCall {
  return e.kind === "Call" && e.fn.user?.kind === "aggregate";
}

export function foldAggregates(rel: Logical): Logical {
  if (rel.kind !== "Aggregate" || !rel.aggregates.some((a) => isUserAggregate(a.child))) return rel;
  const folds: TypedAlias[] = [];
  const aggregates = rel.aggregates.map((a) => {
    if (!isUserAggregate(a.child)) return a;
    const rows = alias(collected(a.child, rel.input), "rows");
    folds.push({ ...a, child: folded(a.child, toAttribute(rows)) });
    return rows;
  });
  const output = [...rel.output.slice(0, rel.groupings.length), ...aggregates.map(toAttribute)];
  const byId = new Map(folds.map((f) => [f.id, f]));
  return {
    kind: "Project",
    input: { ...rel, aggregates, output },
    expressions: rel.output.map((a) => byId.get(a.id) ?? a),
    output: rel.output,
  };
}
/** Where a row stands when the partitions lie one after the other: frames that overlap have positions in common. */
function positionIn({ partitionBy, orderBy }: WindowExpr): WindowExpr {
  const number = bindBuiltin("row_number", []) as Call;
  const partitions = partitionBy.map((child) => ({ child, descending: false, nullsLast: false }));
  return {
    kind: "Window",
    function: number,
    partitionBy: [],
    orderBy: [...partitions, ...orderBy],
    frame: { type: "row", lower: { kind: "unboundedPreceding" }, upper: { kind: "currentRow" } },
    defaultFrame: true,
    dataType: number.dataType,
    nullable: false,
  };
}
/** All rows of the group, nulls too, as structs of the arguments, behind their position where that is wanted. */
function collected(call: AggregateCall, input: Logical, position?: TypedAlias): Call {
  const fields = position === undefined ? call.args : [toAttribute(position), ...call.args];
  const row = fields.length === 0 ? presence(input) : bindBuiltin("struct", fields);
  return { ...(bindBuiltin("collect_list", [row]) as Call), aggregate: call.aggregate };
}
/** Something that is there in every row; a literal would count once only. */
function presence(input: Logical): TypedExpr {
  const [column] = input.output;
  return column === undefined ? literal(true, BOOLEAN) : bindBuiltin("isnotnull", [column]);
}
function folded(call: AggregateCall, rows: Attribute, user: ScalarFunction = call.fn.user.ofRows): Call {
  const { name, dataType, nullable, mode, timeZone, origin } = call;
  const fn = { ...call.fn, kind: "scalar", user } as const;
  return { kind: "Call", fn, name, args: [rows], dataType, nullable, mode, timeZone, origin };
}

/**
 * Over the whole partition: grouped once and joined back. Over other frames each row's frame is collected, as Spark
 * hands every frame to a grouped function.
 */
export function foldWindows(rel: Logical): Logical {
  if (rel.kind !== "Window" || !rel.windows.some((w) => isUserAggregate(w.child.function))) return rel;
  const own = rel.windows.filter((w) => isUserAggregate(w.child.function));
  const whole = own.filter((w) => isWhole(w.child));
  const framed = own.filter((w) => !isWhole(w.child));
  const lists: WindowNode["windows"][number][] = [];
  const folds: TypedAlias[] = [];
  const positions: WindowNode["windows"][number][] = [];
  for (const w of framed) {
    const call = w.child.function as AggregateCall;
    const position = call.fn.user.ofFrames === undefined ? undefined : alias(positionIn(w.child), "position");
    if (position !== undefined) positions.push(position as WindowNode["windows"][number]);
    const list = collected(call, rel.input, position);
    const rows = alias({ ...w.child, function: list, dataType: list.dataType, nullable: false }, "rows");
    lists.push(rows as WindowNode["windows"][number]);
    folds.push({ ...w, child: folded(call, toAttribute(rows), call.fn.user.ofFrames) });
  }
  const windows = [...rel.windows.filter((w) => !own.includes(w)), ...lists];
  let plan: Logical = rel.input;
  const passed = [...rel.input.output, ...(rel.input.hidden ?? [])];
  if (positions.length > 0) {
    plan = { kind: "Window", input: plan, windows: positions, output: [...passed, ...positions.map(toAttribute)] };
  }
  if (windows.length > 0) {
    plan = { ...rel, input: plan, windows, output: [...passed, ...windows.map(toAttribute)] };
  }
  for (const w of whole) plan = joinedBack(plan, rel.input, w);
  if (folds.length === 0) return { ...plan, output: rel.output } as Logical;
  const byId = new Map(folds.map((f) => [f.id, f]));
  return { kind: "Project", input: plan, expressions: rel.output.map((a) => byId.get(a.id) ?? a), output: rel.output };
}
function isWhole({ frame, orderBy }: WindowExpr): boolean {
  const { type, lower, upper } = frame;
  if (lower.kind !== "unboundedPreceding") return false;
  return (
    upper.kind === "unboundedFollowing" || (type === "range" && upper.kind === "currentRow" && orderBy.length === 0)
  );
}
function joinedBack(plan: Logical, input: Logical, w: WindowNode["windows"][number]): Logical {
  const call = w.child.function as AggregateCall;
  const keys = w.child.partitionBy.map((k) => alias(k, "key"));
  const grouped = foldAggregates({
    kind: "Aggregate",
    input,
    groupings: keys,
    aggregates: [{ ...w, child: call }],
    output: [...keys, w].map(toAttribute),
  });
  const output = [...plan.output, toAttribute(w)];
  if (keys.length === 0) return { kind: "Join", left: plan, right: grouped, joinType: "cross", output };
  const equal = keys.map((k, i) => sameValue(w.child.partitionBy[i] as TypedExpr, toAttribute(k)));
  return { kind: "Join", left: plan, right: grouped, joinType: "left", condition: conjunction(equal), output };
}
