import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkCast } from "../../logical/cast-rules.ts";
import { literal } from "../../logical/build.ts";
import type { EvalMode } from "../../logical/expression.ts";
import type { Plain } from "../../polars/testing.ts";
import {
  ArrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  type DataType,
  DATE,
  DayTimeIntervalType,
  DecimalType,
  DOUBLE,
  FLOAT,
  INT,
  INTERVAL_DT,
  INTERVAL_YM,
  LONG,
  MapType,
  SHORT,
  STRING,
  StructField,
  StructType,
  TIME,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "../../types/data-type.ts";
import { dateText, decimalText, doubleText, timestampText } from "../../types/calendar.ts";
import { SparkError } from "../../types/spark-error.ts";
import { call, cast, columnOf, evaluate } from "../testing.ts";

function casted(from: DataType, to: DataType, values: readonly Plain[], mode: EvalMode = "try"): Plain[] {
  const x = columnOf("x", from);
  return evaluate(cast(x, to, mode), [[x, values]]);
}
function errorOf(from: DataType, to: DataType, value: Plain): SparkError {
  try {
    casted(from, to, [value], "ansi");
  } catch (error) {
    if (error instanceof SparkError) return error;
    throw error;
  }
  throw new Error("nothing was raised");
}
const decimal = (p: number, s: number): DecimalType => new DecimalType(p, s);

describe("strings to numbers", () => {
  test("blanks at the ends and signs are read; everything else is null or an error", () => {
    const texts = [" 12 ", "+5", "-0", "2147483648", "1.5", "", "x", "\t7\n", null];
    expect(casted(STRING, INT, texts)).toEqual([12, 5, 0, null, null, null, null, 7, null]);
    const error = errorOf(STRING, INT, " x ");
    expect(error.condition).toBe("CAST_INVALID_INPUT");
    expect(error.messageParameters).toMatchObject({ expression: "' x '", sourceType: '"STRING"', targetType: '"INT"' });
  });
  test("without ANSI a fraction is dropped", () => {
    const texts = ["1.5", "-1.9", ".5", ".", "1.", "1.a", "-", "300"];
    expect(casted(STRING, INT, texts, "legacy")).toEqual([1, -1, 0, 0, 1, null, null, 300]);
    expect(casted(STRING, BYTE, ["300", "7.9"], "legacy")).toEqual([null, 7]);
  });
  test("doubles as Java reads them", () => {
    const texts = ["1e3", "1.5d", "1f", ".5", "5.", "Infinity", "-inf", "NaN", " 1 ", "x"];
    expect(casted(STRING, DOUBLE, texts)).toEqual([1000, 1.5, 1, 0.5, 5, Infinity, -Infinity, NaN, 1, null]);
  });
  test("decimals: half up, too large, no number", () => {
    expect(casted(STRING, decimal(5, 2), ["12.345", "-12.345", "1e2", " .5 ", "1234.5", "x"])).toEqual([
      1235n,
      -1235n,
      10000n,
      50n,
      null,
      null,
    ]);
    expect(errorOf(STRING, decimal(5, 2), "1234.5").condition).toBe("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION");
    expect(errorOf(STRING, decimal(5, 2), "x").condition).toBe("CAST_INVALID_INPUT");
  });
  test("booleans", () => {
    expect(casted(STRING, BOOLEAN, ["yes", " T ", "0", "N", "maybe", null])).toEqual([
      true,
      true,
      false,
      false,
      null,
      null,
    ]);
    expect(errorOf(STRING, BOOLEAN, "maybe").condition).toBe("CAST_INVALID_INPUT");
  });
});

describe("numbers to numbers", () => {
  test("integers that do not fit: error, null, or the low bits", () => {
    expect(casted(INT, BYTE, [127n, 128n, -129n, null])).toEqual([127, null, null, null]);
    expect(casted(INT, BYTE, [300n, -129n], "legacy")).toEqual([44, 127]);
    expect(errorOf(LONG, INT, 3000000000n).messageParameters).toMatchObject({
      value: "3000000000L",
      targetType: '"INT"',
    });
  });
  test("floats: cut towards zero; Java's ends of the range without ANSI", () => {
    expect(casted(DOUBLE, INT, [1.9, -1.9, 2147483647.9, 1e10, Number.NaN])).toEqual([1, -1, 2147483647, null, null]);
    expect(casted(DOUBLE, INT, [1e10, Number.NaN, -1e10], "legacy")).toEqual([2147483647, 0, -2147483648]);
    expect(casted(DOUBLE, BYTE, [300.7, 1e10], "legacy")).toEqual([44, -1]);
    expect(errorOf(DOUBLE, INT, 1e12).messageParameters).toMatchObject({ value: "1.0E12D" });
    expect(errorOf(DOUBLE, INT, 1e12).condition).toBe("CAST_OVERFLOW");
  });
  test("decimals to decimals: any value, shape and shape", () => {
    const shape = fc
      .integer({ min: 1, max: 18 })
      .chain((p) => fc.tuple(fc.constant(p), fc.integer({ min: 0, max: p })));
    fc.assert(
      fc.property(
        shape,
        shape,
        fc.array(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), { minLength: 1 }),
        (from, to, given) => {
          const values = given.map((v) => v % 10n ** BigInt(from[0]));
          const got = casted(decimal(...from), decimal(...to), values);
          const want = values.map((v) => {
            const shift = to[1] - from[1];
            const unit = 10n ** BigInt(Math.abs(shift));
            const scaled = shift >= 0 ? v * unit : (v < 0n ? v - unit / 2n : v + unit / 2n) / unit;
            const limit = 10n ** BigInt(to[0]);
            return scaled >= limit || scaled <= -limit ? null : scaled;
          });
          expect(got).toEqual(want);
        },
      ),
      { numRuns: 60 },
    );
  });
  test("decimals to integers and doubles", () => {
    expect(casted(decimal(10, 2), INT, [199n, -199n, null])).toEqual([1, -1, null]);
    expect(casted(decimal(6, 1), BYTE, [123456n], "legacy")).toEqual([57]);
    expect(errorOf(decimal(6, 1), BYTE, 123456n).messageParameters).toMatchObject({ value: "12345.6BD" });
    expect(casted(decimal(18, 17), DOUBLE, [123456789012345678n])).toEqual([Number("1.23456789012345678")]);
  });
  test("integers and floats to decimals", () => {
    expect(casted(INT, decimal(3, 0), [999n, 1000n, -1000n])).toEqual([999n, null, null]);
    expect(casted(DOUBLE, decimal(5, 2), [1.005, 12.345, Number.NaN, 1234.5])).toEqual([101n, 1235n, null, null]);
    expect(errorOf(INT, decimal(3, 0), 1000n).messageParameters).toMatchObject({ value: "1000", precision: "3" });
  });
});

describe("texts of values", () => {
  test("doubles as Java writes them", () => {
    const values = [1e10, 0.1, 1e7, 0.001, 9.999e-4, Number.NaN, -Infinity, -0, 123456789, 1e-300, 2 ** 62, null];
    const texts = [
      "1.0E10",
      "0.1",
      "1.0E7",
      "0.001",
      "9.999E-4",
      "NaN",
      "-Infinity",
      "-0.0",
      "1.23456789E8",
      "1.0E-300",
      "4.6116860184273879E18",
      null,
    ];
    expect(casted(DOUBLE, STRING, values)).toEqual(texts);
    expect(casted(FLOAT, STRING, [Math.fround(1.1), 2147483648, 16777216])).toEqual([
      "1.1",
      "2.14748365E9",
      "1.6777216E7",
    ]);
  });
  test("any double that is no power of two and below 2^53", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, max: 2 ** 52, min: -(2 ** 52) }), { minLength: 1 }), (given) => {
        const values = given.filter((x) => Math.abs(x) > 1e-300 && !Number.isInteger(Math.log2(Math.abs(x))));
        fc.pre(values.length > 0);
        expect(casted(DOUBLE, STRING, values)).toEqual(values.map(doubleText));
      }),
      { numRuns: 60 },
    );
  });
  test("decimals", () => {
    expect(casted(decimal(10, 2), STRING, [150n, -5n, 0n])).toEqual(["1.50", "-0.05", "0.00"]);
    expect(casted(decimal(10, 8), STRING, [1n, 123n, 0n, -12n], "legacy")).toEqual([
      "1E-8",
      "0.00000123",
      "0E-8",
      "-1.2E-7",
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), { minLength: 1 }),
        fc.integer({ min: 0, max: 18 }),
        (values, scale) => {
          expect(casted(decimal(18, scale), STRING, values)).toEqual(values.map((v) => decimalText(v, scale)));
        },
      ),
      { numRuns: 40 },
    );
  });
  test("dates and timestamps of any year", () => {
    const days = fc.integer({ min: -719_528 - 400_000, max: 4_000_000 });
    fc.assert(
      fc.property(fc.array(days, { minLength: 1 }), fc.bigInt({ min: 0n, max: 86_399_999_999n }), (list, time) => {
        expect(casted(DATE, STRING, list.map(BigInt))).toEqual(list.map(dateText));
        const micros = list.map((n) => BigInt(n) * 86_400_000_000n + time);
        expect(casted(TIMESTAMP_NTZ, STRING, micros)).toEqual(micros.map(timestampText));
      }),
      { numRuns: 40 },
    );
  });
  test("intervals", () => {
    expect(casted(INTERVAL_DT, STRING, [93_784_500_000n, -1n])).toEqual([
      "INTERVAL '1 02:03:04.5' DAY TO SECOND",
      "INTERVAL '-0 00:00:00.000001' DAY TO SECOND",
    ]);
    expect(casted(new DayTimeIntervalType(1, 1), STRING, [3_600_000_000n])).toEqual(["INTERVAL '01' HOUR"]);
    expect(casted(INTERVAL_YM, STRING, [14n, -14n])).toEqual([
      "INTERVAL '1-2' YEAR TO MONTH",
      "INTERVAL '-1-2' YEAR TO MONTH",
    ]);
    expect(casted(TIME, STRING, [36_672_500_000_000n, 0n])).toEqual(["10:11:12.5", "00:00:00"]);
  });
  test("arrays, maps, structs", () => {
    const point = new StructType([new StructField("a", INT), new StructField("b", STRING)]);
    expect(casted(new ArrayType(INT), STRING, [[1n, null], [], null])).toEqual(["[1, null]", "[]", null]);
    expect(casted(point, STRING, [{ f0: 1n, f1: null }, null])).toEqual(["{1, null}", null]);
    expect(casted(new MapType(STRING, DOUBLE), STRING, [[{ f0: "a", f1: 1.5 }]])).toEqual(["{a -> 1.5}"]);
  });
  test("the form of show()", () => {
    const bytes = columnOf("y", BINARY);
    expect(evaluate(call("to_pretty_string", [bytes]), [[bytes, [new Uint8Array([49, 50]), null]]])).toEqual([
      "[31 32]",
      "NULL",
    ]);
    const list = columnOf("l", new ArrayType(INT));
    expect(evaluate(call("to_pretty_string", [list]), [[list, [[1n, null]]]])).toEqual(["[1, NULL]"]);
  });
  test("binaries", () => {
    expect(casted(STRING, BINARY, ["é", null])).toEqual([new Uint8Array([0xc3, 0xa9]), null]);
    expect(casted(SHORT, BINARY, [257n], "legacy")).toEqual([new Uint8Array([1, 1])]);
  });
});

describe("dates, timestamps and intervals", () => {
  test("texts and back", () => {
    expect(casted(STRING, DATE, ["2020-1-2", "2020-13-01", "x", null])).toEqual([18263, null, null, null]);
    expect(casted(STRING, TIMESTAMP, ["1970-01-01 00:00:00+01:00", "1970-01-01 00:00:01", "x"])).toEqual([
      -3_600_000_000n,
      1_000_000n,
      null,
    ]);
    expect(casted(STRING, TIMESTAMP_NTZ, ["1970-01-01 00:00:00+01:00", "10:00"])).toEqual([0n, null]);
    expect(casted(STRING, INTERVAL_YM, ["1-2", "x"])).toEqual([14, null]);
    expect(errorOf(STRING, DATE, "x").condition).toBe("CAST_INVALID_INPUT");
    expect(errorOf(STRING, INTERVAL_DT, "x").condition).toBe(
      "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE",
    );
  });
  test("timestamps and numbers", () => {
    expect(casted(TIMESTAMP, LONG, [-500_000n, 1_999_999n])).toEqual([-1n, 1n]);
    expect(casted(TIMESTAMP, DOUBLE, [1_500_000n])).toEqual([1.5]);
    expect(casted(DOUBLE, TIMESTAMP, [1.5, Number.NaN], "legacy")).toEqual([1_500_000n, null]);
    expect(casted(decimal(10, 7), TIMESTAMP, [11234567n])).toEqual([1_123_456n]);
  });
  test("intervals and numbers take the unit of their last field", () => {
    expect(casted(INT, new DayTimeIntervalType(0, 0), [5n])).toEqual([432_000_000_000n]);
    expect(casted(INTERVAL_DT, INT, [93_784_500_000n])).toEqual([93784]);
    expect(casted(INTERVAL_DT, new DayTimeIntervalType(0, 0), [93_784_500_000n])).toEqual([86_400_000_000n]);
    expect(errorOf(INT, new DayTimeIntervalType(0, 0), 106751992n).condition).toBe("CAST_OVERFLOW");
  });
});

describe("nested", () => {
  test("element by element, errors too", () => {
    const [from, to] = [new ArrayType(STRING), new ArrayType(INT)];
    expect(casted(from, to, [["1", "x", null], [], null])).toEqual([[1, null, null], [], null]);
    expect(errorOf(from, to, ["1", "x"]).condition).toBe("CAST_INVALID_INPUT");
    expect(casted(from, new ArrayType(DATE), [["1970-01-02", "x"], null])).toEqual([[1, null], null]);
  });
});

describe("casts that Spark refuses", () => {
  const raise = (from: DataType, to: DataType, mode: EvalMode): string | null => {
    try {
      const e = literal(null, from);
      checkCast(from, to, mode, cast(e, to, mode));
    } catch (error) {
      return (error as SparkError).condition;
    }
    return null;
  };
  test.each([
    [INT, DATE, "ansi", "FUNC_SUGGESTION"],
    [DATE, INT, "ansi", "FUNC_SUGGESTION"],
    [INT, BINARY, "ansi", "CONF_SUGGESTION"],
    [BOOLEAN, TIMESTAMP, "ansi", "CONF_SUGGESTION"],
    [BINARY, INT, "ansi", "OUT_SUGGESTION"],
    [BOOLEAN, TIMESTAMP, "try", "OUT_SUGGESTION"],
    [new ArrayType(INT), INT, "legacy", "OUT_SUGGESTION"],
  ] as const)("%s to %s under %s", (from, to, mode, end) => {
    expect(raise(from, to, mode)).toMatch(new RegExp(`${end}$`));
  });
  test("and takes", () => {
    expect(raise(INT, TIMESTAMP, "ansi")).toBeNull();
    expect(raise(INT, BINARY, "legacy")).toBeNull();
    expect(raise(new ArrayType(STRING, false), new ArrayType(INT, false), "ansi")).toBeNull();
    expect(raise(new ArrayType(STRING, false), new ArrayType(INT, false), "legacy")).not.toBeNull();
  });
});
