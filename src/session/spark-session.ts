import { DataFrame } from "../dataframe/dataframe.ts";
import { legalOperationId, OperationRegistry } from "../dataframe/operations.ts";
import type { SessionContext } from "../dataframe/session-context.ts";
import type { ConfAccess } from "../engine/conf-access.ts";
import type { Subscriber } from "../metrics/query-events.ts";
import type {
  Engine,
  InterruptTarget,
  ProgressHandler,
  SqlArguments,
  SqlOptions,
  SqlOutcome,
} from "../engine/engine.ts";
import { notExpectedType } from "../functions/expression-input.ts";
import { parseIdentifierParts } from "../sql/index.ts";
import type { DataType, StructType } from "../types/data-type.ts";
import { IllegalArgumentException, PySparkValueError, SparkException, unsupported } from "../types/spark-error.ts";
import { Catalog } from "./catalog.ts";
import { type CreateDataFrameOptions, localRelation } from "./create-dataframe.ts";
import { DataFrameReader } from "./dataframe-reader.ts";
import { openEngine } from "./open-engine.ts";
import { RuntimeConfig } from "./runtime-config.ts";
import { SparkSessionBuilder } from "./session-builder.ts";
import { SqlResult } from "./sql-result.ts";
import { type ArtifactOptions, artifactArguments, progressHandlersOf, serverOf } from "./server-session.ts";
import { TableValuedFunction } from "./table-functions.ts";
import { TaskRegistration } from "./task-registration.ts";
import { UDFRegistration, UDTFRegistration } from "./udf-registration.ts";

/**
 * Where everything begins: makes DataFrames, runs SQL, holds configurations and names.
 *
 * @example
 * ```ts
 * const session = SparkSession.builder.appName("trips").getOrCreate();
 * await session.range(3).show();
 * ```
 */
export class SparkSession implements SessionContext {
  /** The session of this program. */
  static #active: SparkSession | undefined;

  /** @internal */
  readonly engine: Engine;
  /** @internal */
  readonly sqlConf: ConfAccess;
  /** @internal */
  readonly operations: OperationRegistry = new OperationRegistry();
  /**
   * The configurations of this session.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.conf.html}
   */
  readonly conf: RuntimeConfig;
  /**
   * The names this session knows.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.catalog.html}
   */
  readonly catalog: Catalog;
  /**
   * User's functions for SQL.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.udf.html}
   */
  readonly udf: UDFRegistration = new UDFRegistration(this);
  /** Tasks that are called for rows by name. */
  readonly tasks: TaskRegistration;
  /** What the builder was told: new sessions begin with it. */
  readonly #settings: ReadonlyMap<string, string>;

  /** @internal */
  constructor(settings: ReadonlyMap<string, string>, parent?: SparkSession, cloned = false) {
    this.#settings = new Map(settings);
    const { engine, conf } = openEngine(settings, parent?.engine, cloned);
    this.sqlConf = conf;
    this.engine = engine;
    this.conf = new RuntimeConfig(this.sqlConf);
    this.catalog = new Catalog(this);
    this.tasks = new TaskRegistration(this);
  }

  /**
   * A builder of sessions.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.builder.html}
   * @example
   * ```ts
   * SparkSession.builder.appName("trips").getOrCreate();
   * ```
   */
  static get builder(): SparkSessionBuilder {
    return new SparkSessionBuilder({
      active: () => SparkSession.#active,
      create: (settings) => {
        const session = new SparkSession(settings, SparkSession.#active);
        SparkSession.#active ??= session;
        return session;
      },
    });
  }
  /**
   * The session of this program, or null where there is none.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.getActiveSession.html}
   * @example
   * ```ts
   * console.log(SparkSession.getActiveSession()?.version);
   * ```
   */
  static getActiveSession(): SparkSession | null {
    return SparkSession.#active ?? null;
  }
  /**
   * The session of this program. Without one it raises `NO_ACTIVE_SESSION`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.active.html}
   * @example
   * ```ts
   * SparkSession.active();
   * ```
   */
  static active(): SparkSession {
    if (SparkSession.#active === undefined) throw new SparkException("NO_ACTIVE_SESSION", {});
    return SparkSession.#active;
  }
  /**
   * The version of Spark whose behaviour this package has.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.version.html}
   */
  get version(): string {
    return this.engine.version;
  }
  /**
   * Tells of this session's queries as they run: when one starts, when its stages finish with their rows, bytes and
   * time, when it ends. Returns what takes the subscriber off again.
   *
   * @example
   * ```ts
   * const stop = spark.subscribe((event) => {
   *   if (event.type === "queryFinished") console.log(`${event.rows} rows in ${event.ms.toFixed(0)} ms`);
   * });
   * await spark.range(3).count();
   * stop();
   * ```
   */
  subscribe(subscriber: Subscriber): () => void {
    return this.engine.subscribe(subscriber);
  }
  /**
   * A session with configurations and temporary views of its own; databases, tables and global views are shared.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.newSession.html}
   * @example
   * ```ts
   * const other = spark.newSession();
   * ```
   */
  newSession(): SparkSession {
    return new SparkSession(this.#settings, this);
  }
  /**
   * A session that begins as this one is now: with its settings, temporary views, variables and functions. What either
   * changes from then on, the other does not see.
   *
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("three");
   * const copy = spark.cloneSession();
   * console.log(copy.catalog.tableExists("three")); // true
   * ```
   */
  cloneSession(): SparkSession {
    return new SparkSession(this.#settings, this, true);
  }
  /**
   * Ends the session: engine hosts stop and temporary files go.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.stop.html}
   * @example
   * ```ts
   * const other = spark.newSession();
   * await other.stop();
   * ```
   */
  async stop(): Promise<void> {
    if (SparkSession.#active === this) SparkSession.#active = undefined;
    await this.engine.stop();
  }
  /** Ends the session at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /**
   * A statement of SQL. A query is not run before an action; a command takes effect. `args` are the values of `:name` (an
   * object) or `?` (an array). The result may be awaited (see {@link SqlResult}). Wrong text raises `PARSE_SYNTAX_ERROR`,
   * an unknown table `TABLE_OR_VIEW_NOT_FOUND`.
   *
   * Queries of PostgreSQL, MySQL, Snowflake and BigQuery are translated where `dialect` says so, which needs the package
   * `node-sql-parser`. What cannot be shown to mean the same raises `UNSUPPORTED_FEATURE` with the piece of text; an
   * unknown dialect is an `IllegalArgumentException`. An object with nothing but `dialect` is taken for the options.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.sql.html}
   * @example
   * ```ts
   * await spark.sql("SELECT id + :n AS x FROM range(3)", { n: 10 }).show();
   * await spark.sql("SELECT 7 / 2 AS x, 'a' || 'b' AS y", { dialect: "postgresql" }).show(); // 3, ab
   * ```
   */
  sql(sqlQuery: string, options: Required<SqlOptions>): SqlResult;
  sql(sqlQuery: string, args?: SqlArguments, options?: SqlOptions): SqlResult;
  sql(sqlQuery: string, given?: SqlArguments, more?: SqlOptions): SqlResult {
    if (typeof sqlQuery !== "string") throw notExpectedType("sqlQuery", "str", sqlQuery);
    const alone = more === undefined && isSqlOptions(given);
    const args = alone ? undefined : given;
    const { dialect = "spark" } = alone ? given : (more ?? {});
    if (dialect !== "spark" && this.engine.kind !== "embedded") {
      throw unsupported(`SQL in the dialect ${dialect}`, this.engine.kind);
    }
    const operation = this.operations.begin(undefined);
    let outcome: SqlOutcome | undefined;
    try {
      outcome = this.engine.sql(sqlQuery, args, { signal: operation.signal, tags: operation.tags, dialect });
    } finally {
      if (outcome?.completion === undefined) operation.end();
    }
    const completion = outcome.completion?.finally(operation.end);
    return new SqlResult(this, completion === undefined ? outcome : { ...outcome, completion });
  }
  /**
   * A table or view by name. An unknown one raises `TABLE_OR_VIEW_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.table.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("numbers"); await spark.table("numbers").show();
   * ```
   */
  table(tableName: string): DataFrame {
    if (typeof tableName !== "string") throw notExpectedType("tableName", "str", tableName);
    return new DataFrame(this, { kind: "ReadNamedTable", nameParts: parseIdentifierParts(tableName) });
  }
  /**
   * The integers from `start` (0 where there is one argument) up to `end`, without it, in a column `id` of type long.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.range.html}
   * @example
   * ```ts
   * await spark.range(1, 10, 2).show();
   * ```
   */
  range(
    start: number | bigint,
    end?: number | bigint | null,
    step: number | bigint = 1,
    numPartitions?: number,
  ): DataFrame {
    for (const [name, value] of Object.entries({ start, end: end ?? 0, step })) {
      if (typeof value !== "bigint" && !Number.isInteger(value)) throw notExpectedType(name, "int", value);
    }
    if (BigInt(step) === 0n)
      throw new IllegalArgumentException(null, {}, { message: "The step of a range must not be 0." });
    const hasEnd = end !== undefined && end !== null;
    return new DataFrame(this, {
      kind: "Range",
      start: hasEnd ? BigInt(start) : 0n,
      end: BigInt(hasEnd ? end : start),
      step: BigInt(step),
      ...(numPartitions === undefined ? {} : { numPartitions }),
    });
  }
  /**
   * A DataFrame of values held by the program: arrays, objects, Rows, an Arrow table or a Polars frame. The schema is a
   * StructType, DDL, or names; without types it is inferred as PySpark infers it. A value that does not fit its type is an
   * error naming row and field.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.createDataFrame.html}
   * @example
   * ```ts
   * await spark.createDataFrame([{ name: "Ann", age: 31 }, { name: "Ben", age: null }]).show();
   * await spark.createDataFrame([["Ann", 31]], "name STRING, age INT").show();
   * ```
   */
  createDataFrame(
    data: Iterable<unknown> | object,
    schema?: DataType | string | readonly string[] | null,
    options: CreateDataFrameOptions = {},
  ): DataFrame {
    return new DataFrame(this, localRelation(data, schema, { ...options, conf: this.sqlConf }));
  }
  /**
   * A DataFrame without rows.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.emptyDataFrame.html}
   * @example
   * ```ts
   * spark.emptyDataFrame("name STRING, age INT").printSchema();
   * ```
   */
  emptyDataFrame(schema: StructType | string = ""): DataFrame {
    return new DataFrame(this, localRelation([], schema, { conf: this.sqlConf }));
  }
  /**
   * Reads files into DataFrames.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.read.html}
   */
  get read(): DataFrameReader {
    return new DataFrameReader(this);
  }
  /**
   * Functions that give tables.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.tvf.html}
   */
  get tvf(): TableValuedFunction {
    return new TableValuedFunction(this);
  }

  /**
   * Marks the actions, writes and statements of SQL that begin from now on, so that {@link SparkSession.interruptTag} can
   * stop them. A tag without letters, or with a comma, raises IllegalArgumentException.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.addTag.html}
   * @example
   * ```ts
   * spark.addTag("nightly");
   * ```
   */
  addTag(tag: string): void {
    this.operations.addTag(tag);
  }
  /**
   * Takes a mark away.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.removeTag.html}
   * @example
   * ```ts
   * spark.removeTag("nightly");
   * ```
   */
  removeTag(tag: string): void {
    this.operations.removeTag(tag);
  }
  /**
   * The marks that are set.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.getTags.html}
   * @example
   * ```ts
   * console.log(spark.getTags());
   * ```
   */
  getTags(): Set<string> {
    return new Set(this.operations.tags);
  }
  /**
   * Takes all marks away.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.clearTags.html}
   * @example
   * ```ts
   * spark.clearTags();
   * ```
   */
  clearTags(): void {
    this.operations.tags.clear();
  }
  /**
   * Stops all actions, writes and statements of this session: their promises reject with `OPERATION_CANCELED`, engine
   * hosts that are in them end, and their temporary files go. Gives their ids.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.interruptAll.html}
   * @example
   * ```ts
   * console.log(await spark.interruptAll()); // []
   * ```
   */
  interruptAll(): Promise<string[]> {
    return this.#interrupt({ all: true }, () => true);
  }
  /**
   * Stops the actions marked with a tag; gives their ids.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.interruptTag.html}
   * @example
   * ```ts
   * await spark.interruptTag("nightly");
   * ```
   */
  interruptTag(tag: string): Promise<string[]> {
    return this.#interrupt({ tag }, ({ tags }) => tags.has(tag));
  }
  /**
   * Stops one action by the id that another interruption would give; gives the id, or nothing where it does not run. An id
   * that is no number raises IllegalArgumentException.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.interruptOperation.html}
   * @example
   * ```ts
   * console.log(await spark.interruptOperation("4711")); // []
   * ```
   */
  async interruptOperation(opId: string): Promise<string[]> {
    if (this.engine.interrupt !== undefined) return this.engine.interrupt({ operationId: opId });
    const wanted = legalOperationId(opId);
    return this.operations.interrupt(({ id }) => id === wanted);
  }
  /** By the engine where work may also run outside of this program. */
  async #interrupt(target: InterruptTarget, picks: Parameters<OperationRegistry["interrupt"]>[0]): Promise<string[]> {
    return (await this.engine.interrupt?.(target)) ?? this.operations.interrupt(picks);
  }

  /**
   * Streams are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.readStream.html}
   */
  get readStream(): never {
    throw unsupported("SparkSession.readStream");
  }
  /**
   * Streams are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.streams.html}
   */
  get streams(): never {
    throw unsupported("SparkSession.streams");
  }
  /**
   * Own data sources are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.dataSource.html}
   */
  get dataSource(): never {
    throw unsupported("SparkSession.dataSource");
  }
  /**
   * User's table functions for SQL.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.udtf.html}
   */
  get udtf(): UDTFRegistration {
    return new UDTFRegistration(this);
  }
  /**
   * There is no cluster behind the embedded engine: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.sparkContext.html}
   */
  get sparkContext(): never {
    throw unsupported("SparkSession.sparkContext");
  }
  /**
   * There is no cluster behind the embedded engine: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.client.html}
   */
  get client(): never {
    throw unsupported("SparkSession.client");
  }
  /**
   * Profiles are not supported: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.profile.html}
   */
  get profile(): never {
    throw unsupported("SparkSession.profile");
  }
  /**
   * Sends files of this machine to the server, for this session: jars, or with `pyfile`, `archive` or `file` those of that
   * kind. On the embedded engine there is nobody to send them to: `UNSUPPORTED_FEATURE`. A file of the wrong kind raises
   * `UNSUPPORTED_OPERATION`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.addArtifacts.html}
   * @example
   * ```ts no-run
   * await spark.addArtifacts("model.jar");
   * await spark.addArtifacts("cities.csv", "zones.csv", { file: true });
   * ```
   */
  async addArtifacts(...path: readonly (string | ArtifactOptions)[]): Promise<void> {
    const { paths, kind } = artifactArguments(path);
    await serverOf(this.engine, "SparkSession.addArtifacts").addArtifacts(paths, kind);
  }
  /**
   * The same as {@link SparkSession.addArtifacts}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.addArtifact.html}
   */
  addArtifact(...path: readonly (string | ArtifactOptions)[]): Promise<void> {
    return this.addArtifacts(...path);
  }
  /**
   * Copies a file of this machine to the server's file system, where the server allows it
   * (`spark.sql.artifact.copyFromLocalToFs.allowDestLocal` for its local disk). On the embedded engine: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.copyFromLocalToFs.html}
   * @example
   * ```ts no-run
   * await spark.copyFromLocalToFs("trips.csv", "/data/trips.csv");
   * ```
   */
  async copyFromLocalToFs(local_path: string, dest_path: string): Promise<void> {
    await serverOf(this.engine, "SparkSession.copyFromLocalToFs").copyFromLocalToFs(local_path, dest_path);
  }
  /**
   * Has a function called while the server works, with Spark's stages, the number of tasks that run, the id of the operation,
   * and whether it has ended. One that throws is reported once, and ends nothing. The embedded engine raises
   * `ONLY_SUPPORTED_WITH_SPARK_CONNECT`, as classic Spark does: {@link SparkSession.subscribe} tells of its queries.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.registerProgressHandler.html}
   * @example
   * ```ts no-run
   * spark.registerProgressHandler((stages, inflightTasks, operationId, done) => {
   *   const tasks = stages.reduce((sum, stage) => sum + stage.numCompletedTasks, 0);
   *   console.log(operationId, done ? "done" : `${tasks} tasks done, ${inflightTasks} running`);
   * });
   * ```
   */
  registerProgressHandler(handler: ProgressHandler): void {
    progressHandlersOf(this.engine, "registerProgressHandler").add(handler);
  }
  /**
   * Has it called no more. One that is not registered raises a PySparkValueError.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.removeProgressHandler.html}
   */
  removeProgressHandler(handler: ProgressHandler): void {
    if (progressHandlersOf(this.engine, "removeProgressHandler").remove(handler)) return;
    throw new PySparkValueError(null, {}, { message: "This progress handler is not registered." });
  }
  /**
   * Has none called any more.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.clearProgressHandlers.html}
   */
  clearProgressHandlers(): void {
    progressHandlersOf(this.engine, "clearProgressHandlers").clear();
  }
}

function isSqlOptions(given: SqlArguments | undefined): given is Required<SqlOptions> {
  if (given === undefined || Array.isArray(given)) return false;
  return Object.keys(given).join() === "dialect" && typeof (given as { dialect: unknown }).dialect === "string";
}
