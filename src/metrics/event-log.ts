import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Subscriber } from "./query-events.ts";

/**
 * A subscriber that appends each event to a file, as a line of JSON; errors as their name, message and condition. The
 * directory is made where there is none; a file that cannot be written is reported on stderr, and the query goes on.
 *
 * With `spark.eventLog.enabled` and `spark.eventLog.dir` a session has one from its beginning.
 *
 * @see {@link https://spark.apache.org/docs/latest/monitoring.html}
 * @example
 * ```ts no-run
 * import { eventLog, SparkSession } from "sparkwright";
 *
 * SparkSession.builder.getOrCreate().subscribe(eventLog("queries.jsonl"));
 * ```
 */
export function eventLog(path: string): Subscriber {
  let made = false;
  return (event) => {
    if (!made) mkdirSync(dirname(path), { recursive: true });
    made = true;
    appendFileSync(path, `${JSON.stringify(event, plain)}\n`);
  };
}

/** The file of a session in Spark's `spark.eventLog.dir`, a path or URL. */
export function eventLogPath(directory: string): string {
  const local = directory.startsWith("file:") ? fileURLToPath(directory) : directory;
  return join(local, `sparkwright-${process.pid}-${Date.now()}.jsonl`);
}

function plain(_: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message } = value;
  return "condition" in value ? { name, message, condition: value.condition } : { name, message };
}
