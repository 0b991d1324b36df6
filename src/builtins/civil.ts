/** Calendar arithmetic on integer expressions, in the proleptic Gregorian calendar. */
import type { LowerContext } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import { unsupported } from "../types/spark-error.ts";

const i = px.lit.i64;
/** Days since the epoch of year, month (1 to 12) and day (may lie outside the month); Int64 all. */
export function daysFromCivil(year: Px, month: Px, day: Px): Px {
  const early = px.le(month, i(2));
  const y = px.ternary(early, px.sub(year, i(1)), year);
  const m = px.add(month, px.ternary(early, i(9), i(-3)));
  const ofYear = px.floordiv(px.add(px.mul(i(153), m), i(2)), i(5));
  const leaps = px.add(px.sub(px.floordiv(y, i(4)), px.floordiv(y, i(100))), px.floordiv(y, i(400)));
  return px.add(px.add(px.mul(y, i(365)), leaps), px.add(ofYear, px.sub(day, i(719469))));
}
/** A part of a date, which the engine finds only in the years from -262143 to 262142: beyond them it would be null. */
export function partOf(date: Px, part: Px, cx: LowerContext): Px {
  const isBeyond = px.and(px.isNull(part), px.isNotNull(date));
  return cx.raiseIf(isBeyond, { error: () => unsupported("dates and their parts beyond the year 262143") }, part);
}
export function isLeap(year: Px): Px {
  const by = (n: number): Px => px.eq(px.mod(year, i(n)), i(0));
  return px.or(px.and(by(4), px.not(by(100))), by(400));
}
export function daysInMonth(year: Px, month: Px): Px {
  const usual = px.add(i(30), px.mod(px.add(month, px.floordiv(month, i(8))), i(2)));
  return px.ternary(px.eq(month, i(2)), px.ternary(isLeap(year), i(29), i(28)), usual);
}
/** A date that many months later, the day kept within the month. */
export function addMonths(date: Px, months: Px, share: (px: Px) => Px): Px {
  const long = (x: Px): Px => px.cast(x, "Int64", "nonstrict");
  const index = share(
    px.add(px.add(px.mul(long(px.dt.year(date)), i(12)), px.sub(long(px.dt.month(date)), i(1))), long(months)),
  );
  const year = px.floordiv(index, i(12));
  const month = px.add(px.mod(index, i(12)), i(1));
  const last = daysInMonth(year, month);
  const day = long(px.dt.day(date));
  return dateOfDays(daysFromCivil(year, month, px.ternary(px.gt(day, last), last, day)));
}
/** Days since the epoch as a date; they wrap at 32 bits as Spark's do. */
export function dateOfDays(days: Px): Px {
  return px.cast(px.cast(days, "Int32", "overflowing"), "Date", "nonstrict");
}
export function daysOf(date: Px): Px {
  return px.cast(date, "Int32", "nonstrict");
}
