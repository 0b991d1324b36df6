/** The plain program: DataFrame operations as one would write them by hand, each map exploded and regrouped on its own. */
import { ArrayType, type DataType } from "../types/data-type.ts";
import { CodeNames, columnInType, columnText, text } from "./code-names.ts";
import type { Graph } from "./graph.ts";
import { NestedNode } from "./nested-node.ts";
import { FunctionNode, type Node } from "./node.ts";
import { typeIn } from "./node-types-declared.ts";
import { PipelineError } from "./pipeline-error.ts";
import type { Plan, Space } from "./plan.ts";
import { pathTo } from "./plan-columns.ts";
import { literalText, type Program } from "./program.ts";

/** A column of the table at hand, or a value that is the same everywhere. */
type Source = { readonly column: string; readonly type: DataType | undefined } | { readonly constant: unknown };
type Sources = Map<string, Source>;

/** A table while it is written. */
interface Table {
  readonly name: string;
  /** What tells its rows apart, in their order; the first counts the input's rows. */
  readonly keys: readonly string[];
  /** Has a function been called for its rows? */
  called: boolean;
}

/** Writes the pipeline into the program and returns the expression of its result. */
export function writePlain(
  graph: Graph,
  outputs: readonly string[],
  inputs: ReadonlyMap<string, DataType>,
  constants: { readonly [name: string]: unknown },
  plan: Plan,
  program: Program,
): string {
  const writer = new Writer(plan, program, inputs.keys());
  const sources: Sources = new Map();
  for (const [column, type] of inputs) sources.set(column, { column, type });
  for (const [name, constant] of Object.entries(constants)) sources.set(name, { constant });
  const maps = graph.order.some((node) => hasMap(node));
  const row = maps ? writer.column("row_id") : undefined;
  program.line(
    `let table = input${row === undefined ? "" : `.withColumn(${text(row)}, F.monotonically_increasing_id())`};`,
  );
  writer.graph(graph, outputs, sources, { name: "table", keys: row === undefined ? [] : [row], called: false }, "");
  const made = outputs.map((name) => `${columnOf(sources, name)}.alias(${text(name)})`);
  return `table${row === undefined ? "" : `.orderBy(${text(row)})`}.select(${made.join(", ")})`;
}

const hasMap = (node: Node): boolean =>
  node instanceof NestedNode && (node.mapOver !== undefined || node.graph.order.some(hasMap));

function columnOf(sources: Sources, name: string): string {
  const source = sources.get(name) as Source;
  return "column" in source
    ? `col(${columnText(source.column)})`
    : `F.lit(${literalText(source.constant, name, `input \`${name}\``)})`;
}

class Writer {
  readonly #program: Program;
  readonly #plan: Plan;
  readonly #columns: CodeNames;
  /** The first map over the items of a space, by its path. */
  readonly #maps = new Map<Space, string>();
  /** The Column functions made of nodes. */
  readonly #udfs = new Map<FunctionNode, string>();

  constructor(plan: Plan, program: Program, taken: Iterable<string>) {
    this.#plan = plan;
    this.#program = program;
    this.#columns = new CodeNames(taken);
  }
  column(wish: string): string {
    return this.#columns.fresh(wish.replace(/\W+/g, "_"));
  }

  graph(graph: Graph, outputs: readonly string[], sources: Sources, table: Table, path: string): void {
    for (const [node, needed] of graph.need(outputs).nodes) {
      if (node instanceof FunctionNode) this.#call(node, sources, table, path);
      else if (node instanceof NestedNode && node.mapOver === undefined)
        this.#inline(node, needed, sources, table, path);
      else if (node instanceof NestedNode) this.#map(node, needed, sources, table, path);
    }
  }

  #call(node: FunctionNode, sources: Sources, table: Table, path: string): void {
    if (node.batchSize === undefined) {
      this.#program.comment(`Faster: batch ${node.name}. With { batch: true } one call of it serves many items.`);
    }
    const udf = this.#udf(node, sources);
    const call = `${udf}(${node.inputs.map((name) => columnOf(sources, name)).join(", ")})`;
    const made = node.outputs.map((name) => ({ name, column: this.column(path + name), type: typeOf(node, name) }));
    if (node.severalOutputs) {
      const whole = this.column(node.name);
      const parts = made.map(
        ({ name, column }) => `${text(column)}: col(${columnText(whole)}).getField(${text(name)})`,
      );
      this.#program.line(
        `${table.name} = ${table.name}.withColumn(${text(whole)}, ${call}).withColumns({ ${parts.join(", ")} });`,
      );
    } else this.#program.line(`${table.name} = ${table.name}.withColumn(${text(made[0]?.column ?? "")}, ${call});`);
    for (const { name, column, type } of made) sources.set(name, { column, type });
    table.called = true;
  }

  #udf(node: FunctionNode, sources: Sources): string {
    const known = this.#udfs.get(node);
    if (known !== undefined) return known;
    const types = node.inputs.map((name) => {
      const source = sources.get(name);
      return typeIn(node, name) ?? (source !== undefined && "column" in source ? source.type : undefined);
    });
    const fn = this.#program.function(node, types);
    const type = node.severalOutputs
      ? `struct<${node.outputs.map((name) => `${columnInType(name)}:${typeOf(node, name).simpleString()}`).join(",")}>`
      : typeOf(node, node.outputs[0] ?? "").simpleString();
    const options: string[] = [];
    if (node.batchSize !== undefined) options.push(`input: "values"`, `batchSize: ${node.batchSize}`);
    if (node.concurrency !== undefined) options.push(`concurrency: ${node.concurrency}`);
    const rest = options.length === 0 ? "" : `, { ${options.join(", ")} }`;
    const name = this.#program.names.fresh(`${node.name}Udf`);
    this.#program.declare(
      `const ${name} = F.udf${node.batchSize === undefined ? "" : ".batch"}(${fn}, ${text(type)}${rest});`,
    );
    this.#udfs.set(node, name);
    return name;
  }

  #inline(node: NestedNode, needed: ReadonlySet<string>, sources: Sources, table: Table, path: string): void {
    const inner = node.innerOutputs(needed);
    const given = this.#given(node, inner, sources);
    this.graph(node.graph, inner, given, table, `${path}${node.name}/`);
    for (const name of needed) sources.set(name, given.get(node.innerOutput(name)) as Source);
  }

  #given(node: NestedNode, inner: readonly string[], sources: Sources): Sources {
    const given: Sources = new Map();
    for (const name of node.graph.need(inner).inputs) {
      const outer = node.outerInput(name);
      given.set(name, outer === undefined ? { constant: node.bound[name] } : (sources.get(outer) as Source));
    }
    return given;
  }

  #map(node: NestedNode, needed: ReadonlySet<string>, sources: Sources, table: Table, path: string): void {
    const program = this.#program;
    const own = `${path}${node.name}`;
    const mapOver = node.mapOver ?? [];
    program.comment(`${own}: maps over ${mapOver.join(", ")}`);
    this.#hint(own, table.keys.length);
    if (table.called) {
      program.comment("The table is read twice below; kept, its functions are called once.");
      program.line(`${table.name} = ${table.name}.cache();`);
    }
    const inner = node.innerOutputs(needed);
    const given = this.#given(node, inner, sources);
    const lists = mapOver.map((name) => columnOf(sources, name));
    const shared = new Set<string>();
    for (const [name, source] of given) {
      const list = mapOver.indexOf(node.outerInput(name) ?? "");
      if (list < 0) {
        if ("column" in source) shared.add(source.column);
        continue;
      }
      const listType = "column" in source ? source.type : undefined;
      const type = listType?.kind === "array" ? listType.elementType : undefined;
      given.set(name, { column: this.column(`${own}_${name}`), type });
    }
    const itemNames = mapOver.map((outer) => {
      const name = [...given.keys()].find((inside) => node.outerInput(inside) === outer);
      const source = name === undefined ? undefined : given.get(name);
      return source !== undefined && "column" in source ? source.column : this.column(`${own}_item`);
    });
    const items: Table = {
      name: program.names.fresh(`items of ${node.name}`),
      keys: [...table.keys, ...this.#positions(node, own)],
      called: false,
    };
    const kept = [...table.keys, ...shared].map((column) => `col(${columnText(column)})`);
    this.#explode(node, table, items, kept, lists, itemNames);
    this.graph(node.graph, inner, given, items, `${own}/`);
    this.#regroup(node, needed, given, sources, table, items, lists, own);
  }

  #positions(node: NestedNode, own: string): string[] {
    const count = node.mode === "product" ? (node.mapOver?.length ?? 1) : 1;
    return Array.from({ length: count }, () => this.column(`${own}_position`));
  }

  #explode(
    node: NestedNode,
    table: Table,
    items: Table,
    kept: readonly string[],
    lists: readonly string[],
    itemNames: readonly string[],
  ): void {
    const positions = items.keys.slice(table.keys.length);
    const select = (from: string, columns: readonly string[]): string => `${from}.select(${columns.join(", ")})`;
    if (lists.length === 1) {
      const exploded = `F.posexplode(${lists[0]}).alias(${text(positions[0] ?? "")}, ${text(itemNames[0] ?? "")})`;
      this.#program.line(`let ${items.name} = ${select(table.name, [...kept, exploded])};`);
      return;
    }
    if (node.mode === "zip") {
      const zipped = this.column("zipped");
      const names = lists.map((_, i) => this.column(`list_${i}`));
      const renamed = lists.map((list, i) => `${list}.alias(${text(names[i] ?? "")})`);
      const differ = names.slice(1).map((name) => `F.size(${text(names[0] ?? "")}).neq(F.size(${text(name)}))`);
      const condition = differ.reduce((all, one) => `${all}.or(${one})`);
      const error = `F.raise_error(F.lit("lists mapped together must be of one length"))`;
      const pairs = `F.when(${condition}, ${error}).otherwise(F.arrays_zip(${names.map(text).join(", ")}))`;
      const exploded = `F.posexplode(${pairs}).alias(${text(positions[0] ?? "")}, ${text(zipped)})`;
      const parts = names.map((name, i) => `${text(itemNames[i] ?? "")}: col(${text(zipped)}).getField(${text(name)})`);
      this.#program.line(`let ${items.name} = ${select(table.name, [...kept, ...renamed])}`);
      this.#program.line(`  .select(${[...kept, exploded].join(", ")})`);
      this.#program.line(`  .withColumns({ ${parts.join(", ")} });`);
      return;
    }
    let from = table.name;
    const done: string[] = [];
    lists.forEach((list, i) => {
      const later = i + 1 < lists.length ? lists.slice(i + 1) : [];
      const exploded = `F.posexplode(${list}).alias(${text(positions[i] ?? "")}, ${text(itemNames[i] ?? "")})`;
      from = select(from, [...new Set([...kept, ...later, ...done]), exploded]);
      done.push(`col(${text(positions[i] ?? "")})`, `col(${text(itemNames[i] ?? "")})`);
    });
    this.#program.line(`let ${items.name} = ${from};`);
  }

  #regroup(
    node: NestedNode,
    needed: ReadonlySet<string>,
    given: Sources,
    sources: Sources,
    table: Table,
    items: Table,
    lists: readonly string[],
    own: string,
  ): void {
    const positions = items.keys.slice(table.keys.length);
    const grouped = this.#program.names.fresh(`lists of ${node.name}`);
    const collected = this.column("collected");
    const values = [...needed].map((name) => ({
      name,
      source: given.get(node.innerOutput(name)) as Extract<Source, { column: string }>,
    }));
    const members = [...positions.map(text), ...values.map(({ source }) => columnText(source.column))];
    const keys = table.keys.map(text).join(", ");
    this.#program.line(`const ${grouped} = ${items.name}`);
    this.#program.line(`  .groupBy(${keys})`);
    this.#program.line(
      `  .agg(F.array_sort(F.collect_list(F.struct(${members.join(", ")}))).alias(${text(collected)}));`,
    );
    const absent = lists.map((list) => `${list}.isNull()`).reduce((all, one) => `${all}.or(${one})`);
    const parts = values.map(({ name, source }) => {
      const column = this.column(`${own}_${name}`);
      const field = `F.transform(${text(collected)}, (item) => item.getField(${text(source.column)}))`;
      const whole = `F.coalesce(${field}, F.array())`;
      const joined = node.flatten ? `F.flatten(F.filter(${whole}, (list) => list.isNotNull()))` : whole;
      const type = node.flatten || source.type === undefined ? source.type : new ArrayType(source.type);
      sources.set(name, { column, type });
      return `${text(column)}: F.when(${absent}, F.lit(null)).otherwise(${joined})`;
    });
    this.#program.line(`${table.name} = ${table.name}`);
    this.#program.line(`  .join(${grouped}, [${keys}], "left")`);
    this.#program.line(`  .withColumns({ ${parts.join(", ")} });`);
  }

  /** Says what would run faster about a map. */
  #hint(own: string, level: number): void {
    const step = this.#plan.steps.find((one) => one.kind === "call" && one.path.startsWith(`${own}/`));
    const space = step === undefined ? undefined : pathTo(step.space)[level - 1];
    if (space === undefined) return;
    const before = this.#maps.get(space);
    if (before === undefined) this.#maps.set(space, own);
    else this.#program.comment(`Faster: merge this map with ${before}, which goes over the same items.`);
    if (level > 1)
      this.#program.comment(
        "Faster: this map is inside another; its functions could run over the flat values of the nested lists.",
      );
  }
}

function typeOf(node: FunctionNode, name: string): DataType {
  const type = typeIn(node, name);
  if (type === undefined) throw new PipelineError("PIPELINE_TYPE_UNKNOWN", { name, node: node.name });
  return type;
}
