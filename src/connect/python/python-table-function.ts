/** Python's table functions, as functions over the batches of a relation: one row of arguments, or the rows of a table. */
import { randomUUID } from "node:crypto";
import { sparkField, toSparkForm } from "../../arrow/index.ts";
import type { PartitionFunction } from "../../plan/user-function.ts";
import { StructField, StructType } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import { decodeSchema } from "../codec/data-type.ts";
import type { PythonUDTF } from "../generated/spark/connect/relations_pb.ts";
import type { TableFunctionAnalysis } from "./analyze-table-function.ts";
import { ArrowStreamParts } from "./arrow-stream.ts";
import { EvalType } from "./eval-type.ts";
import type { PythonEnvironment } from "./python-environment.ts";
import type { ArgumentNames } from "./python-function.ts";
import { results } from "./python-map.ts";
import { type PythonTask, runPythonTask } from "./python-task.ts";

export interface TableFunctionCall {
  readonly name: string;
  readonly argumentNames: ArgumentNames;
  /** Where the columns that divide its table are among the columns of the table. */
  readonly partitionIndexes: readonly number[];
  /** What the function said of its result, where it has no type of its own. */
  readonly analysis: TableFunctionAnalysis | undefined;
}

export function pythonTableFunction(
  environment: PythonEnvironment,
  { name, argumentNames, partitionIndexes, analysis }: TableFunctionCall,
  { returnType, evalType, command, pythonVer }: PythonUDTF,
): PartitionFunction {
  // Functions of rows travel as Arrow too: pickled rows are a matter of the JVM.
  if (evalType !== EvalType.TABLE && evalType !== EvalType.ARROW_TABLE) {
    throw unsupported(`Python table functions of the kind ${evalType}`);
  }
  const rowType = analysis?.schema ?? decodeSchema(returnType);
  return {
    kind: "partition",
    id: randomUUID(),
    name,
    rowType,
    async *run(batches, schema, context) {
      const { timeZone, signal } = context;
      const columns = new StructType(schema.fields.map((f, i) => new StructField(`_${i}`, f.dataType, f.nullable)));
      const task: PythonTask = {
        ...environment.task,
        pythonVersion: pythonVer,
        evalType: EvalType.ARROW_TABLE,
        evalConf: { input_type: columns.json() },
        function: {
          command,
          offsets: schema.fields.map((_, offset) => ({ offset, name: argumentNames[offset] })),
          returnType: rowType.json(),
          name,
          partitionChildIndexes: partitionIndexes,
          analyzeResult: analysis?.result,
        },
      };
      const fields = columns.fields.map((f) => sparkField(f.name, f.dataType, f.nullable, { timeZone }));
      const parts = new ArrowStreamParts({ fields });
      async function* input(): AsyncGenerator<Uint8Array, void, undefined> {
        yield parts.start;
        for await (const batch of batches) {
          const [made] = toSparkForm(columns, [batch], { timeZone }).batches;
          if (made !== undefined) yield parts.batch(made);
        }
        yield parts.end;
      }
      yield* results(runPythonTask(environment.workers, task, input(), signal), rowType, context);
    },
  };
}
