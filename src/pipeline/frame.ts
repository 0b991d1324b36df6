/** The DataFrame back end: a pipeline as a column of a lazy plan. */
import type { DataFrame } from "../dataframe/dataframe.ts";
import { calledBy } from "../functions/call-site.ts";
import { Column } from "../functions/column.ts";
import { col } from "../functions/core.ts";
import type { Expression } from "../plan/expression.ts";
import type { SparkSession } from "../session/spark-session.ts";
import { type DataType, quoteName, StructField, StructType } from "../types/data-type.ts";
import { asDict } from "../types/row.ts";
import type { Graph } from "./graph.ts";
import { declaredInputType, typeOfValues } from "./input-types.ts";
import type { Values } from "./node-types.ts";
import { PipelineError } from "./pipeline-error.ts";
import { planOf } from "./plan.ts";
import { planFunction } from "./plan-function.ts";
import type { RunSettings } from "./run-context.ts";

/** A pipeline as the back end sees it. */
export interface FrameJob {
  readonly name: string;
  readonly graph: Graph;
  readonly outputs: readonly string[];
}

/** The table with a column for each output; `constants` are inputs that are no columns. */
export function withOutputs(job: FrameJob, table: DataFrame, constants: Values, settings: RunSettings): DataFrame {
  const { inputs } = job.graph.need(job.outputs);
  const types = new Map(inputs.filter((name) => !(name in constants)).map((name) => [name, columnType(table, name)]));
  const plan = planOf(job.graph, job.outputs, types, constants);
  const call: Expression = Object.freeze({
    kind: "CommonInlineUserDefinedFunction",
    function: planFunction(job.name, plan, settings),
    arguments: plan.inputs.map(({ column }) => col(quoteName(column)).expression),
    origin: calledBy(job.name),
  });
  const made = new Column(call);
  return table.withColumns(Object.fromEntries(job.outputs.map((name) => [name, made.getField(name)])));
}

function columnType(table: DataFrame, name: string): DataType {
  return table.select(col(quoteName(name))).schema.fields[0]?.dataType as DataType;
}

/** Runs the pipeline for rows of inputs as a DataFrame; `shared` are the same for all rows. */
export async function runAsFrame(
  job: FrameJob,
  spark: SparkSession,
  rows: readonly Values[],
  shared: Values,
  settings: RunSettings,
): Promise<Values[]> {
  const { inputs } = job.graph.need(job.outputs);
  const fields: StructField[] = [];
  const constants: { [name: string]: unknown } = { ...shared };
  for (const name of inputs) {
    if (name in shared) continue;
    const values = rows.map((row) => row[name]);
    const type = declaredInputType(job.graph, name) ?? typeOfValues(values);
    // A single value without a type is handed to the functions as it is.
    if (type === undefined && rows.length === 1) constants[name] = values[0];
    else if (type === undefined && rows.length > 0) throw untyped(job, name);
    else if (type !== undefined) fields.push(new StructField(name, type));
  }
  if (rows.length === 0) return [];
  // A table of no columns has no rows.
  const row = fields.length === 0 ? new StructField("row", typeOfValues([true]) as DataType) : undefined;
  const schema = new StructType(row === undefined ? fields : [row]);
  const data = rows.map((values) => schema.names.map((name) => (row === undefined ? values[name] : true)));
  const table = withOutputs(job, spark.createDataFrame(data, schema), constants, settings);
  const answers = await table
    .select(...job.outputs.map((name) => col(quoteName(name))))
    .collect(settings.signal === undefined ? {} : { signal: settings.signal });
  return answers.map((answer) => asDict(answer, { recursive: true }));
}

function untyped({ graph }: FrameJob, name: string): PipelineError {
  const node = graph.order.find((one) => one.inputs.includes(name))?.name ?? "";
  return new PipelineError("PIPELINE_TYPE_UNKNOWN", { name, node });
}
