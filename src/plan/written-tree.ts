/**
 * Walks over the unresolved tree that need not know its kinds of nodes: statements, relations and expressions are plain
 * objects and arrays of them. Types, bytes, literals, origins and the functions of users hold no nodes and are passed over.
 *
 * Trees may be deep, and one node may stand in many places (a DataFrame joined with itself): the walks do not recurse, and
 * come to a node once.
 */

/** A plain object of the tree: a node if it has a kind, else a part of one. */
export interface WrittenNode {
  readonly kind?: unknown;
  readonly [field: string]: unknown;
}

function isPlain(value: unknown): value is WrittenNode {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The names of the fields that may hold nodes. */
function fieldsOf(node: WrittenNode): readonly string[] {
  if (node.kind === "Literal") return [];
  const isBody = node.kind === "LambdaFunction";
  return Object.keys(node).filter(
    (key) => key !== "origin" && key !== "specOrigin" && key !== "common" && (key !== "function" || isBody),
  );
}

/**
 * Whether `test` is true of a node of the tree; it is asked in the order in which the tree is written. What it answers of a
 * node: true ends the search, false passes over all that is in the node, undefined goes on inside of it.
 */
export function someNode(tree: unknown, test: (node: WrittenNode) => boolean | undefined): boolean {
  const stack: unknown[] = [tree];
  const seen = new Set<WrittenNode>();
  while (stack.length > 0) {
    const next = stack.pop();
    if (Array.isArray(next)) {
      for (let i = next.length - 1; i >= 0; i--) stack.push(next[i]);
    } else if (isPlain(next) && !seen.has(next)) {
      seen.add(next);
      const answer = test(next);
      if (answer === true) return true;
      if (answer === false) continue;
      const fields = fieldsOf(next);
      for (let i = fields.length - 1; i >= 0; i--) stack.push(next[fields[i]!]);
    }
  }
  return false;
}

/** Whether the tree holds a subquery. */
export function holdsSubquery(tree: unknown): boolean {
  return someNode(tree, (node) => node.kind === "SubqueryExpression" || undefined);
}

type Container = { [key: string]: unknown };
interface Visit {
  readonly source: Container;
  readonly fields: readonly string[];
  /** Of the fields, the first that is not done. */
  at: number;
  copy: Container | undefined;
}
function visitOf(source: WrittenNode | readonly unknown[]): Visit {
  const fields = Array.isArray(source) ? Object.keys(source) : fieldsOf(source as WrittenNode);
  return { source: source as Container, fields, at: 0, copy: undefined };
}
function copyOf(source: Container): Container {
  return (Array.isArray(source) ? [...(source as unknown[])] : { ...source }) as Container;
}

/**
 * The tree with what `instead` gives in place of nodes, where that is not undefined. Nodes around the replaced ones are made
 * anew, each through `remade`; all else is what it was, so that what is known of it stays known.
 */
export function withReplaced<T>(
  tree: T,
  instead: (node: WrittenNode) => unknown,
  remade: (node: WrittenNode) => WrittenNode = (node) => node,
): T {
  const done = new Map<unknown, unknown>();
  const root = visitOf([tree]);
  const stack: Visit[] = [root];
  for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
    const { source, copy } = visit;
    const field = visit.fields[visit.at];
    if (field === undefined) {
      stack.pop();
      done.set(source, copy === undefined ? source : Array.isArray(copy) ? copy : Object.freeze(remade(copy)));
      continue;
    }
    const value = source[field];
    if (!done.has(value)) {
      if (Array.isArray(value)) {
        stack.push(visitOf(value));
        continue;
      }
      if (isPlain(value)) {
        const other = instead(value);
        if (other === undefined) {
          stack.push(visitOf(value));
          continue;
        }
        done.set(value, other);
      }
    }
    visit.at++;
    const result = done.has(value) ? done.get(value) : value;
    if (result !== value) (visit.copy ??= copyOf(source))[field] = result;
  }
  return (done.get(root.source) as readonly T[])[0] as T;
}

/** The tree again, of nodes of its own: what is known of the nodes of the other one is not known of these. */
export function freshCopy<T>(tree: T): T {
  const holder: Container = { tree };
  const pending: (readonly [container: Container, key: string])[] = [[holder, "tree"]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [container, key] = next;
    const value = container[key];
    if (!isPlain(value) && !Array.isArray(value)) continue;
    const copy = copyOf(value as Container);
    container[key] = copy;
    for (const inner of Object.keys(copy)) pending.push([copy, inner]);
  }
  return holder["tree"] as T;
}
