import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Observation } from "../dataframe/observation.ts";
import * as F from "../functions/index.ts";
import { SparkSession } from "./spark-session.ts";

const spark = SparkSession.builder.create();
afterAll(() => spark.stop());

const { count, lit, max, sum } = F;

describe("an observation", () => {
  test("has the metrics of the first action, also of rows that the action leaves out", async () => {
    const seen = new Observation("m");
    const df = spark.range(10).observe(seen, count("*").alias("rows"), max("id"), lit(7).alias("seven"));
    expect(await df.filter("id > 7").count()).toBe(2);
    expect(await seen.get).toEqual({ rows: 10, "max(id)": 9, seven: 7 });
    await df.collect();
    expect(await seen.get).toEqual({ rows: 10, "max(id)": 9, seven: 7 });
  });

  test("calls a function once for each row", async () => {
    let calls = 0;
    const slow = F.udf((x: number) => (calls++, x + 1), "long");
    const seen = new Observation();
    const df = spark.range(20).select(slow("id").alias("y")).observe(seen, sum("y").alias("total"));
    expect(await df.agg(max("y")).collect()).toHaveLength(1);
    expect([await seen.get, calls]).toEqual([{ total: 210 }, 20]);
  });

  test("of several places of one plan", async () => {
    const [first, second] = [new Observation(), new Observation()];
    const left = spark.range(4).observe(first, count("*").alias("n"));
    const both = left.unionAll(spark.range(3).observe(second, sum("id").alias("n")));
    expect(await both.count()).toBe(7);
    expect([await first.get, await second.get]).toEqual([{ n: 4 }, { n: 3 }]);
  });

  test("of a write, a checkpoint and an action that is left early", async () => {
    const directory = mkdtempSync(join(tmpdir(), "observed-"));
    const observed = (): [Observation, ReturnType<typeof spark.range>] => {
      const seen = new Observation();
      return [seen, spark.range(5).observe(seen, count("*").alias("n"))];
    };
    const [written, toWrite] = observed();
    await toWrite.write.parquet(join(directory, "out"));
    const [kept, toKeep] = observed();
    await toKeep.localCheckpoint();
    const [left, toLeave] = observed();
    for await (const _ of toLeave.toLocalIterator()) break;
    expect([await written.get, await kept.get, await left.get]).toEqual([{ n: 5 }, { n: 5 }, { n: 5 }]);
    rmSync(directory, { recursive: true });
  });

  test("rejects with the error of the action", async () => {
    const seen = new Observation();
    const df = spark.range(3).selectExpr("1 / id AS x").observe(seen, count("*"));
    await expect(df.collect()).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO" });
    await expect(seen.get).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO" });
  });

  test("waits for its action", async () => {
    const seen = new Observation();
    const df = spark.range(3).observe(seen, count("*").alias("n"));
    let told = false;
    const waiting = seen.get.then((metrics) => {
      told = true;
      return metrics;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toBe(false);
    await Promise.all([df.collect(), df.count()]);
    expect(await waiting).toEqual({ n: 3 });
  });
});

test("a name observes for nobody", async () => {
  expect(await spark.range(3).observe("m", count("*")).count()).toBe(3);
});

describe("what cannot be observed", () => {
  test.each([
    ["a column", F.col("id"), "NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE"],
    ["a random number", F.rand(), "NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC"],
    ["an aggregate of an aggregate", sum(sum("id")), "NESTED_AGGREGATES_UNSUPPORTED"],
    ["different values", F.count_distinct("id"), "AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED"],
    ["filtered values", F.expr("sum(id) FILTER (WHERE id > 1)"), "AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED"],
    ["a window", F.expr("sum(id) OVER ()"), "WINDOW_EXPRESSIONS_UNSUPPORTED"],
  ])("%s", (_, metric, why) => {
    const observe = (): unknown => spark.range(3).observe(new Observation(), metric);
    expect(observe).toThrow(expect.objectContaining({ condition: `INVALID_OBSERVED_METRICS.${why}` }));
  });

  test("nothing, twice, and what was not observed", () => {
    const seen = new Observation();
    const failing = (condition: string): unknown => expect.objectContaining({ condition });
    expect(() => seen.get).toThrow(failing("NO_OBSERVE_BEFORE_GET"));
    expect(() => spark.range(3).observe(seen)).toThrow(failing("CANNOT_BE_EMPTY"));
    spark.range(3).observe(seen, count("*"));
    expect(() => spark.range(3).observe(seen, count("*"))).toThrow(failing("REUSE_OBSERVATION"));
    expect(() => new Observation("")).toThrow(failing("VALUE_NOT_NON_EMPTY_STR"));
    expect(() => spark.range(3).observe("", count("*"))).toThrow(failing("INVALID_OBSERVED_METRICS.MISSING_NAME"));
  });
});
