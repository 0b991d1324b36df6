import { Column } from "../functions/column.ts";
import { ColumnCore } from "../functions/column-core.ts";
import { notExpectedType, operator } from "../functions/expression-input.ts";
import { sortOrder } from "../functions/window.ts";
import type { Expression } from "../plan/expression.ts";
import type { JoinType, LateralJoin, Relation } from "../plan/relation.ts";
import { AnalysisException, PySparkValueError } from "../types/spark-error.ts";
import type { DataFrame } from "./dataframe.ts";
import { DataFrameCore } from "./dataframe-core.ts";
import { DataFrameRows } from "./dataframe-rows.ts";
import { nearestRows } from "./nearest-rows.ts";

const JOIN_TYPES: { readonly [name: string]: JoinType } = {
  inner: "inner",
  outer: "full",
  full: "full",
  fullouter: "full",
  leftouter: "left",
  left: "left",
  rightouter: "right",
  right: "right",
  leftsemi: "leftSemi",
  semi: "leftSemi",
  leftanti: "leftAnti",
  anti: "leftAnti",
  cross: "cross",
};
const JOIN_TYPE_NAMES =
  "inner outer full fullouter full_outer leftouter left left_outer rightouter right right_outer leftsemi left_semi semi " +
  "leftanti left_anti anti cross";

/** The ways to say what kind of join is meant. */
export type JoinHow =
  | "inner"
  | "cross"
  | "outer"
  | "full"
  | "fullouter"
  | "full_outer"
  | "left"
  | "leftouter"
  | "left_outer"
  | "right"
  | "rightouter"
  | "right_outer"
  | "semi"
  | "leftsemi"
  | "left_semi"
  | "anti"
  | "leftanti"
  | "left_anti";

/** What to join on: names common to both sides, or conditions. */
export type JoinOn = string | Column | readonly string[] | readonly Column[];

/** Transformations of two DataFrames. */
export abstract class DataFrameJoins extends DataFrameRows {
  /**
   * The pairs of rows that fit. `on` names columns common to both sides, which then occur once, or is a condition;
   * without it every pair fits. `how` is `inner` by default. A type that is none raises `UNSUPPORTED_JOIN_TYPE`, a common
   * name that one side lacks `UNRESOLVED_USING_COLUMN_FOR_JOIN`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.join.html}
   * @example
   * ```ts
   * const a = spark.range(3).alias("a");
   * const b = spark.range(5).alias("b");
   * await a.join(b, col("a.id").eq(col("b.id")), "left").show();
   * await a.join(b, "id", "right").show();
   * ```
   */
  join(other: DataFrame, on?: JoinOn | null, how?: JoinHow | (string & {})): DataFrame {
    const right = planOf(other, "other");
    const joinType = joinTypeOf(how ?? "inner");
    const base = { kind: "Join", left: this.plan, right } as const;
    if (on === undefined || on === null) {
      return this.derive({ ...base, joinType: how === undefined ? "inner" : joinType });
    }
    const list: readonly (string | Column)[] = typeof on === "string" || on instanceof ColumnCore ? [on as Column] : on;
    if (list.every((c) => typeof c === "string")) return this.derive({ ...base, joinType, usingColumns: list });
    const joinCondition = list
      .map((c): Expression => {
        if (c instanceof ColumnCore) return c.expression;
        throw notExpectedType("on", "list[Column]", on);
      })
      .reduce((all, one) => operator("and", all, one));
    return this.derive({ ...base, joinType, joinCondition });
  }
  /**
   * Every pair of rows.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.crossJoin.html}
   * @example
   * ```ts
   * spark.range(3).crossJoin(spark.range(2).toDF("n"));
   * ```
   */
  crossJoin(other: DataFrame): DataFrame {
    return this.derive({ kind: "Join", left: this.plan, right: planOf(other, "other"), joinType: "cross" });
  }
  /**
   * The pairs of each row here and the rows of a DataFrame computed for it: `other` refers to columns of this one by
   * `outer()`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.lateralJoin.html}
   * @example
   * ```ts
   * const a = spark.range(3).alias("a");
   * a.lateralJoin(spark.range(1).select(col("a.id").outer().plus(1).alias("next")));
   * ```
   */
  lateralJoin(
    other: DataFrame,
    on?: Column | null,
    how: "inner" | "left" | "leftouter" | "left_outer" | "cross" = "inner",
  ): DataFrame {
    const type = joinTypeOf(how);
    if (type !== "inner" && type !== "left" && type !== "cross") {
      throw new AnalysisException("UNSUPPORTED_JOIN_TYPE", {
        typ: how,
        supported: "'inner', 'leftouter', 'left', 'left_outer', 'cross'",
      });
    }
    const node: LateralJoin = { kind: "LateralJoin", left: this.plan, right: planOf(other, "other"), joinType: type };
    return this.derive(on === undefined || on === null ? node : { ...node, joinCondition: on.expression });
  }

  #setOperation(other: DataFrame, setOpType: "union" | "intersect" | "except", isAll: boolean): DataFrame {
    return this.derive({ kind: "SetOperation", left: this.plan, right: planOf(other, "other"), setOpType, isAll });
  }
  /**
   * The rows of both, by position of the columns, repetitions kept. Sides with different numbers of columns raise
   * `NUM_COLUMNS_MISMATCH`, types without a common one `INCOMPATIBLE_COLUMN_TYPE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.union.html}
   * @example
   * ```ts
   * spark.range(3).union(spark.range(2));
   * ```
   */
  union(other: DataFrame): DataFrame {
    return this.#setOperation(other, "union", true);
  }
  /**
   * The columns of both DataFrames side by side. Both must be made of the same rows by nothing but `select`, `withColumn` and
   * the like, else it raises `ZIP_PLANS_NOT_MERGEABLE`: rows of others have no order by which to join them.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.zip.html}
   * @example
   * ```ts
   * const numbers = spark.range(3);
   * await numbers.zip(numbers.selectExpr("id * id AS square")).show();
   * ```
   */
  zip(other: DataFrame): DataFrame {
    return this.derive({ kind: "Zip", left: this.plan, right: planOf(other, "other") });
  }
  /**
   * The same as {@link DataFrameJoins.union}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.unionAll.html}
   * @example
   * ```ts
   * spark.range(3).unionAll(spark.range(2));
   * ```
   */
  unionAll(other: DataFrame): DataFrame {
    return this.union(other);
  }
  /**
   * The rows of both, by name of the columns. With `allowMissingColumns` a column that one side lacks is null there.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.unionByName.html}
   * @example
   * ```ts
   * spark.range(3).unionByName(spark.range(2).withColumn("x", lit(1)), { allowMissingColumns: true });
   * ```
   */
  unionByName(other: DataFrame, options: boolean | { readonly allowMissingColumns?: boolean } = {}): DataFrame {
    const allowMissingColumns = typeof options === "boolean" ? options : (options.allowMissingColumns ?? false);
    return this.derive({
      kind: "SetOperation",
      left: this.plan,
      right: planOf(other, "other"),
      setOpType: "union",
      isAll: true,
      byName: true,
      allowMissingColumns,
    });
  }
  /**
   * The rows that are on both sides, once each.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.intersect.html}
   * @example
   * ```ts
   * spark.range(3).intersect(spark.range(2));
   * ```
   */
  intersect(other: DataFrame): DataFrame {
    return this.#setOperation(other, "intersect", false);
  }
  /**
   * The rows that are on both sides, as often as on the side that has fewer.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.intersectAll.html}
   * @example
   * ```ts
   * spark.range(3).intersectAll(spark.range(2));
   * ```
   */
  intersectAll(other: DataFrame): DataFrame {
    return this.#setOperation(other, "intersect", true);
  }
  /**
   * The rows that are only on this side, once each.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.subtract.html}
   * @example
   * ```ts
   * spark.range(3).subtract(spark.range(2));
   * ```
   */
  subtract(other: DataFrame): DataFrame {
    return this.#setOperation(other, "except", false);
  }
  /**
   * The rows of this side, each taken away as often as it is on the other.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.exceptAll.html}
   * @example
   * ```ts
   * spark.range(3).exceptAll(spark.range(2));
   * ```
   */
  exceptAll(other: DataFrame): DataFrame {
    return this.#setOperation(other, "except", true);
  }
  /**
   * For each row here the `numResults` rows of `other` that a ranking puts first: the least (`direction` "distance") or the
   * greatest ("similarity"). Without any, `joinType` "leftouter" keeps the row.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.nearestByJoin.html}
   * @example
   * ```ts
   * const a = spark.range(3).alias("a");
   * const b = spark.range(5).alias("b");
   * a.nearestByJoin(b, F.abs(col("a.id").minus(col("b.id"))), 1, "exact", "distance");
   * ```
   */
  nearestByJoin(
    other: DataFrame,
    rankingExpression: Column,
    numResults: number,
    mode: "approx" | "exact",
    direction: "distance" | "similarity",
    { joinType = "inner" }: { readonly joinType?: "inner" | "leftouter" } = {},
  ): DataFrame {
    oneOf("mode", mode, ["approx", "exact"]);
    oneOf("direction", direction, ["distance", "similarity"]);
    oneOf("joinType", joinType, ["inner", "leftouter"]);
    if (!(rankingExpression instanceof ColumnCore))
      throw notExpectedType("rankingExpression", "Column", rankingExpression);
    if (!Number.isInteger(numResults) || numResults < 1 || numResults > 100_000) {
      throw new PySparkValueError("VALUE_OUT_OF_BOUNDS", {
        arg_name: "numResults",
        lower_bound: "1",
        upper_bound: "100000",
        actual: String(numResults),
      });
    }
    const ranking = direction === "distance" ? rankingExpression.asc_nulls_last() : rankingExpression.desc();
    const nearest = nearestRows(planOf(other, "other"), sortOrder(ranking.expression), numResults);
    const type = joinType === "inner" ? "inner" : "left";
    return this.derive({ kind: "LateralJoin", left: this.plan, right: nearest, joinType: type });
  }

  /**
   * The single value of this DataFrame (one column, at most one row) as a Column. More rows raise
   * `SCALAR_SUBQUERY_TOO_MANY_ROWS` when it runs.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.scalar.html}
   * @example
   * ```ts
   * spark.range(3).withColumn("max", spark.range(9).agg(F.max("id")).scalar());
   * ```
   */
  scalar(): Column {
    return new Column({ kind: "SubqueryExpression", subqueryType: "scalar", plan: this.plan });
  }
  /**
   * Whether this DataFrame has a row, as a Column.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.exists.html}
   * @example
   * ```ts
   * const a = spark.range(3).alias("a");
   * a.filter(spark.range(2).alias("b").filter(col("b.id").eq(col("a.id").outer())).exists());
   * ```
   */
  exists(): Column {
    return new Column({ kind: "SubqueryExpression", subqueryType: "exists", plan: this.plan });
  }
}

function oneOf(parameter: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const names = `[${allowed.map((name) => `'${name}'`).join(", ")}]`;
  throw new PySparkValueError("VALUE_NOT_ALLOWED", { arg_name: parameter, allowed_values: names });
}

function planOf(other: unknown, parameter: string): Relation {
  if (!(other instanceof DataFrameCore)) throw notExpectedType(parameter, "DataFrame", other);
  return other.plan;
}

function joinTypeOf(how: string): JoinType {
  if (typeof how !== "string") throw notExpectedType("how", "str", how);
  const type = JOIN_TYPES[how.toLowerCase().replaceAll("_", "")];
  if (type !== undefined) return type;
  const supported = JOIN_TYPE_NAMES.split(" ")
    .map((name) => `'${name}'`)
    .join(", ");
  throw new AnalysisException("UNSUPPORTED_JOIN_TYPE", { typ: how, supported });
}
