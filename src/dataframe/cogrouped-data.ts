import type { Expression } from "../plan/expression.ts";
import type { StructType } from "../types/data-type.ts";
import { groupMap, type KeyedTablePairMap, type TablePairMap } from "../udf/map-function.ts";
import type { DataFrame } from "./dataframe.ts";
import { rowTypeOf } from "./dataframe-maps.ts";

/** One of the two groupings. */
export interface CoGroupedSide {
  readonly df: DataFrame;
  readonly groupingExpressions: readonly Expression[];
}

/** Groups of two DataFrames side by side, made by `cogroup`. */
export class CoGroupedData {
  readonly #left: CoGroupedSide;
  readonly #right: CoGroupedSide;
  /** @internal */
  constructor(left: CoGroupedSide, right: CoGroupedSide) {
    this.#left = left;
    this.#right = right;
  }
  /**
   * The rows that a function gives, a table of apache-arrow, for the rows of each two groups of the same keys, one of which
   * may be empty. A function of three parameters is given the keys first.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.PandasCogroupedOps.applyInArrow.html}
   * @example
   * ```ts
   * const numbers = spark.range(4).withColumn("k", col("id").mod(2));
   * const first = numbers.groupBy("k").cogroup(spark.range(2).groupBy("id")).applyInArrow((left, _right) => left, "id LONG, k LONG");
   * await first.show();
   * ```
   */
  applyInArrow(func: TablePairMap, schema: StructType | string): DataFrame;
  applyInArrow(func: KeyedTablePairMap, schema: StructType | string): DataFrame;
  applyInArrow(func: TablePairMap | KeyedTablePairMap, schema: StructType | string): DataFrame {
    const [left, right] = [this.#left, this.#right];
    return left.df.derive({
      kind: "CoGroupMap",
      left: left.df.plan,
      right: right.df.plan,
      leftGroupingExpressions: left.groupingExpressions,
      rightGroupingExpressions: right.groupingExpressions,
      function: groupMap(func, rowTypeOf(schema), 2),
    });
  }
}
