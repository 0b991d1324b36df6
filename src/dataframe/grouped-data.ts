import type { Column } from "../functions/column.ts";
import { ColumnCore } from "../functions/column-core.ts";
import {
  call,
  type ColumnOrName,
  columnOrName,
  type LiteralInput,
  literal,
  literalOrColumn,
  longLiteral,
  notExpectedType,
} from "../functions/expression-input.ts";
import type { Expression } from "../plan/expression.ts";
import type { Aggregate } from "../plan/relation.ts";
import { groupMap, type KeyedTableMap, type TableMap } from "../udf/map-function.ts";
import { quoteName, type StructType } from "../types/data-type.ts";
import {
  AnalysisException,
  PySparkValueError,
  UnsupportedOperationException,
  unsupported,
} from "../types/spark-error.ts";
import { flatten } from "./column-arguments.ts";
import { CoGroupedData, type CoGroupedSide } from "./cogrouped-data.ts";
import type { DataFrame } from "./dataframe.ts";
import { rowTypeOf } from "./dataframe-maps.ts";
import { isNumeric } from "./dataframe-columns.ts";
import { javaMapOrder } from "./java-map-order.ts";

/** How rows are grouped, as fields of the Aggregate node. */
type Grouping = Pick<Aggregate, "groupType" | "groupingExpressions" | "groupingSets" | "pivot">;

/**
 * Rows in groups, made by `groupBy` and its kin. An aggregation gives a DataFrame again: the grouping columns, then one
 * column for each aggregate.
 *
 * @example
 * ```ts
 * await spark.range(9).groupBy(col("id").mod(3).alias("k")).agg(F.sum("id"), F.count("*")).show();
 * ```
 */
export class GroupedData {
  readonly #df: DataFrame;
  readonly #grouping: Grouping;
  /** @internal */
  constructor(df: DataFrame, grouping: Grouping) {
    this.#df = df;
    this.#grouping = Object.freeze(grouping);
  }

  /**
   * Aggregates: Columns, or an object from column names to names of functions (`{ id: "sum" }`, `{ "*": "count" }`), whose
   * columns come in the order of Spark's maps.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.agg.html}
   * @example
   * ```ts
   * spark.range(9).groupBy(col("id").mod(3)).agg({ id: "max" });
   * ```
   */
  agg(...exprs: readonly Column[] | readonly [{ readonly [column: string]: string }]): DataFrame {
    const [first] = exprs;
    if (first === undefined) throw new PySparkValueError("CANNOT_BE_EMPTY", { item: "exprs" });
    if (exprs.length === 1 && !(first instanceof ColumnCore)) {
      if (typeof first !== "object" || first === null) throw notExpectedType("exprs", "dict or Column", first);
      const functions = first as { readonly [column: string]: string };
      return this.#aggregate(javaMapOrder(Object.keys(functions)).map((name) => namedAggregate(name, functions[name])));
    }
    return this.#aggregate(
      (exprs as readonly Column[]).map((e) => {
        if (!(e instanceof ColumnCore)) throw notExpectedType("exprs", "Column", e);
        return e.expression;
      }),
    );
  }
  #aggregate(aggregateExpressions: readonly Expression[]): DataFrame {
    return this.#df.derive({ kind: "Aggregate", input: this.#df.plan, ...this.#grouping, aggregateExpressions });
  }

  /**
   * The number of rows of each group, in a column `count`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.count.html}
   * @example
   * ```ts
   * spark.range(9).groupBy(col("id").mod(3)).count();
   * ```
   */
  count(): DataFrame {
    const count = call("count", [longLiteral(1)]);
    return this.#aggregate([Object.freeze({ kind: "Alias", child: count, names: ["count"] })]);
  }
  /**
   * The sums of these columns, or of all numeric ones. A column that is no number raises an AnalysisException.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.sum.html}
   * @example
   * ```ts
   * spark.range(9).groupBy(col("id").mod(3)).sum("id");
   * ```
   */
  sum(...cols: readonly string[]): DataFrame {
    return this.#each("sum", cols);
  }
  /**
   * The averages of these columns, or of all numeric ones.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.avg.html}
   * @example
   * ```ts
   * spark.range(9).groupBy(col("id").mod(3)).avg("id");
   * ```
   */
  avg(...cols: readonly string[]): DataFrame {
    return this.#each("avg", cols);
  }
  /**
   * The same as {@link GroupedData.avg}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.mean.html}
   * @example
   * ```ts
   * spark.range(9).groupBy(col("id").mod(3)).mean("id");
   * ```
   */
  mean(...cols: readonly string[]): DataFrame {
    return this.avg(...cols);
  }
  /**
   * The least values of these columns, or of all numeric ones.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.min.html}
   * @example
   * ```ts
   * spark.range(9).groupBy(col("id").mod(3)).min("id");
   * ```
   */
  min(...cols: readonly string[]): DataFrame {
    return this.#each("min", cols);
  }
  /**
   * The greatest values of these columns, or of all numeric ones.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.max.html}
   * @example
   * ```ts
   * spark.range(9).groupBy(col("id").mod(3)).max("id");
   * ```
   */
  max(...cols: readonly string[]): DataFrame {
    return this.#each("max", cols);
  }
  #each(name: string, cols: readonly string[]): DataFrame {
    const { fields } = this.#df.schema;
    const numeric = fields.filter((f) => isNumeric(f.dataType.kind)).map((f) => f.name);
    const names = cols.length === 0 ? numeric.map(quoteName) : flatten(cols);
    for (const column of cols.length === 0 ? [] : names) {
      const field = fields.find((f) => f.name.toLowerCase() === column.toLowerCase());
      if (field === undefined || isNumeric(field.dataType.kind)) continue;
      const message = `${name}() is for columns of numbers, which "${column}" is not.`;
      throw new AnalysisException("_LEGACY_ERROR_TEMP_1323", { colName: column }, { message });
    }
    return this.#aggregate(names.map((column) => call(name, [columnOrName(column)])));
  }

  /**
   * Turns the values of a column into columns, one for each value and aggregate. Given values come in their order; without
   * them the distinct values are looked up, at most `spark.sql.pivotMaxValues`. A second pivot raises `REPEATED_CLAUSE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.pivot.html}
   * @example
   * ```ts
   * spark.range(9).groupBy(col("id").mod(2)).pivot("id", [1, 2, 3]).count();
   * ```
   */
  pivot(pivotCol: ColumnOrName, values?: readonly LiteralInput[] | null): GroupedData {
    const { groupType } = this.#grouping;
    if (groupType === "pivot") {
      throw new UnsupportedOperationException("REPEATED_CLAUSE", { clause: "PIVOT", operation: "SUBQUERY" });
    }
    if (groupType !== "groupBy") throw new UnsupportedOperationException("UNSUPPORTED_FEATURE.PIVOT_AFTER_GROUP_BY");
    const columns = [columnOrName(pivotCol)];
    const pivot =
      values === undefined || values === null ? { columns } : { columns, values: values.map(literalOrColumn) };
    return new GroupedData(this.#df, { ...this.#grouping, groupType: "pivot", pivot });
  }

  /**
   * Functions over the rows of each group are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.apply.html}
   */
  apply(..._args: readonly unknown[]): never {
    throw unsupported("GroupedData.apply");
  }
  /**
   * There is no pandas here: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInPandas.html}
   */
  applyInPandas(..._args: readonly unknown[]): never {
    throw unsupported("GroupedData.applyInPandas");
  }
  /**
   * The rows that a function gives, a table of apache-arrow, for the rows of each group. A function of two parameters is
   * given the group's keys first. Columns are found by the names of `schema`; failures fail the query with
   * `FAILED_EXECUTE_UDF`, naming the keys.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInArrow.html}
   * @example
   * ```ts
   * const largest = spark.range(9).withColumn("k", col("id").mod(3)).groupBy("k").applyInArrow((table) => table.slice(-1), "id LONG, k LONG");
   * await largest.show();
   * ```
   */
  applyInArrow(func: TableMap, schema: StructType | string): DataFrame;
  applyInArrow(func: KeyedTableMap, schema: StructType | string): DataFrame;
  applyInArrow(func: TableMap | KeyedTableMap, schema: StructType | string): DataFrame {
    return this.#df.derive({
      kind: "GroupMap",
      input: this.#df.plan,
      groupingExpressions: this.#side.groupingExpressions,
      function: groupMap(func, rowTypeOf(schema), 1),
    });
  }
  /** The grouping for functions over its rows: plain columns. */
  get #side(): CoGroupedSide {
    const { groupType, groupingExpressions } = this.#grouping;
    if (groupType !== "groupBy") throw unsupported(`functions over the rows of ${groupType}`);
    return { df: this.#df, groupingExpressions };
  }
  /**
   * Functions with state belong to streams, which are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInPandasWithState.html}
   */
  applyInPandasWithState(..._args: readonly unknown[]): never {
    throw unsupported("GroupedData.applyInPandasWithState");
  }
  /**
   * Functions with state belong to streams, which are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.transformWithState.html}
   */
  transformWithState(..._args: readonly unknown[]): never {
    throw unsupported("GroupedData.transformWithState");
  }
  /**
   * Functions with state belong to streams, which are not supported yet: `UNSUPPORTED_FEATURE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.transformWithStateInPandas.html}
   */
  transformWithStateInPandas(..._args: readonly unknown[]): never {
    throw unsupported("GroupedData.transformWithStateInPandas");
  }
  /**
   * Groups of this grouping beside those of another with the same keys, for `applyInArrow`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.cogroup.html}
   */
  cogroup(other: GroupedData): CoGroupedData {
    if (!(other instanceof GroupedData)) throw notExpectedType("other", "GroupedData", other);
    return new CoGroupedData(this.#side, other.#side);
  }

  /**
   * The grouping as PySpark prints it.
   *
   * @example
   * ```ts
   * console.log(String(spark.range(9).groupBy("id")));
   * ```
   */
  toString(): string {
    return `GroupedData[type: ${this.#grouping.groupType}]`;
  }
}

/** The aggregate that `{ column: "function" }` means. */
function namedAggregate(column: string, name: unknown): Expression {
  if (typeof name !== "string") throw notExpectedType("exprs", "dict[str, str]", name);
  const aliases: { readonly [name: string]: string } = { average: "avg", mean: "avg", std: "stddev", size: "count" };
  const lower = name.toLowerCase();
  const fn = aliases[lower] ?? lower;
  if (fn === "count" && column === "*") return call("count", [literal(1)]);
  return call(fn, [columnOrName(column)]);
}
