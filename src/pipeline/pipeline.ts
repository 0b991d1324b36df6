/** Pipelines: functions joined by the names of what they need and make. */
import type { DataFrame } from "../dataframe/dataframe.ts";
import type { SparkSession } from "../session/spark-session.ts";
import type { Column } from "./call-node.ts";
import { type FrameJob, runAsFrame, withOutputs } from "./frame.ts";
import { Graph, unknownName } from "./graph.ts";
import { declaredInputType } from "./input-types.ts";
import { itemIndex, itemsOf } from "./item-index.ts";
import { runGraph, constants } from "./local-run.ts";
import { type MapMode, NestedNode } from "./nested-node.ts";
import type { Node } from "./node.ts";
import type {
  InputsOf,
  MappedInputs,
  MappedOutputs,
  NameIn,
  Names,
  Optional,
  OutputsOf,
  RenamedFrom,
  RenamedTo,
  Values,
} from "./node-types.ts";
import { type ObjectStore, SharedObjects } from "./object-store.ts";
import { PipelineError } from "./pipeline-error.ts";
import { type Plan, planOf } from "./plan.ts";
import { RunContext, type RunSettings } from "./run-context.ts";
import { planText } from "./show-plan.ts";
import type { PipelineTask } from "./task.ts";
import { type CodeOptions, codeOf } from "./to-code.ts";

/** Options of `run` and `map` that say where. */
export interface WhereOptions extends RunSettings {
  /**
   * Runs as a DataFrame plan of this session: inputs become columns, the pipeline a column of them. The answers are those of
   * a run here, as far as Spark's types hold them (undefined becomes null). Types of outputs must be declared (`types`).
   */
  readonly spark?: SparkSession;
}
/** Options of `run`. */
export interface RunOptions<O> extends WhereOptions {
  /** What to compute; all outputs where absent. Only what these need runs, and only its inputs must be given. */
  readonly outputs?: readonly O[];
}
/** Options of `map`. */
export interface MapOptions<M, O> extends RunOptions<O> {
  /** Inputs that are lists, whose items the pipeline runs over; the others are the same for each item. */
  readonly mapOver: M;
  /** `zip`: lists of one length, item by item; `product`: each item of one with each of the others. Default `zip`. */
  readonly mode?: MapMode;
}
/** Options of `planText` and `showPlan`. */
export interface PlanOptions<O> {
  /** All outputs where absent. */
  readonly outputs?: readonly O[];
}
/** Options of `asNode`. */
export interface AsNodeOptions<IM, OM, M, F> {
  readonly name?: string;
  /** Names outside to names inside: `{ documents: "text" }`. */
  readonly inputMapping?: IM;
  /** Names inside to names outside: `{ vector: "vectors" }`. Where it is given, only its outputs are seen outside. */
  readonly outputMapping?: OM;
  /** Inputs (by their names outside) that are lists: the pipeline runs for each item, and its outputs become lists. */
  readonly mapOver?: M;
  readonly mode?: MapMode;
  /** With `mapOver`, for outputs that are lists themselves: one list of all their items instead of a list of lists. */
  readonly flatten?: F;
}

type AnyNodes = readonly Node<unknown, unknown>[];

/**
 * Functions joined by names: an input of one is the output of another that has its name, and what no node makes is asked
 * for. A pipeline does not change; `bind` and the like make another.
 *
 * @example
 * ```ts
 * import { Pipeline, node } from "sparkwright/pipeline";
 *
 * const clean = node({ output: "words", inputs: ["text"], fn: (text: string) => text.toLowerCase().split(" ") });
 * const count = node({ output: "count", inputs: ["words"], fn: (words: string[]) => words.length });
 * const pipeline = new Pipeline([clean, count]);
 * console.log(await pipeline.run({ text: "To be or not" }, { outputs: ["count"] })); // { count: 4 }
 * console.log(await pipeline.map({ text: ["a b", "c"] }, { mapOver: "text", outputs: ["count"] }));
 * ```
 */
export class Pipeline<const N extends AnyNodes = readonly Node<Values, Values>[], B extends string = never> {
  readonly nodes: N;
  readonly name: string;
  /** @internal */
  readonly graph: Graph;
  /** Values that inputs have where a run gives no other. */
  readonly bound: Values;

  /**
   * @param nodes - in any order
   * @param options - `name` is what errors, events and plans call the pipeline where it is a node of another
   * @throws {@link PipelineError} with `PIPELINE_CYCLE` (and the path of it) where nodes need each other in a circle, with
   *   `PIPELINE_DUPLICATE_OUTPUT` where two make the same
   */
  constructor(nodes: N, options: { readonly name?: string } = {}) {
    this.nodes = Object.freeze([...nodes]) as unknown as N;
    this.name = options.name ?? "pipeline";
    this.graph = new Graph(this.nodes as readonly Node<unknown, unknown>[] as readonly Node[]);
    this.bound = {};
  }

  /** The inputs that must be given, for all outputs. */
  get inputs(): readonly string[] {
    return this.graph.inputs.filter((name) => !(name in this.bound));
  }
  get outputs(): readonly string[] {
    return this.graph.outputs;
  }

  /**
   * Runs the pipeline once.
   *
   * @param inputs - a value for each input that the outputs need and that is not bound
   * @throws {@link PipelineError}: `PIPELINE_MISSING_INPUT` names all that are missing, `PIPELINE_UNKNOWN_NAME` suggests what
   *   was meant, `PIPELINE_NODE_FAILED` has the function's own error as `cause`
   * @throws OperationCanceledError where the signal aborts
   * @example
   * ```ts
   * import { Pipeline, node } from "sparkwright/pipeline";
   *
   * const double = node({ output: "twice", inputs: ["x"], fn: (x: number) => x * 2 });
   * console.log(await new Pipeline([double]).run({ x: 21 })); // { twice: 42 }
   * ```
   */
  run(inputs: Optional<InputsOf<N>, B>, options?: WhereOptions): Promise<OutputsOf<N>>;
  run<const O extends keyof OutputsOf<N> & string>(
    inputs: Partial<InputsOf<N>>,
    options: RunOptions<O>,
  ): Promise<Pick<OutputsOf<N>, O>>;
  async run(inputs: Values, options: RunOptions<string> = {}): Promise<unknown> {
    const outputs = options.outputs ?? this.outputs;
    const given = this.#given(inputs, outputs);
    const [only] = await this.#execute(outputs, 1, options, (run) =>
      options.spark === undefined
        ? this.#runHere(outputs, constants(given, Object.keys(given), 1), 1, run, () => "")
        : runAsFrame(this.#job(outputs), options.spark, [given], {}, options),
    );
    return only;
  }

  /**
   * Runs the pipeline for each item of lists and returns the answers in their order. Functions that take batches get the
   * items of many at once.
   *
   * @throws {@link PipelineError} as `run` does; `PIPELINE_LENGTHS_DIFFER` where lists zipped are of different lengths
   * @example
   * ```ts
   * import { Pipeline, node } from "sparkwright/pipeline";
   *
   * const power = node({ output: "y", inputs: ["x", "n"], fn: (x: number, n: number) => x ** n });
   * const pipeline = new Pipeline([power]);
   * console.log(await pipeline.map({ x: [1, 2, 3], n: 2 }, { mapOver: "x" })); // [ { y: 1 }, { y: 4 }, { y: 9 } ]
   * console.log(await pipeline.map({ x: [2, 3], n: [1, 2] }, { mapOver: ["x", "n"], mode: "product" }));
   * ```
   */
  map<const M extends Names, const O extends keyof OutputsOf<N> & string = keyof OutputsOf<N> & string>(
    inputs: Partial<MappedInputs<InputsOf<N>, NameIn<M>>>,
    options: MapOptions<M, O>,
  ): Promise<Pick<OutputsOf<N>, O>[]>;
  async map(inputs: Values, options: MapOptions<Names, string>): Promise<unknown> {
    const outputs = options.outputs ?? this.outputs;
    const mapOver = namesOf(options.mapOver);
    const given = this.#given(inputs, outputs, mapOver);
    for (const name of mapOver) {
      if (given[name] === null || given[name] === undefined) {
        const actual = String(given[name]);
        throw new PipelineError("PIPELINE_NOT_A_LIST", { name, actual, item: "" });
      }
    }
    const lists = mapOver.map((name) => [given[name]]);
    const index = itemIndex(mapOver, lists, 1, options.mode ?? "zip", () => "");
    const mapped = new Map(mapOver.map((name, i) => [name, itemsOf(index, i, lists[i] ?? [])]));
    const shared = Object.fromEntries(Object.entries(given).filter(([name]) => !mapped.has(name)));
    return await this.#execute(outputs, index.items, options, (run) => {
      if (options.spark !== undefined) {
        const rows = rowsOf(mapOver, mapped, index.items);
        return runAsFrame(this.#job(outputs), options.spark, rows, shared, options);
      }
      const columns = new Map([...constants(shared, Object.keys(shared), index.items), ...mapped]);
      return this.#runHere(outputs, columns, index.items, run, (item) => ` at item ${item}`);
    });
  }

  /**
   * The same pipeline with values for inputs, which then need not be given; a run may still give others. This one stays as
   * it is.
   *
   * @example
   * ```ts
   * import { Pipeline, node } from "sparkwright/pipeline";
   *
   * const add = node({ output: "sum", inputs: ["a", "b"], fn: (a: number, b: number) => a + b });
   * const addTen = new Pipeline([add]).bind({ b: 10 });
   * console.log(addTen.inputs, await addTen.run({ a: 1 })); // [ 'a' ] { sum: 11 }
   * ```
   */
  bind<const K extends keyof InputsOf<N> & string>(values: {
    readonly [P in K]: InputsOf<N>[P];
  }): Pipeline<N, B | K> {
    for (const name of Object.keys(values)) this.#checkInput(name);
    return this.#with({ ...this.bound, ...(values as Values) });
  }
  /** The same pipeline without the values bound to these inputs. */
  unbind<const K extends B>(...names: readonly K[]): Pipeline<N, Exclude<B, K>> {
    const left = Object.entries(this.bound).filter(([name]) => !(names as readonly string[]).includes(name));
    return this.#with(Object.fromEntries(left)) as unknown as Pipeline<N, Exclude<B, K>>;
  }
  #with<C extends string>(bound: Values): Pipeline<N, C> {
    const copy = new Pipeline<N, C>(this.nodes, { name: this.name });
    return Object.assign(copy as { bound: Values }, { bound: Object.freeze(bound) }) as Pipeline<N, C>;
  }

  /**
   * This pipeline as a node of another, under other names where needed, once or for each item of lists.
   *
   * @example
   * ```ts
   * import { Pipeline, node } from "sparkwright/pipeline";
   *
   * const length = node({ output: "length", inputs: ["text"], fn: (text: string) => text.length });
   * const lengths = new Pipeline([length]).asNode({
   *   name: "lengths",
   *   inputMapping: { documents: "text" },
   *   outputMapping: { length: "lengths" },
   *   mapOver: "documents",
   * });
   * const total = node({ output: "total", inputs: ["lengths"], fn: (ns: number[]) => ns.reduce((a, n) => a + n, 0) });
   * console.log(await new Pipeline([lengths, total]).run({ documents: ["one", "three"] }));
   * ```
   */
  asNode<
    const IM extends { readonly [outer: string]: keyof InputsOf<N> & string } = { readonly [P in never]: never },
    const OM extends { readonly [P in keyof OutputsOf<N>]?: string } | undefined = undefined,
    const M extends Names | undefined = undefined,
    const F extends boolean = false,
  >(
    options: AsNodeOptions<IM, OM, M, F> = {},
  ): NestedNode<
    MappedInputs<RenamedFrom<Omit<InputsOf<N>, B>, IM>, NameIn<Extract<M, Names>>>,
    MappedOutputs<RenamedTo<OutputsOf<N>, OM>, M, F>
  > {
    return new NestedNode(this.graph, this.bound, {
      name: options.name ?? this.name,
      inputMapping: options.inputMapping ?? {},
      outputMapping: options.outputMapping as { readonly [inner: string]: string } | undefined,
      mapOver: options.mapOver === undefined ? undefined : namesOf(options.mapOver),
      mode: options.mode ?? "zip",
      flatten: options.flatten ?? false,
    });
  }

  /**
   * A DataFrame's rows as inputs: the same DataFrame with a column for each output. Nothing runs before an action does. An
   * input that is bound is no column; the others are columns of their names.
   *
   * @param table - has a column for each input that is not bound
   * @throws {@link PipelineError} with `PIPELINE_TYPE_UNKNOWN` where a node does not declare the type of an output (`types`)
   * @throws AnalysisException with `UNRESOLVED_COLUMN.WITH_SUGGESTION` where the DataFrame lacks an input
   * @example
   * ```ts
   * import { Pipeline, node } from "sparkwright/pipeline";
   *
   * const types = { length: "int" };
   * const length = node({ output: "length", inputs: ["name"], fn: (name: string) => name.length, types });
   * const people = spark.createDataFrame([{ name: "Ann" }, { name: "Benedict" }]);
   * await new Pipeline([length]).applyTo(people).filter("length > 3").show();
   * ```
   */
  applyTo(
    table: DataFrame,
    options: RunSettings & { readonly outputs?: readonly (keyof OutputsOf<N> & string)[] } = {},
  ): DataFrame {
    return withOutputs(this.#job(options.outputs ?? this.outputs), table, this.bound, options);
  }

  /**
   * The plan of the DataFrame back end as text: the calls in the order they run, which items they run over, how often lists
   * are taken apart (explode) and put together again (regroup).
   *
   * @example
   * ```ts
   * import { Pipeline, node } from "sparkwright/pipeline";
   *
   * const length = node({ output: "length", inputs: ["text"], fn: (text: string) => text.length });
   * const lengths = new Pipeline([length]).asNode({ name: "each", inputMapping: { texts: "text" }, mapOver: "texts" });
   * console.log(new Pipeline([lengths]).planText());
   * ```
   */
  planText(options: PlanOptions<keyof OutputsOf<N> & string> = {}): string {
    return planText(this.#plan(options.outputs ?? this.outputs));
  }
  /** Prints {@link Pipeline.planText}. */
  showPlan(options: PlanOptions<keyof OutputsOf<N> & string> = {}): void {
    console.log(this.planText(options));
  }

  /**
   * This pipeline as something to call for rows, which may have more than its inputs. Objects that nodes use are shared by
   * all calls and disposed when there has been none for a second.
   *
   * @param outputs - what its answers have; all outputs where absent
   * @example
   * ```ts
   * import { Pipeline, node } from "sparkwright/pipeline";
   *
   * const double = node({ output: "twice", inputs: ["x"], fn: (x: number) => x * 2, types: { twice: "double" } });
   * const task = new Pipeline([double], { name: "double" }).asTask();
   * console.log(task.inputs, await task.callAll([{ x: 1 }, { x: 2 }]));
   * ```
   */
  asTask(outputs: readonly (keyof OutputsOf<N> & string)[] = this.outputs as never[]): PipelineTask {
    const plan = this.#plan(outputs);
    const names = this.graph.need(outputs).inputs;
    const objects = new SharedObjects();
    const callAll = async (rows: readonly Values[], settings: RunSettings = {}): Promise<readonly Values[]> => {
      // A row may have more than the pipeline needs.
      const own = (row: Values): Values => Object.fromEntries(names.flatMap((n) => (n in row ? [[n, row[n]]] : [])));
      const given = rows.map((row) => this.#given(own(row), outputs));
      const execute = (run: RunContext): Promise<Values[]> => {
        const columns = new Map(names.map((name) => [name, given.map((row) => row[name])]));
        return this.#runHere(outputs, columns, rows.length, run, (item) => ` at row ${item}`);
      };
      return await objects.during(() => this.#execute(outputs, rows.length, settings, execute, objects.store));
    };
    return {
      name: this.name,
      inputs: plan.inputs.map(({ column }) => column),
      outputs: plan.outputs.map(({ name, value }) => ({ name, type: value.type })),
      callAll,
      call: async (row, settings) => (await callAll([row], settings))[0] as Values,
    };
  }

  /**
   * This pipeline as a TypeScript program of DataFrames that can be run, read and changed. It holds the nodes' own functions:
   * imported where the node says its `module`, else written out, if they use no names from around them. Objects are made
   * once. Comments say what would run faster, and `{ optimized: true }` writes the faster program. Needs the types of all
   * outputs (`types`).
   *
   * @throws {@link PipelineError} with `PIPELINE_NOT_PRINTABLE`, naming the node and what of it cannot be written;
   *   `PIPELINE_TYPE_UNKNOWN` where a type is not declared
   * @example
   * ```ts
   * import { Pipeline, node } from "sparkwright/pipeline";
   *
   * const types = { text: "string", length: "int" };
   * const length = node({ output: "length", inputs: ["text"], fn: (text: string) => text.length, types });
   * console.log(await new Pipeline([length]).toCode({ rows: [{ text: "four" }] }));
   * ```
   */
  async toCode(options: CodeOptions<keyof OutputsOf<N> & string> = {}): Promise<string> {
    return await codeOf(this.name, this.graph, this.bound, options);
  }

  #plan(outputs: readonly string[]): Plan {
    const inputs = this.graph.need(outputs).inputs.filter((name) => !(name in this.bound));
    const types = new Map(inputs.map((name) => [name, declaredInputType(this.graph, name)]));
    return planOf(this.graph, outputs, types, this.bound);
  }

  #job(outputs: readonly string[]): FrameJob {
    return { name: this.name, graph: this.graph, outputs };
  }

  #checkInput(name: string): void {
    if (this.graph.inputs.includes(name)) return;
    const producer = this.graph.producer(name);
    if (producer !== undefined) throw new PipelineError("PIPELINE_COMPUTED_INPUT", { name, node: producer.name });
    throw unknownName(name, "input", this.graph.inputs);
  }

  /** The values of all inputs that these outputs need, from the run or bound. */
  #given(inputs: Values, outputs: readonly string[], mapOver: readonly string[] = []): Values {
    for (const name of [...Object.keys(inputs), ...mapOver]) this.#checkInput(name);
    const needed = [...new Set([...this.graph.need(outputs).inputs, ...mapOver])];
    const missing = needed.filter((name) => !(name in inputs) && !(name in this.bound));
    if (missing.length > 0) {
      throw new PipelineError("PIPELINE_MISSING_INPUT", { names: missing.map((name) => `\`${name}\``).join(", ") });
    }
    return Object.fromEntries(needed.map((name) => [name, name in inputs ? inputs[name] : this.bound[name]]));
  }

  async #execute(
    outputs: readonly string[],
    items: number,
    settings: RunSettings,
    execute: (run: RunContext) => Promise<Values[]>,
    objects?: ObjectStore,
  ): Promise<Values[]> {
    await using run = new RunContext(settings, objects);
    const start = performance.now();
    run.emit({ type: "pipelineStarted", items, outputs });
    try {
      run.throwIfAborted();
      const answers = await execute(run);
      run.emit({ type: "pipelineFinished", items, ms: performance.now() - start });
      return answers;
    } catch (error) {
      run.emit({ type: "pipelineFinished", items, ms: performance.now() - start, error });
      throw error;
    }
  }

  async #runHere(
    outputs: readonly string[],
    columns: ReadonlyMap<string, Column>,
    items: number,
    run: RunContext,
    describe: (item: number) => string,
  ): Promise<Values[]> {
    const made = await runGraph(this.graph, outputs, columns, items, run, describe);
    return rowsOf(outputs, made, items);
  }
}

const namesOf = (names: Names): readonly string[] => (typeof names === "string" ? [names] : names);

/** Columns as an object for each item. */
function rowsOf(names: readonly string[], columns: ReadonlyMap<string, Column>, items: number): Values[] {
  const rows = Array.from({ length: items }, (): { [name: string]: unknown } => ({}));
  for (const name of names) {
    const column = columns.get(name) ?? [];
    for (let item = 0; item < items; item++) (rows[item] as { [name: string]: unknown })[name] = column[item];
  }
  return rows;
}
