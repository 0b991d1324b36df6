import type { Expression } from "../plan/expression.ts";
import { IllegalArgumentException, PySparkTypeError } from "../types/spark-error.ts";
import { calledBy } from "./call-site.ts";
import type { Column } from "./column.ts";
import { ColumnCore } from "./column-core.ts";
import { ColumnOperators } from "./column-operators.ts";
import {
  type ColumnOrLiteral,
  call,
  intLiteral,
  isPlanHolder,
  literalOrColumn,
  notExpectedType,
  operator,
  type PlanHolder,
} from "./expression-input.ts";

/** Tests of one value, and the parts of strings and nested values. */
export abstract class ColumnPredicates extends ColumnOperators {
  #call(name: string, ...args: readonly Expression[]): Column {
    return this.make(call(name, [this.expression, ...args], { origin: calledBy(name) }));
  }

  /**
   * Whether the value is null.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.isNull.html}
   * @example
   * ```ts
   * spark.range(3).filter(col("id").isNull());
   * ```
   */
  isNull(): Column {
    return this.nullTest("isNull");
  }
  /**
   * Whether the value is not null.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.isNotNull.html}
   * @example
   * ```ts
   * spark.range(3).filter(col("id").isNotNull());
   * ```
   */
  isNotNull(): Column {
    return this.nullTest("isNotNull");
  }
  /**
   * Whether the float or double is NaN; false for null.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.isNaN.html}
   * @example
   * ```ts
   * spark.range(3).filter(col("id").cast("double").isNaN());
   * ```
   */
  isNaN(): Column {
    return this.nullTest("isNaN");
  }
  /**
   * Whether the value is one of those given (values, Columns, or one array or Set of them), or occurs in the single column of a
   * DataFrame.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.isin.html}
   * @example
   * ```ts
   * spark.range(9).filter(col("id").isin(1, 3, 5));
   * ```
   */
  isin(
    ...cols: readonly (ColumnOrLiteral | readonly ColumnOrLiteral[] | ReadonlySet<ColumnOrLiteral> | PlanHolder)[]
  ): Column {
    const [only] = cols;
    if (cols.length === 1 && isPlanHolder(only)) {
      return this.make({
        kind: "SubqueryExpression",
        subqueryType: "in",
        plan: only.plan,
        inValues: [this.expression],
      });
    }
    const values: readonly unknown[] =
      cols.length !== 1
        ? cols
        : Array.isArray(only)
          ? only
          : only instanceof Set
            ? [...(only as ReadonlySet<unknown>)]
            : cols;
    return this.make(operator("in", this.expression, ...values.map(literalOrColumn)));
  }
  /**
   * Whether the string matches an SQL pattern, in which `%` stands for any characters and `_` for one.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.like.html}
   * @example
   * ```ts
   * spark.sql("SELECT 'spark' AS s").filter(col("s").like("sp%"));
   * ```
   */
  like(other: string): Column {
    return this.#call("like", literalOrColumn(other));
  }
  /**
   * {@link ColumnPredicates.like} without regard to case.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.ilike.html}
   * @example
   * ```ts
   * spark.sql("SELECT 'spark' AS s").filter(col("s").ilike("SP%"));
   * ```
   */
  ilike(other: string): Column {
    return this.#call("ilike", literalOrColumn(other));
  }
  /**
   * Whether a regular expression (Java's dialect) matches somewhere in the string.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.rlike.html}
   * @example
   * ```ts
   * spark.sql("SELECT 'spark' AS s").filter(col("s").rlike("^s.*k$"));
   * ```
   */
  rlike(other: string): Column {
    return this.#call("rlike", literalOrColumn(other));
  }
  /**
   * Whether the string (or binary) contains another.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.contains.html}
   * @example
   * ```ts
   * spark.sql("SELECT 'spark' AS s").filter(col("s").contains("par"));
   * ```
   */
  contains(other: ColumnOrLiteral): Column {
    return this.#call("contains", literalOrColumn(other));
  }
  /**
   * Whether the string (or binary) starts with another.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.startswith.html}
   * @example
   * ```ts
   * spark.sql("SELECT 'spark' AS s").filter(col("s").startswith("sp"));
   * ```
   */
  startswith(other: ColumnOrLiteral): Column {
    return this.#call("startswith", literalOrColumn(other));
  }
  /**
   * Whether the string (or binary) ends with another.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.endswith.html}
   * @example
   * ```ts
   * spark.sql("SELECT 'spark' AS s").filter(col("s").endswith("rk"));
   * ```
   */
  endswith(other: ColumnOrLiteral): Column {
    return this.#call("endswith", literalOrColumn(other));
  }
  /**
   * The part of a string (or binary) from a position, counted from 1, with a length. Both are numbers or both Columns, else
   * `NOT_SAME_TYPE`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.substr.html}
   * @example
   * ```ts
   * spark.sql("SELECT 'spark' AS s").select(col("s").substr(1, 3));
   * ```
   */
  substr(startPos: number | Column, length: number | Column): Column {
    if (typeof startPos === "number" && typeof length === "number") {
      return this.#call("substr", intLiteral(startPos), intLiteral(length));
    }
    if (startPos instanceof ColumnCore && length instanceof ColumnCore) {
      return this.#call("substr", startPos.expression, length.expression);
    }
    const typeOf = (value: unknown): string => (value instanceof ColumnCore ? "Column" : typeof value);
    throw new PySparkTypeError("NOT_SAME_TYPE", {
      arg_name1: "startPos",
      arg_name2: "length",
      arg_type1: typeOf(startPos),
      arg_type2: typeOf(length),
    });
  }
  /**
   * The field of a struct, or the value of a map's key.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.getField.html}
   * @example
   * ```ts
   * spark.range(1).select(F.struct("id").alias("s")).select(col("s").getField("id"));
   * ```
   */
  getField(name: ColumnOrLiteral): Column {
    return this.getItem(name);
  }
  /**
   * The element of an array by index (from 0), the value of a map's key, or the field of a struct. In ANSI mode an index out
   * of bounds raises `INVALID_ARRAY_INDEX`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.getItem.html}
   * @example
   * ```ts
   * spark.range(1).select(F.array(lit(1), lit(2)).getItem(1));
   * ```
   */
  getItem(key: ColumnOrLiteral): Column {
    return this.make({
      kind: "UnresolvedExtractValue",
      child: this.expression,
      extraction: literalOrColumn(key),
      origin: calledBy("getItem"),
    });
  }
  /**
   * The struct with a field added or replaced; `a.b` reaches into a nested struct.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.withField.html}
   * @example
   * ```ts
   * spark.range(1).select(F.struct("id").withField("twice", col("id").mul(2)));
   * ```
   */
  withField(fieldName: string, col: Column): Column {
    if (typeof fieldName !== "string") throw notExpectedType("fieldName", "str", fieldName);
    if (!(col instanceof ColumnCore)) throw notExpectedType("col", "Column", col);
    return this.make({
      kind: "UpdateFields",
      structExpression: this.expression,
      fieldName,
      valueExpression: col.expression,
    });
  }
  /**
   * The struct without the fields named; `a.b` reaches into a nested struct. Dropping all of them is an error.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.dropFields.html}
   * @example
   * ```ts
   * spark.range(1).select(F.struct("id", lit(1).alias("one")).dropFields("one"));
   * ```
   */
  dropFields(...fieldNames: readonly string[]): Column {
    let structExpression = this.expression;
    for (const fieldName of fieldNames) {
      structExpression = Object.freeze({ kind: "UpdateFields", structExpression, fieldName });
    }
    return this.make(structExpression);
  }
  /**
   * Adds a branch to a chain begun by `F.when`. Anywhere else, or after `otherwise`, it raises an
   * IllegalArgumentException.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.when.html}
   * @example
   * ```ts
   * spark.range(3).select(F.when(col("id").eq(0), "none").when(col("id").eq(1), "one").otherwise("many"));
   * ```
   */
  when(condition: Column, value: ColumnOrLiteral): Column {
    if (!(condition instanceof ColumnCore)) throw notExpectedType("condition", "Column", condition);
    const branches = this.#branches("when");
    return this.make(operator("when", ...branches, condition.expression, literalOrColumn(value)));
  }
  /**
   * Ends a chain begun by `F.when`: the value where no condition holds (null without it).
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.otherwise.html}
   * @example
   * ```ts
   * spark.range(3).select(F.when(col("id").eq(0), "none").otherwise("some"));
   * ```
   */
  otherwise(value: ColumnOrLiteral): Column {
    return this.make(operator("when", ...this.#branches("otherwise"), literalOrColumn(value)));
  }
  #branches(method: "when" | "otherwise"): readonly Expression[] {
    const e = this.expression;
    if (e.kind !== "UnresolvedFunction" || e.isInternal !== true || e.nameParts[0] !== "when") {
      throw whenMisuse(`${method}() applies only to a Column made by F.when()`);
    }
    if (e.arguments.length % 2 === 1) throw whenMisuse(`${method}() cannot follow otherwise()`);
    return e.arguments;
  }
}

function whenMisuse(message: string): IllegalArgumentException {
  return new IllegalArgumentException(null, {}, { message });
}
