import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { col, functions as F, SparkSession } from "../src/index.ts";

let spark: SparkSession;
beforeAll(() => {
  spark = SparkSession.builder.getOrCreate();
});
afterAll(async () => spark.stop());

describe("outer()", () => {
  test("names a column of the query around exists()", async () => {
    const inner = spark
      .range(2)
      .alias("u")
      .filter(col("u.id").eq(col("t.id").outer()));
    const rows = await spark.range(3).alias("t").filter(inner.exists()).orderBy("id").collect();
    expect(rows.map((row) => row.at(0))).toEqual([0, 1]);
  });
  test("names a column of the left side of a lateral join", async () => {
    const next = spark.range(1).select(col("t.id").outer().plus(1).alias("next"));
    const rows = await spark.range(3).alias("t").lateralJoin(next).orderBy("id").collect();
    expect(rows.map((row) => [row.at(0), row.at(1)])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });
});

describe("transpose", () => {
  test("makes a column of each value of the index, in order, but for nulls", async () => {
    const df = spark.sql("SELECT * FROM VALUES ('b', 3, 4L), ('a', 1, 2L), (NULL, 5, 6L) AS t(k, x, y)").transpose();
    const rows = await df.collect();
    expect(df.columns).toEqual(["key", "a", "b"]);
    expect(rows.map((row) => [row.at(0), row.at(1), row.at(2)])).toEqual([
      ["x", 1, 3],
      ["y", 2, 4],
    ]);
  });
  test("needs a type common to all other columns", () => {
    const df = spark.sql("SELECT 1 AS k, 'a' AS x, 2 AS y");
    expect(() => df.transpose()).toThrow("TRANSPOSE_NO_LEAST_COMMON_TYPE");
    expect(() => df.select(F.array("k"), "x").transpose()).toThrow("TRANSPOSE_INVALID_INDEX_COLUMN");
  });
});
