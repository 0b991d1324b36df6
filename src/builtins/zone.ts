/** Between instants (UTC, as the engine keeps timestamps) and wall clocks of a time zone, as expressions. */
import { px, type Px } from "../polars/dsl.ts";
import { P_DATETIME } from "../polars/polars-type.ts";
import { fixedOffsetSeconds } from "../types/time-zone.ts";
import { inAllYears } from "./zone-future.ts";

/** What of a lowering's context the conversions use. */
export interface Sharing {
  share(value: Px): Px;
}
const DAY = px.lit.duration(86_400_000_000n);
const RAISE = px.lit.str("raise");

export function isUtc(zone: string): boolean {
  return fixedOffsetSeconds(zone) === 0;
}
function shifted(datetime: Px, seconds: number): Px {
  return seconds === 0 ? datetime : px.add(datetime, px.lit.duration(BigInt(seconds) * 1_000_000n));
}
/** UTC instants as the zone's wall clock. */
export function localOf(instant: Px, zone: string, cx: Sharing): Px {
  const fixed = fixedOffsetSeconds(zone);
  if (fixed !== undefined) return shifted(instant, fixed);
  return inAllYears(
    instant,
    zone,
    (x) => cx.share(x),
    (known) => {
      const utc = px.dt.replaceTimeZone(known, "UTC", RAISE, "Raise");
      return px.dt.replaceTimeZone(px.dt.convertTimeZone(utc, zone), null, RAISE, "Raise");
    },
  );
}
/** The wall clock as UTC instants: the earlier one where it shows twice, moved on by the gap where it never shows. */
export function instantOf(local: Px, zone: string, cx: Sharing): Px {
  const fixed = fixedOffsetSeconds(zone);
  if (fixed !== undefined) return shifted(local, -fixed);
  const direct = (x: Px): Px => {
    const zoned = px.dt.replaceTimeZone(x, zone, px.lit.str("earliest"), "Null");
    return px.dt.replaceTimeZone(px.dt.convertTimeZone(zoned, "UTC"), null, RAISE, "Raise");
  };
  return inAllYears(
    local,
    zone,
    (x) => cx.share(x),
    (known) => {
      const made = cx.share(direct(known));
      // In a gap the offset before it holds, which is that of the day before. Nulls cost nothing.
      const inGap = px.ternary(px.isNull(made), px.sub(known, DAY), px.lit.null(P_DATETIME));
      return px.coalesce(made, px.add(direct(inGap), DAY));
    },
  );
}
/** As {@link instantOf}, but of two moments with one wall clock the one with the offset that `before` has. */
export function instantLike(before: Px, local: Px, zone: string, cx: Sharing): Px {
  if (fixedOffsetSeconds(zone) !== undefined) return instantOf(local, zone, cx);
  const [from, to] = [cx.share(before), cx.share(local)];
  const kept = cx.share(px.sub(to, px.sub(localOf(from, zone, cx), from)));
  const holds = cx.share(px.eq(localOf(kept, zone, cx), to));
  // Nulls cost nothing.
  const other = px.ternary(holds, px.lit.null(P_DATETIME), to);
  return px.ternary(holds, kept, instantOf(other, zone, cx));
}
/** Microseconds since the epoch, and back. */
export function microsOf(datetime: Px): Px {
  return px.cast(datetime, "Int64", "nonstrict");
}
export function datetimeOf(micros: Px): Px {
  return px.cast(micros, P_DATETIME, "nonstrict");
}
