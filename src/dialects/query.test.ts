import { describe, expect, test } from "vitest";
import { queryOf as sparkQueryOf } from "../sql/testing.ts";
import { queryOf } from "./testing.ts";

const ALL = ["postgresql", "mysql", "snowflake", "bigquery"] as const;
/** Text of a dialect, and the same for Spark; absent where they are the same. */
type Case = readonly [sql: string, ...spark: readonly string[]];

const COMMON: readonly Case[] = [
  ["SELECT * FROM t CROSS JOIN u"],
  ["SELECT * FROM t JOIN u ON t.a = u.a AND t.b = 1 OR u.c = 2 LEFT JOIN v ON v.a = u.a"],
  // In Spark the joins behind a comma have all before it on their left side.
  [
    "SELECT * FROM t x, u AS y RIGHT OUTER JOIN v USING (a), w",
    "SELECT * FROM t x, (u AS y RIGHT OUTER JOIN v USING (a)), w",
  ],
  ["SELECT t.*, x.a FROM s.t INNER JOIN (SELECT a FROM u) AS x ON x.a = t.a"],
  ["SELECT a FROM t UNION ALL SELECT b FROM u UNION ALL SELECT c FROM v"],
  ["WITH x AS (SELECT 1 AS a), y AS (SELECT a FROM x) SELECT * FROM y WHERE a IN (SELECT a FROM x)"],
  ["SELECT DISTINCT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AND a > (SELECT max(b) FROM u)"],
  ["SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1"],
  ["SELECT count(DISTINCT a), count(b) FROM t"],
  ["SELECT max(a) FROM t LIMIT 3 OFFSET 2"],
  ["SELECT sum(a) OVER (PARTITION BY b) AS s FROM t"],
  ["SELECT a FROM t -- a comment\n WHERE a /* another */ = 1;", "SELECT a FROM t WHERE a = 1"],
];
/** Where nulls come last in ascending order, what is not said is said. */
const NULLS: readonly Case[] = [
  ["SELECT a FROM t ORDER BY a, b DESC", "SELECT a FROM t ORDER BY a NULLS LAST, b DESC NULLS FIRST"],
  ["SELECT a FROM t ORDER BY a NULLS FIRST, b DESC NULLS LAST"],
  [
    "SELECT rank() OVER (ORDER BY a ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM t",
    "SELECT rank() OVER (ORDER BY a NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM t",
  ],
];
const NULLS_FIRST: readonly Case[] = [
  ["SELECT a FROM t ORDER BY a, b DESC", "SELECT a FROM t ORDER BY a NULLS FIRST, b DESC NULLS LAST"],
];
const OWN: { readonly [dialect: string]: readonly Case[] } = {
  postgresql: [
    ...NULLS,
    ["SELECT * FROM t NATURAL JOIN u"],
    ["SELECT * FROM t NATURAL LEFT JOIN u CROSS JOIN v"],
    ["SELECT * FROM t AS x(a, b) JOIN (SELECT 1) y(c) ON true"],
    ["SELECT * FROM (t JOIN u ON t.a = u.a) LEFT JOIN v ON v.a = t.a"],
    ["SELECT * FROM t, LATERAL (SELECT t.a) x"],
    [
      "(SELECT 1 ORDER BY 1 LIMIT 1) UNION ALL (SELECT 2) ORDER BY 1 NULLS FIRST LIMIT 3",
      "(SELECT 1 ORDER BY 1 NULLS LAST LIMIT 1) UNION ALL (SELECT 2) ORDER BY 1 NULLS FIRST LIMIT 3",
    ],
    ["SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4"],
    ["SELECT a FROM t LIMIT ALL OFFSET 2", "SELECT a FROM t OFFSET 2"],
    ["SELECT count(*) FILTER (WHERE a > 1) FROM t"],
    ["SELECT a FROM t GROUP BY ROLLUP (a, b)"],
    ["WITH RECURSIVE r(n) AS (SELECT 1) SELECT n FROM r"],
    ['SELECT "a b"."c" AS "D e" FROM "a b"', "SELECT `a b`.c AS `D e` FROM `a b`"],
    ["SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b)"],
  ],
  mysql: [
    ...NULLS_FIRST,
    ["SELECT a FROM t LIMIT 2, 3", "SELECT a FROM t LIMIT 3 OFFSET 2"],
    ["SELECT a FROM t GROUP BY a, b WITH ROLLUP"],
    ["SELECT 1 AS x FROM dual", "SELECT 1 AS x"],
    ["SELECT a FROM (t JOIN u ON t.a = u.a) JOIN v ON v.a = t.a"],
    ["SELECT count(DISTINCT a, b) FROM t"],
    ["SELECT a FROM t # the rest\n LIMIT 1", "SELECT a FROM t LIMIT 1"],
  ],
  snowflake: [
    ...NULLS,
    ["SELECT * FROM t NATURAL JOIN u"],
    ["SELECT * EXCLUDE (a, b) FROM t", "SELECT * EXCEPT (a, b) FROM t"],
    [
      "SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY b ORDER BY c) = 1",
      "SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY b ORDER BY c NULLS LAST) = 1",
    ],
    ["SELECT a, sum(b) FROM t GROUP BY ALL"],
    [
      "SELECT first_value(a) OVER (ORDER BY b) FROM t",
      "SELECT first_value(a) OVER (ORDER BY b NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM t",
    ],
    ["SELECT a FROM t // the rest", "SELECT a FROM t"],
  ],
  bigquery: [
    ...NULLS_FIRST,
    ["SELECT * EXCEPT (a, b) FROM t"],
    ["SELECT t.* EXCEPT (a) FROM t"],
    ["SELECT a FROM `p.d.t`", "SELECT a FROM p.d.t"],
    ["SELECT a FROM t UNION DISTINCT SELECT b FROM u"],
    ["SELECT 1.5 AS x", "SELECT 1.5D AS x"],
  ],
};

describe.each(ALL)("queries of %s are those of Spark", (dialect) => {
  test.each([...COMMON, ...OWN[dialect]!])("%s", (sql, ...[spark = sql]) => {
    expect(queryOf(sql, dialect)).toEqual(sparkQueryOf(spark));
  });
});
