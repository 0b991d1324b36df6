/** The rows are Spark's answers to the same queries. */
import { afterAll, describe, expect, it } from "vitest";
import type { DataFrame } from "../src/dataframe/dataframe.ts";
import * as F from "../src/functions/index.ts";
import { SparkSession } from "../src/session/spark-session.ts";

const spark = SparkSession.builder.getOrCreate();
afterAll(() => spark.stop());

const { col } = F;
const id = F.spark_partition_id();
const number = F.monotonically_increasing_id();
const range = (end: number, parts: number): DataFrame => spark.range(0, end, 1, parts);
const rows = async (df: DataFrame): Promise<unknown[][]> =>
  (await df.collect()).map((row) => Array.from(row as Iterable<unknown>));
const partitions = async (df: DataFrame): Promise<unknown[]> => (await rows(df.select(id))).map(([p]) => p);
const START = 2 ** 33;

describe("partitions of a range", () => {
  it("are as even as they can be", async () => {
    expect(await partitions(range(10, 3))).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 2]);
    expect(await rows(spark.range(10, 0, -3, 2).select("id", id, number))).toEqual([
      [10, 0, 0],
      [7, 0, 1],
      [4, 1, START],
      [1, 1, START + 1],
    ]);
    expect(await rows(range(3, 5).select("id", id, number))).toEqual([
      [0, 1, START],
      [1, 3, 3 * START],
      [2, 4, 4 * START],
    ]);
    expect(await rows(spark.sql("SELECT id, spark_partition_id() FROM range(0, 4, 1, 2)"))).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 1],
    ]);
  });
  it("stay below what passes rows on", async () => {
    expect(await rows(range(10, 3).filter("id % 2 = 0").select("id", number, id))).toEqual([
      [0, 0, 0],
      [2, 1, 0],
      [4, START, 1],
      [6, 2 * START, 2],
      [8, 2 * START + 1, 2],
    ]);
    const twice = range(4, 2).select("id", F.explode(F.array(F.lit(1), F.lit(2))).alias("e"));
    expect(await rows(twice.select("id", "e", id, number))).toEqual([
      [0, 1, 0, 0],
      [0, 2, 0, 1],
      [1, 1, 0, 2],
      [1, 2, 0, 3],
      [2, 1, 1, START],
      [2, 2, 1, START + 1],
      [3, 1, 1, START + 2],
      [3, 2, 1, START + 3],
    ]);
    const named = range(4, 2).withColumn("p", id).withColumn("q", id.plus(1));
    expect(await rows(named)).toEqual([
      [0, 0, 1],
      [1, 0, 1],
      [2, 1, 2],
      [3, 1, 2],
    ]);
  });
  it("are there for filters, groups and orders", async () => {
    expect(await rows(range(10, 5).filter(id.eq(2)))).toEqual([[4], [5]]);
    expect(await rows(range(10, 3).groupBy(id.alias("p")).count().orderBy("p"))).toEqual([
      [0, 3],
      [1, 3],
      [2, 4],
    ]);
    expect(await rows(range(10, 3).orderBy(id.desc(), "id").limit(4))).toEqual([[6], [7], [8], [9]]);
  });
  it("end at a limit", async () => {
    expect(await partitions(range(4, 2).limit(3))).toEqual([0, 0, 0]);
  });
});

describe("partitions", () => {
  it("are put together by coalesce", async () => {
    const of = (end: number, parts: number, fewer: number): Promise<unknown[]> =>
      partitions(range(end, parts).coalesce(fewer));
    expect(await of(14, 7, 2)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(await of(14, 7, 5)).toEqual([0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4]);
    expect(await of(16, 8, 3)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    expect(await of(4, 2, 5)).toEqual([0, 0, 1, 1]);
  });
  it("are those of the keys' hash after repartition by columns", async () => {
    const named = range(6, 2).select("id", F.concat(F.lit("n"), col("id")).alias("s"));
    expect(await rows(named.repartition(3, "s", "id").select("id", id).orderBy("id"))).toEqual(
      [2, 2, 2, 2, 2, 1].map((p, i) => [i, p]),
    );
    expect(await partitions(range(4, 2).repartition(1))).toEqual([0, 0, 0, 0]);
  });
  it("are those that a column numbers after repartitionById", async () => {
    const numbered = spark.range(-3, 3).select(col("id").cast("int").alias("i"));
    expect(await rows(numbered.repartitionById(3, "i").select("i", id))).toEqual(
      [0, 1, 2, 0, 1, 2].map((p, i) => [i - 3, p]),
    );
    expect(await partitions(spark.sql("SELECT CAST(NULL AS INT) AS i").repartitionById(3, "i"))).toEqual([0]);
    expect(() => range(3, 1).repartitionById(3, "id")).toThrow("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE");
  });
  it("are not made up where rows are dealt out in turn", async () => {
    await expect(range(4, 2).repartition(3).select(id).collect()).rejects.toThrow("repartition without columns");
    expect(await rows(range(2, 2).repartition(3).select(number))).toEqual([[0], [1]]);
  });
});
