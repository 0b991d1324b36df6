/** `memory-program.ts TASK ROWS`: reads rows slowly and prints the peak memory of the engine host and of the program. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DataFrame, functions, SparkSession, Window } from "sparkwright";

const [, , task = "parquet", count = "1000000"] = process.argv;
const rows = Number(count);
const MIB = 1024;

/** A process's memory of its own in MiB; NaN of one that has just ended. */
function memoryOf(pid: number | "self"): number {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / MIB;
  } catch {
    return NaN;
  }
}
function children(): number[] {
  return readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
}
/** The largest memory of its own (mapped files are the system's) that the hosts and this program have had. */
const peak = { hosts: 0, program: 0 };
function sample(): void {
  let hosts = 0;
  for (const pid of children()) {
    const own = memoryOf(pid);
    if (!Number.isNaN(own)) hosts += own;
  }
  peak.hosts = Math.max(peak.hosts, hosts);
  peak.program = Math.max(peak.program, memoryOf("self"));
}

const directory = mkdtempSync(join(tmpdir(), "memory-"));
const path = join(directory, "rows");
async function prepare(spark: SparkSession): Promise<DataFrame> {
  const made = spark.range(rows).selectExpr("id", "id * 0.5D AS half", "concat('row ', id, ' of many') AS text");
  if (task === "csv") await made.write.csv(path);
  else await made.write.parquet(path);
  const read =
    task === "csv" ? spark.read.schema("id LONG, half DOUBLE, text STRING").csv(path) : spark.read.parquet(path);
  return read.filter("id % 10 <> 3").selectExpr("id", "half", "upper(text) AS text");
}

const spark = SparkSession.builder.getOrCreate();
const df = await prepare(spark);
// The host that wrote the input ends with a query that is given up; its memory shall not count.
const endless = spark
  .range(10 ** 9)
  .selectExpr("sum(sqrt(id) * id) AS s")
  .collect();
endless.catch(() => undefined);
await sleep(200);
await spark.interruptAll();
await spark.range(1).collect();
const timer = setInterval(sample, 20);
let seen = 0;
const STEPS: { readonly [step: string]: () => Promise<number> } = {
  sort: () => read(df.orderBy("text")),
  window: () => {
    const by = Window.partitionBy(functions.expr("id % 100000")).orderBy(functions.desc("half"));
    return read(df.withColumn("n", functions.row_number().over(by)));
  },
  groups: () => df.groupBy("text").agg(functions.sum("half").alias("sum")).filter("sum > 0").count(),
  distinct: async () => Number((await df.agg(functions.count_distinct("text")).collect())[0]?.at(0)),
};
async function read(made: DataFrame): Promise<number> {
  let count = 0;
  for await (const row of made.toLocalIterator()) if (row.at(0) !== null) count++;
  return count;
}
const step = STEPS[task.replace("bounded-", "")];
if (step !== undefined) {
  if (task.startsWith("bounded-")) spark.conf.set("spark.sparkwright.memory.limit", "32m");
  seen = await step();
} else if (task === "held") {
  seen = (await df.toArrow()).numRows;
} else {
  await df.foreachPartition(async (part) => {
    for (const row of part) if (row.at(0) !== null) seen++;
    await sleep(20);
  });
}
clearInterval(timer);
sample();
rmSync(directory, { recursive: true });
await spark.stop();
console.log(
  `host ${peak.hosts.toFixed(0).padStart(5)} MiB   program ${peak.program.toFixed(0).padStart(5)} MiB   ${seen} rows`,
);
