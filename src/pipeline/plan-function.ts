/** A plan as one function over columns of a DataFrame: one crossing from the engine and back, however many nodes it has. */
import { randomUUID } from "node:crypto";
import { type ArrowVector, arrowType, arrowVector, decodeColumn } from "../arrow/index.ts";
import type { OpenFunction, ScalarFunction, UserArgument, UserFunctionContext } from "../plan/user-function.ts";
import { type DataType, StructField, StructType } from "../types/data-type.ts";
import { asDict, isRow } from "../types/row.ts";
import { columnWriter } from "../udf/column-writer.ts";
import type { Column } from "./call-node.ts";
import { PipelineError, reasonOf } from "./pipeline-error.ts";
import type { Plan, PlanValue } from "./plan.ts";
import { madeBy } from "./plan-columns.ts";
import { RunContext, type RunSettings } from "./run-context.ts";
import { runPlan } from "./run-plan.ts";

/**
 * The function takes the plan's input columns, in their order, and gives a struct of its outputs.
 *
 * @throws PipelineError with `PIPELINE_TYPE_UNKNOWN` where no type is declared for an output
 */
export function planFunction(name: string, plan: Plan, settings: RunSettings): ScalarFunction {
  const fields = plan.outputs.map((output) => new StructField(output.name, outputType(plan, output)));
  const returnType = new StructType(fields);
  const args = plan.inputs.length;
  return {
    kind: "scalar",
    id: randomUUID(),
    name,
    returnType,
    deterministic: true,
    arity: { min: args, max: args },
    open: (given, context) => open(plan, returnType, settings, given, context),
  };
}

function outputType(plan: Plan, { name, value }: Plan["outputs"][number]): DataType {
  if (value.type !== undefined) return value.type;
  throw new PipelineError("PIPELINE_TYPE_UNKNOWN", { name, node: makerOf(plan, value) });
}
/** The path of the node that makes a value. */
function makerOf({ steps }: Plan, value: PlanValue): string {
  let column = value;
  while (column.kind === "list") column = column.items;
  const maker = steps.find((step) => madeBy(step).some((made) => made === column));
  return maker?.kind === "call" ? maker.path : "";
}

/** The error of a value that does not fit its output's type. */
function misfit(plan: Plan, output: number, row: number, error: unknown): PipelineError {
  const { name, value } = plan.outputs[output] as Plan["outputs"][number];
  const problem = `made a value of \`${name}\` that does not fit: ${reasonOf(error)}`;
  return new PipelineError(
    "PIPELINE_WRONG_RESULT",
    { node: makerOf(plan, value), problem, item: ` at row ${row}` },
    error,
  );
}

function open(
  plan: Plan,
  returnType: StructType,
  settings: RunSettings,
  args: readonly UserArgument[],
  context: UserFunctionContext,
): OpenFunction {
  const given = settings.signal;
  const signal = given === undefined ? context.signal : AbortSignal.any([given, context.signal]);
  const run = new RunContext({ ...settings, signal });
  let first = 0;
  return {
    async evaluate(columns: readonly ArrowVector[], rows: number): Promise<ArrowVector> {
      const inputs = columns.map((column, i) => plainColumn(column, args[i] as UserArgument, context));
      const outputs = await runPlan(plan, inputs, rows, run, first);
      const children = returnType.fields.map(({ dataType }, i) => {
        const writer = columnWriter(dataType, rows, context);
        const values = outputs[i] ?? [];
        let row = 0;
        try {
          for (; row < rows; row++) writer.put(row, values[row]);
        } catch (error) {
          throw misfit(plan, i, first + row, error);
        }
        return writer.finish();
      });
      first += rows;
      return arrowVector(arrowType.struct, rows, { children });
    },
    close: () => run[Symbol.asyncDispose](),
  };
}

/** Cells as functions of nodes are given them: structs are plain objects. */
function plainColumn(column: ArrowVector, { dataType }: UserArgument, { longType }: UserFunctionContext): Column {
  const cells = decodeColumn(column, dataType, { long: longType }) as Column;
  return hasStruct(dataType) ? cells.map(plainValue) : cells;
}

function hasStruct(type: DataType): boolean {
  switch (type.kind) {
    case "struct":
      return true;
    case "array":
      return hasStruct(type.elementType);
    case "map":
      return hasStruct(type.keyType) || hasStruct(type.valueType);
    default:
      return false;
  }
}

/** A cell with rows in it made plain objects. */
export function plainValue(value: unknown): unknown {
  if (isRow(value)) return asDict(value, { recursive: true });
  if (Array.isArray(value)) return value.map(plainValue);
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [plainValue(k), plainValue(v)]));
  return value;
}
