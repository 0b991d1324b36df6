import { ColumnCore } from "../functions/column-core.ts";
import type { Column } from "../functions/column.ts";
import { type ColumnOrLiteral, literalOrColumn, notExpectedType } from "../functions/expression-input.ts";
import type { MergeAction } from "../plan/command.ts";
import { parseExpression, parseIdentifierParts } from "../sql/index.ts";
import { SparkRuntimeException } from "../types/spark-error.ts";
import type { DataFrame } from "./dataframe.ts";
import type { ActionOptions } from "./result-rows.ts";

/** Columns of the table, as SQL names them, and their new values. */
export type Assignments = { readonly [column: string]: ColumnOrLiteral };

type Place = "matched" | "notMatched" | "notMatchedBySource";
type Note = (what: MergeAction["what"], assignments?: Assignments) => MergeIntoWriter;

/**
 * Merges a DataFrame into a table, as `df.mergeInto(table, condition)`: for rows that match, for rows the table lacks, and
 * for rows the DataFrame lacks, says what to do; `merge` does it.
 *
 * Tables of files cannot be merged into: `UNSUPPORTED_FEATURE.TABLE_OPERATION`, in Spark's own catalog as on the embedded
 * engine. A remote session may have catalogs whose tables can.
 *
 * @example
 * ```ts no-run
 * const source = spark.range(3).alias("s");
 * await source
 *   .mergeInto("iceberg.db.t", F.expr("t.id = s.id"))
 *   .whenMatched().updateAll()
 *   .whenNotMatched(F.expr("s.id > 1")).insertAll()
 *   .merge();
 * ```
 */
export class MergeIntoWriter {
  readonly #df: DataFrame;
  readonly #nameParts: readonly string[];
  readonly #condition: Column;
  readonly #actions: { readonly [place in Place]: MergeAction[] } = {
    matched: [],
    notMatched: [],
    notMatchedBySource: [],
  };
  #schemaEvolution = false;

  /** @internal */
  constructor(df: DataFrame, table: string, condition: Column) {
    if (typeof table !== "string") throw notExpectedType("table", "str", table);
    if (!(condition instanceof ColumnCore)) throw notExpectedType("condition", "Column", condition);
    this.#df = df;
    this.#nameParts = parseIdentifierParts(table);
    this.#condition = condition;
  }

  /**
   * What to do with rows of the table that match a row of the DataFrame (and meet the condition).
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.MergeIntoWriter.whenMatched.html}
   * @example
   * ```ts
   * spark.range(3).mergeInto("t", F.expr("t.id = id")).whenMatched().delete();
   * ```
   */
  whenMatched(condition?: Column): WhenMatched {
    return new WhenMatched(this.#noting("matched", condition));
  }
  /**
   * What to do with rows of the DataFrame that match no row of the table (and meet the condition).
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.MergeIntoWriter.whenNotMatched.html}
   * @example
   * ```ts
   * spark.range(3).mergeInto("t", F.expr("t.id = id")).whenNotMatched().insertAll();
   * ```
   */
  whenNotMatched(condition?: Column): WhenNotMatched {
    return new WhenNotMatched(this.#noting("notMatched", condition));
  }
  /**
   * What to do with rows of the table that match no row of the DataFrame (and meet the condition).
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.MergeIntoWriter.whenNotMatchedBySource.html}
   * @example
   * ```ts
   * spark.range(3).mergeInto("t", F.expr("t.id = id")).whenNotMatchedBySource(F.expr("t.id > 9")).delete();
   * ```
   */
  whenNotMatchedBySource(condition?: Column): WhenMatched {
    return new WhenMatched(this.#noting("notMatchedBySource", condition));
  }
  /**
   * Lets the table take columns that only the DataFrame has.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.MergeIntoWriter.withSchemaEvolution.html}
   * @example
   * ```ts
   * spark.range(3).mergeInto("t", F.expr("t.id = id")).withSchemaEvolution();
   * ```
   */
  withSchemaEvolution(): this {
    this.#schemaEvolution = true;
    return this;
  }
  /**
   * Does it. Without an action it raises `NO_MERGE_ACTION_SPECIFIED`, for a table that cannot be merged into
   * `UNSUPPORTED_FEATURE.TABLE_OPERATION`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.MergeIntoWriter.merge.html}
   * @example
   * ```ts no-run
   * await spark.range(3).mergeInto("iceberg.db.t", F.expr("t.id = id")).whenNotMatched().insertAll().merge();
   * ```
   */
  async merge({ signal }: ActionOptions = {}): Promise<void> {
    const { matched, notMatched, notMatchedBySource } = this.#actions;
    if (matched.length + notMatched.length + notMatchedBySource.length === 0) {
      throw new SparkRuntimeException("NO_MERGE_ACTION_SPECIFIED", {});
    }
    const { engine, operations } = this.#df.sparkSession;
    await operations.run(signal, (own, tags) =>
      engine.run(
        {
          kind: "MergeInto",
          nameParts: this.#nameParts,
          source: this.#df.plan,
          condition: this.#condition.expression,
          matched: [...matched],
          notMatched: [...notMatched],
          notMatchedBySource: [...notMatchedBySource],
          schemaEvolution: this.#schemaEvolution,
        },
        { action: "merge", signal: own, tags },
      ),
    );
  }

  #noting(place: Place, condition: Column | undefined): Note {
    if (condition !== undefined && !(condition instanceof ColumnCore)) {
      throw notExpectedType("condition", "Column", condition);
    }
    return (what, assignments = {}) => {
      this.#actions[place].push({
        what,
        ...(condition === undefined ? {} : { condition: condition.expression }),
        assignments: Object.entries(assignments).map(([name, value]) => ({
          column: parseExpression(name),
          value: literalOrColumn(value),
        })),
      });
      return this;
    };
  }
}

/** What becomes of rows of the table. Each method gives the writer back. */
export class WhenMatched {
  readonly #note: Note;
  /** @internal */
  constructor(note: Note) {
    this.#note = note;
  }
  /** All columns get the values of the DataFrame's columns of their names. */
  updateAll(): MergeIntoWriter {
    return this.#note("updateAll");
  }
  /** These columns get these values. */
  update(assignments: Assignments): MergeIntoWriter {
    return this.#note("update", assignments);
  }
  /** The rows go. */
  delete(): MergeIntoWriter {
    return this.#note("delete");
  }
}

/** What becomes of rows that the table lacks. Each method gives the writer back. */
export class WhenNotMatched {
  readonly #note: Note;
  /** @internal */
  constructor(note: Note) {
    this.#note = note;
  }
  /** They are added, all columns by their names. */
  insertAll(): MergeIntoWriter {
    return this.#note("insertAll");
  }
  /** They are added with these values. */
  insert(assignments: Assignments): MergeIntoWriter {
    return this.#note("insert", assignments);
  }
}
