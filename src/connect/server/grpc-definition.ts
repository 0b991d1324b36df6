/** The service as gRPC's library takes it: paths, and how the messages of each call are read and written. */
import { type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import type { ServiceDefinition } from "@grpc/grpc-js";
import { SparkConnectService } from "../generated/spark/connect/base_pb.ts";
import { readMessage } from "../codec/read-message.ts";

export function serviceDefinition(): ServiceDefinition {
  return Object.fromEntries(
    SparkConnectService.methods.map((method) => {
      const { input, output, methodKind }: Method = method;
      const definition = {
        path: `/${SparkConnectService.typeName}/${method.name}`,
        requestStream: methodKind === "client_streaming" || methodKind === "bidi_streaming",
        responseStream: methodKind === "server_streaming" || methodKind === "bidi_streaming",
        requestSerialize: (message: unknown) => written(input, message),
        requestDeserialize: (bytes: Buffer) => readMessage(input, bytes),
        responseSerialize: (message: unknown) => written(output, message),
        responseDeserialize: (bytes: Buffer) => readMessage(output, bytes),
      };
      return [method.name, definition];
    }),
  );
}

interface Method {
  readonly input: DescMessage;
  readonly output: DescMessage;
  readonly methodKind: string;
}

/** The bytes of a message; a message that was written before (a result kept for a client that comes back) is ready. */
function written(desc: DescMessage, message: unknown): Buffer {
  const bytes =
    message instanceof Uint8Array
      ? message
      : toBinary(desc, message as MessageShape<typeof desc>, { writeUnknownFields: false });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
