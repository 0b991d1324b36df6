/** Timestamps as the text formats write them unless told otherwise: to the millisecond, with the zone's offset. */
import { isUtc, localOf } from "../builtins/zone.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { ExpressionLowering } from "./expression-lowering.ts";

export const TIMESTAMP_FORMAT = "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]";
export const NTZ_FORMAT = "yyyy-MM-dd'T'HH:mm:ss[.SSS]";

/** The text of {@link NTZ_FORMAT}. */
export function localText(local: Px): Px {
  return px.dt.toString(local, "%Y-%m-%dT%H:%M:%S%.3f");
}
/** The text of {@link TIMESTAMP_FORMAT}. */
export function instantText(instant: Px, zone: string, cx: ExpressionLowering): Px {
  if (isUtc(zone)) return px.str.concatHorizontal([localText(instant), px.lit.str("Z")]);
  const given = cx.share(instant);
  const local = cx.share(localOf(given, zone, cx));
  const seconds = cx.share(
    px.floordiv(px.sub(px.cast(local, "Int64"), px.cast(given, "Int64")), px.lit.i64(1_000_000)),
  );
  const size = cx.share(px.abs(seconds));
  const sixty = px.lit.i64(60);
  const digits = (value: Px): Px => px.str.padStart(px.cast(value, "String"), px.lit.u32(2), "0");
  const sign = px.ternary(px.lt(seconds, px.lit.i64(0)), px.lit.str("-"), px.lit.str("+"));
  const hours = digits(px.floordiv(size, px.lit.i64(3600)));
  const minutes = digits(px.mod(px.floordiv(size, sixty), sixty));
  // Only local mean times have them.
  const rest = cx.share(px.mod(size, sixty));
  const ofMinute = px.str.concatHorizontal([px.lit.str(":"), digits(rest)]);
  const below = px.ternary(px.eq(rest, px.lit.i64(0)), px.lit.str(""), ofMinute);
  const offset = px.str.concatHorizontal([sign, hours, px.lit.str(":"), minutes, below]);
  const zoneText = px.ternary(px.eq(seconds, px.lit.i64(0)), px.lit.str("Z"), offset);
  return px.str.concatHorizontal([localText(local), zoneText]);
}
