import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Temporal } from "../types/temporal.ts";
import { DiskCache, node, Pipeline, stateful } from "./index.ts";
import { decodeValue, type Encoded, encodeValue } from "./value-codec.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "sparkwright-cache-"))));
afterAll(async () => await rm(folder, { recursive: true, force: true }));
let caches = 0;
const newCache = (): DiskCache => new DiskCache(join(folder, String(caches++)));

/** Runs over the values twice and says how often the function was called in each run. */
async function callsOf(values: readonly unknown[], version: string | number = 1, cache = newCache()): Promise<number> {
  let calls = 0;
  const echo = node({ output: "out", inputs: ["value"], version, fn: (value: unknown) => (calls++, value) });
  const out = await new Pipeline([echo]).map({ value: values }, { mapOver: "value", cache });
  expect(out.map((row) => row.out)).toStrictEqual(values);
  return calls;
}

describe("the cache", () => {
  test("keeps results between runs, under a version", async () => {
    const cache = newCache();
    expect(await callsOf(["a", "b"], 1, cache)).toBe(2);
    expect(await callsOf(["b", "a", "c"], 1, cache)).toBe(1);
    expect(await callsOf(["a"], 2, cache)).toBe(1);
    expect(await callsOf(["a"], "2", cache)).toBe(1);
    await cache.clear();
    expect(await callsOf(["a"], 1, cache)).toBe(1);
  });

  test("tells values apart that are not the same", async () => {
    const date = new Date(0);
    const values = [
      1,
      "1",
      1n,
      true,
      "true",
      0,
      -0,
      NaN,
      "NaN",
      Infinity,
      -Infinity,
      null,
      undefined,
      "null",
      "",
      [],
      [1],
      ["1"],
      [[1]],
      {},
      { a: 1 },
      { a: "1" },
      { a: undefined },
      { b: 1 },
      date,
      5,
      date.toISOString(),
      new Date(NaN),
      new Uint8Array([1, 2]),
      new Int8Array([1, 2]),
      new Float64Array([1, 2]),
      [1, 2],
      new Map([["a", 1]]),
      new Set(["a"]),
      ["list", 1],
      ["undefined"],
      Temporal.PlainDate.from("2024-02-29"),
      "2024-02-29",
    ];
    const cache = newCache();
    expect(await callsOf(values, 1, cache)).toBe(values.length);
    expect(await callsOf(values, 1, cache)).toBe(0);
  });

  test("equal objects are one, however their members are ordered; within a run too", async () => {
    let calls = 0;
    const count = node({ output: "n", inputs: ["v"], version: 1, fn: (v: object) => (calls++, Object.keys(v).length) });
    const v = [
      { a: 1, b: { c: 2, d: 3 } },
      { b: { d: 3, c: 2 }, a: 1 },
    ];
    const out = await new Pipeline([count]).map({ v }, { mapOver: "v", cache: newCache() });
    expect(out).toEqual([{ n: 2 }, { n: 2 }]);
    expect(calls).toBe(1);
  });

  test("a null and an undefined that are kept are hits", async () => {
    let calls = 0;
    const nothing = node({
      output: "n",
      inputs: ["v"],
      version: 1,
      fn: (v: number) => (calls++, v === 0 ? null : undefined),
    });
    const cache = newCache();
    for (let i = 0; i < 2; i++) {
      const out = await new Pipeline([nothing]).map({ v: [0, 1] }, { mapOver: "v", cache });
      expect(out).toStrictEqual([{ n: null }, { n: undefined }]);
    }
    expect(calls).toBe(2);
  });

  test("batches hold only what is missing", async () => {
    const sizes: number[] = [];
    const batch = node({
      output: ["y", "z"],
      inputs: ["x"],
      version: 1,
      batch: 10,
      fn: (xs: readonly number[]) => (sizes.push(xs.length), xs.map((x) => ({ y: x + 1, z: x + 2 }))),
    });
    const cache = newCache();
    const pipeline = new Pipeline([batch]);
    await pipeline.map({ x: [1, 2, 3] }, { mapOver: "x", cache });
    const out = await pipeline.map({ x: [0, 1, 2, 3, 4] }, { mapOver: "x", cache });
    expect(out.map(({ y, z }) => [y, z])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 6],
    ]);
    expect(sizes).toEqual([3, 2]);
  });

  test("nodes without a version are always called", async () => {
    let calls = 0;
    const plain = node({ output: "y", inputs: ["x"], fn: (x: number) => (calls++, x) });
    const cache = newCache();
    await new Pipeline([plain]).run({ x: 1 }, { cache });
    await new Pipeline([plain]).run({ x: 1 }, { cache });
    expect(calls).toBe(2);
  });

  test("an object's arguments are part of the key", async () => {
    class Scale {
      readonly by: number;
      constructor(by: number) {
        this.by = by;
      }
    }
    const cache = newCache();
    const scaled = (by: number): Pipeline<readonly [ReturnType<typeof make>]> => new Pipeline([make(by)]);
    const make = (by: number) =>
      node({
        output: "y",
        inputs: ["x"],
        version: 1,
        use: stateful(Scale, { args: [by] }),
        fn: (scale: Scale, x: number) => x * scale.by,
      });
    expect(await scaled(2).run({ x: 3 }, { cache })).toEqual({ y: 6 });
    expect(await scaled(5).run({ x: 3 }, { cache })).toEqual({ y: 15 });
    expect(await scaled(2).run({ x: 3 }, { cache })).toEqual({ y: 6 });
  });

  test("concurrent runs share a folder; no half-written file is left or read", async () => {
    const cache = newCache();
    const x = Array.from({ length: 50 }, (_, i) => "value".repeat(i));
    const runs = Array.from({ length: 8 }, () => callsOf(x, 1, new DiskCache(cache.directory)));
    await Promise.all(runs);
    const files = await readdir(cache.directory, { recursive: true });
    expect(files.filter((file) => file.endsWith(".tmp"))).toEqual([]);
    expect(files.filter((file) => file.endsWith(".json"))).toHaveLength(50);
    expect(await callsOf(x, 1, cache)).toBe(0);
    const [damaged = ""] = files.filter((file) => file.endsWith(".json"));
    await writeFile(join(cache.directory, damaged), '{"format":1,"val');
    expect(await callsOf(x, 1, cache)).toBe(1);
    expect(await callsOf(x, 1, cache)).toBe(0);
  });

  test("what has no text is refused by name", async () => {
    class Model {}
    const circle: unknown[] = [];
    circle.push([circle]);
    const refused: readonly (readonly [unknown, string])[] = [
      [new Model(), "an object of class Model (input `value` of node out)"],
      [{ deep: [() => 1] }, "without a name (input `value` of node out.deep[0])"],
      [circle, "contains itself"],
      [Symbol("s"), "Symbol(s)"],
      [/re/, "class RegExp"],
      [Promise.resolve(1), "class Promise"],
    ];
    for (const [value, text] of refused) await expect(callsOf([value])).rejects.toThrow(text);
    const bad = node({ output: "f", inputs: [], version: 1, fn: () => parseInt });
    await expect(new Pipeline([bad]).run({}, { cache: newCache() })).rejects.toThrow("result of node f");
  });
});

test("values come back from their text as they were", () => {
  const value = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: false,
  });
  fc.assert(
    fc.property(value, (v) => {
      const text = JSON.stringify(encodeValue(v, "v"));
      const back = decodeValue(JSON.parse(text) as Encoded);
      expect(back).toStrictEqual(v);
      expect(JSON.stringify(encodeValue(back, "v"))).toBe(text);
    }),
    { numRuns: 500 },
  );
});
