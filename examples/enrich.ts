/**
 * `MAP PARALLEL` on the 3,201 films of the package vega-datasets: an asynchronous "model" says for each title what it is
 * about, many calls at a time, with a progress bar on a terminal; from SQL and from the API. Run it with
 * `npm run example:enrich`.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { col, functions as F, progressBar, SparkSession } from "sparkwright";

const data: string = fileURLToPath(new URL("../node_modules/vega-datasets/data/", import.meta.url));
const WORDS: readonly (readonly [theme: string, words: RegExp])[] = [
  ["love", /love|wedding|heart|kiss|bride/i],
  ["fear", /dead|death|kill|dark|blood|evil|horror/i],
  ["journey", /road|trip|star|world|moon|journey|sea/i],
  ["family", /mother|father|family|boy|girl|kid|home/i],
];

interface Film {
  readonly title: string;
  readonly year: number | null;
}
interface Judged {
  readonly theme: string;
  readonly score: number;
}
let calls = 0;
/** Takes its time as a service would, and is never quite sure. */
async function model({ title }: Film): Promise<Judged> {
  calls++;
  await sleep(5 + (title.length % 10));
  const theme = WORDS.find(([, words]) => words.test(title))?.[0] ?? "other";
  return { theme, score: Number((1 / (1 + title.length / 20)).toFixed(3)) };
}

async function timed(what: string, run: () => Promise<unknown>): Promise<void> {
  calls = 0;
  const start = performance.now();
  await run();
  console.log(`${what}: ${calls} calls in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

async function main(): Promise<void> {
  await using spark = SparkSession.builder.appName("enrich").getOrCreate();
  spark.subscribe(progressBar({ delay: 200 }));
  spark.read
    .option("multiLine", true)
    .json(join(data, "movies.json"))
    .select(
      col("Title").cast("string").alias("title"),
      F.regexp_extract(col("Release Date").cast("string"), "(\\d{4})", 1).alias("released"),
    )
    .filter("title IS NOT NULL")
    .selectExpr("title", "try_cast(released AS INT) AS year")
    .createOrReplaceTempView("films");
  spark.tasks.register("judge", model, { returns: "theme STRING, score DOUBLE" });

  const explained = await spark.sql("EXPLAIN MAP PARALLEL 50 'judge' USING (SELECT * FROM films)").first();
  console.log(String(explained?.at(0)).split("\n== Schema")[0]);

  await timed("From SQL, into a table", async () => {
    await spark.sql("MAP PARALLEL 50 'judge' USING (SELECT * FROM films) WITH (as_table = 'judged', retries = 2)");
    await spark
      .sql(
        "SELECT theme, count(*) AS films, round(avg(score), 3) AS score FROM judged GROUP BY theme ORDER BY films DESC",
      )
      .show();
  });
  await timed("From the API, the films of the nineties", () =>
    spark
      .table("films")
      .filter("year BETWEEN 1990 AND 1999")
      .mapParallel("judge", { workers: 50, distinct: true, onError: "null" })
      .groupBy("theme")
      .count()
      .orderBy(F.desc("count"))
      .show(),
  );
}
await main();
