/** The responses of an execution as pieces: Arrow batches put together again where the server cut them. */
import { toBinary } from "@bufbuild/protobuf";
import { type ExecutePlanResponse, ExecutePlanResponseSchema } from "../generated/spark/connect/base_pb.ts";
import { clientFailure, RemoteFailure } from "./failure.ts";
import type { Piece } from "./worker-protocol.ts";

export class PieceReader {
  #rows = 0n;
  #chunks: Uint8Array[] = [];

  /** What the response adds; nothing where it is only a part of a batch. */
  read(response: ExecutePlanResponse): Piece | undefined {
    if (response.responseType.case !== "arrowBatch") {
      return { type: "response", bytes: toBinary(ExecutePlanResponseSchema, response) };
    }
    const { data, rowCount, startOffset, chunkIndex = 0n, numChunksInBatch = 1n } = response.responseType.value;
    if (chunkIndex !== BigInt(this.#chunks.length)) this.#broken(`chunk ${chunkIndex} of a batch`);
    if (startOffset !== undefined && startOffset !== this.#rows) this.#broken(`rows from ${startOffset}`);
    this.#chunks.push(data);
    if (BigInt(this.#chunks.length) < numChunksInBatch) return undefined;
    const [first = data, ...more] = this.#chunks;
    this.#chunks = [];
    this.#rows += rowCount;
    return { type: "batch", data: more.length === 0 ? first : Buffer.concat([first, ...more]), rows: Number(rowCount) };
  }

  #broken(what: string): never {
    throw new RemoteFailure(
      clientFailure("PySparkAssertionError", null, `The server sent ${what} behind ${this.#rows} rows.`),
    );
  }
}
