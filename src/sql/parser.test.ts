import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ParseException } from "../types/spark-error.ts";
import { parseDataType, parseExpression, parseStatement, parseTableSchema } from "./index.ts";
import { tokenize } from "./lexer.ts";

function errorOf(sql: string): ParseException {
  try {
    parseStatement(sql);
  } catch (error) {
    if (error instanceof ParseException) return error;
    throw error;
  }
  throw new Error(`no error: ${sql}`);
}

describe("errors of syntax", () => {
  it.each([
    ["SELECT a b c FROM t", "'c'", 1, 11],
    ["SELECT * FROM (SELECT 1", "end of input", 1, 23],
    ["SELECT a\nFROM t\nWHERE a > > b", "'>'", 3, 10],
    ["foo bar", "'foo'", 1, 0],
    ["SELECT 1 SELECT 2", "'SELECT'", 1, 9],
    ["SELECT 'abc FROM t", "'''", 1, 7],
    ["SELECT CAST(a INT) FROM t", "'INT'", 1, 14],
  ])("%s stops at %s", (sql, error, line, column) => {
    const thrown = errorOf(sql);
    expect(thrown.condition).toBe("PARSE_SYNTAX_ERROR");
    expect(thrown.messageParameters.error).toBe(error);
    expect(thrown.message).toContain(`(line ${line}, pos ${column})`);
  });
  it("shows the place in the text", () => {
    const { message, queryContext } = errorOf("SELECT *\nFROM t WHERE ) x");
    expect(message).toContain("FROM t WHERE ) x\n-------------^^^");
    expect(queryContext).toMatchObject([{ contextType: "SQL", fragment: ")", startIndex: 22, stopIndex: 22 }]);
  });
});

describe("each entry point takes what Spark's takes", () => {
  // In most places SELECT is a name like others: `SELECT a` is a column with an alias to `parseExpression`.
  const entries = {
    statement: parseStatement,
    expression: parseExpression,
    schema: parseTableSchema,
    type: parseDataType,
  };
  const takes = (parse: (sql: string) => unknown, sql: string): boolean => {
    try {
      parse(sql);
      return true;
    } catch (error) {
      if (error instanceof ParseException) return false;
      throw error;
    }
  };
  it.each([
    ["SELECT 1", "statement"],
    ["SELECT a", "statement expression"],
    ["SELECT", "expression"],
    ["SELECT a FROM t", "statement"],
    ["(SELECT 1)", "statement expression"],
    ["SELECT (1)", "statement expression"],
    ["SELECT CASE WHEN a THEN b END", "statement"],
    ["CASE WHEN a THEN b END", "expression"],
    ["a + 1 AS b", "expression"],
    ["a INT", "expression schema"],
    ["a INT, b STRING COMMENT 'x'", "schema"],
    ["SELECT INT", "statement expression schema"],
    ["INT", "expression type"],
    ["a", "expression"],
    ["VALUES (1)", "statement expression"],
    ["FROM t", "statement expression"],
    ["EXISTS (SELECT 1)", "expression"],
    ["struct<a:int>", "type"],
    ["FROM INT", "statement expression schema"],
    ["SELECT a b", "statement"],
  ])("%s", (sql, taken) => {
    const found = Object.entries(entries).filter(([, parse]) => takes(parse, sql));
    expect(found.map(([name]) => name).join(" ")).toBe(taken);
  });
});

describe("long and deep texts", () => {
  it.each([
    ["OR", `SELECT ${Array.from({ length: 10_000 }, (_, i) => `a = ${i}`).join(" OR ")}`],
    ["plus", `SELECT ${Array(10_000).fill("a").join(" + ")}`],
    ["IN", `SELECT a IN (${Array(50_000).fill("1").join(", ")})`],
    ["UNION", Array(3000).fill("SELECT 1").join(" UNION ALL ")],
    ["parentheses", `SELECT ${"(".repeat(800)}1${")".repeat(800)}`],
    ["subqueries", `SELECT ${"((SELECT ".repeat(150)}1${") + 1)".repeat(150)}`],
    ["CASE", `SELECT ${"CASE WHEN a THEN ".repeat(300)}1${" END".repeat(300)}`],
    ["signs", `SELECT ${"NOT ".repeat(3000)} a, ${"- ".repeat(3000)} a`],
    ["a long list", `SELECT ${Array(100_000).fill("a.b").join(",")}`],
    ["a string of 1 MB", `SELECT '${"x''".repeat(333_333)}'`],
    ["a comment of 1 MB", `SELECT /* ${"x ".repeat(500_000)} */ 1`],
  ])("%s", (_, sql) => {
    parseStatement(sql);
  });
  it.each([
    ["parentheses", `SELECT ${"(".repeat(100_000)}`],
    ["subqueries", "SELECT (".repeat(50_000)],
    ["types", `SELECT CAST(a AS ${"ARRAY<".repeat(50_000)}`],
    ["EXPLAIN", "EXPLAIN ".repeat(50_000)],
  ])("too deep: %s", (_, sql) => {
    expect(errorOf(sql).condition).toBe("FAILED_TO_PARSE_TOO_COMPLEX");
  });
});

/** A result or a ParseException, nothing else. */
function isCalm(parse: (sql: string) => unknown, sql: string): void {
  try {
    parse(sql);
  } catch (error) {
    if (!(error instanceof ParseException)) throw error;
  }
}
const SAMPLES = [
  "WITH a AS (SELECT 1) SELECT x, sum(y) OVER (PARTITION BY z ORDER BY w ROWS 1 PRECEDING) FROM a JOIN b USING (c)",
  "SELECT CASE a WHEN 1 THEN 'x' ELSE r'y' END, CAST(b AS MAP<INT, ARRAY<STRING>>), INTERVAL '1' DAY FROM t GROUP BY ALL",
  "INSERT OVERWRITE t PARTITION (p = 1) SELECT a -> b, :x, ?, c:d[0] FROM VALUES (1, 2) AS v(a, b) |> WHERE a",
  "CREATE OR REPLACE TEMPORARY VIEW v (a COMMENT 'x') AS FROM t PIVOT (sum(a) FOR b IN (1 AS x))",
  "BEGIN DECLARE x INT; l: WHILE x < 3 DO SET x = x + 1; END WHILE; END",
  "MERGE INTO t USING u ON a = b WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT *",
];
const words = SAMPLES.flatMap((sql) => {
  const { kinds, starts, ends } = tokenize(sql);
  return kinds.slice(0, -1).map((_, i) => sql.slice(starts[i], ends[i]));
});

describe("any text gives a result or a ParseException", () => {
  const parsers = [parseStatement, parseExpression, parseDataType, parseTableSchema];
  it("of any characters", () => {
    const unit = fc.oneof(fc.nat(0xffff), fc.integer({ min: 32, max: 126 })).map((code) => String.fromCharCode(code));
    const text = fc.string({ unit, maxLength: 200 });
    fc.assert(
      fc.property(text, (sql) => parsers.forEach((f) => isCalm(f, sql))),
      { numRuns: 1000 },
    );
  });
  it("of any words", () => {
    const text = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => list.join(" "));
    fc.assert(
      fc.property(text, (sql) => parsers.forEach((f) => isCalm(f, sql))),
      { numRuns: 2000 },
    );
  });
  it("of statements cut short", () => {
    for (const sql of SAMPLES) for (let i = 0; i < sql.length; i++) isCalm(parseStatement, sql.slice(0, i));
  });
});
