import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IllegalArgumentException, ParseException } from "../types/spark-error.ts";
import { parseDialect } from "./index.ts";
import { parserOf } from "./load.ts";
import { postgresql } from "./postgresql.ts";

/** The error of a text, which must be one. */
function errorOf(sql: string, dialect: string): ParseException {
  try {
    parseDialect(sql, dialect);
  } catch (error) {
    if (error instanceof ParseException) return error;
    throw error;
  }
  throw new Error(`accepted: ${sql}`);
}

describe("what the library's tree cannot carry is refused with its place", () => {
  const cases: readonly (readonly [dialect: string, sql: string, fragment: string])[] = [
    ["postgresql", "SELECT x'ab'", "x'"],
    ["postgresql", "SELECT E'a\\n' FROM t", "E'"],
    ["postgresql", "SELECT 'a' 'b'", "'a' '"],
    ["postgresql", "SELECT a isnull FROM t", "isnull"],
    ["postgresql", "SELECT a[1] FROM t", "["],
    ["postgresql", "SELECT a ~ 'x' FROM t", "~"],
    ["postgresql", 'SELECT a COLLATE "C" FROM t', "COLLATE"],
    ["postgresql", "SELECT a FROM t WHERE a = ANY (SELECT b FROM u)", "ANY"],
    ["postgresql", "SELECT DISTINCT ON (a) a, b FROM t", "ON"],
    ["postgresql", "SELECT a = b = c FROM t", "a = b"],
    ["postgresql", "SELECT to_char(a, 'YYYY') FROM t", "to_char"],
    ["postgresql", "SELECT substring(a, b) FROM t", "substring(a, b)"],
    ["postgresql", "SELECT a::jsonb FROM t", "jsonb"],
    ["postgresql", "SELECT interval '1 month 3 days'", "interval '1 month 3 days'"],
    ["postgresql", "SELECT 0x1F", "0x"],
    ["postgresql", "SELECT 1e400", "1e400"],
    ["postgresql", "INSERT INTO t VALUES (1)", "INSERT"],
    ["postgresql", "SELECT 1; SELECT 2", "SELECT"],
    ["mysql", "SELECT /*! 1 + */ 2", "/*!"],
    ["mysql", "SELECT /*+ NO_MERGE(t) */ a FROM t", "/*+"],
    ["mysql", "SELECT a FROM t FOR UPDATE", "FOR"],
    ["mysql", "SELECT a REGEXP 'x' FROM t", "REGEXP"],
    ["mysql", "SELECT a XOR b FROM t", "XOR"],
    ["mysql", "SELECT a << 2 FROM t", "<<"],
    ["mysql", "SELECT a = b = c FROM t", "a = b"],
    ["mysql", "SELECT date_format(a, '%Y') FROM t", "date_format"],
    ["mysql", "SELECT a::int FROM t", "a"],
    ["mysql", "SELECT _utf8'x'", "_utf8'"],
    ["mysql", "SELECT DATE_ADD(a, INTERVAL b DAY) FROM t", "INTERVAL"],
    ["snowflake", "SELECT a || b + c FROM t", "a || b"],
    ["snowflake", "SELECT a * b || c FROM t", "a * b"],
    ["snowflake", "SELECT a:b FROM t", ":"],
    ["snowflake", "SELECT '\\x41'", "\\x"],
    ["snowflake", "SELECT DATEDIFF(hour, a, b) FROM t", "DATEDIFF(hour, a, b)"],
    ["snowflake", "SELECT * FROM TABLE(f(1))", "TABLE"],
    [
      "bigquery",
      "SELECT 1 UNION ALL SELECT 2 INTERSECT DISTINCT SELECT 3",
      "SELECT 1 UNION ALL SELECT 2 INTERSECT DISTINCT SELECT 3",
    ],
    // The tree lacks the order and the limit.
    ["bigquery", "(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1 LIMIT 1", "ORDER"],
    ["bigquery", "SELECT r'a' FROM t", "r'"],
    ["bigquery", "SELECT a[OFFSET(0)] FROM t", "a"],
  ];
  test.each(cases)("%s: %s", (dialect, sql, fragment) => {
    const error = errorOf(sql, dialect);
    expect([error.condition, error.sqlState]).toEqual(["UNSUPPORTED_FEATURE", "0A000"]);
    expect(error.message).toContain("SQL of other dialects");
    expect(error.messageParameters.fragment).toBe(fragment);
    expect(sql.slice(error.queryContext[0]!.startIndex!, error.queryContext[0]!.stopIndex! + 1)).toBe(fragment);
  });
});

test("text its grammar refuses is a syntax error", () => {
  const error = errorOf("SELECT a FROM t WHERE", "postgresql");
  expect(error.condition).toBe("PARSE_SYNTAX_ERROR");
  expect(error.message).toContain("as node-sql-parser reads PostgreSQL");
  expect(errorOf("  ", "mysql").condition).toBe("PARSE_EMPTY_STATEMENT");
});

test("without the library the error says what to install", () => {
  expect(() => parserOf({ ...postgresql, grammar: "no-such-grammar" })).toThrow(/npm install node-sql-parser@5\.4\.0/);
});

test("an unknown dialect names the known ones", () => {
  expect(() => parseDialect("SELECT 1", "oracle")).toThrow(IllegalArgumentException);
  expect(() => parseDialect("SELECT 1", "oracle")).toThrow(/postgresql, mysql, snowflake, bigquery/);
});

describe.each(["postgresql", "mysql", "snowflake", "bigquery"])("%s", (dialect) => {
  const QUERY = `WITH w AS (SELECT a, sum(b) AS s FROM t JOIN u ON t.x = u.x WHERE NOT (a) = 1 GROUP BY a HAVING sum(b) > 2)
    SELECT w.a, CASE WHEN s BETWEEN 1 AND 2 THEN 'x' ELSE 'y' END AS c FROM w WHERE a IN (SELECT a FROM v) ORDER BY c DESC
    LIMIT 3`;
  const outcome = (sql: string): string => {
    try {
      parseDialect(sql, dialect);
      return "read";
    } catch (error) {
      if (error instanceof ParseException) return "refused";
      throw error;
    }
  };
  test("truncated and broken text is read or refused, nothing else", () => {
    expect(outcome(QUERY)).toBe("read");
    fc.assert(
      fc.property(
        fc.nat(QUERY.length),
        fc.nat(QUERY.length),
        fc.oneof(
          fc.string({ maxLength: 6 }),
          fc.constantFrom("(", ")", ",", "'", " AND ", "/*", "--", "AS", "NULL", "\0"),
        ),
        (from, to, put) => {
          const sql = QUERY.slice(0, Math.min(from, to)) + put + QUERY.slice(Math.max(from, to));
          expect(["read", "refused"]).toContain(outcome(sql));
        },
      ),
      { numRuns: 200 },
    );
  });
  test("random text is read or refused", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: "binary" }), (sql) => {
        expect(["read", "refused"]).toContain(outcome(sql));
      }),
      { numRuns: 200 },
    );
  });
  test("long and deep text is read or refused", () => {
    expect(outcome(`SELECT ${"(".repeat(200)}1${")".repeat(200)}`)).toMatch(/read|refused/);
    expect(outcome(`SELECT a FROM t WHERE a IN (${Array.from({ length: 5000 }, (_, i) => i).join(", ")})`)).toBe(
      "read",
    );
    expect(outcome(`SELECT a FROM t WHERE ${Array.from({ length: 5000 }, (_, i) => `a = ${i}`).join(" OR ")}`)).toBe(
      "read",
    );
  });
});
