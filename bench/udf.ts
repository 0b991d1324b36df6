/** Users' functions: `x * 2 + 1` over doubles, summed, in million rows a second. */
import { createRequire } from "node:module";
import { col, functions as F, SparkSession, udf } from "sparkwright";
import { type Benchmark, median, peer, type Result, time } from "./harness.ts";

const ROWS = 5_000_000;
/** Calls of the asynchronous function are promises each: fewer rows show as much. */
const ASYNC_ROWS = 500_000;

/** Milliseconds as rows a second, and how many times as many as a peer's. */
function speed(result: Result, rows: number, base?: Result): Result {
  if (result.milliseconds === undefined) return result;
  const perSecond = (r: Result): number => rows / median(r.milliseconds ?? []) / 1000;
  const own = perSecond(result);
  const ratio = base?.milliseconds === undefined ? "" : `   ${(own / perSecond(base)).toFixed(1)} x ${base.name}`;
  return { name: result.name, figure: `${own.toFixed(1).padStart(7)} M rows/s${ratio}` };
}

/** What this benchmark uses of DuckDB's package. */
interface DuckDb {
  readonly DOUBLE: unknown;
  readonly DuckDBScalarFunction: {
    create(options: {
      name: string;
      parameterTypes: readonly unknown[];
      returnType: unknown;
      mainFunction: (info: unknown, input: Chunk, output: Vector) => void;
    }): unknown;
  };
  readonly DuckDBInstance: {
    create(): Promise<{
      connect(): Promise<{ registerScalarFunction(fn: unknown): void; run(sql: string): Promise<unknown> }>;
    }>;
  };
}
interface Chunk {
  readonly rowCount: number;
  getColumnVector(column: number): Vector;
}
interface Vector {
  getItem(row: number): number;
  setItem(row: number, value: number): void;
  flush(): void;
}
/** DuckDB's functions in Node, where its package is installed. */
async function duckdb(): Promise<Result> {
  const name = "DuckDB in Node";
  let api: DuckDb;
  try {
    api = createRequire(import.meta.url)("@duckdb/node-api") as DuckDb;
  } catch {
    return { name, skipped: "it is not installed (npm install --no-save @duckdb/node-api)" };
  }
  const connection = await (await api.DuckDBInstance.create()).connect();
  const { DOUBLE } = api;
  const mainFunction = (_: unknown, input: Chunk, output: Vector): void => {
    const x = input.getColumnVector(0);
    for (let row = 0; row < input.rowCount; row++) output.setItem(row, x.getItem(row) * 2 + 1);
    output.flush();
  };
  const options = { name: "f", parameterTypes: [DOUBLE], returnType: DOUBLE, mainFunction };
  connection.registerScalarFunction(api.DuckDBScalarFunction.create(options));
  return time(name, () => connection.run(`SELECT sum(f(range::DOUBLE)) FROM range(${ROWS})`), 3);
}

export const userFunctions: Benchmark = {
  name: "udf",
  title: "sum of x * 2 + 1 over 5 M doubles, by users' functions",
  async run() {
    const spark = SparkSession.builder.getOrCreate();
    const df = spark.range(ROWS).select(col("id").cast("double").alias("x"));
    const module = new URL("./udf-module.mjs", import.meta.url);
    const row = udf((x: number) => x * 2 + 1, "double");
    const batch = udf.batch((x: Float64Array) => x.map((v) => v * 2 + 1), "double");
    const worker = udf({ module, export: "scale" }, "double", { worker: true });
    const later = udf(async (x: number) => x * 2 + 1, "double", { concurrency: 64 });
    const few = df.limit(ASYNC_ROWS);
    const [udfPeer, arrowPeer, pandasPeer] = [
      await peer("pyspark", "udf", String(ROWS)),
      await peer("pyspark", "arrow_udf", String(ROWS)),
      await peer("pyspark", "pandas_udf", String(ROWS)),
    ];
    const duckUdf = await duckdb();
    const named = (name: string, r: Result): Result => ({ ...r, name });
    const [plainUdf, arrowUdf, pandasUdf] = [
      named("PySpark udf", udfPeer),
      named("PySpark udf, by Arrow", arrowPeer),
      named("PySpark pandas_udf", pandasPeer),
    ];
    return [
      speed(await time("row", () => df.agg(F.sum(row("x"))).collect()), ROWS, plainUdf),
      speed(await time("batch", () => df.agg(F.sum(batch("x"))).collect()), ROWS, pandasUdf),
      speed(await time("worker", () => df.agg(F.sum(worker("x"))).collect()), ROWS, plainUdf),
      speed(await time("async", () => few.agg(F.sum(later("x"))).collect(), 3), ASYNC_ROWS),
      speed(plainUdf, ROWS),
      speed(arrowUdf, ROWS),
      speed(pandasUdf, ROWS),
      speed(duckUdf, ROWS),
    ];
  },
};
