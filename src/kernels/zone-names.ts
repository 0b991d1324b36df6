/** Names of time zones in English, as Java prints and reads them (`z`, `zzzz`, `v`). */
import { fixedOffsetSeconds } from "../types/time-zone.ts";
import { zoneOffsets } from "./zone-offsets.ts";

/** Short names of standard and summer time, and the generic one, of zones that have names of their own. */
const SHORT: { readonly [zone: string]: readonly [standard: string, summer: string, generic: string] } = {
  "America/Los_Angeles": ["PST", "PDT", "PT"],
  "America/Denver": ["MST", "MDT", "MT"],
  "America/Phoenix": ["MST", "MDT", "MT"],
  "America/Chicago": ["CST", "CDT", "CT"],
  "America/New_York": ["EST", "EDT", "ET"],
  "America/Toronto": ["EST", "EDT", "ET"],
  "America/Halifax": ["AST", "ADT", "AT"],
  "America/Anchorage": ["AKST", "AKDT", "AKT"],
  "Pacific/Honolulu": ["HST", "HDT", "HST"],
  "America/Sao_Paulo": ["BRT", "BRST", "BRT"],
  "Europe/London": ["GMT", "BST", "GMT"],
  "Europe/Lisbon": ["WET", "WEST", "WET"],
  "Europe/Paris": ["CET", "CEST", "CET"],
  "Europe/Berlin": ["CET", "CEST", "CET"],
  "Europe/Madrid": ["CET", "CEST", "CET"],
  "Europe/Rome": ["CET", "CEST", "CET"],
  "Europe/Vienna": ["CET", "CEST", "CET"],
  "Europe/Zurich": ["CET", "CEST", "CET"],
  "Europe/Amsterdam": ["CET", "CEST", "CET"],
  "Europe/Brussels": ["CET", "CEST", "CET"],
  "Europe/Athens": ["EET", "EEST", "EET"],
  "Europe/Moscow": ["MSK", "MSD", "MSK"],
  CET: ["CET", "CEST", "CET"],
  "Asia/Tokyo": ["JST", "JDT", "JST"],
  "Asia/Seoul": ["KST", "KDT", "KST"],
  "Asia/Shanghai": ["CST", "CDT", "CST"],
  "Asia/Hong_Kong": ["HKT", "HKST", "HKT"],
  "Asia/Singapore": ["SGT", "SGST", "SGT"],
  "Asia/Kolkata": ["IST", "IST", "IST"],
  "Asia/Dubai": ["GST", "GDT", "GST"],
  "Australia/Sydney": ["AEST", "AEDT", "AET"],
  "Australia/Melbourne": ["AEST", "AEDT", "AET"],
  "Australia/Perth": ["AWST", "AWDT", "AWT"],
  "Pacific/Auckland": ["NZST", "NZDT", "NZT"],
  "Africa/Johannesburg": ["SAST", "SAST", "SAST"],
};
const UTC_NAMES: { readonly [zone: string]: string } = {
  UTC: "Coordinated Universal Time",
  "Etc/UTC": "Coordinated Universal Time",
  GMT: "Greenwich Mean Time",
};
/** What a short name means when read. */
const MEANING: { readonly [name: string]: string } = {
  PST: "America/Los_Angeles",
  PDT: "America/Los_Angeles",
  PT: "America/Los_Angeles",
  MST: "America/Denver",
  MDT: "America/Denver",
  CST: "America/Chicago",
  CDT: "America/Chicago",
  EST: "America/New_York",
  EDT: "America/New_York",
  CET: "Europe/Paris",
  CEST: "Europe/Paris",
  EET: "Europe/Athens",
  EEST: "Europe/Athens",
  WET: "Europe/Lisbon",
  WEST: "Europe/Lisbon",
  BST: "Europe/London",
  MSK: "Europe/Moscow",
  JST: "Asia/Tokyo",
  KST: "Asia/Seoul",
  IST: "Asia/Kolkata",
  HKT: "Asia/Hong_Kong",
  SGT: "Asia/Singapore",
  AEST: "Australia/Sydney",
  AEDT: "Australia/Sydney",
  NZST: "Pacific/Auckland",
  NZDT: "Pacific/Auckland",
  HST: "Pacific/Honolulu",
  AKST: "America/Anchorage",
  AKDT: "America/Anchorage",
  GMT: "GMT",
  UTC: "UTC",
  Z: "UTC",
};
export function zoneOfName(name: string): string | undefined {
  return MEANING[name.toUpperCase()];
}

const formats = new Map<string, Intl.DateTimeFormat>();
function intlName(zone: string, utcSeconds: number, style: "short" | "long" | "longGeneric" | "shortGeneric"): string {
  const key = `${zone} ${style}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: style });
    formats.set(key, format);
  }
  return format.formatToParts(new Date(utcSeconds * 1000)).find((p) => p.type === "timeZoneName")?.value ?? zone;
}
const summers = new Map<string, boolean>();
/** Whether an offset counts as summer time, which the platform's long names tell. */
function isSummer(zone: string, utcSeconds: number): boolean {
  if (fixedOffsetSeconds(zone) !== undefined) return false;
  const since = zoneOffsets(zone).since(utcSeconds);
  const key = `${zone} ${since}`;
  let found = summers.get(key);
  if (found === undefined) {
    const name = intlName(zone, since, "long");
    found = /^GMT[+-]/.test(name)
      ? isAhead(zone, since)
      : /Daylight|Summer/.test(name) || name === "Irish Standard Time";
    summers.set(key, found);
  }
  return found;
}
/** Ahead of the standard time of today, or of the lesser offset of this year's January and July where today has no other. */
function isAhead(zone: string, utcSeconds: number): boolean {
  const offsets = zoneOffsets(zone);
  const now = offsets.at(utcSeconds);
  const [winter, summer] = [false, true].map((s) => offsets.at(modernMoment(zone, s))) as [number, number];
  // Local mean times are no summer time, though they may be ahead.
  if (winter !== summer) return now > winter && now % 900 === 0;
  const half = 15_778_476;
  return now > Math.min(offsets.at(utcSeconds - half), offsets.at(utcSeconds + half));
}
/** A moment of 2024 in winter or summer time. */
function modernMoment(zone: string, summer: boolean): number {
  const offsets = zoneOffsets(zone);
  const [january, july] = [1_705_000_000, 1_720_000_000];
  return offsets.at(january) > offsets.at(july) === summer ? january : july;
}
export function zoneName(zone: string, utcSeconds: number, full: boolean, generic: boolean): string {
  if (zone in UTC_NAMES) return full ? (UTC_NAMES[zone] as string) : zone.replace("Etc/", "");
  if (fixedOffsetSeconds(zone) !== undefined) return zone;
  const known = SHORT[zone];
  if (!full && known !== undefined) return generic ? known[2] : isSummer(zone, utcSeconds) ? known[1] : known[0];
  // Names are those of today, however long ago the moment was.
  const today = modernMoment(zone, isSummer(zone, utcSeconds));
  return intlName(zone, today, generic ? (full ? "longGeneric" : "shortGeneric") : full ? "long" : "short");
}
