/** A pipeline as a node of another, once or for each item of lists. */
import { type Graph, unknownName } from "./graph.ts";
import { Node } from "./node.ts";
import type { Values } from "./node-types.ts";
import { PipelineError } from "./pipeline-error.ts";

export type MapMode = "zip" | "product";

/** How the names outside and inside a nested pipeline belong together, and what it maps over. */
export interface NestedSettings {
  readonly name: string;
  /** Names outside to names inside. */
  readonly inputMapping: { readonly [outer: string]: string };
  /** Names inside to names outside; only these outputs are seen outside. */
  readonly outputMapping: { readonly [inner: string]: string } | undefined;
  /** Names outside; undefined where the pipeline runs once. */
  readonly mapOver: readonly string[] | undefined;
  readonly mode: MapMode;
  /** Are the lists that a mapped pipeline makes joined to one? */
  readonly flatten: boolean;
}

export class NestedNode<In = Values, Out = Values> extends Node<In, Out> {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly graph: Graph;
  /** Values of inputs inside that are not asked for outside. */
  readonly bound: Values;
  readonly mapOver: readonly string[] | undefined;
  readonly mode: MapMode;
  readonly flatten: boolean;
  /** Names inside to names outside. */
  readonly #outside: ReadonlyMap<string, string>;
  readonly #innerOutput: ReadonlyMap<string, string>;

  constructor(graph: Graph, bound: Values, settings: NestedSettings) {
    super();
    this.graph = graph;
    this.bound = bound;
    this.name = settings.name;
    this.mapOver = settings.mapOver;
    this.mode = settings.mode;
    this.flatten = settings.flatten;
    const { inputMapping, outputMapping } = settings;
    const outside = new Map<string, string>();
    for (const [outer, inner] of Object.entries(inputMapping)) {
      if (!graph.inputs.includes(inner)) throw unknownName(inner, "input", graph.inputs);
      const other = outside.get(inner);
      if (other !== undefined) this.#invalid(`both \`${other}\` and \`${outer}\` stand for its input \`${inner}\``);
      outside.set(inner, outer);
    }
    for (const inner of graph.inputs) {
      if (!outside.has(inner) && !(inner in bound)) outside.set(inner, inner);
    }
    this.#outside = outside;
    this.inputs = Object.freeze([...new Set(outside.values())]);
    const outputs = outputMapping ?? Object.fromEntries(graph.outputs.map((name) => [name, name]));
    for (const inner of Object.keys(outputs)) {
      if (!graph.outputs.includes(inner)) throw unknownName(inner, "output", graph.outputs);
    }
    this.#innerOutput = new Map(Object.entries(outputs).map(([inner, outer]) => [outer, inner]));
    this.outputs = Object.freeze([...this.#innerOutput.keys()]);
    if (this.outputs.length !== Object.keys(outputs).length) this.#invalid("two of its outputs have one name outside");
    if (this.mapOver?.length === 0) this.#invalid("`mapOver` names nothing");
    for (const name of this.mapOver ?? []) {
      if (!this.inputs.includes(name)) throw unknownName(name, "input", this.inputs);
    }
    if (this.flatten && this.mapOver === undefined) this.#invalid("`flatten` needs `mapOver`");
  }
  #invalid(problem: string): never {
    throw new PipelineError("PIPELINE_INVALID_NODE", { node: this.name, problem });
  }
  inputsFor(outputs: ReadonlySet<string>): readonly string[] {
    const { inputs } = this.graph.need(this.innerOutputs(outputs));
    const needed = new Set(inputs.flatMap((inner) => this.outerInput(inner) ?? []));
    // How often it runs hangs on what it maps over, whether an output uses that or not.
    for (const name of this.mapOver ?? []) needed.add(name);
    return this.inputs.filter((name) => needed.has(name));
  }
  /** The name outside of an input inside; undefined where it is bound. */
  outerInput(inner: string): string | undefined {
    return this.#outside.get(inner);
  }
  /** The names inside of these outputs. */
  innerOutputs(outputs: Iterable<string>): string[] {
    return [...outputs].map((outer) => this.innerOutput(outer));
  }
  innerOutput(outer: string): string {
    return this.#innerOutput.get(outer) ?? outer;
  }
}
