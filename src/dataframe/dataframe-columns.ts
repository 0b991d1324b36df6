import {
  type ColumnOrLiteral,
  type ColumnOrName,
  columnOrName,
  literalOrColumn,
  notExpectedType,
} from "../functions/expression-input.ts";
import type { Expression } from "../plan/expression.ts";
import type { WithColumns } from "../plan/relation.ts";
import { parseTableSchema } from "../sql/index.ts";
import type { StructType } from "../types/data-type.ts";
import { type ColumnArguments, columnList, flatten } from "./column-arguments.ts";
import type { DataFrame } from "./dataframe.ts";
import { DataFrameCore } from "./dataframe-core.ts";

/** Transformations that choose, compute, rename and drop columns. */
export abstract class DataFrameColumns extends DataFrameCore {
  /**
   * These columns: names, Columns, or one array of them; `*` stands for all. An unknown name raises
   * `UNRESOLVED_COLUMN.WITH_SUGGESTION` here.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.select.html}
   * @example
   * ```ts
   * await spark.range(3).select("id", col("id").plus(1).alias("next")).show();
   * ```
   */
  select(...cols: ColumnArguments): DataFrame {
    return this.derive({ kind: "Project", input: this.plan, expressions: columnList(cols) });
  }
  /**
   * These expressions, written in SQL. Wrong text raises `PARSE_SYNTAX_ERROR`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.selectExpr.html}
   * @example
   * ```ts
   * await spark.range(3).selectExpr("id", "id * 2 AS twice").show();
   * ```
   */
  selectExpr(...expr: readonly (string | readonly string[])[]): DataFrame {
    const expressions: Expression[] = flatten(expr).map((text) => {
      if (typeof text !== "string") throw notExpectedType("expr", "str", text);
      return Object.freeze({ kind: "ExpressionString", expression: text });
    });
    return this.derive({ kind: "Project", input: this.plan, expressions });
  }
  /**
   * All columns and one more, or with this one replaced if there is one of that name. A value that is no Column becomes a
   * literal.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.withColumn.html}
   * @example
   * ```ts
   * await spark.range(3).withColumn("twice", col("id").mul(2)).show();
   * ```
   */
  withColumn(colName: string, col: ColumnOrLiteral): DataFrame {
    if (typeof colName !== "string") throw notExpectedType("colName", "str", colName);
    return this.#withColumns([{ name: colName, expression: literalOrColumn(col) }]);
  }
  /**
   * All columns with these added or replaced, computed side by side.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.withColumns.html}
   * @example
   * ```ts
   * spark.range(3).withColumns({ twice: col("id").mul(2), square: col("id").mul(col("id")) });
   * ```
   */
  withColumns(colsMap: { readonly [name: string]: ColumnOrLiteral }): DataFrame {
    if (typeof colsMap !== "object" || colsMap === null) throw notExpectedType("colsMap", "dict", colsMap);
    return this.#withColumns(
      Object.entries(colsMap).map(([name, column]) => ({ name, expression: literalOrColumn(column) })),
    );
  }
  #withColumns(aliases: WithColumns["aliases"]): DataFrame {
    return this.derive({ kind: "WithColumns", input: this.plan, aliases });
  }
  /**
   * A column under another name; nothing changes where there is none of that name.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.withColumnRenamed.html}
   * @example
   * ```ts
   * spark.range(3).withColumnRenamed("id", "n");
   * ```
   */
  withColumnRenamed(existing: string, newName: string): DataFrame {
    return this.withColumnsRenamed({ [existing]: newName });
  }
  /**
   * Columns under other names; names that are not there are passed over.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.withColumnsRenamed.html}
   * @example
   * ```ts
   * spark.range(3).withColumnsRenamed({ id: "n", nothing: "x" });
   * ```
   */
  withColumnsRenamed(colsMap: { readonly [existing: string]: string }): DataFrame {
    if (typeof colsMap !== "object" || colsMap === null) throw notExpectedType("colsMap", "dict", colsMap);
    return this.derive({ kind: "WithColumnsRenamed", input: this.plan, renames: Object.entries(colsMap) });
  }
  /**
   * A column with metadata of its own. An unknown name raises `UNRESOLVED_COLUMN.WITH_SUGGESTION`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.withMetadata.html}
   * @example
   * ```ts
   * spark.range(3).withMetadata("id", { unit: "m" }).schema.fields[0]?.metadata;
   * ```
   */
  withMetadata(columnName: string, metadata: { readonly [key: string]: unknown }): DataFrame {
    if (typeof metadata !== "object" || metadata === null) throw notExpectedType("metadata", "dict", metadata);
    return this.#withColumns([{ name: columnName, expression: columnOrName(columnName), metadata }]);
  }
  /**
   * All columns but these, given by name or as Columns; names that are not there are passed over.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.drop.html}
   * @example
   * ```ts
   * spark.range(3).withColumn("x", lit(1)).drop("x");
   * ```
   */
  drop(...cols: readonly ColumnOrName[]): DataFrame {
    return this.derive({
      kind: "Drop",
      input: this.plan,
      columns: cols.filter((c) => typeof c !== "string").map((c) => columnOrName(c)),
      columnNames: cols.filter((c) => typeof c === "string"),
    });
  }
  /**
   * The same columns under these names, one for each, else `ASSIGNMENT_ARITY_MISMATCH`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.toDF.html}
   * @example
   * ```ts
   * spark.range(3).toDF("n");
   * ```
   */
  toDF(...cols: readonly string[]): DataFrame {
    for (const name of cols) if (typeof name !== "string") throw notExpectedType("cols", "list[str]", name);
    return this.derive({ kind: "ToDF", input: this.plan, columnNames: cols });
  }
  /**
   * The columns brought into a schema: reordered by name and cast where that loses nothing. A column that is missing or does
   * not fit raises an AnalysisException.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.to.html}
   * @example
   * ```ts
   * spark.range(3).to("id BIGINT");
   * ```
   */
  to(schema: StructType | string): DataFrame {
    const struct = typeof schema === "string" ? parseTableSchema(schema) : schema;
    return this.derive({ kind: "ToSchema", input: this.plan, schema: struct });
  }
  /**
   * The same rows under a name, by which columns can be qualified.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.alias.html}
   * @example
   * ```ts
   * spark.range(3).alias("t").select("t.id");
   * ```
   */
  alias(alias: string): DataFrame {
    if (typeof alias !== "string") throw notExpectedType("alias", "str", alias);
    return this.derive({ kind: "SubqueryAlias", input: this.plan, alias });
  }
  /**
   * What a function makes of this DataFrame, so that own steps can be chained.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.transform.html}
   * @example
   * ```ts
   * spark.range(3).transform((df) => df.filter(col("id").gt(0)));
   * ```
   */
  transform<A extends readonly unknown[]>(func: (df: DataFrame, ...args: A) => DataFrame, ...args: A): DataFrame {
    const result = func(this.self, ...args);
    if (!(result instanceof DataFrameCore)) throw notExpectedType("func", "function that returns a DataFrame", result);
    return result;
  }
  /** @internal */
  protected abstract get self(): DataFrame;

  /**
   * Turns columns into rows: each row becomes one for each value column, with that column's name and value. Without `values`
   * all columns but the ids are values; their types must have one in common, else `UNPIVOT_VALUE_DATA_TYPE_MISMATCH`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.unpivot.html}
   * @example
   * ```ts
   * spark.sql("SELECT 1 AS id, 10 AS a, 20 AS b").unpivot("id", ["a", "b"], "name", "value");
   * ```
   */
  unpivot(
    ids: ColumnOrName | readonly ColumnOrName[],
    values: ColumnOrName | readonly ColumnOrName[] | null,
    variableColumnName: string,
    valueColumnName: string,
  ): DataFrame {
    const valueColumns = values === null || values === undefined ? undefined : columnList([values]);
    return this.derive({
      kind: "Unpivot",
      input: this.plan,
      ids: columnList([ids]),
      ...(valueColumns === undefined ? {} : { values: valueColumns.map((column) => ({ columns: [column] })) }),
      variableColumnName,
      valueColumnNames: [valueColumnName],
      includeNulls: true,
    });
  }
  /**
   * The same as {@link DataFrameColumns.unpivot}.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.melt.html}
   * @example
   * ```ts
   * spark.sql("SELECT 1 AS id, 10 AS a, 20 AS b").melt("id", null, "name", "value");
   * ```
   */
  melt(
    ids: ColumnOrName | readonly ColumnOrName[],
    values: ColumnOrName | readonly ColumnOrName[] | null,
    variableColumnName: string,
    valueColumnName: string,
  ): DataFrame {
    return this.unpivot(ids, values, variableColumnName, valueColumnName);
  }
  /**
   * Rows as columns: each value of the index column (the first by default) becomes a column.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.transpose.html}
   * @example
   * ```ts
   * spark.sql("SELECT 'a' AS k, 1 AS v").transpose();
   * ```
   */
  transpose(indexColumn?: ColumnOrName): DataFrame {
    const index = indexColumn === undefined ? {} : { indexColumn: columnOrName(indexColumn) };
    return this.derive({ kind: "Transpose", input: this.plan, ...index });
  }
}

/** Whether a type is a number to `groupBy().sum()` and `describe()`. */
export function isNumeric(kind: string): boolean {
  return ["byte", "short", "integer", "long", "float", "double", "decimal"].includes(kind);
}
