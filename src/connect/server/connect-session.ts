/** What the server holds for one client session. */
import { randomUUID } from "node:crypto";
import { EmbeddedEngine } from "../../engine/embedded-engine.ts";
import type { Relation } from "../../plan/relation.ts";
import type { SparkSession } from "../../session/spark-session.ts";
import { type SparkError, unsupported } from "../../types/spark-error.ts";
import { PythonEnvironment } from "../python/python-environment.ts";
import type { PythonWorkers } from "../python/python-workers.ts";
import { ArtifactStore } from "./artifact-store.ts";
import type { SentError } from "./connect-error.ts";
import type { Operation } from "./operation.ts";
import { PersistedPlans } from "./persisted-plans.ts";
import { followQueries } from "./progress-report.ts";
import { TextFiles } from "./text-files.ts";

/** Errors whose details a client may still ask for. */
const MAX_ERRORS = 20;

export class ConnectSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly serverSideSessionId: string = randomUUID();
  readonly spark: SparkSession;
  readonly operations: Map<string, Operation> = new Map();
  readonly artifacts: ArtifactStore = new ArtifactStore();
  readonly persisted: PersistedPlans = new PersistedPlans();
  readonly texts: TextFiles = new TextFiles();
  /** Plans kept by `checkpoint`, by the id the client knows them by. */
  readonly checkpoints: Map<string, Relation> = new Map();
  lastUsed: number = Date.now();
  readonly #errors: Map<string, SparkError> = new Map();

  readonly #unfollow: () => void;
  /** Set where the server runs Python functions. */
  readonly python: PythonEnvironment | undefined;

  constructor(
    sessionId: string,
    userId: string,
    spark: SparkSession,
    parent: SparkSession,
    workers: PythonWorkers | undefined,
  ) {
    this.sessionId = sessionId;
    this.userId = userId;
    this.spark = spark;
    this.engine.session.resolution = "late";
    // Clients call the tasks of the program that serves them, and make none of files.
    this.engine.tasks.shared = parent.engine.tasks;
    this.engine.tasks.load = undefined;
    this.#unfollow = followQueries(this.engine);
    this.python = workers === undefined ? undefined : new PythonEnvironment(workers, this.engine.conf, this.artifacts);
  }

  get engine(): EmbeddedEngine {
    const { engine } = this.spark;
    if (!(engine instanceof EmbeddedEngine)) throw unsupported("a Connect server in front of another one");
    return engine;
  }
  /** Parts that every response has. */
  get identity(): { readonly sessionId: string; readonly serverSideSessionId: string } {
    return { sessionId: this.sessionId, serverSideSessionId: this.serverSideSessionId };
  }

  remember({ errorId, error }: SentError): void {
    this.#errors.set(errorId, error);
    for (const oldest of this.#errors.keys()) {
      if (this.#errors.size <= MAX_ERRORS) break;
      this.#errors.delete(oldest);
    }
  }
  errorOf(errorId: string): SparkError | undefined {
    return this.#errors.get(errorId);
  }

  /** Stops what runs and lets go of what is kept. */
  async close(): Promise<void> {
    this.#unfollow();
    for (const operation of this.operations.values()) operation.interrupt();
    this.operations.clear();
    this.artifacts.clear();
    this.python?.close();
    this.texts.close();
    this.checkpoints.clear();
    await this.persisted.clear(this.engine);
  }
}
