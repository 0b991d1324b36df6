import { returnTypeOf } from "../udf/function-source.ts";
import { type ArrowMap, arrowMap, type RowMap, rowMap } from "../udf/map-function.ts";
import { type DataType, StructType } from "../types/data-type.ts";
import { PySparkTypeError } from "../types/spark-error.ts";
import type { DataFrame } from "./dataframe.ts";
import { DataFrameViews } from "./dataframe-views.ts";

/** The columns that a function gives: a StructType or its DDL. */
export function rowTypeOf(schema: DataType | string): StructType {
  const type = returnTypeOf(schema, "schema");
  if (type instanceof StructType) return type;
  throw new PySparkTypeError("NOT_EXPECTED_TYPE", {
    arg_name: "schema",
    expected_type: "StructType or its DDL",
    arg_type: type.simpleString(),
  });
}

/** Methods that hand all rows to a JavaScript function. */
export abstract class DataFrameMaps extends DataFrameViews {
  /**
   * The rows that a function gives, as record batches or tables of apache-arrow, for the record batches of this DataFrame.
   * It sees one batch at a time, in order, and may be asynchronous. Columns are found by the names of `schema`; others, and
   * failures of the function, fail the query with `FAILED_EXECUTE_UDF`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.mapInArrow.html}
   * @example
   * ```ts
   * const same = spark.range(3).mapInArrow(async function* (batches) {
   *   for await (const batch of batches) yield batch;
   * }, "id LONG");
   * await same.show();
   * ```
   */
  mapInArrow(func: ArrowMap, schema: StructType | string): DataFrame {
    return this.derive({ kind: "MapPartitions", input: this.plan, function: arrowMap(func, rowTypeOf(schema)) });
  }
  /**
   * The rows that a function gives (Rows, arrays or objects by the names of `schema`) for the rows of this DataFrame, which
   * it sees one after the other. Failures of it fail the query with `FAILED_EXECUTE_UDF`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.mapPartitions.html}
   * @example
   * ```ts
   * const sums = spark.range(4).mapPartitions(async function* (rows) {
   *   let sum = 0;
   *   for await (const row of rows) yield { sum: (sum += Number(row.at(0))) };
   * }, "sum LONG");
   * await sums.show();
   * ```
   */
  mapPartitions(func: RowMap, schema: StructType | string): DataFrame {
    return this.derive({ kind: "MapPartitions", input: this.plan, function: rowMap(func, rowTypeOf(schema)) });
  }
}
