/** Python functions over batches: of a relation, of its groups, of the pairs of groups of two relations. */
import { randomUUID } from "node:crypto";
import {
  type ArrowBatch,
  type ArrowSchema,
  type ArrowVector,
  arrowVector,
  childOf,
  columnAppender,
  sparkField,
  takeVector,
  toPhysical,
  toSparkForm,
} from "../../arrow/index.ts";
import type { GroupFunction, PartitionFunction, RowGroup, UserFunctionContext } from "../../plan/user-function.ts";
import { StructField, StructType } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import { decodeSchema } from "../codec/data-type.ts";
import type { PythonUDF } from "../generated/spark/connect/expressions_pb.ts";
import { ArrowStreamParts } from "./arrow-stream.ts";
import { MessageWriter } from "./byte-stream.ts";
import { EvalType } from "./eval-type.ts";
import type { PythonEnvironment } from "./python-environment.ts";
import { type PythonFunctionInfo, type PythonTask, runPythonTask } from "./python-task.ts";

const PARTITIONS: ReadonlySet<number> = new Set([EvalType.MAP_PANDAS_ITER, EvalType.MAP_ARROW_ITER]);
const GROUPS: ReadonlySet<number> = new Set([
  EvalType.GROUPED_MAP_PANDAS,
  EvalType.GROUPED_MAP_PANDAS_ITER,
  EvalType.GROUPED_MAP_ARROW,
  EvalType.GROUPED_MAP_ARROW_ITER,
  EvalType.COGROUPED_MAP_PANDAS,
  EvalType.COGROUPED_MAP_ARROW,
]);
/** Their columns travel in one struct. */
const IN_STRUCT: ReadonlySet<number> = new Set([
  EvalType.MAP_PANDAS_ITER,
  EvalType.MAP_ARROW_ITER,
  EvalType.GROUPED_MAP_ARROW,
  EvalType.GROUPED_MAP_ARROW_ITER,
]);

interface Given {
  readonly environment: PythonEnvironment;
  readonly name: string;
  readonly udf: PythonUDF;
}

/** Of `mapInPandas` and `mapInArrow`. */
export function pythonPartitionFunction({ environment, name, udf }: Given): PartitionFunction {
  if (!PARTITIONS.has(udf.evalType)) throw unsupported(`Python functions of the kind ${udf.evalType} over a relation`);
  const rowType = decodeSchema(udf.outputType);
  return {
    kind: "partition",
    id: randomUUID(),
    name,
    rowType,
    async *run(batches, schema, context) {
      const task = taskOf(environment, udf, { command: udf.command, offsets: [{ offset: 0 }] });
      const shape = new SideShape(schema, true, context.timeZone);
      async function* input(): AsyncGenerator<Uint8Array, void, undefined> {
        yield shape.parts.start;
        for await (const batch of batches) yield shape.parts.batch(shape.batch(batch));
        yield shape.parts.end;
      }
      yield* results(runPythonTask(environment.workers, task, input(), context.signal), rowType, context);
    },
  };
}

/** Of `applyInPandas` and `applyInArrow`, over groups and over pairs of them. */
export function pythonGroupFunction({ environment, name, udf }: Given): GroupFunction {
  if (!GROUPS.has(udf.evalType)) throw unsupported(`Python functions of the kind ${udf.evalType} over groups`);
  const rowType = decodeSchema(udf.outputType);
  const inStruct = IN_STRUCT.has(udf.evalType);
  return {
    kind: "group",
    id: randomUUID(),
    name,
    rowType,
    async run(group, schemas, context) {
      const offsets = schemas.flatMap(({ length }) => sideOffsets(length, group.keySchema.length));
      const info: PythonFunctionInfo = { command: udf.command, offsets: offsets.map((offset) => ({ offset })) };
      const input = groupInput(group, schemas, inStruct, context.timeZone);
      const given = runPythonTask(environment.workers, taskOf(environment, udf, info), [input], context.signal);
      const made: ArrowBatch[] = [];
      for await (const batch of results(given, rowType, context)) made.push(batch);
      return made;
    },
  };
}

function taskOf(environment: PythonEnvironment, udf: PythonUDF, info: PythonFunctionInfo): PythonTask {
  return { ...environment.task, pythonVersion: udf.pythonVer, evalType: udf.evalType, evalConf: {}, function: info };
}

/** Where a worker finds the keys and the values of a side: how many numbers follow, how many of them are keys. */
function sideOffsets(values: number, keys: number): readonly number[] {
  const keyPlaces = Array.from({ length: keys }, (_, i) => values + i);
  const valuePlaces = Array.from({ length: values }, (_, i) => i);
  return [1 + keys + values, keys, ...keyPlaces, ...valuePlaces];
}

/** How the batches of one side look to a worker. */
class SideShape {
  readonly parts: ArrowStreamParts;
  readonly #schema: StructType;
  readonly #inStruct: boolean;
  readonly #timeZone: string;
  constructor(schema: StructType, inStruct: boolean, timeZone: string) {
    this.#schema = schema;
    this.#inStruct = inStruct;
    this.#timeZone = timeZone;
    const fields = schema.fields.map((f) => sparkField(f.name, f.dataType, f.nullable, { timeZone }));
    const arrow: ArrowSchema = inStruct
      ? { fields: [{ name: "_0", type: { kind: "struct" }, nullable: false, children: fields }] }
      : { fields };
    this.parts = new ArrowStreamParts(arrow);
  }
  batch(batch: ArrowBatch): ArrowBatch {
    const [made] = toSparkForm(this.#schema, [batch], { timeZone: this.#timeZone }).batches;
    const columns = made?.columns ?? [];
    if (!this.#inStruct) return { length: batch.length, columns };
    return { length: batch.length, columns: [arrowVector({ kind: "struct" }, batch.length, { children: columns })] };
  }
}

/** A group as one message: the streams of its sides, whose batches have the keys behind the values. */
function groupInput(
  { keys, keySchema, sides }: RowGroup,
  schemas: readonly StructType[],
  inStruct: boolean,
  timeZone: string,
): Uint8Array {
  const out = new MessageWriter().int(sides.length);
  sides.forEach((pieces, side) => {
    const own = schemas[side] as StructType;
    const schema = new StructType([...own.fields, ...keySchema.fields]);
    const shape = new SideShape(schema, inStruct, timeZone);
    // A side without rows still has its columns.
    const given = pieces.length > 0 ? pieces : [emptyBatch(own)];
    out.raw(shape.parts.start);
    for (const { length, columns } of given) {
      const repeated = keys.columns.map((key) => takeVector(key, new Int32Array(length)));
      out.raw(shape.parts.batch(shape.batch({ length, columns: [...columns, ...repeated] })));
    }
    out.raw(shape.parts.end);
  });
  return out.int(0).finish();
}
function emptyBatch({ fields }: StructType): ArrowBatch {
  return { length: 0, columns: fields.map(({ dataType }) => columnAppender(dataType).builder.finish()) };
}

/** A worker's batches hold one struct of the columns. */
export async function* results(
  batches: AsyncIterable<ArrowBatch>,
  rowType: StructType,
  context: UserFunctionContext,
): AsyncGenerator<ArrowBatch, void, undefined> {
  const wrapped = new StructType([new StructField("_0", rowType)]);
  for await (const batch of batches) {
    const table = toPhysical(wrapped, { schema: { fields: [] }, batches: [batch] }, context.timeZone);
    const struct = table.batches[0]?.columns[0] as ArrowVector;
    if (batch.length === 0) continue;
    yield { length: batch.length, columns: rowType.fields.map((_, i) => childOf(struct, i)) };
  }
}
