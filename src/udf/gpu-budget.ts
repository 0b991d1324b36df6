/** The GPUs that objects of users' classes hold while their queries run; who finds too few free waits. */
import { IllegalArgumentException } from "../types/spark-error.ts";

let used = 0;
const waiting: (() => void)[] = [];

/** Takes so many of `total`; gives what gives them back. Waits until they are free, or the signal says stop. */
export async function takeGpus(wanted: number, total: number, signal: AbortSignal): Promise<() => void> {
  if (wanted > total) {
    const message = `A function wants ${wanted} GPUs, and spark.sparkwright.resources.gpus is ${total}.`;
    throw new IllegalArgumentException(null, {}, { message });
  }
  while (used + wanted > total) {
    await new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
    signal.throwIfAborted();
  }
  used += wanted;
  return () => {
    used -= wanted;
    for (const wake of waiting.splice(0)) wake();
  };
}
