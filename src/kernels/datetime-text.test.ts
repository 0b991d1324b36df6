import { describe, expect, test } from "vitest";
import { dateOfText, momentOfText, timeOfText } from "./datetime-text.ts";
import { microsOfText, monthsOfText } from "./interval-text.ts";

describe("dates", () => {
  test.each([
    ["1970-01-01", 0],
    ["2020", 18262],
    ["2020-1", 18262],
    ["2020-1-2", 18263],
    [" 2020-01-02 ", 18263],
    ["2020-01-02T", 18263],
    ["2020-01-02 anything", 18263],
    ["-0001-01-01", -719893],
    ["+12345-01-02", 3789392],
    ["2020-02-29", 18321],
  ])("%j", (text, days) => {
    expect(dateOfText(text)).toBe(days);
  });
  test.each([
    "",
    "20",
    "2020-",
    "2020-13-01",
    "2019-02-29",
    "2020-01-01x",
    "2020 01",
    "2020-1-1-1",
    "12345678-01-01",
    "a",
  ])("%j is none", (text) => {
    expect(dateOfText(text)).toBeUndefined();
  });
});

describe("moments", () => {
  test("the parts of a timestamp", () => {
    expect(momentOfText("1970-01-02 01:02:03.123456789")?.micros).toBe(90_123_123_456n);
    expect(momentOfText("1970-01-01T0:0:1")?.micros).toBe(1_000_000n);
    expect(momentOfText("1970-01-01 00:00:00+05:30")).toEqual({ micros: 0n, timeOnly: false, zone: "+05:30" });
    expect(momentOfText("1970-01-01 00:00:00.5 Europe/Berlin")?.zone).toBe("Europe/Berlin");
    expect(momentOfText("12:30")).toEqual({ micros: 45_000_000_000n, timeOnly: true, zone: undefined });
    expect(momentOfText("T12:30:00Z")?.zone).toBe("Z");
  });
  test.each([
    "",
    "x",
    "2020-01-01 24:00:00",
    "2020-01-01 10:61",
    "2020-01-01T10:11Z",
    "2020-01-01 00:00:00 Mars/Here",
    "2020-13-01",
  ])("%j is none", (text) => {
    expect(momentOfText(text)).toBeUndefined();
  });
  test("times of day", () => {
    expect(timeOfText("10:11:12.5")).toBe(36_672_500_000_000n);
    expect(timeOfText("T1:2:3")).toBe(3_723_000_000_000n);
    expect(timeOfText("25:00:00")).toBeUndefined();
  });
});

describe("intervals", () => {
  test("bare texts and literals of the same units", () => {
    expect(monthsOfText("1-2", 0, 1)).toBe(14n);
    expect(monthsOfText("INTERVAL -'1-2' YEAR TO MONTH", 0, 1)).toBe(-14n);
    expect(monthsOfText("5", 0, 0)).toBe(60n);
    expect(microsOfText("1 02:03:04.5", 0, 3)).toBe(93_784_500_000n);
    expect(microsOfText("interval '-3' day", 0, 0)).toBe(-259_200_000_000n);
    expect(microsOfText("1.5", 3, 3)).toBe(1_500_000n);
  });
  test.each([
    ["INTERVAL '5' DAY", 0, 3],
    ["x", 0, 0],
    ["1-2", 0, 3],
    ["1 24:00:00", 0, 3],
  ])("%j is none for %i to %i", (text, start, end) => {
    expect(microsOfText(text, start, end)).toBeUndefined();
  });
});
