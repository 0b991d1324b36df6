/** Spark's types of what nodes take and make. */
import { parseDataType } from "../sql/index.ts";
import type { DataType } from "../types/data-type.ts";
import type { FunctionNode } from "./node.ts";
import { PipelineError } from "./pipeline-error.ts";

/** The type a node declares for an input or output, if it does. */
export function typeIn(node: FunctionNode, name: string): DataType | undefined {
  const type = node.types[name];
  return typeof type === "string" ? parseDataType(type) : type;
}

/** @throws PipelineError with `PIPELINE_TYPE_UNKNOWN` where the node does not declare the type of its output */
export function declaredType(node: FunctionNode, output: string): DataType {
  const type = typeIn(node, output);
  if (type === undefined) throw new PipelineError("PIPELINE_TYPE_UNKNOWN", { name: output, node: node.name });
  return type;
}
