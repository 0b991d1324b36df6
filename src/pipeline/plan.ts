/**
 * A pipeline as steps over one table. Mapped pipelines become spaces of items: a function inside is called for the items
 * of a space, and a list that such a call made and a later map goes over is not built in between. So a map after or inside
 * another costs no explode and no regroup of its own.
 */
import { ArrayType, type DataType } from "../types/data-type.ts";
import type { Graph } from "./graph.ts";
import { type MapMode, NestedNode } from "./nested-node.ts";
import { FunctionNode } from "./node.ts";
import type { Values } from "./node-types.ts";
import { typeIn } from "./node-types-declared.ts";
import { PipelineError } from "./pipeline-error.ts";
import { columnsRead, madeBy, pathTo } from "./plan-columns.ts";

/** The items of lists that belong together, in the rows of the table or in the items of the space around. */
export interface Space {
  readonly around: Space | undefined;
  /** Lists of the space around whose items these are. */
  readonly lists: readonly PlanValue[];
  readonly mode: MapMode;
  /** The lists' names, for people. */
  readonly names: readonly string[];
  /** 1 for items of the rows' lists, 2 for the items of these, and so on. */
  readonly depth: number;
}

/** A value for each row or each item of a space. */
export type PlanValue =
  /** A column of the table, in a space with its values nested in as many lists as the space is deep. */
  | {
      readonly kind: "column";
      readonly column: string;
      readonly space: Space | undefined;
      readonly type: DataType | undefined;
    }
  /** The items of one of a space's lists. */
  | { readonly kind: "item"; readonly space: Space; readonly list: number; readonly type: DataType | undefined }
  /** Items of a space as a list for each row or item around. */
  | {
      readonly kind: "list";
      readonly items: PlanValue;
      readonly of: Space;
      readonly space: Space | undefined;
      readonly type: DataType | undefined;
    }
  | { readonly kind: "constant"; readonly value: unknown; readonly space: undefined; readonly type: undefined };

/** Calls a function for each row or each item of a space. */
export interface CallStep {
  readonly kind: "call";
  readonly node: FunctionNode;
  /** The node's name with those of the pipelines around it. */
  readonly path: string;
  readonly space: Space | undefined;
  readonly args: readonly PlanValue[];
  /** Columns for the node's outputs, those that are not needed too. */
  readonly made: readonly PlanColumn[];
}
/** Joins lists of lists of a space's items, for each row or item around. */
export interface JoinListsStep {
  readonly kind: "joinLists";
  readonly space: Space | undefined;
  readonly of: PlanValue;
  readonly made: PlanColumn;
}
export type PlanStep = CallStep | JoinListsStep;
export type PlanColumn = Extract<PlanValue, { readonly kind: "column" }>;

export interface Plan {
  readonly inputs: readonly PlanColumn[];
  readonly steps: readonly PlanStep[];
  readonly outputs: readonly { readonly name: string; readonly value: PlanValue }[];
}

/** The names of a table's columns that the pipeline reads, and their types where these are known. */
export type InputTypes = ReadonlyMap<string, DataType | undefined>;

/**
 * Plans the computation of outputs.
 *
 * @param inputs - the table's columns; other inputs must be among the constants
 */
export function planOf(graph: Graph, outputs: readonly string[], inputs: InputTypes, constants: Values): Plan {
  const compiler = new Compiler(inputs);
  const names = new Map<string, PlanValue>();
  for (const input of compiler.inputs) names.set(input.column, input);
  for (const [name, value] of Object.entries(constants)) {
    names.set(name, { kind: "constant", value, space: undefined, type: undefined });
  }
  compiler.graph(graph, outputs, names, undefined, "");
  return {
    inputs: compiler.inputs,
    steps: ordered(compiler.steps),
    outputs: outputs.map((name) => ({ name, value: lookup(names, name) })),
  };
}

/**
 * The steps in an order that leaves the items of a list as seldom as it can: of those whose arguments are there, one of
 * the items at hand is next, else one of rows, else the first.
 */
function ordered(steps: readonly PlanStep[]): PlanStep[] {
  const left = new Set(steps);
  const made = new Map(steps.flatMap((step) => madeBy(step).map((column) => [column, step] as const)));
  const waits = new Map(steps.map((step) => [step, new Set([...columnsRead(step)].flatMap((c) => made.get(c) ?? []))]));
  const order: PlanStep[] = [];
  let at: Space | undefined;
  while (left.size > 0) {
    let next: PlanStep | undefined;
    let best = 3;
    for (const step of left) {
      if ([...(waits.get(step) ?? [])].some((before) => left.has(before))) continue;
      const [outermost] = pathTo(step.space);
      const rank = outermost === at ? 0 : outermost === undefined ? 1 : 2;
      if (rank < best) [next, best] = [step, rank];
      if (best === 0) break;
    }
    if (next === undefined) throw new Error("the steps of a plan wait for each other");
    left.delete(next);
    order.push(next);
    [at] = pathTo(next.space);
  }
  return order;
}

type Names = Map<string, PlanValue>;

function lookup(names: Names, name: string): PlanValue {
  const value = names.get(name);
  if (value === undefined) throw new PipelineError("PIPELINE_MISSING_INPUT", { names: `\`${name}\`` });
  return value;
}

class Compiler {
  readonly inputs: readonly PlanColumn[];
  readonly steps: PlanStep[] = [];
  readonly #taken: Set<string>;
  readonly #spaces: Space[] = [];

  constructor(inputs: InputTypes) {
    this.inputs = [...inputs].map(([column, type]) => ({ kind: "column", column, space: undefined, type }));
    this.#taken = new Set(inputs.keys());
  }

  graph(graph: Graph, outputs: readonly string[], names: Names, space: Space | undefined, path: string): void {
    for (const [node, needed] of graph.need(outputs).nodes) {
      if (node instanceof FunctionNode) this.#call(node, names, space, path);
      else if (node instanceof NestedNode) this.#nested(node, needed, names, space, path);
    }
  }

  #call(node: FunctionNode, names: Names, space: Space | undefined, path: string): void {
    const args = node.inputs.map((name) => lookup(names, name));
    const made = node.outputs.map((name) => this.#column(path + name, space, typeIn(node, name)));
    this.steps.push({ kind: "call", node, path: path + node.name, space, args, made });
    node.outputs.forEach((name, i) => names.set(name, made[i] as PlanColumn));
  }

  #nested(node: NestedNode, needed: ReadonlySet<string>, names: Names, space: Space | undefined, path: string): void {
    const { graph, bound, mapOver } = node;
    const inner = node.innerOutputs(needed);
    const lists = mapOver?.map((name) => lookup(names, name));
    const items = lists === undefined ? space : this.#space(lists, node.mode, space, mapOver ?? []);
    const given: Names = new Map();
    for (const name of graph.need(inner).inputs) {
      const outer = node.outerInput(name);
      if (outer === undefined) {
        given.set(name, { kind: "constant", value: bound[name], space: undefined, type: undefined });
        continue;
      }
      const value = lookup(names, outer);
      const list = mapOver?.indexOf(outer) ?? -1;
      given.set(name, list < 0 || items === undefined ? value : itemOf(value, items));
    }
    this.graph(graph, inner, given, items, `${path}${node.name}/`);
    for (const name of needed) {
      const value = lookup(given, node.innerOutput(name));
      names.set(
        name,
        items === space ? value : this.#regrouped(value, items as Space, space, node.flatten, path + name),
      );
    }
  }

  #regrouped(items: PlanValue, of: Space, space: Space | undefined, flatten: boolean, name: string): PlanValue {
    const type = items.type === undefined ? undefined : new ArrayType(items.type);
    const list: PlanValue = { kind: "list", items, of, space, type };
    if (!flatten) return list;
    const made = this.#column(name, space, items.type);
    this.steps.push({ kind: "joinLists", space, of: list, made });
    return made;
  }

  #column(name: string, space: Space | undefined, type: DataType | undefined): PlanColumn {
    let column = name;
    for (let i = 2; this.#taken.has(column); i++) column = `${name} ${i}`;
    this.#taken.add(column);
    return { kind: "column", column, space, type };
  }

  /** The space of these lists' items: one there is already, where they are surely the same items, or a new one. */
  #space(lists: readonly PlanValue[], mode: MapMode, around: Space | undefined, names: readonly string[]): Space {
    if (mode === "zip" || lists.length === 1) {
      const same = this.#spaces.find((space) => space.around === around && sameItems(space, lists));
      if (same !== undefined) return same;
    }
    const space = {
      around,
      lists,
      mode: lists.length === 1 ? "zip" : mode,
      names,
      depth: (around?.depth ?? 0) + 1,
    } as const;
    this.#spaces.push(space);
    return space;
  }
}

/**
 * Do these lists have the items of the space, no more and none missing? Each must be one of its own lists or made in it; and
 * one must be made in it, or all of its own must be there, as a list that is null takes the items of the others away.
 */
function sameItems(space: Space, lists: readonly PlanValue[]): boolean {
  const madeIn = (value: PlanValue): boolean => value.kind === "list" && value.of === space;
  const own = (value: PlanValue): boolean => space.mode === "zip" && space.lists.includes(value);
  if (!lists.every((value) => madeIn(value) || own(value))) return false;
  return lists.some(madeIn) || space.lists.every((value) => lists.includes(value));
}

function itemOf(list: PlanValue, space: Space): PlanValue {
  if (list.kind === "list" && list.of === space) return list.items;
  const type = list.type instanceof ArrayType ? list.type.elementType : undefined;
  return { kind: "item", space, list: space.lists.indexOf(list), type };
}
