/** Columns from nothing: names, literals, texts of expressions. */
import { unsupported } from "../types/spark-error.ts";
import { attributeNode } from "./attribute-name.ts";
import { calledBy } from "./call-site.ts";
import { Column } from "./column.ts";
import { ColumnCore } from "./column-core.ts";
import {
  type ColumnOrLiteral,
  type ColumnOrName,
  castTo,
  columnOrName,
  doubleLiteral,
  literalOrColumn,
  longLiteral,
  notExpectedType,
  operator,
} from "./expression-input.ts";
import { DOUBLE, LONG } from "../types/data-type.ts";

/**
 * A column by name. Dots reach into structs and name tables (`t.a`); a name that holds dots itself goes in backticks.
 * `*` stands for all columns. A malformed name raises `INVALID_ATTRIBUTE_NAME_SYNTAX`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.col.html}
 * @example
 * ```ts
 * spark.range(3).select(col("id"));
 * ```
 */
export function col(col: string): Column {
  if (typeof col !== "string") throw notExpectedType("col", "str", col);
  return new Column({ ...attributeNode(col), origin: calledBy("col") });
}
/**
 * The same as {@link col}.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.column.html}
 * @example
 * ```ts
 * spark.range(3).select(F.column("id"));
 * ```
 */
export function column(col: string): Column {
  return columnNamed(col);
}
// The parameter of `column` hides the function of the same name as it.
const columnNamed = col;

/**
 * A value as a Column; a Column stays what it is. An integer number is int, or long where it does not fit; any other
 * number is double; an array becomes an array column. Values without a Spark type raise `UNSUPPORTED_FEATURE.LITERAL_TYPE`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lit.html}
 * @example
 * ```ts
 * spark.range(1).select(lit(1), lit("a"), lit(null));
 * ```
 */
export function lit(col: ColumnOrLiteral): Column {
  return col instanceof ColumnCore ? (col as Column) : new Column(literalOrColumn(col));
}
/**
 * A literal of type long, whatever its size. Given a Column, its cast to long.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.long(1));
 * ```
 */
export function long(value: number | bigint | Column): Column {
  return new Column(value instanceof ColumnCore ? castTo(value.expression, LONG) : longLiteral(value));
}
/**
 * A literal of type double, even of an integer. Given a Column, its cast to double.
 *
 * @example
 * ```ts
 * spark.range(1).select(F.double(1));
 * ```
 */
export function double(value: number | Column): Column {
  return new Column(value instanceof ColumnCore ? castTo(value.expression, DOUBLE) : doubleLiteral(value));
}
/**
 * An expression written in SQL, parsed when the DataFrame that uses it is made; wrong text raises `PARSE_SYNTAX_ERROR`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.expr.html}
 * @example
 * ```ts
 * spark.range(3).select(F.expr("id * 2 AS twice"));
 * ```
 */
export function expr(str: string): Column {
  if (typeof str !== "string") throw notExpectedType("str", "str", str);
  return new Column({ kind: "ExpressionString", expression: str });
}
/**
 * Begins a chain of conditions (SQL's CASE): the value where the condition holds, else what `when` and `otherwise` on the
 * result say, else null.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.when.html}
 * @example
 * ```ts
 * spark.range(3).select(F.when(col("id").gt(1), "big").otherwise("small").alias("size"));
 * ```
 */
export function when(condition: Column, value: ColumnOrLiteral): Column {
  if (!(condition instanceof ColumnCore)) throw notExpectedType("condition", "Column", condition);
  return new Column(operator("when", condition.expression, literalOrColumn(value)));
}
/**
 * Marks a DataFrame as small enough to be sent to every worker in a join. It changes nothing but the plan.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.broadcast.html}
 * @example
 * ```ts
 * spark.range(9).join(F.broadcast(spark.range(3)), "id");
 * ```
 */
export function broadcast<T extends { hint(name: string): T }>(df: T): T {
  return df.hint("broadcast");
}

function sorted(column: ColumnOrName): Column {
  return new Column(columnOrName(column));
}
/**
 * Ascending order of a column, nulls first.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asc.html}
 * @example
 * ```ts
 * spark.range(3).orderBy(F.asc("id"));
 * ```
 */
export function asc(col: ColumnOrName): Column {
  return sorted(col).asc();
}
/**
 * Ascending order of a column, nulls first.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asc_nulls_first.html}
 * @example
 * ```ts
 * spark.range(3).orderBy(F.asc_nulls_first("id"));
 * ```
 */
export function asc_nulls_first(col: ColumnOrName): Column {
  return sorted(col).asc_nulls_first();
}
/**
 * Ascending order of a column, nulls last.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asc_nulls_last.html}
 * @example
 * ```ts
 * spark.range(3).orderBy(F.asc_nulls_last("id"));
 * ```
 */
export function asc_nulls_last(col: ColumnOrName): Column {
  return sorted(col).asc_nulls_last();
}
/**
 * Descending order of a column, nulls last.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.desc.html}
 * @example
 * ```ts
 * spark.range(3).orderBy(F.desc("id"));
 * ```
 */
export function desc(col: ColumnOrName): Column {
  return sorted(col).desc();
}
/**
 * Descending order of a column, nulls first.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.desc_nulls_first.html}
 * @example
 * ```ts
 * spark.range(3).orderBy(F.desc_nulls_first("id"));
 * ```
 */
export function desc_nulls_first(col: ColumnOrName): Column {
  return sorted(col).desc_nulls_first();
}
/**
 * Descending order of a column, nulls last.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.desc_nulls_last.html}
 * @example
 * ```ts
 * spark.range(3).orderBy(F.desc_nulls_last("id"));
 * ```
 */
export function desc_nulls_last(col: ColumnOrName): Column {
  return sorted(col).desc_nulls_last();
}

/**
 * A user's table function over Arrow batches. Not supported yet: it raises `UNSUPPORTED_FEATURE`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.arrow_udtf.html}
 */
export function arrow_udtf(..._args: readonly unknown[]): never {
  throw unsupported("user-defined table functions (arrow_udtf)");
}
/**
 * A user's function over pandas series: there is no pandas here, it raises `UNSUPPORTED_FEATURE`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pandas_udf.html}
 */
export function pandas_udf(..._args: readonly unknown[]): never {
  throw unsupported("pandas_udf");
}
