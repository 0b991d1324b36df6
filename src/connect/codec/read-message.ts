/** Reads messages as deep as Spark's servers read them: plans of many steps nest far beyond what is usual. */
import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf";

/** Spark's default of `spark.connect.grpc.marshallerRecursionLimit`. */
const RECURSION_LIMIT = 1024;

export function readMessage<D extends DescMessage>(schema: D, bytes: Uint8Array): MessageShape<D> {
  return fromBinary(schema, bytes, { recursionLimit: RECURSION_LIMIT });
}
