/** Parsing, analysing and optimising: a query of six joined tables with a subquery, and a larger one on TPC-DS's tables. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SparkSession } from "sparkwright";
import { type Benchmark, peer, time } from "./harness.ts";

/** The tables of a query; bench/peers.py reads them from here too. */
interface Tables {
  readonly [name: string]: string;
}
const TRADE: Tables = {
  makers: "maker_id BIGINT, name STRING, region_id INT, balance DECIMAL(15,2)",
  regions: "region_id INT, name STRING, continent STRING",
  goods: "good_id BIGINT, name STRING, kind STRING, size INT, price DECIMAL(15,2)",
  offers: "maker_id BIGINT, good_id BIGINT, cost DECIMAL(15,2), stock INT",
  buyers: "buyer_id BIGINT, name STRING, region_id INT, segment STRING",
  sales: "sale_id BIGINT, buyer_id BIGINT, sold DATE, status STRING",
  items:
    "sale_id BIGINT, good_id BIGINT, maker_id BIGINT, quantity DECIMAL(15,2), price DECIMAL(15,2), discount DECIMAL(15,2)",
};
/** The columns of TPC-DS's tables that the query reads. */
const TPCDS: Tables = {
  customer: "c_customer_sk INT, c_customer_id STRING, c_first_name STRING, c_last_name STRING",
  date_dim: "d_date_sk INT, d_year INT, d_quarter_name STRING",
  store: "s_store_sk INT, s_store_id STRING, s_state STRING",
  item: "i_item_sk INT, i_item_id STRING, i_item_desc STRING",
  store_sales: `ss_sold_date_sk INT, ss_item_sk INT, ss_customer_sk INT, ss_store_sk INT, ss_ticket_number INT,
    ss_quantity INT, ss_ext_list_price DECIMAL(7,2), ss_ext_discount_amt DECIMAL(7,2)`,
  store_returns: `sr_returned_date_sk INT, sr_item_sk INT, sr_customer_sk INT, sr_ticket_number INT,
    sr_return_quantity INT`,
  catalog_sales: `cs_sold_date_sk INT, cs_bill_customer_sk INT, cs_item_sk INT, cs_quantity INT,
    cs_ext_list_price DECIMAL(7,2), cs_ext_discount_amt DECIMAL(7,2)`,
};

function planned(name: string, what: string, file: string, tables: Tables): Benchmark {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return {
    name,
    title: `parse, analyse and optimise ${what}`,
    async run() {
      const spark = SparkSession.builder.getOrCreate().newSession();
      for (const [table, schema] of Object.entries(tables)) spark.emptyDataFrame(schema).createOrReplaceTempView(table);
      const text = readFileSync(path, "utf8");
      return [
        await time("sparkwright, all of it", async () => silently(() => spark.sql(text).explain()), 50, 20),
        await time("sparkwright, parse and analyse", () => spark.sql(text).columns, 50, 20),
        await peer("pyspark", "query", path, JSON.stringify(tables)),
      ];
    },
  };
}

export const queries: readonly Benchmark[] = [
  planned("query", "a query of six joins and a correlated subquery", "query.sql", TRADE),
  planned("query-tpcds", "a query of 21 tables of TPC-DS in two common table expressions", "tpcds.sql", TPCDS),
];

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
