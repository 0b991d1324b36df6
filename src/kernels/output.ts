/** Columns of results from typed arrays that are full already. */
import { type ArrowVector, arrowType, arrowVector } from "../arrow/vector.ts";

export function int32Output(data: Int32Array, validity: Uint8Array | null = null): ArrowVector {
  return arrowVector(arrowType.int32, data.length, { data, validity });
}
export function int64Output(data: BigInt64Array, validity: Uint8Array | null = null): ArrowVector {
  return arrowVector(arrowType.int64, data.length, { data, validity });
}
