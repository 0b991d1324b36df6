import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SparkSession } from "../src/index.ts";

describe("stars with columns left out or replaced", () => {
  let spark: SparkSession;
  beforeAll(async () => {
    spark = SparkSession.builder.getOrCreate();
    await spark.sql("CREATE TEMPORARY VIEW star_t AS SELECT 1 AS x, 'abc' AS y, named_struct('a', 2, 'b', 3) AS s");
  });
  afterAll(async () => spark.stop());
  const row = async (sql: string): Promise<unknown> =>
    (await (await spark.sql(sql)).first())?.asDict({ recursive: true });

  it("assigns in order, each seeing those before", async () => {
    expect(await row("FROM star_t |> SET x = x + 1, y = x")).toEqual({ x: 2, y: 2, s: { a: 2, b: 3 } });
  });
  it("leaves out columns and fields", async () => {
    expect(await row("SELECT * EXCEPT (x, s.a) FROM star_t")).toEqual({ y: "abc", s: { b: 3 } });
  });
  it.each([
    ["FROM star_t |> SET z = 1", "UNRESOLVED_COLUMN.WITH_SUGGESTION"],
    ["FROM star_t |> DROP z", "UNRESOLVED_COLUMN.WITH_SUGGESTION"],
    ["FROM star_t |> DROP x, x", "EXCEPT_OVERLAPPING_COLUMNS"],
    ["SELECT * EXCEPT (x.a) FROM star_t", "INVALID_EXTRACT_BASE_FIELD_TYPE"],
  ])("refuses %s", async (sql, condition) => {
    await expect((async () => (await spark.sql(sql)).collect())()).rejects.toMatchObject({ condition });
  });
  it("samples the same rows for the same seed", async () => {
    const count = async (): Promise<number> => spark.range(1000).sample(0.5, 7).count();
    const first = await count();
    expect(first).toBeGreaterThan(400);
    expect(await count()).toBe(first);
  });
});
