/** What analysis must know from outside: files behind paths and their columns, values of a pivot column. */
import type { FactRequest, FactStore, SourceFacts } from "../analyzer/analysis-context.ts";
import { readIpcStream, cellReader } from "../arrow/index.ts";
import type { ReadDataSource, Relation } from "../plan/relation.ts";
import { AnalysisException, type SparkError } from "../types/spark-error.ts";
import { type Answer, type Question, runAsync, runSync, sourceFacts } from "../sources/index.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { bridgeFor, cpusOf, poolFor } from "./pools.ts";
import { internalCells } from "./internal-cells.ts";

type PivotValues = readonly { readonly value: unknown; readonly text: string | null }[];

export class EngineFacts implements FactStore {
  private readonly engine: EmbeddedEngine;
  private sources = new WeakMap<ReadDataSource, SourceFacts>();
  private pivots = new WeakMap<Relation, PivotValues>();
  private readonly fetching = new WeakMap<object, Promise<void>>();
  constructor(engine: EmbeddedEngine) {
    this.engine = engine;
  }
  source(node: ReadDataSource): SourceFacts | undefined {
    return this.sources.get(node);
  }
  pivotValues(node: Relation): PivotValues | undefined {
    return this.pivots.get(node);
  }
  /** Forgets what is known of files (REFRESH). */
  forget(): void {
    this.sources = new WeakMap();
  }

  /** True if the fact could be had at once. */
  fetchSync(request: FactRequest): boolean {
    if (request.kind !== "source") return false;
    this.sources.set(
      request.node,
      runSync(sourceFacts(request.node, this.engine.conf), (q) => this.askSync(q)),
    );
    return true;
  }
  /** Each fact is fetched once, however many ask for it at the same time. */
  async fetch(request: FactRequest, options: ExecuteOptions): Promise<void> {
    let pending = this.fetching.get(request.node);
    if (pending === undefined) {
      pending = this.load(request, options).finally(() => this.fetching.delete(request.node));
      this.fetching.set(request.node, pending);
    }
    await pending;
  }
  private async load(request: FactRequest, options: ExecuteOptions): Promise<void> {
    if (request.kind === "source") {
      this.sources.set(
        request.node,
        await runAsync(sourceFacts(request.node, this.engine.conf), (q) => this.ask(q, options)),
      );
      return;
    }
    const result = await this.engine.executeLogical(request.plan, { ...options, action: "pivot" });
    const [valueField, textField] = result.schema.fields;
    const values: { value: unknown; text: string | null }[] = [];
    if (valueField === undefined || textField === undefined) return;
    for await (const bytes of result.batches) {
      for (const batch of readIpcStream(bytes).batches) {
        const value = internalCells(batch.columns[0] as never, valueField.dataType);
        const text = cellReader(batch.columns[1] as never, textField.dataType);
        for (let i = 0; i < batch.length; i++) values.push({ value: value(i), text: text(i) as string | null });
      }
    }
    this.pivots.set(request.node, values);
  }
  private askSync(q: Question): Answer {
    const bridge = bridgeFor(this.engine.conf);
    return q.kind === "describe" ? { columns: bridge.describe(q.plan) } : { bytes: bridge.execute(q.plan) };
  }
  private async ask(q: Question, options: ExecuteOptions): Promise<Answer> {
    const pool = poolFor(this.engine.conf);
    const cpus = cpusOf(this.engine.conf);
    const { signal } = options;
    if (q.kind === "describe") return { columns: await pool.describe(q.plan, new Map(), { signal, cpus }) };
    for await (const bytes of pool.execute(q.plan, new Map(), {
      signal,
      cpus,
      batchRows: Number.MAX_SAFE_INTEGER,
    }))
      return { bytes };
    throw new Error("the engine gave no result");
  }
  /** The error of a synchronous question about a plan that only a query can answer. */
  notYet(request: FactRequest): SparkError {
    return new AnalysisException(
      "UNSUPPORTED_FEATURE",
      { feature: request.kind, engine: "embedded" },
      {
        message:
          "[UNSUPPORTED_FEATURE] The schema depends on the values of a pivot column: call `await df.analyzed()` first, or name the values. SQLSTATE: 0A000",
      },
    );
  }
}
