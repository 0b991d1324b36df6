/** What the thread that holds the connection does: serves the sessions that share it. */
import { toBinary } from "@bufbuild/protobuf";
import {
  AnalyzePlanRequestSchema,
  AnalyzePlanResponseSchema,
  ConfigRequestSchema,
  ConfigResponseSchema,
  type ExecutePlanResponse,
  ExecutePlanResponse_ExecutionProgressSchema,
  PlanSchema,
} from "../generated/spark/connect/base_pb.ts";
import type { Artifact } from "./artifacts.ts";
import { clientFailure, type Failure, RemoteFailure } from "./failure.ts";
import { PieceReader } from "./piece-reader.ts";
import { SessionClient, type SessionClientOptions } from "./session-client.ts";
import type { Transport } from "./transport.ts";
import type { Ask, FromWorker, Piece, ToWorker } from "./worker-protocol.ts";
import { readMessage } from "../codec/read-message.ts";

/** Batches read ahead of the reader, so that the network does not wait for the program. */
const READ_AHEAD = 2;

interface Session {
  readonly client: SessionClient;
  /** The end of the last command: what comes behind it waits. */
  commands: Promise<void>;
  /** The end of the last upload: a plan may refer to what an earlier request brought. */
  uploads: Promise<unknown>;
}
interface Hooks {
  readonly stopReading: () => void;
  readonly more?: () => void;
  /** Called with the bytes of each `ExecutionProgress`. */
  readonly progress: (bytes: Uint8Array) => void;
}
interface Running extends Hooks {
  readonly abort: AbortController;
}
const SILENT: Hooks = { stopReading: () => undefined, progress: () => undefined };

export class ConnectionLoop {
  readonly #transport: Transport;
  readonly #send: (message: FromWorker, sync: boolean) => void;
  readonly #options: SessionClientOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #running = new Map<number, Running>();

  constructor(
    transport: Transport,
    send: (message: FromWorker, sync: boolean) => void,
    options: SessionClientOptions = {},
  ) {
    this.#transport = transport;
    this.#send = send;
    this.#options = options;
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case "session": {
        const client = new SessionClient(this.#transport, message.identity, this.#options);
        this.#sessions.set(message.session, { client, commands: Promise.resolve(), uploads: Promise.resolve() });
        break;
      }
      case "ask":
        void this.#answer(message.session, message.id, message.sync, message.ask);
        break;
      case "more":
        this.#running.get(message.id)?.more?.();
        break;
      case "cancel": {
        const running = this.#running.get(message.id);
        if (message.interrupt) running?.abort.abort();
        else running?.stopReading();
        break;
      }
    }
  }

  async #answer(name: string, id: number, sync: boolean, ask: Ask): Promise<void> {
    try {
      const session = this.#sessions.get(name);
      if (session === undefined) throw new TypeError(`no session ${name}`);
      await this.#do(session, id, sync, ask);
    } catch (error) {
      this.#send({ type: "failed", id, failure: failureOf(error) }, sync);
    } finally {
      this.#running.delete(id);
    }
  }

  async #do(session: Session, id: number, sync: boolean, ask: Ask): Promise<void> {
    const { client } = session;
    const before = session.commands;
    switch (ask.type) {
      case "analyze": {
        await before;
        await uploadMissing(session, ask.artifacts);
        const { analyze } = readMessage(AnalyzePlanRequestSchema, ask.request);
        const response = await client.analyze(analyze, ask.request.byteLength);
        this.#send({ type: "answer", id, bytes: toBinary(AnalyzePlanResponseSchema, response) }, sync);
        return;
      }
      case "config": {
        await before;
        const { operation } = readMessage(ConfigRequestSchema, ask.request);
        const response = await client.config(operation ?? {});
        this.#send({ type: "answer", id, bytes: toBinary(ConfigResponseSchema, response) }, sync);
        return;
      }
      case "execute": {
        let finished = (): void => undefined;
        // Set at once, before anything is waited for: the order of asking is the order of running.
        if (ask.ordered) session.commands = new Promise((resolve) => (finished = resolve));
        try {
          await before;
          const pieces: Piece[] = [];
          // Who waits for the answer hears nothing before it.
          const hooks = sync ? SILENT : this.#telling(id);
          for await (const piece of this.#pieces(session, id, ask, hooks)) pieces.push(piece);
          this.#send({ type: "pieces", id, pieces, done: true }, sync);
        } finally {
          finished();
        }
        return;
      }
      case "stream":
        await before;
        await this.#stream(session, id, ask);
        return;
      case "upload":
        await before;
        await upload(session, () => client.upload(ask.artifacts));
        this.#send({ type: "ids", id, ids: ask.artifacts.map(({ name }) => name) }, sync);
        return;
      case "clone":
        await before;
        this.#send({ type: "ids", id, ids: [await client.clone(ask.newSessionId)] }, sync);
        return;
      case "interrupt":
        this.#send({ type: "ids", id, ids: await client.interrupt(ask.target) }, sync);
        return;
      case "release":
        await before;
        await client.release();
        this.#send({ type: "ids", id, ids: [] }, sync);
    }
  }

  #telling(id: number): Hooks {
    return { ...SILENT, progress: (bytes) => this.#send({ type: "progress", id, bytes }, false) };
  }

  /** Hands on pieces as far as the reader has asked for them. */
  async #stream(session: Session, id: number, ask: Extract<Ask, { type: "stream" }>): Promise<void> {
    let credit = READ_AHEAD;
    let wake: (() => void) | undefined;
    let reading = true;
    const change = (): void => {
      wake?.();
      wake = undefined;
    };
    const hooks = {
      ...this.#telling(id),
      more: () => {
        credit++;
        change();
      },
      stopReading: () => {
        reading = false;
        change();
      },
    };
    for await (const piece of this.#pieces(session, id, ask, hooks)) {
      this.#send({ type: "pieces", id, pieces: [piece], done: false }, false);
      // Only batches are counted: the reader asks for these.
      if (piece.type === "batch") credit--;
      while (credit <= 0 && reading && this.#running.get(id)?.abort.signal.aborted !== true) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      if (!reading) break;
    }
    this.#send({ type: "pieces", id, pieces: [], done: true }, false);
  }

  async *#pieces(
    session: Session,
    id: number,
    ask: Extract<Ask, { readonly plan: Uint8Array }>,
    hooks: Hooks,
  ): AsyncGenerator<Piece, void, undefined> {
    const { artifacts, operationId, tags } = ask;
    const abort = new AbortController();
    abort.signal.addEventListener("abort", () => hooks.more?.());
    this.#running.set(id, { abort, ...hooks });
    await uploadMissing(session, artifacts);
    const reader = new PieceReader();
    const plan = readMessage(PlanSchema, ask.plan);
    const responses: AsyncIterable<ExecutePlanResponse> = session.client.execute(plan, {
      operationId,
      tags,
      signal: abort.signal,
      size: ask.plan.byteLength,
    });
    for await (const response of responses) {
      if (response.responseType.case === "executionProgress") {
        hooks.progress(toBinary(ExecutePlanResponse_ExecutionProgressSchema, response.responseType.value));
        continue;
      }
      const piece = reader.read(response);
      if (piece !== undefined) yield piece;
    }
  }
}

/** Uploads run one after another, as they were asked for; all that were asked for before have ended then. */
function uploadMissing(session: Session, artifacts: readonly Artifact[]): Promise<unknown> {
  if (artifacts.length === 0) return session.uploads;
  return upload(session, () => session.client.uploadMissing(artifacts));
}
function upload(session: Session, send: () => Promise<void>): Promise<void> {
  const own = session.uploads.then(send);
  session.uploads = own.catch(() => undefined);
  return own;
}

function failureOf(error: unknown): Failure {
  if (error instanceof RemoteFailure) return error.failure;
  return clientFailure("PySparkRuntimeError", null, error instanceof Error ? error.message : String(error));
}
