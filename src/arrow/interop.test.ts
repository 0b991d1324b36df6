import { createRequire } from "node:module";
import { Writable } from "node:stream";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import * as types from "../types/data-type.ts";
import type { Decimal } from "../types/decimal.ts";
import {
  type ArrowBatch,
  type ArrowVector,
  arrowField,
  arrowType,
  arrowVector,
  decodeRows,
  encodeRows,
  fromApacheTable,
  isApacheTable,
  isValid,
  readIpcStream,
  schemaFromArrow,
  takeVector,
  toApacheTable,
  toPhysical,
  toSparkForm,
  writeIpcStream,
  writeIpcTable,
} from "./index.ts";

interface NativeFrame {
  writeIpcStream(to: Writable, compression: string): void;
  toString(): string;
}
interface Native {
  readIpcStream(bytes: Buffer, options: object): NativeFrame;
  JsExpr: { deserialize(json: Buffer, format: "json"): unknown };
}
interface LazyFrame {
  select(expressions: unknown[]): { collectSync(engine: string): NativeFrame };
}
const require = createRequire(import.meta.url);
const native = (require("nodejs-polars/bin/internals/polars_internal") as { default: Native }).default;
const polars = require("nodejs-polars") as { DataFrame(data: object): { lazy(): { _ldf: LazyFrame } } };

function streamOf(frame: NativeFrame): Buffer {
  const chunks: Buffer[] = [];
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  frame.writeIpcStream(to, "uncompressed");
  return Buffer.concat(chunks);
}

/** A column of Polars: the strings cast to a type, or another expression over `s` and `l`. */
function polarsColumn(data: object, expression: unknown): ArrowVector {
  const frame = polars
    .DataFrame(data)
    .lazy()
    ._ldf.select([native.JsExpr.deserialize(Buffer.from(JSON.stringify(expression)), "json")])
    .collectSync("auto");
  const bytes = streamOf(frame);
  const table = readIpcStream(bytes);
  // What we write, Polars reads as the same frame.
  expect(native.readIpcStream(Buffer.from(writeIpcTable(table)), {}).toString()).toBe(frame.toString());
  const vector = table.batches[0]?.columns[0];
  if (vector === undefined) throw new Error("no column");
  return vector;
}

const cast = (dtype: unknown, expr: unknown = { Column: "s" }): unknown => ({
  Cast: { expr, dtype: { Literal: dtype }, options: "Strict" },
});
const values = (vector: ArrowVector): unknown[] => Array.from(vector.data as ArrayLike<unknown>);
const validity = (vector: ArrowVector): boolean[] =>
  Array.from({ length: vector.length }, (_, i) => isValid(vector, i));
const text = (vector: ArrowVector): string[] =>
  Array.from({ length: vector.length }, (_, i) =>
    Buffer.from(vector.data as Uint8Array)
      .subarray(vector.offsets?.[i], vector.offsets?.[i + 1])
      .toString(),
  );

describe("streams of Polars", () => {
  const s = { s: ["1", "-2", null] };
  it.each([
    ["Int8", { kind: "int", bits: 8, signed: true }, [1, -2, 0]],
    ["Int16", { kind: "int", bits: 16, signed: true }, [1, -2, 0]],
    ["Int32", { kind: "int", bits: 32, signed: true }, [1, -2, 0]],
    ["Int64", { kind: "int", bits: 64, signed: true }, [1n, -2n, 0n]],
    ["Int128", { kind: "int", bits: 128, signed: true }, [1n, 0n, -2n, -1n, 0n, 0n]],
    ["Float32", { kind: "float", bits: 32 }, [1, -2, 0]],
    ["Float64", { kind: "float", bits: 64 }, [1, -2, 0]],
    [{ Decimal: [10, 2] }, { kind: "decimal", bits: 128, precision: 10, scale: 2 }, [100n, 0n, -200n, -1n, 0n, 0n]],
  ])("%j", (dtype, type, expected) => {
    const vector = polarsColumn(s, cast(dtype));
    expect([vector.type, values(vector), validity(vector)]).toEqual([type, expected, [true, true, false]]);
  });
  it.each([
    ["UInt8", { kind: "int", bits: 8, signed: false }, [1, 2, 0]],
    ["UInt16", { kind: "int", bits: 16, signed: false }, [1, 2, 0]],
    ["UInt32", { kind: "int", bits: 32, signed: false }, [1, 2, 0]],
    ["UInt64", { kind: "int", bits: 64, signed: false }, [1n, 2n, 0n]],
  ])("%s", (dtype, type, expected) => {
    const vector = polarsColumn({ s: ["1", "2", null] }, cast(dtype));
    expect([vector.type, values(vector), validity(vector)]).toEqual([type, expected, [true, true, false]]);
  });
  it.each([
    ["Date", { kind: "date", unit: "day" }, [1, -2, 0], "Int32"],
    ["Time", { kind: "time", bits: 64, unit: "ns" }, [1n, 2n, 0n], "Int64"],
    [{ Datetime: ["Microseconds", null] }, { kind: "timestamp", unit: "us", timezone: null }, [1n, -2n, 0n], "Int64"],
    [
      { Datetime: ["Nanoseconds", { inner: "UTC" }] },
      { kind: "timestamp", unit: "ns", timezone: "UTC" },
      [1n, -2n, 0n],
      "Int64",
    ],
    [{ Datetime: ["Milliseconds", null] }, { kind: "timestamp", unit: "ms", timezone: null }, [1n, -2n, 0n], "Int64"],
    [{ Duration: "Microseconds" }, { kind: "duration", unit: "us" }, [1n, -2n, 0n], "Int64"],
  ])("%j", (dtype, type, expected, from) => {
    const vector = polarsColumn(dtype === "Time" ? { s: ["1", "2", null] } : s, cast(dtype, cast(from)));
    expect([vector.type, values(vector), validity(vector)]).toEqual([type, expected, [true, true, false]]);
  });
  it("strings and binaries", () => {
    const strings = polarsColumn({ s: ["", "häß", null, "x".repeat(40)] }, { Column: "s" });
    expect(strings.type).toEqual({ kind: "utf8", large: true });
    expect(text(strings)).toEqual(["", "häß", "", "x".repeat(40)]);
    const binary = polarsColumn(s, cast("Binary"));
    expect([binary.type, text(binary)]).toEqual([{ kind: "binary", large: true }, ["1", "-2", ""]]);
  });
  it("booleans over more than a byte", () => {
    const given = Array.from({ length: 19 }, (_, i) => (i % 5 === 0 ? null : i % 3 === 0));
    const vector = polarsColumn({ b: given }, { Column: "b" });
    const bits = vector.data as Uint8Array;
    expect(given.map((_, i) => (isValid(vector, i) ? ((bits[i >> 3] ?? 0) & (1 << (i & 7))) !== 0 : null))).toEqual(
      given,
    );
  });
  it("lists and structs with nulls", () => {
    const list = polarsColumn({ l: [[1, null], [], null, [3]] }, { Column: "l" });
    expect([list.type.kind, validity(list), Array.from(list.offsets ?? [])]).toEqual([
      "list",
      [true, true, false, true],
      [0, 2, 2, 2, 3],
    ]);
    const struct = polarsColumn(s, { Function: { input: [{ Column: "s" }], function: "AsStruct" } });
    expect([struct.type.kind, struct.children.map(text)]).toEqual(["struct", [["1", "-2", ""]]]);
  });
  it("categories, expanded", () => {
    const vector = polarsColumn({ c: ["b", "a", "b", null] }, { Column: "c" });
    expect(text(vector)).toEqual(["b", "a", "b", ""]);
    const bytes = arrow.tableToIPC(
      new arrow.Table({
        c: arrow.vectorFromArray(
          ["b", "a", "b", null],
          new arrow.Dictionary(new arrow.LargeUtf8(), new arrow.Uint32()),
        ),
      }),
      "stream",
    );
    const read = readIpcStream(bytes).batches[0]?.columns[0];
    expect(read && [read.type.kind, text(read), validity(read)]).toEqual([
      "utf8",
      ["b", "a", "b", ""],
      [true, true, true, false],
    ]);
  });
});

describe("streams of apache-arrow", () => {
  const items: { [name: string]: arrow.Vector } = {
    i: arrow.vectorFromArray([1, null, -3], new arrow.Int32()),
    s: arrow.vectorFromArray(["a", null, "ccc"], new arrow.Utf8()),
    b: arrow.vectorFromArray([true, null, false], new arrow.Bool()),
    l: arrow.vectorFromArray([[1n], null, [2n, 3n]], new arrow.List(new arrow.Field("item", new arrow.Int64()))),
    f: arrow.vectorFromArray(
      [[1, 2], null, [3, 4]],
      new arrow.FixedSizeList(2, new arrow.Field("item", new arrow.Int8())),
    ),
    t: arrow.vectorFromArray(
      [{ x: 1, y: "p" }, null, { x: null, y: "q" }],
      new arrow.Struct([new arrow.Field("x", new arrow.Int32(), true), new arrow.Field("y", new arrow.Utf8(), true)]),
    ),
    n: arrow.vectorFromArray([null, null, null], new arrow.Null()),
    d: arrow.vectorFromArray([new Date(0), null, new Date(864e5)], new arrow.DateDay()),
  };
  it("are read and written again without a change", () => {
    const bytes = arrow.tableToIPC(new arrow.Table(items), "stream");
    const table = readIpcStream(bytes);
    expect(table.schema.fields.map((f) => f.type.kind)).toEqual([
      "int",
      "utf8",
      "bool",
      "list",
      "fixed_list",
      "struct",
      "null",
      "date",
    ]);
    const again = arrow.tableFromIPC(writeIpcTable(table));
    expect(JSON.stringify(again.toArray(), bigText)).toBe(JSON.stringify(new arrow.Table(items).toArray(), bigText));
  });
  it("are taken apart without an IPC stream, cut or not", () => {
    const table = new arrow.Table(items);
    for (const part of [table, table.slice(1), table.slice(1, 2), table.slice(2, 2)]) {
      expect(isApacheTable(part)).toBe(true);
      const mine = arrow.tableFromIPC(writeIpcTable(fromApacheTable(part)));
      expect(JSON.stringify(mine.toArray(), bigText)).toBe(JSON.stringify(part.toArray(), bigText));
    }
    expect(isApacheTable({ schema: {}, batches: [] })).toBe(false);
  });
  it("with dictionaries are taken apart too", () => {
    const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8());
    const table = new arrow.Table({ c: arrow.vectorFromArray(["b", null, "a", "b"], type) });
    const [column] = fromApacheTable(table.slice(1)).batches[0]?.columns ?? [];
    expect(column && [text(column), validity(column)]).toEqual([
      ["", "a", "b"],
      [false, true, true],
    ]);
  });
  it("become DataFrames of the types PySpark gives them", () => {
    const given: { [name: string]: arrow.Vector } = {
      i: arrow.vectorFromArray([1], new arrow.Int16()),
      dec: arrow.makeVector({
        type: new arrow.Decimal(2, 10, 128),
        data: new Uint32Array([150, 0, 0, 0]),
      } as never) as arrow.Vector,
      ms: arrow.vectorFromArray([1500], new arrow.Timestamp(arrow.TimeUnit.MILLISECOND, "UTC")),
      naive: arrow.vectorFromArray([0], new arrow.Timestamp(arrow.TimeUnit.SECOND)),
      f: arrow.vectorFromArray([[1, 2]], new arrow.FixedSizeList(2, new arrow.Field("item", new arrow.Int32(), true))),
      fb: arrow.vectorFromArray([new Uint8Array([1, 2])], new arrow.FixedSizeBinary(2)),
    };
    const table = fromApacheTable(new arrow.Table(given));
    const schema = schemaFromArrow(table.schema.fields);
    expect(schema.simpleString()).toBe(
      "struct<i:smallint,dec:decimal(10,2),ms:timestamp,naive:timestamp,f:array<int>,fb:binary>",
    );
    const [row] = decodeRows(schema, writeIpcTable(toPhysical(schema, table, "America/New_York")));
    expect(JSON.stringify(row)).toBe(
      '{"i":1,"dec":"1.50","ms":"1970-01-01T00:00:01.5Z","naive":"1970-01-01T05:00:00Z","f":[1,2],"fb":"AQI="}',
    );
    expect(() => schemaFromArrow([arrowField("u", { kind: "int", bits: 8, signed: false })])).toThrow(
      /UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION/,
    );
  });
  it("come from our results in Spark's form", async () => {
    const schema = new types.StructType([
      new types.StructField("d", new types.DecimalType(10, 2)),
      new types.StructField("t", types.TIMESTAMP, false),
      new types.StructField("m", new types.MapType(types.STRING, types.INT)),
      new types.StructField("v", types.VARIANT),
    ]);
    const { batches } = readIpcStream(encodeRows(schema, [[2n, new Date(5), { k: 1 }, { a: 1 }]]));
    const table = await toApacheTable(writeIpcTable(toSparkForm(schema, batches)));
    expect(table.schema.fields.map((f) => `${f.name}: ${String(f.type)}${f.nullable ? "" : " not null"}`)).toEqual([
      "d: Decimal[10e+2]",
      "t: Timestamp<MICROSECOND, UTC> not null",
      "m: Map<{key:Utf8, value:Int32}>",
      "v: Struct<{value:Binary, metadata:Binary}>",
    ]);
    expect(table.numRows).toBe(1);
    const twice = new types.StructType([
      new types.StructField("s", new types.StructType([schema.fields[0]!, schema.fields[0]!])),
    ]);
    expect(() => toSparkForm(twice, [], { strict: true })).toThrow(/DUPLICATED_FIELD_NAME_IN_ARROW_STRUCT/);
  });
  it("of several batches", () => {
    const one = new arrow.Table({ i: arrow.vectorFromArray([1, 2], new arrow.Int32()) });
    const two = new arrow.Table({ i: arrow.vectorFromArray([3], new arrow.Int32()) });
    const table = readIpcStream(arrow.tableToIPC(one.concat(two), "stream"));
    expect(table.batches.map((b) => b.columns.map(values))).toEqual([[[1, 2]], [[3]]]);
  });
  it("take what we write", () => {
    const schema = new types.StructType([
      new types.StructField("a", types.STRING),
      new types.StructField("m", new types.MapType(types.STRING, types.INT)),
    ]);
    const bytes = encodeRows(schema, [
      ["x", { k: 1 }],
      [null, null],
      ["é", { k: null, l: 2 }],
    ]);
    const read = arrow.tableFromIPC(bytes);
    expect(JSON.stringify(read.toArray())).toBe(
      '[{"f0":"x","f1":[{"f0":"k","f1":1}]},{"f0":null,"f1":null},{"f0":"é","f1":[{"f0":"k","f1":null},{"f0":"l","f1":2}]}]',
    );
  });
  it("say what is wrong with them", () => {
    const bytes = writeIpcStream({ fields: [arrowField("a", arrowType.int32)] }, [
      oneColumn(new Int32Array([1, 2, 3])),
    ]);
    expect(() => readIpcStream(bytes.subarray(0, bytes.length - 20))).toThrow(/ends in the middle/);
    expect(() => readIpcStream(new Uint8Array(8))).toThrow(/begin with its schema/);
    expect(readIpcStream(bytes.subarray(0, bytes.length - 8)).batches).toHaveLength(1);
  });
});

describe("Spark's own Arrow form", () => {
  it("is decoded as well", () => {
    const schema = new types.StructType([
      new types.StructField("d", new types.DecimalType(10, 2)),
      new types.StructField("t", types.TIMESTAMP),
      new types.StructField("m", new types.MapType(types.STRING, types.INT)),
    ]);
    const batch: ArrowBatch = {
      length: 1,
      columns: [
        arrowVector({ kind: "decimal", bits: 128, precision: 10, scale: 2 }, 1, {
          data: new BigInt64Array([-150n, -1n]),
        }),
        arrowVector({ kind: "timestamp", unit: "us", timezone: "UTC" }, 1, { data: new BigInt64Array([1_500_000n]) }),
        arrowVector({ kind: "map", keysSorted: false }, 1, {
          offsets: new Int32Array([0, 1]),
          children: [
            arrowVector(arrowType.struct, 1, {
              children: [
                arrowVector({ kind: "utf8", large: false }, 1, {
                  offsets: new Int32Array([0, 1]),
                  data: new Uint8Array([107]),
                }),
                arrowVector(arrowType.int32, 1, { data: new Int32Array([7]) }),
              ],
            }),
          ],
        }),
      ],
    };
    const utf8 = { kind: "utf8", large: false } as const;
    const fields = [
      arrowField("d", { kind: "decimal", bits: 128, precision: 10, scale: 2 }),
      arrowField("t", { kind: "timestamp", unit: "us", timezone: "UTC" }),
      arrowField("m", { kind: "map", keysSorted: false }, [
        arrowField(
          "entries",
          arrowType.struct,
          [arrowField("key", utf8, [], false), arrowField("value", arrowType.int32)],
          false,
        ),
      ]),
    ];
    const [row] = decodeRows(schema, writeIpcStream({ fields }, [batch]));
    expect([String(row?.["d"]), String(row?.["t"]), row?.["m"]]).toEqual([
      "-1.5",
      "1970-01-01T00:00:01.5Z",
      new Map([["k", 7]]),
    ]);
  });
});

describe("takeVector", () => {
  it("gathers rows of every kind, with nulls for -1", () => {
    const type = new types.StructType([
      new types.StructField("i", types.INT),
      new types.StructField("s", types.STRING),
      new types.StructField("b", types.BOOLEAN),
      new types.StructField("d", new types.DecimalType(38, 0)),
      new types.StructField("a", new types.ArrayType(types.STRING)),
    ]);
    const rows = [
      [1, "a", true, 10n, ["x", null]],
      [null, null, null, null, null],
      [3, "ccc", false, -30n, []],
    ];
    const { schema, batches } = readIpcStream(encodeRows(type, rows));
    const columns = (batches[0]?.columns ?? []).map((column) => takeVector(column, new Int32Array([2, -1, 0, 0, 1])));
    const taken = decodeRows(type, writeIpcStream(schema, [{ length: 5, columns }]));
    expect(
      taken.map((row) =>
        [...row].map((v) =>
          typeof v === "object" && v !== null && !Array.isArray(v) ? BigInt((v as Decimal).toFixed()) : v,
        ),
      ),
    ).toEqual([rows[2], rows[1], rows[0], rows[0], rows[1]]);
  });
});

const bigText = (_: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}` : value);
const oneColumn = (data: Int32Array): ArrowBatch => ({
  length: data.length,
  columns: [arrowVector(arrowType.int32, data.length, { data })],
});
