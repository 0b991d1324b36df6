/** Results of a few rows, read whole. */
import { RowReader } from "../../arrow/index.ts";
import { StructType } from "../../types/data-type.ts";
import type { Row } from "../../types/row.ts";
import { decodeDataType } from "../codec/data-type.ts";
import { ExecutePlanResponseSchema } from "../generated/spark/connect/base_pb.ts";
import { physicalBatch } from "./results.ts";
import type { Piece } from "./worker-protocol.ts";
import { readMessage } from "../codec/read-message.ts";

export function smallRows(pieces: readonly Piece[]): Row[] {
  const rows: Row[] = [];
  let schema = new StructType([]);
  for (const piece of pieces) {
    if (piece.type === "batch") {
      rows.push(...new RowReader(schema, { long: "bigint" }).read(physicalBatch(schema, piece.data, "UTC")));
      continue;
    }
    const response = readMessage(ExecutePlanResponseSchema, piece.bytes);
    const type = response.schema === undefined ? undefined : decodeDataType(response.schema);
    if (type instanceof StructType) schema = type;
  }
  return rows;
}
