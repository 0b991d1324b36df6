/** Spark's types of what nodes take and make, as they declare them. */
import { parseDataType } from "../sql/index.ts";
import type { DataType } from "../types/data-type.ts";
import type { FunctionNode } from "./node.ts";

/** @throws ParseException where the text is no type */
export function typeIn(node: FunctionNode, name: string): DataType | undefined {
  const type = node.types[name];
  return typeof type === "string" ? parseDataType(type) : type;
}
