import type { LiteralInput } from "../functions/expression-input.ts";
import type { DataFrame } from "./dataframe.ts";
import type { DropMissingOptions, FillValue } from "./missing-data.ts";

/**
 * What to do about missing values, as `df.na`.
 *
 * @example
 * ```ts
 * spark.sql("SELECT CAST(NULL AS INT) AS a").na.fill(0);
 * ```
 */
export class DataFrameNaFunctions {
  readonly #df: DataFrame;
  /** @internal */
  constructor(df: DataFrame) {
    this.#df = df;
  }
  /**
   * The same as `df.dropna`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameNaFunctions.drop.html}
   * @example
   * ```ts
   * spark.range(3).na.drop("all");
   * ```
   */
  drop(
    how?: "any" | "all" | DropMissingOptions,
    thresh?: number | null,
    subset?: string | readonly string[],
  ): DataFrame {
    return this.#df.dropna(how, thresh, subset);
  }
  /**
   * The same as `df.fillna`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameNaFunctions.fill.html}
   * @example
   * ```ts
   * spark.range(3).na.fill(0, ["id"]);
   * ```
   */
  fill(value: FillValue | { readonly [column: string]: FillValue }, subset?: string | readonly string[]): DataFrame {
    return this.#df.fillna(value, subset);
  }
  /**
   * The same as `df.replace`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameNaFunctions.replace.html}
   * @example
   * ```ts
   * spark.range(3).na.replace(1, 10);
   * ```
   */
  replace(
    ...args: readonly [
      to_replace: LiteralInput | readonly LiteralInput[] | ReadonlyMap<LiteralInput, LiteralInput>,
      value?: LiteralInput | readonly LiteralInput[],
      subset?: string | readonly string[],
    ]
  ): DataFrame {
    return this.#df.replace(...args);
  }
}
