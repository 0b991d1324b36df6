/** One `ExecutePlan`: its responses, kept until the client says it has them, so that a broken stream can be taken up again. */
import { randomUUID } from "node:crypto";
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type ExecutePlanResponse, ExecutePlanResponseSchema } from "../generated/spark/connect/base_pb.ts";

export type ResponseContent = Pick<
  Exclude<MessageInitShape<typeof ExecutePlanResponseSchema>, ExecutePlanResponse>,
  "responseType" | "schema" | "metrics" | "observedMetrics"
>;

export type OperationState = "running" | "succeeded" | "failed" | "cancelled";

interface KeptResponse {
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface OperationIdentity {
  readonly operationId: string;
  readonly sessionId: string;
  readonly serverSideSessionId: string;
  readonly tags: readonly string[];
  readonly reattachable: boolean;
}

/** Unsent responses of more bytes than this make the query wait for the client. */
const MAX_AHEAD = 16 * 1024 * 1024;
/** Responses that were sent and not released are kept up to this many bytes. */
const MAX_KEPT = 10 * 1024 * 1024;

export class Operation {
  readonly identity: OperationIdentity;
  readonly controller: AbortController = new AbortController();
  state: OperationState = "running";
  /** What ended it other than success. */
  failure: unknown;
  /** When the last stream that read from it ended; absent while one reads. */
  detachedAt: number | undefined = Date.now();
  readonly #kept: KeptResponse[] = [];
  /** Number of responses that are gone from the front, and the id of the last of them: a client may go on behind it. */
  #dropped = 0;
  #droppedId: string | undefined;
  #keptBytes = 0;
  /** Number of responses that some stream has taken. */
  #sent = 0;
  #unsentBytes = 0;
  #changed: () => void = () => undefined;
  #change: Promise<void> = Promise.resolve();

  constructor(identity: OperationIdentity) {
    this.identity = identity;
    this.#renewChange();
  }
  get id(): string {
    return this.identity.operationId;
  }

  /** Adds a response; waits while the client is far behind. Rejects once the operation is given up. */
  async send(content: ResponseContent): Promise<void> {
    const { operationId, sessionId, serverSideSessionId } = this.identity;
    const responseId = randomUUID();
    const message = create(ExecutePlanResponseSchema, {
      ...content,
      sessionId,
      serverSideSessionId,
      operationId,
      responseId,
    });
    const bytes = toBinary(ExecutePlanResponseSchema, message);
    this.#kept.push({ id: responseId, bytes });
    this.#keptBytes += bytes.length;
    this.#unsentBytes += bytes.length;
    this.#notify();
    while (this.#unsentBytes > MAX_AHEAD && !this.controller.signal.aborted) await this.#change;
    this.controller.signal.throwIfAborted();
  }
  end(state: Exclude<OperationState, "running">, failure?: unknown): void {
    if (this.state !== "running") return;
    this.state = state;
    this.failure = failure;
    this.#notify();
  }
  /** Gives the work up. */
  interrupt(reason: DOMException = new DOMException("interrupted", "AbortError")): void {
    this.controller.abort(reason);
    this.end("cancelled", reason);
  }

  /** The place behind a response, if the responses from there are still kept. */
  positionAfter(responseId: string | undefined): number | undefined {
    if (responseId === undefined || responseId === "") return this.#dropped === 0 ? 0 : undefined;
    if (responseId === this.#droppedId) return this.#dropped;
    const index = this.#kept.findIndex(({ id }) => id === responseId);
    return index < 0 ? undefined : this.#dropped + index + 1;
  }
  /** The responses from a place on, as they come; ends with the operation. */
  async *read(from: number, stopped: () => boolean): AsyncGenerator<Uint8Array, void, undefined> {
    for (let position = from; !stopped();) {
      const next = this.#kept[position - this.#dropped];
      if (next !== undefined) {
        yield next.bytes;
        position++;
        this.#markSent(position);
      } else if (this.state !== "running") {
        if (this.state !== "succeeded") throw this.failure;
        return;
      } else await this.#change;
    }
  }
  /** Wakes those who wait, so that they see that they were stopped. */
  wake(): void {
    this.#notify();
  }
  /** Forgets the responses up to one of them. */
  releaseUntil(responseId: string): void {
    const index = this.#kept.findIndex(({ id }) => id === responseId);
    for (let i = 0; i <= index; i++) this.#dropFirst();
  }
  get isRead(): boolean {
    return this.#sent >= this.#dropped + this.#kept.length;
  }

  #markSent(position: number): void {
    while (this.#sent < position) {
      this.#unsentBytes -= this.#kept[this.#sent - this.#dropped]?.bytes.length ?? 0;
      this.#sent++;
    }
    const keep = this.identity.reattachable ? MAX_KEPT : 0;
    while (this.#keptBytes - this.#unsentBytes > keep && this.#dropped < this.#sent) this.#dropFirst();
    this.#notify();
  }
  #dropFirst(): void {
    const first = this.#kept.shift();
    if (first === undefined) return;
    this.#dropped++;
    this.#droppedId = first.id;
    this.#keptBytes -= first.bytes.length;
    if (this.#sent < this.#dropped) {
      this.#sent = this.#dropped;
      this.#unsentBytes -= first.bytes.length;
    }
  }
  #notify(): void {
    const changed = this.#changed;
    this.#renewChange();
    changed();
  }
  #renewChange(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#change = promise;
    this.#changed = resolve;
  }
}
