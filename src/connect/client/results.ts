/** Results of remote executions in the form that the embedded engine gives: its schema, and batches in physical form. */
import { readIpcStream, toPhysical, writeIpcTable } from "../../arrow/index.ts";
import type { ResultStream } from "../../engine/engine.ts";
import type { QueryRecorder } from "../../metrics/query-recorder.ts";
import { StructType } from "../../types/data-type.ts";
import { PySparkAssertionError } from "../../types/spark-error.ts";
import { decodeDataType } from "../codec/data-type.ts";
import { ExecutePlanResponseSchema } from "../generated/spark/connect/base_pb.ts";
import type { Piece } from "./worker-protocol.ts";
import { readMessage } from "../codec/read-message.ts";

export interface ResultOptions {
  readonly timeZone: string;
  /** Told of rows and stages; ends with the stream. */
  readonly query?: QueryRecorder | undefined;
}

/** Reads up to the schema; the batches follow as they are asked for. */
export async function resultOf(pieces: AsyncIterator<Piece>, options: ResultOptions): Promise<ResultStream> {
  for (;;) {
    const { done, value } = await pieces.next();
    if (done === true || value.type === "batch") throw noSchema();
    const response = readMessage(ExecutePlanResponseSchema, value.bytes);
    if (response.schema === undefined) {
      if (response.responseType.case === "resultComplete") throw noSchema();
      continue;
    }
    const schema = decodeDataType(response.schema);
    if (!(schema instanceof StructType)) throw noSchema();
    return { schema, batches: batchesOf(schema, pieces, options) };
  }
}

async function* batchesOf(
  schema: StructType,
  pieces: AsyncIterator<Piece>,
  { timeZone, query }: ResultOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done === true) return;
      if (value.type !== "batch") continue;
      query?.output(value.rows, value.data.byteLength);
      yield physicalBatch(schema, value.data, timeZone);
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
