import { attributeNode } from "../functions/attribute-name.ts";
import { Column } from "../functions/column.ts";
import type { Relation } from "../plan/relation.ts";
import type { StructType } from "../types/data-type.ts";
import { treeString } from "../types/tree-string.ts";
import type { DataFrame } from "./dataframe.ts";
import { ownedNode, waitsForOuterQuery } from "./plan-node.ts";
import type { SessionContext } from "./session-context.ts";

/** What every DataFrame is: a plan in a session, and its schema. */
export abstract class DataFrameCore {
  /**
   * The session that made this DataFrame.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sparkSession.html}
   */
  readonly sparkSession: SessionContext;
  #plan: Relation;

  /** @internal */
  constructor(session: SessionContext, node: Relation) {
    this.sparkSession = session;
    this.#plan = ownedNode(node);
    if (!waitsForOuterQuery(this.#plan)) session.engine.check(this.#plan);
  }

  /** @internal */
  get plan(): Relation {
    return this.#plan;
  }
  /** @internal */
  protected replacePlan(plan: Relation): void {
    this.#plan = plan;
  }
  /** @internal */
  protected get planId(): number {
    return this.#plan.common?.planId ?? 0;
  }
  /** The plan once the command behind this DataFrame, if there is one, has committed. @internal */
  protected settledPlan(): Promise<Relation> {
    return Promise.resolve(this.#plan);
  }
  /** A plain DataFrame over a new node. @internal */
  abstract derive(node: Relation): DataFrame;

  /**
   * Names and types of the columns. It runs nothing, but may have to look into files to find out.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.schema.html}
   * @example
   * ```ts
   * console.log(spark.range(3).schema.simpleString()); // struct<id:bigint>
   * ```
   */
  get schema(): StructType {
    return this.sparkSession.engine.schema(this.#plan);
  }
  /**
   * The names of the columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.columns.html}
   * @example
   * ```ts
   * console.log(spark.range(3).columns); // [ "id" ]
   * ```
   */
  get columns(): string[] {
    return this.schema.names;
  }
  /**
   * Names and types of the columns, as pairs of strings.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.dtypes.html}
   * @example
   * ```ts
   * console.log(spark.range(3).dtypes); // [ [ "id", "bigint" ] ]
   * ```
   */
  get dtypes(): [name: string, type: string][] {
    return this.schema.fields.map((field) => [field.name, field.dataType.simpleString()]);
  }
  /**
   * Prints the schema as a tree, nested types down to `level`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.printSchema.html}
   * @example
   * ```ts
   * spark.range(3).printSchema();
   * ```
   */
  printSchema(level?: number): void {
    console.log(treeString(this.schema, level));
  }
  /**
   * Fetches whatever the schema depends on (a file's columns, the values of a pivot) without blocking, so that `schema`
   * answers at once. Gives this DataFrame.
   *
   * @example
   * ```ts
   * const df = await spark.range(3).groupBy().pivot("id").count().analyzed();
   * ```
   */
  async analyzed(): Promise<this> {
    await this.sparkSession.engine.prepare(await this.settledPlan());
    return this;
  }

  /**
   * A column of this DataFrame and of no other: in a join of a DataFrame with itself it says which side is meant. `*` stands
   * for all columns. An unknown name raises `UNRESOLVED_COLUMN.WITH_SUGGESTION` where the column is used.
   *
   * @example
   * ```ts
   * const a = spark.range(3); a.select(a.col("id"));
   * ```
   */
  col(name: string): Column {
    return new Column(attributeNode(name, this.planId));
  }
  /**
   * The columns whose names match a regular expression in backticks, such as `` `a.*` ``; a name without backticks is one
   * column.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.colRegex.html}
   * @example
   * ```ts
   * const df = spark.range(3); df.select(df.colRegex("`i.`"));
   * ```
   */
  colRegex(colName: string): Column {
    const quoted = /^(?:(.+)\.)?`(.+)`$/s.exec(colName);
    const [, table, pattern] = quoted ?? [];
    if (pattern === undefined) return this.col(colName);
    const target = table === undefined ? {} : { target: [table] };
    return new Column({ kind: "UnresolvedRegex", pattern, planId: this.planId, ...target });
  }
  /**
   * A hidden column that the source gives, such as `_metadata` of files.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.metadataColumn.html}
   * @example
   * ```ts
   * const df = spark.range(3);
   * const hidden = df.metadataColumn("_metadata");
   * ```
   */
  metadataColumn(colName: string): Column {
    const node = attributeNode(colName, this.planId);
    return new Column(node.kind === "UnresolvedAttribute" ? { ...node, isMetadataColumn: true } : node);
  }

  /**
   * Names and types as PySpark prints a DataFrame.
   *
   * @example
   * ```ts
   * console.log(String(spark.range(3))); // DataFrame[id: bigint]
   * ```
   */
  toString(): string {
    return `DataFrame[${this.dtypes.map(([name, type]) => `${name}: ${type}`).join(", ")}]`;
  }
  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
