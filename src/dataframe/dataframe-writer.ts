import { notExpectedType } from "../functions/expression-input.ts";
import type { Command, SaveMode } from "../plan/command.ts";
import { parseIdentifierParts } from "../sql/index.ts";
import { AnalysisException, IllegalArgumentException, unsupported } from "../types/spark-error.ts";
import { flatten } from "./column-arguments.ts";
import type { DataFrame } from "./dataframe.ts";
import { type Options, type OptionValue, optionOf, withOptions } from "./io-options.ts";
import type { ActionOptions } from "./result-rows.ts";

/** What to do where there is something already. */
export type SaveModeName = SaveMode | "error";

/** Options that one call of `csv`, `json`, `parquet`, `text` or `save` may add, with the mode and the action's signal. */
export interface WriteOptions extends ActionOptions {
  readonly mode?: SaveModeName | null | undefined;
  readonly [name: string]: OptionValue | AbortSignal;
}

/**
 * Writes a DataFrame to files, as `df.write`. The methods that write give promises.
 *
 * @example
 * ```ts
 * await spark.range(3).write.mode("overwrite").option("header", true).csv("three.csv");
 * ```
 */
export class DataFrameWriter {
  readonly #df: DataFrame;
  #format: string | undefined;
  #mode: SaveMode = "errorifexists";
  #options: { readonly [name: string]: string } = {};
  #partitionBy: readonly string[] = [];
  #bucketed = false;

  /** @internal */
  constructor(df: DataFrame) {
    this.#df = df;
  }

  /**
   * What to do where there is something already: `append`, `overwrite`, `ignore`, or the default `error` (`errorifexists`),
   * which raises `PATH_ALREADY_EXISTS`. Another word raises `INVALID_SAVE_MODE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.mode.html}
   * @example
   * ```ts
   * spark.range(3).write.mode("append");
   * ```
   */
  mode(saveMode: SaveModeName | null | undefined): this {
    if (saveMode === null || saveMode === undefined) return this;
    const mode = String(saveMode).toLowerCase();
    switch (mode) {
      case "append":
      case "overwrite":
      case "ignore":
        this.#mode = mode;
        return this;
      case "error":
      case "errorifexists":
      case "default":
        this.#mode = "errorifexists";
        return this;
      default:
        throw new AnalysisException("INVALID_SAVE_MODE", { mode: `"${saveMode}"` });
    }
  }
  /**
   * The format: `csv`, `json`, `parquet` (the default) or `text`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.format.html}
   * @example
   * ```ts
   * spark.range(3).write.format("json");
   * ```
   */
  format(source: string): this {
    if (typeof source !== "string") throw notExpectedType("source", "str", source);
    this.#format = source;
    return this;
  }
  /**
   * An option of the format, such as `header` or `compression`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.option.html}
   * @example
   * ```ts
   * spark.range(3).write.option("compression", "gzip");
   * ```
   */
  option(key: string, value: OptionValue): this {
    this.#options = withOptions(this.#options, { [key]: value });
    return this;
  }
  /**
   * Several options of the format.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.options.html}
   * @example
   * ```ts
   * spark.range(3).write.options({ header: true, sep: ";" });
   * ```
   */
  options(options: Options): this {
    this.#options = withOptions(this.#options, options);
    return this;
  }
  /**
   * Columns whose values become folders, `name=value`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.partitionBy.html}
   * @example
   * ```ts
   * spark.range(3).write.partitionBy("id");
   * ```
   */
  partitionBy(...cols: readonly (string | readonly string[])[]): this {
    this.#partitionBy = flatten(cols);
    return this;
  }
  /**
   * Buckets are kept only in tables of a metastore: writing with them raises `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.bucketBy.html}
   * @example
   * ```ts
   * spark.range(3).write.bucketBy(4, "id");
   * ```
   */
  bucketBy(_numBuckets: number, _col: string | readonly string[], ..._cols: readonly string[]): this {
    this.#bucketed = true;
    return this;
  }
  /**
   * The order within buckets (see {@link DataFrameWriter.bucketBy}).
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.sortBy.html}
   * @example
   * ```ts
   * spark.range(3).write.bucketBy(4, "id").sortBy("id");
   * ```
   */
  sortBy(_col: string | readonly string[], ..._cols: readonly string[]): this {
    this.#bucketed = true;
    return this;
  }
  /**
   * Clustered tables need a metastore: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.clusterBy.html}
   */
  clusterBy(..._cols: readonly string[]): never {
    throw unsupported("DataFrameWriter.clusterBy");
  }

  /**
   * Writes to a folder, in the format given before or here.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.save.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").save("three", { format: "json" });
   * ```
   */
  async save(path?: string, options: WriteOptions & { readonly format?: string | undefined } = {}): Promise<void> {
    const { format, ...rest } = options;
    if (format !== undefined) this.format(format);
    const signal = this.#take(rest);
    const target = path ?? optionOf(this.#options, "path");
    if (target === undefined) {
      const message = "There is no path: give save() one, or set the option path.";
      throw new IllegalArgumentException("_LEGACY_ERROR_TEMP_2047", {}, { message });
    }
    if (this.#bucketed) throw unsupported("bucketBy and sortBy with save()");
    await this.#run(
      {
        kind: "WriteFiles",
        input: this.#df.plan,
        format: this.#format ?? this.#df.sparkSession.sqlConf.get("spark.sql.sources.default") ?? "parquet",
        path: target,
        mode: this.#mode,
        partitionBy: this.#partitionBy,
        options: this.#options,
      },
      signal,
    );
  }
  async #run(command: Command, signal: AbortSignal | undefined): Promise<void> {
    const { engine, operations } = this.#df.sparkSession;
    await operations.run(signal, (own, tags) => engine.run(command, { action: "write", signal: own, tags }));
  }
  /** Keeps the options of one call; gives its signal. */
  #take({ mode, signal, ...options }: WriteOptions): AbortSignal | undefined {
    this.mode(mode);
    this.options(options as Options);
    return signal;
  }
  /**
   * Writes CSV files to a folder.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.csv.html}
   * @example
   * ```ts
   * await spark.range(3).write.csv("out.csv", { mode: "overwrite", header: true });
   * ```
   */
  csv(path: string, options: WriteOptions = {}): Promise<void> {
    return this.format("csv").save(path, options);
  }
  /**
   * Writes files with a JSON object on each line to a folder.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.json.html}
   * @example
   * ```ts
   * await spark.range(3).write.json("out.json", { mode: "overwrite" });
   * ```
   */
  json(path: string, options: WriteOptions = {}): Promise<void> {
    return this.format("json").save(path, options);
  }
  /**
   * Writes Parquet files to a folder.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.parquet.html}
   * @example
   * ```ts
   * await spark.range(3).write.parquet("out.parquet", { mode: "overwrite" });
   * ```
   */
  parquet(path: string, options: WriteOptions = {}): Promise<void> {
    return this.format("parquet").save(path, options);
  }
  /**
   * Writes text files to a folder, from a single column of strings.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.text.html}
   * @example
   * ```ts
   * await spark.range(3).select(col("id").cast("string")).write.text("out.txt", { mode: "overwrite" });
   * ```
   */
  text(path: string, options: WriteOptions = {}): Promise<void> {
    return this.format("text").save(path, options);
  }
  /**
   * ORC files are not supported: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.orc.html}
   */
  orc(_path: string, _options?: WriteOptions): Promise<never> {
    return Promise.reject(unsupported("the data source orc"));
  }
  /**
   * XML files are not supported: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.xml.html}
   */
  xml(_path: string, _options?: WriteOptions): Promise<never> {
    return Promise.reject(unsupported("the data source xml"));
  }
  /**
   * Databases are not supported: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.jdbc.html}
   */
  jdbc(..._args: readonly unknown[]): Promise<never> {
    return Promise.reject(unsupported("the data source jdbc"));
  }
  /**
   * Makes a table of the rows; with mode `append` adds to it by the names of the columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.saveAsTable.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").saveAsTable("three");
   * ```
   */
  async saveAsTable(
    name: string,
    options: WriteOptions & { readonly format?: string | undefined } = {},
  ): Promise<void> {
    const { format, ...rest } = options;
    if (format !== undefined) this.format(format);
    const signal = this.#take(rest);
    if (this.#bucketed) throw unsupported("bucketBy and sortBy");
    const { engine } = this.#df.sparkSession;
    const nameParts = parseIdentifierParts(name);
    const query = this.#df.plan;
    if (this.#mode === "append" && engine.catalog.tableExists(nameParts)) {
      await this.#run({ kind: "InsertInto", nameParts, overwrite: false, byName: true, query }, signal);
      return;
    }
    const path = optionOf(this.#options, "path");
    await this.#run(
      {
        kind: "CreateTable",
        nameParts,
        ...(this.#format === undefined ? {} : { provider: this.#format }),
        partitionBy: this.#partitionBy,
        options: this.#options,
        ...(path === undefined ? {} : { location: path }),
        ifNotExists: this.#mode === "ignore",
        replace: this.#mode === "overwrite",
        query,
      },
      signal,
    );
  }
  /**
   * Adds the rows to a table, by position of the columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.insertInto.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").saveAsTable("numbers");
   * await spark.range(3).write.insertInto("numbers");
   * ```
   */
  async insertInto(tableName: string, overwrite?: boolean, options: ActionOptions = {}): Promise<void> {
    const query = this.#df.plan;
    const replaces = overwrite ?? this.#mode === "overwrite";
    const nameParts = parseIdentifierParts(tableName);
    await this.#run({ kind: "InsertInto", nameParts, overwrite: replaces, byName: false, query }, options.signal);
  }
}
