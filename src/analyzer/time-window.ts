/**
 * `window(...)` and `session_window(...)` in a select list or GROUP BY: a column of that name under it, which rows without a
 * time do not reach. Windows that overlap give a row once for each; sessions of a group grow together.
 */
import { alias, attribute, literal, toAttribute } from "../logical/build.ts";
import type {
  Attribute,
  Call,
  SortKey,
  TypedAlias,
  TypedExpr,
  WindowExpr,
  WindowFrame,
} from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import { windowsBack } from "../builtins/time-window.ts";
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { parseExpression } from "../sql/index.ts";
import { INT, LONG, type Metadata, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { project } from "./rename.ts";

/** The column that calls stand for in one select list. */
export interface TimeWindow {
  readonly attribute: Attribute;
  readonly key: string;
  readonly session: boolean;
}
const NAMES: ReadonlySet<string> = new Set(["window", "session_window"]);
const SKIPPED: ReadonlySet<string> = new Set(["plan", "dataType", "origin", "metadata", "value"]);

/** The first such call of expressions as written. */
function findCall(list: readonly Expression[]): Expression | undefined {
  const stack: unknown[] = [...list];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (typeof e !== "object" || e === null) continue;
    if (Array.isArray(e)) {
      stack.push(...(e as unknown[]));
      continue;
    }
    const node = e as Expression;
    if (node.kind === "UnresolvedFunction" && NAMES.has((node.nameParts.at(-1) ?? "").toLowerCase())) return node;
    if (node.kind === "ExpressionString") {
      if (/window\s*\(/iu.test(node.expression)) stack.push(parseExpression(node.expression));
      continue;
    }
    if (node.kind === "Literal" || !("kind" in node)) continue;
    for (const [name, part] of Object.entries(node)) if (!SKIPPED.has(name)) stack.push(part);
  }
  return undefined;
}

/** The input with the column, if the expressions have such a call. */
export function withTimeWindow(
  cx: Analyzer,
  input: Logical,
  below: Relation,
  env: Env,
  written: readonly Expression[],
): { readonly input: Logical; readonly timeWindow?: TimeWindow } {
  const found = findCall(written);
  if (found === undefined) return { input };
  const resolver = cx.resolver(cx.scope(input, [below], env));
  const call = resolver.resolve(found);
  if (!isTimeWindow(call)) return { input };
  const session = call.fn.name === "session_window";
  const name = session ? "session_window" : "window";
  const metadata: Metadata = { [session ? "spark.sessionWindow" : "spark.timeWindow"]: true };
  const key = exprKey(call);
  if (session) {
    const made = named(call, name, metadata);
    const fields = { start: fieldOf(resolver, call, "start"), end: fieldOf(resolver, call, "end") };
    const grown = resolver.call(">", [fields.end, fields.start]);
    const plan = project(where(input, grown), [...input.output, made], input.hidden);
    return { input: plan, timeWindow: { attribute: toAttribute(made), key, session } };
  }
  const [time, length, slide] = call.args as readonly [TypedExpr, TypedExpr, TypedExpr];
  const present = where(input, resolver.call("isnotnull", [time]));
  if (exprKey(length) === exprKey(slide)) {
    const made = named(call, name, metadata);
    const plan = project(present, [...input.output, made], input.hidden);
    return { input: plan, timeWindow: { attribute: toAttribute(made), key, session } };
  }
  const micros = windowsBack(call).map((back) => literal(back, LONG));
  const backs = alias(resolver.call("array", micros), "$backs");
  const moment = alias(time, "$time");
  const prepared = project(present, [...input.output, moment, backs], input.hidden);
  const ago = attribute("$back", LONG, false);
  const generator = resolver.call("explode", [toAttribute(backs)]) as Call;
  const output = [...prepared.output, ago];
  const plan: Logical = { kind: "Generate", input: prepared, generator, outer: false, generated: [ago], output };
  const made = {
    ...named(resolver.call("$window_before", [toAttribute(moment), ...call.args.slice(1), ago]), name, metadata),
    nullable: true,
  };
  // The earliest may be over before the time.
  const holding = resolver.call(">", [fieldOf(resolver, toAttribute(made), "end"), toAttribute(moment)]);
  const windowed = where(project(plan, [...input.output, toAttribute(moment), made], input.hidden), holding);
  const result = project(windowed, [...input.output, toAttribute(made)], input.hidden);
  return { input: result, timeWindow: { attribute: toAttribute(made), key, session } };
}
function named(e: TypedExpr, name: string, metadata: Metadata): TypedAlias {
  return { ...alias(e, name, metadata), nullable: false };
}
function where(input: Logical, condition: TypedExpr): Logical {
  return {
    kind: "Filter",
    input,
    condition,
    output: input.output,
    ...(input.hidden === undefined ? {} : { hidden: input.hidden }),
  };
}
function isTimeWindow(e: TypedExpr): e is Call {
  return e.kind === "Call" && NAMES.has(e.fn.name);
}
/** The column in the place of its call. */
export function timeWindowOr(e: TypedExpr, timeWindow: TimeWindow | undefined): TypedExpr {
  if (timeWindow === undefined || !isTimeWindow(e)) return e;
  if (exprKey(e) === timeWindow.key) return timeWindow.attribute;
  throw new AnalysisException(
    "_LEGACY_ERROR_TEMP_1039",
    {},
    {
      message:
        "Several different time or session windows in one query would multiply its rows, which is not supported.",
    },
  );
}

type WindowAlias = TypedAlias & { readonly child: WindowExpr };
function layer(input: Logical, windows: readonly WindowAlias[]): Logical {
  return { kind: "Window", input, windows, output: [...input.output, ...windows.map(toAttribute)] };
}
function fieldOf(resolver: ExpressionResolver, window: TypedExpr, field: "start" | "end"): TypedExpr {
  return resolver.call("get_struct_field", [window, literal(field === "start" ? 0 : 1, INT)]);
}
/** Sessions that meet become one, among the rows that agree on the other keys. */
export function mergedSessions(
  resolver: ExpressionResolver,
  given: Logical,
  timeWindow: TimeWindow,
  groupings: readonly TypedExpr[],
): Logical {
  const session = timeWindow.attribute;
  const isSession = (g: TypedExpr): boolean =>
    (g.kind === "Attribute" && g.id === session.id) || (g.kind === "Alias" && isSession(g.child));
  if (!groupings.some(isSession)) return given;
  const keys = groupings
    .filter((g) => !isSession(g))
    .map((g) => (g.kind === "Alias" ? g.child : g))
    .map((g): Attribute | TypedAlias => (g.kind === "Attribute" ? g : alias(g, prettyName(g))));
  const columns = [...given.output, ...keys.filter((k) => k.kind === "Alias")];
  const start = alias(fieldOf(resolver, session, "start"), "start");
  const end = alias(fieldOf(resolver, session, "end"), "end");
  const prepared = project(given, [...columns, start, end], given.hidden);
  const by = keys.map(toAttribute);
  const order: SortKey[] = [{ child: toAttribute(start), descending: false, nullsLast: false }];
  const over = (name: string, e: TypedExpr, partitionBy: readonly TypedExpr[], frame?: WindowFrame): WindowAlias => {
    const call = resolver.call(name, [e]);
    const w: WindowExpr = {
      kind: "Window",
      function: call,
      partitionBy,
      orderBy: frame === undefined ? [] : order,
      frame: frame ?? { type: "row", lower: { kind: "unboundedPreceding" }, upper: { kind: "unboundedFollowing" } },
      defaultFrame: false,
      dataType: call.dataType,
      nullable: true,
    };
    return alias(w, `$${name}`) as WindowAlias;
  };
  const [before, now] = [literal(-1, INT), { kind: "currentRow" } as const];
  const from = { kind: "unboundedPreceding" } as const;
  // A row begins a session where it starts after the end of all before it.
  const reached = over("max", toAttribute(end), by, {
    type: "row",
    lower: from,
    upper: { kind: "offset", value: before },
  });
  const first = layer(prepared, [reached]);
  const begins = resolver.call("<=", [toAttribute(start), toAttribute(reached)]);
  const step = resolver.call("if", [begins, literal(0n, LONG), literal(1n, LONG)]);
  const number = over("sum", step, by, { type: "row", lower: from, upper: now });
  const second = layer(first, [number]);
  const within = [...by, toAttribute(number)];
  const least = over("min", toAttribute(start), within);
  const greatest = over("max", toAttribute(end), within);
  const third = layer(second, [least, greatest]);
  const whole = resolver.call("named_struct", [
    literal("start", STRING),
    toAttribute(least),
    literal("end", STRING),
    toAttribute(greatest),
  ]);
  const merged = {
    ...alias(whole, session.name, session.metadata),
    id: session.id,
    nullable: false,
  };
  return project(
    third,
    given.output.map((a) => (a.id === session.id ? merged : a)),
    given.hidden,
  );
}
