import { describe, expect, it } from "vitest";
import { SparkSession } from "./spark-session.ts";

const spark = SparkSession.builder.create();

describe("queries with a default collation", () => {
  it("are refused where a text has no function call", async () => {
    const view = "CREATE TEMPORARY VIEW made DEFAULT COLLATION UTF8_LCASE AS SELECT current_user AS x";
    expect(() => spark.sql(view)).toThrow("UNSUPPORTED_FEATURE");
    const table = "CREATE TABLE made USING parquet DEFAULT COLLATION UTF8_LCASE AS SELECT current_user AS x";
    await expect(spark.sql(table).collect()).rejects.toThrow("UNSUPPORTED_FEATURE");
    expect(spark.catalog.tableExists("made")).toBe(false);
  });
  it("give it to texts that are written or made, and not to those that are read", () => {
    spark.sql("CREATE TEMPORARY VIEW plain AS SELECT 'a' AS a");
    spark.sql(
      "CREATE TEMPORARY VIEW kept DEFAULT COLLATION UTF8_LCASE AS SELECT upper(a) AS u, lower('B') AS l, hex(a) AS h FROM plain",
    );
    expect(spark.table("kept").schema.fields.map(({ dataType }) => dataType.sql)).toEqual([
      "STRING",
      "STRING COLLATE UTF8_LCASE",
      "STRING COLLATE UTF8_LCASE",
    ]);
  });
});
