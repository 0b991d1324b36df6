/** What DESCRIBE EXTENDED and SHOW TABLE EXTENDED tell, as Spark does but for times and places, which differ by run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SparkSession } from "../src/index.ts";

const warehouse: string = mkdtempSync(join(tmpdir(), "details-"));
const spark: SparkSession = SparkSession.builder
  .config("spark.sql.warehouse.dir", warehouse)
  .config("spark.sql.session.timeZone", "UTC")
  .getOrCreate();
beforeAll(async () => {
  const statements = [
    `CREATE TABLE plain (a INT COMMENT 'first', b STRING NOT NULL, c DECIMAL(5,2) DEFAULT 1.5) USING parquet
     COMMENT 'a table' TBLPROPERTIES ('k' = 'v', 'x.y' = 'z')`,
    "CREATE TABLE parts (a INT, p STRING, q INT) USING csv OPTIONS (header 'true', sep ';') PARTITIONED BY (p, q)",
    "INSERT INTO parts VALUES (1, 'x', 1)",
    "CREATE VIEW kept (x COMMENT 'cx') COMMENT 'vc' TBLPROPERTIES ('p1' = 'v1') AS SELECT 1 AS a",
    "CREATE TEMPORARY VIEW passing AS SELECT 1 AS a",
  ];
  for (const statement of statements) await spark.sql(statement);
});
afterAll(async () => {
  await spark.stop();
  rmSync(warehouse, { recursive: true });
});

const root = pathToFileURL(warehouse).href.replace("file://", "file:");
const plain = (text: string): string =>
  text
    .replaceAll(root, "WAREHOUSE")
    .replace(/[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}/g, "TIME")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME")
    .replace(/\d+ bytes/g, "N bytes");
async function rows(statement: string): Promise<string[][]> {
  const found = await spark.sql(statement).collect();
  return found.map((row) => [...row].map((cell) => plain(String(cell))));
}

test("a table in detail", async () => {
  expect(await rows("DESCRIBE EXTENDED plain")).toEqual([
    ["a", "int", "first"],
    ["b", "string", "null"],
    ["c", "decimal(5,2)", "null"],
    ["", "", ""],
    ["# Detailed Table Information", "", ""],
    ["Catalog", "spark_catalog", ""],
    ["Database", "default", ""],
    ["Table", "plain", ""],
    ["Created Time", "TIME", ""],
    ["Last Access", "UNKNOWN", ""],
    ["Created By", "Spark 4.3.0", ""],
    ["Type", "MANAGED", ""],
    ["Provider", "parquet", ""],
    ["Comment", "a table", ""],
    ["Table Properties", "[k=v, x.y=z]", ""],
    ["Location", "WAREHOUSE/plain", ""],
    ["", "", ""],
    ["# Column Default Values", "", ""],
    ["c", "decimal(5,2)", "1.5"],
  ]);
});

test("a partition in detail", async () => {
  expect((await rows("DESCRIBE FORMATTED parts PARTITION (p = 'x', q = 1)")).slice(7)).toEqual([
    ["", "", ""],
    ["# Detailed Partition Information", "", ""],
    ["Database", "default", ""],
    ["Table", "parts", ""],
    ["Partition Values", "[p=x, q=1]", ""],
    ["Location", "WAREHOUSE/parts/p=x/q=1", ""],
    ["Storage Properties", "[header=true, sep=;]", ""],
    ["Created Time", "TIME", ""],
    ["Last Access", "UNKNOWN", ""],
    ["", "", ""],
    ["# Storage Information", "", ""],
    ["Location", "WAREHOUSE/parts", ""],
    ["Storage Properties", "[header=true, sep=;]", ""],
  ]);
});

test("a view in detail", async () => {
  expect((await rows("DESCRIBE EXTENDED kept")).slice(3)).toEqual([
    ["Catalog", "spark_catalog", ""],
    ["Database", "default", ""],
    ["Table", "kept", ""],
    ["Created Time", "TIME", ""],
    ["Last Access", "UNKNOWN", ""],
    ["Created By", "Spark 4.3.0", ""],
    ["Type", "VIEW", ""],
    ["Comment", "vc", ""],
    ["View Text", "SELECT 1 AS a", ""],
    ["View Original Text", "SELECT 1 AS a", ""],
    ["View Schema Mode", "COMPENSATION", ""],
    ["View Catalog and Namespace", "spark_catalog.default", ""],
    ["View Query Output Columns", "[`a`]", ""],
    ["Table Properties", "[p1=v1]", ""],
  ]);
});

test("what is counted", async () => {
  await spark.sql("CREATE TABLE counted USING parquet AS SELECT id FROM range(10)");
  const statistics = async (): Promise<string | undefined> =>
    (await rows("DESCRIBE EXTENDED counted")).find(([name]) => name === "Statistics")?.[1];
  expect(await statistics()).toBe(undefined);
  await spark.sql("ANALYZE TABLE counted COMPUTE STATISTICS");
  expect(await statistics()).toBe("N bytes, 10 rows");
  await spark.sql("INSERT INTO counted VALUES (1)");
  expect(await statistics()).toBe(undefined);
});

test("tables, a partition and a temporary view as text", async () => {
  const text = async (statement: string): Promise<string | undefined> => (await rows(statement))[0]?.[3];
  expect(await text("SHOW TABLE EXTENDED LIKE 'parts'")).toBe(
    "Catalog: spark_catalog\nDatabase: default\nTable: parts\nCreated Time: TIME\nLast Access: UNKNOWN\n" +
      "Created By: Spark 4.3.0\nType: MANAGED\nProvider: csv\nLocation: WAREHOUSE/parts\n" +
      "Storage Properties: [header=true, sep=;]\nPartition Provider: Catalog\nPartition Columns: [`p`, `q`]\n" +
      "Schema: root\n |-- a: integer (nullable = true)\n |-- p: string (nullable = true)\n |-- q: integer (nullable = true)\n\n",
  );
  expect(await text("SHOW TABLE EXTENDED LIKE 'parts' PARTITION (p = 'x', q = 1)")).toBe(
    "Partition Values: [p=x, q=1]\nLocation: WAREHOUSE/parts/p=x/q=1\n" +
      "Storage Properties: [header=true, sep=;]\nCreated Time: TIME\nLast Access: UNKNOWN\n",
  );
  expect(await text("SHOW TABLE EXTENDED LIKE 'passing'")).toBe(
    "Table: passing\nCreated Time: TIME\nLast Access: UNKNOWN\nCreated By: Spark 4.3.0\nType: VIEW\n" +
      "View Text: SELECT 1 AS a\nView Schema Mode: BINDING\nView Catalog and Namespace: spark_catalog.default\n" +
      "View Query Output Columns: [`a`]\nSchema: root\n |-- a: integer (nullable = false)\n\n",
  );
});

test("a table as JSON", async () => {
  const [[json = ""] = []] = await rows("DESCRIBE EXTENDED parts AS JSON");
  expect(json).toBe(
    '{"table_name":"parts","catalog_name":"spark_catalog","namespace":["default"],"schema_name":"default","columns":[' +
      '{"name":"a","type":{"name":"int"},"nullable":true},' +
      '{"name":"p","type":{"name":"string","collation":"UTF8_BINARY"},"nullable":true},' +
      '{"name":"q","type":{"name":"int"},"nullable":true}],"location":"WAREHOUSE/parts",' +
      '"storage_properties":{"header":"true","sep":";"},"created_time":"TIME","last_access":"UNKNOWN",' +
      '"created_by":"Spark 4.3.0","type":"MANAGED","provider":"csv","partition_provider":"Catalog",' +
      '"partition_columns":["p","q"],"collation":"UTF8_BINARY"}',
  );
});

test("lists as JSON", async () => {
  expect(await rows("SHOW TABLES LIKE 'pa*' AS JSON")).toEqual([
    [
      '{"tables":[{"name":"parts","namespace":["default"],"isTemporary":false},' +
        '{"name":"passing","namespace":[],"isTemporary":true}]}',
    ],
  ]);
  expect(await rows("SHOW TABLE EXTENDED LIKE 'kept' AS JSON")).toEqual([
    [
      '{"tables":[{"name":"kept","catalog":"spark_catalog","namespace":["default"],"type":"VIEW","isTemporary":false}]}',
    ],
  ]);
});
