/** When a failed call is made again: the policy of Spark's own clients, ten minutes of tries in all. */
import { RpcCode, RpcError } from "./transport.ts";

export interface RetryPolicy {
  readonly maxRetries: number;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly multiplier: number;
  /** Up to so much is added at random to waits of at least `jitterFromMs`. */
  readonly jitterMs: number;
  readonly jitterFromMs: number;
  /** The longest wait that a server may ask for. */
  readonly maxServerDelayMs: number;
}

export const DEFAULT_RETRIES: RetryPolicy = {
  maxRetries: 15,
  initialBackoffMs: 50,
  maxBackoffMs: 60_000,
  multiplier: 4,
  jitterMs: 500,
  jitterFromMs: 2000,
  maxServerDelayMs: 600_000,
};

/** Thrown where the next try may follow at once and does not count. */
export class TryAgain extends Error {}

/** How long tries that do not count may go on. */
const MAX_FREE_TRIES_MS = 3_600_000;

export function isRetryable(error: unknown): boolean {
  if (!(error instanceof RpcError)) return false;
  if (error.code === RpcCode.UNAVAILABLE || error.details.retryDelayMs !== undefined) return true;
  // The connection broke: the libraries say so in two ways.
  if (error.code === RpcCode.INTERNAL && error.message.includes("RST_STREAM")) return true;
  // Another call took over the stream: whoever still wants it reattaches.
  return error.code === RpcCode.INTERNAL && error.message.includes("INVALID_CURSOR.DISCONNECTED");
}

export interface Clock {
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  random(): number;
  now(): number;
}

export const CLOCK: Clock = {
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(new RpcError(RpcCode.CANCELLED, "given up while waiting for another try"));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      if (signal?.aborted === true) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    }),
  random: Math.random,
  now: () => performance.now(),
};

/** The tries of one call, or of one piece of a stream. */
export class Retries {
  readonly #policy: RetryPolicy;
  readonly #clock: Clock;
  #tries = 0;
  #backoff: number;
  #freeSince: number | undefined;

  constructor(policy: RetryPolicy = DEFAULT_RETRIES, clock: Clock = CLOCK) {
    this.#policy = policy;
    this.#clock = clock;
    this.#backoff = policy.initialBackoffMs;
  }

  /** Calls until it succeeds or may not be tried again. */
  async run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        await this.wait(error, signal);
      }
    }
  }

  /** Returns when the next try is due; throws the error where there is none. */
  async wait(error: unknown, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) throw causeOf(error);
    if (error instanceof TryAgain) {
      this.#freeSince ??= this.#clock.now();
      if (this.#clock.now() - this.#freeSince >= MAX_FREE_TRIES_MS) throw causeOf(error);
      return;
    }
    if (!isRetryable(error) || this.#tries >= this.#policy.maxRetries) throw error;
    this.#tries++;
    await this.#clock.sleep(this.#nextWait(error as RpcError), signal);
  }

  #nextWait({ details }: RpcError): number {
    const { maxBackoffMs, multiplier, jitterMs, jitterFromMs, maxServerDelayMs } = this.#policy;
    const wait = Math.max(this.#backoff, Math.min(details.retryDelayMs ?? 0, maxServerDelayMs));
    this.#backoff = Math.min(maxBackoffMs, this.#backoff * multiplier);
    return Math.floor(wait >= jitterFromMs ? wait + this.#clock.random() * jitterMs : wait);
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof TryAgain && error.cause !== undefined ? error.cause : error;
}
