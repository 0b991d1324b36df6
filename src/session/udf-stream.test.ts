/** Rows of users' functions as they are made, for consumers that take them one by one. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import * as F from "../functions/index.ts";
import { SparkSession } from "./spark-session.ts";

const spill = mkdtempSync(join(tmpdir(), "udf-stream-"));
const spark = SparkSession.builder.config("spark.sparkwright.spill.dir", spill).create();
afterAll(async () => {
  await spark.stop();
  rmSync(spill, { recursive: true });
});

const ROWS = 5000;
let calls = 0;
beforeEach(() => {
  calls = 0;
});
const twice = F.udf((x: number) => (calls++, x * 2), "long");
const later = F.udf(
  async (x: number) => {
    calls++;
    await Promise.resolve();
    return `row ${x}`;
  },
  "string",
  { concurrency: 4 },
);

describe("a consumer that takes rows one by one", () => {
  test("has the first row long before the last call", async () => {
    let first = 0;
    let seen = 0;
    for await (const row of spark.range(ROWS).select("id", twice("id").alias("y")).toLocalIterator()) {
      if (seen === 0) first = calls;
      expect([row.at(0), row.at(1)]).toEqual([seen, seen * 2]);
      seen++;
    }
    expect([first, calls, seen]).toEqual([8, ROWS, ROWS]);
  });

  test("stops the calls by leaving", async () => {
    for await (const row of spark.range(ROWS).select(later("id")).toLocalIterator()) {
      if (row.at(0) === "row 20") break;
    }
    expect(calls).toBeLessThan(200);
    expect(readdirSync(spill)).toEqual([]);
  });

  test("stops the calls by its signal, also while one is made", async () => {
    const abort = new AbortController();
    const slow = F.udf(
      async (x: number) => {
        if (++calls === 20) abort.abort();
        await new Promise((resolve) => setImmediate(resolve));
        return x;
      },
      "long",
      { concurrency: 2 },
    );
    const rows = spark.range(ROWS).select(slow("id")).toLocalIterator({ signal: abort.signal });
    const read = async (): Promise<void> => {
      for await (const _ of rows) continue;
    };
    await expect(read()).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
    expect(calls).toBeLessThan(40);
    expect(readdirSync(spill)).toEqual([]);
  });

  test("has the same rows through filters, texts, and several functions", async () => {
    const df = spark
      .range(ROWS)
      .select("id", twice("id").alias("y"), F.concat(F.lit("text "), F.col("id")).alias("t"))
      .filter("y % 3 = 0")
      .select("t", later("y").alias("s"), F.expr("y + 1 AS z"));
    const all = (await df.collect()).map(String);
    const streamed: string[] = [];
    for await (const row of df.toLocalIterator()) streamed.push(String(row));
    expect(streamed).toEqual(all);
    expect(streamed).toHaveLength(Math.ceil(ROWS / 3));
  });

  test("of no rows, and of a plan whose rows must all be there first", async () => {
    const none: unknown[] = [];
    for await (const row of spark.range(0).select(twice("id")).toLocalIterator()) none.push(row);
    expect(none).toEqual([]);
    const sorted: unknown[] = [];
    const df = spark.range(20).select(twice("id").alias("y")).orderBy(F.desc("y"));
    for await (const row of df.toLocalIterator()) sorted.push(row.at(0));
    expect(sorted.slice(0, 3)).toEqual([38, 36, 34]);
    expect(calls).toBe(20);
  });

  test("hears of a failure at its row", async () => {
    const bad = F.udf((x: number) => {
      if (x === 100) throw new RangeError("a hundred");
      return x;
    }, "long");
    let seen = 0;
    const read = async (): Promise<void> => {
      for await (const _ of spark.range(ROWS).select(bad("id")).toLocalIterator()) seen++;
    };
    await expect(read()).rejects.toMatchObject({ condition: "FAILED_EXECUTE_UDF" });
    expect(seen).toBeGreaterThan(20);
  });
});
