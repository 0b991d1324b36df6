import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ArrayType, DOUBLE, DecimalType, INT, MapType, STRING, StructField, StructType } from "./data-type.ts";
import { Decimal } from "./decimal.ts";
import { type CellSource, Row, asDict, isRow, rowAt, rowFactory, rowSchema, rowToJson, rowValues } from "./row.ts";
import { Temporal } from "./temporal.ts";

describe("Row", () => {
  it("has its fields as own properties", () => {
    const row = new Row({ a: 1, b: "x" });
    expect(Object.entries(row)).toEqual([
      ["a", 1],
      ["b", "x"],
    ]);
    expect(Object.fromEntries(Object.entries(row))).toEqual({ a: 1, b: "x" });
    expect([row["a"], row.at(1), row.at(-1), row.at(2), [...row]]).toEqual([1, "x", "x", undefined, [1, "x"]]);
    expect(row).toBeInstanceOf(Row);
    expect(isRow(row) && !isRow({ a: 1 })).toBe(true);
  });
  it("lets fields win over methods", () => {
    const row = Row.fromEntries([
      ["at", 1],
      ["toJSON", 2],
      ["1", 3],
      ["__proto__", 4],
      ["constructor", 5],
      ["asDict", 6],
    ]);
    expect([row["at"], row["toJSON"], row["1"], row["constructor"], row["asDict"]]).toEqual([1, 2, 3, 5, 6]);
    expect([...row]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(rowAt(row, 3)).toBe(4);
    expect(Object.entries(asDict(row))).toContainEqual(["__proto__", 4]);
    expect(row).toBeInstanceOf(Row);
  });
  it("keeps columns of one name apart by position", () => {
    const row = Row.fromEntries([
      ["a", 1],
      ["b", 2],
      ["a", 3],
    ]);
    expect([row["a"], row.at(2), [...row], rowValues(row)]).toEqual([1, 3, [1, 2, 3], [1, 2, 3]]);
    expect(JSON.stringify(row)).toBe('{"a":1,"b":2}');
    expect(String(row)).toBe("Row(a=1, b=2, a=3)");
  });
  it("becomes a plain object, at every depth on request", () => {
    const row = new Row({ a: new Row({ b: 1 }), c: [new Row({ d: 2 })], e: new Map([["k", new Row({ f: 3 })]]) });
    expect(row.asDict()["a"]).toBeInstanceOf(Row);
    const dict = row.asDict({ recursive: true });
    expect(dict).toEqual({ a: { b: 1 }, c: [{ d: 2 }], e: new Map([["k", { f: 3 }]]) });
    expect(Object.getPrototypeOf(dict["a"])).toBe(Object.prototype);
  });
  it("writes JSON by the types of its columns", () => {
    const schema = new StructType([
      new StructField("d", new DecimalType(5, 2)),
      new StructField("a", new ArrayType(new DecimalType(5, 1))),
      new StructField("m", new MapType(STRING, INT)),
      new StructField("n", new MapType(INT, INT)),
      new StructField("x", DOUBLE),
      new StructField("b", STRING),
    ]);
    const row = Row.of(schema, [
      new Decimal("1.5"),
      [new Decimal(2)],
      new Map([["k", 1]]),
      new Map([[1, 2]]),
      Number.NaN,
      new Uint8Array([255]),
    ]);
    expect(JSON.stringify(row)).toBe('{"d":"1.50","a":["2.0"],"m":{"k":1},"n":[[1,2]],"x":"NaN","b":"/w=="}');
    expect(rowToJson(row)["d"]).toBe("1.50");
    expect(JSON.stringify({ big: new Row({ l: 2n ** 60n, s: 5n, t: Temporal.PlainDate.from("2020-01-02") }) })).toBe(
      '{"big":{"l":"1152921504606846976","s":5,"t":"2020-01-02"}}',
    );
    expect(rowSchema(row)).toBe(schema);
  });
  it("prints as in PySpark", () => {
    const schema = new StructType([new StructField("x", DOUBLE), new StructField("i", INT)]);
    expect(String(Row.of(schema, [1, 1]))).toBe("Row(x=1.0, i=1)");
    const row = new Row({
      s: "it's",
      q: `'"`,
      n: null,
      t: true,
      l: [1, "a"],
      m: new Map([["k", false]]),
      r: new Row({ y: "\n" }),
      d: Temporal.PlainDate.from("2020-01-02"),
      dt: Temporal.PlainDateTime.from("2020-01-02T03:04:05.000006"),
      c: new Decimal("1.50"),
      b: new Uint8Array([97, 0]),
    });
    expect(`${String(row)}`).toBe(
      "Row(s=\"it's\", q='\\'\"', n=None, t=True, l=[1, 'a'], m={'k': False}, r=Row(y='\\n'), " +
        "d=datetime.date(2020, 1, 2), dt=datetime.datetime(2020, 1, 2, 3, 4, 5, 6), c=Decimal('1.5'), " +
        "b=bytearray(b'a\\x00'))",
    );
    expect(String(new Row())).toBe("Row()");
  });
  it("prints doubles as Python does", () => {
    const schema = new StructType([new StructField("x", DOUBLE)]);
    const show = (x: number): string => String(Row.of(schema, [x])).slice(6, -1);
    expect([1e15, 1e16, 1.5e-5, 0.0001, -0, Number.POSITIVE_INFINITY, 1e-7, 123.25].map(show)).toEqual([
      "1000000000000000.0",
      "1e+16",
      "1.5e-05",
      "0.0001",
      "-0.0",
      "inf",
      "1e-07",
      "123.25",
    ]);
  });
});

describe("rowFactory", () => {
  const counting = (): CellSource & { calls: string[] } => {
    const calls: string[] = [];
    return {
      calls,
      cell(column, row) {
        calls.push(`${column}/${row}`);
        return `cell ${column}/${row}`;
      },
    };
  };
  it("decodes lazy columns once, when looked at", () => {
    const source = counting();
    const factory = rowFactory(["a", "b", "a", "b"], null, [false, true, true, false]);
    const [first, second] = factory.fromColumns([[1, 2, 3], null, null, ["x", "y", "z"]], 1, 3, source);
    expect(source.calls).toEqual([]);
    expect([first?.["b"], first?.["b"], first?.["a"]]).toEqual(["cell 1/1", "cell 1/1", 2]);
    expect(source.calls).toEqual(["1/1"]);
    expect(Object.keys(second ?? {})).toEqual(["a", "b"]);
    expect(second?.at(2)).toBe("cell 2/2");
    expect(inspect(second)).toBe("Row { a: 3, b: 'cell 1/2' }");
    expect(Object.fromEntries(Object.entries(second ?? {}))).toEqual({ a: 3, b: "cell 1/2" });
  });
  it("shows dates and times where it is logged", () => {
    const day = Temporal.PlainDate.from("2024-02-29");
    const row = new Row({ day, all: [day, null], inner: new Row({ day }), of: new Map([["a", day]]) });
    const shown = "Temporal.PlainDate 2024-02-29";
    expect(inspect(row, { breakLength: Infinity })).toBe(
      `Row { day: ${shown}, all: [ ${shown}, null ], inner: Row { day: ${shown} }, of: Map(1) { 'a' => ${shown} } }`,
    );
  });
  it("gives equal shapes equal prototypes", () => {
    const schema = new StructType([new StructField("a", INT)]);
    const again = StructType.fromJson(JSON.parse(schema.json()));
    expect(Object.getPrototypeOf(Row.of(schema, [1]))).toBe(Object.getPrototypeOf(Row.of(again, [2])));
  });
});
