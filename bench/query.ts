/** Parsing, analysing and optimising a query of six joined tables, with a subquery. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SparkSession } from "sparkwright";
import { type Benchmark, peer, time } from "./harness.ts";

const QUERY = fileURLToPath(new URL("query.sql", import.meta.url));

/** The tables of the query; bench/peers.py reads them from here too. */
const TABLES: { readonly [name: string]: string } = {
  makers: "maker_id BIGINT, name STRING, region_id INT, balance DECIMAL(15,2)",
  regions: "region_id INT, name STRING, continent STRING",
  goods: "good_id BIGINT, name STRING, kind STRING, size INT, price DECIMAL(15,2)",
  offers: "maker_id BIGINT, good_id BIGINT, cost DECIMAL(15,2), stock INT",
  buyers: "buyer_id BIGINT, name STRING, region_id INT, segment STRING",
  sales: "sale_id BIGINT, buyer_id BIGINT, sold DATE, status STRING",
  items:
    "sale_id BIGINT, good_id BIGINT, maker_id BIGINT, quantity DECIMAL(15,2), price DECIMAL(15,2), discount DECIMAL(15,2)",
};

export const query: Benchmark = {
  name: "query",
  title: "parse, analyse and optimise a query of six joins and a correlated subquery",
  async run() {
    const spark = SparkSession.builder.getOrCreate().newSession();
    for (const [name, schema] of Object.entries(TABLES)) spark.emptyDataFrame(schema).createOrReplaceTempView(name);
    const text = readFileSync(QUERY, "utf8");
    return [
      await time("sparkwright, all of it", async () => silently(() => spark.sql(text).explain()), 50, 20),
      await time("sparkwright, parse and analyse", () => spark.sql(text).columns, 50, 20),
      await peer("pyspark", "query", QUERY, JSON.stringify(TABLES)),
    ];
  },
};

/** `explain` optimises the plan, and prints it. */
async function silently(run: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => {};
  try {
    await run();
  } finally {
    console.log = log;
  }
}
