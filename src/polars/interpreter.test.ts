import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Int64Builder, Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, isValid } from "../arrow/vector.ts";
import { collectFrame, interpret, type InterpreterContext } from "./interpreter.ts";
import { KernelFailure } from "./kernel-part.ts";
import { native } from "./native.ts";
import type { NamedExpr, PolarsNode, PolarsPlan, SinkNode } from "./plan.ts";
import { px, type Px, pxToJson } from "./dsl.ts";
import { P_DATETIME } from "./polars-type.ts";
import { type Plain, ipcOf, plainOf } from "./testing.ts";

const frames = new Map(
  Object.entries({
    t: ipcOf({ a: [1n, 2n, 3n, null], s: ["x", "y", "x", "z"], l: [[1n, 2n], [], null, [3n]] }),
    u: ipcOf({ k: [2n, 3n, 3n, null], v: [10n, 20n, 30n, 40n] }),
    none: ipcOf({ a: [], s: [], l: [] }),
  }).map(([id, bytes]) => [id, native().readIpcStream(bytes, {})]),
);
const context: InterpreterContext = {
  frame: (id) => frames.get(id)!,
  kernel(name, args, options, rowCount) {
    if (name === "fail") throw new TypeError("no");
    if (name === "row") {
      const builder = new Int64Builder();
      for (let i = 0; i < rowCount; i++) builder.append(i);
      return builder.finish();
    }
    const builder = name === "wide" ? new Int64Builder() : new Utf8Builder();
    const [column] = args as [ArrowVector];
    for (let i = 0; i < rowCount; i++) {
      if (!isValid(column, i)) builder.appendNull();
      else (builder as Utf8Builder).appendString(`${String(options)}${column.data[i]}`);
    }
    return builder.finish();
  },
};
function plan(...nodes: PolarsNode[]): PolarsPlan {
  return { nodes, root: nodes.length - 1 };
}
function run(...nodes: PolarsNode[]): { [name: string]: Plain[] } {
  return plainOf(collectFrame(interpret(plan(...nodes), context)));
}
const e = (name: string, value: Px): NamedExpr => ({ name, expr: pxToJson(value) });
const json = pxToJson;
const { col, lit } = px;
const t: PolarsNode = { op: "frame", id: "t" };
const u: PolarsNode = { op: "frame", id: "u" };
const a = e("a", col("a"));

describe("nodes", () => {
  test("select, withColumns, filter", () => {
    const out = run(
      t,
      { op: "withColumns", input: 0, exprs: [e("b", px.add(col("a"), lit.i64(1)))] },
      { op: "filter", input: 1, predicate: json(px.gt(col("b"), lit.i64(2))) },
      { op: "select", input: 2, exprs: [e("x", col("b")), e("2", lit.str("c")), e("1", lit.i32(1))] },
    );
    expect(out).toEqual({ x: [3n, 4n], 2: ["c", "c"], 1: [1, 1] });
  });
  test("literals alone have the height of the frame", () => {
    expect(run(t, { op: "select", input: 0, exprs: [e("x", lit.i32(1)), e("a", lit.i32(2))] })).toEqual({
      x: [1, 1, 1, 1],
      a: [2, 2, 2, 2],
    });
    expect(run({ op: "frame", id: "none" }, { op: "select", input: 0, exprs: [e("x", lit.i32(1))] })).toEqual({
      x: [],
    });
  });
  test("group by, with and without keys, with and without aggregates", () => {
    const aggs = [e("n", px.len()), e("sum", px.agg.sum(col("a")))];
    const groups = run(t, { op: "groupBy", input: 0, keys: [e("k", col("s"))], aggs, maintainOrder: true });
    expect(groups).toEqual({ k: ["x", "y", "z"], n: [2, 1, 1], sum: [4n, 2n, 0n] });
    expect(run(t, { op: "groupBy", input: 0, keys: [], aggs })).toEqual({ n: [4], sum: [6n] });
    expect(run(t, { op: "groupBy", input: 0, keys: [], aggs: [e("x", lit.i32(1))] })).toEqual({ x: [1] });
    const keys = run(t, { op: "groupBy", input: 0, keys: [e("k", col("s"))], aggs: [], maintainOrder: true });
    expect(keys).toEqual({ k: ["x", "y", "z"] });
  });
  test.each([
    ["inner", { a: [2n, 3n, 3n], k: [2n, 3n, 3n], v: [10n, 20n, 30n] }],
    ["left", { a: [1n, 2n, 3n, 3n, null], k: [null, 2n, 3n, 3n, null], v: [null, 10n, 20n, 30n, null] }],
    ["right", { a: [2n, 3n, 3n, null], k: [2n, 3n, 3n, null], v: [10n, 20n, 30n, 40n] }],
    [
      "full",
      { a: [2n, 3n, 3n, null, 1n, null], k: [2n, 3n, 3n, null, null, null], v: [10n, 20n, 30n, 40n, null, null] },
    ],
    ["semi", { a: [2n, 3n] }],
    ["anti", { a: [1n, null] }],
  ] as const)("%s join", (how, expected) => {
    const maintainOrder = how === "right" || how === "full" ? "right_left" : "left_right";
    const on = { leftOn: [json(col("a"))], rightOn: [json(col("k"))] };
    const out = run(t, { op: "select", input: 0, exprs: [a] }, u, {
      op: "join",
      left: 1,
      right: 2,
      ...on,
      how,
      ...(how === "semi" || how === "anti" ? {} : { maintainOrder }),
    });
    expect(out).toEqual(expected);
  });
  test("join keys may be expressions, and nulls may match", () => {
    const leftOn = [json(px.add(col("a"), lit.i64(1)))];
    const out = run(
      t,
      { op: "select", input: 0, exprs: [a] },
      u,
      { op: "join", left: 1, right: 2, leftOn, rightOn: [json(col("k"))], how: "inner", nullsEqual: true },
      { op: "sort", input: 3, by: [json(col("v"))], descending: [false], nullsLast: [false] },
    );
    expect(out).toEqual({ a: [1n, 2n, 2n, null], k: [2n, 3n, 3n, null], v: [10n, 20n, 30n, 40n] });
  });
  test("cross join with a filter", () => {
    const out = run(
      t,
      { op: "select", input: 0, exprs: [a] },
      u,
      { op: "cross", left: 1, right: 2 },
      { op: "filter", input: 3, predicate: json(px.gt(col("a"), col("k"))) },
    );
    expect(out).toEqual({ a: [3n], k: [2n], v: [10n] });
  });
  test("sort, slice, tail", () => {
    const sort: PolarsNode = { op: "sort", input: 0, by: [json(col("a"))], descending: [true], nullsLast: [true] };
    const cut: PolarsNode = { op: "select", input: 1, exprs: [a] };
    expect(run(t, sort, cut)).toEqual({ a: [3n, 2n, 1n, null] });
    expect(run(t, sort, cut, { op: "slice", input: 2, offset: 1, length: 2 })).toEqual({ a: [2n, 1n] });
    expect(run(t, sort, cut, { op: "slice", input: 2, offset: -2, length: null })).toEqual({ a: [1n, null] });
    expect(run(t, sort, cut, { op: "slice", input: 2, offset: 3, length: null })).toEqual({ a: [null] });
  });
  test("union keeps order, distinct, rowIndex", () => {
    const pick: PolarsNode = { op: "select", input: 0, exprs: [e("s", col("s"))] };
    const both: PolarsNode = { op: "union", inputs: [1, 1] };
    const distinct: PolarsNode = { op: "distinct", input: 2, keep: "first", maintainOrder: true };
    expect(run(t, pick, both)["s"]).toEqual(["x", "y", "x", "z", "x", "y", "x", "z"]);
    expect(run(t, pick, both, distinct, { op: "rowIndex", input: 3, name: "i" })).toEqual({
      i: [0, 1, 2],
      s: ["x", "y", "z"],
    });
  });
  test.each([
    [true, true, [1n, 2n, null, null, 3n]],
    [false, false, [1n, 2n, 3n]],
    [false, true, [1n, 2n, null, 3n]],
    [true, false, [1n, 2n, null, 3n]],
  ])("explode: empty as null %s, keep nulls %s", (emptyAsNull, keepNulls, expected) => {
    const out = run(t, { op: "explode", input: 0, columns: ["l"], emptyAsNull, keepNulls });
    expect(out["l"]).toEqual(expected);
    expect(out["s"]).toHaveLength(expected.length);
  });
  test("unpivot, hconcat", () => {
    const out = run(u, { op: "unpivot", input: 0, on: ["v"], index: ["k"], variableName: "n", valueName: "x" });
    expect(out).toEqual({ k: [2n, 3n, 3n, null], n: ["v", "v", "v", "v"], x: [10n, 20n, 30n, 40n] });
    const beside = run(t, { op: "select", input: 0, exprs: [a] }, u, { op: "hconcat", inputs: [1, 2] });
    expect(Object.keys(beside)).toEqual(["a", "k", "v"]);
  });
  test("range, empty", () => {
    expect(run({ op: "range", name: "id", start: 5n, end: -1n, step: -2n })).toEqual({ id: [5n, 3n, 1n] });
    expect(run({ op: "range", name: "id", start: 0n, end: 7n, step: 3n })).toEqual({ id: [0n, 3n, 6n] });
    expect(run({ op: "range", name: "id", start: 1n, end: 1n, step: 1n })).toEqual({ id: [] });
    const [low, high] = [-(2n ** 63n), 2n ** 63n - 1n];
    expect(run({ op: "range", name: "id", start: low, end: high, step: high })).toEqual({ id: [low, -1n, high - 1n] });
    const start = 2n ** 62n;
    expect(run({ op: "range", name: "id", start, end: start + 2n, step: 1n })).toEqual({ id: [start, start + 1n] });
    const schema = [
      { name: "x", type: P_DATETIME },
      { name: "y", type: { Struct: [{ name: "f0", dtype: "Int8" }] } },
    ] as const;
    expect(run({ op: "empty", schema })).toEqual({ x: [], y: [] });
    expect(run({ op: "empty", schema, height: 2 })).toEqual({ x: [null, null], y: [null, null] });
  });
});

describe("relations without columns keep their height", () => {
  const bare: PolarsNode = { op: "select", input: 0, exprs: [] };
  const count = (input: number): PolarsNode => ({ op: "groupBy", input, keys: [], aggs: [e("n", px.len())] });
  const one = (input: number): PolarsNode => ({ op: "select", input, exprs: [e("x", lit.i32(1))] });
  test.each<[string, PolarsNode[], number]>([
    ["select", [], 4],
    ["twice", [{ op: "select", input: 1, exprs: [] }], 4],
    ["slice", [{ op: "slice", input: 1, offset: 0, length: 3 }], 3],
    ["filter", [{ op: "filter", input: 1, predicate: json(lit.bool(false)) }], 0],
    ["union", [{ op: "union", inputs: [1, 1] }], 8],
    ["distinct", [{ op: "distinct", input: 1 }], 1],
    ["cross of two", [{ op: "cross", left: 1, right: 1 }], 16],
    ["collect", [{ op: "collect", input: 1 }], 4],
    ["hconcat", [{ op: "hconcat", inputs: [1, 1] }], 4],
  ])("%s", (_name, nodes, height) => {
    const all = [t, bare, ...nodes];
    expect(run(...all, count(all.length - 1))).toEqual({ n: [height] });
    expect(run(...all, one(all.length - 1))).toEqual({ x: Array.from({ length: height }, () => 1) });
  });
  test("beside a relation with columns", () => {
    expect(
      run(t, bare, u, { op: "cross", left: 1, right: 2 }, { op: "slice", input: 3, offset: 0, length: 1 }),
    ).toEqual({
      k: [2n],
      v: [10n],
    });
    expect(Object.keys(run(t, bare, { op: "rowIndex", input: 1, name: "i" }))).toEqual(["i"]);
    expect(run(t, bare, { op: "withColumns", input: 1, exprs: [e("x", lit.i32(1))] })).toEqual({ x: [1, 1, 1, 1] });
    expect(run({ op: "empty", schema: [], height: 3 }, count(0))).toEqual({ n: [3] });
    expect(run(t, { op: "groupBy", input: 0, keys: [], aggs: [] }, count(1))).toEqual({ n: [1] });
  });
});

describe("kernels", () => {
  const call = { args: ["a"], outType: "String", options: "#" } as const;
  test("results stand beside the columns", () => {
    const out = run(
      t,
      {
        op: "kernel",
        input: 0,
        calls: [
          { ...call, kernel: "text", out: "k" },
          { kernel: "row", args: [], out: "r", outType: "Int64" },
        ],
      },
      { op: "filter", input: 1, predicate: json(px.isNotNull(col("k"))) },
      { op: "select", input: 2, exprs: [a, e("k", col("k")), e("r", col("r"))] },
    );
    expect(out).toEqual({ a: [1n, 2n, 3n], k: ["#1", "#2", "#3"], r: [0n, 1n, 2n] });
  });
  test("a relation without columns, no rows", () => {
    const calls = [{ kernel: "row", args: [], out: "r", outType: "Int64" }] as const;
    expect(run(t, { op: "select", input: 0, exprs: [] }, { op: "kernel", input: 1, calls })).toEqual({
      r: [0n, 1n, 2n, 3n],
    });
    expect(run({ op: "frame", id: "none" }, { op: "kernel", input: 0, calls })["r"]).toEqual([]);
  });
  test("a failure names its kernel and place", () => {
    const failing = plan(t, { op: "kernel", input: 0, calls: [{ ...call, kernel: "fail", out: "k", site: 7 }] });
    expect(() => interpret(failing, context)).toThrow(KernelFailure);
    expect(() => interpret(failing, context)).toThrow("kernel fail: no");
  });
});

describe("large plans", () => {
  test("a chain of 3000 nodes, each used twice", () => {
    const nodes: PolarsNode[] = [{ op: "range", name: "a", start: 0n, end: 3n, step: 1n }];
    for (let i = 0; i < 3000; i++) {
      nodes.push({ op: "withColumns", input: i, exprs: [e("a", px.add(col("a"), lit.i64(1)))] });
    }
    expect(run(...nodes)).toEqual({ a: [3000n, 3001n, 3002n] });
  });
  test("shared nodes do not double the work", () => {
    const nodes: PolarsNode[] = [{ op: "range", name: "a", start: 0n, end: 3n, step: 1n }];
    const on = { leftOn: [json(col("a"))], rightOn: [json(col("a"))] };
    for (let i = 0; i < 60; i++)
      nodes.push({ op: "join", left: i, right: i, ...on, how: "semi", maintainOrder: "left" });
    expect(run(...nodes)).toEqual({ a: [0n, 1n, 2n] });
  });
  test("nodes must come after their inputs", () => {
    expect(() => interpret(plan({ op: "union", inputs: [0] }), context)).toThrow("comes after it");
  });
});

describe("files", () => {
  const dir = mkdtempSync(join(tmpdir(), "sparkwright-interpreter-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const path = (name: string, text?: string): string => {
    const whole = join(dir, name);
    if (text !== undefined) writeFileSync(whole, text);
    return whole;
  };
  const write = (sink: Partial<SinkNode>): void => {
    run(t, { op: "select", input: 0, exprs: [a, e("s", col("s"))] }, { op: "sink", input: 1, ...sink } as SinkNode);
  };
  const ts = { a: [1n, 2n, 3n, null], s: ["x", "y", "x", "z"] };

  test("csv: options", () => {
    const csv = path("[1] ä*.csv", '#no\nh1|h2\n1|"q,r"\nNA|\n3|""\n');
    const scan: PolarsNode = {
      op: "scanCsv",
      paths: [csv],
      schema: [
        { name: "2", type: "Int32" },
        { name: "1", type: "String" },
      ],
      options: { header: true, separator: "|", comment: "#", nullValues: ["NA"] },
      includePath: "file",
      rowIndex: "i",
    };
    expect(run(scan)).toEqual({ i: [0, 1, 2], 2: [1, null, 3], 1: ["q,r", null, ""], file: [csv, csv, csv] });
    const all = run({
      op: "scanCsv",
      paths: [csv],
      options: { header: false, separator: "|", quote: null, comment: "#", inferRows: 0 },
    });
    expect(all["column_2"]).toEqual(["h2", '"q,r"', null, '""']);
  });
  test("csv: bad values, ragged rows", () => {
    const csv = path("bad.csv", "1,2\nx,2\n3\n4,5,6\n");
    const schema = [
      { name: "a", type: "Int64" },
      { name: "b", type: "Int64" },
    ] as const;
    const options = { header: false, ignoreErrors: true, truncateRagged: true };
    expect(run({ op: "scanCsv", paths: [csv], schema, options })).toEqual({
      a: [1n, null, 3n, 4n],
      b: [2n, 2n, null, 5n],
    });
  });
  test("text", () => {
    const text = path("a.txt", 'one\n\n"two, three\u00e9\n');
    expect(run({ op: "scanText", paths: [text] })).toEqual({ value: ["one", "", '"two, three\u00e9'] });
  });
  test("ndjson", () => {
    const file = path("a.json", '{"a":1,"n":{"x":"p"}}\n{"a":null}\n');
    const schema = [
      { name: "n", type: { Struct: [{ name: "x", dtype: "String" }] } },
      { name: "a", type: "Int64" },
    ] as const;
    expect(run({ op: "scanNdjson", paths: [file], schema })).toEqual({ n: [{ x: "p" }, null], a: [1n, null] });
    expect(run({ op: "scanNdjson", paths: [file] })["a"]).toEqual([1n, null]);
  });
  test.each(["parquet", "csv", "ndjson", "ipc"] as const)("%s: written and read back", (format) => {
    const file = path(`out.${format}`);
    const options = format === "csv" ? { options: { header: true } } : {};
    write({ format, path: file, ...options } as Partial<SinkNode>);
    const scan: PolarsNode =
      format === "csv"
        ? { op: "scanCsv", paths: [file], options: { header: true } }
        : { op: ({ parquet: "scanParquet", ndjson: "scanNdjson", ipc: "scanIpc" } as const)[format], paths: [file] };
    expect(run(scan)).toEqual(ts);
  });
  test.each(["uncompressed", "snappy", "gzip", "brotli", "zstd", "lz4"] as const)("parquet with %s", (compression) => {
    const file = path(`${compression}.parquet`);
    write({ format: "parquet", path: file, options: { compression } } as Partial<SinkNode>);
    expect(run({ op: "scanParquet", paths: [file] })).toEqual(ts);
  });
  test("csv: the form that is written", () => {
    const file = path("form.csv.gz");
    write({
      format: "csv",
      path: path("form.csv"),
      options: { header: true, separator: ";", quoteStyle: "always", nullValue: "NULL" },
    } as SinkNode);
    expect(readFileSync(path("form.csv"), "utf8").split("\n").slice(0, 2)).toEqual(['"a";"s"', '"1";"x"']);
    write({ format: "csv", path: file, options: { compression: "gzip" } } as Partial<SinkNode>);
    expect([...readFileSync(file).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });
  test("a directory by values, read back file by file", () => {
    const base = path("by-s");
    write({ format: "parquet", path: base, partitionBy: ["s"] } as Partial<SinkNode>);
    expect(readdirSync(base).sort()).toEqual(["s=x", "s=y", "s=z"]);
    expect(run({ op: "scanParquet", paths: [join(base, "s=x", readdirSync(join(base, "s=x"))[0]!)] })).toEqual({
      a: [1n, 3n],
    });
  });
  test("at most so many rows in a file", () => {
    const base = path("split");
    write({ format: "parquet", path: base, maxRowsPerFile: 2 } as Partial<SinkNode>);
    expect(readdirSync(base)).toHaveLength(2);
  });
  test("files of differing columns and widths", () => {
    const [narrow, wide] = [path("narrow.parquet"), path("wide.parquet")];
    run(
      t,
      { op: "select", input: 0, exprs: [e("a", px.cast(col("a"), "Int32")), e("extra", lit.i32(1))] },
      { op: "sink", input: 1, format: "parquet", path: narrow },
    );
    write({ format: "parquet", path: wide } as Partial<SinkNode>);
    const schema = [
      { name: "s", type: "String" },
      { name: "a", type: "Int64" },
    ] as const;
    expect(run({ op: "scanParquet", paths: [wide, narrow], schema })).toEqual({
      s: ["x", "y", "x", "z", null, null, null, null],
      a: [1n, 2n, 3n, null, 1n, 2n, 3n, null],
    });
  });
});
