import { describe, expect, test } from "vitest";
import { type ArrowField, type ArrowType, arrowField, arrowType } from "../arrow/vector.ts";
import {
  ArrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  type DataType,
  DATE,
  DOUBLE,
  DecimalType,
  INTERVAL_DT,
  INTERVAL_YM,
  LONG,
  MapType,
  STRING,
  StructField,
  StructType,
  TIME,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  VARIANT,
} from "../types/data-type.ts";
import { px } from "./dsl.ts";
import { fileExpr, fileType, inputExpr, outputExpr, outputType, physicalType } from "./physical-type.ts";
import type { PolarsType } from "./polars-type.ts";
import { type Plain, evaluate, expr, frameOf } from "./testing.ts";

const struct = (...fields: readonly [string, DataType][]): StructType =>
  new StructType(fields.map(([name, type]) => new StructField(name, type)));
const decimal = (precision: number, scale: number): ArrowType =>
  ({ ...arrowType.decimal, precision, scale }) as ArrowType;
const utc: ArrowType = { kind: "timestamp", unit: "us", timezone: "UTC" };
const time: ArrowType = { kind: "time", bits: 64, unit: "ns" };
const duration: ArrowType = { kind: "duration", unit: "us" };
const leaf = (name: string, type: ArrowType): ArrowField => arrowField(name, type);

/** A Spark type, its field in a file, values of the file, values inside. */
type Case = readonly [DataType, ArrowField, readonly Plain[], readonly Plain[]];
const digits = (n: number): bigint => 10n ** BigInt(n) - 1n;
const wide: Case[] = [19, 34, 35, 36, 37, 38].flatMap((p) =>
  [0, 2, 18, p].map((s): Case => {
    const values = [digits(p), -digits(p), 1n, null];
    return [new DecimalType(p, s), leaf("c", decimal(p, s)), values, values];
  }),
);
const cases: readonly Case[] = [
  [BOOLEAN, leaf("c", arrowType.bool), [true, null], [true, null]],
  [BYTE, leaf("c", arrowType.int8), [-128, null], [-128, null]],
  [LONG, leaf("c", arrowType.int64), [5n, null], [5n, null]],
  [DOUBLE, leaf("c", arrowType.float64), [-0, NaN, null], [-0, NaN, null]],
  [STRING, leaf("c", arrowType.utf8), ["é", null], ["é", null]],
  [BINARY, leaf("c", arrowType.binary), [new Uint8Array([255]), null], [new Uint8Array([255]), null]],
  [DATE, leaf("c", arrowType.date), [-1, null], [-1, null]],
  [TIMESTAMP, leaf("c", utc), [-1n, null], [-1n, null]],
  [TIMESTAMP_NTZ, leaf("c", arrowType.timestamp), [-1n, null], [-1n, null]],
  [TIME, leaf("c", time), [1000n, null], [1000n, null]],
  [INTERVAL_DT, leaf("c", duration), [-5n, null], [-5n, null]],
  [INTERVAL_YM, leaf("c", arrowType.int32), [-5, null], [-5, null]],
  [new DecimalType(18, 2), leaf("c", decimal(18, 2)), [digits(18), -1n, null], [digits(18), -1n, null]],
  ...wide,
  [
    new ArrayType(new DecimalType(38, 10)),
    arrowField("c", arrowType.list, [leaf("item", decimal(38, 10))]),
    [[digits(38), null], [], null],
    [[digits(38), null], [], null],
  ],
  [
    new MapType(STRING, new ArrayType(TIMESTAMP)),
    arrowField("c", arrowType.list, [
      arrowField("item", arrowType.struct, [
        leaf("key", arrowType.utf8),
        arrowField("value", arrowType.list, [leaf("item", utc)]),
      ]),
    ]),
    [[{ key: "k", value: [1n, null] }], null],
    [[{ f0: "k", f1: [1n, null] }], null],
  ],
  [
    struct(["a", new DecimalType(5, 1)], ["b c", struct(["d", TIME])]),
    arrowField("c", arrowType.struct, [
      leaf("a", decimal(5, 1)),
      arrowField("b c", arrowType.struct, [leaf("d", time)]),
    ]),
    [{ a: 15n, "b c": { d: 9n } }, { a: null, "b c": null }, null],
    [{ f0: 15n, f1: { f0: 9n } }, { f0: null, f1: null }, null],
  ],
  [
    new ArrayType(struct(["x", struct(["y", new DecimalType(20, 3)])])),
    arrowField("c", arrowType.list, [
      arrowField("item", arrowType.struct, [arrowField("x", arrowType.struct, [leaf("y", decimal(20, 3))])]),
    ]),
    [[{ x: { y: 5n } }, { x: null }, null], null],
    [[{ f0: { f0: 5n } }, { f0: null }, null], null],
  ],
  [
    VARIANT,
    arrowField("c", arrowType.struct, [leaf("value", arrowType.binary), leaf("metadata", arrowType.binary)]),
    [{ value: new Uint8Array([1]), metadata: new Uint8Array([2]) }, null],
    [{ f0: new Uint8Array([1]), f1: new Uint8Array([2]) }, null],
  ],
];

describe.each(["streaming", "in-memory"] as const)("%s engine", (engine) => {
  test.each(cases)("%s: in, out and to a file", (type, field, inFile, inside) => {
    const frame = frameOf({ c: inFile }, [field]);
    const physical = frame.select([expr(inputExpr(px.col("c"), type)).alias("c")]);
    const value = px.col("c");
    expect(evaluate(physical, { out: outputExpr(value, type) }, engine)["out"]).toEqual(inside);
    expect(evaluate(physical, { file: fileExpr(value, type) }, engine)["file"]).toEqual(inFile);
    const typed = (of: typeof value, polars: PolarsType): Plain[][] => {
      const out = evaluate(physical, { is: px.dtypeName(of), wanted: px.dtypeName(px.lit.null(polars)) }, engine);
      return [out["is"]!, out["wanted"]!];
    };
    for (const [of, polars] of [
      [value, physicalType(type)],
      [outputExpr(value, type), outputType(type)],
      [fileExpr(value, type), fileType(type)],
    ] as const) {
      const [is, wanted] = typed(of, polars);
      expect(is).toEqual(wanted);
    }
  });
});

test("fields are found by name where the file's order is another", () => {
  const source: PolarsType = {
    Struct: [
      { name: "B", dtype: "String" },
      { name: "extra", dtype: "Int64" },
      { name: "a", dtype: "Int64" },
    ],
  };
  const frame = frameOf({ c: [{ B: "x", extra: 1n, a: 5n }, null] });
  const type = struct(["a", LONG], ["b", STRING], ["new", DATE]);
  const out = evaluate(frame, { out: inputExpr(px.col("c"), type, source) });
  expect(out["out"]).toEqual([{ f0: 5n, f1: "x", f2: null }, null]);
});

test("nanoseconds round down to microseconds", () => {
  const ns: ArrowType = { kind: "timestamp", unit: "ns", timezone: null };
  const frame = frameOf({ c: [-1n, 1999n, null] }, [leaf("c", ns)]);
  expect(evaluate(frame, { out: inputExpr(px.col("c"), TIMESTAMP) })["out"]).toEqual([-1n, 1n, null]);
});

test("an empty struct has one field of nulls", () => {
  const type = struct();
  const frame = frameOf({ c: [{ fe: null }, null] });
  expect(evaluate(frame, { out: inputExpr(px.col("c"), type) })["out"]).toEqual([{ fe: null }, null]);
});
