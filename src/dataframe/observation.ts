import { randomUUID } from "node:crypto";
import { RowReader } from "../arrow/index.ts";
import { notExpectedType } from "../functions/expression-input.ts";
import type { MetricsObserver } from "../engine/engine.ts";
import type { Expression } from "../plan/expression.ts";
import type { CollectMetrics, Relation } from "../plan/relation.ts";
import { IllegalArgumentException, PySparkAssertionError, PySparkValueError } from "../types/spark-error.ts";
import type { SessionContext } from "./session-context.ts";

/** Metrics by their names. */
export type Metrics = { readonly [name: string]: unknown };

/**
 * Aggregates over the rows that pass a place of a plan, taken while an action runs: see `DataFrame.observe`.
 *
 * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Observation.html}
 * @example
 * ```ts
 * import { functions as F, Observation, SparkSession } from "sparkwright";
 *
 * const spark = SparkSession.builder.getOrCreate();
 * const observation = new Observation("quality");
 * const observed = spark.range(10).observe(observation, F.count("*").alias("rows"), F.max("id").alias("highest"));
 * await observed.filter("id > 7").collect();
 * console.log(await observation.get); // { rows: 10, highest: 9 }
 * ```
 */
export class Observation {
  readonly #name: string;
  readonly #metrics = Promise.withResolvers<Metrics>();
  #used = false;

  /** A name of its own where none is given; an empty one raises `VALUE_NOT_NON_EMPTY_STR`. */
  constructor(name?: string) {
    if (name !== undefined && typeof name !== "string") throw notExpectedType("name", "str", name);
    if (name === "") throw new PySparkValueError("VALUE_NOT_NON_EMPTY_STR", { arg_name: "name", arg_value: name });
    this.#name = name ?? randomUUID();
    // Who asks hears of a failure; it is no failure of the program that nobody asks.
    this.#metrics.promise.catch(() => undefined);
  }

  /**
   * The metrics, once the first action over the observed DataFrame has ended; later ones change nothing. Rejects with the
   * error of that action. Before `observe` it raises `NO_OBSERVE_BEFORE_GET`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Observation.get.html}
   */
  get get(): Promise<Metrics> {
    if (!this.#used) throw new PySparkAssertionError("NO_OBSERVE_BEFORE_GET", {});
    return this.#metrics.promise;
  }

  /** @internal */
  on(session: SessionContext, input: Relation, metrics: readonly Expression[]): CollectMetrics {
    if (this.#used) throw new PySparkAssertionError("REUSE_OBSERVATION", {});
    if (session.engine.isStreaming(input)) {
      throw new IllegalArgumentException("UNSUPPORTED_OPERATION", {
        operation: "Streaming DataFrame with Observation",
      });
    }
    const observationId = randomUUID();
    const node: CollectMetrics = { kind: "CollectMetrics", input, name: this.#name, metrics, observationId };
    session.engine.check(node);
    session.engine.observe(node, this.#observer(session));
    this.#used = true;
    return node;
  }

  #observer({ sqlConf }: SessionContext): MetricsObserver {
    const { resolve, reject } = this.#metrics;
    return {
      deliver: (schema, batches) => {
        const reader = new RowReader(schema, { long: sqlConf.longType });
        const row = batches.flatMap((batch) => reader.read(batch))[0];
        resolve(row === undefined ? {} : row.asDict());
      },
      fail: reject,
    };
  }
}
