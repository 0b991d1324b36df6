/** The sessions of a server: made by the first request that names them, closed by their client or when idle. */
import type { SparkSession } from "../../session/spark-session.ts";
import { SparkException } from "../../types/spark-error.ts";
import type { PythonWorkers } from "../python/python-workers.ts";
import { ConnectSession } from "./connect-session.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Ids of closed sessions that are remembered, so that a client that goes on using one is told. */
const MAX_CLOSED = 1000;

export interface SessionRequest {
  readonly sessionId: string;
  readonly clientObservedServerSideSessionId?: string | undefined;
  readonly userContext?: { readonly userId: string } | undefined;
}
export interface SessionLimits {
  /** Milliseconds without a request after which a session is closed. */
  readonly idleMs: number;
  /** Milliseconds that an operation waits for a client whose stream broke. */
  readonly detachedMs: number;
}

export class SessionStore {
  readonly #parent: SparkSession;
  readonly #python: PythonWorkers | undefined;
  readonly #limits: SessionLimits;
  readonly #sessions: Map<string, ConnectSession> = new Map();
  readonly #closed: Set<string> = new Set();
  readonly #sweeper: NodeJS.Timeout;

  constructor(parent: SparkSession, limits: SessionLimits, python: PythonWorkers | undefined) {
    this.#parent = parent;
    this.#python = python;
    this.#limits = limits;
    const interval = Math.max(100, Math.min(limits.idleMs, limits.detachedMs, 60_000) / 4);
    this.#sweeper = setInterval(() => this.#sweep(), interval).unref();
  }
  get size(): number {
    return this.#sessions.size;
  }
  /** Operations under way or kept for a client. */
  get operations(): number {
    return [...this.#sessions.values()].reduce((sum, { operations }) => sum + operations.size, 0);
  }

  /** The session of a request. */
  of(request: SessionRequest): ConnectSession {
    const { sessionId, userContext } = request;
    const key = keyOf(request);
    let session = this.#sessions.get(key);
    if (session === undefined) {
      checkId(sessionId);
      if (this.#closed.has(key)) throw invalidHandle("SESSION_CLOSED", sessionId);
      if (isGiven(request.clientObservedServerSideSessionId)) throw invalidHandle("SESSION_NOT_FOUND", sessionId);
      session = new ConnectSession(
        sessionId,
        userContext?.userId ?? "",
        this.#parent.newSession(),
        this.#parent,
        this.#python,
      );
      this.#sessions.set(key, session);
    }
    const seen = request.clientObservedServerSideSessionId;
    if (isGiven(seen) && seen !== session.serverSideSessionId) throw invalidHandle("SESSION_CHANGED", sessionId);
    session.lastUsed = Date.now();
    return session;
  }
  /** The session of a request, if there is one. */
  find(request: SessionRequest): ConnectSession | undefined {
    return this.#sessions.get(keyOf(request));
  }
  /** A second session that begins as the first is now. */
  clone(session: ConnectSession, newSessionId: string): ConnectSession {
    checkId(newSessionId);
    const request = { sessionId: newSessionId, userContext: session };
    const key = keyOf(request);
    if (this.#sessions.has(key) || this.#closed.has(key)) throw invalidHandle("SESSION_ALREADY_EXISTS", newSessionId);
    const copy = this.of(request);
    for (const [name, value] of session.spark.sqlConf.entries()) copy.spark.sqlConf.setInitial(name, value);
    copy.engine.takeNames(session.engine);
    copy.artifacts.addAll(session.artifacts);
    return copy;
  }
  async close(request: SessionRequest, allowReconnect: boolean): Promise<ConnectSession | undefined> {
    const key = keyOf(request);
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    this.#sessions.delete(key);
    if (!allowReconnect) this.#remember(key);
    await session.close();
    return session;
  }
  async closeAll(): Promise<void> {
    clearInterval(this.#sweeper);
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(all.map((session) => session.close()));
    await this.#python?.stop();
  }

  #remember(key: string): void {
    this.#closed.add(key);
    for (const oldest of this.#closed) {
      if (this.#closed.size <= MAX_CLOSED) break;
      this.#closed.delete(oldest);
    }
  }
  #sweep(): void {
    const now = Date.now();
    for (const [key, session] of this.#sessions) {
      for (const [id, operation] of session.operations) {
        const { detachedAt } = operation;
        if (detachedAt === undefined || now - detachedAt < this.#limits.detachedMs) continue;
        operation.interrupt();
        session.operations.delete(id);
      }
      const isBusy = session.operations.size > 0;
      if (isBusy) session.lastUsed = now;
      if (now - session.lastUsed < this.#limits.idleMs) continue;
      this.#sessions.delete(key);
      this.#remember(key);
      session.close().catch(() => undefined);
    }
  }
}

export function invalidHandle(what: string, handle: string): SparkException {
  return new SparkException(`INVALID_HANDLE.${what}`, { handle });
}
function checkId(sessionId: string): void {
  if (!UUID.test(sessionId)) throw invalidHandle("FORMAT", sessionId);
}
export function checkOperationId(operationId: string): void {
  if (!UUID.test(operationId)) throw invalidHandle("FORMAT", operationId);
}
function keyOf({ sessionId, userContext }: SessionRequest): string {
  return `${userContext?.userId ?? ""}\0${sessionId}`;
}
function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
