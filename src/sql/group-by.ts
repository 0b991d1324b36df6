/** GROUP BY: plain columns, ALL, ROLLUP, CUBE, GROUPING SETS and their combinations. */
import type { Expression } from "../plan/expression.ts";
import type { Aggregate, Relation } from "../plan/relation.ts";
import { anyExpression, namedExpression } from "./expression.ts";
import type { Parser } from "./parser.ts";
import { isAllKeyword } from "./query-organization.ts";

type GroupingSet = readonly Expression[];
type Grouping = Pick<Aggregate, "groupType" | "groupingExpressions" | "groupingSets">;
/** One item of the list: a column, or the sets an analytic stands for. */
type Item =
  | { readonly kind: "column"; readonly expression: Expression }
  | { readonly kind: "rollup" | "cube" | "sets"; readonly sets: readonly GroupingSet[] };

/** More combinations than this are refused rather than written out. */
const MAX_SETS = 4096;

/** The clause with its place, which is that of the aggregation. */
export function groupByClause(p: Parser): Grouping & Pick<Aggregate, "common"> {
  const start = p.pos;
  const grouping = groupBy(p);
  return { ...grouping, common: { origin: p.origin(start) } };
}
export function aggregated(
  grouping: ReturnType<typeof groupByClause>,
  list: readonly Expression[],
  input: Relation,
): Aggregate {
  return Object.freeze({ kind: "Aggregate", input, ...grouping, aggregateExpressions: list, fromSql: true });
}

/** The clause as Aggregate's fields. Behind `|> AGGREGATE` its columns may have aliases, which stay in the fields. */
export function groupBy(p: Parser, aliases: boolean = false): Grouping {
  const start = p.pos;
  p.expect("GROUP", "BY");
  if (p.at("WITH", "ROLLUP") || p.at("WITH", "CUBE")) p.fail(p.pos + 1);
  const items = p.list((inner) => item(inner, aliases));
  const columns = items.flatMap((x) => (x.kind === "column" ? [x.expression] : []));
  if (columns.length === items.length) {
    if (p.acceptAll("WITH", "ROLLUP")) return { groupType: "rollup", groupingExpressions: columns };
    if (p.acceptAll("WITH", "CUBE")) return { groupType: "cube", groupingExpressions: columns };
    if (p.acceptAll("GROUPING", "SETS")) {
      return { groupType: "groupingSets", groupingExpressions: columns, groupingSets: p.parenthesized(groupingSet) };
    }
    const all = columns.length === 1 && isAllKeyword(columns[0]!);
    return all ? { groupType: "all", groupingExpressions: [] } : { groupType: "groupBy", groupingExpressions: columns };
  }
  const [only] = items as [Item];
  if (
    items.length === 1 &&
    (only.kind === "rollup" || only.kind === "cube") &&
    only.sets.every((s) => s.length === 1)
  ) {
    return { groupType: only.kind, groupingExpressions: only.sets.flat() };
  }
  const groupingSets = items.map(setsOf).reduce((left, right) => {
    if (left.length * right.length > MAX_SETS) p.reject("GROUPING_SIZE_LIMIT_EXCEEDED", { maxSize: "64" }, start);
    return left.flatMap((a) => right.map((b) => [...a, ...b]));
  });
  const inOrder = items.flatMap((x) => (x.kind === "column" ? [x.expression] : x.sets.flat()));
  return { groupType: "groupingSets", groupingExpressions: distinct(inOrder), groupingSets };
}

function item(p: Parser, aliases: boolean): Item {
  const analytic = groupingAnalytic(p);
  if (analytic !== undefined) return analytic;
  return { kind: "column", expression: aliases ? namedExpression(p) : anyExpression(p) };
}

function groupingAnalytic(p: Parser): Item | undefined {
  const start = p.pos;
  if (p.at("GROUPING", "SETS", "(")) {
    p.pos += 2;
    const sets = p.parenthesized((inner) => {
      const nested = groupingAnalytic(inner);
      return nested === undefined ? [groupingSet(inner)] : setsOf(nested);
    });
    return { kind: "sets", sets: sets.flat() };
  }
  if ((p.kind === "ROLLUP" || p.kind === "CUBE") && p.peek() === "(" && p.peek(2) !== ")") {
    const kind = p.kind === "ROLLUP" ? "rollup" : "cube";
    p.pos++;
    const sets = p.parenthesized(groupingSet);
    if (sets.some((set) => set.length === 0)) {
      p.reject("_LEGACY_ERROR_TEMP_0051", { element: kind.toUpperCase() }, start); // no empty set in them
    }
    return { kind, sets };
  }
  return undefined;
}

/** `(a, b)`, `()` or `a` */
function groupingSet(p: Parser): GroupingSet {
  if (p.kind !== "(") return [anyExpression(p)];
  return p.attempt("grouping set", parenthesizedSet) ?? [anyExpression(p)];
}
function parenthesizedSet(p: Parser): GroupingSet {
  p.expect("(");
  const set = p.kind === ")" ? [] : p.list(anyExpression);
  p.expect(")");
  // `(a) + 1` is an expression.
  if (p.kind !== "," && p.kind !== ")") p.fail();
  return set;
}

function setsOf(x: Item): readonly GroupingSet[] {
  switch (x.kind) {
    case "column":
      return [[x.expression]];
    case "sets":
      return x.sets;
    case "rollup":
      return Array.from({ length: x.sets.length + 1 }, (_, i) => x.sets.slice(0, x.sets.length - i).flat());
    case "cube": {
      let subsets: GroupingSet[] = [[]];
      // The first column varies slowest: (a, b), (a), (b), ().
      for (const set of [...x.sets].reverse()) subsets = [...subsets.map((rest) => [...set, ...rest]), ...subsets];
      return subsets;
    }
  }
}

/** Equal expressions once, by their shape. */
function distinct(expressions: readonly Expression[]): Expression[] {
  const seen = new Map<string, Expression>();
  for (const node of expressions) {
    const shape = JSON.stringify(node, (key, value: unknown) =>
      key === "origin" || key === "specOrigin" || key === "common"
        ? undefined
        : typeof value === "bigint"
          ? `${value}n`
          : value,
    );
    if (!seen.has(shape)) seen.set(shape, node);
  }
  return [...seen.values()];
}
