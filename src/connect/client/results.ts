/** Results of remote executions in the form that the embedded engine gives: its schema, and batches in physical form. */
import { readIpcStream, toPhysical, writeIpcTable } from "../../arrow/index.ts";
import type { ResultStream } from "../../engine/engine.ts";
import type { QueryRecorder, StageRecorder } from "../../metrics/query-recorder.ts";
import { StructType } from "../../types/data-type.ts";
import { PySparkAssertionError } from "../../types/spark-error.ts";
import { decodeDataType } from "../codec/data-type.ts";
import {
  type ExecutePlanResponse,
  type ExecutePlanResponse_ExecutionProgress as Progress,
  ExecutePlanResponseSchema,
} from "../generated/spark/connect/base_pb.ts";
import type { Piece } from "./worker-protocol.ts";
import { readMessage } from "../codec/read-message.ts";

export interface ResultOptions {
  readonly timeZone: string;
  /** Told of rows and stages; ends with the stream. */
  readonly query?: QueryRecorder | undefined;
}

/** Reads up to the schema; the batches follow as they are asked for. */
export async function resultOf(pieces: AsyncIterator<Piece>, options: ResultOptions): Promise<ResultStream> {
  const tracker = options.query === undefined ? undefined : new StageTracker(options.query);
  for (;;) {
    const { done, value } = await pieces.next();
    if (done === true || value.type === "batch") throw noSchema();
    const response = readMessage(ExecutePlanResponseSchema, value.bytes);
    tracker?.see(response);
    if (response.schema === undefined) {
      if (response.responseType.case === "resultComplete") throw noSchema();
      continue;
    }
    const schema = decodeDataType(response.schema);
    if (!(schema instanceof StructType)) throw noSchema();
    return { schema, batches: batchesOf(schema, pieces, options, tracker) };
  }
}

async function* batchesOf(
  schema: StructType,
  pieces: AsyncIterator<Piece>,
  { timeZone, query }: ResultOptions,
  tracker: StageTracker | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done === true) return;
      if (value.type === "batch") {
        query?.output(value.rows, value.data.byteLength);
        yield physicalBatch(schema, value.data, timeZone);
      } else tracker?.see(readMessage(ExecutePlanResponseSchema, value.bytes));
    }
  } finally {
    await pieces.return?.();
  }
}

/** The batch in this engine's physical form. */
export function physicalBatch(schema: StructType, data: Uint8Array, timeZone: string): Uint8Array {
  return writeIpcTable(toPhysical(schema, readIpcStream(data), timeZone));
}

function noSchema(): PySparkAssertionError {
  return new PySparkAssertionError(null, {}, { message: "The server sent a result without a schema." });
}

/** Tells of Spark's own stages as stages of the query. */
class StageTracker {
  readonly #query: QueryRecorder;
  readonly #stages = new Map<bigint, { readonly stage: StageRecorder; done: bigint; bytes: bigint; ended: boolean }>();

  constructor(query: QueryRecorder) {
    this.#query = query;
  }
  see({ responseType }: ExecutePlanResponse): void {
    if (responseType.case === "executionProgress") this.#progress(responseType.value);
  }
  #progress({ stages }: Progress): void {
    for (const { stageId, numTasks, numCompletedTasks, inputBytesRead, done } of stages) {
      let known = this.#stages.get(stageId);
      if (known === undefined) {
        known = { stage: this.#query.stage(`stage ${stageId}`, ""), done: 0n, bytes: 0n, ended: false };
        this.#stages.set(stageId, known);
      }
      if (known.ended) continue;
      known.stage.expect(Number(numTasks));
      // Rows are counted by nobody; bytes are those read.
      known.stage.input(null, Number(inputBytesRead - known.bytes));
      known.bytes = inputBytesRead;
      for (; known.done < numCompletedTasks; known.done++) known.stage.morsel();
      if (!done) continue;
      known.ended = true;
      known.stage.finish();
    }
  }
}
