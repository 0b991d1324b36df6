/** From the start of a process to its first result. */
import { type Benchmark, missingPeer, PYTHON, type Result, timeProgram } from "./harness.ts";

const OURS = `
  import { SparkSession } from "sparkwright";
  console.log((await SparkSession.builder.getOrCreate().range(1).collect()).length);`;
const THEIRS: { readonly [engine: string]: string } = {
  polars: `import polars; print(polars.select(polars.int_range(1)).rows(), flush=True)`,
  duckdb: `import duckdb; print(duckdb.sql("SELECT 1").fetchall(), flush=True)`,
  pyspark: `from pyspark.sql import SparkSession; print(SparkSession.builder.getOrCreate().range(1).collect(), flush=True)`,
};

export const startUp: Benchmark = {
  name: "start-up",
  title: "a new process prints its first result",
  async run() {
    const results: Result[] = [
      await timeProgram("node alone", process.execPath, ["-e", "console.log(1)"]),
      await timeProgram("sparkwright", process.execPath, ["--input-type=module", "-e", OURS]),
    ];
    for (const [engine, program] of Object.entries(THEIRS)) {
      const missing = missingPeer(engine);
      results.push(
        missing === undefined
          ? await timeProgram(engine, PYTHON, ["-c", program], engine === "pyspark" ? 3 : 5)
          : { name: engine, skipped: missing },
      );
    }
    return results;
  },
};
