/** Between instants (UTC, as the engine keeps timestamps) and the wall clock of a zone. */
import { px, type Px } from "../polars/dsl.ts";
import { fixedOffsetSeconds } from "../types/time-zone.ts";

const DAY_US = 86_400_000_000n;

export function isUtc(zone: string): boolean {
  return fixedOffsetSeconds(zone) === 0;
}
function shifted(moment: Px, seconds: number): Px {
  return px.add(moment, px.lit.duration(BigInt(seconds) * 1_000_000n));
}
/** The wall clock at an instant. */
export function toLocal(instant: Px, zone: string): Px {
  const fixed = fixedOffsetSeconds(zone);
  if (fixed !== undefined) return fixed === 0 ? instant : shifted(instant, fixed);
  const raise = px.lit.str("raise");
  const utc = px.dt.replaceTimeZone(instant, "UTC", raise, "Raise");
  return px.dt.replaceTimeZone(px.dt.convertTimeZone(utc, zone), null, raise, "Raise");
}
/**
 * The instant at which the wall clock shows the time. A time that happens twice is the earlier instant; one that is
 * skipped moves forward by the length of the gap.
 */
export function toUtc(local: Px, zone: string): Px {
  const fixed = fixedOffsetSeconds(zone);
  if (fixed !== undefined) return fixed === 0 ? local : shifted(local, -fixed);
  const convert = (x: Px): Px => {
    const zoned = px.dt.replaceTimeZone(x, zone, px.lit.str("earliest"), "Null");
    return px.dt.replaceTimeZone(px.dt.convertTimeZone(zoned, "UTC"), null, px.lit.str("raise"), "Raise");
  };
  // In a gap the offset before it applies, which is the offset of the day before.
  const dayBefore = px.add(convert(px.sub(local, px.lit.duration(DAY_US))), px.lit.duration(DAY_US));
  return px.coalesce(convert(local), dayBefore);
}
