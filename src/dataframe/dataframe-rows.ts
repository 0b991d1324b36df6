import type { Column } from "../functions/column.ts";
import {
  call,
  type ColumnOrName,
  columnOrName,
  intLiteral,
  literalOrColumn,
  notExpectedType,
} from "../functions/expression-input.ts";
import { sortOrder } from "../functions/window.ts";
import type { Relation } from "../plan/relation.ts";
import type { DataType } from "../types/data-type.ts";
import { IllegalArgumentException, PySparkTypeError, PySparkValueError } from "../types/spark-error.ts";
import { conditionOf, nameList, type SortOptions, sortList } from "./column-arguments.ts";
import type { DataFrame } from "./dataframe.ts";
import { DataFrameColumns } from "./dataframe-columns.ts";
import { innerNode } from "./plan-node.ts";
import { cumulativeWeights, randomSeed } from "./sampling.ts";
import { quoteName } from "../types/data-type.ts";

type SortArguments = readonly (ColumnOrName | number | readonly (ColumnOrName | number)[] | SortOptions)[];

/** Transformations that choose, order and spread rows. */
export abstract class DataFrameRows extends DataFrameColumns {
  /**
   * The rows for which a condition holds: a Column of booleans, or SQL text. Rows for which it is null are left out.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.filter.html}
   * @example
   * ```ts
   * await spark.range(9).filter(col("id").gt(5)).filter("id % 2 = 0").show();
   * ```
   */
  filter(condition: Column | string): DataFrame {
    return this.derive({ kind: "Filter", input: this.plan, condition: conditionOf(condition) });
  }
  /**
   * The same as {@link DataFrameRows.filter}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.where.html}
   * @example
   * ```ts
   * spark.range(9).where("id > 5");
   * ```
   */
  where(condition: Column | string): DataFrame {
    return this.filter(condition);
  }
  /**
   * The rows in the order of these columns (names, Columns with `asc`/`desc`, positions from 1, where a negative one means
   * descending). `{ ascending }` sets the direction of all or of each.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sort.html}
   * @example
   * ```ts
   * await spark.range(9).sort(F.desc("id")).limit(3).show();
   * ```
   */
  sort(...cols: SortArguments): DataFrame {
    return this.derive({ kind: "Sort", input: this.plan, order: sortList(cols, this), isGlobal: true });
  }
  /**
   * The same as {@link DataFrameRows.sort}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.orderBy.html}
   * @example
   * ```ts
   * spark.range(9).orderBy("id", { ascending: false });
   * ```
   */
  orderBy(...cols: SortArguments): DataFrame {
    return this.sort(...cols);
  }
  /**
   * The rows ordered within each partition only.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sortWithinPartitions.html}
   * @example
   * ```ts
   * spark.range(9).repartition(2).sortWithinPartitions("id");
   * ```
   */
  sortWithinPartitions(...cols: SortArguments): DataFrame {
    return this.derive({ kind: "Sort", input: this.plan, order: sortList(cols, this), isGlobal: false });
  }
  /**
   * The first `num` rows. A negative number raises `INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.limit.html}
   * @example
   * ```ts
   * spark.range(9).limit(3);
   * ```
   */
  limit(num: number): DataFrame {
    return this.derive({ kind: "Limit", input: this.plan, limit: intLiteral(integer(num, "num")) });
  }
  /**
   * All but the first `num` rows. A negative number raises `INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.offset.html}
   * @example
   * ```ts
   * spark.range(9).offset(3);
   * ```
   */
  offset(num: number): DataFrame {
    return this.derive({ kind: "Offset", input: this.plan, offset: intLiteral(integer(num, "num")) });
  }
  /**
   * The rows without repetitions.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.distinct.html}
   * @example
   * ```ts
   * spark.range(9).select(col("id").mod(3)).distinct();
   * ```
   */
  distinct(): DataFrame {
    return this.derive({ kind: "Deduplicate", input: this.plan });
  }
  /**
   * One row for each combination of the values of these columns (of all by default). An unknown name raises
   * `UNRESOLVED_COLUMN_AMONG_FIELD_NAMES`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.dropDuplicates.html}
   * @example
   * ```ts
   * spark.range(9).withColumn("k", col("id").mod(3)).dropDuplicates(["k"]);
   * ```
   */
  dropDuplicates(subset?: readonly string[]): DataFrame {
    if (subset !== undefined && !Array.isArray(subset)) throw notExpectedType("subset", "list or tuple", subset);
    const columnNames = nameList(subset, "subset");
    const node: Relation = { kind: "Deduplicate", input: this.plan };
    return this.derive(columnNames === undefined ? node : { ...node, columnNames });
  }
  /**
   * The same as {@link DataFrameRows.dropDuplicates}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.drop_duplicates.html}
   * @example
   * ```ts
   * spark.range(9).drop_duplicates(["id"]);
   * ```
   */
  drop_duplicates(subset?: readonly string[]): DataFrame {
    return this.dropDuplicates(subset);
  }

  /**
   * A random part of the rows: each is taken with probability `fraction`, or `fraction` times on average with replacement.
   * The same seed takes the same rows.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sample.html}
   * @example
   * ```ts
   * spark.range(100).sample(0.1, 42);
   * ```
   */
  sample(fraction: number, seed?: number | bigint): DataFrame;
  sample(withReplacement: boolean, fraction: number, seed?: number | bigint): DataFrame;
  sample(first: boolean | number, second?: number | bigint, third?: number | bigint): DataFrame {
    const withReplacement = typeof first === "boolean" ? first : false;
    const fraction = typeof first === "boolean" ? second : first;
    const seed = typeof first === "boolean" ? third : second;
    if (typeof fraction !== "number") {
      const types = [first, second, third].map((v) => (v === undefined ? "null" : typeof v)).join(", ");
      throw new PySparkTypeError("NOT_EXPECTED_TYPE", {
        arg_name: "withReplacement (optional), fraction (required) and seed (optional)",
        expected_type: "bool, float or int",
        arg_type: types,
      });
    }
    if (!(fraction >= 0) || (!withReplacement && fraction > 1)) {
      const range = withReplacement ? "0 or more with replacement" : "between 0 and 1 without replacement";
      throw new IllegalArgumentException(
        null,
        {},
        { message: `The fraction to sample must be ${range}, not ${fraction}.` },
      );
    }
    return this.#sampled(this.plan, 0, fraction, withReplacement, randomSeed(seed));
  }
  #sampled(input: Relation, lower: number, upper: number, withReplacement: boolean, seed: bigint): DataFrame {
    return this.derive({ kind: "Sample", input, lowerBound: lower, upperBound: upper, withReplacement, seed });
  }
  /**
   * Splits the rows at random into DataFrames of sizes in proportion to the weights. Each row is in exactly one of them.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.randomSplit.html}
   * @example
   * ```ts
   * const [train, test] = spark.range(100).randomSplit([0.8, 0.2], 42);
   * ```
   */
  randomSplit(weights: readonly number[], seed?: number | bigint): DataFrame[] {
    for (const weight of weights) {
      if (weight < 0)
        throw new PySparkValueError("VALUE_NOT_POSITIVE", { arg_name: "weights", arg_value: `${weight}` });
    }
    const bounds = cumulativeWeights(weights);
    const fixed = randomSeed(seed);
    const { columns } = this;
    // Sorted first, so that every part sees the rows in one order and no row falls between two parts.
    const order = this.schema.fields
      .filter(({ name, dataType }) => columns.indexOf(name) === columns.lastIndexOf(name) && isOrderable(dataType))
      .map(({ name }) => sortOrder(this.col(quoteName(name)).expression));
    const input: Relation =
      order.length === 0 ? this.plan : innerNode({ kind: "Sort", input: this.plan, order, isGlobal: false });
    return bounds.slice(1).map((upper, i) => this.#sampled(input, bounds[i] ?? 0, upper, false, fixed));
  }

  /**
   * The rows spread over a number of partitions, evenly or by the values of columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.repartition.html}
   * @example
   * ```ts
   * spark.range(9).repartition(3, "id");
   * ```
   */
  repartition(numPartitions: number | ColumnOrName, ...cols: readonly ColumnOrName[]): DataFrame {
    if (typeof numPartitions !== "number") return this.#repartitionBy(undefined, [numPartitions, ...cols]);
    const count = positivePartitions(numPartitions);
    if (cols.length > 0) return this.#repartitionBy(count, cols);
    return this.derive({ kind: "Repartition", input: this.plan, numPartitions: count, shuffle: true });
  }
  #repartitionBy(numPartitions: number | undefined, cols: readonly ColumnOrName[]): DataFrame {
    return this.derive({
      kind: "RepartitionByExpression",
      input: this.plan,
      partitionExpressions: cols.map((c) => columnOrName(c)),
      ...(numPartitions === undefined ? {} : { numPartitions }),
    });
  }
  /**
   * The rows spread over partitions by ranges of the values of columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.repartitionByRange.html}
   * @example
   * ```ts
   * spark.range(9).repartitionByRange(3, "id");
   * ```
   */
  repartitionByRange(numPartitions: number | ColumnOrName, ...cols: readonly ColumnOrName[]): DataFrame {
    const count = typeof numPartitions === "number" ? positivePartitions(numPartitions) : undefined;
    const columns = typeof numPartitions === "number" ? cols : [numPartitions, ...cols];
    if (columns.length === 0) throw new PySparkValueError("CANNOT_BE_EMPTY", { item: "partition-by expression" });
    return this.derive({
      kind: "RepartitionByExpression",
      input: this.plan,
      partitionExpressions: columns.map((c) => sortOrder(columnOrName(c))),
      ...(count === undefined ? {} : { numPartitions: count }),
    });
  }
  /**
   * The same rows in at most so many partitions, without moving more than needed.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.coalesce.html}
   * @example
   * ```ts
   * spark.range(9).repartition(4).coalesce(1);
   * ```
   */
  coalesce(numPartitions: number): DataFrame {
    const count = positivePartitions(numPartitions);
    return this.derive({ kind: "Repartition", input: this.plan, numPartitions: count, shuffle: false });
  }
  /**
   * The rows in the partitions that a column of integers numbers, modulo their count; nulls are in the first.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.repartitionById.html}
   * @example
   * ```ts
   * spark.range(9).repartitionById(3, col("id").cast("int"));
   * ```
   */
  repartitionById(numPartitions: number, partitionIdCol: ColumnOrName): DataFrame {
    return this.derive({
      kind: "RepartitionByExpression",
      input: this.plan,
      partitionExpressions: [columnOrName(partitionIdCol)],
      numPartitions: positivePartitions(numPartitions),
      isPartitionId: true,
    });
  }
  /**
   * The rows with a column that counts them from 0, at the end.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.zipWithIndex.html}
   * @example
   * ```ts
   * await spark.range(5, 8).zipWithIndex().show();
   * ```
   */
  zipWithIndex(indexColName = "index"): DataFrame {
    if (typeof indexColName !== "string") throw notExpectedType("indexColName", "str", indexColName);
    const input = innerNode({ kind: "Repartition", input: this.plan, numPartitions: 1, shuffle: false } as const);
    const index = Object.freeze({
      kind: "Alias",
      child: call("monotonically_increasing_id", []),
      names: [indexColName],
    } as const);
    return this.derive({ kind: "Project", input, expressions: [Object.freeze({ kind: "UnresolvedStar" }), index] });
  }
  /**
   * A hint to the planner, such as `broadcast`. Unknown hints are passed over.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.hint.html}
   * @example
   * ```ts
   * spark.range(9).join(spark.range(3).hint("broadcast"), "id");
   * ```
   */
  hint(name: string, ...parameters: readonly (string | number | Column | readonly unknown[])[]): DataFrame {
    if (typeof name !== "string") throw notExpectedType("name", "str", name);
    const list = parameters.length === 1 && Array.isArray(parameters[0]) ? parameters[0] : parameters;
    return this.derive({ kind: "Hint", input: this.plan, name, parameters: list.map(literalOrColumn) });
  }
}

/** Whether rows can be put in the order of a type's values. */
function isOrderable(type: DataType): boolean {
  if (type.kind === "array") return isOrderable(type.elementType);
  if (type.kind === "struct") return type.fields.every((f) => isOrderable(f.dataType));
  return !["map", "variant", "interval"].includes(type.kind);
}
function integer(value: number, parameter: string): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw notExpectedType(parameter, "int", value);
  return value;
}
function positivePartitions(value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new IllegalArgumentException(null, {}, { message: `There must be at least one partition, not ${value}.` });
}
