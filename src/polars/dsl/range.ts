/** `px.range.*`: numbers and moments in sequence. */
import { fn, type Px, type PxJson } from "../px.ts";
import { cast, len } from "./core.ts";
import { i64 } from "./literal.ts";
import { P_INT64, type PolarsType } from "../polars-type.ts";
import type { ClosedWindow } from "./rows.ts";

function rangeFn(name: PxJson, ...input: readonly Px[]): Px {
  return fn({ Range: name }, ...input);
}
/** A column from start up to end (not included). */
export function intRange(start: Px, end: Px, step = 1, type: PolarsType = P_INT64): Px {
  return rangeFn({ IntRange: { step, dtype: { Literal: type as PxJson } } }, start, end);
}
/** The rows' numbers, Int64 from 0. */
export function rowNumbers(): Px {
  return intRange(i64(0), cast(len(), P_INT64));
}
/** A list for each row, end not included. */
export function intRanges(start: Px, end: Px, step: Px, type: PolarsType = P_INT64): Px {
  return rangeFn({ IntRanges: { dtype: { Literal: type as PxJson } } }, start, end, step);
}
/** A span of calendar time: the same for all rows. */
export interface RangeInterval {
  readonly months?: number;
  readonly days?: number;
  readonly micros?: number | bigint;
  readonly negative?: boolean;
}
function intervalJson({ months = 0, days = 0, micros = 0, negative = false }: RangeInterval): PxJson {
  return { months, weeks: 0, days, nsecs: BigInt(micros) * 1000n, negative, parsed_int: false };
}
/** A list of dates for each row. */
export function dateRanges(start: Px, end: Px, interval: RangeInterval, closed: ClosedWindow = "Both"): Px {
  return rangeFn(
    { DateRanges: { interval: intervalJson(interval), closed, arg_type: "StartEndInterval" } },
    start,
    end,
  );
}
export function datetimeRanges(start: Px, end: Px, interval: RangeInterval, closed: ClosedWindow = "Both"): Px {
  const options = {
    interval: intervalJson(interval),
    closed,
    time_unit: "Microseconds",
    time_zone: null,
    arg_type: "StartEndInterval",
  };
  return rangeFn({ DatetimeRanges: options }, start, end);
}
