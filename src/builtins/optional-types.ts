/** Types that Spark 4.3 has but leaves turned off: times of day and timestamps of nanoseconds. */
import type { DataType } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { hasNanos, requireNanos } from "./nanos.ts";
import { someType } from "../types/some-type.ts";

function hasTime(type: DataType): boolean {
  return someType(type, (t) => t.kind === "time");
}
/** Throws for a type that the session has turned off. */
export function requireType(t: DataType, conf: (key: string) => string): void {
  if (hasTime(t) && conf("spark.sql.timeType.enabled") !== "true") {
    throw new AnalysisException("UNSUPPORTED_TIME_TYPE", {});
  }
  if (hasNanos(t)) requireNanos(conf);
}
