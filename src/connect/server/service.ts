/** The calls of the service. */
import { randomUUID } from "node:crypto";
import { create, type DescMessage, type MessageInitShape, type MessageShape } from "@bufbuild/protobuf";
import type {
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  ServerReadableStream,
  ServerWritableStream,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { SparkException } from "../../types/spark-error.ts";
import { invalidPlan } from "../codec/invalid-plan.ts";
import * as base from "../generated/spark/connect/base_pb.ts";
import { analyzePlan } from "./analyze-plan.ts";
import { ArtifactReceiver } from "./artifact-store.ts";
import type { Authorize } from "./authorize.ts";
import { configResponse } from "./config-request.ts";
import { errorMessages, statusOf } from "./connect-error.ts";
import type { ConnectSession } from "./connect-session.ts";
import { type Chunking, executePlan } from "./execute-plan.ts";
import { Operation } from "./operation.ts";
import { checkOperationId, invalidHandle, type SessionRequest, type SessionStore } from "./session-store.ts";

type Answer<D extends DescMessage> = Exclude<MessageInitShape<D>, MessageShape<D>>;

export function serviceImplementation(store: SessionStore, authorize: Authorize): UntypedServiceImplementation {
  const unary = <R extends SessionRequest, D extends DescMessage>(
    schema: D,
    answer: (session: ConnectSession, request: R, signal: AbortSignal) => Answer<D> | Promise<Answer<D>>,
  ): handleUnaryCall<R, unknown> => {
    return (call, callback) => {
      const refusal = authorize(call.metadata);
      if (refusal !== undefined) return callback(refusal);
      const gone = new AbortController();
      call.on("cancelled", () => gone.abort());
      inSession(store, call.request, async (session) =>
        create(schema, { ...session.identity, ...(await answer(session, call.request, gone.signal)) } as never),
      ).then(
        (response) => callback(null, response),
        (failure: Failure) => callback(failure.status),
      );
    };
  };
  return {
    ExecutePlan: streamed<base.ExecutePlanRequest>(store, authorize, (session, request) => {
      const operation = newOperation(session, request);
      void executePlan(session, operation, request.plan, chunkingOf(request));
      return { operation, from: 0 };
    }),
    ReattachExecute: streamed<base.ReattachExecuteRequest>(store, authorize, (session, request) => {
      const operation = session.operations.get(request.operationId);
      if (operation === undefined) throw invalidHandle("OPERATION_NOT_FOUND", request.operationId);
      if (!operation.identity.reattachable) {
        throw new SparkException("INVALID_CURSOR.NOT_REATTACHABLE", {});
      }
      const from = operation.positionAfter(request.lastResponseId);
      if (from === undefined) {
        const parameters = { responseId: request.lastResponseId ?? "" };
        throw new SparkException("INVALID_CURSOR.POSITION_NOT_AVAILABLE", parameters);
      }
      return { operation, from };
    }),
    ReleaseExecute: unary<base.ReleaseExecuteRequest, typeof base.ReleaseExecuteResponseSchema>(
      base.ReleaseExecuteResponseSchema,
      (session, { operationId, release }) => {
        const operation = session.operations.get(operationId);
        if (operation === undefined) return {};
        if (release.case === "releaseUntil") operation.releaseUntil(release.value.responseId);
        else {
          operation.interrupt();
          session.operations.delete(operationId);
        }
        return { operationId };
      },
    ),
    AnalyzePlan: unary<base.AnalyzePlanRequest, typeof base.AnalyzePlanResponseSchema>(
      base.AnalyzePlanResponseSchema,
      async (session, request, signal) => ({ result: await analyzePlan(session, request, signal) }),
    ),
    Config: unary<base.ConfigRequest, typeof base.ConfigResponseSchema>(base.ConfigResponseSchema, (session, request) =>
      configResponse(session.engine.conf, request),
    ),
    ArtifactStatus: unary<base.ArtifactStatusesRequest, typeof base.ArtifactStatusesResponseSchema>(
      base.ArtifactStatusesResponseSchema,
      (session, { names }) => ({
        statuses: Object.fromEntries(names.map((name) => [name, { exists: session.artifacts.has(name) }])),
      }),
    ),
    Interrupt: unary<base.InterruptRequest, typeof base.InterruptResponseSchema>(
      base.InterruptResponseSchema,
      (session, request) => ({ interruptedIds: interrupt(session, request) }),
    ),
    ReleaseSession: releaseSession(store, authorize),
    FetchErrorDetails: unary<base.FetchErrorDetailsRequest, typeof base.FetchErrorDetailsResponseSchema>(
      base.FetchErrorDetailsResponseSchema,
      (session, { errorId }) => {
        const error = session.errorOf(errorId);
        return error === undefined ? {} : { rootErrorIdx: 0, errors: errorMessages(error) };
      },
    ),
    CloneSession: unary<base.CloneSessionRequest, typeof base.CloneSessionResponseSchema>(
      base.CloneSessionResponseSchema,
      (session, { newSessionId }) => {
        const copy = store.clone(session, newSessionId ?? randomUUID());
        return { newSessionId: copy.sessionId, newServerSideSessionId: copy.serverSideSessionId };
      },
    ),
    GetStatus: unary<base.GetStatusRequest, typeof base.GetStatusResponseSchema>(
      base.GetStatusResponseSchema,
      (session, { operationStatus }) => ({ operationStatuses: statuses(session, operationStatus?.operationIds) }),
    ),
    AddArtifacts: addArtifacts(store, authorize),
  };
}

/** What is sent to the client when a call fails. */
interface Failure {
  readonly status: ReturnType<typeof statusOf>["status"];
}

/** Runs what a request asks in its session; failures become statuses, whose details the session keeps for a while. */
async function inSession<T>(
  store: SessionStore,
  request: SessionRequest,
  run: (session: ConnectSession) => Promise<T>,
): Promise<T> {
  let session: ConnectSession | undefined;
  try {
    session = store.of(request);
    return await run(session);
  } catch (error) {
    throw failureOf(session, error);
  }
}
function failureOf(session: ConnectSession | undefined, error: unknown): Failure {
  const { sent, status } = statusOf(error);
  session?.remember(sent);
  return { status };
}

function newOperation(session: ConnectSession, request: base.ExecutePlanRequest): Operation {
  const operationId = request.operationId ?? randomUUID();
  checkOperationId(operationId);
  if (session.operations.has(operationId)) throw invalidHandle("OPERATION_ALREADY_EXISTS", operationId);
  const reattachable = request.requestOptions.some(
    ({ requestOption }) => requestOption.case === "reattachOptions" && requestOption.value.reattachable,
  );
  const operation = new Operation({ ...session.identity, operationId, tags: request.tags, reattachable });
  session.operations.set(operationId, operation);
  return operation;
}

function chunkingOf({ requestOptions }: base.ExecutePlanRequest): Chunking | undefined {
  for (const { requestOption } of requestOptions) {
    if (requestOption.case !== "resultChunkingOptions" || !requestOption.value.allowArrowBatchChunking) continue;
    const { preferredArrowChunkSize } = requestOption.value;
    return { preferredBytes: preferredArrowChunkSize === undefined ? undefined : Number(preferredArrowChunkSize) };
  }
  return undefined;
}

function streamed<R extends SessionRequest>(
  store: SessionStore,
  authorize: Authorize,
  start: (session: ConnectSession, request: R) => { readonly operation: Operation; readonly from: number },
): handleServerStreamingCall<R, unknown> {
  return (call) => {
    const refusal = authorize(call.metadata);
    if (refusal !== undefined) {
      call.emit("error", refusal);
      return;
    }
    inSession(store, call.request, async (session) => {
      const { operation, from } = start(session, call.request);
      await hand(session, operation, from, call);
    }).then(
      () => call.end(),
      (failure: Failure) => call.emit("error", failure.status),
    );
  };
}

/** Hands an operation's responses to a stream, as fast as the client takes them. */
async function hand<R>(
  session: ConnectSession,
  operation: Operation,
  from: number,
  call: ServerWritableStream<R, unknown>,
): Promise<void> {
  const stopped = (): boolean => call.cancelled;
  operation.detachedAt = undefined;
  call.on("cancelled", () => operation.wake());
  try {
    for await (const bytes of operation.read(from, stopped)) {
      await written(call, bytes);
    }
  } finally {
    operation.detachedAt = Date.now();
    if (!operation.identity.reattachable) {
      if (operation.state === "running") operation.interrupt();
      session.operations.delete(operation.id);
    }
  }
}
/** Waits until the connection has taken the message: one that is only queued here is not sent, and must not be forgotten. */
function written<R>(call: ServerWritableStream<R, unknown>, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      call.off("cancelled", done);
      resolve();
    };
    call.once("cancelled", done);
    if (call.cancelled) done();
    else call.write(bytes, done);
  });
}

function interrupt(session: ConnectSession, { interruptType, interrupt: what }: base.InterruptRequest): string[] {
  const picked = [...session.operations.values()].filter(({ state, id, identity }) => {
    if (state !== "running") return false;
    switch (interruptType) {
      case base.InterruptRequest_InterruptType.ALL:
        return true;
      case base.InterruptRequest_InterruptType.TAG:
        return what.case === "operationTag" && identity.tags.includes(what.value);
      case base.InterruptRequest_InterruptType.OPERATION_ID:
        return what.case === "operationId" && id === what.value;
      default:
        throw invalidPlan("the interrupt has no type");
    }
  });
  for (const operation of picked) operation.interrupt();
  return picked.map(({ id }) => id);
}

function releaseSession(
  store: SessionStore,
  authorize: Authorize,
): handleUnaryCall<base.ReleaseSessionRequest, unknown> {
  return (call, callback) => {
    const refusal = authorize(call.metadata);
    if (refusal !== undefined) return callback(refusal);
    const { sessionId, allowReconnect } = call.request;
    store.close(call.request, allowReconnect).then(
      (session) => callback(null, create(base.ReleaseSessionResponseSchema, session?.identity ?? { sessionId })),
      (error: unknown) => callback(failureOf(undefined, error).status),
    );
  };
}

const STATES = {
  running: base.GetStatusResponse_OperationStatus_OperationState.RUNNING,
  succeeded: base.GetStatusResponse_OperationStatus_OperationState.SUCCEEDED,
  failed: base.GetStatusResponse_OperationStatus_OperationState.FAILED,
  cancelled: base.GetStatusResponse_OperationStatus_OperationState.CANCELLED,
} as const;

function statuses(
  session: ConnectSession,
  operationIds: readonly string[] | undefined,
): { readonly operationId: string; readonly state: (typeof STATES)[keyof typeof STATES] }[] {
  if (operationIds === undefined) return [];
  const asked = operationIds.length === 0 ? [...session.operations.keys()] : operationIds;
  return asked.map((operationId) => {
    const state = session.operations.get(operationId)?.state;
    const unknown = base.GetStatusResponse_OperationStatus_OperationState.UNKNOWN;
    return { operationId, state: (state === undefined ? unknown : STATES[state]) as (typeof STATES)["running"] };
  });
}

function addArtifacts(
  store: SessionStore,
  authorize: Authorize,
): handleClientStreamingCall<base.AddArtifactsRequest, unknown> {
  return (call, callback) => {
    const refusal = authorize(call.metadata);
    if (refusal !== undefined) return callback(refusal);
    received(store, call).then(
      (response) => callback(null, response),
      (error: unknown) => callback(failureOf(undefined, error).status),
    );
  };
}
async function received(
  store: SessionStore,
  call: ServerReadableStream<base.AddArtifactsRequest, unknown>,
): Promise<base.AddArtifactsResponse> {
  let session: ConnectSession | undefined;
  let receiver: ArtifactReceiver | undefined;
  for await (const request of call as AsyncIterable<base.AddArtifactsRequest>) {
    session = store.of(request);
    receiver ??= new ArtifactReceiver(session.artifacts);
    receiver.take(request);
  }
  if (session === undefined) throw invalidPlan("there are no artifacts");
  return create(base.AddArtifactsResponseSchema, { ...session.identity, artifacts: receiver?.summaries ?? [] });
}
