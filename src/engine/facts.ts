/** What analysis must know from outside: files behind paths and their columns, values of a pivot column. */
import type { ComputedConstant, FactRequest, FactStore, SourceFacts } from "../analyzer/analysis-context.ts";
import { readIpcStream, cellReader } from "../arrow/index.ts";
import type { LiteralValue } from "../plan/expression.ts";
import type { ReadDataSource, Relation } from "../plan/relation.ts";
import { AnalysisException, SparkError } from "../types/spark-error.ts";
import { type Answer, type Question, runAsync, runSync, sourceFacts } from "../sources/index.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { bridgeFor, cpusOf, poolFor } from "./pools.ts";
import { constantPlan, planRows, runSmallPlan, type SmallResult } from "./evaluate.ts";
import { internalCells } from "./internal-cells.ts";

type PivotValues = readonly { readonly value: unknown; readonly text: string | null }[];

/** Computed constants are few; programs that make ever new ones must not fill the memory. */
const MOST_CONSTANTS = 1000;

export class EngineFacts implements FactStore {
  private readonly engine: EmbeddedEngine;
  private sources = new WeakMap<ReadDataSource, SourceFacts>();
  private pivots = new WeakMap<Relation, PivotValues>();
  private readonly constants = new Map<string, ComputedConstant>();
  private readonly fetching = new Map<unknown, Promise<void>>();
  constructor(engine: EmbeddedEngine) {
    this.engine = engine;
  }
  source(node: ReadDataSource): SourceFacts | undefined {
    return this.sources.get(node);
  }
  pivotValues(node: Relation): PivotValues | undefined {
    return this.pivots.get(node);
  }
  constant(key: string): ComputedConstant | undefined {
    return this.constants.get(key);
  }
  /** Forgets what is known of files (REFRESH). */
  forget(): void {
    this.sources = new WeakMap();
  }

  /** True if the fact could be had at once. */
  fetchSync(request: FactRequest): boolean {
    if (request.kind === "constant") {
      this.keepConstant(request.key, () => runSmallPlan(this.engine, constantPlan(request.expression)));
      return true;
    }
    if (request.kind !== "source") return false;
    this.sources.set(
      request.node,
      runSync(sourceFacts(request.node, this.engine.conf), (q) => this.askSync(q)),
    );
    return true;
  }
  /** Each fact is fetched once, however many ask for it at the same time. */
  async fetch(request: FactRequest, options: ExecuteOptions): Promise<void> {
    const what = request.kind === "constant" ? request.key : request.node;
    let pending = this.fetching.get(what);
    if (pending === undefined) {
      pending = this.load(request, options).finally(() => this.fetching.delete(what));
      this.fetching.set(what, pending);
    }
    await pending;
  }
  private keepConstant(key: string, compute: () => SmallResult): void {
    if (this.constants.size >= MOST_CONSTANTS) this.constants.clear();
    try {
      this.constants.set(key, { value: (compute().rows[0]?.[0] ?? null) as LiteralValue });
    } catch (error) {
      if (!(error instanceof SparkError)) throw error;
      this.constants.set(key, { error });
    }
  }
  private async load(request: FactRequest, options: ExecuteOptions): Promise<void> {
    if (request.kind === "source") {
      this.sources.set(
        request.node,
        await runAsync(sourceFacts(request.node, this.engine.conf), (q) => this.ask(q, options)),
      );
      return;
    }
    if (request.kind === "constant") {
      const result = await planRows(this.engine, constantPlan(request.expression), options).then(
        (rows) => () => rows,
        (error: unknown) => () => {
          throw error;
        },
      );
      this.keepConstant(request.key, result);
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
