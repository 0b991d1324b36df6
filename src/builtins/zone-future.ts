/**
 * Years beyond the engine's table of time zones, which ends in 2100 where the rules of summer time go on. The Gregorian
 * calendar repeats every 28 years within a century: such a moment is looked up as the one of 2072 to 2100 with the same
 * month, day and weekday, and comes back by the same distance.
 */
import { px, type Px } from "../polars/dsl.ts";
import { P_DATETIME } from "../polars/polars-type.ts";
import { daysFromCivil } from "../types/calendar.ts";
import { offsetMicros } from "../types/time-zone.ts";

const DAY_US = 86_400_000_000n;
/** Years begin in March here: a leap day is the last of its year. */
const FIRST = 2072;
const CYCLE_YEARS = 28;
const CYCLE_DAYS = 10_227;
const CENTURY_DAYS = 36_524;
const FOUR_CENTURIES_DAYS = 146_097;
/** A century is as many weekdays ahead as four years are: 5. */
const AHEAD_DAYS = CENTURY_DAYS - 1461;
/** Since when moments are looked up elsewhere. */
const LIMIT = micros(daysFromCivil(2100, 3, 1));

function micros(days: number): bigint {
  return BigInt(days) * DAY_US;
}
function march(year: number): number {
  return daysFromCivil(year, 3, 1);
}
/** The offset in the middle of each month of a year. */
function monthly(zone: string, year: number): readonly bigint[] {
  return Array.from({ length: 12 }, (_, i) => offsetMicros(micros(march(year) + 14 + Math.floor(i * 30.5)), zone));
}
function same(a: readonly bigint[], b: readonly bigint[]): boolean {
  return a.every((offset, i) => offset === b[i]);
}
/**
 * For each year of the cycle the days to another one that begins with the same weekday and has the rules of all later
 * years; undefined where there is no summer time in these.
 */
function substitutes(zone: string): readonly number[] | undefined {
  const last = monthly(zone, 2500);
  if (last.every((offset) => offset === last[0])) return undefined;
  const years = Array.from({ length: CYCLE_YEARS }, (_, i) => FIRST + i);
  const steady = new Set(years.filter((year) => same(monthly(zone, year), monthly(zone, year + 400))));
  return years.map((year) => {
    if (steady.has(year)) return 0;
    const other = years.find((y) => steady.has(y) && (march(y) - march(year)) % 7 === 0) ?? year;
    return march(other) - march(year);
  });
}
const known = new Map<string, readonly number[] | undefined>();
function substitutesOf(zone: string): readonly number[] | undefined {
  if (!known.has(zone)) known.set(zone, substitutes(zone));
  return known.get(zone);
}

/** Converts a datetime by `convert`, which knows the zone until 2100. */
export function inAllYears(datetime: Px, zone: string, share: (x: Px) => Px, convert: (known: Px) => Px): Px {
  const others = substitutesOf(zone);
  if (others === undefined) return convert(datetime);
  const { i64 } = px.lit;
  const days = (n: number): Px => i64(micros(n));
  const given = share(px.cast(datetime, "Int64"));
  const past = share(px.mod(px.sub(given, days(march(2000))), days(FOUR_CENTURIES_DAYS)));
  const centuries = [1, 2, 3].map((n) => px.cast(px.ge(past, days(n * CENTURY_DAYS)), "Int64"));
  const ahead = px.mul(centuries.reduce(px.add), days(AHEAD_DAYS));
  // 2000 begins with the weekday of 2084.
  const regular = px.add(px.sub(past, ahead), days(march(2084) - march(FIRST)));
  const inCycle = share(px.mod(regular, days(CYCLE_DAYS)));
  let target = px.add(inCycle, days(march(FIRST)));
  for (const [i, other] of others.entries()) {
    const step = other - (others[i - 1] ?? 0);
    if (step === 0) continue;
    const from = px.ge(inCycle, days(march(FIRST + i) - march(FIRST)));
    target = px.add(target, px.mul(px.cast(from, "Int64"), days(step)));
  }
  const inTable = share(px.ternary(px.ge(given, i64(LIMIT)), target, given));
  const made = px.cast(convert(px.cast(inTable, P_DATETIME)), "Int64");
  return px.cast(px.add(made, px.sub(given, inTable)), P_DATETIME);
}
