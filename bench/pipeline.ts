/** read -> filter -> select -> groupBy -> agg -> collect, as one lazy plan, step by step, and by the peers. */
import { createRequire } from "node:module";
import { col, type DataFrame, functions as F, SparkSession } from "sparkwright";
import { FLIGHTS } from "./data.ts";
import { type Benchmark, peer, type Result, time } from "./harness.ts";

const STEPS: readonly ((df: DataFrame) => DataFrame)[] = [
  (df) => df.filter(col("delay").isNotNull().and(col("distance").gt(500))),
  (df) => df.select("origin", "delay", "distance"),
  (df) =>
    df
      .groupBy("origin")
      .agg(F.count("*").alias("n"), F.avg("delay").alias("delay"), F.max("distance").alias("distance")),
];

export const pipeline: Benchmark = {
  name: "pipeline",
  title: "read 3 M flights, filter, select, groupBy, agg, collect",
  async run() {
    const spark = SparkSession.builder.getOrCreate();
    const lazy = await time("sparkwright", async () => {
      await STEPS.reduce((df, step) => step(df), spark.read.parquet(FLIGHTS)).collect();
    });
    const eager = await time("sparkwright, each step materialised", async () => {
      const kept: DataFrame[] = [];
      let df = spark.read.parquet(FLIGHTS);
      for (const step of [(read: DataFrame) => read, ...STEPS]) {
        df = step(df).cache();
        kept.push(df);
        await df.count();
      }
      await df.collect();
      for (const one of kept) one.unpersist(true);
    });
    return [
      lazy,
      eager,
      await peer("polars", "pipeline", FLIGHTS),
      await peer("duckdb", "pipeline", FLIGHTS),
      await duckdbForNode(),
      await peer("pyspark", "pipeline", FLIGHTS),
    ];
  },
};

interface DuckDb {
  readonly DuckDBInstance: {
    create(): Promise<{
      connect(): Promise<{ runAndReadAll(sql: string): Promise<{ getRows(): unknown[] }> }>;
    }>;
  };
}
async function duckdbForNode(): Promise<Result> {
  const name = "@duckdb/node-api";
  let duckdb: DuckDb;
  try {
    duckdb = createRequire(import.meta.url)(name) as DuckDb;
  } catch {
    return { name, skipped: "it is not installed (npm install --no-save @duckdb/node-api)" };
  }
  const connection = await (await duckdb.DuckDBInstance.create()).connect();
  const sql = `SELECT origin, count(*), avg(delay), max(distance) FROM '${FLIGHTS}'
    WHERE delay IS NOT NULL AND distance > 500 GROUP BY origin`;
  return time(name, async () => (await connection.runAndReadAll(sql)).getRows());
}
