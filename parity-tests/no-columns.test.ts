import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SparkSession } from "../src/index.ts";

describe("relations without columns", () => {
  let spark: SparkSession;
  beforeAll(() => {
    spark = SparkSession.builder.getOrCreate();
  });
  afterAll(async () => spark.stop());

  it.each([
    "DECLARE OR REPLACE none = 1",
    "SET VAR none = 2",
    "CREATE TEMPORARY VIEW none_v AS SELECT 1",
    "USE default",
  ])("gives no row for %s", async (sql) => {
    expect(await (await spark.sql(sql)).collect()).toEqual([]);
  });
  it("keeps its rows when all columns are dropped", async () => {
    const rows = spark.createDataFrame([{ a: 1 }, { a: 2 }]);
    expect(await rows.select().count()).toBe(2);
    expect(await rows.drop("a").collect()).toHaveLength(2);
    expect(await rows.drop("a").cache().count()).toBe(2);
  });
});
