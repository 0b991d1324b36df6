import type { Column } from "./column.ts";
import { ColumnCore } from "./column-core.ts";
import { calledBy } from "./call-site.ts";
import { call, type ColumnOrLiteral, literalOrColumn, operator } from "./expression-input.ts";

/** Arithmetic, comparison, logic and bits. A value that is no Column stands for a literal, strings included. */
export abstract class ColumnOperators extends ColumnCore {
  #binary(name: string, other: ColumnOrLiteral, method: string): Column {
    const args = [this.expression, literalOrColumn(other)];
    return this.make(call(name, args, { isInternal: true, origin: calledBy(method) }));
  }
  #unary(name: string, method: string): Column {
    return this.make(call(name, [this.expression], { isInternal: true, origin: calledBy(method) }));
  }
  /** @internal */
  protected nullTest(name: "isNull" | "isNotNull" | "isNaN"): Column {
    return this.#unary(name, name);
  }

  /**
   * The sum, in SQL `this + other`: of numbers, or of a date or timestamp and an interval. Raises `ARITHMETIC_OVERFLOW`
   * in ANSI mode where the result does not fit.
   *
   * @example
   * ```ts
   * await spark.range(3).select(col("id").plus(1)).show();
   * ```
   */
  plus(other: ColumnOrLiteral): Column {
    return this.#binary("+", other, "plus");
  }
  /**
   * Short for {@link ColumnOperators.plus}.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").add(1));
   * ```
   */
  add(other: ColumnOrLiteral): Column {
    return this.plus(other);
  }
  /**
   * The difference, in SQL `this - other`: of numbers, dates, timestamps or intervals. Raises `ARITHMETIC_OVERFLOW` in
   * ANSI mode where the result does not fit.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").minus(1));
   * ```
   */
  minus(other: ColumnOrLiteral): Column {
    return this.#binary("-", other, "minus");
  }
  /**
   * Short for {@link ColumnOperators.minus}.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").sub(1));
   * ```
   */
  sub(other: ColumnOrLiteral): Column {
    return this.minus(other);
  }
  /**
   * The product, in SQL `this * other`: of numbers, or of an interval and a number. Raises `ARITHMETIC_OVERFLOW` in ANSI
   * mode where the result does not fit.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").multiply(2));
   * ```
   */
  multiply(other: ColumnOrLiteral): Column {
    return this.#binary("*", other, "multiply");
  }
  /**
   * Short for {@link ColumnOperators.multiply}.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").mul(2));
   * ```
   */
  mul(other: ColumnOrLiteral): Column {
    return this.multiply(other);
  }
  /**
   * The quotient, in SQL `this / other`: double, or decimal for decimals. Raises `DIVIDE_BY_ZERO` in ANSI mode, where it
   * would else be null.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").divide(2));
   * ```
   */
  divide(other: ColumnOrLiteral): Column {
    return this.#binary("/", other, "divide");
  }
  /**
   * Short for {@link ColumnOperators.divide}.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").div(2));
   * ```
   */
  div(other: ColumnOrLiteral): Column {
    return this.divide(other);
  }
  /**
   * The remainder with the sign of this column, in SQL `this % other`. Raises `REMAINDER_BY_ZERO` in ANSI mode.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").mod(2));
   * ```
   */
  mod(other: ColumnOrLiteral): Column {
    return this.#binary("%", other, "mod");
  }
  /**
   * The negated number or interval, in SQL `-this`.
   *
   * @example
   * ```ts
   * spark.range(3).select(col("id").negate());
   * ```
   */
  negate(): Column {
    return this.#unary("negative", "negate");
  }
  /**
   * Equality, null where a side is null; NaN equals NaN.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").equalTo(1));
   * ```
   */
  equalTo(other: ColumnOrLiteral): Column {
    return this.#binary("==", other, "equalTo");
  }
  /**
   * Short for {@link ColumnOperators.equalTo}.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").eq(1));
   * ```
   */
  eq(other: ColumnOrLiteral): Column {
    return this.equalTo(other);
  }
  /**
   * Inequality, null where a side is null.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").notEqual(1));
   * ```
   */
  notEqual(other: ColumnOrLiteral): Column {
    return this.make(operator("not", this.equalTo(other).expression));
  }
  /**
   * Short for {@link ColumnOperators.notEqual}.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").neq(1));
   * ```
   */
  neq(other: ColumnOrLiteral): Column {
    return this.notEqual(other);
  }
  /**
   * Equality that is never null: two nulls are equal, a null and a value are not.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.eqNullSafe.html}
   * @example
   * ```ts
   * spark.range(3).filter(col("id").eqNullSafe(null));
   * ```
   */
  eqNullSafe(other: ColumnOrLiteral): Column {
    return this.#binary("<=>", other, "eqNullSafe");
  }
  /**
   * Whether this is less than the other.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").lt(1));
   * ```
   */
  lt(other: ColumnOrLiteral): Column {
    return this.#binary("<", other, "lt");
  }
  /**
   * Whether this is less than the other or equal.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").leq(1));
   * ```
   */
  leq(other: ColumnOrLiteral): Column {
    return this.#binary("<=", other, "leq");
  }
  /**
   * Short for {@link ColumnOperators.leq}.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").le(1));
   * ```
   */
  le(other: ColumnOrLiteral): Column {
    return this.leq(other);
  }
  /**
   * Whether this is greater than the other.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").gt(1));
   * ```
   */
  gt(other: ColumnOrLiteral): Column {
    return this.#binary(">", other, "gt");
  }
  /**
   * Whether this is greater than the other or equal.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").geq(1));
   * ```
   */
  geq(other: ColumnOrLiteral): Column {
    return this.#binary(">=", other, "geq");
  }
  /**
   * Short for {@link ColumnOperators.geq}.
   *
   * @example
   * ```ts
   * spark.range(3).filter(col("id").ge(1));
   * ```
   */
  ge(other: ColumnOrLiteral): Column {
    return this.geq(other);
  }
  /**
   * Both, in three-valued logic.
   *
   * @example
   * ```ts
   * spark.range(9).filter(col("id").gt(1).and(col("id").lt(5)));
   * ```
   */
  and(other: ColumnOrLiteral): Column {
    return this.#binary("and", other, "and");
  }
  /**
   * Either, in three-valued logic.
   *
   * @example
   * ```ts
   * spark.range(9).filter(col("id").lt(1).or(col("id").gt(5)));
   * ```
   */
  or(other: ColumnOrLiteral): Column {
    return this.#binary("or", other, "or");
  }
  /**
   * The opposite of a boolean, in SQL `NOT this`.
   *
   * @example
   * ```ts
   * spark.range(9).filter(col("id").lt(1).not());
   * ```
   */
  not(): Column {
    return this.#unary("not", "not");
  }
  /**
   * The bits set in both integers.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.bitwiseAND.html}
   * @example
   * ```ts
   * spark.range(9).select(col("id").bitwiseAND(4));
   * ```
   */
  bitwiseAND(other: ColumnOrLiteral): Column {
    return this.#binary("&", other, "bitwiseAND");
  }
  /**
   * The bits set in one of two integers or both.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.bitwiseOR.html}
   * @example
   * ```ts
   * spark.range(9).select(col("id").bitwiseOR(4));
   * ```
   */
  bitwiseOR(other: ColumnOrLiteral): Column {
    return this.#binary("|", other, "bitwiseOR");
  }
  /**
   * The bits set in exactly one of two integers.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.bitwiseXOR.html}
   * @example
   * ```ts
   * spark.range(9).select(col("id").bitwiseXOR(4));
   * ```
   */
  bitwiseXOR(other: ColumnOrLiteral): Column {
    return this.#binary("^", other, "bitwiseXOR");
  }
  /**
   * Whether the value lies between two bounds, both included.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.between.html}
   * @example
   * ```ts
   * spark.range(9).filter(col("id").between(2, 4));
   * ```
   */
  between(lowerBound: ColumnOrLiteral, upperBound: ColumnOrLiteral): Column {
    return this.geq(lowerBound).and(this.leq(upperBound));
  }
}
