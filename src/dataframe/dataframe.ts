import type { Relation } from "../plan/relation.ts";
import { DataFrameMaps } from "./dataframe-maps.ts";

/**
 * A lazy table: a plan over sources, built by transformations, run by actions. Made by `spark.read`, `spark.table`,
 * `spark.sql`, `spark.createDataFrame` and `spark.range`.
 *
 * @example
 * ```ts
 * const numbers = spark.range(9).filter(col("id").gt(2)); // nothing has run
 * await numbers.show(); // runs the plan
 * ```
 */
export class DataFrame extends DataFrameMaps {
  /** @internal */
  override derive(node: Relation): DataFrame {
    return new DataFrame(this.sparkSession, node);
  }
  /** @internal */
  protected override get self(): DataFrame {
    return this;
  }
}
