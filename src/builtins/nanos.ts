/** Timestamps of nanoseconds taken apart: whole microseconds, as an ordinary timestamp, and the 0 to 999 below. */
import { px, type Px } from "../polars/dsl.ts";
import { P_DATETIME } from "../polars/polars-type.ts";
import { type DataType, isNanos, type NanosType, TIMESTAMP, TIMESTAMP_NTZ } from "../types/data-type.ts";
import { SparkException } from "../types/spark-error.ts";
import { someType } from "../types/some-type.ts";

const THOUSAND = px.lit.i128(1000n);

/** The type of the whole microseconds; other types are their own. */
export function microsType(t: DataType): DataType {
  return isNanos(t) ? (t.kind === "timestamp_ltz_nanos" ? TIMESTAMP : TIMESTAMP_NTZ) : t;
}
/** The timestamp rounded down to a microsecond. */
export function wholeMicros(nanos: Px): Px {
  return px.cast(px.cast(px.floordiv(nanos, THOUSAND), "Int64"), P_DATETIME);
}
/** What is below the microsecond, as Int64. */
export function belowMicros(nanos: Px): Px {
  return px.cast(px.mod(nanos, THOUSAND), "Int64");
}
/** Both together again. */
export function nanosOf(micros: Px, below: Px): Px {
  const whole = px.mul(px.cast(px.cast(micros, "Int64"), "Int128"), THOUSAND);
  return px.add(whole, px.cast(below, "Int128"));
}
/** `below` rounded down to the digits of the type. */
export function cutBelow(below: Px, { precision }: NanosType): Px {
  if (precision >= 9) return below;
  const unit = px.lit.i64(10 ** (9 - precision));
  return px.mul(px.floordiv(below, unit), unit);
}

export const NANOS_CONF = "spark.sql.timestampNanosTypes.enabled";
/** Spark 4.3 has these types, but has them turned off. */
export function requireNanos(conf: (key: string) => string): void {
  if (conf(NANOS_CONF) === "true") return;
  throw new SparkException("FEATURE_NOT_ENABLED", {
    featureName: "Nanosecond-precision timestamp types",
    configKey: NANOS_CONF,
    configValue: "true",
  });
}
/** Whether the type, or one inside it, is of nanoseconds. */
export function hasNanos(type: DataType): boolean {
  return someType(type, isNanos);
}
