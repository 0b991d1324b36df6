import { DataFrame } from "../dataframe/dataframe.ts";
import type { SessionContext } from "../dataframe/session-context.ts";
import type { SqlOutcome } from "../engine/engine.ts";
import type { Relation } from "../plan/relation.ts";

/**
 * What `spark.sql` gives: a DataFrame that may also be awaited. Awaiting it waits for a command that moves data to commit
 * (a query is not run) and gives a plain DataFrame, as every transformation of it does.
 *
 * @example
 * ```ts
 * const df = await spark.sql("SELECT 1 AS one");
 * ```
 */
export class SqlResult extends DataFrame implements PromiseLike<DataFrame> {
  readonly #completion: Promise<Relation> | undefined;

  /** @internal */
  constructor(session: SessionContext, outcome: SqlOutcome) {
    super(session, outcome.plan);
    this.#completion = outcome.completion;
  }

  /** @internal */
  protected override settledPlan(): Promise<Relation> {
    return this.#completion ?? super.settledPlan();
  }

  /** Makes `await spark.sql(...)` work. */
  then<A = DataFrame, B = never>(
    onfulfilled?: ((df: DataFrame) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.settledPlan()
      .then((plan) => this.derive(plan))
      .then(onfulfilled, onrejected);
  }
}
