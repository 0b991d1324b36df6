import { afterAll, describe, expect, test, vi } from "vitest";
import type { DataFrame } from "../dataframe/dataframe.ts";
import * as F from "../functions/index.ts";
import { SparkSession } from "./spark-session.ts";

const spark = SparkSession.builder.create();
afterAll(async () => {
  await spark.stop();
});

/** The plan, with ids counted from 1 in the order they come. */
async function planOf(df: DataFrame): Promise<string> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await df.explain();
  const text = String(log.mock.calls[0]?.[0]);
  log.mockRestore();
  const ids: string[] = [];
  return text.replace(/#(\d+)/g, (_, id: string) => `#${ids.includes(id) ? ids.indexOf(id) + 1 : ids.push(id)}`);
}

describe("explain", () => {
  test("tells columns of one name apart by their ids", async () => {
    const joined = spark.range(3).join(spark.range(5).alias("r"), "id");
    expect(await planOf(joined.filter("id > 1"))).toBe(`== Physical Plan ==
Filter (id#1 > 1)
+- Project [id#1]
   +- Join inner, (id#1 = id#2)
      :- Range (0, 3, step=1) [id#1]
      +- SubqueryAlias r
         +- Range (0, 5, step=1) [id#2]
`);
  });
  test("tells what each step does", async () => {
    const ids = spark.range(9);
    expect(await planOf(ids.intersectAll(spark.range(3)).dropDuplicates(["id"]).limit(2))).toBe(`== Physical Plan ==
Limit 2
+- Deduplicate [id#1]
   +- Intersect All
      :- Range (0, 9, step=1) [id#1]
      +- Range (0, 3, step=1) [id#2]
`);
    const summed = ids.groupBy(F.col("id").mod(2).alias("odd")).agg(F.sum("id").alias("n"));
    expect(await planOf(summed.orderBy("n"))).toBe(`== Physical Plan ==
Sort [n#1 ASC NULLS FIRST], true
+- Project [odd#2, sum(id)#3 AS n#1]
   +- Aggregate [(id#4 % 2) AS odd#2], [sum(id#4) AS sum(id)#3]
      +- Range (0, 9, step=1) [id#4]
`);
  });
});
