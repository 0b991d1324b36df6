/** What operators and functions of other dialects answer: the values are those their manuals give. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SparkSession as Session, SparkSession } from "sparkwright";

let spark: Session;
beforeAll(() => {
  spark = SparkSession.builder.getOrCreate().newSession();
  spark
    .sql(
      `SELECT * FROM VALUES (1, 2, CAST(NULL AS INT), 'x', DATE '2020-02-29', 1.5D, true),
        (7, 2, 5, 'Y_', DATE '2021-12-31', -2.5D, false) AS t(a, b, c, s, d, f, q)`,
    )
    .createOrReplaceTempView("t");
});
afterAll(() => spark.stop());

type Dialect = "postgresql" | "mysql" | "snowflake" | "bigquery";
/** An expression, its type and its value as text. */
type Case = readonly [expression: string, type: string, value: string];

const CASES: { readonly [dialect in Dialect]: readonly Case[] } = {
  postgresql: [
    ["7 / 2", "int", "3"],
    ["-7 / 2", "int", "-3"],
    ["7 / 2.0", "decimal(8,6)", "3.500000"],
    ["7 % -3", "int", "1"],
    ["9000000000 / 2", "bigint", "4500000000"],
    ["2.5::float8::int", "int", "2"],
    ["3.5::float8::int", "int", "4"],
    ["2.5::int", "int", "3"],
    ["(-2.5)::int", "int", "-3"],
    ["'12'::int", "int", "12"],
    ["1.005::numeric(5, 2)", "decimal(5,2)", "1.01"],
    ["3::numeric", "decimal(20,0)", "3"],
    ["'abcdef'::varchar(3)", "string", "abc"],
    ["1e3", "decimal(4,0)", "1000"],
    ["concat('a', NULL, 1)", "string", "a1"],
    ["'a' || NULL", "string", "null"],
    ["'x' || 1.50", "string", "x1.50"],
    ["'a\\b'", "string", "a\\b"],
    ["greatest(1, NULL, 3)", "int", "3"],
    ["substring('abcdef', 2, 3)", "string", "bcd"],
    ["length('äb')", "int", "2"],
    ["octet_length('äb')", "int", "3"],
    ["date '2024-03-31' - interval '1 month'", "timestamp_ntz", "2024-02-29T00:00:00"],
    ["timestamp '2024-01-01 00:00:00' + interval '90 minutes'", "timestamp_ntz", "2024-01-01T01:30:00"],
    ["date '2024-03-01' - date '2024-02-01'", "int", "29"],
    ["date '2024-01-01' + 5", "date", "2024-01-06"],
    ["extract(dow from date '2024-01-07')", "int", "0"],
    ["extract(isodow from date '2024-01-07')", "int", "7"],
    ["extract(week from date '2024-01-01')", "int", "1"],
    ["date_trunc('month', timestamp '2024-05-17 10:00:00')", "timestamp_ntz", "2024-05-01T00:00:00"],
    ["'Yes' ILIKE 'y%'", "boolean", "true"],
  ],
  mysql: [
    ["7 / 2", "decimal(24,4)", "3.5000"],
    ["1 / 3", "decimal(24,4)", "0.3333"],
    ["1 / 0", "decimal(24,4)", "null"],
    ["7 DIV 2", "bigint", "3"],
    ["7 DIV 0", "bigint", "null"],
    ["7 % 0", "int", "null"],
    ["7 MOD 4", "int", "3"],
    ["mod(5, 0)", "int", "null"],
    ["12 & 10", "decimal(20,0)", "8"],
    ["6 ^ 3", "decimal(20,0)", "5"],
    ["-1 & -1", "decimal(20,0)", "18446744073709551615"],
    ["TRUE || FALSE", "boolean", "true"],
    ["concat('a', NULL)", "string", "null"],
    ["greatest(1, NULL)", "int", "null"],
    ["if(1 = 1, 'y', 'n')", "string", "y"],
    ['"double"', "string", "double"],
    ["'a\\tb'", "string", "a\tb"],
    ["'50%' LIKE '50\\%'", "boolean", "true"],
    ["length('äb')", "int", "3"],
    ["char_length('äb')", "int", "2"],
    ["locate('b', 'abc')", "int", "2"],
    ["cast(2.5 AS SIGNED)", "bigint", "3"],
    ["cast(12.345 AS DECIMAL(5, 2))", "decimal(5,2)", "12.35"],
    ["cast('abcdef' AS CHAR(3))", "string", "abc"],
    ["date_add(DATE '2024-01-31', INTERVAL 1 MONTH)", "date", "2024-02-29"],
    ["DATE '2024-01-01' + INTERVAL 2 HOUR", "timestamp_ntz", "2024-01-01T02:00:00"],
    ["DATE '2024-01-01' - INTERVAL '1' QUARTER", "date", "2023-10-01"],
    ["datediff('2024-03-01', '2024-02-01')", "int", "29"],
    ["dayofweek(DATE '2024-01-07')", "int", "1"],
    ["weekday(DATE '2024-01-07')", "int", "6"],
  ],
  snowflake: [
    ["7 / 2", "decimal(26,6)", "3.500000"],
    ["2 / 3 * 3", "decimal(28,6)", "2.000001"],
    ["2.5::int", "bigint", "3"],
    ["1.005::number(5, 2)", "decimal(5,2)", "1.01"],
    ["concat('a', NULL)", "string", "null"],
    ["iff(TRUE, 1, 2)", "int", "1"],
    ["nvl2(NULL, 1, 2)", "int", "2"],
    ["zeroifnull(NULL)", "int", "0"],
    ["charindex('b', 'abc')", "int", "2"],
    ["'a%' LIKE 'a\\\\%'", "boolean", "false"],
    ["'a\\\\b' LIKE 'a\\\\b'", "boolean", "true"],
    ["dateadd(month, 1, DATE '2024-01-31')", "date", "2024-02-29"],
    ["dateadd('day', -90, '1998-12-01'::date)", "date", "1998-09-02"],
    ["dateadd(hour, 2, DATE '2024-01-01')", "timestamp_ntz", "2024-01-01T02:00:00"],
    ["datediff(year, DATE '2023-12-31', DATE '2024-01-01')", "int", "1"],
    ["datediff('month', DATE '2023-11-30', DATE '2024-01-01')", "int", "2"],
    ["DATE '2024-03-01' - DATE '2024-02-01'", "int", "29"],
    ["date_trunc('month', DATE '2024-05-17')", "date", "2024-05-01"],
    ["dayofweek(DATE '2024-01-07')", "int", "0"],
    ["year('2024-05-06'::date)", "int", "2024"],
  ],
  bigquery: [
    ["7 / 2", "double", "3.5"],
    ["1.5", "double", "1.5"],
    ["safe_divide(1, 0)", "double", "null"],
    ["cast(2.5 AS INT64)", "bigint", "3"],
    ["safe_cast('x' AS FLOAT64)", "double", "null"],
    ["if(TRUE, 1, 2)", "int", "1"],
    ["greatest(1, NULL)", "int", "null"],
    ["strpos('abc', 'c')", "int", "3"],
    ['"a\\"b"', "string", 'a"b'],
    ["date_add(DATE '2024-01-31', INTERVAL 1 MONTH)", "date", "2024-02-29"],
    ["DATE '2024-01-31' + INTERVAL 1 MONTH", "timestamp_ntz", "2024-02-29T00:00:00"],
    ["date_diff(DATE '2024-01-01', DATE '2023-12-31', YEAR)", "int", "1"],
    ["date_trunc(DATE '2024-05-17', MONTH)", "date", "2024-05-01"],
    ["extract(DAYOFWEEK FROM DATE '2024-01-07')", "int", "1"],
    ["date(2024, 1, 2)", "date", "2024-01-02"],
  ],
};

describe.each(Object.keys(CASES) as Dialect[])("expressions of %s", (dialect) => {
  test.each([...CASES[dialect]])("%s", async (expression, type, value) => {
    const df = spark.sql(`SELECT ${expression} AS x`, { dialect });
    const [row] = await df.collect();
    const given: unknown = row!.at(0);
    // Decimals show the digits of their column.
    const scale = /^decimal\(\d+,(\d+)\)$/.exec(type)?.[1];
    const text =
      scale === undefined || given === null
        ? String(given)
        : Number(given) < 1e16
          ? Number(given).toFixed(Number(scale))
          : String(given);
    expect([df.schema.fields[0]!.dataType.simpleString(), text]).toEqual([type, value]);
  });
});

const rows = async (sql: string, dialect: Dialect): Promise<string[]> =>
  (await spark.sql(sql, { dialect }).collect()).map((row) => JSON.stringify([...row]));

test("nulls come where the dialect has them", async () => {
  const sql = "SELECT c FROM t ORDER BY c";
  expect(await rows(sql, "postgresql")).toEqual(["[5]", "[null]"]);
  expect(await rows(`${sql} DESC`, "snowflake")).toEqual(["[null]", "[5]"]);
  expect(await rows(sql, "mysql")).toEqual(["[null]", "[5]"]);
  expect(await rows(`${sql} DESC`, "bigquery")).toEqual(["[5]", "[null]"]);
});

test("aggregates and windows mean what the dialect has", async () => {
  expect(await rows("SELECT stddev(a), string_agg(s, '-' ORDER BY a DESC), bool_and(q) FROM t", "postgresql")).toEqual([
    '[4.242640687119285,"Y_-x",false]',
  ]);
  expect(await rows("SELECT stddev(a), group_concat(s ORDER BY a SEPARATOR ';') FROM t", "mysql")).toEqual([
    '[3,"x;Y_"]',
  ]);
  expect(await rows("SELECT last_value(a) OVER (ORDER BY a) FROM t", "snowflake")).toEqual(["[7]", "[7]"]);
  expect(await rows("SELECT last_value(a) OVER (ORDER BY a) FROM t", "postgresql")).toEqual(["[1]", "[7]"]);
  expect(await rows("SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a DESC) = 1", "snowflake")).toEqual(["[7]"]);
  expect(await rows("SELECT countif(a > 1), logical_and(q) FROM t", "bigquery")).toEqual(["[1,false]"]);
});

test("values are bound to markers", async () => {
  const bound = spark.sql("SELECT a FROM t WHERE a = :n", { n: 7 }, { dialect: "mysql" });
  expect((await bound.collect()).map((row) => row.at(0))).toEqual([7]);
});

test("Spark's own dialect may be named", async () => {
  expect((await spark.sql("SELECT 7 / 2", { dialect: "spark" }).collect())[0]!.at(0)).toBe(3.5);
});

describe("types whose meaning is not the dialect's are refused", () => {
  test.each([
    ["postgresql", "SELECT round(f) FROM t"],
    ["postgresql", "SELECT f::text FROM t"],
    ["postgresql", "SELECT 'a' || q FROM t"],
    ["postgresql", "SELECT f::numeric FROM t"],
    ["mysql", "SELECT d + 1 FROM t"],
    ["mysql", "SELECT d - d FROM t"],
    ["mysql", "SELECT date_add('2024-01-01', INTERVAL 1 DAY)"],
    ["mysql", "SELECT f DIV 2 FROM t"],
    ["snowflake", "SELECT to_date('2024-01-01') + '3'"],
    ["bigquery", "SELECT ceil(f) FROM t"],
  ] as const)("%s: %s", (dialect, sql) => {
    expect(() => spark.sql(sql, { dialect })).toThrow(/UNSUPPORTED_FEATURE/);
  });
});

test("functions made for dialects have no name in Spark's SQL", () => {
  expect(() => spark.sql("SELECT mysql_divide(1, 2)")).toThrow(/UNRESOLVED_ROUTINE/);
});
