import type { Column } from "../functions/column.ts";
import type { ColumnOrName, LiteralInput } from "../functions/expression-input.ts";
import { columnOrName, notExpectedType } from "../functions/expression-input.ts";
import type { Expression } from "../plan/expression.ts";
import { type OrdinalArguments, ordinalList } from "./column-arguments.ts";
import type { DataFrame } from "./dataframe.ts";
import { DataFrameJoins } from "./dataframe-joins.ts";
import { GroupedData } from "./grouped-data.ts";
import { type DropMissingOptions, dropMissing, type FillValue, fillMissing, replaceValues } from "./missing-data.ts";
import { summaryOf } from "./summary.ts";

/** Groups, and what is computed over whole columns. */
export abstract class DataFrameGroups extends DataFrameJoins {
  #grouped(groupType: "groupBy" | "rollup" | "cube", cols: OrdinalArguments): GroupedData {
    return new GroupedData(this.self, { groupType, groupingExpressions: ordinalList(cols, this) });
  }
  /**
   * The rows grouped by the values of these columns (names, Columns, positions from 1); without columns all rows are one
   * group.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.groupBy.html}
   * @example
   * ```ts
   * await spark.range(9).groupBy(col("id").mod(3).alias("k")).count().show();
   * ```
   */
  groupBy(...cols: OrdinalArguments): GroupedData {
    return this.#grouped("groupBy", cols);
  }
  /**
   * The same as {@link DataFrameGroups.groupBy}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.groupby.html}
   * @example
   * ```ts
   * spark.range(9).groupby("id").count();
   * ```
   */
  groupby(...cols: OrdinalArguments): GroupedData {
    return this.groupBy(...cols);
  }
  /**
   * Groups by all these columns, by all but the last, ... and by none: subtotals and the total.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.rollup.html}
   * @example
   * ```ts
   * spark.range(9).rollup("id").count();
   * ```
   */
  rollup(...cols: OrdinalArguments): GroupedData {
    return this.#grouped("rollup", cols);
  }
  /**
   * Groups by every choice of these columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.cube.html}
   * @example
   * ```ts
   * spark.range(9).cube("id").count();
   * ```
   */
  cube(...cols: OrdinalArguments): GroupedData {
    return this.#grouped("cube", cols);
  }
  /**
   * Groups by each of these sets of columns; `cols` are the columns of the result.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.groupingSets.html}
   * @example
   * ```ts
   * spark.range(9).groupingSets([["id"], []], "id").count();
   * ```
   */
  groupingSets(sets: readonly (readonly ColumnOrName[])[], ...cols: readonly ColumnOrName[]): GroupedData {
    if (!Array.isArray(sets)) throw notExpectedType("groupingSets", "list[list[Column]]", sets);
    const groupingSets: Expression[][] = sets.map((set: readonly ColumnOrName[]) => set.map((c) => columnOrName(c)));
    return new GroupedData(this.self, {
      groupType: "groupingSets",
      groupingExpressions: cols.map((c) => columnOrName(c)),
      groupingSets,
    });
  }
  /**
   * Aggregates over all rows: the same as `groupBy().agg(...)`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.agg.html}
   * @example
   * ```ts
   * await spark.range(9).agg(F.min("id"), F.max("id")).show();
   * ```
   */
  agg(...exprs: readonly Column[] | readonly [{ readonly [column: string]: string }]): DataFrame {
    return this.groupBy().agg(...(exprs as readonly Column[]));
  }

  /**
   * Puts a value where columns of its type are null (numbers also where they are NaN): one value for all or for those of
   * `subset`, or an object from column names to values.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.fillna.html}
   * @example
   * ```ts
   * spark.sql("SELECT CAST(NULL AS INT) AS a, 'x' AS b").fillna({ a: 0 });
   * ```
   */
  fillna(value: FillValue | { readonly [column: string]: FillValue }, subset?: string | readonly string[]): DataFrame {
    return this.derive(fillMissing(this.plan, value, subset));
  }
  /**
   * The rows without nulls (and NaNs): without any (`how` "any"), not only nulls ("all"), or with at least `thresh` values,
   * looking at all columns or at those of `subset`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.dropna.html}
   * @example
   * ```ts
   * spark.sql("SELECT CAST(NULL AS INT) AS a, 'x' AS b").dropna({ subset: ["a"] });
   * ```
   */
  dropna(
    how?: "any" | "all" | DropMissingOptions,
    thresh?: number | null,
    subset?: string | readonly string[],
  ): DataFrame {
    const options = typeof how === "object" && how !== null ? how : { how, thresh, subset };
    return this.derive(dropMissing(this.plan, options));
  }
  /**
   * Puts values in the place of others: one, a list against a list or a value, or an object or Map from old to new. All are
   * numbers, or strings, or booleans, else `MIXED_TYPE_REPLACEMENT`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.replace.html}
   * @example
   * ```ts
   * spark.range(3).replace(new Map([[0, 10], [1, 11]]));
   * ```
   */
  replace(
    to_replace:
      | LiteralInput
      | readonly LiteralInput[]
      | ReadonlyMap<LiteralInput, LiteralInput>
      | { readonly [old: string]: LiteralInput },
    value?: LiteralInput | readonly LiteralInput[],
    subset?: string | readonly string[],
  ): DataFrame {
    return this.derive(replaceValues(this.plan, to_replace, value, subset, arguments.length > 1));
  }

  /**
   * Count, mean, standard deviation, least and greatest value of the numeric and string columns (or of these), as strings.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.describe.html}
   * @example
   * ```ts
   * await spark.range(9).describe().show();
   * ```
   */
  describe(...cols: readonly (string | readonly string[])[]): DataFrame {
    const names = cols.flat() as readonly string[];
    const source = names.length === 0 ? this.self : this.select(...names);
    return summaryOf(source, ["count", "mean", "stddev", "min", "max"]);
  }
  /**
   * Statistics of the numeric and string columns, as strings: those named (`count`, `mean`, `stddev`, `min`, `max`,
   * `count_distinct`, `approx_count_distinct`, percentiles such as `25%`), by default count, mean, stddev, min, quartiles and
   * max. Another name raises `UNRECOGNIZED_STATISTIC`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.summary.html}
   * @example
   * ```ts
   * await spark.range(9).summary("min", "50%", "max").show();
   * ```
   */
  summary(...statistics: readonly (string | readonly string[])[]): DataFrame {
    const names = statistics.flat() as readonly string[];
    return summaryOf(this.self, names.length === 0 ? undefined : names);
  }
}
