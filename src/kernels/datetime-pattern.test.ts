import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateText, daysFromCivil } from "../types/calendar.ts";
import { compilePattern } from "./datetime-pattern.ts";
import { type Moment, printerOf } from "./datetime-pattern-format.ts";
import { readerOf } from "./datetime-pattern-parse.ts";
import { fastReaderOf } from "./datetime-fast-read.ts";

const print = (pattern: string, moment: Partial<Moment>): string =>
  printerOf(compilePattern(pattern, false))({ days: 0, secondOfDay: 0, nanos: 0, offset: 0, zone: "UTC", ...moment });
const read = (pattern: string, text: string): string | undefined => {
  const reading = readerOf(compilePattern(pattern, true))(text);
  if (reading === undefined) return undefined;
  const clock = new Date(reading.secondOfDay * 1000).toISOString().slice(11, 19);
  return `${dateText(reading.days)} ${clock}${reading.nanos === 0 ? "" : `.${reading.nanos}`}${reading.zone ?? ""}`;
};
const condition = (pattern: string, parsing: boolean): unknown => {
  try {
    compilePattern(pattern, parsing);
    return undefined;
  } catch (error) {
    return (error as { condition: unknown }).condition;
  }
};

describe("patterns", () => {
  test("what SimpleDateFormat knew comes with a hint", () => {
    const recognition = "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION";
    for (const pattern of ["YYYY", "ddd", "MMMMM", "yyyyyyy", "{"]) expect(condition(pattern, false)).toBe(recognition);
    expect(condition("E", true)).toBe(recognition);
    expect(condition("E", false)).toBeUndefined();
  });
  test("what nobody knows", () => {
    expect(condition("b", true)).toBe("INVALID_DATETIME_PATTERN.WITH_SUGGESTION");
    expect(condition("A", false)).toBe("INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER");
    expect(condition("'open", false)).toBe("INVALID_DATETIME_PATTERN.WITH_SUGGESTION");
  });
  test("letters between quotes are no letters", () => {
    expect(print("'Year' yyyy 'o''clock' ''", {})).toBe("Year 1970 o'clock '");
  });
});

describe("printing", () => {
  test("years", () => {
    const days = daysFromCivil(-44, 3, 15);
    expect(print("yyyy yy y", { days })).toBe("-0044 44 -44");
    expect(print("y G GGGG", { days })).toBe("45 BC Before Christ");
    expect(print("yyyy", { days: daysFromCivil(12024, 1, 1) })).toBe("+12024");
  });
  test("offsets", () => {
    const offset = -(7 * 3600 + 52 * 60 + 58);
    expect(print("X XX XXX XXXX XXXXX", { offset })).toBe("-0752 -0752 -07:52 -075258 -07:52:58");
    expect(print("x xx xxx Z ZZZZ O", { offset: 0 })).toBe("+00 +0000 +00:00 +0000 GMT GMT");
  });
});

describe("reading", () => {
  test("numbers side by side share their digits", () => {
    expect(read("yyyyMMddHHmmss", "20240102030405")).toBe("2024-01-02 03:04:05");
    expect(read("yyyyMMdd", "120240102")).toBeUndefined();
    expect(read("yyyyMMdd", "+120240102")).toBe("+12024-01-02 00:00:00");
  });
  test("the halves of a day", () => {
    expect(read("h a", "12 am")).toBe("1970-01-01 00:00:00");
    expect(read("hh", "03")).toBe("1970-01-01 03:00:00");
    expect(read("a", "PM")).toBe("1970-01-01 12:00:00");
    expect(read("kk", "24")).toBe("1970-01-01 00:00:00");
    expect(read("HH a", "10 PM")).toBeUndefined();
  });
  test("fractions may be shorter", () => {
    expect(read("ss.SSS", "01.5")).toBe("1970-01-01 00:00:01.500000000");
    expect(read("ss.SSS", "01.1234")).toBeUndefined();
    // Java gives the year all the digits that a fraction does not claim.
    expect(read("yyyyMMddHHmmssSSS", "20240102030405123")).toBeUndefined();
  });
  test("zones", () => {
    expect(read("yyyy XXX", "2024 -05:30")).toBe("2024-01-01 00:00:00-05:30");
    expect(read("yyyy VV", "2024 Asia/Tokyo")).toBe("2024-01-01 00:00:00Asia/Tokyo");
    expect(read("yyyy z", "2024 PST")).toBe("2024-01-01 00:00:00America/Los_Angeles");
    expect(read("yyyy XXX", "2024 +25:00")).toBeUndefined();
  });
  test("dates that do not exist", () => {
    expect(read("yyyy-MM-dd", "2023-02-29")).toBeUndefined();
    expect(read("D yyyy", "366 2023")).toBeUndefined();
    expect(read("yyyy-MM-dd", "2024-1-01")).toBeUndefined();
  });

  const moments = fc.record({
    days: fc.integer({ min: daysFromCivil(1, 1, 1), max: daysFromCivil(9999, 12, 31) }),
    secondOfDay: fc.integer({ min: 0, max: 86399 }),
    nanos: fc.integer({ min: 0, max: 999_999 }).map((micros) => micros * 1000),
  });
  test("what was printed is read back", () => {
    const patterns = [
      "yyyy-MM-dd HH:mm:ss.SSSSSS",
      "d/M/y h:m:s a SSSSSS",
      "yyyyMMddHHmmss.SSSSSS",
      "dd MMMM yyyy KK-mm-ss a.SSSSSS",
    ];
    fc.assert(
      fc.property(moments, fc.constantFrom(...patterns), (moment, pattern) => {
        const reading = readerOf(compilePattern(pattern, true))(print(pattern, moment));
        expect(reading).toMatchObject(moment);
      }),
    );
  });
  test("the fast reader agrees with the general one", () => {
    const texts = fc.oneof(
      moments.map((m) => print("yyyy-MM-dd HH:mm:ss.SSSSSS", m)),
      fc.string({ unit: fc.constantFrom("0", "1", "2", "9", "-", ":", " ", "."), minLength: 19, maxLength: 26 }),
    );
    const items = compilePattern("yyyy-MM-dd HH:mm:ss.SSSSSS", true);
    const [fast, general] = [fastReaderOf(items)!, readerOf(items)];
    fc.assert(
      fc.property(texts, (text) => {
        const out = { days: 0, secondOfDay: 0, nanos: 0 };
        const bytes = Buffer.from(text);
        if (fast(bytes, 0, bytes.length, out)) expect(general(text)).toMatchObject(out);
      }),
    );
  });
  test("only patterns of fixed numbers are read fast", () => {
    for (const pattern of ["yyyy-M-d", "yy-MM-dd", "yyyy-MM-dd a", "SSS yyyy", "yyyy[-MM]", "yyyyMMddHHmmssSSS"]) {
      expect(fastReaderOf(compilePattern(pattern, true))).toBeUndefined();
    }
  });
});
