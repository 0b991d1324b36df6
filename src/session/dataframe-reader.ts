import { flatten } from "../dataframe/column-arguments.ts";
import { DataFrame } from "../dataframe/dataframe.ts";
import { optionOf, type Options, type OptionValue, withOptions } from "../dataframe/io-options.ts";
import type { SessionContext } from "../dataframe/session-context.ts";
import { notExpectedType } from "../functions/expression-input.ts";
import { parseIdentifierParts, parseTableSchema } from "../sql/index.ts";
import { StructType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";

/** Options that one call of `csv`, `json`, `parquet`, `text` or `load` may add. */
export interface ReadOptions {
  readonly schema?: StructType | string | undefined;
  readonly [name: string]: OptionValue | StructType;
}

/**
 * Reads files into DataFrames, as `spark.read`. Nothing is read before an action, except the schema where it is asked for.
 *
 * @example
 * ```ts
 * await spark.range(3).write.mode("overwrite").option("header", true).csv("numbers.csv");
 * const numbers = spark.read.option("header", true).schema("id INT").csv("numbers.csv");
 * ```
 */
export class DataFrameReader {
  readonly #session: SessionContext;
  #format: string | undefined;
  #schema: StructType | undefined;
  #options: { readonly [name: string]: string } = {};

  /** @internal */
  constructor(session: SessionContext) {
    this.#session = session;
  }

  /**
   * The format: `csv`, `json`, `parquet` (the default) or `text`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.format.html}
   * @example
   * ```ts
   * spark.read.format("json");
   * ```
   */
  format(source: string): this {
    if (typeof source !== "string") throw notExpectedType("source", "str", source);
    this.#format = source;
    return this;
  }
  /**
   * The schema, as a StructType or as DDL, so that it need not be looked for in the files.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.schema.html}
   * @example
   * ```ts
   * spark.read.schema("id BIGINT, name STRING");
   * ```
   */
  schema(schema: StructType | string): this {
    if (typeof schema === "string") this.#schema = parseTableSchema(schema);
    else if (schema instanceof StructType) this.#schema = schema;
    else throw notExpectedType("schema", "StructType or str", schema);
    return this;
  }
  /**
   * An option of the format, such as `header`, `sep`, `inferSchema` or `mode`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.option.html}
   * @example
   * ```ts
   * spark.read.option("header", true);
   * ```
   */
  option(key: string, value: OptionValue): this {
    this.#options = withOptions(this.#options, { [key]: value });
    return this;
  }
  /**
   * Several options of the format.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.options.html}
   * @example
   * ```ts
   * spark.read.options({ header: true, sep: ";" });
   * ```
   */
  options(options: Options): this {
    this.#options = withOptions(this.#options, options);
    return this;
  }

  /**
   * The rows of files or folders, in the format given before or here.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.load.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").json("numbers.json");
   * spark.read.load("numbers.json", { format: "json", schema: "id INT" });
   * ```
   */
  load(path?: string | readonly string[], options: ReadOptions & { readonly format?: string } = {}): DataFrame {
    const { format, schema, ...rest } = options;
    if (format !== undefined) this.format(String(format));
    if (schema !== undefined && schema !== null) this.schema(schema as StructType | string);
    this.options(rest as Options);
    const given = path ?? optionOf(this.#options, "path") ?? [];
    const paths = typeof given === "string" ? [given] : [...given];
    for (const one of paths) if (typeof one !== "string") throw notExpectedType("path", "str or list", one);
    const named = (this.#format ?? this.#session.sqlConf.get("spark.sql.sources.default") ?? "parquet").toLowerCase();
    return new DataFrame(this.#session, {
      kind: "ReadDataSource",
      format: named,
      options: this.#options,
      paths,
      ...(this.#schema === undefined ? {} : { schema: this.#schema }),
    });
  }
  /**
   * The rows of CSV files: columns of strings unless a schema or `inferSchema` says otherwise, named `_c0`, `_c1`, ... unless
   * `header` does.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.csv.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").option("header", true).csv("numbers.csv");
   * await spark.read.csv("numbers.csv", { header: true, inferSchema: true }).show();
   * ```
   */
  csv(path: string | readonly string[], options: ReadOptions = {}): DataFrame {
    return this.format("csv").load(path, options);
  }
  /**
   * The rows of files with a JSON object on each line, or with `multiLine` of whole JSON files.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.json.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").json("numbers.json");
   * await spark.read.json("numbers.json").show();
   * ```
   */
  json(path: string | readonly string[], options: ReadOptions = {}): DataFrame {
    return this.format("json").load(path, options);
  }
  /**
   * The rows of Parquet files.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.parquet.html}
   * @example
   * ```ts
   * await spark.range(3).write.mode("overwrite").parquet("numbers.parquet");
   * await spark.read.parquet("numbers.parquet").show();
   * ```
   */
  parquet(...paths: readonly (string | readonly string[] | ReadOptions)[]): DataFrame {
    const last = paths.at(-1);
    const hasOptions = typeof last === "object" && !Array.isArray(last);
    const list = flatten((hasOptions ? paths.slice(0, -1) : paths) as readonly (string | readonly string[])[]);
    return this.format("parquet").load(list, hasOptions ? (last as ReadOptions) : {});
  }
  /**
   * The lines of text files, in one column `value`; with `wholetext` each file is one row.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.text.html}
   * @example
   * ```ts
   * await spark.range(3).select(col("id").cast("string")).write.mode("overwrite").text("numbers.txt");
   * await spark.read.text("numbers.txt").show();
   * ```
   */
  text(paths: string | readonly string[], options: ReadOptions = {}): DataFrame {
    return this.format("text").load(paths, options);
  }
  /**
   * A table or view by name: the same as `spark.table`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.table.html}
   * @example
   * ```ts
   * spark.range(3).createOrReplaceTempView("numbers"); spark.read.table("numbers");
   * ```
   */
  table(tableName: string): DataFrame {
    const nameParts = parseIdentifierParts(tableName);
    return new DataFrame(this.#session, { kind: "ReadNamedTable", nameParts, options: this.#options });
  }
  /**
   * ORC files are not supported: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.orc.html}
   */
  orc(_path: string | readonly string[], _options?: ReadOptions): never {
    throw unsupported("the data source orc");
  }
  /**
   * XML files are not supported: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.xml.html}
   */
  xml(_path: string | readonly string[], _options?: ReadOptions): never {
    throw unsupported("the data source xml");
  }
  /**
   * Databases are not supported: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.jdbc.html}
   */
  jdbc(..._args: readonly unknown[]): never {
    throw unsupported("the data source jdbc");
  }
  /**
   * Change feeds of tables are not supported: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.changes.html}
   */
  changes(..._args: readonly unknown[]): never {
    throw unsupported("DataFrameReader.changes");
  }
}
