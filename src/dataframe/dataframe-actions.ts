import { call, intLiteral, longLiteral, notExpectedType } from "../functions/expression-input.ts";
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { IllegalArgumentException, PySparkValueError } from "../types/spark-error.ts";
import type { Row } from "../types/row.ts";
import type { DataFrame } from "./dataframe.ts";
import { DataFrameGroups } from "./dataframe-groups.ts";
import { innerNode } from "./plan-node.ts";
import { type ActionOptions, allRows, type RowOptions, rowBatches } from "./result-rows.ts";
import { showRows } from "./show-rows.ts";
import { showText } from "./show-text.ts";

/** Options of `show`, which may also be given one by one. */
export interface ShowOptions extends ActionOptions {
  readonly n?: number;
  /** true cuts cells at 20 characters, a number at that many, false never. */
  readonly truncate?: boolean | number;
  /** A line for each cell. */
  readonly vertical?: boolean;
}

const EXPLAIN_MODES = ["simple", "extended", "codegen", "cost", "formatted"] as const;
export type ExplainMode = (typeof EXPLAIN_MODES)[number];

/** A DataFrame whose rows have a type, as `df.as<T>()` gives it. */
export interface TypedDataFrame<T> extends Omit<
  DataFrame,
  "collect" | "take" | "head" | "first" | "tail" | "toLocalIterator"
> {
  collect(options?: RowOptions): Promise<(Row & T)[]>;
  take(num: number, options?: RowOptions): Promise<(Row & T)[]>;
  head(): Promise<(Row & T) | null>;
  head(n: number, options?: RowOptions): Promise<(Row & T)[]>;
  first(options?: RowOptions): Promise<(Row & T) | null>;
  tail(num: number, options?: RowOptions): Promise<(Row & T)[]>;
  toLocalIterator(options?: RowOptions): AsyncGenerator<Row & T, void, undefined>;
}

/** Methods that run the plan. Each takes `{ signal }` to give up. */
export abstract class DataFrameActions extends DataFrameGroups {
  async #rows<T>(action: string, options: RowOptions | undefined, over?: (plan: Relation) => Relation): Promise<T[]> {
    const plan = this.settledPlan();
    return (await allRows(this.sparkSession, over === undefined ? plan : plan.then(over), action, options)) as T[];
  }

  /**
   * This DataFrame with a type for its rows. Nothing is checked.
   *
   * @example
   * ```ts
   * const rows = await spark.range(3).as<{ id: number }>().collect();
   * console.log(rows[0]?.id); // 0
   * ```
   */
  as<T>(): TypedDataFrame<T> {
    return this.self as unknown as TypedDataFrame<T>;
  }
  /**
   * All rows. `collect<T>()` gives them a type; `{ long }` says what values of type long become.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.collect.html}
   * @example
   * ```ts
   * const rows = await spark.range(3).collect<{ id: number }>();
   * console.log(rows.map((row) => row.id)); // [ 0, 1, 2 ]
   * ```
   */
  collect<T = { readonly [column: string]: unknown }>(options?: RowOptions): Promise<(Row & T)[]> {
    return this.#rows("collect", options);
  }
  /**
   * The number of rows.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.count.html}
   * @example
   * ```ts
   * console.log(await spark.range(3).count()); // 3
   * ```
   */
  async count(options?: ActionOptions): Promise<number> {
    const aggregateExpressions = [named(call("count", [longLiteral(1)]), "count")];
    const [row] = await this.#rows<Row>("count", { ...options, long: "bigint" }, (input) =>
      innerNode({ kind: "Aggregate", input, groupType: "groupBy", groupingExpressions: [], aggregateExpressions }),
    );
    return Number(row?.at(0) ?? 0);
  }
  /**
   * The first rows, at most `num`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.take.html}
   * @example
   * ```ts
   * console.log(await spark.range(9).take(2));
   * ```
   */
  take<T = { readonly [column: string]: unknown }>(num: number, options?: RowOptions): Promise<(Row & T)[]> {
    return this.#rows("take", options, (plan) => limited(plan, num));
  }
  /**
   * The first row, or null where there is none; with a number, the first rows as an array.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.head.html}
   * @example
   * ```ts
   * console.log(await spark.range(9).head());
   * ```
   */
  head<T = { readonly [column: string]: unknown }>(): Promise<(Row & T) | null>;
  head<T = { readonly [column: string]: unknown }>(n: number, options?: RowOptions): Promise<(Row & T)[]>;
  async head(n?: number, options?: RowOptions): Promise<unknown> {
    const rows = await this.#rows("head", options, (plan) => limited(plan, n ?? 1));
    return n === undefined ? (rows[0] ?? null) : rows;
  }
  /**
   * The first row, or null where there is none.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.first.html}
   * @example
   * ```ts
   * console.log((await spark.range(9).first<{ id: number }>())?.id); // 0
   * ```
   */
  async first<T = { readonly [column: string]: unknown }>(options?: RowOptions): Promise<(Row & T) | null> {
    return (await this.#rows<Row & T>("first", options, (plan) => limited(plan, 1)))[0] ?? null;
  }
  /**
   * The last rows, at most `num`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.tail.html}
   * @example
   * ```ts
   * console.log(await spark.range(9).tail(2));
   * ```
   */
  tail<T = { readonly [column: string]: unknown }>(num: number, options?: RowOptions): Promise<(Row & T)[]> {
    return this.#rows("tail", options, (input) => innerNode({ kind: "Tail", input, limit: Math.max(0, num) }));
  }
  /**
   * Whether there is no row.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.isEmpty.html}
   * @example
   * ```ts
   * console.log(await spark.range(3).filter("id > 5").isEmpty()); // true
   * ```
   */
  async isEmpty(options?: ActionOptions): Promise<boolean> {
    const rows = await this.#rows("isEmpty", options, (input) =>
      limited(innerNode({ kind: "Project", input, expressions: [] }), 1),
    );
    return rows.length === 0;
  }
  /**
   * The rows one by one, fetched in batches as they are needed.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.toLocalIterator.html}
   * @example
   * ```ts
   * for await (const row of spark.range(3).toLocalIterator()) console.log(row.at(0));
   * ```
   */
  async *toLocalIterator<T = { readonly [column: string]: unknown }>(
    options?: RowOptions,
  ): AsyncGenerator<Row & T, void, undefined> {
    for await (const rows of rowBatches(this.sparkSession, this.settledPlan(), "toLocalIterator", options)) {
      yield* rows as (Row & T)[];
    }
  }
  /**
   * Calls a function for each row, one after another; a promise it returns is awaited.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.foreach.html}
   * @example
   * ```ts
   * await spark.range(3).foreach((row) => console.log(row.at(0)));
   * ```
   */
  async foreach(f: (row: Row) => unknown, options?: RowOptions): Promise<void> {
    for await (const row of this.toLocalIterator(options)) await f(row);
  }
  /**
   * Calls a function with the rows of each batch.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.foreachPartition.html}
   * @example
   * ```ts
   * await spark.range(3).foreachPartition((rows) => console.log([...rows].length));
   * ```
   */
  async foreachPartition(f: (rows: Iterable<Row>) => unknown, options?: RowOptions): Promise<void> {
    for await (const rows of rowBatches(this.sparkSession, this.settledPlan(), "foreachPartition", options))
      await f(rows);
  }
  /**
   * Prints the first rows as a table: `n` of them (20), cells cut at 20 characters unless `truncate` says otherwise, or with
   * `vertical` one cell to a line.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.show.html}
   * @example
   * ```ts
   * await spark.range(3).show(2, false);
   * ```
   */
  show(n?: number, truncate?: boolean | number, vertical?: boolean, options?: ActionOptions): Promise<void>;
  show(options: ShowOptions): Promise<void>;
  async show(
    n: number | ShowOptions = 20,
    truncate: boolean | number = true,
    vertical = false,
    options: ActionOptions = {},
  ): Promise<void> {
    const all = typeof n === "object" ? n : { n, truncate, vertical, ...options };
    console.log(await this.showString(all));
  }
  /** The text that `show` prints. @internal */
  async showString({ n = 20, truncate = true, vertical = false, signal }: ShowOptions): Promise<string> {
    if (typeof n !== "number" || !Number.isInteger(n)) throw notExpectedType("n", "int", n);
    if (typeof vertical !== "boolean") throw notExpectedType("vertical", "bool", vertical);
    if (typeof truncate !== "boolean" && !Number.isInteger(truncate))
      throw notExpectedType("truncate", "bool or int", truncate);
    const count = Math.max(0, Math.min(n, 2147483632));
    const width = typeof truncate === "number" ? truncate : truncate ? 20 : 0;
    const { engine, operations } = this.sparkSession;
    const plan = await this.settledPlan();
    const ownTable = engine.showString?.bind(engine);
    if (ownTable !== undefined) {
      return operations.run(signal, (own, tags) =>
        ownTable(plan, { count, truncate: width, vertical, signal: own, tags }),
      );
    }
    const { names, rows } = await showRows(this.sparkSession, plan, count, signal);
    return showText(names, rows, { count, truncate: width, vertical });
  }
  /**
   * Prints the plan: `simple` (the physical plan), `extended` (all stages; also `true`), `formatted`, `cost` or `codegen`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.explain.html}
   * @example
   * ```ts
   * await spark.range(3).filter("id > 1").explain("extended");
   * ```
   */
  async explain(extended?: boolean | ExplainMode | null, mode?: ExplainMode): Promise<void> {
    if (extended !== undefined && extended !== null && mode !== undefined) {
      throw new PySparkValueError("CANNOT_SET_TOGETHER", { arg_list: "extended and mode" });
    }
    const wanted = mode ?? (typeof extended === "string" ? extended : extended === true ? "extended" : "simple");
    if (!EXPLAIN_MODES.includes(wanted)) {
      const accepted = EXPLAIN_MODES.map((name) => `'${name}'`).join(", ");
      throw new IllegalArgumentException(
        null,
        {},
        { message: `There is no explain mode ${wanted}; there are ${accepted}.` },
      );
    }
    console.log(await this.sparkSession.engine.explain(await this.settledPlan(), wanted));
  }
  /**
   * The rows as JSON texts, in one column `value`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.toJSON.html}
   * @example
   * ```ts
   * await spark.range(3).toJSON().show();
   * ```
   */
  toJSON(): DataFrame {
    const json = call("to_json", [call("struct", [Object.freeze({ kind: "UnresolvedStar" })])]);
    return this.derive({ kind: "Project", input: this.plan, expressions: [named(json, "value")] });
  }
  /**
   * The files this DataFrame reads, as URLs.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.inputFiles.html}
   * @example
   * ```ts
   * console.log(await spark.range(3).inputFiles()); // []
   * ```
   */
  async inputFiles(options?: ActionOptions): Promise<string[]> {
    return this.sparkSession.engine.inputFiles(await this.settledPlan(), options);
  }
}

function limited(input: Relation, num: number): Relation {
  if (typeof num !== "number" || !Number.isInteger(num)) throw notExpectedType("num", "int", num);
  return innerNode({ kind: "Limit", input, limit: intLiteral(num) });
}
function named(child: Expression, name: string): Expression {
  return Object.freeze({ kind: "Alias", child, names: [name] });
}
