/** The engine behind a Spark Connect server: plans go there as they are, and are resolved there at each request. */
import { randomUUID } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import type { SqlConf } from "../../catalog/sql-conf.ts";
import type {
  ArtifactKind,
  CheckpointOptions,
  Engine,
  ExecuteOptions,
  ExplainMode,
  MetricsObserver,
  ResultStream,
  ServerSession,
  SqlArguments,
  SqlOutcome,
  TableLayout,
} from "../../engine/engine.ts";
import type { Subscriber } from "../../metrics/query-events.ts";
import { Subscribers } from "../../metrics/subscribers.ts";
import type { Command } from "../../plan/command.ts";
import type { CollectMetrics, Relation } from "../../plan/relation.ts";
import { TaskRegistry } from "../../plan/task.ts";
import { StructType } from "../../types/data-type.ts";
import { IllegalArgumentException, PySparkAssertionError, unsupported } from "../../types/spark-error.ts";
import { decodeDataType } from "../codec/data-type.ts";
import { encodeCommand } from "../codec/encode-command.ts";
import { ENGINE } from "../codec/encode-expression.ts";
import { RelationEncoder } from "../codec/encode-relation.ts";
import {
  type AnalyzePlanRequest,
  AnalyzePlanRequest_Explain_ExplainMode as ExplainModes,
  AnalyzePlanRequestSchema,
  type AnalyzePlanResponse,
  AnalyzePlanResponseSchema,
  ExecutePlanResponse_ExecutionProgressSchema,
  ExecutePlanResponseSchema,
  type Plan,
  PlanSchema,
} from "../generated/spark/connect/base_pb.ts";
import type { Command as CommandMessage } from "../generated/spark/connect/commands_pb.ts";
import { RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import { isOwnServer } from "../own-servers.ts";
import { type ConnectTarget, parseConnectUrl } from "./connect-url.ts";
import { Connection, type OnProgress } from "./connection.ts";
import { LocalData } from "./local-data.ts";
import { onlyRow, RemoteCatalog } from "./remote-catalog.ts";
import { RemoteObservations } from "./remote-observations.ts";
import { checkpointCommand, RemoteCheckpoints } from "./remote-checkpoints.ts";
import { RemoteConf } from "./remote-conf.ts";
import { resultOf } from "./results.ts";
import { smallRows } from "./small-rows.ts";
import { movesData, sqlCommand } from "./sql-command.ts";
import { type ExecutionWatch, ProgressHandlers } from "./progress.ts";
import type { Artifact } from "./artifacts.ts";
import { artifactOf, forwardedFile } from "./local-files.ts";
import type { QueryRecorder } from "../../metrics/query-recorder.ts";
import type { Ask, Piece } from "./worker-protocol.ts";
import { readMessage } from "../codec/read-message.ts";

const MODES: { readonly [mode in ExplainMode]: ExplainModes } = {
  simple: ExplainModes.SIMPLE,
  extended: ExplainModes.EXTENDED,
  codegen: ExplainModes.CODEGEN,
  cost: ExplainModes.COST,
  formatted: ExplainModes.FORMATTED,
};

type Analyze = AnalyzePlanRequest["analyze"];
type AnalyzeInit = { readonly case: NonNullable<Analyze["case"]>; readonly value: object };

export class RemoteEngine implements Engine {
  readonly kind = "connect";
  readonly url: string;
  readonly target: ConnectTarget;
  readonly connection: Connection;
  readonly conf: RemoteConf;
  readonly catalog: RemoteCatalog;
  readonly #session: string;
  readonly #encoder: RelationEncoder;
  readonly #local: LocalData;
  readonly #checkpoints: RemoteCheckpoints;
  readonly #observations: RemoteObservations = new RemoteObservations();
  readonly #subscribers: Subscribers = new Subscribers();
  /** A plan's schema, until something changes that it may depend on. */
  #schemas: WeakMap<Relation, StructType> = new WeakMap();
  #version: string | undefined;
  #stopped = false;

  constructor(url: string, target: ConnectTarget, connection: Connection, ownSettings?: SqlConf) {
    this.url = url;
    this.target = target;
    this.connection = connection;
    this.#session = connection.session({
      sessionId: target.sessionId ?? randomUUID(),
      userId: target.userId,
      userAgent: target.userAgent,
    });
    this.conf = new RemoteConf((ask) => answerBytes(connection.askSync(this.#session, ask)), ownSettings);
    this.#local = new LocalData(() => this.conf.timeZone);
    this.#encoder = new RelationEncoder({ localRelation: (node) => this.#local.message(node) });
    this.catalog = new RemoteCatalog(this);
    this.#checkpoints = new RemoteCheckpoints((command) => {
      if (!this.#stopped) void this.executeAll(planOf(command)).catch(() => undefined);
    });
  }

  get version(): string {
    return (this.#version ??= this.#analysisOf({ case: "sparkVersion", value: {} }, "sparkVersion").version);
  }

  /** Names are looked up by the server when a plan gets there. */
  check(): void {
    return;
  }
  schema(plan: Relation): StructType {
    let known = this.#schemas.get(plan);
    if (known === undefined) {
      known = schemaOf(this.#analysisOf(this.#schemaQuestion(plan), "schema"));
      this.#schemas.set(plan, known);
    }
    return known;
  }
  async prepare(plan: Relation, options: ExecuteOptions = {}): Promise<void> {
    if (this.#schemas.has(plan)) return;
    const response = await this.#analyze(this.#schemaQuestion(plan), options.signal);
    this.#schemas.set(plan, schemaOf(resultIn(response, "schema")));
  }
  #schemaQuestion(plan: Relation): AnalyzeInit {
    return { case: "schema", value: { plan: this.#root(plan) } };
  }

  async execute(plan: Relation, options: ExecuteOptions = {}): Promise<ResultStream> {
    const query = this.#subscribers.silent ? undefined : this.#subscribers.begin(options.action ?? "execute");
    const finish = (error?: unknown): void => query?.finish(error);
    try {
      const pieces = this.#stream(this.#root(plan), options, query);
      const { schema, batches } = await resultOf(pieces, { timeZone: this.conf.timeZone, query });
      this.#schemas.set(plan, schema);
      return { schema, batches: query === undefined ? batches : finishing(batches, finish) };
    } catch (error) {
      finish(error);
      throw error;
    }
  }
  /** All rows of a small result, waited for. */
  executeSync(root: Plan, ordered = false): readonly Piece[] {
    return this.#withArtifacts((artifacts) => {
      const ask: Ask = { ...this.#execution(root), type: "execute", artifacts, ordered };
      const watch = this.progressHandlers.watch(ask.operationId, undefined);
      try {
        return answerPieces(this.connection.askSync(this.#session, ask));
      } finally {
        watch?.end();
      }
    });
  }
  async executeAll(root: Plan, options: ExecuteOptions = {}, ordered = false): Promise<readonly Piece[]> {
    return this.#withArtifacts(async (artifacts) => {
      const ask: Ask = { ...this.#execution(root, options.tags), type: "execute", artifacts, ordered };
      const watch = this.progressHandlers.watch(ask.operationId, undefined);
      try {
        const pieces = answerPieces(await this.connection.ask(this.#session, ask, options.signal, seenBy(watch)));
        for (const piece of pieces) this.#observations.see(piece);
        return pieces;
      } finally {
        watch?.end();
      }
    });
  }

  async run(command: Command, options: ExecuteOptions = {}): Promise<Relation> {
    const plan = this.#commandPlan(command);
    await this.executeAll(plan, options, true);
    this.changed();
    return { kind: "OneRow" };
  }
  runSync(command: Command): Relation {
    this.executeSync(this.#commandPlan(command), true);
    this.changed();
    return { kind: "OneRow" };
  }
  #commandPlan(command: Command): Plan {
    return create(PlanSchema, { opType: encodeCommand(command, (plan) => this.#encoder.encode(plan)) });
  }

  /** The text goes as it is. A statement that moves data is not waited for; any other takes effect at once. */
  sql(text: string, args?: SqlArguments, options: ExecuteOptions = {}): SqlOutcome {
    const { command, relation } = sqlCommand(text, args);
    const plan = planOf(command);
    const outcome = (pieces: readonly Piece[]): Relation => {
      this.changed();
      return { kind: "RemoteRelation", message: sqlResult(pieces) ?? toBinary(RelationSchema, relation) };
    };
    if (movesData(text)) {
      return { plan: { kind: "OneRow" }, completion: this.executeAll(plan, options, true).then(outcome) };
    }
    return { plan: outcome(this.executeSync(plan, true)) };
  }

  async explain(plan: Relation, mode: ExplainMode): Promise<string> {
    const question = { case: "explain", value: { plan: this.#root(plan), explainMode: MODES[mode] } } as const;
    return resultIn(await this.#analyze(question), "explain").explainString;
  }
  async inputFiles(plan: Relation, options: ExecuteOptions = {}): Promise<string[]> {
    const question = { case: "inputFiles", value: { plan: this.#root(plan) } } as const;
    return resultIn(await this.#analyze(question, options.signal), "inputFiles").files;
  }
  isStreaming(plan: Relation): boolean {
    const question = { case: "isStreaming", value: { plan: this.#root(plan) } } as const;
    return this.#analysisOf(question, "isStreaming").isStreaming;
  }
  /** Spark formats its tables itself. */
  async showString(plan: Relation, { count, truncate, vertical, ...options }: TableLayout): Promise<string> {
    const value = { input: this.#encoder.encode(plan), numRows: count, truncate, vertical };
    const root = create(PlanSchema, {
      opType: { case: "root", value: create(RelationSchema, { relType: { case: "showString", value } }) },
    });
    return String(onlyRow(smallRows(await this.executeAll(root, options))).at(0));
  }

  /** Tasks may be registered, but a query that names one fails: they run in this program. */
  readonly tasks: TaskRegistry = new TaskRegistry();
  registerFunction(name: string): void {
    throw unsupported(`the JavaScript function "${name}" in SQL`, ENGINE);
  }
  subscribe(subscriber: Subscriber): () => void {
    return this.#subscribers.add(subscriber);
  }
  observe(node: CollectMetrics, observer: MetricsObserver): void {
    this.#observations.add(node, observer);
  }
  async checkpoint(plan: Relation, how: CheckpointOptions, options: ExecuteOptions = {}): Promise<Relation> {
    const command = checkpointCommand(this.#encoder.encode(plan), how);
    return this.#checkpoints.relation(await this.executeAll(planOf(command), options, true));
  }
  cache(_cacheId: string, plan: Relation): void {
    this.#analysisOf({ case: "persist", value: { relation: this.#encoder.encode(plan) } }, "persist");
  }
  async uncache(_cacheId: string, plan: Relation): Promise<void> {
    await this.#analyze({ case: "unpersist", value: { relation: this.#encoder.encode(plan), blocking: false } });
  }
  async interrupt(target: Extract<Ask, { readonly type: "interrupt" }>["target"]): Promise<string[]> {
    const answer = await this.connection.ask(this.#session, { type: "interrupt", target });
    return answer.type === "ids" ? [...answer.ids] : [];
  }
  readonly progressHandlers: ProgressHandlers = new ProgressHandlers();
  get server(): ServerSession {
    return this;
  }
  addArtifacts(paths: readonly string[], kind: ArtifactKind): Promise<void> {
    return this.#upload(paths.map((path) => artifactOf(path, kind)));
  }
  copyFromLocalToFs(localPath: string, destPath: string): Promise<void> {
    return this.#upload([forwardedFile(localPath, destPath)]);
  }
  async #upload(artifacts: readonly Artifact[]): Promise<void> {
    await this.connection.ask(this.#session, { type: "upload", artifacts });
    this.changed();
  }
  /** A copy of this session on the server; gives its id. */
  cloneSync(newSessionId: string): string {
    const answer = this.connection.askSync(this.#session, { type: "clone", newSessionId });
    return (answer.type === "ids" ? answer.ids[0] : undefined) ?? newSessionId;
  }
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.connection.ask(this.#session, { type: "release" });
    await this.connection.leave();
  }

  /** What plans mean may have changed: names, settings, files. */
  changed(): void {
    this.#schemas = new WeakMap();
    this.conf.forget();
  }

  #root(plan: Relation): Plan {
    return create(PlanSchema, { opType: { case: "root", value: this.#encoder.encode(plan) } });
  }
  #execution(
    plan: Plan,
    tags: readonly string[] = [],
  ): Pick<Extract<Ask, { type: "stream" }>, "plan" | "operationId" | "tags"> {
    return { plan: toBinary(PlanSchema, plan), operationId: randomUUID(), tags: [...tags] };
  }
  async *#stream(
    plan: Plan,
    options: ExecuteOptions,
    query: QueryRecorder | undefined,
  ): AsyncGenerator<Piece, void, undefined> {
    const execution = this.#execution(plan, options.tags);
    const watch = this.progressHandlers.watch(execution.operationId, query);
    try {
      const pieces = this.#withArtifacts((artifacts) => {
        const ask = { ...execution, type: "stream", artifacts } as const;
        return this.connection.stream(this.#session, ask, options.signal, seenBy(watch));
      });
      for await (const piece of pieces) {
        this.#observations.see(piece);
        yield piece;
      }
    } finally {
      watch?.end();
    }
  }

  #analyzeAsk(analyze: AnalyzeInit): Uint8Array {
    return toBinary(AnalyzePlanRequestSchema, create(AnalyzePlanRequestSchema, { analyze: analyze as never }));
  }
  #analysisOf<C extends ResultCase>(analyze: AnalyzeInit, name: C): ResultOf<C> {
    const request = this.#analyzeAsk(analyze);
    return this.#withArtifacts((artifacts) => {
      const answer = this.connection.askSync(this.#session, { type: "analyze", request, artifacts });
      return resultIn(readMessage(AnalyzePlanResponseSchema, answerBytes(answer)), name);
    });
  }
  async #analyze(analyze: AnalyzeInit, signal?: AbortSignal): Promise<AnalyzePlanResponse> {
    const request = this.#analyzeAsk(analyze);
    return this.#withArtifacts(async (artifacts) => {
      const answer = await this.connection.ask(this.#session, { type: "analyze", request, artifacts }, signal);
      return readMessage(AnalyzePlanResponseSchema, answerBytes(answer));
    });
  }

  /** Calls with what the server lacks; a failed call leaves it for the next. */
  #withArtifacts<T>(call: (artifacts: Extract<Ask, { type: "stream" }>["artifacts"]) => T): T {
    const artifacts = this.#local.take();
    if (artifacts.length === 0) return call(artifacts);
    try {
      const result = call(artifacts);
      if (result instanceof Promise) void result.catch(() => this.#local.putBack(artifacts));
      return result;
    } catch (error) {
      this.#local.putBack(artifacts);
      throw error;
    }
  }
}

function planOf(command: CommandMessage): Plan {
  return create(PlanSchema, { opType: { case: "command", value: command } });
}

function seenBy(watch: ExecutionWatch | undefined): OnProgress | undefined {
  if (watch === undefined) return undefined;
  return (bytes) => watch.see(readMessage(ExecutePlanResponse_ExecutionProgressSchema, bytes));
}

type ResultCase = NonNullable<AnalyzePlanResponse["result"]["case"]>;
type ResultOf<C extends ResultCase> = Extract<AnalyzePlanResponse["result"], { case: C }>["value"];

function resultIn<C extends ResultCase>({ result }: AnalyzePlanResponse, name: C): ResultOf<C> {
  if (result.case !== name) throw unexpected(`an answer "${result.case}" to a question for "${name}"`);
  return result.value as ResultOf<C>;
}

function schemaOf({ schema }: ResultOf<"schema">): StructType {
  const type = schema === undefined ? undefined : decodeDataType(schema);
  if (!(type instanceof StructType)) throw unexpected("no schema");
  return type;
}

function answerBytes(answer: ReturnType<Connection["askSync"]>): Uint8Array {
  if (answer.type !== "answer") throw unexpected(`"${answer.type}"`);
  return answer.bytes;
}
function answerPieces(answer: ReturnType<Connection["askSync"]>): readonly Piece[] {
  if (answer.type !== "pieces") throw unexpected(`"${answer.type}"`);
  return answer.pieces;
}

/** The relation that the server made of a statement, if it made one. */
function sqlResult(pieces: readonly Piece[]): Uint8Array | undefined {
  for (const piece of pieces) {
    if (piece.type !== "response") continue;
    const { responseType } = readMessage(ExecutePlanResponseSchema, piece.bytes);
    if (responseType.case !== "sqlCommandResult" || responseType.value.relation === undefined) continue;
    return toBinary(RelationSchema, responseType.value.relation);
  }
  return undefined;
}

async function* finishing(
  batches: AsyncIterable<Uint8Array>,
  finish: (error?: unknown) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* batches;
    finish();
  } catch (error) {
    finish(error);
    throw error;
  } finally {
    finish();
  }
}

function unexpected(what: string): PySparkAssertionError {
  return new PySparkAssertionError(null, {}, { message: `The server sent ${what}.` });
}

/** An engine for a session; sessions of one application share the connection of the first. */
export function createRemoteEngine(
  url: string,
  settings: ReadonlyMap<string, string>,
  parent?: Engine,
  cloned = false,
): { readonly engine: RemoteEngine; readonly conf: RemoteConf } {
  const family = parent instanceof RemoteEngine && parent.url === url ? parent : undefined;
  const target = family?.target ?? parseConnectUrl(url);
  if (isOwnServer(target.endpoint)) {
    const message = `The server at ${target.endpoint} is part of this very process, which cannot wait for itself.`;
    throw new IllegalArgumentException(null, {}, { message });
  }
  const connection = family?.connection ?? new Connection(target);
  // A session id of the URL is the first session's.
  const { sessionId: _first, ...shared } = target;
  if (cloned && family !== undefined) {
    const sessionId = family.cloneSync(randomUUID());
    const copy = new RemoteEngine(url, { ...shared, sessionId }, connection, family.conf.own.clone());
    return { engine: copy, conf: copy.conf };
  }
  const engine = new RemoteEngine(url, family === undefined ? target : shared, connection);
  engine.conf.setAll(settings);
  return { engine, conf: engine.conf };
}
