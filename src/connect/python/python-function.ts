/** Python functions of a client as user's functions of a plan: columns go to a worker as Arrow, and come back so. */
import { createHash } from "node:crypto";
import {
  type ArrowBatch,
  type ArrowVector,
  childOf,
  columnAppender,
  offsetsOf,
  takeVector,
  toPhysical,
  toSparkForm,
} from "../../arrow/index.ts";
import { internalCells } from "../../engine/internal-cells.ts";
import type {
  AggregateFunction,
  Arity,
  OpenFunction,
  ScalarFunction,
  UserArgument,
  UserFunctionContext,
} from "../../plan/user-function.ts";
import { type DataType, StructField, StructType } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import { decodeDataType } from "../codec/data-type.ts";
import type { PythonUDF } from "../generated/spark/connect/expressions_pb.ts";
import { ArrowStreamParts } from "./arrow-stream.ts";
import { MessageWriter } from "./byte-stream.ts";
import { EvalType } from "./eval-type.ts";
import type { PythonEnvironment } from "./python-environment.ts";
import { type PythonFunctionInfo, type PythonTask, runPythonTask } from "./python-task.ts";

const ANY_COUNT: Arity = { min: 0, max: Number.POSITIVE_INFINITY };

const SCALAR: ReadonlySet<number> = new Set([
  EvalType.ARROW_BATCHED,
  EvalType.SCALAR_PANDAS,
  EvalType.SCALAR_PANDAS_ITER,
  EvalType.SCALAR_ARROW,
  EvalType.SCALAR_ARROW_ITER,
]);
const AGGREGATE: ReadonlySet<number> = new Set([
  EvalType.GROUPED_AGG_PANDAS,
  EvalType.GROUPED_AGG_PANDAS_ITER,
  EvalType.GROUPED_AGG_ARROW,
  EvalType.GROUPED_AGG_ARROW_ITER,
]);

/** Names of the arguments of a call, where they were given by name. */
export type ArgumentNames = readonly (string | undefined)[];

export function pythonFunction(
  environment: PythonEnvironment,
  {
    name,
    deterministic,
    argumentNames,
  }: {
    readonly name: string;
    readonly deterministic: boolean;
    readonly argumentNames: ArgumentNames;
  },
  udf: PythonUDF,
): ScalarFunction | AggregateFunction {
  // Functions of rows travel as Arrow too: pickled rows are a matter of the JVM.
  const evalType = udf.evalType === EvalType.BATCHED ? EvalType.ARROW_BATCHED : udf.evalType;
  const returnType = decodeDataType(udf.outputType);
  const digest = createHash("sha256")
    .update(udf.command)
    .update(`${evalType}\n${argumentNames.join("\n")}`);
  const base = { id: digest.digest("hex"), name, returnType, deterministic, arity: ANY_COUNT, argumentNames };
  const task = (types: readonly DataType[]): PythonTask => ({
    ...environment.task,
    pythonVersion: udf.pythonVer,
    evalType,
    evalConf: { input_type: inputType(types).json() },
    function: infoOf(udf.command, argumentNames, types.length),
  });
  if (SCALAR.has(evalType)) {
    return {
      ...base,
      kind: "scalar",
      open: (args, context) =>
        new OpenScalar(environment, task(args.map((a) => a.dataType)), args, returnType, context),
    };
  }
  if (AGGREGATE.has(evalType)) {
    const ofRows: ScalarFunction = {
      ...base,
      kind: "scalar",
      open: (args, context) => new OpenAggregate(environment, task, args, returnType, context),
    };
    return { ...base, kind: "aggregate", ofRows };
  }
  throw unsupported(`Python functions of the kind ${udf.evalType} in expressions`);
}

function infoOf(command: Uint8Array, names: ArgumentNames, count: number): PythonFunctionInfo {
  return { command, offsets: Array.from({ length: count }, (_, offset) => ({ offset, name: names[offset] })) };
}
function inputType(types: readonly DataType[]): StructType {
  return new StructType(types.map((type, i) => new StructField(`_${i}`, type)));
}

/** The first column of the batches that a task gives, as one column in our form. */
async function resultColumn(
  batches: AsyncIterable<ArrowBatch>,
  returnType: DataType,
  rows: number,
  timeZone: string,
): Promise<ArrowVector> {
  const schema = new StructType([new StructField("_0", returnType)]);
  const columns: ArrowVector[] = [];
  for await (const batch of batches) {
    const table = toPhysical(schema, { schema: { fields: [] }, batches: [batch] }, timeZone);
    columns.push(table.batches[0]?.columns[0] as ArrowVector);
  }
  const [only] = columns;
  const joined = columns.length === 1 && only !== undefined ? only : concatenated(columns, returnType);
  if (joined.length !== rows) throw new Error(`the Python function gave ${joined.length} values for ${rows} rows`);
  return joined;
}

/** A worker gives groups one by one: their values make one column. */
function concatenated(columns: readonly ArrowVector[], type: DataType): ArrowVector {
  const column = columnAppender(type);
  for (const part of columns) {
    const cell = internalCells(part, type);
    for (let i = 0; i < part.length; i++) column.append(cell(i) as never);
  }
  return column.builder.finish();
}

class OpenScalar implements OpenFunction {
  readonly #environment: PythonEnvironment;
  readonly #task: PythonTask;
  readonly #schema: StructType;
  readonly #returnType: DataType;
  readonly #context: UserFunctionContext;

  constructor(
    environment: PythonEnvironment,
    task: PythonTask,
    args: readonly UserArgument[],
    returnType: DataType,
    context: UserFunctionContext,
  ) {
    this.#environment = environment;
    this.#task = task;
    this.#schema = inputType(args.map((a) => a.dataType));
    this.#returnType = returnType;
    this.#context = context;
  }
  async evaluate(columns: readonly ArrowVector[], rows: number): Promise<ArrowVector> {
    const { timeZone, signal } = this.#context;
    const table = toSparkForm(this.#schema, [{ length: rows, columns }], { timeZone });
    const parts = new ArrowStreamParts(table.schema);
    const batches = runPythonTask(this.#environment.workers, this.#task, [parts.whole(table.batches)], signal);
    return resultColumn(batches, this.#returnType, rows, timeZone);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Each row is a group: an array of structs of the arguments. */
class OpenAggregate implements OpenFunction {
  readonly #environment: PythonEnvironment;
  readonly #task: (types: readonly DataType[]) => PythonTask;
  readonly #row: StructType;
  readonly #returnType: DataType;
  readonly #context: UserFunctionContext;

  constructor(
    environment: PythonEnvironment,
    task: (types: readonly DataType[]) => PythonTask,
    [rows]: readonly UserArgument[],
    returnType: DataType,
    context: UserFunctionContext,
  ) {
    this.#environment = environment;
    this.#task = task;
    const element = rows?.dataType.kind === "array" ? rows.dataType.elementType : undefined;
    const fields = element?.kind === "struct" ? element.fields : [];
    this.#row = inputType(fields.map((f) => f.dataType));
    this.#returnType = returnType;
    this.#context = context;
  }
  async evaluate([groups]: readonly ArrowVector[], rows: number): Promise<ArrowVector> {
    const { timeZone, signal } = this.#context;
    const types = this.#row.fields.map((f) => f.dataType);
    const input = groupStreams(groups as ArrowVector, rows, this.#row, timeZone);
    const batches = runPythonTask(this.#environment.workers, this.#task(types), input, signal);
    return resultColumn(batches, this.#returnType, rows, timeZone);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

function* groupStreams(
  groups: ArrowVector,
  rows: number,
  schema: StructType,
  timeZone: string,
): Generator<Uint8Array, void, undefined> {
  const offsets = offsetsOf(groups);
  const structs = childOf(groups);
  for (let row = 0; row < rows; row++) {
    const [start, end] = [offsets[row] ?? 0, offsets[row + 1] ?? 0];
    const places = Int32Array.from({ length: end - start }, (_, i) => start + i);
    const columns = structs.children.map((column) => takeVector(column, places));
    const table = toSparkForm(schema, [{ length: places.length, columns }], { timeZone });
    yield new MessageWriter().int(1).raw(new ArrowStreamParts(table.schema).whole(table.batches)).finish();
  }
  yield new MessageWriter().int(0).finish();
}
