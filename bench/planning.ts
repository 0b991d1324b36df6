/** Building and analysing a plan, step by step; nothing runs. */
import { col, type DataFrame, functions as F, SparkSession } from "sparkwright";
import { type Benchmark, peer, time } from "./harness.ts";

function benchmark(steps: number): Benchmark {
  return {
    name: `plan-${steps}`,
    title: `build and analyse a chain of ${steps} withColumn`,
    async run() {
      const spark = SparkSession.builder.getOrCreate();
      const build = (): DataFrame => {
        let df = spark.range(1).withColumn("x", F.lit(1));
        for (let i = 0; i < steps; i++) df = df.withColumn("x", col("x").plus(1));
        return df;
      };
      return [
        await time("sparkwright", () => build().columns),
        // A thousand steps take PySpark minutes: it analyses the whole plan at each.
        ...(steps <= 100 ? [await peer("pyspark", "plan", String(steps))] : []),
      ];
    },
  };
}
export const planning: readonly Benchmark[] = [10, 100, 1000].map(benchmark);
