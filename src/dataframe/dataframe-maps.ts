import type { MapOptions } from "../plan/task.ts";
import { nameOf, returnTypeOf } from "../udf/function-source.ts";
import { type ArrowMap, arrowMap, type RowMap, rowMap } from "../udf/map-function.ts";
import { taskOf, type TaskSource } from "../udf/task.ts";
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

  /**
   * The rows with what a task answers for each, as SQL's `MAP PARALLEL`: a name of `spark.tasks`, a YAML file of steps, or a
   * function of a row. Answers become the columns that `returns` or the task declares, else one column of text. Calls are
   * made `workers` at a time; the order of the rows stays.
   *
   * @example
   * ```ts
   * const length = async ({ word }: { word: string }) => word.length;
   * const words = spark.sql("SELECT * FROM VALUES ('one'), ('three') AS t(word)");
   * await words.mapParallel(length, { workers: 2, returns: "n INT" }).show();
   * ```
   */
  mapParallel(task: TaskSource, options: MapParallelOptions = {}): DataFrame {
    const { returns, result, workers, distinct, cache, batchSize, onError, timeoutMs, retries } = options;
    const given = { workers, distinct, cache, batchSize, onError, timeoutMs, retries };
    const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return this.derive({
      kind: "MapParallel",
      input: this.plan,
      task: typeof task === "string" ? task : taskOf(nameOf(task as never), task),
      options: set,
      ...(returns === undefined ? (result === undefined ? {} : { result }) : { result: rowTypeOf(returns) }),
    });
  }
}
/** Options of `mapParallel`. */
export interface MapParallelOptions extends Partial<MapOptions> {
  /** The columns of the answers. */
  readonly returns?: StructType | string | undefined;
  /** The name of the one column of text, where there are no columns. */
  readonly result?: string | undefined;
}
