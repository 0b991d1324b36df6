/** How asynchronous calls are made: how many at a time, how long, how often, and what becomes of those that fail. */
import { callContext } from "../plan/call-context.ts";
import { PySparkValueError } from "../types/spark-error.ts";

/** What a function can learn of the call it is in, by `udf.context()`. */
export interface UdfContext {
  /** Says when the result is not wanted any more: the query was given up, or the call took too long. */
  readonly signal: AbortSignal;
  /** Adds to a counter that subscribers see with the stage. */
  count(name: string, by?: number): void;
}

/** Options of asynchronous functions. */
export interface AsyncOptions<A extends readonly unknown[] = readonly never[], R = unknown> {
  /** Calls in flight at the same time, 16 by default. Results keep the order of the rows. */
  readonly concurrency?: number | undefined;
  /** Milliseconds after which a call has failed; its `signal` says so. No limit by default. */
  readonly timeoutMs?: number | undefined;
  /** How often a failed call is made again, 0 by default. */
  readonly retries?: number | undefined;
  /** Milliseconds before the first retry, 100 by default; doubled for each further one, up to 30 s. */
  readonly backoffMs?: number | undefined;
  /**
   * What a call that failed in spite of its retries does: `"raise"` fails the query (the default), `"null"` gives null, a
   * function gives what it returns for the error and the arguments.
   */
  readonly onError?: "raise" | "null" | ((error: unknown, ...args: A) => R | Promise<R> | null) | undefined;
}

/** Thrown by a function that knows when to try again: the next retry waits so long. */
export class RetryAfter extends Error {
  /** Milliseconds to wait. */
  readonly afterMs: number;
  constructor(afterMs: number, message = `try again after ${afterMs} ms`, options?: ErrorOptions) {
    super(message, options);
    this.name = "RetryAfter";
    this.afterMs = afterMs;
  }
}
/** What a call fails with that took longer than `timeoutMs`. */
export class CallTimeout extends Error {
  constructor(ms: number) {
    super(`the call took longer than ${ms} ms`);
    this.name = "TimeoutError";
  }
}

export interface CallPolicy {
  readonly concurrency: number;
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  readonly backoffMs: number;
  readonly onError: "raise" | "null" | ((error: unknown, ...args: never[]) => unknown);
}
const MAX_BACKOFF_MS = 30_000;

export function policyOf(options: AsyncOptions = {}): CallPolicy {
  const { concurrency = 16, timeoutMs, retries = 0, backoffMs = 100, onError = "raise" } = options;
  const atLeast = (name: string, value: number, least: number): void => {
    if (Number.isInteger(value) && value >= least) return;
    const message = `[VALUE_OUT_OF_BOUNDS] Value for \`${name}\` must be an integer of at least ${least}, got ${value}.`;
    throw new PySparkValueError(
      "VALUE_OUT_OF_BOUNDS",
      { arg_name: name, lower_bound: String(least), upper_bound: "", actual: String(value) },
      { message },
    );
  };
  atLeast("concurrency", concurrency, 1);
  atLeast("retries", retries, 0);
  atLeast("backoffMs", backoffMs, 0);
  if (timeoutMs !== undefined) atLeast("timeoutMs", timeoutMs, 1);
  return { concurrency, timeoutMs, retries, backoffMs, onError };
}

/** One call with its time limit and its retries; rejects with the last failure. */
export async function attempt<T>(
  policy: CallPolicy,
  signal: AbortSignal,
  count: UdfContext["count"],
  call: () => T | Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await timed(policy, signal, count, call);
    } catch (error) {
      if (signal.aborted || tries >= policy.retries) throw error;
      count("retries", 1);
      const doubled = Math.min(policy.backoffMs * 2 ** tries, MAX_BACKOFF_MS);
      await pause(error instanceof RetryAfter ? error.afterMs : doubled, signal);
    }
  }
}
async function timed<T>(
  { timeoutMs }: CallPolicy,
  signal: AbortSignal,
  count: UdfContext["count"],
  call: () => T | Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  if (timeoutMs === undefined) return callContext.run({ signal, count }, call);
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new CallTimeout(timeoutMs);
      own.abort(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([callContext.run({ signal: both, count }, async () => call()), late]);
  } finally {
    clearTimeout(timer);
  }
}
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** Works on 0..n-1, so many at a time; the first failure stops what has not begun. */
export async function inParallel(n: number, concurrency: number, work: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed && next < n) {
      try {
        await work(next++);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, n) }, lane));
}
