/** Texts nested or chained so deeply that recursion over them would overflow the stack: a result or Spark's error. */
import { afterAll, expect, test } from "vitest";
import { SparkError, SparkSession } from "../src/index.ts";

const spark = SparkSession.builder.config("spark.sparkwright.longType", "bigint").create();
afterAll(() => spark.stop());

const N = 3000;
test.each([
  ["a sum", `SELECT id${" + 1".repeat(N)} AS x FROM range(2)`, 2, BigInt(N)],
  ["a concatenation", `SELECT length('b'${" || 'a'".repeat(N)}) AS x`, 1, N + 1],
  ["comparisons", `SELECT true${" = true".repeat(N)} AS x`, 1, true],
  ["signs", `SELECT ${"- ".repeat(N)}1 AS x`, 1, 1],
  ["a sum that groups", `SELECT id${" + 1".repeat(N)} AS x FROM range(1) GROUP BY id${" + 1".repeat(N)}`, 1, BigInt(N)],
  ["pipes", `FROM range(9)${" |> WHERE id < 2".repeat(N)} |> SELECT id AS x`, 2, 0n],
  ["unions", `SELECT 1 AS x${" UNION SELECT 1".repeat(N)}`, 1, 1],
])("%s of thousands of parts", async (_, sql, rows, first) => {
  const result = await spark.sql(sql).collect();
  expect(result.length).toBe(rows);
  expect([...(result[0] ?? [])]).toEqual([first]);
});

const nested = (open: string, inner: string, close: string): string => `${open.repeat(N)}${inner}${close.repeat(N)}`;
test.each([
  ["parentheses", `SELECT ${nested("(", "1", ")")}`],
  ["functions", `SELECT ${nested("abs(", "1", ")")}`],
  ["CASE", `SELECT ${nested("CASE WHEN true THEN ", "1", " END")}`],
  ["subqueries", `SELECT ${nested("(SELECT ", "1", ")")}`],
  ["derived tables", `SELECT * FROM ${nested("(SELECT * FROM ", "range(1)", ")")}`],
  ["blocks", nested("BEGIN ", "SELECT 1;", "END; ")],
  ["types", `SELECT CAST(NULL AS ${nested("ARRAY<", "INT", ">")})`],
  ["groups of a pattern", `SELECT 'a' RLIKE '${nested("(", "a", ")")}'`],
])("%s inside of each other are too complex, by name", async (_, sql) => {
  const failure: unknown = await (async () => await spark.sql(sql).collect())().catch((e: unknown) => e);
  expect(failure).toBeInstanceOf(SparkError);
  expect((failure as SparkError).condition).toMatch(/^FAILED_TO_PARSE_TOO_COMPLEX$|^INVALID_PARAMETER_VALUE.PATTERN$/);
});
