/**
 * A tour in one file: reads Parquet, CSV and JSON, joins, aggregates, ranks, asks in SQL, writes and reads back. Run it with
 * `npm run quickstart`. The data are the flights and airports of the package vega-datasets.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { col, functions as F, SparkSession, Window } from "sparkwright";

const data: string = fileURLToPath(new URL("../node_modules/vega-datasets/data/", import.meta.url));
const timings: { readonly what: string; readonly milliseconds: number }[] = [];

const say = (text: string): void => console.log(`\n${text}`);

/** Runs one action, says what it is for, and keeps how long it took. */
async function action<T>(what: string, run: () => Promise<T>): Promise<T> {
  say(`> ${what}`);
  const start = performance.now();
  const result = await run();
  timings.push({ what, milliseconds: performance.now() - start });
  return result;
}

async function main(): Promise<void> {
  const began = performance.now();
  await using spark = SparkSession.builder.appName("quickstart").getOrCreate();

  // Reading is lazy: this looks at the files' columns, not at their rows.
  const flights = spark.read.parquet(join(data, "flights-3m.parquet"));
  const airports = spark.read.option("header", true).option("inferSchema", true).csv(join(data, "airports.csv"));
  const sample = spark.read.option("multiLine", true).json(join(data, "flights-200k.json"));

  say("Three files: 3 million flights (Parquet), their airports (CSV), and 200 thousand more flights (JSON).");
  say("The columns of the flights:");
  flights.printSchema();
  const count = await action("How many flights are there?", () => flights.count());
  console.log(count.toLocaleString("en"));
  await action("The first airports of the file", () => airports.select("iata", "name", "city", "state").show(3));

  // Transformations only build a plan. Each is checked here, none runs before `show`.
  const departures = flights
    .filter(col("delay").isNotNull())
    .join(airports, col("origin").eq(col("iata")))
    .groupBy("origin", "city", "state")
    .agg(F.count("*").alias("flights"), F.round(F.avg("delay"), 1).alias("mean_delay"));
  await action("Which large airports have the longest mean delay, in minutes? (join, aggregate)", () =>
    departures.filter("flights > 30000").orderBy(F.desc("mean_delay")).show(5),
  );

  const inState = Window.partitionBy("state").orderBy(F.desc("flights"));
  const busiest = departures
    .withColumn("rank", F.row_number().over(inState))
    .filter("rank <= 2 AND state IN ('CA', 'NY', 'TX')")
    .orderBy("state", "rank");
  await action("The two busiest airports of three states (window)", () => busiest.show());

  sample.createOrReplaceTempView("flights_by_hour");
  const hours = spark.sql(`
    SELECT CAST(floor(time / 6) * 6 AS INT) AS from_hour,
           count(*)                         AS flights,
           round(avg(delay), 1)             AS mean_delay,
           count_if(delay > 60)             AS over_an_hour
    FROM flights_by_hour
    GROUP BY 1
    ORDER BY 1`);
  await action("Do delays grow over the day? (SQL over a view of the JSON file)", () => hours.show());

  const target = await mkdtemp(join(tmpdir(), "quickstart-"));
  try {
    const path = join(target, "flights");
    await action("Write the flights as Parquet, one directory for each month", () =>
      flights.withColumn("month", F.month("date")).write.mode("overwrite").partitionBy("month").parquet(path),
    );
    console.log((await readdir(path)).sort().join("  "));
    const march = spark.read.parquet(path).filter("month = 3");
    await action("Read them back, March alone (the other directories are not opened)", () =>
      march.agg(F.count("*").alias("flights"), F.max("delay").alias("longest_delay")).show(),
    );
  } finally {
    await rm(target, { recursive: true });
  }

  say("What ran, and how long it took:");
  for (const { what, milliseconds } of timings) console.log(`${milliseconds.toFixed(0).padStart(7)} ms  ${what}`);
  console.log(`${(performance.now() - began).toFixed(0).padStart(7)} ms  everything, from the start of the session`);
}

await main();
