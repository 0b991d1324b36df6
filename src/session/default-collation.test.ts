import { describe, expect, it } from "vitest";
import { SparkSession } from "./spark-session.ts";

const spark = SparkSession.builder.create();

describe("queries with a default collation", () => {
  it.each([
    "current_database()",
    "version()",
    "hex('a')",
    "typeof('a')",
    "concat(1, 2)",
    "array_join(array(1), ',')",
    "string(1)",
  ])("are refused where %s would have to have it", async (made) => {
    const view = `CREATE TEMPORARY VIEW made DEFAULT COLLATION UTF8_LCASE AS SELECT ${made} AS x`;
    expect(() => spark.sql(view)).toThrow("UNSUPPORTED_FEATURE");
    const table = `CREATE TABLE made USING parquet DEFAULT COLLATION UTF8_LCASE AS SELECT ${made} AS x`;
    await expect(spark.sql(table).collect()).rejects.toThrow("UNSUPPORTED_FEATURE");
    expect(spark.catalog.tableExists("made")).toBe(false);
  });
  it("are taken where every text comes from one that is written or read", () => {
    spark.sql("CREATE TEMPORARY VIEW plain AS SELECT 'a' AS a");
    spark.sql(
      "CREATE TEMPORARY VIEW kept DEFAULT COLLATION UTF8_LCASE AS SELECT upper(a) AS u, lower('B') AS l FROM plain",
    );
    expect(spark.table("kept").schema.fields.map(({ dataType }) => dataType.sql)).toEqual([
      "STRING",
      "STRING COLLATE UTF8_LCASE",
    ]);
  });
});
