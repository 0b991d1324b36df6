/** Spark's types of a pipeline's inputs: as nodes declare them, or as values have them. */
import { ArrayType, BOOLEAN, type DataType, DOUBLE, STRING, StructField, StructType } from "../types/data-type.ts";
import type { Graph } from "./graph.ts";
import { isList } from "./item-index.ts";
import { NestedNode } from "./nested-node.ts";
import { FunctionNode } from "./node.ts";
import { typeIn } from "./node-types-declared.ts";

/** The type that the first node that has the input declares for it; a list of it where that node maps over it. */
export function declaredInputType(graph: Graph, name: string): DataType | undefined {
  for (const node of graph.order) {
    if (!node.inputs.includes(name)) continue;
    const type =
      node instanceof FunctionNode
        ? typeIn(node, name)
        : node instanceof NestedNode
          ? nestedType(node, name)
          : undefined;
    if (type !== undefined) return type;
  }
  return undefined;
}

function nestedType(node: NestedNode, name: string): DataType | undefined {
  const inner = node.graph.inputs.find((input) => node.outerInput(input) === name);
  const type = inner === undefined ? undefined : declaredInputType(node.graph, inner);
  return type !== undefined && node.mapOver?.includes(name) === true ? new ArrayType(type) : type;
}

/**
 * The type of values that come back from a column of it as they were: texts, booleans, numbers (as doubles, which keep
 * what JavaScript's numbers are), and lists and plain objects of these. Undefined where there is no such type.
 */
export function typeOfValues(values: readonly unknown[]): DataType | undefined {
  const some = values.filter((value) => value !== null);
  const all = (test: (value: unknown) => boolean): boolean => some.every(test);
  if (some.length === 0) return undefined;
  if (all((value) => typeof value === "number")) return DOUBLE;
  if (all((value) => typeof value === "string")) return STRING;
  if (all((value) => typeof value === "boolean")) return BOOLEAN;
  if (all(isList)) {
    const items = typeOfValues(some.flatMap((list) => Array.from(list as ArrayLike<unknown>)));
    return items === undefined ? undefined : new ArrayType(items);
  }
  if (!all(isPlain)) return undefined;
  const objects = some as readonly object[] as readonly { readonly [key: string]: unknown }[];
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  // A member that some lack would come back as null.
  if (names.length === 0 || !objects.every((object) => names.every((name) => name in object))) return undefined;
  const types = names.map((name) => typeOfValues(objects.map((object) => object[name])));
  if (types.includes(undefined)) return undefined;
  return new StructType(names.map((name, i) => new StructField(name, types[i] as DataType)));
}

function isPlain(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
