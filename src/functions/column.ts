import type { Expression, SortOrder } from "../plan/expression.ts";
import { parseDataType } from "../sql/index.ts";
import type { DataType } from "../types/data-type.ts";
import { PySparkValueError } from "../types/spark-error.ts";
import { calledBy } from "./call-site.ts";
import { ColumnPredicates } from "./column-predicates.ts";
import { notExpectedType } from "./expression-input.ts";
import { lazyExpression } from "./lazy-expression.ts";
import { WindowSpec } from "./window.ts";

/**
 * A column of a DataFrame or a computation over columns. Columns are made by {@link col}, {@link lit}, functions and
 * `df.col`, and combined by methods. They are descriptions: nothing is computed before an action.
 *
 * @example
 * ```ts
 * await spark.range(5).filter(col("id").mod(2).eq(0)).select(col("id").plus(1).alias("next")).show();
 * ```
 */
export class Column extends ColumnPredicates {
  /** @internal */
  protected override make(expression: Expression): Column {
    return new Column(expression);
  }

  /**
   * The column under another name. Several names rename the columns that a generator such as `F.explode` gives. Metadata
   * is kept with a single column, else `ONLY_ALLOWED_FOR_SINGLE_COLUMN`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.alias.html}
   * @example
   * ```ts
   * spark.range(3).select(col("id").alias("n", { metadata: { unit: "m" } })).schema.fields[0]?.metadata;
   * ```
   */
  alias(...names: readonly [string, ...(string | AliasOptions)[]]): Column {
    const last = names.at(-1);
    const options = typeof last === "object" ? last : {};
    const aliases = names.filter((name) => typeof name === "string");
    if (options.metadata === undefined) return this.make({ kind: "Alias", child: this.expression, names: aliases });
    if (aliases.length > 1) {
      throw new PySparkValueError("ONLY_ALLOWED_FOR_SINGLE_COLUMN", { arg_name: "metadata" });
    }
    return this.make({ kind: "Alias", child: this.expression, names: aliases, metadata: options.metadata });
  }
  /**
   * The same as {@link Column.alias}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.name.html}
   * @example
   * ```ts
   * spark.range(3).select(col("id").name("n"));
   * ```
   */
  name(...names: readonly [string, ...(string | AliasOptions)[]]): Column {
    return this.alias(...names);
  }
  /**
   * The same as {@link Column.alias}, by Scala's name.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").as("n"));
   * ```
   */
  as(...names: readonly [string, ...(string | AliasOptions)[]]): Column {
    return this.alias(...names);
  }
  /**
   * The value in another type, given as a DataType or as DDL (`"decimal(10,2)"`). In ANSI mode a value that cannot be
   * converted raises `CAST_INVALID_INPUT` or `CAST_OVERFLOW`; otherwise it becomes null.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.cast.html}
   * @example
   * ```ts
   * spark.range(3).select(col("id").cast("string"));
   * ```
   */
  cast(dataType: DataType | string): Column {
    return this.make({ kind: "Cast", child: this.expression, dataType: typeOf(dataType), origin: calledBy("cast") });
  }
  /**
   * The same as {@link Column.cast}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.astype.html}
   * @example
   * ```ts
   * spark.range(3).select(col("id").astype("double"));
   * ```
   */
  astype(dataType: DataType | string): Column {
    return this.cast(dataType);
  }
  /**
   * {@link Column.cast} that gives null where the value cannot be converted, in every mode.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.try_cast.html}
   * @example
   * ```ts
   * spark.sql("SELECT 'x' AS s").select(col("s").try_cast("int"));
   * ```
   */
  try_cast(dataType: DataType | string): Column {
    return this.make({
      kind: "Cast",
      child: this.expression,
      dataType: typeOf(dataType),
      evalMode: "try",
      origin: calledBy("try_cast"),
    });
  }

  #sort(direction: SortOrder["direction"], nullOrdering: "first" | "last"): Column {
    return this.make({ kind: "SortOrder", child: this.expression, direction, nullOrdering });
  }
  /**
   * Ascending order, nulls first.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.asc.html}
   * @example
   * ```ts
   * spark.range(3).orderBy(col("id").asc());
   * ```
   */
  asc(): Column {
    return this.#sort("ascending", "first");
  }
  /**
   * Ascending order, nulls first.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.asc_nulls_first.html}
   * @example
   * ```ts
   * spark.range(3).orderBy(col("id").asc_nulls_first());
   * ```
   */
  asc_nulls_first(): Column {
    return this.#sort("ascending", "first");
  }
  /**
   * Ascending order, nulls last.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.asc_nulls_last.html}
   * @example
   * ```ts
   * spark.range(3).orderBy(col("id").asc_nulls_last());
   * ```
   */
  asc_nulls_last(): Column {
    return this.#sort("ascending", "last");
  }
  /**
   * Descending order, nulls last.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.desc.html}
   * @example
   * ```ts
   * spark.range(3).orderBy(col("id").desc());
   * ```
   */
  desc(): Column {
    return this.#sort("descending", "last");
  }
  /**
   * Descending order, nulls first.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.desc_nulls_first.html}
   * @example
   * ```ts
   * spark.range(3).orderBy(col("id").desc_nulls_first());
   * ```
   */
  desc_nulls_first(): Column {
    return this.#sort("descending", "first");
  }
  /**
   * Descending order, nulls last.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.desc_nulls_last.html}
   * @example
   * ```ts
   * spark.range(3).orderBy(col("id").desc_nulls_last());
   * ```
   */
  desc_nulls_last(): Column {
    return this.#sort("descending", "last");
  }
  /**
   * The function computed over a window of rows. Only aggregates and window functions have one.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.over.html}
   * @example
   * ```ts
   * spark.range(3).select(F.row_number().over(Window.orderBy("id")));
   * ```
   */
  over(window: WindowSpec): Column {
    if (!(window instanceof WindowSpec)) throw notExpectedType("window", "WindowSpec", window);
    return this.make({ kind: "Window", windowFunction: this.expression, ...window.definition });
  }
  /**
   * The result of a function applied to this Column, so that steps can be chained.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.transform.html}
   * @example
   * ```ts
   * spark.range(3).select(col("id").transform((c) => c.plus(1)));
   * ```
   */
  transform(f: (column: Column) => Column): Column {
    return f(this);
  }
  /**
   * Marks the column as one of the outer query, inside a subquery made by `scalar()` or `exists()`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.outer.html}
   * @example
   * ```ts
   * const t = spark.range(3).alias("t");
   * t.filter(spark.range(2).alias("u").filter(col("u.id").eq(col("t.id").outer())).exists());
   * ```
   */
  outer(): Column {
    return this.make(lazyExpression(this.expression));
  }
}

/** Options of {@link Column.alias}. */
export interface AliasOptions {
  /** Facts kept with the column, as JSON values. */
  readonly metadata?: { readonly [key: string]: unknown };
}

function typeOf(dataType: DataType | string): DataType {
  if (typeof dataType === "string") return parseDataType(dataType);
  if (typeof dataType !== "object" || dataType === null || !("kind" in dataType)) {
    throw notExpectedType("dataType", "DataType or str", dataType);
  }
  return dataType;
}
