import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { SparkSession } from "./spark-session.ts";

const spark = SparkSession.builder.create();
const scratch = mkdtempSync(join(tmpdir(), "checkpoint-"));
afterEach(() => spark.catalog.clearCache());
afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const values = async (df: { collect(): Promise<readonly { at(i: number): unknown }[]> }): Promise<unknown[]> =>
  (await df.collect()).map((row) => row.at(0));

function csv(text: string): string {
  const path = join(mkdtempSync(join(scratch, "in-")), "in.csv");
  writeFileSync(path, text);
  return path;
}

test("a checkpoint keeps the rows when their source changes, and when the cache is cleared", async () => {
  const path = csv("1\n2\n");
  const read = spark.read.schema("x INT").csv(path);
  const kept = await read.localCheckpoint();
  rmSync(path);
  await spark.catalog.clearCache();
  spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo");
  expect(await values(kept.selectExpr("x + 1 AS y"))).toEqual([2, 3]);
  expect(kept.schema.simpleString()).toBe("struct<x:int>");
});

test("one that is not eager is computed by the first action", async () => {
  const path = csv("1\n");
  const kept = await spark.read.schema("x INT").csv(path).localCheckpoint(false);
  writeFileSync(path, "7\n");
  expect(await values(kept)).toEqual([7]);
  writeFileSync(path, "8\n");
  expect(await values(kept)).toEqual([7]);
});

test("a checkpoint cuts the plan", async () => {
  let df = spark.range(3).toDF("x");
  for (let i = 0; i < 5; i++) df = await df.selectExpr("x * 2 AS x").localCheckpoint();
  expect(await values(df)).toEqual([0, 32, 64]);
  expect(df.plan).toMatchObject({ kind: "CachedRelation", input: { kind: "LocalRelation", rowCount: 0 } });
});

test("it is not what cache() does", async () => {
  const kept = await spark.range(3).localCheckpoint();
  expect(kept.is_cached).toBe(false);
  expect(await values(kept.unpersist())).toEqual([0, 1, 2]);
  expect(kept.cache().is_cached).toBe(true);
  expect(await values(kept)).toEqual([0, 1, 2]);
});

test("it outlives the end of another session", async () => {
  const child = spark.newSession();
  const kept = await spark.range(2).localCheckpoint();
  await child.stop();
  expect(await values(kept)).toEqual([0, 1]);
});

test("checkpoint() needs a directory, and leaves its files there", async () => {
  await expect(spark.range(3).checkpoint()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_3016" });
  const directory = join(scratch, "reliable");
  const other = SparkSession.builder.config("spark.checkpoint.dir", directory).create();
  const kept = await other.range(3).checkpoint();
  expect(readdirSync(directory)).toHaveLength(1);
  expect(await values(kept)).toEqual([0, 1, 2]);
  await other.stop();
  expect(existsSync(join(directory, readdirSync(directory)[0] ?? ""))).toBe(true);
});

test("a failing plan fails now", async () => {
  await expect(spark.range(3).selectExpr("1 / id").localCheckpoint()).rejects.toMatchObject({
    condition: "DIVIDE_BY_ZERO",
  });
});
