import { expect, test } from "vitest";
import { dateText, daysFromCivil } from "../types/calendar.ts";
import { compileSimple, simplePrinter, simpleReader } from "./simple-date-format.ts";

const read = (pattern: string, text: string): string | undefined => {
  const reading = simpleReader(pattern)(text);
  if (reading === undefined) return undefined;
  const clock = new Date(reading.secondOfDay * 1000 + reading.nanos / 1e6).toISOString().slice(11, 23);
  return `${dateText(reading.days)} ${clock}${reading.zone ?? ""}`;
};

test("numbers have as many digits as they like", () => {
  expect(read("yyyy-MM-dd", "2024-1-5")).toBe("2024-01-05 00:00:00.000");
  expect(read("yyyy-M-d", "24-01-05")).toBe("0024-01-05 00:00:00.000");
  expect(read("yyyyMMdd", "20240105")).toBe("2024-01-05 00:00:00.000");
});
test("a fraction counts milliseconds", () => {
  expect(read("ss.SSSS", "12.12")).toBe("1970-01-01 00:00:12.012");
});
test("what follows does not matter, what is lacking does", () => {
  expect(read("yyyy-MM-dd", "2024-01-05 and more")).toBe("2024-01-05 00:00:00.000");
  expect(read("yyyy-MM-dd", "2024-01")).toBeUndefined();
});
test("values out of range", () => {
  expect(read("yyyy-MM-dd", "2024-02-30")).toBeUndefined();
  expect(read("HH", "24")).toBeUndefined();
  expect(read("dd MM yyyy EEEEE", "22 05 2020 Friday")).toBe("2020-05-22 00:00:00.000");
  expect(read("dd MM yyyy E", "22 05 2020 Mon")).toBeUndefined();
});
test("names and zones", () => {
  expect(read("d/MMMMM/yyyy", "26/October/2015")).toBe("2015-10-26 00:00:00.000");
  expect(read("yyyy z", "2015 PST")).toBe("2015-01-01 00:00:00.000America/Los_Angeles");
  expect(read("yyyy X", "2015 +05")).toBe("2015-01-01 00:00:00.000+05:00");
});
test("quotes", () => {
  expect(compileSimple("yyyy 'o''clock' ''")).toEqual([{ letter: "y", count: 4 }, " o'clock '"]);
  expect(() => compileSimple("'open")).toThrow();
  expect(() => compileSimple("e")).toThrow();
});
test("printing", () => {
  const moment = { days: daysFromCivil(1582, 6, 1), secondOfDay: 13 * 3600, nanos: 7_000_000, offset: 0, zone: "UTC" };
  // The older classes keep to the Julian calendar before its end.
  expect(simplePrinter("E yyyy-MM-dd hh a SSSSSS D X Z")(moment)).toBe("Fri 1582-06-01 01 PM 000007 152 Z +0000");
});
