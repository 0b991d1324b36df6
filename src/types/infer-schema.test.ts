import { describe, expect, it } from "vitest";
import { Decimal } from "./decimal.ts";
import { inferSchema, withNames } from "./infer-schema.ts";
import { literalOf } from "./literal.ts";
import { Row } from "./row.ts";
import { Temporal } from "./temporal.ts";
import { VariantVal } from "./variant-val.ts";

const infer = (rows: readonly unknown[], options = {}): string => inferSchema(rows, options).simpleString();
const column = (...values: unknown[]): string => infer(values.map((v) => [v])).slice("struct<_1:".length, -1);

describe("inferSchema", () => {
  it("takes names from objects, rows and maps, and makes up those of arrays", () => {
    expect(infer([{ b: 1, a: "x" }, { c: 2.5 }])).toBe("struct<b:bigint,a:string,c:double>");
    expect(infer([{ b: 1, a: "x" }, { c: 2.5 }], { sortKeys: true })).toBe("struct<a:string,b:bigint,c:double>");
    expect(infer([new Row({ b: 1, a: "x" })])).toBe("struct<b:bigint,a:string>");
    expect(infer([new Map([["k", 1]])])).toBe("struct<k:bigint>");
    expect(infer([[1, 2, 3]], { names: ["a"] })).toBe("struct<a:bigint,_2:bigint,_3:bigint>");
    expect(infer([[1], [1, 2]])).toBe("struct<_1:bigint,_2:bigint>");
  });
  it("knows a type for every value", () => {
    expect(column(1, 2)).toBe("bigint");
    expect(column(1, 2.5)).toBe("double");
    expect(column(2.5, null, 1)).toBe("double");
    expect(column(1e20)).toBe("double");
    expect(column(1n, 2)).toBe("bigint");
    expect(column(true, null)).toBe("boolean");
    expect(column(new Date(0))).toBe("timestamp");
    expect(column(Temporal.PlainDate.from("2020-01-01"))).toBe("date");
    expect(column(Temporal.Instant.from("2020-01-01T00:00Z"))).toBe("timestamp");
    expect(column(Temporal.PlainDateTime.from("2020-01-01T00:00"))).toBe("timestamp_ntz");
    expect(column(Temporal.PlainDateTime.from("2020-01-01T00:00"), new Date(0))).toBe("timestamp");
    expect(column(Temporal.PlainTime.from("00:00"))).toBe("time(6)");
    expect(column(Temporal.Duration.from({ hours: 1 }))).toBe("interval day to second");
    expect(column(Temporal.Duration.from({ months: 1 }))).toBe("interval year to month");
    expect(column(Temporal.Duration.from({ months: 1, days: 1 }))).toBe("interval");
    expect(column(new Uint8Array(1))).toBe("binary");
    expect(column(new Float64Array(1))).toBe("array<double>");
    expect(column(new Decimal(1))).toBe("decimal(38,18)");
    expect(column(new VariantVal(new Uint8Array(1), new Uint8Array([1, 0, 0])))).toBe("variant");
    expect(column([1, null], [2.5])).toBe("array<double>");
    expect(column(new Map([["a", 1]]), new Map([["b", 0.5]]))).toBe("map<string,double>");
    expect(column({ x: 1 }, { y: "a", x: null })).toBe("struct<x:bigint,y:string>");
    expect(column(new Row({ x: 1 }))).toBe("struct<x:bigint>");
    expect(column(1, "a")).toBe("string");
    expect(column(Temporal.PlainDate.from("2020-01-01"), "a")).toBe("string");
  });
  it.each([
    [[], "CANNOT_INFER_EMPTY_SCHEMA"],
    [[[1, null]], "CANNOT_DETERMINE_TYPE"],
    [[[[]]], "CANNOT_DETERMINE_TYPE"],
    [[1, 2], "CANNOT_INFER_SCHEMA_FOR_TYPE"],
    [[null], "CANNOT_INFER_SCHEMA_FOR_TYPE"],
    [[[1n], [1.5]], "CANNOT_MERGE_TYPE"],
    [[[true], [1]], "CANNOT_MERGE_TYPE"],
    [[["a"], [[1]]], "CANNOT_MERGE_TYPE"],
    [[{ a: new Set() }], "CANNOT_INFER_TYPE_FOR_FIELD"],
    [[{ a: { b: Symbol("s") } }], "CANNOT_INFER_TYPE_FOR_FIELD"],
  ])("refuses %o", (rows, condition) => {
    expect(() => inferSchema(rows)).toThrow(expect.objectContaining({ condition }));
  });
  it("can be renamed by position", () => {
    expect(withNames(inferSchema([{ a: 1, b: 2 }]), ["x"]).names).toEqual(["x", "b"]);
    expect(() => withNames(inferSchema([{ a: 1 }]), ["x", "y"])).toThrow(/AXIS_LENGTH_MISMATCH/);
  });
});

describe("literalOf", () => {
  const literal = (value: unknown): [unknown, string] => {
    const { value: internal, dataType } = literalOf(value);
    return [internal, dataType.simpleString()];
  };
  it.each([
    [5, 5, "int"],
    [-(2 ** 31), -(2 ** 31), "int"],
    [2 ** 31, 2147483648n, "bigint"],
    [1.5, 1.5, "double"],
    [1e30, 1e30, "double"],
    [5n, 5n, "bigint"],
    [2n ** 70n, 2n ** 70n, "decimal(22,0)"],
    ["a", "a", "string"],
    [true, true, "boolean"],
    [null, null, "void"],
    [undefined, null, "void"],
    [new Decimal("1.50"), 15n, "decimal(2,1)"],
    [new Decimal("-100"), -100n, "decimal(3,0)"],
    [new Decimal("0.001"), 1n, "decimal(3,3)"],
    [new Decimal(0), 0n, "decimal(1,0)"],
    [new Date(1), 1000n, "timestamp"],
    [Temporal.PlainDate.from("1970-01-02"), 1, "date"],
    [Temporal.PlainTime.from("00:00:01"), 1_000_000_000n, "time(6)"],
    [Temporal.Duration.from({ hours: 1 }), 3_600_000_000n, "interval day to second"],
    [Temporal.Duration.from({ years: 1, months: 2 }), 14, "interval year to month"],
    [
      Temporal.Duration.from({ months: 1, weeks: 1, seconds: 1 }),
      { months: 1, days: 7, microseconds: 1_000_000n },
      "interval",
    ],
    [[1, null], [1, null], "array<int>"],
    [[1, 2 ** 40], [1n, 1_099_511_627_776n], "array<bigint>"],
    [[1, 0.5], [1, 0.5], "array<double>"],
    [[[1], [2]], [[1], [2]], "array<array<int>>"],
    [new Map([["k", 1]]), [["k", 1]], "map<string,int>"],
    [{ a: 1, b: "x" }, [1, "x"], "struct<a:int,b:string>"],
  ])("%o", (value, internal, type) => {
    expect(literal(value)).toEqual([internal, type]);
  });
  it("refuses what is no value", () => {
    for (const value of [Symbol("s"), () => 1, new Decimal("NaN"), [1, true]]) {
      expect(() => literalOf(value)).toThrow(expect.objectContaining({ name: "PySparkTypeError" }));
    }
    expect(() => literalOf(10n ** 40n)).toThrow(/DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION/);
  });
});
