import { DataFrame } from "../dataframe/dataframe.ts";
import type { SessionContext } from "../dataframe/session-context.ts";
import type { Column } from "../functions/column.ts";
import { type ColumnOrLiteral, literalOrColumn, longLiteral } from "../functions/expression-input.ts";
import type { Expression } from "../plan/expression.ts";
import { unsupported } from "../types/spark-error.ts";

/**
 * Functions that give tables, as `spark.tvf`.
 *
 * @example
 * ```ts
 * await spark.tvf.explode(F.array(lit(1), lit(2))).show();
 * ```
 */
export class TableValuedFunction {
  readonly #session: SessionContext;
  /** @internal */
  constructor(session: SessionContext) {
    this.#session = session;
  }
  #call(name: string, args: readonly Expression[]): DataFrame {
    return new DataFrame(this.#session, { kind: "TableValuedFunction", nameParts: [name], arguments: args });
  }
  #over(name: string, ...columns: readonly ColumnOrLiteral[]): DataFrame {
    return this.#call(name, columns.map(literalOrColumn));
  }
  /**
   * Integers from `start` (0) up to `end`, without it.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.range.html}
   * @example
   * ```ts
   * spark.tvf.range(3);
   * ```
   */
  range(start: number | bigint, end?: number | bigint, step: number | bigint = 1, numPartitions?: number): DataFrame {
    const bounds = end === undefined ? [0, start, step] : [start, end, step];
    const partitions = numPartitions === undefined ? [] : [literalOrColumn(numPartitions)];
    return this.#call("range", [...bounds.map(longLiteral), ...partitions]);
  }
  /**
   * A row for each element of an array, or each entry of a map.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.explode.html}
   * @example
   * ```ts
   * spark.tvf.explode(F.array(lit(1), lit(2)));
   * ```
   */
  explode(collection: Column): DataFrame {
    return this.#over("explode", collection);
  }
  /**
   * {@link TableValuedFunction.explode} that gives a row of nulls where there is nothing.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.explode_outer.html}
   * @example
   * ```ts
   * spark.tvf.explode_outer(F.array(lit(1), lit(2)));
   * ```
   */
  explode_outer(collection: Column): DataFrame {
    return this.#over("explode_outer", collection);
  }
  /**
   * A row for each struct of an array, its fields as columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.inline.html}
   * @example
   * ```ts
   * spark.tvf.inline(F.array(F.struct(lit(1).alias("a"))));
   * ```
   */
  inline(input: Column): DataFrame {
    return this.#over("inline", input);
  }
  /**
   * {@link TableValuedFunction.inline} that gives a row of nulls where there is nothing.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.inline_outer.html}
   * @example
   * ```ts
   * spark.tvf.inline_outer(F.array(F.struct(lit(1).alias("a"))));
   * ```
   */
  inline_outer(input: Column): DataFrame {
    return this.#over("inline_outer", input);
  }
  /**
   * Fields of a JSON text as columns.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.json_tuple.html}
   * @example
   * ```ts
   * spark.tvf.json_tuple(lit('{"a": 1}'), lit("a"));
   * ```
   */
  json_tuple(input: Column, ...fields: readonly Column[]): DataFrame {
    return this.#over("json_tuple", input, ...fields);
  }
  /**
   * A row for each element with its position.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.posexplode.html}
   * @example
   * ```ts
   * spark.tvf.posexplode(F.array(lit(1), lit(2)));
   * ```
   */
  posexplode(collection: Column): DataFrame {
    return this.#over("posexplode", collection);
  }
  /**
   * {@link TableValuedFunction.posexplode} that gives a row of nulls where there is nothing.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.posexplode_outer.html}
   * @example
   * ```ts
   * spark.tvf.posexplode_outer(F.array(lit(1), lit(2)));
   * ```
   */
  posexplode_outer(collection: Column): DataFrame {
    return this.#over("posexplode_outer", collection);
  }
  /**
   * The values in `n` rows.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.stack.html}
   * @example
   * ```ts
   * spark.tvf.stack(lit(2), lit(1), lit(2), lit(3), lit(4));
   * ```
   */
  stack(n: Column, ...fields: readonly Column[]): DataFrame {
    return this.#over("stack", n, ...fields);
  }
  /** There are no workers of Python here: `UNSUPPORTED_FEATURE`. */
  python_worker_logs(): never {
    throw unsupported("the table-valued function python_worker_logs");
  }
  /**
   * The collations there are.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.collations.html}
   */
  collations(): DataFrame {
    return this.#call("collations", []);
  }
  /**
   * The keywords of SQL.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.sql_keywords.html}
   */
  sql_keywords(): DataFrame {
    return this.#call("sql_keywords", []);
  }
  /**
   * A row for each element or field of a variant.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.variant_explode.html}
   */
  variant_explode(input: Column): DataFrame {
    return this.#over("variant_explode", input);
  }
  /**
   * {@link TableValuedFunction.variant_explode} that gives a row of nulls where there is nothing.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.TableValuedFunction.variant_explode_outer.html}
   */
  variant_explode_outer(input: Column): DataFrame {
    return this.#over("variant_explode_outer", input);
  }
}
