import { describe, expect, it } from "vitest";
import * as types from "./data-type.ts";
import { Decimal } from "./decimal.ts";
import { fromInternal, toInternal } from "./internal-value.ts";
import { Row } from "./row.ts";
import { Temporal } from "./temporal.ts";

const { ArrayType, DecimalType, MapType, StructField, StructType } = types;
const pair = new StructType([new StructField("a", types.INT), new StructField("b", types.STRING)]);

describe("toInternal", () => {
  it.each<[unknown, types.DataType, unknown]>([
    [5n, types.INT, 5],
    [-0, types.INT, 0],
    [2 ** 53, types.LONG, 9007199254740992n],
    [1.1, types.FLOAT, Math.fround(1.1)],
    [1e300, types.FLOAT, Number.POSITIVE_INFINITY],
    [new Decimal("1.005"), new DecimalType(10, 2), 101n],
    [new Decimal("-1.005"), new DecimalType(10, 2), -101n],
    [new Decimal("NaN"), new DecimalType(10, 2), null],
    [7n, new DecimalType(10, 2), 700n],
    [true, types.STRING, "true"],
    [1.5, types.STRING, "1.5"],
    [[1, "a"], types.STRING, "[1, 'a']"],
    [{ a: 1 }, types.STRING, "{'a': 1}"],
    [new Decimal("1e3"), types.STRING, "1000"],
    [Temporal.PlainDateTime.from("2020-01-02T03:04:05"), types.STRING, "2020-01-02 03:04:05"],
    [Temporal.PlainDateTime.from("1970-01-02T23:00"), types.DATE, 1],
    [Temporal.ZonedDateTime.from("1970-01-01T00:00[+01:00]"), types.TIMESTAMP, -3_600_000_000n],
    [Temporal.ZonedDateTime.from("1970-01-01T00:00[+01:00]"), types.TIMESTAMP_NTZ, 0n],
    [Temporal.Instant.from("1969-12-31T23:59:59.9999999Z"), types.TIMESTAMP, -1n],
    [
      { 1: "x", 2: null },
      new MapType(types.INT, types.STRING),
      [
        [1, "x"],
        [2, null],
      ],
    ],
    [new Int16Array([1, 2]), new ArrayType(types.INT), [1, 2]],
    [[1, "x"], pair, [1, "x"]],
    [{ b: "x", c: 1 }, pair, [null, "x"]],
    [new Map<string, unknown>([["a", 1]]), pair, [1, null]],
    [new Row({ b: 1, a: 2 }), pair, [1, "2"]],
  ])("%o as %s", (value, type, internal) => {
    expect(toInternal(value, type)).toEqual(internal);
  });
  it("reads wall clocks in the session's zone", () => {
    const options = { timeZone: "America/New_York" };
    const noon = new Date("2020-01-02T03:00:00Z");
    expect(toInternal(Temporal.PlainDateTime.from("1970-01-01T00:00"), types.TIMESTAMP, options)).toBe(18_000_000_000n);
    expect(toInternal(noon, types.DATE, options)).toBe(toInternal(Temporal.PlainDate.from("2020-01-01"), types.DATE));
    expect(toInternal(new Date(0), types.TIMESTAMP_NTZ, options)).toBe(-18_000_000_000n);
  });
  it("reads rows by name where the schema was made from them", () => {
    const row = new Row({ b: "x", a: 2 });
    expect(toInternal(row, pair, { rowsByName: true })).toEqual([2, "x"]);
  });

  const unacceptable = "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME";
  it.each<[unknown, types.DataType, string, object]>([
    [
      1.5,
      types.INT,
      unacceptable,
      { field_name: "field a", data_type: "IntegerType()", obj: "1.5", obj_type: "number" },
    ],
    ["1", types.INT, unacceptable, { obj: "'1'", obj_type: "string" }],
    [
      2 ** 31,
      types.INT,
      "VALUE_OUT_OF_BOUNDS",
      { lower_bound: "-2147483648", upper_bound: "2147483647", actual: "2147483648" },
    ],
    [128, types.BYTE, "VALUE_OUT_OF_BOUNDS", { upper_bound: "127" }],
    [2n ** 63n, types.LONG, "VALUE_OUT_OF_BOUNDS", { upper_bound: "9223372036854775807" }],
    [5, new DecimalType(5, 2), unacceptable, { data_type: "DecimalType(5,2)" }],
    [
      new Decimal("123456.5"),
      new DecimalType(5, 2),
      "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION",
      { roundedValue: "123456.50", originalValue: "123456.5", precision: "5", scale: "2" },
    ],
    ["2020-01-01", types.DATE, unacceptable, { data_type: "DateType()" }],
    [1, types.BOOLEAN, unacceptable, {}],
    [1n, types.DOUBLE, unacceptable, {}],
    ["abc", types.BINARY, unacceptable, {}],
    [new Date(Number.NaN), types.TIMESTAMP, unacceptable, {}],
    [[1, "x"], new ArrayType(types.INT), unacceptable, { field_name: "element in array field a" }],
    [new Set(), new ArrayType(types.INT), unacceptable, {}],
    [
      new Map([[null, 1]]),
      new MapType(types.STRING, types.INT),
      "FIELD_NOT_NULLABLE_WITH_NAME",
      { field_name: "key of map field a" },
    ],
    [[1, 2, 3], pair, "FIELD_STRUCT_LENGTH_MISMATCH_WITH_NAME", { object_length: "3", field_length: "2" }],
    [["x", "y"], pair, unacceptable, { field_name: "field a in field a" }],
    [Temporal.Duration.from({ months: 1, days: 1 }), types.INTERVAL_YM, unacceptable, {}],
    [Temporal.Duration.from({ months: 1, days: 1 }), types.INTERVAL_DT, unacceptable, {}],
    [1, types.NULL, unacceptable, { data_type: "NullType()" }],
  ])("refuses %o as %s", (value, type, condition, parameters) => {
    const messageParameters = expect.objectContaining(parameters);
    expect(() => toInternal(value, type, { name: "field a" })).toThrow(
      expect.objectContaining({ condition, messageParameters }),
    );
  });
  it("refuses null where there may be none", () => {
    expect(() => toInternal(null, types.INT, { nullable: false })).toThrow(/FIELD_NOT_NULLABLE\]/);
    const schema = new StructType([new StructField("a", types.INT, false)]);
    expect(() => toInternal([null], schema)).toThrow(/FIELD_NOT_NULLABLE_WITH_NAME\] field a/);
  });
});

describe("fromInternal", () => {
  it("gives the public value back", () => {
    const type = new StructType([
      new StructField("l", types.LONG),
      new StructField("d", new DecimalType(5, 2)),
      new StructField("m", new MapType(types.STRING, types.DATE)),
      new StructField("a", new ArrayType(types.TIMESTAMP)),
    ]);
    const value = [2n ** 60n, new Decimal("1.25"), { k: Temporal.PlainDate.from("2020-02-29") }, [new Date(5), null]];
    const back = fromInternal(toInternal(value, type), type) as Row;
    expect(back["l"]).toBe(2n ** 60n);
    expect(JSON.stringify(back)).toBe(
      '{"l":"1152921504606846976","d":"1.25","m":{"k":"2020-02-29"},"a":["1970-01-01T00:00:00.005Z",null]}',
    );
  });
});
