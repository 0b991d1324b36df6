import { expect, it } from "vitest";
import { CalendarInterval } from "./calendar-interval.ts";

it.each([
  [new CalendarInterval(14, 25, 0n), "1 years 2 months 25 days"],
  [new CalendarInterval(0, 0, 0n), "0 seconds"],
  [new CalendarInterval(-14, -3, -3_723_000_001n), "-1 years -2 months -3 days -1 hours -2 minutes -3.000001 seconds"],
  [new CalendarInterval(0, 0, 500_000), "0.5 seconds"],
  [new CalendarInterval(0, 0, -1), "-0.000001 seconds"],
])("%o prints as in Spark", (interval, text) => {
  expect(interval.toString()).toBe(text);
});
