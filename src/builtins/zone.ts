/** Between UTC instants and wall clocks of a time zone, as expressions. */
import { px, type Px } from "../polars/dsl.ts";
import { P_DATETIME } from "../polars/polars-type.ts";
import { fixedOffsetSeconds } from "../types/time-zone.ts";

function zeroOffset(zone: string): boolean {
  return fixedOffsetSeconds(zone) === 0;
}

const RAISE = px.lit.str("raise");
/** UTC instants as the zone's wall clock. */
export function localOf(instant: Px, zone: string): Px {
  if (zeroOffset(zone)) return instant;
  const fixed = fixedOffsetSeconds(zone);
  if (fixed !== undefined) return px.add(instant, px.lit.duration(BigInt(fixed) * 1_000_000n));
  const utc = px.dt.replaceTimeZone(instant, "UTC", RAISE, "Raise");
  return px.dt.replaceTimeZone(px.dt.convertTimeZone(utc, zone), null, RAISE, "Raise");
}
/** The wall clock as UTC instants: the earlier one where it shows twice, moved on by the gap where it never shows. */
export function instantOf(local: Px, zone: string): Px {
  if (zeroOffset(zone)) return local;
  const fixed = fixedOffsetSeconds(zone);
  if (fixed !== undefined) return px.sub(local, px.lit.duration(BigInt(fixed) * 1_000_000n));
  const day = px.lit.duration(86_400_000_000n);
  // The offset before a gap is that of the day before.
  return px.coalesce(direct(local, zone), px.add(direct(px.sub(local, day), zone), day));
}
function direct(local: Px, zone: string): Px {
  const zoned = px.dt.replaceTimeZone(local, zone, px.lit.str("earliest"), "Null");
  return px.dt.replaceTimeZone(px.dt.convertTimeZone(zoned, "UTC"), null, RAISE, "Raise");
}
/** Microseconds since the epoch, and back. */
export function microsOf(datetime: Px): Px {
  return px.cast(datetime, "Int64", "nonstrict");
}
export function datetimeOf(micros: Px): Px {
  return px.cast(micros, P_DATETIME, "nonstrict");
}
