/** Python's table functions, as functions over the batches of a relation: one row of arguments, or the rows of a table. */
import { randomUUID } from "node:crypto";
import { sparkField, toSparkForm } from "../../arrow/index.ts";
import type { PartitionFunction } from "../../plan/user-function.ts";
import { StructField, StructType } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import { decodeSchema } from "../codec/data-type.ts";
import type { PythonUDTF } from "../generated/spark/connect/relations_pb.ts";
import { ArrowStreamParts } from "./arrow-stream.ts";
import { EvalType } from "./eval-type.ts";
import type { PythonEnvironment } from "./python-environment.ts";
import type { ArgumentNames } from "./python-function.ts";
import { results } from "./python-map.ts";
import { type PythonTask, runPythonTask } from "./python-task.ts";

export function pythonTableFunction(
  environment: PythonEnvironment,
  name: string,
  argumentNames: ArgumentNames,
  { returnType, evalType, command, pythonVer }: PythonUDTF,
): PartitionFunction {
  if (returnType?.kind.case === undefined)
    throw unsupported(`the table function ${name}, which analyses its arguments`);
  // Functions of rows travel as Arrow too: pickled rows are a matter of the JVM.
  if (evalType !== EvalType.TABLE && evalType !== EvalType.ARROW_TABLE) {
    throw unsupported(`Python table functions of the kind ${evalType}`);
  }
  const rowType = decodeSchema(returnType);
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
          partitionChildIndexes: [],
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
