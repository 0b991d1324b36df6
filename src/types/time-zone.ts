/** Offsets of time zones by the platform's own zone data (Intl). */
import { daysFromCivil } from "./calendar.ts";

const FIXED = /^(?:(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?)$/i;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Seconds east of UTC for a fixed-offset zone id (`+05:30`, `UTC-3`, `Z`), else undefined. */
export function fixedOffsetSeconds(zone: string): number | undefined {
  if (/^(Z|UTC|GMT|UT)$/i.test(zone)) return 0;
  const m = FIXED.exec(zone);
  if (m === null) return undefined;
  const s = Number(m[2]) * 3600 + Number(m[3] ?? 0) * 60 + Number(m[4] ?? 0);
  return s > 18 * 3600 ? undefined : m[1] === "-" ? -s : s;
}
function format(zone: string): Intl.DateTimeFormat {
  let f = formats.get(zone);
  if (f === undefined) {
    f = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      numberingSystem: "latn",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      hourCycle: "h23",
    });
    formats.set(zone, f);
  }
  return f;
}
/** Whether the zone id is known: a region of the tz database or a fixed offset. */
export function isTimeZone(zone: string): boolean {
  if (fixedOffsetSeconds(zone) !== undefined) return true;
  try {
    format(zone);
    return true;
  } catch {
    return false;
  }
}
const LAST_SECOND = 8.64e12;
/** The seconds of 400 years. */
const CYCLE = 146_097 * 86_400;

/** Microseconds to add to a UTC instant to get local time in the zone. */
export function offsetMicros(utcMicros: bigint, zone: string): bigint {
  const fixed = fixedOffsetSeconds(zone);
  if (fixed !== undefined) return BigInt(fixed) * 1_000_000n;
  let seconds = Number(utcMicros / 1_000_000n);
  if (utcMicros % 1_000_000n < 0n) seconds -= 1;
  // JavaScript's dates end in the year 275760. Rules of zones, and the calendar, begin anew every 400 years.
  const beyond = Math.ceil(Math.max(0, Math.abs(seconds) - LAST_SECOND) / CYCLE) * CYCLE;
  seconds -= Math.sign(seconds) * beyond;
  const part: { [type: string]: string } = {};
  for (const p of format(zone).formatToParts(new Date(seconds * 1000))) part[p.type] = p.value;
  const year = part["era"] === "BC" || part["era"] === "B" ? 1 - Number(part["year"]) : Number(part["year"]);
  const days = daysFromCivil(year, Number(part["month"]), Number(part["day"]));
  const local = days * 86400 + Number(part["hour"]) * 3600 + Number(part["minute"]) * 60 + Number(part["second"]);
  return BigInt(local - seconds) * 1_000_000n;
}
/** Local microseconds to the UTC instant; in a gap the time moves forward, in an overlap the earlier instant is taken. */
export function localToUtcMicros(local: bigint, zone: string): bigint {
  const day = 86_400_000_000n;
  const before = offsetMicros(local - day, zone);
  const after = offsetMicros(local + day, zone);
  const first = local - before;
  if (before === after) {
    const direct = offsetMicros(first, zone);
    return direct === before ? first : local - direct;
  }
  if (offsetMicros(first, zone) === before) return first;
  const second = local - after;
  return offsetMicros(second, zone) === after ? second : first;
}
