import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as types from "../types/data-type.ts";
import { decodeRows, encodeRows, readIpcStream, RowReader, writeIpcStream } from "./index.ts";

const { ArrayType, StructField, StructType } = types;
const schemaOf = (...fields: (readonly [string, types.DataType])[]): types.StructType =>
  new StructType(fields.map(([name, type]) => new StructField(name, type)));

describe("longs", () => {
  const schema = schemaOf(["id", types.LONG], ["ids", new ArrayType(types.LONG)]);
  const safe = 2n ** 53n - 1n;
  it("are numbers up to 2^53-1", () => {
    const rows = decodeRows(schema, encodeRows(schema, [[safe, [-safe, null]]]));
    expect(rows.map((row) => [...row])).toEqual([[Number(safe), [-Number(safe), null]]]);
  });
  it.each([safe + 1n, -safe - 1n, 2n ** 63n - 1n, -(2n ** 63n)])("beyond that are an error: %s", (value) => {
    const bytes = encodeRows(
      schema,
      [
        [1, []],
        [value, []],
      ],
      { batchRows: 1 },
    );
    expect(() => decodeRows(schema, bytes)).toThrow(
      new RegExp(`row 1, column "id", the long ${value} .*collect\\(\\{ long: "bigint" \\}\\)`),
    );
    const nested = encodeRows(schema, [
      [1, []],
      [1, null],
      [2, [1, value]],
    ]);
    // From the action itself, not from a look at the row.
    expect(() => decodeRows(schema, nested)).toThrow(/row 2, column "ids"/);
  });
  it("can be bigints or text", () => {
    const bytes = encodeRows(schema, [[2n ** 63n - 1n, [5, null]]]);
    expect(decodeRows(schema, bytes, { long: "bigint" }).map((row) => [...row])).toEqual([
      [2n ** 63n - 1n, [5n, null]],
    ]);
    expect(decodeRows(schema, bytes, { long: "string" }).map((row) => [...row])).toEqual([
      ["9223372036854775807", ["5", null]],
    ]);
  });
});

describe("rows", () => {
  it("keep all columns of one name", () => {
    const schema = schemaOf(["a", types.INT], ["a", types.TIMESTAMP], ["a", types.STRING]);
    const [row] = decodeRows(schema, encodeRows(schema, [[1, new Date(0), "x"]]));
    expect([row?.["a"], String(row?.at(1)), row?.at(2)]).toEqual([1, "1970-01-01T00:00:00Z", "x"]);
  });
  it("may have no columns", () => {
    const bytes = writeIpcStream({ fields: [] }, [{ length: 3, columns: [] }]);
    expect(decodeRows(new StructType(), bytes).map((row) => [...row])).toEqual([[], [], []]);
  });
  it("count on over batches", () => {
    const schema = schemaOf(["a", types.INT]);
    const reader = new RowReader(schema);
    const { batches } = readIpcStream(encodeRows(schema, [[1], [2], [3]], { batchRows: 2 }));
    expect(batches.map((batch) => reader.rows(batch).map((row) => row["a"]))).toEqual([[1, 2], [3]]);
  });
  it("show lazily decoded cells when printed", () => {
    const schema = schemaOf(["i", types.INTERVAL], ["s", schemaOf(["x", types.INT])]);
    const [row] = decodeRows(schema, encodeRows(schema, [[null, [1]]]));
    expect(inspect(row)).toBe("Row { i: null, s: Row { x: 1 } }");
  });
  it("say which cell has no JavaScript value", () => {
    const schema = schemaOf(["day", types.DATE]);
    const bytes = encodeRows(schema, []);
    expect(decodeRows(schema, bytes)).toEqual([]);
    const { schema: arrow, batches } = readIpcStream(encodeRows(schema, [[new Date(0)]]));
    const [column] = batches[0]?.columns ?? [];
    if (column === undefined) throw new Error("no column");
    const far = { length: 1, columns: [{ ...column, data: new Int32Array([2 ** 31 - 1]) }] };
    expect(() => decodeRows(schema, writeIpcStream(arrow, [far]))).toThrow(/row 0, column "day"/);
  });
});

describe("encoding", () => {
  it("says in which row a value does not fit", () => {
    const schema = schemaOf(["a", types.INT]);
    expect(() => encodeRows(schema, [[1], ["x"]])).toThrow(
      /FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME\] field a: 'x' .*\(row 1\)/,
    );
    expect(() => encodeRows(schema, [[1], [1, 2]])).toThrow(/FIELD_STRUCT_LENGTH_MISMATCH\].*\(row 1\)/);
  });
  it("can make null of what does not fit", () => {
    const schema = schemaOf(["a", types.INT], ["b", types.STRING]);
    const bytes = encodeRows(schema, [{ a: "x", b: 1 }], { verify: false });
    expect(decodeRows(schema, bytes).map((row) => [...row])).toEqual([[null, "1"]]);
  });
});
