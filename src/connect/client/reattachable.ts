/**
 * One execution whose answer survives broken connections: the server keeps what it sent until it is told that it has
 * arrived, and a new stream goes on behind the last response.
 */
import { create } from "@bufbuild/protobuf";
import {
  type ExecutePlanRequest,
  type ExecutePlanResponse,
  ReattachExecuteRequestSchema,
  type ReleaseExecuteRequest,
  ReleaseExecuteRequestSchema,
} from "../generated/spark/connect/base_pb.ts";
import { clientFailure, RemoteFailure } from "./failure.ts";
import { type Retries, TryAgain } from "./retry.ts";
import { RpcCode, RpcError, type Transport } from "./transport.ts";

/** One stream lives so long; the server works on behind it. */
const STREAM_DEADLINE_MS = 600_000;

export interface ReattachableOptions {
  readonly signal?: AbortSignal | undefined;
  readonly retries: () => Retries;
}

/** The responses up to and including the one that says that there are no more. */
export async function* executeReattachable(
  transport: Transport,
  request: ExecutePlanRequest,
  options: ReattachableOptions,
): AsyncGenerator<ExecutePlanResponse, void, undefined> {
  const execution = new Execution(transport, request, options);
  try {
    for (;;) {
      const response = await execution.next();
      if (response.responseType.case === "resultComplete") {
        execution.releaseAll();
        yield response;
        return;
      }
      execution.releaseUntil(response.responseId);
      yield response;
    }
  } finally {
    // Also where the reader stops early or the execution failed.
    execution.releaseAll();
  }
}

class Execution {
  readonly #transport: Transport;
  readonly #request: ExecutePlanRequest;
  readonly #options: ReattachableOptions;
  #stream: AsyncIterator<ExecutePlanResponse> | undefined;
  /** Is the stream one that goes on, not the first? */
  #reattached = false;
  #last: string | undefined;
  #released = false;
  /** The response up to which the server may forget, while it is being told of another. */
  #pending: string | undefined;
  #telling = false;

  constructor(transport: Transport, request: ExecutePlanRequest, options: ReattachableOptions) {
    this.#transport = transport;
    this.#request = request;
    this.#options = options;
    this.#stream = this.#execute();
  }

  #execute(): AsyncIterator<ExecutePlanResponse> {
    this.#reattached = false;
    const call = { signal: this.#options.signal, deadlineMs: STREAM_DEADLINE_MS };
    return this.#transport.serverStream("executePlan", this.#request, call)[Symbol.asyncIterator]();
  }

  #reattach(): AsyncIterator<ExecutePlanResponse> {
    this.#reattached = true;
    const { sessionId, userContext, operationId = "", clientType, clientObservedServerSideSessionId } = this.#request;
    const request = create(ReattachExecuteRequestSchema, {
      sessionId,
      operationId,
      ...(userContext === undefined ? {} : { userContext }),
      ...(clientType === undefined ? {} : { clientType }),
      ...(clientObservedServerSideSessionId === undefined ? {} : { clientObservedServerSideSessionId }),
      ...(this.#last === undefined ? {} : { lastResponseId: this.#last }),
    });
    const call = { signal: this.#options.signal, deadlineMs: STREAM_DEADLINE_MS };
    return this.#transport.serverStream("reattachExecute", request, call)[Symbol.asyncIterator]();
  }

  /** The next response, over as many streams as it takes. */
  async next(): Promise<ExecutePlanResponse> {
    const retries = this.#options.retries();
    for (;;) {
      try {
        this.#stream ??= this.#reattach();
        const { done, value } = await this.#stream.next();
        if (done !== true) {
          this.#last = value.responseId;
          return value;
        }
        // The server ends streams now and then; only a response says that the result is complete.
        this.#stream = undefined;
        await retries.wait(new TryAgain("the stream ended before the result was complete"), this.#options.signal);
      } catch (error) {
        await retries.wait(this.#recover(error), this.#options.signal);
      }
    }
  }

  /** Says how to go on after an error: the error itself where a policy is to decide. */
  #recover(error: unknown): unknown {
    this.#stream = undefined;
    if (!(error instanceof RpcError)) return error;
    const missing = missingHandle(error);
    // To the request itself it is an answer: the session has gone.
    if (missing !== undefined && this.#reattached) {
      if (this.#last !== undefined) {
        return new RemoteFailure(
          clientFailure(
            "PySparkRuntimeError",
            "RESPONSE_ALREADY_RECEIVED",
            `[RESPONSE_ALREADY_RECEIVED] The server no longer knows the operation (${missing}), though it has ` +
              "answered in part: it was restarted, or waited too long for this client.",
          ),
          error,
        );
      }
      // The request never arrived.
      this.#stream = this.#execute();
      return new TryAgain("the operation did not arrive", { cause: error });
    }
    if (error.code === RpcCode.DEADLINE_EXCEEDED) return new TryAgain("the stream was old", { cause: error });
    return error;
  }

  /** Lets the server forget what has arrived. One call at a time: only the newest response counts. */
  releaseUntil(responseId: string): void {
    this.#pending = responseId;
    if (this.#telling) return;
    this.#telling = true;
    void this.#tell().finally(() => (this.#telling = false));
  }
  async #tell(): Promise<void> {
    for (let id = this.#pending; id !== undefined && !this.#released; id = this.#pending) {
      this.#pending = undefined;
      await this.#release({ case: "releaseUntil", value: { $typeName: RELEASE_UNTIL, responseId: id } });
    }
  }

  releaseAll(): void {
    if (this.#released) return;
    this.#released = true;
    void this.#stream?.return?.().catch(() => undefined);
    void this.#release({ case: "releaseAll", value: { $typeName: RELEASE_ALL } });
  }

  /** A failure is of no consequence: servers clean up after clients that vanish. */
  async #release(release: ReleaseExecuteRequest["release"]): Promise<void> {
    const { sessionId, userContext, operationId = "", clientType } = this.#request;
    const request = create(ReleaseExecuteRequestSchema, {
      sessionId,
      operationId,
      release,
      ...(userContext === undefined ? {} : { userContext }),
      ...(clientType === undefined ? {} : { clientType }),
    });
    await this.#options
      .retries()
      .run(() => this.#transport.unary("releaseExecute", request))
      .catch(() => undefined);
  }
}

const RELEASE_ALL = "spark.connect.ReleaseExecuteRequest.ReleaseAll";
const RELEASE_UNTIL = "spark.connect.ReleaseExecuteRequest.ReleaseUntil";

const MISSING = ["INVALID_HANDLE.OPERATION_NOT_FOUND", "INVALID_HANDLE.SESSION_NOT_FOUND"];

function missingHandle({ message, details }: RpcError): string | undefined {
  const condition = details.info?.metadata["errorClass"];
  return MISSING.find((handle) => condition === handle || message.includes(handle));
}
