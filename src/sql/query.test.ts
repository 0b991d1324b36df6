import { describe, expect, it } from "vitest";
import type { Relation } from "../plan/relation.ts";
import { SparkError } from "../types/spark-error.ts";
import { parseStatement } from "./index.ts";
import { queryOf } from "./testing.ts";

/** The kinds of the nodes from the root down the first input. */
function spine(node: Relation): string[] {
  const kinds: string[] = [];
  for (let at: Relation | undefined = node; at !== undefined;) {
    kinds.push(at.kind);
    at = "input" in at ? at.input : "left" in at ? at.left : undefined;
  }
  return kinds;
}
const spineOf = (sql: string): string => spine(queryOf(sql)).join(" ");
function condition(sql: string): string | null {
  try {
    parseStatement(sql);
  } catch (error) {
    if (error instanceof SparkError) return error.condition;
    throw error;
  }
  return "no error";
}

describe("select", () => {
  it("nests the clauses in the order they work", () => {
    expect(
      spineOf(`SELECT DISTINCT a, sum(b) FROM t WHERE c GROUP BY a HAVING d WINDOW w AS (PARTITION BY a) QUALIFY e
               ORDER BY a LIMIT 5 OFFSET 2`),
    ).toBe("Limit Offset Sort NamedWindows Deduplicate Qualify Having Aggregate Filter ReadNamedTable");
    expect(spineOf("SELECT a FROM t HAVING b")).toBe("Having Aggregate ReadNamedTable");
    expect(spineOf("SELECT 1 WHERE true")).toBe("Project Filter OneRow");
    expect(spineOf("SELECT /*+ BROADCAST(a), COALESCE(3) */ * FROM a")).toBe("Hint Hint Project ReadNamedTable");
    expect(spineOf("SELECT a FROM t CLUSTER BY b")).toBe("Sort RepartitionByExpression Project ReadNamedTable");
    expect(spineOf("SELECT a FROM t LIMIT ALL")).toBe("Project ReadNamedTable");
  });
  it("takes keywords as names where nothing else fits", () => {
    expect(queryOf("SELECT a, FROM t")).toMatchObject({
      expressions: [{ nameParts: ["a"] }, { kind: "Alias", names: ["t"] }],
    });
    expect(queryOf("SELECT a order FROM t where")).toMatchObject({
      expressions: [{ names: ["order"] }],
      input: { kind: "SubqueryAlias", alias: "where" },
    });
    expect(queryOf("SELECT limit FROM from LIMIT 1")).toMatchObject({
      input: { expressions: [{ nameParts: ["limit"] }], input: { nameParts: ["from"] } },
    });
    expect(queryOf("SELECT * FROM t LEFT JOIN u")).toMatchObject({ input: { joinType: "left" } });
  });
  it("reads stars with columns left out", () => {
    expect(queryOf("SELECT * EXCEPT (a, b.c), t.* FROM t")).toMatchObject({
      expressions: [{ except: [["a"], ["b", "c"]] }, { target: ["t"] }],
    });
    expect(spineOf("SELECT * EXCEPT (SELECT 1)")).toBe("SetOperation Project OneRow");
  });
  it("resolves windows that name others", () => {
    expect(queryOf("SELECT 1 FROM t WINDOW w AS (PARTITION BY a), v AS w")).toMatchObject({
      windows: [{ name: "w" }, { name: "v", spec: { partitionSpec: [{ nameParts: ["a"] }] } }],
    });
  });
});

describe("grouping", () => {
  const grouping = (sql: string): unknown => {
    const node = queryOf(`SELECT a FROM t GROUP BY ${sql}`);
    if (node.kind !== "Aggregate") throw new Error(node.kind);
    const names = (list: readonly unknown[]): string =>
      list.map((e) => (e as { nameParts: string[] }).nameParts.join(".")).join(",");
    return [node.groupType, names(node.groupingExpressions), ...(node.groupingSets ?? []).map(names)];
  };
  it.each([
    ["a, b", ["groupBy", "a,b"]],
    ["ALL", ["all", ""]],
    ["ROLLUP(a, b)", ["rollup", "a,b"]],
    ["a, b WITH CUBE", ["cube", "a,b"]],
    ["ROLLUP(a, (b, c))", ["groupingSets", "a,b,c", "a,b,c", "a", ""]],
    ["a, b GROUPING SETS ((a, b), a, ())", ["groupingSets", "a,b", "a,b", "a", ""]],
    ["a, ROLLUP(b)", ["groupingSets", "a,b", "a,b", "a"]],
    ["CUBE(a, b), c", ["groupingSets", "a,b,c", "a,b,c", "a,c", "b,c", "c"]],
    ["GROUPING SETS (a, ROLLUP(b))", ["groupingSets", "a,b", "a", "b", ""]],
  ])("%s", (sql, want) => {
    expect(grouping(sql)).toEqual(want);
  });
});

describe("from", () => {
  it("reads joins of every kind", () => {
    const join = (sql: string): unknown => (queryOf(`SELECT * FROM a ${sql}`) as { input: unknown }).input;
    expect(join(", b")).toMatchObject({ kind: "Join", joinType: "inner" });
    expect(join("LEFT SEMI JOIN b ON x")).toMatchObject({ joinType: "leftSemi", joinCondition: {} });
    expect(join("ANTI JOIN b USING (x, y)")).toMatchObject({ joinType: "leftAnti", usingColumns: ["x", "y"] });
    expect(join("NATURAL FULL OUTER JOIN b")).toMatchObject({ joinType: "full", isNatural: true });
    expect(join(", LATERAL (SELECT 1) c")).toMatchObject({ kind: "LateralJoin", joinType: "inner" });
    expect(join("CROSS JOIN (b JOIN c) d")).toMatchObject({ joinType: "cross", right: { kind: "SubqueryAlias" } });
  });
  it("reads relations of every kind", () => {
    const from = (sql: string): unknown => (queryOf(`SELECT * FROM ${sql}`) as { input: unknown }).input;
    expect(from("parquet.`a/b c`")).toMatchObject({ nameParts: ["parquet", "a/b c"] });
    expect(from("(SELECT 1)")).toMatchObject({ alias: "__auto_generated_subquery_name" });
    expect(from("VALUES (1, 2), (3, 4) AS t(a, b)")).toMatchObject({
      columnAliases: ["a", "b"],
      input: {
        kind: "ValuesList",
        rows: [
          [{}, {}],
          [{}, {}],
        ],
      },
    });
    expect(from("range(1, step => 2) r")).toMatchObject({
      input: { kind: "TableValuedFunction", nameParts: ["range"] },
    });
    expect(from("t LATERAL VIEW OUTER explode(x) y AS z")).toMatchObject({
      kind: "Generate",
      outer: true,
      qualifier: "y",
      columnNames: ["z"],
    });
    expect(from("t VERSION AS OF 3")).toMatchObject({ timeTravel: { version: "3" } });
    expect(from("t WITH (a = 1, 'b.c' = 'x')")).toMatchObject({ options: { a: "1", "b.c": "x" } });
    expect(from("t TABLESAMPLE (10 PERCENT) REPEATABLE (7)")).toMatchObject({ upperBound: 0.1, seed: 7n });
    expect(from("t TABLESAMPLE (5 ROWS)")).toMatchObject({ kind: "Limit" });
    expect(from("f(TABLE(t) PARTITION BY a ORDER BY b)")).toMatchObject({
      arguments: [{ subqueryType: "table", partitionSpec: [{}], orderSpec: [{}] }],
    });
    expect(from("IDENTIFIER(:t)")).toMatchObject({ nameParts: [], nameExpression: { kind: "Parameter" } });
  });
  it("reads PIVOT and UNPIVOT", () => {
    expect(queryOf("SELECT * FROM t PIVOT (sum(a) AS s, max(b) FOR (c, d) IN ((1, 2) AS x, (3, 4)))")).toMatchObject({
      input: { groupType: "pivot", pivot: { columns: [{}, {}], values: [{ kind: "Alias", names: ["x"] }, {}] } },
    });
    expect(queryOf("SELECT * FROM t UNPIVOT INCLUDE NULLS (v FOR n IN (a, b AS bee)) AS u")).toMatchObject({
      input: {
        alias: "u",
        input: { includeNulls: true, variableColumnName: "n", valueColumnNames: ["v"], values: [{}, { alias: "bee" }] },
      },
    });
  });
});

describe("set operations and WITH", () => {
  it("binds INTERSECT tighter", () => {
    expect(queryOf("TABLE a UNION ALL TABLE b INTERSECT TABLE c")).toMatchObject({
      setOpType: "union",
      isAll: true,
      right: { setOpType: "intersect" },
    });
    expect(queryOf("TABLE a UNION TABLE b INTERSECT TABLE c", { legacySetOperationPrecedence: true })).toMatchObject({
      setOpType: "intersect",
    });
    expect(queryOf("TABLE a MINUS TABLE b")).toMatchObject({ setOpType: "except", isAll: false });
  });
  it("puts the order on the whole", () => {
    expect(spineOf("SELECT 1 UNION SELECT 2 ORDER BY 1 LIMIT 1")).toBe("Limit Sort SetOperation Project OneRow");
  });
  it("reads common table expressions", () => {
    expect(queryOf("WITH RECURSIVE r(n) MAX RECURSION LEVEL 5 AS (SELECT 1), s AS (SELECT 2) TABLE r")).toMatchObject({
      kind: "WithCTE",
      recursive: true,
      ctes: [{ name: "r", columnAliases: ["n"], maxRecursion: 5 }, { name: "s" }],
    });
  });
  it("reads FROM first and pipes", () => {
    expect(spineOf("FROM t SELECT a WHERE b")).toBe("Project Filter ReadNamedTable");
    expect(
      spineOf(
        "FROM t |> WHERE a |> EXTEND 1 AS b |> SET b = 2 |> DROP a |> AS q |> AGGREGATE sum(b) GROUP BY a |> LIMIT 3",
      ),
    ).toBe("Limit Aggregate SubqueryAlias Project Project Project Filter ReadNamedTable");
    expect(queryOf("FROM t | WHERE a | b | SELECT c")).toEqual(queryOf("FROM t |> WHERE a | b |> SELECT c"));
    expect(condition("FROM t |> ORDER BY a LIMIT 1")).toBe("MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS");
    expect(queryOf("FROM t |> UNION ALL TABLE u |> JOIN v ON x")).toMatchObject({
      kind: "Join",
      left: { kind: "SetOperation" },
    });
  });
});

it.each([
  ["SELECT a b c FROM t", "PARSE_SYNTAX_ERROR"],
  ["SELECT * FROM t ORDER a", "PARSE_SYNTAX_ERROR"],
  ["SELECT a FROM t ORDER BY a SORT BY b", "UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES"],
  ["SELECT * FROM t GROUP BY a AS b", "PARSE_SYNTAX_ERROR"],
  ["WITH a AS (SELECT 1), A AS (SELECT 2) SELECT 1", "DUPLICATED_CTE_NAMES"],
  ["VALUES (1, 2), (3)", "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH"],
  ["SELECT * FROM a NATURAL JOIN LATERAL (SELECT 1)", "INCOMPATIBLE_JOIN_TYPES"],
  ["SELECT * FROM a JOIN LATERAL (SELECT 1) USING (x)", "UNSUPPORTED_FEATURE.LATERAL_JOIN_USING"],
  ["SELECT 1 FROM t WINDOW w AS (), w AS ()", "INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION"],
  ["SELECT 1 FROM t WINDOW w AS v", "INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE"],
  ["SELECT a IN ()", "INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE"],
  ["SELECT a LIKE 'x' ESCAPE 'ab'", "INVALID_ESC"],
  ["SELECT * FROM t TABLESAMPLE (110 PERCENT)", "INVALID_TABLESAMPLE_FRACTION"],
  ["SELECT 1 IS ! NULL", "SYNTAX_DISCONTINUED.BANG_EQUALS_NOT"],
  ["SELECT * FROM t-u", "INVALID_IDENTIFIER"],
])("%s is refused", (sql, want) => {
  expect(condition(sql)).toBe(want);
});
