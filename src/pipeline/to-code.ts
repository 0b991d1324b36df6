/** A pipeline as a program of its own, which uses the user's functions and nothing of the pipeline. */
import { parseDataType } from "../sql/index.ts";
import type { DataType } from "../types/data-type.ts";
import { FunctionCode } from "./function-code.ts";
import type { Graph } from "./graph.ts";
import { declaredInputType, typeOfValues } from "./input-types.ts";
import type { Values } from "./node-types.ts";
import { writeOptimized } from "./optimized-code.ts";
import { PipelineError } from "./pipeline-error.ts";
import { writePlain } from "./plain-code.ts";
import { planOf } from "./plan.ts";
import { Program } from "./program.ts";

/** Options of `toCode`. */
export interface CodeOptions<O = string> {
  /** What the program computes; all outputs where absent. */
  readonly outputs?: readonly O[];
  /** true: the program that is fastest; else the one that is easiest to read, with comments on what would be faster. */
  readonly optimized?: boolean;
  /** Inputs that the program holds, one object for each row; without them it reads a file of JSON lines. */
  readonly rows?: readonly Values[];
  /** Spark's types of inputs, where neither nodes declare them nor rows show them. */
  readonly types?: { readonly [input: string]: DataType | string };
  /** Where the program will lie (a `file:` URL): imports are written relative to it. */
  readonly location?: string;
}

export async function codeOf(name: string, graph: Graph, bound: Values, options: CodeOptions): Promise<string> {
  const { parseSync } = await import("oxc-parser");
  const outputs = options.outputs ?? graph.outputs;
  const constants: { [input: string]: unknown } = {};
  const inputs = new Map<string, DataType>();
  for (const input of graph.need(outputs).inputs) {
    const given = options.rows?.some((row) => input in row) === true;
    if (input in bound && !given) constants[input] = bound[input];
    else inputs.set(input, inputType(graph, input, options));
  }
  const code = new FunctionCode((file, source) => parseSync(file, source));
  const program = new Program({ name, inputs, rows: options.rows, location: options.location, code });
  const plan = planOf(graph, outputs, inputs, constants);
  const header = [`The pipeline "${name}" as a program of DataFrames, written by toCode().`];
  if (options.optimized === true) return program.text(header, writeOptimized(plan, program));
  header.push("toCode({ optimized: true }) writes the faster one that the comments speak of.");
  return program.text(header, writePlain(graph, outputs, inputs, constants, plan, program));
}

function inputType(graph: Graph, name: string, { rows, types }: CodeOptions): DataType {
  const given = types?.[name];
  if (given !== undefined) return typeof given === "string" ? parseDataType(given) : given;
  const type = declaredInputType(graph, name) ?? typeOfValues((rows ?? []).map((row) => row[name] ?? null));
  if (type !== undefined) return type;
  const node = graph.order.find((one) => one.inputs.includes(name))?.name ?? "";
  throw new PipelineError("PIPELINE_TYPE_UNKNOWN", { name, node });
}
