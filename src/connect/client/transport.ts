/** The calls of the service as the client makes them, whatever carries them. */
import type { MessageShape } from "@bufbuild/protobuf";
import type { SparkConnectService } from "../generated/spark/connect/base_pb.ts";

type Methods = (typeof SparkConnectService)["method"];
type OfKind<K extends string> = { [M in keyof Methods]: Methods[M]["methodKind"] extends K ? M : never }[keyof Methods];
export type UnaryMethod = OfKind<"unary">;
export type ServerStreamMethod = OfKind<"server_streaming">;
export type ClientStreamMethod = OfKind<"client_streaming">;

export type RequestOf<M extends keyof Methods> = MessageShape<Methods[M]["input"]>;
export type ResponseOf<M extends keyof Methods> = MessageShape<Methods[M]["output"]>;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the call fails with {@link RpcCode.DEADLINE_EXCEEDED}. */
  readonly deadlineMs?: number | undefined;
}

/** All calls fail with {@link RpcError}. */
export interface Transport {
  unary<M extends UnaryMethod>(method: M, request: RequestOf<M>, options?: CallOptions): Promise<ResponseOf<M>>;
  /** The next message is read when it is asked for; to stop asking ends the call. */
  serverStream<M extends ServerStreamMethod>(
    method: M,
    request: RequestOf<M>,
    options?: CallOptions,
  ): AsyncIterable<ResponseOf<M>>;
  clientStream<M extends ClientStreamMethod>(
    method: M,
    requests: Iterable<RequestOf<M>>,
    options?: CallOptions,
  ): Promise<ResponseOf<M>>;
  close(): void;
}

/** gRPC's status codes, as far as the client tells them apart. */
export const RpcCode = {
  CANCELLED: 1,
  UNKNOWN: 2,
  DEADLINE_EXCEEDED: 4,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

/** What a server says of an error beside its message. */
export interface RpcErrorDetails {
  readonly info?: { readonly reason: string; readonly metadata: { readonly [name: string]: string } };
  /** How long to wait before the next try; 0 where the server says only that there may be one. */
  readonly retryDelayMs?: number;
}

export class RpcError extends Error {
  readonly code: number;
  readonly details: RpcErrorDetails;
  constructor(code: number, message: string, details: RpcErrorDetails = {}) {
    super(message);
    this.name = "RpcError";
    this.code = code;
    this.details = details;
  }
}
