/** Giving up queries: they stop, the next ones run, and no file of theirs stays. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DataFrame, SparkSession } from "../src/index.ts";

const spark: SparkSession = SparkSession.builder.getOrCreate();
const scratch: string = mkdtempSync(join(tmpdir(), "interruption-"));
const before = new Set(readdirSync(tmpdir()));
beforeAll(async () => void (await spark.range(1).collect()));
afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true });
});

/** Rows that go on coming for far longer than a test. */
const endless = (session: SparkSession = spark): DataFrame =>
  session.range(10 ** 9).selectExpr("id", "sqrt(id) AS root", "concat('row ', id) AS text");
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const canceled = { condition: "OPERATION_CANCELED", sqlState: "HY008" };
/** Whatever the test's programs have left in the scratch directory and in the system's. */
const left = (): string[] => [
  ...readdirSync(scratch, { recursive: true, encoding: "utf8" }),
  ...readdirSync(tmpdir()).filter((name) => name.startsWith("sparkwright-spill") && !before.has(name)),
];

describe.each(["process", "thread"] as const)("in a %s host", (host) => {
  // A thread works on until its query ends: it gets one that does.
  const rows = host === "process" ? 10 ** 9 : 3_000_000;
  const session = (): SparkSession => {
    const made = spark.newSession();
    made.conf.set("spark.sparkwright.engine.host", host);
    return made;
  };
  test.each(["parquet", "csv", "json"] as const)("a write of %s that is given up leaves no file", async (format) => {
    const own = session();
    await own.range(1).collect();
    const controller = new AbortController();
    const written = endless(own).limit(rows).write[format](join(scratch, "out"), { signal: controller.signal });
    setTimeout(() => controller.abort(), 150);
    await expect(written).rejects.toMatchObject(canceled);
    for (let i = 0; i < 100 && left().length > 0; i++) await sleep(100);
    expect(left()).toEqual([]);
    expect(await own.range(3).count()).toBe(3);
  });
});

test("a table that is given up is not there", async () => {
  const made = spark.sql("CREATE TABLE given_up AS SELECT id, sqrt(id) AS root FROM range(1000000000)");
  await sleep(150);
  expect((await spark.interruptAll()).length).toBe(1);
  await expect(made.then()).rejects.toMatchObject(canceled);
  expect(spark.catalog.tableExists("given_up")).toBe(false);
});

test("a cache that is given up is filled by the next action", async () => {
  const cached = endless().limit(20_000_000).cache();
  const first = cached.count();
  await sleep(100);
  await spark.interruptAll();
  await expect(first).rejects.toMatchObject(canceled);
  cached.unpersist();
  expect(left()).toEqual([]);
});

describe("tags", () => {
  test("pick the operations that began under them", async () => {
    spark.addTag("slow");
    spark.addTag("nightly");
    const tagged = endless().groupBy("text").count().count();
    const writes = endless().write.parquet(join(scratch, "tagged"));
    spark.removeTag("nightly");
    expect(spark.getTags()).toEqual(new Set(["slow"]));
    spark.clearTags();
    expect(spark.getTags()).toEqual(new Set());
    const untagged = spark.range(3).count();
    await sleep(100);
    expect(await spark.interruptTag("no such tag")).toEqual([]);
    expect((await spark.interruptTag("nightly")).length).toBe(2);
    await expect(tagged).rejects.toMatchObject(canceled);
    await expect(writes).rejects.toMatchObject(canceled);
    expect(await untagged).toBe(3);
    expect(await spark.interruptTag("slow")).toEqual([]);
  });
  test("of another session are its own", async () => {
    const other = spark.newSession();
    spark.addTag("mine");
    expect(other.getTags()).toEqual(new Set());
    spark.clearTags();
  });
  test.each([
    ["", "Spark job tag cannot be an empty string."],
    ["a,b", "Spark job tag cannot contain ','."],
  ])("%o is refused", (tag, message) => {
    expect(() => spark.addTag(tag)).toThrow(message);
    expect(() => spark.removeTag(tag)).toThrow(message);
  });
});

test("an operation is interrupted by its id", async () => {
  const slow = endless().groupBy("text").count().count();
  slow.catch(() => undefined);
  await expect(spark.interruptOperation("x")).rejects.toThrow("executionId must be a number in string form.");
  expect(await spark.interruptOperation("-1")).toEqual([]);
  const running = await spark.interruptAll();
  expect(running.length).toBe(1);
  expect(running[0]).toMatch(/^\d+$/);
  await expect(slow).rejects.toMatchObject(canceled);
});

test("a half-read iterator is interrupted", async () => {
  const rows = spark.range(2_000_000).toLocalIterator();
  await rows.next();
  await spark.interruptAll();
  await expect(
    (async () => {
      for await (const row of rows) void row;
    })(),
  ).rejects.toMatchObject(canceled);
});
