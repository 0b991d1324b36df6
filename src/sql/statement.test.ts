import { describe, expect, it } from "vitest";
import { INT } from "../types/data-type.ts";
import { SparkError } from "../types/spark-error.ts";
import { bindParameters, parseStatement, parseStatements } from "./index.ts";
import { commandOf, statementOf } from "./testing.ts";

const one = { kind: "Literal", value: 1, dataType: INT } as const;
function condition(sql: string): string | null {
  try {
    parseStatement(sql);
  } catch (error) {
    if (error instanceof SparkError) return error.condition;
    throw error;
  }
  return "no error";
}

describe("commands", () => {
  it.each<[string, object]>([
    [
      "CREATE OR REPLACE TEMP VIEW v (a COMMENT 'x', b) AS SELECT 1, 2",
      {
        kind: "CreateView",
        viewType: "localTemp",
        replace: true,
        sqlText: "SELECT 1, 2",
        columnAliases: [{ name: "a", comment: "x" }, { name: "b" }],
      },
    ],
    ["CREATE GLOBAL TEMPORARY VIEW v AS TABLE t", { viewType: "globalTemp" }],
    [
      "CREATE VIEW IF NOT EXISTS db.v COMMENT 'c' AS TABLE t",
      { viewType: "persistent", ifNotExists: true, comment: "c" },
    ],
    [
      "CREATE TEMP VIEW v USING csv OPTIONS (path 'x', header true)",
      {
        kind: "CreateViewUsing",
        provider: "csv",
        options: { path: "x", header: "true" },
      },
    ],
    ["ALTER VIEW v AS SELECT 2", { kind: "AlterViewQuery", sqlText: "SELECT 2" }],
    ["DROP VIEW IF EXISTS v", { kind: "DropView", ifExists: true }],
    ["SET a.b = c d", { kind: "SetConfig", key: "a.b", value: "c d" }],
    ["SET `a b` = `x;y`;", { key: "a b", value: "x;y" }],
    ["SET", { kind: "SetConfig" }],
    ["SET TIME ZONE INTERVAL '08:30' HOUR TO MINUTE", { key: "spark.sql.session.timeZone", value: "+08:30" }],
    ["RESET a.b", { kind: "ResetConfig", key: "a.b" }],
    ["USE SCHEMA a.b", { kind: "UseDatabase", nameParts: ["a", "b"] }],
    ["SHOW TABLES IN d LIKE 'a*'", { what: "tables", nameParts: ["d"], pattern: "a*" }],
    ["SHOW USER FUNCTIONS LIKE 'x'", { what: "functions", scope: "user", pattern: "x" }],
    ["SHOW COLUMNS IN t FROM d", { what: "columns", nameParts: ["d", "t"] }],
    ["DESC EXTENDED t a.b", { what: "column", columnParts: ["a", "b"], extended: true }],
    ["DESCRIBE SELECT 1", { what: "query" }],
    ["DESCRIBE FUNCTION ||", { what: "function", nameParts: ["||"] }],
    ["EXPLAIN FORMATTED SELECT 1", { kind: "ExplainCommand", mode: "formatted", statement: { kind: "Query" } }],
    ["CACHE LAZY TABLE t AS SELECT 1", { kind: "CacheTable", lazy: true, query: { kind: "Project" } }],
    ["CLEAR CACHE", { kind: "UncacheTable", ifExists: true }],
    ["REFRESH TABLE t", { kind: "RefreshTable", nameParts: ["t"] }],
    ["TRUNCATE TABLE t PARTITION (p = 1)", { kind: "TruncateTable", partition: [{ name: "p" }] }],
    ["DECLARE OR REPLACE x, y INT DEFAULT 1", { kind: "DeclareVariable", names: [["x"], ["y"]], replace: true }],
    ["SET VAR (a, b) = (SELECT 1, 2)", { kind: "SetVariable", targets: [["a"], ["b"]], query: {} }],
    ["SET VAR a = 1, b = DEFAULT", { targets: [["a"], ["b"]], values: [{}, {}] }],
    ["DROP TEMPORARY VARIABLE IF EXISTS x", { kind: "DropVariable", ifExists: true }],
    [
      "EXECUTE IMMEDIATE 'SELECT ?' INTO a USING 1, b AS c",
      { kind: "ExecuteImmediate", into: [["a"]], using: [{}, { kind: "Alias" }] },
    ],
    [
      "CREATE TEMPORARY FUNCTION f(a INT DEFAULT 1, b STRING) RETURNS INT RETURN a + 1",
      {
        kind: "CreateFunction",
        temporary: true,
        parameters: [{ name: "a", defaultExpression: {} }, { name: "b" }],
        returnType: { kind: "integer" },
        body: { nameParts: ["+"] },
      },
    ],
    ["CREATE FUNCTION f() RETURNS TABLE (a INT) RETURN SELECT 1", { returnTable: { kind: "struct" }, query: {} }],
    [
      "CREATE TABLE IF NOT EXISTS t (a INT NOT NULL DEFAULT 5, p STRING) USING parquet PARTITIONED BY (p) LOCATION 'x'",
      {
        kind: "CreateTable",
        ifNotExists: true,
        provider: "parquet",
        partitionBy: ["p"],
        location: "x",
      },
    ],
    ["CREATE TABLE t PARTITIONED BY (a) AS SELECT 1 AS a", { partitionBy: ["a"], query: {} }],
    ["CREATE TABLE t LIKE u USING csv", { like: ["u"], provider: "csv" }],
    [
      "INSERT INTO t (a, b) VALUES (1, 2)",
      { kind: "InsertInto", columns: ["a", "b"], overwrite: false, byName: false },
    ],
    [
      "INSERT OVERWRITE TABLE t PARTITION (p = 1, q) SELECT 1",
      { overwrite: true, partition: [{ name: "p", value: {} }, { name: "q" }] },
    ],
    ["INSERT INTO t BY NAME SELECT 1 AS a", { byName: true }],
    ["INSERT INTO t (SELECT 1)", { query: { kind: "Project" } }],
    ["WITH c AS (SELECT 1) INSERT INTO t TABLE c", { query: { kind: "WithCTE" } }],
    ["FROM t INSERT INTO u SELECT a", { kind: "InsertInto", query: { kind: "Project" } }],
    ["INSERT OVERWRITE DIRECTORY 'x' USING json SELECT 1", { kind: "WriteFiles", format: "json", path: "x" }],
    ["DROP DATABASE IF EXISTS d CASCADE", { kind: "DropDatabase", cascade: true }],
    ["ALTER TABLE a.t RENAME TO u", { kind: "RenameTable", nameParts: ["a", "t"], newNameParts: ["u"] }],
    ["ALTER TABLE t ADD COLUMNS (a INT FIRST)", { kind: "AddColumns", nameParts: ["t"] }],
    [
      "MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT *",
      { kind: "RefusedRowChange", operation: "MERGE INTO TABLE", nameParts: ["t"] },
    ],
    ["UPDATE t SET a = 1 WHERE b", { kind: "RefusedRowChange", operation: "UPDATE TABLE" }],
    ["ANALYZE TABLE t COMPUTE STATISTICS NOSCAN", { kind: "AnalyzeTable", nameParts: ["t"], noScan: true }],
  ])("%s", (sql, want) => {
    expect(commandOf(sql)).toMatchObject(want);
  });

  it.each([
    ["COMMIT", "INVALID_STATEMENT_OR_CLAUSE"],
    ["SET a b = = c", "INVALID_SET_SYNTAX"],
    ["RESET a b", "INVALID_RESET_COMMAND_FORMAT"],
    ["DECLARE x", "INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED"],
    ["CREATE OR REPLACE VIEW IF NOT EXISTS v AS SELECT 1", "CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE"],
    ["CREATE TABLE t (a INT) COMMENT 'x' COMMENT 'y'", "DUPLICATE_CLAUSES"],
    ["CREATE TABLE t (a)", "PARSE_SYNTAX_ERROR"],
    ["INSERT INTO t PARTITION (a = 1) IF NOT EXISTS SELECT 1", "INVALID_STATEMENT_OR_CLAUSE"],
    ["MERGE INTO t USING u ON a = b", "MERGE_WITHOUT_WHEN"],
    ["DROP TABLE a, b", "PARSE_SYNTAX_ERROR"],
    ["", "PARSE_EMPTY_STATEMENT"],
    ["SELECT 1 /* open", "UNCLOSED_BRACKETED_COMMENT"],
  ])("%s is refused", (sql, want) => {
    expect(condition(sql)).toBe(want);
  });
});

describe("several statements", () => {
  it("splits at semicolons", () => {
    const statements = parseStatements("SET a = b; SELECT ';' ;; -- end\n DROP VIEW v;");
    expect(statements.map((s) => (s.kind === "Query" ? "Query" : s.command.kind))).toEqual([
      "SetConfig",
      "Query",
      "DropView",
    ]);
  });
});

describe("parameters", () => {
  const values = { named: new Map([["x", one]]), positional: [one] };
  it("stay in the tree until they are bound", () => {
    const tree = parseStatement("SELECT :x + ? FROM IDENTIFIER(:t)");
    expect(tree).toMatchObject({ plan: { expressions: [{ arguments: [{ name: "x" }, { ordinal: 0 }] }] } });
    const named = new Map<string, { kind: "Literal"; value: string; dataType: typeof INT }>();
    expect(() => bindParameters(tree, { named })).toThrow(
      expect.objectContaining({ condition: "UNBOUND_SQL_PARAMETER" }),
    );
  });
  it("are replaced in a tree", () => {
    const bound = bindParameters(parseStatement("SELECT :x, ? WHERE a = :x"), values);
    expect(bound).toMatchObject({
      plan: { expressions: [{ value: 1 }, { value: 1 }], input: { condition: { arguments: [{}, { value: 1 }] } } },
    });
  });
  it("give names to IDENTIFIER", () => {
    const text = { kind: "Literal", value: "a.b", dataType: INT } as const;
    const bound = bindParameters(parseStatement("SELECT IDENTIFIER(:x) FROM IDENTIFIER(:x)"), {
      named: new Map([["x", text]]),
    });
    expect(bound).toMatchObject({
      plan: { expressions: [{ kind: "UnresolvedAttribute", nameParts: ["a", "b"] }], input: { nameParts: ["a", "b"] } },
    });
  });
  it("are replaced while reading, also where no expression stands", () => {
    expect(statementOf("SELECT CAST(a AS VARCHAR(:x)), INTERVAL ? DAY", { parameters: values })).toMatchObject({
      plan: { expressions: [{ dataType: { length: 1 } }, { value: 86_400_000_000n }] },
    });
    expect(condition("SELECT CAST(a AS VARCHAR(:x))")).toBe("UNBOUND_SQL_PARAMETER");
  });
});

it("asks for computed names of commands, and takes them", () => {
  const command = commandOf("DROP TABLE IDENTIFIER(:t)");
  expect(command).toMatchObject({ kind: "WithIdentifiers", identifiers: [{ at: 2, expression: { name: "t" } }] });
  expect(commandOf(command.sqlText as string, { identifiers: new Map([[2, "a.b"]]) })).toMatchObject({
    kind: "DropTable",
    nameParts: ["a", "b"],
  });
});
