/** The engine in this very program: analysis, optimisation and lowering here, execution in the engine hosts. */
import { pathToFileURL } from "node:url";
import { Analyzer } from "../analyzer/analyzer.ts";
import { type AnalysisSession, MissingFact } from "../analyzer/analysis-context.ts";
import { SessionCatalog, SharedCatalog } from "../catalog/session-catalog.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import { parseDialect } from "../dialects/index.ts";
import { lowerQuery, schemaOf } from "../lowering/index.ts";
import type { Logical } from "../logical/relation.ts";
import { inputs } from "../logical/tree.ts";
import type { Command } from "../plan/command.ts";
import type { CollectMetrics, Relation } from "../plan/relation.ts";
import { TaskRegistry } from "../plan/task.ts";
import type { UserFunction } from "../plan/user-function.ts";
import { parseStatement } from "../sql/index.ts";
import type { StructType } from "../types/data-type.ts";
import { CacheStore } from "./cache-store.ts";
import { checkpoint } from "./checkpoint.ts";
import { EmbeddedCatalog } from "./embedded-catalog.ts";
import { isMetadataCommand, runCommand, runMetadataCommand } from "./commands.ts";
import type {
  CheckpointOptions,
  Engine,
  ExecuteOptions,
  ExplainMode,
  MetricsObserver,
  ResultStream,
  SqlArguments,
  SqlOptions,
  SqlOutcome,
} from "./engine.ts";
import { explainText } from "./explain.ts";
import { EngineFacts } from "./facts.ts";
import { runnable } from "./folding.ts";
import { Observations } from "./observations.ts";
import { parserOptions } from "./sql-options.ts";
import type { Subscriber } from "../metrics/query-events.ts";
import { subscribersOf } from "./session-subscribers.ts";
import { runStaged, stagesOf } from "./user-stages.ts";
import { substitute } from "./substitute.ts";

export class EmbeddedEngine implements Engine {
  readonly kind = "embedded";
  readonly version = "4.3.0";
  readonly conf: SqlConf;
  readonly session: AnalysisSession;
  readonly analyzer: Analyzer;
  readonly facts: EngineFacts;
  readonly catalog: EmbeddedCatalog;
  readonly caches: CacheStore;
  readonly shared: SharedCatalog;
  readonly observations: Observations = new Observations(this);
  readonly tasks: TaskRegistry = new TaskRegistry();
  private stopped = false;

  constructor(conf: SqlConf, shared: SharedCatalog, caches: CacheStore) {
    this.conf = conf;
    this.shared = shared;
    this.caches = caches;
    caches.join();
    this.facts = new EngineFacts(this);
    this.session = {
      conf,
      catalog: new SessionCatalog(shared),
      facts: this.facts,
      variables: new Map(),
      functions: new Map(),
      userFunctions: new Map(),
      tasks: this.tasks,
      user: userName(),
      resolution: "bound",
    };
    this.analyzer = new Analyzer(this.session);
    this.catalog = new EmbeddedCatalog(this);
  }

  check(plan: Relation): void {
    try {
      this.analyzer.analyze(plan);
    } catch (error) {
      if (!(error instanceof MissingFact)) throw error;
      // Facts that take a query are fetched by the action; the rest at once, as PySpark does.
      if (this.facts.fetchSync(error.request)) this.check(plan);
    }
  }
  /** The analysed plan, its facts fetched through the synchronous bridge. */
  analyzeSync(plan: Relation): Logical {
    for (;;) {
      try {
        return this.analyzer.analyze(plan);
      } catch (error) {
        if (!(error instanceof MissingFact)) throw error;
        if (!this.facts.fetchSync(error.request)) throw this.facts.notYet(error.request);
      }
    }
  }
  /** The analysed plan, its facts fetched without blocking. */
  async analyze(plan: Relation, options: ExecuteOptions = {}): Promise<Logical> {
    for (;;) {
      try {
        return this.analyzer.analyze(plan);
      } catch (error) {
        if (!(error instanceof MissingFact)) throw error;
        await this.facts.fetch(error.request, options);
      }
    }
  }
  schema(plan: Relation): StructType {
    return schemaOf(this.analyzeSync(plan));
  }
  async prepare(plan: Relation, options?: ExecuteOptions): Promise<void> {
    await this.analyze(plan, options);
  }

  async execute(plan: Relation, options: ExecuteOptions = {}): Promise<ResultStream> {
    return this.executeLogical(await this.analyze(plan, options), options);
  }
  async executeLogical(logical: Logical, options: ExecuteOptions = {}): Promise<ResultStream> {
    return this.observations.stream(logical, async () => {
      await this.caches.fill(this, logical, options);
      const staged = stagesOf(this, await runnable(this, logical, options));
      const lowered = lowerQuery(staged.plan, staged.lowering);
      return { schema: lowered.schema, batches: runStaged(this, staged, lowered, options) };
    });
  }

  run(command: Command, options: ExecuteOptions = {}): Promise<Relation> {
    return runCommand(this, command, options);
  }
  runSync(command: Command): Relation {
    return runMetadataCommand(this, command);
  }
  sql(text: string, args?: SqlArguments, options: ExecuteOptions & SqlOptions = {}): SqlOutcome {
    const { dialect = "spark" } = options;
    const reading = parserOptions(this.conf, args);
    const statement =
      dialect === "spark"
        ? parseStatement(substitute(text, this.conf), reading)
        : parseDialect(text, dialect, reading.parameters);
    if (statement.kind === "Query") {
      const plan = { ...statement.plan, common: { ...statement.plan.common, planId: nextPlanId() } } as Relation;
      this.check(plan);
      return { plan };
    }
    if (isMetadataCommand(statement.command)) return { plan: runMetadataCommand(this, statement.command) };
    const completion = runCommand(this, statement.command, options);
    return { plan: { kind: "OneRow" }, completion };
  }

  async explain(plan: Relation, mode: ExplainMode): Promise<string> {
    const analyzed = await this.analyze(plan);
    return explainText(this, analyzed, await runnable(this, analyzed), mode);
  }
  async inputFiles(plan: Relation, options: ExecuteOptions = {}): Promise<string[]> {
    const found = new Set<string>();
    const pending: Logical[] = [await runnable(this, await this.analyze(plan, options), options)];
    for (let rel = pending.pop(); rel !== undefined; rel = pending.pop()) {
      if (rel.kind === "FileScan") for (const file of rel.files) found.add(pathToFileURL(file.path).href);
      pending.push(...inputs(rel));
    }
    return [...found];
  }
  isStreaming(): boolean {
    return false;
  }
  /** Takes over the temporary names of another session as they are now. */
  takeNames({ session: { catalog, variables, functions, userFunctions } }: EmbeddedEngine): void {
    for (const [name, fn] of userFunctions) this.session.userFunctions.set(name, fn);
    for (const [name, view] of catalog.tempViews) this.session.catalog.tempViews.set(name, view);
    for (const [name, variable] of variables) this.session.variables.set(name, variable);
    for (const [name, fn] of functions) this.session.functions.set(name, fn);
    this.session.catalog.currentDatabase = catalog.currentDatabase;
    this.session.catalog.touch();
  }
  subscribe(subscriber: Subscriber): () => void {
    return subscribersOf(this.conf).add(subscriber);
  }
  registerFunction(name: string, fn: UserFunction): void {
    this.session.userFunctions.set(name.toLowerCase(), fn);
    this.session.catalog.touch();
  }
  cache(cacheId: string): void {
    this.caches.enable(cacheId);
  }
  uncache(cacheId: string): Promise<void> {
    return this.caches.drop(cacheId);
  }
  observe(node: CollectMetrics, observer: MetricsObserver): void {
    this.observations.add(node, observer);
  }
  checkpoint(plan: Relation, how: CheckpointOptions, options: ExecuteOptions = {}): Promise<Relation> {
    return checkpoint(this, plan, how, options);
  }
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    await this.caches.leave();
  }
}

let lastPlanId = -1;
/** Ids of plans that SQL text made; negative, so that they never meet a DataFrame's. */
function nextPlanId(): number {
  return lastPlanId--;
}
function userName(): string {
  return process.env["SPARK_USER"] ?? process.env["USER"] ?? process.env["USERNAME"] ?? "user";
}

/** An engine for a session; sessions of one application share global views, databases and cached results. */
export function createEmbeddedEngine(conf: SqlConf, parent?: Engine): Engine {
  const family = parent instanceof EmbeddedEngine ? parent : undefined;
  return new EmbeddedEngine(conf, family?.shared ?? new SharedCatalog(), family?.caches ?? new CacheStore());
}
/** An engine for a session that begins with the settings and names that another has now. */
export function cloneEmbeddedEngine(original: Engine): { readonly engine: Engine; readonly conf: SqlConf } {
  if (!(original instanceof EmbeddedEngine)) throw new TypeError("an embedded engine is cloned from another");
  const conf = original.conf.clone();
  const engine = new EmbeddedEngine(conf, original.shared, original.caches);
  engine.takeNames(original);
  return { engine, conf };
}
