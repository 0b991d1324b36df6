/** One session on a server: every call of it, with retries, and its errors in full. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type AnalyzePlanRequest,
  AnalyzePlanRequestSchema,
  type AnalyzePlanResponse,
  ArtifactStatusesRequestSchema,
  CloneSessionRequestSchema,
  ConfigRequestSchema,
  type ConfigResponse,
  ExecutePlanRequestSchema,
  type ExecutePlanResponse,
  FetchErrorDetailsRequestSchema,
  type FetchErrorDetailsResponse,
  InterruptRequest_InterruptType as InterruptType,
  InterruptRequestSchema,
  type Plan,
  ReleaseSessionRequestSchema,
} from "../generated/spark/connect/base_pb.ts";
import { type Artifact, artifactRequests, type Sender } from "./artifacts.ts";
import { failureOf } from "./error-details.ts";
import { clientFailure, RemoteFailure } from "./failure.ts";
import { PlanCompression } from "./plan-compression.ts";
import { executeReattachable } from "./reattachable.ts";
import { type Clock, CLOCK, DEFAULT_RETRIES, Retries, type RetryPolicy } from "./retry.ts";
import { RpcError, type Transport } from "./transport.ts";

export interface SessionIdentity {
  readonly sessionId: string;
  readonly userId?: string | undefined;
  readonly userAgent: string;
}
export interface SessionClientOptions {
  readonly retries?: RetryPolicy;
  readonly clock?: Clock;
  /** Bytes from which it is asked whether plans are to be compressed. */
  readonly compressFrom?: number;
}
export interface ExecutionOptions {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the plan. */
  readonly size?: number;
}
export type InterruptTarget = { readonly all: true } | { readonly tag: string } | { readonly operationId: string };

/** What a server says that was started anew, or has closed the session. */
const FORGOTTEN: ReadonlySet<string> = new Set([
  "INVALID_HANDLE.SESSION_CHANGED",
  "INVALID_HANDLE.SESSION_CLOSED",
  "INVALID_HANDLE.SESSION_NOT_FOUND",
]);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Bytes of Arrow data in one response, above which a server that can cuts a batch. */
const ARROW_CHUNK = 16n * 1024n * 1024n;

/** All methods fail with {@link RemoteFailure}. */
export class SessionClient {
  readonly identity: SessionIdentity;
  readonly #transport: Transport;
  readonly #policy: RetryPolicy;
  readonly #clock: Clock;
  readonly #compression: PlanCompression;
  #serverSession: string | undefined;
  #closed: string | undefined;

  constructor(transport: Transport, identity: SessionIdentity, options: SessionClientOptions = {}) {
    this.identity = identity;
    this.#transport = transport;
    this.#policy = options.retries ?? DEFAULT_RETRIES;
    this.#clock = options.clock ?? CLOCK;
    this.#compression = new PlanCompression(async (keys) => {
      const { pairs } = await this.config({ opType: { case: "get", value: { keys: [...keys] } } });
      return pairs.map(({ value }) => value);
    }, options.compressFrom);
  }

  /** `size`: bytes of the request. */
  async analyze(given: AnalyzePlanRequest["analyze"], size = 0): Promise<AnalyzePlanResponse> {
    return this.#guard(async () => {
      const analyze = await this.#compressed(given, size);
      const request = create(AnalyzePlanRequestSchema, { ...this.#fields(), analyze });
      const call = { deadlineMs: HOUR };
      return this.#verified(await this.#retries().run(() => this.#transport.unary("analyzePlan", request, call)));
    });
  }

  async config(
    operation: NonNullable<MessageInitShape<typeof ConfigRequestSchema>["operation"]>,
  ): Promise<ConfigResponse> {
    return this.#guard(async () => {
      const request = create(ConfigRequestSchema, { ...this.#fields(), operation });
      const call = { deadlineMs: 10 * MINUTE };
      return this.#verified(await this.#retries().run(() => this.#transport.unary("config", request, call)));
    });
  }

  /** The responses as they are asked for. To stop asking releases the execution; to abort it interrupts it too. */
  async *execute(given: Plan, options: ExecutionOptions): AsyncGenerator<ExecutePlanResponse, void, undefined> {
    const { operationId, tags, signal, size = 0 } = options;
    const plan = await this.#compression.of(given, size);
    const request = create(ExecutePlanRequestSchema, {
      ...this.#fields(),
      plan,
      operationId,
      tags: [...tags],
      requestOptions: [
        { requestOption: { case: "reattachOptions", value: { reattachable: true } } },
        {
          requestOption: {
            case: "resultChunkingOptions",
            value: { allowArrowBatchChunking: true, preferredArrowChunkSize: ARROW_CHUNK },
          },
        },
      ],
    });
    const interrupt = (): void => void this.interrupt({ operationId }).catch(() => undefined);
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      this.#open();
      const retries = (): Retries => this.#retries();
      for await (const response of executeReattachable(this.#transport, request, { signal, retries })) {
        yield this.#verified(response);
      }
    } catch (error) {
      throw await this.#failure(error);
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
  }

  /** The ids of the operations that were stopped. */
  async interrupt(target: InterruptTarget): Promise<string[]> {
    return this.#guard(async () => {
      const request = create(InterruptRequestSchema, {
        ...this.#fields(),
        ...("all" in target
          ? { interruptType: InterruptType.ALL }
          : "tag" in target
            ? { interruptType: InterruptType.TAG, interrupt: { case: "operationTag", value: target.tag } }
            : {
                interruptType: InterruptType.OPERATION_ID,
                interrupt: { case: "operationId", value: target.operationId },
              }),
      });
      const call = { deadlineMs: 10 * MINUTE };
      const response = await this.#retries().run(() => this.#transport.unary("interrupt", request, call));
      return this.#verified(response).interruptedIds;
    });
  }

  /** Sends what the server does not have yet: names say what is in them. */
  async uploadMissing(artifacts: readonly Artifact[]): Promise<void> {
    if (artifacts.length === 0) return;
    const missing = await this.#guard(async () => {
      const names = artifacts.map(({ name }) => name);
      const status = create(ArtifactStatusesRequestSchema, { ...this.#fields(), names });
      const { statuses } = await this.#retries().run(() =>
        this.#transport.unary("artifactStatus", status, { deadlineMs: 10 * MINUTE }),
      );
      return artifacts.filter(({ name }) => statuses[name]?.exists !== true);
    });
    await this.upload(missing);
  }
  /** Sends all of them. */
  async upload(artifacts: readonly Artifact[]): Promise<void> {
    if (artifacts.length === 0) return;
    await this.#guard(async () => {
      const { artifacts: summaries } = await this.#retries().run(() =>
        this.#transport.clientStream("addArtifacts", artifactRequests(artifacts, this.#fields()), { deadlineMs: HOUR }),
      );
      const damaged = summaries.filter(({ isCrcSuccessful }) => !isCrcSuccessful).map(({ name }) => name);
      if (damaged.length > 0) throw new Error(`artifacts arrived damaged: ${damaged.join(", ")}`);
    });
  }

  /** Makes a session on the server that has all that this one has; gives its id. */
  async clone(newSessionId: string): Promise<string> {
    return this.#guard(async () => {
      const request = create(CloneSessionRequestSchema, { ...this.#fields(), newSessionId });
      const call = { deadlineMs: 10 * MINUTE };
      const response = await this.#retries().run(() => this.#transport.unary("cloneSession", request, call));
      return this.#verified(response).newSessionId;
    });
  }

  /** Ends the session on the server; one that cannot be reached forgets it by itself. */
  async release(): Promise<void> {
    if (this.#closed !== undefined) return;
    this.#closed = "it was stopped";
    const { sessionId, clientType, userContext } = this.#fields();
    const request = create(ReleaseSessionRequestSchema, {
      sessionId,
      clientType,
      ...(userContext === undefined ? {} : { userContext }),
    });
    // Not tried again: the program is waiting to end.
    await this.#transport.unary("releaseSession", request, { deadlineMs: 5000 }).catch(() => undefined);
  }

  async #compressed(analyze: AnalyzePlanRequest["analyze"], size: number): Promise<AnalyzePlanRequest["analyze"]> {
    const { value } = analyze;
    if (value === undefined || !("plan" in value) || value.plan === undefined) return analyze;
    const plan = await this.#compression.of(value.plan, size);
    return { ...analyze, value: { ...value, plan } } as AnalyzePlanRequest["analyze"];
  }

  #retries(): Retries {
    return new Retries(this.#policy, this.#clock);
  }

  #fields(): Sender {
    const { sessionId, userId, userAgent } = this.identity;
    return {
      sessionId,
      clientType: userAgent,
      ...(userId === undefined ? {} : { userContext: { userId, userName: userId } }),
      ...(this.#serverSession === undefined ? {} : { clientObservedServerSideSessionId: this.#serverSession }),
    };
  }

  #open(): void {
    if (this.#closed === undefined) return;
    throw new RemoteFailure(
      clientFailure("PySparkRuntimeError", null, `The session is closed: ${this.#closed}. Make a new SparkSession.`),
    );
  }

  /** Answers must be of this session, and of the server process that the session began in. */
  #verified<T extends { readonly sessionId: string; readonly serverSideSessionId: string }>(response: T): T {
    const { sessionId, serverSideSessionId } = response;
    if (sessionId !== this.identity.sessionId) {
      throw new RemoteFailure(
        clientFailure("PySparkAssertionError", null, `The server answered for another session: ${sessionId}.`),
      );
    }
    if (serverSideSessionId === "") return response;
    if (this.#serverSession !== undefined && this.#serverSession !== serverSideSessionId) {
      this.#closed = "the server was restarted and knows nothing of it";
      this.#open();
    }
    this.#serverSession = serverSideSessionId;
    return response;
  }

  async #guard<T>(call: () => Promise<T>): Promise<T> {
    try {
      this.#open();
      return await call();
    } catch (error) {
      throw await this.#failure(error);
    }
  }

  async #failure(error: unknown): Promise<RemoteFailure> {
    if (error instanceof RemoteFailure) return error;
    const failure = await failureOf(error, (errorId) => this.#details(errorId));
    if (failure.condition === "CONNECT_INVALID_PLAN.CANNOT_PARSE") this.#compression.giveUp();
    if (failure.condition !== null && FORGOTTEN.has(failure.condition)) {
      this.#closed = "the server was restarted and knows nothing of it";
    }
    return new RemoteFailure(failure, error);
  }

  async #details(errorId: string): Promise<FetchErrorDetailsResponse | undefined> {
    const request = create(FetchErrorDetailsRequestSchema, { ...this.#fields(), errorId });
    try {
      return await this.#transport.unary("fetchErrorDetails", request, { deadlineMs: MINUTE });
    } catch (error) {
      // What the trailers said has to do.
      if (error instanceof RpcError) return undefined;
      throw error;
    }
  }
}
