/** Queries of a session that bounds the engine's threads: the same answers, also of many at once. */
import { afterAll, expect, test } from "vitest";
import { functions as F, SparkSession } from "../src/index.ts";

const spark: SparkSession = SparkSession.builder.getOrCreate();
afterAll(() => spark.stop());

test("answers are those without a limit, one by one and at once", async () => {
  const bounded = spark.newSession();
  bounded.conf.set("spark.sparkwright.engine.cpus", 2);
  const sum = async (session: SparkSession, n: number): Promise<unknown> =>
    (await session.range(20_000).filter(F.col("id").mod(n).eq(0)).agg(F.sum("id")).collect())[0]?.at(0);
  const numbers = [2, 3, 5, 7];
  const expected: unknown[] = [];
  for (const n of numbers) expected.push(await sum(spark, n));
  expect(await Promise.all(numbers.map((n) => sum(bounded, n)))).toEqual(expected);
  expect(bounded.range(3).selectExpr("id * 2 AS two").columns).toEqual(["two"]);
});
test("the limit is a number of threads", () => {
  const set = (value: string): void => spark.conf.set("spark.sparkwright.engine.cpus", value);
  expect(() => set("0")).toThrow("spark.sparkwright.engine.cpus");
  expect(() => set("many")).toThrow("spark.sparkwright.engine.cpus");
});
