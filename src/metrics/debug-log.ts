import type { QueryEvent, Subscriber } from "./query-events.ts";

/**
 * A subscriber that writes a line for each event: `write` gets it, or stderr.
 *
 * @see {@link https://spark.apache.org/docs/latest/monitoring.html}
 * @example
 * ```ts
 * import { debugLog, SparkSession } from "sparkwright";
 *
 * const spark = SparkSession.builder.getOrCreate();
 * const stop = spark.subscribe(debugLog((line) => console.log(line)));
 * await spark.range(3).count();
 * stop();
 * ```
 */
export function debugLog(write: (line: string) => void = (line) => console.error(line)): Subscriber {
  return (event) => write(`${new Date(event.time).toISOString()} query ${event.queryId} ${lineOf(event)}`);
}

function lineOf(event: QueryEvent): string {
  switch (event.type) {
    case "queryStarted":
      return `${event.action} started`;
    case "stageStarted":
      return `stage ${event.stageId} (${event.name}) started`;
    case "stageProgress":
      return `stage ${event.stageId}: ${event.done} of ${event.total ?? "?"} morsels, ${event.rows} rows`;
    case "stageFinished": {
      const counters = Object.entries(event.counters).map(([name, value]) => `, ${name} ${value}`);
      const operators = (event.operators ?? []).map(
        ({ step, operator, rows, bytes, ms }) =>
          `\n  step ${step} ${operator}: ${rows} rows, ${size(bytes)}, ${ms.toFixed(1)} ms`,
      );
      return (
        `stage ${event.stageId} (${event.name}) ${outcome(event.error)}: ` +
        `in ${event.rowsIn ?? "?"} rows, ${size(event.bytesIn)}, out ${event.rowsOut} rows, ${size(event.bytesOut)}, ` +
        `busy ${event.busyMs.toFixed(1)} ms${counters.join("")}${operators.join("")}`
      );
    }
    case "queryFinished":
      return `${event.action} ${outcome(event.error)}: ${event.rows} rows, ${size(event.bytes)} in ${event.ms.toFixed(1)} ms`;
  }
}
function outcome(error: unknown): string {
  return error === undefined ? "finished" : `failed (${error instanceof Error ? error.message : String(error)})`;
}
function size(bytes: number | null): string {
  if (bytes === null) return "? bytes";
  const power = bytes < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return power === 0
    ? `${bytes} B`
    : `${(bytes / 1024 ** power).toFixed(1)} ${["", "KiB", "MiB", "GiB", "TiB"][power]}`;
}
