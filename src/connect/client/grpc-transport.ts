/** The calls over gRPC. Only the thread that holds the connection loads this file, and the library with it. */
import { type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import {
  type CallOptions as GrpcCallOptions,
  type ChannelOptions,
  Client,
  type ClientReadableStream,
  credentials,
  Metadata,
  type ServiceError,
} from "@grpc/grpc-js";
import { ErrorInfoSchema, RetryInfoSchema, StatusSchema } from "../generated/google/rpc/status_pb.ts";
import { SparkConnectService } from "../generated/spark/connect/base_pb.ts";
import type { ConnectTarget } from "./connect-url.ts";
import {
  type CallOptions,
  type ClientStreamMethod,
  type RequestOf,
  type ResponseOf,
  RpcCode,
  RpcError,
  type RpcErrorDetails,
  type ServerStreamMethod,
  type Transport,
  type UnaryMethod,
} from "./transport.ts";
import { readMessage } from "../codec/read-message.ts";

const MAX_MESSAGE = 128 * 1024 * 1024;

type AnyMethod = UnaryMethod | ServerStreamMethod | ClientStreamMethod;

export class GrpcTransport implements Transport {
  readonly #client: Client;
  readonly #metadata: Metadata;

  constructor(target: ConnectTarget) {
    const security = target.secure ? credentials.createSsl() : credentials.createInsecure();
    this.#client = new Client(target.endpoint, security, channelOptions(target));
    this.#metadata = new Metadata();
    for (const [name, value] of target.headers) this.#metadata.add(name, value);
    if (target.token !== undefined) this.#metadata.set("authorization", `Bearer ${target.token}`);
  }

  unary<M extends UnaryMethod>(method: M, request: RequestOf<M>, options: CallOptions = {}): Promise<ResponseOf<M>> {
    const { path, write, read } = codecOf(method);
    return new Promise((resolve, reject) => {
      const call = this.#client.makeUnaryRequest(
        path,
        write,
        read,
        request,
        this.#metadata,
        limits(options),
        (error, response) => {
          if (error !== null) reject(rpcError(error));
          else resolve(response as ResponseOf<M>);
        },
      );
      onAbort(options.signal, () => call.cancel());
    });
  }

  async *serverStream<M extends ServerStreamMethod>(
    method: M,
    request: RequestOf<M>,
    options: CallOptions = {},
  ): AsyncGenerator<ResponseOf<M>, void, undefined> {
    const { path, write, read } = codecOf(method);
    const call: ClientReadableStream<unknown> = this.#client.makeServerStreamRequest(
      path,
      write,
      read,
      request,
      this.#metadata,
      limits(options),
    );
    onAbort(options.signal, () => call.cancel());
    try {
      // Reading by iteration leaves what is not asked for in the channel, whose window makes the server wait.
      for await (const message of call) yield message as ResponseOf<M>;
    } catch (error) {
      throw rpcError(error);
    } finally {
      call.cancel();
    }
  }

  clientStream<M extends ClientStreamMethod>(
    method: M,
    requests: Iterable<RequestOf<M>>,
    options: CallOptions = {},
  ): Promise<ResponseOf<M>> {
    const { path, write, read } = codecOf(method);
    return new Promise((resolve, reject) => {
      const call = this.#client.makeClientStreamRequest(
        path,
        write,
        read,
        this.#metadata,
        limits(options),
        (error, response) => {
          if (error !== null) reject(rpcError(error));
          else resolve(response as ResponseOf<M>);
        },
      );
      onAbort(options.signal, () => call.cancel());
      const source = requests[Symbol.iterator]();
      const writeMore = (): void => {
        for (;;) {
          const next = source.next();
          if (next.done === true) {
            call.end();
            return;
          }
          if (!call.write(next.value)) {
            call.once("drain", writeMore);
            return;
          }
        }
      };
      writeMore();
    });
  }

  close(): void {
    this.#client.close();
  }
}

function channelOptions({ keepalive, userAgent }: ConnectTarget): ChannelOptions {
  return {
    "grpc.max_send_message_length": MAX_MESSAGE,
    "grpc.max_receive_message_length": MAX_MESSAGE,
    "grpc.primary_user_agent": userAgent,
    // Retries are this client's own: it knows which calls may be made again.
    "grpc.enable_retries": 0,
    ...(keepalive === undefined
      ? {}
      : {
          "grpc.keepalive_time_ms": keepalive.timeMs,
          "grpc.keepalive_timeout_ms": keepalive.timeoutMs,
          "grpc.keepalive_permit_without_calls": keepalive.withoutCalls ? 1 : 0,
        }),
  };
}

function limits({ deadlineMs }: CallOptions): GrpcCallOptions {
  return deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
}

function onAbort(signal: AbortSignal | undefined, cancel: () => void): void {
  if (signal?.aborted === true) cancel();
  else signal?.addEventListener("abort", cancel, { once: true });
}

/** How a method's messages are written and read. */
function codecOf(method: AnyMethod): {
  readonly path: string;
  readonly write: (message: unknown) => Buffer;
  readonly read: (bytes: Buffer) => unknown;
} {
  const { name, input, output }: { readonly name: string; readonly input: DescMessage; readonly output: DescMessage } =
    SparkConnectService.method[method];
  return {
    path: `/${SparkConnectService.typeName}/${name}`,
    write: (message) => bufferOf(toBinary(input, message as MessageShape<typeof input>)),
    read: (bytes) => readMessage(output, bytes),
  };
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function rpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  const { code, details, metadata, message } = error as Partial<ServiceError>;
  if (code === undefined) return new RpcError(RpcCode.UNKNOWN, message ?? String(error));
  const [bytes] = metadata?.get("grpc-status-details-bin") ?? [];
  const status = bytes instanceof Uint8Array ? readMessage(StatusSchema, bytes) : undefined;
  const text = status?.message === undefined || status.message === "" ? (details ?? message ?? "") : status.message;
  return new RpcError(code, text, status === undefined ? {} : detailsOf(status.details));
}

function detailsOf(all: Parameters<typeof anyUnpack>[0][]): RpcErrorDetails {
  let found: RpcErrorDetails = {};
  for (const any of all) {
    const info = anyUnpack(any, ErrorInfoSchema);
    if (info !== undefined) found = { ...found, info: { reason: info.reason, metadata: info.metadata } };
    const retry = anyUnpack(any, RetryInfoSchema);
    if (retry !== undefined) {
      const { seconds = 0n, nanos = 0 } = retry.retryDelay ?? {};
      found = { ...found, retryDelayMs: Number(seconds) * 1000 + Math.ceil(nanos / 1e6) };
    }
  }
  return found;
}
