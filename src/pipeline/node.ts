/** Nodes: functions with names for what they need and what they make. */
import type { DataType } from "../types/data-type.ts";
import { firstRepeated } from "../types/name-equality.ts";
import type { NodeFunction, NodeInputs, NodeOutputs, Typed, Values } from "./node-types.ts";
import { PipelineError } from "./pipeline-error.ts";
import type { ModuleExport, Stateful } from "./stateful.ts";

/** A part of a pipeline: something that makes named outputs of named inputs. */
export abstract class Node<In = Values, Out = Values> implements Typed<In, Out> {
  declare readonly "~types"?: { readonly in: In; readonly out: Out };
  /** What errors, events and plans call the node. */
  abstract readonly name: string;
  abstract readonly inputs: readonly string[];
  abstract readonly outputs: readonly string[];
  /** @internal The inputs that these outputs need. */
  abstract inputsFor(outputs: ReadonlySet<string>): readonly string[];
}

/** Rows of a call of a batch function, where no other number is given. */
const BATCH_ROWS = 1024;

/** Options of {@link node}. */
export interface NodeOptions<I extends readonly string[], O extends string | readonly string[], F, S, B> {
  /** The name of what the function returns; several names where it returns an object with these members. */
  readonly output: O;
  /** The names of what the function is called with, in the order of its parameters. */
  readonly inputs: I;
  /** The function, sync or async. */
  readonly fn: F;
  /** An object that the function gets as its first argument, before the inputs. */
  readonly use?: Stateful<S>;
  /**
   * true or a number of items: the function gets a list for each input and returns a list with a result for each item.
   * The number is the most items of one call.
   */
  readonly batch?: B;
  /** The most calls of this node under way at once. */
  readonly concurrency?: number;
  /** Lets results be kept in a cache, under this version and the inputs. Change it when the function changes. */
  readonly version?: string | number;
  /** What errors, events and plans call the node; the function's name or its output's where absent. */
  readonly name?: string;
  /** Spark's types of inputs and outputs, for plans over DataFrames: `{ text: "string", vector: "array<double>" }`. */
  readonly types?: { readonly [N in NameOf<I, O>]?: DataType | string };
  /** Where a generated program finds the function. */
  readonly module?: ModuleExport;
}
type NameOf<I extends readonly string[], O extends string | readonly string[]> =
  I[number] | (O extends string ? O : O[number & keyof O] & string);

type Loose = NodeOptions<readonly string[], string | readonly string[], NodeFunction, unknown, boolean | number>;

/** A function as a node, as {@link node} makes it. */
export class FunctionNode<In = Values, Out = Values> extends Node<In, Out> {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Is the result an object with a member for each output? */
  readonly severalOutputs: boolean;
  /** @internal */
  readonly fn: NodeFunction;
  readonly use: Stateful | undefined;
  /** The most items of one call of a batch function; undefined for a function of single values. */
  readonly batchSize: number | undefined;
  readonly concurrency: number | undefined;
  readonly version: string | number | undefined;
  readonly types: { readonly [name: string]: DataType | string | undefined };
  readonly module: ModuleExport | undefined;

  constructor(options: Loose) {
    super();
    this.severalOutputs = typeof options.output !== "string";
    this.outputs = Object.freeze(typeof options.output === "string" ? [options.output] : [...options.output]);
    this.name =
      options.name ?? (options.fn.name === "" || options.fn.name === "fn" ? this.outputs.join("+") : options.fn.name);
    this.inputs = Object.freeze([...options.inputs]);
    this.fn = options.fn;
    this.use = options.use;
    this.batchSize = options.batch === true ? BATCH_ROWS : options.batch === false ? undefined : options.batch;
    this.concurrency = options.concurrency;
    this.version = options.version;
    this.types = options.types ?? {};
    this.module = options.module;
    this.#check();
  }
  inputsFor(): readonly string[] {
    return this.inputs;
  }
  #check(): void {
    const fail = (problem: string): never => {
      throw new PipelineError("PIPELINE_INVALID_NODE", { node: this.name, problem });
    };
    if (typeof this.fn !== "function") fail("`fn` must be a function");
    if (this.outputs.length === 0) fail("there must be an output");
    for (const [role, names] of [
      ["input", this.inputs],
      ["output", this.outputs],
    ] as const) {
      const twice = firstRepeated(names);
      if (twice !== undefined) fail(`the ${role} \`${twice}\` is named twice`);
      // No member of a plain object can have this name.
      const invalid = (name: unknown): boolean => typeof name !== "string" || name === "" || name === "__proto__";
      if (names.some(invalid)) fail(`an ${role} must have a name`);
    }
    for (const [what, value] of [
      ["batch", this.batchSize],
      ["concurrency", this.concurrency],
    ] as const) {
      if (value !== undefined && !(Number.isInteger(value) && value > 0))
        fail(`\`${what}\` must be a positive integer`);
    }
    const stranger = Object.keys(this.types).find((n) => !this.inputs.includes(n) && !this.outputs.includes(n));
    if (stranger !== undefined) fail(`\`types\` names \`${stranger}\`, which is neither input nor output`);
  }
}

/**
 * A function as a part of a pipeline. Nodes are joined by names: what one makes as `vector` another gets that has
 * `vector` among its inputs.
 *
 * @param options - the names, the function and how it is called
 * @throws {@link PipelineError} with `PIPELINE_INVALID_NODE` where names are doubled or options make no sense
 * @example
 * ```ts
 * import { Pipeline, node } from "sparkwright/pipeline";
 *
 * const words = node({ output: "words", inputs: ["text"], fn: (text: string) => text.split(" ") });
 * const stats = node({
 *   output: ["count", "longest"],
 *   inputs: ["words"],
 *   fn: (words: string[]) => ({ count: words.length, longest: Math.max(...words.map((w) => w.length)) }),
 * });
 * console.log(await new Pipeline([words, stats]).run({ text: "a few words" }, { outputs: ["count", "longest"] }));
 * ```
 */
export function node<
  const I extends readonly string[],
  const O extends string | readonly string[],
  F extends NodeFunction,
  S = undefined,
  const B extends boolean | number = false,
>(options: NodeOptions<I, O, F, S, B>): FunctionNode<NodeInputs<I, F, S, B>, NodeOutputs<O, F, B>> {
  return new FunctionNode(options as unknown as Loose);
}
