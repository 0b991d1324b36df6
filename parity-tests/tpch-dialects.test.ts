/** TPC-H's queries as people of other dialects write them give the answers of Spark's spelling, on a small database. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Row, SparkSession } from "sparkwright";

const SECTION = /-- query: (\d+)\n([^;]+);/g;
function queries(name: string): ReadonlyMap<string, string> {
  const text = readFileSync(new URL(`tpch/${name}.sql`, import.meta.url), "utf8");
  return new Map([...text.matchAll(SECTION)].map(([, number, sql]) => [number!, sql!]));
}

/** Tables of made-up rows that every query finds something in. */
const TABLES: { readonly [name: string]: string } = {
  region: `SELECT CAST(id AS INT) AS r_regionkey,
      array('AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST')[CAST(id AS INT)] AS r_name FROM range(5)`,
  nation: `SELECT * FROM VALUES (0, 'FRANCE', 3), (1, 'GERMANY', 3), (2, 'BRAZIL', 1), (3, 'CANADA', 1),
      (4, 'SAUDI ARABIA', 4), (5, 'INDIA', 2), (6, 'JAPAN', 2), (7, 'KENYA', 0) AS t(n_nationkey, n_name, n_regionkey)`,
  supplier: `SELECT id AS s_suppkey, concat('Supplier#', lpad(id, 9, '0')) AS s_name, concat('street ', id * 7) AS s_address,
      CAST(id % 8 AS INT) AS s_nationkey, concat(10 + id % 25, '-555-', 1000 + id) AS s_phone,
      CAST(id * 137 % 10000 - 900 AS DECIMAL(12, 2)) AS s_acctbal,
      IF(id % 9 = 0, 'all Customer has Complaints', 'quick and quiet') AS s_comment FROM range(1, 33)`,
  part: `SELECT id AS p_partkey, concat(array('forest', 'green', 'blue', 'red')[CAST(id % 4 AS INT)],
        array(' green', ' ivory')[CAST(id DIV 4 % 2 AS INT)]) AS p_name, concat('Manufacturer#', 1 + id % 5) AS p_mfgr,
      concat('Brand#', array('12', '23', '34', '45')[CAST(id % 4 AS INT)]) AS p_brand,
      array('ECONOMY ANODIZED STEEL', 'PROMO BURNISHED COPPER', 'LARGE BRUSHED BRASS', 'MEDIUM POLISHED TIN',
        'SMALL PLATED BRASS')[CAST(id % 5 AS INT)] AS p_type,
      CAST(array(15, 3, 9, 14, 49, 5)[CAST(id % 6 AS INT)] AS INT) AS p_size,
      array('SM CASE', 'MED BOX', 'LG PACK', 'WRAP JAR')[CAST(id % 4 AS INT)] AS p_container FROM range(1, 81)`,
  partsupp: `SELECT p.id AS ps_partkey, 1 + (p.id + s.id * 8 + p.id DIV 32) % 32 AS ps_suppkey,
      CAST((p.id * 31 + s.id * 17) % 900 + 1 AS INT) AS ps_availqty,
      CAST((p.id * 13 + s.id * 29) % 1000 + 0.25 AS DECIMAL(12, 2)) AS ps_supplycost FROM range(1, 81) p, range(4) s`,
  customer: `SELECT id AS c_custkey, concat('Customer#', lpad(id, 9, '0')) AS c_name, concat('road ', id) AS c_address,
      CAST(id * 3 % 8 AS INT) AS c_nationkey, concat(10 + id % 25, '-666-', 2000 + id) AS c_phone,
      CAST(id * 311 % 9000 - 500 AS DECIMAL(12, 2)) AS c_acctbal,
      array('BUILDING', 'MACHINERY', 'FURNITURE')[CAST(id % 3 AS INT)] AS c_mktsegment, concat('c ', id) AS c_comment
    FROM range(1, 91)`,
  orders: `SELECT id AS o_orderkey, 1 + id * 7 % 60 AS o_custkey, IF(id % 2 = 0, 'F', 'O') AS o_orderstatus,
      CAST(id * 997 % 50000 AS DECIMAL(12, 2)) AS o_totalprice,
      date_add(DATE '1992-01-01', CAST(id * 37 % 2400 AS INT)) AS o_orderdate,
      array('1-URGENT', '2-HIGH', '3-MEDIUM', '5-LOW')[CAST(id % 4 AS INT)] AS o_orderpriority, 0 AS o_shippriority,
      IF(id % 6 = 0, 'the special packages requests', 'none') AS o_comment FROM range(1, 1201)`,
  lineitem: `SELECT o_orderkey AS l_orderkey, 1 + (o_orderkey * 11 + n * 5) % 80 AS l_partkey,
      1 + ((1 + (o_orderkey * 11 + n * 5) % 80) + o_orderkey % 4 * 8 + (1 + (o_orderkey * 11 + n * 5) % 80) DIV 32) % 32
        AS l_suppkey,
      CAST(1 + (o_orderkey * 3 + n * 13) % 50 AS DECIMAL(12, 2)) AS l_quantity,
      CAST(((o_orderkey * 101 + n * 57) % 9000 + 100) * 1.37 AS DECIMAL(12, 2)) AS l_extendedprice,
      CAST((o_orderkey + n) % 11 / 100 AS DECIMAL(12, 2)) AS l_discount,
      CAST((o_orderkey + n) % 9 / 100 AS DECIMAL(12, 2)) AS l_tax,
      array('R', 'A', 'N')[CAST((o_orderkey + n) % 3 AS INT)] AS l_returnflag,
      IF((o_orderkey + n) % 2 = 0, 'F', 'O') AS l_linestatus,
      date_add(o_orderdate, CAST(5 + (o_orderkey + n * 7) % 60 AS INT)) AS l_shipdate,
      date_add(o_orderdate, CAST(30 + (o_orderkey * 5 + n) % 60 AS INT)) AS l_commitdate,
      date_add(o_orderdate, CAST(8 + (o_orderkey + n * 7) % 75 AS INT)) AS l_receiptdate,
      array('DELIVER IN PERSON', 'NONE')[CAST(o_orderkey % 2 AS INT)] AS l_shipinstruct,
      array('AIR', 'MAIL', 'SHIP', 'AIR REG', 'TRUCK')[CAST((o_orderkey DIV 2 + n) % 5 AS INT)] AS l_shipmode
    FROM orders, (SELECT id AS n FROM range(4)) WHERE n <= o_orderkey % 5`,
};

let spark: SparkSession;
const expected = new Map<string, readonly string[]>();
const texts = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row));

beforeAll(async () => {
  spark = SparkSession.builder.getOrCreate().newSession();
  for (const [name, sql] of Object.entries(TABLES)) {
    // Computed once: the queries read it often.
    spark.createDataFrame(await spark.sql(sql).toArrow()).createOrReplaceTempView(name);
  }
  for (const [number, sql] of queries("spark")) expected.set(number, texts(await spark.sql(sql).collect()));
});
afterAll(() => spark.stop());

test("Spark's spelling finds rows for each query", () => {
  expect([...expected].filter(([, rows]) => rows.length === 0 || rows[0]!.includes("null"))).toEqual([]);
  expect(expected.size).toBe(22);
});

describe.each(["postgresql", "mysql", "snowflake"] as const)("TPC-H in %s", (dialect) => {
  test.each([...queries(dialect)])("query %s", async (number, sql) => {
    expect(texts(await spark.sql(sql, { dialect }).collect())).toEqual(expected.get(number));
  });
});
