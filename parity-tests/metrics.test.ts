/** What subscribers are told of real queries. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import {
  col,
  type DataFrame,
  functions as F,
  type QueryEvent,
  SparkSession,
  type StageFinished,
} from "../src/index.ts";

const spark: SparkSession = SparkSession.builder.getOrCreate();
const scratch: string = mkdtempSync(join(tmpdir(), "metrics-"));
afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true });
});

async function eventsOf(run: () => Promise<unknown>): Promise<QueryEvent[]> {
  const events: QueryEvent[] = [];
  const stop = spark.subscribe((event) => events.push(event));
  await run().finally(stop);
  return events;
}
const stages = (events: readonly QueryEvent[]): StageFinished[] =>
  events.filter((event) => event.type === "stageFinished");

test("a stage's rows and bytes, in and out", async () => {
  const events = await eventsOf(() => spark.range(1000).filter("id % 2 = 0").collect());
  const [stage] = stages(events);
  expect(stage).toMatchObject({ rowsIn: 1000, bytesIn: 8000, rowsOut: 500, operators: null });
  expect(stage?.bytesOut).toBeGreaterThan(4000);
  expect(stage?.busyMs).toBeGreaterThan(0);
  expect(events.at(-1)).toMatchObject({ type: "queryFinished", action: "collect", rows: 500 });
});

test("files give their bytes, and rows only where they are counted", async () => {
  const path = join(scratch, "numbers.csv");
  await spark.range(10).coalesce(1).write.csv(path);
  const [stage] = stages(await eventsOf(() => spark.read.schema("id LONG").csv(path).collect()));
  expect(stage?.rowsIn).toBeNull();
  const files = await spark.read.schema("id LONG").csv(path).inputFiles();
  expect(stage?.bytesIn).toBe(files.reduce((sum, url) => sum + statSync(new URL(url)).size, 0));
});

test("progress counts batches of a result of known length", async () => {
  const wide = spark.range(500_000).selectExpr("id", "repeat('x', 40) AS text");
  const progress = (await eventsOf(() => wide.foreach(() => undefined))).filter(({ type }) => type === "stageProgress");
  const total = progress.length;
  expect(total).toBeGreaterThan(1);
  // How many there will be is known when the first has shown how many bytes a row has.
  expect(progress).toMatchObject(progress.map((_, i) => ({ done: i + 1, total: i === 0 ? null : total })));
});

test("the level `operator` tells of each step, and answers the same", async () => {
  const df: DataFrame = spark
    .range(100)
    .withColumn("k", col("id").mod(7))
    .filter("id >= 30")
    .groupBy("k")
    .agg(F.sum("id").alias("total"))
    .orderBy("k");
  const plain = await df.collect();
  spark.conf.set("spark.sparkwright.metrics.level", "operator");
  try {
    let rows: unknown;
    const [stage] = stages(await eventsOf(async () => (rows = await df.collect())));
    expect(rows).toEqual(plain);
    const counted = Object.fromEntries((stage?.operators ?? []).map(({ operator, rows: n }) => [operator, n]));
    expect(counted).toMatchObject({ range: 100, filter: 70, groupBy: 7, sort: 7 });
    expect(await df.filter("total > 0").count()).toBe(7);
    // A row that a filter drops fails no step before it, as it would not without the cut.
    const guarded = spark.range(3).withColumn("x", F.expr("10 div id")).filter("id > 0").select("x");
    expect(await guarded.collect()).toMatchObject([{ x: 10 }, { x: 5 }]);
    expect(await spark.range(3).withColumn("x", F.expr("10 div id")).select("id").count()).toBe(3);
  } finally {
    spark.conf.unset("spark.sparkwright.metrics.level");
  }
});

test("a query that fails, and one that is given up, end with the error", async () => {
  const failed = await eventsOf(() =>
    spark
      .range(3)
      .selectExpr("1 div id")
      .collect()
      .catch(() => undefined),
  );
  expect(failed.at(-1)).toMatchObject({ type: "queryFinished", error: { condition: "DIVIDE_BY_ZERO" } });
  const left = await eventsOf(async () => {
    for await (const row of spark.range(10).toLocalIterator()) if (row.at(0) === 3) break;
  });
  expect(left.at(-1)).toMatchObject({ type: "queryFinished" });
});

test("a subscriber that throws is told on stderr, once, and neither ends the query nor keeps others from their events", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const later: () => unknown = () => Promise.reject(new Error("the line is down"));
  const failing = [
    spark.subscribe(() => {
      throw new Error("the disk is full");
    }),
    spark.subscribe(later),
  ];
  const stop = (): void => failing.forEach((off) => off());
  const events = await eventsOf(async () => expect(await spark.range(5).filter("id > 1").count()).toBe(3)).finally(
    stop,
  );
  expect(events.at(-1)).toMatchObject({ type: "queryFinished" });
  for (const reason of ["the disk is full", "the line is down"]) {
    expect(log.mock.calls.filter((call) => String(call).includes(reason)).length).toBe(1);
  }
  log.mockRestore();
});

test("functions of the user count what they like, beside the stage's own figures", async () => {
  const count = (by: number): void => F.udf.context().count("words", by);
  const lengthOf = (text: string): number => text.split(" ").length;
  const aggregator = {
    init: () => 0,
    update: (sum: number, text: string) => (count(lengthOf(text)), sum + lengthOf(text)),
    merge: (a: number, b: number) => a + b,
    finish: (sum: number) => sum,
  };
  const row = F.udf((text: string) => (count(lengthOf(text)), lengthOf(text)), "int");
  const batch = F.udf.batch((texts: string[]) => (count(6), texts.map(lengthOf)), "int", { input: "values" });
  const later = F.udf(async (text: string) => (count(await Promise.resolve(lengthOf(text))), lengthOf(text)), "int");
  const table = spark.createDataFrame([["a b c"], ["d"], ["e f"]], "text STRING");
  const made = [
    table.select(row("text")),
    table.select(batch("text")),
    table.select(later("text")),
    table.agg(F.udaf(aggregator, "int")("text")),
  ];
  for (const df of made) {
    const counters = stages(await eventsOf(() => df.collect())).map((stage) => stage.counters);
    expect(counters).toContainEqual({ words: 6 });
  }
});
