/** Databases with a place of their own, and the names of functions. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { SparkSession } from "../src/index.ts";

const spark: SparkSession = SparkSession.builder.getOrCreate();
const scratch: string = mkdtempSync(join(tmpdir(), "databases-"));
afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true });
});

test("tables are kept in the place of their database, and go with it", async () => {
  const place = join(scratch, "own");
  await spark.sql(`CREATE DATABASE own COMMENT 'c' LOCATION '${place}' WITH DBPROPERTIES (z = 'q', a = 'b')`).collect();
  await spark.sql("CREATE TABLE own.t AS SELECT 1 AS a").collect();
  expect(readdirSync(place)).toEqual(["t"]);
  expect((await spark.table("own.t").collect()).map((row) => row.asDict())).toEqual([{ a: 1 }]);

  const uri = pathToFileURL(place).href.replace("file:///", "file:/");
  expect((await spark.sql("DESCRIBE DATABASE EXTENDED own").collect()).map((row) => [...row])).toEqual([
    ["Catalog Name", "spark_catalog"],
    ["Namespace Name", "own"],
    ["Comment", "c"],
    ["Location", uri],
    ["Owner", userInfo().username],
    ["Properties", "((a,b), (z,q))"],
  ]);
  expect(spark.catalog.getDatabase("own")).toMatchObject({ description: "c", locationUri: uri });

  await spark.sql("DROP DATABASE own CASCADE").collect();
  expect(existsSync(join(place, "t"))).toBe(false);
});

test("SHOW FUNCTIONS names what text may call, 591 as in Spark 4.3", async () => {
  const shown = (await spark.sql("SHOW SYSTEM FUNCTIONS").collect()).map((row) => String(row.at(0)));
  expect(shown).toHaveLength(591);
  expect(shown.filter((name) => name.startsWith("$"))).toEqual([]);
  expect(() => spark.sql("SELECT isfalse(true)")).toThrow("UNRESOLVED_ROUTINE");
});
