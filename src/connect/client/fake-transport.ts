/** A server made of functions, for tests of what the client does when calls fail. */
import { create } from "@bufbuild/protobuf";
import {
  type AddArtifactsRequest,
  type ExecutePlanResponse,
  ExecutePlanResponseSchema,
  type Plan,
  PlanSchema,
} from "../generated/spark/connect/base_pb.ts";
import type { CallOptions, RpcErrorDetails, Transport } from "./transport.ts";
import { RpcError } from "./transport.ts";

export const SESSION = "00000000-0000-4000-8000-000000000001";
export const SERVER = "server-1";

export const PLAN: Plan = create(PlanSchema, { opType: { case: "root", value: {} } });

interface Call {
  readonly method: string;
  // The tests look into requests of all kinds.
  readonly request: Record<string, unknown>;
  readonly options: CallOptions;
}
type Unary = (request: Record<string, unknown>) => unknown;
type Stream = (request: Record<string, unknown>, options: CallOptions) => AsyncIterable<ExecutePlanResponse>;

export class FakeTransport implements Transport {
  readonly calls: Call[] = [];
  readonly unaryAnswers: { [method: string]: Unary } = {};
  /** One for each stream that is opened, in order. */
  readonly streams: Stream[] = [];
  readonly uploads: AddArtifactsRequest[][] = [];

  /** The names of the calls, without the releases, which run beside. */
  get methods(): string[] {
    return this.calls.map(({ method }) => method).filter((method) => method !== "releaseExecute");
  }
  requests(method: string): Record<string, unknown>[] {
    return this.calls.filter((call) => call.method === method).map(({ request }) => request);
  }

  async unary(method: string, request: unknown, options: CallOptions = {}): Promise<never> {
    const asked = request as Record<string, unknown>;
    this.calls.push({ method, request: asked, options });
    await Promise.resolve();
    const answer = this.unaryAnswers[method] ?? (() => ({ statuses: {} }));
    const response = answer(asked);
    return { sessionId: SESSION, serverSideSessionId: SERVER, ...(response as object) } as never;
  }
  serverStream(method: string, request: unknown, options: CallOptions = {}): AsyncIterable<never> {
    const asked = request as Record<string, unknown>;
    this.calls.push({ method, request: asked, options });
    const open = this.streams.shift();
    if (open === undefined) throw new TypeError("no more streams in this test");
    return open(asked, options) as AsyncIterable<never>;
  }
  clientStream(method: string, requests: Iterable<unknown>, options: CallOptions = {}): Promise<never> {
    this.calls.push({ method, request: {}, options });
    const all = [...requests] as AddArtifactsRequest[];
    this.uploads.push(all);
    return Promise.resolve({ sessionId: SESSION, serverSideSessionId: SERVER, artifacts: [] } as never);
  }
  close(): void {
    return;
  }
}

/** A response of an execution. */
export function response(
  responseId: string,
  responseType: Partial<ExecutePlanResponse["responseType"]> = {},
): ExecutePlanResponse {
  const answer = create(ExecutePlanResponseSchema, { sessionId: SESSION, serverSideSessionId: SERVER, responseId });
  return Object.assign(answer, "case" in responseType ? { responseType } : {});
}
export const complete = (responseId: string): ExecutePlanResponse =>
  response(responseId, { case: "resultComplete", value: {} as never });

/** A stream of responses that ends by itself, or in an error. */
export function stream(responses: readonly ExecutePlanResponse[], error?: unknown): Stream {
  return async function* () {
    yield* responses;
    await Promise.resolve();
    if (error !== undefined) throw error;
  };
}

export function rpcError(code: number, message = "", details: RpcErrorDetails = {}): RpcError {
  return new RpcError(code, message, details);
}
