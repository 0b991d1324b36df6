/** Which node needs which, and in what order they can run. */
import type { Node } from "./node.ts";
import { PipelineError } from "./pipeline-error.ts";
import { suggestion } from "./suggest.ts";

/** What has to run for some outputs. */
export interface Need {
  /** In an order in which each comes after those it needs, with the outputs of it that are needed. */
  readonly nodes: ReadonlyMap<Node, ReadonlySet<string>>;
  /** What must be given, in the order nodes name it. */
  readonly inputs: readonly string[];
}

export class Graph {
  /** Each after those it needs. */
  readonly order: readonly Node[];
  /** What no node makes. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly #producers: ReadonlyMap<string, Node>;

  /** @throws PipelineError with `PIPELINE_DUPLICATE_OUTPUT` or `PIPELINE_CYCLE` */
  constructor(nodes: readonly Node[]) {
    this.#producers = producersOf(nodes);
    this.outputs = [...this.#producers.keys()];
    this.inputs = [...new Set(nodes.flatMap((n) => n.inputs))].filter((name) => !this.#producers.has(name));
    this.order = this.#sorted(nodes);
  }

  producer(name: string): Node | undefined {
    return this.#producers.get(name);
  }

  /** @throws PipelineError with `PIPELINE_UNKNOWN_NAME` for an output that no node makes */
  need(outputs: readonly string[] = this.outputs): Need {
    const byNode = new Map<Node, Set<string>>();
    const wanted = [...outputs];
    for (const name of outputs) {
      if (!this.#producers.has(name)) throw unknownName(name, "output", this.outputs);
    }
    const inputs = new Set<string>();
    for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
      const node = this.#producers.get(name);
      if (node === undefined) {
        inputs.add(name);
        continue;
      }
      const needed = byNode.get(node) ?? new Set();
      if (needed.has(name)) continue;
      needed.add(name);
      byNode.set(node, needed);
      wanted.push(...node.inputsFor(needed));
    }
    const nodes = new Map<Node, ReadonlySet<string>>();
    for (const node of this.order) {
      const needed = byNode.get(node);
      if (needed !== undefined) nodes.set(node, needed);
    }
    return { nodes, inputs: this.inputs.filter((name) => inputs.has(name)) };
  }

  /** Depth first, with a stack of its own: a chain of nodes may be longer than the call stack is deep. */
  #sorted(nodes: readonly Node[]): Node[] {
    const sorted = new Set<Node>();
    const path: { readonly node: Node; readonly via: string; next: number }[] = [];
    const onPath = new Set<Node>();
    const enter = (node: Node, via: string): void => {
      if (sorted.has(node)) return;
      if (onPath.has(node)) {
        const start = path.findIndex((step) => step.node === node);
        const names = [...path.slice(start).map((step) => step.node.name), node.name];
        throw new PipelineError("PIPELINE_CYCLE", { path: names.join(" <- "), input: via });
      }
      path.push({ node, via, next: 0 });
      onPath.add(node);
    };
    for (const node of nodes) {
      enter(node, "");
      for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
        const input = step.node.inputs[step.next++];
        if (input !== undefined) {
          const from = this.#producers.get(input);
          if (from !== undefined) enter(from, input);
          continue;
        }
        sorted.add(step.node);
        onPath.delete(step.node);
        path.pop();
      }
    }
    return [...sorted];
  }
}

function producersOf(nodes: readonly Node[]): Map<string, Node> {
  const producers = new Map<string, Node>();
  for (const node of nodes) {
    for (const name of node.outputs) {
      const first = producers.get(name);
      if (first !== undefined) {
        throw new PipelineError("PIPELINE_DUPLICATE_OUTPUT", { name, first: first.name, second: node.name });
      }
      producers.set(name, node);
    }
  }
  return producers;
}

export function unknownName(name: string, role: string, known: readonly string[]): PipelineError {
  return new PipelineError("PIPELINE_UNKNOWN_NAME", { name, role, suggestion: suggestion(name, known) });
}
