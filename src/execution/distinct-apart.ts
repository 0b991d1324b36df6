/**
 * Aggregates over distinct values, taken apart: the engine holds a group's distinct values in one piece, however many
 * there are. Here they are found by a step of their own, which can be divided, and then aggregated.
 */
import { px, pxToJson } from "../polars/dsl.ts";
import type { ExprJson, GroupByNode, NamedExpr, NodeRef, PolarsNode, PolarsPlan } from "../polars/plan.ts";
import { PlanCopy } from "../polars/plan-rewrite.ts";
import { isRowWise, type Json } from "../polars/row-wise.ts";

/** An aggregate of distinct values: of `value` in rows where `where` is true, as `expr` of the columns `!d` and `!w`. */
interface DistinctAggregate {
  readonly name: string;
  readonly value: ExprJson;
  readonly where: ExprJson | null;
  readonly expr: ExprJson;
}
const VALUE = "!d";
const WHERE = "!w";

type Node = { readonly [kind: string]: Json };
const isNode = (json: Json): json is Node => json !== null && typeof json === "object" && !Array.isArray(json);

/** Numbers stay texts with this mark, so that they are written as they were read. */
const NUMBER = "!number:";
function parse(text: ExprJson): Json {
  const marked = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"${NUMBER}${token}"`,
  );
  return JSON.parse(marked) as Json;
}
function write(json: Json): ExprJson {
  return JSON.stringify(json).replaceAll(new RegExp(`"${NUMBER}([^"]*)"`, "g"), "$1");
}
function replaced(json: Json, by: (node: Node) => Json | undefined): Json {
  if (Array.isArray(json)) return (json as readonly Json[]).map((item) => replaced(item, by));
  if (!isNode(json)) return json;
  const other = by(json);
  if (other !== undefined) return other;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, replaced(value, by)]));
}

function distinctAggregate({ name, expr }: NamedExpr): DistinctAggregate | null {
  if (!expr.includes('"Unique":') || expr.includes(NUMBER)) return null;
  const values = new Set<string>();
  const conditions = new Set<string>();
  const withoutUnique = replaced(parse(expr), (node) => {
    const { Function: call } = node;
    if (call === undefined || !isNode(call)) return undefined;
    if (!isNode(call["function"] ?? null) || !("Unique" in (call["function"] as Node))) return undefined;
    const [input = null] = call["input"] as readonly Json[];
    const plain = replaced(input, ({ Filter: filter }) => {
      if (filter === undefined || !isNode(filter)) return undefined;
      conditions.add(write(filter["by"] ?? null));
      return filter["input"] ?? null;
    });
    values.add(write(plain));
    return { Column: VALUE };
  });
  const [value] = values;
  const [where = null] = conditions;
  if (value === undefined || values.size > 1 || conditions.size > 1 || !isRowWise(parse(value))) return null;
  if (where !== null && !isRowWise(parse(where))) return null;
  // Whatever else it reads is gone when only distinct values are left.
  let others = false;
  const filtered = replaced(withoutUnique, (node) => {
    if (!("Column" in node)) return undefined;
    if (node["Column"] !== VALUE) others = true;
    return where === null ? node : { Filter: { input: node, by: { Column: WHERE } } };
  });
  return others ? null : { name, value, where, expr: write(filtered) };
}

/** Some of its aggregates can be taken apart. */
export function canTakeApart({ aggs }: GroupByNode): boolean {
  return aggs.some((agg) => distinctAggregate(agg) !== null);
}

/** The plan with an aggregation of the same rows that gathers distinct values by themselves. */
export function takenApart(plan: PolarsPlan, ref: NodeRef): PolarsPlan {
  const node = plan.nodes[ref] as GroupByNode;
  const copy = new PlanCopy(plan);
  const input = copy.copy(node.input);
  const rest: NamedExpr[] = [];
  const sets = new Map<string, DistinctAggregate[]>();
  for (const agg of node.aggs) {
    const found = distinctAggregate(agg);
    if (found === null) {
      rest.push(agg);
      continue;
    }
    const key = JSON.stringify([found.value, found.where]);
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [found]);
    else set.push(found);
  }
  const column = (name: string): ExprJson => pxToJson(px.col(name));
  const grouped = [...sets.values()].map((set, i) => {
    const [{ value, where }] = set as [DistinctAggregate];
    const keys = node.keys.map((key, k) => ({ name: `!k${i}.${k}`, expr: key.expr }));
    // A row that does not count stands for its group: one whose rows all do not is still there.
    const counted = where === null ? value : unlessNot(where, value);
    const exprs = [...keys, { name: VALUE, expr: counted }, ...(where === null ? [] : [{ name: WHERE, expr: where }])];
    const values = copy.add({ op: "select", input, exprs });
    const distinct = copy.add({ op: "distinct", input: values, keep: "any" });
    const names = keys.map(({ name }) => ({ name, expr: column(name) }));
    const aggs = set.map(({ name, expr }) => ({ name, expr }));
    return { keys: names, ref: copy.add({ op: "groupBy", input: distinct, keys: names, aggs }) };
  });
  copy.replace(ref, copy.add(joined(copy, node, input, rest, grouped)));
  return copy.finish(copy.copy(plan.root));
}
function unlessNot(where: ExprJson, value: ExprJson): ExprJson {
  return `{"Ternary":{"predicate":${where},"truthy":${value},"falsy":${pxToJson(px.lit.null("Null"))}}}`;
}

interface Grouped {
  readonly keys: readonly NamedExpr[];
  readonly ref: NodeRef;
}
/** All aggregates side by side, in their order: without keys each is one row, else the groups have the same keys. */
function joined(
  copy: PlanCopy,
  node: GroupByNode,
  input: NodeRef,
  rest: readonly NamedExpr[],
  grouped: readonly Grouped[],
): PolarsNode {
  const names = [...node.keys, ...node.aggs].map(({ name }) => ({ name, expr: pxToJson(px.col(name)) }));
  if (node.keys.length === 0) {
    const inputs = grouped.map(({ ref }) => ref);
    if (rest.length > 0) inputs.push(copy.add({ ...node, input, aggs: rest }));
    return { op: "select", input: copy.add({ op: "hconcat", inputs }), exprs: names };
  }
  let left =
    rest.length > 0
      ? copy.add({ ...node, input, aggs: rest })
      : copy.add({ op: "distinct", input: copy.add({ op: "select", input, exprs: node.keys }), keep: "any" });
  const leftOn = node.keys.map(({ name }) => pxToJson(px.col(name)));
  for (const { keys, ref } of grouped) {
    const rightOn = keys.map(({ expr }) => expr);
    left = copy.add({ op: "join", left, right: ref, leftOn, rightOn, how: "inner", nullsEqual: true });
  }
  return { op: "select", input: left, exprs: names };
}
