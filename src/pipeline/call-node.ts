/** Calls of one node's function over columns of inputs: one by one or in batches, bounded, through the cache. */
import { type CacheKey, keysOf } from "./cache-key.ts";
import type { FunctionNode } from "./node.ts";
import type { CallContext } from "./node-types.ts";
import { PipelineError, reasonOf } from "./pipeline-error.ts";
import { Limiter } from "./limiter.ts";
import type { RunContext } from "./run-context.ts";

/** Values of one input or output, one for each item. */
export type Column = readonly unknown[];

/** Where a call stands: for events and errors. */
export interface Place {
  /** Name with those of the pipelines around it. */
  readonly path: string;
  /** What to call an item in an error: ` at item 3 of docs`. */
  readonly describe: (item: number) => string;
}

/** Synchronous calls after which signals and timers are looked at. */
const CHECKED = 8;

/** The results of a function for some items, as it returned them. */
type Results = unknown[];

/** Calls the node's function for every item and returns its outputs' columns, in the order of `node.outputs`. */
export async function callNode(
  node: FunctionNode,
  inputs: readonly Column[],
  items: number,
  run: RunContext,
  place: Place,
): Promise<Column[]> {
  const call = new NodeCall(node, inputs, items, run, place);
  const results = await call.all();
  if (!node.severalOutputs) return [results];
  return node.outputs.map((name) => results.map((result, item) => call.part(result, name, item)));
}

class NodeCall {
  readonly #node: FunctionNode;
  readonly #inputs: readonly Column[];
  readonly #items: number;
  readonly #run: RunContext;
  readonly #place: Place;
  readonly #own: Limiter | undefined;
  readonly #context: CallContext;
  readonly #results: Results;
  #calls = 0;
  #done = 0;
  #cached = 0;

  constructor(node: FunctionNode, inputs: readonly Column[], items: number, run: RunContext, place: Place) {
    this.#node = node;
    this.#inputs = inputs;
    this.#items = items;
    this.#run = run;
    this.#place = place;
    this.#own = node.concurrency === undefined ? undefined : new Limiter(node.concurrency);
    this.#context = { signal: run.signal, node: place.path };
    this.#results = new Array<unknown>(items);
  }

  async all(): Promise<Results> {
    const { path } = this.#place;
    const start = performance.now();
    this.#run.emit({ type: "nodeStarted", node: path, items: this.#items });
    try {
      if (this.#run.cache !== undefined && this.#node.version !== undefined) await this.#throughCache();
      else if (this.#node.batchSize === undefined) await this.#callAll();
      else await this.#call(Array.from({ length: this.#items }, (_, item) => item));
    } catch (error) {
      this.#run.emit({ type: "nodeFailed", node: path, error });
      throw error;
    }
    this.#run.emit({
      type: "nodeFinished",
      node: path,
      items: this.#items,
      cached: this.#cached,
      calls: this.#calls,
      ms: performance.now() - start,
    });
    return this.#results;
  }

  /** Calls the function for all items: one after the other while its results are there at once, then side by side. */
  async #callAll(): Promise<void> {
    const run = this.#run;
    if (this.#items === 0) return;
    if (!this.#tryEnter() && !(await this.#enter())) run.throwIfAborted();
    let item = 0;
    let pending: PromiseLike<unknown> | undefined;
    try {
      for (let told = 0; item < this.#items; item++) {
        const result = this.#invoke(item);
        if (isThenable(result)) {
          this.#advance(item - told);
          pending = result;
          break;
        }
        this.#results[item] = result;
        if (item % CHECKED !== 0 && !run.watched) continue;
        this.#advance(item + 1 - told);
        told = item + 1;
        if (run.signal.aborted) break;
        if (run.overdue) await run.pause();
      }
    } catch (error) {
      this.#leave();
      throw this.#failure(error, item);
    }
    if (pending !== undefined) await this.#callFrom(item, pending);
    else this.#leave();
    run.throwIfAborted();
  }
  /** Calls the function side by side for the items from one on, whose call has been made and has its place. */
  async #callFrom(first: number, made: PromiseLike<unknown>): Promise<void> {
    await this.#bounded(
      this.#items - first,
      async (i) => {
        const value = await (i === 0 ? made : this.#invoke(first + i));
        this.#set([first + i], [value]);
      },
      (i) => first + i,
      true,
    );
  }

  /** Calls the function for these items, in one call each or in batches. */
  async #call(items: readonly number[], then?: (item: number) => Promise<void>): Promise<void> {
    const { batchSize } = this.#node;
    if (batchSize === undefined) {
      await this.#bounded(
        items.length,
        (i) => {
          const item = items[i] ?? 0;
          const result = this.#invoke(item);
          if (!isThenable(result)) {
            this.#set([item], [result]);
            return then?.(item);
          }
          return result.then((value) => {
            this.#set([item], [value]);
            return then?.(item);
          });
        },
        (i) => items[i] ?? 0,
      );
      return;
    }
    await this.#bounded(
      Math.ceil(items.length / batchSize),
      async (i) => {
        const batch = items.slice(i * batchSize, (i + 1) * batchSize);
        const result = await this.#apply(this.#inputs.map((column) => batch.map((item) => column[item])));
        this.#set(batch, this.#listOf(result, batch));
        if (then !== undefined) await Promise.all(batch.map(then));
      },
      (i) => items[i * batchSize] ?? 0,
    );
  }

  /** Calls the function for an item. */
  #invoke(item: number): unknown {
    const args = new Array<unknown>(this.#inputs.length);
    for (let i = 0; i < args.length; i++) args[i] = this.#inputs[i]?.[item];
    return this.#apply(args);
  }
  #apply(args: unknown[]): unknown {
    this.#calls++;
    const { fn, use } = this.#node;
    if (use !== undefined) args.unshift(this.#run.object(use));
    return (fn as (this: CallContext, ...args: unknown[]) => unknown).apply(this.#context, args);
  }

  /** The results of a batch function as an array. */
  #listOf(result: unknown, batch: readonly number[]): Results {
    const list = Array.isArray(result)
      ? (result as unknown[])
      : ArrayBuffer.isView(result)
        ? Array.from(result as unknown as ArrayLike<unknown>)
        : undefined;
    if (list?.length === batch.length) return list;
    const problem =
      list === undefined
        ? "takes batches and must return a list"
        : `returned ${list.length} results for a batch of ${batch.length}`;
    throw this.#wrong(problem, batch[0] ?? 0);
  }

  #wrong(problem: string, item: number): PipelineError {
    const { path, describe } = this.#place;
    return new PipelineError("PIPELINE_WRONG_RESULT", { node: path, problem, item: describe(item) });
  }

  #set(items: readonly number[], values: Results): void {
    items.forEach((item, i) => (this.#results[item] = values[i]));
    this.#advance(items.length);
  }
  #advance(items: number): void {
    this.#done += items;
    if (!this.#run.watched) return;
    const { path: node } = this.#place;
    this.#run.emit({ type: "nodeProgress", node, items: this.#items, done: this.#done, cached: this.#cached });
  }

  /** One of several outputs of a result. */
  part(result: unknown, name: string, item: number): unknown {
    if (typeof result !== "object" || result === null || !(name in result)) {
      throw this.#wrong(`must return an object with \`${name}\``, item);
    }
    return (result as { readonly [name: string]: unknown })[name];
  }

  /**
   * Starts calls in order, no more at once than allowed, and waits for all. After a failure or an abort nothing new is
   * started, and what is under way is not waited for: its signal has told it to end. `entered`: the first has its place.
   */
  async #bounded(
    count: number,
    start: (i: number) => unknown,
    itemOf: (i: number) => number,
    entered = false,
  ): Promise<void> {
    const run = this.#run;
    const pending = new Set<Promise<void>>();
    let failure: { readonly error: unknown } | undefined;
    const failed = (error: unknown, i: number): void => {
      if (failure !== undefined) return;
      failure = { error: this.#failure(error, itemOf(i)) };
      run.fail(failure.error);
    };
    for (let i = 0; i < count && failure === undefined; i++) {
      const hasPlace = entered && i === 0;
      if (run.overdue && !hasPlace) await run.pause();
      if (!hasPlace && !this.#tryEnter() && !(await this.#enter())) break;
      try {
        const result = start(i);
        if (isThenable(result)) {
          const settled = Promise.resolve(result)
            .then(undefined, (error: unknown) => failed(error, i))
            .then(() => {
              this.#leave();
              pending.delete(settled);
            });
          pending.add(settled);
          continue;
        }
      } catch (error) {
        failed(error, i);
      }
      this.#leave();
    }
    await settledOrAborted(pending, run.signal);
    if (failure !== undefined) throw failure.error;
    run.throwIfAborted();
  }

  #tryEnter(): boolean {
    if (this.#run.signal.aborted || this.#own?.tryEnter() === false) return false;
    if (this.#run.limiter.tryEnter()) return true;
    this.#own?.leave();
    return false;
  }
  /** Waits for a place of the node's and one of the run's; false where the run has ended. */
  async #enter(): Promise<boolean> {
    const { limiter, signal } = this.#run;
    if (this.#own !== undefined && !(await this.#own.enter(signal))) return false;
    if (await limiter.enter(signal)) return true;
    this.#own?.leave();
    return false;
  }
  #leave(): void {
    this.#run.limiter.leave();
    this.#own?.leave();
  }

  #failure(error: unknown, item: number): unknown {
    if (error instanceof PipelineError) return error;
    const { path, describe } = this.#place;
    const parameters = { node: path, item: describe(item), reason: reasonOf(error) };
    return new PipelineError("PIPELINE_NODE_FAILED", parameters, error);
  }

  /** Takes what the cache has, calls for the rest, each different input once, and keeps the answers. */
  async #throughCache(): Promise<void> {
    const cache = this.#run.cache;
    if (cache === undefined) return;
    const node = this.#node;
    const keyOf = keysOf(node);
    const keys = new Array<CacheKey>(this.#items);
    const missing = new Map<string, number[]>();
    await this.#bounded(
      this.#items,
      async (item) => {
        const key = keyOf(this.#inputs.map((column) => column[item]));
        keys[item] = key;
        const found = await cache.get(key);
        if (found !== undefined) {
          this.#cached++;
          this.#set([item], [found.value]);
          return;
        }
        const same = missing.get(key.hash);
        if (same === undefined) missing.set(key.hash, [item]);
        else same.push(item);
      },
      (item) => item,
    );
    const first = [...missing.values()].map(([item]) => item ?? 0).sort((a, b) => a - b);
    await this.#call(first, async (item) => {
      const key = keys[item];
      if (key === undefined) return;
      const value = this.#results[item];
      await cache.set(key, value);
      for (const other of missing.get(key.hash)?.slice(1) ?? []) {
        this.#cached++;
        this.#set([other], [value]);
      }
    });
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return typeof (value as { readonly then?: unknown }).then === "function";
}

/** Resolves when all have settled, or when the signal aborts. */
async function settledOrAborted(pending: ReadonlySet<Promise<void>>, signal: AbortSignal): Promise<void> {
  if (pending.size === 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      signal.removeEventListener("abort", done);
      resolve();
    };
    signal.addEventListener("abort", done, { once: true });
    void Promise.all(pending).then(done);
  });
}
