/** Results read piece by piece: the same rows in the same order as all at once, and no file left. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownedName, thisProgram } from "../src/execution/owned-directory.ts";
import { type DataFrame, functions as F, type QueryEvent, SparkSession, Window } from "../src/index.ts";

const scratch: string = mkdtempSync(join(tmpdir(), "streaming-"));
const spill: string = join(scratch, "spill");
const spark: SparkSession = SparkSession.builder.getOrCreate().newSession();
spark.conf.set("spark.sparkwright.spill.dir", spill);
spark.conf.set("spark.sparkwright.execution.morselBytes", "256k");
const ROWS = 150_000;
const paths: { readonly [format: string]: string } = { parquet: join(scratch, "p"), csv: join(scratch, "c") };
beforeAll(async () => {
  const rows = spark.range(ROWS).selectExpr("id", "id % 1000 AS k", "concat('row ', id) AS text");
  await rows.write.parquet(paths["parquet"] as string);
  await rows.write.csv(paths["csv"] as string);
});
afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true });
});
const spilled = (): string[] => readdirSync(scratch).flatMap((name) => (name === "spill" ? readdirSync(spill) : []));

const range = (): DataFrame => spark.range(ROWS);
const parquet = (): DataFrame => spark.read.parquet(paths["parquet"] as string);
const csv = (): DataFrame => spark.read.schema("id LONG, k LONG, text STRING").csv(paths["csv"] as string);
const shapes: { readonly [name: string]: () => DataFrame } = {
  "a range with arithmetic": () => range().selectExpr("id", "id * 2 + 1 AS odd", "CAST(id AS STRING) AS text"),
  "a range backwards": () => spark.range(ROWS, 0, -1),
  "a parquet file, filtered": () => parquet().filter("id % 3 = 1").select("text", "id"),
  "a parquet file of which no row is left": () => parquet().filter("id < 0"),
  kernels: () => parquet().select(F.md5(F.col("text")).alias("hash"), "id"),
  "lists taken apart": () => parquet().select("id", F.explode(F.split("text", " ")).alias("word")),
  "a union": () =>
    parquet()
      .union(range().selectExpr("id", "id", "'r'"))
      .filter("id % 2 = 0"),
  "rows of the program": () =>
    spark.createDataFrame(
      Array.from({ length: 120_000 }, (_, i) => [i, `${i}`]),
      "id INT, text STRING",
    ),
  "a csv file": () => csv().filter("k < 900"),
  "a sort": () => parquet().orderBy(F.desc("text")),
  "a window": () =>
    parquet()
      .withColumn("n", F.row_number().over(Window.partitionBy("k").orderBy("id")))
      .orderBy("id"),
  "a limit": () => parquet().limit(130_000),
  "row ids": () => parquet().withColumn("n", F.monotonically_increasing_id()),
  "row ids of rows that a filter leaves": () =>
    parquet().filter("id % 3 = 1").withColumn("n", F.monotonically_increasing_id()).filter("n % 2 = 0"),
  "row ids of a union, and of a part of one": () =>
    range()
      .select("id", F.monotonically_increasing_id().alias("n"))
      .union(parquet().select("id", F.monotonically_increasing_id()))
      .withColumn("all", F.monotonically_increasing_id()),
  "random numbers": () => parquet().select("id", F.rand(7).alias("r"), F.uuid(F.lit(3)).alias("u")),
  "a sample": () => parquet().sample(0.4, 5),
  "columns as rows": () => parquet().select("id", "k", "text").unpivot(["text"], ["id", "k"], "of", "value"),
  "pairs with few rows": () =>
    parquet().crossJoin(spark.range(2).withColumnRenamed("id", "b")).filter("(id + b) % 3 = 0"),
  "a few rows": () => range().limit(10),
  "no rows": () => range().limit(0),
  "no columns": () => range().select(),
};
const unordered: { readonly [name: string]: () => DataFrame } = {
  "a join with few rows": () => parquet().join(spark.range(500).selectExpr("id AS k", "id * 10 AS ten"), "k", "left"),
  "rows that have a match among few": () => parquet().join(spark.range(500).selectExpr("id AS k"), "k", "leftsemi"),
  "a join with some of itself": () => parquet().join(parquet().limit(300).selectExpr("id AS k", "text AS other"), "k"),
  "a join": () => parquet().join(range().selectExpr("id", "id * 10 AS ten"), "id"),
  groups: () => parquet().groupBy("text").agg(F.sum("id").alias("s")),
  "distinct rows": () => parquet().select("text").distinct(),
};

async function streamed(df: DataFrame): Promise<string[]> {
  const rows: string[] = [];
  for await (const row of df.toLocalIterator()) rows.push(row.toString());
  return rows;
}
const collected = async (df: DataFrame): Promise<string[]> => (await df.collect()).map(String);

test.each(Object.entries(shapes))("%s", async (_, make) => {
  expect(await streamed(make())).toEqual(await collected(make()));
  expect(spilled()).toEqual([]);
});
test.each(Object.entries(unordered))("%s", async (_, make) => {
  expect((await streamed(make())).sort()).toEqual((await collected(make())).sort());
  expect(spilled()).toEqual([]);
});

describe("stages", () => {
  async function eventsOf(df: DataFrame): Promise<QueryEvent[]> {
    const events: QueryEvent[] = [];
    const stop = spark.subscribe((event) => events.push(event));
    await streamed(df).finally(stop);
    return events;
  }
  test("of row-wise steps count their parts, and end with as many as they promised", async () => {
    const events = await eventsOf(parquet().filter("id % 2 = 0"));
    const progress = events.filter((event) => event.type === "stageProgress");
    expect(progress.length).toBeGreaterThan(5);
    expect(progress.at(-1)).toMatchObject({ done: progress.length, total: progress.length, rows: ROWS / 2 });
    expect(events.filter(({ type }) => type === "stageFinished")).toMatchObject([{ rowsIn: ROWS, rowsOut: ROWS / 2 }]);
    expect(events.at(-1)).toMatchObject({ type: "queryFinished", action: "toLocalIterator", rows: ROWS / 2 });
  });
  test.each([
    ["a join with few rows", unordered["a join with few rows"]],
    ["a join with some of itself", unordered["a join with some of itself"]],
    ["row ids of a union, and of a part of one", shapes["row ids of a union, and of a part of one"]],
    ["random numbers", shapes["random numbers"]],
    ["a sample", shapes["a sample"]],
    ["columns as rows", shapes["columns as rows"]],
    ["pairs with few rows", shapes["pairs with few rows"]],
  ])("%s: part by part, with nothing large put aside", async (_, make) => {
    const events = await eventsOf(make?.() ?? range());
    const [last] = events.filter((event) => event.type === "stageFinished").slice(-1);
    const parts = events.filter((event) => event.type === "stageProgress" && event.stageId === last?.stageId);
    expect(parts.length).toBeGreaterThan(2);
    const before = events.filter((event) => event.type === "stageFinished" && event !== last);
    for (const stage of before)
      expect(stage).toMatchObject({ name: expect.stringMatching(/^(range|slice)$/) as string });
  });
  test("of a result that is put aside are two", async () => {
    const events = await eventsOf(parquet().orderBy("text"));
    const finished = events.filter((event) => event.type === "stageFinished");
    expect(finished.map(({ name }) => name)).toEqual(["sort", "scanIpc"]);
    expect(events.at(-1)).toMatchObject({ rows: ROWS });
  });
});

describe("a limit ends what is below it", () => {
  // As a whole these would be rows for minutes, and more than there is memory.
  const many = (): DataFrame => spark.range(2_000_000_000);
  const limited: { readonly [name: string]: (df: DataFrame) => DataFrame } = {
    "a filter": (df) => df.filter("id % 3 = 1"),
    "lists taken apart": (df) => df.select(F.explode(F.array("id", "id"))),
    "columns as rows": (df) => df.selectExpr("id", "id + 1 AS a", "id + 2 AS b").unpivot(["id"], ["a", "b"], "v", "w"),
    "pairs with few rows": (df) => df.crossJoin(spark.range(3).withColumnRenamed("id", "b")),
    "a sample": (df) => df.sample(0.01, 3),
    "row ids of what a filter leaves": (df) =>
      df.filter("id % 7 = 2").select("id", F.monotonically_increasing_id().alias("n")),
    "functions that Polars lacks, and a filter on them": (df) =>
      df.select("id", F.md5(F.col("id").cast("string")).alias("h")).filter("h LIKE '00%'"),
  };
  test.each(Object.entries(limited))("%s", async (_, make) => {
    const few = await collected(make(many()).limit(4));
    expect(few).toEqual(await collected(make(range()).limit(4)));
    expect(await streamed(make(many()).limit(4))).toEqual(few);
    expect(spilled()).toEqual([]);
  });
});

describe("an iterator that is left", () => {
  test.each(["a parquet file, filtered", "a sort"])("%s: the next query runs, no file stays", async (name) => {
    for await (const row of shapes[name]?.().toLocalIterator() ?? []) {
      if (row.at(0) !== undefined) break;
    }
    expect(spilled()).toEqual([]);
    expect(await spark.range(3).count()).toBe(3);
  });
  test("by a signal fails, and no file stays", async () => {
    const controller = new AbortController();
    const rows = shapes["a sort"]?.().toLocalIterator({ signal: controller.signal });
    await rows?.next();
    expect(spilled().length).toBe(1);
    controller.abort();
    await expect(
      (async () => {
        for await (const row of rows ?? []) void row;
      })(),
    ).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
    expect(spilled()).toEqual([]);
  });
  test("by an error on data far on fails there", async () => {
    const seen: unknown[] = [];
    await expect(
      (async () => {
        for await (const row of spark.range(200_000).selectExpr("100 div (id - 180000)").toLocalIterator())
          seen.push(row);
      })(),
    ).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO" });
    expect(seen.length).toBeGreaterThan(10_000);
  });
});

test("what a killed program has put aside goes with the next program's first query", async () => {
  const base = join(scratch, "base");
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const left = join(base, `${ownedName("spill", { ...thisProgram(), pid })}AbCdEf`);
  mkdirSync(left, { recursive: true });
  const session = spark.newSession();
  session.conf.set("spark.sparkwright.spill.dir", base);
  expect(await session.range(3).count()).toBe(3);
  while (existsSync(left)) await new Promise((resolve) => setTimeout(resolve, 5));
});
