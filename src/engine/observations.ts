/**
 * Metrics of `df.observe(...)`: the observed rows are put aside once, the action and the metrics read them, and they go when
 * the action has ended.
 */
import type { Logical } from "../logical/relation.ts";
import { inputs } from "../logical/tree.ts";
import type { CollectMetrics, Relation } from "../plan/relation.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { MetricsObserver, ResultStream } from "./engine.ts";

interface Waiting {
  readonly node: CollectMetrics;
  readonly observer: MetricsObserver;
}

export class Observations {
  readonly #engine: EmbeddedEngine;
  /** Those whose first action has not ended. */
  readonly #waiting = new Map<string, Waiting>();
  /** How many actions read the rows that were put aside. */
  readonly #readers = new Map<string, number>();

  constructor(engine: EmbeddedEngine) {
    this.#engine = engine;
  }

  add(node: CollectMetrics, observer: MetricsObserver): void {
    const { observationId = "" } = node;
    this.#waiting.set(observationId, { node, observer });
    // Nobody else may clear it away: who waits would wait for ever.
    this.#engine.caches.enable(observationId, { isCheckpoint: true });
  }

  /** Does the work of an action over the plan, and tells of what it observed. */
  async during<T>(plan: Logical, work: () => Promise<T>): Promise<T> {
    const ids = this.#begin(plan);
    try {
      const result = await work();
      await this.#succeed(ids);
      return result;
    } catch (error) {
      await this.#fail(ids, error);
      throw error;
    }
  }
  /** The same for a result that is read batch by batch; `start` computes what it reads from. */
  async stream(plan: Logical, start: () => Promise<ResultStream>): Promise<ResultStream> {
    const ids = this.#begin(plan);
    try {
      const { schema, batches } = await start();
      return { schema, batches: ids.length === 0 ? batches : this.#watched(ids, batches) };
    } catch (error) {
      await this.#fail(ids, error);
      throw error;
    }
  }
  async *#watched(
    ids: readonly string[],
    batches: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    let failure: { readonly error: unknown } | undefined;
    try {
      yield* batches;
    } catch (error) {
      failure = { error };
      throw error;
    } finally {
      // Also where the reader had enough.
      if (failure === undefined) await this.#succeed(ids);
      else await this.#fail(ids, failure.error);
    }
  }

  /** What the plan observes, not below results that are there already. */
  #begin(plan: Logical): readonly string[] {
    if (this.#waiting.size === 0) return [];
    const found = new Set<string>();
    const seen = new Set<Logical>();
    const stack = [plan];
    for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
      if (seen.has(rel)) continue;
      seen.add(rel);
      if (rel.kind === "Cached" && this.#waiting.has(rel.cacheId)) found.add(rel.cacheId);
      else if (rel.kind === "Cached" && this.#engine.caches.path(rel.cacheId) !== undefined) continue;
      stack.push(...inputs(rel));
    }
    for (const id of found) this.#readers.set(id, (this.#readers.get(id) ?? 0) + 1);
    return [...found];
  }

  async #succeed(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      try {
        if (waiting !== undefined) await this.#deliver(waiting);
      } catch (error) {
        waiting?.observer.fail(error);
      } finally {
        await this.#leave(id);
      }
    }
  }
  async #deliver({ node, observer }: Waiting): Promise<void> {
    const metrics: Relation = {
      kind: "Aggregate",
      input: node,
      groupType: "groupBy",
      groupingExpressions: [],
      aggregateExpressions: node.metrics,
    };
    const { schema, batches } = await this.#engine.execute(metrics, { action: "observe" });
    const all: Uint8Array[] = [];
    for await (const batch of batches) all.push(batch);
    observer.deliver(schema, all);
  }
  async #fail(ids: readonly string[], error: unknown): Promise<void> {
    for (const id of ids) {
      this.#waiting.get(id)?.observer.fail(error);
      this.#waiting.delete(id);
      await this.#leave(id);
    }
  }
  async #leave(id: string): Promise<void> {
    const readers = (this.#readers.get(id) ?? 1) - 1;
    if (readers > 0) {
      this.#readers.set(id, readers);
      return;
    }
    this.#readers.delete(id);
    await this.#engine.caches.drop(id);
  }
}
