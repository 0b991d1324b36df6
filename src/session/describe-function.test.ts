import { afterAll, expect, test } from "vitest";
import { SparkSession } from "./spark-session.ts";

const spark = SparkSession.builder.getOrCreate();
afterAll(() => spark.stop());
async function described(name: string): Promise<readonly unknown[]> {
  const rows = await spark.sql(`DESCRIBE FUNCTION ${name}`).collect();
  return rows.map((row) => row["function_desc"]);
}

test.each([
  ["LCASE", ["Function: lcase", "Usage: lcase(str)"]],
  ["window", ["Function: window", "Usage: window(time_column, window_duration[, slide_duration][, start_time])"]],
  ["concat", ["Function: concat", "Usage: concat([col ...])"]],
  ["%", ["Function: %", "Usage: left % right"]],
  ["~", ["Function: ~", "Usage: ~ expr"]],
  ["||", ["Function: ||", "Usage: left || right"]],
  ["between", ["Function: between", "Usage: expr [NOT] BETWEEN lower AND upper"]],
])("the usage of %s is how it is written", async (name, rows) => {
  expect(await described(name)).toEqual(rows);
});
test("what else a function is called, and since when", async () => {
  const extended = "Extended Usage:\n    Also: lower\n    Since: 1.0.1";
  expect((await described("EXTENDED lcase")).at(-1)).toBe(extended);
  expect((await described("EXTENDED between")).at(-1)).toBe("Extended Usage: N/A.");
});
test("a function of the session has no usage", async () => {
  spark.udf.register("plus_one", (x: number) => x + 1, "int");
  expect(await described("plus_one")).toEqual(["Function: plus_one", "Usage: N/A."]);
});
