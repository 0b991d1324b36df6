/** Random pipelines for laws: functions of numbers and nested lists, maps in maps, some of whose lists are null. */
import { runInThisContext } from "node:vm";
import fc, { type GeneratorValue } from "fast-check";
import type { MapMode } from "./nested-node.ts";
import { type Node, node } from "./node.ts";
import type { NodeFunction, Values } from "./node-types.ts";
import { Pipeline } from "./pipeline.ts";

type Deep = number | null | readonly Deep[];

/** A name with how deep its lists are; those of one `length` can be zipped. */
interface Name {
  readonly name: string;
  readonly depth: number;
  readonly length: string;
}

export interface RandomPipeline {
  readonly pipeline: Pipeline;
  readonly outputs: readonly string[];
  /** One set of inputs for each row. */
  readonly rows: readonly Values[];
  /** Spark's types of the inputs. */
  readonly types: { readonly [name: string]: string };
}

export const typeOfDepth = (depth: number): string => (depth === 0 ? "double" : `array<${typeOfDepth(depth - 1)}>`);

/** Helpers of the functions, which hold them themselves, so that they use no names from around them. */
const HELPERS = `
  const total = (value) =>
    value === null ? 7 : typeof value === "number" ? value : value.reduce((sum, v, i) => sum + (i + 1) * total(v), 1);
  const valueOf = (depth, args, salt) => {
    const seed = Math.abs(total(args) + salt) % 97;
    if (depth === 0) return seed;
    if (seed % 11 === 3) return null;
    return Array.from({ length: seed % 4 }, (_, i) => valueOf(depth - 1, [seed, i], salt + i));
  };`;

/** A function of numbers and lists whose results depend on all of its arguments. */
function computing(
  kind: "sync" | "async" | "batch" | "async batch",
  inputs: number,
  made: readonly Name[],
  salt: number,
): NodeFunction {
  const names = Array.from({ length: inputs }, (_, i) => `a${i}`);
  const values = made.map(({ depth }, i) => `valueOf(${depth}, args, ${salt + i})`);
  const result =
    values.length === 1 ? values[0] : `({ ${made.map(({ name }, i) => `${name}: ${values[i]}`).join(", ")} })`;
  const compute = `const compute = (args) => ${result};`;
  const returned = kind.endsWith("batch")
    ? `${names[0]}.map((_, i) => compute([${names.map((name) => `${name}[i]`).join(", ")}]))`
    : `compute([${names.join(", ")}])`;
  const prefix = kind.startsWith("async") ? "async " : "";
  const text = `(${prefix}(${names.join(", ")}) => {${HELPERS}\n  ${compute}\n  return ${returned};\n})`;
  return runInThisContext(text) as NodeFunction;
}

export function randomPipeline(g: GeneratorValue): RandomPipeline {
  let names = 0;
  const int = (min: number, max: number): number => g(fc.integer, { min, max });
  const pick = <T>(list: readonly T[]): T => list[int(0, list.length - 1)] as T;
  const fresh = (): string => `n${names++}`;

  const call = (known: readonly Name[]): { readonly node: Node; readonly made: readonly Name[] } => {
    const inputs = [...new Set([pick(known), pick(known)])];
    const salt = int(0, 9);
    const depths = Array.from({ length: int(1, 2) }, () => int(0, 2));
    const made = depths.map((depth): Name => {
      const name = fresh();
      return { name, depth, length: name };
    });
    const kind = pick(["sync", "async", "batch", "async batch"] as const);
    const output = made.length === 1 ? (made[0]?.name ?? "") : made.map(({ name }) => name);
    const types = Object.fromEntries(made.map(({ name, depth }) => [name, typeOfDepth(depth)]));
    const batch = kind.endsWith("batch") && int(1, 5);
    const fn = computing(kind, inputs.length, made, salt);
    return {
      made,
      node: node({ output, inputs: inputs.map(({ name }) => name), types, batch, fn }) as unknown as Node,
    };
  };

  const map = (known: readonly Name[], level: number): { readonly node: Node; readonly made: readonly Name[] } => {
    const first = pick(known.filter(({ depth }) => depth > 0));
    const others = known.filter(
      ({ depth, length, name }) => depth > 0 && name !== first.name && length === first.length,
    );
    const any = known.filter(({ depth, name }) => depth > 0 && name !== first.name);
    const mode: MapMode = any.length > 0 && int(0, 3) === 0 ? "product" : "zip";
    const lists =
      mode === "product"
        ? [first, pick(any)]
        : [first, ...(others.length > 0 && int(0, 1) === 1 ? [pick(others)] : [])];
    const inputMapping: { [outer: string]: string } = {};
    const inside = known.map((outer): Name => {
      const list = lists.includes(outer);
      const name = list || int(0, 3) === 0 ? fresh() : outer.name;
      if (name !== outer.name) inputMapping[outer.name] = name;
      return list ? { name, depth: outer.depth - 1, length: `item of ${outer.name}` } : { ...outer, name };
    });
    const { nodes, made } = graph(inside, level + 1, int(1, 3));
    const flatten = made.every(({ depth }) => depth > 0) && int(0, 2) === 0;
    const inner = new Pipeline(nodes, { name: fresh() });
    const length = mode === "product" ? fresh() : first.length;
    const used = Object.fromEntries(Object.entries(inputMapping).filter(([, name]) => inner.inputs.includes(name)));
    const mapOver = lists.map(({ name }) => name).filter((name) => name in used);
    if (mapOver.length < lists.length) return call(known);
    const renamed = made.map((name): Name => {
      const outer = fresh();
      return { name: outer, depth: name.depth + (flatten ? 0 : 1), length: flatten ? outer : length };
    });
    const outputMapping = Object.fromEntries(made.map(({ name }, i) => [name, renamed[i]?.name ?? ""]));
    const options = { inputMapping: used, outputMapping, mapOver, mode, flatten };
    return { made: renamed, node: inner.asNode(options as never) as unknown as Node };
  };

  const graph = (known: readonly Name[], level: number, count: number): { nodes: Node[]; made: Name[] } => {
    const nodes: Node[] = [];
    const all: Name[] = [];
    for (let i = 0; i < count; i++) {
      const visible = [...known, ...all];
      const mappable = level < 3 && visible.some(({ depth }) => depth > 0);
      const { node: added, made } = mappable && int(0, 2) > 0 ? map(visible, level) : call(visible);
      nodes.push(added);
      all.push(...made);
    }
    return { nodes, made: all };
  };

  const inputs = Array.from({ length: int(1, 3) }, (): Name => {
    const name = fresh();
    return { name, depth: int(0, 3), length: name };
  });
  const { nodes, made } = graph(inputs, 0, int(1, 4));
  const pipeline = new Pipeline(nodes);
  const outputs = made.map(({ name }) => name).filter(() => int(0, 2) > 0);
  if (outputs.length === 0) outputs.push(pick(made).name);
  const needed = pipeline.graph.need(outputs).inputs;
  const input = (depth: number): Deep => {
    if (depth === 0) return int(-5, 50);
    return int(0, 6) === 0 ? null : Array.from({ length: int(0, 3) }, () => input(depth - 1));
  };
  const used = inputs.filter(({ name }) => needed.includes(name));
  return {
    pipeline,
    outputs,
    rows: Array.from({ length: int(0, 3) }, () =>
      Object.fromEntries(used.map(({ name, depth }) => [name, input(depth)])),
    ),
    types: Object.fromEntries(used.map(({ name, depth }) => [name, typeOfDepth(depth)])),
  };
}

/** What the pipeline gives for each row when it runs here. */
export async function localAnswers({ pipeline, rows, outputs }: RandomPipeline): Promise<readonly Values[]> {
  return await Promise.all(rows.map((row) => pipeline.run(row, { outputs: outputs as never[] })));
}
