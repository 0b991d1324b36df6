/** A million rows as rows of the host language. */
import { SparkSession } from "sparkwright";
import { type Benchmark, peer, time } from "./harness.ts";

const ROWS = 1_000_000;

export const collectRows: Benchmark = {
  name: "collect",
  title: "1 M rows of a long, a double and a string as rows of the program",
  async run() {
    const spark = SparkSession.builder.getOrCreate();
    const df = spark.range(ROWS).selectExpr("id", "id * 0.5D AS half", "concat('row ', id) AS name");
    return [
      await time("sparkwright", () => df.collect()),
      await time("sparkwright, and read each cell", async () => {
        let seen = 0;
        for (const row of await df.collect<{ id: number; half: number; name: string }>()) {
          seen += row.id + row.half + row.name.length;
        }
        if (seen === 0) throw new Error("no cells");
      }),
      await time("sparkwright, toArrow", () => df.toArrow()),
      await peer("polars", "collect", String(ROWS)),
      await peer("duckdb", "collect", String(ROWS)),
      await peer("pyspark", "collect", String(ROWS)),
    ];
  },
};
