import { randomUUID } from "node:crypto";
import type { CheckpointOptions } from "../engine/engine.ts";
import type { CreateView } from "../plan/command.ts";
import { parseIdentifierParts } from "../sql/index.ts";
import { parseUnits } from "../sql/interval-text.ts";
import type { Column } from "../functions/column.ts";
import { ColumnCore } from "../functions/column-core.ts";
import type { LiteralInput, ColumnOrName } from "../functions/expression-input.ts";
import { notExpectedType } from "../functions/expression-input.ts";
import { AnalysisException, IllegalArgumentException, PySparkValueError, unsupported } from "../types/spark-error.ts";
import type { DataFrame } from "./dataframe.ts";
import { DataFrameActions } from "./dataframe-actions.ts";
import { DataFrameWriter } from "./dataframe-writer.ts";
import { DataFrameWriterV2 } from "./dataframe-writer-v2.ts";
import { arrowTable, polarsFrame } from "./interop.ts";
import { MergeIntoWriter } from "./merge-into-writer.ts";
import { DataFrameNaFunctions } from "./na-functions.ts";
import { Observation } from "./observation.ts";
import { innerNode } from "./plan-node.ts";
import { planHash, samePlans } from "./plan-semantics.ts";
import type { ActionOptions } from "./result-rows.ts";
import { DataFrameStatFunctions } from "./stat-functions.ts";
import { StorageLevel } from "./storage-level.ts";

/** Views, caching, writing, and what belongs to other systems. */
export abstract class DataFrameViews extends DataFrameActions {
  #storageLevel: StorageLevel = StorageLevel.NONE;

  /**
   * Names this plan for SQL and `spark.table` in this session. A view of that name raises
   * `TEMP_TABLE_OR_VIEW_ALREADY_EXISTS`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.createTempView.html}
   * @example
   * ```ts
   * spark.range(3).createTempView("three"); spark.sql("SELECT * FROM three");
   * ```
   */
  createTempView(name: string): void {
    this.#createView(name, "localTemp", false);
  }
  /**
   * Names this plan for SQL and `spark.table` in this session, whatever had the name before.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.createOrReplaceTempView.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("numbers"); spark.sql("SELECT * FROM numbers");
   * ```
   */
  createOrReplaceTempView(name: string): void {
    this.#createView(name, "localTemp", true);
  }
  /**
   * Names this plan for all sessions of the program, in the database `global_temp`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.createGlobalTempView.html}
   * @example
   * ```ts
   * spark.catalog.dropGlobalTempView("shared");
   * spark.range(3).createGlobalTempView("shared");
   * ```
   */
  createGlobalTempView(name: string): void {
    this.#createView(name, "globalTemp", false);
  }
  /**
   * Names this plan for all sessions of the program, whatever had the name before.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.createOrReplaceGlobalTempView.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceGlobalTempView("numbers"); spark.table("global_temp.numbers");
   * ```
   */
  createOrReplaceGlobalTempView(name: string): void {
    this.#createView(name, "globalTemp", true);
  }
  /**
   * The old name of {@link DataFrameViews.createOrReplaceTempView}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.registerTempTable.html}
   * @example
   * ```ts
   * spark.range(3).registerTempTable("numbers");
   * ```
   */
  registerTempTable(name: string): void {
    this.createOrReplaceTempView(name);
  }
  #createView(name: string, viewType: CreateView["viewType"], replace: boolean): void {
    if (typeof name !== "string") throw notExpectedType("name", "str", name);
    let nameParts: readonly string[];
    try {
      nameParts = parseIdentifierParts(name);
    } catch (cause) {
      throw new AnalysisException(
        "_LEGACY_ERROR_TEMP_1321",
        { viewName: name },
        { message: `${name} cannot be the name of a view.`, cause },
      );
    }
    if (nameParts.length > 1) {
      throw new AnalysisException("TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", { actualName: name });
    }
    this.sparkSession.engine.runSync({ kind: "CreateView", nameParts, viewType, replace, query: this.plan });
  }

  /**
   * Keeps the result once it has been computed, for this DataFrame and those made from it afterwards. Gives this DataFrame.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.cache.html}
   * @example
   * ```ts
   * const big = spark.range(1000).cache(); await big.count();
   * ```
   */
  cache(): this {
    return this.persist();
  }
  /**
   * The same as {@link DataFrameViews.cache}; where the result is kept is up to the engine.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.persist.html}
   * @example
   * ```ts
   * spark.range(1000).persist();
   * ```
   */
  persist(storageLevel: StorageLevel = StorageLevel.MEMORY_AND_DISK_DESER): this {
    const { plan } = this;
    if (!this.is_cached) {
      const cacheId = randomUUID();
      this.sparkSession.engine.cache(cacheId, plan);
      const common = plan.common ?? {};
      this.replacePlan(innerNode({ kind: "CachedRelation", input: plan, cacheId, common }));
      this.#storageLevel = storageLevel;
    }
    return this;
  }
  /**
   * Forgets the result that `cache` kept. Gives this DataFrame.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.unpersist.html}
   * @example
   * ```ts
   * spark.range(1000).cache().unpersist();
   * ```
   */
  unpersist(_blocking = false): this {
    const { plan } = this;
    if (plan.kind === "CachedRelation" && this.is_cached) {
      void this.sparkSession.engine.uncache(plan.cacheId, plan.input).catch(() => undefined);
      this.replacePlan(plan.input);
      this.#storageLevel = StorageLevel.NONE;
    }
    return this;
  }
  /** Whether `cache` has been called. */
  get is_cached(): boolean {
    return this.plan.kind === "CachedRelation" && this.plan.isCheckpoint !== true;
  }
  /**
   * How the result is kept.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.storageLevel.html}
   */
  get storageLevel(): StorageLevel {
    return this.#storageLevel;
  }
  /**
   * Whether the source never ends.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.isStreaming.html}
   */
  get isStreaming(): boolean {
    return this.sparkSession.engine.isStreaming(this.plan);
  }
  /**
   * Whether rows can be had without running anything: true for what `createDataFrame` makes.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.isLocal.html}
   * @example
   * ```ts
   * console.log(spark.range(3).isLocal()); // false
   * ```
   */
  isLocal(): boolean {
    return this.plan.kind === "LocalRelation";
  }
  /**
   * Whether two DataFrames have equal plans and so equal results.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sameSemantics.html}
   * @example
   * ```ts
   * console.log(spark.range(3).sameSemantics(spark.range(3))); // true
   * ```
   */
  sameSemantics(other: DataFrame): boolean {
    return samePlans(this.plan, other.plan);
  }
  /**
   * A number that is the same for equal plans.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.semanticHash.html}
   * @example
   * ```ts
   * console.log(spark.range(3).semanticHash());
   * ```
   */
  semanticHash(): number {
    return planHash(this.plan);
  }

  /**
   * Writes the rows to files.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.write.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").parquet("three.parquet");
   * ```
   */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this.self);
  }
  /**
   * What to do about missing values.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.na.html}
   */
  get na(): DataFrameNaFunctions {
    return new DataFrameNaFunctions(this.self);
  }
  /**
   * Statistics.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.stat.html}
   */
  get stat(): DataFrameStatFunctions {
    return new DataFrameStatFunctions(this.self);
  }
  /**
   * The same as `df.stat.corr`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.corr.html}
   * @example
   * ```ts
   * await spark.range(9).corr("id", "id");
   * ```
   */
  corr(col1: string, col2: string, method: "pearson" = "pearson", options?: ActionOptions): Promise<number> {
    return this.stat.corr(col1, col2, method, options);
  }
  /**
   * The same as `df.stat.cov`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.cov.html}
   * @example
   * ```ts
   * await spark.range(9).cov("id", "id");
   * ```
   */
  cov(col1: string, col2: string, options?: ActionOptions): Promise<number> {
    return this.stat.cov(col1, col2, options);
  }
  /**
   * The same as `df.stat.crosstab`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.crosstab.html}
   * @example
   * ```ts
   * spark.range(3).withColumn("x", lit(1)).crosstab("id", "x");
   * ```
   */
  crosstab(col1: string, col2: string): DataFrame {
    return this.stat.crosstab(col1, col2);
  }
  /**
   * The same as `df.stat.freqItems`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.freqItems.html}
   * @example
   * ```ts
   * spark.range(9).freqItems(["id"]);
   * ```
   */
  freqItems(cols: readonly string[], support?: number): DataFrame {
    return this.stat.freqItems(cols, support);
  }
  /**
   * The same as `df.stat.approxQuantile`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.approxQuantile.html}
   * @example
   * ```ts
   * await spark.range(9).approxQuantile("id", [0.5], 0);
   * ```
   */
  approxQuantile(
    col: string,
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[]>;
  approxQuantile(
    col: readonly string[],
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[][]>;
  approxQuantile(
    col: string & readonly string[],
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[] | number[][]> {
    return this.stat.approxQuantile(col, probabilities, relativeError, options);
  }
  /**
   * The same as `df.stat.sampleBy`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sampleBy.html}
   * @example
   * ```ts
   * spark.range(9).sampleBy(col("id").mod(2), { 0: 0.5 }, 42);
   * ```
   */
  sampleBy(
    col: ColumnOrName,
    fractions: ReadonlyMap<LiteralInput, number> | { readonly [value: string]: number },
    seed?: number | bigint,
  ): DataFrame {
    return this.stat.sampleBy(col, fractions, seed);
  }

  /**
   * All rows as a table of the package `apache-arrow`, with the types Spark gives Arrow.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.toArrow.html}
   * @example
   * ```ts
   * console.log((await spark.range(3).toArrow()).numRows); // 3
   * ```
   */
  async toArrow(options?: ActionOptions): ReturnType<typeof arrowTable> {
    return arrowTable(this.sparkSession, await this.settledPlan(), options);
  }
  /**
   * All rows as a DataFrame of the package `nodejs-polars`.
   *
   * @example
   * ```ts
   * console.log((await spark.range(3).toPolars()).height); // 3
   * ```
   */
  async toPolars(options?: ActionOptions): ReturnType<typeof polarsFrame> {
    return polarsFrame(this.sparkSession, await this.settledPlan(), options);
  }

  /**
   * Rows are not spread over machines here, there are no RDDs: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.rdd.html}
   */
  get rdd(): never {
    throw unsupported("DataFrame.rdd");
  }
  /**
   * Streams are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.writeStream.html}
   */
  get writeStream(): never {
    throw unsupported("DataFrame.writeStream");
  }
  /**
   * Plots need Python: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.plot.html}
   */
  get plot(): never {
    throw unsupported("DataFrame.plot");
  }
  /**
   * Writes the rows to a table of a catalog. The embedded engine creates tables of files; what Spark's own catalog refuses
   * (see {@link DataFrameWriterV2}) it refuses too.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.writeTo.html}
   * @example
   * ```ts
   * await spark.range(3).writeTo("numbers_as_json").using("json").create();
   * ```
   */
  writeTo(table: string): DataFrameWriterV2 {
    return new DataFrameWriterV2(this.self, table);
  }
  /**
   * Merges the rows into a table, by what is said of those that match and those that do not. Tables of files refuse:
   * `UNSUPPORTED_FEATURE.TABLE_OPERATION`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.mergeInto.html}
   * @example
   * ```ts no-run
   * await spark.range(3).alias("s").mergeInto("iceberg.db.t", F.expr("t.id = s.id")).whenNotMatched().insertAll().merge();
   * ```
   */
  mergeInto(table: string, condition: Column): MergeIntoWriter {
    return new MergeIntoWriter(this.self, table, condition);
  }
  /**
   * These rows, with aggregates taken over them while an action runs: {@link Observation} has them when it has ended. Each
   * must be a literal or made of aggregate functions, else it raises `INVALID_OBSERVED_METRICS`. A name in place of an
   * Observation observes for nobody.
   *
   * On the embedded engine all rows of this DataFrame count, also where the action needs only some of them; they are computed
   * once, and put aside while the action runs.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.observe.html}
   * @example
   * ```ts
   * import { functions as F, Observation, SparkSession } from "sparkwright";
   *
   * const spark = SparkSession.builder.getOrCreate();
   * const seen = new Observation();
   * await spark.range(5).observe(seen, F.sum("id").alias("total")).count();
   * console.log((await seen.get).total); // 10
   * ```
   */
  observe(observation: Observation | string, ...exprs: readonly Column[]): DataFrame {
    if (exprs.length === 0) throw new PySparkValueError("CANNOT_BE_EMPTY", { item: "exprs" });
    for (const expr of exprs) {
      if (!(expr instanceof ColumnCore)) throw notExpectedType("exprs", "list[Column]", expr);
    }
    const metrics = exprs.map(({ expression }) => expression);
    if (observation instanceof Observation) return this.derive(observation.on(this.sparkSession, this.plan, metrics));
    if (typeof observation !== "string") throw notExpectedType("observation", "Observation or str", observation);
    return this.derive({ kind: "CollectMetrics", input: this.plan, name: observation, metrics });
  }
  /**
   * A DataFrame of the rows as they are now, whose plan no longer leads back to where they came from: for programs that add
   * to a plan in a loop. The rows are kept in the directory that `spark.checkpoint.dir` said when the session was made, and
   * stay there; without one it raises `_LEGACY_ERROR_TEMP_3016`. They are computed now, or with `eager` false by the first
   * action.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.checkpoint.html}
   * @example
   * ```ts no-run
   * const kept = await spark.range(3).checkpoint();
   * ```
   */
  checkpoint(eager = true, options?: ActionOptions): Promise<DataFrame> {
    return this.#checkpoint({ local: false, eager }, options);
  }
  /**
   * The same as {@link DataFrameViews.checkpoint}, but the rows are kept for as long as the session: `spark.stop()` removes
   * them.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.localCheckpoint.html}
   * @example
   * ```ts
   * let df = spark.range(3).toDF("x");
   * for (let i = 0; i < 3; i++) df = await df.withColumn("x", F.expr("x * 2")).localCheckpoint();
   * console.log((await df.collect()).map((row) => row.at(0))); // [ 0, 8, 16 ]
   * ```
   */
  localCheckpoint(eager = true, storageLevel?: StorageLevel, options?: ActionOptions): Promise<DataFrame> {
    return this.#checkpoint({ local: true, eager, storageLevel }, options);
  }
  async #checkpoint(how: CheckpointOptions, { signal }: ActionOptions = {}): Promise<DataFrame> {
    if (typeof how.eager !== "boolean") throw notExpectedType("eager", "bool", how.eager);
    const { engine, operations } = this.sparkSession;
    const plan = await this.settledPlan();
    return operations.run(signal, async (own, tags) =>
      this.derive(await engine.checkpoint(plan, how, { action: "checkpoint", signal: own, tags })),
    );
  }
  /**
   * The same rows: how late rows of a stream may come (`delayThreshold`, such as `"10 minutes"`) is nothing to rows that are
   * all there. A text that is no interval raises `CANNOT_PARSE_INTERVAL`, a negative one an `IllegalArgumentException`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.withWatermark.html}
   * @example
   * ```ts
   * const events = spark.sql("SELECT current_timestamp() AS at, 1 AS n");
   * await events.withWatermark("at", "10 minutes").groupBy(F.window("at", "5 minutes")).count().show();
   * ```
   */
  withWatermark(eventTime: string, delayThreshold: string): DataFrame {
    if (typeof eventTime !== "string" || eventTime === "") throw notExpectedType("eventTime", "str", eventTime);
    if (typeof delayThreshold !== "string" || delayThreshold === "")
      throw notExpectedType("delayThreshold", "str", delayThreshold);
    const read = parseUnits(delayThreshold);
    if (!("interval" in read))
      throw new AnalysisException("CANNOT_PARSE_INTERVAL", { intervalString: `'${delayThreshold}'` });
    const { months, days, microseconds } = read.interval;
    if (BigInt(months * 31 + days) * 86_400_000_000n + BigInt(microseconds) < 0n) {
      const message = `The delay threshold must not be negative, but is ${delayThreshold}.`;
      throw new IllegalArgumentException(null, {}, { message });
    }
    return this.derive(this.plan);
  }
  /**
   * Only for streams, which are not supported: raises the error that Spark has for DataFrames that are none,
   * `_LEGACY_ERROR_TEMP_3102`, and for unknown columns `UNRESOLVED_COLUMN_AMONG_FIELD_NAMES`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.dropDuplicatesWithinWatermark.html}
   */
  dropDuplicatesWithinWatermark(subset?: readonly string[]): never {
    // The names are looked at first.
    if (subset !== undefined)
      void this.derive({ kind: "Deduplicate", input: this.plan, columnNames: [...subset] }).schema;
    const message = "dropDuplicatesWithinWatermark() is for streaming DataFrames only.";
    throw new AnalysisException("_LEGACY_ERROR_TEMP_3102", { msg: message }, { message });
  }
  /**
   * There is no pandas here: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.mapInPandas.html}
   */
  mapInPandas(..._args: readonly unknown[]): never {
    throw unsupported("DataFrame.mapInPandas");
  }
  /**
   * There is no pandas here: `UNSUPPORTED_FEATURE`; use `toArrow` or `toPolars`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.toPandas.html}
   */
  toPandas(): never {
    throw unsupported("DataFrame.toPandas");
  }
  /**
   * There is no pandas here: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.pandas_api.html}
   */
  pandas_api(_index_col?: string | readonly string[]): never {
    throw unsupported("DataFrame.pandas_api");
  }
  /**
   * Table arguments of functions are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.asTable.html}
   */
  asTable(): never {
    throw unsupported("DataFrame.asTable");
  }
  /**
   * Metrics of an execution are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.executionInfo.html}
   */
  get executionInfo(): never {
    throw unsupported("DataFrame.executionInfo");
  }
}
