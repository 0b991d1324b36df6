import { describe, expect, it } from "vitest";
import { SparkError } from "../types/spark-error.ts";
import { parseExpression } from "./index.ts";
import { expressionOf } from "./testing.ts";

function value(sql: string): [value: unknown, type: string] {
  const node = expressionOf(sql);
  if (node.kind !== "Literal") throw new Error(`${node.kind}: ${sql}`);
  return [node.value, node.dataType.simpleString()];
}
function condition(sql: string): string | null {
  try {
    parseExpression(sql);
  } catch (error) {
    if (error instanceof SparkError) return error.condition;
    throw error;
  }
  return "no error";
}

describe("numbers", () => {
  it.each<[string, unknown, string]>([
    ["1", 1, "int"],
    ["-2147483648", -2147483648, "int"],
    ["2147483648", 2147483648n, "bigint"],
    ["-9223372036854775808", -9223372036854775808n, "bigint"],
    ["9223372036854775808", 9223372036854775808n, "decimal(19,0)"],
    ["1L", 1n, "bigint"],
    ["-128Y", -128, "tinyint"],
    ["32767S", 32767, "smallint"],
    ["1.50", 150n, "decimal(3,2)"],
    [".05", 5n, "decimal(2,2)"],
    ["5.", 5n, "decimal(1,0)"],
    ["-0.1BD", -1n, "decimal(1,1)"],
    ["1e3", 1000, "double"],
    ["1.5F", 1.5, "float"],
    ["0.1f", Math.fround(0.1), "float"],
    ["1E3BD", 1000n, "decimal(4,0)"],
  ])("%s", (sql, number, type) => {
    expect(value(sql)).toEqual([number, type]);
  });
  it.each([
    ["128Y", "INVALID_NUMERIC_LITERAL_RANGE"],
    ["9223372036854775808L", "INVALID_NUMERIC_LITERAL_RANGE"],
    ["1e999", "INVALID_NUMERIC_LITERAL_RANGE"],
    ["123456789012345678901234567890123456789", "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION"],
  ])("%s is refused", (sql, want) => {
    expect(condition(sql)).toBe(want);
  });
});

describe("strings", () => {
  it.each([
    ["'a' 'b' \"c\"", "abc"],
    ["'it''s'", "it's"],
    ['"x""y"', 'x"y'],
    [String.raw`'\n\t\'\\\"'`, "\n\t'\\\""],
    [String.raw`'\u0041\U0001F600\101'`, "A😀A"],
    [String.raw`'\%\_\x'`, String.raw`\%\_x`],
    [String.raw`r'\n'`, String.raw`\n`],
  ])("%s", (sql, text) => {
    expect(value(sql)).toEqual([text, "string"]);
  });
  it("keeps backslashes where the session wants it", () => {
    expect(expressionOf(String.raw`'a\n'`, { escapedStringLiterals: true })).toMatchObject({ value: String.raw`a\n` });
  });
  it("takes double quotes for names where the session wants it", () => {
    expect(expressionOf('"a b"', { doubleQuotedIdentifiers: true })).toMatchObject({ nameParts: ["a b"] });
  });
});

describe("typed literals", () => {
  it("reads fixed values", () => {
    expect(value("DATE '1970-01-02'")).toEqual([1, "date"]);
    expect(value("DATE '2020-2'")).toEqual([18293, "date"]);
    expect(value("TIMESTAMP_NTZ '1970-01-01 00:00:01.5'")).toEqual([1_500_000n, "timestamp_ntz"]);
    expect(value("TIMESTAMP_LTZ '1970-01-01 01:00:00+01:00'")).toEqual([0n, "timestamp"]);
    expect(value("TIME '12:13'")).toEqual([43_980_000_000_000n, "time(6)"]);
    expect(value("TIME '1:2:3 PM'")).toEqual([46_923_000_000_000n, "time(6)"]);
    expect(value("X'ABC'")).toEqual([new Uint8Array([0x0a, 0xbc]), "binary"]);
  });
  it("leaves to the analyzer what depends on the session", () => {
    expect(expressionOf("TIMESTAMP '2020-01-01'")).toMatchObject({
      nameParts: ["timestamp_literal"],
      arguments: [{ value: "2020-01-01" }],
    });
    expect(expressionOf("DATE 'today'")).toMatchObject({ nameParts: ["date_literal"] });
  });
  it.each([
    ["DATE '2020-02-30'", "INVALID_TYPED_LITERAL"],
    ["TIMESTAMP '2020-01-01 25:00'", "INVALID_TYPED_LITERAL"],
    ["TIME '24:00'", "INVALID_TYPED_LITERAL"],
    ["X'0G'", "INVALID_TYPED_LITERAL"],
    ["GEO 'x'", "UNSUPPORTED_TYPED_LITERAL"],
    ["DATE 'x' +", "PARSE_SYNTAX_ERROR"],
  ])("%s is refused", (sql, want) => {
    expect(condition(sql)).toBe(want);
  });
});

describe("intervals", () => {
  const DAY = 86_400_000_000n;
  it.each<[string, unknown, string]>([
    ["INTERVAL 1 DAY 2 HOURS", DAY + 7_200_000_000n, "interval day to hour"],
    ["INTERVAL '3 days 4 hours'", 3n * DAY + 14_400_000_000n, "interval day to hour"],
    ["INTERVAL 'interval 1 day'", DAY, "interval day"],
    ["INTERVAL '1-2' YEAR TO MONTH", 14, "interval year to month"],
    ["INTERVAL -'1' YEAR", -12, "interval year"],
    ["INTERVAL - '-1' YEAR", 12, "interval year"],
    ["INTERVAL 2 YEARS 1 MONTH", 25, "interval year to month"],
    ["INTERVAL '1 02:03:04.5' DAY TO SECOND", DAY + 7_384_500_000n, "interval day to second"],
    ["INTERVAL '-61:05' HOUR TO MINUTE", -219_900_000_000n, "interval hour to minute"],
    ["INTERVAL 1 WEEK", 7n * DAY, "interval day"],
    ["INTERVAL 1.5 SECONDS", 1_500_000n, "interval second"],
    ["INTERVAL 5 MILLISECONDS", 5000n, "interval second"],
  ])("%s", (sql, number, type) => {
    expect(value(sql)).toEqual([number, type]);
  });
  it("gives calendar intervals where the session wants them", () => {
    expect(expressionOf("INTERVAL 1 MONTH 1 DAY", { legacyInterval: true })).toMatchObject({
      value: { months: 1, days: 1, microseconds: 0n },
      dataType: { kind: "interval" },
    });
  });
  it.each([
    ["INTERVAL 'abc'", "INVALID_TYPED_LITERAL"],
    ["INTERVAL 1.5 DAY", "INVALID_INTERVAL_FORMAT.INVALID_FRACTION"],
    ["INTERVAL '' DAY", "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER"],
    ["INTERVAL 10 NANOSECONDS", "INVALID_INTERVAL_FORMAT.INVALID_UNIT"],
    ["INTERVAL 99999999999 DAY", "INVALID_INTERVAL_FORMAT.ARITHMETIC_EXCEPTION"],
    ["INTERVAL '1' YEAR TO MONTH", "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING"],
    ["INTERVAL '1 2:3' DAY TO SECOND", "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE"],
    ["INTERVAL '1' YEAR TO SECOND", "INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION"],
    ["INTERVAL 106751992 DAY", "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION"],
    ["INTERVAL 1 FORTNIGHT", "PARSE_SYNTAX_ERROR"],
  ])("%s is refused", (sql, want) => {
    expect(condition(sql)).toBe(want);
  });
});
