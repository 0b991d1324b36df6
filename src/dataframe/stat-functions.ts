import {
  call,
  castTo,
  type ColumnOrName,
  columnOrName,
  doubleLiteral,
  intLiteral,
  type LiteralInput,
  literal,
  longLiteral,
  notExpectedType,
  operator,
} from "../functions/expression-input.ts";
import type { Expression } from "../plan/expression.ts";
import { DOUBLE, STRING } from "../types/data-type.ts";
import { IllegalArgumentException, PySparkTypeError, PySparkValueError } from "../types/spark-error.ts";
import type { DataFrame } from "./dataframe.ts";
import { isNumeric } from "./dataframe-columns.ts";
import { innerNode } from "./plan-node.ts";
import { type ActionOptions, allRows } from "./result-rows.ts";
import { randomSeed } from "./sampling.ts";

/**
 * Statistics of a DataFrame, as `df.stat`.
 *
 * @example
 * ```ts
 * console.log(await spark.range(9).withColumn("x", col("id").mul(2)).stat.corr("id", "x")); // 1
 * ```
 */
export class DataFrameStatFunctions {
  readonly #df: DataFrame;
  /** @internal */
  constructor(df: DataFrame) {
    this.#df = df;
  }

  async #value(expression: Expression, action: string, options?: ActionOptions): Promise<unknown> {
    const df = this.#df;
    const plan = innerNode({
      kind: "Aggregate",
      input: df.plan,
      groupType: "groupBy",
      groupingExpressions: [],
      aggregateExpressions: [expression],
    } as const);
    const [row] = await allRows(df.sparkSession, plan, action, options);
    return row?.at(0);
  }
  #onlyNumbers(names: readonly string[], what: (type: string, name: string) => string): void {
    const { fields } = this.#df.schema;
    for (const name of names) {
      const field = fields.find((f) => f.name.toLowerCase() === name.toLowerCase());
      if (field === undefined || isNumeric(field.dataType.kind)) continue;
      const message = `There is no ${what(field.dataType.simpleString(), name)}.`;
      throw new IllegalArgumentException(null, {}, { message });
    }
  }
  /**
   * Pearson's correlation of two numeric columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameStatFunctions.corr.html}
   * @example
   * ```ts
   * await spark.range(9).withColumn("x", col("id").mul(2)).stat.corr("id", "x");
   * ```
   */
  async corr(col1: string, col2: string, method: "pearson" = "pearson", options?: ActionOptions): Promise<number> {
    if (method !== "pearson") {
      throw new PySparkValueError("VALUE_NOT_ALLOWED", { arg_name: "method", allowed_values: "['pearson']" });
    }
    this.#onlyNumbers([col1, col2], (type) => `correlation calculation for columns with dataType ${type}`);
    const value = await this.#value(call("corr", twoColumns(col1, col2)), "corr", options);
    return Number(value ?? Number.NaN);
  }
  /**
   * The sample covariance of two numeric columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameStatFunctions.cov.html}
   * @example
   * ```ts
   * await spark.range(9).withColumn("x", col("id").mul(2)).stat.cov("id", "x");
   * ```
   */
  async cov(col1: string, col2: string, options?: ActionOptions): Promise<number> {
    this.#onlyNumbers([col1, col2], (type) => `covariance calculation for columns with dataType ${type}`);
    const isEmpty = operator("==", call("count", [intLiteral(1)]), longLiteral(0));
    const other = call("if", [isEmpty, doubleLiteral(0), doubleLiteral(Number.NaN)]);
    const value = call("coalesce", [call("covar_samp", twoColumns(col1, col2)), other]);
    return Number(await this.#value(value, "cov", options));
  }
  /**
   * How often each value of the first column occurs with each of the second: a row for each of the first, a column for each
   * of the second, in no particular order. The values of the second are looked up when the DataFrame is made.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameStatFunctions.crosstab.html}
   * @example
   * ```ts
   * spark.range(9).select(col("id").mod(2).alias("a"), col("id").mod(3).alias("b")).stat.crosstab("a", "b");
   * ```
   */
  crosstab(col1: string, col2: string): DataFrame {
    const text = (name: string, parameter: string): Expression => {
      if (typeof name !== "string") throw notExpectedType(parameter, "str", name);
      return castTo(columnOrName(name), STRING);
    };
    const orNull = (name: string, value: Expression): Expression =>
      operator("when", operator("isNull", columnOrName(name)), literal("null"), value);
    const rows = orNull(col1, text(col1, "col1"));
    const columns = orNull(col2, call("regexp_replace", [text(col2, "col2"), literal("`"), literal("")]));
    const table = innerNode({
      kind: "Aggregate",
      input: this.#df.plan,
      groupType: "pivot",
      groupingExpressions: [{ kind: "Alias", child: rows, names: [`${col1}_${col2}`] }],
      aggregateExpressions: [{ kind: "Alias", child: call("count", [longLiteral(1)]), names: ["count"] }],
      pivot: { columns: [columns] },
    } as const);
    return this.#df.derive({ kind: "NAFill", input: table, values: [longLiteral(0)] });
  }
  /**
   * Values that may occur in at least a part `support` of the rows, as one array for each column. Values that do are never
   * missed, others may be there too.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameStatFunctions.freqItems.html}
   * @example
   * ```ts
   * spark.range(9).stat.freqItems(["id"], 0.2);
   * ```
   */
  freqItems(cols: readonly string[], support?: number): DataFrame {
    if (!Array.isArray(cols)) throw notExpectedType("cols", "list or tuple", cols);
    const part = support === undefined || support === 0 ? 0.01 : support;
    if (!(part >= 1e-4 && part <= 1)) {
      const message = `Support must be in [1e-4, 1], but got ${part}.`;
      throw new IllegalArgumentException(null, {}, { message });
    }
    const size = intLiteral(Math.trunc(1 / part));
    return this.#df.derive({
      kind: "Aggregate",
      input: this.#df.plan,
      groupType: "groupBy",
      groupingExpressions: [],
      aggregateExpressions: cols.map((name) => ({
        kind: "Alias",
        child: operator("collect_frequent_items", columnOrName(name), size),
        names: [`${name}_freqItems`],
      })),
    });
  }
  /**
   * The values at the given shares (0 is the least, 1 the greatest) of numeric columns, without nulls and NaNs. The rank is
   * off by at most `relativeError` times the number of rows; 0 is exact. An array for one column, an array of arrays for
   * several.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameStatFunctions.approxQuantile.html}
   * @example
   * ```ts
   * console.log(await spark.range(9).stat.approxQuantile("id", [0.5], 0)); // [ 4 ]
   * ```
   */
  approxQuantile(
    col: string,
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[]>;
  approxQuantile(
    col: readonly string[],
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[][]>;
  async approxQuantile(
    col: string | readonly string[],
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[] | number[][]> {
    const names = typeof col === "string" ? [col] : col;
    if (!Array.isArray(names)) throw notExpectedType("col", "list, str or tuple", col);
    if (!Array.isArray(probabilities) || !probabilities.every((p) => typeof p === "number" && p >= 0 && p <= 1)) {
      throw new PySparkTypeError("NOT_EXPECTED_TYPE", {
        arg_name: "probabilities",
        expected_type: "list[float, int]",
        arg_type: "float",
      });
    }
    if (!(relativeError >= 0)) {
      throw new PySparkValueError("NEGATIVE_VALUE", { arg_name: "relativeError", arg_value: String(relativeError) });
    }
    this.#onlyNumbers(names, (type, name) => `quantile calculation for column ${name} with data type ${type}`);
    const accuracy = intLiteral(Math.trunc(Math.min(relativeError === 0 ? 2147483647 : 1 / relativeError, 2147483647)));
    const shares = call("array", probabilities.map(doubleLiteral));
    const quantiles = names.map((name) => {
      const value = castTo(columnOrName(name), DOUBLE);
      const counted = operator("when", operator("not", operator("isNaN", value)), value);
      return call("percentile_approx", [counted, shares, accuracy]);
    });
    const results = ((await this.#value(call("array", quantiles), "approxQuantile", options)) ?? []) as (
      number[] | null
    )[];
    const lists = results.map((list) => [...(list ?? [])]);
    return typeof col === "string" ? (lists[0] ?? []) : lists;
  }
  /**
   * A random part of the rows, taken of each value of a column with that value's probability (0 where it is not given).
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameStatFunctions.sampleBy.html}
   * @example
   * ```ts
   * spark.range(9).stat.sampleBy(col("id").mod(2), { 0: 0.5, 1: 0.1 }, 42);
   * ```
   */
  sampleBy(
    col: ColumnOrName,
    fractions: ReadonlyMap<LiteralInput, number> | { readonly [value: string]: number },
    seed?: number | bigint,
  ): DataFrame {
    const pairs: readonly (readonly [LiteralInput, number])[] =
      fractions instanceof Map ? [...fractions] : Object.entries(fractions);
    for (const [, fraction] of pairs) {
      if (typeof fraction === "number" && fraction >= 0 && fraction <= 1) continue;
      throw new IllegalArgumentException(null, {}, { message: `The fraction ${fraction} is not between 0 and 1.` });
    }
    const stratum = columnOrName(col);
    const branches = pairs.flatMap(([value, fraction]) => [
      operator("<=>", stratum, literal(value)),
      doubleLiteral(fraction),
    ]);
    const fraction = branches.length === 0 ? doubleLiteral(0) : operator("when", ...branches, doubleLiteral(0));
    const random = call("rand", [longLiteral(randomSeed(seed))]);
    return this.#df.derive({ kind: "Filter", input: this.#df.plan, condition: operator("<", random, fraction) });
  }
}

function twoColumns(col1: string, col2: string): Expression[] {
  if (typeof col1 !== "string") throw notExpectedType("col1", "str", col1);
  if (typeof col2 !== "string") throw notExpectedType("col2", "str", col2);
  // Spark's counters read nulls as zeros here, unlike the functions.
  return [col1, col2].map((name) => call("coalesce", [castTo(columnOrName(name), DOUBLE), doubleLiteral(0)]));
}
