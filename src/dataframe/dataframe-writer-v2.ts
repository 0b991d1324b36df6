import { type ColumnOrName, columnOrName, notExpectedType } from "../functions/expression-input.ts";
import type { TableWriteMode, WriteTable } from "../plan/command.ts";
import type { Expression } from "../plan/expression.ts";
import { parseIdentifierParts } from "../sql/index.ts";
import { PySparkValueError } from "../types/spark-error.ts";
import { flatten } from "./column-arguments.ts";
import type { DataFrame } from "./dataframe.ts";
import { type Options, type OptionValue, withOptions } from "./io-options.ts";
import type { ActionOptions } from "./result-rows.ts";

/**
 * Writes a DataFrame to a table of a catalog, as `df.writeTo(table)`. The methods that write give promises.
 *
 * Spark's own catalog has tables of files, and these can be created this way, but not replaced nor added to: it says
 * `UNSUPPORTED_FEATURE.TABLE_OPERATION` and `_LEGACY_ERROR_TEMP_1012`, and so does the embedded engine. A remote session may
 * have other catalogs, such as Iceberg's.
 *
 * @example
 * ```ts
 * await spark.range(3).writeTo("numbers_by_name").using("csv").option("header", true).create();
 * ```
 */
export class DataFrameWriterV2 {
  readonly #df: DataFrame;
  readonly #nameParts: readonly string[];
  #provider: string | undefined;
  #options: { readonly [name: string]: string } = {};
  readonly #properties: { [name: string]: string } = {};
  #partitionedBy: readonly Expression[] = [];
  #clusterBy: readonly string[] = [];

  /** @internal */
  constructor(df: DataFrame, table: string) {
    if (typeof table !== "string") throw notExpectedType("table", "str", table);
    this.#df = df;
    this.#nameParts = parseIdentifierParts(table);
  }

  /**
   * The format of the table that is created: `parquet` (the default), `csv`, `json` or `text`, or what a remote catalog has.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.using.html}
   * @example
   * ```ts
   * spark.range(3).writeTo("three").using("json");
   * ```
   */
  using(provider: string): this {
    if (typeof provider !== "string") throw notExpectedType("provider", "str", provider);
    this.#provider = provider;
    return this;
  }
  /**
   * An option of the format.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.option.html}
   * @example
   * ```ts
   * spark.range(3).writeTo("three").option("compression", "gzip");
   * ```
   */
  option(key: string, value: OptionValue): this {
    this.#options = withOptions(this.#options, { [key]: value });
    return this;
  }
  /**
   * Several options of the format.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.options.html}
   * @example
   * ```ts
   * spark.range(3).writeTo("three").using("csv").options({ header: true, sep: ";" });
   * ```
   */
  options(options: Options): this {
    this.#options = withOptions(this.#options, options);
    return this;
  }
  /**
   * A property of the table.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.tableProperty.html}
   * @example
   * ```ts
   * spark.range(3).writeTo("three").tableProperty("owner", "ann");
   * ```
   */
  tableProperty(property: string, value: string): this {
    if (typeof property !== "string") throw notExpectedType("property", "str", property);
    if (typeof value !== "string") throw notExpectedType("value", "str", value);
    this.#properties[property] = value;
    return this;
  }
  /**
   * The columns that divide the created table, or functions of columns where the catalog has them. Tables of files know plain
   * columns: others raise `UNSUPPORTED_PARTITION_TRANSFORM`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.partitionedBy.html}
   * @example
   * ```ts
   * spark.range(3).withColumn("even", F.expr("id % 2 = 0")).writeTo("three").partitionedBy("even");
   * ```
   */
  partitionedBy(col: ColumnOrName, ...cols: readonly ColumnOrName[]): this {
    this.#partitionedBy = [col, ...cols].map((one) => columnOrName(one));
    return this;
  }
  /**
   * The columns by whose values rows of the created table lie together.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.clusterBy.html}
   * @example
   * ```ts
   * spark.range(3).writeTo("three").clusterBy("id");
   * ```
   */
  clusterBy(...cols: readonly (string | readonly string[])[]): this {
    const names = flatten(cols);
    if (names.length === 0) throw new PySparkValueError("CANNOT_BE_EMPTY", { item: "cols" });
    for (const name of names) if (typeof name !== "string") throw notExpectedType("cols", "str", name);
    this.#clusterBy = names;
    return this;
  }

  /**
   * Makes the table with these rows. An existing one raises `TABLE_OR_VIEW_ALREADY_EXISTS`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.create.html}
   * @example
   * ```ts
   * await spark.range(3).writeTo("created_by_name").create();
   * ```
   */
  create(options?: ActionOptions): Promise<void> {
    return this.#run("create", options);
  }
  /**
   * Puts a new table in place of an existing one.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.replace.html}
   * @example
   * ```ts no-run
   * await spark.range(3).writeTo("iceberg.db.three").replace();
   * ```
   */
  replace(options?: ActionOptions): Promise<void> {
    return this.#run("replace", options);
  }
  /**
   * Makes the table, in place of an existing one if there is one.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.createOrReplace.html}
   * @example
   * ```ts no-run
   * await spark.range(3).writeTo("iceberg.db.three").createOrReplace();
   * ```
   */
  createOrReplace(options?: ActionOptions): Promise<void> {
    return this.#run("createOrReplace", options);
  }
  /**
   * Adds the rows to the table. An unknown table raises `TABLE_OR_VIEW_NOT_FOUND`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.append.html}
   * @example
   * ```ts no-run
   * await spark.range(3).writeTo("iceberg.db.three").append();
   * ```
   */
  append(options?: ActionOptions): Promise<void> {
    return this.#run("append", options);
  }
  /**
   * Puts these rows in place of those of the table that meet the condition.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.overwrite.html}
   * @example
   * ```ts no-run
   * await spark.range(3).writeTo("iceberg.db.three").overwrite(col("id").gt(1));
   * ```
   */
  overwrite(condition: ColumnOrName, options?: ActionOptions): Promise<void> {
    return this.#run("overwrite", options, columnOrName(condition));
  }
  /**
   * Puts these rows in place of those of the table that are in the same partitions.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.overwritePartitions.html}
   * @example
   * ```ts no-run
   * await spark.range(3).writeTo("iceberg.db.three").overwritePartitions();
   * ```
   */
  overwritePartitions(options?: ActionOptions): Promise<void> {
    return this.#run("overwritePartitions", options);
  }

  async #run(mode: TableWriteMode, { signal }: ActionOptions = {}, condition?: Expression): Promise<void> {
    const { engine, operations } = this.#df.sparkSession;
    const command: WriteTable = {
      kind: "WriteTable",
      nameParts: this.#nameParts,
      query: this.#df.plan,
      mode,
      ...(this.#provider === undefined ? {} : { provider: this.#provider }),
      partitionedBy: this.#partitionedBy,
      clusterBy: this.#clusterBy,
      options: this.#options,
      properties: { ...this.#properties },
      ...(condition === undefined ? {} : { condition }),
    };
    await operations.run(signal, (own, tags) => engine.run(command, { action: "write", signal: own, tags }));
  }
}
