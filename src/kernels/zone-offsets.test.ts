import fc from "fast-check";
import { expect, test } from "vitest";
import { offsetMicros } from "../types/time-zone.ts";
import { zoneName } from "./zone-names.ts";
import { zoneOfId } from "./zone-id.ts";
import { zoneOffsets } from "./zone-offsets.ts";

const seconds = (text: string): number => Date.parse(`${text}Z`) / 1000;
const zones = [
  "America/New_York",
  "Europe/Paris",
  "Asia/Kolkata",
  "Pacific/Apia",
  "Africa/Casablanca",
  "+05:30",
  "UTC",
];

test("offsets are those of the platform", () => {
  const moments = fc.integer({ min: seconds("1850-01-01T00:00:00"), max: seconds("2100-01-01T00:00:00") });
  fc.assert(
    fc.property(moments, fc.constantFrom(...zones), (at, zone) => {
      expect(zoneOffsets(zone).at(at)).toBe(Number(offsetMicros(BigInt(at) * 1_000_000n, zone) / 1_000_000n));
    }),
    { numRuns: 300 },
  );
});
test("a wall clock that exists is found again", () => {
  const moments = fc.integer({ min: seconds("1970-01-01T00:00:00"), max: seconds("2040-01-01T00:00:00") });
  fc.assert(
    fc.property(moments, fc.constantFrom(...zones), (at, zone) => {
      const offsets = zoneOffsets(zone);
      const local = at + offsets.at(at);
      const back = offsets.toUtc(local);
      // Of two moments with one wall clock the earlier one.
      expect(back + offsets.at(back)).toBe(local);
      expect(back).toBeLessThanOrEqual(at);
    }),
    { numRuns: 300 },
  );
});
test("a wall clock that never shows moves on by the gap", () => {
  const zone = zoneOffsets("America/New_York");
  expect(zone.toUtc(seconds("2024-03-10T02:30:00"))).toBe(seconds("2024-03-10T07:30:00"));
  expect(zone.toUtc(seconds("2024-11-03T01:30:00"))).toBe(seconds("2024-11-03T05:30:00"));
});
test("Java's short ids", () => {
  expect(zoneOfId("PST")).toBe("America/Los_Angeles");
  expect(zoneOfId("EST")).toBe("-05:00");
  expect(zoneOfId("Nowhere/Land")).toBeUndefined();
});
test("names of zones", () => {
  const winter = seconds("1850-01-01T00:00:00");
  expect(zoneName("America/Los_Angeles", winter, true, false)).toBe("Pacific Standard Time");
  expect(zoneName("Asia/Tokyo", winter, false, false)).toBe("JST");
  expect(zoneName("UTC", winter, true, false)).toBe("Coordinated Universal Time");
});
