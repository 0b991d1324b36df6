/** Casts to timestamps of nanoseconds: those to microseconds, and what is below them. */
import { belowMicros, cutBelow, microsType, nanosOf, wholeMicros } from "../../builtins/nanos.ts";
import { isString } from "../../logical/coercion.ts";
import { px, type Px } from "../../polars/dsl.ts";
import { isNanos, type NanosType } from "../../types/data-type.ts";
import type { Cast, CastContext } from "./context.ts";
import { toTimestamp, toTimestampNtz } from "./to-datetime.ts";

export const toNanos: Cast = (value, c) => {
  const given = c.cx.share(value);
  const { micros, below } = parts(given, c);
  return nanosOf(micros, cutBelow(below, c.to as NanosType));
};
function parts(given: Px, c: CastContext): { readonly micros: Px; readonly below: Px } {
  const zoned = c.to.kind === "timestamp_ltz_nanos";
  const toMicros = zoned ? toTimestamp : toTimestampNtz;
  if (isString(c.from)) return { micros: c.cx.share(toMicros(given, c)), below: digitsBelow(given) };
  if (c.from.kind === "time") {
    return { micros: toMicros(given, c), below: px.mod(given, px.lit.i64(1000)) };
  }
  const from = microsType(c.from);
  const whole = isNanos(c.from) ? wholeMicros(given) : given;
  const target = zoned ? "timestamp" : "timestamp_ntz";
  const micros = from.kind === target ? whole : toMicros(whole, { ...c, from });
  return { micros, below: isNanos(c.from) ? belowMicros(given) : px.lit.i64(0) };
}
/** The seventh to ninth digit of a second in a text; what is no timestamp becomes null elsewhere. */
function digitsBelow(text: Px): Px {
  const digits = px.str.extract(text, px.lit.str(":\\d{1,2}\\.\\d{6}(\\d{1,3})"), 1);
  return px.cast(px.str.padEnd(px.fillNull(digits, px.lit.str("0")), px.lit.u32(3), "0"), "Int64", "nonstrict");
}
