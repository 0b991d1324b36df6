/**
 * The local back end: functions are called here, one node over all items at a time. Nodes that do not need each other
 * run side by side; a mapped pipeline runs over the items of all rows at once, so that batches are full however short
 * the rows' lists are.
 */
import { callNode, type Column, type Place } from "./call-node.ts";
import type { Graph } from "./graph.ts";
import { itemIndex, itemsOf, regrouped, repeated } from "./item-index.ts";
import { NestedNode } from "./nested-node.ts";
import { FunctionNode, type Node } from "./node.ts";
import type { Values } from "./node-types.ts";
import type { RunContext } from "./run-context.ts";

type Columns = Map<string, Column>;

/** A graph that runs over rows, and where. */
interface Scope {
  readonly graph: Graph;
  readonly rows: number;
  /** Names of the pipelines around, each with a slash behind it. */
  readonly path: string;
  readonly describe: Place["describe"];
}

/** Computes outputs of a graph over rows of inputs. */
export async function runGraph(
  graph: Graph,
  outputs: readonly string[],
  inputs: ReadonlyMap<string, Column>,
  rows: number,
  run: RunContext,
  describe: Place["describe"],
): Promise<Map<string, Column>> {
  return await runScope({ graph, rows, path: "", describe }, outputs, new Map(inputs), run);
}

async function runScope(
  scope: Scope,
  outputs: readonly string[],
  columns: Columns,
  run: RunContext,
): Promise<Map<string, Column>> {
  const { graph } = scope;
  const started = new Map<Node, Promise<void>>();
  for (const [node, needed] of graph.need(outputs).nodes) {
    const before = node.inputsFor(needed).flatMap((name) => started.get(graph.producer(name) as Node) ?? []);
    started.set(node, startAfter(before, node, needed, columns, scope, run));
  }
  // All are waited for, so that no rejection is left unobserved; the first error is the one that aborted the others.
  const settled = await Promise.allSettled(started.values());
  run.throwIfAborted();
  for (const result of settled) if (result.status === "rejected") throw result.reason;
  return new Map(outputs.map((name) => [name, columns.get(name) ?? []]));
}

async function startAfter(
  before: readonly Promise<void>[],
  node: Node,
  needed: ReadonlySet<string>,
  columns: Columns,
  scope: Scope,
  run: RunContext,
): Promise<void> {
  await Promise.all(before);
  run.throwIfAborted();
  try {
    if (node instanceof FunctionNode) {
      const inputs = node.inputs.map((name) => columns.get(name) ?? []);
      const place = { path: scope.path + node.name, describe: scope.describe };
      const results = await callNode(node, inputs, scope.rows, run, place);
      node.outputs.forEach((name, i) => columns.set(name, results[i] ?? []));
    } else if (node instanceof NestedNode) {
      await runNested(node, needed, columns, scope, run);
    }
  } catch (error) {
    run.fail(error);
    throw error;
  }
}

async function runNested(
  node: NestedNode,
  needed: ReadonlySet<string>,
  columns: Columns,
  scope: Scope,
  run: RunContext,
): Promise<void> {
  const { graph, bound, mapOver } = node;
  const outputs = [...needed];
  const inner = node.innerOutputs(outputs);
  const { inputs } = graph.need(inner);
  const path = `${scope.path}${node.name}/`;
  const outer = (name: string): Column | undefined => {
    const from = node.outerInput(name);
    return from === undefined ? undefined : columns.get(from);
  };
  if (mapOver === undefined) {
    const given = new Map(inputs.map((name) => [name, outer(name) ?? constant(bound[name], scope.rows)]));
    const made = await runScope({ ...scope, graph, path }, inner, given, run);
    for (const name of outputs) columns.set(name, made.get(node.innerOutput(name)) ?? []);
    return;
  }
  const lists = mapOver.map((name) => columns.get(name) ?? []);
  const index = itemIndex(mapOver, lists, scope.rows, node.mode, scope.describe);
  const given: Columns = new Map();
  for (const name of inputs) {
    const list = mapOver.indexOf(node.outerInput(name) ?? "");
    const column = outer(name);
    if (column === undefined) given.set(name, constant(bound[name], index.items));
    else given.set(name, list < 0 ? repeated(index, column) : itemsOf(index, list, column));
  }
  const describe = (item: number): string => {
    const row = index.rows[item] ?? 0;
    return `${scope.describe(row)} at item ${item - (index.starts[row] ?? 0)} of \`${mapOver.join("`, `")}\``;
  };
  const made = await runScope({ graph, rows: index.items, path, describe }, inner, given, run);
  for (const name of outputs) {
    columns.set(name, regrouped(index, made.get(node.innerOutput(name)) ?? [], node.flatten, name));
  }
}

const constant = (value: unknown, items: number): unknown[] => new Array<unknown>(items).fill(value);

/** Columns of inputs that are the same for each of some items. */
export function constants(values: Values, names: readonly string[], items: number): Columns {
  return new Map(names.map((name) => [name, constant(values[name], items)]));
}
